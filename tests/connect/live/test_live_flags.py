"""Flags of live values: judged when looked at, from what came since; nothing is lost by looking late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ecopark.connect.live import flags as module
from ecopark.connect.live.flags import LiveFlags
from ecopark.core.observations import readings_table
from ecopark.core.terms import Flag
from ecopark.trust.checks.bounds import Bounds
from ecopark.trust.checks.flat_line import FlatLine
from ecopark.trust.checks.rate import Rate
from ecopark.trust.evaluate import StreamPlan
from ecopark.trust.settings import DatastreamChecks

START = datetime(2026, 3, 1, tzinfo=UTC)
CHECKS = DatastreamChecks(plausible_range=Bounds(0, 50), rate_of_change=Rate(600.0), flat_line=FlatLine(5))


def plan(name):
    return StreamPlan(name, "kW", 60_000_000, False, True, False, CHECKS)


def table(names, minutes, values):
    made = readings_table(names, [START + timedelta(minutes=m) for m in minutes], values)
    return made.unify_dictionaries().combine_chunks()


def at(minute):
    return int((START + timedelta(minutes=minute)).timestamp() * 1e6)


def live():
    return LiveFlags(plan, 0)


def test_of__judges_with_what_came_before_and_says_when_it_may_change():
    flags = live()
    flags.take(table(["a", "b", "a"], [0, 0, 1], [10.0, 5.0, 40.0]), at(1))
    assert [c.short for c in flags.of("a", at(1)).checks] == ["rate_of_change"]
    assert flags.of("b", at(0)).flag is Flag.GOOD
    assert not flags.of("b", at(0)).final
    for minute in range(2, 12):
        flags.take(table(["a"], [minute], [40.0 + 0.01 * minute]), at(minute))
    assert flags.of("a", at(11)).flag is Flag.GOOD
    assert flags.of("a", at(5)).final


def test_of__looking_late_is_looking_each_time():
    values = np.r_[np.full(8, 7.0), [9.0, 60.0, 9.0], np.arange(10.0, 30.0)]
    early, late = live(), live()
    for minute, value in enumerate(values):
        for flags in (early, late):
            flags.take(table(["a"], [minute], [float(value)]), at(minute))
        early.of("a", at(minute))
    for minute in range(20, len(values)):
        assert early.of("a", at(minute)) == late.of("a", at(minute))


def test_of__nothing_is_said_of_what_is_not_there():
    flags = live()
    flags.take(table(["a", "a"], [0, 1], [1.0, None]), at(1))
    assert flags.of("a", at(1)) is None
    assert flags.of("other", at(0)) is None


def test_take__keeps_a_bounded_number_of_readings(monkeypatch):
    monkeypatch.setattr(module, "KEPT_ROWS", 50)
    flags = live()
    for minute in range(200):
        flags.take(table(["a"], [minute], [1.0 + minute % 7]), at(minute))
    assert len(flags._waiting) <= 51
    assert flags.of("a", at(199)).flag is Flag.GOOD


@pytest.mark.parametrize("value", [60.0, -1.0])
def test_forget_settings__new_ones_count_for_what_is_asked_next(value):
    chosen = {"checks": DatastreamChecks()}
    flags = LiveFlags(lambda name: StreamPlan(name, "kW", 60_000_000, False, True, False, chosen["checks"]), 0)
    flags.take(table(["a"], [0], [value]), at(0))
    assert flags.of("a", at(0)).flag is Flag.GOOD
    chosen["checks"] = CHECKS
    flags.forget_settings()
    assert flags.of("a", at(0)).flag is Flag.DOUBTFUL
