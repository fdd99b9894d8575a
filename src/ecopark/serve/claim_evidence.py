"""The evidence file of a claim from an open park: what each gate asks for, or None where it is not at hand."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow.compute as pc

from ecopark.core.errors import Fatal, StateError
from ecopark.core.figures import Evidence, EvidenceKind, Figure
from ecopark.core.terms import Carrier, Role
from ecopark.judge.claims import evidence as at_hand
from ecopark.judge.claims.gates import months_between
from ecopark.judge.claims.records import Claim, Kind
from ecopark.judge.ledger.audit import Fault
from ecopark.judge.ledger.book import Ledger, sold_of
from ecopark.serve.claim_baseline import baseline_of, events_of, netting_of
from ecopark.serve.claim_figures import numbers_of
from ecopark.serve.claim_scene import CARRIERS, MOST, WORKER, Scene, border_meters, generation_meters
from ecopark.serve.finding_tables import FINDING_TABLES
from ecopark.serve.inspections import calibrations_of
from ecopark.serve.park import OpenPark
from ecopark.trust.inspection.actions import INSPECTION
from ecopark.trust.inspection.agreement import LEAST_PAIRS
from ecopark.trust.inspection.calibration import due_dates
from ecopark.trust.inspection.student import t_quantile
from ecopark.trust.triage import TRIAGE_KIND

_SETTLED = frozenset({"explained", "resolved", "dismissed"})
_SUSPICIONS = ("falsification_findings", "falsification_meter_findings")


def evidence_of(park: OpenPark, claim: Claim, ledger: Ledger, faults: Sequence[Fault]) -> at_hand.EvidenceFile:
    """Everything that the park knows about a claim, read once from one snapshot."""
    scene = Scene(park, claim)
    numbers = numbers_of(scene, ledger)
    agreement = _agreement(scene)
    quality = _quality(scene, numbers.figure)
    origins = tuple(dict.fromkeys((*numbers.origins, *(stream.origin for stream in scene.streams))))
    reduction = claim.kind is Kind.REDUCTION
    return at_hand.EvidenceFile(
        figure=numbers.figure,
        measured=numbers.measured,
        boundary=_boundary(scene),
        coverage=_coverage(scene),
        quality=quality,
        calibrations=_calibrations(scene),
        integrity=_integrity(scene),
        agreement=agreement,
        baseline=baseline_of(scene) if reduction else None,
        events=events_of(scene) if reduction else None,
        factors=_factors(scene) if claim.metric.quantity == "ghg" else None,
        double_counting=_double_counting(scene, ledger, faults),
        compliance=_compliance(scene),
        misstatement=_misstatement(agreement),
        origins=origins or None,
        provisional=_provisional(scene),
        netting=netting_of(scene, numbers.measured) if reduction else None,
        sources=tuple(Evidence(EvidenceKind.DATASTREAM, s) for s in scene.stream_ids),
        why_no_figure=numbers.why,
    )


def _boundary(scene: Scene) -> at_hand.BoundaryEvidence:
    """Closure: the claimant's own balances of the carrier over the period, else the park's in which its meters stand."""
    carriers = _carriers(scene.claim)
    rows = [r for r in scene.rows("imbalances").to_pylist() if carriers & set(r["carrier"].split("+"))]
    own = [r for r in rows if r["firm"] == scene.claim.firm]
    of_park = [r for r in rows if r["firm"] is None]
    closure = _closure(scene, own)
    return at_hand.BoundaryEvidence(
        scene.found[1], _closure(scene, of_park) if closure is None else closure, _share_of_entity(scene)
    )


def _closure(scene: Scene, rows: Sequence[Mapping[str, Any]]) -> float | None:
    """Sum of imbalances over their uncertainty (days share their meters: it adds up); None unless nine days in ten count."""
    judged = [r for r in rows if r["imbalance"] is not None and r["sd"]]
    days = len({r["day"] for r in judged})
    if not judged or days < 0.9 * scene.interval.seconds / 86_400:
        return None
    return round(math.fsum(r["imbalance"] for r in judged) / math.fsum(r["sd"] for r in judged), 3)


def _carriers(claim: Claim) -> frozenset[str]:
    electric = claim.metric.quantity in ("energy", "ghg", "renewable_share")
    return frozenset({"electricity"} if electric else {claim.metric.quantity})


def _share_of_entity(scene: Scene) -> float | None:
    """Share of the meters at the entity's border that lie inside; 1 where all do."""
    carriers = CARRIERS.get(scene.claim.metric.quantity)
    if carriers is None:
        return None
    border = set(border_meters(scene.network, scene.claim.firm, carriers))
    inside = {stream.meter for stream in scene.streams}
    return len(border & inside) / len(border) if border else None


