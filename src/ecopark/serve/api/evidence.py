"""The evidence: checkpoint, tiles and entries in the C2SP paths, proofs, and the rules that judgements rest on.

Checkpoint and hash tiles are public: anybody may watch that the log only grows. Entry bundles name sources and are for
those who see the whole park; everybody gets the entry that proves a reading they may see.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from ecopark.serve.api.asking import Ask, Everyone, WholePark
from ecopark.serve.problems import NotFound
from ecopark.trust.log.tiles import TileName

router = APIRouter(tags=["evidence"])
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/log/checkpoint", summary="The signed checkpoint", response_class=PlainTextResponse)
def checkpoint(ask: Everyone) -> PlainTextResponse:
    """Signed note (C2SP tlog-checkpoint): origin, number of entries, root hash, signatures."""
    return PlainTextResponse(ask.park.log.signed_checkpoint().decode(), headers={"Cache-Control": "no-cache"})


@router.get("/log/key", summary="The key that signs checkpoints", response_class=PlainTextResponse)
def key(ask: Everyone) -> PlainTextResponse:
    """Verifier key (C2SP signed-note). Compare it with the one the park has printed elsewhere."""
    return PlainTextResponse(str(ask.park.log.verifier) + "\n")


@router.get("/log/tile/entries/{path:path}", summary="A bundle of entries")
def entries(ask: WholePark, path: str) -> Response:
    """Entry bundle (C2SP tlog-tiles)."""
    return _tile(ask, f"tile/entries/{path}")


@router.get("/log/tile/{level}/{path:path}", summary="A tile of hashes")
def tile(ask: Everyone, level: str, path: str) -> Response:
    """Hash tile (C2SP tlog-tiles); complete ones never change."""
    if level == "entries":
        raise NotFound(path)
    return _tile(ask, f"tile/{level}/{path}")


@router.get("/log/inclusion", summary="Inclusion proof of an entry")
def inclusion(
    ask: Everyone,
    index: Annotated[int, Query(ge=0)],
    size: Annotated[int | None, Query(ge=1, description="Size of the tree; the checkpoint's if left out.")] = None,
) -> dict[str, Any]:
    """Hashes of the path (hex), RFC 6962; they tell nothing of the entry itself."""
    log = ask.park.log
    at = log.size if size is None else size
    if index >= at or at > log.size:
        raise NotFound(f"{index}/{at}")
    return {
        "index": index,
        "size": at,
        "path": [h.hex() for h in log.inclusion_proof(index, at)],
        "root": log.root(at).hex(),
    }


@router.get("/log/consistency", summary="Consistency proof between two sizes")
def consistency(ask: Everyone, old: Annotated[int, Query(ge=1)], new: Annotated[int, Query(ge=1)]) -> dict[str, Any]:
    """Hashes (hex) that show: the larger tree holds the smaller one unchanged."""
    log = ask.park.log
    if not old <= new <= log.size:
        raise NotFound(f"{old}/{new}")
    return {"old": old, "new": new, "path": [h.hex() for h in log.consistency_proof(old, new)]}


def _tile(ask: Ask, name: str) -> Response:
    parsed = TileName.parse(name)
    content = ask.park.log_storage.read(name) if parsed is not None else None
    if content is None:
        raise NotFound(name)
    private = name.startswith("tile/entries/")
    return Response(content, media_type="application/octet-stream", headers={} if private else _FOREVER)


@router.get("/footprint", summary="The platform's own electricity and carbon")
def footprint(ask: Everyone) -> JSONResponse:
    """Measured where the machine offers counters, otherwise modelled with a range and labelled so; null if unknown."""
    measured = ask.park.footprint
    return JSONResponse({"footprint": None if measured is None else dict(measured())})
