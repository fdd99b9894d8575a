"""The year's greenhouse-gas inventory of a park, in full and after one more day.

``python -m benchmarks.inventory [--firms 200] [--days 365] [--processes 2] [--keep FOLDER] [--write]``

A generated park in the real store: per firm four meters with a reading every 15 minutes (electricity of the border, roof
generation, natural gas in GJ, water), and the park's main meter. "Full" is one call of ``run_flows`` on a lake that no flow
has seen: planning, reading, ``quantities`` and ``amounts`` (hours and months from readings), loads of works, ``inventory_lines``,
scope 2 three ways, writing and publishing. "Added day" appends one more day of every meter, compacts (shown apart), and calls
``run_flows`` again. Not included: the doors, the quality checks, the evidence log. Memory: resident bytes of all processes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from benchmarks import tables
from benchmarks.processes import EVERY_S, Watch

from ecopark.account.carbon import footprint_of
from ecopark.account.hourly_matching import scope2_hours_flow
from ecopark.account.inventory import inventory_flow
from ecopark.account.quantities import quantities_flow
from ecopark.account.scope2 import scope2_flow
from ecopark.account.wastewater import loads_flow
from ecopark.core.flows import Flow
from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, Node, Park
from ecopark.core.observations import READINGS
from ecopark.core.scope import system_scope
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin
from ecopark.engine.store import Store
from ecopark.rules.load import load_packs

ALL = system_scope("bench")
YEAR = 2025
START = Interval.of_year(YEAR).start
PER_DAY = 96
MAIN = "main"
KINDS = {  # meter: property, unit, a typical amount in 15 minutes
    "grid": ("active_energy", "kWh", 60.0),
    "roof": ("active_energy", "kWh", 8.0),
    "gas": ("fuel_energy", "GJ", 0.4),
    "water": ("water_volume", "m3", 0.9),
}
BOOK = load_packs()


def network(firms: int) -> FlowNetwork:
    names = [f"f{i:03d}" for i in range(firms)]
    nodes = [
        Node("grid", NodeKind.GRID, "Lưới", "Grid"),
        Node("bus", NodeKind.FEEDER, "Thanh cái", "Bus bar"),
        Node("depot", NodeKind.SOURCE, "Trạm khí", "Gas depot"),
        Node("river", NodeKind.SOURCE, "Nguồn nước", "Water intake"),
    ]
    edges = [Edge("grid-bus", Carrier.ELECTRICITY, "grid", "bus")]
    meters = [Meter(MAIN, edge="grid-bus", accuracy_class_pct=0.2)]
    streams = [_stream(MAIN, "grid", None)]
    for name in names:
        nodes.append(Node(name, NodeKind.FIRM, name, name, firm=name))
        nodes.append(Node(f"{name}.sun", NodeKind.GENERATION, name, name, firm=name))
        ways = {
            "grid": Edge(f"{name}.grid", Carrier.ELECTRICITY, "bus", name),
            "roof": Edge(f"{name}.roof", Carrier.ELECTRICITY, f"{name}.sun", name),
            "gas": Edge(f"{name}.gas", Carrier.FUEL, "depot", name, substance="natural gas"),
            "water": Edge(f"{name}.water", Carrier.WATER, "river", name),
        }
        for kind, edge in ways.items():
            edges.append(edge)
            meters.append(Meter(edge.id, edge=edge.id, firm=name, accuracy_class_pct=1.0))
            streams.append(_stream(edge.id, kind, name))
    return FlowNetwork.of(
        Park("bench", "Khu", "Park"),
        firms=[Firm(name, name, name) for name in names],
        nodes=nodes,
        edges=edges,
        meters=meters,
        datastreams=streams,
    )


def _stream(meter: str, kind: str, firm: str | None) -> Datastream:
    prop, unit, _ = KINDS[kind]
    name = f"{meter}.{prop}"
    return Datastream(name, meter, prop, unit, DatastreamKind.TOTAL, Origin.SYNTHETIC, name, name, firm=firm, step_s=900)


def days(park: FlowNetwork, first: int, count: int) -> Iterator[pa.Table]:
    """Readings of some days, a week in a batch; the main meter reads what the firms' grid meters read."""
    rng = np.random.default_rng(first)
    names = sorted(name for name in park.datastreams if not name.startswith(MAIN))
    typical = np.array([KINDS[name.split(".")[1]][2] for name in names])
    for begin in range(first, first + count, 7):
        steps = min(7, first + count - begin) * PER_DAY
        at = np.datetime64(START.replace(tzinfo=None), "us") + (np.arange(steps) + begin * PER_DAY) * np.timedelta64(
            900, "s"
        )
        values = np.round(typical[:, None] * rng.uniform(0.5, 1.5, (len(names), steps)), 2)
        main = np.round(values[[name.split(".")[1] == "grid" for name in names]].sum(axis=0), 2)
        stacked = np.concatenate([main[None, :], values])
        everyone = [f"{MAIN}.active_energy", *names]
        codes = pa.array(np.repeat(np.arange(len(everyone), dtype=np.int32), steps))
        n = stacked.size
        columns = {
            "datastream": pa.DictionaryArray.from_arrays(codes, pa.array(everyone)).cast(pa.string()),
            "phenomenon_time": pa.array(np.tile(at, len(everyone))),
            "value": pa.array(stacked.ravel()),
            "reason": pa.array(np.zeros(n, np.uint8)),
            "status": pa.array(np.full(n, 255, np.uint8)),
            "result_time": pa.nulls(n, pa.timestamp("us")),
        }
        yield pa.table({field.name: columns[field.name].cast(field.type) for field in READINGS}, schema=READINGS)


