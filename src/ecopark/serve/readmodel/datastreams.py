"""A datastream: what it is, what was read lately, the life story of raw values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, Edge, Facility, Firm, FlowNetwork, Meter, MonitoringPoint
from ecopark.core.scope import Scope
from ecopark.core.terms import Flag, MissingReason
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.quality import CoverageCell
from ecopark.serve.readmodel.source import PortalSnapshot


@dataclass(frozen=True, slots=True)
class DatastreamRow:
    """One line of the list: newest coverage and the place it belongs to."""

    datastream: Datastream
    place: str
    coverage: CoverageCell | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a datastream sits: meter, edge or monitoring point, firm."""

    meter: Meter
    edge: Edge | None
    point: MonitoringPoint | None
    firm: Firm | None
    facility: Facility | None = None


@dataclass(frozen=True, slots=True)
class RawRow:
    """One revision of one reading, with the flag that checks gave to it (None: not evaluated)."""

    time: datetime
    value: float | None
    reason: MissingReason
    status: int
    revision: int
    recorded: datetime
    result_time: datetime | None
    batch: int
    flag: Flag | None
    tests: int
    superseded: bool


def visible_datastreams(network: FlowNetwork, scope: Scope) -> tuple[Datastream, ...]:
    return tuple(d for d in network.datastreams.values() if scope.sees(d.firm, public=d.public))


def datastream_rows(
    network: FlowNetwork, snapshot: PortalSnapshot, scope: Scope, month: Month, only: Sequence[Datastream] | None = None
) -> tuple[DatastreamRow, ...]:
    """The list of datastreams with their coverage in the month."""
    datastreams = visible_datastreams(network, scope) if only is None else tuple(only)
    cells = {
        row["datastream"]: CoverageCell(
            month, row["expected"] or 0, row["good"] or 0, row["doubtful"] or 0, row["bad"] or 0, row["missing"] or 0
        )
        for row in snapshot.derived(scope, "coverage", month.interval).to_pylist()
    }
    rows = []
    for datastream in datastreams:
        meter = network.meters[datastream.meter]
        rows.append(DatastreamRow(datastream, meter.monitoring_point or meter.edge or "", cells.get(datastream.id)))
    return tuple(rows)


def place_of(network: FlowNetwork, datastream: Datastream) -> Place:
    meter = network.meters[datastream.meter]
    return Place(
        meter,
        network.edges[meter.edge] if meter.edge else None,
        network.monitoring_points[meter.monitoring_point] if meter.monitoring_point else None,
        network.firms[datastream.firm] if datastream.firm else None,
    )


def extent(snapshot: PortalSnapshot, scope: Scope, datastream: str) -> tuple[datetime, datetime] | None:
    """First and last month start that coverage knows of; naive UTC. None when nothing was evaluated."""
    months = snapshot.derived(scope, "coverage", only={"datastream": [datastream]})["month"].to_pylist()
    return (min(months), Month.of(max(months)).interval.end.replace(tzinfo=None)) if months else None


def life_story(
    snapshot: PortalSnapshot, scope: Scope, datastream: str, around: datetime, *, hours: float = 12.0, limit: int = 200
) -> tuple[RawRow, ...]:
    """Every revision of the readings around a moment, with flags: nothing that ever stood is hidden. # design 4.5"""
    interval = Interval(around - timedelta(hours=hours), around + timedelta(hours=hours))
    flags: Mapping[tuple[datetime, int], tuple[int, int]] = {
        (row["phenomenon_time"], row["revision"]): (row["flag"], row["tests"])
        for row in snapshot.flags(scope, [datastream], interval).to_pylist()
    }
    rows = snapshot.history(scope, datastream, interval).to_pylist()
    evaluated = snapshot.derived(scope, "coverage", Month.of(around).interval, only={"datastream": [datastream]}).num_rows
    newest: dict[datetime, int] = {}
    for row in rows:
        newest[row["phenomenon_time"]] = max(newest.get(row["phenomenon_time"], 0), row["revision"])
    answers = []
    for row in rows[:limit]:
        time, revision = row["phenomenon_time"], row["revision"]
        flag, tests = flags.get((time, revision), (int(Flag.GOOD) if evaluated else int(Flag.UNFLAGGED), 0))
        answers.append(
            RawRow(
                time,
                row["value"],
                MissingReason(row["reason"]),
                row["status"],
                revision,
                row["recorded_time"],
                row["result_time"],
                row["batch"],
                Flag(flag),
                tests,
                superseded=revision < newest[time],
            )
        )
    return tuple(answers)
