"""What each datastream amounts to in each calendar month: the derived table ``amounts``, a sum of ``quantities``.

Accounts by month read this small table instead of a year of hours: a day that is added changes one month of it. A row of
``quantities`` that reaches into the next month counts there in proportion to time, as `ecopark.account.resources` has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.account.lineage import microseconds, moment, months_of, weakest
from ecopark.core.interval import Interval
from ecopark.core.observations import TIME

SECOND = 1_000_000

AMOUNTS = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("start", TIME, nullable=False),  # of the first row of quantities that went in
        pa.field("month", TIME, nullable=False),  # begin of the month that it counts for
        pa.field("quantity", pa.float64()),  # null if nothing valid
        pa.field("unit", pa.string(), nullable=False),
        pa.field("measured_s", pa.float64(), nullable=False),
        pa.field("known_until", TIME),  # end of the last row with an amount
        pa.field("origin", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Amount:
    """What one datastream measured in an interval: None when nothing valid, ``measured_s`` seconds of it covered."""

    quantity: float | None
    measured_s: float
    origin: str | None


class AmountsOf(Protocol):
    """Answers how much one datastream measured in an interval."""

    def of(self, datastream: str, interval: Interval) -> Amount: ...


def amounts_table(parts: Iterable[pa.Table], zone: ZoneInfo) -> pa.Table:
    """Sum ``quantities`` into months of the park; each part holds one datastream, ordered by start."""
    rows = [row for part in parts if part.num_rows for row in _months_of_one(part, zone)]
    return pa.Table.from_pylist(rows, schema=AMOUNTS)


def _months_of_one(quantities: pa.Table, zone: ZoneInfo) -> Iterator[dict[str, object]]:
    start = quantities["start"].cast(pa.int64()).to_numpy()
    end = start + quantities["step_s"].to_numpy().astype(np.int64) * SECOND
    known = np.asarray(pc.is_valid(quantities["quantity"]))
    quantity = pc.fill_null(quantities["quantity"], 0.0).to_numpy()
    measured = quantities["measured_s"].to_numpy()
    origin = quantities["origin"].combine_chunks()
    for month in months_of(Interval(moment(int(start.min())), moment(int(end.max()))), zone):
        first, last = microseconds(month.start), microseconds(month.end)
        at = np.flatnonzero((start < last) & (end > first))
        if not at.size:
            continue
        inside = np.minimum(end[at], last) - np.maximum(start[at], first)
        share, valid = inside / np.maximum(end[at] - start[at], 1), known[at]
        yield {
            "datastream": quantities["datastream"][0].as_py(),
            "start": _naive(int(start[at[0]])),
            "month": _naive(first),
            "quantity": float((quantity[at] * share)[valid].sum()) if valid.any() else None,
            "unit": quantities["unit"][0].as_py(),
            "measured_s": float((measured[at] * share).sum()),
            "known_until": _naive(int(end[at][valid].max())) if valid.any() else None,
            "origin": weakest(pc.unique(origin.take(pa.array(at[valid]))).to_pylist()),
        }


def _naive(us: int) -> datetime:
    return moment(us).replace(tzinfo=None)


class MonthlyAmounts:
    """The table ``amounts`` laid out for questions about whole months; parts of one month are added."""

    def __init__(self, amounts: pa.Table) -> None:
        self._rows: dict[tuple[str, int], list[tuple[float | None, float, str | None, int | None]]] = {}
        months = amounts["month"].cast(pa.int64()).to_pylist()
        until = amounts["known_until"].cast(pa.int64()).to_pylist()
        columns = (amounts[name].to_pylist() for name in ("datastream", "quantity", "measured_s", "origin"))
        for month, last, name, quantity, measured, origin in zip(months, until, *columns, strict=True):
            self._rows.setdefault((name, month), []).append((quantity, measured, origin, last))

    def of(self, datastream: str, interval: Interval) -> Amount:
        """``interval``: a month of the park, or its part up to the last amount known (see ``known_until``)."""
        parts = self._rows.get((datastream, microseconds(interval.start)), [])
        known = [quantity for quantity, _, _, _ in parts if quantity is not None]
        measured = sum(seconds for _, seconds, _, _ in parts)
        return Amount(sum(known) if known else None, measured, weakest(o for _, _, o, _ in parts if o is not None))

    def known_until(self, datastreams: Iterable[str], month: Interval) -> datetime | None:
        """End of the last amount that any of the datastreams knows in a month; None if there is none."""
        key = microseconds(month.start)
        ends = [last for name in datastreams for _, _, _, last in self._rows.get((name, key), ()) if last is not None]
        return min(moment(max(ends)), month.end) if ends else None
