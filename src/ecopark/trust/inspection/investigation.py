"""Investigations: a sensor and a reference disagree. What depended on the sensor is marked until somebody knows why.

A mark says which rows of which derived table rest on the datastream, from the last agreement on. Marks are part of the
record; when the investigation is closed they are kept or released, and every revision stays. # design 4.5
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ecopark.core.errors import InputError, StateError
from ecopark.core.interval import Interval, to_utc
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Flag
from ecopark.trust.history import NOTE_KIND, note_content
from ecopark.trust.inspection.actions import WRITERS
from ecopark.trust.inspection.fields import Fields, read_whole
from ecopark.trust.inspection.marks import Mark, read_mark

INVESTIGATION = "investigation"
COMPARISON = "comparison"
OUTCOMES = ("sensor_wrong", "sample_wrong", "within_uncertainty")
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a sensor is investigated, and since when it may have been wrong.

    ``since`` is the last moment at which it agreed with a reference; None: it never did, all of it is in doubt.
    """

    datastream: str
    firm: str | None
    found_at: datetime
    since: datetime | None
    last_agreement: str | None
    comparisons: tuple[str, ...]
    reason: Mapping[str, object]


def suspicion_of(comparison: Record, others: Sequence[Record]) -> Suspicion:
    """From a comparison that disagrees: the time since the last one before it that agreed."""
    datastream, time = str(comparison.content["datastream"]), _time(comparison)
    before = [
        other
        for other in others
        if other.content["datastream"] == datastream and other.content["state"] == "agree" and _time(other) < time
    ]
    last = max(before, key=_time, default=None)
    said = {"id": comparison.content["reason"], "params": comparison.content["reason_params"]}
    since = None if last is None else _time(last)
    return Suspicion(datastream, comparison.firm, time, since, None if last is None else last.id, (comparison.id,), said)


def open_investigation(
    records: RecordsStore, scope: Scope, suspicion: Suspicion, marks: Sequence[Mark], opened_by: str = "rule"
) -> tuple[Record, bool]:
    """Open an investigation, or add to the open one about the same datastream; returns it and whether anything is new.

    Proposes a flag over the time in doubt; a person sets it (:func:`set_flag`).
    """
    for known in records.find(scope, INVESTIGATION, limit=_MOST):
        listed = known.content["comparisons"]
        assert isinstance(listed, list)
        same = known.content["datastream"] == suspicion.datastream
        is_open = same and known.content["state"] == "open"
        if same and (suspicion.comparisons or is_open) and set(suspicion.comparisons) <= set(listed):
            return known, False
        if is_open:
            more = {**known.content, "comparisons": [*listed, *suspicion.comparisons]}
            return _put(records, scope, known, more), True
    content: dict[str, object] = {
        "state": "open",
        "datastream": suspicion.datastream,
        "opened_by": opened_by,
        "found_at": suspicion.found_at.isoformat(),
        "since": None if suspicion.since is None else suspicion.since.isoformat(),
        "last_agreement": suspicion.last_agreement,
        "comparisons": list(suspicion.comparisons),
        "reason": dict(suspicion.reason),
        "marks": [mark.content() for mark in marks],
        "marks_state": "marked",
        "flag": {"state": "proposed", "flag": Flag.DOUBTFUL.name, "note": None},
        "outcome": None,
    }
    name = _id_of(suspicion)
    try:
        return records.put(scope, INVESTIGATION, name, content, firm=suspicion.firm, expected_revision=0), True
    except StateError as error:
        known_now = records.get(scope, INVESTIGATION, name)
        if error.code != "engine.record.changed":
            raise
        if known_now is None:  # its content was erased on request: what is suspected now begins anew
            return records.put(scope, INVESTIGATION, name, content, firm=suspicion.firm), True
        return known_now, False


