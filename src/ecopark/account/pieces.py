"""Readings of one datastream as *pieces*: an amount that flowed between two moments. Kernels on NumPy columns.

Times are int64 microseconds since 1970 (UTC). A piece is *known* when a present reading that is not BAD stands behind it;
an unknown piece carries no amount: missing is never zero. # design 4.4
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.network import Datastream
from ecopark.core.terms import DatastreamKind, Flag

SECOND = 1_000_000
HOUR = 3600 * SECOND
RATE_UNITS: Mapping[str, str] = {"kW": "kWh", "m3/h": "m3", "Nm3/h": "Nm3"}  # canonical unit per hour -> amount

GAP_FACTOR = 1.5  # a reading later than one and a half steps after the last one leaves a gap
ROLLOVER_SHARE = 0.1  # a roll-over is believed when the amount over it is at most a tenth of the register
ROLLOVER_RATE = 3.0  # ... and it flowed at most three times as fast as anything else in the readings at hand

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Metering:
    """What the kernels need to know of a datastream whose values are amounts, or rates of amounts."""

    datastream: str
    kind: DatastreamKind
    unit: str  # of the amount
    origin: str
    step_s: int | None
    rollover: float | None

    @classmethod
    def of(cls, datastream: Datastream) -> Metering | None:
        """None for what cannot be added up over time: a temperature, a concentration, a power factor."""
        unit = datastream.canonical_unit
        if datastream.kind is DatastreamKind.MEASUREMENT:
            if unit not in RATE_UNITS:
                return None
            unit = RATE_UNITS[unit]
        return cls(datastream.id, datastream.kind, unit, datastream.origin.value, datastream.step_s, datastream.rollover)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Columns of equal length, ordered by start.

    Attributes
    ----------
    start, end
        Half-open, microseconds since 1970.
    amount
        In the unit of the metering; 0.0 where not known.
    known
        A valid reading stands behind the amount.
    covered
        Seconds of the piece that are measured: its length; 0 where unknown, where the amount is only known as the sum
        over a gap (``spread``), or where a single amount of unknown duration was given.
    spread
        The amount is known for a longer gap and was laid evenly over it: its course in time is modelled.
    """

    start: Times
    end: Times
    amount: Values
    known: Mask
    covered: Values
    spread: Mask


def by_datastream(table: pa.Table) -> dict[str, pa.Table]:
    """Rows of each datastream; without a copy where they stand together, as in the inputs of a task."""
    if not table.num_rows:
        return {}
    encoded = table["datastream"].combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes, names = encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()
    if np.any(np.diff(codes) < 0):
        return {name: table.filter(pc.equal(table["datastream"], name)) for name in names}
    edges = np.searchsorted(codes, np.arange(len(names) + 1)).tolist()
    return {name: table.slice(edges[i], edges[i + 1] - edges[i]) for i, name in enumerate(names)}


def readings_of(
    datastream: str, observations: pa.Table, flags: pa.Table, *, only_one: bool = False
) -> tuple[Times, Values, Mask]:
    """Return (times, values, valid) of one datastream, ordered by time; valid: present and not flagged BAD.

    ``only_one`` says that the tables hold nothing but this datastream.
    """
    rows, bad = observations, flags
    if not only_one:
        rows = rows.filter(pc.equal(rows["datastream"], datastream))
        bad = bad.filter(pc.equal(bad["datastream"], datastream))
    times = rows["phenomenon_time"].cast(pa.int64()).to_numpy()
    if times.size and np.any(np.diff(times) < 0):
        rows = rows.take(pa.array(np.argsort(times, kind="stable")))
        times = rows["phenomenon_time"].cast(pa.int64()).to_numpy()
    values = pc.fill_null(rows["value"], 0.0).to_numpy()
    valid = np.array(pc.is_valid(rows["value"]))
    bad = bad.filter(pc.equal(bad["flag"], int(Flag.BAD)))
    if bad.num_rows and times.size:
        when = bad["phenomenon_time"].cast(pa.int64()).to_numpy()
        row = np.minimum(np.searchsorted(times, when), times.size - 1)
        same = (times[row] == when) & (rows["revision"].to_numpy()[row] == bad["revision"].to_numpy())
        valid[row[same]] = False
    return times, values, valid


def pieces_of(metering: Metering, times: Times, values: Values, valid: Mask) -> Pieces:
    """Turn readings into pieces by the kind of the datastream; ``times`` ascending."""
    if metering.kind is DatastreamKind.TOTAL:
        return _totals(metering, times, values, valid)
    if metering.kind is DatastreamKind.MEASUREMENT:
        return _rates(metering, times, values, valid)
    return _registers(metering, times, values, valid)


