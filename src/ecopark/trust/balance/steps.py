"""From the table ``quantities`` to a matrix of readings per step: hours, or days of the park.

A reading of a step counts where at least 95 % of the step is covered by valid readings; it is then scaled to the
whole step. Below that it is missing: nobody fills it in. A register that was silent for a while tells the amount of
the gap, so its hours inside the gap count, though their course is modelled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.interval import Interval
from ecopark.trust.balance.system import Index, Matrix

COVERED = 0.95
SECOND = 1_000_000
HOUR = 3600
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Steps:
    """Readings of T steps.

    ``edges`` (T + 1,) microseconds since 1970, ``values`` (T, k) amounts of a step (NaN: missing), ``origins`` (k,)
    the weakest origin of each meter's readings, ``day`` (T,) which day of the park each step belongs to, ``days``
    their starts.
    """

    edges: Index
    values: Matrix
    origins: tuple[str, ...]
    day: Index
    days: Index


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def read_steps(
    table: pa.Table, names: Sequence[str], registers: frozenset[str], step_s: int, answers: Interval, zone: ZoneInfo
) -> Steps:
    """Arrange rows of ``quantities`` in steps from the first to the last day that has any.

    Parameters
    ----------
    registers
        Those of ``names`` that count up: an hour of theirs without own readings is known from the gap around it.
    """
    starts = table["start"].cast(pa.int64()).to_numpy()
    first, last = microseconds(answers.start), microseconds(answers.end)
    if not starts.size:
        return Steps(np.zeros(1, np.int64), np.zeros((0, len(names))), ("",) * len(names), *(np.zeros(0, np.int64),) * 2)
    begin = max(first, int(starts.min()))
    end = min(last, int((starts + table["step_s"].cast(pa.int64()).to_numpy() * SECOND).max()))
    days = _days(begin, max(end, begin + 1), zone)
    edges = days if step_s > HOUR else np.arange(days[0], days[-1] + 1, HOUR * SECOND)
    values = np.full((edges.size - 1, len(names)), np.nan)
    origins = []
    codes = pc.index_in(table["datastream"], value_set=pa.array(list(names), pa.string()))
    codes = pc.fill_null(codes, -1).to_numpy()
    for column, name in enumerate(names):
        rows = np.flatnonzero(codes == column)
        own = table.take(pa.array(rows))
        values[:, column] = _amounts(own, edges, name in registers)
        origins.append(_weakest(own["origin"].unique().to_pylist()))
    day = np.searchsorted(days, edges[:-1], side="right") - 1
    return Steps(edges, values, tuple(origins), day, days[:-1])


def _days(begin: int, end: int, zone: ZoneInfo) -> Index:
    """Midnights of the park's zone around [begin, end)."""
    date = (_EPOCH + timedelta(microseconds=begin)).astimezone(zone).date()
    midnights: list[int] = []
    while not midnights or midnights[-1] < end:
        midnights.append(microseconds(datetime(date.year, date.month, date.day, tzinfo=zone)))
        date += timedelta(days=1)
    return np.array(midnights, np.int64)


def _amounts(rows: pa.Table, edges: Index, register: bool) -> npt.NDArray[np.float64]:
    start = rows["start"].cast(pa.int64()).to_numpy()
    length = rows["step_s"].cast(pa.int64()).to_numpy() * SECOND
    amount = np.where(rows["quantity"].is_valid().to_numpy(), pc.fill_null(rows["quantity"], 0.0).to_numpy(), np.nan)
    seconds = rows["measured_s"].to_numpy()
    slot = np.searchsorted(edges, start, side="right") - 1
    inside = (slot >= 0) & (slot < edges.size - 1) & np.isfinite(amount)
    inside[inside] &= (start + length)[inside] <= edges[
        slot[inside] + 1
    ]  # what crosses the edge of a step has no course in it
    if register:
        seconds = np.where(seconds == 0, length / SECOND, seconds)
    slot, size = slot[inside], edges.size - 1
    covered = np.bincount(slot, weights=seconds[inside], minlength=size) * SECOND / np.diff(edges)
    total = np.bincount(slot, weights=amount[inside], minlength=size)
    good = covered >= COVERED
    result: npt.NDArray[np.float64] = np.where(good, total / np.where(good, np.minimum(covered, 1.0), 1.0), np.nan)
    return result


_ORDER: Mapping[str, int] = {"measured": 0, "modelled": 1, "declared": 2, "synthetic": 3}


def _weakest(origins: Sequence[str]) -> str:
    return max(origins, key=lambda origin: _ORDER[origin], default="")


def weakest(origins: Sequence[str]) -> str:
    """The weakest of several origins; ``modelled`` where there is none."""
    return _weakest([origin for origin in origins if origin]) or "modelled"
