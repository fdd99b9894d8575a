"""Rows that name datastreams of several owners: who sees the main one does not see the others, nor what is said about
them.
"""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa

import ecopark.core.scope  # noqa: F401 - the text of WITHHELD

WITHHELD = "core.scope.partly_theirs"


def without_others(table: pa.Table, seen: Collection[str]) -> pa.Table:
    """Findings, cut: where one of ``others`` is not in ``seen``, its name, the parameters and the evidence are withheld.

    The row stays, with message ``core.scope.partly_theirs``: that there is a finding about one's own is one's own.
    """
    rows = table.to_pylist()
    for row in rows:
        kept = [other for other in row["others"] or () if other in seen]
        if len(kept) < len(row["others"] or ()):
            row.update(others=kept, message_id=WITHHELD, params="{}", evidence="{}")
    return pa.Table.from_pylist(rows, schema=table.schema)


def within_group(table: pa.Table, seen: Collection[str]) -> pa.Table:
    """Rows with a ``group`` of datastreams, cut to those in ``seen``: whose the others are is not the caller's."""
    groups = [[name for name in group or () if name in seen] for group in table["group"].to_pylist()]
    place = table.schema.get_field_index("group")
    return table.set_column(place, table.schema.field(place), pa.array(groups, table.schema.field(place).type))