def _totals(metering: Metering, times: Times, values: Values, valid: Mask) -> Pieces:
    """Each reading is the amount of the step that starts at it; without a step its duration is not known."""
    length = (metering.step_s or 0) * SECOND
    ends = times + max(length, 1)
    covered = np.where(valid, length / SECOND, 0.0)
    return Pieces(times, ends, np.where(valid, values, 0.0), valid, covered, np.zeros(times.size, np.bool_))


def _rates(metering: Metering, times: Times, values: Values, valid: Mask) -> Pieces:
    """Each reading holds for its step, or until the next reading (valid or not) where that comes a little later or earlier.

    Irregular readings (no step) hold until the next one, at most for an hour; the last one holds for nothing.
    """
    following = np.append(times[1:], times[-1:])
    gaps = following - times
    if metering.step_s is None:
        held = np.minimum(gaps, HOUR)
    else:
        step = metering.step_s * SECOND
        held = np.where(gaps <= GAP_FACTOR * step, gaps, step)
        held[-1:] = step
    seconds = held / SECOND
    amount = np.where(valid, values * seconds / 3600.0, 0.0)
    keep = held > 0
    covered = np.where(valid, seconds, 0.0)
    spread = np.zeros(times.size, np.bool_)
    return Pieces(times[keep], (times + held)[keep], amount[keep], valid[keep], covered[keep], spread[keep])


def _registers(metering: Metering, times: Times, values: Values, valid: Mask) -> Pieces:
    """Differences between valid readings of a register that only counts up.

    A fall is a roll-over where the register is known to roll over and the amount is believable, otherwise a reset or a
    replaced meter: what flowed between these two readings is unknown, never negative, never zero. Across a gap the sum
    is known and its course is not: it is spread evenly, covers no measured time and counts as modelled.
    """
    times, values = times[valid], values[valid]
    start, end = times[:-1], times[1:]
    seconds = (end - start) / SECOND
    amount = np.diff(values)
    fell = amount < 0
    if metering.rollover is not None and np.any(fell):
        wrapped = amount + metering.rollover
        ordinary = (amount[~fell] / seconds[~fell]).max(initial=0.0)
        believable = (wrapped >= 0) & (wrapped <= ROLLOVER_SHARE * metering.rollover)
        believable &= (wrapped <= ROLLOVER_RATE * ordinary * seconds) | (ordinary == 0.0)
        amount = np.where(fell & believable, wrapped, amount)
        fell = amount < 0
    gap = seconds > _longest_known_course(metering, seconds)
    covered = np.where(fell | gap, 0.0, seconds)
    return Pieces(start, end, np.where(fell, 0.0, amount), ~fell, covered, gap & ~fell)


def keeps_its_step(metering: Metering, seconds: Values) -> bool:
    """Whether amounts keep their own duration because it is longer than an hour: daily series, meters read by hand."""
    if metering.step_s is not None:
        return metering.step_s > 3600
    return metering.kind is DatastreamKind.TOTAL_INCREASING and bool(seconds.size) and bool(np.median(seconds) > 3600)


def _longest_known_course(metering: Metering, seconds: Values) -> float:
    """Seconds up to which a register's difference tells its course; infinite where it is not cut into hours anyway."""
    if keeps_its_step(metering, seconds):
        return np.inf
    return 3600.0 if metering.step_s is None else GAP_FACTOR * metering.step_s


def cut_at(pieces: Pieces, edges: Times) -> Pieces:
    """Cut pieces at the given moments (ascending); amounts and covered seconds are shared out by time."""
    inner = np.searchsorted(edges, pieces.end, side="left") - np.searchsorted(edges, pieces.start, side="right")
    if not np.any(inner > 0):
        return pieces
    origin = np.repeat(np.arange(inner.size), inner + 1)
    nth = np.arange(origin.size) - np.repeat(np.cumsum(inner + 1) - (inner + 1), inner + 1)
    edge = np.searchsorted(edges, pieces.start, side="right")[origin] + nth
    start = np.where(nth == 0, pieces.start[origin], edges[np.maximum(edge - 1, 0)])
    end = np.where(nth == inner[origin], pieces.end[origin], edges[np.minimum(edge, edges.size - 1)])
    share = (end - start) / (pieces.end - pieces.start)[origin]
    amount, covered = pieces.amount[origin] * share, pieces.covered[origin] * share
    return Pieces(start, end, amount, pieces.known[origin], covered, pieces.spread[origin])


def select(pieces: Pieces, rows: Mask) -> Pieces:
    """The pieces of the given rows."""
    return Pieces(
        pieces.start[rows], pieces.end[rows], pieces.amount[rows],
        pieces.known[rows], pieces.covered[rows], pieces.spread[rows],
    )  # fmt: skip