def _coverage(scene: Scene) -> at_hand.CoverageEvidence | None:
    """Valid share by month, the worst datastream; longest gap from the amounts (or averages) themselves."""
    rows = scene.of_streams("coverage")
    if not rows:
        return None
    months: dict[str, float] = {}
    whole: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    seen: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        name = f"{row['month'].replace(tzinfo=UTC).astimezone(scene.zone):%Y-%m}"
        valid, expected = row["good"] + row["doubtful"], row["expected"] or 0
        share = min(valid / expected, 1.0) if expected else 0.0
        months[name] = min(months.get(name, 1.0), share)
        seen[name].add(row["datastream"])
        whole[row["datastream"]][0] += valid
        whole[row["datastream"]][1] += expected
    for name, streams in seen.items():
        if len(streams) < len(scene.stream_ids):
            months[name] = 0.0  # a datastream without any row in the month has no reading in it
    shares = [min(valid / expected, 1.0) if expected else 0.0 for valid, expected in whole.values()]
    rounded = {name: round(share, 4) for name, share in sorted(months.items())}
    return at_hand.CoverageEvidence(rounded, round(min(shares), 4), _longest_gap(scene))


def _longest_gap(scene: Scene) -> float | None:
    """Days without any valid reading, the worst datastream, the period's ends included."""
    if scene.claim.kind is Kind.ABSOLUTE_LIMIT:
        rows = scene.rows("averages", monitoring_point=list(scene.claim.boundary.points))
        valid = rows.filter(pc.equal(rows["property"], scene.claim.metric.property)) if rows.num_rows else rows
        if not valid.num_rows:
            return None
        valid = valid.filter(pc.is_valid(valid["average"]))
        return _gap_days(scene, valid["start"].to_numpy(), valid["step_s"].to_numpy())
    table, worst = scene.quantities, 0.0
    if not table.num_rows:
        return None
    for name in scene.stream_ids:
        mine = table.filter(pc.and_(pc.equal(table["datastream"], name), pc.greater(table["measured_s"], 0)))
        worst = max(worst, _gap_days(scene, mine["start"].to_numpy(), mine["step_s"].to_numpy()))
    return worst


def _gap_days(scene: Scene, starts: Any, steps: Any) -> float:
    first, last = (np.datetime64(m.astimezone(UTC).replace(tzinfo=None), "us") for m in _ends(scene))
    if not len(starts):
        return float((last - first) / np.timedelta64(1, "D"))
    order = np.argsort(starts)
    begins = starts[order].astype("datetime64[us]")
    ends = begins + (steps[order] * 1_000_000).astype("timedelta64[us]")
    gaps = np.concatenate(([begins[0] - first], begins[1:] - ends[:-1], [last - ends[-1]]))
    return round(max(float(gaps.max() / np.timedelta64(1, "D")), 0.0), 3)


def _ends(scene: Scene) -> tuple[datetime, datetime]:
    """The period as far as it has passed."""
    return scene.interval.start, min(scene.interval.end, max(scene.park.now(), scene.interval.start + timedelta(days=1)))


def _quality(scene: Scene, figure: Figure | None) -> at_hand.QualityEvidence | None:
    """Share of doubtful readings; worst case: all of the doubtful amount is wrong in the claimant's favour."""
    if scene.claim.kind is Kind.ATTRIBUTE:
        return None
    rows = scene.of_streams("coverage")
    if not rows:
        return None
    doubtful = sum(row["doubtful"] for row in rows)
    used = sum(row["good"] + row["doubtful"] for row in rows)
    if not used:
        return None
    share = doubtful / used
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return at_hand.QualityEvidence(share, None)
    percent = figure.unit == "%"
    low = figure.low - 100 * share if percent else figure.low - abs(figure.low) * share
    high = figure.high + 100 * share if percent else figure.high + abs(figure.high) * share
    return at_hand.QualityEvidence(share, replace(figure, low=low, high=high))


def _calibrations(scene: Scene) -> tuple[at_hand.CalibrationEvidence, ...] | None:
    meters = sorted({stream.meter for stream in scene.streams})
    if not meters:
        return None
    last_day = min(scene.claim.period.end, scene.park.now().astimezone(scene.zone).date())
    dues = {due.meter: due for due in due_dates(scene.network, calibrations_of(scene.park, WORKER), last_day)}
    made = []
    for meter in meters:
        due = dues[meter].due
        in_date = None if due is None else due >= last_day
        made.append(at_hand.CalibrationEvidence(meter, scene.network.meters[meter].accuracy_class_pct, due, in_date))
    return tuple(made)


def _integrity(scene: Scene) -> at_hand.IntegrityEvidence:
    """The log as it is opened (its tiles make up the signed root); edits nobody noted; findings nobody settled.

    ``ecopark verify`` recomputes everything else and is for auditors: it takes minutes on a large park.
    """
    return at_hand.IntegrityEvidence(_log_stands(scene.park), _edits(scene), _suspicions(scene))


