import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.account.quantities import QUANTITIES, quantities_flow
from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, Node, Park
from ecopark.core.observations import FLAGS, OBSERVATIONS
from ecopark.core.terms import Carrier, DatastreamKind, Flag, MissingReason, NodeKind, Origin

T0 = datetime(2025, 3, 3, tzinfo=UTC)
KINDS = {"total": "active_energy", "measurement": "active_power", "total_increasing": "active_energy"}

UNITS = {"active_energy": "kWh", "active_power": "kW", "power_factor": "%"}


def network_of(kind, step_s, prop=None, **more):
    return FlowNetwork.of(
        Park("p", "Khu", "Park"),
        firms=[Firm("a", "A", "A")],
        nodes=[Node("grid", NodeKind.GRID, "Lưới", "Grid"), Node("a", NodeKind.FIRM, "A", "A", firm="a")],
        edges=[Edge("grid-a", Carrier.ELECTRICITY, "grid", "a")],
        meters=[Meter("m", edge="grid-a", firm="a")],
        datastreams=[
            Datastream(
                "d", "m", prop or KINDS[kind], UNITS[prop or KINDS[kind]],
                DatastreamKind(kind), Origin.MEASURED, "d", "d", firm="a", step_s=step_s, **more,
            )
        ],
    )  # fmt: skip


def observations_of(rows, revision=0):
    """rows: (seconds after T0, value or None)."""
    n = len(rows)
    return pa.table(
        {
            "datastream": ["d"] * n,
            "phenomenon_time": [(T0 + timedelta(seconds=s)).replace(tzinfo=None) for s, _ in rows],
            "value": [v for _, v in rows],
            "reason": [int(MissingReason.NOT_MEASURED if v is None else MissingReason.PRESENT) for _, v in rows],
            "status": [255] * n,
            "result_time": [None] * n,
            "recorded_time": [T0.replace(tzinfo=None)] * n,
            "revision": [revision] * n,
            "batch": [1] * n,
        },
        schema=OBSERVATIONS,
    )


def flags_of(rows):
    """rows: (seconds after T0, flag, revision)."""
    return pa.table(
        {
            "datastream": ["d"] * len(rows),
            "phenomenon_time": [(T0 + timedelta(seconds=s)).replace(tzinfo=None) for s, _, _ in rows],
            "revision": [r for _, _, r in rows],
            "flag": [int(f) for _, f, _ in rows],
            "tests": [1] * len(rows),
        },
        schema=FLAGS,
    )


def quantities(kind, step_s, rows, flags=(), **more):
    network = network_of(kind, step_s, **more)
    flow = quantities_flow(network)
    first, last = (T0 + timedelta(seconds=end(s for s, _ in rows)) for end in (min, max))
    found = []
    for task in flow.plan(network, Interval(first, last + timedelta(days=1))):
        read = [(s, v) for s, v in rows if task.reads.contains(T0 + timedelta(seconds=s))]
        seen = [f for f in flags if task.reads.contains(T0 + timedelta(seconds=f[0]))]
        out = flow.run(task, {"observations": observations_of(read), "flags": flags_of(seen)})["quantities"]
        assert out.schema == QUANTITIES
        found += out.to_pylist()
    return sorted(found, key=lambda row: row["start"])


def brief(rows):
    return [(row["start"].hour, row["quantity"], row["measured_s"]) for row in rows]


def test_quantities__totals_of_quarters_add_up_to_hours():
    rows = quantities("total", 900, [(900 * i, 10.0) for i in range(8)])
    assert brief(rows) == [(0, 40.0, 3600.0), (1, 40.0, 3600.0)]
    assert {row["unit"] for row in rows} == {"kWh"}
    assert {row["origin"] for row in rows} == {"measured"}
    assert {row["step_s"] for row in rows} == {3600}


def test_quantities__missing_is_never_zero():
    rows = quantities("total", 900, [(0, 10.0), (900, None), (7200, 10.0)])
    assert brief(rows) == [(0, 10.0, 900.0), (1, None, 0.0), (2, 10.0, 900.0)]


def test_quantities__a_true_zero_counts():
    assert brief(quantities("total", 3600, [(0, 0.0)])) == [(0, 0.0, 3600.0)]


def test_quantities__bad_readings_do_not_count_doubtful_do():
    flags = [(0, Flag.BAD, 0), (900, Flag.DOUBTFUL, 0)]
    assert brief(quantities("total", 900, [(0, 99.0), (900, 10.0)], flags)) == [(0, 10.0, 900.0)]


def test_quantities__a_flag_of_an_older_revision_does_not_touch_the_new_one():
    assert brief(quantities("total", 900, [(0, 10.0)], [(0, Flag.BAD, 1)])) == [(0, 10.0, 900.0)]


def test_quantities__daily_data_keep_their_step():
    rows = quantities("total", 86400, [(-25200, 275_159.0)])  # from midnight in Viet Nam
    assert len(rows) == 1
    assert rows[0]["step_s"] == 86400
    assert rows[0]["quantity"] == 275_159.0
    assert rows[0]["start"] == datetime(2025, 3, 2, 17)