def set_flag(records: RecordsStore, scope: Scope, investigation: Record, first: datetime, until: datetime) -> Record:
    """Set the proposed flag as a manual note over the time in doubt; again changes nothing.

    Parameters
    ----------
    first
        Beginning of the record, where the sensor never agreed.
    until
        Up to when readings are flagged; later ones need another note.
    """
    scope.require_role("set flags", *WRITERS)
    said = _flag(investigation)
    if said["state"] != "proposed" or investigation.content["state"] != "open":
        return investigation
    start = _moment(investigation.content["since"]) or first
    note = f"investigation.{investigation.id}"
    span = Interval(start, max(until, start + timedelta(seconds=1)))
    content = note_content(str(investigation.content["datastream"]), span, Flag.DOUBTFUL, _reason(investigation, "open"))
    records.put(scope, NOTE_KIND, note, content, firm=investigation.firm)
    return _put(records, scope, investigation, {**investigation.content, "flag": {**said, "state": "set", "note": note}})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an investigation ends. ``since``: from when on the sensor was wrong (only with ``sensor_wrong``)."""

    outcome: str
    since: datetime | None
    until: datetime | None
    reason: str


def read_outcome(content: object) -> Outcome:
    """Read what was sent; ``InputError`` trust.field.*, trust.investigation.since."""
    outcome = read_whole(content, _outcome)
    if (outcome.outcome == "sensor_wrong") != (outcome.since is not None):
        raise InputError("trust.investigation.since", where="since")
    if outcome.since is not None and outcome.until is not None and outcome.until <= outcome.since:
        raise InputError("trust.inspection.ends_early", where="until")
    return outcome


def close_investigation(
    records: RecordsStore, scope: Scope, investigation: Record, outcome: Outcome, now: datetime, zone: ZoneInfo
) -> Record:
    """Close it: marks from ``since`` on are kept where the sensor was wrong, all others are released.

    The manual flag follows: BAD from ``since`` on where the sensor was wrong, otherwise GOOD, as a new revision of its note.
    """
    scope.require_role("close investigations", *WRITERS)
    if investigation.content["state"] == "closed":
        raise StateError("trust.investigation.closed", where=investigation.id)
    wrong = outcome.since is not None
    said = _flag(investigation)
    until = outcome.until or now
    if said["note"] is not None:
        _follow(records, scope, investigation, str(said["note"]), outcome, until)
    marks = [read_mark(mark) for mark in _marks(investigation)]
    kept = [mark.within(outcome.since, until, zone) for mark in marks] if outcome.since is not None else []
    content = {
        **investigation.content,
        "state": "closed",
        "marks": [mark.content() for mark in kept if mark is not None] if wrong else [mark.content() for mark in marks],
        "marks_state": "kept" if wrong else "released",
        "flag": {**said, "state": ("kept" if wrong else "released") if said["note"] else "dropped"},
        "outcome": {
            "outcome": outcome.outcome,
            "since": None if outcome.since is None else to_utc(outcome.since).isoformat(),
            "until": to_utc(until).isoformat() if wrong else None,
            "reason": outcome.reason,
            "closed_at": to_utc(now).isoformat(),
        },
    }
    return _put(records, scope, investigation, content)


def marks_in_force(records: RecordsStore, scope: Scope) -> list[tuple[str, Mark]]:
    """(investigation, mark) of all that are open, and of those closed because the sensor was wrong."""
    return [
        (record.id, read_mark(mark))
        for record in records.find(scope, INVESTIGATION, limit=_MOST)
        if record.content["marks_state"] in ("marked", "kept")
        for mark in _marks(record)
    ]


def _follow(
    records: RecordsStore, scope: Scope, investigation: Record, note: str, outcome: Outcome, until: datetime
) -> None:
    known = records.get(scope, NOTE_KIND, note)
    if known is None:
        return
    span = Interval(_needed(known.content["start"]), _needed(known.content["end"]))
    flag = Flag.GOOD
    if outcome.since is not None:
        span, flag = Interval(outcome.since, max(until, outcome.since + timedelta(seconds=1))), Flag.BAD
    text = _reason(investigation, outcome.outcome, outcome.reason)
    content = note_content(str(investigation.content["datastream"]), span, flag, text)
    records.put(scope, NOTE_KIND, note, content, firm=investigation.firm, expected_revision=known.revision)


def _id_of(suspicion: Suspicion) -> str:
    text = "\n".join((suspicion.datastream, suspicion.found_at.isoformat(), *suspicion.comparisons))
    return f"inv-{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def _reason(investigation: Record, state: str, text: str = "") -> str:
    return f"investigation {investigation.id}: {state}" + (f" ({text})" if text else "")


def _put(records: RecordsStore, scope: Scope, old: Record, content: Mapping[str, object]) -> Record:
    return records.put(scope, INVESTIGATION, old.id, content, firm=old.firm, expected_revision=old.revision)


def _flag(investigation: Record) -> dict[str, object]:
    said = investigation.content["flag"]
    assert isinstance(said, Mapping)
    return dict(said)


def _marks(investigation: Record) -> list[Mapping[str, object]]:
    marks = investigation.content["marks"]
    assert isinstance(marks, list)
    return marks


def _outcome(fields: Fields) -> Outcome:
    return Outcome(
        fields.choice("outcome", OUTCOMES),
        fields.maybe_moment("since"),
        fields.maybe_moment("until"),
        fields.text("reason", 2000),
    )


def _time(comparison: Record) -> datetime:
    return _needed(comparison.content["time"])


def _moment(text: object) -> datetime | None:
    return None if text is None else datetime.fromisoformat(str(text))


def _needed(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
