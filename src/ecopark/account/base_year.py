"""Recalculation of the base year: what changed, by cause, and whether the policy asks for it. GHG Protocol, chapter 5.

The protocol prescribes no threshold; the park states its own (``recalculation_threshold_percent``, 5 % unless set). Changes
count by their size, whatever their sign: two large errors that cancel are still two errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from ecopark.account import messages_ghg  # noqa: F401  # makes the texts known
from ecopark.account.carbon import footprint_of, refuse_mixed_gwp
from ecopark.core.messages import Message

CAUSES = ("structure", "activity", "factor", "gwp", "rules")
_KEY = ("id", "facility", "scope", "category", "substance", "gas")


@dataclass(frozen=True, slots=True)
class Policy:
    """``threshold``: share of the base year from which it is recalculated."""

    year: int
    threshold: float = 0.05


@dataclass(frozen=True, slots=True)
class Recalculation:
    """The base year as it was first stated beside the same year as it is computed now.

    Attributes
    ----------
    old, new
        tCO2e; None where nothing could be computed.
    by_cause
        Cause -> change in tCO2e: structure (sources that came or went), activity, factor, gwp, rules (all else). They add
        up to ``new - old``.
    share
        Sum of the sizes of all changes over ``old``.
    due
        The policy asks for a recalculation; always where the warming potentials differ.
    """

    policy: Policy
    old: float | None
    new: float | None
    by_cause: Mapping[str, float]
    share: float | None
    due: bool
    said: Message


def recalculation(old: pa.Table, new: pa.Table, policy: Policy) -> Recalculation:
    """Compare two versions of the base year's ``inventory_lines``; each must use one GWP report.

    ``RuleError`` account.gwp.mixed where a version mixes several.
    """
    reports = refuse_mixed_gwp(old.to_pylist()), refuse_mixed_gwp(new.to_pylist())
    before, after = _by_key(old), _by_key(new)
    by_cause = dict.fromkeys(CAUSES, 0.0)
    size = 0.0
    for key in before.keys() | after.keys():
        for cause, change in _changes(before.get(key), after.get(key)).items():
            by_cause[cause] += change
            size += abs(change)
    was, now = (_total(table) for table in (old, new))
    if not was:
        nothing = Message("account.base_year.nothing", {"year": policy.year})
        return Recalculation(policy, was, now, by_cause, None, False, nothing)
    share = size / abs(was)
    differs = None not in reports and reports[0] != reports[1]
    said = {"share": round(100 * share, 2), "threshold": round(100 * policy.threshold, 2)}
    due = differs or share >= policy.threshold
    message = Message("account.base_year.due" if due else "account.base_year.below", said)
    if differs:
        message = Message("account.base_year.gwp_differs", {"old": reports[0], "new": reports[1]})
    return Recalculation(policy, was, now, by_cause, share, due, message)


Line = Mapping[str, object]


def _by_key(table: pa.Table) -> dict[tuple[object, ...], Line]:
    return {(line["firm"], line["month"], *(line[name] for name in _KEY)): line for line in table.to_pylist()}


def _total(table: pa.Table) -> float | None:
    if not any(line["emission_tco2e"] is not None for line in table.to_pylist()):
        return None
    return footprint_of(table).emission.value


def _changes(old: Line | None, new: Line | None) -> Mapping[str, float]:
    """Change of one line, split by cause in the order activity, factor, warming potential; the rest is ``rules``."""
    before, after = _emission(old), _emission(new)
    if old is None or new is None or before is None or after is None:
        return {"structure": (after or 0.0) - (before or 0.0)}
    steps: dict[str, float] = {}
    now = before
    for cause, column in (("activity", "activity"), ("factor", "factor_value")):
        was, becomes = _number(old[column]), _number(new[column])
        if was and becomes is not None and was != becomes:
            steps[cause] = now * (becomes / was - 1)
            now += steps[cause]
    if after != now:
        cause = "gwp" if old["gwp_report"] != new["gwp_report"] else "rules"
        steps[cause] = after - now
    return {cause: change for cause, change in steps.items() if abs(change) > 1e-12 * max(abs(before), 1e-12)}


def _emission(line: Line | None) -> float | None:
    return None if line is None else _number(line["emission_tco2e"])


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