def _log_stands(park: OpenPark) -> bool:
    try:
        return park.log.root(park.log.checkpoint.size) == park.log.checkpoint.root
    except (Fatal, StateError):
        return False


def _edits(scene: Scene) -> int:
    """Readings of the period that were restated and that no note of a person covers."""
    if not scene.stream_ids:
        return 0
    found = scene.snapshot.observations(WORKER, list(scene.stream_ids), scene.interval)
    restated = found.filter(pc.greater(found["revision"], 0)).select(["datastream", "phenomenon_time"]).to_pylist()
    if not restated:
        return 0
    notes = [r.content for r in scene.park.records.find(WORKER, "flag_note", limit=MOST)]
    return sum(not _noted(row, notes) for row in restated)


def _noted(row: Mapping[str, Any], notes: Sequence[Mapping[str, object]]) -> bool:
    moment = row["phenomenon_time"].replace(tzinfo=UTC)
    for note in notes:
        if note.get("datastream") == row["datastream"]:
            start, end = (datetime.fromisoformat(str(note.get(side))) for side in ("start", "end"))
            if start.tzinfo and end.tzinfo and start <= moment < end:
                return True
    return False


def _suspicions(scene: Scene) -> int:
    settled = {r.id for r in scene.park.records.find(WORKER, TRIAGE_KIND, limit=MOST) if r.content.get("state") in _SETTLED}
    mine = set(scene.stream_ids)
    rows = [row for table in _SUSPICIONS if table in FINDING_TABLES for row in scene.rows(table).to_pylist()]
    open_ones = [r for r in rows if r["datastream"] in mine and r["severity"] != "info" and r["id"] not in settled]
    doubts = [
        r
        for r in scene.park.records.find(WORKER, "investigation", limit=MOST)
        if r.content.get("state") == "open" and r.content.get("datastream") in mine
    ]
    return len(open_ones) + len(doubts)


def _agreement(scene: Scene) -> at_hand.AgreementEvidence | None:
    """Pairs of every datastream that the number rests on; the worst one counts, and one without pairs is none at all."""
    by_stream: dict[str, list[Mapping[str, Any]]] = {name: [] for name in scene.stream_ids}
    for record in scene.park.records.find(WORKER, "comparison", limit=MOST):
        said: Mapping[str, Any] = record.content
        if said["datastream"] in by_stream and said["state"] in ("agree", "disagree") and _inside(scene, said["time"]):
            by_stream[said["datastream"]].append(said)
    if not by_stream or not all(by_stream.values()):
        return None
    made = [_of_pairs(scene, pairs) for pairs in by_stream.values()]
    return max(made, key=lambda a: abs(a.difference or 0.0) + (a.half_width if a.half_width is not None else math.inf))


def _inside(scene: Scene, time: str) -> bool:
    return scene.interval.contains(datetime.fromisoformat(time))


def _of_pairs(scene: Scene, pairs: Sequence[Mapping[str, Any]]) -> at_hand.AgreementEvidence:
    usable = [p for p in pairs if p["reference"] and p["sensor"] is not None]
    months = {f"{datetime.fromisoformat(p['time']).astimezone(scene.zone):%Y-%m}" for p in usable}
    difference = half = None
    if len(usable) >= LEAST_PAIRS:
        relative = np.array([(p["sensor"] - p["reference"]) / abs(p["reference"]) for p in usable])
        difference = float(relative.mean())
        half = float(t_quantile(0.95, len(relative) - 1) * relative.std(ddof=1) / math.sqrt(len(relative)))
    visits = scene.park.records.get_many(WORKER, INSPECTION, sorted({str(p["visit"]) for p in usable if p.get("visit")}))
    drawn = sum(bool(p.get("visit")) and bool(_planned(visits, p)) for p in usable)
    return at_hand.AgreementEvidence(
        pairs=len(usable),
        months=len(months_between(scene.claim)),
        months_with_pair=len(months),
        random_times=drawn == len(usable),
        difference=difference,
        half_width=half,
        unexplained_outliers=sum(p["state"] == "disagree" for p in usable),
        independent=_independent(scene, {visits[v].actor for v in visits}),
    )


def _planned(visits: Mapping[str, Any], pair: Mapping[str, Any]) -> bool:
    visit = visits.get(str(pair["visit"]))
    return visit is not None and visit.content.get("planned") is not None


def _independent(scene: Scene, actors: set[str]) -> bool:
    """For a firm whoever may write inspections; for the park an inspector, who is not of its management."""
    if not actors:
        return False
    if scene.claim.firm is not None:
        return True
    roles = {user.id: user.role for user in scene.park.records.access.users(WORKER)}
    return all(roles.get(actor) is Role.INSPECTOR for actor in actors)


