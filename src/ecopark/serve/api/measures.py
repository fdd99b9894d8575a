"""Measures, their baselines, events and verifications over HTTP. What is stored and refused: ``serve/measures.py``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from ecopark.account.measures.baselines import BASELINE
from ecopark.account.measures.events import EVENT
from ecopark.account.measures.records import MEASURE
from ecopark.account.measures.recp import code_of, recp_totals
from ecopark.account.measures.splits import Horizon
from ecopark.account.measures.totals import STANDINGS, ParkTotals, ProgrammeRow, by_sector, by_year, park_totals
from ecopark.account.measures.verification import VERIFICATION
from ecopark.connect.sheet_decode import write_sheet
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, EvidenceKind, Figure, message_of
from ecopark.core.messages import Lang, Message
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.serve.api.asking import Ask, Judges, SignedIn, Triagers, Writers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import missing, record, record_json, records_page
from ecopark.serve.api.notes import RecordId, Revision, Sentence
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.api.times import interval, moment
from ecopark.serve.measure_sheet import import_measures, template
from ecopark.serve.measures import (
    decide_event,
    entries_of,
    propose_event,
    put_measure,
    reject_measure,
    today_of,
)
from ecopark.serve.problems import NotFound
from ecopark.serve.recp import electricity_used
from ecopark.serve.verification import lock_baseline, verify_measure

router = APIRouter(tags=["measures"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EXAMPLE = {
    "firm": "steel",
    "name": "Thay đèn LED nhà xưởng",
    "kind": "energy",
    "status": "installed",
    "installed_on": "2025-07-01",
    "cost_vnd": 250_000_000,
    "meters": ["steel.main.active_energy"],
    "declared": {"electricity_kwh": 60_000, "vnd": 110_000_000},
}
Content = Annotated[dict[str, Any], Body(examples=[_EXAMPLE])]
Year = Annotated[int | None, Query(ge=2000, le=2100, description="Calendar year; left out: per year as it stands now.")]


class Reference(BaseModel):
    """A piece of evidence: a document that was handed in, an inspection, a record."""

    kind: EvidenceKind
    id: str = Field(min_length=1, max_length=300)
    version: int | None = Field(default=None, ge=0)
    sha256: str = Field(default="", pattern="^([0-9a-f]{64})?$")

    def evidence(self) -> Evidence:
        return Evidence(self.kind, self.id, self.version, self.sha256)


class Rejection(BaseModel):
    reason: Sentence = Field(examples=["Công tơ không thấy phần tiết kiệm này."])


class BaselineTerms(BaseModel):
    """From when to when the model is made, and from when it judges. Days are the park's."""

    start: str | None = Field(default=None, examples=["2024-07-01"], description="Left out: twelve months before the end.")
    end: str | None = Field(default=None, examples=["2025-07-01"], description="Left out: the day of installation, or now.")
    reporting_start: str | None = Field(default=None, examples=["2025-07-01"], description="Left out: the end, or tomorrow.")
    reason: str = Field(default="", max_length=2000, description="Needed for a second one and for one that comes late.")


class NewEvent(BaseModel):
    """Something that changed use for reasons outside the measure."""

    measure: RecordId
    start: str = Field(examples=["2025-08-01T00:00:00+07:00"])
    end: str | None = Field(default=None, examples=["2025-08-09T00:00:00+07:00"], description="Left out: it stays so.")
    what: Sentence = Field(examples=["Dừng lò nung để bảo dưỡng."])
    evidence: list[Reference] = Field(default_factory=list, max_length=10)


class Decision(BaseModel):
    """Accept (with evidence) or reject; never by who claims the saving or proposed the event."""

    accept: bool
    reason: Sentence = Field(examples=["Biên bản dừng lò ngày 1/8 khớp với sản lượng."])
    evidence: list[Reference] = Field(default_factory=list, max_length=10)


