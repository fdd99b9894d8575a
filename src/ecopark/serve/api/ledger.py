"""The ledger of attribute units over HTTP: issue, split, share out, transfer, cancel. A unit is used once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, Field

from ecopark.core.records import Record
from ecopark.serve.api.asking import Ask, SignedIn, WholePark, Writers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import missing, record, record_json, records_page
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.ledger import ENTRY, audit_of, cancel_unit, issue_unit, share_unit, split_unit, transfer_unit

router = APIRouter(prefix="/ledger", tags=["ledger"])

_EXAMPLE = {
    "id": "pv-2025-03",
    "kind": "pv_kwh",
    "origin": "furniture.pv",
    "start": "2025-03-01T00:00:00+07:00",
    "end": "2025-04-01T00:00:00+07:00",
    "quantity": 14250000,
    "unit": "Wh",
    "owner": "furniture",
}
Content = Annotated[dict[str, Any], Body(examples=[_EXAMPLE])]
UnitId = Annotated[str, Field(min_length=1, max_length=100)]


class Part(BaseModel):
    id: UnitId
    quantity: int = Field(gt=0, le=10**15)


class Parts(BaseModel):
    """Parts that together are all of the unit."""

    parts: list[Part] = Field(min_length=1, max_length=1000)


class Key(BaseModel):
    """Shares of giver and receiver in millionths, at most 1,000,000 together; the rest stays with the park."""

    key: dict[str, Annotated[int, Field(ge=0, le=1_000_000)]] = Field(examples=[{"steel": 500_000, "plating": 500_000}])


class Receiver(BaseModel):
    """A firm, ``park``, or ``outside:…`` for somebody who is no member: what goes there is sold."""

    to: str = Field(min_length=1, max_length=100, examples=["outside:I-REC buyer"])
    model: str | None = Field(default=None, max_length=40, examples=["mass_balance"])


class Use(BaseModel):
    """The claim for which the unit is used, for good."""

    claim: str = Field(min_length=1, max_length=100)


@router.get("", summary="Units", responses=A_PAGE)
def units(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """A firm sees its own."""
    return records_page(ask, ENTRY, cursor, limit)


@router.post("", summary="Issue a unit", status_code=201)
def issue(ask: Writers, given: Content) -> dict[str, Any]:
    """Whole numbers of the smallest unit (Wh, g, gCO2e), rounded down. 409: its attribute was issued already."""
    return record_json(ask, issue_unit(ask.park, ask.scope, given))


@router.get("/audit", summary="Faults of the whole history")
def audit(ask: WholePark) -> dict[str, Any]:
    """Empty where no unit was used twice, split wrongly or changed."""
    faults = audit_of(ask.park)
    items = [{"code": f.code, "units": list(f.units), "text": f.message.render(ask.lang)} for f in faults]
    return {"items": items, "next": None, "notice": None}


@router.get("/{unit_id}", summary="One unit")
def unit(ask: SignedIn, unit_id: str) -> dict[str, Any]:
    return record_json(ask, record(ask, ENTRY, unit_id))


@router.get("/{unit_id}/history", summary="All revisions of a unit", responses=A_PAGE)
def history(ask: SignedIn, unit_id: str) -> dict[str, Any]:
    revisions = ask.park.records.history(ask.scope, ENTRY, unit_id)
    if not revisions:
        raise missing(ask, ENTRY, unit_id)
    return {"items": [record_json(ask, r) for r in revisions], "next": None, "notice": None}


@router.post("/{unit_id}/split", summary="Split a unit")
def split(ask: Writers, unit_id: str, given: Parts) -> dict[str, Any]:
    known = record(ask, ENTRY, unit_id)
    return _changed(ask, split_unit(ask.park, ask.scope, known.id, [(p.id, p.quantity) for p in given.parts]))


@router.post("/{unit_id}/share", summary="Share a symbiosis saving out by a signed key")
def share(ask: Writers, unit_id: str, given: Key) -> dict[str, Any]:
    return _changed(ask, share_unit(ask.park, ask.scope, record(ask, ENTRY, unit_id).id, given.key))


@router.post("/{unit_id}/transfer", summary="Hand a unit on")
def transfer(ask: Writers, unit_id: str, given: Receiver) -> dict[str, Any]:
    known = record(ask, ENTRY, unit_id)
    return _changed(ask, [transfer_unit(ask.park, ask.scope, known.id, given.to, given.model)])


@router.post("/{unit_id}/cancel", summary="Use a unit for a claim")
def cancel(ask: Writers, unit_id: str, given: Use) -> dict[str, Any]:
    return _changed(ask, [cancel_unit(ask.park, ask.scope, record(ask, ENTRY, unit_id).id, given.claim)])


def _changed(ask: Ask, records: object) -> dict[str, Any]:
    """The units that changed, as far as the caller still sees them."""
    assert isinstance(records, list | tuple)
    kept: list[Record] = [r for r in records if ask.scope.sees(r.firm)]
    return {"items": [record_json(ask, r) for r in kept], "next": None, "notice": None}
