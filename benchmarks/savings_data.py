"""Real meters for tests and benchmark of measured savings: a year or more each, with the calendar of their country."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ecopark.account.savings.calendar import NO_CALENDAR, Calendar, holiday_calendar
from ecopark.account.savings.series import Bool, Covariate, Role, Series, local_days, micros

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "src/ecopark/serve/sample/data"
EEMETER = ROOT / "tests/account/savings/data/eemeter_hourly.parquet"
HOUR_US = 3_600_000_000
CHICAGO = ZoneInfo("America/Chicago")
GAP_DAYS = 7


@dataclass(frozen=True)
class Meter:
    """A meter-year (or more); ``looked_at``: its errors were looked at while settings were chosen."""

    name: str
    read: Callable[[], Series]
    calendar: Calendar
    looked_at: bool
    electricity: bool = True


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def german(years: Iterable[int]) -> Calendar:
    """Public holidays of all German states."""
    days = []
    for year in years:
        moving = [easter(year) + timedelta(days=k) for k in (-2, 1, 39, 50)]
        fixed = [date(year, *day) for day in ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))]
        days += moving + fixed
    return holiday_calendar("DE", days)


def korean_2018() -> Calendar:
    """Public holidays of Korea in 2018."""
    days = ((1, 1), (2, 15), (2, 16), (2, 17), (3, 1), (5, 5), (5, 7), (5, 22), (6, 6), (6, 13), (8, 15))
    autumn = ((9, 24), (9, 25), (9, 26), (10, 3), (10, 9), (12, 25))
    return holiday_calendar("KR", [date(2018, *day) for day in days + autumn])


def american(years: Iterable[int]) -> Calendar:
    """The six holidays that almost everybody keeps."""

    def nth(year: int, month: int, weekday: int, n: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))

    days = []
    for year in years:
        last = date(year, 5, 31)
        days += [date(year, 1, 1), last - timedelta(days=last.weekday()), date(year, 7, 4), date(year, 12, 25)]
        days += [nth(year, 9, 0, 1), nth(year, 11, 3, 4)]
    return holiday_calendar("US", days)


@cache
def _table(path: Path) -> pa.Table:
    return pq.read_table(path)


def _hourly(us: np.ndarray, values: np.ndarray, zone: str) -> Series:
    hours, at = np.unique(us // HOUR_US, return_inverse=True)
    return Series(hours * HOUR_US, 3600, np.bincount(at, values), "kWh", ZoneInfo(zone))


def load(name: str) -> Series:
    """One of the three German load profiles, as 500 MWh a year."""
    table = _table(SAMPLE / f"load_{name}.parquet")
    us = table["time_utc"].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
    return _hourly(us, table["w_per_mwh_a"].to_numpy() / 4 * 0.5, "Europe/Berlin")


def steel() -> Series:
    """The steel works: total electricity only."""
    table = _table(SAMPLE / "steel_gwangyang_2018.parquet")
    us = table["interval_start"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() - 9 * HOUR_US
    return _hourly(us, table["usage_kwh"].to_numpy(), "Asia/Seoul")


def wwtp() -> Series:
    """The wastewater works of Melbourne: daily, with inflow and temperature; 45 % of the days are absent."""
    table = _table(SAMPLE / "wwtp_melbourne_2014_2019.parquet")
    zone = ZoneInfo("Australia/Melbourne")
    us = np.array([micros(datetime(d.year, d.month, d.day, tzinfo=zone)) for d in table["date"].to_pylist()])
    column = {name: table[name].to_numpy(zero_copy_only=False).astype(float) for name in ("total_grid", "T", "avg_inflow")}
    covariates = {
        "temperature": Covariate(Role.TEMPERATURE, column["T"], "°C"),
        "inflow": Covariate(Role.PRODUCTION, column["avg_inflow"], "m3/s"),
    }
    return Series(us, 86400, column["total_grid"], "kWh", zone, covariates)


def eemeter(name: str, year: int) -> Series:
    """A sample meter of OpenEEmeter in its first (before 26 December 2016) or second year (from 4 January 2017)."""
    table = _table(EEMETER)
    us = table["start"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    weather = "temperature_f_cdd_hdd" if name == "electricity_cdd_hdd" else "temperature_f"
    temperature = (table[weather].to_numpy(zero_copy_only=False) / 100 - 32) / 1.8
    amount = table[name].to_numpy(zero_copy_only=False) / 100
    covariates = {"temperature": Covariate(Role.TEMPERATURE, temperature, "°C")}
    series = Series(us, 3600, amount, "kWh", CHICAGO, covariates)
    ends = {1: ((2015, 11, 22), (2016, 12, 26)), 2: ((2017, 1, 4), (2018, 3, 1))}[year]
    start, end = (datetime(*day, tzinfo=CHICAGO) for day in ends)
    return series.between(start, end)


METERS = (
    Meter("electroplating", lambda: load("electroplating_2017"), german((2016, 2017, 2018)), looked_at=True),
    Meter("furniture store", lambda: load("furniture_store_2015"), german((2014, 2015, 2016)), looked_at=True),
    Meter("metal processing", lambda: load("metal_processing_2018"), german((2017, 2018, 2019)), looked_at=False),
    Meter("steel works", steel, korean_2018(), looked_at=False),
    Meter("wastewater works, daily", wwtp, NO_CALENDAR, looked_at=False),
    *(
        Meter(
            f"{name.replace('_', ' ')}, year {year}",
            lambda name=name, year=year: eemeter(name, year),
            american(range(2015, 2019)),
            looked_at=(name, year) in {("electricity_cdd_only", 1), ("gas_hdd_only", 1)},
            electricity=name.startswith("electricity"),
        )
        for name in ("electricity_cdd_hdd", "electricity_cdd_only", "gas_hdd_only", "gas_intercept_only")
        for year in (1, 2)
    ),
)


def held_out_blocks(series: Series, block_days: int, folds: int) -> list[tuple[Bool, Bool]]:
    """(learn, ask) of each fold: every ``folds``-th block of days is asked, with a gap of a week on both sides."""
    day, _ = local_days(series.start_us, series.zone)
    block = (day - day[0]) // block_days
    made = []
    for fold in range(min(folds, int(block[-1]) + 1)):
        held = [b for b in range(int(block[-1]) + 1) if b % folds == fold]
        learn = np.ones(len(series), dtype=bool)
        for b in held:
            first = day[0] + b * block_days
            learn &= (day < first - GAP_DAYS) | (day >= first + block_days + GAP_DAYS)
        made.append((learn, np.isin(block, held)))
    return made
