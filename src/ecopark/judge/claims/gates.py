"""Evidence gates: what must hold before any number is compared. One function per gate; None is never taken as good.

Thresholds are proposals of this platform where no source is named; they stand in ``Thresholds`` and print with the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ecopark.core.figures import Figure, message_content
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.judge.claims.evidence import EvidenceFile
from ecopark.judge.claims.number import Answer, decide, in_unit, net_of
from ecopark.judge.claims.records import Claim, Kind

KNOWN_MISSING = ("production", "operating_mode", "temperature", "year")
"""What a method may ask for that has a text ``judge.missing.<name>``; anything else is shown as it is."""
Outcome = Literal["passed", "insufficient", "not_publishable", "not_supported", "blocked"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the gates ask for.

    CalTRACK asks 90 % of temperatures; 5 % is the usual materiality for reasonable assurance (practice of ISO 14064-3);
    the others are proposals.
    """

    month_coverage: float = 0.90
    period_coverage: float = 0.95
    longest_gap_days: float = 14.0
    doubtful_share: float = 0.05
    closure_z: float = 2.0
    whole_share: float = 0.99
    pairs: int = 12
    agreement: float = 0.05
    baseline_months: float = 12.0
    extrapolated: float = 0.05
    misstatement: float = 0.05


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate says; ``step`` names the cheapest way to pass it (an id of the list of costs), empty where it passed."""

    gate: str
    outcome: Outcome
    reason: Message
    step: str = ""

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    def content(self) -> dict[str, object]:
        return {
            "gate": self.gate,
            "passed": self.passed,
            "outcome": self.outcome,
            "reason": message_content(self.reason),
            "step": self.step,
        }


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with what is at hand, and the net figure if there is one."""

    claim: Claim
    evidence: EvidenceFile
    figure: Figure | None
    today: date
    limits: Thresholds

    @property
    def answer(self) -> Answer | None:
        return None if self.figure is None else decide(self.claim, self.figure)


Gate = Callable[[Case], GateResult]


def case_of(claim: Claim, evidence: EvidenceFile, today: date, limits: Thresholds) -> Case:
    """The case with the figure in the claim's unit, netted where the claim is a reduction."""
    figure = in_unit(evidence.figure, claim.unit)
    if figure is not None and claim.kind is Kind.REDUCTION:
        figure = None if evidence.netting is None else net_of(figure, evidence.netting)
    return Case(claim, evidence, figure, today, limits)


def judge_gates(case: Case) -> tuple[GateResult, ...]:
    """Every gate that the kind of claim needs, in the order in which they are shown."""
    return tuple(GATES[name](case) for name in gates_of(case.claim))


def gates_of(claim: Claim) -> tuple[str, ...]:
    """Names of the gates of a claim."""
    if claim.kind in (Kind.ATTRIBUTE, Kind.NEUTRALITY):
        return ("period", "origin", "number", "boundary", "integrity", "double_counting", "compliance", "provisional")
    names = ["period", "origin"]
    names += ["baseline", "events"] if claim.kind is Kind.REDUCTION else []
    names += ["number", "boundary", "coverage", "quality", "calibration", "integrity", "agreement"]
    names += ["netting"] if claim.kind is Kind.REDUCTION else []
    if claim.metric.quantity == "ghg":
        names.append("factors")
    names += ["double_counting", "compliance"]
    if claim.kind is not Kind.ABSOLUTE_LIMIT:
        names.append("materiality")
    return (*names, "provisional")


def _period(case: Case) -> GateResult:
    """What is not over cannot be shown yet."""
    end = case.claim.period.end
    return _fails("period", "open", "wait", end=end.isoformat()) if end > case.today else _passes("period")


def _origin(case: Case) -> GateResult:
    origins = case.evidence.origins
    figures = (case.evidence.figure, case.evidence.measured)
    known = [f.origin for f in figures if f is not None and f.origin is not None]
    if origins is None or not origins:
        return _absent("origin", "measure")
    if Origin.SYNTHETIC in (*origins, *known):
        return _fails("origin", "synthetic", "measure")
    if Origin.DECLARED in (*origins, *known):
        return _fails("origin", "declared", "measure")
    return _passes("origin")


