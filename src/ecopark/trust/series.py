"""Series: one datastream's readings as columns, split by whether they carry a value. Kernels see present values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.runs import Floats, Index, Times, alike, said_again


@dataclass(frozen=True, slots=True)
class Series:
    """Readings of one datastream, ascending in time.

    Attributes
    ----------
    times
        Phenomenon times of the readings *with a value*, microseconds since 1970 UTC, shape (n,).
    values
        Canonical unit, shape (n,), finite.
    status, revision, recorded
        Device status, revision and recorded time (microseconds) of the same readings, shape (n,).
    empty
        Times of the readings that carry no value, shape (m,).
    blocks
        Extremes of times and values by stretches, where they were measured on the way.
    """

    datastream: str
    times: Times
    values: Floats
    status: NDArray[np.uint8]
    revision: NDArray[np.uint16]
    recorded: Times
    empty: Times
    blocks: Blocks | None = None


def split_series(observations: pa.Table, datastreams: Sequence[str]) -> Mapping[str, Series]:
    """Cut an ``OBSERVATIONS`` table (sorted by datastream and time, or not) into series; absent datastreams are left out."""
    if observations.num_rows == 0:
        return {}
    codes, names = _codes(observations["datastream"])
    columns = {
        "times": _ints(observations["phenomenon_time"]),
        "recorded": _ints(observations["recorded_time"]),
        "status": _cells(observations["status"]),
        "revision": _cells(observations["revision"]),
    }
    value = _whole(observations["value"])
    present = None if value.null_count == 0 else pc.is_valid(value).to_numpy(zero_copy_only=False)
    values = value.to_numpy(zero_copy_only=False)
    if alike(codes) and present is None:
        blocks = Blocks.of(columns["times"], values)
        if blocks.ascending:
            cells = (columns["status"], columns["revision"], columns["recorded"])
            one = Series(names[codes[0]], columns["times"], values, *cells, np.empty(0, np.int64), blocks)
            return {one.datastream: one} if one.datastream in datastreams else {}
    order = _order(codes, columns["times"])
    if order is not None:
        codes, values = codes[order], values[order]
        present = None if present is None else present[order]
        columns = {name: column[order] for name, column in columns.items()}
    bounds = np.concatenate(([0], np.flatnonzero(codes[1:] != codes[:-1]) + 1, [len(codes)]))
    found: dict[str, Series] = {}
    wanted = set(datastreams)
    for start, stop in pairwise(bounds):
        name = names[codes[start]]
        if name in wanted:
            found[name] = _series(name, slice(int(start), int(stop)), values, present, columns)
    return found


def common_times(series: Sequence[Series]) -> tuple[list[Index], list[Floats]]:
    """Return, per series, the rows at the times that all of them have, and their values there."""
    times = series[0].times
    if all(len(s.times) == len(times) and np.array_equal(s.times, times) for s in series[1:]):
        everything = np.arange(len(times))
        return [everything] * len(series), [s.values for s in series]
    for other in series[1:]:
        times = np.intersect1d(times, other.times, assume_unique=True)
    rows = [np.searchsorted(s.times, times) for s in series]
    return rows, [s.values[r] for s, r in zip(series, rows, strict=True)]


def bucket_of(times: Times, step: int | None, width: int | None, offset: int) -> Times:
    """Return the start of each time's bucket of ``width`` microseconds; buckets begin at local midnight (``offset``)."""
    if width is None or step == width:
        return times
    return np.asarray((times + offset) // width * width - offset)


def amounts_per(times: Times, values: Floats, step: int, width: int, offset: int, *, mean: bool) -> tuple[Times, Floats]:
    """Add up (or average) values of ``step`` microseconds in complete buckets of ``width`` microseconds.

    Returns
    -------
    starts, amounts
        Only buckets that hold all their readings, shape (k,). # design 4.4
    """
    if step == width or len(times) == 0:
        return times, values
    bucket = bucket_of(times, step, width, offset)
    first = np.concatenate(([0], np.flatnonzero(bucket[1:] != bucket[:-1]) + 1))
    counts = np.diff(np.concatenate((first, [len(bucket)])))
    sums = np.add.reduceat(values, first)
    whole = counts == width // step
    return bucket[first][whole], (sums / counts if mean else sums)[whole]


def _series(
    name: str, part: slice, values: Floats, present: NDArray[np.bool_] | None, columns: Mapping[str, NDArray[Any]]
) -> Series:
    cut = {key: column[part] for key, column in columns.items()}
    value = values[part]
    empty: Times = np.empty(0, np.int64)
    if present is not None and not present[part].all():
        here = present[part]
        empty = cut["times"][~here]
        value, cut = value[here], {key: column[here] for key, column in cut.items()}
    return Series(name, cut["times"], value, cut["status"], cut["revision"], cut["recorded"], empty)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """The column as one array, without copying where it is one already."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return column.unify_dictionaries().combine_chunks() if column.num_chunks else pa.array([], column.type)


def _cells(column: pa.ChunkedArray) -> NDArray[Any]:
    """The column's cells; one that says the same of every row (a single run) takes no memory."""
    whole = _whole(column)
    if not pa.types.is_run_end_encoded(whole.type):
        return np.asarray(whole.to_numpy(zero_copy_only=False))
    if len(whole.run_ends) > 1:
        return np.asarray(pc.run_end_decode(whole).to_numpy(zero_copy_only=False))
    return said_again(whole.values.to_numpy(zero_copy_only=False)[:1], len(whole))


def _codes(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    whole = _whole(column)
    if pa.types.is_run_end_encoded(whole.type):
        if len(whole.run_ends) == 1:
            return said_again(np.zeros(1, np.int32), len(whole)), whole.values.to_pylist()[:1]
        whole = pc.run_end_decode(whole)
    encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()


def _ints(column: pa.ChunkedArray) -> Times:
    cells = _cells(column)
    return cells if cells.dtype == np.int64 else np.asarray(cells.view(np.int64))


def _order(codes: NDArray[np.int32], times: Times) -> Index | None:
    """None when rows are grouped by datastream and ascending in time already (the usual case)."""
    change = codes[1:] != codes[:-1]
    firsts = codes[np.concatenate(([0], np.flatnonzero(change) + 1))]
    grouped = len(set(firsts.tolist())) == len(firsts)
    if grouped and bool(np.all((times[1:] > times[:-1]) | change)):
        return None
    return np.lexsort((times, codes))
