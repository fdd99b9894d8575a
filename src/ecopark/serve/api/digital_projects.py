"""Digital projects over HTTP: scored by what they verifiably reduce, per cost and per kWh of their own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from ecopark.account.measures.digital import Score
from ecopark.account.measures.splits import Bounds
from ecopark.core.messages import Lang
from ecopark.serve.api.asking import Ask, SignedIn, Writers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import record_json
from ecopark.serve.api.notes import RecordId, Revision
from ecopark.serve.digital_projects import ScoredProject, put_project, scored_project, scored_projects

router = APIRouter(prefix="/digital-projects", tags=["measures"])
_EXAMPLE = {
    "firm": "steel",
    "name": "Điều khiển lò nung",
    "cost_vnd": 800_000_000,
    "own_kwh_per_year": 1200,
    "measures": ["m-1"],
}
Content = Annotated[dict[str, Any], Body(examples=[_EXAMPLE])]


@router.get("", summary="Digital projects with their scores, the platform first", responses=A_PAGE)
def projects(ask: SignedIn) -> dict[str, Any]:
    """A project without a verified reduction has no score, and is told what would give it one."""
    items = [project_json(found, ask.lang) for found in scored_projects(ask.park, ask.scope)]
    return {"items": items, "next": None, "notice": None}


@router.post("", summary="Enter a digital project", status_code=201)
def enter(ask: Writers, given: Content) -> dict[str, Any]:
    return record_json(ask, put_project(ask.park, ask.scope, given))


@router.get("/{project_id}", summary="One digital project")
def project(ask: SignedIn, project_id: str) -> dict[str, Any]:
    return project_json(scored_project(ask.park, ask.scope, project_id), ask.lang)


@router.put("/{project_id}", summary="Write a new revision of a digital project")
def change(ask: Writers, project_id: RecordId, given: Content, expected_revision: Revision = None) -> dict[str, Any]:
    return _written(ask, project_id, given, expected_revision)


def _written(ask: Ask, project_id: str, given: dict[str, Any], expected: int | None) -> dict[str, Any]:
    return record_json(ask, put_project(ask.park, ask.scope, given, project_id, expected_revision=expected))


def project_json(found: ScoredProject, lang: Lang) -> dict[str, Any]:
    return {
        "id": found.project.id,
        "revision": found.record.revision if found.record else 0,
        "content": found.project.content(),
        "score": score_json(found.score, lang),
    }


def score_json(found: Score, lang: Lang) -> dict[str, Any]:
    parts = ("gross_kwh", "net_kwh", "net_tco2e", "kwh_per_million_vnd", "kwh_per_own_kwh")
    own = {**(_bounds(found.own.kwh_per_year) or {}), "label": found.own.label} if found.own else None
    return {
        "scored": found.scored,
        **{name: _bounds(getattr(found, name)) for name in parts},
        "own_kwh": own,
        "reasons": [{"code": reason.id, "text": reason.render(lang)} for reason in found.reasons],
    }


def _bounds(value: Bounds | None) -> dict[str, Any] | None:
    return None if value is None else {"value": value.value, "low": value.low, "high": value.high}
