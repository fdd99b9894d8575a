"""Use cases of plans: commit, draw, and the items with what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ecopark.core.errors import StateError
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.trust.inspection.actions import INSPECTION, WRITERS
from ecopark.trust.inspection.draw import Commitment, Opening, read_commitment
from ecopark.trust.inspection.plan import PlanTerms, item_states, made_plan
from ecopark.trust.inspection.risk import PlaceFacts, RiskSettings

PLAN = "inspection_plan"
_MOST = 100_000


def begin_plan(records: RecordsStore, scope: Scope, terms: PlanTerms, commitment: Commitment) -> Record:
    """Store the commitment of a plan; ``StateError`` trust.plan.known if there is a plan of that name."""
    scope.require_role("make plans", *WRITERS)
    content = {"state": "committed", "terms": _terms_content(terms), "commitment": commitment.content()}
    try:
        return records.put(scope, PLAN, terms.plan, content, expected_revision=0)
    except StateError as error:
        if error.code != "engine.record.changed":
            raise
        raise StateError("trust.plan.known", where="id", plan=terms.plan) from error


def finish_plan(
    records: RecordsStore,
    network: FlowNetwork,
    scope: Scope,
    plan: Record,
    opening: Opening,
    facts: Mapping[str, PlaceFacts],
    now: datetime,
    settings: RiskSettings | None = None,
) -> Record:
    """Draw a committed plan, once; a drawn one is returned as it is."""
    scope.require_role("make plans", *WRITERS)
    if plan.content["state"] == "drawn":
        return plan
    terms, commitment = read_terms(plan.content), read_commitment(plan.content)
    items = made_plan(network, terms, commitment, opening, facts, now, settings)
    drawn = {
        **plan.content,
        "state": "drawn",
        "opening": opening.content(),
        "judged_at": now.isoformat(),
        "items": [item.content() for item in items],
    }
    return records.put(scope, PLAN, plan.id, drawn, expected_revision=plan.revision)


def plan_rows(records: RecordsStore, scope: Scope, now: datetime, *, everything: bool = False) -> list[dict[str, object]]:
    """Items of the drawn plans with ``state`` (open, done, late), ``inspection`` and ``plan``; open ones first.

    Without ``everything`` only those of plans whose window has not ended, and late ones.
    """
    done = {}
    for visit in records.find(scope, INSPECTION, limit=_MOST):
        if visit.content.get("planned"):
            done[str(visit.content["planned"])] = visit.id
    rows = []
    for plan in records.find(scope, PLAN, limit=_MOST):
        if plan.content["state"] != "drawn":
            continue
        items = plan.content["items"]
        assert isinstance(items, list)
        over = now >= read_terms(plan.content).end
        for item, state, by in item_states(items, done, now):
            if everything or not over or state == "late":
                rows.append({**item, "state": state, "inspection": by, "plan": plan.id})
    order = {"open": 0, "late": 1, "done": 2}
    return sorted(rows, key=lambda row: (order[str(row["state"])], str(row["plan"])))


def read_terms(content: Mapping[str, object]) -> PlanTerms:
    said = content["terms"]
    assert isinstance(said, Mapping)
    start, end = (datetime.fromisoformat(str(said[name])) for name in ("start", "end"))
    return PlanTerms(str(said["plan"]), int(said["visits"]), start, end, float(said["random_share"]))


def _terms_content(terms: PlanTerms) -> dict[str, object]:
    return {
        "plan": terms.plan,
        "visits": terms.visits,
        "start": terms.start.isoformat(),
        "end": terms.end.isoformat(),
        "random_share": terms.random_share,
    }
