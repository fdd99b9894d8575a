"""The sun as a clock: a solar generator that peaks an hour late tells that its logger's clock was moved.

The middle between the first and the last productive reading of a day is compared with solar noon; its jumps of a whole
hour are changes of the clock (daylight saving), whatever the weather.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ecopark.trust.checks.runs import Floats, Index, Mask, Times

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Site:
    """Where the sun is seen from. ``utc_offset`` is the standard offset of the clock, microseconds.

    ``longitude`` degrees east; None takes the zone's own meridian (15 degrees per hour). ``latitude`` degrees north;
    None leaves only the hours around midnight as certainly dark.
    """

    utc_offset: int
    longitude: float | None = None
    latitude: float | None = None

    @property
    def meridian(self) -> float:
        return 15.0 * self.utc_offset / HOUR_US if self.longitude is None else self.longitude


@dataclass(frozen=True, slots=True)
class ClockShift:
    """Jumps of the day's middle.

    Attributes
    ----------
    threshold
        A reading counts as productive above this share of the record's high end (99 %).
    window
        Days on each side whose medians are compared.
    smallest_hours
        Smallest jump that counts as a change of the clock.
    """

    threshold: float = 0.02
    window: int = 14
    smallest_hours: float = 0.6


@dataclass(frozen=True, slots=True)
class ClockSegment:
    """Days ``[first_day, last_day]`` (days since 1970, local) between two changes of the clock.

    ``middle_hours`` is the median distance from solar noon, ``shift_hours`` the whole hours by which the clock is off.
    """

    first_day: int
    last_day: int
    middle_hours: float
    shift_hours: int


def equation_of_time(days: Floats) -> Floats:
    """Return apparent minus mean solar time, minutes, for days since 1970 (Spencer 1971, within half a minute)."""
    angle = 2.0 * np.pi * ((days % 365.2425) / 365.2425)
    series = 0.000075 + 0.001868 * np.cos(angle) - 0.032077 * np.sin(angle)
    return np.asarray(229.18 * (series - 0.014615 * np.cos(2 * angle) - 0.040849 * np.sin(2 * angle)))


def solar_noon(days: Floats, site: Site) -> Floats:
    """Return the local clock hour of solar noon for local days since 1970."""
    return 12.0 + site.utc_offset / HOUR_US - site.meridian / 15.0 - equation_of_time(days) / 60.0


def day_middles(times: Times, values: Floats, step: int, utc_offset: int, threshold: float) -> tuple[Index, Floats]:
    """Return the local days and, for each, the clock hour midway between first and last productive reading.

    Parameters
    ----------
    times
        Microseconds since 1970 UTC, start of the reading's interval, ascending, shape (n,).
    values
        Present values, shape (n,): power, energy or irradiance.
    step
        Microseconds of one reading's interval.

    Returns
    -------
    days, middles
        Only days with at least nine tenths of their readings and two productive hours.
    """
    local = times + utc_offset
    productive = values > threshold * np.quantile(values, 0.99)
    days, counts = np.unique(local // DAY_US, return_counts=True)
    lit = local[productive]
    lit_days, first, lit_counts = np.unique(lit // DAY_US, return_index=True, return_counts=True)
    last = first + lit_counts - 1
    full = np.isin(lit_days, days[counts * step >= 0.9 * DAY_US]) & (lit_counts * step >= 2 * HOUR_US)
    middles = (lit[first] % DAY_US + lit[last] % DAY_US + step) / (2 * HOUR_US)
    return lit_days[full], middles[full]


def clock_segments(days: Index, from_noon: Floats, parameters: ClockShift) -> list[ClockSegment]:
    """Split the days where the middle jumps, and say by how many whole hours each part is off.

    Parameters
    ----------
    days
        Local days since 1970, ascending, shape (k,).
    from_noon
        Middle of the day minus solar noon, hours, shape (k,); from a sun position or from an irradiance record.

    Returns
    -------
    segments
        One segment with ``shift_hours`` 0 when nothing jumps. The segment nearest to solar noon is taken as right: a
        constant offset (modules that face west) is no fault of the clock.
    """
    cuts = _jumps(from_noon, parameters)
    bounds = [0, *cuts, len(days)]
    parts = [(a, b, float(np.median(from_noon[a:b]))) for a, b in pairwise(bounds) if b > a]
    if not parts:
        return []
    right = min((middle for _, _, middle in parts), key=abs)
    return [ClockSegment(int(days[a]), int(days[b - 1]), middle, round(middle - right)) for a, b, middle in parts]


def shifted(times: Times, segments: list[ClockSegment], utc_offset: int) -> Mask:
    """Mark the readings that lie in segments whose clock is off."""
    days = (times + utc_offset) // DAY_US
    mask = np.zeros(len(times), dtype=np.bool_)
    for segment in segments:
        if segment.shift_hours:
            mask |= (days >= segment.first_day) & (days <= segment.last_day)
    return mask


def dark(times: Times, step: int, site: Site) -> Mask:
    """Mark intervals that lie wholly in the dark.

    With a latitude: sun more than 6 degrees below the horizon at start and end (civil night). Without: within three
    hours of solar midnight, which is dark all year round below 48 degrees of latitude.
    """
    result = np.ones(len(times), dtype=np.bool_)
    for moment in (times, times + step):
        local = moment + site.utc_offset
        day = local / DAY_US
        angle = (local % DAY_US) / HOUR_US - solar_noon(day, site)  # hours from solar noon
        if site.latitude is None:
            result &= np.abs(np.abs(angle) - 12.0) <= 3.0
        else:
            result &= _elevation(angle, day, site.latitude) < -6.0
    return result


def _elevation(hours: Floats, days: Floats, latitude: float) -> Floats:
    turn = 2.0 * np.pi * ((days % 365.2425) / 365.2425)
    declination = 0.006918 - 0.399912 * np.cos(turn) + 0.070257 * np.sin(turn) - 0.006758 * np.cos(2 * turn)
    declination = declination + 0.000907 * np.sin(2 * turn)
    phi = np.radians(latitude)
    sine = np.sin(phi) * np.sin(declination) + np.cos(phi) * np.cos(declination) * np.cos(np.radians(15.0 * hours))
    return np.asarray(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))))


def _jumps(level: Floats, parameters: ClockShift) -> list[int]:
    """Indices at which a new level begins."""
    window = parameters.window
    if len(level) < 2 * window:
        return []
    medians = np.median(np.lib.stride_tricks.sliding_window_view(level, window), axis=1)
    step = np.abs(medians[window:] - medians[:-window])  # step[i]: jump between i + window - 1 and i + window
    cuts: list[int] = []
    while len(step) and step.max() >= parameters.smallest_hours:
        peak = int(step.argmax())
        cuts.append(sharpest_cut(level, peak + window, window))
        step[max(0, peak - window) : peak + window + 1] = 0.0
    return sorted(cuts)


def sharpest_cut(level: Floats, about: int, window: int) -> int:
    """Index near ``about`` that splits the surrounding days best into two levels (least absolute deviation)."""
    low, high = about - window, about + window
    before, after = np.median(level[low : low + window // 2]), np.median(level[high - window // 2 : high])
    left = np.cumsum(np.abs(level[low:high] - before))
    right = np.cumsum(np.abs(level[low:high] - after)[::-1])[::-1]
    costs = left[:-1] + right[1:]
    return low + 1 + int(costs.argmin())
