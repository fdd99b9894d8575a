"""Criteria over HTTP: packs, assessments, the ladder, recognition, answers, forms, the dossier."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.judge.criteria.answers import ANSWER, PARK, Answer
from ecopark.judge.criteria.assess import Assessment, assess, assess_pack, cheapest, counts
from ecopark.judge.criteria.dossier import confirm_set, deadlines, dossier_sets, put_set
from ecopark.judge.criteria.forms.values import fill
from ecopark.judge.criteria.ladder import Rung, ladder, level
from ecopark.judge.criteria.packs import NAMED, packs_of
from ecopark.judge.criteria.recognition import recognise
from ecopark.rules.criteria import Criterion, Crosswalk
from ecopark.serve.api.asking import Ask, Everyone, Managers, SignedIn, WholePark, Writers
from ecopark.serve.api.asking import Judges as Confirmers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import record_json, records_page
from ecopark.serve.api.paging import Cursor, Limit, next_link, page_of_list
from ecopark.serve.criteria import day_now, inputs_of, put_answer, subject_of, year_now
from ecopark.serve.dossier import MEDIA, dossier_zip, form_file
from ecopark.serve.problems import NotFound

router = APIRouter(tags=["criteria"])

Year = Annotated[int | None, Query(ge=2000, le=2100, description="Reporting year N; this year if left out.")]
Subject = Annotated[str | None, Query(description="``park`` or a firm's id; the caller's own if left out.")]

Day = Annotated[str | None, Query(description="A day of the park; today if left out.", examples=["2026-10-02"])]


class NewAnswer(BaseModel):
    """An answer. ``value``: true or false, a number in the criterion's unit, a text, a day; null takes it back."""

    model_config = ConfigDict(extra="forbid")

    pack: str = Field(examples=["vn-form-a5"], max_length=60)
    code: str = Field(examples=["PM.1"], max_length=60)
    year: int = Field(examples=[2026])
    subject: str = Field(default=PARK, max_length=200)
    value: bool | float | str | None = Field(examples=[True])
    evidence: list[str] = Field(default=[], description="Ids of documents, ``inspection/<id>`` or ``<kind>/<id>``.")
    note: str = Field(default="", max_length=2000)


class SetContent(BaseModel):
    """What lies in a set of the dossier."""

    model_config = ConfigDict(extra="forbid")

    documents: list[str] = Field(default=[], examples=[["5f0c…"]])
    note: str = Field(default="", max_length=2000)


@router.get("/criteria", summary="Packs of criteria with their plain status")
def criteria(ask: SignedIn, year: Year = None, subject: Subject = None) -> dict[str, Any]:
    """Counts of met, not met and insufficient per pack, and the cheapest next step."""
    who, when = subject_of(ask.network, ask.scope, subject), year or year_now(ask.park)
    inputs = inputs_of(ask.park, ask.scope, when)
    packs = []
    for pack in packs_of(who):
        found = assess_pack(inputs, pack, who)
        step = cheapest(found)
        packs.append(
            {
                "pack": pack,
                "title": Message(f"judge.criteria.pack.{pack}").render(ask.lang),
                "counts": counts(found),
                "provisional": any(each.provisional for each in found),
                "cheapest_step": None if step is None else {"code": step.criterion.code, "step": step.step(ask.lang)},
            }
        )
    return {"year": when, "subject": who, "packs": packs}


@router.get("/criteria/crosswalk", summary="One quantity, many reports", responses=A_PAGE)
def crosswalk(ask: Everyone, cursor: Cursor = None, limit: Limit = 200) -> JSONResponse:
    """Vietnamese forms, international framework, GRI 302, 303, 305, 306, ISO clauses, groups of the taxonomy."""
    links = sorted(ask.park.book.all(Crosswalk), key=lambda link: link.id)
    items, following = page_of_list(links, cursor, limit, lambda link: _crosswalk_json(ask, link))
    return JSONResponse({"items": items, "next": following, "notice": None}, headers=next_link(ask.request, following))


@router.get("/criteria/ladder", summary="The maturity ladder, derived from evidence")
def rungs(ask: SignedIn, year: Year = None, subject: Subject = None) -> dict[str, Any]:
    """Each rung with what it rests on and what is missing; nobody types a rung."""
    who, when = subject_of(ask.network, ask.scope, subject), year or year_now(ask.park)
    found = ladder(inputs_of(ask.park, ask.scope, when), who)
    return {"year": when, "subject": who, "level": level(found), "rungs": [_rung_json(ask, rung) for rung in found]}


