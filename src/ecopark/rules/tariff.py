"""Electricity tariff: time-of-use bands exact to the minute, prices by date, amounts exact to the dong.

Rounding: energy of a bill line is taken at 0.001 Wh (so that the last bit of a float never decides about a dong); the amount
of a line (one band, one price) is energy x price, rounded half up to whole dong; tax is rounded half up on the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from ecopark.core.errors import InputError
from ecopark.core.interval import PARK_ZONE
from ecopark.core.messages import Message
from ecopark.rules.index import Missing, RuleIndex
from ecopark.rules.records import Band, Holiday, TariffHours, TariffPrice, TaxRate

BANDS: tuple[Band, ...] = (Band.PEAK, Band.NORMAL, Band.OFFPEAK)
DEFAULT_SCHEDULE = "evn-2019"

Int64 = npt.NDArray[np.int64]
Int8 = npt.NDArray[np.int8]
Float64 = npt.NDArray[np.float64]

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Tariff:
    """Price and hours that apply to one customer on one day."""

    price: TariffPrice
    hours: tuple[TariffHours, ...]
    notes: tuple[Message, ...] = ()

    @property
    def provisional(self) -> bool:
        return self.price.provisional or any(line.provisional for line in self.hours)

    @property
    def schedule(self) -> str:
        return self.hours[0].schedule


def find_tariff(
    index: RuleIndex, group: str, voltage: str | float, on: date, schedule: str | None = None
) -> Tariff | Missing:
    """Tariff of a customer group at a voltage on a day; ``Missing`` before 2025-05-10 (no price is in the pack).

    Parameters
    ----------
    voltage
        The level as printed (``22kV..<110kV``) or the supply voltage in kV. A number that fits several lines (bus bars
        of the industrial-zone wholesale group differ by transformer) is not enough: give the printed level.
    schedule
        Which hours: ``evn-2019`` (default) or ``evn-963-2026``. Public notes of 2026 leave open whether Decision
        963/QD-BCT applies to bills already, so the switch is the park's to say, from what its bills print.
    """
    of_group = index.all(TariffPrice, group=group)
    fitting = [price for price in of_group if _fits(price, voltage)]
    if not fitting:
        known = "; ".join(sorted({f"{price.group} {price.voltage}" for price in index.all(TariffPrice)}))
        return Missing(Message("rules.tariff.unknown_group", {"group": group, "voltage": voltage, "known": known}))
    considered = tuple(price.id for price in fitting)
    if len({price.voltage for price in fitting}) > 1:
        return Missing(Message("rules.tariff.ambiguous_voltage", {"group": group, "voltage": voltage}), considered)
    prices = [price for price in fitting if price.in_force(on)]
    if not prices:
        return Missing(Message("rules.tariff.no_price_in_force", {"group": group, "on": on.isoformat()}), considered)
    chosen = schedule or DEFAULT_SCHEDULE
    hours = index.in_force(TariffHours, on, schedule=chosen)
    if not hours:
        return Missing(Message("rules.tariff.no_hours_in_force", {"schedule": chosen, "on": on.isoformat()}))
    others = {line.schedule for line in index.in_force(TariffHours, on)} - {chosen}
    notes = tuple(Message("rules.tariff.other_schedule", {"used": chosen, "other": other}) for other in sorted(others))
    return Tariff(prices[0], tuple(sorted(hours, key=lambda line: (line.days, line.start_minute))), notes)


def _fits(price: TariffPrice, voltage: str | float) -> bool:
    if isinstance(voltage, str):
        return price.voltage.replace(" ", "") == voltage.replace(" ", "")
    low = price.voltage_from_kv if price.voltage_from_kv is not None else 0.0
    return low <= voltage and (price.voltage_below_kv is None or voltage < price.voltage_below_kv)


def tariff_periods(
    index: RuleIndex, group: str, voltage: str | float, first: date, last: date, schedule: str | None = None
) -> list[tuple[date, date, Tariff | Missing]]:
    """``(first day, last day, answer)`` over ``[first, last]``: a price that changes mid-month splits the month."""
    cuts = [first, *(day for day in index.change_days(TariffPrice, TariffHours) if first < day <= last)]
    ends = [*(day - timedelta(days=1) for day in cuts[1:]), last]
    periods: list[tuple[date, date, Tariff | Missing]] = []
    for start, end in zip(cuts, ends, strict=True):
        answer = find_tariff(index, group, voltage, start, schedule)
        if periods and _same(periods[-1][2], answer):
            periods[-1] = (periods[-1][0], end, answer)
        else:
            periods.append((start, end, answer))
    return periods


def _same(one: Tariff | Missing, other: Tariff | Missing) -> bool:
    if isinstance(one, Tariff) and isinstance(other, Tariff):
        return one.price is other.price and one.hours == other.hours
    return isinstance(one, Missing) and isinstance(other, Missing) and one.message.id == other.message.id


def band_index(
    start_us: Int64, hours: Sequence[TariffHours], zone: ZoneInfo = PARK_ZONE, holidays: Iterable[Holiday] = ()
) -> Int8:
    """Index into ``BANDS`` of the band in force at each moment (UTC microseconds since 1970), shape ``(n,)``."""
    starts = np.asarray(start_us, np.int64)
    if starts.size == 0:
        return np.zeros(0, np.int8)
    edges, bands = _band_edges(int(starts.min()), int(starts.max()) + 1, hours, zone, holidays)
    return bands[np.searchsorted(edges, starts, side="right") - 1]


def split_by_band(
    start_us: Int64,
    step_s: int,
    energy_kwh: Float64,
    hours: Sequence[TariffHours],
    zone: ZoneInfo = PARK_ZONE,
    holidays: Iterable[Holiday] = (),
) -> Mapping[Band, Float64]:
    """Energy of each interval by band; an interval that crosses a band's edge is split in proportion to time.

    Parameters
    ----------
    start_us
        Starts of the intervals, UTC microseconds since 1970, shape ``(n,)``, any order.
    step_s
        Length of every interval, seconds.
    energy_kwh
        Energy of each interval, shape ``(n,)``; NaN (missing) stays NaN in the bands that the interval touches.
    hours
        One schedule (``Tariff.hours``); its dates are not looked at, see ``tariff_periods``.
    holidays
        Public holidays on which the hours of another kind of day apply; the shipped packs have none.

    Returns
    -------
    mapping
        Every band of ``BANDS`` -> energy in kWh, shape ``(n,)``; the bands of an interval sum to its energy.
    """
    starts, energy = np.asarray(start_us, np.int64), np.asarray(energy_kwh, np.float64)
    if step_s <= 0 or starts.shape != energy.shape or starts.ndim != 1:
        raise InputError("rules.tariff.bad_intervals", step=step_s, starts=starts.shape, energy=energy.shape)
    if starts.size == 0:
        return {band: np.zeros(0) for band in BANDS}
    step_us = step_s * _SECOND
    edges, bands = _band_edges(int(starts.min()), int(starts.max()) + step_us, hours, zone, holidays)
    split: dict[Band, Float64] = {}
    for number, band in enumerate(BANDS):
        covered = _time_in_band(edges, bands == number, starts + step_us) - _time_in_band(edges, bands == number, starts)
        share = covered / step_us
        split[band] = np.where(covered > 0, energy * share, 0.0)
    return split


def _band_edges(
    first_us: int, end_us: int, hours: Sequence[TariffHours], zone: ZoneInfo, holidays: Iterable[Holiday]
) -> tuple[Int64, Int8]:
    """Starts (UTC microseconds) and band numbers of the pieces of constant band that cover ``[first, end)``."""
    if len({line.schedule for line in hours}) != 1:
        raise InputError("rules.tariff.one_schedule", schedules=", ".join(sorted({line.schedule for line in hours})))
    as_day = {holiday.day: holiday.hours_as.weekdays[0] for holiday in holidays}
    of_weekday = [sorted((h.start_minute, BANDS.index(h.band)) for h in hours if day in h.days.weekdays) for day in range(7)]
    day, last = _local_day(first_us, zone), _local_day(end_us - 1, zone)
    edges: list[int] = []
    bands: list[int] = []
    while day <= last:
        for minute, band in of_weekday[as_day.get(day, day.weekday())]:
            local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
            edges.append(round(local.timestamp()) * _SECOND)
            bands.append(band)
        day += timedelta(days=1)
    return np.array(edges, np.int64), np.array(bands, np.int8)


def _local_day(moment_us: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(moment_us // _SECOND, tz=zone).date()


def _time_in_band(edges: Int64, inside: npt.NDArray[np.bool_], moments: Int64) -> Int64:
    """Microseconds in the band between the first edge and each moment; whole numbers, so nothing is lost."""
    lengths = np.where(inside[:-1], np.diff(edges), 0)
    before = np.concatenate([[0], np.cumsum(lengths)])
    piece = np.searchsorted(edges, moments, side="right") - 1
    return np.asarray(before[piece] + np.where(inside[piece], moments - edges[piece], 0), np.int64)


def amount_vnd(energy_kwh: float, price_vnd_per_kwh: int) -> int:
    """Amount of one bill line in whole dong, half up (see the rounding rule above)."""
    energy = Decimal(repr(float(energy_kwh))).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return int((energy * price_vnd_per_kwh).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class BillLine:
    band: Band
    energy_kwh: float
    price_vnd_per_kwh: int
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill for energy: lines, sum before tax, tax, total; ``tax`` None where no tax rule is in force."""

    lines: tuple[BillLine, ...]
    net_vnd: int
    tax_vnd: int | None
    total_vnd: int | None


def bill(energy_kwh: Mapping[Band, float], price: TariffPrice, tax: TaxRate | None) -> Bill:
    """Bill of the energies by band at one price; several prices in a month make several bills."""
    lines = tuple(
        BillLine(band, energy_kwh[band], price.price(band), amount_vnd(energy_kwh[band], price.price(band)))
        for band in BANDS
        if band in energy_kwh
    )
    net = sum(line.amount_vnd for line in lines)
    if tax is None:
        return Bill(lines, net, None, None)
    exact = Decimal(net) * Decimal(repr(tax.percent)) / 100
    tax_vnd = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return Bill(lines, net, tax_vnd, net + tax_vnd)
