"""A data folder of the previous version: opened, migrated, complete.

``data/park-0.1.0.tar.xz`` was written by ecopark 0.1.0: 1,920 readings that had come into the lake, 480 more that were
acknowledged over HTTP a moment before kill -9 and stand in the journal only. Its keys are of no other use.
"""

from datetime import datetime

import pytest
from tests.faults.live_park import unpack_previous

from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.workers.evidence_path import run_path


@pytest.fixture
def previous(tmp_path):
    return unpack_previous(tmp_path)


def stored(park):
    scope = system_scope("test")
    found = park.snapshot().observations(scope, sorted(park.network.datastreams))
    times = found["phenomenon_time"].to_pylist()
    return sorted(zip(found["datastream"].to_pylist(), times, found["value"].to_pylist(), strict=True))


def test_upgrade__everything_acknowledged_by_the_previous_version_is_there_once(previous):
    folder, acknowledged = previous
    assert len(acknowledged) == 2400
    with opened(folder, metered=False) as park:
        run_path(park)
        found = stored(park)
    wanted = sorted((d, datetime.fromisoformat(t).replace(tzinfo=None), v) for d, t, v in acknowledged)
    assert found == wanted


def test_upgrade__the_log_continues_under_its_key(previous, ecopark):
    folder, _ = previous
    before = (folder / "data" / "log" / "checkpoint").read_text().splitlines()
    with opened(folder, metered=False) as park:
        run_path(park)
    after = (folder / "data" / "log" / "checkpoint").read_text().splitlines()
    assert int(after[1]) > int(before[1])
    assert after[0] == before[0]
    ecopark("verify", "--park", folder)
