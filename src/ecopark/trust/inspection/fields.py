"""Strict reading of JSON that people and phones send: each fault is named with its place, unknown names are refused."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from ecopark.core.errors import InputError
from ecopark.core.interval import to_utc
from ecopark.trust.inspection import messages as _texts  # noqa: F401  texts of the errors below
from ecopark.trust.inspection import result_messages as _more  # noqa: F401

T = TypeVar("T")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Fields:
    """The fields of one object. ``maybe_…`` takes an absent field and null alike as None; :meth:`done` comes last.

    Raises
    ------
    InputError
        trust.field.*, ``where`` is the place: ``readings[0].value``.
    """

    def __init__(self, content: object, where: str = "") -> None:
        if not isinstance(content, Mapping):
            raise InputError("trust.field.wrong_kind", where=where, wanted="{…}")
        self._content = content
        self._where = where
        self._seen: set[str] = set()

    def place(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name

    def raw(self, name: str) -> object:
        """The value as it is; None where it is absent."""
        self._seen.add(name)
        return self._content.get(name)

    def maybe_text(self, name: str, longest: int = 200) -> str | None:
        value = self.raw(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise InputError("trust.field.wrong_kind", where=self.place(name), wanted="text")
        text = value.strip()
        if not _encodable(text):
            raise InputError("trust.field.wrong_kind", where=self.place(name), wanted="UTF-8")
        if len(text) > longest:
            raise InputError("trust.field.too_long", where=self.place(name), longest=longest)
        return text or None

    def text(self, name: str, longest: int = 200) -> str:
        return self._needed(name, self.maybe_text(name, longest))

    def maybe_id(self, name: str) -> str | None:
        """Letters, digits, ``. _ : -``, at most 100."""
        text = self.maybe_text(name, 100)
        if text is not None and not _ID.fullmatch(text):
            raise InputError("trust.field.not_an_id", where=self.place(name), value=text)
        return text

    def id(self, name: str) -> str:
        return self._needed(name, self.maybe_id(name))

    def sha256(self, name: str) -> str:
        text = self.text(name)
        if not _SHA256.fullmatch(text):
            raise InputError("trust.field.not_a_hash", where=self.place(name))
        return text

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        text = self.text(name)
        if text not in allowed:
            raise InputError("trust.field.not_allowed", where=self.place(name), value=text, known=", ".join(allowed))
        return text

    def maybe_number(self, name: str, low: float = -math.inf, high: float = math.inf) -> float | None:
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise InputError("trust.field.wrong_kind", where=self.place(name), wanted="1.5")
        if not low <= value <= high:
            raise InputError("trust.field.out_of_range", where=self.place(name), value=value, low=low, high=high)
        return float(value)

    def number(self, name: str, low: float = -math.inf, high: float = math.inf) -> float:
        return self._needed(name, self.maybe_number(name, low, high))

    def whole(self, name: str, low: int, high: int) -> int:
        value = self.number(name, low, high)
        if value != int(value):
            raise InputError("trust.field.wrong_kind", where=self.place(name), wanted="1")
        return int(value)

    def maybe_moment(self, name: str) -> datetime | None:
        """A moment with its zone, which stays as it was given."""
        text = self.maybe_text(name, 40)
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
            to_utc(moment)
        except (ValueError, OverflowError):
            raise InputError("trust.field.bad_time", where=self.place(name), value=text) from None
        return moment

    def moment(self, name: str) -> datetime:
        return self._needed(name, self.maybe_moment(name))

    def maybe_day(self, name: str) -> date | None:
        """A calendar day of the park."""
        text = self.maybe_text(name, 40)
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise InputError("trust.field.bad_day", where=self.place(name), value=text) from None

    def items(self, name: str, read: Callable[[Fields], T], most: int = 200) -> tuple[T, ...]:
        """A list of objects; absent and null are empty."""
        value = self.raw(name)
        if value is None:
            return ()
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise InputError("trust.field.wrong_kind", where=self.place(name), wanted="[…]")
        if len(value) > most:
            raise InputError("trust.field.too_many", where=self.place(name), most=most)
        return tuple(_whole(item, f"{self.place(name)}[{i}]", read) for i, item in enumerate(value))

    def maybe_object(self, name: str, read: Callable[[Fields], T]) -> T | None:
        value = self.raw(name)
        return None if value is None else _whole(value, self.place(name), read)

    def done(self) -> None:
        """Refuse what nobody asked for: a misspelt name must not lose what it holds."""
        unknown = sorted(str(name) for name in self._content if name not in self._seen)
        if unknown:
            known = ", ".join(sorted(self._seen))
            raise InputError("trust.field.unknown", where=self.place(unknown[0]), field=unknown[0], known=known)

    def _needed(self, name: str, value: T | None) -> T:
        if value is None:
            raise InputError("trust.field.missing", where=self.place(name), field=name)
        return value


def _encodable(text: str) -> bool:
    """Half of a surrogate pair, which JSON can spell, is no text."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _whole(content: object, where: str, read: Callable[[Fields], T]) -> T:
    fields = Fields(content, where)
    made = read(fields)
    fields.done()
    return made


def read_whole(content: object, read: Callable[[Fields], T], where: str = "") -> T:
    """Read an object with ``read`` and refuse fields that it did not ask for."""
    return _whole(content, where, read)
