"""The cheapest evidence that would decide: a costed list as data, and what each item would do to the interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import yaml

from ecopark.core.figures import Figure
from ecopark.judge.claims.gates import GateResult
from ecopark.judge.claims.number import decide
from ecopark.judge.claims.records import Claim

_FILE = Path(__file__).parent / "data" / "evidence_costs.yaml"
MOST = 8


@dataclass(frozen=True, slots=True)
class EvidenceCost:
    """One way to get evidence. ``cost_mvnd``: low and high, million VND; text ``judge.step.<id>``."""

    id: str
    cost_mvnd: tuple[float, float]
    days: int
    shrinks: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to get next.

    Attributes
    ----------
    gates
        Gates that it may pass.
    interval_now, interval_then
        Half-width of the interval, in the claim's unit, and what it would be; None where it does not change it.
    decides
        It would decide: it is the one open gate, or the interval would then clear the target at the present value.
    """

    id: str
    cost_mvnd: tuple[float, float]
    days: int
    gates: tuple[str, ...] = ()
    interval_now: float | None = None
    interval_then: float | None = None
    decides: bool = False

    def content(self) -> dict[str, object]:
        return {
            "id": self.id,
            "cost_mvnd": list(self.cost_mvnd),
            "days": self.days,
            "gates": list(self.gates),
            "interval_now": self.interval_now,
            "interval_then": self.interval_then,
            "decides": self.decides,
        }


@cache
def evidence_costs() -> Mapping[str, EvidenceCost]:
    """The shipped list by id."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        row["id"]: EvidenceCost(row["id"], (row["cost_mvnd"][0], row["cost_mvnd"][1]), row["days"], row.get("shrinks", {}))
        for row in rows
    }


def next_steps(claim: Claim, figure: Figure | None, gates: Sequence[GateResult]) -> tuple[NextStep, ...]:
    """What to get, the cheapest first; what would decide comes before what would not."""
    costs = evidence_costs()
    steps: dict[str, NextStep] = {}
    failed = [gate for gate in gates if not gate.passed and gate.step]
    for gate in failed:
        known = steps.get(gate.step)
        item = costs[gate.step]
        mine = (*known.gates, gate.gate) if known else (gate.gate,)
        steps[gate.step] = NextStep(item.id, item.cost_mvnd, item.days, mine)
    if figure is not None and figure.value is not None and decide(claim, figure) == "insufficient":
        for item in costs.values():
            if shrunk := _shrunk(figure, item.shrinks):
                steps[item.id] = _with_interval(claim, figure, shrunk, item, steps.get(item.id), open_gates=len(failed))
    lone = {name: replace(s, decides=s.decides or (len(steps) == 1 and not s.interval_now)) for name, s in steps.items()}
    return tuple(sorted(lone.values(), key=lambda s: (not s.decides, s.cost_mvnd[1], s.days, s.id))[:MOST])


def _with_interval(
    claim: Claim, figure: Figure, shrunk: Figure, item: EvidenceCost, known: NextStep | None, *, open_gates: int
) -> NextStep:
    now, then = (((f.high or 0.0) - (f.low or 0.0)) / 2 for f in (figure, shrunk))
    gates = known.gates if known else ()
    decides = open_gates == len(gates) and decide(claim, shrunk) != "insufficient"
    return NextStep(item.id, item.cost_mvnd, item.days, gates, now, then, decides)


def _shrunk(figure: Figure, shrinks: Mapping[str, float]) -> Figure | None:
    """The figure at its present value with some sources of uncertainty made smaller; None where nothing would change."""
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    left = 0.0
    for source, share in figure.contributions.items():
        stays = min((keep for start, keep in shrinks.items() if source.startswith(start)), default=1.0)
        left += share * stays**2
    left += max(0.0, 1.0 - sum(figure.contributions.values()))
    factor = math.sqrt(min(left, 1.0))
    if factor > 0.98:
        return None
    low, high = figure.value - factor * (figure.value - figure.low), figure.value + factor * (figure.high - figure.value)
    return replace(figure, low=low, high=high)