@router.get("/measures", summary="Measures", responses=A_PAGE)
def measures(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """A firm sees its own."""
    return records_page(ask, MEASURE, cursor, limit)


@router.post("/measures", summary="Enter a measure", status_code=201)
def enter(ask: Writers, given: Content) -> dict[str, Any]:
    """A firm enters its own, the manager all. Amounts are per year; what is not said is left out. See docs: judge, 3."""
    return record_json(ask, put_measure(ask.park, ask.scope, given))


@router.get("/measures/totals", summary="Park totals, split into verified, declared and not provable")
def totals(ask: SignedIn, year: Year = None) -> dict[str, Any]:
    """Number of firms and measures, and what they save. The three parts are never added up here."""
    today, entries = today_of(ask.park), entries_of(ask.park.records, ask.network, ask.scope)
    horizon = Horizon.per_year(today) if year is None else Horizon.year(year, today)
    last = max((e.measure.installed_on.year for e in entries if e.measure.installed_on), default=today.year)
    first = min((e.measure.installed_on.year for e in entries if e.measure.installed_on), default=today.year)
    years = by_year(entries, max(first, today.year - 9), max(first, min(last, today.year)), today, ask.zone)
    return {
        "year": year,
        "boundary": boundary_of(ask.scope),
        **totals_json(park_totals(entries, horizon, ask.zone, boundary_of(ask.scope)), ask.lang),
        "by_year": [_row(row, ask.lang) for row in years],
        "by_sector": [_row(row, ask.lang) for row in by_sector(entries, today, ask.zone)],
    }


@router.get("/measures/recp", summary="Fields of forms A.4 and B.4 (Circular 05/2025) that the register fills")
def recp(
    ask: SignedIn,
    year: Annotated[int, Query(ge=2000, le=2100, description="N of the form; it reports the savings of N-1.")],
    form: Literal["A.4", "B.4"] = "A.4",
    firm: Annotated[str | None, Query(description="For B.4: whose form.")] = None,
) -> dict[str, Any]:
    """Three figures per field. A.4 is the park's: for those who see all firms."""
    if form == "A.4" and not ask.scope.sees_all_firms:
        raise NotFound("A.4")
    firm = firm or (next(iter(ask.scope.firms)) if ask.scope.firms else None)
    if form == "B.4" and (firm is None or firm not in ask.network.firms or not ask.scope.sees(firm)):
        raise NotFound(str(firm))
    entries = entries_of(ask.park.records, ask.network, ask.scope)
    chosen = entries if form == "A.4" else [e for e in entries if e.measure.firm == firm]
    used = electricity_used(ask.park, ask.scope, year - 1) if form == "A.4" else None
    boundary = ("park",) if form == "A.4" else (f"firm:{firm}",)
    figures = recp_totals(
        chosen, year, today_of(ask.park), ask.zone, form=form, electricity_used_kwh=used, boundary=boundary
    )
    items = [{"form": code_of(f)[0], "field": code_of(f)[1], **figure_json(f, ask.lang)} for f in figures]
    return {"form": form, "year": year, "firm": firm if form == "B.4" else None, "items": items}


@router.get("/measures/template", summary="A sheet to fill in", response_class=Response)
def sheet_template(ask: SignedIn, form: Literal["xlsx", "csv"] = "xlsx") -> Response:
    """Headings in the language of the request and one example row."""
    name = "giai-phap" if ask.lang == "vi" else "measures"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    media = XLSX if form == "xlsx" else "text/csv; charset=utf-8"
    return Response(write_sheet(template(ask.lang), form), media_type=media, headers=headers)


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post("/measures/import", summary="Take measures from a spreadsheet", status_code=201)
def take_sheet(
    ask: Writers,
    content: Annotated[bytes, Depends(_body)],
    name: Annotated[str, Query(max_length=200, description="Name of the file.", examples=["giai-phap.xlsx"])],
) -> dict[str, Any]:
    """CSV or XLSX as raw bytes. Good rows are kept; ``errors`` names row, column and remedy of the others."""
    if not content:
        raise InputError("connect.sheet.empty", where=name)
    made = import_measures(ask.park, ask.scope, content, name)
    return {
        "kept": [kept.id for kept in made.kept],
        "unchanged": made.unchanged,
        "errors": [
            {
                "row": p.row,
                "column": p.column,
                "code": p.error.code,
                "text": Message(p.error.code, p.error.params).render(ask.lang),
            }
            for p in made.problems
        ],
    }


@router.get("/measures/{measure_id}", summary="One measure")
def measure(ask: SignedIn, measure_id: str) -> dict[str, Any]:
    return record_json(ask, record(ask, MEASURE, measure_id))


@router.put("/measures/{measure_id}", summary="Write a new revision of a measure")
def change(ask: Writers, measure_id: RecordId, given: Content, expected_revision: Revision = None) -> dict[str, Any]:
    """Nothing is overwritten. *Verified* cannot be typed; changing what was verified takes the status back."""
    return record_json(ask, put_measure(ask.park, ask.scope, given, measure_id, expected_revision=expected_revision))


@router.get("/measures/{measure_id}/history", summary="All revisions of a measure", responses=A_PAGE)
def history(ask: SignedIn, measure_id: str) -> dict[str, Any]:
    return _revisions(ask, MEASURE, measure_id)


@router.post("/measures/{measure_id}/reject", summary="Say that what is claimed does not hold", status_code=201)
def reject(ask: Judges, measure_id: str, given: Rejection) -> dict[str, Any]:
    """Manager or inspector, never who claims it."""
    return record_json(ask, reject_measure(ask.park, ask.scope, measure_id, given.reason))


@router.post("/measures/{measure_id}/baseline", summary="Lock the baseline of a measure", status_code=201)
def lock(ask: Writers, measure_id: str, given: BaselineTerms) -> dict[str, Any]:
    """Refused (409) once the reporting period has begun, unless a reason is given: then it is marked for ever."""
    span = interval(given.start, given.end, ask.zone) if given.start is not None and given.end is not None else None
    end = moment(given.end, ask.zone, "end") if given.end is not None else None
    begins = moment(given.reporting_start, ask.zone, "reporting_start") if given.reporting_start is not None else None
    kept = lock_baseline(ask.park, ask.scope, measure_id, period=span, end=end, reporting_start=begins, reason=given.reason)
    return record_json(ask, kept)


@router.get("/measures/{measure_id}/baselines", summary="Every baseline of a measure, the first one first", responses=A_PAGE)
def baselines(ask: SignedIn, measure_id: str) -> dict[str, Any]:
    record(ask, MEASURE, measure_id)
    revisions = ask.park.records.history(ask.scope, BASELINE, measure_id)
    return {"items": [record_json(ask, revision) for revision in revisions], "next": None, "notice": None}


@router.post("/measures/{measure_id}/verify", summary="Verify a measure with what is known now", status_code=201)
def verify(ask: Triagers, measure_id: str) -> dict[str, Any]:
    """The answer is a new revision of the verification, whatever it says; nothing is refused for want of data."""
    return verification_json(ask, verify_measure(ask.park, ask.scope, measure_id))


@router.get("/verifications", summary="Newest verifications", responses=A_PAGE)
def verifications(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, VERIFICATION, cursor, limit, verification_json)


@router.get("/verifications/{measure_id}", summary="The newest verification of a measure")
def verification(ask: SignedIn, measure_id: str) -> dict[str, Any]:
    return verification_json(ask, record(ask, VERIFICATION, measure_id))


@router.get("/verifications/{measure_id}/history", summary="All verifications of a measure", responses=A_PAGE)
def verification_history(ask: SignedIn, measure_id: str) -> dict[str, Any]:
    return _revisions(ask, VERIFICATION, measure_id)


@router.get("/non-routine-events", summary="Non-routine events, rejected ones too", responses=A_PAGE)
def events(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, EVENT, cursor, limit)


@router.post("/non-routine-events", summary="Propose a non-routine event", status_code=201)
def propose(ask: Triagers, given: NewEvent) -> dict[str, Any]:
    content = {
        **given.model_dump(exclude={"evidence"}),
        "start": moment(given.start, ask.zone, "start").astimezone(ask.zone).isoformat(),
        "end": moment(given.end, ask.zone, "end").astimezone(ask.zone).isoformat() if given.end else None,
        "evidence": [part.evidence().content() for part in given.evidence],
    }
    return record_json(ask, propose_event(ask.park, ask.scope, content))


@router.get("/non-routine-events/{event_id}", summary="One event")
def event(ask: SignedIn, event_id: str) -> dict[str, Any]:
    return record_json(ask, record(ask, EVENT, event_id))


@router.post("/non-routine-events/{event_id}/decide", summary="Accept or reject an event", status_code=201)
def decide(ask: Judges, event_id: str, given: Decision) -> dict[str, Any]:
    """Manager or inspector who neither claims the saving nor proposed the event; accepted only with evidence."""
    evidence = [part.evidence() for part in given.evidence]
    kept = decide_event(ask.park, ask.scope, event_id, accept=given.accept, reason=given.reason, evidence=evidence)
    return record_json(ask, kept)


def _revisions(ask: Ask, kind: str, record_id: str) -> dict[str, Any]:
    revisions = ask.park.records.history(ask.scope, kind, record_id)
    if not revisions:
        raise missing(ask, kind, record_id)
    return {"items": [record_json(ask, revision) for revision in revisions], "next": None, "notice": None}


def boundary_of(scope: Scope) -> tuple[str, ...]:
    """Whose measures a scope adds up."""
    return ("park",) if scope.firms is None else tuple(f"firm:{firm}" for firm in sorted(scope.firms))


def totals_json(found: ParkTotals, lang: Lang) -> dict[str, Any]:
    return {
        "firms": {standing.value: found.firms[standing] for standing in STANDINGS},
        "measures": {standing.value: found.measures[standing] for standing in STANDINGS},
        "planned": found.planned,
        "amounts": {
            name: {standing.value: figure_json(total.of(standing), lang) for standing in STANDINGS}
            for name, total in found.amounts.items()
        },
    }


def figure_json(figure: Figure, lang: Lang) -> dict[str, Any]:
    """The figure with its name and reason in the reader's language."""
    said = figure.content()
    said["label"] = Message(f"figure.{figure.name}").render(lang)
    said["reason_text"] = figure.reason.render(lang) if figure.reason else None
    return said


def verification_json(ask: Ask, kept: Record) -> dict[str, Any]:
    """The record with its reasons as text."""
    said: dict[str, Any] = record_json(ask, kept)
    content = said["content"]
    reason = message_of(content.get("reason"))
    said["reason_text"] = reason.render(ask.lang) if reason else None
    said["missing_text"] = [
        found.render(ask.lang) for part in content.get("missing") or () if (found := message_of(part["what"])) is not None
    ]
    return said


def _row(row: ProgrammeRow, lang: Lang) -> dict[str, Any]:
    return {"key": row.key, "new_firms": row.new_firms, "new_measures": row.new_measures, **totals_json(row.totals, lang)}
