"""Derived tables as evidence: their stored content, the flows run again, and what a bundle may show of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import sha256

import pyarrow.compute as pc

from ecopark.core.errors import EcoparkError, Fatal
from ecopark.core.flows import Task
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.engine.embedded.audit import Recomputed, StoreAudit, TaskTable
from ecopark.serve.finding_tables import FINDING_TABLES
from ecopark.serve.park import OpenPark
from ecopark.serve.stored_batches import AUDITOR
from ecopark.serve.workers.evidence_path import flows_of
from ecopark.trust.log.bundle import DerivedTable
from ecopark.trust.log.content import content_hash
from ecopark.trust.log.report import Progress, VerifyReport

EXPORTED = (
    "inventory_lines",
    "resource_lines",
    "park_lines",
    "energy_costs",
    "limit_states",
    "exceedances",
    "limit_bands",
    *FINDING_TABLES,
    "flags",
    "coverage",
    "reconciled",
    "imbalances",
    "meter_trust",
)
Sees = Callable[[str | None], bool]


class StoredTables:
    """Content hashes of the stored derived tables, by table, task and version; each table is read once, when asked for."""

    def __init__(self, audit: StoreAudit) -> None:
        self._audit = audit
        self._known: dict[str, Mapping[tuple[str, int], str]] = {}

    def hash_of(self, entry: Mapping[str, object]) -> str | None:
        """Hash of the rows that a ``derived`` entry speaks of; None if a newer version has replaced them."""
        table = str(entry.get("table"))
        if table not in self._known:
            known = table in self._audit.tables(AUDITOR)
            found = self._audit.task_tables(AUDITOR, table) if known else ()
            self._known[table] = {(t.run.task, t.run.version): _hash(t) for t in found}
        task, version = entry.get("task"), entry.get("version")
        return self._known[table].get((task, version)) if isinstance(task, str) and isinstance(version, int) else None


def _hash(stored: TaskTable) -> str:
    retired = not stored.run.content_of(stored.table)
    return "" if retired and not stored.rows.num_rows else content_hash(stored.rows)


def recompute(park: OpenPark, report: VerifyReport, progress: Progress) -> None:
    """Run the flows again in memory and compare the content of every current task with what was published. # design 4.11"""
    before, count, open_tasks = len(report.faults), 0, 0
    flows: set[str] = set()
    total = len(park.store.audit().current(AUDITOR))
    try:
        for made in park.store.audit().recompute(AUDITOR, flows_of(park)):
            if isinstance(made, Task):
                open_tasks += 1
                flows.add(made.key)
                continue
            count += 1
            progress("recomputed", count, total)
            _compare(made, report)
    except EcoparkError as error:
        report.fault("unreadable", "flows", reason=str(error))
    if open_tasks:
        shown = sorted(flows)[:20]
        names = ", ".join([*shown, *(["…"] if len(flows) > len(shown) else [])])
        report.notes.append(Message("trust.verify.not_current", {"count": open_tasks, "flows": names}))
    report.checked("recomputed", count, before)


def _compare(made: Recomputed, report: VerifyReport) -> None:
    if made.now != made.published:
        where = f"{made.table}, {made.task}"
        report.fault("recomputed", f"flow {made.flow}", where, expected=made.published, found=made.now)


def exported_tables(park: OpenPark, interval: Interval | None, firms: frozenset[str] | None) -> list[DerivedTable]:
    """Derived tables of the interval's tasks for a bundle; for firms only where they may see the whole task.

    A task's table is shown whole or not at all: only then its content can be compared with the log.

    Raises
    ------
    Fatal
        trust.derived.not_proved: a stored table is not the one that was logged; verify the park first.
    """
    audit = park.store.audit()
    shown: list[DerivedTable] = []
    for table in sorted(set(EXPORTED) & set(audit.tables(AUDITOR))):
        by = audit.view.manifest.tables[table]["scope_by"]
        sees = None if firms is None else _sight(park.network, by, firms)
        for stored in audit.task_tables(AUDITOR, table):
            run = stored.run
            outside = interval is not None and not (run.start < interval.end and interval.start < run.end)
            if outside or not stored.rows.num_rows or not _whole(stored, by, park.network, firms, sees):
                continue
            if content_hash(stored.rows) != run.content_of(table):
                raise Fatal("trust.derived.not_proved", where=table, task=run.task, version=run.version)
            shown.append(DerivedTable(_file_name(table, run.task), stored.rows))
    return shown


def _sight(network: FlowNetwork, by: str, firms: frozenset[str]) -> Sees:
    """Whether firms may see a value of the column by which a table is cut."""
    if by == "firm":
        return firms.__contains__
    things = network.datastreams if by == "datastream" else network.monitoring_points
    return {name for name, thing in things.items() if thing.public or thing.firm in firms}.__contains__


def _whole(stored: TaskTable, by: str, network: FlowNetwork, firms: frozenset[str] | None, sees: Sees | None) -> bool:
    if sees is None or firms is None:
        return True
    if not all(sees(value) for value in pc.unique(stored.rows.column(by)).to_pylist()):
        return False
    if "others" not in stored.rows.column_names:
        return True
    others = pc.unique(pc.list_flatten(stored.rows.column("others"))).to_pylist()
    return all(map(_sight(network, "datastream", firms), others))


def _file_name(table: str, task: str) -> str:
    """A name for a file, different for different tasks."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", task)
    return f"{table}-{plain[:80]}-{sha256(task.encode()).hexdigest()[:8]}"
