"""One line of the InfluxDB line protocol, read letter by letter. What the fast reader leaves out comes here.

Follows the line protocol reference of InfluxDB (escapes, quoted text, ``i``/``u`` integers, booleans, comments, several
blanks, CRLF). In names a backslash escapes only the comma, the equals sign and the blank, in text only the quote and itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

from ecopark.core.messages import Message

_TRUE, _FALSE = ("t", "T", "true", "True", "TRUE"), ("f", "F", "false", "False", "FALSE")
TRUE, FALSE = pa.array(_TRUE), pa.array(_FALSE)
_BOOLEANS = {**dict.fromkeys(_TRUE, 1.0), **dict.fromkeys(_FALSE, 0.0)}

_BLANK = re.compile(r"(?<!\\) ")
_COMMA = re.compile(r"(?<!\\),")
_EQUALS = re.compile(r"(?<!\\)=")
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_PLAIN = re.compile(r"[^, ]*")
_NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"(-?[0-9]+)([iu])")
_TIME = re.compile(r"-?[0-9]+")
_ESCAPED = re.compile(r"\\([,= ])")
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Key:
    """Measurement and tags of a line, unescaped, tags sorted by key."""

    measurement: str
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was read: its numbers, and what stood beside them and is no number.

    ``fields``: name and value; ``fields_written``: how many the line has in all. ``time``: as written, None: left out.
    """

    key: Key
    fields: tuple[tuple[str, float], ...]
    fields_written: int
    time: int | None
    faults: tuple[Message, ...]


class Unreadable(Exception):
    """Nothing can be made of the line; ``message`` says why."""

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__(reason)
        self.message = Message(f"connect.lines.{reason}", params)


def read_line(raw: bytes) -> Line | None:
    """Read one logical line; None for an empty one and for a comment.

    Raises
    ------
    Unreadable
        With a reason ``connect.lines.*``: nothing of the line can be taken.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Unreadable("not_utf8") from None
    text = text.strip(" \t\r\n\0")
    if not text or text.startswith("#"):
        return None
    end = _BLANK.search(text)
    if end is None:
        raise Unreadable("no_fields")
    key = read_key(text[: end.start()])
    fields, faults, written, rest = _fields(text, _past_blanks(text, end.start()))
    return Line(key, tuple(fields), written, _time(text[rest:]), tuple(faults))


def read_key(text: str) -> Key:
    """Measurement and tags, as they stand in front of the first blank; ``Unreadable`` if a part is empty or double."""
    measurement, *tags = _COMMA.split(text)
    if not measurement:
        raise Unreadable("no_measurement")
    named: dict[str, str] = {}
    for tag in tags:
        parts = _EQUALS.split(tag)
        if len(parts) != 2 or not all(parts):
            raise Unreadable("bad_tag", tag=shown(tag))
        name = _unescaped(parts[0])
        if name in named:
            raise Unreadable("double_tag", tag=shown(name))
        named[name] = _unescaped(parts[1])
    return Key(_unescaped(measurement), tuple(sorted(named.items())))


@lru_cache(maxsize=100_000)
def known_key(raw: bytes) -> Key | None:
    """``read_key`` of bytes, remembered; None for a comment and for what cannot be read."""
    try:
        return None if raw.startswith(b"#") else read_key(raw.decode())
    except (Unreadable, UnicodeDecodeError):
        return None


def logical_end(body: bytes, start: int) -> int:
    """Where the line that begins at ``start`` ends: the first line feed that stands in no quoted text.

    A quote that is never closed spoils its own line only, not everything behind it.
    """
    first = body.find(b"\n", start)
    first = len(body) if first < 0 else first
    end = first
    while end < len(body) and _open_quote(body[start:end].decode("utf-8", "replace")):
        end = body.find(b"\n", end + 1)
        if end < 0:
            end = len(body)
            return first if _open_quote(body[start:end].decode("utf-8", "replace")) else end
    return end


def shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _open_quote(text: str) -> bool:
    """Whether a text that began as the value of a field is still open at the end."""
    text = text.lstrip(" \t\0")
    if text.startswith("#"):
        return False
    end = _BLANK.search(text)
    if end is None:
        return False
    at = end.start()
    while (opening := text.find('="', at)) >= 0:
        closed = _TEXT.match(text, opening + 1)
        if closed is None:
            return True
        at = closed.end()
    return False


def _fields(text: str, at: int) -> tuple[list[tuple[str, float]], list[Message], int, int]:
    numbers: list[tuple[str, float]] = []
    faults: list[Message] = []
    written = 0
    for name, value, behind in _written_fields(text, at):
        at, written = behind, written + 1
        if value.startswith('"'):
            faults.append(Message("connect.lines.text_value", {"field": shown(name), "value": shown(value)}))
        else:
            numbers.append((name, _number(name, value)))
    return numbers, faults, written, at


def _written_fields(text: str, at: int) -> Iterator[tuple[str, str, int]]:
    """Name, value as written, and the place behind it."""
    while True:
        equals = _EQUALS.search(text, at)
        name = text[at : equals.start()] if equals else text[at:]
        if equals is None or not name or _COMMA.search(name) or _BLANK.search(name):
            raise Unreadable("bad_field", field=shown(text[at:]))
        at = equals.end()
        found = (_TEXT if text.startswith('"', at) else _PLAIN).match(text, at)
        if found is None:
            raise Unreadable("open_quote", field=shown(name))
        if not found.group():
            raise Unreadable("bad_field", field=shown(name))
        at = found.end()
        if at < len(text) and text[at] not in ", ":
            raise Unreadable("bad_field", field=shown(text[equals.start() - len(name) :]))
        yield _unescaped(name), found.group(), at
        if at >= len(text) or text[at] == " ":
            return
        at += 1


def _number(name: str, value: str) -> float:
    if value in _BOOLEANS:
        return _BOOLEANS[value]
    whole = _INTEGER.fullmatch(value)
    if whole is not None:
        number, kind = int(whole[1][:25]), whole[2]
        fits = 0 <= number < 2**64 if kind == "u" else -(2**63) <= number < 2**63
        if fits and len(whole[1]) <= 25 and not (kind == "u" and whole[1].startswith("-")):
            return float(number)
        raise Unreadable("bad_number", field=shown(name), value=shown(value))
    if _NUMBER.fullmatch(value):
        found = float(value)
        if found not in (float("inf"), float("-inf")):
            return found
    raise Unreadable("bad_number", field=shown(name), value=shown(value))


def _time(text: str) -> int | None:
    text = text.strip(" ")
    if not text:
        return None
    if _TIME.fullmatch(text) and len(text) <= 20:
        return int(text)
    raise Unreadable("bad_time", value=shown(text))


def _past_blanks(text: str, at: int) -> int:
    while text.startswith(" ", at):
        at += 1
    return at


def _unescaped(name: str) -> str:
    return _ESCAPED.sub(r"\1", name) if "\\" in name else name
