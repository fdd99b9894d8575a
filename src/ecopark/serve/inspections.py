"""What inspections need of an open park: facts about places, the plan's secret, the log of a draw."""

from __future__ import annotations

import hmac
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.core.errors import StateError
from ecopark.core.interval import Interval
from ecopark.core.records import Record
from ecopark.core.scope import Scope, system_scope
from ecopark.serve.finding_tables import all_findings
from ecopark.serve.park import OpenPark
from ecopark.trust.inspection.actions import CALIBRATION, INSPECTION
from ecopark.trust.inspection.calibration import Calibration, due_dates, stored_calibration
from ecopark.trust.inspection.draw import Opening, read_commitment, size_of_draw
from ecopark.trust.inspection.findings import disagreement_row, overdue_row
from ecopark.trust.inspection.investigation import COMPARISON, INVESTIGATION
from ecopark.trust.inspection.plan import PlanTerms, commit_plan, places_of
from ecopark.trust.inspection.plan_actions import PLAN, begin_plan, finish_plan
from ecopark.trust.inspection.rates import base_rate, wrong_rate
from ecopark.trust.inspection.records import Place
from ecopark.trust.inspection.risk import PlaceFacts

WORKER = system_scope("inspections")
_MOST = 100_000
_CLOSED = ("explained", "resolved")


def begin(park: OpenPark, scope: Scope, terms: PlanTerms, not_before: datetime, public_value_of: str = "") -> Record:
    """Commit a plan: what is drawn from, when, and the hash of a secret that the park's salt determines."""
    secret = _secret(park, terms.plan)
    commitment = commit_plan(park.network, terms, not_before, park.log.size, secret, public_value_of)
    return begin_plan(park.records, scope, terms, commitment)


def finish(park: OpenPark, scope: Scope, plan: Record, public_value: str = "") -> Record:
    """Draw a committed plan; ``StateError`` trust.plan.too_early while the log has no entry of that moment yet."""
    if plan.content["state"] == "drawn":
        return plan
    commitment = read_commitment(plan.content)
    size = size_of_draw(commitment, park.log.entries(commitment.after_size))
    if size is None:
        raise StateError("trust.plan.too_early", where=plan.id, not_before=commitment.not_before)
    opening = Opening(_secret(park, plan.id).hex(), size, park.log.root(size).hex(), public_value)
    return finish_plan(park.records, park.network, scope, plan, opening, place_facts(park), park.now())


def calibrations_of(park: OpenPark, scope: Scope) -> list[Calibration]:
    """Every calibration that the scope reaches."""
    return [stored_calibration(record.content) for record in park.records.find(scope, CALIBRATION, limit=_MOST)]


def finding_rows(park: OpenPark) -> list[dict[str, object]]:
    """Rows of ``inspection_findings``: overdue calibrations and open investigations."""
    network, now = park.network, park.now()
    dues = due_dates(network, calibrations_of(park, WORKER), now.astimezone(ZoneInfo(network.park.zone)).date())
    rows = [overdue_row(network, due) for due in dues]
    investigations = park.records.find(WORKER, INVESTIGATION, limit=_MOST)
    if investigations:
        comparisons = {record.id: record for record in park.records.find(WORKER, COMPARISON, limit=_MOST)}
        plans, visits = (park.records.find(WORKER, kind, limit=_MOST) for kind in (PLAN, INSPECTION))
        base, wrong = base_rate(plans, visits, comparisons.values()), wrong_rate(investigations)
        rows += [disagreement_row(network, record, comparisons, base, wrong) for record in investigations]
    return [row for row in rows if row is not None]


