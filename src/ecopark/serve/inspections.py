"""What inspections need of an open park: facts about places, the plan's secret, the log of a draw."""

from __future__ import annotations

import hmac
import math
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from ecopark.core.errors import StateError
from ecopark.core.records import Record
from ecopark.core.scope import Scope, system_scope
from ecopark.serve.park import OpenPark
from ecopark.trust.inspection.actions import CALIBRATION, INSPECTION
from ecopark.trust.inspection.calibration import Calibration, stored_calibration
from ecopark.trust.inspection.draw import Opening, read_commitment, size_of_draw
from ecopark.trust.inspection.plan import PlanTerms, commit_plan, places_of
from ecopark.trust.inspection.plan_actions import begin_plan, finish_plan
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


def place_facts(park: OpenPark) -> Mapping[str, PlaceFacts]:
    """What is known of every place that can be visited."""
    last: dict[str, datetime] = {}
    for visit in park.records.find(WORKER, INSPECTION, limit=_MOST):
        ended = datetime.fromisoformat(str(visit.content["ended_at"]))
        place = str(visit.content["place"])
        last[place] = max(last.get(place, ended), ended)
    open_findings = _open_findings(park)
    return {place.id: _facts(park, place, last.get(place.id), open_findings) for place in places_of(park.network)}


def _facts(park: OpenPark, place: Place, last: datetime | None, findings: Mapping[str, tuple[str, ...]]) -> PlaceFacts:
    meters = [park.network.meters[name] for name in {stream.meter for stream in place.datastreams}]
    classes = [m.accuracy_class_pct / 100 / math.sqrt(3) for m in meters if m.accuracy_class_pct is not None]
    dues = [m.calibration_due for m in meters if m.calibration_due is not None]
    return PlaceFacts(
        place.id,
        accuracy=max(classes, default=None),
        findings=tuple(severity for stream in place.datastreams for severity in findings.get(stream.id, ())),
        calibration_due=min(dues, default=None),
        last_visit=last,
    )


def _open_findings(park: OpenPark) -> Mapping[str, tuple[str, ...]]:
    """Severities of findings that nobody has explained, by datastream."""
    snapshot = park.snapshot()
    closed = {r.id for r in park.records.find(WORKER, "triage", limit=_MOST) if r.content.get("state") in _CLOSED}
    found: dict[str, tuple[str, ...]] = {}
    try:
        table = snapshot.derived(WORKER, "findings").select(["id", "datastream", "severity"])
    except StateError:
        return {}  # a park whose checks have not run yet
    for row in table.to_pylist():
        if row["id"] not in closed:
            found[row["datastream"]] = (*found.get(row["datastream"], ()), row["severity"])
    return found


def _secret(park: OpenPark, plan: str) -> bytes:
    return hmac.new(park.salt, b"ecopark inspection draw\0" + plan.encode(), sha256).digest()
