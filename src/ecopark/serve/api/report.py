"""Station files sent to the authority: what each receiver got, what waits, what is missing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from ecopark.serve.api.asking import WholePark
from ecopark.serve.readmodel.report import receiver_states

router = APIRouter(tags=["report"])


@router.get("/report", summary="Station files sent to the authority")
def report(ask: WholePark, days: Annotated[int, Query(ge=1, le=60)] = 7) -> dict[str, Any]:
    """Per receiver: last contact, fault, waiting files; per day and station: due, late, waiting, missing, changed."""
    park = ask.park
    states = receiver_states(
        park.settings.report.receivers, ask.network, park.records, park.folder, ask.scope, park.now(), days=days
    )
    return {"items": [state.content(ask.lang) for state in states], "next": None, "notice": None}
