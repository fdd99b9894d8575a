"""One reading from the door to the accounts: who sent it, what was said about it, what it fed, what proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.serve.finding_tables import all_findings
from ecopark.serve.readmodel.datastreams import RawRow, life_story
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.quality import FindingRow, finding_of_row
from ecopark.serve.readmodel.source import PortalSnapshot
from ecopark.trust.history import NOTE_KIND, FlagHistory, FlagNote, history_of, read_note


@dataclass(frozen=True, slots=True)
class Fed:
    """What the reading went into: ``kind`` is a derived table, ``quantity`` its figure, ``href`` where it is shown.

    ``end`` is that of its step (None: a month); ``measured`` and ``sd`` stand beside a reconciled quantity.
    """

    kind: str
    quantity: float | None
    unit: str
    start: datetime
    href: str
    end: datetime | None = None
    measured: float | None = None
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class ReadingLife:
    """Everything that is known about one reading.

    Attributes
    ----------
    revisions
        All values that ever stood, first to last; the last one holds.
    doors
        Batch -> the door it came through.
    history
        Statements of checks and people, and the flag that follows.
    findings
        Those whose span covers the reading, of any kind.
    fed
        Amounts, reconciled values, averages and account lines of its hour and month.
    """

    revisions: tuple[RawRow, ...]
    doors: dict[int, str]
    history: FlagHistory
    findings: tuple[FindingRow, ...]
    fed: tuple[Fed, ...]

    @property
    def current(self) -> RawRow:
        return self.revisions[-1]


def reading_life(
    network: FlowNetwork, snapshot: PortalSnapshot, records: RecordsStore, scope: Scope, stream: Datastream, at: datetime
) -> ReadingLife | None:
    """The life of the reading at ``at`` (aware); None if there is none at exactly that time."""
    naive = at.astimezone(UTC).replace(tzinfo=None)
    rows = life_story(snapshot, scope, stream.id, at, hours=1e-6)
    revisions = tuple(r for r in rows if r.time == naive)
    if not revisions:
        return None
    run = snapshot.derived(scope, "coverage", Month.of(at).interval, only={"datastream": [stream.id]})["run"].to_pylist()
    runs = [(version, revisions[-1].tests, revisions[-1].value is not None) for version in run[:1]]
    found = all_findings(snapshot, scope, only={"datastream": [stream.id]}).to_pylist()
    return ReadingLife(
        revisions,
        {r.batch: snapshot.door_of(r.batch) for r in revisions},
        history_of(stream.id, at, runs, _notes(records, scope, stream)),
        tuple(finding_of_row(r) for r in found if r["start"] <= naive < r["end"]),
        _fed(network, snapshot, scope, stream, at),
    )


def _notes(records: RecordsStore, scope: Scope, stream: Datastream) -> list[FlagNote]:
    """Notes on the datastream; one that this version cannot read is left out here and shown with the records."""
    notes = []
    for record in records.find(scope, NOTE_KIND, firm=stream.firm, limit=5000):
        if record.content.get("datastream") == stream.id:
            try:
                notes.append(read_note(record))
            except InputError:
                continue
    return notes


def _fed(network: FlowNetwork, snapshot: PortalSnapshot, scope: Scope, stream: Datastream, at: datetime) -> tuple[Fed, ...]:
    naive, page = at.astimezone(UTC).replace(tzinfo=None), f"/datastreams/{stream.id}"
    day = Interval(at - timedelta(days=1), at + timedelta(microseconds=1))
    fed: list[Fed] = []
    for table in ("quantities", "reconciled"):
        rows = snapshot.derived(scope, table, day, only={"datastream": [stream.id]}).to_pylist()
        for row in _covering(rows, naive):
            end = row["start"] + timedelta(seconds=row["step_s"])
            if table == "quantities":
                fed.append(Fed(table, row["quantity"], row["unit"], row["start"], page, end))
            else:
                beside = (row["quantity"], row["sd"])
                fed.append(Fed(table, row["reconciled"], row["unit"], row["start"], "/believe#balances", end, *beside))
    point = network.meters[stream.meter].monitoring_point
    if point is not None:
        only = {"monitoring_point": [point], "property": [stream.observed_property]}
        for row in _covering(snapshot.derived(scope, "averages", day, only=only).to_pylist(), naive):
            end = row["start"] + timedelta(seconds=row["step_s"])
            fed.append(Fed("averages", row["average"], row["unit"], row["start"], f"/points/{point}", end))
    if stream.firm is not None and fed:
        month = Month.of(at)
        lines = snapshot.derived(scope, "inventory_lines", month.interval, only={"firm": [stream.firm]}).num_rows
        if lines:
            fed.append(Fed("inventory_lines", float(lines), "", month.interval.start, f"/accounts?month={month.key}"))
    return tuple(fed)


def _covering(rows: Sequence[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
    return [r for r in rows if r["start"] <= at < r["start"] + timedelta(seconds=r["step_s"])]