def _misstatement(agreement: at_hand.AgreementEvidence | None) -> float | None:
    """Known and projected: what the pairs show at most, as a share of the total."""
    if agreement is None or agreement.difference is None or agreement.half_width is None:
        return None
    return abs(agreement.difference) + agreement.half_width


def _factors(scene: Scene) -> tuple[at_hand.FactorEvidence, ...] | None:
    firm = scene.claim.firm
    rows = scene.rows("inventory_lines", firm=[firm]) if firm else scene.rows("inventory_lines")
    known = {
        (r["factor_id"], r["factor_year"], r["factor_source"], r["gwp_report"]) for r in rows.to_pylist() if r["factor_id"]
    }
    made = [
        at_hand.FactorEvidence(i, y, s or "", "Viet Nam" if "vn" in i.lower() else "IPCC", g or "") for i, y, s, g in known
    ]
    return tuple(sorted(made, key=lambda f: (f.id, f.gwp_set))) or None


def _double_counting(scene: Scene, ledger: Ledger, faults: Sequence[Fault]) -> at_hand.DoubleCounting:
    claim = scene.claim
    unknown, elsewhere, sold = [], [], []
    for instrument in claim.instruments:
        unit = ledger.units.get(instrument.id)
        if unit is None or (unit.cancelled_for is None and unit.owner == claim.claimant):
            unknown.append(instrument.id)
        elif unit.owner != claim.claimant:
            sold.append(instrument.id)
        elif unit.cancelled_for != claim.id:
            elsewhere.append(instrument.id)
    origins = [*scene.claim.boundary.meters, *(s.meter for s in scene.streams)]
    if claim.metric.quantity == "renewable_share":
        origins += generation_meters(scene.network, claim.firm)
    if claim.baseline is not None:
        origins.append(claim.baseline.measure)
    start, end = scene.interval.start, scene.interval.end
    sold += [u.id for u in sold_of(ledger, origins, claim.claimant) if u.start < end and start < u.end]
    return at_hand.DoubleCounting(tuple(unknown), tuple(elsewhere), tuple(dict.fromkeys(sold)), len(faults))


def _compliance(scene: Scene) -> at_hand.ComplianceEvidence | None:
    """The claimant's own discharge points. A firm without any passes where its sewer leads to the park's works."""
    firm, judged = scene.claim.firm, ("wastewater", "stack")
    own = [p.id for p in scene.network.monitoring_points.values() if p.medium in judged and p.firm == firm]
    if not own:
        return at_hand.ComplianceEvidence((), 0, 0, _drains_to_park(scene)) if firm else None
    rows = scene.rows("limit_states", monitoring_point=own).to_pylist()
    rows = [row for row in rows if row["limit"] is not None or row["limit_low"] is not None]
    if not rows:
        return None
    exceeded = sum(row["exceeded"] for row in rows)
    return at_hand.ComplianceEvidence(tuple(own), exceeded, _unjudged(scene, own, rows), False)


def _drains_to_park(scene: Scene) -> bool:
    nodes = scene.network.nodes
    drains = (e for e in scene.network.edges.values() if e.carrier is Carrier.WASTEWATER)
    return any(nodes[e.source].firm == scene.claim.firm and nodes[e.target].firm is None for e in drains)


def _unjudged(scene: Scene, points: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> int:
    """Periods not judged, where they are more than a tenth of a month's; a month of a point without any judgement is one."""
    judged, count = set(), 0
    for row in rows:
        judged.add((row["monitoring_point"], f"{row['month'].replace(tzinfo=UTC).astimezone(scene.zone):%Y-%m}"))
        total = row["judged"] + row["not_judged"]
        count += row["not_judged"] if row["not_judged"] > 0.1 * total else 0
    wanted = {(point, month) for point in points for month in months_between(scene.claim)}
    return int(count) + len(wanted - judged)


def _provisional(scene: Scene) -> tuple[str, ...]:
    """Rules behind the number (factors of emissions, the limit) that nobody has verified."""
    claim, rules = scene.claim, set()
    if claim.metric.quantity == "ghg":
        rows = scene.rows("inventory_lines", firm=[claim.firm]) if claim.firm else scene.rows("inventory_lines")
        rules |= {str(row["factor_id"]) for row in rows.to_pylist() if row["provisional"]}
    if claim.kind is Kind.ABSOLUTE_LIMIT:
        rows = scene.rows("limit_states", monitoring_point=list(claim.boundary.points))
        mine = [r for r in rows.to_pylist() if r["property"] == claim.metric.property]
        rules |= {str(r["limit_rule"]) for r in mine if r["provisional"]}
    return tuple(sorted(rules))
