"""Greenhouse gases over HTTP: inventory, scope 2 three ways, scope 3, factors and their levels, activity data by file."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from ecopark.account.activity_import import read_rows, take_rows
from ecopark.account.base_year import Policy, Recalculation
from ecopark.account.declarations import CATEGORIES, EQUIPMENT
from ecopark.account.emitting import OF_DECLARATION
from ecopark.account.factor_levels import level_of
from ecopark.account.own_factors import KIND as OWN_FACTOR
from ecopark.account.own_factors import decide, propose
from ecopark.account.scope3 import KIND as SCOPE_3
from ecopark.account.scope3 import lines_of, put_line, states
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.terms import Role
from ecopark.rules.records import EmissionFactor, FuelFactor, ProcessFactor
from ecopark.serve.api.asking import Ask, SignedIn, Writers, asking
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import record_json, records_page
from ecopark.serve.api.network import notice
from ecopark.serve.api.notes import RecordId, Revision, mine_or_new
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.api.readings import End, Start
from ecopark.serve.api.results import FirmId, Word, derived_page, own_firm
from ecopark.serve.carbon_figures import carbon_figures, scope3_figure
from ecopark.serve.problems import NotFound
from ecopark.serve.readmodel.carbon import base_year_of, carbon_year

router = APIRouter(tags=["greenhouse gases"])
Deciders = Annotated[Ask, Depends(asking(frozenset({Role.MANAGER, Role.REGULATOR})))]
Year = Annotated[int | None, Query(ge=1990, le=2100, description="Calendar year of the park; the current one if left out.")]


class OwnFactorGiven(BaseModel):
    """A factor of the firm's own with the approval of the authority."""

    firm: str = Field(examples=["steel"])
    id: RecordId | None = Field(default=None, description="Of a factor that is handed in again.")
    facility: str | None = None
    category: str = Field(examples=["stationary_combustion"])
    substance: str = Field(default="", max_length=200, examples=["anthracite"])
    gas: str = Field(examples=["CO2"], description="CO2, CH4, N2O, CO2e, or ncv: net calorific value.")
    value: float = Field(examples=[96000], allow_inf_nan=False)
    unit: str = Field(examples=["kg/TJ"])
    uncertainty_95: float | None = Field(default=None, description="Half of the 95 % interval as a share of the value.")
    valid_from: str = Field(examples=["2025-01-01"])
    valid_to: str | None = None
    document: str = Field(min_length=1, max_length=500, examples=["Quyết định 12/QĐ-BCT"])
    approved_by: str = Field(min_length=1, max_length=300)
    approved_on: str = Field(examples=["2024-12-20"])
    evidence: str = Field(default="", max_length=500)


class Decision(BaseModel):
    state: Literal["accepted", "rejected"]
    reason: str = Field(default="", max_length=2000)


class Scope3Given(BaseModel):
    """One line of scope 3: assessed with its factor, or not relevant with a reason."""

    firm: str = Field(examples=["steel"])
    id: RecordId | None = None
    expected_revision: Revision = None
    category: int = Field(ge=1, le=15, examples=[1])
    year: int = Field(examples=[2025])
    state: Literal["assessed", "not_relevant"] = "assessed"
    method: str = Field(default="", examples=["spend"], description="spend | activity | supplier")
    what: str = Field(default="", max_length=500, examples=["Bao bì giấy"])
    activity: float | None = Field(default=None, allow_inf_nan=False)
    unit: str = Field(default="", max_length=40, examples=["VND"])
    factor: float | None = Field(default=None, allow_inf_nan=False)
    factor_unit: str = Field(default="", max_length=40, examples=["kg/VND"])
    factor_source: str = Field(default="", max_length=500)
    factor_year: int | None = None
    uncertainty_95: float | None = None
    evidence: str = Field(default="", max_length=500)
    reason: str = Field(default="", max_length=2000)


@router.get("/inventory", summary="Greenhouse gases of a year: scopes, intervals, sources, levels of factors")
def summary(ask: SignedIn, firm: FirmId = None, year: Year = None) -> dict[str, Any]:
    """Figures carry a 90 % interval. The three numbers of scope 2 stand side by side and are never added."""
    chosen, own = _year(ask, year), _asked_firm(ask, firm)
    found = carbon_year(ask.snapshot, ask.park.records, ask.scope, Interval.of_year(chosen, ask.zone), chosen, own)
    figures = carbon_figures(found, ask.zone, ask.snapshot.version)
    return {
        "year": chosen,
        "firm": own,
        "gwp_report": found.gwp_report,
        "figures": [figure.content() for figure in figures],
        "interval_by": found.interval_by.method if found.interval_by else None,
        "categories": [
            {"category": p.name, "iso_14064_1": p.iso_category, "tco2e": p.figure.value, "not_computed": p.not_computed}
            for p in found.categories
        ],
        "factor_levels": [{"level": p.name, "tco2e": p.figure.value, "share": p.share} for p in found.levels],
        "largest_sources": [{"source": name, "share_of_variance": share} for name, share in found.sources],
        "missing": [{"reason": said.render(ask.lang), "lines": count} for said, count in found.missing],
        "wastewater": [
            {"guideline": v.guideline, "chosen": v.chosen, "tco2e": v.tco2e, "not_computed": v.not_computed}
            for v in found.variants
        ],
        "notice": notice(ask),
    }


