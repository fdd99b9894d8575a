"""The plain export holds what the snapshot answers."""

import pyarrow.parquet as pq
from tests.engine.engine_park import Clock, small_network, times

from ecopark.core.observations import OBSERVATIONS, readings_table
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.engine.export import export_observations
from ecopark.engine.store import Store


def test_export_observations__only_what_is_yours_as_plain_columns(tmp_path):
    with Store.open(tmp_path / "data", clock=Clock(), network=small_network()) as store:
        for name in ("a.0", "b.0"):
            store.append(readings_table(name, times(3), [0.1, None, -2.5]), source="test")
        store.compact()
        firm_a = Scope(Role.FIRM, "an", frozenset({"a"}))
        assert export_observations(store.snapshot(), firm_a, tmp_path / "a.parquet") == 3
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.column_names == OBSERVATIONS.names
    assert table.column("datastream").to_pylist() == ["a.0"] * 3
    assert table.column("value").to_pylist() == [0.1, None, -2.5]
