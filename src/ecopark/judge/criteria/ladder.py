"""The maturity ladder: which rung a firm or a park stands on, derived from evidence, typed by nobody.

Pollution control, cleaner production, eco-efficiency, life-cycle thinking, closed loop, industrial ecology. A rung
counts only when all below it hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ecopark.core.figures import Evidence
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.judge.criteria.answers import PARK
from ecopark.judge.criteria.assess import assess
from ecopark.judge.criteria.derived import taking_part
from ecopark.judge.criteria.findings import Finding, Status, unanswered
from ecopark.judge.criteria.inputs import Inputs
from ecopark.judge.criteria.limits import limits_kept
from ecopark.rules.criteria import Criterion, ListEntry


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: whether its own evidence holds, and whether it is reached (all below hold too)."""

    entry: ListEntry
    finding: Finding
    reached: bool

    @property
    def holds(self) -> bool:
        return self.finding.status is Status.MET


def ladder(inputs: Inputs, subject: str = PARK) -> list[Rung]:
    """The six rungs from the lowest, for a firm or the park in the year of the inputs."""
    entries = sorted(inputs.book.all(ListEntry, listing="ladder"), key=lambda entry: entry.order)
    made: list[Rung] = []
    for entry in entries:
        finding = _RUNGS[entry.code](inputs, subject)
        below = all(rung.reached for rung in made)
        made.append(Rung(entry, finding, below and finding.status is Status.MET))
    return made


def level(rungs: Sequence[Rung]) -> int:
    """Number of the highest rung that is reached; 0: none yet."""
    return sum(rung.reached for rung in rungs)


def next_rung(rungs: Sequence[Rung]) -> Rung | None:
    """The lowest rung that is not reached; what it misses is the next step."""
    return next((rung for rung in rungs if not rung.reached), None)


def _pollution(inputs: Inputs, subject: str) -> Finding:
    """All limits kept; for the park, at its own points and at every firm's that has one."""
    criterion = inputs.book.all(Criterion, pack="green-firm", code="limits")[0]
    if subject != PARK:
        return limits_kept(inputs, criterion, subject)
    owners = [owner for owner in inputs.points if inputs.points[owner]] or [PARK]
    found = [limits_kept(inputs, criterion, owner) for owner in owners]
    worst = max(found, key=lambda finding: finding.status.rank)
    missing = tuple(need for finding in found for need in finding.missing)
    evidence = tuple(part for finding in found for part in finding.evidence)
    return Finding(worst.status, worst.reason, missing, evidence)


def _cleaner(inputs: Inputs, subject: str) -> Finding:
    """A proved measure; for the park the share of article 37."""
    pack, code = ("vn-decree-35", "37.2c") if subject == PARK else ("green-firm", "recp")
    return assess(inputs, inputs.book.all(Criterion, pack=pack, code=code)[0], subject).finding


def _efficiency(inputs: Inputs, subject: str) -> Finding:
    """A saving verified by the method, not a declared one: eco-efficiency is measured."""
    verified = [m for m in inputs.measures_of(subject) if m.verified]
    if verified:
        return _shown("judge.criteria.rung.verified", verified[0].evidence, count=len(verified))
    need = Message("judge.criteria.need.verification")
    return Finding(Status.INSUFFICIENT, Message("judge.criteria.rung.not_verified"), (need,))


def _life_cycle(inputs: Inputs, subject: str) -> Finding:
    """A product footprint, or a chain of supply that is counted, of the firm; of any firm for the park."""
    owners = inputs.firms if subject == PARK else (subject,)
    evidence = tuple(part for owner in owners for part in inputs.footprints.get(owner, ()))
    if evidence:
        return _shown("judge.criteria.rung.footprint", evidence, count=len(evidence))
    need = Message("judge.criteria.need.footprint")
    return Finding(Status.INSUFFICIENT, Message("judge.criteria.rung.no_footprint"), (need,))


def _closed_loop(inputs: Inputs, subject: str) -> Finding:
    """Water or material comes back, metered, or by a measure that was verified or proved."""
    figure = inputs.figures.get("wastewater_reuse")
    if subject == PARK and figure is not None and figure.value and figure.origin is not Origin.SYNTHETIC:
        return _shown("judge.criteria.rung.reuse", figure.evidence, count=1)
    loops = [m for m in inputs.measures_of(subject) if m.proved and m.kind in ("waste", "wastewater")]
    if loops:
        return _shown("judge.criteria.rung.loop", loops[0].evidence, count=len(loops))
    need = Message("judge.criteria.need.loop")
    return Finding(Status.INSUFFICIENT, Message("judge.criteria.rung.no_loop"), (need,))


def _ecology(inputs: Inputs, subject: str) -> Finding:
    """A link to another firm that exists and is shown."""
    if subject == PARK:
        return assess(inputs, inputs.book.all(Criterion, pack="vn-decree-35", code="37.2b")[0], subject).finding
    real = [link for link in inputs.links if subject in (link.source, link.target) and link.origin is not Origin.SYNTHETIC]
    said = inputs.answers.get("facts", "symbiosis", inputs.year, subject)
    if real:
        return _shown("judge.criteria.link_shown", tuple(part for link in real for part in link.evidence))
    if said is not None and subject in taking_part(inputs) and said.evidence:
        return _shown("judge.criteria.link_shown", said.evidence)
    return unanswered("symbiosis")


def _shown(reason: str, evidence: tuple[Evidence, ...], **params: object) -> Finding:
    return Finding(Status.MET, Message(reason, params), (), evidence)


_RUNGS: dict[str, Callable[[Inputs, str], Finding]] = {
    "pollution_control": _pollution,
    "cleaner_production": _cleaner,
    "eco_efficiency": _efficiency,
    "life_cycle": _life_cycle,
    "closed_loop": _closed_loop,
    "industrial_ecology": _ecology,
}
