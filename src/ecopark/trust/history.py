"""Flag history: what automatic runs and people said about a reading, and what follows from all of it.

The highest flag wins. A manual note stands beside the automatic flags and never deletes one: a person may raise a flag,
and may state that a doubted value is good, which is kept and shown as a dispute, but does not whitewash it. # design 4.5
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval, to_utc
from ecopark.core.records import Record
from ecopark.core.terms import Flag
from ecopark.trust import messages as _texts  # noqa: F401  (the texts of the error below)
from ecopark.trust.checks.registry import checks_of

NOTE_KIND = "flag_note"

# QARTOD primary flags: 1 pass, 2 not evaluated, 3 suspect, 4 fail, 9 missing (IOOS, Manual for the Use of Real-Time
# Oceanographic Data Quality Control Flags, 2020).
QARTOD: Mapping[Flag, int] = {Flag.GOOD: 1, Flag.UNFLAGGED: 2, Flag.DOUBTFUL: 3, Flag.BAD: 4}
QARTOD_MISSING = 9


@dataclass(frozen=True, slots=True)
class FlagNote:
    """A person's flag on an interval of a datastream. ``made`` and ``actor`` are those of the record."""

    id: str
    datastream: str
    interval: Interval
    flag: Flag
    reason: str
    actor: str
    made: datetime


@dataclass(frozen=True, slots=True)
class FlagEvent:
    """One statement about one reading.

    ``source`` is ``automatic`` or ``manual``; ``by`` the check's code or the person; ``version`` the run (with the hash of
    all parameters) or the note's id.
    """

    source: str
    by: str
    flag: Flag
    version: str
    reason: str = ""
    made: datetime | None = None


@dataclass(frozen=True, slots=True)
class FlagHistory:
    """All statements about one reading, oldest run first, and what follows.

    ``disputed``: somebody noted a lower flag than the effective one.
    """

    effective: Flag
    disputed: bool
    events: tuple[FlagEvent, ...]


def note_content(datastream: str, interval: Interval, flag: Flag, reason: str) -> dict[str, object]:
    """Return the content of a ``flag_note`` record; the store adds who and when."""
    content: dict[str, object] = {
        "datastream": datastream,
        "start": interval.start.isoformat(),
        "end": interval.end.isoformat(),
        "flag": flag.name,
        "reason": reason.strip(),
    }
    _check_note(content, "flag_note")
    return content


def read_note(record: Record) -> FlagNote:
    """Read a ``flag_note`` record; ``InputError`` trust.note.not_readable says what is wrong."""
    where = f"{record.kind} {record.id}"
    datastream, interval, flag, reason = _check_note(record.content, where)
    return FlagNote(record.id, datastream, interval, flag, reason, record.actor, to_utc(record.recorded_time))


def history_of(
    datastream: str, moment: datetime, runs: Iterable[tuple[str, int, bool]], notes: Iterable[FlagNote]
) -> FlagHistory:
    """Return the history of one reading.

    Parameters
    ----------
    moment
        Phenomenon time, aware.
    runs
        ``(version, tests, evaluated)`` of each automatic run, oldest first; ``tests`` as in ``FLAGS`` (0: no row).
    notes
        Any notes; those about other readings are left out.

    Notes
    -----
    Automatically, the newest run that evaluated the reading counts: a corrected parameter must be able to clear a false
    alarm. Older runs stay in ``events``.
    """
    events: list[FlagEvent] = []
    current: list[Flag] = []
    for version, tests, evaluated in runs:
        if not evaluated:
            continue
        said = [FlagEvent("automatic", check.code, check.level, version) for check in checks_of(tests)]
        events.extend(said or [FlagEvent("automatic", "trust.all_checks", Flag.GOOD, version)])
        current = [event.flag for event in said] or [Flag.GOOD]
    manual = [n for n in notes if n.datastream == datastream and n.interval.contains(moment)]
    for note in sorted(manual, key=lambda n: (n.made, n.id)):
        events.append(FlagEvent("manual", note.actor, note.flag, note.id, note.reason, note.made))
        current.append(note.flag)
    effective = max(current, default=Flag.UNFLAGGED)
    disputed = any(n.flag < effective for n in manual)
    return FlagHistory(effective, disputed, tuple(events))


def with_notes(
    datastream: str, times: NDArray[np.int64], flags: NDArray[np.uint8], notes: Sequence[FlagNote]
) -> NDArray[np.uint8]:
    """Return the effective flags of readings, each the highest of the automatic one and the notes on it.

    Parameters
    ----------
    times
        Phenomenon times, microseconds since 1970 UTC, shape (n,).
    flags
        Automatic flags, shape (n,).

    Returns
    -------
    effective
        Shape (n,); nowhere below ``flags``.
    """
    effective = flags.copy()
    for note in notes:
        if note.datastream == datastream:
            start, end = (int((m - _EPOCH).total_seconds() * 1e6) for m in (note.interval.start, note.interval.end))
            inside = (times >= start) & (times < end)
            effective[inside] = np.maximum(effective[inside], np.uint8(note.flag))
    return effective


def qartod(flags: NDArray[np.uint8], missing: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Translate flags to QARTOD's primary flags (1, 2, 3, 4, 9) for exchange, shape (n,)."""
    translation = np.zeros(max(QARTOD) + 1, dtype=np.uint8)
    for flag, primary in QARTOD.items():
        translation[int(flag)] = primary
    return np.where(missing, np.uint8(QARTOD_MISSING), translation[flags])


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _check_note(content: Mapping[str, object], where: str) -> tuple[str, Interval, Flag, str]:
    try:
        start, end = (datetime.fromisoformat(str(content[key])) for key in ("start", "end"))
        interval = Interval(start, end)
        flag = Flag[str(content["flag"]).upper()]
        datastream, reason = str(content["datastream"]), str(content["reason"]).strip()
    except (KeyError, ValueError) as error:
        raise InputError("trust.note.not_readable", where=where, problem=str(error)) from error
    if flag is Flag.UNFLAGGED or not reason or not datastream:
        raise InputError("trust.note.not_readable", where=where, problem="flag, reason, datastream")
    return datastream, interval, flag, reason
