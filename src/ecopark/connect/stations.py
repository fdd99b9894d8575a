"""Files of automatic stations, Circular 10/2021/TT-BTNMT (chapter VIII; symbols: Annex 15, Table 34), read and written.

One text file per station every 5 minutes, one line per parameter: ``symbol value unit yyyyMMddHHmmss status``. Tab or
blanks (or ; or ,) between fields, decimal point or comma, LF or CRLF. The symbol ``PM2,5`` carries a comma. Times are
the park's local time. Status 00 measuring, 01 calibrating, 02 fault: all are kept; who judges limits uses 00 only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ecopark.connect.sheets import decode_text
from ecopark.connect.values import as_number
from ecopark.core.errors import InputError
from ecopark.core.interval import PARK_ZONE
from ecopark.core.messages import Message
from ecopark.core.properties import BY_SYMBOL
from ecopark.core.terms import MissingReason

SYMBOLS = {symbol.lower(): symbol for symbol in BY_SYMBOL} | {"pm2.5": "PM2,5", "colour": "Color"}
_STATUS = {"00": 0, "0": 0, "01": 1, "1": 1, "02": 2, "2": 2}
_NAME = re.compile(r"(?P<code>(?:[^_]+_[^_]+_)?(?P<station>.+))_(?P<time>\d{14})\.txt", re.IGNORECASE)
_BLANK = frozenset({"", "-", "--", "---", "null", "none", "n/a", "na"})
_MISSING_BY_STATUS = {1: MissingReason.CALIBRATION, 2: MissingReason.DEVICE_FAULT}
_PM25 = re.compile(r"pm2[.,]5(?=[\s;,|])", re.IGNORECASE)
_RIGHT = re.compile(r"(?P<rest>.*)(?P<sep>[,;|])\s*(?P<time>\d{14})\s*(?P=sep)\s*(?P<status>\w+)\s*")
MAX_BYTES = 1_000_000


class StationLine(NamedTuple):
    """One parameter as sent: unit not converted yet, time in UTC without zone."""

    row: int
    symbol: str  # as in Table 34, e.g. ``PM2,5``
    value: float | None
    unit: str
    time: datetime
    status: int
    reason: int = int(MissingReason.PRESENT)


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that says nothing certain; it goes to quarantine while the lines beside it are taken."""

    row: int
    text: str
    message: Message


@dataclass(frozen=True, slots=True)
class StationName:
    """What a file's name says: ``code`` is the whole name before the time, ``station`` its last part; aware, UTC."""

    code: str
    station: str
    time: datetime


@dataclass(frozen=True, slots=True)
class StationFile:
    """A parsed file. ``code`` is the whole name before the time, ``station`` its last part; ``time`` is UTC, naive."""

    name: str
    code: str
    station: str
    time: datetime
    lines: tuple[StationLine, ...]
    errors: tuple[LineError, ...]


def file_name(station: str, time: datetime, zone: ZoneInfo = PARK_ZONE) -> str:
    """Name of a station's file; ``station`` may hold ``province_facility_station``."""
    return f"{station}_{_local(time, zone)}.txt"


def format_station_file(
    lines: Iterable[StationLine],
    *,
    zone: ZoneInfo = PARK_ZONE,
    separator: str = "\t",
    decimal: str = ".",
    newline: str = "\r\n",
) -> bytes:
    """Write lines as the Circular asks (tab, CRLF); a missing value is an empty field, never a zero."""
    rows = []
    for line in lines:
        value = "" if line.value is None else _digits(line.value).replace(".", decimal)
        rows.append(separator.join((line.symbol, value, line.unit or "-", _local(line.time, zone), f"{line.status:02d}")))
    return "".join(row + newline for row in rows).encode("utf-8")


def _digits(value: float) -> str:
    """The shortest digits that read back as the same number, without an exponent: receivers split at letters."""
    text = repr(float(value))
    return format(Decimal(text), "f") if "e" in text else text.removesuffix(".0")


def is_station_name(name: str) -> bool:
    """Whether a file name is one of the Circular: ``…_yyyyMMddHHmmss.txt``."""
    return _NAME.fullmatch(name) is not None


def read_name(name: str, zone: ZoneInfo = PARK_ZONE) -> StationName | None:
    """Station and time of a file name; None if it is not one of the Circular."""
    match = _NAME.fullmatch(name)
    moment = _moment(match["time"], zone) if match else None
    return StationName(match["code"], match["station"], moment.replace(tzinfo=UTC)) if match and moment else None


