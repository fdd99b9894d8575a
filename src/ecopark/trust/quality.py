"""The quality flow: observations in; flags, coverage and findings out. Declared here, executed by ``engine``.

One task answers for one station (a monitoring point or an edge) over the whole record: a clock fault needs a year, and
the properties of a device are judged side by side.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from ecopark.core.errors import InputError
from ecopark.core.findings import Finding
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval, to_utc
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import FLAGS, TIME
from ecopark.core.properties import PROPERTIES
from ecopark.core.terms import DatastreamKind, Flag
from ecopark.trust.checks.registry import BY_BIT
from ecopark.trust.checks.runs import Times
from ecopark.trust.checks.sun import Site
from ecopark.trust.episodes import finding_id, findings_of, told_once
from ecopark.trust.evaluate import StreamPlan, Verdicts, judge_presence, judge_rows, judge_values
from ecopark.trust.evaluate_record import judge_device, judge_neighbours, judge_record
from ecopark.trust.proposal import SECOND_US, propose
from ecopark.trust.relations import Relation, Station, stations
from ecopark.trust.series import Series, split_series
from ecopark.trust.settings import QualitySettings, version_hash
from ecopark.trust.together import judge_clock, judge_together

CODE_VERSION = "2"  # raise it when a check answers differently for the same parameters

COVERAGE = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("month", TIME, nullable=False),  # its start in the park's zone, as UTC
        pa.field("evaluated", pa.int64(), nullable=False),  # readings with a value
        pa.field("good", pa.int64(), nullable=False),
        pa.field("doubtful", pa.int64(), nullable=False),
        pa.field("bad", pa.int64(), nullable=False),
        pa.field("missing", pa.int64(), nullable=False),  # readings without a value, or absent from the declared step
        pa.field("expected", pa.int64(), nullable=False),
        pa.field("run", pa.string(), nullable=False),
    ]
)

FINDINGS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("others", pa.list_(pa.string()), nullable=False),
        pa.field("start", TIME, nullable=False),
        pa.field("end", TIME, nullable=False),
        pa.field("severity", pa.string(), nullable=False),
        pa.field("message_id", pa.string(), nullable=False),
        pa.field("params", pa.string(), nullable=False),
        pa.field("evidence", pa.string(), nullable=False),
        pa.field("check_version", pa.string(), nullable=False),
        pa.field("count", pa.int64(), nullable=False),
    ]
)

_NO_FLAGS, _NO_COVERAGE, _NO_FINDINGS = FLAGS.empty_table(), COVERAGE.empty_table(), FINDINGS.empty_table()

OUTPUTS = (
    OutputTable("flags", FLAGS, "datastream", "phenomenon_time"),
    OutputTable("coverage", COVERAGE, "datastream", "month"),
    OutputTable("findings", FINDINGS, "datastream", "start"),
)


@dataclass(frozen=True, slots=True)
class QualityPlan:
    """All that a task needs beside its observations; plain data, travels to any worker."""

    stations: Mapping[str, Station]
    streams: Mapping[str, StreamPlan]
    settings: QualitySettings
    site: Site
    zone: str
    version: str


def quality_flow(network: FlowNetwork, settings: QualitySettings | None = None) -> Flow:
    """Return the flow that judges every reading of the network.

    Parameters
    ----------
    settings
        Overrides (``settings.read_settings``); None takes what the declarations imply.

    Raises
    ------
    InputError
        trust.settings.unknown_target: an override names a datastream or property that does not exist.
    """
    plan = quality_plan(network, settings or QualitySettings())
    return Flow("quality", plan.version, ("observations",), OUTPUTS, partial(_tasks, plan), partial(_run, plan))


def quality_plan(network: FlowNetwork, settings: QualitySettings) -> QualityPlan:
    """Return what is judged, and how; its version changes with any parameter or relation."""
    for thing, names, known in (
        ("datastream", settings.datastreams, network.datastreams),
        ("property", settings.properties, PROPERTIES),
    ):
        for name in names:
            if name not in known:
                raise InputError("trust.settings.unknown_target", where="quality", thing=thing, id=name)
    streams = {d.id: stream_plan(network, d.id, settings) for d in network.datastreams.values()}
    places = {station.key: _asked(station, streams) for station in stations(network)}
    site = Site(standard_offset(network), settings.longitude, settings.latitude)
    content = [CODE_VERSION, streams, places, site, dict(settings.relations), network.park.zone]
    return QualityPlan(places, streams, settings, site, network.park.zone, f"{CODE_VERSION}-{version_hash(content)}")


def _asked(station: Station, streams: Mapping[str, StreamPlan]) -> Station:
    """Without the neighbours that nobody asks for: they need not be read."""

    def asks(relation: Relation) -> bool:
        checks = streams[relation.flagged[0]].checks
        return relation.check != "neighbour" or checks.neighbour is not None or checks.drift is not None

    return replace(station, relations=tuple(filter(asks, station.relations)))


def standard_offset(network: FlowNetwork) -> int:
    """Return the standard offset of the park's clock, microseconds."""
    offset = ZoneInfo(network.park.zone).utcoffset(datetime(2025, 1, 1)) or timedelta(0)  # noqa: DTZ001 (standard time)
    return offset // timedelta(microseconds=1)


