"""Limits of permits and regulations at monitoring points: averages, exceedances, and what cannot be judged and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.core.errors import InputError
from ecopark.core.flows import Flow, Task
from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, FlowNetwork, MonitoringPoint
from ecopark.core.terms import DatastreamKind, Origin
from ecopark.judge import messages  # noqa: F401  # registers the texts of this room
from ecopark.judge.calibration_days import LIMIT_FINDINGS
from ecopark.judge.point import judge_point
from ecopark.judge.records import (
    AVERAGES,
    EXCEEDANCES,
    LIMIT_BANDS,
    LIMIT_STATES,
    Judging,
    LimitSettings,
    Point,
    PointStream,
)
from ecopark.judge.uncertainty import Instruments, steps_of
from ecopark.rules.book import RuleBook
from ecopark.rules.permits import Permit
from ecopark.rules.records import Limit, Statistic

CODE_VERSION = "2"  # raise when the meaning of an output changes

_RANK = {Origin.MEASURED: 0, Origin.MODELLED: 1, Origin.DECLARED: 2, Origin.SYNTHETIC: 3}
_JUDGED_BY = {Statistic.MAXIMUM, Statistic.MEAN_1H, Statistic.MEAN_24H}
OUTPUTS = (AVERAGES, EXCEEDANCES, LIMIT_STATES, LIMIT_BANDS, LIMIT_FINDINGS)


def limits_flow(
    book: RuleBook,
    network: FlowNetwork,
    *,
    permits: Sequence[Permit] = (),
    settings: LimitSettings | None = None,
    instruments: Instruments | None = None,
) -> Flow:
    """The flow ``limits``: one task per monitoring point over the whole interval, so that no exceedance is cut.

    Points whose medium no text limits and no permit names (process water, weather) have no task.

    Parameters
    ----------
    permits
        Permits (or contracts with the central works); their limits win over the regulations'.
    settings
        What to do where the texts are silent.
    instruments
        Calibrations and laboratories' statements: how wide the guard bands are. Without them the law's tolerances.

    Raises
    ------
    InputError
        judge.limits.… for settings that mean nothing, or a permit of an unknown point.
    """
    chosen = settings or LimitSettings()
    known = instruments or Instruments()
    _check(chosen, permits, network)
    points = {
        point.id: _point(book, point, network, tuple(p for p in permits if p.monitoring_point == point.id), known)
        for point in network.monitoring_points.values()
        if point.medium in media_with_limits(book) or any(p.monitoring_point == point.id for p in permits)
    }
    judging = Judging(book, points, chosen, ZoneInfo(network.park.zone))
    return Flow(
        "limits",
        _version(judging),
        ("observations", "flags"),
        OUTPUTS,
        partial(_plan, frozenset(points)),
        partial(_run, judging),
    )


def _check(settings: LimitSettings, permits: Sequence[Permit], network: FlowNetwork) -> None:
    if not 0 < settings.required_share <= 1:
        raise InputError("judge.limits.bad_share", share=settings.required_share)
    if settings.unstated_statistic not in _JUDGED_BY:
        raise InputError("judge.limits.bad_statistic", statistic=settings.unstated_statistic)
    for permit in permits:
        if permit.monitoring_point not in network.monitoring_points:
            params = {"number": permit.number, "point": permit.monitoring_point}
            raise InputError("judge.limits.unknown_point", **params)


def _point(
    book: RuleBook, point: MonitoringPoint, network: FlowNetwork, permits: tuple[Permit, ...], known: Instruments
) -> Point:
    by_property: dict[str, list[Datastream]] = {}
    for datastream in sorted(_measurements(network, point.id), key=lambda d: (_RANK[d.origin], d.id)):
        by_property.setdefault(datastream.observed_property, []).append(datastream)
    return Point(
        point.id,
        point.medium,
        dict(sorted(point.rule_facts.items())),
        point.permit_date,
        permits,
        tuple(
            PointStream(
                first.id,
                name,
                first.canonical_unit,
                first.step_s,
                first.origin,
                steps_of(book, first, point.id, point.medium, known),
            )
            for name, (first, *_) in sorted(by_property.items())
        ),
        {name: tuple(d.id for d in others) for name, (_, *others) in by_property.items() if others},
    )


def _measurements(network: FlowNetwork, point_id: str) -> list[Datastream]:
    """Values at a moment can be limited; amounts and registers are not averaged."""
    return [d for d in network.datastreams_of_point(point_id) if d.kind is DatastreamKind.MEASUREMENT]


def _version(judging: Judging) -> str:
    said = {
        "code": CODE_VERSION,
        "rules": judging.book.version,
        "points": repr(sorted(judging.points.items())),
        "settings": repr(judging.settings),
        "zone": judging.zone.key,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def media_with_limits(book: RuleBook) -> frozenset[str]:
    """Media that some text limits; points of others (process water, weather) have nothing to judge."""
    return frozenset(limit.medium for limit in book.all(Limit))


def _plan(judged: frozenset[str], network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    zone = ZoneInfo(network.park.zone)
    whole = whole_months(interval, zone)
    tasks = []
    for point_id in sorted(judged & set(network.monitoring_points)):
        if datastreams := tuple(sorted(d.id for d in _measurements(network, point_id))):
            tasks.append(Task(point_id, datastreams, whole, whole))
    return tasks


def whole_months(interval: Interval, zone: ZoneInfo) -> Interval:
    """The interval widened to calendar months of the zone."""
    months = list(interval.months(zone))
    return Interval(Interval.of_month(*months[0], zone).start, Interval.of_month(*months[-1], zone).end)


def _run(judging: Judging, task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    point = judging.points[task.key]
    rows = judge_point(judging, point, task.answers, tables["observations"], tables["flags"])
    return {
        AVERAGES.name: pa.concat_tables([AVERAGES.schema.empty_table(), *rows.averages]),
        EXCEEDANCES.name: pa.Table.from_pylist(rows.exceedances, EXCEEDANCES.schema),
        LIMIT_STATES.name: pa.Table.from_pylist(rows.states, LIMIT_STATES.schema),
        LIMIT_BANDS.name: pa.Table.from_pylist(rows.bands, LIMIT_BANDS.schema),
        LIMIT_FINDINGS.name: pa.Table.from_pylist(rows.findings, LIMIT_FINDINGS.schema),
    }
