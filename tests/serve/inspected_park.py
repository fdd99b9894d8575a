"""What people left in the portal's test park: visits, a sample with a gap in its way, comparisons, calibrations, paper."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ecopark.core.scope import system_scope
from ecopark.serve.inspections import begin, finish
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.paper import print_set
from ecopark.trust.inspection.actions import keep_photo, take_calibration, take_inspection
from ecopark.trust.inspection.investigation import COMPARISON, open_investigation, suspicion_of
from ecopark.trust.inspection.marks import Mark
from ecopark.trust.inspection.paper import PaperForm
from ecopark.trust.inspection.plan import PlanTerms
from ecopark.trust.inspection.samples import add_custody, take_lab_result

SYSTEM = system_scope("test")
PHOTO = b"\xff\xd8\xff\xe0 a photo of a meter"
MISSING = hashlib.sha256(b"another photo").hexdigest()
DIFFERENCES = (-3.1, -1.2, -4.0, -2.2, -0.4, -3.6, -2.9, -12.0)


@dataclass(frozen=True)
class Inspected:
    """Ids of what was left."""

    paper_set: str
    forms: list[PaperForm]
    investigation: str


def visit(park: OpenPark, name: str, **given: Any) -> Mapping[str, object]:
    """Content of an inspection that ended an hour ago."""
    ended = park.now() - timedelta(hours=1)
    return {
        "id": name,
        "kind": "site_visit",
        "place": "m.steel.energy",
        "started_at": (ended - timedelta(minutes=20)).isoformat(),
        "ended_at": ended.isoformat(),
        "entered_from": "phone",
        "location": {"latitude": 10.9012, "longitude": 106.7012, "accuracy_m": 8},
        "form_version": 1,
        "clock_offset_s": 1.2,
        **given,
    }


def inspected(park: OpenPark) -> Inspected:
    """Leave all of it in the park."""
    now, records, network = park.now(), park.records, park.network
    digest = hashlib.sha256(PHOTO).hexdigest()
    photos = [
        {"sha256": name, "bytes": 25, "content_type": "image/jpeg", "taken_at": now.isoformat()}
        for name in (digest, MISSING)
    ]
    taken = (now - timedelta(minutes=70)).isoformat()
    step = {"event": "taken", "at": taken, "by": "Trần Văn Bình", "seal": "B-77"}
    sample = {"id": "M-1", "matrix": "wastewater", "taken_at": taken, "seal": "B-77"}
    at_outfall = visit(park, "visit-outfall", kind="sample", place="outfall-1", photos=photos, sample=sample, custody=[step])
    take_inspection(records, network, SYSTEM, at_outfall)
    keep_photo(records, park.raw, SYSTEM, "visit-outfall", digest, "image/jpeg", PHOTO)
    for event, hours, by, to in (("handed_over", -1, "Trần Văn Bình", "Minh"), ("received", 8, "Minh", "Phòng thử nghiệm")):
        at = (now + timedelta(hours=hours)).isoformat()
        add_custody(records, SYSTEM, "M-1", {"event": event, "at": at, "by": by, "to": to, "seal": "B-77"})
    value = {"property": "cod", "state": "below_detection", "detection_limit": 5, "unit": "mg/L"}
    reported = (now + timedelta(days=1)).isoformat()
    result = {"id": "r1", "sample": "M-1", "laboratory": "Môi trường Xanh", "reported_at": reported, "values": [value]}
    take_lab_result(records, SYSTEM, result)
    seals = [{"seal": "NP-1", "state": "broken"}, {"seal": "NP-2", "state": "replaced", "replaced_by": "NP-3"}]
    for firm in ("steel", "plating"):
        away = {"location": None, "no_location_reason": "trong nhà", "clock_offset_s": -1260}
        content = visit(park, f"visit-{firm}", kind="seal", place=f"m.{firm}.energy", seals=seals, **away)
        take_inspection(records, network, SYSTEM, content)
        _calibrations(park, f"m.{firm}.energy")
    investigation = _comparisons(park)
    plan = begin(park, SYSTEM, PlanTerms("thang-12", 4, now, now + timedelta(days=30), 0.5), now)
    records.put(SYSTEM, "triage", "later", {"state": "open"})  # the draw rests on an entry after the commitment
    park.log.publish()
    finish(park, SYSTEM, plan)
    code, forms = print_set(park, SYSTEM, [("m.steel.water", None), ("outfall-1", None), (None, None)])
    return Inspected(code, forms, investigation)


def _calibrations(park: OpenPark, meter: str) -> None:
    for days, error in ((900, 0.004), (540, 0.011), (180, 0.016)):
        at = park.now() - timedelta(days=days)
        until = (at + timedelta(days=365)).date().isoformat()
        points = {"as_found": [{"applied": 100, "shown": 100 * (1 + error)}], "as_left": [{"applied": 100, "shown": 100.0}]}
        said = {
            "id": f"{meter}.{days}",
            "meter": meter,
            "at": at.isoformat(),
            "by": "QUATEST 3",
            "valid_until": until,
            **points,
        }
        take_calibration(park.records, park.network, SYSTEM, said)


def _comparisons(park: OpenPark) -> str:
    """Comparisons of the outfall's COD with a laboratory; the last one disagrees and is investigated."""
    kept = []
    for i, difference in enumerate(DIFFERENCES):
        at = (park.now() - timedelta(days=80 - 10 * i)).isoformat()
        reference, agree = 30.0 + 3 * i, abs(difference) < 10
        words = {"state": "agree" if agree else "disagree", "reason": f"trust.comparison.{'' if agree else 'dis'}agree"}
        numbers = {"sensor": reference + difference, "reference": reference}
        content = {
            **words,
            **numbers,
            "reason_params": {**numbers, "allowed": 8.0},
            "readings": 3,
            "doubtful": 0,
            "start": at,
            "end": at,
            "detection_limit": None,
            "sensor_expanded": 4.0,
            "reference_expanded": 5.0,
            "assumed": ["reference"],
            "e_n": abs(difference) / 8,
            "datastream": "outfall.cod",
            "time": at,
            "unit": "mg/L",
            "source": "r1",
            "source_kind": "lab_result",
            "instrument": "laboratory",
        }
        kept.append(park.records.put(SYSTEM, COMPARISON, f"c{i}", content))
    since = park.now() - timedelta(days=20)
    marks = [
        Mark("averages", {"monitoring_point": "outfall-1", "property": "cod"}, since, None, 480, ("averages",)),
        Mark("resource_lines", {"firm": "plating"}, since, None, 2, ("quantities", "resource_lines")),
    ]
    return open_investigation(park.records, SYSTEM, suspicion_of(kept[-1], kept), marks)[0].id
