"""The evidence: checkpoint, tiles and entries in the C2SP paths, proofs, and the rules that judgements rest on.

Checkpoint and hash tiles are public: anybody may watch that the log only grows. Entry bundles name sources and are for
those who see the whole park; everybody gets the entry that proves a reading they may see.
"""

from __future__ import annotations

from typing import Annotated, Any

import pyarrow.compute as pc
from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from ecopark.serve.access import visible
from ecopark.serve.api.asking import Ask, Everyone, WholePark
from ecopark.serve.api.documents import A_PAGE, example
from ecopark.serve.api.formats import json_rows
from ecopark.serve.api.paging import Cursor, Limit, next_link, page_of_table
from ecopark.serve.api.proofs import Proofs
from ecopark.serve.api.times import moment
from ecopark.serve.problems import NotFound
from ecopark.trust.log.keys import HANDOVER
from ecopark.trust.log.tiles import TileName

router = APIRouter(tags=["evidence"])
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/log/checkpoint", summary="The signed checkpoint", response_class=PlainTextResponse)
def checkpoint(ask: Everyone) -> PlainTextResponse:
    """Signed note (C2SP tlog-checkpoint): origin, number of entries, root hash, signatures."""
    return PlainTextResponse(ask.park.log.signed_checkpoint().decode(), headers={"Cache-Control": "no-cache"})


@router.get("/log/witnessed", summary="The newest witnessed checkpoint", response_class=PlainTextResponse)
def witnessed(ask: Everyone) -> PlainTextResponse:
    """The newest checkpoint that enough witnesses have cosigned; the log may have gone on since."""
    note = ask.park.log.witnessed()
    if note is None:
        raise NotFound("witnessed")
    return PlainTextResponse(str(note), headers={"Cache-Control": "no-cache"})


@router.get("/log/handover/{size}", summary="The checkpoint over a change of key", response_class=PlainTextResponse)
def handover(ask: Everyone, size: int) -> PlainTextResponse:
    """Signed by all keys that the change demands; named by its tree size."""
    content = ask.park.log_storage.read(f"{HANDOVER}/{size}")
    if content is None:
        raise NotFound(str(size))
    return PlainTextResponse(content.decode(), headers=_FOREVER)


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


@router.get("/log/proof", summary="Proof of one reading", responses=example({"format": "ecopark-reading-proof/v1"}))
def proof(
    ask: Everyone,
    datastream: Annotated[str, Query(examples=["works.outflow.cod"])],
    time: Annotated[str, Query(description="Phenomenon time.", examples=["2025-03-01T07:00:00+07:00"])],
) -> dict[str, Any]:
    """Everything needed to check one reading without trusting this server: leaf, paths, entry, signed checkpoint.

    The leaf holds the datastream's readings of that UTC day and batch. ``docs/design/evidence.md`` says how to check it.
    """
    stream = visible.datastream(ask.network, ask.scope, datastream)
    proofs: Proofs = ask.request.app.state.proofs
    return proofs.of(ask.park, ask.snapshot, stream.id, moment(time, ask.zone, "time"))


@router.get("/batches", summary="Batches of readings as they came", responses=A_PAGE)
def batches(ask: WholePark, cursor: Cursor = None, limit: Limit = 100) -> JSONResponse:
    """Rows received, kept, known already, restated, late; newest last."""
    headers = ask.conditional()
    table = ask.snapshot.batches(ask.scope)
    padded = pc.utf8_lpad(pc.cast(table.column("batch"), "string"), 20, "0")  # cursors compare as text
    cut = page_of_table(table.append_column("order", padded), ("order",), cursor, limit)
    items = json_rows(cut.rows.drop_columns(["order"]), ask.zone)
    answer = {"items": items, "next": cut.next, "notice": None}
    return JSONResponse(answer, headers={**headers, **next_link(ask.request, cut.next)})


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