@router.get("/criteria/recognition", summary="May a firm be recognised as green?")
def recognition(ask: SignedIn, firm: Annotated[str, Query()], year: Year = None) -> dict[str, Any]:
    """Impossible while a limit is exceeded; insufficient while its points cannot be judged."""
    who, when = subject_of(ask.network, ask.scope, firm), year or year_now(ask.park)
    if who == PARK:
        raise NotFound(firm)
    found = recognise(inputs_of(ask.park, ask.scope, when), who)
    conditions = [assessment_json(ask, each) for each in found.conditions]
    said = {"status": found.status.value, "blocked": found.blocked, "reason": found.reason.render(ask.lang)}
    return {"firm": who, "year": when, **said, "conditions": conditions}


@router.get("/criteria/{pack}", summary="Assessments of a pack")
def pack_assessments(ask: SignedIn, pack: str, year: Year = None, subject: Subject = None) -> dict[str, Any]:
    who, when = subject_of(ask.network, ask.scope, subject), year or year_now(ask.park)
    if pack not in NAMED:
        raise NotFound(pack)
    found = assess_pack(inputs_of(ask.park, ask.scope, when), pack, who)
    items = [assessment_json(ask, each) for each in found]
    return {"pack": pack, "year": when, "subject": who, "counts": counts(found), "items": items}


@router.get("/criteria/{pack}/{criterion}", summary="One assessment with its history")
def one_assessment(ask: SignedIn, pack: str, criterion: str, year: Year = None, subject: Subject = None) -> dict[str, Any]:
    """The assessment, the revisions of its answer, and where the same quantity stands in other reports."""
    who, when = subject_of(ask.network, ask.scope, subject), year or year_now(ask.park)
    rules = ask.park.book.all(Criterion, pack=pack, code=criterion)
    if not rules:
        raise NotFound(f"{pack} {criterion}")
    found = assess(inputs_of(ask.park, ask.scope, when), rules[0], who)
    history = ask.park.records.history(ask.scope, ANSWER, f"{pack}:{criterion}:{when}:{who}")
    topics = {link.topic for link in ask.park.book.all(Crosswalk, system=pack, code=criterion)}
    same = [
        link
        for link in ask.park.book.all(Crosswalk)
        if link.topic in topics and (link.system, link.code) != (pack, criterion)
    ]
    return {
        **assessment_json(ask, found),
        "answers": [record_json(ask, revision) for revision in history],
        "also": [_crosswalk_json(ask, link) for link in same],
    }


@router.get("/answers", summary="Answers to criteria and fields of forms", responses=A_PAGE)
def answers(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, ANSWER, cursor, limit)


@router.post("/answers", summary="Answer a criterion or a field of a form", status_code=201)
def answer(ask: Writers, given: NewAnswer) -> dict[str, Any]:
    """A new revision of the answer. Without evidence it is kept and shown, and counts as insufficient."""
    said = Answer(given.pack, given.code, given.year, given.subject, given.value, note=given.note)
    return record_json(ask, put_answer(ask.park, ask.scope, said, given.evidence))


@router.get("/forms/{form}", summary="A form as data")
def form(ask: SignedIn, form: str, year: Year = None, subject: Subject = None) -> dict[str, Any]:
    """Every line with value, typed and computed number, difference, standing, evidence and code."""
    who, when = _form_subject(ask, form, subject), year or year_now(ask.park)
    made = fill(inputs_of(ask.park, ask.scope, when), form, who)
    return {**made.content(), "sha256": made.sha256, "differences": [line.field for line in made.differences]}


@router.get("/forms/{form}/{kind}", summary="A form as DOCX or XLSX")
def form_as_file(
    ask: SignedIn,
    form: str,
    kind: Literal["docx", "xlsx"],
    year: Year = None,
    subject: Subject = None,
    on: Annotated[
        str | None, Query(description="Day that decides which authority is named.", examples=["2026-10-01"])
    ] = None,
) -> Response:
    """The same content, language and day make the same bytes."""
    who, when = _form_subject(ask, form, subject), year or year_now(ask.park)
    content = form_file(ask.park, ask.scope, form, kind, when, who, ask.lang, _day(on))
    name = f"{form.replace('.', '')}-{when}-{who}.{kind}"
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=MEDIA[kind])