def test_quantities__amounts_across_the_hour_are_shared_by_time():
    assert brief(quantities("total", 1800, [(2700, 60.0)])) == [(0, 30.0, 900.0), (1, 30.0, 900.0)]


def test_quantities__power_is_integrated_over_time():
    rows = quantities("measurement", 1800, [(0, 100.0), (1800, 50.0)])
    assert brief(rows) == [(0, 75.0, 3600.0)]
    assert rows[0]["unit"] == "kWh"


def test_quantities__a_little_jitter_leaves_no_hole_but_a_gap_does():
    rows = quantities("measurement", 300, [(i * 300 + (7 if i % 2 else 0), 12.0) for i in range(13)])
    assert brief(rows)[0] == (0, pytest.approx(12.0), 3600.0)
    rows = quantities("measurement", 300, [(0, 12.0), (3000, 12.0), (3300, 12.0)])
    assert brief(rows) == [(0, pytest.approx(3.0), 900.0)]


def test_quantities__temperature_has_no_amount():
    network = network_of("measurement", 300, prop="active_power")
    planned = quantities_flow(network).plan(network, Interval(T0, T0 + timedelta(days=1)))
    assert {t.datastreams for t in planned} == {("d",)}
    network = network_of("measurement", 300, prop="power_factor")
    assert not quantities_flow(network).plan(network, Interval(T0, T0 + timedelta(days=1)))


def test_quantities__register_differences_go_to_their_hours():
    rows = quantities("total_increasing", 900, [(900 * i, 100.0 + 5 * i) for i in range(9)])
    assert brief(rows) == [(0, 20.0, 3600.0), (1, 20.0, 3600.0)]


def test_quantities__a_reset_is_unknown_never_negative():
    rows = quantities("total_increasing", 1800, [(0, 5000.0), (1800, 5010.0), (3600, 3.0), (5400, 13.0)])
    assert brief(rows) == [(0, 10.0, 1800.0), (1, 10.0, 1800.0)]
    assert brief(quantities("total_increasing", 3600, [(0, 5000.0), (3600, 3.0)])) == [(0, None, 0.0)]


def test_quantities__roll_over_goes_on_counting():
    rows = [(0, 99_980.0), (1800, 99_990.0), (3600, 0.0), (5400, 10.0)]
    assert brief(quantities("total_increasing", 1800, rows, rollover=100_000.0)) == [(0, 20.0, 3600.0), (1, 10.0, 1800.0)]


def test_quantities__a_replaced_meter_is_not_taken_for_a_roll_over():
    rows = [(0, 50_000.0), (1800, 50_010.0), (3600, 0.0), (5400, 10.0)]  # half the register away from rolling over
    assert brief(quantities("total_increasing", 1800, rows, rollover=100_000.0))[0] == (0, 10.0, 1800.0)
    rows = [(0, 95_000.0), (1800, 95_010.0), (3600, 0.0), (5400, 10.0)]  # near, but 500 times the ordinary flow
    assert brief(quantities("total_increasing", 1800, rows, rollover=100_000.0))[0] == (0, 10.0, 1800.0)


def test_quantities__a_registers_gap_is_spread_and_marked_as_modelled():
    rows = quantities("total_increasing", 3600, [(0, 0.0), (3600, 10.0), (14400, 40.0), (18000, 50.0)])
    assert brief(rows) == [(0, 10.0, 3600.0), (1, 10.0, 0.0), (2, 10.0, 0.0), (3, 10.0, 0.0), (4, 10.0, 3600.0)]
    assert [row["origin"] for row in rows] == ["measured", "modelled", "modelled", "modelled", "measured"]


def test_quantities__a_register_read_by_hand_keeps_its_own_intervals():
    rows = quantities("total_increasing", None, [(0, 0.0), (20 * 86400, 2000.0), (45 * 86400, 4500.0)])
    assert [(row["step_s"], row["quantity"], row["measured_s"]) for row in rows] == [
        (20 * 86400, 2000.0, 20 * 86400.0),
        (25 * 86400, 2500.0, 25 * 86400.0),
    ]


def test_plan__the_month_of_the_park_begins_at_its_midnight():
    network = network_of("total", 900)
    flow = quantities_flow(network)
    tasks = flow.plan(network, Interval(datetime(2024, 12, 31, 16, tzinfo=UTC), datetime(2024, 12, 31, 18, tzinfo=UTC)))
    assert [task.key for task in tasks] == ["a|7200-0|days|2024-12", "a|7200-0|days|2025-01.1.01"]
    assert tasks[1].answers.start == datetime(2024, 12, 31, 17, tzinfo=UTC)
    row = observations_of([(-63 * 86400 + 61200, 5.0)])  # 2024-12-30 17:00 UTC
    assert flow.run(tasks[0], {"observations": row, "flags": flags_of([])})["quantities"].num_rows == 1
    assert flow.run(tasks[1], {"observations": row, "flags": flags_of([])})["quantities"].num_rows == 0


