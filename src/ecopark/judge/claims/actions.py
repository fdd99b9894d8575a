"""The life of a claim: drafted, judged, published by a second person, withdrawn in sight of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecopark.core.errors import InputError, StateError
from ecopark.core.messages import Lang
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.judge.claims.reader import read_claim, stored_claim
from ecopark.judge.claims.records import Claim
from ecopark.judge.claims.verdict import Verdict

CLAIM = "claim"
VERDICT = "verdict"
WRITERS = (Role.MANAGER, Role.FIRM)


def draft_claim(records: RecordsStore, scope: Scope, content: object, expected_revision: int | None = None) -> Record:
    """Store a draft, new or changed.

    Parameters
    ----------
    expected_revision
        Of the draft that is changed; None: a new claim.

    Raises
    ------
    InputError
        judge.claim.*: the claim cannot be read.
    StateError
        judge.claim.known, .is_published, .withdrawn; engine.record.changed.
    NotAllowed
        The role makes no claims, or not for this claimant.
    """
    scope.require_role("make claims", *WRITERS)
    claim = read_claim(content)
    require_own(scope, claim)
    known = records.get(scope, CLAIM, claim.id)
    if known is not None:
        if expected_revision is None:
            raise StateError("judge.claim.known", where=claim.id)
        _require_state(known, "draft")
        if known.firm != claim.firm:
            raise StateError("judge.claim.known", where=claim.id)
    stored = {**claim.content(), "state": "draft", "makers": makers_of(known, scope.user)}
    try:
        return records.put(scope, CLAIM, claim.id, stored, firm=claim.firm, expected_revision=expected_revision or 0)
    except StateError as error:
        if error.code != "engine.record.changed" or expected_revision is not None:
            raise
        raise StateError("judge.claim.known", where=claim.id) from None  # of another claimant, whose claim is not shown


def require_own(scope: Scope, claim: Claim) -> None:
    """A firm makes claims of its own; the park's management of the park and of firms."""
    if claim.firm is None:
        scope.require_role("make claims of the park", Role.MANAGER)
    scope.require(claim.firm, claim.claimant)


def makers_of(known: Record | None, user: str) -> list[str]:
    """Everybody who had a hand in the claim: none of them publishes it."""
    before = known.content.get("makers") if known is not None else None
    listed = [str(name) for name in before] if isinstance(before, list) else []
    return list(dict.fromkeys((*listed, user)))


def store_verdict(records: RecordsStore, scope: Scope, claim: Record, verdict: Verdict) -> Record:
    """Each judgement is a new revision; it is public where the claim is."""
    content = {"claim_revision": claim.revision, **verdict.content()}
    return records.put(scope, VERDICT, claim.id, content, firm=claim.firm, public=claim.public)


def publish_claim(records: RecordsStore, scope: Scope, claim: Record, verdict: Verdict, lang: Lang) -> Record:
    """Publish a claim that is supported, by a person who did not make it.

    Raises
    ------
    StateError
        judge.claim.second_person, .not_supported_yet (with what may be said now), .internal_only, .is_published, .withdrawn.
    NotAllowed
        The caller does not reach the claimant.
    """
    scope.require_role("publish claims", *WRITERS)
    scope.require(claim.firm, claim.id)
    _require_state(claim, "draft", "expired")
    if scope.user in makers_of(claim, ""):
        raise StateError("judge.claim.second_person", where=claim.id)
    if verdict.verdict != "supported":
        params = {"verdict": verdict.verdict, "may_say": verdict.may_say[lang]}
        raise StateError("judge.claim.not_supported_yet", where=claim.id, **params)
    if not verdict.publishable:
        raise StateError("judge.claim.internal_only", where=claim.id)
    stored = {**claim.content, "state": "published", "published_by": scope.user}
    return records.put(scope, CLAIM, claim.id, stored, firm=claim.firm, public=True, expected_revision=claim.revision)


def withdraw_claim(records: RecordsStore, scope: Scope, claim: Record, reason: str) -> Record:
    """Withdraw a claim. What was published stays in sight, with the reason; ``InputError`` judge.claim.no_reason."""
    scope.require_role("withdraw claims", *WRITERS)
    scope.require(claim.firm, claim.id)
    if claim.content["state"] == "withdrawn":
        raise StateError("judge.claim.withdrawn", where=claim.id)
    if len(reason.strip()) < 3:
        raise InputError("judge.claim.no_reason", where="reason")
    stored = {**claim.content, "state": "withdrawn", "reason": reason.strip()[:2000], "withdrawn_by": scope.user}
    return records.put(
        scope, CLAIM, claim.id, stored, firm=claim.firm, public=claim.public, expected_revision=claim.revision
    )


def end_claim(records: RecordsStore, scope: Scope, claim: Record, reason: str) -> Record:
    """A published claim whose verdict ran out or no longer holds: ``expired``, in sight, until it is published again."""
    stored = {**claim.content, "state": "expired", "reason": reason}
    return records.put(scope, CLAIM, claim.id, stored, firm=claim.firm, public=True, expected_revision=claim.revision)


def claim_of(record: Record) -> Claim:
    """The claim of a record."""
    content: Mapping[str, Any] = record.content
    return stored_claim(content)


def _require_state(record: Record, *states: str) -> None:
    state = record.content["state"]
    if state in states:
        return
    raise StateError("judge.claim.withdrawn" if state == "withdrawn" else "judge.claim.is_published", where=record.id)