@router.get("/dossier", summary="The dossier of registration: six sets with their checklist")
def dossier(ask: WholePark, year: Year = None) -> dict[str, Any]:
    """Names of sets that were not found in a public copy say so (``name_found``)."""
    when = year or year_now(ask.park)
    sets = dossier_sets(ask.park.book, ask.park.records, ask.scope, when)
    return {"year": when, "ready": all(each.ready for each in sets), "sets": [each.content() for each in sets]}


@router.get("/dossier/zip", summary="The dossier as one ZIP with index and hashes")
def dossier_file(ask: WholePark, year: Year = None) -> Response:
    when = year or year_now(ask.park)
    headers = {"Content-Disposition": f'attachment; filename="ho-so-{when}.zip"'}
    return Response(dossier_zip(ask.park, ask.scope, when, ask.lang), headers=headers, media_type="application/zip")


@router.get("/dossier/deadlines", summary="Last days of the procedure")
def dossier_deadlines(
    ask: SignedIn, complete_on: Annotated[str | None, Query(examples=["2026-10-02"])] = None
) -> dict[str, Any]:
    """Working days 3, 15 and 40 after the complete dossier came in."""
    start = _day(complete_on) or day_now(ask.park)
    items = [
        {
            "step": each.entry.text(ask.lang),
            "working_days": each.working_days,
            "day": each.day.isoformat(),
            "note": each.note.render(ask.lang) if each.note else None,
        }
        for each in deadlines(ask.park.book, start)
    ]
    return {"complete_on": start.isoformat(), "items": items}


@router.post("/dossier/{number}", summary="Say what lies in a set", status_code=201)
def fill_set(ask: Managers, number: str, given: SetContent, year: Year = None) -> dict[str, Any]:
    when = year or year_now(ask.park)
    kept = put_set(ask.park.records, ask.park.book, ask.scope, when, number, given.documents, given.note)
    return record_json(ask, kept)


@router.post("/dossier/{number}/confirm", summary="Confirm a set that another person filled", status_code=201)
def confirm(ask: Confirmers, number: str, year: Year = None) -> dict[str, Any]:
    when = year or year_now(ask.park)
    return record_json(ask, confirm_set(ask.park.records, ask.park.book, ask.scope, when, number))


def assessment_json(ask: Ask, found: Assessment) -> dict[str, Any]:
    """The assessment with its sentences in the caller's language."""
    rule = found.criterion
    return {
        **found.content(),
        "text": rule.text(ask.lang),
        "meaning": rule.meaning(ask.lang),
        "reason_text": found.finding.reason.render(ask.lang),
        "missing_text": [need.render(ask.lang) for need in found.missing],
        "next_step": found.step(ask.lang),
        "rule": {
            "id": rule.id,
            "document": rule.document,
            "place": rule.place,
            "source": rule.source,
            "confidence": rule.confidence,
        },
    }


def _rung_json(ask: Ask, rung: Rung) -> dict[str, Any]:
    return {
        "rung": rung.entry.code,
        "text": rung.entry.text(ask.lang),
        "reached": rung.reached,
        "holds": rung.holds,
        "reason": rung.finding.reason.render(ask.lang),
        "missing": [need.render(ask.lang) for need in rung.finding.missing],
        "evidence": [part.content() for part in rung.finding.evidence],
    }


def _crosswalk_json(ask: Ask, link: Crosswalk) -> dict[str, Any]:
    said = {"topic": link.topic, "text": link.text(ask.lang), "system": link.system, "code": link.code}
    return {**said, "document": link.document, "place": link.place, "confidence": link.confidence.value}


def _form_subject(ask: Ask, form: str, subject: str | None) -> str:
    """B.4 is a firm's: the caller's own where nobody says whose; the others are the park's."""
    if form == "B.4" and subject is None and not ask.scope.sees_all_firms:
        return subject_of(ask.network, ask.scope, None)
    return subject_of(ask.network, ask.scope, subject or PARK)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError("judge.answer.not_date", where="day") from error
