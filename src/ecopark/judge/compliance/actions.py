"""Use cases of exceedance events: open, acknowledge, answer, close, reopen. # judge.md 1.6: who acts does not close"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.figures import Evidence
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Draft, Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.judge.compliance import messages  # noqa: F401  # registers the texts
from ecopark.judge.compliance.events import KIND, EventState, answerers, seen_of, state_of, to_open

ANSWER = (Role.MANAGER, Role.FIRM)
CLOSE = (Role.MANAGER, Role.INSPECTOR, Role.FIRM)
_BATCH = 500


def open_events(
    records: RecordsStore, network: FlowNetwork, scope: Scope, rows: Iterable[Mapping[str, Any]], now: datetime
) -> int:
    """Open an event for each exceedance that has none; the number that were opened. Idempotent."""
    ending = list(rows)
    known = records.get_many(scope, KIND, [str(r["id"]) for r in ending])
    new = [_opened(network, row) for row in to_open(ending, known, now)]
    return sum(_put_new(records, scope, new[first : first + _BATCH]) for first in range(0, len(new), _BATCH))


def _put_new(records: RecordsStore, scope: Scope, drafts: Sequence[Draft]) -> int:
    """Those of the drafts whose id is free: one that was erased, or opened meanwhile, stays as it is."""
    try:
        return len(records.put_many(scope, KIND, drafts))
    except StateError:
        opened = 0
        for draft in drafts:
            try:
                records.put(scope, KIND, draft.id, draft.content, firm=draft.firm, expected_revision=0)
                opened += 1
            except StateError as error:
                if error.code != "engine.record.changed":
                    raise
        return opened


def _opened(network: FlowNetwork, row: Mapping[str, Any]) -> Draft:
    point = network.monitoring_points.get(row["monitoring_point"])
    return Draft(str(row["id"]), _first(row), firm=None if point is None else point.firm, expected_revision=0)


def _first(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        "monitoring_point": row["monitoring_point"],
        "property": row["property"],
        "state": EventState.OPEN.value,
        "seen": seen_of(row),
        "cause": "",
        "action": "",
        "evidence": [],
    }


def acknowledge(
    records: RecordsStore, scope: Scope, row: Mapping[str, Any], firm: str | None, revision: int | None
) -> Record:
    """Say that the exceedance has been seen. It admits nothing."""
    scope.require_role("acknowledge an exceedance", *ANSWER)
    scope.require(firm, str(row["id"]))
    known = records.get(scope, KIND, str(row["id"]))
    content = _content(known, row)
    if content["state"] != EventState.OPEN:
        raise StateError("judge.event.not_open", where=str(row["id"]), state=content["state"])
    content |= {"state": EventState.ACKNOWLEDGED.value, "acknowledged_by": scope.user}
    return _put(records, scope, str(row["id"]), content, firm, revision)


def answer(
    records: RecordsStore,
    scope: Scope,
    row: Mapping[str, Any],
    firm: str | None,
    *,
    cause: str,
    action: str,
    evidence: Sequence[Evidence] = (),
    revision: int | None = None,
) -> Record:
    """State the cause and the corrective action, with evidence. It acknowledges as well.

    Raises
    ------
    InputError
        judge.event.empty
    StateError
        judge.event.closed, engine.record.changed
    """
    scope.require_role("answer an exceedance", *ANSWER)
    scope.require(firm, str(row["id"]))
    if not cause.strip() or not action.strip():
        raise InputError("judge.event.empty", where=str(row["id"]))
    known = records.get(scope, KIND, str(row["id"]))
    content = _content(known, row)
    if content["state"] == EventState.CLOSED:
        raise StateError("judge.event.closed", where=str(row["id"]))
    said = list(content.get("evidence") or [])
    said += [part.content() for part in evidence if part.content() not in said]
    content.setdefault("acknowledged_by", scope.user)
    content |= {
        "state": EventState.ANSWERED.value,
        "cause": cause.strip(),
        "action": action.strip(),
        "evidence": said,
        "answered_by": scope.user,
    }
    return _put(records, scope, str(row["id"]), content, firm, revision)


def close(records: RecordsStore, scope: Scope, event_id: str, note: str, revision: int | None = None) -> Record:
    """Find the corrective action done. By somebody who stated neither cause nor action.

    Raises
    ------
    StateError
        judge.event.not_answered, judge.event.closed
    NotAllowed
        judge.event.same_person
    """
    scope.require_role("close an exceedance event", *CLOSE)
    known = records.get(scope, KIND, event_id)
    if known is None:
        raise StateError("judge.event.unknown", where=event_id)
    scope.require(known.firm, event_id)
    content: dict[str, Any] = dict(known.content)
    state = state_of(content)
    if state is EventState.CLOSED:
        raise StateError("judge.event.closed", where=event_id)
    if state is not EventState.ANSWERED:
        raise StateError("judge.event.not_answered", where=event_id)
    if scope.user in answerers(records.history(scope, KIND, event_id)):
        raise NotAllowed("judge.event.same_person", where=event_id, user=scope.user)
    if not note.strip():
        raise InputError("judge.event.empty", where=event_id)
    content |= {"state": EventState.CLOSED.value, "closed_by": scope.user, "closing_note": note.strip()}
    return _put(records, scope, event_id, content, known.firm, revision)


def reopen(records: RecordsStore, scope: Scope, event_id: str, note: str, revision: int | None = None) -> Record:
    """Open a closed event again, for those who may close; what was said stays."""
    scope.require_role("reopen an exceedance event", Role.MANAGER, Role.INSPECTOR)
    known = records.get(scope, KIND, event_id)
    if known is None or known.content.get("state") != EventState.CLOSED:
        raise StateError("judge.event.not_closed", where=event_id)
    content: dict[str, Any] = {**known.content, "state": EventState.ACKNOWLEDGED.value, "reopened_by": scope.user}
    content["reopening_note"] = note.strip()
    return _put(records, scope, event_id, content, known.firm, revision)


def _content(known: Record | None, row: Mapping[str, Any]) -> dict[str, Any]:
    """The event's content; of a record of the time before events were opened, with what was not kept then."""
    if known is None:
        return dict(_first(row))
    content: dict[str, Any] = dict(known.content)
    if "seen" not in content and "start" in row:
        content["seen"] = seen_of(row)
    content["state"] = state_of(content).value
    return content


def _put(
    records: RecordsStore, scope: Scope, event_id: str, content: Mapping[str, object], firm: str | None, revision: int | None
) -> Record:
    return records.put(scope, KIND, event_id, content, firm=firm, expected_revision=revision)
