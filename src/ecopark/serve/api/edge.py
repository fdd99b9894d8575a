"""Edge boxes over HTTP: codes, enrolment, keys, batches. ``connect.edge`` does the work; format: ``docs/design/edge.md``.

Who sends a batch is known by its signature, not by a session or token: these endpoints let everybody in and verify.
"""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from ecopark.connect.edge.enrol import Box, change_key, enrol, make_code
from ecopark.connect.edge.ledger import EdgeLedger
from ecopark.connect.edge.receive import EdgeDoor
from ecopark.connect.edge.signing import read_headers
from ecopark.connect.live.device import DEFAULT_QUOTA
from ecopark.serve.access.doorkeeper import TooLarge
from ecopark.serve.api.asking import Ask, Everyone, Managers
from ecopark.serve.api.documents import Responses
from ecopark.serve.park import OpenPark

router = APIRouter(prefix="/edge", tags=["edge"])

LARGEST_BATCH = 16 * 1024 * 1024
_RECEIPT: Responses = {
    200: {
        "description": "On the disk, synced: a signed note by the key of the park's evidence log.",
        "content": {"text/plain": {}},
    },
    403: {"description": "Unknown or revoked device, replaced key, wrong signature: nothing was stored."},
    409: {"description": "Another batch was taken under this number before."},
    429: {"description": "Faster than the quota: send again after Retry-After seconds."},
}

Text = Annotated[str, Field(max_length=400)]


class NewCode(BaseModel):
    """The box that will enrol.

    ``datastreams`` empty: all of the firm's (of the park's own, without a firm). ``names``: the box's own names, such as
    ``STATION/COD``, to datastreams.
    """

    device: Annotated[str, Field(max_length=64, examples=["works-logger"])]
    name: Annotated[str, Field(max_length=200)] = ""
    firm: str | None = None
    datastreams: Annotated[list[str], Field(max_length=10_000)] = []
    names: dict[str, str] = {}
    quota_per_minute: int = DEFAULT_QUOTA
    every_s: float | None = None
    hours: float = 48.0


class Code(BaseModel):
    """Shown this once."""

    code: str
    expires: str


class Enrolment(BaseModel):
    """``key``: verifier key of the box; ``signature``: over code and key, base64."""

    code: Text
    key: Text
    signature: Text


class Place(BaseModel):
    """What a box keeps: whose receipts it believes, and where its chain of batches goes on."""

    device: str
    park: str
    park_key: str
    next_seq: int
    previous: str


class NewKey(BaseModel):
    """``signature`` by the key in force, ``new_signature`` by the new one; both over park, device and new key."""

    device: Text
    key: Text
    signature: Text
    new_signature: Text


@router.post("/codes", status_code=201, summary="Make an enrolment code for an edge box")
def codes(ask: Managers, given: NewCode) -> Code:
    """It works once. For a box that is known it means a new key (replaced computer, lost key)."""
    said = given.model_dump(exclude={"hours", "datastreams"})
    box, park = Box(datastreams=tuple(given.datastreams), **said), ask.park
    code, expires = make_code(
        box, hours=given.hours, scope=ask.scope, records=park.records, devices=park.devices, clock=park.clock
    )
    return Code(code=code, expires=expires.isoformat())


@router.post("/enrol", summary="Enrol an edge box with a code")
def enrolment(ask: Everyone, given: Enrolment) -> Place:
    """The box proves that it holds the key. The same again gives the same answer."""
    park, door = ask.park, door_of(ask)
    done = enrol(
        given.code,
        given.key,
        given.signature,
        records=park.records,
        devices=park.devices,
        ledger=door.ledger,
        clock=park.clock,
    )
    return Place(
        device=done.device, park=door.park, park_key=str(park.log.verifier), next_seq=done.next_seq, previous=done.previous
    )


@router.post("/key", status_code=204, summary="Change the key of an edge box")
def key(ask: Everyone, given: NewKey) -> None:
    """From now on batches are signed by the new key alone."""
    change_key(
        given.device, given.key, given.signature, given.new_signature, park=door_of(ask).park, devices=ask.park.devices
    )


@router.post("/batches", summary="Send a signed batch of readings", responses=_RECEIPT)
async def batches(ask: Everyone) -> Response:
    """Arrow IPC stream under headers Ecopark-Device, -Sequence, -Previous, -Content, -Key, -Signature; a signed receipt."""
    door, sent = door_of(ask), read_headers(ask.request.headers)
    await to_thread.run_sync(door.verified, sent)
    body = bytearray()
    async for chunk in ask.request.stream():
        body += chunk
        if len(body) > LARGEST_BATCH:
            raise TooLarge(LARGEST_BATCH)
    receipt = await to_thread.run_sync(door.take, sent, bytes(body))
    return Response(receipt, media_type="text/plain; charset=utf-8")


def door_of(ask: Ask) -> EdgeDoor:
    door: EdgeDoor = ask.request.app.state.edge
    return door


def edge_door(park: OpenPark) -> EdgeDoor:
    """The door of an open park; one per application, as it lets one batch per device in at a time."""
    return EdgeDoor(
        park=park.log.origin,
        sign=park.log.sign,
        devices=park.devices,
        intake=park.intake,
        sources=park.sources,
        ledger=EdgeLedger(park.folder / "data" / "edge"),
        clock=park.clock,
    )
