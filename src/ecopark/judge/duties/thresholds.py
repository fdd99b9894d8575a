"""Does a duty fall on a facility? From a measured figure with its interval: must, need not, or cannot tell. Pure.

A measured amount that covers only part of the year, or leaves lines out, is a lower bound: it can show that a threshold is
reached, never that it is not. # design 4.4
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ecopark.core.figures import Figure
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.core.units import conversion
from ecopark.judge.duties import messages  # noqa: F401  # registers the texts
from ecopark.rules.book import RuleBook
from ecopark.rules.obligations import Comparison, EnergyEquivalent, Threshold


class Falls(StrEnum):
    MUST = "must"
    NEED_NOT = "need_not"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class ThresholdCheck:
    """One threshold against one figure; ``reason`` says what decided, or what is missing."""

    threshold: Threshold
    figure: Figure | None
    answer: Falls
    reason: Message

    @property
    def provisional(self) -> bool:
        return self.threshold.provisional or (self.figure is not None and self.figure.provisional)


def check_threshold(threshold: Threshold, figure: Figure | None, *, lower_bound: bool = False) -> ThresholdCheck:
    """Compare a figure of a year with a threshold, in the threshold's unit.

    Parameters
    ----------
    figure
        None, or without a value: cannot tell.
    lower_bound
        The figure leaves something out (months without data, lines that could not be computed).
    """

    def answered(answer: Falls, reason: str, **params: object) -> ThresholdCheck:
        said = {"limit": threshold.value, "unit": threshold.unit, **params}
        return ThresholdCheck(threshold, figure, answer, Message(reason, said))

    if figure is None or figure.value is None:
        return answered(Falls.CANNOT_TELL, "judge.threshold.no_figure")
    if figure.origin is Origin.SYNTHETIC:
        return answered(Falls.CANNOT_TELL, "judge.threshold.synthetic", value=_round(figure.value))
    factor, offset = conversion(figure.unit, threshold.unit)
    known = figure.low is not None and figure.high is not None
    low = (figure.low if figure.low is not None else figure.value) * factor + offset
    high = (figure.high if figure.high is not None else figure.value) * factor + offset
    params = {"low": _round(low), "high": _round(high)}
    reached = Falls.MUST if threshold.comparison is Comparison.AT_LEAST else Falls.NEED_NOT
    other = Falls.NEED_NOT if reached is Falls.MUST else Falls.MUST
    if low >= threshold.value:
        return answered(reached, "judge.threshold.above", **params)
    if high < threshold.value and not lower_bound:
        if not known:
            return answered(Falls.CANNOT_TELL, "judge.threshold.below_no_interval", value=_round(figure.value))
        return answered(other, "judge.threshold.below", **params)
    if lower_bound and high < threshold.value:
        return answered(Falls.CANNOT_TELL, "judge.threshold.incomplete", **params)
    return answered(Falls.CANNOT_TELL, "judge.threshold.straddles", **params)


def check_all(
    book: RuleBook,
    about: str,
    on: date,
    figures: Mapping[str, Figure],
    facts: Mapping[str, str],
    *,
    lower_bounds: Mapping[str, bool] | None = None,
) -> list[ThresholdCheck]:
    """All thresholds of a duty that speak of the facility, by quantity; one that needs a fact nobody stated is left out."""
    incomplete = lower_bounds or {}
    return [
        check_threshold(t, figures.get(t.quantity), lower_bound=incomplete.get(t.quantity, False))
        for t in book.find(Threshold, on, facts, about=about)
    ]


def falls_on(checks: list[ThresholdCheck]) -> Falls:
    """One threshold that is surely reached is enough; all must be surely missed to need not."""
    answers = {check.answer for check in checks}
    if Falls.MUST in answers:
        return Falls.MUST
    return Falls.NEED_NOT if answers == {Falls.NEED_NOT} else Falls.CANNOT_TELL


def toe_of(book: RuleBook, electricity_kwh: float, heat_gj: float) -> tuple[float, tuple[str, ...]]:
    """Tonnes of oil equivalent of a year's electricity and fuels (net calorific value), and the rules used."""
    rules = {rule.energy: rule for rule in book.all(EnergyEquivalent)}
    electricity, heat = rules["electricity"], rules["heat"]
    return electricity_kwh * electricity.value + heat_gj * heat.value, (electricity.id, heat.id)


def _round(value: float) -> float:
    return float(f"{value:.4g}")
