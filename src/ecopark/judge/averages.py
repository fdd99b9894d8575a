"""Averages over hours, days and years of the park's zone, of valid readings only. Pure functions on columns.

Valid: a value is present, the instrument was not calibrating (01) nor in fault (02), and the flag is not BAD. Invalid
readings are counted, never averaged, never dropped in silence. # Circular 10/2021; design 4.4
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.terms import DeviceStatus, Flag
from ecopark.rules.records import Statistic

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

SECOND = 1_000_000
STEP_S = {Statistic.MEAN_1H: 3600, Statistic.MEAN_24H: 86_400}


@dataclass(frozen=True, slots=True)
class Series:
    """Readings of one datastream in order of time; ``values`` is NaN where none is present, ``valid`` as above."""

    times_us: Int64
    values: Float64
    valid: Bool
    calibrating: Bool
    fault: Bool


@dataclass(frozen=True, slots=True)
class Averages:
    """One value per period ``[start, end)``; ``mean`` is NaN where no reading was valid. Shapes ``(n,)``."""

    start_us: Int64
    end_us: Int64
    mean: Float64
    valid_share: Float64
    calibrating: Int64
    fault: Int64

    def select(self, which: Bool) -> Averages:
        return Averages(
            self.start_us[which],
            self.end_us[which],
            self.mean[which],
            self.valid_share[which],
            self.calibrating[which],
            self.fault[which],
        )


def series(observations: pa.Table, flags: pa.Table, datastream: str) -> Series:
    """Readings of a datastream with their validity. A flag counts for the revision it was given to."""
    mine = observations.filter(pc.equal(observations["datastream"], datastream)).sort_by("phenomenon_time")
    times = _int64(mine["phenomenon_time"].cast(pa.int64()))
    values = np.asarray(mine["value"].to_numpy(zero_copy_only=False), np.float64)
    status = np.asarray(mine["status"].to_numpy(zero_copy_only=False), np.uint8)
    calibrating, fault = status == DeviceStatus.CALIBRATING, status == DeviceStatus.FAULT
    valid = np.isfinite(values) & ~calibrating & ~fault
    is_bad = pc.and_(
        pc.equal(flags["datastream"], datastream), pc.equal(flags["flag"], pa.scalar(int(Flag.BAD), pa.uint8()))
    )
    bad = flags.filter(is_bad)
    if len(times) and bad.num_rows:
        bad_times = _int64(bad["phenomenon_time"].cast(pa.int64()))
        place = np.minimum(np.searchsorted(times, bad_times), len(times) - 1)
        revision = _int64(mine["revision"].cast(pa.int64()))
        same = (times[place] == bad_times) & (revision[place] == _int64(bad["revision"].cast(pa.int64())))
        valid[place[same]] = False
    return Series(times, values, valid, calibrating, fault)


def _int64(column: pa.ChunkedArray) -> Int64:
    return np.asarray(column.to_numpy(zero_copy_only=False), np.int64)


def period_edges(first_us: int, last_us: int, statistic: Statistic, zone: ZoneInfo) -> Int64:
    """Edges (UTC microseconds) of the periods that hold ``[first, last]``; days and years of the zone, hours of its days."""
    first, last = local_day(first_us, zone), local_day(last_us, zone)
    if statistic is Statistic.MEAN_YEAR:
        return np.array([day_start_us(date(year, 1, 1), zone) for year in range(first.year, last.year + 2)], np.int64)
    days = [first + timedelta(days=n) for n in range((last - first).days + 2)]
    edges = np.array([day_start_us(day, zone) for day in days], np.int64)
    if statistic is Statistic.MEAN_24H:
        return edges
    hour = STEP_S[Statistic.MEAN_1H] * SECOND
    hours = np.arange(edges[0], edges[-1] + hour, hour, dtype=np.int64)
    inside = (hours[1:] > first_us) & (hours[:-1] <= last_us)
    return np.concatenate([hours[:-1][inside], hours[1:][inside][-1:]])


def local_day(moment_us: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(moment_us // SECOND, tz=zone).date()


def day_start_us(day: date, zone: ZoneInfo) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * SECOND


def average(readings: Series, edges: Int64, step_s: int | None) -> Averages:
    """Mean of the valid readings of each period and their share of the expected ones.

    Expected is the period's length by the datastream's step; for samples (``step_s`` None) it is
    what was sent, valid or not, and periods without any sample are left out.
    """
    count = len(edges) - 1
    period = np.searchsorted(edges, readings.times_us, side="right") - 1
    inside = (period >= 0) & (period < count)

    def per_period(which: Bool) -> Int64:
        return np.bincount(period[inside & which], minlength=count).astype(np.int64)

    valid = per_period(readings.valid)
    use = inside & readings.valid
    total = np.bincount(period[use], weights=readings.values[use], minlength=count)
    sent = per_period(np.ones(len(period), np.bool_))
    expected = sent if step_s is None else np.round(np.diff(edges) / (step_s * SECOND)).astype(np.int64)
    mean = np.divide(total, valid, out=np.full(count, np.nan), where=valid > 0)
    share = np.minimum(valid / np.maximum(expected, 1), 1.0)
    averages = Averages(edges[:-1], edges[1:], mean, share, per_period(readings.calibrating), per_period(readings.fault))
    return averages if step_s is not None else averages.select(sent > 0)


def single_readings(readings: Series, step_s: int | None) -> Averages:
    """Every reading as a period of its own, for limits on each single value."""
    length = (step_s or 1) * SECOND
    return Averages(
        readings.times_us,
        readings.times_us + length,
        np.where(readings.valid, readings.values, np.nan),
        readings.valid.astype(np.float64),
        readings.calibrating.astype(np.int64),
        readings.fault.astype(np.int64),
    )
