"""Electricity, water, wastewater, waste and fuel per firm, facility and park, for any interval.

Each amount is counted once, where it crosses the border (`ecopark.account.boundary`).

``measured_share`` is the share of the interval that valid readings cover, over all meters and unmetered edges of the line.
Rows of ``quantities`` that stick out of the interval (daily data) count in proportion to time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.account import messages  # noqa: F401  # makes the texts known
from ecopark.account.amounts import Amount, AmountsOf
from ecopark.account.boundary import Crossing, Direction, Level, Owner, crossings
from ecopark.account.lineage import microseconds, weakest
from ecopark.account.pieces import SECOND
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork

LONGEST_STEP = timedelta(days=62)  # the longest row of quantities that is looked for before an interval
_UNMETERED_UNITS = {"electricity": "kWh", "water": "m3", "wastewater": "m3", "waste": "t", "fuel": "t"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of ``quantities`` as columns; ``share`` is the part of each row that lies in the interval asked for."""

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    share: npt.NDArray[np.float64]
    quantity: npt.NDArray[np.float64]  # 0.0 where not known
    known: npt.NDArray[np.bool_]
    measured_s: npt.NDArray[np.float64]
    origin: npt.NDArray[np.object_]


class Amounts:
    """The table ``quantities`` laid out for questions: datastream and interval -> `Amount`."""

    def __init__(self, quantities: pa.Table) -> None:
        encoded = quantities["datastream"].combine_chunks().dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        codes, names = encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()
        start = quantities["start"].cast(pa.int64()).to_numpy()
        order = np.lexsort((start, codes))
        self._edges = np.searchsorted(codes[order], np.arange(len(names) + 1))
        self._row = {name: i for i, name in enumerate(names)}
        self._start = start[order]
        self._end = self._start + quantities["step_s"].to_numpy()[order].astype(np.int64) * SECOND
        self._known = np.array(pc.is_valid(quantities["quantity"]))[order]
        self._quantity = pc.fill_null(quantities["quantity"], 0.0).to_numpy()[order]
        self._measured = quantities["measured_s"].to_numpy()[order]
        self._origin = np.array(quantities["origin"].to_pylist(), dtype=object)[order]

    def rows(self, datastream: str, interval: Interval) -> Rows:
        """The rows of a datastream that reach into an interval."""
        first, last = microseconds(interval.start), microseconds(interval.end)
        at = self._rows(datastream, first, last)
        start, end = self._start[at], self._end[at]
        inside = np.clip(np.minimum(end, last) - np.maximum(start, first), 0, None)
        share = inside / np.maximum(end - start, 1)
        return Rows(start, end, share, self._quantity[at], self._known[at], self._measured[at], self._origin[at])

    def of(self, datastream: str, interval: Interval) -> Amount:
        rows = self.rows(datastream, interval)
        measured = float((rows.measured_s * rows.share).sum())
        if not rows.known.any():
            return Amount(None, measured, None)
        quantity = float((rows.quantity * rows.share)[rows.known].sum())
        return Amount(quantity, measured, weakest(set(rows.origin[rows.known].tolist())))

    def _rows(self, datastream: str, first: int, last: int) -> npt.NDArray[np.int64]:
        number = self._row.get(datastream)
        if number is None:
            return np.zeros(0, np.int64)
        low, high = self._edges[number], self._edges[number + 1]
        begin = low + np.searchsorted(self._start[low:high], first - int(LONGEST_STEP.total_seconds()) * SECOND)
        stop = low + np.searchsorted(self._start[low:high], last)
        rows = np.arange(begin, stop)
        return np.asarray(rows[self._end[rows] > first], np.int64)


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """One resource over one border in one direction in an interval.

    Attributes
    ----------
    quantity
        None when nothing valid is known; otherwise what was measured, not extrapolated to the rest of the interval.
    parts
        Source id -> signed standard uncertainty in ``unit``.
    """

    owner: Owner
    interval: Interval
    resource: str
    direction: Direction
    substance: str
    local: bool
    quantity: float | None
    unit: str
    measured_share: float
    origin: str | None
    datastreams: tuple[str, ...]
    unmetered: tuple[str, ...]
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def estimate(self) -> Estimate | None:
        return None if self.quantity is None else Estimate(self.quantity, self.unit, self.parts)


def totals(
    quantities: pa.Table | Amounts, network: FlowNetwork, interval: Interval, by: Level = "firm"
) -> tuple[ResourceLine, ...]:
    """What crossed the borders of every firm, facility or the park in any interval.

    ``quantities`` is the derived table, cut to what the caller may see: lines whose meters are not in it come out as
    not known. Lines of the park's own nodes (no firm) come along at the levels ``firm`` and ``facility``.
    """
    amounts = quantities if isinstance(quantities, Amounts) else Amounts(quantities)
    return tuple(line_of(crossing, amounts, interval) for crossing in crossings(network, by))


def line_of(crossing: Crossing, amounts: AmountsOf, interval: Interval) -> ResourceLine:
    """One crossing in one interval."""
    found = {name: amounts.of(name, interval) for name in crossing.datastreams}
    known = {name: amount.quantity for name, amount in found.items() if amount.quantity is not None}
    parts: dict[str, float] = {}
    for name, (source, relative) in zip(crossing.datastreams, crossing.sources, strict=True):
        if name in known:
            parts[source] = parts.get(source, 0.0) + relative * known[name]
    seen = sum(min(amount.measured_s, interval.seconds) for amount in found.values())
    places = len(crossing.datastreams) + len(crossing.unmetered)
    return ResourceLine(
        owner=crossing.owner,
        interval=interval,
        resource=crossing.resource,
        direction=crossing.direction,
        substance=crossing.substance,
        local=crossing.local,
        quantity=math.fsum(known.values()) if known else None,
        unit=crossing.unit or _UNMETERED_UNITS[crossing.resource],
        measured_share=seen / (places * interval.seconds),
        origin=weakest(amount.origin for amount in found.values() if amount.origin),
        datastreams=crossing.datastreams,
        unmetered=crossing.unmetered,
        parts=parts,
    )


def consumption(lines: Iterable[ResourceLine], resource: str, unit: str) -> Estimate | None:
    """In + generated - out of one resource over the given lines of one border; None when a part of it is not known."""
    terms = []
    for line in lines:
        if line.resource == resource:
            if line.estimate is None:
                return None
            terms.append(line.estimate * (-1.0 if line.direction == "out" else 1.0))
    return total(terms, unit) if terms else None
