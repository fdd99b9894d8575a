"""Who asks, in which language, with which snapshot: the one dependency of every endpoint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

import ecopark.serve.api.messages  # noqa: F401  texts
from ecopark.core.messages import Lang
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.serve.access.devices import SENDERS, DeviceAsk
from ecopark.serve.access.policy import EVERYONE, HUBS, SIGNED_IN, WHOLE_PARK, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import language_of


class NotModified(Exception):
    """What the caller has is still right: 304."""

    def __init__(self, etag: str) -> None:
        self.etag = etag


@dataclass(frozen=True)
class Ask:
    """One request: the park, the caller and the language of the answer."""

    request: Request
    park: OpenPark
    caller: Caller
    lang: Lang

    @property
    def scope(self) -> Scope:
        return self.caller.scope

    @property
    def network(self) -> FlowNetwork:
        return self.park.network

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.network.park.zone)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The newest published state; the same for the whole request."""
        return self.park.snapshot()

    @cached_property
    def etag(self) -> str:
        """Names what the answer depends on: state of the park, who asks, language, wanted format."""
        firms = self.scope.firms
        known = [
            self.request.app.state.started,
            self.snapshot.version,
            self.scope.role.value,
            None if firms is None else sorted(firms),
            self.lang,
            self.request.headers.get("accept", ""),
            str(self.request.url),
        ]
        return f'W/"{hashlib.sha256(json.dumps(known).encode()).hexdigest()[:32]}"'

    def conditional(self) -> dict[str, str]:
        """Headers of an answer that stands until the next snapshot; raises ``NotModified`` if the caller has it."""
        wanted = self.request.headers.get("if-none-match", "")
        if self.etag in [tag.strip() for tag in wanted.split(",")]:
            raise NotModified(self.etag)
        varies = "Accept, Accept-Language, Cookie, Authorization"
        return {"ETag": self.etag, "Cache-Control": "private, no-cache", "Vary": varies}


def asking(roles: frozenset[Role], *, forgeable: bool = False) -> Callable[..., Coroutine[Any, Any, Ask]]:
    """The dependency of an endpoint that these roles may use."""

    async def ask(request: Request, caller: Caller = Depends(Allow(roles, forgeable))) -> Ask:  # noqa: B008
        return Ask(request, request.app.state.park, caller, language_of(request))

    return ask


async def _sending(request: Request, caller: Caller = Depends(Allow(SENDERS, devices=True))) -> DeviceAsk:  # noqa: B008
    return DeviceAsk(request, caller, request.app.state.park.intake, language_of(request))


Everyone = Annotated[Ask, Depends(asking(EVERYONE))]
SignedIn = Annotated[Ask, Depends(asking(SIGNED_IN))]
WholePark = Annotated[Ask, Depends(asking(WHOLE_PARK))]
Hubs = Annotated[Ask, Depends(asking(HUBS))]
Firms = Annotated[Ask, Depends(asking(frozenset({Role.FIRM})))]
Managers = Annotated[Ask, Depends(asking(frozenset({Role.MANAGER})))]
Writers = Annotated[Ask, Depends(asking(frozenset({Role.MANAGER, Role.FIRM})))]
Judges = Annotated[Ask, Depends(asking(frozenset({Role.MANAGER, Role.INSPECTOR})))]
Triagers = Annotated[Ask, Depends(asking(frozenset({Role.MANAGER, Role.INSPECTOR, Role.FIRM})))]
Senders = Annotated[DeviceAsk, Depends(_sending)]
SigningIn = Annotated[Ask, Depends(asking(EVERYONE, forgeable=True))]
