"""Monitoring points against their limits: state per property and month, averages, exceedances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork, MonitoringPoint
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Origin
from ecopark.serve.readmodel.figures import weakest
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.source import PortalSnapshot


@dataclass(frozen=True, slots=True)
class PointState:
    """One property of one point in one month. ``state``: exceeded | within | insufficient | no_limit."""

    point: str
    parameter: str
    month: Month
    judged: int
    exceeded: int
    not_judged: int
    limit: float | None
    limit_low: float | None
    statistic: str
    unit: str
    rule: str
    provisional: bool
    reason: str
    latest: float | None = None
    latest_start: datetime | None = None
    valid_share: float | None = None
    origin: Origin | None = None
    last_exceedance: datetime | None = None

    @property
    def state(self) -> str:
        if self.limit is None and self.limit_low is None:
            return "no_limit"
        if self.exceeded:
            return "exceeded"
        return "within" if self.judged else "insufficient"

    @property
    def ratio(self) -> float | None:
        """Latest average over the limit; None where there is a lower limit too (pH)."""
        if self.latest is None or not self.limit or self.limit_low is not None or not self.judged:
            return None
        return self.latest / self.limit


_STEPS = {"mean_1h": 3600, "mean_8h": 28800, "mean_24h": 86400}


@dataclass(frozen=True, slots=True)
class ExceedanceRow:
    """An exceedance as judged; only an authority finds a violation."""

    id: str
    point: str
    parameter: str
    start: datetime
    end: datetime
    worst: float | None
    worst_time: datetime | None
    limit: float | None
    unit: str
    rule: str
    valid_share: float | None
    statistic: str
    provisional: bool
    reason: str


def visible_points(network: FlowNetwork, scope: Scope) -> tuple[MonitoringPoint, ...]:
    return tuple(p for p in network.monitoring_points.values() if scope.sees(p.firm, public=p.public))


def point_states(
    network: FlowNetwork, snapshot: PortalSnapshot, scope: Scope, month: Month, *, point: str | None = None
) -> tuple[PointState, ...]:
    """State of every judged property of the points that the scope reaches, worst first."""
    ids = [p.id for p in visible_points(network, scope) if point in (None, p.id)]
    if not ids:
        return ()
    rows = snapshot.derived(scope, "limit_states", month.interval, only={"monitoring_point": ids}).to_pylist()
    latest = _latest(snapshot.derived(scope, "averages", month.interval, only={"monitoring_point": ids}))
    last: dict[tuple[str, str], datetime] = {}
    for row in snapshot.derived(scope, "exceedances", month.interval, only={"monitoring_point": ids}).to_pylist():
        key = (row["monitoring_point"], row["property"])
        last[key] = max(last.get(key, row["start"]), row["start"])
    states = []
    for row in rows:
        key = (row["monitoring_point"], row["property"])
        average = _of_statistic(latest.get(key, {}), row["statistic"] or "")
        states.append(
            PointState(
                key[0],
                key[1],
                month,
                row["judged"] or 0,
                row["exceeded"] or 0,
                row["not_judged"] or 0,
                row["limit"],
                row["limit_low"],
                row["statistic"] or "",
                row["unit"] or "",
                row["limit_rule"] or "",
                bool(row["provisional"]),
                row["reason"] or "",
                latest=average.get("average"),
                latest_start=average.get("start"),
                valid_share=average.get("valid_share"),
                origin=weakest([average.get("origin")]),
                last_exceedance=last.get(key),
            )
        )
    order = {"exceeded": 0, "insufficient": 1, "within": 2, "no_limit": 3}
    return tuple(sorted(states, key=lambda s: (order[s.state], s.point, s.parameter)))


def _latest(averages: pa.Table) -> dict[tuple[str, str], dict[int, dict[str, Any]]]:
    """(point, property) -> averaging period in seconds -> newest row with an average."""
    found: dict[tuple[str, str], dict[int, dict[str, Any]]] = {}
    for row in averages.sort_by("start").to_pylist():
        if row["average"] is not None:
            found.setdefault((row["monitoring_point"], row["property"]), {})[row["step_s"]] = row
    return found


def _of_statistic(by_step: dict[int, dict[str, Any]], statistic: str) -> dict[str, Any]:
    """The row of the limit's own averaging period, none where no average is kept of it; without statistic the longest."""
    if statistic or not by_step:
        return by_step.get(_STEPS.get(statistic, 0), {})
    return by_step[max(by_step)]


def worst_state(row: Mapping[str, Any]) -> str | None:
    """State of a row of ``limit_states``: exceeded | partly | within | insufficient; None where nothing was due."""
    if row["limit"] is None and row["limit_low"] is None and not row["not_judged"]:
        return None
    if row["exceeded"]:
        return "exceeded"
    if not row["judged"]:
        return None if row["statistic"] == "mean_year" else "insufficient"
    return "partly" if row["not_judged"] else "within"


def worst_by_parameter(states: Sequence[PointState]) -> dict[tuple[str, str], str]:
    """(point, property) -> state over all limits that it has: one exceeded is enough, one judged is not insufficient.

    A property with limits for the hour, the day and the year is one parameter; without any limit it is left out.
    """
    found: dict[tuple[str, str], str] = {}
    for state in (s for wanted in ("insufficient", "within", "exceeded") for s in states if s.state == wanted):
        found[state.point, state.parameter] = state.state
    return found


def exceedances(
    snapshot: PortalSnapshot, scope: Scope, interval: Interval, points: Sequence[str]
) -> tuple[ExceedanceRow, ...]:
    """Exceedances of the points in the interval, newest first."""
    if not points:
        return ()
    table = snapshot.derived(scope, "exceedances", interval, only={"monitoring_point": list(points)})
    return tuple(
        ExceedanceRow(
            row["id"],
            row["monitoring_point"],
            row["property"],
            row["start"],
            row["end"],
            row["worst"],
            row["worst_time"],
            row["limit"],
            row["unit"] or "",
            row["limit_rule"] or "",
            row["valid_share"],
            row["statistic"] or "",
            bool(row["provisional"]),
            row["reason"] or "",
        )
        for row in sorted(table.to_pylist(), key=lambda r: r["start"], reverse=True)
    )


def acknowledgements(records: RecordsStore, scope: Scope, point: str | None = None) -> dict[str, Record]:
    """Exceedance id -> what the operator said of it (``cause``, ``action``), the newest revision."""
    found = records.find(scope, "exceedance_event", limit=5000)
    return {r.id: r for r in found if point in (None, r.content.get("monitoring_point"))}


def averages(
    snapshot: PortalSnapshot, scope: Scope, interval: Interval, point: str, observed_property: str, statistic: str = ""
) -> list[dict[str, Any]]:
    """Averages of one property as rows: start, average (None when not enough valid), valid_share, calibrating, fault.

    Only the averaging period of ``statistic`` is given (none is kept of a year); without statistic the longest.
    """
    only = {"monitoring_point": [point], "property": [observed_property]}
    table = snapshot.derived(scope, "averages", interval, only=only).sort_by("start")
    rows: list[dict[str, Any]] = table.to_pylist()
    steps = [r["step_s"] for r in rows]
    step = _STEPS.get(statistic, 0) if statistic else max(steps, default=0)
    return [r for r in rows if r["step_s"] == step]