def flows(park: FlowNetwork) -> list[Flow]:
    return [
        quantities_flow(park),
        loads_flow(park),
        inventory_flow(BOOK, park),
        scope2_hours_flow(park),
        scope2_flow(BOOK, park),
    ]


def fill(store: Store, park: FlowNetwork, count: int) -> int:
    rows = 0
    for i, batch in enumerate(days(park, 0, count)):
        store.append(batch, source="bench")
        rows += batch.num_rows
        if i % 4 == 3:
            store.compact()
    store.compact()
    return rows


def measure(firms: int, count: int, processes: int, folder: Path) -> tuple[list[list[str]], str]:
    park = network(firms)
    with Store.open(folder, clock=lambda: datetime.now(UTC), network=park) as store:
        readings = fill(store, park, count - 1)
        whole = flows(park)
        watch, began = Watch(os.getpid()), time.time()
        full = _timed(store, whole, processes)
        ended = time.time()
        time.sleep(2 * EVERY_S)  # one more look
        watch.stop()
        peak, cpu = watch.peak_bytes(began, ended) / 2**30, watch.cpu_s(began, ended)
        before = _total(store)
        for batch in days(park, count - 1, 1):
            store.append(batch, source="bench")
        began = time.perf_counter()
        store.compact()
        compacted = time.perf_counter() - began
        used = time.process_time()
        added, tasks = _timed(store, whole, 1)
        used = time.process_time() - used
        after = _total(store)
    share = (after - before) / before * (count - 1)
    body = [
        ["full", f"{readings:,}", f"{full[0]:.1f}", f"{cpu:.1f}", f"{peak:.2f}", str(full[1])],
        [
            "added day",
            f"{(4 * firms + 1) * PER_DAY:,}",
            f"{added:.2f} (compaction before it {compacted:.2f})",
            f"{used:.2f}",
            "",
            str(tasks),
        ],
    ]
    load = os.getloadavg()[0]
    said = f"{firms} firms, {count} days; load of the machine at the end {load:.1f}; total {after:,.0f} tCO2e; the added day has {share:.2f} of a mean day's share."
    return body, said


def _timed(store: Store, whole: list[Flow], processes: int) -> tuple[float, int]:
    began = time.perf_counter()
    reports = store.run_flows(whole, processes=processes)
    return time.perf_counter() - began, sum(report.executed for report in reports)


def _total(store: Store) -> float:
    return footprint_of(store.snapshot().derived(ALL, "inventory_lines")).emission.value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=200)
    parser.add_argument("--days", type=int, default=(date(YEAR + 1, 1, 1) - date(YEAR, 1, 1)) // timedelta(days=1))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp())
    try:
        rows, said = measure(given.firms, given.days, given.processes, folder / "data")
    finally:
        if given.keep is None:
            shutil.rmtree(folder)
    header = ["", "readings", "seconds", "CPU seconds", "peak memory, GiB", "tasks"]
    what = (
        "Readings to hours, months, inventory lines and scope 2 three ways, in the real store. Asked: full in under 60 s and "
        "2 GiB, an added day in under 1 s. Included: planning, reading the lake, flows `quantities` (with `amounts`), `loads`, "
        "`inventory`, `scope2_hours`, `scope2`, writing and publishing. Not included: doors, quality checks, evidence log. "
        "CPU seconds are those of all processes; beside other programs on the same cores the seconds say little."
    )
    tables.show("inventory", "Inventory", f"{tables.markdown(header, rows)}\n\n{said}\n\n{what}", given.write)


if __name__ == "__main__":
    main()
