"""Users: created, changed and disabled by managers; every change ends up in the evidence log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import ecopark.serve.access.messages  # noqa: F401  texts
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.engine.records_access import User
from ecopark.serve.access.passwords import check_password, hash_password, password_matches
from ecopark.serve.access.ports import PLATFORM, Access

_ID = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


def create_user(
    access: Access, scope: Scope, user_id: str, *, name: str, role: Role, password: str, firms: Iterable[str] = ()
) -> User:
    """Create a user who may sign in.

    Raises
    ------
    NotAllowed
        Only managers create users.
    InputError
        serve.user.bad_id, serve.user.bad_role, serve.user.unknown_firm, serve.password.*
    StateError
        engine.user.exists.
    """
    scope.require_role("create users", Role.MANAGER)
    user_id = plain_id(user_id)
    if not _ID.fullmatch(user_id):
        raise InputError("serve.user.bad_id", where="id")
    if role in (Role.HUB, Role.PUBLIC):
        raise InputError("serve.user.no_person", where="role", role=role.value)
    named = checked_firms(access, role, firms)
    check_password(password, user_id)
    hashed = hash_password(password)
    user = User(user_id, name.strip()[:200] or user_id, role, named, hashed, False, 1, access.clock())
    access.store.add_user(PLATFORM, user)
    _note(access, scope, user, "created")
    return user


def change_password(access: Access, scope: Scope, user_id: str, *, new: str, old: str | None = None) -> User:
    """Set a new password and end all sessions of the user. One's own needs the old one; a manager may reset others'."""
    user_id = plain_id(user_id)
    own = scope.user == user_id
    if not own:
        scope.require_role("reset passwords", Role.MANAGER)
    user = _existing(access, user_id)
    if own and not password_matches(old or "", user.password_hash):
        raise NotAllowed("serve.password.wrong_old", where="old")
    check_password(new, user_id)
    changed = replace(user, password_hash=hash_password(new), changed_time=access.clock())
    return _store(access, scope, changed, "password changed")


def disable_user(access: Access, scope: Scope, user_id: str, *, disabled: bool = True) -> User:
    """Shut a user out at once (all sessions end), or let in again. The last manager stays."""
    scope.require_role("disable users", Role.MANAGER)
    user = _existing(access, plain_id(user_id))
    if user.disabled == disabled:
        return user
    if disabled and user.role is Role.MANAGER:
        others = (u for u in all_users(access, scope) if u.role is Role.MANAGER and not u.disabled and u.id != user.id)
        if next(others, None) is None:
            raise StateError("serve.user.last_manager", id=user.id)
    changed = replace(user, disabled=disabled, changed_time=access.clock())
    return _store(access, scope, changed, "disabled" if disabled else "enabled")


def all_users(access: Access, scope: Scope) -> Iterable[User]:
    """Every user, by id."""
    after: str | None = None
    while page := access.store.users(scope, after=after, limit=500):
        yield from page
        after = page[-1].id


def checked_firms(access: Access, role: Role, firms: Iterable[str]) -> tuple[str, ...]:
    """The firms of a user or token, sorted; ``InputError`` where they do not fit the role or the park."""
    named = tuple(sorted(set(firms)))
    for firm in named:
        if firm not in access.firms:
            raise InputError("serve.user.unknown_firm", where="firms", firm=firm)
    if (role is Role.FIRM) != bool(named):
        wanted = "≥ 1 firm" if role is Role.FIRM else "0 firms"
        raise InputError("serve.user.bad_role", where="firms", role=role.value, wanted=wanted)
    return named


def plain_id(user_id: str) -> str:
    return user_id.strip().casefold()


def _existing(access: Access, user_id: str) -> User:
    user = access.store.user(PLATFORM, user_id)
    if user is None:
        raise InputError("serve.user.unknown", where="id", id=user_id)
    return user


def _store(access: Access, scope: Scope, user: User, action: str) -> User:
    stored = access.store.change_user(PLATFORM, user)
    access.store.end_sessions_of(PLATFORM, user.id)
    _note(access, scope, stored, action)
    return stored


def _note(access: Access, scope: Scope, user: User, action: str) -> None:
    content = {
        "id": user.id,
        "name": user.name,
        "role": user.role.value,
        "firms": list(user.firms),
        "disabled": user.disabled,
        "revision": user.revision,
    }
    access.note(scope, "user", user.id, action, content)
