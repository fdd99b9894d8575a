"""Tokens of programs (Bearer): created by managers with a role and firms of their own, shown once, revocable."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

import ecopark.serve.access.messages  # noqa: F401  texts
from ecopark.core.errors import InputError
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.engine.records_access import ApiToken
from ecopark.serve.access.ports import PLATFORM, Access, Caller, scope_of
from ecopark.serve.access.users import checked_firms
from ecopark.serve.problems import NotFound

PREFIX = "ecopark_"  # lets scanners of source code recognise a leaked token
_LONGEST_NAME = 100


def create_token(
    access: Access, scope: Scope, *, name: str, role: Role, firms: Iterable[str] = (), expires: datetime | None = None
) -> tuple[str, ApiToken]:
    """Return the token, which is shown this once, and what is kept of it."""
    scope.require_role("create tokens", Role.MANAGER)
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        raise InputError("serve.token.too_long", where="name", longest=_LONGEST_NAME)
    named = checked_firms(access, role, firms)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(secrets.token_hex(8), _digest(secret), name.strip(), role, named, scope.user, access.clock(), expires)
    access.store.add_token(PLATFORM, token)
    access.note(scope, "token", token.id, "created", {"name": token.name, "role": role.value, "firms": list(named)})
    return secret, token


def revoke_token(access: Access, scope: Scope, token_id: str) -> None:
    """``NotFound`` if there is no such token that still opens."""
    scope.require_role("revoke tokens", Role.MANAGER)
    if not access.store.revoke_token(PLATFORM, token_id, access.clock()):
        raise NotFound(token_id)
    access.note(scope, "token", token_id, "revoked", {})


def caller_of_token(access: Access, secret: str) -> Caller | None:
    """Who the program is; None for a token that is unknown, revoked or past its time."""
    token = token_of_secret(access, secret)
    if token is None:
        return None
    return Caller(scope_of(f"token:{token.id}", token.role, token.firms), token.name, "token")


def token_of_secret(access: Access, secret: str) -> ApiToken | None:
    """The token that is good now and has this secret."""
    token = access.store.token(PLATFORM, _digest(secret)) if secret.startswith(PREFIX) else None
    if token is None or token.revoked_time is not None:
        return None
    if token.expires_time is not None and access.clock() >= token.expires_time:
        return None
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
