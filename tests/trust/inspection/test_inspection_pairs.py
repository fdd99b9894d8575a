"""Pairing: which readings count, which interval, when sensor and reference disagree."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from tests.serve.small_park import small_network

from ecopark.core.interval import Interval
from ecopark.core.observations import OBSERVATIONS
from ecopark.core.terms import DeviceStatus, Flag
from ecopark.rules.load import load_packs
from ecopark.rules.records import InstrumentTolerance
from ecopark.trust.inspection.comparison import (
    Reference,
    SensorValue,
    amount_between,
    judge_pair,
    mean_of,
    register_at,
    sampling_interval,
    sensor_uncertainty,
)

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
STREAM = small_network().datastreams["steel.cod"]
METER = small_network().meters["steel.probe"]
HOUR = Interval(AT, AT + timedelta(hours=1))


def observations(*rows: tuple[float, float | None, int]) -> pa.Table:
    """(minutes after AT, value, status)."""
    return pa.Table.from_pylist(
        [
            {
                "datastream": "steel.cod",
                "phenomenon_time": (AT + timedelta(minutes=minutes)).replace(tzinfo=None),
                "value": value,
                "reason": 0 if value is not None else 1,
                "status": status,
                "recorded_time": AT.replace(tzinfo=None),
                "revision": 0,
                "batch": 1,
            }
            for minutes, value, status in rows
        ],
        schema=OBSERVATIONS,
    )


def test_mean_of__takes_valid_readings_of_the_interval_only() -> None:
    table = observations(
        (-1, 999.0, 0), (0, 10.0, 0), (15, None, 0), (30, 500.0, DeviceStatus.CALIBRATING), (40, 700.0, DeviceStatus.FAULT),
        (45, 14.0, 255), (50, 18.0, 0), (55, 900.0, 0), (60, 999.0, 0),
    )  # fmt: skip
    flags = {(AT + timedelta(minutes=m)).replace(tzinfo=None): f for m, f in ((50, Flag.DOUBTFUL), (55, Flag.BAD))}
    found = mean_of(table, flags, HOUR)
    assert (found.value, found.n, found.doubtful) == (14.0, 3, 1)
    nothing = mean_of(table.slice(2, 3), flags, HOUR)
    assert (nothing.value, nothing.reason and nothing.reason.id) == (None, "trust.comparison.no_reading")


def test_sampling_interval__composite_or_the_surroundings_of_a_grab_sample() -> None:
    assert sampling_interval(STREAM, AT, 120) == Interval(AT - timedelta(hours=2), AT)
    assert sampling_interval(STREAM, AT, 0) == Interval(AT - timedelta(minutes=15), AT + timedelta(minutes=10))


def test_register_at__between_its_neighbours() -> None:
    table = observations((0, 100.0, 0), (15, 130.0, 0), (90, 500.0, 0))
    step = timedelta(minutes=15)
    assert register_at(table, AT + timedelta(minutes=5), step).value == pytest.approx(110.0)
    assert register_at(table, AT + timedelta(minutes=15), step).value == 130.0
    assert register_at(table, AT + timedelta(minutes=50), step).value is None, "the neighbours are too far apart"


def _quantities(*rows: tuple[int, float | None, float]) -> pa.Table:
    starts = [(AT + timedelta(hours=h)).replace(tzinfo=None) for h, _, _ in rows]
    return pa.table(
        {
            "start": pa.array(starts, pa.timestamp("us")),
            "step_s": pa.array([3600] * len(rows), pa.int32()),
            "quantity": pa.array([q for _, q, _ in rows], pa.float64()),
            "measured_s": pa.array([m for _, _, m in rows], pa.float64()),
        }
    )


def test_amount_between__shares_hours_and_refuses_gaps() -> None:
    span = Interval(AT + timedelta(minutes=30), AT + timedelta(hours=2))
    whole = amount_between(_quantities((0, 10.0, 3600.0), (1, 20.0, 3600.0), (2, 99.0, 3600.0)), span)
    assert whole.value == pytest.approx(25.0)
    gaps = amount_between(_quantities((0, 10.0, 3600.0), (1, None, 0.0)), span)
    assert (gaps.value, gaps.reason and gaps.reason.id) == (None, "trust.comparison.gaps")


@pytest.mark.parametrize(
    ("sensor", "reference", "state"),
    [
        (50.0, Reference(52.0, None, 4.0), "agree"),
        (50.0, Reference(60.0, None, 4.0), "disagree"),
        (50.0, Reference(60.0, None, None), "agree"),  # 20 % of it is assumed
        (2.0, Reference(None, 5.0, None), "agree"),
        (50.0, Reference(None, 5.0, None), "disagree"),
        (0.0, Reference(0.0, None, 0.0), "agree"),
        (None, Reference(50.0, None, 1.0), "waiting"),
    ],
)
def test_judge_pair__by_both_uncertainties(sensor: float | None, reference: Reference, state: str) -> None:
    value = SensorValue(sensor, 3, 0, HOUR)
    pair = judge_pair(value, reference, sensor_uncertainty(METER, sensor or 0.0, None))
    assert pair.state == state
    assert pair.state == "waiting" or "sensor" in pair.assumed
    assert ("reference" in pair.assumed) == (
        sensor is not None and reference.expanded is None and reference.value is not None
    )


def test_judge_pair__the_number_is_e_n() -> None:
    pair = judge_pair(SensorValue(50.0, 3, 0, HOUR), Reference(57.0, None, 4.0), (3.0, False))
    assert pair.e_n == pytest.approx(7 / 5)
    spread = judge_pair(SensorValue(50.0, 3, 0, HOUR, None, 6.0), Reference(57.0, None, 4.0), (3.0, False))
    assert spread.state == "agree", "the water itself changed more than that around the sample"


def test_sensor_uncertainty__class_then_rule_then_assumption() -> None:
    tolerance = load_packs().tolerance("wastewater", "ph")
    assert isinstance(tolerance, InstrumentTolerance)
    classed = sensor_uncertainty(replace(METER, accuracy_class_pct=3.0), 100.0, tolerance)
    assert classed == (pytest.approx(2 / 3**0.5 * 3), False)
    assert sensor_uncertainty(METER, 7.0, tolerance) == (pytest.approx(2 / 3**0.5 * 0.2), False)
    assert sensor_uncertainty(METER, 100.0, None) == (10.0, True)
    assert sensor_uncertainty(METER, 100.0, tolerance, dial=True) == (0.5, False)
