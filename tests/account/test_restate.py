import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.account.account_park import HOURS, full_march, hourly, run, small_park, table

from ecopark.account.inventory import inventory_flow
from ecopark.account.resource_lines import resources_flow
from ecopark.account.restate import DIFFERENCES, difference, why_message
from ecopark.core.errors import StateError
from ecopark.core.messages import known_messages
from ecopark.rules.load import load_packs

BOOK = load_packs()


def inventory(quantities, report="AR5"):
    network = small_park()
    return run(inventory_flow(BOOK, network, report), network, quantities)


def changed(lines, month_rows):
    return pa.Table.from_pylist(month_rows, schema=lines.schema)


LINES = inventory(table(hourly("plating.e", 50, hours=1)))


def test_difference__the_same_version_has_none():
    lines = inventory(full_march())
    assert difference(lines, lines).num_rows == 0
    assert difference(lines, lines).schema == DIFFERENCES


def test_difference__late_readings_change_the_activity():
    before = inventory(table(hourly("plating.e", 50, missing=24)))
    after = inventory(table(hourly("plating.e", 50)))
    rows = [r for r in difference(before, after).to_pylist() if r["firm"] == "plating" and r["old"] is not None]
    (row,) = rows
    assert row["change"] == "changed"
    assert row["why"] == ["activity", "data"]
    assert row["delta"] == pytest.approx(50 * 24 / 1000 * 0.6592)
    assert row["unit"] == "tCO2e"


def test_difference__another_gwp_report_changes_methane_and_nitrous_oxide():
    rows = difference(inventory(full_march()), inventory(full_march(), "AR6")).to_pylist()
    by_gas = {r["key"].split('"gas": "')[1].split('"')[0]: r for r in rows}
    assert by_gas["N2O"]["delta"] == pytest.approx(0.043 * 0.6 * (273 - 265) / 1000)
    assert by_gas["CH4"]["delta"] == pytest.approx(0.043 * 3 * (27.9 - 28) / 1000)
    assert by_gas["CO2"]["delta"] == 0
    assert "gwp" in by_gas["CO2"]["why"]


def test_difference__added_and_removed_lines_are_named():
    lines = inventory(full_march())
    rows = lines.to_pylist()
    fewer = changed(lines, rows[1:])
    (removed,) = difference(lines, fewer).to_pylist()
    (added,) = difference(fewer, lines).to_pylist()
    assert (removed["change"], added["change"]) == ("removed", "added")
    assert removed["delta"] == -rows[0]["emission_tco2e"]
    assert removed["new"] is None


def test_difference__a_line_that_stands_twice_is_refused():
    lines = inventory(full_march())
    with pytest.raises(StateError) as caught:
        difference(pa.concat_tables([lines, lines]), lines)
    assert caught.value.code == "account.restate.key_twice"


def test_difference__resource_lines_too():
    network = small_park()
    before = run(resources_flow(network), network, table(hourly("plating.s", 2, "m3")))
    after = run(resources_flow(network), network, table(hourly("plating.s", 3, "m3")))
    (row,) = (r for r in difference(before, after).to_pylist() if r["firm"] == "plating")
    assert row["delta"] == pytest.approx(HOURS)
    assert row["unit"] == "m3"


@settings(deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.floats(0, 1e6)), st.one_of(st.none(), st.floats(0, 1e6)),
                          st.sampled_from(["both", "old", "new"])), max_size=20))  # fmt: skip
def test_difference__deltas_add_up_to_the_difference_of_the_sums(changes):
    template, schema = LINES.to_pylist()[0], LINES.schema
    old = [{**template, "id": str(i), "emission_tco2e": a} for i, (a, _, where) in enumerate(changes) if where != "new"]
    new = [{**template, "id": str(i), "emission_tco2e": b} for i, (_, b, where) in enumerate(changes) if where != "old"]
    rows = difference(pa.Table.from_pylist(old, schema=schema), pa.Table.from_pylist(new, schema=schema)).to_pylist()
    total = sum(r["emission_tco2e"] or 0 for r in new) - sum(r["emission_tco2e"] or 0 for r in old)
    assert sum(r["delta"] or 0 for r in rows) == pytest.approx(total, abs=1e-6)


def test_why_message__every_cause_has_a_text():
    for cause in ("activity", "factor", "gwp", "price", "data", "verification", "reason", "rules"):
        assert why_message(cause).id in known_messages()
