"""The plain finding of a balance: day after day more goes in than comes out (or the reverse) than the meters can explain.

It says that the balance does not close and which meters and edges could be the cause; which of them it is, is for the
methods of gross errors (`Suspects`), and where those cannot tell, for an inspector.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from ecopark.core.findings import Severity
from ecopark.trust.balance.from_network import Component
from ecopark.trust.balance.steps import SECOND, Steps
from ecopark.trust.balance.system import Index, Vector, mean_level
from ecopark.trust.balance.tables import DailyBalance, Mask
from ecopark.trust.episodes import tidy

CODE = "trust.balance_imbalance"
DAYS = 3  # consecutive days with data from which an imbalance counts as lasting
FORGIVEN = 7  # quiet days within an episode
MOST = 4  # episodes of one balance and direction in a year; beyond, the year is told once
SERIOUS = 2.0  # times the limit
PLOT = 200
_DAY_US = 86400 * SECOND


def imbalance_findings(
    component: Component, steps: Steps, days: Sequence[DailyBalance], limit: float, version: str
) -> Iterator[dict[str, object]]:
    """Rows of ``balance_findings``: one per balance and episode."""
    for told in days:
        if not told.meters:
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            score = np.where(told.sd > 0, told.imbalance / told.sd, np.nan)
        for sign in (1.0, -1.0):
            episodes = list(_episodes(score * sign > limit, np.isfinite(score)))
            if len(episodes) > MOST:
                episodes = [(episodes[0][0], episodes[-1][1])]
            for first, last in episodes:
                yield _row(component, steps, told, score, (first, last), sign, limit, version)


def _episodes(outside: Mask, known: Mask) -> Iterator[tuple[int, int]]:
    """First and last day of each run of at least ``DAYS`` days outside; days without data neither end nor count."""
    days = np.flatnonzero(known)
    hits = np.flatnonzero(outside[days])
    if not hits.size:
        return
    for run in np.split(hits, np.flatnonzero(np.diff(hits) > FORGIVEN + 1) + 1):
        if run.size >= DAYS:
            yield int(days[run[0]]), int(days[run[-1]])


def _row(
    component: Component, steps: Steps, told: DailyBalance, score: Vector, span: tuple[int, int], sign: float,
    limit: float, version: str,
) -> dict[str, object]:  # fmt: skip
    first, last = span
    system = component.system
    part = slice(first, last + 1)
    hits = np.flatnonzero(score[part] * sign > limit) + first
    imbalance = float(np.abs(told.imbalance[hits]).sum())
    inflow = float(told.inflow[hits].sum())
    level = np.nan_to_num(mean_level(steps.values))
    names = [system.measurements[c] for c in sorted(told.meters, key=lambda c: -level[c])]
    start = int(steps.days[first])
    strong = float(np.abs(score[hits]).max())
    params = {
        "balance": told.balance,
        "days": int(hits.size),
        "imbalance": tidy(imbalance),
        "share_pct": tidy(round(100 * imbalance / inflow, 1)) if inflow > 0 else None,
        "unit": system.unit,
        "score": tidy(round(strong, 1)),
    }
    short = "more_in" if sign > 0 else "more_out"
    evidence = {
        "plot": _plot(steps, told, first, last, system.unit),
        "group": names,
        "margin": None,
        "alternatives": [f"trust.balance.cause.{cause}" for cause in _CAUSES[short]],
        "next_proof": {"id": "trust.balance.proof.read_meters", "params": {"meters": ", ".join(names)}},
        "base_rate": {"value": None, "reason": "trust.balance.reason.rate_unknown"},
        "wrong_rate": {"value": None, "reason": "trust.balance.reason.rate_unknown"},
        "cause": f"trust.balance.cause.{_CAUSES[short][0]}",
        "action": "trust.balance.action.compare",
    }
    return {
        "id": hashlib.sha256(f"{CODE}|{told.balance}|{system.carrier}|{sign:+.0f}|{start}".encode()).hexdigest()[:16],
        "code": CODE,
        "datastream": names[0],
        "others": names[1:],
        "start": _naive(start),
        "end": _naive(int(steps.days[last]) + _DAY_US),
        "severity": (Severity.SERIOUS if strong >= SERIOUS * limit else Severity.ATTENTION).value,
        "message_id": f"trust.balance.found.{short}",
        "params": json.dumps(params, sort_keys=True, ensure_ascii=False),
        "evidence": json.dumps(evidence, sort_keys=True, ensure_ascii=False),
        "check_version": version,
        "count": params["days"],
    }


_CAUSES = {
    "more_in": ("leak_or_unmetered", "meter_reads_low", "inflow_reads_high"),
    "more_out": ("inflow_reads_low", "meter_reads_high", "unmetered_supply"),
}


def _plot(steps: Steps, told: DailyBalance, first: int, last: int, unit: str) -> dict[str, object]:
    before = max(0, first - 14)
    chosen: Index = np.arange(before, min(steps.days.size, last + 15))
    chosen = chosen[:: -(-chosen.size // PLOT)]
    times = [f"{_naive(int(steps.days[i])).isoformat(timespec='seconds')}Z" for i in chosen]
    series = {
        name: [tidy(value) for value in column[chosen].tolist()]
        for name, column in (("inflow", told.inflow), ("outflow", told.outflow))
    }
    return {"x": times, "series": series, "unit": unit}


def _naive(microseconds: int) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)).replace(tzinfo=None)
