"""The triage queue: order, snooze, what dismissals teach, and that nothing gets lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ecopark.core.records import Record
from ecopark.trust.triage import Decision, Experience, Told, TriageState, experiences, queue, read_decision

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def told(name: str, *, code: str = "trust.spike", datastream: str = "a", severity: str = "attention", day: int = 0) -> Told:
    start = NOW - timedelta(days=30 - day)
    return Told(name, code, datastream, severity, start, start + timedelta(hours=1))


def decided(name: str, state: TriageState, *, days: int | None = None, code: str = "trust.spike", at: str = "a") -> Decision:
    until = None if days is None else NOW + timedelta(days=days)
    return Decision(name, state, "because", code, at, "hoa", NOW - timedelta(days=1), until)


def places(findings: list[Told], decisions: list[Decision], now: datetime = NOW) -> dict[str, str]:
    return {f.id: case.where for case in queue(findings, decisions, now) for f in case.findings}


def test_queue__serious_first_then_the_check_that_is_usually_right_then_the_newest() -> None:
    findings = [
        told("old", day=1),
        told("new", datastream="b", day=9),
        told("liar", datastream="c", code="trust.gap", day=20),
        told("grave", datastream="d", severity="serious"),
    ]
    history = [decided("earlier", TriageState.DISMISSED, code="trust.gap", at="c")]
    assert [c.findings[0].id for c in queue(findings, history, NOW)] == ["grave", "new", "old", "liar"]


def test_queue__findings_of_one_check_on_one_datastream_are_one_case() -> None:
    (case,) = queue([told("first", day=1), told("second", severity="serious", day=2)], [], NOW)
    assert [f.id for f in case.findings] == ["second", "first"]
    assert case.severity == "serious"


def test_queue__a_snooze_holds_for_new_findings_of_its_kind_and_lapses() -> None:
    findings = [told("known"), told("next", day=3), told("other", datastream="b")]
    snooze = [decided("known", TriageState.SNOOZED, days=7)]
    assert places(findings, snooze) == {"known": "waiting", "next": "waiting", "other": "open"}
    assert set(places(findings, snooze, NOW + timedelta(days=7)).values()) == {"open"}


def test_queue__a_snooze_of_something_small_does_not_hide_something_serious() -> None:
    findings = [told("known"), told("grave", severity="serious", day=3)]
    assert places(findings, [decided("known", TriageState.SNOOZED, days=7)]) == {"known": "waiting", "grave": "open"}


def test_queue__two_dismissals_quiet_the_next_of_the_kind_but_never_a_serious_one() -> None:
    findings = [told("x"), told("y", day=1), told("z", day=2), told("grave", severity="serious", day=3)]
    once = [decided("x", TriageState.DISMISSED)]
    twice = [*once, decided("y", TriageState.DISMISSED)]
    assert places(findings, once)["z"] == "open"
    assert places(findings, twice) == {"x": "settled", "y": "settled", "z": "quieted", "grave": "open"}


def test_queue__one_that_was_right_keeps_the_next_ones_loud() -> None:
    findings = [told("z", day=2)]
    history = [decided(n, TriageState.DISMISSED) for n in "xy"] + [decided("w", TriageState.RESOLVED)]
    assert places(findings, history) == {"z": "open"}


def test_queue__a_finding_that_somebody_took_up_is_not_quieted() -> None:
    history = [decided(n, TriageState.DISMISSED) for n in "xy"] + [decided("z", TriageState.ACKNOWLEDGED)]
    assert places([told("z")], history) == {"z": "open"}


def test_experiences__explained_says_nothing_about_the_check() -> None:
    made = [decided("a", TriageState.EXPLAINED), decided("b", TriageState.CONFIRMED), decided("c", TriageState.DISMISSED)]
    assert experiences(made)["trust.spike", ""] == Experience(1, 1)


def test_wrong_share__is_not_told_from_a_handful() -> None:
    assert Experience(2, 2).wrong_share is None
    assert Experience(3, 2).wrong_share == 0.4


def test_read_decision__a_state_of_a_later_version_counts_as_open() -> None:
    content = {"state": "delegated", "note": "x", "code": "c", "datastream": "d"}
    assert read_decision(Record("triage", "f", 0, None, False, content, "hoa", NOW)).state is TriageState.OPEN


_names = st.sampled_from("abcdefgh")
_findings = st.lists(
    st.builds(
        told, _names, code=st.sampled_from(["p", "q"]), datastream=st.sampled_from("uv"), day=st.integers(0, 20),
        severity=st.sampled_from(["serious", "attention", "info"]),
    ),
    unique_by=lambda f: f.id,
)  # fmt: skip
_decisions = st.lists(
    st.builds(
        decided, _names, st.sampled_from(TriageState), days=st.integers(-3, 9), code=st.sampled_from(["p", "q"]),
        at=st.sampled_from("uv"),
    ),
    unique_by=lambda d: d.finding,
)  # fmt: skip


@given(_findings, _decisions)
def test_queue__every_finding_stands_in_exactly_one_case(findings: list[Told], decisions: list[Decision]) -> None:
    shown = [f.id for case in queue(findings, decisions, NOW) for f in case.findings]
    assert sorted(shown) == sorted(f.id for f in findings)
