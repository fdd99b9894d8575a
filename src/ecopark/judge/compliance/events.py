"""Exceedance events: what happened, who has seen it, why, what was done, and who found it done.

Record kind ``exceedance_event``, id = id of the exceedance. It is opened once its first period is over, keeps what
was seen then, and is never deleted: when readings are corrected later, it says that the data behind it changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from ecopark.core.records import Record

KIND = "exceedance_event"
SEEN = ("monitoring_point", "property", "start", "end", "worst", "limit", "unit", "limit_rule", "statistic", "provisional")
_STEP_S = {"mean_1h": 3600, "mean_8h": 28_800, "mean_24h": 86_400, "mean_year": 365 * 86_400}


class EventState(StrEnum):
    OPEN = "open"  # nobody has said anything
    ACKNOWLEDGED = "acknowledged"  # somebody has seen it
    ANSWERED = "answered"  # cause and corrective action are stated
    CLOSED = "closed"  # another person has found the action done


class Behind(StrEnum):
    """The exceedance as judged now, against what was seen when the event was opened."""

    SAME = "same"
    LONGER = "longer"  # it goes on, or its newest period has more readings
    CHANGED = "changed"  # readings, flags or rules were corrected since
    GONE = "gone"  # by today's data and rules there is no such exceedance


@dataclass(frozen=True, slots=True)
class EventTerms:
    """By when an event is to be dealt with, counted from the end of the exceedance. House rule of the park, no law."""

    acknowledge: timedelta = timedelta(days=1)
    answer: timedelta = timedelta(days=7)
    close: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it stands.

    Attributes
    ----------
    seen
        The exceedance when the event was opened; times naive UTC.
    now
        The exceedance as judged today; None where it is gone.
    due, overdue
        By when the next step is to be taken, and whether that is past; None and False once closed.
    answered_by
        Everybody who stated cause or action: none of them may close it.
    """

    id: str
    revision: int
    firm: str | None
    state: EventState
    seen: Mapping[str, Any]
    now: Mapping[str, Any] | None
    behind: Behind
    due: datetime | None
    overdue: bool
    content: Mapping[str, Any]
    answered_by: frozenset[str]

    @property
    def point(self) -> str:
        return str(self.seen["monitoring_point"])

    @property
    def next_step(self) -> str:
        """What is to be done next: acknowledge, answer, close, or nothing."""
        steps = {EventState.OPEN: "acknowledge", EventState.ACKNOWLEDGED: "answer", EventState.ANSWERED: "close"}
        return steps.get(self.state, "nothing")


def seen_of(row: Mapping[str, Any]) -> dict[str, object]:
    """What an event keeps of a row of ``exceedances``; times as ISO 8601 in UTC."""
    return {name: _iso(row[name]) if isinstance(row[name], datetime) else row[name] for name in SEEN}


def to_open(rows: Iterable[Mapping[str, Any]], known: Iterable[str], now: datetime) -> list[Mapping[str, Any]]:
    """Exceedances without an event whose first period is over (a day that is not over may still fall below its limit)."""
    have, moment = frozenset(known), _naive(now)
    return [r for r in rows if r["id"] not in have and r["start"] + timedelta(seconds=_step(r)) <= moment]


def event_of(
    record: Record, history: Sequence[Record], row: Mapping[str, Any] | None, now: datetime, terms: EventTerms | None = None
) -> Event:
    """An event from its record, all its revisions and the exceedance as judged today (None: gone)."""
    content: Mapping[str, Any] = record.content
    seen = _times(content["seen"]) if "seen" in content else _from_old(content, row)
    state = state_of(content)
    due = _due(state, seen, terms or EventTerms())
    return Event(
        record.id,
        record.revision,
        record.firm,
        state,
        seen,
        row,
        behind(seen, row),
        due,
        due is not None and due < now,
        content,
        answerers(history),
    )


def state_of(content: Mapping[str, Any]) -> EventState:
    """The stated state; of a record of the time before states, what it implies."""
    if content.get("state") in set(EventState):
        return EventState(content["state"])
    return EventState.ANSWERED if content.get("cause") else EventState.OPEN


def unopened(row: Mapping[str, Any], firm: str | None, now: datetime, terms: EventTerms | None = None) -> Event:
    """An exceedance whose event the platform has not opened yet (its first period is not over, or the park only reads)."""
    seen = {name: row[name] for name in SEEN}
    due = _due(EventState.OPEN, seen, terms or EventTerms())
    overdue = due is not None and due < now
    return Event(str(row["id"]), 0, firm, EventState.OPEN, seen, row, Behind.SAME, due, overdue, {}, frozenset())


def behind(seen: Mapping[str, Any], row: Mapping[str, Any] | None) -> Behind:
    """Whether the exceedance is still what was seen."""
    if row is None:
        return Behind.GONE
    if any(seen[name] != row[name] for name in ("limit", "unit", "start")):
        return Behind.CHANGED
    if row["end"] > seen["end"]:
        return Behind.LONGER
    same = row["end"] == seen["end"] and _close(row["worst"], seen["worst"])
    return Behind.SAME if same else Behind.CHANGED


def answerers(history: Sequence[Record]) -> frozenset[str]:
    """Who stated cause or action in any revision."""
    found, before = set(), ("", "")
    for revision in history:
        said = (str(revision.content.get("cause") or ""), str(revision.content.get("action") or ""))
        if said != before and any(said):
            found.add(revision.actor)
        before = said
    return frozenset(found)


def _due(state: EventState, seen: Mapping[str, Any], terms: EventTerms) -> datetime | None:
    after = {
        EventState.OPEN: terms.acknowledge,
        EventState.ACKNOWLEDGED: terms.answer,
        EventState.ANSWERED: terms.close,
    }.get(state)
    end: datetime = seen["end"]
    return None if after is None else end.replace(tzinfo=UTC) + after


def _from_old(content: Mapping[str, Any], row: Mapping[str, Any] | None) -> dict[str, Any]:
    """Records of the time before events were opened knew the point, cause and action only."""
    if row is not None:
        return {name: row[name] for name in SEEN}
    nothing: dict[str, Any] = dict.fromkeys(SEEN)
    moment = datetime(1970, 1, 1)  # noqa: DTZ001  # naive UTC, as stored
    return {
        **nothing,
        "start": moment,
        "end": moment,
        "unit": "",
        "limit_rule": "",
        "statistic": "",
        "monitoring_point": content.get("monitoring_point", ""),
        "property": content.get("property", ""),
    }


def _times(seen: Mapping[str, Any]) -> dict[str, Any]:
    return {**seen, **{name: _naive(datetime.fromisoformat(seen[name])) for name in ("start", "end")}}


def _naive(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds") + "+00:00"


def _step(row: Mapping[str, Any]) -> int:
    return _STEP_S.get(str(row["statistic"]), 0)


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))
