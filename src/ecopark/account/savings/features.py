"""What a model sees of each step: place in the week, kind of day, temperature and what it was lately, covariates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.account.savings.calendar import KIND_ORDER, Calendar, DayKind
from ecopark.account.savings.series import DAY_S, HOUR_S, Bool, Float, Int, Role, Series, local_days

_WORKED = 1 + KIND_ORDER.index(DayKind.WORKING)
_OFF = tuple(1 + KIND_ORDER.index(kind) for kind in (DayKind.TET, DayKind.HOLIDAY))
_SUNDAY, _MIDWEEK = 6, 2
LAG_H = 24


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Columns of one series; all (n,).

    Attributes
    ----------
    day, hour
        Local day number since 1970 and local hour (0 in daily series).
    weekday
        Monday 0 … Sunday 6 as the works keep it: a holiday is a Sunday, a weekend day worked by order a Wednesday.
    kind
        0 ordinary, else 1 + place in ``KIND_ORDER``.
    year_part
        Place in the year, 0 … 1.
    temperature_c, lagged_c
        Outdoor temperature and its mean over the last 24 hours (hourly series); None without.
    production, mode
        Name -> column.
    """

    step_s: int
    day: Int
    hour: Int
    weekday: Int
    kind: Int
    year_part: Float
    temperature_c: Float | None
    lagged_c: Float | None
    production: dict[str, Float]
    mode: dict[str, Int]

    @property
    def hours(self) -> int:
        """Slots of a day: 24 or 1."""
        return 24 if self.step_s == HOUR_S else 1

    @property
    def slot(self) -> Int:
        """Place in the week, 0 … 167 (0 … 6 in daily series)."""
        return self.weekday * self.hours + self.hour

    @property
    def working(self) -> Bool:
        return self.weekday < 5


def features(series: Series, calendar: Calendar) -> Features:
    """Features of every step; missing covariates stay NaN (``Series.valid`` says where)."""
    day, second = local_days(series.start_us, series.zone)
    kind = calendar.kinds(day)
    weekday = (day + 3) % 7  # 1 January 1970 was a Thursday
    weekday = np.where(np.isin(kind, _OFF), _SUNDAY, np.where(kind == _WORKED, _MIDWEEK, weekday))
    first = day.astype("datetime64[D]").astype("datetime64[Y]")
    length = (first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")
    into = day.astype("datetime64[D]") - first.astype("datetime64[D]")
    temperatures = series.of_role(Role.TEMPERATURE)
    temperature = series.covariates[temperatures[0]].values if temperatures else None
    lagged = None
    if temperature is not None and series.step_s == HOUR_S:
        lagged = _trailing_mean(series.start_us, temperature, LAG_H)
    return Features(
        step_s=series.step_s,
        day=day,
        hour=second // HOUR_S if series.step_s != DAY_S else np.zeros(len(day), dtype=np.int64),
        weekday=weekday,
        kind=kind,
        year_part=into.astype(np.float64) / length.astype(np.float64),
        temperature_c=temperature,
        lagged_c=lagged,
        production={name: series.covariates[name].values for name in series.of_role(Role.PRODUCTION)},
        mode={name: _whole(series.covariates[name].values) for name in series.of_role(Role.MODE)},
    )


def _whole(values: Float) -> Int:
    return np.where(np.isfinite(values), values, -1).astype(np.int64)


def _trailing_mean(start_us: Int, values: Float, hours: int) -> Float:
    """Mean of the known values of the last ``hours`` hours, the present one included.

    Summed as whole thousandths, so that the result does not depend on where the series begins.
    """
    slot = (start_us - start_us[0]) // (HOUR_S * 1_000_000)
    known = np.isfinite(values)
    thousandths = np.where(known, np.rint(np.where(known, values, 0.0) * 1000), 0).astype(np.int64)
    total = np.zeros(int(slot[-1]) + 2, dtype=np.int64)
    count = np.zeros(int(slot[-1]) + 2, dtype=np.int64)
    total[slot + 1], count[slot + 1] = thousandths, known
    total, count = np.cumsum(total), np.cumsum(count)
    back = np.maximum(slot + 1 - hours, 0)
    n = count[slot + 1] - count[back]
    mean = np.divide(total[slot + 1] - total[back], 1000 * n, out=np.full(len(values), np.nan), where=n > 0)
    return np.where(n > 0, mean, values)
