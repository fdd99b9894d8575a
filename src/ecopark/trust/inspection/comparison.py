"""One pair: what a person or a laboratory found, and what the sensor said at the same time. Agree, disagree, or unknown.

The number is E_n = |sensor - reference| / sqrt(U_sensor² + U_reference²) with expanded uncertainties (k = 2), as in ISO
13528 and ISO/IEC 17043: above 1 they disagree. What cannot be compared says why; it never counts as agreement.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import Datastream, Meter
from ecopark.core.terms import DatastreamKind, DeviceStatus, Flag
from ecopark.rules.records import InstrumentTolerance

GRAB = timedelta(minutes=10)  # readings so near to a grab sample are those of its moment
LEAST_COVERED = 0.9
ASSUMED_SENSOR = 0.10  # expanded, relative: where neither the meter nor a rule says it
ASSUMED_REFERENCE = 0.20  # expanded, relative: where the laboratory or the person does not say it

State = Literal["agree", "disagree", "not_comparable", "waiting"]
SourceOfReference = Literal["display", "reference", "laboratory"]


@dataclass(frozen=True, slots=True)
class SensorValue:
    """What the sensor said: mean over the interval (or amount in it), canonical unit; None with a reason where it cannot.

    ``spread``: standard deviation of its readings around a grab sample, whose very moment no reading has; else 0.
    """

    value: float | None
    n: int
    doubtful: int
    interval: Interval
    reason: Message | None = None
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Reference:
    """What somebody else found. ``value`` None: below ``limit``. ``expanded`` None: not stated."""

    value: float | None
    limit: float | None
    expanded: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """The outcome of one comparison; all values in the canonical unit of the datastream."""

    state: State
    reason: Message
    sensor: SensorValue
    reference: Reference
    sensor_expanded: float | None = None
    reference_expanded: float | None = None
    assumed: tuple[str, ...] = ()
    e_n: float | None = None

    def content(self) -> dict[str, object]:
        return {
            "state": self.state,
            "reason": self.reason.id,
            "reason_params": dict(self.reason.params),
            "sensor": self.sensor.value,
            "readings": self.sensor.n,
            "doubtful": self.sensor.doubtful,
            "start": self.sensor.interval.start.isoformat(),
            "end": self.sensor.interval.end.isoformat(),
            "reference": self.reference.value,
            "detection_limit": self.reference.limit,
            "sensor_expanded": self.sensor_expanded,
            "reference_expanded": self.reference_expanded,
            "assumed": list(self.assumed),
            "e_n": self.e_n,
        }


def sampling_interval(stream: Datastream, taken: datetime, composite_minutes: float) -> Interval:
    """The time that a sample stands for: that of a composite one, or the surroundings of a grab sample.

    A reading that is a mean begins at its phenomenon time: the window reaches back by one step at least.
    """
    if composite_minutes > 0:
        return Interval(taken - timedelta(minutes=composite_minutes), taken)
    reach = max(GRAB, timedelta(seconds=stream.step_s or 0))
    return Interval(taken - reach, taken + GRAB)


def mean_of(
    observations: pa.Table, flags: Mapping[datetime, Flag], interval: Interval, *, grab: bool = False
) -> SensorValue:
    """Mean of the valid readings in an interval.

    Valid: present, not sent while calibrating or at fault, flag below BAD. ``flags`` are the effective ones by naive
    phenomenon time; readings without one are good.
    """
    values, doubtful = [], 0
    for row in observations.select(["phenomenon_time", "value", "status"]).to_pylist():
        if not _within(row["phenomenon_time"], interval) or row["value"] is None:
            continue
        flag = flags.get(row["phenomenon_time"], Flag.GOOD)
        if row["status"] in (DeviceStatus.CALIBRATING, DeviceStatus.FAULT) or flag is Flag.BAD:
            continue
        values.append(row["value"])
        doubtful += flag is Flag.DOUBTFUL
    if not values:
        return SensorValue(None, 0, 0, interval, Message("trust.comparison.no_reading"))
    spread = float(np.std(values, ddof=1)) if grab and len(values) > 1 else 0.0
    return SensorValue(math.fsum(values) / len(values), len(values), doubtful, interval, None, spread)


def register_at(observations: pa.Table, moment: datetime, step: timedelta) -> SensorValue:
    """The register of a counter at a moment, between its readings before and after (at most two steps apart)."""
    reach = 2 * max(step, timedelta(minutes=1))
    interval = Interval(moment - reach, moment + reach)
    at = _naive(moment)
    rows = [
        (row["phenomenon_time"], row["value"])
        for row in observations.select(["phenomenon_time", "value"]).to_pylist()
        if row["value"] is not None and _within(row["phenomenon_time"], interval)
    ]
    before = [row for row in rows if row[0] <= at]
    after = [row for row in rows if row[0] >= at]
    if not before or not after:
        return SensorValue(None, len(rows), 0, interval, Message("trust.comparison.no_reading"))
    (first, low), (last, high) = before[-1], after[0]
    share = 0.0 if last == first else (at - first) / (last - first)
    return SensorValue(low + share * (high - low), len(rows), 0, interval)


def amount_between(quantities: pa.Table, interval: Interval) -> SensorValue:
    """What the system counted between two readings of a display: parts of hours by their share of time.

    ``quantities`` are rows of the table of that name for one datastream.
    """
    total, covered, n = 0.0, 0.0, 0
    for row in quantities.select(["start", "step_s", "quantity", "measured_s"]).to_pylist():
        start = row["start"]
        end = start + timedelta(seconds=row["step_s"])
        inside = (min(end, _naive(interval.end)) - max(start, _naive(interval.start))).total_seconds()
        if inside > 0 and row["quantity"] is not None:
            total += row["quantity"] * inside / row["step_s"]
            covered += inside * min(row["measured_s"] / row["step_s"], 1.0)
            n += 1
    share = covered / interval.seconds
    if share < LEAST_COVERED:
        reason = Message("trust.comparison.gaps", {"share": round(share, 3), "least": LEAST_COVERED})
        return SensorValue(None, n, 0, interval, reason)
    return SensorValue(total, n, 0, interval)


def judge_pair(sensor: SensorValue, reference: Reference, stated: tuple[float, bool], *, dial: bool = False) -> Pair:
    """Compare a pair.

    Parameters
    ----------
    stated
        Expanded uncertainty of the sensor at this value, and whether it is assumed.
    dial
        The reference is the display of the same meter: what is not stated is taken as exact.
    """
    if sensor.value is None:
        return Pair("waiting", sensor.reason or Message("trust.comparison.no_reading"), sensor, reference)
    assumed = ["sensor"] if stated[1] else []
    of_sensor = math.hypot(stated[0], 2 * sensor.spread)
    if reference.value is None:
        return _below_detection(sensor, reference, of_sensor, tuple(assumed))
    expanded = reference.expanded
    if expanded is None and not dial:
        assumed.append("reference")
        expanded = ASSUMED_REFERENCE * abs(reference.value)
    of_both = math.hypot(of_sensor, expanded or 0.0)
    apart = abs(sensor.value - reference.value)
    e_n = apart / of_both if of_both > 0 else (0.0 if apart == 0 else math.inf)
    agree = e_n <= 1
    params = {"sensor": sensor.value, "reference": reference.value, "allowed": of_both}
    reason = Message("trust.comparison.agree" if agree else "trust.comparison.disagree", params)
    state: State = "agree" if agree else "disagree"
    shown = e_n if math.isfinite(e_n) else None
    return Pair(state, reason, sensor, reference, of_sensor, expanded, tuple(assumed), shown)


def sensor_uncertainty(
    meter: Meter, value: float, tolerance: InstrumentTolerance | None, *, dial: bool = False
) -> tuple[float, bool]:
    """Expanded uncertainty (k = 2) of a sensor at a value, canonical unit, and whether it is assumed.

    A class or tolerance is a limit of error: its standard uncertainty is the limit divided by sqrt 3 (JCGM 100:2008, 4.3.7).
    ``dial``: the display of the same meter is compared, so only the way from the meter to the platform can err: 0.5 %.
    """
    if dial:
        return 0.005 * abs(value), False
    if meter.accuracy_class_pct is not None:
        return 2 / math.sqrt(3) * meter.accuracy_class_pct / 100 * abs(value), False
    if tolerance is not None and tolerance.absolute is not None:
        return 2 / math.sqrt(3) * tolerance.absolute, False
    if tolerance is not None and tolerance.of_reading_pct is not None:
        return 2 / math.sqrt(3) * tolerance.of_reading_pct / 100 * abs(value), False
    return ASSUMED_SENSOR * abs(value), True


def comparable_kind(stream: Datastream) -> str:
    """How a datastream is compared with a display: ``mean``, ``register`` or ``amount``."""
    if stream.kind is DatastreamKind.TOTAL_INCREASING:
        return "register"
    return "amount" if stream.kind is DatastreamKind.TOTAL else "mean"


def _below_detection(sensor: SensorValue, reference: Reference, expanded: float, assumed: tuple[str, ...]) -> Pair:
    """The laboratory found less than its limit: the sensor disagrees only if it is above that by its own uncertainty."""
    assert sensor.value is not None
    assert reference.limit is not None
    agree = sensor.value - expanded <= reference.limit
    params = {"sensor": sensor.value, "limit": reference.limit}
    reason = Message("trust.comparison.agree_below" if agree else "trust.comparison.disagree_below", params)
    return Pair("agree" if agree else "disagree", reason, sensor, reference, expanded, None, assumed)


def differences(pairs: Sequence[Mapping[str, object]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sensor, reference and standard uncertainty of their difference, shape (n,) each, of stored pairs with both values."""
    rows = [p for p in pairs if p["state"] in ("agree", "disagree") and p["reference"] is not None]
    sensor = np.array([p["sensor"] for p in rows], dtype=np.float64)
    reference = np.array([p["reference"] for p in rows], dtype=np.float64)
    stated = [math.hypot(float(str(p["sensor_expanded"])), float(str(p["reference_expanded"] or 0.0))) / 2 for p in rows]
    return sensor, reference, np.array(stated, dtype=np.float64)


def _naive(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    return moment if offset is None else (moment - offset).replace(tzinfo=None)


def _within(naive: datetime, interval: Interval) -> bool:
    return _naive(interval.start) <= naive < _naive(interval.end)
