"""A small park: grid -> bus bar -> two firms and a works; steel has a furnace below its main meter, a roof and a boiler."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.account.amounts import amounts_table
from ecopark.account.quantities import QUANTITIES
from ecopark.account.wastewater import TREATMENT_LOADS, loads_flow
from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, Edge, Facility, Firm, FlowNetwork, Meter, Node, Park
from ecopark.core.observations import FLAGS, OBSERVATIONS
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin

MARCH_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MARCH = Interval.of_month(2025, 3)
HOURS = 31 * 24
E, W, F = Carrier.ELECTRICITY, Carrier.WATER, Carrier.FUEL


def node(name, kind, firm=None, facility=None):
    return Node(name, kind, name, name, firm=firm, facility=facility)


def stream(name, meter, prop, unit, firm=None, kind=DatastreamKind.TOTAL, origin=Origin.MEASURED, step_s=3600):
    return Datastream(name, meter, prop, unit, kind, origin, name, name, firm=firm, step_s=step_s)


NODES = (
    node("grid", NodeKind.GRID),
    node("river", NodeKind.SOURCE),
    node("depot", NodeKind.SOURCE),
    node("bus", NodeKind.FEEDER),
    node("works", NodeKind.WORKS),
    node("losses", NodeKind.LOSS),
    node("outfall", NodeKind.OUTFALL),
    node("steel", NodeKind.FIRM, "steel", "mill"),
    node("furnace", NodeKind.FIRM, "steel", "mill"),
    node("roof", NodeKind.GENERATION, "steel", "mill"),
    node("plating", NodeKind.FIRM, "plating"),
)
EDGES = (
    Edge("grid-bus", E, "grid", "bus"),
    Edge("bus-steel", E, "bus", "steel"),
    Edge("bus-plating", E, "bus", "plating"),
    Edge("bus-works", E, "bus", "works"),
    Edge("bus-losses", E, "bus", "losses"),
    Edge("steel-furnace", E, "steel", "furnace"),
    Edge("roof-steel", E, "roof", "steel"),
    Edge("river-plating", W, "river", "plating"),
    Edge("plating-works", Carrier.WASTEWATER, "plating", "works"),
    Edge("works-outfall", Carrier.WASTEWATER, "works", "outfall"),
    Edge("depot-steel", F, "depot", "steel", substance="gas/diesel oil"),
)
METERS = (
    Meter("main", edge="grid-bus", accuracy_class_pct=0.2),
    Meter("steel-main", edge="bus-steel", parent="main", firm="steel", accuracy_class_pct=0.5),
    Meter("steel-check", edge="bus-steel", parent="steel-main", firm="steel"),
    Meter("furnace", edge="steel-furnace", parent="steel-main", firm="steel"),
    Meter("roof", edge="roof-steel", firm="steel"),
    Meter("plating-main", edge="bus-plating", parent="main", firm="plating", accuracy_class_pct=1.0),
    Meter("plating-water", edge="river-plating", firm="plating"),
    Meter("plating-sewage", edge="plating-works", firm="plating"),
    Meter("diesel", edge="depot-steel", firm="steel", accuracy_class_pct=1.0),
)
STREAMS = (
    stream("main.e", "main", "active_energy", "kWh"),
    stream("steel.e", "steel-main", "active_energy", "kWh", "steel"),
    stream("steel.p", "steel-main", "active_power", "kW", "steel", DatastreamKind.MEASUREMENT),
    stream("check.e", "steel-check", "active_energy", "kWh", "steel"),
    stream("furnace.e", "furnace", "active_energy", "kWh", "steel"),
    stream("roof.e", "roof", "active_energy", "kWh", "steel"),
    stream("plating.e", "plating-main", "active_energy", "kWh", "plating"),
    stream("plating.w", "plating-water", "water_volume", "m3", "plating", origin=Origin.SYNTHETIC, step_s=86400),
    stream("plating.s", "plating-sewage", "wastewater_flow", "m3/h", "plating", DatastreamKind.MEASUREMENT),
    stream("diesel.m", "diesel", "fuel_mass", "t", "steel"),
)


def small_park(*, nodes=NODES, edges=EDGES, meters=METERS, streams=STREAMS, points=()):
    return FlowNetwork.of(
        Park("p", "Khu", "Park"),
        firms=[Firm("steel", "Thép", "Steel"), Firm("plating", "Mạ", "Plating")],
        facilities=[Facility("mill", "steel", "Nhà máy", "Mill")],
        nodes=nodes,
        edges=edges,
        monitoring_points=points,
        meters=meters,
        datastreams=streams,
    )


def hourly(datastream, amount, unit="kWh", *, start=MARCH.start, hours=HOURS, missing=0, origin="measured", step_s=3600):
    """``hours`` rows of ``amount``; the last ``missing`` are null."""
    first = start.astimezone(UTC).replace(tzinfo=None)
    return [
        {
            "datastream": datastream,
            "start": first + timedelta(seconds=i * step_s),
            "step_s": step_s,
            "quantity": None if i >= hours - missing else float(amount),
            "unit": unit,
            "measured_s": 0.0 if i >= hours - missing else float(step_s),
            "origin": origin,
        }
        for i in range(hours)
    ]


def table(*rows):
    return pa.Table.from_pylist([row for part in rows for row in part], schema=QUANTITIES)


def full_march():
    """Steel 100 kWh/h from the bus bar, plating 50, works (unmetered) 10: main meter 160; roof 5; diesel 1 t in one hour."""
    return table(
        hourly("main.e", 160), hourly("steel.e", 100), hourly("steel.p", 100), hourly("check.e", 100),
        hourly("furnace.e", 70), hourly("roof.e", 5), hourly("plating.e", 50),
        hourly("plating.w", 24, "m3", hours=31, origin="synthetic", step_s=86400), hourly("plating.s", 2, "m3"),
        hourly("diesel.m", 1, "t", hours=1),
        hourly("diesel.m", 0, "t", start=MARCH.start + timedelta(hours=1), hours=HOURS - 1),
    )  # fmt: skip


def amounts_of(rows):
    """The derived table ``amounts`` of rows of ``quantities``."""
    names = dict.fromkeys(r["datastream"] for r in rows)
    of = [pa.Table.from_pylist([r for r in rows if r["datastream"] == name], schema=QUANTITIES) for name in names]
    return amounts_table(of, MARCH_ZONE)


def loads_of(network, quantities, interval, observations):
    """The derived table ``treatment_loads``, by its own flow."""
    if observations is None:
        return TREATMENT_LOADS.empty_table()
    return run_one(loads_flow(network), network, quantities, interval, observations)


def run_one(flow, network, quantities, interval, observations):
    rows = quantities.to_pylist()
    parts = [flow.outputs[0].schema.empty_table()]
    for task in flow.plan(network, interval):
        mine = [r for r in rows if r["datastream"] in task.datastreams]
        tables = {"quantities": pa.Table.from_pylist(mine, schema=QUANTITIES), "observations": observations,
                  "flags": FLAGS.empty_table()}  # fmt: skip
        parts.append(flow.run(task, tables)[flow.outputs[0].name])
    return pa.concat_tables(parts)


def run(flow, network, quantities, interval=MARCH, name=None, observations=None):
    """Run all tasks as the engine does: inputs cut to the task's datastreams and times."""
    output = next(o for o in flow.outputs if name in (None, o.name))
    parts = []
    for task in flow.plan(network, interval):
        low, high = (moment.replace(tzinfo=None) for moment in (task.reads.start, task.reads.end))
        rows = [r for r in quantities.to_pylist() if r["datastream"] in task.datastreams and low <= r["start"] < high]
        tables = {
            "quantities": pa.Table.from_pylist(rows, schema=QUANTITIES),
            "amounts": amounts_of(rows),
            "treatment_loads": loads_of(network, quantities, interval, observations),
            "observations": OBSERVATIONS.empty_table() if observations is None else observations,
            "flags": FLAGS.empty_table(),
        }
        out = flow.run(task, tables)[output.name]
        assert out.schema == output.schema
        first, last = (moment.replace(tzinfo=None) for moment in (task.answers.start, task.answers.end))
        assert all(first <= moment < last for moment in out[output.time_column].to_pylist())
        parts.append(out)
    return pa.concat_tables(parts)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)
