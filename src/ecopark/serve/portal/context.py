"""What a page is built from, and what it gives back to be printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from ecopark.core.messages import Lang
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.source import PortalPark, PortalSnapshot


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who reads: scope, shown name, the token that forms carry, and what names the session (never shown)."""

    scope: Scope
    name: str = ""
    csrf: str = ""
    session: str = ""

    @property
    def signed_in(self) -> bool:
        return self.scope.role is not Role.PUBLIC


@dataclass(frozen=True)
class Context:
    """One request for a page."""

    park: PortalPark
    snapshot: PortalSnapshot
    scope: Scope
    lang: Lang
    path: str
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def network(self) -> FlowNetwork:
        return self.park.network

    @cached_property
    def now(self) -> datetime:
        return self.park.now()

    @cached_property
    def month(self) -> Month:
        """The month that the reader chose, otherwise the month of now."""
        return Month.parse(self.query.get("month")) or Month.of(self.now)


@dataclass(frozen=True, slots=True)
class Page:
    """A template with its data. ``title`` is a message id, or plain text when ``titled`` is False."""

    template: str
    title: str
    data: Mapping[str, object] = field(default_factory=dict)
    titled: bool = True
    status: int = 200
    chart: bool = False


class PageMissing(Exception):
    """There is no such page or thing: answered with the designed 404."""
