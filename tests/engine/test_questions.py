"""Questions give what a plain calculation over the same readings gives, with and without roll-ups."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from tests.engine.engine_park import START, Clock, small_network, times

from ecopark.core.errors import InputError, NotAllowed
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.observations import FLAGS, readings_table
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Flag, Role
from ecopark.engine.embedded import questions
from ecopark.engine.store import Store

ALL = system_scope("test")
FIRM_A = Scope(Role.FIRM, "an", frozenset({"a"}))
MINUTES = 40_000
WHOLE = Interval(START, START + timedelta(days=40))


def minute_values(name: str) -> list[float | None]:
    random = np.random.default_rng(len(name) + ord(name[0]))
    values = np.round(random.normal(50, 20, MINUTES), 1)
    gone = random.random(MINUTES) < 0.01
    gone[5_000:9_000] = True
    return [None if g else float(v) for v, g in zip(values, gone, strict=True)]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Minute data in two files per month, so that roll-ups are there and have to be added up."""
    with Store.open(tmp_path_factory.mktemp("park") / "data", clock=Clock(), network=small_network()) as opened:
        for part in (slice(0, 25_000), slice(25_000, MINUTES)):
            for name in ("a.0", "b.0"):
                moments = times(MINUTES, step_s=60)[part]
                opened.append(readings_table(name, moments, minute_values(name)[part]), source="test")
            opened.compact()
        opened.append(readings_table("a.1", times(3), [1 / 3, 2 / 3, None]), source="test")
        opened.compact()
        yield opened


