"""Down-sampling for a plot: per pixel bucket the extremes and the last value, the worst flag, and where there is a gap."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.observations import TIME
from ecopark.engine.embedded import duck
from ecopark.engine.embedded.lake_files import FileEntry
from ecopark.engine.embedded.rows import Ints, run_starts
from ecopark.engine.embedded.slices import in_parallel
from ecopark.engine.embedded.sums import fits
from ecopark.engine.embedded.view import LakeView, moment_of, to_us

PLOT = pa.schema(
    [
        pa.field("start", TIME, nullable=False),
        pa.field("min", pa.float64()),
        pa.field("max", pa.float64()),
        pa.field("last", pa.float64()),
        pa.field("present", pa.int64(), nullable=False),  # readings with a value
        pa.field("flag", pa.uint8(), nullable=False),  # worst of the bucket's sparse flags, 0 where there is none
        pa.field("gap", pa.bool_(), nullable=False),  # a reading was due and none with a value is there
    ]
)
Floats = npt.NDArray[np.float64]
_ALIGN_S = 900
LATE_STEPS = 1.5


def plot(view: LakeView, datastream: str, interval: Interval, points: int, step_s: int | None) -> pa.Table:
    """``PLOT`` of one datastream: every bucket of the interval, at most ``points`` + 1, also the empty ones.

    Buckets are whole seconds long; from a quarter of an hour on they are whole quarters and start on one.
    ``step_s`` is the expected time between readings (None: irregular, no gap is claimed).
    """
    if points <= 0:
        raise InputError("engine.question.bad_step", where="points", step=points)
    width_s = max(1, math.ceil(interval.seconds / points))
    if width_s > _ALIGN_S // 2:
        width_s = math.ceil(width_s / _ALIGN_S) * _ALIGN_S
    align_us = min(width_s, _ALIGN_S) * 1_000_000
    width_us = width_s * 1_000_000
    start_us, end_us = to_us(interval.start), to_us(interval.end)
    origin_us = start_us // align_us * align_us if width_s >= _ALIGN_S else start_us
    count = -(-(end_us - origin_us) // width_us)
    found = _buckets(view, datastream, interval, origin_us, width_s)
    at = _positions(found, origin_us, width_us)
    present = np.zeros(count, np.int64)
    present[at] = found.column("present").to_numpy()
    flag = np.zeros(count, np.uint8)
    if "flags" in view.manifest.tables:
        flags = _worst_flags(view, datastream, interval, origin_us, width_s)
        flag[_positions(flags, origin_us, width_us)] = flags.column("flag").to_numpy()
    starts = pa.array(origin_us + width_us * np.arange(count)).cast(TIME)
    values = [_spread(found.column(name), at, count) for name in ("min", "max", "last")]
    gap = pa.array(_gaps(present, width_s, step_s))
    return pa.Table.from_arrays([starts, *values, pa.array(present), pa.array(flag), gap], schema=PLOT)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is drawn: rows, or buckets of a roll-up (their extremes and last value), with a value."""

    time: Ints
    low: Floats
    high: Floats
    latest: Floats
    present: Ints


def _buckets(view: LakeView, datastream: str, interval: Interval, origin_us: int, width_s: int) -> pa.Table:
    """(bucket, min, max, last, present) of the buckets that have readings."""
    whole = Interval(moment_of(origin_us), interval.end)

    def of_file(entry: FileEntry) -> _Seen | None:
        if fits(entry, whole, origin_us, width_s):
            return _of_rollup(view, entry, datastream, whole)
        return _of_rows(view, entry, datastream, interval)

    found = in_parallel(of_file, view.files([datastream], whole))
    parts = [part for part in found if part is not None and len(part.time)]
    if not parts:
        return pa.table({n: pa.array([], t) for n, t in _EMPTY.items()})
    time, low, high, latest, present = (np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(_Seen))
    order = np.argsort(time, kind="stable")
    bucket = (np.take(time, order) - origin_us) // (width_s * 1_000_000)
    starts = run_starts(bucket)
    ends = np.append(starts[1:], len(bucket)) - 1
    columns = {
        "bucket": pa.array(origin_us + bucket[starts] * (width_s * 1_000_000)).cast(TIME),
        "min": np.minimum.reduceat(np.take(low, order), starts),
        "max": np.maximum.reduceat(np.take(high, order), starts),
        "last": np.take(latest, order)[ends],
        "present": np.add.reduceat(np.take(present, order), starts),
    }
    return pa.table(columns)


