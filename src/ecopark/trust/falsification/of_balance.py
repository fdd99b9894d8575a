"""The signal that needs a balance: meters that moved together on the day on which it opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.trust.checks.runs import Floats, Times
from ecopark.trust.falsification.agreement import moved_together
from ecopark.trust.falsification.blocks import DAY_US
from ecopark.trust.falsification.of_stream import YEAR_DAYS, Readings
from ecopark.trust.falsification.places import BalancePlace
from ecopark.trust.falsification.settings import FalsificationSettings
from ecopark.trust.falsification.suspicion import Suspicion, plot_of


def agree_against_balance(
    place: BalancePlace, readings: Mapping[str, Readings], imbalances: pa.Table, settings: FalsificationSettings, offset: int
) -> Iterator[Suspicion]:
    """Compare the meters of a balance with the table ``imbalances`` of the flow ``balances``."""
    days, imbalance, throughput = _of_balance(place, imbalances, offset)
    names = tuple(n for n in place.meters if n in readings)
    if len(days) == 0 or len(names) < 3:
        return
    values = np.column_stack([_means(readings[n], days, offset) for n in names])
    found = moved_together(values, imbalance, throughput, settings.agreement)
    threshold = settings.threshold("agree_against_balance", YEAR_DAYS / settings.agreement.window)
    if found is None or found.score < threshold or abs(found.opening) < settings.agreement.opening:
        return
    members = tuple(names[i] for i in found.members)
    others = tuple(n for n in names if n != place.main)
    start = int(days[found.onset]) * DAY_US - offset
    end = int(days[-1] + 1) * DAY_US - offset
    share = imbalance / np.where(throughput > 0, throughput, np.nan)
    level = np.nanmean(values[:, list(found.members)] / np.nanmedian(values[:, list(found.members)], axis=0), axis=1)
    plot = plot_of(days * DAY_US - offset, {"imbalance_share": share, "members_over_usual": level}, "-")
    params = {
        "count": len(members), "percent": 100 * found.change, "balance": place.node, "opening_pct": 100 * found.opening,
    }  # fmt: skip
    yield Suspicion(
        "agree_against_balance", (place.main, *others), start, end, found.score, threshold, params, plot,
        len(days) - found.onset, group=(place.main, *others), facts={"members": list(members)},
    )  # fmt: skip


def _of_balance(place: BalancePlace, table: pa.Table, offset: int) -> tuple[Times, Floats, Floats]:
    """Local days, imbalance and what entered, of the days on which the balance could be drawn up."""
    same = pc.equal(table["balance"], place.node)
    rows = table.filter(pc.and_(same, pc.is_valid(table["imbalance"])))
    carriers = [place.carrier in str(c).split("+") for c in rows["carrier"].to_pylist()]
    rows = rows.filter(pa.array(carriers, pa.bool_())).sort_by("day")
    days = (rows["day"].cast(pa.int64()).to_numpy() + offset) // DAY_US
    days, first = np.unique(days, return_index=True)
    return days, rows["imbalance"].to_numpy()[first], rows["inflow"].to_numpy()[first]


def _means(r: Readings, days: Times, offset: int) -> Floats:
    """Mean of each whole day, NaN where less than nine tenths of it was read."""
    times, values = r.clean()
    keys, first, counts = np.unique((times + offset) // DAY_US, return_index=True, return_counts=True)
    out = np.full(len(days), np.nan)
    if len(keys) == 0:
        return out
    means = np.add.reduceat(values, first) / counts
    whole = counts >= 0.9 * (DAY_US // r.stream.step)
    at = np.searchsorted(keys, days)
    here = (at < len(keys)) & (keys[np.minimum(at, len(keys) - 1)] == days)
    here[here] &= whole[at[here]]
    out[here] = means[at[here]]
    return out
