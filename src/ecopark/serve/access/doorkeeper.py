"""In front of every request: the host name, who it is, how much may be sent; behind every answer: security headers."""

from __future__ import annotations

from collections.abc import MutableMapping
from ipaddress import AddressValueError, IPv6Network
from typing import Any

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import ecopark.serve.access.messages  # noqa: F401  texts
from ecopark.connect.live.devices import Devices
from ecopark.core.errors import EcoparkError
from ecopark.serve.access.clients import caller_of_access_token
from ecopark.serve.access.devices import Given, caller_of_device, given_in, given_in_query
from ecopark.serve.access.headers import NO_STORE, SECURITY_HEADERS, STRICT_TRANSPORT
from ecopark.serve.access.ports import NOBODY, Access, Caller
from ecopark.serve.access.sessions import caller_of_session
from ecopark.serve.access.tokens import caller_of_token
from ecopark.serve.problems import Refused, language_of, problem_of

# Their endpoints verify a signature over the content's hash before they read it.
SIGNED_PATHS = frozenset({"/api/v1/edge/batches"})


class TooLarge(HTTPException):
    """More content than allowed arrived, without saying so beforehand."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.limit = limit


class Doorkeeper:
    """ASGI middleware. Puts the ``Caller`` into ``request.state.caller``; refuses unknown hosts and too large requests.

    Where it cannot be known who asks (the records are not reachable), ``request.state.refusal`` holds the error, which
    the endpoint's policy raises: nobody is let in on a guess.
    Paths under ``unscoped`` (static files) are served without asking who it is.
    """

    def __init__(self, app: ASGIApp, access: Access, devices: Devices, unscoped: tuple[str, ...] = ("/static/",)) -> None:
        self._app = app
        self._access = access
        self._devices = devices
        self._unscoped = unscoped

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            await send({"type": "websocket.close", "code": 1008})
            return
        state = scope.setdefault("state", {})
        headers = Headers(scope=scope)
        secure = scope.get("scheme") == "https"
        await self._look(scope, headers, state)
        limit = self._access.settings.largest_request
        if not state["caller"].signed_in and scope["path"] not in SIGNED_PATHS:
            limit = self._access.settings.largest_anonymous
        guarded = _with_headers(send, secure)
        if int(headers.get("content-length") or 0) > limit and "refusal" not in state:
            state["refusal"] = Refused(413, "serve.request.too_large", limit=limit)
        if isinstance(state.get("refusal"), Refused):
            await _refuse(state["refusal"], scope, receive, guarded)
            return
        await self._app(scope, _limited(receive, limit), guarded)

    async def _look(self, scope: Scope, headers: Headers, state: MutableMapping[str, Any]) -> None:
        state["caller"] = NOBODY
        host = host_name(headers.get("host", ""))
        if host not in self._access.settings.allowed_hosts:
            state["refusal"] = Refused(421, "serve.host.unknown", host=host[:100])
            return
        if scope["path"].startswith(self._unscoped):
            return
        try:
            state["caller"] = await self._identify(scope, headers)
        except EcoparkError as error:
            state["refusal"] = error

    async def _identify(self, scope: Scope, headers: Headers) -> Caller:
        authorization = headers.get("authorization")
        given = given_in(authorization) if authorization else given_in_query(scope["path"], scope.get("query_string", b""))
        if given is not None:
            return await to_thread.run_sync(self._of_given, given) or NOBODY
        if authorization:
            return NOBODY
        cookie = HTTPConnection(scope).cookies.get(cookie_name(scope.get("scheme") == "https"))
        if cookie:
            return await to_thread.run_sync(caller_of_session, self._access, cookie) or NOBODY
        return NOBODY

    def _of_given(self, given: Given) -> Caller | None:
        known = caller_of_device(self._devices, given) or caller_of_token(self._access, given.secret)
        return known or caller_of_access_token(self._access, given.secret)


async def _refuse(refusal: Refused, scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    lang = language_of(request)
    document = problem_of(refusal, lang).document(request.url.path)
    answer = JSONResponse(document, refusal.status, media_type="application/problem+json")
    await answer(scope, receive, send)


def cookie_name(secure: bool) -> str:
    """``__Host-`` binds the cookie to this host and to https; plain names serve loopback without https."""
    return "__Host-ecopark" if secure else "ecopark"


def host_name(host: str) -> str:
    """Name without port, in small letters: ``[::1]:8000`` is ``::1``."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def address_of(request: Request) -> str:
    """Address of the caller for throttling; of IPv6 the /64, which is what one household or firm holds."""
    address = request.client.host if request.client else "unknown"
    if ":" not in address:
        return address
    try:
        return str(IPv6Network(f"{address.partition('%')[0]}/64", strict=False))
    except (AddressValueError, ValueError):
        return address


def _limited(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooLarge(limit)
        return message

    return counted


def _with_headers(send: Send, secure: bool) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            present = {name.lower() for name, _ in headers}
            extra = (*SECURITY_HEADERS, NO_STORE, *((STRICT_TRANSPORT,) if secure else ()))
            headers += [(name, value) for name, value in extra if name not in present]
            message = {**message, "headers": headers}
        await send(message)

    return guarded