_EMPTY = {"bucket": TIME, "min": pa.float64(), "max": pa.float64(), "last": pa.float64(), "present": pa.int64()}


def _of_rollup(view: LakeView, entry: FileEntry, datastream: str, interval: Interval) -> _Seen | None:
    names = [f"{n}_{kind}" for kind in (("m", "real") if entry.doubles else ("m",)) for n in ("min", "max", "last")]
    found = view.catalog.slice(entry.rollup, [datastream], ["start", "present", "divisor", *names])
    if found is None:
        return None
    start, present = found.numbers("start"), found.numbers("present").astype(np.int64)
    values = [found.decimals(f"{n}_m", f"{n}_real" if entry.doubles else None) for n in ("min", "max", "last")]
    inside = (present > 0) & (start >= to_us(interval.start)) & (start < to_us(interval.end))
    return _Seen(*(c[inside] for c in (start, *values, present)))


def _of_rows(view: LakeView, entry: FileEntry, datastream: str, interval: Interval) -> _Seen | None:
    found = view.current_rows(entry, [datastream])
    if found is None:
        return None
    inside = found.present & (found.time >= to_us(interval.start)) & (found.time < to_us(interval.end))
    value = found.value[inside]
    return _Seen(found.time[inside], value, value, value, np.ones(len(value), np.int64))


def _worst_flags(view: LakeView, datastream: str, interval: Interval, origin_us: int, width_s: int) -> pa.Table:
    """(bucket, flag) from the sparse table of flags."""
    where = f"datastream = {duck.text(datastream)} AND phenomenon_time >= {duck.moment(interval.start)}"
    flags = view.derived("flags", f"{where} AND phenomenon_time < {duck.moment(interval.end)}")
    time = flags.column("phenomenon_time").cast(pa.int64()).to_numpy()
    width_us = width_s * 1_000_000
    at = (time - origin_us) // width_us
    worst = np.zeros(int(at.max()) + 1 if len(at) else 0, np.uint8)
    np.maximum.at(worst, at, flags.column("flag").to_numpy())
    given = np.flatnonzero(worst)
    return pa.table({"bucket": pa.array(origin_us + given * width_us).cast(TIME), "flag": worst[given]})


def _positions(table: pa.Table, origin_us: int, width_us: int) -> npt.NDArray[np.int64]:
    starts: npt.NDArray[np.int64] = table.column("bucket").cast(pa.int64()).to_numpy()
    return (starts - origin_us) // width_us


def _spread(column: pa.ChunkedArray, at: npt.NDArray[np.int64], count: int) -> pa.Array:
    """Values at their places, null elsewhere."""
    values, empty = np.zeros(count), np.ones(count, np.bool_)
    values[at] = column.to_numpy()
    empty[at] = False
    return pa.array(values, mask=empty)


def _gaps(present: npt.NDArray[np.int64], width_s: int, step_s: int | None) -> npt.NDArray[np.bool_]:
    """Empty buckets in which a reading was due: as wide as a step, or more than 1.5 steps after the last reading."""
    empty = present == 0
    if step_s is None:
        return np.zeros(len(present), np.bool_)
    if width_s >= step_s:
        return np.equal(present, 0)
    places = np.arange(len(present))
    last = np.maximum.accumulate(np.where(empty, -1, places))
    due: npt.NDArray[np.bool_] = np.greater((places - last) * width_s, LATE_STEPS * step_s)
    gap: npt.NDArray[np.bool_] = np.logical_and(empty, due)
    return gap