def stream_plan(network: FlowNetwork, name: str, settings: QualitySettings) -> StreamPlan:
    """Return what the checks must know of one datastream, its parameters included."""
    datastream = network.datastreams[name]
    return StreamPlan(
        id=name,
        unit=datastream.canonical_unit,
        step=None if datastream.step_s is None else datastream.step_s * SECOND_US,
        register=datastream.kind is DatastreamKind.TOTAL_INCREASING,
        power=datastream.observed_property == "active_power",
        mean=datastream.kind is DatastreamKind.MEASUREMENT and datastream.observed_property != "active_power",
        checks=propose(datastream, network, settings),
        firm=datastream.firm,
        public=datastream.public,
    )


def _tasks(plan: QualityPlan, _network: FlowNetwork, extent: Interval) -> Sequence[Task]:
    """One task per station; the interval is widened to whole months of the park, as coverage is told by month."""
    zone = ZoneInfo(plan.zone)
    months = list(extent.months(zone))
    whole = Interval(Interval.of_month(*months[0], zone).start, Interval.of_month(*months[-1], zone).end)
    return [Task(s.key, (*s.own, *s.context), whole, whole) for s in plan.stations.values()]


def _run(plan: QualityPlan, task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    station = plan.stations[task.key]
    series = split_series(tables["observations"], task.datastreams)
    verdicts = judge_station(plan, station, series)
    months = _month_starts(task.answers, plan.zone)
    owners = {name: (plan.streams[name].firm, plan.streams[name].public) for name in station.own}
    found = [f for v in verdicts.values() for h in v.hits for f in findings_of(h, plan.version, plan.site.utc_offset)]
    findings = told_once(found, owners)
    return {
        "flags": _together([_flags(v) for v in verdicts.values()], _NO_FLAGS),
        "coverage": _together([_coverage(v, months, plan.version) for v in verdicts.values()], _NO_COVERAGE),
        "findings": pa.Table.from_pylist([_finding_row(f) for f in findings], FINDINGS) if findings else _NO_FINDINGS,
    }


def judge_station(plan: QualityPlan, station: Station, series: Mapping[str, Series]) -> Mapping[str, Verdicts]:
    """Run all checks on a station's own datastreams that have readings; others are read only."""
    verdicts = {name: Verdicts(series[name], plan.streams[name]) for name in station.own if name in series}
    beside = {name: (plan.streams[name], series[name]) for name in series}
    for verdict in verdicts.values():
        judge_presence(verdict)
    for device in station.devices:
        judge_rows([verdicts[name] for name in device if name in verdicts])
    for verdict in verdicts.values():
        judge_values(verdict, plan.site.utc_offset)
    light = {r.flagged[0]: r.wholes[0] for r in station.relations if r.check == "generation_in_dark" and r.wholes}
    for name, verdict in verdicts.items():
        judge_clock(verdict, beside.get(light.get(name, "")), plan.site)
        judge_record(verdict, plan.site.utc_offset)
    for device in station.devices:
        judge_device([verdicts[name] for name in device if name in verdicts])
    for relation in station.relations:
        if relation.check == "neighbour":
            judge_neighbours(relation, verdicts, beside, plan.site.utc_offset)
            continue
        tolerance = plan.settings.relations[relation.check]
        if tolerance is not None:
            judge_together(relation, verdicts, beside, tolerance, plan.site)
    return verdicts


def _together(parts: Sequence[pa.Table], nothing: pa.Table) -> pa.Table:
    told = [part for part in parts if part.num_rows]
    return pa.concat_tables(told) if len(told) > 1 else told[0] if told else nothing


def _flags(verdicts: Verdicts) -> pa.Table:
    rows = verdicts.rows
    if len(rows) == 0:
        return _NO_FLAGS
    tests = verdicts.tests[rows]
    columns = [
        pa.repeat(pa.scalar(verdicts.plan.id), len(rows)),
        pa.array(verdicts.series.times[rows]).view(TIME),
        pa.array(verdicts.series.revision[rows]),
        pa.array(levels(tests)),
        pa.array(tests),
    ]
    return pa.Table.from_arrays(columns, schema=FLAGS)


def levels(tests: np.ndarray) -> np.ndarray:
    """Return the flag of each ``tests`` value, shape (n,), uint8: the highest level of the checks that spoke."""
    flags = np.full(len(tests), int(Flag.GOOD), dtype=np.uint8)
    for level, bits in _LEVELS:
        flags[(tests & bits) != 0] = int(level)
    return flags


_LEVELS = tuple(
    (level, np.uint32(sum(check.mask for check in BY_BIT.values() if check.level is level)))
    for level in (Flag.DOUBTFUL, Flag.BAD)
)


def _coverage(verdicts: Verdicts, months: Times, run: str) -> pa.Table:
    series, step = verdicts.series, verdicts.plan.step
    ends = [t for times in (series.times, series.empty) if len(times) for t in (int(times[0]), int(times[-1]))]
    if not ends:
        return _NO_COVERAGE
    first, last = min(ends), max(ends)
    evaluated, empty = _per_month(series.times, months), _per_month(series.empty, months)
    rows = verdicts.rows
    doubtful = bad = np.zeros(len(months), np.int64)
    if len(rows):
        flags, at = levels(verdicts.tests[rows]), np.searchsorted(months, series.times[rows], side="right") - 1
        doubtful, bad = (np.bincount(at[flags == level], minlength=len(months)) for level in (Flag.DOUBTFUL, Flag.BAD))
    expected = np.maximum(evaluated + empty, _slots(months, first, last, step))
    told = expected.nonzero()[0]
    counts = np.stack([months, evaluated, evaluated - doubtful - bad, doubtful, bad, expected - evaluated, expected])[
        :, told
    ]
    month, *columns = (pa.array(count) for count in counts)
    names = ([text] * len(told) for text in (verdicts.plan.id, run))
    name, made_by = (pa.array(said, pa.string()) for said in names)
    return pa.Table.from_arrays([name, month.view(TIME), *columns, made_by], schema=COVERAGE)


def _per_month(times: Times, months: Times) -> Times:
    """How many of the ascending times lie in each month, shape (months,)."""
    counts = np.zeros(len(months), np.int64)
    if len(times):
        at = times.searchsorted(months)
        counts[:-1], counts[-1] = at[1:] - at[:-1], len(times) - at[-1]
    return counts


def _slots(months: Times, first: int, last: int, step: int | None) -> Times:
    """Slots of the declared step in each month, counted from the first reading to the last, shape (months,)."""
    if step is None:
        return np.zeros(len(months), np.int64)
    low, high = np.maximum(months, first), np.minimum(np.append(months[1:] - 1, last), last)
    return np.where(high < low, 0, (high - first) // step + (first - low) // step + 1)


@lru_cache(maxsize=8)  # the tasks of one run ask for the same
def _month_starts(answers: Interval, zone: str) -> Times:
    epoch, place = datetime(1970, 1, 1, tzinfo=UTC), ZoneInfo(zone)
    starts = [to_utc(Interval.of_month(*month, place).start) - epoch for month in answers.months(place)]
    return np.array([start // timedelta(microseconds=1) for start in starts], dtype=np.int64)


def _finding_row(finding: Finding) -> dict[str, object]:
    return {
        "id": finding_id(finding),
        "code": finding.code,
        "datastream": finding.datastreams[0],
        "others": list(finding.datastreams[1:]),
        "start": finding.interval.start.replace(tzinfo=None),
        "end": finding.interval.end.replace(tzinfo=None),
        "severity": finding.severity.value,
        "message_id": finding.message.id,
        "params": json.dumps(finding.message.params, sort_keys=True, ensure_ascii=False),
        "evidence": json.dumps(finding.evidence, ensure_ascii=False),
        "check_version": finding.check_version,
        "count": finding.count,
    }
