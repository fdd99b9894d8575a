"""Digital projects: a score only from verified reduction, net of what they use themselves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.account.measures.digital import DigitalProject, OwnUse, read_project, score
from ecopark.account.measures.records import Measure, Status
from ecopark.account.measures.splits import Bounds, Entry, Verified
from ecopark.core.errors import InputError

TODAY = date(2025, 12, 31)
SAVING = {"electricity_kwh": Bounds(50_000.0, 40_000.0, 60_000.0), "tco2e": Bounds(33.0, 26.0, 40.0)}


def entry(holds: bool = True, name: str = "m") -> Entry:
    measure = Measure(
        id=name, firm="steel", name="furnace control", kind="energy", installed_on=date(2024, 1, 1), status=Status.INSTALLED
    )
    judged = Verified(holds, "electricity_kwh", date(2024, 1, 1), date(2024, 12, 31), SAVING if holds else {}, SAVING)
    return Entry(measure, "C24", judged)


PROJECT = DigitalProject(id="d", firm="steel", name="control", cost_vnd=500e6, lifetime_years=5.0, measures=("m",))
OWN = OwnUse(Bounds(1_000.0, 800.0, 1_200.0), "measured")


def test_score__verified_reduction_per_cost_and_per_own_kwh_net_of_own_use() -> None:
    found = score(PROJECT, {"m": entry()}, OWN, 0.00066, TODAY)
    assert found.scored
    assert found.net_kwh == Bounds(49_000.0, 38_800.0, 59_200.0)
    assert found.kwh_per_million_vnd.value == pytest.approx(49_000 * 5 / 500)
    assert found.kwh_per_own_kwh.value == pytest.approx(50.0)
    assert found.net_tco2e.value == pytest.approx(33.0 - 0.66)
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("project", "register", "own", "code"),
    [
        (PROJECT, {"m": entry(holds=False)}, OWN, "account.project.nothing_verified"),
        (PROJECT, {}, OWN, "account.project.nothing_verified"),
        (DigitalProject(id="d", firm=None, name="screen", cost_vnd=1e9), {"m": entry()}, OWN, "account.project.no_measures"),
        (PROJECT, {"m": entry()}, None, "account.project.no_own_use"),
        (PROJECT, {"m": entry()}, OwnUse(Bounds(90_000.0), "declared"), "account.project.not_net"),
    ],
    ids=["not proved", "unknown measure", "present only", "own use unknown", "uses more than it saves"],
)
def test_score__none_and_what_would_give_one(project, register, own, code) -> None:
    found = score(project, register, own, 0.00066, TODAY)
    assert not found.scored
    assert code in [reason.id for reason in found.reasons]
    assert all(reason.render("vi") != reason.render("en") for reason in found.reasons)


@given(st.floats(0.1, 1e6), st.floats(0, 1e6), st.floats(1, 1e12))
def test_score__more_own_use_never_helps(own, more, cost) -> None:
    project = DigitalProject(id="d", firm="steel", name="x", cost_vnd=cost, measures=("m",))
    less = score(project, {"m": entry()}, OwnUse(Bounds(own), "declared"), 0.0, TODAY)
    worse = score(project, {"m": entry()}, OwnUse(Bounds(own + more), "declared"), 0.0, TODAY)
    if worse.scored:
        assert less.scored
        assert worse.kwh_per_own_kwh.value <= less.kwh_per_own_kwh.value
        assert worse.kwh_per_million_vnd.value <= less.kwh_per_million_vnd.value


def test_read_project__a_meter_or_a_declaration_never_both() -> None:
    assert read_project("d", PROJECT.content()) == PROJECT
    with pytest.raises(InputError) as both:
        read_project("d", {"name": "x", "own_meter": "a", "own_kwh_per_year": 3})
    assert both.value.code == "account.project.two_own"
