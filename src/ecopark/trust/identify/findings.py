"""Suspects as rows of ``balance_findings``: what is wrong, since when, what it rests on, and the cheapest next proof.

The flow ``balances`` calls `FaultyMeters`; keys of the evidence: docs/design/trust.md, section 3.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from ecopark.core.findings import Severity
from ecopark.trust.balance.from_network import Component
from ecopark.trust.balance.steps import HOUR, Steps
from ecopark.trust.balance.system import BalanceSystem
from ecopark.trust.episodes import tidy
from ecopark.trust.gross.projection import project
from ecopark.trust.gross.records import Suspect
from ecopark.trust.identify import messages as _texts  # noqa: F401  (the texts of the findings below)
from ecopark.trust.identify.diagnosis import ALTERNATIVES
from ecopark.trust.identify.settings import HOURS_PER_DAY, IdentifySettings
from ecopark.trust.identify.suspects import suspects_of
from ecopark.trust.settings import version_hash

CODE_VERSION = "2"  # raise it when the same readings are answered differently
CODE, GROUP_CODE = "trust.faulty_meter", "trust.faulty_group"
PLOT_DAYS = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FaultyMeters:
    """Hook of the flow ``balances``: components with hourly steps; a week between judgements, and the newest day."""

    settings: IdentifySettings = field(default_factory=lambda: IdentifySettings(every_days=7))

    @property
    def version(self) -> str:
        return f"faulty_meters-{CODE_VERSION}-{version_hash(asdict(self.settings))}"

    def __call__(self, component: Component, steps: Steps, version: str) -> Sequence[Mapping[str, object]]:
        if component.step_s != HOUR:
            return []
        found = suspects_of(component.system, steps.values, self.settings)
        told = [s for s in found if s.kind != "leak"]
        return [finding_row(component.system, steps, suspect, f"{version}/{self.version}") for suspect in told]


def finding_row(system: BalanceSystem, steps: Steps, suspect: Suspect, version: str) -> dict[str, object]:
    """Return one row: of a named meter, or of a group of which none is named."""
    alone = len(suspect.group) == 1
    meters = [name for name in suspect.group if name in system.measurements]
    main = meters[0] if meters else system.measurements[0]
    onset = min(suspect.start or 0, len(steps.values) - 1)
    start, end = _moment(int(steps.edges[onset])), _moment(int(steps.edges[-1]))
    code = CODE if alone else GROUP_CODE
    kind = suspect.kind if alone else "group"
    params = _params(suspect, start, len(steps.values) - onset)
    return {
        "id": hashlib.sha256(f"{code}|{'|'.join(suspect.group)}|{start.isoformat()}".encode()).hexdigest()[:16],
        "code": code,
        "datastream": main,
        "others": [name for name in meters if name != main],
        "start": start.replace(tzinfo=None),
        "end": end.replace(tzinfo=None),
        "severity": (Severity.SERIOUS if alone else Severity.ATTENTION).value,
        "message_id": f"trust.identify.found.{kind}",
        "params": json.dumps(params, sort_keys=True, ensure_ascii=False),
        "evidence": json.dumps(_evidence(system, steps, suspect, main, onset), sort_keys=True, ensure_ascii=False),
        "check_version": version,
        "count": len(steps.values) - onset,
    }


def _params(suspect: Suspect, start: datetime, hours: int) -> dict[str, object]:
    scale = 100.0 if suspect.relative else 1.0
    numbers = {"size": suspect.size, "low": suspect.low, "high": suspect.high}
    told: dict[str, object] = {k: tidy(round(scale * v, 1)) if math.isfinite(v) else None for k, v in numbers.items()}
    if suspect.kind == "unit" and math.isfinite(suspect.size):
        told["factor"] = tidy(float(f"{1 + suspect.size:.2g}"))
    return told | {
        "since": start.isoformat(timespec="minutes"),
        "days": round(hours / HOURS_PER_DAY),
        "group": ", ".join(suspect.group),
    }


def _evidence(system: BalanceSystem, steps: Steps, suspect: Suspect, main: str, onset: int) -> dict[str, object]:
    alone = len(suspect.group) == 1
    kind = suspect.kind if alone else "group"
    rate = {"value": None, "reason": "trust.identify.rate_generated_only"}
    return {
        "plot": _plot(system, steps, main, onset),
        "margin": tidy(suspect.margin),
        "group": list(suspect.group),
        "alternatives": [f"trust.identify.kind.{other}" for other in ALTERNATIVES.get(kind, ("leak",))],
        "next_proof": {
            "id": f"trust.identify.proof.{'read' if alone else 'read_group'}",
            "params": {"meters": ", ".join(suspect.group)},
        },
        "base_rate": rate,
        "wrong_rate": rate,
        "cause": f"trust.identify.cause.{kind}",
        "action": f"trust.identify.action.{'named' if alone else 'group'}",
    }


def _plot(system: BalanceSystem, steps: Steps, main: str, onset: int) -> dict[str, object]:
    """Readings of the meter and what its balance says it should have read, by day around the onset."""
    column = system.measurements.index(main)
    present = np.asarray(np.isfinite(steps.values).any(axis=0), dtype=bool)
    rows = project(system.matrix, system.selector, present).measurements
    mine = np.flatnonzero(rows[:, column])
    first = max(0, onset // HOURS_PER_DAY - 14)
    days = range(first, min(len(steps.values) // HOURS_PER_DAY, first + PLOT_DAYS))
    row = mine[np.argmin((rows[mine] != 0).sum(axis=1))] if len(mine) else None
    times, shown, expected = [], [], []
    for day in days:
        part = steps.values[day * HOURS_PER_DAY : (day + 1) * HOURS_PER_DAY]
        times.append(_moment(int(steps.edges[day * HOURS_PER_DAY])).strftime("%Y-%m-%dT%H:%M:%SZ"))
        total = part[:, column].sum()
        shown.append(tidy(float(total)))
        if row is None:
            continue
        used = np.flatnonzero(rows[row])
        left = float((part[:, used] @ rows[row, used]).sum()) / rows[row, column]
        expected.append(tidy(float(total) - left))
    series = {"reading": shown} | ({"by_balance": expected} if row is not None else {})
    return {"x": times, "series": series, "unit": system.unit}


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
