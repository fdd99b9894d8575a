"""PACT Technical Specifications 3.0: authentication, ListFootprints, GetFootprint, Events.

A recipient is a program with a token (``ecopark product recipient``). It sees the footprints that the firms themselves
allowed it, and no other: one that it may not have is answered like one that is not there.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from ecopark.account.product.actions import footprints_of, shared_with
from ecopark.account.product.criteria import criteria_of
from ecopark.core.errors import InputError
from ecopark.core.records import Record
from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.clients import grant
from ecopark.serve.access.doorkeeper import address_of
from ecopark.serve.access.ports import PLATFORM
from ecopark.serve.access.settings import AccessSettings
from ecopark.serve.api.asking import Ask, asking
from ecopark.serve.api.pact.errors import PactRoute
from ecopark.serve.api.paging import decode, encode
from ecopark.serve.pact_events import answer_due, take_event
from ecopark.serve.problems import NotFound, TooManyTries

router = APIRouter(prefix="/pact", tags=["pact"], route_class=PactRoute)

READERS = frozenset({Role.HUB, Role.FIRM, Role.MANAGER})
MOST = 500
_PLATFORM = system_scope("pact")
_SETS = {"productId", "companyId", "geography", "classification"}
_SINGLE = ("validOn", "validAfter", "validBefore", "status")


async def _body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_body)]
Recipient = Annotated[Ask, Depends(asking(frozenset({Role.HUB})))]
Reader = Annotated[Ask, Depends(asking(READERS))]
Anybody = Annotated[Ask, Depends(asking(frozenset(Role), forgeable=True))]


@router.post("/auth/token", summary="Action Authenticate: OAuth 2.0 client credentials")
def token(ask: Anybody, request: Request, body: Body) -> JSONResponse:
    """``Authorization: Basic`` with client id and secret, ``grant_type=client_credentials``. The token lasts an hour."""
    form = dict(parse_qsl(body.decode("latin-1")))
    if form.get("grant_type") != "client_credentials":
        return _oauth_error("unsupported_grant_type", "grant_type must be client_credentials")
    client = _basic(request) or (form.get("client_id", ""), form.get("client_secret", ""))
    made = _granted(ask, request, *client)
    if made is None:
        return _oauth_error("invalid_client", "Authentication failed")
    said = {"access_token": made[0], "token_type": "Bearer", "expires_in": made[1]}
    return JSONResponse(said, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


@router.get("/3/footprints", summary="Action ListFootprints")
def footprints(
    ask: Reader, request: Request, limit: Annotated[int | None, Query(ge=0)] = None, cursor: str | None = None
) -> JSONResponse:
    """Footprints that the caller may have, deprecated ones too; pages by ``Link`` with ``rel="next"``."""
    query = request.query_params
    said: dict[str, Any] = {name: query.getlist(name) for name in _SETS if name in query}
    said |= {name: query[name] for name in _SINGLE if name in query}
    wanted = criteria_of(said)
    found = sorted((r for r in _visible(ask) if wanted.match(_document(r))), key=_key)
    after = decode(cursor, 2)
    rest = found if after is None else [r for r in found if _key(r) > after]
    page = rest[: MOST if limit is None else min(limit, MOST)]
    headers = {}
    if page and len(rest) > len(page):
        following = request.url.include_query_params(cursor=encode(_key(page[-1])))
        headers["Link"] = f'<{following}>; rel="next"'
    return JSONResponse({"data": [_document(r) for r in page]}, headers=headers)


@router.get("/3/footprints/{pf_id}", summary="Action GetFootprint")
def footprint(ask: Reader, pf_id: str) -> dict[str, Any]:
    for kept in _visible(ask):
        if kept.id == pf_id.lower():
            return {"data": _document(kept)}
    raise NotFound(pf_id)


@router.post("/3/events", summary="Action Events")
def events(ask: Recipient, body: Body) -> Response:
    """A request, an answer to one of ours, or the news of a published footprint. Answers go to the address that the park
    knows of the recipient, never to what an event says of itself."""
    try:
        event = json.loads(body)
    except ValueError:
        raise InputError("serve.pact.not_json", where="body") from None
    kept = take_event(ask.park, ask.scope, ask.caller.name, event)
    waits = kept is not None and kept.content["state"] == "waiting"
    return Response(status_code=200, background=BackgroundTask(answer_due, ask.park) if waits else None)


def _visible(ask: Ask) -> Sequence[Record]:
    """What the firms allowed a recipient; of a firm its own; a manager's are all that are published."""
    if ask.scope.role is Role.HUB:
        today = ask.park.clock().astimezone(ask.zone).date()
        return shared_with(ask.park.records, _PLATFORM, ask.scope.user.removeprefix("token:"), today)
    return [r for r in footprints_of(ask.park.records, ask.scope) if r.content["state"] in ("published", "deprecated")]


def _document(kept: Record) -> dict[str, Any]:
    return dict(kept.content["document"])  # type: ignore[call-overload, no-any-return]


def _key(kept: Record) -> tuple[str, str]:
    """New footprints come last, so that a page stays right while others are published."""
    return (str(_document(kept)["created"]), kept.id)


def _granted(ask: Ask, request: Request, client_id: str, secret: str) -> tuple[str, int] | None:
    """As at sign-in, guessing is slowed down per client and address."""
    access, settings = ask.park.access, AccessSettings()
    now, subject, address = access.clock(), access.keyed(f"client:{client_id[:100]}"), address_of(request)
    standing = access.store.try_sign_in(
        PLATFORM, subject, address, now, since=now - settings.tries_within,
        per_pair=4 * settings.tries, per_address=4 * settings.tries_per_address,
    )  # fmt: skip
    if standing is not None:
        wait = (standing + settings.tries_within - now).total_seconds()
        raise TooManyTries("serve.sign_in.too_many", max(1, int(wait) + 1))
    made = grant(access, client_id, secret)
    if made is not None:
        access.store.forget_attempts(PLATFORM, subject, address)
    return made


def _basic(request: Request) -> tuple[str, str] | None:
    kind, _, said = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        client, parted, secret = base64.b64decode(said.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (client, secret) if parted else None


def _oauth_error(code: str, why: str) -> JSONResponse:
    """RFC 6749, 5.2."""
    return JSONResponse({"error": code, "error_description": why}, 400, headers={"Cache-Control": "no-store"})