@router.get("/inventory/lines", summary="Greenhouse-gas inventory, line by line", responses=A_PAGE)
def inventory_lines(
    ask: SignedIn,
    firm: FirmId = None,
    category: Word = None,
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """The same lines as ``/accounts/inventory``, by category too."""
    only = {"firm": own_firm(ask, firm), "category": category}
    return derived_page(ask, "inventory_lines", ("month", "id"), only, (start, end), (cursor, limit))


@router.get("/inventory/variants", summary="Wastewater by each IPCC text", responses=A_PAGE)
def variants(ask: SignedIn, firm: FirmId = None, cursor: Cursor = None, limit: Limit = 100) -> Response:
    keys = ("month", "line", "guideline")
    return derived_page(ask, "inventory_variants", keys, {"firm": own_firm(ask, firm)}, (None, None), (cursor, limit))


@router.get("/inventory/base-year", summary="What changed in the base year, by cause, and whether it is to be recalculated")
def base_year(ask: SignedIn, firm: FirmId = None) -> dict[str, Any]:
    """``state``: not_set, unchanged (published once), compared, refused (warming potentials are mixed)."""
    settings, own = ask.park.settings.inventory, _asked_firm(ask, firm)
    if settings.base_year is None:
        return {"state": "not_set", "notice": notice(ask)}
    policy = Policy(settings.base_year, settings.recalculation_threshold_percent / 100)
    interval = Interval.of_year(settings.base_year, ask.zone)
    versions = sorted({said.version for said in ask.snapshot.derived_versions("inventory_lines", ask.scope)})
    found = base_year_of(ask.snapshot, versions, ask.scope, interval, policy, own)
    said: dict[str, Any] = {"base_year": policy.year, "threshold": policy.threshold, "notice": notice(ask)}
    if isinstance(found, Recalculation):
        compared = {"old_tco2e": found.old, "new_tco2e": found.new, "by_cause": dict(found.by_cause), "due": found.due}
        return {"state": "compared", "share": found.share, "text": found.said.render(ask.lang), **compared, **said}
    if isinstance(found, Message):
        return {"state": "refused", "text": found.render(ask.lang), **said}
    return {"state": "unchanged", **said}


@router.get("/inventory/categories", summary="What can be declared, in which units, for which equipment")
def categories(ask: SignedIn) -> dict[str, Any]:
    items = [
        {
            "category": name,
            "units": list(units),
            "equipment": [e for e in EQUIPMENT.get(name, ()) if e],
            "scope": OF_DECLARATION[name][0] if name in OF_DECLARATION else None,
            "line": OF_DECLARATION[name][1] if name in OF_DECLARATION else None,
        }
        for name, (_, units) in CATEGORIES.items()
    ]
    return {"items": items, "next": None, "notice": notice(ask)}


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post("/inventory/activity-data", summary="Activity data of many sources: CSV or JSON, all or none", status_code=201)
def activity_data(
    ask: Writers, content: Annotated[bytes, Depends(_body)], check: Annotated[bool, Query()] = False
) -> dict[str, Any]:
    """Rows become declarations. ``check``: only say what is wrong. 422 lists every row that cannot be taken."""
    rows = read_rows(content)
    if check:
        take_rows(ask.park.records, ask.scope, ask.network, rows, only_check=True)
        return {"rows": len(rows), "kept": 0}
    kept = take_rows(ask.park.records, ask.scope, ask.network, rows)
    return {"rows": len(rows), "kept": len(kept)}


@router.get("/scope2", summary="Scope 2 by location, market and hour: three numbers by firm and month", responses=A_PAGE)
def scope2(
    ask: SignedIn,
    firm: FirmId = None,
    method: Annotated[Literal["location", "market", "hourly"] | None, Query()] = None,
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """``market`` counts cancelled units of the ledger; ``hourly`` only those of the very hour. Never add the three."""
    only = {"firm": own_firm(ask, firm), "method": method}
    return derived_page(ask, "scope2", ("month", "firm", "method"), only, (start, end), (cursor, limit))


@router.get("/scope3", summary="The 15 categories of scope 3, also those that nobody has assessed")
def scope3(ask: SignedIn, firm: FirmId = None, year: Year = None) -> dict[str, Any]:
    chosen, own = _year(ask, year), _asked_firm(ask, firm)
    lines = lines_of(ask.park.records.find(ask.scope, SCOPE_3, firm=own, limit=100_000))
    items = []
    for state in states(lines, chosen, own):
        figure = scope3_figure(state)
        items.append(
            {
                "category": state.category,
                "name": Message(f"account.scope3.category_{state.category}").render(ask.lang),
                "iso_14064_1": state.iso_category,
                "state": state.state.value,
                "quality": state.quality or None,
                "figure": figure.content() if figure is not None else None,
                "lines": [line.id for line in state.lines],
            }
        )
    return {"year": chosen, "firm": own, "items": items, "next": None, "notice": notice(ask)}


@router.get("/scope3/lines", summary="Lines of scope 3 as they were handed in", responses=A_PAGE)
def scope3_lines(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, SCOPE_3, cursor, limit)


@router.post("/scope3/lines", summary="Say something of a category of scope 3", status_code=201)
def new_scope3_line(ask: Writers, given: Scope3Given) -> dict[str, Any]:
    _own(ask, given.firm, SCOPE_3, given.id)
    content = given.model_dump(exclude={"firm", "id", "expected_revision"}, exclude_none=True)
    record_id = given.id or secrets.token_hex(8)
    expected = given.expected_revision
    kept = put_line(ask.park.records, ask.scope, ask.network, given.firm, record_id, content, expected_revision=expected)
    return record_json(ask, kept)


@router.get("/factors", summary="Emission factors of the rule book, with level, year and source")
def factors(ask: SignedIn) -> dict[str, Any]:
    """Own factors stand under ``/factors/own``; they go before these, and the national list before the IPCC."""
    items: list[dict[str, Any]] = []
    for rule in (*ask.park.book.all(EmissionFactor), *ask.park.book.all(FuelFactor), *ask.park.book.all(ProcessFactor)):
        said = {
            k: v for k, v in rule.content().items() if v and k not in ("verified_by", "verified_on", "scope", "supersedes")
        }
        items.append({**said, "level": level_of(rule).value, "provisional": rule.provisional})
    slot = ask.park.book.not_entered("national_emission_factors", ask.park.now().astimezone(ask.zone).date())
    missing = None if slot is None else {"document": slot.document, "place": slot.place, "state": "not_entered"}
    return {"items": items, "next": None, "national_list": missing, "notice": notice(ask)}


@router.get("/factors/own", summary="Factors that firms have of their own, with their approval", responses=A_PAGE)
def own_factors(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, OWN_FACTOR, cursor, limit)


@router.post("/factors/own", summary="Hand in an approved factor", status_code=201)
def new_own_factor(ask: Writers, given: OwnFactorGiven) -> dict[str, Any]:
    """It is used once the manager or the regulator, and not who handed it in, has accepted it."""
    _own(ask, given.firm, OWN_FACTOR, given.id)
    content = given.model_dump(exclude={"firm", "id"}, exclude_none=True)
    record_id = given.id or secrets.token_hex(8)
    return record_json(ask, propose(ask.park.records, ask.scope, ask.network, given.firm, record_id, content))


@router.post("/factors/own/{record_id}/decide", summary="Accept or reject a factor", status_code=201)
def decide_own_factor(ask: Deciders, record_id: str, given: Annotated[Decision, Body()]) -> dict[str, Any]:
    if ask.park.records.get(ask.scope, OWN_FACTOR, record_id) is None:
        raise NotFound(record_id)
    return record_json(ask, decide(ask.park.records, ask.scope, record_id, given.state, given.reason))


def _year(ask: Ask, year: int | None) -> int:
    return year if year is not None else ask.park.now().astimezone(ask.zone).year


def _asked_firm(ask: Ask, firm: str | None) -> str | None:
    """The firm that was asked for; ``NotFound`` where the caller may not see it."""
    if firm is not None and (firm not in ask.network.firms or not ask.scope.sees(firm)):
        raise NotFound(firm)
    return firm


def _own(ask: Ask, firm: str, kind: str, record_id: str | None) -> None:
    """Refuse another's firm, and the id of another's record, alike: nobody learns that it is there."""
    if firm not in ask.network.firms or not ask.scope.sees(firm):
        raise NotFound(firm)
    mine_or_new(ask, kind, record_id or "", firm)
