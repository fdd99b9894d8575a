import pytest

from ecopark.account.crosswalk import ISO_OF_SCOPE_3
from ecopark.account.scope3 import Scope3Line, State, states
from ecopark.core.errors import InputError


def line(name="s1", firm="steel", **changes):
    content = {"category": 1, "year": 2025, "method": "spend", "what": "bao bì", "activity": 1_000_000_000, "unit": "VND",
               "factor": 0.00002, "factor_unit": "kg/VND", "factor_source": "bảng IO", "factor_year": 2022,
               "evidence": "sổ cái 2025"}  # fmt: skip
    return Scope3Line.of(name, firm, {**content, **changes})


def test_scope3__spend_times_factor_is_screening():
    assert line().tco2e == pytest.approx(20.0)
    (first, *rest) = states([line()], 2025)
    assert (first.state, first.quality, first.iso_category) == (State.ASSESSED, "screening", 4)
    assert first.emission.relative_uncertainty == pytest.approx(1.0 / 1.96)
    assert {s.state for s in rest} == {State.NOT_ASSESSED}
    assert all(s.emission is None for s in rest)


def test_scope3__all_fifteen_are_there_whatever_was_said():
    assert [s.category for s in states([], 2025)] == list(range(1, 16))
    assert set(ISO_OF_SCOPE_3.values()) == {3, 4, 5}


def test_scope3__activity_in_another_unit_is_converted_and_money_is_not():
    freight = line(category=4, method="activity", activity=1500, unit="kg", factor=100, factor_unit="kg/t")
    assert freight.tco2e == pytest.approx(0.15)
    with pytest.raises(InputError) as caught:
        line(unit="USD")
    assert caught.value.code == "account.scope3.bad_field"
    assert caught.value.params["expected"] == "kg/USD"


def test_scope3__not_relevant_needs_its_reason_and_is_not_zero():
    with pytest.raises(InputError) as caught:
        line(category=14, state="not_relevant")
    assert caught.value.params["field"] == "reason"
    said = line(category=14, state="not_relevant", reason="không nhượng quyền")
    state = states([said], 2025)[13]
    assert (state.state, state.emission) == (State.NOT_RELEVANT, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("category", 16), ("year", 25), ("method", "guess"), ("activity", -1), ("factor", "x"), ("factor_unit", "kg"),
     ("factor_source", ""), ("factor_year", ""), ("evidence", ""), ("state", "perhaps")],
)  # fmt: skip
def test_scope3__what_cannot_be_taken_names_its_field(field, value):
    with pytest.raises(InputError) as caught:
        line(**{field: value})
    assert caught.value.params["field"] == field
    assert caught.value.render("vi") != caught.value.render("en")


def test_scope3__lines_of_one_factor_are_correlated_and_other_years_and_firms_stay_out():
    both = states([line("a"), line("b")], 2025)[0].emission
    assert both.relative_uncertainty == pytest.approx(1.0 / 1.96)
    assert states([line(year=2024)], 2025)[0].state is State.NOT_ASSESSED
    assert states([line(firm="plating")], 2025, "steel")[0].state is State.NOT_ASSESSED
