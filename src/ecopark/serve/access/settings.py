"""Times and limits of access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Defaults for a park behind one machine.

    Attributes
    ----------
    allowed_hosts
        Names under which the portal answers (without port); anything else is refused, against DNS rebinding.
    idle, longest
        A session ends after ``idle`` without a request, and ``longest`` after sign-in in any case.
    tries, tries_per_address, tries_within
        Sign-in attempts per user and address, and per address, within a time.
    largest_request, largest_anonymous
        Bytes of a request's content, for signed-in callers and for others.
    """

    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    idle: timedelta = timedelta(hours=2)
    longest: timedelta = timedelta(hours=12)
    tries: int = 5
    tries_per_address: int = 50
    tries_within: timedelta = timedelta(minutes=15)
    largest_request: int = 64 * 1024 * 1024
    largest_anonymous: int = 64 * 1024
