"""Recalculation of a base year: changes by cause, policy, and warming potentials that are never mixed."""

import pyarrow as pa
import pytest
from tests.account.account_park import MARCH, full_march, run, small_park

from ecopark.account.base_year import Policy, recalculation
from ecopark.account.declarations import Declaration
from ecopark.account.inventory import inventory_flow
from ecopark.account.own_factors import OwnFactor
from ecopark.account.restate import difference
from ecopark.core.errors import RuleError
from ecopark.rules.load import load_packs

BOOK = load_packs()
POLICY = Policy(2025, 0.05)
COAL = {"category": "fuel", "substance": "anthracite", "activity": 10, "unit": "t", "first_day": "2025-03-01",
        "last_day": "2025-03-31", "evidence": "x"}  # fmt: skip
OWN = {
    "category": "stationary_combustion",
    "substance": "anthracite",
    "gas": "CO2",
    "value": 96_000,
    "unit": "kg/TJ",
    "valid_from": "2025-01-01",
    "document": "x",
    "approved_by": "y",
    "approved_on": "2024-12-20",
    "state": "accepted",
}


def lines(report="AR5", own=(), **changes):
    declared = Declaration.of("coal", "plating", {**COAL, **changes})
    flow = inventory_flow(BOOK, small_park(), report, [declared], own_factors=own)
    return run(flow, small_park(), full_march(), MARCH)


def test_recalculation__nothing_changed_is_below_every_threshold():
    found = recalculation(lines(), lines(), POLICY)
    assert (found.share, found.due) == (0.0, False)
    assert found.old == found.new


def test_recalculation__a_change_of_activity_is_named_and_measured():
    found = recalculation(lines(), lines(activity=20), POLICY)
    coal = 10 * 0.0267 * (98.3 + 0.01 * 28 + 0.0015 * 265)
    assert found.by_cause["activity"] == pytest.approx(coal)
    assert found.new - found.old == pytest.approx(sum(found.by_cause.values()))
    assert found.due


def test_recalculation__a_factor_of_the_firms_own_is_a_change_of_factor():
    found = recalculation(lines(), lines(own=[OwnFactor.of("a", "plating", OWN, 1)]), POLICY)
    assert found.by_cause["factor"] == pytest.approx(10 * 0.0267 * (96.0 - 98.3))
    assert found.by_cause["activity"] == 0
    assert not found.due


def test_recalculation__other_warming_potentials_are_always_due():
    found = recalculation(lines("AR4"), lines("AR5"), POLICY)
    assert found.due
    assert found.by_cause["gwp"] != 0
    assert found.said.id == "account.base_year.gwp_differs"
    assert "AR4" in found.said.render("vi")


def test_recalculation__errors_that_cancel_still_count():
    old, new = lines(), lines()
    steel = [r for r in new.to_pylist() if r["emission_tco2e"]]
    up, down = sorted(steel, key=lambda r: -r["emission_tco2e"])[:2]
    shift = down["emission_tco2e"] * 0.9
    changed = []
    for row in new.to_pylist():
        sign = 1 if row["id"] == up["id"] else -1 if row["id"] == down["id"] else 0
        emission = row["emission_tco2e"]
        changed.append({**row, "emission_tco2e": emission + sign * shift if sign else emission})
    found = recalculation(old, pa.Table.from_pylist(changed, schema=new.schema), POLICY)
    assert found.new == pytest.approx(found.old)
    assert found.due


def test_restatement__a_version_that_mixes_potentials_is_refused():
    mixed = pa.concat_tables([lines("AR4"), lines("AR5").filter(pa.array([False] * lines("AR5").num_rows))])
    both = pa.Table.from_pylist([*lines("AR4").to_pylist()[:1], *lines("AR5").to_pylist()[1:]], schema=mixed.schema)
    for compare in (difference, lambda a, b: recalculation(a, b, POLICY)):
        with pytest.raises(RuleError) as caught:
            compare(both, lines())
        assert caught.value.code in ("account.restate.mixed", "account.gwp.mixed")
