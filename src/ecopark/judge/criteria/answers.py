"""Answers: what a person says to a criterion or a field of a form, with evidence. # judge 1.4

The record `answer` has the id ``pack:criterion:year:subject``; ``subject`` is ``park`` or the id of a firm. Every change
is a new revision. An answer of "no", or a number that misses its threshold, needs no evidence: nobody has to prove an
admission. Everything else counts only with evidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import ecopark.judge.criteria.messages  # noqa: F401  texts
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.judge.documents import DOCUMENT, MOST_FILES, document_evidence
from ecopark.rules.criteria import About, AnswerKind, Criterion, FormField, ListEntry
from ecopark.rules.index import RuleIndex
from ecopark.trust.inspection.actions import INSPECTION

ANSWER = "answer"
PARK = "park"
WRITERS = (Role.MANAGER, Role.FIRM)
FORM_PACK = "form-"  # pack of a form's fields: form-A.4, form-B.4
Value = bool | float | str | None
_LONGEST = 2000
_YES_NO = {"yes": True, "true": True, "có": True, "co": True, "no": False, "false": False, "không": False, "khong": False}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``value`` None: taken back. ``revision`` and ``actor`` say which revision of the record it is."""

    pack: str
    code: str
    year: int
    subject: str
    value: Value
    unit: str = ""
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    revision: int = 0
    actor: str = ""

    @property
    def key(self) -> str:
        return f"{self.pack}:{self.code}:{self.year}:{self.subject}"

    @property
    def number(self) -> float | None:
        """The value as a number; None for anything else."""
        return float(self.value) if isinstance(self.value, int | float) and not isinstance(self.value, bool) else None

    def content(self) -> dict[str, object]:
        """As it is stored."""
        evidence = [part.content() for part in self.evidence]
        return {"value": self.value, "unit": self.unit, "typed": True, "evidence": evidence, "note": self.note}


