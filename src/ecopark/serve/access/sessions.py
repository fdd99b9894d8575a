"""Sessions: a random token in a cookie, its SHA-256 in the store; they end by idleness, by age, by sign-out.

The CSRF token is derived from the session's token, and masked anew each time it is shown, so that compression of a page
does not leak it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import ecopark.serve.access.messages  # noqa: F401  texts
from ecopark.core.errors import StateError
from ecopark.engine.records_access import StoredSession, User
from ecopark.serve.access.passwords import hash_password, needs_new_hash, password_matches
from ecopark.serve.access.ports import PLATFORM, Access, Caller, scope_of
from ecopark.serve.access.users import plain_id
from ecopark.serve.problems import SignInNeeded, TooManyTries

_TOUCH_EVERY = timedelta(minutes=1)  # a write per request would cost a sync of the disk each


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: ``token`` goes into the cookie and nowhere else."""

    token: str
    caller: Caller
    user: User
    expires: datetime


def sign_in(access: Access, user_id: str, password: str, *, address: str, old_token: str | None = None) -> SignedIn:
    """Open a session; one that was open in the same browser ends (no session survives a sign-in).

    Raises
    ------
    SignInNeeded
        serve.sign_in.refused, for an unknown user as for a wrong password.
    TooManyTries
        serve.sign_in.too_many.
    """
    user_id, now, settings = plain_id(user_id)[:200], access.clock(), access.settings
    subject = access.keyed(f"sign-in:{user_id}")
    standing = access.store.try_sign_in(
        PLATFORM,
        subject,
        address,
        now,
        since=now - settings.tries_within,
        per_pair=settings.tries,
        per_address=settings.tries_per_address,
    )
    if standing is not None:
        wait = (standing + settings.tries_within - now).total_seconds()
        raise TooManyTries("serve.sign_in.too_many", max(1, int(wait) + 1))
    user = access.store.user(PLATFORM, user_id)
    right = password_matches(password, user.password_hash if user else None)
    if user is None or not right or user.disabled:
        raise SignInNeeded("serve.sign_in.refused")
    access.store.forget_attempts(PLATFORM, subject, address)
    user = _with_present_hash(access, user, password)
    if old_token:
        access.store.end_session(PLATFORM, _digest(old_token))
    token = secrets.token_urlsafe(32)
    session = StoredSession(_digest(token), user.id, now, now)
    access.store.add_session(PLATFORM, session, forget_started_before=now - settings.longest)
    caller = _caller(user, token)
    access.note(caller.scope, "session", user.id, "signed in", {"user": user.id})
    return SignedIn(token, caller, user, now + settings.longest)


def caller_of_session(access: Access, token: str) -> Caller | None:
    """Who holds the session; None if there is none, it has ended, or the user was disabled."""
    found = access.store.session(PLATFORM, _digest(token))
    if found is None:
        return None
    session, user = found
    now, settings = access.clock(), access.settings
    if user.disabled or now >= session.started_time + settings.longest or now >= session.seen_time + settings.idle:
        access.store.end_session(PLATFORM, session.token_sha256)
        return None
    if now - session.seen_time >= _TOUCH_EVERY:
        access.store.touch_session(PLATFORM, session.token_sha256, now)
    return _caller(user, token)


def sign_out(access: Access, caller: Caller) -> None:
    if caller.session_token is not None:
        access.store.end_session(PLATFORM, _digest(caller.session_token))
        access.note(caller.scope, "session", caller.scope.user, "signed out", {"user": caller.scope.user})


def csrf_token(caller: Caller) -> str:
    """Token for forms and the header X-CSRF-Token, differently masked each time; empty where there is no session."""
    if caller.session_token is None:
        return ""
    mask = secrets.token_bytes(32)
    return base64.urlsafe_b64encode(mask + _xor(mask, _csrf_secret(caller.session_token))).decode()


def csrf_matches(caller: Caller, given: str) -> bool:
    if caller.session_token is None:
        return False
    try:
        raw = base64.urlsafe_b64decode(given.encode())
    except (binascii.Error, ValueError):
        return False
    return len(raw) == 64 and hmac.compare_digest(_xor(raw[:32], raw[32:]), _csrf_secret(caller.session_token))


def _with_present_hash(access: Access, user: User, password: str) -> User:
    """Hash again if the parameters were raised since; another sign-in at the same moment may have done it."""
    if not needs_new_hash(user.password_hash):
        return user
    try:
        return access.store.change_user(PLATFORM, replace(user, password_hash=hash_password(password)))
    except StateError:
        return user


def _caller(user: User, token: str) -> Caller:
    return Caller(scope_of(user.id, user.role, user.firms), user.name, "session", token)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _csrf_secret(token: str) -> bytes:
    return hmac.new(token.encode(), b"ecopark csrf", hashlib.sha256).digest()


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