def place_facts(park: OpenPark) -> Mapping[str, PlaceFacts]:
    """What is known of every place that can be visited."""
    last: dict[str, datetime] = {}
    for visit in park.records.find(WORKER, INSPECTION, limit=_MOST):
        ended = datetime.fromisoformat(str(visit.content["ended_at"]))
        place = str(visit.content["place"])
        last[place] = max(last.get(place, ended), ended)
    open_findings, trust = _open_findings(park), _meter_trust(park)
    today = park.now().astimezone(ZoneInfo(park.network.park.zone)).date()
    dues = {due.meter: due.due for due in due_dates(park.network, calibrations_of(park, WORKER), today)}
    stakes, places = _stakes(park), places_of(park.network)
    return {place.id: _facts(park, place, last.get(place.id), open_findings, trust, dues, stakes) for place in places}


def _facts(
    park: OpenPark,
    place: Place,
    last: datetime | None,
    findings: Mapping[str, tuple[str, ...]],
    trust: Mapping[str, Mapping[str, Any]],
    dues: Mapping[str, date | None],
    stakes: Mapping[str, float],
) -> PlaceFacts:
    meters = [park.network.meters[name] for name in sorted({stream.meter for stream in place.datastreams})]
    classes = [m.accuracy_class_pct / 100 / math.sqrt(3) for m in meters if m.accuracy_class_pct is not None]
    known_dues = [due for meter in meters if (due := dues.get(meter.id)) is not None]
    judged = [trust[stream.id] for stream in place.datastreams if stream.id in trust]
    seen = [row["detectability"] or 0.0 for row in judged]
    indices = [row["tamper_index"] for row in judged]
    return PlaceFacts(
        place.id,
        accuracy=max(classes, default=None),
        stake=max((stakes[stream.id] for stream in place.datastreams if stream.id in stakes), default=None),
        detectability=(min(seen) if seen else 0.0) if trust else None,
        tamper_index=_tamper(indices) if trust else None,
        findings=tuple(severity for stream in place.datastreams for severity in findings.get(stream.id, ())),
        calibration_due=min(known_dues, default=None),
        last_visit=last,
    )


def _stakes(park: OpenPark) -> Mapping[str, float]:
    """By datastream: its amount over the last 30 days as a share of the largest of its unit."""
    now = park.now()
    try:
        rows = park.snapshot().derived(WORKER, "quantities", Interval(now - timedelta(days=30), now))
    except StateError:
        return {}
    sums = rows.group_by(["datastream", "unit"]).aggregate([("quantity", "sum")]).to_pylist()
    amounts = [(row["datastream"], row["unit"], abs(row["quantity_sum"] or 0.0)) for row in sums]
    largest: dict[str, float] = {}
    for _, unit, amount in amounts:
        largest[unit] = max(largest.get(unit, 0.0), amount)
    return {stream: amount / largest[unit] for stream, unit, amount in amounts if largest[unit] > 0}


def _tamper(indices: Sequence[int | None]) -> int:
    """The weakest of a place: fewest meters that must lie together; 0: none can lie unseen; 1: not in any balance."""
    if not indices:
        return 1
    return min((index for index in indices if index is not None), default=0)


def _meter_trust(park: OpenPark) -> Mapping[str, Mapping[str, Any]]:
    """The newest month of ``meter_trust`` by datastream; empty while no balances have been made."""
    try:
        rows = park.snapshot().derived(WORKER, "meter_trust").sort_by("month").to_pylist()
    except StateError:
        return {}
    return {row["datastream"]: row for row in rows}


def _open_findings(park: OpenPark) -> Mapping[str, tuple[str, ...]]:
    """Severities of findings that nobody has explained, by datastream."""
    snapshot = park.snapshot()
    closed = {r.id for r in park.records.find(WORKER, "triage", limit=_MOST) if r.content.get("state") in _CLOSED}
    found: dict[str, tuple[str, ...]] = {}
    try:
        table = all_findings(snapshot, WORKER).select(["id", "datastream", "severity"])
    except StateError:
        return {}  # a park whose checks have not run yet
    for row in table.to_pylist():
        if row["id"] not in closed:
            found[row["datastream"]] = (*found.get(row["datastream"], ()), row["severity"])
    return found


def _secret(park: OpenPark, plan: str) -> bytes:
    return hmac.new(park.salt, b"ecopark inspection draw\0" + plan.encode(), sha256).digest()