def expected_buckets(name: str, width_s: int, start_s: float = 0.0) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for minute, value in enumerate(minute_values(name)):
        found.setdefault(int((minute * 60 - start_s) // width_s), []).append(np.nan if value is None else value)
    return found


def test_store__has_rollups_here(store):
    assert any(f.rollup_step_s == 900 for files in store._manifest.readings.values() for f in files)


@pytest.mark.parametrize(("step_s", "offset_s"), [(900, 0), (3600, 0), (600, 0), (86_400, 0), (900, 60)])
def test_means__are_the_means_of_what_is_present(store, step_s, offset_s):
    start = START + timedelta(seconds=offset_s)
    got = store.snapshot().means(ALL, ["a.0"], Interval(start, WHOLE.end), step_s)
    expected = {k: v for k, v in expected_buckets("a.0", step_s, offset_s).items() if k >= 0}
    assert got.num_rows == len(expected)
    for row in got.to_pylist():
        values = expected[int((row["start"].replace(tzinfo=UTC) - start).total_seconds() // step_s)]
        there = [v for v in values if not np.isnan(v)]
        assert (row["present"], row["rows"]) == (len(there), len(values))
        assert (row["mean"] is None) == (not there)
        if there:
            assert row["mean"] == pytest.approx(np.mean(there), rel=1e-12)


def test_daily_totals__by_day_of_the_park(store):
    got = store.snapshot().daily_totals(ALL, WHOLE, datastreams=["b.0"]).to_pylist()
    expected = expected_buckets("b.0", 86_400, -7 * 3600.0)
    assert len(got) == len(expected)
    for row, (_, values) in zip(got, sorted(expected.items()), strict=True):
        assert row["rows"] == len(values)
        there = [v for v in values if not np.isnan(v)]
        if there:
            assert row["total"] == pytest.approx(sum(there), rel=1e-12)
        else:
            assert row["total"] is None
    assert got[0]["day"] == date(2025, 1, 1)
    assert got[1]["day"] == date(2025, 1, 2)


def test_daily_totals__days_of_23_and_25_hours(store):
    zone = ZoneInfo("Europe/Berlin")
    interval = Interval(datetime(2025, 3, 29, tzinfo=zone), datetime(2025, 4, 1, tzinfo=zone))
    moments = times(4 * 71, start=interval.start)
    store.append(readings_table("a.2", moments, [1.0] * len(moments)), source="test")
    store.compact()
    got = questions.daily_totals(store.snapshot()._view, ["a.2"], interval, zone)
    assert got.column("total").to_pylist() == [96.0, 92.0, 96.0]


def test_above__gives_the_observations_above(store):
    got = store.snapshot().above(ALL, "a.0", 100.0, WHOLE)
    expected = [v for v in minute_values("a.0") if v is not None and v > 100.0]
    assert expected
    assert got.column("value").to_pylist() == expected


def test_above__sees_the_latest_revision_only_and_values_that_are_no_decimals(tmp_path):
    with Store.open(tmp_path / "data", clock=Clock(), network=small_network()) as opened:
        opened.append(readings_table("a.0", times(4), [5.0, 9.0, 1 / 3, None]), source="test")
        opened.compact()
        opened.append(readings_table("a.0", times(2), [8.0, 1.0]), source="test")  # restates both
        opened.append(readings_table("a.1", times(2), [1e300, 1 / 7]), source="test")
        opened.compact()
        snapshot = opened.snapshot()
        got = snapshot.above(ALL, None, 0.2)
        kept = [(r["datastream"], r["value"], r["revision"]) for r in got.to_pylist()]
        assert kept == [("a.0", 8.0, 1), ("a.0", 1.0, 1), ("a.0", 1 / 3, 0), ("a.1", 1e300, 0)]
        whole = {(r["datastream"], r["phenomenon_time"]): r for r in snapshot.observations(ALL, None).to_pylist()}
        assert all(whole[r["datastream"], r["phenomenon_time"]] == r for r in got.to_pylist())
        assert [r["rows"] for r in snapshot.extent(ALL, ["a.0"]).to_pylist()] == [4]


def test_extent__counts_current_observations(store):
    rows = store.snapshot().extent(ALL, ["a.0", "a.1", "park.0"]).to_pylist()
    assert [(r["datastream"], r["rows"]) for r in rows] == [("a.0", MINUTES), ("a.1", 3)]
    assert rows[0]["first"].replace(tzinfo=UTC) == START
    assert rows[0]["last"].replace(tzinfo=UTC) == START + timedelta(minutes=MINUTES - 1)


@pytest.mark.parametrize("points", [100, 700, 1000, 20_000])
def test_plot__extremes_and_last_value_of_every_bucket(store, points):
    got = store.snapshot().plot(ALL, "a.0", WHOLE, points).to_pylist()
    assert 0 < len(got) <= points + 1
    width = (got[1]["start"] - got[0]["start"]).total_seconds()
    expected = expected_buckets("a.0", int(width))
    assert sum(r["present"] for r in got) == sum(v is not None for v in minute_values("a.0"))
    for i, row in enumerate(got):
        there = [v for v in expected.get(i, []) if not np.isnan(v)]
        if width >= 900:  # the expected step; narrower buckets: see the test below
            assert row["gap"] == (not there)
        if there:
            assert (row["min"], row["max"], row["last"]) == (min(there), max(there), there[-1])
        else:
            assert (row["min"], row["max"], row["last"]) == (None, None, None)


def test_plot__narrow_buckets_are_gaps_only_when_a_reading_was_due(store):
    interval = Interval(START, START + timedelta(hours=2))
    got = store.snapshot().plot(ALL, "a.1", interval, 120).to_pylist()
    assert [r["present"] for r in got[:16]] == [1] + [0] * 14 + [1]
    gaps = [i for i, r in enumerate(got) if r["gap"]]
    assert gaps[0] == 15 + 23
    assert gaps == list(range(gaps[0], 120))


def flag_one(task: Task, inputs):
    table = inputs["observations"].slice(10, 1).select(["datastream", "phenomenon_time", "revision"])
    import pyarrow as pa

    flags = table.append_column("flag", pa.array([int(Flag.BAD)], pa.uint8())).append_column(
        "tests", pa.array([1], pa.uint32())
    )
    return {"flags": flags.cast(FLAGS)}


def test_plot__and_flags_show_the_worst_flag(tmp_path):
    def plan(network, interval):
        return [Task("a.0", ("a.0",), interval, interval)]

    flow = Flow(
        "quality", "1", ("observations",), (OutputTable("flags", FLAGS, "datastream", "phenomenon_time"),), plan, flag_one
    )
    with Store.open(tmp_path, clock=Clock(), network=small_network()) as store:
        store.append(readings_table("a.0", times(96), [1.0] * 96), source="test")
        store.compact()
        store.run_flows([flow])
        day = Interval(START, START + timedelta(days=1))
        got = store.snapshot().plot(ALL, "a.0", day, 96).column("flag").to_pylist()
        assert got == [0] * 10 + [3] + [0] * 85
        flags = store.snapshot().flags(FIRM_A, None, day)
        assert flags.schema == FLAGS
        assert flags.column("flag").to_pylist() == [3]


def test_questions__refuse_what_is_not_yours_or_makes_no_sense(store):
    snapshot = store.snapshot()
    asked = [
        lambda s, d: snapshot.observations(s, d),
        lambda s, d: snapshot.latest(s, d),
        lambda s, d: snapshot.extent(s, d),
        lambda s, d: snapshot.means(s, d, WHOLE, 900),
        lambda s, d: snapshot.daily_totals(s, WHOLE, datastreams=d),
        lambda s, d: snapshot.above(s, d, 1.0),
        lambda s, d: snapshot.plot(s, d[0], WHOLE),
        lambda s, d: snapshot.flags(s, d),
    ]
    for question in asked:
        question(FIRM_A, ["a.0"])
        with pytest.raises(NotAllowed):
            question(FIRM_A, ["b.0"])
    with pytest.raises(InputError):
        snapshot.means(ALL, ["a.0"], WHOLE, 0)
