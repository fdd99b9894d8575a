"""Times in cells of a sheet: real date cells, Excel serial numbers, ISO, day/month/year hour:minute.

Whether 01/02/2025 is the first of February or the second of January is settled by the whole column, never cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ecopark.connect.sheets import Cell

_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?")
_SLASHED = re.compile(
    r"(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<year>\d{4})"
    r"(?:[ ,T]+(?P<hour>\d{1,2})(?:[:hg](?P<minute>\d{2})?)(?::(?P<second>\d{2}))?\s*(?P<half>[AaPp][Mm]|SA|CH)?)?"
)
_CLOCK_FIRST = re.compile(r"(?P<clock>\d{1,2}[:hg]\d{2}(?::\d{2})?)\s+(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})")
_COMPACT = re.compile(r"\d{14}")
_CLOCK = re.compile(r"(\d{1,2})[:hg](\d{2})?(?::(\d{2}))?")
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_SERIALS = (36_000.0, 75_000.0)  # 1998 to 2105: numbers that can be Excel days


def looks_like_time(cell: Cell) -> bool:
    """Whether a cell can be a date or a date with time."""
    return local_time(cell, day_first=True) is not None or local_time(cell, day_first=False) is not None


def day_comes_first(cells: Iterable[Cell]) -> bool | None:
    """Order of day and month in a column of texts: True, False, or None where some cells demand either order.

    A column that fits both orders is read day first, as written in Viet Nam.
    """
    first_is_day = second_is_day = False
    for cell in cells:
        match = _slashed(cell)
        if match:
            first_is_day |= int(match["a"]) > 12
            second_is_day |= int(match["b"]) > 12
    return None if first_is_day and second_is_day else not second_is_day


def is_ambiguous(cells: Iterable[Cell]) -> bool:
    """Whether a column has day/month/year texts and none of them shows which is the day, while the order matters."""
    matches = [match for cell in cells if (match := _slashed(cell))]
    return (
        bool(matches)
        and all(int(m["a"]) <= 12 and int(m["b"]) <= 12 for m in matches)
        and any(m["a"] != m["b"] for m in matches)
    )


def _slashed(cell: Cell) -> re.Match[str] | None:
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    found = _SLASHED.fullmatch(text)
    turned = None if found else _CLOCK_FIRST.fullmatch(text)
    return _SLASHED.fullmatch(f"{turned['date']} {turned['clock']}") if turned else found


def local_time(cell: Cell, *, day_first: bool) -> datetime | None:
    """Read a cell as a moment: naive where the cell states no zone, aware where it does. None if it is no moment."""
    try:
        if isinstance(cell, datetime):
            return _whole_second(cell)
        if isinstance(cell, date):
            return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return _of_number(cell)
        if not isinstance(cell, str):
            return None
        return _of_text(cell.strip(), day_first)
    except (ValueError, OverflowError):
        return None


def _of_number(number: float) -> datetime | None:
    if _SERIALS[0] <= number <= _SERIALS[1]:
        moment = _EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))  # Excel counts days; seconds are its noise
        return moment.replace(tzinfo=None)
    digits = str(int(number)) if number == int(number) else ""
    return datetime.strptime(digits, "%Y%m%d%H%M%S") if _COMPACT.fullmatch(digits) else None  # noqa: DTZ007


def _of_text(text: str, day_first: bool) -> datetime | None:
    if _COMPACT.fullmatch(text):
        return datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007
    if _ISO.fullmatch(text):
        day, _, rest = text.replace("T", " ").partition(" ")
        padded = "-".join(part.zfill(2) for part in day.split("-"))
        return datetime.fromisoformat(f"{padded} {rest.strip().zfill(5)}" if rest else padded)
    match = _slashed(text)
    if match is None:
        return None
    day, month = (match["a"], match["b"]) if day_first else (match["b"], match["a"])
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].upper() in ("PM", "CH") else 0)
    return _rolled(int(match["year"]), int(month), int(day), hour, int(match["minute"] or 0), int(match["second"] or 0))


def _rolled(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime:
    """Return the moment; 24:00 is the next midnight, as meters write the end of a day."""
    if (hour, minute, second) == (24, 0, 0):
        return datetime(year, month, day) + timedelta(days=1)  # noqa: DTZ001
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001


def _whole_second(moment: datetime) -> datetime:
    """Excel keeps days as floats: bring a moment within a millisecond of a second to that second."""
    rounded = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return rounded if abs(rounded - moment) <= timedelta(milliseconds=1) else moment


def clock_of(cell: Cell) -> timedelta | None:
    """Read a cell as a time of day: a real time cell, a fraction of a day, ``7:30``, ``7h30``, a whole hour."""
    if isinstance(cell, datetime):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 0 <= cell < 1:
            return timedelta(seconds=round(cell * 86_400))
        return timedelta(hours=int(cell)) if cell == int(cell) and cell <= 24 else None
    text = cell.strip() if isinstance(cell, str) else ""
    if text.isdigit() and int(text) <= 24:
        return timedelta(hours=int(text))
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 24 or int(match[2] or 0) > 59 or int(match[3] or 0) > 59:
        return None
    return timedelta(hours=int(match[1]), minutes=int(match[2] or 0), seconds=int(match[3] or 0))


def to_naive_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """Bring a moment to UTC without zone; a naive one is local time of the park."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC).replace(tzinfo=None)
