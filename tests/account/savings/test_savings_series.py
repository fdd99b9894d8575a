"""From the table ``quantities`` to a series: sums, gaps, days, covariates."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from ecopark.account.savings.series import DAY_S, PARK_ZONE, Role, local_days, months_of, series_of_quantities
from ecopark.core.errors import InputError

START = datetime(2025, 1, 1)  # UTC
TIME = pa.timestamp("us")


def quantities(rows):
    """Rows (datastream, hours after START, step_s, quantity, measured_s[, unit])."""
    return pa.table(
        {
            "datastream": [row[0] for row in rows],
            "start": pa.array([START + timedelta(hours=row[1]) for row in rows], TIME),
            "step_s": pa.array([row[2] for row in rows], pa.int32()),
            "quantity": pa.array([row[3] for row in rows], pa.float64()),
            "unit": [row[5] if len(row) > 5 else "kWh" for row in rows],
            "measured_s": pa.array([row[4] for row in rows], pa.float64()),
            "origin": ["measured"] * len(rows),
        }
    )


def test_series_of_quantities__two_meters_are_added_and_a_gap_of_one_is_a_gap_of_the_sum():
    rows = [("a", h, 3600, 10.0, 3600.0) for h in range(4)] + [("b", h, 3600, 1.0, 3600.0) for h in (0, 1, 3)]
    series = series_of_quantities(quantities(rows))
    assert series.amount[[0, 1, 3]].tolist() == [11.0, 11.0, 11.0]
    assert np.isnan(series.amount[2])
    assert len(series) == 4
    assert series.unit == "kWh"


def test_series_of_quantities__a_thinly_measured_or_null_hour_is_missing_never_zero():
    series = series_of_quantities(
        quantities([("a", 0, 3600, 10.0, 3600.0), ("a", 1, 3600, 5.0, 1800.0), ("a", 2, 3600, None, 0.0)])
    )
    assert np.isnan(series.amount).tolist() == [False, True, True]


def test_series_of_quantities__hours_become_local_days():
    rows = [("a", h, 3600, 1.0, 3600.0) for h in range(-7, 41)]  # 1 and 2 January in Viet Nam
    series = series_of_quantities(quantities(rows), step_s=DAY_S)
    assert series.amount.tolist() == [24.0, 24.0]
    assert series.start == datetime(2025, 1, 1, tzinfo=PARK_ZONE)
    assert series.end == datetime(2025, 1, 3, tzinfo=PARK_ZONE)


def test_series_of_quantities__a_daily_meter_stays_daily():
    rows = [("a", 24 * k - 7, 86400, 500.0, 86400.0) for k in range(3)]
    assert series_of_quantities(quantities(rows), step_s=DAY_S).amount.tolist() == [500.0] * 3


def test_series_of_quantities__covariates_are_averaged_production_summed_modes_rounded():
    rows = [("a", h, 3600, 1.0, 3600.0) for h in range(3)]
    moments = pa.array([START + timedelta(minutes=30 * k) for k in range(4)], TIME)
    table = pa.table({"start": moments, "value": pa.array([1.0, 2.0, 3.0, None])})
    said = {"t": (Role.TEMPERATURE, "°C", table), "p": (Role.PRODUCTION, "t", table), "m": (Role.MODE, "", table)}
    series = series_of_quantities(quantities(rows), covariates=said)
    assert series.covariates["t"].values[:2].tolist() == [1.5, 3.0]
    assert series.covariates["p"].values[:2].tolist() == [3.0, 3.0]
    assert series.covariates["m"].values[:2].tolist() == [2.0, 3.0]
    assert np.isnan(series.covariates["t"].values[2])
    assert series.valid.tolist() == [True, True, False]
    assert series.covariates["p"].unit == "t"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("a", 0, 3600, 1.0, 3600.0), ("b", 0, 3600, 1.0, 3600.0, "m3")], "units"),
        ([], "lengths"),
    ],
)
def test_series_of_quantities__what_cannot_be_added_is_refused(rows, code):
    with pytest.raises(InputError) as refused:
        series_of_quantities(quantities(rows))
    assert refused.value.code == f"account.savings.{code}"
    assert refused.value.render("vi") != refused.value.render("en")


def test_series__its_hash_sees_every_value_and_what_is_missing():
    rows = [("a", h, 3600, float(h), 3600.0) for h in range(5)]
    series = series_of_quantities(quantities(rows))
    zero = series_of_quantities(quantities([*rows[:2], ("a", 2, 3600, None, 0.0), *rows[3:]]))
    assert series.sha256() == series_of_quantities(quantities(rows)).sha256()
    assert series.sha256() != zero.sha256()


def test_local_days__summer_time_and_months():
    zone = ZoneInfo("Europe/Berlin")
    us = np.arange(24 * 3) * 3_600_000_000 + 1_711_753_200_000_000  # from 30 March 2024, 00:00 in Berlin
    day, second = local_days(us, zone)
    assert np.bincount(day - day[0]).tolist() == [24, 23, 24, 1]
    assert second[0] == 0
    assert (months_of(day)[-1] % 12 + 1, months_of(day)[0] // 12) == (4, 2024)
