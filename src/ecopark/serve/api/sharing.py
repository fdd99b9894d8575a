"""What a hub gets: checkpoint, hash tiles, its publications with their proofs; what firms allow; what the policy says.

Hash tiles tell nothing of entries: those of readings and records hold keyed or salted hashes, those of publications a
random word. The entry of a publication is given to the hub it is for, entries of others to nobody.
"""

from __future__ import annotations

import base64
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from ecopark.core.errors import InputError
from ecopark.core.records import Record
from ecopark.network.national.verify import DOCUMENT
from ecopark.network.sharing.policy import BY_FIRM, Aggregate
from ecopark.serve.api.asking import Firms, Hubs, SignedIn
from ecopark.serve.api.documents import example
from ecopark.serve.problems import NotFound
from ecopark.serve.workers.sharing import CONSENT, newest, publication_bytes
from ecopark.trust.log.reader import damage_named
from ecopark.trust.log.tiles import TileName, TileReader

router = APIRouter(prefix="/sharing", tags=["sharing"])
_FULL = 256


class NewConsent(BaseModel):
    """A firm's word on its own figures. An empty list takes the consent back for the future."""

    firm: str = Field(examples=["steel"])
    hub: str = Field(examples=["so-cong-thuong"])
    aggregates: list[Aggregate] = Field(max_length=len(BY_FIRM), examples=[["energy", "water"]])


@router.get("/checkpoint", summary="The signed checkpoint, for a hub", response_class=PlainTextResponse)
def checkpoint(ask: Hubs) -> PlainTextResponse:
    """Signed note (C2SP tlog-checkpoint), the newest."""
    return PlainTextResponse(ask.park.log.signed_checkpoint().decode(), headers={"Cache-Control": "no-cache"})


@router.get("/tile/{level}/{path:path}", summary="A tile of hashes, for a hub")
def tile(ask: Hubs, level: str, path: str) -> Response:
    """Hash tile (C2SP tlog-tiles) of any width that the log has had; never a bundle of entries."""
    name = TileName.parse(f"tile/{level}/{path}")
    if name is None or name.level is None:
        raise NotFound(path)
    reader = TileReader(ask.park.log_storage.read, ask.park.log.size)
    if name.width > max(reader.width(name.level, name.index), 0):
        raise NotFound(path)
    with damage_named():
        content = b"".join(reader.hashes(name.level, name.index)[: name.width])
    keep = "public, max-age=31536000, immutable" if name.width == _FULL else "no-cache"
    return Response(content, media_type="application/octet-stream", headers={"Cache-Control": keep})


@router.get(
    "/publications",
    summary="Publications for the asking hub",
    responses=example({"items": [{"number": 3, "index": 812, "content_hash": "…", "rows": 96}]}),
)
def publications(ask: Hubs, after: Annotated[int, Query(ge=0)] = 0) -> dict[str, Any]:
    """The newest publication, if it is newer than ``after``: it replaces all before it."""
    made = newest(ask.park, ask.caller.name)
    fresh = made is not None and made.number > after and made.index < ask.park.log.size
    keys = ("number", "index", "content_hash", "rows", "time")
    return {"items": [{key: made.content()[key] for key in keys}] if made is not None and fresh else []}


@router.get("/publications/{number}", summary="A publication with its proof", responses=example({"format": DOCUMENT}))
def publication(
    ask: Hubs,
    number: int,
    size: Annotated[int, Query(ge=1, description="Size of the tree that the proof shall lead to.")],
) -> dict[str, Any]:
    """Table (Arrow stream, base64), the log's entry of it, and the entry's path to the root of the tree of ``size``."""
    log, made = ask.park.log, newest(ask.park, ask.caller.name)
    if made is None or made.number != number or not made.index < size <= log.size:
        raise NotFound(str(number))
    return {
        "format": DOCUMENT,
        "entry": {
            "index": made.index,
            "text": log.entry(made.index).decode(),
            "path": [step.hex() for step in log.inclusion_proof(made.index, size)],
        },
        "table": base64.b64encode(publication_bytes(ask.park, made)).decode("ascii"),
    }


@router.get("/policy", summary="What the park shares, and with whom")
def policy(ask: SignedIn) -> dict[str, Any]:
    """For everybody of the park: hubs, aggregates, and the rule that protects single firms."""
    chosen = ask.park.settings.sharing
    return {"hubs": [chosen.content(grant.name) for grant in chosen.hubs]}


@router.get("/consents", summary="What firms allow hubs to see of them")
def consents(ask: SignedIn) -> dict[str, Any]:
    """A firm sees its own."""
    found = ask.park.records.find(ask.scope, CONSENT, limit=10_000)
    return {"items": [_shown(record) for record in found if record.firm is not None]}


@router.post("/consents", summary="Allow a hub to see my firm's own figures", status_code=201)
def consent(ask: Firms, given: NewConsent) -> dict[str, Any]:
    """Only the firm itself can. What a hub has seen cannot be taken back; from now on it gets no more."""
    ask.scope.require(given.firm, f"{CONSENT} {given.firm}")
    sharing = ask.park.settings.sharing
    if given.firm not in ask.network.firms or given.hub not in [grant.name for grant in sharing.hubs]:
        raise InputError("network.sharing.no_consent", where="hub", firm=given.firm, hub=given.hub)
    allowed = [aggregate for aggregate in BY_FIRM if aggregate in given.aggregates]
    content = {"hub": given.hub, "aggregates": allowed}
    name = f"{given.firm}/{given.hub}"
    return _shown(ask.park.records.put(ask.scope, CONSENT, name, content, firm=given.firm))


def _shown(record: Record) -> dict[str, Any]:
    return {
        "firm": record.firm,
        "hub": record.content["hub"],
        "aggregates": record.content["aggregates"],
        "revision": record.revision,
    }
