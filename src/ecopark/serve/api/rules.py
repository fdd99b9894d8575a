"""The rules that judgements and accounts rest on, with document, place and source."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from ecopark.rules.records import Rule
from ecopark.serve.api.asking import Everyone
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.paging import Cursor, Limit, next_link, page_of_list
from ecopark.serve.problems import NotFound

router = APIRouter(tags=["rules"])
_OURS = ("where",)  # a path of our disk tells the reader nothing


@router.get("/rules", summary="Rules in the loaded packs", responses=A_PAGE)
def rules(
    ask: Everyone,
    kind: Annotated[str | None, Query(description="Only rules of this kind.", examples=["limit"])] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> JSONResponse:
    """``provisional`` rules were not compared with the official text by a named person yet."""
    found = [rule for rule in ask.park.book.by_id.values() if kind is None or rule.kind == kind]
    items, following = page_of_list(found, cursor, limit, rule_json)
    answer = {"items": items, "next": following, "notice": None, "version": ask.park.book.version}
    return JSONResponse(answer, headers=next_link(ask.request, following))


@router.get("/rules/{rule_id}", summary="One rule")
def rule(ask: Everyone, rule_id: str) -> dict[str, Any]:
    found = ask.park.book.by_id.get(rule_id)
    if found is None:
        raise NotFound(rule_id)
    return rule_json(found)


def rule_json(found: Rule) -> dict[str, Any]:
    shown = {f.name: _plain(getattr(found, f.name)) for f in fields(found) if f.name not in _OURS}
    return {**shown, "kind": found.kind, "provisional": found.provisional}


def _plain(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
