"""Two versions of the flags side by side: which readings were doubted anew, cleared, or are doubted for other reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.observations import TIME
from ecopark.core.terms import Flag
from ecopark.trust.checks.registry import checks_of

DIFFERENCE = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("phenomenon_time", TIME, nullable=False),
        pa.field("revision", pa.uint16(), nullable=False),
        pa.field("change", pa.string(), nullable=False),  # flagged | cleared | other_level | other_reason
        pa.field("flag_before", pa.uint8(), nullable=False),  # Flag; GOOD where there was no row
        pa.field("flag_after", pa.uint8(), nullable=False),
        pa.field("tests_before", pa.uint32(), nullable=False),
        pa.field("tests_after", pa.uint32(), nullable=False),
    ]
)
_KEY = ["datastream", "phenomenon_time", "revision"]


@dataclass(frozen=True, slots=True)
class Difference:
    """``rows`` as in ``DIFFERENCE``; ``changes`` counts them by change; ``checks``: code -> readings (added, taken away)."""

    rows: pa.Table
    changes: Mapping[str, int]
    checks: Mapping[str, tuple[int, int]]


def flag_difference(before: pa.Table, after: pa.Table) -> Difference:
    """Compare two ``FLAGS`` tables of the same readings; a reading without a row is good in that version.

    Parameters
    ----------
    before, after
        ``FLAGS`` rows of two versions, of the same datastreams and interval, in any order.
    """
    old, new = (table.select([*_KEY, "flag", "tests"]).rename_columns([*_KEY, f"flag_{side}", f"tests_{side}"])
                for table, side in ((before, "before"), (after, "after")))  # fmt: skip
    joined = old.join(new, keys=_KEY, join_type="full outer").combine_chunks()
    columns = {}
    for name in ("flag_before", "flag_after", "tests_before", "tests_after"):
        nothing = int(Flag.GOOD) if name.startswith("flag") else 0
        columns[name] = pc.fill_null(joined[name], pa.scalar(nothing, joined[name].type)).to_numpy()
    change = np.full(len(joined), "same", dtype="<U12")
    change[columns["tests_before"] != columns["tests_after"]] = "other_reason"
    change[columns["flag_before"] != columns["flag_after"]] = "other_level"
    change[(columns["tests_before"] == 0) & (columns["tests_after"] != 0)] = "flagged"
    change[(columns["tests_before"] != 0) & (columns["tests_after"] == 0)] = "cleared"
    named = {
        **{key: joined[key] for key in _KEY},
        "change": pa.array(change),
        **{n: pa.array(c) for n, c in columns.items()},
    }
    rows = pa.table([named[field.name] for field in DIFFERENCE], names=DIFFERENCE.names).cast(DIFFERENCE)
    rows = rows.filter(pc.not_equal(rows["change"], "same")).sort_by([(key, "ascending") for key in _KEY])
    return Difference(rows, dict(Counter(rows["change"].to_pylist())), _by_check(rows))


def _by_check(rows: pa.Table) -> dict[str, tuple[int, int]]:
    before, after = rows["tests_before"].to_numpy(), rows["tests_after"].to_numpy()
    found = {}
    every = int(np.bitwise_or.reduce(before | after)) if len(before) else 0
    for check in checks_of(every):
        mask = np.uint32(check.mask)
        added, gone = ((after & mask) & ~(before & mask)) != 0, ((before & mask) & ~(after & mask)) != 0
        if added.any() or gone.any():
            found[check.code] = int(np.count_nonzero(added)), int(np.count_nonzero(gone))
    return found
