"""Passwords: argon2id, a floor for their length, the same work for users that do not exist."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

import ecopark.serve.access.messages  # noqa: F401  texts
from ecopark.core.errors import InputError

SHORTEST, LONGEST = 12, 256
# RFC 9106 section 4, second recommended option (64 MiB, 3 passes), with one lane: the machine has few cores.
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)  # 64 MiB each: many sign-ins at once must not eat the machine's memory


def check_password(password: str, user_id: str) -> None:
    """``InputError`` serve.password.too_short / too_simple. Length counts, not classes of characters (NIST SP 800-63B)."""
    plain = _normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise InputError("serve.password.too_short", shortest=SHORTEST, longest=LONGEST)
    if user_id in plain.casefold() or len(set(plain)) < 5:
        raise InputError("serve.password.too_simple")


def hash_password(password: str) -> str:
    """PHC string with its own salt."""
    with _AT_ONCE:
        return _HASHER.hash(_normal(password))


def password_matches(password: str, stored: str | None) -> bool:
    """Whether the password is right; a user that does not exist (None) costs as much time."""
    with _AT_ONCE:
        try:
            right = _HASHER.verify(stored or _nobodys(), _normal(password)[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return right and stored is not None


def needs_new_hash(stored: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _HASHER.hash("no user has this password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)  # Vietnamese letters come composed or decomposed by keyboard
