"""Criteria that nobody types: they follow from other answers, from measures, links and limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ecopark.core.figures import Evidence, Figure, Standing
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.judge.criteria.answers import FORM_PACK, PARK
from ecopark.judge.criteria.findings import Finding, Status, judged, share_finding, unanswered
from ecopark.judge.criteria.inputs import Inputs
from ecopark.judge.criteria.limits import limits_kept
from ecopark.judge.criteria.shares import FACTS, applies_recp, share_of
from ecopark.rules.criteria import Criterion

YEARS_BEFORE = 3  # Decree 35/2022, article 37: three years before registration, taken as whole calendar years
SHARED_LAND = ("2.5.2", "2.5.4", "2.5.6", "2.5.8")
TOTAL_LAND = "2.5.1"

Derive = Callable[[Inputs, Criterion, str], Finding]


def no_violations(inputs: Inputs, subject: str, years: Sequence[int]) -> Finding:
    """Whether an authority found a violation in these years; a year that nobody answered with evidence stays open."""
    evidence: list[Evidence] = []
    missing: list[Message] = []
    for year in years:
        answer = inputs.answers.get(FACTS, "violations", year, subject)
        if answer is not None and answer.number:
            params = {"count": int(answer.number), "year": str(year), "subject": subject}
            return Finding(Status.NOT_MET, Message("judge.criteria.violations", params), (), answer.evidence)
        if answer is None or answer.number is None or not answer.evidence:
            missing.append(Message("judge.criteria.need.violations", {"year": str(year), "subject": subject}))
        else:
            evidence += answer.evidence
    if missing:
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.years_open"), tuple(missing), tuple(evidence))
    return Finding(Status.MET, Message("judge.criteria.no_violations"), (), tuple(evidence))


def _three_years(inputs: Inputs) -> range:
    return range(inputs.year - YEARS_BEFORE, inputs.year)


def _investor_complies(inputs: Inputs, _criterion: Criterion, subject: str) -> Finding:
    return no_violations(inputs, subject, _three_years(inputs))


def _year_complies(inputs: Inputs, _criterion: Criterion, subject: str) -> Finding:
    return no_violations(inputs, subject, [inputs.year])


def taking_part(inputs: Inputs) -> tuple[str, ...]:
    """Firms that say they take part in a symbiosis link, or whose link is metered."""
    linked = {firm for link in inputs.links if link.origin is not Origin.SYNTHETIC for firm in (link.source, link.target)}
    said = {f for f in inputs.firms if _yes(inputs, "symbiosis", f)}
    return tuple(firm for firm in inputs.firms if firm in linked | said)


def _yes(inputs: Inputs, code: str, firm: str) -> bool:
    answer = inputs.answers.get(FACTS, code, inputs.year, firm)
    return answer is not None and answer.value is True


def _firms_comply(inputs: Inputs, _criterion: Criterion, _subject: str) -> Finding:
    return _each(inputs, lambda firm: no_violations(inputs, firm, _three_years(inputs)))


def _firms_iso(inputs: Inputs, _criterion: Criterion, _subject: str) -> Finding:
    return _each(inputs, lambda firm: _said_with_evidence(inputs, "iso_14001", firm))


def _each(inputs: Inputs, judge: Callable[[str], Finding]) -> Finding:
    """All firms that take part must hold it."""
    firms = taking_part(inputs)
    if not firms:
        need = Message("judge.criteria.need.link")
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.nobody_takes_part"), (need,))
    found = [judge(firm) for firm in firms]
    worst = max(found, key=lambda finding: finding.status.rank)
    evidence = tuple(part for finding in found for part in finding.evidence)
    if worst.status is Status.MET:
        return Finding(Status.MET, Message("judge.criteria.all_firms", {"count": len(firms)}), (), evidence)
    return Finding(worst.status, worst.reason, tuple(need for f in found for need in f.missing), evidence)


def _said_with_evidence(inputs: Inputs, code: str, firm: str) -> Finding:
    answer = inputs.answers.get(FACTS, code, inputs.year, firm)
    if answer is not None and answer.value is False:
        return Finding(Status.NOT_MET, Message("judge.criteria.firm_said_no", {"firm": firm}), (), answer.evidence)
    if answer is None or not answer.evidence:
        need = Message("judge.criteria.need.firm", {"firm": firm, "code": code})
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.no_evidence"), (need,))
    return Finding(Status.MET, Message("judge.criteria.shown"), (), answer.evidence)


def _symbiosis(inputs: Inputs, _criterion: Criterion, _subject: str) -> Finding:
    """At least one link: metered between two firms, or by an agreement that somebody handed in."""
    real = [link for link in inputs.links if link.origin is not Origin.SYNTHETIC]
    evidence = [part for link in real for part in link.evidence]
    typed = inputs.answers.get("vn-form-a5", "ENV.1", inputs.year)
    if typed is not None and typed.number and typed.evidence:
        evidence += typed.evidence
    for firm in inputs.firms:
        said = inputs.answers.get(FACTS, "symbiosis", inputs.year, firm)
        if said is not None and said.value is True:
            evidence += said.evidence
    if real or evidence:
        return Finding(Status.MET, Message("judge.criteria.link_shown"), (), tuple(dict.fromkeys(evidence)))
    if typed is not None and typed.number == 0 and not inputs.links:
        return Finding(Status.NOT_MET, Message("judge.criteria.no_link"), (), typed.evidence)
    reason = "judge.criteria.link_synthetic" if inputs.links else "judge.criteria.link_open"
    return Finding(Status.INSUFFICIENT, Message(reason), (Message("judge.criteria.need.link"),))


def _recp_share(inputs: Inputs, criterion: Criterion, _subject: str) -> Finding:
    return share_finding(criterion, share_of(inputs, criterion.population, applies_recp(inputs, criterion)))


def _shared_land(inputs: Inputs, criterion: Criterion, _subject: str) -> Finding:
    """(2.5.2 + 2.5.4 + 2.5.6 + 2.5.8) / 2.5.1 of Form A.4; the approved plan stands at the total."""
    found = {c: inputs.answers.get(f"{FORM_PACK}A.4", c, inputs.year) for c in (TOTAL_LAND, *SHARED_LAND)}
    areas = {code: answer.number for code, answer in found.items() if answer is not None and answer.number is not None}
    missing = tuple(Message("judge.criteria.need.answer", {"code": code}) for code in found if code not in areas)
    if missing or not areas[TOTAL_LAND]:
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.land_open"), missing)
    total = found[TOTAL_LAND]
    assert total is not None
    share = 100.0 * sum(areas[code] for code in SHARED_LAND) / areas[TOTAL_LAND]
    figure = Figure(
        name="shared_land_share",
        value=share,
        unit="%",
        standing=Standing.DECLARED,
        origin=Origin.DECLARED,
        boundary=(PARK,),
        evidence=total.evidence,
    )
    if criterion.holds(share) and not total.evidence:
        need = Message("judge.criteria.need.evidence", {"code": TOTAL_LAND})
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.no_evidence"), (need,), (), figure)
    return judged(criterion, figure)


def _recp_firm(inputs: Inputs, _criterion: Criterion, subject: str) -> Finding:
    measures = inputs.measures_of(subject)
    proved = [m for m in measures if m.proved]
    if proved:
        evidence = tuple(part for m in proved for part in m.evidence)
        return Finding(Status.MET, Message("judge.criteria.measure_shown", {"count": len(proved)}), (), evidence)
    if measures:
        need = Message("judge.criteria.need.measure_evidence", {"count": len(measures)})
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.no_evidence"), (need,))
    return unanswered("RECP")


def _permit(inputs: Inputs, _criterion: Criterion, subject: str) -> Finding:
    by_fact = _said_with_evidence(inputs, "permit", subject)
    if by_fact.status is not Status.INSUFFICIENT:
        return by_fact
    taxonomy = inputs.answers.get("green-taxonomy", "21.permit", inputs.year, subject)
    if taxonomy is not None and taxonomy.value is True and taxonomy.evidence:
        return Finding(Status.MET, Message("judge.criteria.shown"), (), taxonomy.evidence)
    return by_fact


DERIVED: Mapping[str, Derive] = {
    "compliance_3_years": _investor_complies,
    "compliance_1_year": _year_complies,
    "firms_compliance_3_years": _firms_comply,
    "symbiosis_link": _symbiosis,
    "symbiosis_firms_iso": _firms_iso,
    "recp_share": _recp_share,
    "shared_land_share": _shared_land,
    "limits_kept": limits_kept,
    "recp_firm": _recp_firm,
    "permit_held": _permit,
}
