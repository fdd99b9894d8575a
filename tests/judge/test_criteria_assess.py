"""Assessments: what counts as met, who is counted, and the two laws of evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.judge.criteria_inputs import FIRMS, book, criterion, inputs, measure, said

from ecopark.core.figures import Figure, Standing
from ecopark.core.terms import Origin
from ecopark.judge.criteria.answers import Answer, AnswerBook
from ecopark.judge.criteria.assess import assess, assess_pack, cheapest
from ecopark.judge.criteria.findings import Status
from ecopark.judge.criteria.inputs import Inputs, Link, PointState
from ecopark.judge.criteria.ladder import ladder, level
from ecopark.judge.criteria.recognition import recognise
from ecopark.rules.criteria import About, AnswerKind, Criterion

PACKS = ("vn-decree-35", "vn-form-a5", "vn-form-b5", "eip-framework-v2", "green-taxonomy", "green-firm")
WITHIN = PointState("a.out", 300, 0, 0, provisional=False)
LINK = Link("a", "b", "material", 5.0, "t", Origin.MEASURED)


def status(given_inputs: Inputs, pack: str, code: str, subject: str = "park") -> Status:
    return assess(given_inputs, criterion(pack, code), subject).status


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), Status.INSUFFICIENT),
        ((said("vn-form-a5", "PM.1", True, shown=False),), Status.INSUFFICIENT),
        ((said("vn-form-a5", "PM.1", True),), Status.MET),
        ((said("vn-form-a5", "PM.1", False, shown=False),), Status.NOT_MET),
    ],
    ids=["unanswered", "no evidence", "with evidence", "admitted"],
)
def test_assess__a_yes_needs_evidence_and_a_no_does_not(answers: tuple[Answer, ...], expected: Status) -> None:
    assert status(inputs(*answers), "vn-form-a5", "PM.1") is expected


def test_assess__percent_of_all_firms_is_not_percent_of_large_firms() -> None:
    """The same five answers: 2 of 5 firms, 2 of 2 above 100 workers, 1 of 1 above 250."""
    workers = dict(zip(FIRMS, (400, 150, 100, 20, 10), strict=True))
    facts = [said("facts", "workers", count, firm) for firm, count in workers.items()]
    rules = [
        said(pack, code, firm in ("a", "b"), firm)
        for firm in FIRMS
        for pack, code in (("vn-form-b5", "SOC.1"), ("vn-form-b5", "SOC.2"), ("eip-framework-v2", "SOC-06"))
    ]
    park = inputs(*facts, *rules)
    found = {
        code: assess(park, criterion(pack, code)).figure
        for pack, code in (("vn-form-b5", "SOC.1"), ("vn-form-b5", "SOC.2"), ("eip-framework-v2", "SOC-06"))
    }
    assert {code: figure.value for code, figure in found.items() if figure} == {"SOC.1": 100, "SOC.2": 40, "SOC-06": 100}
    assert status(park, "vn-form-b5", "SOC.1") is Status.MET
    assert status(park, "vn-form-b5", "SOC.2") is Status.NOT_MET


def test_assess__a_share_says_who_is_missing() -> None:
    park = inputs(said("facts", "workers", 400, "a"), said("vn-form-b5", "SOC.1", True, "a"))
    found = assess(park, criterion("vn-form-b5", "SOC.1"))
    assert found.status is Status.INSUFFICIENT
    assert {need.params["firm"] for need in found.missing} == {"b", "c", "d", "e"}
    assert found.figure is not None
    assert (found.figure.low, found.figure.high) == (20.0, 100.0)


def test_assess__recp_share_counts_firms_with_a_proved_measure() -> None:
    no = [said("vn-form-b5", "ENV.2", False, firm, shown=False) for firm in "bcde"]
    assert status(inputs(*no, measures=(measure("a"),)), "vn-decree-35", "37.2c") is Status.MET
    assert status(inputs(*no, measures=(measure("a", shown=False),)), "vn-decree-35", "37.2c") is Status.INSUFFICIENT
    assert status(inputs(*no, measures=(measure("a", status="planned"),)), "vn-decree-35", "37.2c") is Status.INSUFFICIENT
    assert status(inputs(*no, measures=(measure("b"), measure("b", id="x"))), "vn-decree-35", "37.2c") is Status.MET
    six = inputs(*no, said("vn-form-b5", "ENV.2", False, "a"), measures=(measure("b"),), firms=(*FIRMS, "f"))
    found = assess(six, criterion("vn-decree-35", "37.2c"))
    assert found.figure is not None
    assert round(found.figure.value or 0, 2) == 16.67


def test_assess__shared_land_is_the_sum_of_four_parts_over_the_whole() -> None:
    areas = {"2.5.1": 100.0, "2.5.2": 10.0, "2.5.4": 10.0, "2.5.6": 2.0, "2.5.8": 3.0}
    park = inputs(*(said("form-A.4", code, area) for code, area in areas.items()))
    assert status(park, "vn-decree-35", "37.3a") is Status.MET
    less = inputs(*(said("form-A.4", code, area - (code == "2.5.8") * 0.1) for code, area in areas.items()))
    assert status(less, "vn-decree-35", "37.3a") is Status.NOT_MET
    assert status(inputs(said("form-A.4", "2.5.1", 100.0)), "vn-decree-35", "37.3a") is Status.INSUFFICIENT


def test_assess__three_years_before_registration_each_need_a_confirmation() -> None:
    years = [said("facts", "violations", 0, year=year) for year in (2023, 2024, 2025)]
    assert status(inputs(*years), "vn-decree-35", "37.1a") is Status.MET
    assert status(inputs(*years[:2]), "vn-decree-35", "37.1a") is Status.INSUFFICIENT
    found = said("facts", "violations", 1, year=2024, shown=False)
    assert status(inputs(years[0], found, years[2]), "vn-decree-35", "37.1a") is Status.NOT_MET
    assert status(inputs(*years, said("facts", "violations", 1, year=2022)), "vn-decree-35", "37.1a") is Status.MET


def test_assess__typed_and_measured_stand_side_by_side_and_the_measured_is_judged() -> None:
    figure = Figure(name="wastewater_reuse", value=30.0, unit="%", standing=Standing.MEASURED, origin=Origin.MEASURED)
    park = inputs(said("eip-framework-v2", "ENV-12", 55.0), figures={"wastewater_reuse": figure})
    found = assess(park, criterion("eip-framework-v2", "ENV-12"))
    assert (found.status, found.typed, found.difference) == (Status.NOT_MET, 55.0, 25.0)
    alone = assess(inputs(said("eip-framework-v2", "ENV-12", 55.0)), criterion("eip-framework-v2", "ENV-12"))
    assert alone.status is Status.INSUFFICIENT


def test_assess__synthetic_data_never_meets_a_criterion() -> None:
    figure = Figure(name="wastewater_reuse", value=80.0, unit="%", standing=Standing.MEASURED, origin=Origin.SYNTHETIC)
    park = inputs(figures={"wastewater_reuse": figure}, links=(replace(LINK, origin=Origin.SYNTHETIC),))
    assert status(park, "eip-framework-v2", "ENV-12") is Status.INSUFFICIENT
    assert status(park, "vn-decree-35", "37.2b") is Status.INSUFFICIENT
    assert status(inputs(links=(LINK,)), "vn-decree-35", "37.2b") is Status.MET


def test_assess__the_slot_of_the_taxonomy_is_never_met() -> None:
    assert status(inputs(), "green-taxonomy", "21.requirement", "a") is Status.INSUFFICIENT
    assert criterion("green-taxonomy", "21.requirement").answer is AnswerKind.SLOT


def green(*, points: tuple[PointState, ...] = (WITHIN,), **given_inputs: Any) -> Inputs:
    answers = (said("facts", "violations", 0, "a"), said("facts", "permit", True, "a"))
    measures = tuple(measure("a", id=f"m{number}", verified=True) for number in range(9))
    return inputs(*answers, measures=measures, points={"a": points}, **given_inputs)


def test_recognise__is_impossible_while_a_limit_is_exceeded() -> None:
    assert recognise(green(), "a").status is Status.MET
    for bad in (replace(WITHIN, exceeded=1), replace(WITHIN, open_events=1), replace(WITHIN, exceeded=1, months_missing=3)):
        found = recognise(green(points=(WITHIN, bad)), "a")
        assert (found.status, found.blocked) == (Status.NOT_MET, True)
        assert "không thay đổi" in found.reason.render("vi")


def test_recognise__cannot_be_told_while_points_cannot_be_judged() -> None:
    for bad in (replace(WITHIN, judged=0), replace(WITHIN, months_missing=1), replace(WITHIN, synthetic=True)):
        assert recognise(green(points=(bad,)), "a").status is Status.INSUFFICIENT
    assert recognise(green(points=()), "a").status is Status.INSUFFICIENT


def test_ladder__a_rung_counts_only_when_all_below_hold() -> None:
    park = green(links=(Link("a", "b", "heat", 1.0, "GJ", Origin.MEASURED),))
    rungs = ladder(park, "a")
    assert [rung.entry.code for rung in rungs] == [
        "pollution_control",
        "cleaner_production",
        "eco_efficiency",
        "life_cycle",
        "closed_loop",
        "industrial_ecology",
    ]
    assert level(rungs) == 3
    assert (rungs[5].holds, rungs[5].reached) == (True, False)
    assert rungs[3].finding.missing
    assert level(ladder(replace(park, points={"a": (replace(WITHIN, exceeded=1),)}), "a")) == 0


def test_cheapest__is_the_open_criterion_of_the_least_effort() -> None:
    found = cheapest(assess_pack(inputs(), "vn-decree-35"))
    assert found is not None
    assert found.criterion.code == "37.3a"
    assert found.step("vi") != found.step("en") != ""


CHOICES: dict[AnswerKind, st.SearchStrategy[Any]] = {
    AnswerKind.YES_NO: st.booleans(),
    AnswerKind.NUMBER: st.integers(0, 100),
    AnswerKind.COUNT: st.integers(0, 3),
    AnswerKind.SHARE: st.integers(0, 100),
    AnswerKind.TEXT: st.just("x"),
    AnswerKind.CHOICE: st.just("water"),
    AnswerKind.DATE: st.sampled_from(["2025-01-01", "2026-01-01"]),
}


@st.composite
def parks(draw: st.DrawFn) -> Inputs:
    """A park with answers here and there, some of them shown."""
    answers = []
    for rule in book().all(Criterion):
        if rule.answer not in CHOICES:
            continue
        subjects = ["park"] if rule.about is About.PARK else ["a", "b"]
        if rule.about is About.BOTH or rule.answer is AnswerKind.SHARE:
            subjects = ["park", "a", "b"]
        for subject in subjects:
            by_firm = rule.answer is AnswerKind.SHARE and subject != "park"
            if draw(st.booleans()):
                value = draw(st.booleans() if by_firm else CHOICES[rule.answer])
                for year in (2023, 2024, 2025, 2026) if rule.code == "violations" else (2026,):
                    answers.append(said(rule.pack, rule.code, value, subject, year, shown=draw(st.booleans())))
    for code in ("2.5.1", "2.5.2", "2.5.4", "2.5.6", "2.5.8"):
        answers.append(said("form-A.4", code, float(draw(st.integers(1, 20))), shown=draw(st.booleans())))
    measures = tuple(measure(firm, shown=draw(st.booleans()), verified=draw(st.booleans())) for firm in ("a", "b"))
    point = PointState("a.out", draw(st.integers(0, 1)), draw(st.integers(0, 1)), draw(st.integers(0, 1)))
    return inputs(*answers, measures=measures, points={"a": (point,)}, firms=("a", "b"))


def statuses(park: Inputs) -> dict[tuple[str, str, str], Status]:
    found = {
        (a.criterion.pack, a.criterion.code, subject): a.status
        for pack in PACKS
        for subject in ("park", "a", "b")
        for a in assess_pack(park, pack, subject)
    }
    for subject in ("park", "a", "b"):
        for number, rung in enumerate(ladder(park, subject)):
            found["ladder", str(number), subject] = Status.MET if rung.reached else Status.INSUFFICIENT
    for firm in ("a", "b"):
        found["green", "", firm] = recognise(park, firm).status
    return found


@settings(max_examples=40, deadline=None)
@given(parks(), st.data())
def test_assess__removing_evidence_never_improves_anything(park: Inputs, data: st.DataObject) -> None:
    before = statuses(park)
    kept = {
        key: replace(a, evidence=a.evidence if data.draw(st.booleans()) else ()) for key, a in park.answers.by_key.items()
    }
    measures = tuple(replace(m, evidence=(), verified=False) if data.draw(st.booleans()) else m for m in park.measures)
    after = statuses(replace(park, answers=AnswerBook(kept), measures=measures))
    assert {key for key in before if after[key].rank < before[key].rank} == set()


@settings(max_examples=40, deadline=None)
@given(parks(), st.data())
def test_assess__a_further_document_never_makes_met_into_not_met(park: Inputs, data: st.DataObject) -> None:
    paper = said("x", "y", True).evidence
    before = statuses(park)
    more = {key: replace(a, evidence=paper) if data.draw(st.booleans()) else a for key, a in park.answers.by_key.items()}
    after = statuses(replace(park, answers=AnswerBook(more)))
    assert {key for key in before if after[key].rank > before[key].rank} == set()
