"""Scores and totals of the park benchmark: what counts as right, when an interval holds, what setting a liar aside does."""

from __future__ import annotations

import math

import pytest
from benchmarks.park.faults import Fault
from benchmarks.park.generate import Park, make_park
from benchmarks.park.layout import CARRIERS
from benchmarks.park.oracle import Knowable
from benchmarks.park.page import Scenario, scenarios_table
from benchmarks.park.score import Score, true_size
from benchmarks.park.totals import total_errors

from ecopark.trust.identify.diagnosis import Diagnosis
from ecopark.trust.identify.over_time import Named

HOURS = 60 * 24


def _named(meter: int, at: int) -> Named:
    return Named(meter, at, at - 24, "gain", 0.1, 100.0, 50.0, None, None)


def _gain(size: float, half: float) -> Diagnosis:
    return Diagnosis("gain", size, size - half, size + half, 0, ())


@pytest.fixture(scope="module")
def park() -> Park:
    return make_park(2, 1, "targeted", hours=HOURS)


def test_score_add__interval_holds_the_true_size_or_not(park: Park) -> None:
    first, second = park.faults[:2]
    named = {f.meter: _named(f.meter, f.start + 24) for f in (first, second)}
    score = Score()
    score.add(
        park,
        named,
        {first.meter: _gain(first.size + 0.02, 0.05), second.meter: _gain(second.size + 0.2, 0.05)},
        [Knowable(20.0, 30.0)] * len(park.faults),
    )
    told = score.told["gain_down"]
    assert (told.named, told.kind_right, told.sized, told.held) == (2, 2, 2, 1)
    assert (score.found, score.identifiable, score.wrong) == (2, len(park.faults), 0)


def test_score_add__other_kind_or_no_interval__not_counted_as_sized(park: Park) -> None:
    first, second = park.faults[:2]
    nothing = math.nan
    score = Score()
    score.add(
        park,
        {f.meter: _named(f.meter, f.start + 24) for f in (first, second)},
        {
            first.meter: Diagnosis("night", -0.6, -0.7, -0.5, 0, ()),
            second.meter: Diagnosis("gain", nothing, nothing, nothing, 0, ()),
        },
        [Knowable(20.0, 30.0)] * len(park.faults),
    )
    told = score.told["gain_down"]
    assert (told.named, told.kind_right, told.sized) == (2, 1, 0)


def test_score_add__named_before_the_fault_began__wrong(park: Park) -> None:
    fault = park.faults[0]
    score = Score()
    score.add(park, {fault.meter: _named(fault.meter, fault.start)}, {}, [Knowable(20.0, 30.0)] * len(park.faults))
    assert (score.found, score.wrong) == (0, 1)


def test_true_size__unit__relative_like_the_diagnosis() -> None:
    assert true_size(Fault(0, "unit", 0, 10.0)) == 9.0
    assert true_size(Fault(0, "gain_down", 0, -0.3)) == -0.3


def test_total_errors__largest_firms_set_aside__totals_recover(park: Park) -> None:
    errors = total_errors(park, {f.meter: f.start for f in park.faults})
    believed = total_errors(park, {})
    hit = max(CARRIERS, key=lambda carrier: errors[carrier]["raw"])
    assert errors[hit]["raw"] > 0.02
    assert errors[hit]["reconciled"] == errors[hit]["oracle"] < 0.2 * errors[hit]["raw"]
    assert believed[hit]["reconciled"] > 2 * errors[hit]["reconciled"]  # reconciling without naming does not do it


def test_scenarios_table__collusive_meter_named__said() -> None:
    silent, loud = (scenarios_table([Scenario("collusive", 7, n, 0, 0.1, 0.1)]) for n in (0, 2))
    assert "No meter of a collusive set is named" in silent
    assert "**2 meters of a collusive set are named" in loud
