"""The risk-based share of a plan: where a visit tells most. A sum of stated terms, each shown; nothing is hidden in it.

Each term lies between 0 (a visit tells nothing) and 1; the score is their weighted mean. The weights are a stated choice,
not fitted to anything. What is not known of a park (no balances yet) is left out for all places alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

WEIGHTS: Mapping[str, float] = {
    "information": 3.0,
    "balance": 2.0,
    "findings": 2.0,
    "tamper": 1.0,
    "calibration": 1.0,
    "time": 1.0,
}
SEVERITY: Mapping[str, float] = {"info": 0.05, "attention": 0.25, "serious": 0.5}
REASON_AT = 0.5  # a term from here on is given as a reason


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """How much is assumed where nothing is declared.

    Attributes
    ----------
    weights
        Term -> weight.
    accuracy
        Relative standard uncertainty of a meter without a declared class.
    drift_per_year
        Relative standard uncertainty that a year without a check adds.
    visit
        Relative standard uncertainty of what a visit measures.
    long_ago_days
        After so many days without a visit the term ``time`` is 1 - 1/e.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    accuracy: float = 0.03
    drift_per_year: float = 0.02
    visit: float = 0.02
    long_ago_days: float = 180.0


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known of a place.

    Attributes
    ----------
    accuracy
        Declared relative standard uncertainty (accuracy class / sqrt 3); None: not declared.
    stake
        Share of the park's total of its carrier that the place measures, 0 to 1; None: not known.
    detectability
        Of its least detectable datastream, 0 to 1, from ``meter_trust``; None: no balances were made.
    tamper_index
        How many meters must lie together so that no balance sees it; 0: cannot be tampered unseen; None: not known.
    findings
        Severities of its open findings.
    calibration_due
        None: not declared.
    calibrated
        Whether the place has instruments that are calibrated at all.
    last_visit
        None: never.
    """

    place: str
    accuracy: float | None = None
    stake: float | None = None
    detectability: float | None = None
    tamper_index: int | None = None
    findings: tuple[str, ...] = ()
    calibration_due: date | None = None
    calibrated: bool = True
    last_visit: datetime | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Terms by name (None: not known), and their weighted mean over those that are known."""

    place: str
    terms: Mapping[str, float | None]
    total: float

    @property
    def reasons(self) -> tuple[str, ...]:
        """Terms that speak for a visit, the strongest first."""
        strong = [(-value, name) for name, value in self.terms.items() if value is not None and value >= REASON_AT]
        return tuple(name for _, name in sorted(strong))


def score(facts: PlaceFacts, now: datetime, settings: RiskSettings | None = None) -> Score:
    """Return what a visit to the place is worth at the moment ``now``."""
    chosen = settings or RiskSettings()
    terms: dict[str, float | None] = {
        "information": _information(facts, now, chosen),
        "balance": None if facts.detectability is None else 1 - min(max(facts.detectability, 0.0), 1.0),
        "findings": 1 - math.prod(1 - SEVERITY.get(severity, 0.25) for severity in facts.findings),
        "tamper": None if facts.tamper_index is None else (1 / facts.tamper_index if facts.tamper_index > 0 else 0.0),
        "calibration": _calibration(facts, now.date()),
        "time": 1 - math.exp(-_days_since(facts, now) / chosen.long_ago_days),
    }
    known = [(chosen.weights.get(name, 0.0), value) for name, value in terms.items() if value is not None]
    weight = sum(w for w, _ in known)
    total = sum(w * value for w, value in known) / weight if weight else 0.0
    return Score(facts.place, terms, total)


def most_telling(scores: Sequence[Score], count: int) -> list[Score]:
    """The ``count`` highest scores; equal ones in the order of their names, so that the same data give the same plan."""
    return sorted(scores, key=lambda s: (-s.total, s.place))[:count]


def _information(facts: PlaceFacts, now: datetime, settings: RiskSettings) -> float:
    """Expected reduction of the variance by a visit, as a share of it, times the stake's square root.

    Before: the accuracy class and the drift since the last visit. After: the class and what the visit measures, combined.
    """
    accuracy = settings.accuracy if facts.accuracy is None else facts.accuracy
    years = min(_days_since(facts, now), 3650) / 365.25
    before = accuracy**2 + (settings.drift_per_year * years) ** 2
    gain = before / (before + settings.visit**2)
    return gain * (1.0 if facts.stake is None else math.sqrt(min(max(facts.stake, 0.0), 1.0)))


def _calibration(facts: PlaceFacts, today: date) -> float:
    """0 while in date, 0.5 where no date is declared, from 0.5 to 1 within half a year after it was due."""
    if not facts.calibrated:
        return 0.0
    if facts.calibration_due is None:
        return 0.5
    overdue = (today - facts.calibration_due).days
    return 0.0 if overdue < 0 else min(1.0, 0.5 + overdue / 360)


def _days_since(facts: PlaceFacts, now: datetime) -> float:
    return math.inf if facts.last_visit is None else max((now - facts.last_visit).total_seconds() / 86_400, 0.0)
