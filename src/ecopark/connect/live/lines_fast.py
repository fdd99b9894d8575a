"""Well-formed lines of the InfluxDB line protocol in columns: NumPy finds the borders, Arrow reads the numbers.

A line is taken here only if it is ``key fields time`` with single blanks, no quote, no backslash, no control character,
every field ``name=number`` and a time. All others are named in ``others`` and are read one by one (``lines_exact``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.connect.live.lines_exact import FALSE, TRUE, Key, known_key, logical_end
from ecopark.connect.live.wire import Codes, Floats, Ints

Bools = npt.NDArray[np.bool_]
Chars = npt.NDArray[np.uint8]

_LF, _BLANK, _COMMA, _EQUALS, _NINE, _PLUS = b"\n ,=9+"
_DECIMAL, _BOOLEAN, _INTEGER, _UNSIGNED, _OTHER = range(5)
_KIND = np.full(256, _OTHER, np.uint8)  # by the last letter of a value
_KIND[list(b"0123456789.")] = _DECIMAL
_KIND[list(b"tTfFeE")] = _BOOLEAN
_KIND[ord("i")], _KIND[ord("u")] = _INTEGER, _UNSIGNED
_SURE_TIME = r"^-?[0-9]{1,18}$"  # texts of which Arrow surely makes the number that the exact reader makes
_SURE_DECIMAL = r"^-?([0-9]{1,50}\.?[0-9]{0,50}|\.[0-9]{1,50})([eE][+-]?[0-9]{1,2})?$"
_SURE_INTEGER = r"^-?[0-9]{1,18}$"
_SURE_UNSIGNED = r"^[0-9]{1,19}$"


@dataclass(frozen=True, slots=True)
class Columns:
    """The fields of the lines that were taken, n in all, in order.

    Attributes
    ----------
    line
        int64 [n], line counted from 0.
    key, name
        int32 [n], places in ``keys`` and ``names`` (field names as written).
    alone
        bool [n], whether the field is the only one of its line.
    value, time
        float64 [n]; int64 [n] as written.
    starts, others
        int64, where each line begins; the lines that are not among these.
    """

    line: Ints
    key: Codes
    name: Codes
    alone: Bools
    value: Floats
    time: Ints
    keys: list[Key]
    names: list[str]
    starts: Ints
    others: Ints


class _OddError(Exception):
    """Some of the lines are not for this reader."""

    def __init__(self, odd: Bools) -> None:
        super().__init__()
        self.odd = odd


def read_columns(body: bytes) -> Columns:
    """Read what is well-formed; ``body`` ends with a line feed and is shorter than 2 GiB."""
    starts, lines, borders = _lines(body)
    while True:
        try:
            keys, key = _keys(body, borders)
            time = _times(body, borders)
            fields = _fields(body, borders)
            break
        except _OddError as found:
            lines, borders = lines[~found.odd], borders[~found.odd]
    taken = np.zeros(len(starts), np.bool_)
    taken[lines] = True
    others = np.flatnonzero(~taken)
    if len(fields.value) == len(lines):
        alone = np.ones(len(lines), np.bool_)
        return Columns(lines, key, fields.name, alone, fields.value, time, keys, fields.names, starts, others)
    at, alone = np.repeat(np.arange(len(lines)), fields.count), np.repeat(fields.count == 1, fields.count)
    return Columns(lines[at], key[at], fields.name, alone, fields.value, time[at], keys, fields.names, starts, others)


def _lines(body: bytes) -> tuple[Ints, Ints, Ints]:
    """Where lines start; numbers and borders [n, 4] (start, two blanks, end) of those that have just two blanks."""
    text = np.frombuffer(body, np.uint8)
    found = np.flatnonzero(text <= _BLANK)
    chars = text[found]
    if len(found) % 3 == 0 and bool((chars.reshape(-1, 3) == (_BLANK, _BLANK, _LF)).all()):
        ends, first = found[2::3], np.arange(0, len(found), 3)
        good = np.ones(len(ends), np.bool_)
    else:
        last = np.flatnonzero(chars == _LF)
        ends = found[last]
        first = np.concatenate(([0], last[:-1] + 1))
        odd = np.add.reduceat((chars != _LF) & (chars != _BLANK), first, dtype=np.int64) > 0
        good = (last - first == 2) & ~odd
    starts = np.concatenate(([0], ends[:-1] + 1))
    for start, end in _escaped(body, starts, ends):
        good[start : end + 1] = False
    lines = np.flatnonzero(good)
    at = first[lines]
    return starts, lines, np.stack([starts[lines], found[at], found[at + 1], ends[lines]], axis=1)


def _escaped(body: bytes, starts: Ints, ends: Ints) -> list[tuple[int, int]]:
    """Numbers of the first and last line of each stretch with a quote or backslash: quoted text may hold line feeds."""
    if b'"' not in body and b"\\" not in body:
        return []
    places = np.array([found.start() for found in re.finditer(rb'["\\]', body)], np.int64)
    stretches: list[tuple[int, int]] = []
    for line in np.unique(np.searchsorted(ends, places)).tolist():
        if not stretches or line > stretches[-1][1]:
            end = logical_end(body, int(starts[line]))
            stretches.append((line, max(line, int(np.searchsorted(ends, end)))))
    return stretches


def _keys(body: bytes, borders: Ints) -> tuple[list[Key], Codes]:
    written = _pieces(pa.binary(), body, borders[:, 0], borders[:, 1]).dictionary_encode()
    codes = written.indices.to_numpy()
    keys = [known_key(key) for key in written.dictionary.to_pylist()]
    good = [key for key in keys if key is not None]
    if len(good) < len(keys):
        raise _OddError(np.array([key is None for key in keys])[codes])
    return good, codes


def _times(body: bytes, borders: Ints) -> Ints:
    written = _pieces(pa.string(), body, borders[:, 2] + 1, borders[:, 3])
    times: Ints = _numbers(written, pa.int64(), _SURE_TIME, np.arange(len(borders)), len(borders))
    return times


@dataclass(frozen=True, slots=True)
class _Fields:
    """``count``: fields of each line."""

    count: Ints
    name: Codes
    names: list[str]
    value: Floats


def _fields(body: bytes, borders: Ints) -> _Fields:
    part = _pieces(pa.binary(), body, borders[:, 1] + 1, borders[:, 2] + 1)  # with the blank behind them
    written = part.buffers()[2]
    text = np.frombuffer(written, np.uint8) if written is not None else np.empty(0, np.uint8)
    found = np.flatnonzero((text == _EQUALS) | (text == _COMMA) | (text == _BLANK))
    chars = text[found]
    last = np.flatnonzero(chars == _BLANK)  # one per line
    first = np.concatenate(([0], last[:-1] + 1)).astype(np.int64)[: len(last)]
    if len(found) % 2 or not bool((chars[0::2] == _EQUALS).all() and (chars[1::2] != _EQUALS).all()):
        raise _OddError(_uneven(chars, first, last))
    equals, ends = found[0::2], found[1::2]
    begins = np.concatenate(([0], ends[:-1] + 1))[: len(ends)]
    count = (last - first + 1) // 2
    line = np.repeat(np.arange(len(count)), count)
    _refuse((equals == begins) | (ends == equals + 1), line, len(count))
    names = _pieces(pa.binary(), written, begins, equals).dictionary_encode()
    known = names.dictionary.to_pylist()
    spelt = [_text(name) for name in known]
    if None in spelt:
        _refuse(np.array([name is None for name in spelt])[names.indices.to_numpy()], line, len(count))
    value = _values(written, text, equals + 1, ends, line, len(count))
    return _Fields(count, names.indices.to_numpy(), [str(name) for name in spelt], value)


def _uneven(chars: Chars, first: Ints, last: Ints) -> Bools:
    """Lines whose signs do not go equals, comma, equals, …, blank."""
    count = last - first + 1
    place = np.arange(len(chars)) - np.repeat(first, count)
    wrong = (chars == _EQUALS) != (place % 2 == 0)
    odd: Bools = np.add.reduceat(wrong, first, dtype=np.int64) > 0
    return odd


def _values(written: pa.Buffer, text: Chars, starts: Ints, ends: Ints, line: Ints, lines: int) -> Floats:
    kind = _KIND[text[ends - 1]]
    kinds = set(np.flatnonzero(np.bincount(kind, minlength=5)).tolist())
    if kinds <= {_DECIMAL}:
        all_of_them: Floats = _numbers(_pieces(pa.string(), written, starts, ends), pa.float64(), _SURE_DECIMAL, line, lines)
        return all_of_them
    _refuse(kind == _OTHER, line, lines)
    value = np.empty(len(kind))
    for one in kinds:
        at = np.flatnonzero(kind == one)
        plain = one in (_DECIMAL, _BOOLEAN)
        part = _pieces(pa.string(), written, starts[at], ends[at] if plain else ends[at] - 1)
        if one == _DECIMAL:
            value[at] = _numbers(part, pa.float64(), _SURE_DECIMAL, line[at], lines)
        elif one == _BOOLEAN:
            true = pc.is_in(part, TRUE).to_numpy(zero_copy_only=False)
            false = pc.is_in(part, FALSE).to_numpy(zero_copy_only=False)
            _refuse(~(true | false), line[at], lines)
            value[at] = true
        elif one == _INTEGER:
            value[at] = _numbers(part, pa.int64(), _SURE_INTEGER, line[at], lines)
        else:
            value[at] = _numbers(part, pa.uint64(), _SURE_UNSIGNED, line[at], lines)
    return value


def _numbers(written: pa.Array, kind: pa.DataType, sure: str, line: Ints, lines: int) -> Any:
    """The numbers; lines of which it is not sure that Arrow reads them as the protocol means are odd."""
    held = written.buffers()[2]
    text = np.frombuffer(held, np.uint8) if held is not None else np.empty(0, np.uint8)
    lenient = bool((text == _PLUS).any())  # Arrow would take +1 and 0x10
    if pa.types.is_integer(kind) and len(text):
        lenient |= int(text.max()) > _NINE
    if not lenient:
        try:
            read = written.cast(kind).to_numpy()
            _refuse(~np.isfinite(read), line, lines)
            return read
        except pa.ArrowInvalid:
            pass
    unsure = ~pc.match_substring_regex(written, sure).to_numpy(zero_copy_only=False)
    _refuse(unsure, line, lines)
    return written.cast(kind).to_numpy()


def _refuse(wrong: Bools, line: Ints, lines: int) -> None:
    if wrong.any():
        odd = np.zeros(lines, np.bool_)
        odd[line[wrong]] = True
        raise _OddError(odd)


def _pieces(kind: pa.DataType, held: Any, starts: Ints, ends: Ints) -> pa.Array:
    """Texts cut out of a buffer at borders that rise; the gaps between are pieces too, and left behind."""
    n = len(starts)
    offsets = np.empty(2 * n + 1, np.int32)
    offsets[0 : 2 * n : 2], offsets[1::2] = starts, ends
    offsets[2 * n] = offsets[2 * n - 1] if n else 0
    buffer = held if isinstance(held, pa.Buffer) else pa.py_buffer(held or b"")
    both = pa.Array.from_buffers(kind, 2 * n, [None, pa.py_buffer(offsets), buffer])
    return both.take(pa.array(np.arange(0, 2 * n, 2)))


def _text(name: bytes) -> str | None:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return None
