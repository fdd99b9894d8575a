"""Chains of custody: intact, broken with its reason, not complete yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.trust.inspection.custody import HoldingTerms, judge_custody
from ecopark.trust.inspection.records import CustodyEvent, SampleTaken

TAKEN = datetime(2026, 3, 2, 3, tzinfo=UTC)
SAMPLE = SampleTaken("A1", "nước thải", "B1", "H2SO4", TAKEN, "S1", 0.0)


def event(
    name: str, hours: float, by: str, to: str | None = None, seal: str | None = None, warm: float | None = None
) -> CustodyEvent:
    return CustodyEvent(name, TAKEN + timedelta(hours=hours), by, to, seal, warm)


WHOLE = (
    event("taken", 0, "An", seal="S1", warm=29.0),
    event("handed_over", 1, "An", to="Bình", seal="S1"),
    event("received", 1.1, "Bình", seal="S1", warm=6),
    event("handed_over", 3, "Bình", to="Lab X"),
    event("received", 3.5, "lab  x", warm=4),
    event("opened", 5, "Lab X", seal="S1"),
)


def without(index: int) -> tuple[CustodyEvent, ...]:
    return WHOLE[:index] + WHOLE[index + 1 :]


def changed(index: int, **said: object) -> tuple[CustodyEvent, ...]:
    return (*WHOLE[:index], replace(WHOLE[index], **said), *WHOLE[index + 1 :])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("events", "state", "reasons"),
    [
        (WHOLE, "intact", []),
        (WHOLE[::-1], "intact", []),
        (WHOLE[:1], "incomplete", ["not_received", "not_opened"]),
        (WHOLE[:5], "incomplete", ["not_opened"]),
        ((), "broken", ["no_beginning"]),
        (without(0), "broken", ["no_beginning"]),
        (changed(0, at=TAKEN - timedelta(hours=2)), "broken", ["other_time"]),
        (changed(3, by="Chi"), "broken", ["other_hands"]),
        (changed(4, by="Lab Y"), "broken", ["other_hands", "other_hands"]),
        (changed(4, at=TAKEN + timedelta(hours=8)), "broken", ["opened_before"]),
        (without(4), "broken", ["opened_before"]),
        ((WHOLE[0], replace(WHOLE[4], at=TAKEN + timedelta(hours=4.5)), WHOLE[5]), "broken", ["gap"]),
        ((WHOLE[0], WHOLE[4], WHOLE[5]), "intact", []),
        (changed(5, seal="S9"), "broken", ["other_seal"]),
        (changed(5, seal=None), "broken", ["seal_not_checked"]),
        (changed(2, temperature_c=19.0), "broken", ["temperature"]),
        (changed(5, at=TAKEN + timedelta(hours=30)), "broken", ["held_too_long"]),
        ((*WHOLE, event("opened", 6, "Lab X", seal="S1")), "broken", ["twice"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_judge_custody__says_what_and_why(events: tuple[CustodyEvent, ...], state: str, reasons: list[str]) -> None:
    verdict = judge_custody(SAMPLE, events)
    assert verdict.state == state
    assert [reason.id.removeprefix("trust.custody.") for reason in verdict.reasons] == reasons
    assert all("{" not in reason.render("vi") and "{" not in reason.render("en") for reason in verdict.reasons)


def test_judge_custody__holding_time_of_each_property_and_its_source() -> None:
    terms = HoldingTerms({"cod": 168.0, "bod5": 4.0}, source="TCVN 6663-3")
    assert judge_custody(SAMPLE, WHOLE, terms, ["cod"]).intact
    late = judge_custody(SAMPLE, WHOLE, terms, ["cod", "bod5"])
    assert [(r.params["property"], r.params["limit"], r.params["source"]) for r in late.reasons] == [
        ("bod5", 4.0, "TCVN 6663-3")
    ]


def test_judge_custody__a_bottle_without_seal_needs_none() -> None:
    plain = replace(SAMPLE, seal=None)
    assert judge_custody(plain, [replace(e, seal=None) for e in WHOLE]).intact


@given(st.sets(st.integers(0, 5), min_size=1), st.permutations(range(6)))
def test_judge_custody__order_of_entry_does_not_matter(left_out: set[int], order: list[int]) -> None:
    kept = [WHOLE[i] for i in range(6) if i not in left_out]
    shuffled = [WHOLE[i] for i in order if i not in left_out]
    assert judge_custody(SAMPLE, kept) == judge_custody(SAMPLE, shuffled)
    assert not judge_custody(SAMPLE, kept).intact or left_out <= {1, 2, 3}, "a missing beginning or end is never intact"
