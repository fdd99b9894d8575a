"""Use cases of duties: mark one as done with the document that shows it, state the facts that decide what applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.judge.duties.calendar import FACTS, Bearer, done_id
from ecopark.rules.book import RuleBook
from ecopark.rules.obligations import Duty

DONE = "duty_done"
STATED = "duty_facts"
WRITERS = (Role.MANAGER, Role.FIRM)


def mark_done(
    records: RecordsStore,
    book: RuleBook,
    scope: Scope,
    bearer: Bearer,
    duty: str,
    *,
    last_day: date | None,
    year: int | None = None,
    evidence: Sequence[Evidence],
    note: str = "",
    revision: int | None = None,
) -> Record:
    """Say that a duty was done, with at least one document. The same mark again is a new revision.

    Parameters
    ----------
    last_day, year
        Which deadline: its last safe day, or for a duty without a day the year that it is about.

    Raises
    ------
    InputError
        judge.duty.unknown, judge.duty.no_proof
    """
    scope.require_role("mark a duty as done", *WRITERS)
    scope.require(bearer.firm, bearer.id)
    known = [rule for rule in book.all(Duty, duty=duty) if rule.bearer == bearer.kind]
    if not known or (last_day is None and year is None):
        raise InputError("judge.duty.unknown", where="duty", duty=duty, bearer=bearer.id)
    if not evidence:
        raise InputError("judge.duty.no_proof", where="document")
    content = {
        "duty": duty,
        "bearer": bearer.id,
        "last_day": None if last_day is None else last_day.isoformat(),
        "year": year,
        "evidence": [part.content() for part in evidence],
        "note": note.strip(),
    }
    record_id = done_id(duty, bearer.id, last_day, year)
    return records.put(scope, DONE, record_id, content, firm=bearer.firm, expected_revision=revision)


def state_facts(
    records: RecordsStore, scope: Scope, bearer: Bearer, facts: Mapping[str, str], revision: int | None = None
) -> Record:
    """State what decides which duties apply; empty values take a statement back. ``InputError`` judge.duty.bad_fact."""
    scope.require_role("state facts for duties", *WRITERS)
    scope.require(bearer.firm, bearer.id)
    for fact, value in facts.items():
        if fact not in FACTS or (value and value not in FACTS[fact]):
            known = " | ".join(FACTS.get(fact, tuple(FACTS)))
            raise InputError("judge.duty.bad_fact", where=fact, fact=fact, value=value, known=known)
    content = {"bearer": bearer.id, "facts": {fact: value for fact, value in sorted(facts.items()) if value}}
    return records.put(scope, STATED, bearer.id, content, firm=bearer.firm, expected_revision=revision)
