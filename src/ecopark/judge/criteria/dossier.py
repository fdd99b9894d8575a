"""The dossier of registration in six sets: what lies in each, who confirmed it, and the deadlines after it is complete.

The record `dossier_item` has the id ``year:set``. Whoever puts documents into a set does not confirm it (judge 1.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ecopark.core.errors import InputError, NotAllowed
from ecopark.core.figures import Evidence
from ecopark.core.messages import Message
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.judge.criteria.answers import resolve
from ecopark.rules.book import RuleBook
from ecopark.rules.criteria import ListEntry
from ecopark.rules.index import RuleIndex
from ecopark.rules.records import PublicHoliday

DOSSIER_ITEM = "dossier_item"
PROPOSED, CONFIRMED = "proposed", "confirmed"
FOUND = "high"  # confidence of the sets whose names were read in a public copy


@dataclass(frozen=True, slots=True)
class DossierSet:
    """One set with its documents. ``named`` False: its name was not found and is ours. ``made``: files made by us."""

    entry: ListEntry
    documents: tuple[Evidence, ...] = ()
    note: str = ""
    state: str = ""
    proposed_by: str = ""
    confirmed_by: str = ""
    made: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        return self.entry.confidence.value == FOUND

    @property
    def ready(self) -> bool:
        """It holds something, and another person has confirmed it."""
        return self.state == CONFIRMED and bool(self.documents or self.made)

    def content(self) -> dict[str, Any]:
        return {
            "set": self.entry.code,
            "text_vi": self.entry.text_vi,
            "text_en": self.entry.text_en,
            "name_found": self.named,
            "documents": [part.content() for part in self.documents],
            "made": list(self.made),
            "note": self.note,
            "state": self.state or "empty",
            "proposed_by": self.proposed_by,
            "confirmed_by": self.confirmed_by,
            "ready": self.ready,
        }


@dataclass(frozen=True, slots=True)
class Deadline:
    """A step of the procedure with its last day; ``note`` where holidays of that time are not known."""

    entry: ListEntry
    working_days: int
    day: date
    note: Message | None = None


MADE = {"1": ("letter",), "3": ("self-assessment",), "6": ("A.4", "A.5", "B5")}  # files that we make for a set


def dossier_sets(book: RuleIndex, records: RecordsStore, scope: Scope, year: int) -> list[DossierSet]:
    """The six sets of a year in their order."""
    entries = sorted(book.all(ListEntry, listing="dossier_set"), key=lambda entry: entry.order)
    known = records.get_many(scope, DOSSIER_ITEM, [f"{year}:{entry.code}" for entry in entries])
    sets = [DossierSet(entry, made=MADE.get(entry.code, ())) for entry in entries]
    return [_filled(each, known.get(f"{year}:{each.entry.code}")) for each in sets]


def _filled(empty: DossierSet, record: Record | None) -> DossierSet:
    if record is None:
        return empty
    said: Any = record.content
    return replace(
        empty,
        documents=tuple(Evidence.of(part) for part in said["documents"]),
        note=said["note"],
        state=said["state"],
        proposed_by=said["proposed_by"],
        confirmed_by=said["confirmed_by"],
    )


def put_set(
    records: RecordsStore, book: RuleIndex, scope: Scope, year: int, number: str, refs: Sequence[str], note: str
) -> Record:
    """Say what lies in a set; it has to be confirmed (again) by another person."""
    scope.require_role("fill the dossier", Role.MANAGER)
    _entry(book, number)
    documents = [part.content() for part in resolve(records, scope, refs)]
    said = {"documents": documents, "note": note[:2000], "state": PROPOSED, "proposed_by": scope.user, "confirmed_by": ""}
    return records.put(scope, DOSSIER_ITEM, f"{year}:{number}", said)


def confirm_set(records: RecordsStore, book: RuleIndex, scope: Scope, year: int, number: str) -> Record:
    """Confirm a set; ``NotAllowed`` judge.dossier.same_person for whoever filled it."""
    scope.require_role("confirm the dossier", Role.MANAGER, Role.INSPECTOR)
    _entry(book, number)
    known = records.get(scope, DOSSIER_ITEM, f"{year}:{number}")
    if known is None:
        raise InputError("judge.dossier.nothing", where=number)
    if known.content["proposed_by"] == scope.user:
        raise NotAllowed("judge.dossier.same_person", where=number)
    said = {**known.content, "state": CONFIRMED, "confirmed_by": scope.user}
    return records.put(scope, DOSSIER_ITEM, known.id, said, expected_revision=known.revision)


def deadlines(book: RuleBook, complete_on: date) -> list[Deadline]:
    """Last days of the procedure's steps, in working days after the complete dossier came in."""
    entries = sorted(book.all(ListEntry, listing="eip_procedure"), key=lambda entry: entry.order)
    return [_deadline(book, entry, complete_on) for entry in entries]


def _deadline(book: RuleBook, entry: ListEntry, complete_on: date) -> Deadline:
    """Counts days that are worked: no weekend, no public holiday, but weekends that are worked by order."""
    wanted, day, counted = int(entry.value or 0), complete_on, 0
    worked = {holiday.day: holiday.worked for holiday in book.all(PublicHoliday)}
    known = {each.year for each in worked}
    unknown: list[int] = []
    while counted < wanted:
        day += timedelta(days=1)
        counted += worked.get(day, day.weekday() < 5)
        if day.year not in known and day.year not in unknown:
            unknown.append(day.year)
    years = ", ".join(map(str, unknown))
    return Deadline(entry, wanted, day, Message("judge.dossier.holidays", {"year": years}) if unknown else None)


def _entry(book: RuleIndex, number: str) -> ListEntry:
    found = book.all(ListEntry, listing="dossier_set", code=number)
    if not found:
        raise InputError("judge.dossier.unknown", where="set", number=number)
    return found[0]
