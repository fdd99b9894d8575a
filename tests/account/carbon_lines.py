"""Inventory lines for tests of sinks, forecasts and products."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from ecopark.core.interval import Interval


def month_start(year: int, month: int) -> datetime:
    """Naive UTC moment at which the month begins in Viet Nam, as tables store it."""
    return Interval.of_month(year, month).start.astimezone(UTC).replace(tzinfo=None)


def line(
    emission: float | None,
    year: int = 2025,
    month: int = 1,
    *,
    firm: str | None = "steel",
    scope: int = 2,
    category: str = "grid_electricity",
    gas: str = "CO2e",
    **other: object,
) -> dict[str, object]:
    """A row of ``inventory_lines``."""
    said: dict[str, object] = {
        "id": f"{firm}-{year}-{month}-{scope}-{category}-{gas}",
        "firm": firm,
        "facility": None,
        "month": month_start(year, month),
        "scope": scope,
        "category": category,
        "substance": "",
        "activity": None if emission is None else emission / 0.6592,
        "activity_unit": "MWh",
        "gas": gas,
        "factor_id": "grid.vn.2023",
        "factor_value": 0.6592,
        "factor_unit": "tCO2/MWh",
        "factor_year": 2023,
        "factor_source": "x",
        "gwp_report": "AR5",
        "emission_tco2e": emission,
        "biogenic_tco2": None,
        "uncertainty": json.dumps({"meter:a": 0.01, "assumed:grid": 0.1}),
        "measured_share": 1.0,
        "origin": "measured",
        "provisional": False,
        "reason": None,
        "reason_params": None,
    }
    return {**said, **other}
