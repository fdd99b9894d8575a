"""Roll-ups: sums, extremes and last value per datastream and bucket of time, beside a readings file. # design 5.8

A companion holds the current rows of its own file, so buckets of several files add up. Decimals are summed as
integers: the sum of a bucket is exact and does not depend on how often files were merged. Files whose rows would
hardly become fewer have no companion; questions then read the rows.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.core.observations import TIME
from ecopark.engine.embedded.decimals import Decimals
from ecopark.engine.embedded.parquet import DELTA, ROW_GROUP, pack_parquet, write_new
from ecopark.engine.embedded.rows import CURRENT, Ints, Rows, run_starts
from ecopark.engine.embedded.slices import STREAMS_KEY

STEPS_S = (900, 3600)
ROLLUP_ROW_GROUP = 4_096  # one datastream is read without many others
MIN_ROWS = 20_000
MIN_ROWS_PER_BUCKET = 12

ROLLUP_SCHEMA = pa.schema(
    [
        pa.field("datastream", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("start", TIME, nullable=False),
        pa.field("rows", pa.int32(), nullable=False),
        pa.field("present", pa.int32(), nullable=False),  # rows with a value
        pa.field("divisor", pa.float64()),  # null: the four below are in the real columns
        pa.field("sum_m", pa.int64()),
        pa.field("min_m", pa.int64()),
        pa.field("max_m", pa.int64()),
        pa.field("last_m", pa.int64()),
        pa.field("sum_real", pa.float64()),
        pa.field("min_real", pa.float64()),
        pa.field("max_real", pa.float64()),
        pa.field("last_real", pa.float64()),
    ]
)
_NUMBERS = dict.fromkeys(("start", "sum_m", "min_m", "max_m", "last_m"), DELTA)
_BIG = np.iinfo(np.int64).max


def step_of(rows: Ints, first: Ints, last: Ints) -> int:
    """The smallest step that leaves at most one bucket for ``MIN_ROWS_PER_BUCKET`` rows; 0: no roll-up is worth it.

    Rows, first and last time (microseconds) are per datastream; it counts with a row in every bucket of the span.
    """
    total = int(rows.sum())
    for step_s in STEPS_S if total >= MIN_ROWS else ():
        step_us = step_s * 1_000_000
        buckets = np.minimum(rows, last // step_us - first // step_us + 1).sum()
        if total >= MIN_ROWS_PER_BUCKET * buckets:
            return step_s
    return 0


@dataclass(frozen=True, slots=True)
class Written:
    """A companion as it was written; no path: none."""

    path: str = ""
    sha256: str = ""
    bytes: int = 0
    rows: int = 0


class Rollup:
    """The companion of a file in the making. ``step_s`` 0: there will be none."""

    def __init__(self, step_s: int) -> None:
        self.step_s = step_s
        self._parts: list[pa.Table] = []

    def pieces(self, rows: Rows) -> tuple[Ints, list[tuple[int, int]]]:
        """The bucket of each row (steps since 1970), and row groups (start, end) that cut no bucket."""
        groups = -(-len(rows) // ROW_GROUP)
        cuts = np.arange(1, groups) * len(rows) // groups
        bucket = rows.time
        if self.step_s:
            bucket = rows.time // (self.step_s * 1_000_000)
            if len(cuts):
                after = np.append(run_starts(rows.code, bucket), len(rows))
                cuts = np.unique(after[np.searchsorted(after, cuts)])
        ends = [*(c for c in cuts.tolist() if c < len(rows)), len(rows)]
        return bucket, list(zip([0, *ends[:-1]], ends, strict=True))

    def add(self, part: Rows, decimals: Decimals, bucket: Ints) -> None:
        """Roll up a piece."""
        if self.step_s:
            self._parts.append(rollup_table(part, decimals, bucket, self.step_s))

    def write(self, lake: Path, path: str) -> Written:
        """Write the companion of the file ``path``, if there is to be one."""
        if not self.step_s:
            return Written()
        companion = path.removesuffix(".parquet") + ".rollup.parquet"
        table = pa.concat_tables(self._parts).unify_dictionaries().combine_chunks()
        datastream = table.column("datastream").chunk(0)
        starts = run_starts(datastream.indices.to_numpy())
        names = datastream.dictionary.take(datastream.indices.take(pa.array(starts))).to_pylist()
        streams = json.dumps({"names": names, "rows": np.diff(np.append(starts, len(table))).tolist()}, ensure_ascii=False)
        packed = pack_parquet(table, _NUMBERS, {STREAMS_KEY: streams.encode()}, row_group=ROLLUP_ROW_GROUP)
        write_new(lake / companion, packed)
        return Written(companion, hashlib.sha256(packed).hexdigest(), len(packed), len(table))


def rollup_table(rows: Rows, decimals: Decimals, bucket: Ints, step_s: int) -> pa.Table:
    """``ROLLUP_SCHEMA`` of the current rows among sorted rows; ``bucket`` numbers the steps since 1970."""
    code, value, mantissa, exact = rows.code, rows.value, decimals.mantissa, decimals.exact
    divisor, as_double = decimals.divisor, decimals.as_double
    current = rows.superseded == CURRENT
    if not current.all():
        code, value, mantissa, exact = code[current], value[current], mantissa[current], exact[current]
        divisor, as_double, bucket = divisor[current], as_double[current], bucket[current]
    starts = run_starts(code, bucket)
    present = exact | as_double
    counted = np.add.reduceat(present, starts, dtype=np.int32)
    real = np.logical_or.reduceat(as_double, starts)
    whole = (counted > 0) & ~real
    last = _last_present(present, starts)
    columns = [
        pa.DictionaryArray.from_arrays(pa.array(code[starts]), pa.array(rows.names, pa.string())),
        pa.array(bucket[starts] * (step_s * 1_000_000)).cast(TIME),
        pa.array(np.diff(np.append(starts, len(code))).astype(np.int32)),
        pa.array(counted),
        pa.array(divisor[starts], mask=~whole),
        pa.array(np.add.reduceat(mantissa, starts), mask=~whole),
        pa.array(np.minimum.reduceat(_or_else(mantissa, present, _BIG), starts), mask=~whole),
        pa.array(np.maximum.reduceat(_or_else(mantissa, present, -_BIG), starts), mask=~whole),
        pa.array(mantissa[last], mask=~whole),
        *_real_columns(value, present, starts, last, real),
    ]
    return pa.Table.from_arrays(columns, schema=ROLLUP_SCHEMA)


def _real_columns(
    value: npt.NDArray[np.float64], present: npt.NDArray[np.bool_], starts: Ints, last: Ints, real: npt.NDArray[np.bool_]
) -> list[pa.Array]:
    if not real.any():
        return [pa.nulls(len(starts), pa.float64())] * 4
    return [
        pa.array(np.add.reduceat(np.where(present, value, 0.0), starts), mask=~real),
        pa.array(np.minimum.reduceat(np.where(present, value, np.inf), starts), mask=~real),
        pa.array(np.maximum.reduceat(np.where(present, value, -np.inf), starts), mask=~real),
        pa.array(value[last], mask=~real),
    ]


def _last_present(present: npt.NDArray[np.bool_], starts: Ints) -> Ints:
    """Position of the last row with a value in each run (some other row where there is none)."""
    ends = np.append(starts[1:], len(present)) - 1
    given = np.flatnonzero(present)
    return given[np.maximum(np.searchsorted(given, ends, side="right") - 1, 0)] if len(given) else starts


def _or_else(mantissa: Ints, present: npt.NDArray[np.bool_], otherwise: int) -> Ints:
    filled = mantissa.copy()
    filled[~present] = otherwise
    return filled
