"""Verdicts: with everything at hand each kind is supported; removing or worsening evidence never helps a claim."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.judge.claim_makers import KINDS, MONTHS, NOW, figure, whole_claim, whole_evidence

from ecopark.core.figures import Figure
from ecopark.core.terms import Origin
from ecopark.judge.claims import evidence as e
from ecopark.judge.claims.records import Claim
from ecopark.judge.claims.verdict import Made, Verdict, judge

SAYABLE = tuple(kind for kind in KINDS if kind != "neutrality")
GRADES = {None: 0, "C": 1, "B": 2, "A": 3}


@pytest.mark.parametrize("kind", SAYABLE)
def test_judge__everything_at_hand_is_supported(kind: str) -> None:
    claim = whole_claim(kind)
    verdict = judge(claim, whole_evidence(claim), NOW)
    assert [gate.gate for gate in verdict.gates if not gate.passed] == []
    assert (verdict.verdict, verdict.grade, verdict.publishable) == ("supported", "A", True)
    assert verdict.expires == datetime(2027, 2, 1, 3, 0, tzinfo=UTC)
    assert verdict.strongest is not None


def test_judge__nothing_at_hand_is_insufficient_and_still_says_something() -> None:
    verdict = judge(whole_claim(), e.EvidenceFile(), NOW)
    assert (verdict.verdict, verdict.grade, verdict.strongest) == ("insufficient", None, None)
    assert verdict.may_say["vi"].startswith("steel")
    assert verdict.cheapest_evidence


@pytest.mark.parametrize("kind", SAYABLE)
@pytest.mark.parametrize("name", [f.name for f in fields(e.EvidenceFile)])
def test_judge__one_field_away_never_helps(kind: str, name: str) -> None:
    claim = whole_claim(kind)
    whole = whole_evidence(claim)
    without = replace(whole, **{name: () if name == "sources" else None})
    assert_not_better(judge(claim, without, NOW), judge(claim, whole, NOW))


NEEDED = {
    "origins": SAYABLE,
    "figure": SAYABLE,
    "boundary": SAYABLE,
    "integrity": SAYABLE,
    "double_counting": SAYABLE,
    "compliance": SAYABLE,
    "provisional": SAYABLE,
    "coverage": SAYABLE[:-1],
    "quality": SAYABLE[:-1],
    "calibrations": SAYABLE[:-1],
    "agreement": SAYABLE[:-1],
    "baseline": ("reduction",),
    "events": ("reduction",),
    "netting": ("reduction",),
    "misstatement": ("reduction", "intensity", "share", "balance"),
}


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in NEEDED.items() for kind in kinds])
def test_judge__what_a_kind_needs_is_missed(name: str, kind: str) -> None:
    claim = whole_claim(kind)
    assert judge(claim, replace(whole_evidence(claim), **{name: None}), NOW).verdict == "insufficient"


WORSE: dict[str, Any] = {
    "coverage": [
        e.CoverageEvidence(dict.fromkeys(MONTHS, 0.97) | {"2025-07": 0.89}, 0.98, 2.0),
        e.CoverageEvidence(dict.fromkeys(MONTHS[:-1], 0.97), 0.98, 2.0),
        e.CoverageEvidence(dict.fromkeys(MONTHS, 0.94), 0.94, 2.0),
        e.CoverageEvidence(dict.fromkeys(MONTHS, 0.97), 0.98, 14.1),
    ],
    "calibrations": [
        (),
        (e.CalibrationEvidence("m", None, date(2027, 1, 1), True),),
        (e.CalibrationEvidence("m", 0.5, None, None),),
        (e.CalibrationEvidence("m", 0.5, date(2025, 6, 1), False),),
    ],
    "integrity": [e.IntegrityEvidence(False, 0, 0), e.IntegrityEvidence(True, 1, 0), e.IntegrityEvidence(True, 0, 1)],
    "agreement": [
        e.AgreementEvidence(11, 12, 11, True, 0.0, 0.01, 0, True),
        e.AgreementEvidence(14, 12, 12, False, 0.0, 0.01, 0, True),
        e.AgreementEvidence(14, 12, 12, True, 0.0, 0.01, 1, True),
        e.AgreementEvidence(14, 12, 12, True, 0.03, 0.03, 0, True),
        e.AgreementEvidence(14, 12, 12, True, 0.09, 0.03, 0, True),
    ],
    "boundary": [e.BoundaryEvidence(("steel.new",), 0.5, 1.0)],
    "compliance": [
        e.ComplianceEvidence((), 0, 0, False),
        e.ComplianceEvidence(("o",), 1, 0, False),
        e.ComplianceEvidence(("o",), 0, 2, False),
    ],
    "double_counting": [
        e.DoubleCounting(("x",), (), (), 0),
        e.DoubleCounting((), ("x",), (), 0),
        e.DoubleCounting((), (), ("x",), 0),
        e.DoubleCounting((), (), (), 1),
    ],
    "origins": [(Origin.SYNTHETIC,), (Origin.MEASURED, Origin.SYNTHETIC), (Origin.DECLARED,)],
    "provisional": [("grid-vn.2023",)],
}


@pytest.mark.parametrize(("name", "i"), [(name, i) for name, worse in WORSE.items() for i in range(len(worse))])
def test_judge__one_gate_failing_is_enough(name: str, i: int) -> None:
    claim = whole_claim()
    verdict = judge(claim, replace(whole_evidence(claim), **{name: WORSE[name][i]}), NOW)
    assert verdict.verdict in ("insufficient", "not_supported")
    assert not verdict.publishable
    assert verdict.strongest is None


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_judge__removing_any_evidence_never_helps(data: st.DataObject) -> None:
    """From any state of the evidence, also a bad one: one more thing missing, anywhere inside, never helps."""
    claim = whole_claim(data.draw(st.sampled_from(SAYABLE)))
    before = whole_evidence(claim)
    for _ in range(data.draw(st.integers(0, 3))):
        name = data.draw(st.sampled_from(sorted(WORSE)))
        before = replace(before, **{name: data.draw(st.sampled_from(WORSE[name]))})
    after = without_one(before, data)
    assert_not_better(judge(claim, after, NOW), judge(claim, before, NOW))


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(SAYABLE),
    wider=st.floats(0, 30, allow_nan=False),
    shift=st.floats(0, 30, allow_nan=False),
)
def test_judge__a_wider_or_worse_number_never_helps(kind: str, wider: float, shift: float) -> None:
    claim = whole_claim(kind)
    whole = whole_evidence(claim)
    was = whole.figure
    assert was is not None
    assert was.value is not None
    assert was.low is not None
    assert was.high is not None
    away = -shift if claim.comparator == ">=" else shift
    worse = replace(was, value=was.value + away, low=was.low + away - wider, high=was.high + away + wider)
    after = replace(whole, figure=worse, quality=e.QualityEvidence(0.01, worse))
    if claim.comparator == "=":
        return  # a shift may bring the middle nearer; widening alone is tried below
    assert_not_better(judge(claim, after, NOW), judge(claim, whole, NOW))


@settings(max_examples=60, deadline=None)
@given(wider=st.floats(0, 30, allow_nan=False))
def test_judge__a_wider_interval_never_helps_an_equality(wider: float) -> None:
    claim = whole_claim("balance")
    whole = whole_evidence(claim)
    assert whole.figure is not None
    assert whole.figure.low is not None
    assert whole.figure.high is not None
    worse = replace(whole.figure, low=whole.figure.low - wider, high=whole.figure.high + wider)
    after = replace(whole, figure=worse, quality=e.QualityEvidence(0.01, worse))
    assert_not_better(judge(claim, after, NOW), judge(claim, whole, NOW))


@settings(max_examples=60, deadline=None)
@given(
    lows=st.lists(st.floats(3.0, 9.0, allow_nan=False), min_size=1, max_size=5),
    primary=st.booleans(),
    mine=st.floats(4.5, 7.5, allow_nan=False),
)
def test_judge__another_claim_never_makes_one_true(lows: list[float], primary: bool, mine: float) -> None:
    claim = whole_claim()
    evidence = replace(whole_evidence(claim), figure=figure(7.5, mine, 10.5))
    others = []
    for i, low in enumerate(lows):
        other = replace(whole_claim(), id=f"other-{i}", primary=primary and i == 0)
        others.append(Made(other, replace(evidence, figure=figure(9.2, low, 15.0)), date(2024, 6, 1)))
        before = judge(claim, evidence, NOW, others=others[:-1])
        assert_not_better(judge(claim, evidence, NOW, others=others), before)


def test_judge__a_late_primary_claim_is_none() -> None:
    claim = whole_claim(primary=True)
    assert Made(claim, e.EvidenceFile(), date(2024, 12, 31)).primary
    assert not Made(claim, e.EvidenceFile(), date(2025, 1, 2)).primary


def test_judge__without_an_independent_inspection_it_is_grade_b_and_says_so() -> None:
    claim = whole_claim()
    whole = whole_evidence(claim)
    assert whole.agreement is not None
    verdict = judge(claim, replace(whole, agreement=replace(whole.agreement, independent=False)), NOW)
    assert (verdict.verdict, verdict.grade, verdict.publishable) == ("supported", "B", True)
    assert "đảm bảo có giới hạn" in verdict.text["vi"]
    assert "limited assurance" in verdict.text["en"]


def test_judge__provisional_rules_are_internal_for_a_buyer() -> None:
    claim = whole_claim(audience="buyer")
    verdict = judge(claim, replace(whole_evidence(claim), provisional=("x",)), NOW)
    assert (verdict.verdict, verdict.grade, verdict.publishable) == ("supported", "C", False)


def test_judge__the_platforms_own_share_is_taken_off() -> None:
    claim = whole_claim()
    whole = whole_evidence(claim)
    heavy = (e.Netted("ict_operational", 6.2, 5.8, 6.6), *(whole.netting or ())[1:])
    eaten = judge(claim, replace(whole, netting=heavy), NOW)
    assert (eaten.verdict, eaten.blocked) == ("not_supported", True)
    some = (e.Netted("ict_operational", 2.0, 1.9, 2.1), *(whole.netting or ())[1:])
    less = judge(claim, replace(whole, netting=some), NOW)
    assert less.figure is not None
    assert less.figure.value == pytest.approx(5.5)
    assert less.verdict == "insufficient"  # 6.0 gross reached the target, net does not
    assert less.strongest is not None
    assert less.strongest.target == 3.0
    assert "Reason" not in less.text["en"]


def test_judge__the_strongest_claim_holds_itself() -> None:
    claim = whole_claim(target=20)
    verdict = judge(claim, whole_evidence(claim), NOW)
    assert verdict.verdict == "not_supported"
    assert verdict.strongest is not None
    again = judge(verdict.strongest, whole_evidence(claim), NOW)
    assert again.verdict == "supported"
    assert verdict.may_say["en"] == again.sentence["en"]


def test_judge__the_worst_case_must_not_flip_it() -> None:
    claim = whole_claim()
    whole = whole_evidence(claim)
    flipped = replace(whole, quality=e.QualityEvidence(0.04, figure(7.5, 4.0, 9.0)))
    verdict = judge(claim, flipped, NOW)
    assert verdict.verdict == "insufficient"
    assert [g.reason.id for g in verdict.gates if not g.passed] == ["judge.gate.quality.flips"]


def test_judge__same_inputs_same_name_and_any_change_another() -> None:
    claim = whole_claim()
    whole = whole_evidence(claim)
    first = judge(claim, whole, NOW).inputs_sha256
    assert judge(claim, whole, NOW + timedelta(days=30)).inputs_sha256 == first
    assert judge(claim, replace(whole, misstatement=0.017), NOW).inputs_sha256 != first
    assert judge(claim, replace(whole, misstatement=0.016 + 1e-15), NOW).inputs_sha256 == first
    assert judge(whole_claim(target=5.1), whole, NOW).inputs_sha256 != first


def test_judge__leap_day_expires_a_year_on() -> None:
    claim = whole_claim()
    verdict = judge(claim, whole_evidence(claim), datetime(2028, 2, 29, tzinfo=UTC))
    assert verdict.expires == datetime(2029, 3, 1, tzinfo=UTC)


def assert_not_better(after: Verdict, before: Verdict) -> None:
    """What may be said: supported or not, its grade, and the strongest claim."""
    assert (after.verdict == "supported") <= (before.verdict == "supported")
    assert GRADES[after.grade] <= GRADES[before.grade]
    assert after.publishable <= before.publishable
    if after.strongest is not None:
        assert before.strongest is not None
        assert not stronger(after.strongest, before.strongest)


def stronger(one: Claim, other: Claim) -> bool:
    if one.comparator == "=":
        assert one.tolerance is not None
        assert other.tolerance is not None
        return one.tolerance < other.tolerance
    return one.target > other.target if one.comparator == ">=" else one.target < other.target


def without_one(evidence: e.EvidenceFile, data: st.DataObject) -> e.EvidenceFile:
    """One field to None, of the file or of one of its parts."""
    name = data.draw(st.sampled_from([f.name for f in fields(e.EvidenceFile) if f.name != "sources"]))
    part = getattr(evidence, name)
    if isinstance(part, tuple) and part and is_dataclass(part[0]) and data.draw(st.booleans()):
        i = data.draw(st.integers(0, len(part) - 1))
        return replace(evidence, **{name: (*part[:i], hollow(part[i], data), *part[i + 1 :])})
    inside = is_dataclass(part) and not isinstance(part, Figure) and data.draw(st.booleans())
    return replace(evidence, **{name: hollow(part, data) if inside else None})


def hollow(part: Any, data: st.DataObject) -> Any:
    """A part with one of its fields as little as it can be: None, False or empty."""
    name = data.draw(st.sampled_from([f.name for f in fields(part)]))
    if name in ("meter", "id", "name", "through_park", "full_cycle"):
        return part
    least = {bool: False, str: ""}.get(type(getattr(part, name)))
    return replace(part, **{name: least})
