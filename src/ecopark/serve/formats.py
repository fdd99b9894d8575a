"""Numbers, units and times as Vietnamese and English readers write them."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

from ecopark.core.interval import PARK_ZONE
from ecopark.core.messages import Lang

_UNITS = {
    "m3": "m³",
    "m3/h": "m³/h",
    "Nm3": "Nm³",
    "mg/Nm3": "mg/Nm³",
    "µg/Nm3": "µg/Nm³",
    "W/m2": "W/m²",
    "tCO2e": "tCO₂e",
    "kgCO2e": "kgCO₂e",
    "gCO2e": "gCO₂e",
    "tCO2/MWh": "tCO₂/MWh",
    "tCO2e/MWh": "tCO₂e/MWh",
    "kgCO2e/kWh": "kgCO₂e/kWh",
    "-": "",
    "VND": "đ",
    "VND/kWh": "đ/kWh",
}
_UNITS_VI = {"t": "tấn"}
_GASES = re.compile(r"\b(?:[kt]?g?)?(?:CO2|CH4|N2O)e?\b")
_SMALL = str.maketrans("24", "₂₄")
_SMALLER = {"kWh": (0.1, 1e3, "Wh"), "kgCO2e": (0.1, 1e3, "gCO2e")}
_SCALES = {"kWh": ((1e4, 1e-3, "MWh"), (1e7, 1e-6, "GWh")), "MWh": ((1e4, 1e-3, "GWh"),)}
_MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def number(value: float | None, lang: Lang, digits: int | None = None) -> str:
    """``1.234,5`` in Vietnamese, ``1,234.5`` in English; an en dash for None. Without ``digits``: about four figures."""
    if value is None or not math.isfinite(value):
        return "–"
    if digits is None:
        digits = _digits(abs(value))
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    text = text.replace("-", "\N{MINUS SIGN}")
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def _digits(size: float) -> int:
    if size >= 1000 or size == 0:
        return 0
    if size >= 100:
        return 1
    if size >= 10:
        return 1
    return 2 if size >= 0.1 else min(6, 1 - math.floor(math.log10(size)))


def scaled(value: float | None, unit: str) -> tuple[float | None, str]:
    """In a unit that people can read: 12,345 kWh -> 12.345 MWh, 0.0006 kWh -> 0.6 Wh."""
    if value is None:
        return value, unit
    for least, factor, larger in reversed(_SCALES.get(unit, ())):
        if abs(value) >= least:
            return value * factor, larger
    most, factor, smaller = _SMALLER.get(unit, (0.0, 1.0, unit))
    if 0 < abs(value) < most:
        return value * factor, smaller
    return value, unit


def unit_text(unit: str, lang: Lang) -> str:
    """The unit as printed: m3 -> m³, tCO2e -> tCO₂e, t -> tấn in Vietnamese."""
    if lang == "vi" and unit in _UNITS_VI:
        return _UNITS_VI[unit]
    return _UNITS[unit] if unit in _UNITS else _GASES.sub(lambda found: found[0].translate(_SMALL), unit)


def percent(share: float | None, lang: Lang, digits: int | None = None) -> str:
    """Share 0..1 as per cent. Nearly all is never printed as all (99.96 % stays below 100 %), nearly none never as none."""
    if share is None:
        return "–"
    value = share * 100
    if digits is None:
        digits = 0 if value >= 99.995 or value == 0 or 10 <= value <= 99 else 1
    if 0 < value < 0.5 * 10**-digits:
        return f"< {number(10**-digits, lang, digits)}\N{NO-BREAK SPACE}%"
    rounded = round(value, digits)
    if value < 100 <= rounded:
        rounded = 100 - 10**-digits
    return f"{number(rounded, lang, digits)}\N{NO-BREAK SPACE}%"


def local(moment: datetime) -> datetime:
    """The moment on the park's clock; naive moments are UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(PARK_ZONE)


def day(moment: datetime | None, lang: Lang) -> str:
    if moment is None:
        return "–"
    at = local(moment)
    return f"{at:%d/%m/%Y}" if lang == "vi" else f"{at.day} {_MONTHS_EN[at.month - 1][:3]} {at.year}"


def moment(when: datetime | None, lang: Lang, seconds: bool = False) -> str:
    """Date and time on the park's clock."""
    if when is None:
        return "–"
    at = local(when)
    return f"{day(when, lang)} {at:%H:%M:%S}" if seconds else f"{day(when, lang)} {at:%H:%M}"


def period(start: datetime, end: datetime, lang: Lang) -> str:
    """``[start, end)`` in words as short as possible: one day is printed as a day."""
    first, last = local(start), local(end)
    if first.date() == last.date():
        return f"{moment(start, lang)}–{last:%H:%M}"
    return f"{moment(start, lang)} – {moment(end, lang)}"


def month_text(year: int, month: int, lang: Lang) -> str:
    return f"tháng {month}/{year}" if lang == "vi" else f"{_MONTHS_EN[month - 1]} {year}"


def month_short(year: int, month: int, lang: Lang) -> str:
    return f"T{month}/{year % 100:02d}" if lang == "vi" else f"{_MONTHS_EN[month - 1][:3]} {year % 100:02d}"


def duration(seconds: float, lang: Lang) -> str:
    """A step or length of time in its natural unit: 900 s -> 15 phút / 15 min."""
    for size, vi, en in ((86400, "ngày", "d"), (3600, "giờ", "h"), (60, "phút", "min"), (1, "giây", "s")):
        if seconds >= size:
            count = seconds / size
            return f"{number(count, lang, 0 if count == int(count) else 1)} {vi if lang == 'vi' else en}"
    return f"{number(seconds, lang)} {'giây' if lang == 'vi' else 's'}"
