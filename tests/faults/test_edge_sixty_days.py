"""Sixty days without a network: everything a logger must keep is there, is delivered, and is stored exactly once.

The days are simulated; the spool, the door, the wire and the store are the real ones.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.serve import small_park as parks
from tests.serve.edge_box import EPOCH, Door, on_port

from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import system_scope
from ecopark.engine.spool import SpoolRow
from ecopark.serve.edge.link import Link
from ecopark.serve.edge.sender import Sender, drain

DAYS, STREAMS = 60, 20
NAMES = [f"works.s{i:02}" for i in range(STREAMS)]
ROWS = DAYS * 24 * 60 * STREAMS


def wide_network() -> FlowNetwork:
    """The small park with twenty datastreams more at its works."""
    one = parks.small_network()
    more = [replace(one.datastreams["works.ph"], id=name) for name in NAMES]
    return FlowNetwork.of(
        one.park,
        firms=one.firms.values(),
        facilities=one.facilities.values(),
        nodes=one.nodes.values(),
        edges=one.edges.values(),
        monitoring_points=one.monitoring_points.values(),
        meters=one.meters.values(),
        datastreams=[*one.datastreams.values(), *more],
    )


def hour_of(first_us: int, hour: int) -> list[SpoolRow]:
    """One hour of minute readings of all datastreams, some missing; each value tells its place."""
    made = []
    for minute in range(hour * 60, hour * 60 + 60):
        at = minute * 60_000_000 + first_us
        for i, name in enumerate(NAMES):
            missing = (minute + i) % 30 == 0
            made.append(SpoolRow(name, "", at, None if missing else minute + i / 32, 6 if missing else 0, 0, at + 40_000))
    return made


@pytest.mark.slow
def test_sixty_days__spooled_while_the_park_is_away_then_drained_exactly_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = wide_network()
    monkeypatch.setattr(parks, "small_network", lambda: network)
    with contextlib.ExitStack() as kept:
        served = kept.enter_context(parks.small_park(tmp_path / "park"))
        with on_port(served) as url:
            door = Door(served, url, "logger")
            home = door.enrolled(tmp_path / "edge", firm=None, datastreams=NAMES, quota_per_minute=10_000_000)
        link = kept.enter_context(contextlib.closing(Link(url)))
        spool = kept.enter_context(home.spool(served.clock))
        sender = Sender(home, spool, link)
        first = served.clock() + timedelta(minutes=1)
        first_us = (first - EPOCH) // timedelta(microseconds=1)
        for hour in range(DAYS * 24):
            spool.put(hour_of(first_us, hour))
            served.clock.forward(hours=1)
            if hour % 24 == 23:
                assert sender.seal() is not None
                assert sender.send_one().state == "wait"  # nobody answers
        state = spool.state()
        assert (state.unsent_rows, state.waiting, state.given_up) == (ROWS, 0, 0)
        assert state.oldest_unsent == first
        with on_port(served, int(url.rpartition(":")[2])):
            assert drain(sender).state == "idle"
        state = spool.state()
        assert (state.unsent_batches, state.sent_batches) == (0, DAYS)  # sent, and kept for sixty days nevertheless
        served.park.store.compact()
        found = served.park.snapshot().observations(system_scope("test"), NAMES, Interval(first, first + timedelta(days=99)))
        assert found.num_rows == ROWS
        minutes = (found["phenomenon_time"].to_numpy() - np.datetime64(first_us, "us")) // np.timedelta64(1, "m")
        streams = np.array([int(name[-2:]) for name in found["datastream"].to_pylist()])
        assert len(np.unique(minutes * STREAMS + streams)) == ROWS
        values, missing = found["value"].to_numpy(), (minutes + streams) % 30 == 0
        assert np.array_equal(np.isnan(values), missing)
        assert np.array_equal(values[~missing], (minutes + streams / 32)[~missing])
