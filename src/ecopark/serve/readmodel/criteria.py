"""What the pages of criteria show: packs with plain status, progress over the years, the ladder, the same elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.scope import Scope
from ecopark.judge.criteria.assess import Assessment, assess_pack, cheapest, counts
from ecopark.judge.criteria.inputs import Inputs
from ecopark.judge.criteria.ladder import Rung, ladder, level, next_rung
from ecopark.judge.criteria.packs import packs_of
from ecopark.judge.criteria.recognition import Recognition, recognise
from ecopark.judge.documents import DOCUMENT
from ecopark.rules.criteria import Crosswalk
from ecopark.serve.criteria import answers_of, inputs_of, years_shown
from ecopark.serve.park import OpenPark


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack for a subject and year: counts by status, the cheapest step, counts of earlier years."""

    pack: str
    counts: Mapping[str, int]
    step: Assessment | None
    years: Sequence[tuple[int, Mapping[str, int]]]
    provisional: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def state(self) -> str:
        """One word: met, not_met where a criterion is missed, otherwise insufficient."""
        if self.counts["met"] == self.total:
            return "met"
        return "not_met" if self.counts["not_met"] else "insufficient"


@dataclass(frozen=True, slots=True)
class Overview:
    """The page of criteria of one subject and year."""

    packs: Sequence[PackRow]
    rungs: Sequence[Rung]
    level: int
    following: Rung | None
    recognition: Recognition | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence as a page links it: its name, address and the beginning of its hash."""

    name: str
    href: str
    sha256: str


def overview(park: OpenPark, scope: Scope, year: int, subject: str) -> Overview:
    """Packs of the subject with the years before, its rungs, and a firm's recognition."""
    years = years_shown(answers_of(park, scope), year)
    by_year = {y: inputs_of(park, scope, y) for y in years}
    now = by_year[year]
    rows = []
    for pack in packs_of(subject):
        found = assess_pack(now, pack, subject)
        earlier = [(y, counts(assess_pack(by_year[y], pack, subject))) for y in years]
        rows.append(PackRow(pack, counts(found), cheapest(found), earlier, any(a.provisional for a in found)))
    rungs = ladder(now, subject)
    recognition = recognise(now, subject) if subject != "park" else None
    return Overview(rows, rungs, level(rungs), next_rung(rungs), recognition)


def pack_rows(inputs: Inputs, pack: str, subject: str) -> Sequence[Assessment]:
    return assess_pack(inputs, pack, subject)


def elsewhere(park: OpenPark, pack: str, code: str) -> Sequence[Crosswalk]:
    """Where the same quantity stands in other reports and standards."""
    topics = {link.topic for link in park.book.all(Crosswalk, system=pack, code=code)}
    found = [x for x in park.book.all(Crosswalk) if x.topic in topics and (x.system, x.code) != (pack, code)]
    return sorted(found, key=lambda x: (x.system, x.code))


def shown_evidence(park: OpenPark, scope: Scope, evidence: Sequence[Evidence]) -> Sequence[Shown]:
    """Evidence with names and addresses; what the reader may not open is named by its kind."""
    documents = park.records.get_many(scope, DOCUMENT, [e.id for e in evidence if e.kind is EvidenceKind.DOCUMENT])
    return [_shown(part, documents) for part in evidence]


def _shown(part: Evidence, documents: Mapping[str, object]) -> Shown:
    if part.kind is EvidenceKind.DOCUMENT:
        kept = documents.get(part.id)
        content = getattr(kept, "content", {})
        name = str(content.get("title") or content.get("name") or part.id[:12])
        return Shown(name, f"/api/v1/documents/{part.id}/content" if kept is not None else "", part.sha256)
    links = {
        EvidenceKind.INSPECTION: f"/inspections/{part.id}",
        EvidenceKind.DATASTREAM: f"/datastreams/{part.id}",
        EvidenceKind.TABLE: f"/points/{part.id.partition('/')[2]}",
    }
    kind, _, name = part.id.partition("/")
    href = f"/measures/{name}" if part.kind is EvidenceKind.RECORD and kind in ("measure", "verification") else ""
    return Shown(part.id, links.get(part.kind, href), part.sha256)