@pytest.mark.parametrize(
    ("kind", "step"), [("total", 900), ("measurement", 300), ("total_increasing", 900), ("total", 3600)]
)
@pytest.mark.parametrize("last", [2, 8, 9, 15, 28, 29, 31, 40], ids=lambda days: f"{days} days")
def test_plan__tasks_cover_every_moment_once(kind, step, last):
    network, start = network_of(kind, step), datetime(2025, 2, 28, 17, tzinfo=UTC)
    tasks = quantities_flow(network).plan(network, Interval(start, start + timedelta(days=last)))
    spans = sorted(task.answers for task in tasks)
    assert spans[0].start == start
    assert all(one.end == other.start for one, other in itertools.pairwise(spans))
    assert spans[-1].end >= start + timedelta(days=last)
    assert len({task.key for task in tasks}) == len(tasks)


def test_plan__keys_of_all_kinds_of_meters_of_one_firm_differ():
    steps = {"total": (900, 1800, 7200, 86400), "measurement": (900, 3600, None), "total_increasing": (900, 86400, None)}
    kinds = [(kind, step) for kind, some in steps.items() for step in some]
    one = network_of("total", 900)
    streams = []
    for i, (kind, step) in enumerate(kinds):
        of = {"kind": DatastreamKind(kind), "step_s": step, "observed_property": KINDS[kind], "unit": UNITS[KINDS[kind]]}
        streams.append(replace(one.datastreams["d"], id=f"d{i}", **of))
    things = (one.firms, one.nodes, one.edges, one.meters)
    names = ("firms", "nodes", "edges", "meters")
    network = FlowNetwork.of(
        one.park, **{n: list(t.values()) for n, t in zip(names, things, strict=True)}, datastreams=streams
    )
    tasks = quantities_flow(network).plan(network, Interval(T0, T0 + timedelta(days=40)))
    assert len({task.key for task in tasks}) == len(tasks)
    assert {name for task in tasks for name in task.datastreams} == {f"d{i}" for i in range(len(kinds))}


def test_plan__an_added_day_is_one_more_task_and_no_other_reads_it():
    network, start = network_of("total", 900), datetime(2025, 2, 28, 17, tzinfo=UTC)
    flow = quantities_flow(network)
    before, after = (flow.plan(network, Interval(start, start + timedelta(days=days))) for days in (11, 12))
    (added,) = set(after) - set(before)
    assert added.answers == Interval(start + timedelta(days=11), start + timedelta(days=12))
    assert [task for task in after if task.reads.end > added.answers.start] == [added]


def test_quantities_flow__version_follows_the_parameters():
    assert quantities_flow(network_of("total", 900)).version == quantities_flow(network_of("total", 900)).version
    assert quantities_flow(network_of("total", 900)).version != quantities_flow(network_of("total", 1800)).version


STEPS = st.sampled_from([60, 300, 900, 1800, 3600])
AMOUNTS = st.lists(st.one_of(st.none(), st.floats(0, 1e5)), min_size=1, max_size=60)


@settings(deadline=None, max_examples=60)
@given(STEPS, AMOUNTS, st.integers(0, 3599))
def test_quantities__hours_conserve_the_sum(step, values, offset):
    rows = quantities("total", step, [(offset + i * step, v) for i, v in enumerate(values)])
    assert sum(r["quantity"] or 0.0 for r in rows) == pytest.approx(sum(v or 0.0 for v in values), abs=1e-6)
    assert sum(r["measured_s"] for r in rows) == pytest.approx(step * sum(v is not None for v in values))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["total", "measurement", "total_increasing"]), STEPS, AMOUNTS, st.data())
def test_quantities__taking_readings_away_never_raises_what_is_measured(kind, step, values, data):
    if kind == "total_increasing":
        values = [None if v is None else float(i) for i, v in enumerate(values)]
    fewer = [None if data.draw(st.booleans()) else v for v in values]
    full = quantities(kind, step, [(i * step, v) for i, v in enumerate(values)])
    less = quantities(kind, step, [(i * step, v) for i, v in enumerate(fewer)])
    covered = {row["start"]: row["measured_s"] for row in full}
    assert all(row["measured_s"] <= covered[row["start"]] + 1e-6 for row in less)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=2, max_size=60), st.integers(0, 900))
def test_quantities__register_gives_back_what_flowed_between_resets(steps, start):
    """Whole units flow each quarter of an hour; at a reset the register falls to zero and that quarter is unknown."""
    register, rows, flowed = float(start), [(0, float(start))], 0.0
    for i, (amount, reset) in enumerate(steps):
        if reset and register > 0:
            register = 0.0
        else:
            register += amount
            flowed += amount
        rows.append((900 * (i + 1), register))
    quantity = [row["quantity"] for row in quantities("total_increasing", 900, rows)]
    assert sum(q for q in quantity if q is not None) == pytest.approx(flowed)
    assert all(q is None or q >= 0 for q in quantity)
