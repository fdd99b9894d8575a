"""A caller sees of a group of datastreams only those that are the caller's to see."""

from __future__ import annotations

import pyarrow as pa

from ecopark.engine.embedded.others import within_group


def test_within_group__keeps_rows_and_order_and_names_nobody_else():
    table = pa.table({"datastream": ["a.1", "a.2"], "group": [["a.1", "b.1", "a.2"], None], "month": [1, 2]})
    cut = within_group(table, {"a.1", "a.2"})
    assert cut.column_names == table.column_names
    assert cut["group"].to_pylist() == [["a.1", "a.2"], []]
    assert cut["month"].to_pylist() == [1, 2]
