"""Compliance of an open park: instruments' uncertainty, exceedance events, statements that can be made again."""

from __future__ import annotations

import importlib.metadata
import math
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.core.errors import StateError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork, MonitoringPoint
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.judge.compliance.actions import open_events
from ecopark.judge.compliance.events import KIND, Event, event_of, unopened
from ecopark.judge.compliance.statement import Judged, Period
from ecopark.judge.compliance.statement import compliance_statement as statement_of
from ecopark.judge.documents import DOCUMENT, document_evidence
from ecopark.judge.uncertainty import Instruments
from ecopark.rules.book import RuleBook
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound
from ecopark.trust.inspection.actions import CALIBRATION, INSPECTION, SAMPLE
from ecopark.trust.inspection.calibration import stored_calibration
from ecopark.trust.inspection.samples import LAB_RESULT

WORKER = system_scope("compliance")
_MOST = 100_000


class Snapshot(Protocol):
    """As much of a snapshot as compliance reads."""

    @property
    def version(self) -> int: ...

    def derived(
        self,
        scope: Scope,
        table: str,
        interval: Interval | None = None,
        *,
        only: Mapping[str, Sequence[str]] | None = None,
        version: int | None = None,
    ) -> pa.Table: ...


def instruments_of(records: RecordsStore) -> Instruments:
    """What calibrations found and laboratories stated, for the guard bands."""
    calibrations = [stored_calibration(r.content) for r in records.find(WORKER, CALIBRATION, limit=_MOST)]
    places = {r.id: str(r.content.get("place", "")) for r in records.find(WORKER, SAMPLE, limit=_MOST)}
    stated: dict[tuple[str, str], list[float]] = {}
    for result in records.find(WORKER, LAB_RESULT, limit=_MOST):
        for value in _values(result):
            share = _relative(value)
            if share is not None:
                place = places.get(str(result.content.get("sample")), "")
                stated.setdefault((place, str(value["property"])), []).append(share)
    return Instruments(calibrations, {key: statistics.median(shares) for key, shares in sorted(stated.items())})


def open_new_events(park: OpenPark) -> int:
    """Open an event for every exceedance that has none; how many were opened."""
    try:
        rows = park.snapshot().derived(WORKER, "exceedances").to_pylist()
    except StateError:
        return 0
    return open_events(park.records, park.network, WORKER, rows, park.now())


def events_of(
    records: RecordsStore,
    network: FlowNetwork,
    snapshot: Snapshot,
    scope: Scope,
    now: datetime,
    *,
    known_at: datetime | None = None,
    version: int | None = None,
) -> list[Event]:
    """Events that the scope may answer for or read in full, the next to act on first; gone exceedances too."""
    judged = {r["id"]: r for r in _rows(snapshot, scope, "exceedances", version=version)}
    found = []
    for record in records.find(scope, KIND, known_at=known_at, limit=_MOST):
        answered = bool(record.content.get("cause"))
        whole = records.history(scope, KIND, record.id) if answered else (record,)
        history = [r for r in whole if known_at is None or r.recorded_time <= known_at]
        found.append(event_of(record, history, judged.get(record.id), now))
    have = {event.id for event in found}
    for row in judged.values():
        point = network.monitoring_points.get(row["monitoring_point"])
        if row["id"] not in have and point is not None and scope.sees(point.firm):
            found.append(unopened(row, point.firm, now))
    order = {"acknowledge": 0, "answer": 1, "close": 2, "nothing": 3}
    return sorted(found, key=lambda e: (not e.overdue, order[e.next_step], _after(e), e.id))


def compliance_statement(
    records: RecordsStore,
    network: FlowNetwork,
    book: RuleBook,
    snapshot: Snapshot,
    scope: Scope,
    period: str,
    now: datetime,
    *,
    point: str | None = None,
    lake_version: int | None = None,
    known_at: datetime | None = None,
) -> dict[str, Any]:
    """The statement of a month (``2025-11``) or a year (``2025``); see ``judge.compliance.statement``.

    ``lake_version`` and ``known_at`` make a statement of the past again, with the same hash as long as the rule book is
    the same. ``InputError`` judge.compliance.bad_period.
    """
    span = Period.parse(period, ZoneInfo(network.park.zone))
    points = [p for p in network.monitoring_points.values() if scope.sees(p.firm, public=p.public) and point in (None, p.id)]
    judged_points = _with_rows(snapshot, scope, points, lake_version)
    ids = [p.id for p in judged_points]
    only = {"monitoring_point": ids}
    states, bands = (
        _rows(snapshot, scope, name, span.interval, only, lake_version) for name in ("limit_states", "limit_bands")
    )
    exceeded = [r for r in _rows(snapshot, scope, "exceedances", None, only, lake_version) if _reaches(r, span.interval)]
    events = {
        e.id: e
        for e in events_of(records, network, snapshot, scope, now, known_at=known_at, version=lake_version)
        if e.point in ids and e.revision
    }
    newest = [r.recorded_time for r in records.find(scope, KIND, known_at=known_at, limit=_MOST)]
    judged = Judged(
        states,
        bands,
        exceeded,
        _rows(snapshot, scope, "limit_findings", version=lake_version),
        events,
        snapshot.version if lake_version is None else lake_version,
        max(newest).isoformat() if newest else "",
    )
    engine = importlib.metadata.version("ecopark")
    return statement_of(
        network, book, judged_points, span, judged, now=now, engine_version=engine, audience=_audience(scope)
    )


