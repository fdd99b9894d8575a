"""What a saving is worth: money by the tariff in force, emissions by the grid factor of the year. # account 3.1, 5

Each hour's saving takes its own price and factor. The interval is that of the saving; the factor's own uncertainty is added.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from ecopark.account.activities import grid_electricity
from ecopark.account.cost import TariffTerms
from ecopark.core.figures import Evidence, EvidenceKind, Figure
from ecopark.core.messages import Message
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.tariff import BANDS, Tariff, split_by_band

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]
HALF_90 = 1.6448536269514722  # half width of a 90 % interval of a normal distribution, in standard deviations
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Course:
    """How a saving came about: saved kWh of each step, NaN where the step was not judged.

    ``start_us``: microseconds UTC since 1970; ``step_s`` its length.
    """

    start_us: Int
    step_s: int
    saved: Float


def money_saved(avoided: Figure, course: Course, book: RuleBook, terms: TariffTerms | None, zone: ZoneInfo) -> Figure:
    """The saving in dong before tax. Where no price is in force, that part is left out and the figure says how much."""
    unsaid = avoided.reason or Message("account.verification.no_tariff")
    empty = replace(avoided, name="saved.vnd", value=None, low=None, high=None, unit="VND", contributions={}, reason=unsaid)
    if avoided.value is None or terms is None:
        return empty if avoided.value is None else replace(empty, reason=Message("account.verification.no_tariff"))
    price, rules, provisional, why = _prices(course, book, terms, zone)
    priced = np.isfinite(price) & np.isfinite(course.saved)
    share = _share(course.saved, priced)
    if share == 0.0:
        return replace(empty, reason=why or unsaid)
    mean = _weighted(price, course.saved, priced)
    note = None if share > 0.9995 else Message("account.verification.no_price", {"share": f"{share:.0%}"})
    return replace(
        _times(avoided, mean * share, 0.0),
        name="saved.vnd",
        unit="VND",
        provisional=avoided.provisional or provisional,
        reason=note,
        evidence=(*avoided.evidence, *(Evidence(EvidenceKind.RULE, rule) for rule in rules)),
    )


def carbon_saved(avoided: Figure, course: Course, book: RuleBook, zone: ZoneInfo) -> Figure:
    """The saving in tCO2e by the location-based grid factor of each year; Viet Nam's is a combined margin and says so."""
    unsaid = avoided.reason or Message("account.verification.no_readings")
    empty = replace(
        avoided, name="saved.tco2e", value=None, low=None, high=None, unit="tCO2e", contributions={}, reason=unsaid
    )
    if avoided.value is None:
        return empty
    years = (course.start_us // _SECOND).astype("datetime64[s]") + np.timedelta64(_offset_s(course, zone), "s")
    of_year = years.astype("datetime64[Y]").astype(np.int64) + 1970
    factor, notes, rules, provisional = np.full(len(of_year), np.nan), [], [], False
    relative = 0.0
    for year in np.unique(of_year):
        found = grid_electricity(book, int(year))
        if found.tco2e_per_unit is None:
            return replace(empty, reason=found.note or Message("rules.grid.no_factor", {"year": int(year)}))
        factor[of_year == year] = found.tco2e_per_unit
        notes.append(found.note)
        rules.append(found.factor_id)
        provisional |= found.provisional
        relative = max(relative, math.hypot(*found.parts.values()) if found.parts else 0.0)
    mean = _weighted(factor, course.saved, np.isfinite(course.saved))
    said = next((note for note in notes if note is not None), None)
    named = dict.fromkeys(rule for rule in rules if rule)
    return replace(
        _times(avoided, mean, relative),
        name="saved.tco2e",
        unit="tCO2e",
        provisional=avoided.provisional or provisional,
        reason=said,
        evidence=(*avoided.evidence, *(Evidence(EvidenceKind.RULE, rule) for rule in named)),
    )


def _times(figure: Figure, factor: float, relative: float) -> Figure:
    """The figure times a factor that is known within ``relative`` (one standard deviation)."""
    assert figure.value is not None
    value, half = figure.value * factor, HALF_90 * relative * abs(figure.value * factor)
    if figure.low is None or figure.high is None:
        return replace(figure, value=value, contributions={})
    low = value - math.hypot((figure.value - figure.low) * factor, half)
    high = value + math.hypot((figure.high - figure.value) * factor, half)
    return replace(figure, value=value, low=low, high=high, contributions={})


def _share(saved: Float, priced: npt.NDArray[np.bool_]) -> float:
    """Share of the judged time that has a price; time and not kWh, so that savings of both signs cannot hide it."""
    judged = np.isfinite(saved)
    return float((priced & judged).sum() / judged.sum()) if judged.any() else 0.0


def _weighted(price: Float, saved: Float, known: npt.NDArray[np.bool_]) -> float:
    """Mean price weighted by what was saved; the plain mean where savings of both signs make the weights meaningless."""
    prices, weights = price[known], saved[known]
    plain, total = float(prices.mean()), float(weights.sum())
    if total == 0.0:
        return plain
    found = float((prices * weights).sum() / total)
    return found if prices.min() <= found <= prices.max() else plain


def _prices(
    course: Course, book: RuleBook, terms: TariffTerms, zone: ZoneInfo
) -> tuple[Float, Sequence[str], bool, Message | None]:
    """Price of each step (dong per kWh, mean over its bands), rules used, whether one is provisional, why one is missing."""
    price = np.full(len(course.start_us), np.nan)
    rules: dict[str, None] = {}
    provisional, why = False, None
    first, last = (_day(int(course.start_us[i]), zone) for i in (0, -1))
    for begin, end, answer in book.tariff_periods(terms.group, terms.voltage, first, last, schedule=terms.schedule):
        if isinstance(answer, Missing):
            why = answer.message
            continue
        inside = (course.start_us >= _start_us(begin, zone)) & (course.start_us < _start_us(end + timedelta(days=1), zone))
        price[inside] = _mean_price(course.start_us[inside], course.step_s, answer, zone)
        rules[answer.price.id] = None
        provisional |= answer.provisional
    return price, tuple(rules), provisional, why


def _mean_price(start_us: Int, step_s: int, tariff: Tariff, zone: ZoneInfo) -> Float:
    if not start_us.size:
        return np.zeros(0)
    shares = split_by_band(start_us, step_s, np.ones(len(start_us)), tariff.hours, zone)
    return np.sum([shares[band] * tariff.price.price(band) for band in BANDS], axis=0)  # type: ignore[no-any-return]


def _day(us: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(us / _SECOND, tz=UTC).astimezone(zone).date()


def _start_us(day: date, zone: ZoneInfo) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * _SECOND


def _offset_s(course: Course, zone: ZoneInfo) -> int:
    """Seconds that the zone is ahead of UTC at the first step; years are told apart no finer than that."""
    offset = datetime.fromtimestamp(int(course.start_us[0]) / _SECOND, tz=UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
