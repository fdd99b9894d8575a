"""Errors of form inside the evidence log: why bytes are not what they should be, in both languages."""

from __future__ import annotations

from ecopark.core.messages import Message
from ecopark.trust.log.messages import MESSAGES


class FormError(ValueError):
    """Bytes have not the form they must have; ``reason`` is the message ``trust.form.<what>``."""

    def __init__(self, what: str, **params: object) -> None:
        self.reason = Message(f"trust.form.{what}", params)
        assert self.reason.id in MESSAGES
        super().__init__(self.reason.render("en"))


class NoteError(FormError):
    """A note, signature, key or checkpoint has not its form, or a signature is wrong."""


class TileError(FormError):
    """A tile, bundle or chunk file is missing or has not its form; ``name`` is its path."""

    def __init__(self, name: str, what: str, **params: object) -> None:
        self.name = name
        super().__init__(what, **params)
