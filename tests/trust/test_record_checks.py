"""The checks of the record: each finds a fault of known place and size, and is quiet on clean data, simulated and real."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust import sample_series as series

from ecopark.core.messages import LANGS
from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.observations import readings_table
from ecopark.core.terms import Carrier, DatastreamKind, Flag, NodeKind, Origin
from ecopark.trust.checks.attenuated import Attenuated, attenuated, rolling_ends
from ecopark.trust.checks.climatology import Climatology, cells, outside_climatology
from ecopark.trust.checks.isolated import Isolated, isolated
from ecopark.trust.checks.level_shift import LevelShift, level_shifts
from ecopark.trust.checks.multivariate import Together, never_together
from ecopark.trust.checks.neighbour import Drift, Neighbour, apart_from_neighbours, drifting
from ecopark.trust.checks.registry import BY_SHORT
from ecopark.trust.observed import MOST_DOUBTED, observe
from ecopark.trust.quality import judge_station, quality_plan
from ecopark.trust.series import Series, split_series
from ecopark.trust.settings import QualitySettings, read_settings

HOUR, DAY = 3_600_000_000, 86_400_000_000
NEW = ("climatology", "attenuated", "level_shift", "neighbour", "drift", "isolated", "multivariate")
RECORD = (*NEW, "plausible_range", "rate_of_change", "spike", "flat_line")


def hours(n):
    return 1_735_689_600_000_000 + np.arange(n, dtype=np.int64) * HOUR


def daily(n, seed=1, noise=1.0):
    return 20 + 5 * np.sin(2 * np.pi * np.arange(n) / 24) + np.random.default_rng(seed).normal(0, noise, n)


def test_checks__new_ones_doubt_and_never_more():
    assert {BY_SHORT[short].level for short in NEW} == {Flag.DOUBTFUL}
    assert sorted(BY_SHORT[short].bit for short in NEW) == list(range(25, 32))


def test_cells__season_and_hour_of_the_local_time():
    moments = [
        datetime(2025, 1, 1, 0, 30),
        datetime(2025, 3, 31, 23),
        datetime(2025, 4, 1, 0),
        datetime(2025, 12, 31, 23, 59),
    ]
    local = np.array([int((m - datetime(1970, 1, 1)).total_seconds() * 1e6) for m in moments])
    assert cells(local, 4, 8).tolist() == [0, 7, 8, 31]
    assert cells(local, 1, 1).tolist() == [0, 0, 0, 0]


def test_outside_climatology__a_summer_noon_at_winter_night_only():
    bands = Climatology((0.0, 10.0), (5.0, 30.0), seasons=1, hours=2)
    local, values = hours(24), np.full(24, 4.0)
    values[12:] = 20.0
    assert not outside_climatology(local, values, bands).any()
    values[3], values[15], values[20] = 6.0, 9.0, 30.0
    assert np.flatnonzero(outside_climatology(local, values, bands)).tolist() == [3, 15]
    assert not outside_climatology(local, values, Climatology((None, None), (None, None), 1, 2)).any()


@given(st.lists(st.floats(-10, 10), min_size=3, max_size=60), st.integers(2, 12))
@settings(max_examples=200, deadline=None)
def test_rolling_ends__are_the_ends_of_every_window(values, width):
    column = np.array(values)
    if len(column) < width:
        return
    windows = np.lib.stride_tricks.sliding_window_view(column, width)
    low, high = rolling_ends(column, width)
    assert np.array_equal(low, windows.min(1))
    assert np.array_equal(high, windows.max(1))


def test_attenuated__a_fouled_probe_but_no_machine_that_rests():
    values = daily(24 * 60)
    values[500:560] = 20 + 0.01 * np.random.default_rng(2).normal(0, 1, 60)
    values[900:960] = 0.0
    found = np.flatnonzero(attenuated(values, Attenuated(24, 3.0, resting=(0.0,))))
    assert found[0] >= 500 and found[-1] < 561 and len(found) >= 58  # noqa: PT018


def test_level_shift__marks_the_first_day_of_a_new_level_and_no_closed_day():
    values = daily(24 * 100)
    values[24 * 30 : 24 * 31] = 0.0
    assert not level_shifts(hours(len(values)), values, LevelShift())[0].any()
    values[24 * 60 :] += 8.0
    mask, moved = level_shifts(hours(len(values)), values, LevelShift())
    assert np.flatnonzero(mask).tolist() == list(range(24 * 60, 24 * 61))
    assert moved[24 * 60] == pytest.approx(8.0, abs=1.0)


def test_neighbours__a_reading_apart_and_a_slow_drift():
    base = daily(24 * 120, noise=0.0)
    others = [base + np.random.default_rng(s).normal(0, 0.2, len(base)) for s in (1, 2, 3)]
    own = base + 3.0 + np.random.default_rng(9).normal(0, 0.2, len(base))  # a constant distance is no fault
    assert not apart_from_neighbours(own, others, Neighbour()).any()
    assert not drifting(hours(len(own)), own, others, Drift())[0].any()
    own[1000] += 4.0
    assert np.flatnonzero(apart_from_neighbours(own, others, Neighbour())).tolist() == [1000]
    own[24 * 60 :] += np.linspace(0, 2.0, len(own) - 24 * 60)
    mask, moved = drifting(hours(len(own)), own, others, Drift())
    assert 24 * 60 < np.flatnonzero(mask)[0] < 24 * 85
    assert mask[-24:].all()
    assert 1.5 < moved[-1] < 2.1


@given(st.lists(st.integers(1, 40), min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_isolated__is_what_stands_between_two_silences(pauses):
    times = np.cumsum(pauses).astype(np.int64)
    found = isolated(times, Isolated(silence=20, readings=2))
    groups = np.split(np.arange(len(times)), np.flatnonzero(np.diff(times) >= 20) + 1)
    expected = {int(row) for group in groups[1:-1] if len(group) <= 2 for row in group}
    assert set(np.flatnonzero(found).tolist()) == expected


def test_never_together__a_row_between_two_states():
    rng = np.random.default_rng(3)
    state = rng.integers(0, 2, 3000)
    columns = [10.0 * state + rng.normal(0, 0.5, 3000), 50.0 - 20.0 * state + rng.normal(0, 1, 3000)]
    assert np.count_nonzero(never_together(columns, Together())) == 0
    columns[0][1234], columns[1][1234] = 10.0, 50.0  # each alone is ordinary
    assert np.flatnonzero(never_together(columns, Together())).tolist() == [1234]


def two_meters(settings_given, owners=(None, None)):
    start = datetime(2025, 3, 1, tzinfo=UTC)
    names = ("a.temperature", "b.temperature", "a.humidity")
    kinds = {"a.temperature": "air_temperature", "b.temperature": "air_temperature", "a.humidity": "relative_humidity"}
    network = FlowNetwork.of(
        Park("p", "Khu", "Park"),
        firms=[Firm("f", "F", "F"), Firm("g", "G", "G")],
        nodes=[Node("grid", NodeKind.GRID, "Lưới", "Grid"), Node("f", NodeKind.FIRM, "F", "F")],
        edges=[Edge("grid-f", Carrier.ELECTRICITY, "grid", "f")],
        monitoring_points=[MonitoringPoint(p, "f", p, p, "air") for p in ("a", "b")],
        meters=[Meter("a", monitoring_point="a"), Meter("b", monitoring_point="b")],
        datastreams=[
            Datastream(n, n[0], kinds[n], "°C" if "t" in n.split(".")[1][:1] else "%", DatastreamKind.MEASUREMENT,
                       Origin.SYNTHETIC, n, n, step_s=3600, firm=owners[n[0] == "b"])
            for n in names
        ],
    )  # fmt: skip
    rng = np.random.default_rng(5)
    base = 25 + 4 * np.sin(2 * np.pi * np.arange(24 * 90) / 24) + rng.normal(0, 0.5, 24 * 90)
    values = {
        "a.temperature": base + rng.normal(0, 0.1, len(base)),
        "b.temperature": base + rng.normal(0, 0.1, len(base)),
        "a.humidity": 80 - 2 * (base - 25) + rng.normal(0, 0.5, len(base)),
    }
    values["a.temperature"][700] += 3.0
    values["a.humidity"][300] -= 16.0
    tables = {
        name: series.observations(
            readings_table(name, [start + timedelta(hours=i) for i in range(len(base))], column.tolist())
        )
        for name, column in values.items()
    }
    return series.judged(read_settings(settings_given), network, tables)


def rows_of(found, short, name):
    flags = found["flags"].to_pylist()
    return [f["phenomenon_time"] for f in flags if f["datastream"] == name and f["tests"] & BY_SHORT[short].mask]


def test_flow__neighbours_are_proposed_and_rows_of_a_device_on_request():
    off = dict.fromkeys(("spike", "rate_of_change"), "off")
    together = {"multivariate": {}, **off}
    plain = two_meters({"properties": {"air_temperature": off, "relative_humidity": off}})
    start = datetime(2025, 3, 1)
    assert rows_of(plain, "neighbour", "a.temperature") == [start + timedelta(hours=700)]
    assert start + timedelta(hours=700) in rows_of(plain, "neighbour", "b.temperature")  # two alone cannot tell which
    assert not rows_of(plain, "multivariate", "a.humidity")
    asked = two_meters({"datastreams": {"a.temperature": together, "a.humidity": together}})
    assert rows_of(asked, "multivariate", "a.humidity") == [start + timedelta(hours=h) for h in (300, 700)]
    told = [f["code"] for f in asked["findings"].to_pylist()]
    assert told.count("trust.multivariate") == 2  # each cause once, for the device


def test_flow__a_neighbour_of_another_owner_is_not_shown():
    for owners, shown in ((("f", "g"), False), (("f", "f"), True)):
        found = two_meters({}, owners)["findings"].to_pylist()
        told = [f for f in found if f["code"] == "trust.neighbour" and f["datastream"] == "a.temperature"]
        assert told
        for finding in told:
            assert ("b.temperature" in finding["others"]) == shown
            assert ("apart" in json.loads(finding["evidence"])["columns"]) == shown
            assert (json.loads(finding["params"])["apart"] != "…") == shown


@cache
def halves():
    """Settings from the first half of each record of the sample park, and the verdicts on the second half."""
    network, tables = series.sample()
    plan = quality_plan(network, QualitySettings())
    chosen, second = {}, {}
    for name, table in tables.items():
        whole = split_series(table, [name]).get(name)
        if whole is None:
            continue
        m = len(whole.times) // 2

        def part(rows, whole=whole):
            columns = (whole.times, whole.values, whole.status, whole.revision, whole.recorded)
            return Series(whole.datastream, *(column[rows] for column in columns), whole.empty)

        seen = observe(part(slice(0, m)), plan.streams[name], plan.site.utc_offset)
        if seen is not None:
            chosen[name] = {p.check: dict(p.parameters) for p in seen.proposed if p.parameters is not None}
            second[name] = part(slice(m, None))
    judging = quality_plan(network, read_settings({"datastreams": chosen}))
    verdicts = {}
    for station in judging.stations.values():
        own = {name: second[name] for name in station.own if name in second}
        verdicts.update(judge_station(judging, station, own) if own else {})
    return chosen, verdicts


@pytest.mark.parametrize("short", RECORD)
def test_observed_settings__doubt_at_most_half_a_percent_of_the_half_they_have_not_seen(short):
    """Real records (see the sample park's notice): measured shares stand in docs/design/quality.md."""
    _, verdicts = halves()
    told = sum(int(np.count_nonzero(v.told(short))) for v in verdicts.values())
    assert told <= 0.005 * sum(len(v.tests) for v in verdicts.values())


def test_observed_settings__find_faults_put_into_the_half_they_have_not_seen():
    chosen, verdicts = halves()
    found = {"climatology": 0, "attenuated": 0, "level_shift": 0}
    asked = dict.fromkeys(found, 0)
    for name, verdict in verdicts.items():
        checks, whole = chosen[name], verdict.series
        offset = 7 * HOUR
        if "climatology" in checks:
            asked["climatology"] += 1
            bands = read_settings({"datastreams": {name: checks}}).datastreams[name]["climatology"]
            high = max(b for b in bands["high"] if b is not None)
            values = whole.values.copy()
            values[100:110] = high + 1e-6 * abs(high) + 1e-6
            mask = outside_climatology(whole.times + offset, values, Climatology(**bands))
            found["climatology"] += bool(mask[100:110].sum() >= 8)
        if "attenuated" in checks:
            asked["attenuated"] += 1
            parameters = Attenuated(**{**checks["attenuated"], "resting": tuple(checks["attenuated"]["resting"])})
            n = min(3 * parameters.readings, len(whole.values) - 200)
            values = whole.values.copy()
            level = float(np.median(values))
            values[100 : 100 + n] = level + 1e-9 * level * np.arange(n)
            found["attenuated"] += bool(attenuated(values, parameters)[100 : 100 + n].mean() > 0.8)
        if "level_shift" in checks:
            asked["level_shift"] += 1
            values = whole.values.copy()
            middle = len(values) // 2
            values[middle:] += 3 * float(np.diff(np.quantile(values, (0.01, 0.99)))[0])
            mask, _ = level_shifts(whole.times + offset, values, LevelShift(**checks["level_shift"]))
            found["level_shift"] += bool(mask[middle - 400 : middle + 400].any())
    assert min(asked.values()) >= 3
    assert all(found[check] >= 0.9 * asked[check] for check in found)


def test_observe__proposes_with_evidence_and_withholds_with_a_reason():
    network, tables = series.sample()
    plan = quality_plan(network, QualitySettings())
    name = "steel.main.active_energy"
    seen = observe(split_series(tables[name], [name])[name], plan.streams[name], plan.site.utc_offset)
    assert seen is not None
    assert seen.step == 900_000_000
    assert seen.step_share > 0.99
    for proposed in seen.proposed:
        assert all("{" not in proposed.why.render(lang) and proposed.why.render(lang) != proposed.why.id for lang in LANGS)
        assert proposed.share is None or proposed.share <= MOST_DOUBTED or proposed.parameters is None
    assert {p.check for p in seen.proposed} >= {"gap", "plausible_range", "climatology", "rate_of_change", "flat_line"}


def test_observe__the_accuracy_class_only_makes_checks_quieter():
    network, tables = series.sample()
    plan = quality_plan(network, QualitySettings())
    name = "steel.main.active_energy"
    given = split_series(tables[name], [name])[name], plan.streams[name], plan.site.utc_offset
    without, fine, coarse = (
        {p.check: p for p in observe(*given, class_pct).proposed}  # type: ignore[union-attr]
        for class_pct in (None, 0.5, 50.0)
    )
    assert {"neighbour", "drift"} & set(without) == set()
    for check in ("neighbour", "drift"):
        assert fine[check].share is None  # other datastreams decide, too
        told = fine[check].why.params
        assert fine[check].parameters["smallest"] == pytest.approx(2 * 0.005 * told["size"], rel=1e-3)
        assert coarse[check].parameters["smallest"] == pytest.approx(100 * fine[check].parameters["smallest"], rel=1e-3)
        before = getattr(plan.streams[name].checks, check)
        assert fine[check].parameters["sigmas"] == before.sigmas
        assert all("{" not in fine[check].why.render(lang) for lang in LANGS)
    assert fine["level_shift"].parameters == without["level_shift"].parameters  # a tenth of the span is more
    assert coarse["level_shift"].parameters["smallest"] > without["level_shift"].parameters["smallest"]
    same = set(without) - {"level_shift"}
    assert {c: coarse[c] for c in same} == {c: without[c] for c in same}
