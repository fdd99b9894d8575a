"""Methane and nitrous oxide of a wastewater works from its inlet: what enters in COD and nitrogen, times IPCC factors.

The inlet of a works is described by meters on the wastewater edges that end at the works (flow) and by a monitoring point
of medium ``process`` at the works (COD, total nitrogen). A works is taken as centralised and aerobic. N2O of the receiving
water is not in the account: it needs the nitrogen of the effluent. All figures are provisional until somebody has verified
the factors. The loads are a derived table of their own, ``treatment_loads``: only the works' meters are read hour by hour.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.account.assumptions import meter_source
from ecopark.account.boundary import Owner, inflow_datastreams
from ecopark.account.lineage import (
    flow_version,
    months_of,
    naive_utc,
    relative_parts,
    weakest,
    years_of,
    zone_of,
)
from ecopark.account.pieces import SECOND, readings_of
from ecopark.account.resources import LONGEST_STEP, Amounts, Rows
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME
from ecopark.core.terms import Carrier, NodeKind

CODE = "loads-1"
TREATMENT_LOADS = pa.schema(
    [
        pa.field("works", pa.string(), nullable=False),
        pa.field("firm", pa.string()),
        pa.field("month", TIME, nullable=False),
        pa.field("property", pa.string(), nullable=False),
        pa.field("kg", pa.float64()),  # null if nothing valid is known on both sides
        pa.field("measured_share", pa.float64(), nullable=False),
        pa.field("origin", pa.string()),
        pa.field("parts", pa.string(), nullable=False),  # JSON text: source id -> signed standard uncertainty, kg
    ]
)
INLET_MEDIUM = "process"
# Property -> (gas, activity of the process factor; which treatment it is follows after a dot).
PROCESSES: Mapping[str, tuple[str, str]] = {"cod": ("CH4", "wastewater_cod"), "total_n": ("N2O", "wastewater_n")}


@dataclass(frozen=True, slots=True)
class Inlet:
    """One pollutant at the inlet of one works, as plain data that travels to a worker."""

    works: str
    owner: Owner
    observed_property: str
    concentration: str  # datastream, mg/L
    origin: str
    holds_s: int  # how long a reading speaks for
    flows: tuple[str, ...]
    sources: tuple[tuple[str, float], ...]  # (source id, relative standard uncertainty) of each of ``datastreams``

    @property
    def datastreams(self) -> tuple[str, ...]:
        return (self.concentration, *self.flows)


@dataclass(frozen=True, slots=True)
class Load:
    """Mass that entered in a month, kg; None when nothing valid is known on both sides."""

    kg: float | None
    measured_share: float
    origin: str | None
    parts: Mapping[str, float]


def inlets(network: FlowNetwork) -> tuple[Inlet, ...]:
    """Every works whose inlet has both a flow and a concentration."""
    found: list[Inlet] = []
    for works in network.nodes.values():
        flows = inflow_datastreams(network, works.id, Carrier.WASTEWATER)
        if works.kind is NodeKind.WORKS and flows:
            for point in network.monitoring_points.values():
                if point.node == works.id and point.medium == INLET_MEDIUM:
                    found += _at_point(network, works.id, point.id, flows)
    return tuple(found)


def _at_point(network: FlowNetwork, works: str, point: str, flows: tuple[str, ...]) -> Iterator[Inlet]:
    node = network.nodes[works]
    for datastream in network.datastreams_of_point(point):
        if datastream.observed_property in PROCESSES:
            meters = [network.datastreams[name].meter for name in (datastream.id, *flows)]
            yield Inlet(
                works=works,
                owner=Owner(node.firm, node.facility),
                observed_property=datastream.observed_property,
                concentration=datastream.id,
                origin=datastream.origin.value,
                holds_s=datastream.step_s or 86400,
                flows=flows,
                sources=tuple(meter_source(network, meter) for meter in meters),
            )


def loads_flow(network: FlowNetwork) -> Flow:
    """Declare the flow quantities, observations, flags -> ``treatment_loads``; one task per inlet, property and year."""
    found = inlets(network)
    return Flow(
        name="loads",
        version=flow_version(CODE, [network.park.zone, [asdict(inlet) for inlet in found]]),
        inputs=("quantities", "observations", "flags"),
        outputs=(OutputTable("treatment_loads", TREATMENT_LOADS, "firm", "month"),),
        plan=partial(_plan_loads, found),
        run=partial(_run_loads, network.park.zone, {_key(inlet): inlet for inlet in found}),
    )


def _key(inlet: Inlet) -> str:
    return f"{inlet.works}|{inlet.concentration}"


def _plan_loads(found: Sequence[Inlet], network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    tasks = []
    for inlet in found:
        for year in years_of(interval, zone_of(network)):
            answers = Interval.of_year(year, zone_of(network))
            reads = Interval(answers.start - LONGEST_STEP, min(answers.end, months_of(interval, zone_of(network))[-1].end))
            tasks.append(Task(f"{_key(inlet)}|{year}", tuple(sorted(inlet.datastreams)), answers, reads))
    return tasks


def _run_loads(zone: str, found: Mapping[str, Inlet], task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    inlet, amounts = found[task.key.rpartition("|")[0]], Amounts(tables["quantities"])
    inside = task.answers.intersection(task.reads)
    rows = []
    for month in months_of(inside, ZoneInfo(zone)) if inside is not None else ():
        load = load_of(inlet, amounts, tables["observations"], tables["flags"], month)
        rows.append(
            {
                "works": inlet.works,
                "firm": inlet.owner.firm,
                "month": naive_utc(month.start),
                "property": inlet.observed_property,
                "kg": load.kg,
                "measured_share": load.measured_share,
                "origin": load.origin,
                "parts": json.dumps(dict(load.parts), sort_keys=True),
            }
        )
    return {"treatment_loads": pa.Table.from_pylist(rows, schema=TREATMENT_LOADS)}


class Loads:
    """The table ``treatment_loads`` laid out for questions: inlet and month -> `Load`."""

    def __init__(self, table: pa.Table) -> None:
        self._rows = {(row["works"], row["property"], row["month"]): row for row in table.to_pylist()}

    def of(self, inlet: Inlet, month: Interval) -> Load:
        row = self._rows.get((inlet.works, inlet.observed_property, naive_utc(month.start)))
        if row is None:
            return Load(None, 0.0, None, {})
        return Load(row["kg"], row["measured_share"], row["origin"], relative_parts(row["parts"]))


def load_of(inlet: Inlet, amounts: Amounts, observations: pa.Table, flags: pa.Table, month: Interval) -> Load:
    """Flow times concentration, row by row of the flow: with the mean of the readings in it, or the one that still holds."""
    times, values, valid = readings_of(inlet.concentration, observations, flags)
    times, values = times[valid], values[valid]
    by_flow: list[float] = []
    seconds, origins, known = 0.0, set[str](), False
    for flow in inlet.flows:
        rows = amounts.rows(flow, month)
        mg_per_l = _concentration(rows, times, values, inlet.holds_s)
        both = rows.known & np.isfinite(mg_per_l)
        known = known or bool(both.any())
        by_flow.append(float((rows.quantity * rows.share * mg_per_l)[both].sum()) / 1000)
        seconds += float((rows.measured_s * rows.share)[both].sum())
        origins.update(rows.origin[both].tolist())
    if not known:
        return Load(None, 0.0, None, {})
    kg = sum(by_flow)
    parts: dict[str, float] = {}
    for (source, relative), part in zip(inlet.sources, (kg, *by_flow), strict=True):
        parts[source] = parts.get(source, 0.0) + relative * part
    return Load(kg, seconds / (len(inlet.flows) * month.seconds), weakest({inlet.origin, *origins}), parts)


def _concentration(
    rows: Rows, times: npt.NDArray[np.int64], values: npt.NDArray[np.float64], holds_s: int
) -> npt.NDArray[np.float64]:
    """Concentration for each row of flow; NaN inside this kernel where no reading speaks for the row."""
    first, last = np.searchsorted(times, rows.start), np.searchsorted(times, rows.end)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    count = last - first
    mean = (sums[last] - sums[first]) / np.maximum(count, 1)
    if not times.size:
        return np.full(rows.start.size, np.nan)
    before = np.maximum(first - 1, 0)
    holds = (first > 0) & (times[before] + holds_s * SECOND > rows.start)
    return np.where(count > 0, mean, np.where(holds, values[before], np.nan))
