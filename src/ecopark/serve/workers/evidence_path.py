"""The evidence path after the doors: compaction, log entries, flows, checkpoint. Idempotent, safe to repeat after a crash.

reading -> (journal) -> lake -> flags -> quantities -> accounts -> judgements, each step published as a version of the lake
and each batch and version entered in the log.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ecopark.account.cost import TariffTerms, energy_cost_flow
from ecopark.account.declarations import declarations_of
from ecopark.account.quantities import quantities_flow
from ecopark.account.resource_lines import PARK as PARK_CUSTOMER
from ecopark.account.resource_lines import resources_flow
from ecopark.connect.settings import PARK, ParkSettings
from ecopark.core.flows import Flow
from ecopark.core.scope import system_scope
from ecopark.engine.embedded.reports import BatchReport
from ecopark.engine.embedded.runs import DerivedReport
from ecopark.engine.store import CompactionReport
from ecopark.judge.limits import limits_flow
from ecopark.rules.permits import permit_of_record
from ecopark.serve.comparisons import compare_new
from ecopark.serve.compliance import instruments_of, open_new_events
from ecopark.serve.ghg import ghg_flows
from ecopark.serve.inspections import finding_rows
from ecopark.serve.park import OpenPark
from ecopark.serve.quality import settings_of
from ecopark.serve.workers.claims import judge_in_turn
from ecopark.serve.workers.entries import derived_entry, enter_batch, enter_version
from ecopark.trust.balance.flow import balances_flow
from ecopark.trust.balance.settings import read_balance_settings
from ecopark.trust.falsification.events import device_events
from ecopark.trust.falsification.flow import falsification_flows
from ecopark.trust.identify.findings import FaultyMeters
from ecopark.trust.inspection.findings import inspection_findings_flow
from ecopark.trust.quality import quality_flow

Report = Callable[[str, int, int], None]
WORKER = system_scope("evidence-path")


@dataclass(frozen=True, slots=True)
class PathRun:
    """What one run of the path did; ``seconds`` by step."""

    rows: int
    duplicates: int
    restated: int
    late: int
    tasks: int
    version: int
    log_size: int
    seconds: dict[str, float]


def flows_of(park: OpenPark) -> Sequence[Flow]:
    """The flows of a park in the order in which they feed each other."""
    settings = park.settings
    declarations = declarations_of(park.records.find(WORKER, "declaration", limit=100_000))
    recorded = (permit_of_record(r.content, f"permit {r.id}") for r in park.records.find(WORKER, "permit", limit=100_000))
    return (
        quality_flow(park.network, settings_of(park)),
        quantities_flow(park.network),
        balances_flow(park.network, read_balance_settings(settings.balances, "park.yaml settings.balances"), FaultyMeters()),
        resources_flow(park.network, declarations),
        *ghg_flows(park, declarations),
        energy_cost_flow(park.book, park.network, _tariffs(settings)),
        limits_flow(park.book, park.network, permits=(*park.permits, *recorded), instruments=instruments_of(park.records)),
        inspection_findings_flow(park.network, finding_rows(park)),
        *falsification_flows(park.network, events=_device_events(park)),
    )


def _device_events(park: OpenPark) -> Mapping[str, Sequence[tuple[int, str]]]:
    """Datastream -> when its device was touched, from the revisions of the device records."""
    found: dict[str, list[tuple[int, str]]] = {}
    for record in park.records.find(WORKER, "device", limit=100_000):
        revisions = [(r.recorded_time, r.content) for r in park.records.history(WORKER, "device", record.id)]
        firm = tuple(d.id for d in park.network.datastreams.values() if d.firm == record.firm)
        for name, events in device_events(revisions, firm).items():
            found.setdefault(name, []).extend(events)
    return found


def _tariffs(settings: ParkSettings) -> Mapping[str, TariffTerms]:
    """Terms by firm; the park's own purchase under the name that the account gives it."""
    return {
        PARK_CUSTOMER if firm == PARK else firm: TariffTerms(t.group, t.voltage, t.schedule or None)
        for firm, t in settings.tariff_groups.items()
    }


def run_path(park: OpenPark, report: Report | None = None) -> PathRun:
    """Bring everything acknowledged so far through the whole path; publishes one checkpoint at the end."""
    tell = report or (lambda _step, _done, _total: None)
    seconds: dict[str, float] = {}

    def timed(step: str, began: float) -> None:
        seconds[step] = round(time.perf_counter() - began, 3)

    began = time.perf_counter()
    tell("compact", 0, 1)
    compaction = _compact(park)
    tell("compact", 1, 1)
    timed("compact", began)
    began = time.perf_counter()
    flows = flows_of(park)
    park.store.declare(flows)
    place = {flow.name: i for i, flow in enumerate(flows)}
    tell("flows", 0, len(flows))

    def progress(flow: str, done: int, total: int) -> None:
        if done == total:
            tell("flows", place[flow] + 1, len(flows))

    reports = park.store.run_flows(
        flows, progress=progress, on_published=lambda runs: enter_derived(park, runs), settle=lambda: _settle(park)
    )
    tell("flows", len(flows), len(flows))
    timed("flows", began)
    began = time.perf_counter()
    tell("log", 0, 1)
    _compact(park)  # enters the versions that the flows have published
    compare_new(park)  # what people found with what sensors said by now
    open_new_events(park)
    judge_in_turn(park)  # claims whose inputs changed by now
    checkpoint = park.log.publish()
    tell("log", 1, 1)
    timed("log", began)
    version = park.store.snapshot().version
    tasks = sum(report.executed for report in reports)
    return PathRun(
        compaction.rows,
        compaction.duplicates,
        compaction.restated,
        compaction.late,
        tasks,
        version,
        checkpoint.size,
        seconds,
    )


def _compact(park: OpenPark) -> CompactionReport:
    """Compaction with one log entry per batch and per version; both are recognised by number when told again."""

    def on_batch(batch: BatchReport) -> None:
        enter_batch(park, batch.batch, batch.source, batch.raw_sha256, batch.recorded_time, batch.observations)

    return park.store.compact(
        on_batch=on_batch, on_manifest=lambda manifest: enter_version(park, manifest), settle=lambda: _settle(park)
    )


def _settle(park: OpenPark) -> None:
    """What the store has told counts as told once the log is durable."""
    park.log.publish()


def enter_derived(park: OpenPark, published: Sequence[DerivedReport]) -> None:
    """One log entry per task and table of a version."""
    for said in published:
        park.log.add("derived", derived_entry(park, said), publish=False)
