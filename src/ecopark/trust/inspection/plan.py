"""Plans of inspections: a random share, always, and a risk-based one. Each item says where, what, why, how likely, when.

The random share is drawn from all places with one stated probability, before the risk-based one takes from the rest: only
so can the rate of faults be estimated without a bias towards places that looked suspicious anyway.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ecopark.core.errors import InputError
from ecopark.core.network import FlowNetwork
from ecopark.core.terms import DatastreamKind, Origin
from ecopark.trust.inspection.draw import Commitment, Opening, commit, draw
from ecopark.trust.inspection.records import Place, place_of
from ecopark.trust.inspection.risk import PlaceFacts, RiskSettings, Score, most_telling, score

LEAST_RANDOM = 0.2
_NOT_VISITED = (Origin.MODELLED, Origin.DECLARED)


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """``visits`` in the window ``[start, end)``; ``random_share`` of them, at least ``LEAST_RANDOM``, by lot."""

    plan: str
    visits: int
    start: datetime
    end: datetime
    random_share: float = 0.4

    def __post_init__(self) -> None:
        if not LEAST_RANDOM <= self.random_share <= 1:
            raise InputError("trust.plan.random_share", where="random_share", least=LEAST_RANDOM, given=self.random_share)
        if self.visits < 1 or self.end <= self.start:
            raise InputError("trust.plan.empty", where="visits")

    @property
    def random_visits(self) -> int:
        return max(1, math.ceil(self.visits * self.random_share - 1e-9))


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One visit. ``probability``: with which the place had to expect it; ``score`` None for the random share."""

    id: str
    place: str
    share: Literal["random", "risk"]
    probability: float
    what: tuple[str, ...]
    datastreams: tuple[str, ...]
    reasons: tuple[str, ...]
    score: Score | None
    start: datetime
    end: datetime

    def content(self) -> dict[str, object]:
        return {
            "id": self.id,
            "place": self.place,
            "share": self.share,
            "probability": self.probability,
            "what": list(self.what),
            "datastreams": list(self.datastreams),
            "reasons": list(self.reasons),
            "score": None if self.score is None else {"total": self.score.total, "terms": dict(self.score.terms)},
            "window": {"start": self.start.isoformat(), "end": self.end.isoformat()},
        }


def places_of(network: FlowNetwork) -> tuple[Place, ...]:
    """Every place where something is measured: monitoring points, and meters on edges. Models cannot be visited."""
    points = [place_of(network, point) for point in network.monitoring_points]
    meters = [place_of(network, meter.id) for meter in network.meters.values() if meter.monitoring_point is None]
    return tuple(p for p in (*points, *meters) if any(d.origin not in _NOT_VISITED for d in p.datastreams))


def commit_plan(
    network: FlowNetwork,
    terms: PlanTerms,
    not_before: datetime,
    after_size: int,
    secret: bytes,
    public_value_of: str = "",
) -> Commitment:
    """Fix the random share before its draw: all places, how many, from when on. See `draw.Commitment`."""
    names = [place.id for place in places_of(network)]
    count = min(terms.random_visits, len(names))
    return commit(terms.plan, names, count, not_before, after_size, secret, public_value_of)


def made_plan(
    network: FlowNetwork,
    terms: PlanTerms,
    commitment: Commitment,
    opening: Opening,
    facts: Mapping[str, PlaceFacts],
    now: datetime,
    settings: RiskSettings | None = None,
) -> tuple[PlanItem, ...]:
    """The items of a plan: the drawn ones first, then those that tell most among the rest.

    Parameters
    ----------
    facts
        By place; a place without facts is judged as one of which nothing is known.
    now
        The moment at which the risk is judged, aware.
    """
    drawn = draw(commitment, opening)
    known = {place.id: place for place in places_of(network)}
    left = [score(facts.get(name, PlaceFacts(name)), now, settings) for name in known if name not in drawn]
    chosen = most_telling(left, max(terms.visits - len(drawn), 0))
    by_lot = commitment.count / len(commitment.places)
    visits: list[tuple[Place, Score | None]] = [(known[name], None) for name in drawn if name in known]
    visits += [(known[found.place], found) for found in chosen]
    return tuple(_item(f"{terms.plan}.{i}", terms, place, found, by_lot) for i, (place, found) in enumerate(visits, 1))


def _item(name: str, terms: PlanTerms, place: Place, found: Score | None, by_lot: float) -> PlanItem:
    reasons = ("random",) if found is None else (found.reasons or ("highest_score",))
    streams = tuple(d.id for d in place.datastreams if d.origin not in _NOT_VISITED)
    share: Literal["random", "risk"] = "random" if found is None else "risk"
    likely = by_lot if found is None else 1.0
    return PlanItem(name, place.id, share, likely, what_to_do(place), streams, reasons, found, terms.start, terms.end)


def what_to_do(place: Place) -> tuple[str, ...]:
    """Codes of the work at a place, in its order; texts ``trust.plan.do.<code>``."""
    if place.point:
        return ("look", "seals", "take_sample", "check_sensor", "photo")
    registers = any(d.kind is DatastreamKind.TOTAL_INCREASING for d in place.datastreams)
    return ("look", "seals", "read_register" if registers else "read_display", "photo")


def item_states(
    items: Sequence[Mapping[str, object]], done: Mapping[str, str], now: datetime
) -> list[tuple[Mapping[str, object], str, str | None]]:
    """Each item with its state (``open``, ``done``, ``late``) and the inspection that answered it.

    ``done`` maps item ids to inspections.
    """
    states = []
    for item in items:
        window = item["window"]
        assert isinstance(window, Mapping)
        by = done.get(str(item["id"]))
        late = now >= datetime.fromisoformat(str(window["end"]))
        states.append((item, "done" if by else "late" if late else "open", by))
    return states
