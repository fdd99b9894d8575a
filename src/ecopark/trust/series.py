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

from ecopark.trust.checks.runs import Floats, Index, Times


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
    """

    datastream: str
    times: Times
    values: Floats
    status: NDArray[np.uint8]
    revision: NDArray[np.uint16]
    recorded: Times
    empty: Times


def split_series(observations: pa.Table, datastreams: Sequence[str]) -> Mapping[str, Series]:
    """Cut an ``OBSERVATIONS`` table (sorted by datastream and time, or not) into series; absent datastreams are left out."""
    if observations.num_rows == 0:
        return {}
    codes, names = _codes(observations["datastream"])
    columns = {
        "times": _ints(observations["phenomenon_time"]),
        "recorded": _ints(observations["recorded_time"]),
        "status": observations["status"].to_numpy(),
        "revision": observations["revision"].to_numpy(),
    }
    value = observations["value"]
    present = None if value.null_count == 0 else pc.is_valid(value).to_numpy(zero_copy_only=False)
    values = value.to_numpy(zero_copy_only=False)
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


def _codes(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    array = encoded.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.unify_dictionaries().combine_chunks()
    return array.indices.to_numpy(), array.dictionary.to_pylist()


def _ints(column: pa.ChunkedArray) -> Times:
    return np.asarray(column.cast(pa.int64()).to_numpy())


def _order(codes: NDArray[np.int32], times: Times) -> Index | None:
    """None when rows are grouped by datastream and ascending in time already (the usual case)."""
    change = codes[1:] != codes[:-1]
    firsts = codes[np.concatenate(([0], np.flatnonzero(change) + 1))]
    grouped = len(np.unique(firsts)) == len(firsts)
    if grouped and bool(np.all((times[1:] > times[:-1]) | change)):
        return None
    return np.lexsort((times, codes))
