"""The schedule: on the clock's multiples, each device by itself, missing said as missing."""

from __future__ import annotations

import asyncio
import itertools
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connect.field_servers import Meter
from tests.ports import free_port

from ecopark.connect.field.map import FieldMap, ModbusDevice, Register
from ecopark.connect.field.poller import LONGEST_BACK_OFF_S, Poller, back_off_s, next_tick
from ecopark.core.errors import StateError
from ecopark.core.terms import MissingReason

START = datetime(2026, 3, 2, 1, 0, 17, 500_000, tzinfo=UTC)


class Time:
    """A clock that moves when somebody sleeps: an hour of polling takes no time."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        target = self.now + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        self.now = max(self.now, target)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from([1, 5, 60, 300, 900, 3600]))
def test_next_tick__is_the_next_whole_multiple(moment, every_s):
    now = moment.replace(tzinfo=UTC)
    tick = next_tick(now, every_s)
    assert now < tick <= now + timedelta(seconds=every_s)
    assert tick.timestamp() % every_s == 0


def test_back_off__doubles_up_to_a_minute():
    assert [back_off_s(n) for n in (1, 2, 3, 7, 100)] == [1.0, 2.0, 4.0, LONGEST_BACK_OFF_S, LONGEST_BACK_OFF_S]


def collect(devices, enough, during=None):
    async def run():
        time, polls, done = Time(), [], asyncio.Event()

        async def sink(poll):
            polls.append(poll)
            if during is not None:
                await during(polls)
            if enough(polls):
                done.set()

        poller = Poller(FieldMap(tuple(devices)), None, time, sink, time.sleep)
        task = asyncio.create_task(poller.run())
        async with asyncio.timeout(60):
            await done.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return polls, poller

    return run()


def test_run__every_minute_at_00_and_one_device_away_does_not_hold_up_the_other():
    meter = Meter()
    meter.put(0, [42])
    here = ModbusDevice("here", "127.0.0.1", (Register("a", 0),), port=meter.port)
    away = ModbusDevice("away", "127.0.0.1", (Register("b", 0),), port=free_port())

    def enough(polls):
        return all(sum(p.device == d for p in polls) >= 3 for d in ("here", "away"))

    async def run():
        async with meter.served():
            return await collect([here, away], enough)

    polls, poller = asyncio.run(run())
    for name, value, reason in (("here", 42.0, MissingReason.PRESENT), ("away", None, MissingReason.NO_ANSWER)):
        mine = [p for p in polls if p.device == name]
        assert all(p.at.second == p.at.microsecond == 0 for p in mine)
        assert [p.at for p in mine] == sorted({p.at for p in mine})
        assert {(p.got[0].value, p.got[0].reason) for p in mine} == {(value, reason)}
    assert mine[0].faults[0].id == "connect.field.no_connection"
    assert poller.states["here"].failures == 0
    assert poller.states["away"].failures >= 3


def test_run__a_library_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ecopark.connect.field.modbus_client", None)
    meter = ModbusDevice("here", "127.0.0.1", (Register("a", 0),))

    async def run():
        time = Time()

        async def sink(poll):
            raise AssertionError("nothing was read")

        await Poller(FieldMap((meter,)), None, time, sink, time.sleep).run()

    with pytest.raises(StateError) as caught:
        asyncio.run(run())
    assert caught.value.code == "connect.field.extra_missing"
    assert "ecopark[field]" in caught.value.render("vi")


def test_run__a_device_in_back_off_is_missing_without_being_asked_and_comes_back():
    """Polled every second and away: tried less and less often, yet no second without its reading."""
    meter = Meter()
    meter.put(0, [42])
    fast = ModbusDevice("fast", "127.0.0.1", (Register("a", 0),), port=meter.port, every_s=1, timeout_s=1)
    serving = []

    async def during(polls):
        if len(polls) == 40:
            serving.append(meter.served())
            await serving[0].__aenter__()

    async def run():
        polls, poller = await collect([fast], lambda polls: polls[-1].answered == 1, during)
        await serving[0].__aexit__(None, None, None)
        return polls, poller

    polls, poller = asyncio.run(run())
    ats = [p.at for p in polls]
    assert all(two - one == timedelta(seconds=1) for one, two in itertools.pairwise(ats))
    assert {p.got[0].reason for p in polls[:40]} == {MissingReason.NO_ANSWER}
    assert poller.states["fast"].polls < 15 < len(polls)
    assert polls[-1].got[0].value == 42.0
