"""What the functions of access need, and what they give: the caller of a request."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ecopark.connect.live.device import Device
from ecopark.core.ports import Clock, EntryLog
from ecopark.core.scope import PUBLIC, Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.records_access import SqlAccess
from ecopark.serve.access.settings import AccessSettings

PLATFORM = system_scope("access")


@dataclass(frozen=True, slots=True)
class Access:
    """Ports of access.

    Attributes
    ----------
    clock
        The real clock: sessions end by it, also in a park whose readings are of another year.
    salt
        Secret of the park: the log carries keyed hashes instead of names. # design 6
    firms
        Ids of the park's firms.
    """

    store: SqlAccess
    log: EntryLog
    clock: Clock
    salt: bytes = field(repr=False)
    firms: frozenset[str] = frozenset()
    settings: AccessSettings = field(default_factory=AccessSettings)

    def note(self, actor: Scope, subject: str, subject_id: str, action: str, content: Mapping[str, object]) -> int:
        """Log a change of a user, session or token, with keyed hashes for names and content; return the entry's index."""
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return self.log.add(
            "access",
            {
                "subject": subject,
                "id": self.keyed(f"{subject}:{subject_id}"),
                "action": action,
                "actor": self.keyed(f"user:{actor.user}"),
                "content_hash": self.keyed(text),
            },
        )

    def keyed(self, text: str) -> str:
        """HMAC-SHA-256 under the park's salt, hex."""
        return hmac.new(self.salt, b"ecopark access\0" + text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request.

    Attributes
    ----------
    via
        ``session`` (cookie: needs CSRF for changes), ``token`` (Bearer, Token, Basic), ``device`` (the same, with a device's
        secret), ``nobody``.
    device
        Only for ``device``: its scope is the public's, except at the doors for devices.
    session_token
        Only for ``session``; never shown.
    """

    scope: Scope
    name: str
    via: Literal["session", "token", "device", "nobody"]
    session_token: str | None = field(default=None, repr=False)
    device: Device | None = None

    @property
    def signed_in(self) -> bool:
        return self.via != "nobody"


NOBODY = Caller(PUBLIC, "", "nobody")


def scope_of(user: str, role: Role, firms: tuple[str, ...]) -> Scope:
    """Scope of a user or token: firms for the role firm, everything for those who see all, nothing for the public."""
    if role is Role.FIRM:
        return Scope(role, user, frozenset(firms))
    return Scope(role, user, frozenset() if role in (Role.PUBLIC, Role.HUB) else None)
