"""No published cell reveals a single firm, and no difference of published cells does."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.network.sharing.disclosure import Rule, change, refusal_of_change, refusal_of_total
from ecopark.network.sharing.figures import Figure
from ecopark.network.sharing.policy import HubGrant, SharingPolicy, check_policy
from ecopark.network.sharing.table import Consent, decide, shared_table

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONTH = datetime(2026, 1, 31, 17)
DAY, NEXT_DAY = datetime(2026, 1, 31, 17), datetime(2026, 2, 1, 17)
POLICY = SharingPolicy(hubs=(HubGrant("hub", ("energy",), "day"), HubGrant("other", ("energy",))), significant_digits=9)
firms = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 1000).map(float), max_size=7)


def figure(parts, *, step="month", start=MONTH):
    return Figure("energy", "electricity.in", step, start, float(sum(parts.values())), "kWh", firms=parts)


def run(figures, consents=(), memory=None, policy=POLICY):
    made = decide(figures, policy, consents, memory or {}, "park", ZONE)
    return made, {hub: shared_table(made, policy, hub, consents).to_pylist() for hub in ("hub", "other")}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"a": 50.0, "b": 50.0}, "too_few_firms"),
        ({"a": 50.0, "b": 50.0, "c": 0.0}, "too_few_firms"),
        ({"a": 80.0, "b": 10.0, "c": 10.0}, "dominated"),
        ({"a": 60.0, "b": 39.0, "c": 1.0}, "p_percent"),
        ({}, "firms_unknown"),
        ({"a": 60.0, "b": 30.0, "c": 10.0}, None),
    ],
)
def test_refusal_of_total__names_the_rule(parts, reason):
    found = refusal_of_total(parts, (), Rule())
    assert (found.id if found else None) == (f"network.sharing.{reason}" if reason else None)


@given(parts=firms, named=st.sets(st.sampled_from("abcdefg")))
@settings(max_examples=150, deadline=None)
def test_refusal_of_total__a_permitted_rest_hides_every_firm(parts, named):
    """Nobody, not even a contributing firm, learns another unnamed firm's figure to within 10 %."""
    if refusal_of_total(parts, named, Rule()) is not None:
        return
    rest = {firm: value for firm, value in parts.items() if firm not in named and value}
    assert not rest or len(rest) >= 3
    for who, whose in itertools.permutations(rest, 2):
        most = sum(rest.values()) - rest[who]  # what `who` knows of `whose`: no more than this
        assert most >= rest[whose] * 1.1 * (1 - 1e-9)
    assert all(value < 0.8 * sum(rest.values()) for value in rest.values())


@given(parts=firms, later=firms, consenting=st.sets(st.sampled_from("abcdefg"), max_size=4))
@settings(max_examples=150, deadline=None)
def test_decide__published_cells_and_their_differences_hide_every_unnamed_firm(parts, later, consenting):
    """First without consents, then with some and other figures: whatever is published, over both hubs and both times."""
    first, before = run([figure(parts)])
    consents = [Consent(firm, "hub", ("energy",)) for firm in sorted(consenting)]
    _, after = run([figure(later)], consents, first.memory)
    versions, told = [], set()
    if before["hub"][0]["state"] == "published":
        versions.append(parts)
    for rows in after.values():
        total = next(row for row in rows if row["firm"] is None)
        if total["state"] == "published" and total["reason"] is None:
            assert total["value"] == pytest.approx(sum(later.values()))
            versions.append(later)
        told |= {row["firm"] for row in rows if row["firm"] is not None and row["state"] == "published"}
    for version in versions:
        rest = {f: v for f, v in version.items() if f not in told and v}
        assert not rest or Rule().refusal(rest) is None
    for old, new in itertools.combinations(versions, 2):
        moved = {f: v for f, v in change(old, new).items() if f not in told}
        assert not moved or Rule().refusal(moved) is None


