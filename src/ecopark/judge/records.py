"""What the room ``judge`` takes and gives: settings, facts of a point, Arrow tables. # docs/design/rooms.md"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.core.flows import OutputTable
from ecopark.core.interval import PARK_ZONE
from ecopark.core.observations import TIME
from ecopark.core.terms import Origin
from ecopark.judge.uncertainty import Step
from ecopark.rules.book import RuleBook
from ecopark.rules.compare import REQUIRED_SHARE
from ecopark.rules.permits import Permit
from ecopark.rules.records import Statistic

AVERAGES = OutputTable(
    "averages",
    pa.schema(
        [
            pa.field("monitoring_point", pa.string(), nullable=False),
            pa.field("property", pa.string(), nullable=False),
            pa.field("start", TIME, nullable=False),
            pa.field("step_s", pa.int32(), nullable=False),
            pa.field("average", pa.float64()),  # null when too few valid
            pa.field("unit", pa.string(), nullable=False),
            pa.field("valid_share", pa.float64(), nullable=False),
            pa.field("calibrating", pa.int64(), nullable=False),
            pa.field("fault", pa.int64(), nullable=False),
            pa.field("origin", pa.string(), nullable=False),
        ]
    ),
    "monitoring_point",
    "start",
)

EXCEEDANCES = OutputTable(
    "exceedances",
    pa.schema(
        [
            pa.field("id", pa.string(), nullable=False),
            pa.field("monitoring_point", pa.string(), nullable=False),
            pa.field("property", pa.string(), nullable=False),
            pa.field("start", TIME, nullable=False),
            pa.field("end", TIME, nullable=False),
            pa.field("worst", pa.float64(), nullable=False),
            pa.field("worst_time", TIME, nullable=False),
            pa.field("limit", pa.float64(), nullable=False),  # the bound that was crossed
            pa.field("unit", pa.string(), nullable=False),
            pa.field("limit_rule", pa.string(), nullable=False),
            pa.field("valid_share", pa.float64(), nullable=False),  # the smallest of its periods
            pa.field("statistic", pa.string(), nullable=False),
            pa.field("provisional", pa.bool_(), nullable=False),
            pa.field("reason", pa.string()),  # message id, null when there is nothing to say
            pa.field("reason_params", pa.string()),  # its parameters, JSON text
            pa.field("origin", pa.string(), nullable=False),
        ]
    ),
    "monitoring_point",
    "start",
)

LIMIT_STATES = OutputTable(
    "limit_states",
    pa.schema(
        [
            pa.field("monitoring_point", pa.string(), nullable=False),
            pa.field("property", pa.string(), nullable=False),
            pa.field("month", TIME, nullable=False),
            pa.field("judged", pa.int64(), nullable=False),
            pa.field("exceeded", pa.int64(), nullable=False),
            pa.field("not_judged", pa.int64(), nullable=False),
            pa.field("limit", pa.float64()),  # upper bound; null where there is none
            pa.field("limit_low", pa.float64()),  # lower bound (pH)
            pa.field("unit", pa.string(), nullable=False),
            pa.field("limit_rule", pa.string(), nullable=False),
            pa.field("statistic", pa.string(), nullable=False),
            pa.field("provisional", pa.bool_(), nullable=False),
            pa.field("reason", pa.string()),
            pa.field("reason_params", pa.string()),
            pa.field("origin", pa.string()),  # null where nothing is measured
        ]
    ),
    "monitoring_point",
    "month",
)


# Beside LIMIT_STATES, row for row where something was judged: what holds with the uncertainty of the measurement.
LIMIT_BANDS = OutputTable(
    "limit_bands",
    pa.schema(
        [
            pa.field("monitoring_point", pa.string(), nullable=False),
            pa.field("property", pa.string(), nullable=False),
            pa.field("month", TIME, nullable=False),
            pa.field("limit_rule", pa.string(), nullable=False),
            pa.field("statistic", pa.string(), nullable=False),
            # periods that were judged, by the guarded decision (k = 2); null where the uncertainty is not known
            pa.field("surely_within", pa.int64()),
            pa.field("in_band", pa.int64()),
            pa.field("surely_exceeded", pa.int64()),
            pa.field("expanded", pa.float64()),  # U (k = 2) at the worst period, in ``unit``
            pa.field("relative", pa.float64()),  # its parts: standard, relative, and absolute in ``unit``
            pa.field("absolute", pa.float64()),
            pa.field("source", pa.string(), nullable=False),  # calibration:<id>, laboratory, a rule; empty: not known
            pa.field("worst", pa.float64()),  # the judged average nearest to or farthest beyond a bound
            pa.field("worst_time", TIME),
            pa.field("unit", pa.string(), nullable=False),
            pa.field("valid_share", pa.float64(), nullable=False),  # mean over the month's periods, judged or not
            pa.field("calibrating", pa.int64(), nullable=False),  # readings under 01 and 02
            pa.field("fault", pa.int64(), nullable=False),
        ]
    ),
    "monitoring_point",
    "month",
)


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """How limits are judged where the texts are silent; all of it makes a judgement provisional.

    Attributes
    ----------
    required_share
        Share of the expected readings that must be valid for an average to count (75 %, recalled; see
        ``rules.compare``).
    unstated_statistic
        Averaging period for limits whose text names none: the 24-hour mean in the park's zone (low confidence: the
        rule of Circular 10/2021 was not found).
    """

    required_share: float = REQUIRED_SHARE
    unstated_statistic: Statistic = Statistic.MEAN_24H


@dataclass(frozen=True, slots=True)
class PointStream:
    """One datastream that shows a property at a point; ``step_s`` None: samples at irregular times."""

    datastream: str
    observed_property: str
    unit: str  # canonical
    step_s: int | None
    origin: Origin
    uncertainty: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Point:
    """What judging needs to know of one monitoring point; plain data, so that a flow can be sent elsewhere."""

    id: str
    medium: str
    facts: Mapping[str, str]
    permit_date: date | None
    permits: tuple[Permit, ...]
    streams: tuple[PointStream, ...]
    unused: Mapping[str, tuple[str, ...]]  # property -> further datastreams that are not judged


@dataclass(frozen=True)
class Judging:
    """Everything that a run needs besides its tables."""

    book: RuleBook
    points: Mapping[str, Point]
    settings: LimitSettings
    zone: ZoneInfo = PARK_ZONE
