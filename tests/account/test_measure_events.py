"""Separation of duties: who decides about events; baselines that come before and after results."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ecopark.account.measures.baselines import is_untouched, lock, stored_baseline
from ecopark.account.measures.events import EventState, NonRoutineEvent, decide, read_event
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.interval import Interval
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.core.terms import Role

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PERIOD = Interval(NOW - timedelta(days=365), NOW)
PAPER = Evidence(EvidenceKind.DOCUMENT, "0" * 32, 1, "0" * 64)
MANAGER, INSPECTOR = Scope(Role.MANAGER, "manager"), Scope(Role.INSPECTOR, "inspector")
EVENT = NonRoutineEvent(
    id="e",
    measure="m",
    start=NOW,
    end=NOW + timedelta(days=9),
    what="stop",
    proposed_by="person",
    proposer="user.steel",
    claimant="user.steel",
)


def test_decide__somebody_else_with_evidence_accepts() -> None:
    made = decide(EVENT, INSPECTOR, accept=True, reason="the stop is on paper", evidence=(PAPER,))
    assert (made.state, made.decided_by, made.evidence) == (EventState.ACCEPTED, "inspector", (PAPER,))
    assert read_event("e", made.content()) == made


@pytest.mark.parametrize(
    "scope",
    [
        Scope(Role.FIRM, "user.steel", frozenset({"steel"})),
        Scope(Role.FIRM, "colleague", frozenset({"steel"})),
        Scope(Role.REGULATOR, "regulator"),
        Scope(Role.MANAGER, "user.steel"),
    ],
    ids=["claimant", "colleague of the firm", "regulator", "claimant who became manager"],
)
@pytest.mark.parametrize("accept", [True, False])
def test_decide__neither_claimant_nor_firm_nor_reader(scope: Scope, accept: bool) -> None:
    with pytest.raises(NotAllowed):
        decide(EVENT, scope, accept=accept, reason="because", evidence=(PAPER,))


def test_decide__the_proposer_does_not_accept_his_own_proposal() -> None:
    own = NonRoutineEvent(**{**{n: getattr(EVENT, n) for n in EVENT.__slots__}, "proposer": "manager"})
    with pytest.raises(NotAllowed) as refused:
        decide(own, MANAGER, accept=True, reason="because", evidence=(PAPER,))
    assert refused.value.code == "account.measure.own_claim"


def test_decide__needs_evidence_to_accept_and_a_reason_always_and_is_final() -> None:
    with pytest.raises(InputError) as bare:
        decide(EVENT, MANAGER, accept=True, reason="because", evidence=())
    assert bare.value.code == "account.event.no_evidence"
    with pytest.raises(InputError):
        decide(EVENT, MANAGER, accept=False, reason=" ", evidence=())
    rejected = decide(EVENT, MANAGER, accept=False, reason="no such stop", evidence=())
    with pytest.raises(StateError) as again:
        decide(rejected, INSPECTOR, accept=True, reason="but", evidence=(PAPER,))
    assert again.value.code == "account.event.decided"


def test_lock__before_the_period_is_clean_and_keeps_its_hash() -> None:
    made = lock("m", {"chosen": "towt", "x": 1.25}, PERIOD, NOW + timedelta(days=1), NOW, meters=("a",))
    assert not made.after_seeing
    assert is_untouched(made)
    record = Record("baseline", "m", 1, None, False, made.record_content(), "x", NOW)
    assert stored_baseline(record) == made
    touched = stored_baseline(
        Record("baseline", "m", 1, None, False, {**made.record_content(), "content": {"x": 1}}, "x", NOW)
    )
    assert not is_untouched(touched)


def test_lock__once_the_period_has_begun_it_is_refused_without_a_reason_and_marked_with_one() -> None:
    for begins in (NOW, NOW - timedelta(seconds=1)):
        period = Interval(PERIOD.start, PERIOD.start + timedelta(days=300))
        with pytest.raises(StateError) as late:
            lock("m", {}, period, begins, NOW)
        assert late.value.code == "account.baseline.too_late"
        assert lock("m", {}, period, begins, NOW, reason="the platform came later").after_seeing


def test_lock__a_second_one_needs_a_reason_and_cannot_wash_off_what_was_seen() -> None:
    first = lock("m", {}, PERIOD, NOW + timedelta(days=1), NOW)
    with pytest.raises(StateError) as again:
        lock("m", {}, PERIOD, NOW + timedelta(days=1), NOW, before=[first])
    assert again.value.code == "account.baseline.locked"
    early = lock("m", {}, PERIOD, NOW + timedelta(days=2), NOW, before=[first], reason="meter changed")
    assert not early.after_seeing
    later = NOW + timedelta(days=30)
    moved = lock("m", {}, PERIOD, later + timedelta(days=1), later, before=[first], reason="a better model")
    assert moved.after_seeing  # readings of the first reporting period were known


def test_lock__the_baseline_may_not_reach_into_what_it_judges() -> None:
    with pytest.raises(InputError) as overlaps:
        lock("m", {}, PERIOD, NOW - timedelta(days=1), NOW - timedelta(days=2))
    assert overlaps.value.code == "account.baseline.overlaps"