@given(day=firms, following=firms)
@settings(max_examples=80, deadline=None)
def test_decide__month_minus_days_tells_nothing(day, following):
    whole = {f: day.get(f, 0.0) + following.get(f, 0.0) for f in {*day, *following}}
    _, tables = run([figure(whole), figure(day, step="day", start=DAY), figure(following, step="day", start=NEXT_DAY)])
    rows = tables["hub"]
    month = next(row for row in rows if row["step"] == "month")
    states = {row["state"] for row in rows if row["step"] == "day"}
    assert states in ({"published"}, {"withheld"})
    if states == {"published"}:
        assert month["state"] == "published"
        assert all(Rule().refusal(cell) is None for cell in (day, following, whole))
    assert all(row["step"] == "month" for row in tables["other"])  # this hub gets months only


def test_decide__a_firm_that_comes_late_does_not_show_in_the_difference():
    base = {"a": 60.0, "b": 50.0, "c": 40.0}
    first, tables = run([figure(base)])
    assert tables["hub"][0]["value"] == 150.0
    second, tables = run([figure({**base, "d": 30.0})], memory=first.memory)
    assert (tables["hub"][0]["value"], tables["hub"][0]["reason"]) == (150.0, "network.sharing.restatement_held")
    everybody = {"a": 66.0, "b": 55.0, "c": 45.0, "d": 35.0}
    _, tables = run([figure(everybody)], memory=second.memory)
    assert (tables["hub"][0]["value"], tables["hub"][0]["reason"]) == (201.0, None)


def test_shared_table__a_firm_is_named_to_the_hub_it_allowed_and_to_no_other():
    parts = {"a": 60.0, "b": 50.0, "c": 40.0, "d": 30.0}
    consent = [Consent("a", "hub", ("energy",))]
    _, tables = run([figure(parts)], consent)
    assert [(row["firm"], row["value"]) for row in tables["hub"]] == [(None, 180.0), ("a", 60.0)]
    assert [row["firm"] for row in tables["other"]] == [None]
    gone = [replace(consent[0], aggregates=())]
    _, tables = run([figure(parts)], gone)
    assert [row["firm"] for row in tables["hub"]] == [None]


def test_shared_table__three_firms_and_one_consents_the_total_stays_inside():
    _, tables = run([figure({"a": 60.0, "b": 50.0, "c": 40.0})], [Consent("a", "hub", ("energy",))])
    assert [(row["firm"], row["state"]) for row in tables["hub"]] == [(None, "withheld"), ("a", "published")]


def test_shared_table__a_withheld_cell_says_nothing_but_why():
    _, tables = run([figure({"a": 60.0, "b": 50.0})])
    row = tables["hub"][0]
    assert (row["state"], row["value"], row["firms"], row["measured_share"]) == ("withheld", None, None, None)


def test_shared_table__missing_is_not_zero():
    _, tables = run([replace(figure({}), value=None)])
    assert (tables["hub"][0]["state"], tables["hub"][0]["value"]) == ("missing", None)


def test_shared_table__without_a_grant_nothing_leaves():
    made = decide([figure({"a": 5.0, "b": 4.0, "c": 3.0})], SharingPolicy(), (), {}, "park", ZONE)
    assert shared_table(made, SharingPolicy(), "hub", ()).num_rows == 0


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (SharingPolicy(least_firms=2), "network.sharing.rule_too_weak"),
        (SharingPolicy(largest_share=0.9), "network.sharing.rule_too_weak"),
        (SharingPolicy(p_percent=5), "network.sharing.rule_too_weak"),
        (SharingPolicy(delay_days=-1), "network.sharing.out_of_range"),
        (SharingPolicy(hubs=(HubGrant("x"), HubGrant("x"))), "network.sharing.hub_twice"),
    ],
)
def test_check_policy__refuses_weaker_rules(policy, code):
    with pytest.raises(InputError) as refused:
        check_policy(policy)
    assert refused.value.code == code


def test_refusal_of_change__nothing_changed_is_no_change():
    assert refusal_of_change([{"a": 1.0}], {"a": 1.0}, (), Rule()) is None
