"""The Vietnamese lunar calendar from the sky: new moons and the sun's longitude, for checking the table of holidays.

Jean Meeus, Astronomical Algorithms (2nd ed.), chapters 25 (sun, low accuracy) and 49 (phases of the moon, largest
periodic terms); Delta T by the polynomial of Espenak and Meeus for 2005-2050. The calendar is that of UTC+7: a
month begins on the day of the new moon, month 11 holds the winter solstice, a year of thirteen months repeats the first
month without a principal term.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from itertools import pairwise

J2000 = datetime(2000, 1, 1, 12)
ZONE = timedelta(hours=7)


def _delta_t_days(year: float) -> float:
    t = year - 2000
    return (62.92 + 0.32217 * t + 0.005589 * t * t) / 86400


def new_moon(k: int) -> datetime:
    """Moment (UTC) of new moon number ``k`` after 6 January 2000."""
    t = k / 1236.85
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    sun = math.radians(2.5534 + 29.1053567 * k - 0.0000014 * t**2)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t**2)
    far = math.radians(160.7108 + 390.67050284 * k - 0.0016118 * t**2)
    node = math.radians(124.7746 - 1.56375588 * k + 0.0020672 * t**2)
    jde += (
        -0.4072 * math.sin(moon)
        + 0.17241 * e * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * far)
        + 0.00739 * e * math.sin(moon - sun)
        - 0.00514 * e * math.sin(moon + sun)
        + 0.00208 * e * e * math.sin(2 * sun)
        - 0.00111 * math.sin(moon - 2 * far)
        - 0.00057 * math.sin(moon + 2 * far)
        + 0.00056 * e * math.sin(2 * moon + sun)
        - 0.00042 * math.sin(3 * moon)
        + 0.00042 * e * math.sin(sun + 2 * far)
        + 0.00038 * e * math.sin(sun - 2 * far)
        - 0.00024 * e * math.sin(2 * moon - sun)
        - 0.00017 * math.sin(node)
    )
    return J2000 + timedelta(days=jde - 2451545.0 - _delta_t_days(2000 + k / 12.3685))


def sun_longitude(moment: datetime) -> float:
    """Apparent longitude of the sun in degrees at a moment (UTC)."""
    days = (moment - J2000) / timedelta(days=1)
    t = (days + _delta_t_days(2000 + days / 365.25)) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t) * math.sin(anomaly)
        + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    omega = math.radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(omega)) % 360


def _month_starts(year: int) -> list[date]:
    """Days (UTC+7) on which lunar months begin, from the autumn of ``year - 1`` to the end of ``year``."""
    first = math.floor((year - 2000) * 12.3685) - 4
    return [(new_moon(k) + ZONE).date() for k in range(first, first + 19)]


def _sector(day: date) -> int:
    """Which twelfth of the zodiac the sun stands in when a day of UTC+7 begins."""
    return int(sun_longitude(datetime(day.year, day.month, day.day) - ZONE) // 30)


def _month_eleven(year: int, starts: list[date]) -> int:
    """Index of the month that holds the winter solstice (longitude 270) of ``year``."""
    return next(i for i, (a, b) in enumerate(pairwise(starts)) if a.year == year and _sector(a) < 9 <= _sector(b))


def lunar_months(year: int) -> dict[int, date]:
    """First days of the ordinary months 1 to 3 of the lunar year that begins in ``year``."""
    starts = _month_starts(year)
    eleven = _month_eleven(year - 1, starts)
    next_starts = _month_starts(year + 1)
    next_eleven = next_starts[_month_eleven(year, next_starts)]
    leap_year = starts.index(next_eleven) - eleven == 13 if next_eleven in starts else False
    number, months, leap_seen = 11, {}, False
    for i in range(eleven, len(starts) - 1):
        leap = leap_year and not leap_seen and i > eleven and _sector(starts[i]) == _sector(starts[i + 1])
        if leap:
            leap_seen = True
        else:
            if i > eleven:
                number = number % 12 + 1
            if number <= 3:
                months.setdefault(number, starts[i])
        if 3 in months:
            break
    return months


def tet(year: int) -> date:
    return lunar_months(year)[1]


def hung_kings(year: int) -> date:
    """The tenth day of the third lunar month."""
    return lunar_months(year)[3] + timedelta(days=9)
