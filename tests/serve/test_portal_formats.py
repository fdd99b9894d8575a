"""Numbers, units and times as readers of both languages write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.serve.formats import duration, moment, number, percent, period, scaled, unit_text


@pytest.mark.parametrize(
    ("value", "digits", "vi", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (-1234567.0, 0, "−1.234.567", "−1,234,567"),
        (0.5, None, "0,50", "0.50"),
        (0.00031234, None, "0,00031", "0.00031"),
        (-0.0, None, "0", "0"),
        (None, None, "–", "–"),
        (float("nan"), None, "–", "–"),
    ],
)  # fmt: skip
def test_number__both_languages(value: float | None, digits: int | None, vi: str, en: str) -> None:
    assert number(value, "vi", digits) == vi
    assert number(value, "en", digits) == en


@given(st.floats(-1e12, 1e12))
def test_number__vietnamese_is_english_with_the_signs_changed(value: float) -> None:
    swapped = number(value, "en").translate(str.maketrans(",.", ".,"))
    assert number(value, "vi") == swapped


@given(st.floats(0, 0.999999))
def test_percent__nearly_all_is_not_all_and_nearly_none_not_none(share: float) -> None:
    assert percent(share, "en") != "100\N{NO-BREAK SPACE}%"
    assert (percent(share, "en") in ("0\N{NO-BREAK SPACE}%", "0.0\N{NO-BREAK SPACE}%")) == (share == 0)


def test_scaled__large_energies_in_a_larger_unit() -> None:
    assert scaled(9_999.0, "kWh") == (9_999.0, "kWh")
    assert scaled(12_345.0, "kWh") == (12.345, "MWh")
    assert scaled(3e7, "kWh") == (30.0, "GWh")
    assert scaled(None, "kWh") == (None, "kWh")
    assert scaled(5e9, "m3") == (5e9, "m3")


def test_unit_text__as_printed() -> None:
    assert (unit_text("m3", "vi"), unit_text("tCO2e", "en"), unit_text("t", "vi"), unit_text("-", "vi")) == (
        "m³",
        "tCO₂e",
        "tấn",
        "",
    )


def test_unit_text__gases_with_their_small_figures() -> None:
    assert [unit_text(u, "en") for u in ("kg CO2/t", "N2O", "CH4", "tCO2e/MWh", "mg/L")] == [
        "kg CO₂/t", "N₂O", "CH₄", "tCO₂e/MWh", "mg/L",
    ]  # fmt: skip


def test_moment__on_the_parks_clock() -> None:
    late = datetime(2025, 12, 31, 17, 30, tzinfo=UTC)
    assert moment(late, "vi") == "01/01/2026 00:30"
    assert moment(late, "en") == "1 Jan 2026 00:30"
    assert moment(late.replace(tzinfo=None), "vi") == "01/01/2026 00:30"
    assert moment(None, "vi") == "–"


def test_period__one_day_is_short() -> None:
    start = datetime(2025, 3, 1, 1, tzinfo=UTC)
    assert period(start, start.replace(hour=2), "vi") == "01/03/2025 08:00–09:00"


@pytest.mark.parametrize(
    ("seconds", "vi"), [(900, "15 phút"), (3600, "1 giờ"), (86400, "1 ngày"), (300, "5 phút"), (5400, "1,5 giờ")]
)
def test_duration__natural_unit(seconds: int, vi: str) -> None:
    assert duration(seconds, "vi") == vi