@dataclass(frozen=True)
class AnswerBook:
    """Answers by their key; knows nothing of scope: who makes it reads with one."""

    by_key: Mapping[str, Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> AnswerBook:
        return cls({answer.key: answer for answer in answers})

    def get(self, pack: str, code: str, year: int, subject: str = PARK) -> Answer | None:
        found = self.by_key.get(f"{pack}:{code}:{year}:{subject}")
        return None if found is None or found.value is None else found

    def said(self, pack: str, code: str, year: int, subject: str = PARK) -> bool | None:
        """A yes or no: True only with evidence, False as it was admitted, None where it cannot be told."""
        found = self.get(pack, code, year, subject)
        if found is None or not isinstance(found.value, bool):
            return None
        return found.value if found.evidence or not found.value else None

    def years(self) -> Sequence[int]:
        return sorted({answer.year for answer in self.by_key.values()})


def answer_of(record: Record) -> Answer:
    """The answer that a record holds."""
    pack, code, year, subject = record.id.split(":")
    said: Mapping[str, Any] = record.content
    evidence = tuple(Evidence.of(part) for part in said["evidence"])
    return Answer(
        pack, code, int(year), subject, said["value"], said["unit"], evidence, said["note"], record.revision, record.actor
    )


def take_answer(
    records: RecordsStore, book: RuleIndex, network: FlowNetwork, scope: Scope, given: Answer, refs: Sequence[str] = ()
) -> Record:
    """Store an answer; ``refs`` names evidence: ids of documents, ``inspection/<id>`` or ``<kind>/<id>`` of a record.

    Raises
    ------
    InputError
        judge.answer.*: no such criterion, nobody answers it, not a value of its kind, unknown evidence.
    NotAllowed
        A firm answers for itself only; the park's answers are the manager's.
    """
    scope.require_role("answer criteria", *WRITERS)
    asked = find_asked(book, given.pack, given.code)
    firm = _subject(network, scope, asked, given)
    if not 2000 <= given.year <= 2100:
        raise InputError("judge.answer.year", where="year", year=given.year)
    if len(given.note) > _LONGEST:
        raise InputError("judge.document.text_too_long", where="note", field="note", most=_LONGEST)
    value = _value(book, asked, given.value, firm is not None)
    stored = replace(given, value=value, unit=asked.form_unit, evidence=resolve(records, scope, refs))
    return records.put(scope, ANSWER, stored.key, stored.content(), firm=firm)


def typed_value(text: str, kind: AnswerKind, *, yes_no: bool = False) -> Value:
    """A value as people type it: yes or có, 12,5 or 12.5; what is none of the wanted kind stays text and is refused."""
    if kind is AnswerKind.YES_NO or yes_no:
        return _YES_NO.get(text.strip().casefold(), text)
    if kind in (AnswerKind.NUMBER, AnswerKind.COUNT, AnswerKind.SHARE):
        try:
            return float(text.strip().replace(",", "."))
        except ValueError:
            return text
    return text


def find_asked(book: RuleIndex, pack: str, code: str) -> Criterion | FormField:
    """The criterion or field that a pack has under a code; ``InputError`` judge.answer.unknown otherwise."""
    found: Sequence[Criterion | FormField]
    if pack.startswith(FORM_PACK):
        found = book.all(FormField, form=pack.removeprefix(FORM_PACK), code=code)
    else:
        found = book.all(Criterion, pack=pack, code=code)
    if not found:
        raise InputError("judge.answer.unknown", where="code", pack=pack, item=code)
    return found[0]


def resolve(records: RecordsStore, scope: Scope, refs: Sequence[str]) -> tuple[Evidence, ...]:
    """Evidence that exists and that the caller may see, with revision and hash as of now, each once."""
    if len(refs) > MOST_FILES:
        raise InputError("judge.answer.too_many", where="evidence", most=MOST_FILES)
    return tuple({ref: _evidence(records, scope, ref) for ref in refs if ref}.values())


def _evidence(records: RecordsStore, scope: Scope, ref: str) -> Evidence:
    kind, _, record_id = ref.partition("/") if "/" in ref else (DOCUMENT, "", ref)
    record = records.get(scope, kind, record_id)
    if record is None:
        raise InputError("judge.answer.no_evidence", where="evidence", ref=ref)
    if kind == DOCUMENT:
        return document_evidence(record)
    if kind == INSPECTION:
        return Evidence(EvidenceKind.INSPECTION, record.id, record.revision)
    return Evidence(EvidenceKind.RECORD, f"{kind}/{record.id}", record.revision)


def _subject(network: FlowNetwork, scope: Scope, asked: Criterion | FormField, given: Answer) -> str | None:
    """The firm of an answer, None for the park's."""
    firm = None if given.subject == PARK else given.subject
    scope.require(firm, given.key)
    if firm is not None and firm not in network.firms:
        raise InputError("judge.document.firm_unknown", where="subject", firm=firm)
    about = _about(asked)
    if about is not About.BOTH and (about is About.FIRM) != (firm is not None):
        raise InputError("judge.answer.other_subject", where="subject", item=given.code)
    return firm


def _about(asked: Criterion | FormField) -> About:
    if isinstance(asked, FormField):
        return About.FIRM if asked.form.startswith("B") else About.PARK
    return About.BOTH if asked.answer is AnswerKind.SHARE else asked.about


def _value(book: RuleIndex, asked: Criterion | FormField, value: Value, by_firm: bool) -> Value:
    """The value as its kind wants it; a firm answers yes or no where the park gives a share."""
    if value is None:
        return None
    kind = asked.answer
    if kind is AnswerKind.YES_NO or (kind is AnswerKind.SHARE and by_firm):
        if not isinstance(value, bool):
            raise InputError("judge.answer.not_yes_no", where="value")
        return value
    if kind in (AnswerKind.NUMBER, AnswerKind.COUNT, AnswerKind.SHARE):
        return _number(asked, value)
    if kind in (AnswerKind.DERIVED, AnswerKind.SLOT):
        raise InputError("judge.answer.nobody_types", where="code", item=asked.code)
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= _LONGEST:
        raise InputError("judge.answer.not_text", where="value", most=_LONGEST)
    return _word(book, kind, value.strip())


def _word(book: RuleIndex, kind: AnswerKind, text: str) -> str:
    if kind is AnswerKind.CHOICE:
        known = [entry.code for entry in book.all(ListEntry, listing="taxonomy_group")]
        if text not in known:
            raise InputError("judge.answer.not_listed", where="value", known=", ".join(known))
    if kind is AnswerKind.DATE:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise InputError("judge.answer.not_date", where="value") from error
    return text


def _number(asked: Criterion | FormField, value: Value) -> float:
    if isinstance(value, bool | str) or value is None or not math.isfinite(value):
        raise InputError("judge.answer.not_number", where="value")
    low, high = 0.0, math.inf
    if isinstance(asked, Criterion):
        low = -math.inf if asked.least_valid is None else asked.least_valid
        high = math.inf if asked.most_valid is None else asked.most_valid
    if asked.form_unit == "percent":
        low, high = max(low, 0.0), min(high, 100.0)
    if asked.answer is AnswerKind.COUNT and (value != int(value) or value < 0):
        raise InputError("judge.answer.not_count", where="value")
    if not low <= value <= high:
        raise InputError("judge.answer.out_of_range", where="value", low=low, high=high)
    return float(value)
