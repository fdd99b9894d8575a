"""Rates that inspections teach: how often a sensor is off at all, and how often such a suspicion turned out wrong.

Only visits drawn by lot count for the base rate: risk-based ones look where something was suspected anyway.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

from ecopark.core.records import Record

LEAST = 10  # below, no rate is said


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of ``n`` with its 95 % interval (Wilson 1927), and where it comes from (a message id)."""

    value: float
    low: float
    high: float
    n: int
    source: str


def share(hits: int, n: int, source: str) -> Rate | None:
    """The share of hits; None where fewer than ``LEAST`` were looked at."""
    if n < LEAST:
        return None
    z = NormalDist().inv_cdf(0.975)
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Rate(p, max(middle - reach, 0.0), min(middle + reach, 1.0), n, source)


def base_rate(plans: Iterable[Record], visits: Iterable[Record], comparisons: Iterable[Record]) -> Rate | None:
    """Share of places visited by lot where a sensor disagreed; visits whose comparison is open do not count."""
    by_lot = {
        str(item["id"]) for plan in plans for item in _items(plan) if isinstance(item, Mapping) and item["share"] == "random"
    }
    drawn = {visit.id for visit in visits if visit.content.get("planned") in by_lot}
    judged: dict[str, bool] = {}
    for comparison in comparisons:
        source, state = str(comparison.content.get("visit", comparison.content.get("source"))), comparison.content["state"]
        if source in drawn and state in ("agree", "disagree"):
            judged[source] = judged.get(source, False) or state == "disagree"
    return share(sum(judged.values()), len(judged), "trust.inspection.rate_by_lot")


def wrong_rate(investigations: Iterable[Record]) -> Rate | None:
    """Share of closed investigations in which the sensor turned out right."""
    outcomes = [r.content["outcome"] for r in investigations if r.content["state"] == "closed"]
    said = [str(outcome["outcome"]) for outcome in outcomes if isinstance(outcome, Mapping)]
    return share(sum(outcome != "sensor_wrong" for outcome in said), len(said), "trust.inspection.rate_closed")


def _items(plan: Record) -> Iterable[object]:
    items = plan.content.get("items", [])
    return items if isinstance(items, list) else []