def evidence_of(records: RecordsStore, scope: Scope, named: Sequence[str]) -> list[Evidence]:
    """References from ``document:<id>`` and ``inspection:<id>``; ``NotFound`` for what the scope does not reach."""
    found = []
    for reference in named:
        kind, _, name = reference.strip().partition(":")
        record = records.get(scope, kind, name) if kind in (DOCUMENT, INSPECTION) else None
        if record is None:
            raise NotFound(reference[:100])
        is_document = kind == DOCUMENT
        found.append(document_evidence(record) if is_document else Evidence(EvidenceKind.INSPECTION, name, record.revision))
    return found


def exceedance_row(snapshot: Snapshot, records: RecordsStore, scope: Scope, event_id: str) -> dict[str, Any]:
    """The exceedance behind an event, as judged now or as it was seen; ``NotFound`` where the scope reaches neither."""
    rows = _rows(snapshot, scope, "exceedances", None, {"id": [event_id]})
    if rows:
        return rows[0]
    record = records.get(scope, KIND, event_id)
    if record is None or "seen" not in record.content:
        raise NotFound(event_id)
    event = event_of(record, [record], None, record.recorded_time)
    return {"id": event_id, **event.seen}


def park_statement(
    park: OpenPark,
    scope: Scope,
    period: str,
    *,
    point: str | None = None,
    lake_version: int | None = None,
    known_at: datetime | None = None,
) -> dict[str, Any]:
    """``compliance_statement`` of an open park."""
    return compliance_statement(
        park.records,
        park.network,
        park.book,
        park.snapshot(),
        scope,
        period,
        park.now(),
        point=point,
        lake_version=lake_version,
        known_at=known_at,
    )


def _audience(scope: Scope) -> str:
    if scope.sees_all_firms:
        return "park"
    return "public" if scope.role is Role.PUBLIC else ", ".join(sorted(scope.firms or ()))


def _with_rows(
    snapshot: Snapshot, scope: Scope, points: Sequence[MonitoringPoint], version: int | None
) -> list[MonitoringPoint]:
    """Points that the flow judges; process water and weather have nothing to state."""
    if not points:
        return []
    ids = [p.id for p in points]
    rows = _rows(snapshot, scope, "limit_states", None, {"monitoring_point": ids}, version)
    judged = {r["monitoring_point"] for r in rows}
    return [p for p in points if p.id in judged]


def _rows(
    snapshot: Snapshot,
    scope: Scope,
    table: str,
    interval: Interval | None = None,
    only: Mapping[str, Sequence[str]] | None = None,
    version: int | None = None,
) -> list[dict[str, Any]]:
    """Rows of a derived table; none where no flow has made it, or no point is asked for."""
    if only is not None and any(not values for values in only.values()):
        return []
    try:
        rows: list[dict[str, Any]] = snapshot.derived(scope, table, interval, only=only, version=version).to_pylist()
    except StateError:
        return []
    return rows


def _reaches(row: Mapping[str, Any], interval: Interval) -> bool:
    """Whether an exceedance lies in the interval, be it in part."""
    start, end = (row[name].replace(tzinfo=UTC) for name in ("start", "end"))
    return bool(start < interval.end and end > interval.start)


def _after(event: Event) -> str:
    return "" if event.due is None else event.due.isoformat()


def _values(result: Record) -> Sequence[Mapping[str, Any]]:
    values = result.content.get("values")
    return values if isinstance(values, list) else []


def _relative(value: Mapping[str, Any]) -> float | None:
    """Relative standard uncertainty of a laboratory's value; None where it states none."""
    stated, number, coverage = value.get("uncertainty"), value.get("value"), value.get("coverage") or 2.0
    if not stated or not number:
        return None
    share = abs(float(stated) / float(coverage) / float(number))
    return share if math.isfinite(share) else None