def _number(case: Case) -> GateResult:
    """There is a number with an interval in the claim's unit."""
    if in_unit(case.evidence.figure, case.claim.unit) is not None:
        return _passes("number")
    why = case.evidence.why_no_figure
    if why is None and case.evidence.figure is not None:
        why = case.evidence.figure.reason
    if why is not None:
        return GateResult("number", "insufficient", Message("judge.gate.number.because", {"why": why}), "number")
    return _absent("number", "number")


def _boundary(case: Case) -> GateResult:
    found, claim = case.evidence.boundary, case.claim
    if found is None or found.unmetered is None:
        return _absent("boundary", "list_meters")
    if found.unmetered:
        return _fails("boundary", "unmetered", "list_meters", what=", ".join(found.unmetered))
    if claim.boundary.whole_entity:
        said = claim.boundary.share_of_entity
        if said is not None and said < case.limits.whole_share:
            return _fails("boundary", "part", "whole_boundary", outcome="blocked", share=said * 100)
        if found.share_of_entity is None:
            return _fails("boundary", "share_unknown", "whole_boundary")
        if found.share_of_entity < case.limits.whole_share:
            return _fails("boundary", "part", "whole_boundary", outcome="blocked", share=found.share_of_entity * 100)
    if claim.kind in (Kind.ATTRIBUTE, Kind.ABSOLUTE_LIMIT, Kind.NEUTRALITY):
        return _passes("boundary")
    if found.closure_z is None:
        return _fails("boundary", "no_closure", "check_meter")
    if abs(found.closure_z) > case.limits.closure_z:
        return _fails("boundary", "open", "check_meter", z=abs(found.closure_z))
    return _passes("boundary")


def _coverage(case: Case) -> GateResult:
    found, limits = case.evidence.coverage, case.limits
    if found is None or not found.months or found.period is None or found.longest_gap_days is None:
        return _absent("coverage", "wait")
    wanted = months_between(case.claim)
    short = [m for m in wanted if found.months.get(m, 0.0) < limits.month_coverage]
    if short:
        shown = ", ".join(f"{m}: {100 * found.months.get(m, 0.0):.0f} %" for m in short[:4])
        return _fails("coverage", "month", "wait", months=shown, count=len(short))
    if found.period < limits.period_coverage:
        return _fails("coverage", "period", "wait", share=found.period * 100)
    if found.longest_gap_days > limits.longest_gap_days:
        return _fails("coverage", "gap", "wait", days=found.longest_gap_days)
    return _passes("coverage")


def months_between(claim: Claim) -> list[str]:
    """``2025-03`` of every month that the period touches."""
    start, last = claim.period.start, claim.period.end
    index, stop = start.year * 12 + start.month - 1, last.year * 12 + last.month - (2 if last.day == 1 else 1)
    return [f"{i // 12}-{i % 12 + 1:02d}" for i in range(index, stop + 1)]


def _quality(case: Case) -> GateResult:
    found = case.evidence.quality
    if found is None or found.doubtful_share is None:
        return _absent("quality", "explain_findings")
    if found.doubtful_share > case.limits.doubtful_share:
        return _fails("quality", "share", "explain_findings", share=found.doubtful_share * 100)
    worst = in_unit(found.worst_case, case.claim.unit)
    if worst is None:
        return _fails("quality", "no_worst_case", "explain_findings")
    if case.claim.kind is Kind.REDUCTION:
        worst = None if case.evidence.netting is None else net_of(worst, case.evidence.netting)
    if worst is None or (case.answer == "supported" and decide(case.claim, worst) != "supported"):
        return _fails("quality", "flips", "explain_findings")
    return _passes("quality")


def _calibration(case: Case) -> GateResult:
    found = case.evidence.calibrations
    if not found:
        return _absent("calibration", "calibrate")
    unclassed = [c.meter for c in found if c.accuracy_class_pct is None]
    if unclassed:
        return _fails("calibration", "no_class", "calibrate", meters=", ".join(unclassed[:5]))
    unknown = [c.meter for c in found if c.due is None or c.in_date is None]
    unknown += sorted(set(case.claim.boundary.meters) - {c.meter for c in found})
    if unknown:
        return _fails("calibration", "unknown", "calibrate", meters=", ".join(unknown[:5]))
    overdue = [c.meter for c in found if not c.in_date]
    if overdue:
        return _fails("calibration", "overdue", "calibrate", meters=", ".join(overdue[:5]))
    return _passes("calibration")