def parse_station_file(content: bytes, name: str, zone: ZoneInfo = PARK_ZONE) -> StationFile:
    """Parse a file; lines that cannot be read become `LineError`, the others are kept.

    Raises
    ------
    InputError
        ``connect.station.name`` (the name tells no station and time), ``connect.station.too_large``,
        ``connect.station.empty`` or ``connect.sheet.binary``: nothing of the file can be used.
    """
    match = _NAME.fullmatch(name)
    moment = _moment(match["time"], zone) if match else None
    if match is None or moment is None:
        raise InputError("connect.station.name", where=name)
    if len(content) > MAX_BYTES:
        raise InputError("connect.station.too_large", where=name, limit=MAX_BYTES)
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        text, _ = decode_text(content, name)
    lines: list[StationLine] = []
    errors: list[LineError] = []
    for row, line in enumerate(text.splitlines(), start=1):
        if not line or line.isspace():
            continue
        parsed = _line(line, row, zone)
        if isinstance(parsed, StationLine):
            lines.append(parsed)
        else:
            errors.append(LineError(row, line[:200], parsed))
    if not lines and not errors:
        raise InputError("connect.station.empty", where=name)
    return StationFile(name, match["code"], match["station"], moment, tuple(lines), tuple(errors))


def _line(text: str, row: int, zone: ZoneInfo) -> StationLine | Message:
    fields = _fields(text)
    if len(fields) != 5:
        return Message("connect.station.fields", {"count": len(fields)})
    symbol, value_text, unit, time_text, status_text = fields
    known = symbol if symbol in BY_SYMBOL else SYMBOLS.get(symbol.lower())
    if known is None:
        return Message("connect.station.symbol", {"symbol": symbol[:40], "known": ", ".join(BY_SYMBOL)})
    moment = _moment(time_text, zone)
    if moment is None:
        return Message("connect.station.time", {"time": time_text[:40]})
    status = _STATUS.get(status_text)
    if status is None:
        return Message("connect.station.status", {"status": status_text[:40]})
    value, reason = _value(value_text, status)
    return StationLine(row, known, value, "" if unit == "-" else unit, moment, status, reason)


def _fields(text: str) -> Sequence[str]:
    """Cut a line into its five fields; four, where blanks part them and the unit or the value is left out."""
    if "\t" in text:
        if " " not in text and text.count("\t") == 4 and text.isascii():
            return text.split("\t")
        fields = [field.strip() for field in text.strip(" \r\n").split("\t")]
        if len(fields) > 5 and not any(fields[5:]):
            del fields[5:]
        return fields
    fields = text.split()
    if len(fields) == 5:
        return fields
    if len(fields) == 4 and len(fields[2]) == 14 and fields[2].isdigit():
        given_value = as_number(fields[1]) is not None
        return (fields[0], fields[1] if given_value else "", "" if given_value else fields[1], *fields[2:])
    return _by_marks(text) or fields


def _by_marks(text: str) -> Sequence[str] | None:
    """Cut at commas, semicolons or bars: symbol from the left (``PM2,5`` first), the rest from the right."""
    right = _RIGHT.fullmatch(text)
    if right is None:
        return None
    rest, separator = right["rest"], right["sep"]
    symbol = _PM25.match(rest.lstrip())
    head, _, tail = (
        (symbol[0], separator, rest.lstrip()[symbol.end() :].lstrip(separator + " "))
        if symbol
        else rest.partition(separator)
    )
    value, _, unit = tail.rpartition(separator)
    return head.strip(), value.strip(), unit.strip(), right["time"], right["status"]


def _value(text: str, status: int) -> tuple[float | None, int]:
    try:
        value = float(text) if "_" not in text else None
    except ValueError:
        value = as_number(text)
    if value is not None and isfinite(value):
        return value, 0
    if text.lower() in _BLANK:
        return None, int(_MISSING_BY_STATUS.get(status, MissingReason.NOT_MEASURED))
    if text.startswith("<") and as_number(text[1:]) is not None:
        return None, int(MissingReason.BELOW_DETECTION)
    return None, int(_MISSING_BY_STATUS.get(status, MissingReason.NOT_A_NUMBER))


@lru_cache(maxsize=4096)
def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the UTC moment, naive, of local ``yyyyMMddHHmmss``; None if there is no such moment."""
    if len(text) != 14 or not text.isascii() or not text.isdigit():
        return None
    try:
        local = datetime(
            int(text[:4]), int(text[4:6]), int(text[6:8]), int(text[8:10]), int(text[10:12]), int(text[12:]), tzinfo=zone
        )
        return local.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _local(time: datetime, zone: ZoneInfo) -> str:
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.astimezone(zone).strftime("%Y%m%d%H%M%S")
