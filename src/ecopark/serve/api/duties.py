"""Duties over HTTP: the calendar, thresholds from measured figures, done marks, arithmetic of allowances."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from ecopark.core.errors import InputError
from ecopark.judge.duties import actions
from ecopark.judge.duties.allowances import position
from ecopark.judge.duties.calendar import FACTS, Bearer
from ecopark.serve.api.asking import Ask, SignedIn, Writers
from ecopark.serve.api.kept import record_json
from ecopark.serve.api.network import notice
from ecopark.serve.api.notes import Revision
from ecopark.serve.compliance import evidence_of
from ecopark.serve.duties import bearers_of, calendar_of, check_json, deadline_json, ghg_checks, year_before
from ecopark.serve.problems import NotFound

router = APIRouter(prefix="/duties", tags=["duties"])


class Done(BaseModel):
    """That a duty was done, with a document that shows it."""

    bearer: str = Field(max_length=200, examples=["firm:steel"])
    duty: str = Field(max_length=100, examples=["ghg_inventory"])
    last_day: date | None = Field(default=None, examples=["2027-03-30"], description="Of the deadline; or ``year``.")
    year: int | None = Field(default=None, ge=2000, le=2200, description="For duties without a day.")
    evidence: list[Annotated[str, Field(max_length=300)]] = Field(max_length=10, examples=[["document:5f0c…"]])
    note: str = Field(default="", max_length=2000)
    expected_revision: Revision = None


class Facts(BaseModel):
    """What decides which duties apply. An empty value takes a statement back."""

    bearer: str = Field(max_length=200, examples=["firm:steel"])
    facts: dict[str, str] = Field(max_length=10, examples=[{"ghg_listed": "yes", "allowance": "no"}])
    expected_revision: Revision = None


@router.get("", summary="Who must do what by when")
def duties(
    ask: SignedIn,
    bearer: Annotated[str | None, Query(description="firm:<id>, developer or station:<point>.")] = None,
    state: Annotated[str | None, Query(description="overdue, soon, later, done, not_stated, no_date, event.")] = None,
) -> dict[str, Any]:
    """The next to act on first. Each names its article, its source and the authority in charge on that day."""
    found = calendar_of(ask.network, ask.park.records, ask.park.book, ask.scope, ask.park.now())
    items = [
        deadline_json(deadline, ask.lang)
        for deadline in found
        if bearer in (None, deadline.bearer) and state in (None, deadline.state)
    ]
    return {"items": items, "facts": {name: list(words) for name, words in FACTS.items()}, "notice": notice(ask)}


@router.get("/thresholds", summary="Must a firm make a greenhouse-gas inventory?")
def thresholds(
    ask: SignedIn, year: Annotated[int | None, Query(ge=2000, le=2200, description="The last whole year.")] = None
) -> dict[str, Any]:
    """Emissions and energy of a year with interval against Decree 06/2022 art. 6: must, need_not, cannot_tell."""
    chosen = year or year_before(ask.park.now(), ask.zone)
    found = ghg_checks(ask.network, ask.park.records, ask.park.book, ask.snapshot, ask.scope, chosen, ask.park.now())
    return {"year": chosen, "items": [check_json(check, ask.lang) for check in found], "notice": notice(ask)}


@router.get("/allowances", summary="Allowances: owed, borrowed, offset")
def allowances(
    ask: SignedIn,
    allocated: Annotated[int, Query(ge=0, le=10**9, description="Allowances of the phase, tCO2e.")] = 0,
    direct_emissions: Annotated[float, Query(ge=0, le=1e12, description="Direct emissions of the phase, tCO2e.")] = 0.0,
    held: Annotated[int | None, Query(ge=0, le=10**9)] = None,
    offsets: Annotated[int, Query(ge=0, le=10**9)] = 0,
    borrowed: Annotated[int, Query(ge=0, le=10**9)] = 0,
    allocated_next: Annotated[int | None, Query(ge=0, le=10**9)] = None,
) -> dict[str, Any]:
    """Decree 06/2022 art. 19 as amended: borrow at most 15 %, offset at most 30 %. Nothing is stored."""
    found = position(
        ask.park.book,
        ask.park.now().astimezone(ask.zone).date(),
        allocated=allocated,
        direct_emissions_tco2e=direct_emissions,
        held=held,
        offsets=offsets,
        borrowed=borrowed,
        allocated_next=allocated_next,
    )
    return asdict(found)


@router.post("/done", summary="Mark a duty as done", status_code=201)
def done(ask: Writers, given: Done) -> dict[str, Any]:
    """A firm for its own duties. At least one document must show it."""
    kept = actions.mark_done(
        ask.park.records,
        ask.park.book,
        ask.scope,
        bearer_of(ask, given.bearer),
        given.duty,
        last_day=given.last_day,
        year=given.year,
        evidence=evidence_of(ask.park.records, ask.scope, given.evidence),
        note=given.note,
        revision=given.expected_revision,
    )
    return record_json(ask, kept)


@router.post("/facts", summary="State what decides which duties apply", status_code=201)
def facts(ask: Writers, given: Facts) -> dict[str, Any]:
    """A firm for itself, the manager for everybody and the developer."""
    bearer = bearer_of(ask, given.bearer)
    if any(len(value) > 50 for value in given.facts.values()):
        raise InputError("judge.duty.bad_fact", where="facts", fact="facts", value="…", known=" | ".join(FACTS))
    return record_json(ask, actions.state_facts(ask.park.records, ask.scope, bearer, given.facts, given.expected_revision))


def bearer_of(ask: Ask, name: str) -> Bearer:
    """The bearer; ``NotFound`` alike if there is none and if the scope does not reach it."""
    for bearer in bearers_of(ask.network, ask.park.records, ask.scope):
        if bearer.id == name:
            return bearer
    raise NotFound(name)