def _integrity(case: Case) -> GateResult:
    found = case.evidence.integrity
    if found is None or found.log_verifies is None or found.unexplained_edits is None or found.open_suspicions is None:
        return _absent("integrity", "explain_findings")
    if not found.log_verifies:
        return _fails("integrity", "log", "verify_log", outcome="not_publishable")
    if found.unexplained_edits > 0:
        return _fails("integrity", "edits", "explain_findings", outcome="not_publishable", count=found.unexplained_edits)
    if found.open_suspicions > 0:
        count = found.open_suspicions
        return _fails("integrity", "suspicion", "explain_findings", outcome="not_publishable", count=count)
    return _passes("integrity")


def _agreement(case: Case) -> GateResult:
    found, limits = case.evidence.agreement, case.limits
    if found is None or found.pairs is None or found.difference is None or found.half_width is None:
        return _absent("agreement", "inspect")
    percent: dict[str, Any] = {
        "difference": found.difference * 100,
        "half": found.half_width * 100,
        "tolerance": limits.agreement * 100,
    }
    if abs(found.difference) - found.half_width > limits.agreement:
        return _fails("agreement", "differs", "calibrate", outcome="not_supported", **percent)
    monthly = bool(found.months) and found.months_with_pair is not None and found.months_with_pair >= (found.months or 0)
    if found.pairs < limits.pairs and not monthly:
        return _fails("agreement", "few", "inspect", pairs=found.pairs, needed=limits.pairs)
    if not found.random_times:
        return _fails("agreement", "chosen", "inspect")
    if found.unexplained_outliers is None or found.unexplained_outliers > 0:
        return _fails("agreement", "outliers", "explain_findings", count=found.unexplained_outliers or 0)
    if abs(found.difference) + found.half_width > limits.agreement:
        return _fails("agreement", "wide", "inspect", **percent)
    return _passes("agreement")


def _baseline(case: Case) -> GateResult:
    found, limits, wanted = case.evidence.baseline, case.limits, case.claim.baseline
    if found is not None and found.missing:
        first = found.missing[0].what
        what = Message(f"judge.missing.{first}") if first in KNOWN_MISSING else first
        return _fails("baseline", "missing", "production", what=what)
    if found is None or found.locked_at is None or found.reporting_start is None:
        return _absent("baseline", "lock_baseline")
    if wanted is not None and wanted.model is not None and wanted.model != found.sha256:
        return _fails("baseline", "other", "lock_baseline")
    if found.locked_at > found.reporting_start:
        return _fails("baseline", "late", "lock_baseline")
    if found.missing is None:
        return _absent("baseline", "lock_baseline")
    if not (found.full_cycle or (found.months is not None and found.months >= limits.baseline_months)):
        return _fails("baseline", "short", "lock_baseline", months=found.months or 0.0)
    if found.blocked_cv is None or found.bias is None:
        return _fails("baseline", "untested", "lock_baseline")
    if found.extrapolated_share is None or found.extrapolated_share > limits.extrapolated:
        return _fails("baseline", "extrapolated", "lock_baseline", share=(found.extrapolated_share or 0.0) * 100)
    return _passes("baseline")


def _events(case: Case) -> GateResult:
    if case.evidence.events is None:
        return _absent("events", "events")
    for event in case.evidence.events:
        if not (event.dated and event.evidenced):
            return _fails("events", "unevidenced", "events", event=event.id)
        if not event.accepted_by or event.accepted_by == event.claimant:
            return _fails("events", "own", "events", event=event.id)
        if not event.both_shown:
            return _fails("events", "one_sided", "events", event=event.id)
    return _passes("events")


