"""What comes from where: last seen, rates, lag, gaps, share of the quota, errors with their remedy, per source.

A source is a device (its id), the watched folder (``inbox``) or a person or program (``upload:<user>``).
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ecopark.connect.live.messages  # noqa: F401  texts
from ecopark.connect.live.clocks import ClockWatch, clock_fault
from ecopark.connect.live.device import Device
from ecopark.connect.live.gaps import Gap, GapWatch
from ecopark.connect.live.rates import Rate
from ecopark.connect.live.wire import Ints
from ecopark.connect.records import notice
from ecopark.core.errors import StateError
from ecopark.core.messages import Message
from ecopark.core.ports import Clock

INBOX = "inbox"
SHOWN_ERRORS = 20
_SILENT = "connect.source.silent"
SILENT_AFTER = 3.0  # times the stated step
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SourceError:
    """One kind of error of a source: how often, when last, the last example; the message says the remedy."""

    message: Message
    count: int
    first: str
    last: str
    example: str = ""

    def content(self) -> dict[str, Any]:
        said = notice(self.message)
        return {
            "code": said["message"], "params": said["params"], "count": self.count, "first": self.first,
            "last": self.last, "example": self.example,
        }  # fmt: skip

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> SourceError:
        message = Message(content["code"], content["params"])
        return cls(message, content["count"], content["first"], content["last"], content["example"])


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as people see it; times are ISO, UTC.

    Attributes
    ----------
    stored, refused, repeated
        Readings since the source is known: stored durably, in quarantine, equal to one that came before in the same group
        or request.
    newest, lag_s
        Newest phenomenon time, and how old it was when it came; no lag where files are imported.
    gaps
        Stretches in which a datastream did not report as often as stated, not filled since.
    quota_share
        Readings of the last minute by the quota; None where there is no quota.
    errors
        Newest first.
    """

    id: str
    door: str = ""
    firm: str | None = None
    last_seen: str | None = None
    readings_minute: int = 0
    readings_hour: int = 0
    messages_minute: int = 0
    messages_hour: int = 0
    stored: int = 0
    refused: int = 0
    repeated: int = 0
    newest: str | None = None
    lag_s: float | None = None
    every_s: float | None = None
    gaps: tuple[Gap, ...] = ()
    quota_per_minute: int | None = None
    quota_share: float | None = None
    errors: tuple[SourceError, ...] = ()

    def content(self) -> dict[str, Any]:
        """JSON form."""
        return {**asdict(self), "errors": [error.content() for error in self.errors]}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> SourceState:
        known = {key: value for key, value in content.items() if key in cls.__dataclass_fields__}
        known["gaps"] = tuple(Gap(**gap) for gap in content.get("gaps", ()))
        known["errors"] = tuple(SourceError.from_content(error) for error in content.get("errors", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one group brought from one source.

    Attributes
    ----------
    newest_us
        Newest phenomenon time of all its rows, refused ones too; None: no row had a time.
    live
        Whether readings come as they are measured: then the clock is judged. Files tell of the past.
    times
        Datastream -> its phenomenon times in this group, sorted; only where gaps are judged.
    step_s
        Longest step of its series, seconds.
    """

    source: str
    door: str
    firm: str | None = None
    messages: int = 1
    stored: int = 0
    refused: int = 0
    repeated: int = 0
    newest_us: int | None = None
    live: bool = True
    times: Mapping[str, Ints] = field(default_factory=dict)
    step_s: float = 0.0
    quota_per_minute: int | None = None
    every_s: float | None = None


@dataclass(slots=True)
class _Source:
    state: SourceState
    readings: Rate = field(default_factory=Rate)
    messages: Rate = field(default_factory=Rate)
    clock: ClockWatch = field(default_factory=ClockWatch)
    gaps: GapWatch = field(default_factory=GapWatch)
    errors: dict[str, SourceError] = field(default_factory=dict)


class Sources:
    """Counts per source; safe to use from several threads. ``path``: where `save` writes, read back at start."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._sources: dict[str, _Source] = {}
        for state in read_states(path):
            errors = {_kind(e.message): e for e in reversed(state.errors) if e.message.id != _SILENT}
            known = _Source(state, errors=errors)
            known.gaps.open = list(state.gaps)
            self._sources[state.id] = known

    def saw(self, seen: Seen) -> None:
        """Count what a group brought, and look at the clock and the gaps of the source."""
        now = self._clock()
        now_us = (now - _EPOCH) // timedelta(microseconds=1)
        with self._lock:
            source = self._of(seen.source)
            source.readings.add(now.timestamp(), seen.stored + seen.refused + seen.repeated)
            source.messages.add(now.timestamp(), seen.messages)
            before = source.state
            state = replace(
                before,
                door=seen.door,
                firm=seen.firm,
                last_seen=text_of(now_us),
                stored=before.stored + seen.stored,
                refused=before.refused + seen.refused,
                repeated=before.repeated + seen.repeated,
                every_s=seen.every_s,
                quota_per_minute=seen.quota_per_minute,
            )
            if seen.newest_us is not None:
                newest = text_of(seen.newest_us)
                lag_s = round((now_us - seen.newest_us) / 1e6, 3) if seen.live else None  # a file of last year is not late
                state = replace(state, newest=max(newest, before.newest or newest), lag_s=lag_s)
                if seen.live:
                    self._look_at_clock(source, seen, now_us)
            source.state = state
            if seen.every_s is not None:
                source.gaps.look(seen.times, round(seen.every_s * 1e6))

    def error(self, source: str, message: Message, *, count: int = 1, example: str = "") -> None:
        """Count an error at its source; the newest example of each kind is kept."""
        now_us = (self._clock() - _EPOCH) // timedelta(microseconds=1)
        with self._lock:
            self._count_error(self._of(source), message, count, example, now_us)

    def states(self) -> list[SourceState]:
        """All sources as they are now, by id."""
        now = self._clock()
        with self._lock:
            return [self._state(source, now) for _, source in sorted(self._sources.items())]

    def save(self) -> None:
        """Write all states, whole or not at all.

        Raises
        ------
        StateError
            connect.sources.not_kept.
        """
        states = self.states()
        if not states:
            return
        content = {"written": text_of((self._clock() - _EPOCH) // timedelta(microseconds=1))}
        text = json.dumps({**content, "sources": [state.content() for state in states]}, ensure_ascii=False)
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}.tmp")
        try:
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(self._path)
        except OSError as error:
            raise StateError(
                "connect.sources.not_kept", where=str(self._path), reason=error.strerror or str(error)
            ) from error

    def _of(self, source: str) -> _Source:
        found = self._sources.get(source)
        if found is None:
            found = self._sources[source] = _Source(SourceState(source))
        return found

    def _look_at_clock(self, source: _Source, seen: Seen, now_us: int) -> None:
        assert seen.newest_us is not None
        offset = source.clock.look(seen.newest_us, now_us, round(max(seen.step_s, seen.every_s or 0.0) * 1e6))
        if offset is not None:
            self._count_error(source, clock_fault(seen.source, offset), 1, text_of(seen.newest_us), now_us)

    @staticmethod
    def _count_error(source: _Source, message: Message, count: int, example: str, now_us: int) -> None:
        kind = _kind(message)
        before, now = source.errors.pop(kind, None), text_of(now_us)
        source.errors[kind] = SourceError(
            message,
            count + (before.count if before else 0),
            before.first if before else now,
            now,
            example[:200] or (before.example if before else ""),
        )
        while len(source.errors) > SHOWN_ERRORS:
            source.errors.pop(next(iter(source.errors)))

    def _state(self, source: _Source, now: datetime) -> SourceState:
        state, at = source.state, now.timestamp()
        readings = source.readings.within(at, 60)
        share = readings / state.quota_per_minute if state.quota_per_minute else None
        silent = _silence(state, now)
        errors = list(reversed(source.errors.values()))
        return replace(
            state,
            readings_minute=readings,
            readings_hour=source.readings.within(at, 3600),
            messages_minute=source.messages.within(at, 60),
            messages_hour=source.messages.within(at, 3600),
            quota_share=None if share is None else round(share, 4),
            gaps=tuple(source.gaps.open),
            errors=(*([silent] if silent else []), *errors),
        )


def _kind(message: Message) -> str:
    """Both texts about a clock are one kind of error: the newest says it."""
    return message.id.removesuffix("_zone")


def _silence(state: SourceState, now: datetime) -> SourceError | None:
    """The error of a source that should have sent by now; it goes when the source sends again."""
    if state.every_s is None or state.last_seen is None:
        return None
    quiet_s = (now - datetime.fromisoformat(state.last_seen)).total_seconds()
    if quiet_s <= max(SILENT_AFTER * state.every_s, 10.0):
        return None
    shown = {"device": state.id, "since": state.last_seen, "every_s": f"{state.every_s:g}"}
    at = text_of((now - _EPOCH) // timedelta(microseconds=1))
    return SourceError(Message(_SILENT, shown), 1, state.last_seen, at)


def never_seen(device: Device) -> SourceState:
    """A device that is registered and has sent nothing yet."""
    shown = SourceError(Message("connect.source.never", {"device": device.id}), 1, "", "")
    return SourceState(
        device.id,
        device.door,
        device.firm,
        every_s=device.every_s,
        quota_per_minute=device.quota_per_minute,
        errors=(shown,),
    )


def read_states(path: Path, now: datetime | None = None) -> list[SourceState]:
    """The states as last written; none if there are none. What cannot be read counts as never written.

    With ``now``, what only holds for the moment of writing is brought up to date: rates of a platform that has stopped are
    zero, a device that is silent since is said to be.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        states = [SourceState.from_content(state) for state in content["sources"]]
        written = datetime.fromisoformat(content["written"])
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return states if now is None else [_of_now(state, (now - written).total_seconds(), now) for state in states]


def _of_now(state: SourceState, age_s: float, now: datetime) -> SourceState:
    if age_s > 60:
        state = replace(state, readings_minute=0, messages_minute=0, quota_share=None)
    if age_s > 3600:
        state = replace(state, readings_hour=0, messages_hour=0)
    errors = tuple(error for error in state.errors if error.message.id != _SILENT)
    silent = _silence(state, now)
    return replace(state, errors=(*([silent] if silent else []), *errors))


def text_of(moment_us: int) -> str:
    """ISO, UTC, to the second."""
    return (_EPOCH + timedelta(microseconds=moment_us)).strftime("%Y-%m-%dT%H:%M:%SZ")
