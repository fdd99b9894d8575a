"""Errors: each says what, where, why and what to do, under a stable code. # design 4.7

Insufficient evidence, late or disqualified are *answers* (records), not exceptions.
"""

from __future__ import annotations

from collections.abc import Callable

from ecopark.core.messages import Lang, Message


class EcoparkError(Exception):
    """Base of all errors that a user may see.

    Parameters
    ----------
    code
        Message id ``room.thing.reason``; its text (both languages) says what is wrong, why, and what to do.
    where
        File and row, endpoint and field, id of the thing: enough to find the place.
    params
        Values for the text.
    """

    def __init__(self, code: str, *, where: str = "", **params: object) -> None:
        self.code = code
        self.where = where
        self.params = params
        super().__init__(code, where, params)

    def __reduce__(self) -> tuple[Callable[..., EcoparkError], tuple[object, ...], dict[str, object]]:
        return _again, (type(self), self.code, self.where, self.params), self.__dict__

    def render(self, lang: Lang = "en") -> str:
        text = Message(self.code, self.params).render(lang)
        return f"{self.where}: {text}" if self.where else text

    def __str__(self) -> str:
        return f"{self.render('en')} [{self.code}]"


def _again(kind: type[EcoparkError], code: str, where: str, params: dict[str, object]) -> EcoparkError:
    """An error as it was before it was pickled, whatever its own class takes to be made."""
    error = kind.__new__(kind)
    EcoparkError.__init__(error, code, where=where, **params)
    return error


class InputError(EcoparkError):
    """What was given cannot be taken: a file, a row, a parameter. The giver can mend it."""


class RuleError(EcoparkError):
    """A rule is missing, doubtful or contradictory: no number is made from it."""


class StateError(EcoparkError):
    """The request does not fit the present state (locked, no room on the disk, wrong version)."""


class NotAllowed(EcoparkError):
    """The scope of the caller does not reach this."""


class Fatal(EcoparkError):
    """Stored evidence is damaged or an invariant is broken: stop, keep everything, tell."""
