"""The flow ``balances``: quantities in; reconciled values, imbalances, the strength of each meter and findings out.

One task per component (`ecopark.trust.balance.from_network`) and calendar year of the park. Within a task the weights
are those of the year: the class of a meter's mean reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.terms import DatastreamKind
from ecopark.trust.balance.findings import imbalance_findings
from ecopark.trust.balance.from_network import Component, components
from ecopark.trust.balance.reconcile import reconcile
from ecopark.trust.balance.settings import BalanceSettings
from ecopark.trust.balance.steps import Steps, microseconds, read_steps
from ecopark.trust.balance.tables import (
    IMBALANCES,
    METER_TRUST,
    RECONCILED,
    Owners,
    daily_balances,
    imbalance_table,
    meter_trust_rows,
    reconciled_table,
)
from ecopark.trust.gross.collusion import tamper_indices
from ecopark.trust.quality import FINDINGS
from ecopark.trust.settings import version_hash

CODE_VERSION = "1"  # raise it when a balance answers differently for the same parameters

OUTPUTS = (
    OutputTable("reconciled", RECONCILED, "firm", "start"),
    OutputTable("imbalances", IMBALANCES, "firm", "day"),
    OutputTable("meter_trust", METER_TRUST, "firm", "month"),
    OutputTable("balance_findings", FINDINGS, "datastream", "start"),
)


class Suspects(Protocol):
    """Methods of gross errors, as the flow calls them: rows of ``balance_findings`` about single meters. Must be
    picklable.
    """

    def __call__(self, component: Component, steps: Steps, version: str) -> Sequence[Mapping[str, object]]: ...


@dataclass(frozen=True)
class BalancePlan:
    """All that a task needs beside its quantities; plain data, travels to any worker."""

    components: Mapping[str, Component]
    owners: Mapping[str, Owners]
    places: Mapping[str, str | None]
    registers: frozenset[str]
    settings: BalanceSettings
    zone: str
    version: str
    suspects: Suspects | None


def balances_flow(network: FlowNetwork, settings: BalanceSettings | None = None, suspects: Suspects | None = None) -> Flow:
    """Declare the flow; ``InputError`` trust.balance.settings_target if the settings name what the network does not have."""
    plan = balance_plan(network, settings or BalanceSettings(), suspects)
    return Flow("balances", plan.version, ("quantities",), OUTPUTS, partial(_tasks, plan), partial(_run, plan))


def balance_plan(network: FlowNetwork, settings: BalanceSettings, suspects: Suspects | None = None) -> BalancePlan:
    found = {component.key: component for component in components(network, settings)}
    owners = {key: _owners(network, component) for key, component in found.items()}
    places = {name: _owner(network, name) for name in network.edges}
    places |= {
        name: owner
        for key, component in found.items()
        for name, owner in zip(component.system.variables, owners[key].variables, strict=True)
        if name.startswith("own_use:")
    }
    registers = frozenset(d.id for d in network.datastreams.values() if d.kind is DatastreamKind.TOTAL_INCREASING)
    content = [CODE_VERSION, asdict(settings), {key: _content(component) for key, component in found.items()}]
    named = "" if suspects is None else getattr(suspects, "version", type(suspects).__name__)
    version = f"{CODE_VERSION}-{version_hash([*content, owners, network.park.zone, named])}"
    return BalancePlan(found, owners, places, registers, settings, network.park.zone, version, suspects)


def _content(component: Component) -> object:
    system = component.system
    arrays = (
        system.matrix, system.selector, system.relative_sd, system.floor_sd, system.balance_sd,
        system.balance_relative_sd, system.lower,
    )  # fmt: skip
    told = [None if array is None else [str(value) for value in array.ravel().tolist()] for array in arrays]
    return [system.balances, system.variables, system.measurements, system.unit, component.step_s, told]


def _owners(network: FlowNetwork, component: Component) -> Owners:
    system = component.system
    return Owners(
        tuple(_owner(network, name) for name in system.variables),
        tuple(network.datastreams[name].firm for name in system.measurements),
        tuple(_owner(network, name.removeprefix("share:")) for name in system.balances),
    )


def _owner(network: FlowNetwork, name: str) -> str | None:
    """The firm of an edge, a node or a virtual flow; None where it is the park's or lies between two firms."""
    node = name.partition(":")[2] or name
    if node in network.nodes:
        return network.nodes[node].firm
    edge = network.edges[name]
    firms = {network.nodes[edge.source].firm, network.nodes[edge.target].firm} - {None}
    return firms.pop() if len(firms) == 1 else None


def _tasks(plan: BalancePlan, _network: FlowNetwork, extent: Interval) -> Sequence[Task]:
    zone = ZoneInfo(plan.zone)
    years = dict.fromkeys(year for year, _ in extent.months(zone))
    whole = [(year, Interval.of_year(year, zone)) for year in years]
    return [
        Task(f"{key}|{year}", component.system.measurements, interval, interval)
        for key, component in plan.components.items()
        for year, interval in whole
    ]


def _run(plan: BalancePlan, task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    key = task.key.rpartition("|")[0]
    component, owners, zone = plan.components[key], plan.owners[key], ZoneInfo(plan.zone)
    names = component.system.measurements
    steps = read_steps(tables["quantities"], names, plan.registers, component.step_s, task.answers, zone)
    if not steps.days.size:
        return {output.name: output.schema.empty_table() for output in OUTPUTS}
    result = reconcile(component.system, steps.values)
    days = list(daily_balances(component, steps))
    found = list(imbalance_findings(component, steps, days, plan.settings.limit, plan.version))
    if plan.suspects is not None:
        found += [dict(row) for row in plan.suspects(component, steps, plan.version)]
    tamper = {index.measurement: index.size for index in tamper_indices(component.system)}
    trust = []
    for year, month in task.answers.months(zone):
        interval = Interval.of_month(year, month, zone)
        inside = (steps.edges[:-1] >= microseconds(interval.start)) & (steps.edges[:-1] < microseconds(interval.end))
        if inside.any():
            start = interval.start.astimezone(UTC).replace(tzinfo=None)
            trust += meter_trust_rows(component, owners, steps.values[inside], start, plan.places, tamper)
    return {
        "reconciled": reconciled_table(component, owners, steps, result),
        "imbalances": imbalance_table(component, owners, steps, days),
        "meter_trust": pa.Table.from_pylist(trust, METER_TRUST),
        "balance_findings": pa.Table.from_pylist(found, FINDINGS),
    }