def _netting(case: Case) -> GateResult:
    claim, found = case.claim, case.evidence.netting
    if found is None:
        return _absent("netting", "net")
    wanted = ["ict_operational"]
    wanted += ["ict_embodied"] if claim.metric.quantity == "ghg" else []
    wanted += [name for name in ("rebound", "leakage") if getattr(claim.netting, name)]
    known = {part.name for part in found if part.value is not None and part.low is not None and part.high is not None}
    open_parts = [name for name in wanted if name not in known]
    if open_parts:
        named = Message(f"judge.netted.{open_parts[0]}")
        return _fails("netting", "unknown", "net", part=named)
    if case.figure is None or case.figure.low is None:
        return _absent("netting", "net")
    if case.figure.low <= 0:
        gross = in_unit(case.evidence.figure, claim.unit)
        eaten = gross is not None and gross.low is not None and gross.low > 0
        return _fails("netting", "eaten", "net", outcome="blocked" if eaten else "insufficient")
    return _passes("netting")


def _factors(case: Case) -> GateResult:
    found = case.evidence.factors
    if not found:
        return _absent("factors", "factors")
    vague = [f.id for f in found if f.year is None or not (f.method and f.region and f.gwp_set)]
    if vague:
        return _fails("factors", "vague", "factors", outcome="not_publishable", factors=", ".join(vague[:5]))
    sets = sorted({f.gwp_set for f in found})
    if len(sets) > 1:
        return _fails("factors", "mixed", "factors", outcome="not_publishable", sets=", ".join(sets))
    return _passes("factors")


def _double_counting(case: Case) -> GateResult:
    found = case.evidence.double_counting
    if found is None or found.unknown is None or found.used_elsewhere is None or found.sold is None or found.faults is None:
        return _absent("double_counting", "ledger")
    if found.faults > 0:
        return _fails("double_counting", "faults", "ledger", outcome="not_supported", count=found.faults)
    for name in ("sold", "used_elsewhere", "unknown"):
        units: tuple[str, ...] = getattr(found, name)
        if units:
            return _fails("double_counting", name, "ledger", outcome="not_supported", units=", ".join(units[:5]))
    return _passes("double_counting")


def _compliance(case: Case) -> GateResult:
    found = case.evidence.compliance
    if found is None or found.places is None or found.exceeded is None or found.not_judged is None:
        return _absent("compliance", "judge_limits")
    if found.exceeded > 0:
        return _fails("compliance", "exceeded", "mend", outcome="blocked", count=found.exceeded)
    if not found.places and not found.through_park:
        return _fails("compliance", "no_place", "judge_limits")
    if found.not_judged > 0:
        return _fails("compliance", "not_judged", "judge_limits", count=found.not_judged)
    if not found.places:
        return GateResult("compliance", "passed", Message("judge.gate.compliance.through_park"))
    return _passes("compliance")


def _materiality(case: Case) -> GateResult:
    share = case.evidence.misstatement
    if share is None:
        return _absent("materiality", "inspect")
    if share > case.limits.misstatement:
        return _fails("materiality", "too_large", "inspect", share=share * 100)
    return _passes("materiality")


def _provisional(case: Case) -> GateResult:
    """Rules that nobody has verified never feed a public claim; elsewhere they make it internal (grade C)."""
    found = case.evidence.provisional
    if found is None:
        return _absent("provisional", "verify_rules")
    behind = (*found, *(["figure"] if case.figure is not None and case.figure.provisional else []))
    if behind and case.claim.audience == "public":
        return _fails("provisional", "rules", "verify_rules", rules=", ".join(behind[:5]))
    return _passes("provisional")


GATES: Mapping[str, Gate] = {
    "period": _period,
    "origin": _origin,
    "number": _number,
    "boundary": _boundary,
    "coverage": _coverage,
    "quality": _quality,
    "calibration": _calibration,
    "integrity": _integrity,
    "agreement": _agreement,
    "baseline": _baseline,
    "events": _events,
    "netting": _netting,
    "factors": _factors,
    "double_counting": _double_counting,
    "compliance": _compliance,
    "materiality": _materiality,
    "provisional": _provisional,
}


def _passes(gate: str) -> GateResult:
    return GateResult(gate, "passed", Message(f"judge.gate.{gate}.passed"))


def _absent(gate: str, step: str) -> GateResult:
    return GateResult(gate, "insufficient", Message(f"judge.gate.{gate}.absent"), step)


def _fails(gate: str, why: str, step: str, *, outcome: Outcome = "insufficient", **params: object) -> GateResult:
    return GateResult(gate, outcome, Message(f"judge.gate.{gate}.{why}", params), step)
