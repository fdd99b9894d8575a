"""From a balance system and its hourly readings to suspects: named meters, and groups that cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.balance.system import BalanceSystem
from ecopark.trust.gross.projection import project
from ecopark.trust.gross.records import Suspect
from ecopark.trust.identify.diagnosis import Diagnosis, diagnose
from ecopark.trust.identify.over_time import Named, Watch, watch
from ecopark.trust.identify.settings import HOURS_PER_DAY, IdentifySettings

LEAST_COVERED = 0.5  # of the baseline: a meter with fewer readings is treated as none


@dataclass(frozen=True)
class Watched:
    """A system in rows of pure measurements, and the watch over it.

    ``columns`` (k',): which measurement of the system each meter of the watch is; ``rows``: name of each row's balances.
    """

    state: Watch
    columns: np.ndarray
    rows: tuple[str, ...]


def watch_system(system: BalanceSystem, values: np.ndarray, settings: IdentifySettings) -> Watched | None:
    """Watch hourly readings (T, k) of a system; None where nothing can be judged.

    Flows without a meter are eliminated, a second meter of a flow is compared with the first. Nothing can be judged without
    redundancy, or before the baseline and one day are over.
    """
    hours = len(values)
    baseline = settings.baseline_hours
    if hours < baseline + HOURS_PER_DAY:
        return None
    present = np.isfinite(values[:baseline]).mean(axis=0) >= LEAST_COVERED
    present &= np.nan_to_num(np.nanmean(np.abs(np.where(present, values, 0.0)[:baseline]), axis=0)) > 0
    if present.sum() < 2:
        return None
    projection = project(system.matrix, system.selector, present)
    used = np.flatnonzero(present & (projection.measurements != 0).any(axis=0))
    matrix = projection.measurements[:, used]
    if len(used) < 2 or len(matrix) == 0:
        return None
    soft = system.softness(values) > 0
    relation = (projection.balances[:, soft] != 0).any(axis=1)
    names = tuple("+".join(system.balances[i] for i in np.flatnonzero(row)) for row in projection.balances)
    state = watch(matrix, values[:, used], system.relative_sd[used], system.floor_sd[used], settings, relation)
    return Watched(state, used, names)


def suspects_of(system: BalanceSystem, values: np.ndarray, settings: IdentifySettings | None = None) -> list[Suspect]:
    """Return what is wrong with the meters of a system, strongest first.

    Parameters
    ----------
    values
        (T, k) hourly amounts from a midnight of the park on (the night is told by it), NaN where missing.

    Returns
    -------
    Named meters (``Suspect.named``), then what the last day leaves ambiguous: groups, never one of them. ``start`` of a
    suspect counts hours from the first. Empty before the baseline is over or where no balance checks a meter.
    """
    chosen = settings or IdentifySettings()
    watched = watch_system(system, values, chosen)
    return [] if watched is None else suspects_in(system, watched)


def suspects_in(system: BalanceSystem, watched: Watched) -> list[Suspect]:
    named = [named_suspect(system, watched, n, diagnose(watched.state, n)) for n in watched.state.named.values()]
    return sorted(named, key=lambda s: -s.statistic) + _ambiguous(system, watched)


def name_of(system: BalanceSystem, watched: Watched, meter: int) -> str:
    """Datastream of a meter of the watch, or the balances of a leak."""
    count = len(watched.columns)
    return system.measurements[watched.columns[meter]] if meter < count else watched.rows[meter - count]


def named_suspect(system: BalanceSystem, watched: Watched, named: Named, told: Diagnosis) -> Suspect:
    settings = watched.state.settings
    name = name_of(system, watched, named.meter)
    return Suspect(
        measurement=name, kind=told.kind, size=told.size, low=told.low, high=told.high, relative=told.kind != "clock",
        start=named.start, statistic=named.statistic, threshold=settings.threshold(1), margin=named.margin, group=(name,),
        margin_needed=0.0 if named.signature is not None else named.margin_needed,
        tolerance=settings.material(float(watched.state.relative_sd[named.meter])),
    )  # fmt: skip


def _ambiguous(system: BalanceSystem, watched: Watched) -> list[Suspect]:
    """What stands out on the last day but cannot be given to one meter."""
    state, out = watched.state, []
    settings = state.settings
    for found in state.open:
        needed = settings.needed_margin(found.chi_square)
        alike = [meter for meter, score in found.rivals if found.score - score < needed]
        if not alike:
            continue
        group = tuple(dict.fromkeys(name_of(system, watched, meter) for meter in (found.meter, *alike)))
        out.append(
            Suspect(
                group[0],
                "unknown",
                float("nan"),
                float("nan"),
                float("nan"),
                True,
                found.onset,
                found.chi_square,
                settings.threshold(1),
                found.margin,
                group,
                needed,
            )
        )
    return out
