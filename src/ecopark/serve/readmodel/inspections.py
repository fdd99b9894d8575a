"""Inspections as pages show them: the plan in plain words, the list, one visit with its photos and its sample's way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ecopark.core.interval import to_utc
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.trust.inspection.actions import INSPECTION, SAMPLE
from ecopark.trust.inspection.plan_actions import plan_rows
from ecopark.trust.inspection.records import Inspection, stored_inspection

LATE = timedelta(hours=24)
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One item of a plan that is in force.

    Attributes
    ----------
    terms
        (name, 0 to 1 or None, weight-free) of the risk score; empty for the share that was drawn by lot.
    state
        ``open``, ``late`` or ``done``; then ``inspection`` answers it.
    """

    id: str
    plan: str
    place: str
    by_lot: bool
    probability: float
    what: tuple[str, ...]
    why: tuple[str, ...]
    terms: tuple[tuple[str, float | None], ...]
    score: float | None
    until: datetime
    state: str
    inspection: str | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One inspection of the list; ``late`` where it came in more than a day after its end."""

    record: Record
    said: Inspection
    late: timedelta | None
    broken_seals: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection with what belongs to it; ``sample`` the record of its sample, if one was taken."""

    row: VisitRow
    missing_photos: frozenset[str]
    measured: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sample: Record | None = None


def planned_visits(records: RecordsStore, scope: Scope, now: datetime) -> tuple[PlannedVisit, ...]:
    """Items of the plans in force, open ones first. Firms have none: a visit that is announced measures less."""
    return tuple(_planned(row) for row in plan_rows(records, scope, now)) if scope.sees_all_firms else ()


def _planned(row: Mapping[str, Any]) -> PlannedVisit:
    score = row["score"]
    terms = tuple(sorted(score["terms"].items(), key=lambda t: -(t[1] or 0.0))) if score else ()
    return PlannedVisit(
        id=row["id"],
        plan=row["plan"],
        place=row["place"],
        by_lot=row["share"] == "random",
        probability=row["probability"],
        what=tuple(row["what"]),
        why=tuple(row["reasons"]),
        terms=terms,
        score=score["total"] if score else None,
        until=datetime.fromisoformat(row["window"]["end"]),
        state=row["state"],
        inspection=row["inspection"],
    )


def visit_rows(records: RecordsStore, scope: Scope) -> list[VisitRow]:
    """All inspections that the scope reaches, the newest visit first."""
    rows = [_row(record) for record in records.find(scope, INSPECTION, limit=_MOST)]
    return sorted(rows, key=lambda row: to_utc(row.said.ended_at), reverse=True)


def one_visit(records: RecordsStore, scope: Scope, inspection: str, arrived: frozenset[str]) -> Visit | None:
    """One inspection; ``arrived`` are hashes of photos whose bytes are there. None: unknown, or not the reader's to see."""
    record = records.get(scope, INSPECTION, inspection)
    if record is None:
        return None
    row = _row(record)
    missing = frozenset(photo.sha256 for photo in row.said.photos) - arrived
    measured = record.content.get("measured")
    by_stream = {str(m["datastream"]): m for m in measured} if isinstance(measured, list) else {}
    sample = records.get(scope, SAMPLE, row.said.sample.id) if row.said.sample else None
    return Visit(row, missing, by_stream, sample)


def place_name(network: FlowNetwork, place: str, lang: str) -> str:
    """Name of a monitoring point (that a meter sits at), or of the two ends of a meter's edge; otherwise the id."""
    point, meter = network.monitoring_points.get(place), network.meters.get(place)
    if point is None and meter is not None and meter.monitoring_point:
        point = network.monitoring_points[meter.monitoring_point]
    if point is not None:
        return point.name_vi if lang == "vi" else point.name_en
    edge = network.edges.get(meter.edge) if meter and meter.edge else None
    if edge is None:
        return place
    source, target = network.nodes[edge.source], network.nodes[edge.target]
    return f"{source.name_vi} → {target.name_vi}" if lang == "vi" else f"{source.name_en} → {target.name_en}"


def _row(record: Record) -> VisitRow:
    said = stored_inspection(record.content)
    late = record.recorded_time - to_utc(said.ended_at)
    broken = sum(seal.state in ("broken", "missing") for seal in said.seals)
    return VisitRow(record, said, late if late > LATE else None, broken)


def custody_steps(events: Sequence[Mapping[str, Any]], longest_gap: timedelta) -> list[dict[str, Any]]:
    """Events in the order of their times, each with the pause before it and whether that is a gap.

    A pause counts as a gap where the sample was between two hands: handed over and not yet received.
    """
    ordered = sorted(events, key=lambda event: datetime.fromisoformat(str(event["at"])))
    steps: list[dict[str, Any]] = []
    for event in ordered:
        at = datetime.fromisoformat(str(event["at"]))
        before = steps[-1] if steps else None
        pause = at - before["at"] if before else None
        between_hands = before is not None and before["event"] == "handed_over" and event["event"] == "received"
        gap = pause is not None and between_hands and pause > longest_gap
        steps.append({**event, "at": at, "pause_s": pause.total_seconds() if pause else None, "gap": gap})
    return steps
