"""The one shape of a connection to a receiver, whatever its protocol, and how its faults are told."""

from __future__ import annotations

from typing import Literal, Protocol

from ecopark.connect.report.receivers import Receiver
from ecopark.core.errors import StateError

TIMEOUT_S = 30.0
NO_ROOM = ("no space", "disk full", "quota", "insufficient storage", "exceeded storage", "not enough space")

Put = Literal["sent", "found", "unmeasured"]


class RefusedFile(StateError):
    """The receiver does not take this file; the connection stands, the next file may be tried."""


class BrokenConnection(StateError):
    """The receiver cannot be reached, does not let us in, or is full: nothing more can be sent for now."""


class Connection(Protocol):
    """A signed-in connection. A file is uploaded under ``NAME.part`` and renamed when it has arrived whole."""

    def put(self, folder: str, name: str, content: bytes, *, replace: bool = False) -> Put:
        """Deliver a file, making its folder; the same content that is there already is not sent again.

        Parameters
        ----------
        replace
            Put it in the place of another content under the same name. Without, that is refused.

        Raises
        ------
        RefusedFile
            ``connect.report.refused``, ``connect.report.other_content``, ``connect.report.size``.
        BrokenConnection
            ``connect.report.broken``, ``connect.report.no_room``.
        """
        ...

    def remove(self, folder: str, name: str) -> None:
        """Remove a file that this connection has put."""
        ...

    def close(self) -> None:
        """Sign out; never raises."""
        ...


def broken(receiver: Receiver, reason: object) -> BrokenConnection:
    """The connection was lost in the middle of something."""
    return BrokenConnection("connect.report.broken", where=receiver.address, reason=_text(reason))


def unreachable(receiver: Receiver, reason: object) -> BrokenConnection:
    return BrokenConnection("connect.report.unreachable", where=receiver.address, reason=_text(reason))


def refused(receiver: Receiver, file: str, reason: object) -> StateError:
    """What the receiver answers instead of taking a file: full (then nothing more is tried), or not allowed."""
    text = _text(reason)
    if any(word in text.lower() for word in NO_ROOM):
        return no_room(receiver, text)
    return RefusedFile("connect.report.refused", where=f"{receiver.address} {file}", reason=text)


def no_room(receiver: Receiver, reason: object) -> BrokenConnection:
    return BrokenConnection("connect.report.no_room", where=receiver.address, reason=_text(reason))


def other_content(receiver: Receiver, file: str) -> RefusedFile:
    return RefusedFile("connect.report.other_content", where=f"{receiver.address} {file}")


def wrong_size(receiver: Receiver, file: str, sent: int, there: int) -> RefusedFile:
    return RefusedFile("connect.report.size", where=f"{receiver.address} {file}", sent=sent, there=there)


def _text(reason: object) -> str:
    return str(reason).strip() or type(reason).__name__
