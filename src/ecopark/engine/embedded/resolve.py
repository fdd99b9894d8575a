"""Exactly once by (datastream, phenomenon_time, revision): what is new, what was said before, what is restated.

Readings of one (datastream, phenomenon_time) are compared in the order in which they were recorded: the same value
(bit for bit), reason and status as the reading before is a duplicate and is dropped; anything else is the next
revision. A value that returns to what it was two revisions ago is therefore a revision too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecopark.engine.embedded.ledger import PART_BITS
from ecopark.engine.embedded.rows import CURRENT, Ints, Rows, concat, constant, run_starts, sort_order


@dataclass(frozen=True, slots=True)
class Resolved:
    """``kept`` per new row; ``revision`` of the kept ones; old rows (positions) that have got a next revision."""

    kept: npt.NDArray[np.bool_]
    revision: npt.NDArray[np.uint16]
    restated_old: Ints


def resolve(old: Rows | None, new: Rows) -> Resolved:
    """Compare new rows (sorted; ties in order of arrival) with the old rows of the same datastreams (all revisions)."""
    rows = new if old is None or not len(old) else concat([old, new])
    before = len(rows) - len(new)
    code, time, order = rows.code, rows.time, np.empty(0, np.int64)
    if before:
        order = sort_order(rows.code, rows.time, len(rows.names))
        code, time = np.take(rows.code, order), np.take(rows.time, order)
    again = np.zeros(len(rows), np.bool_)  # same datastream and time as the row before
    again[1:] = (code[1:] == code[:-1]) & (time[1:] == time[:-1])
    if not again.any():
        nothing = np.zeros(len(new), np.uint16)
        return Resolved(np.ones(len(new), np.bool_), nothing, np.empty(0, np.int64))
    order = order if before else np.arange(len(rows))
    same = again & _same_content(rows, order)
    kept = ~same
    counted = np.cumsum(kept)
    starts = np.flatnonzero(~again)
    revision: Ints = counted - np.repeat(counted[starts], np.diff(np.append(starts, len(rows))))
    kept_at = np.flatnonzero(kept)
    has_next = np.zeros(len(kept_at), np.bool_)
    has_next[:-1] = again[kept_at[1:]]
    restated = order[kept_at[has_next & (order[kept_at] < before)]]
    is_new = order >= before
    place = order[is_new] - before
    kept_new = np.empty(len(new), np.bool_)
    revision_new = np.empty(len(new), np.uint16)
    kept_new[place], revision_new[place] = kept[is_new], revision[is_new]
    until_now_current = np.take(rows.superseded, restated) == CURRENT
    return Resolved(kept_new, revision_new, restated[until_now_current])


def _same_content(rows: Rows, order: Ints) -> npt.NDArray[np.bool_]:
    same = np.zeros(len(order), np.bool_)
    same[1:] = True
    for column in (rows.value.view(np.int64), rows.reason, rows.status):
        values = np.take(column, order)
        same[1:] &= values[1:] == values[:-1]
    return same


def mark_superseded(rows: Rows) -> None:
    """In rows sorted by (datastream, time, revision), say for each which batch brought its next revision."""
    followed = np.flatnonzero((rows.code[1:] == rows.code[:-1]) & (rows.time[1:] == rows.time[:-1]))
    if not len(followed):
        rows.superseded = constant(CURRENT, len(rows), np.int64)
        return
    rows.superseded = np.zeros(len(rows), np.int64)
    rows.superseded[followed] = rows.batch[followed + 1]


def late_rows(rows: Rows, known_until: Ints, earliest_after: Ints) -> npt.NDArray[np.bool_]:
    """Which sorted rows came after a later reading of their datastream.

    Parameters
    ----------
    known_until
        Per code the latest phenomenon_time in the lake before these rows.
    earliest_after
        Per code the first batch among these readings (its number in its part) with a phenomenon_time after all of
        ``rows``; updated.
    """
    late = rows.time < known_until[rows.code]
    span = np.int64(1) << PART_BITS  # more than a part will have batches: the minimum starts anew at each datastream
    batch = rows.batch & (span - 1)
    starts = run_starts(rows.code)
    ends = np.append(starts[1:], len(rows)) - 1
    codes = rows.code[starts]
    in_order = (batch[1:] >= batch[:-1]) | (rows.code[1:] != rows.code[:-1])
    if in_order.all() and not (earliest_after[codes] < batch[ends]).any():
        earliest_after[codes] = batch[starts]
        return late
    lifted = batch + rows.code.astype(np.int64) * span
    after = np.empty(len(rows), np.int64)
    after[:-1] = lifted[1:]
    after[ends] = codes * span + earliest_after[codes]
    earliest = np.minimum.accumulate(after[::-1])[::-1]
    late |= earliest < lifted
    earliest_after[codes] = np.minimum(earliest[starts], lifted[starts]) - codes * span
    return late
