"""Methane and nitrous oxide of a wastewater works from its inlet: what enters in COD and nitrogen, times IPCC factors.

The inlet of a works is described by meters on the wastewater edges that end at the works (flow) and by a monitoring point
of medium ``process`` at the works (COD, total nitrogen). A works is taken as centralised and aerobic. N2O of the receiving
water is not in the account: it needs the nitrogen of the effluent. All figures are provisional until somebody has verified
the factors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.account.assumptions import meter_source
from ecopark.account.boundary import Owner, inflow_datastreams
from ecopark.account.lineage import weakest
from ecopark.account.pieces import SECOND, readings_of
from ecopark.account.resources import Amounts, Rows
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.terms import Carrier, NodeKind

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
