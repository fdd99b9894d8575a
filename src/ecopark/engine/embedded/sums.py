"""Sums per datastream and bucket of time, from roll-ups where they fit and from rows elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.engine.embedded.lake_files import FileEntry
from ecopark.engine.embedded.rows import Ints, run_starts
from ecopark.engine.embedded.slices import in_parallel
from ecopark.engine.embedded.view import LakeView, to_us


@dataclass(frozen=True, slots=True)
class Sums:
    """One row per (datastream, bucket), sorted; ``code`` indexes the datastreams that were asked for."""

    code: npt.NDArray[np.int32]
    bucket: Ints  # counted from the origin
    total: npt.NDArray[np.float64]
    present: Ints
    rows: Ints

    def __len__(self) -> int:
        return len(self.code)

    def names(self, datastreams: Sequence[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(self.code), pa.array(datastreams, pa.string())).cast(pa.string())

    def rebucketed(self, bucket: Ints) -> Sums:
        """The same sums in coarser buckets."""
        return combined([Sums(self.code, bucket, self.total, self.present, self.rows)])


def combined(parts: Sequence[Sums]) -> Sums:
    """All parts added up."""
    names = ("code", "bucket", "total", "present", "rows")
    empty = {"code": np.int32, "total": np.float64}
    columns = [
        np.concatenate([getattr(p, n) for p in parts]) if parts else np.empty(0, empty.get(n, np.int64)) for n in names
    ]
    code, bucket = columns[0], columns[1]
    ordered = (code[1:] > code[:-1]) | ((code[1:] == code[:-1]) & (bucket[1:] >= bucket[:-1]))
    if not ordered.all():
        order = np.lexsort((bucket, code))
        columns = [np.take(c, order) for c in columns]
    starts = run_starts(columns[0], columns[1])
    if len(starts) == len(columns[0]):
        return Sums(*columns)
    added = [np.add.reduceat(c, starts) for c in columns[2:]]
    return Sums(columns[0][starts], columns[1][starts], *added)


def bucket_sums(view: LakeView, datastreams: Sequence[str], interval: Interval, origin_us: int, step_s: int) -> Sums:
    """Sums over buckets of ``step_s`` seconds counted from ``origin_us``."""

    def of_file(entry: FileEntry) -> Sums:
        rolled = fits(entry, interval, origin_us, step_s)
        return (_of_rollup if rolled else _of_rows)(view, entry, datastreams, interval, origin_us, step_s * 1_000_000)

    return combined(in_parallel(of_file, view.files(datastreams, interval) if datastreams else []))


def fits(entry: FileEntry, interval: Interval, origin_us: int, step_s: int) -> bool:
    """Whether buckets of a step within an interval are made of whole buckets of a file's roll-up."""
    step = entry.rollup_step_s
    ends = (origin_us, to_us(interval.start), to_us(interval.end))
    return bool(step) and step_s % step == 0 and all(us % (step * 1_000_000) == 0 for us in ends)


def _of_rollup(
    view: LakeView, entry: FileEntry, datastreams: Sequence[str], interval: Interval, origin_us: int, step_us: int
) -> Sums:
    real = ["sum_real"] if entry.doubles else []
    found = view.catalog.slice(entry.rollup, datastreams, ["start", "rows", "present", "divisor", "sum_m", *real])
    if found is None:
        return combined([])
    start = found.numbers("start")
    total = found.decimals("sum_m", real[0] if real else None)
    present, rows = found.numbers("present").astype(np.int64), found.numbers("rows").astype(np.int64)
    inside = _inside(start, interval)
    return _reduced([found.code, (start - origin_us) // step_us, total, present, rows], inside)


def _of_rows(
    view: LakeView, entry: FileEntry, datastreams: Sequence[str], interval: Interval, origin_us: int, step_us: int
) -> Sums:
    found = view.current_rows(entry, datastreams)
    if found is None:
        return combined([])
    inside = _inside(found.time, interval)
    bucket = (found.time - origin_us) // step_us
    ones = np.ones(len(found.code), np.int64)
    return _reduced([found.code, bucket, found.value, found.present.astype(np.int64), ones], inside)


def _inside(time: Ints, interval: Interval) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = (time >= to_us(interval.start)) & (time < to_us(interval.end))
    return inside


def _reduced(columns: Sequence[npt.NDArray[np.generic]], inside: npt.NDArray[np.bool_]) -> Sums:
    chosen = columns if inside.all() else [c[inside] for c in columns]
    return combined([Sums(*chosen)])  # type: ignore[arg-type]
