"""One visit at one park: checkpoint, growth, newest publication; nothing is believed before it is verified."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ecopark.core.errors import EcoparkError, StateError
from ecopark.core.messages import Message
from ecopark.core.ports import Clock
from ecopark.network.national.totals import ParkNumbers, ParkRows, ParkStatus
from ecopark.network.national.verify import NotBelieved, SeenLog, open_checkpoint, verify_growth, verify_publication
from ecopark.serve.hub.client import ParkClient, Unreachable
from ecopark.serve.hub.folder import HubPark, HubSettings, token_file
from ecopark.serve.hub.kept import HubStore, read_message, read_time, stored_message

LATE, AWAY = 2.0, 5.0  # times the interval since the last good visit
_LOG = logging.getLogger("ecopark.hub")


@dataclass(frozen=True)
class ParkState:
    """What the hub knows of a park; replaced whole, so that readers see one moment.

    Attributes
    ----------
    seen
        The newest verified state of the log.
    number, content_hash, rows
        The newest believed publication; 0, "" and None if there is none.
    believed_at
        When a visit last verified everything.
    trouble, refused
        Why the last visit did not reach the park; whether it refuses the token.
    disbelief
        Why what the last visit brought is not believed.
    since
        When the present trouble or disbelief began.
    failures
        Visits in a row that did not reach it.
    """

    park: HubPark
    seen: SeenLog | None = None
    number: int = 0
    content_hash: str = ""
    rows: ParkRows | None = field(default=None, repr=False)
    published_at: datetime | None = None
    believed_at: datetime | None = None
    tried_at: datetime | None = None
    trouble: Message | None = None
    refused: bool = False
    disbelief: Message | None = None
    since: datetime | None = None
    failures: int = 0
    visits: int = 0
    received: int = 0

    def status(self, now: datetime, every_s: float) -> ParkStatus:
        """``late`` from the first missed visit, ``away`` after five intervals without a good one."""
        if self.disbelief is not None:
            return "not_believed"
        if self.refused:
            return "refused"
        reached = self.believed_at
        if reached is None:
            return "new" if self.failures < AWAY else "away"
        age = now - reached
        if age > timedelta(seconds=AWAY * every_s):
            return "away"
        return "late" if self.failures or age > timedelta(seconds=LATE * every_s) else "current"

    def numbers(self, now: datetime, every_s: float) -> ParkNumbers:
        park, status = self.park, self.status(now, every_s)
        since = None if status == "current" else self.since or self.believed_at
        return ParkNumbers(park.id, park.name, park.province, status, since, self.believed_at, self.rows)

    def kept(self) -> dict[str, Any]:
        """What is written for ``hub status`` and read after a restart."""
        return {
            "believed_at": self.believed_at.isoformat() if self.believed_at else None,
            "since": self.since.isoformat() if self.since else None,
            "size": self.seen.checkpoint.size if self.seen else None,
            "number": self.number,
            "trouble": stored_message(self.trouble),
            "refused": self.refused,
            "disbelief": stored_message(self.disbelief),
            "failures": self.failures,
        }


def state_of(store: HubStore, park: HubPark, hub: str, kept: dict[str, Any]) -> ParkState:
    """The state after a restart, from what was kept. A publication whose bytes do not verify any more is left out."""
    state = ParkState(
        park,
        store.seen(park),
        believed_at=read_time(kept.get("believed_at")),
        since=read_time(kept.get("since")),
        trouble=read_message(kept.get("trouble")),
        disbelief=read_message(kept.get("disbelief")),
        refused=bool(kept.get("refused")),
    )
    record = store.publication(park.id)
    if record is None:
        return state
    note = str(record.content["checkpoint"]).encode()
    number = int(str(record.content["number"]))
    try:
        checkpoint = open_checkpoint(note, park.verifiers, park.origin)
        made = verify_publication(store.document(record), checkpoint, hub, number)
    except (NotBelieved, EcoparkError) as error:
        _LOG.error("park %s: kept publication %s: %s", park.id, number, error)
        return state
    return replace(
        state,
        number=number,
        content_hash=made.content_hash,
        rows=ParkRows(made.table),
        published_at=record.recorded_time,
        believed_at=state.believed_at or record.recorded_time,
    )


def visit(state: ParkState, store: HubStore, settings: HubSettings, clock: Clock) -> ParkState:
    """Visit a park once and return its new state; what is not believed is kept as a finding. Never raises for a park."""
    park, now = state.park, clock()
    state = replace(state, tried_at=now, visits=state.visits + 1)
    try:
        with ParkClient(park.url, _token(store, park.id), settings.timeout_s) as client:
            try:
                state = _verified(state, client, store, settings.name, now)
            finally:
                state = replace(state, received=state.received + client.received)
    except Unreachable as error:
        return _troubled(state, error.message, now, refused=error.refused)
    except StateError as error:  # no token; no room on our own disk
        return _troubled(state, Message(error.code, error.params), now)
    except NotBelieved as found:
        if store.keep_finding(park.id, found):
            _LOG.warning("park %s is not believed: %s", park.id, found)
        since = state.since if state.disbelief is not None else now
        return replace(state, disbelief=found.message, since=since, trouble=None, refused=False, failures=0)
    return replace(state, believed_at=now, trouble=None, disbelief=None, refused=False, since=None, failures=0)


def _troubled(state: ParkState, why: Message, now: datetime, *, refused: bool = False) -> ParkState:
    """Not reached: a disbelief stays as it was."""
    since = state.since if state.failures or state.disbelief is not None else now
    return replace(state, trouble=why, refused=refused, failures=state.failures + 1, since=since)


def _verified(state: ParkState, client: ParkClient, store: HubStore, hub: str, now: datetime) -> ParkState:
    park, note = state.park, client.checkpoint()
    checkpoint = open_checkpoint(note, park.verifiers, park.origin)
    verify_growth(state.seen, checkpoint, note, client.tile)
    if state.seen is None or state.seen.checkpoint.size != checkpoint.size:
        store.keep_seen(park.id, note)
        grown = True
    else:
        grown = state.disbelief is not None or state.number == 0
    state = replace(state, seen=SeenLog(checkpoint, note))
    if not grown:
        return state
    for item in client.publications(max(state.number - 1, 0)):
        number = item["number"]
        if number == state.number:
            if item["content_hash"] != state.content_hash:
                raise NotBelieved("replaced", {"item": item, "known": state.content_hash}, number=number)
        elif number > state.number:
            document = client.publication(number, checkpoint.size)
            made = verify_publication(document, checkpoint, hub, number)
            store.keep_publication(park.id, made, document, note)
            state = replace(
                state, number=number, content_hash=made.content_hash, rows=ParkRows(made.table), published_at=now
            )
    return state


def _token(store: HubStore, park: str) -> str:
    path = token_file(store.folder, park)
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StateError("serve.hub.no_token", where=park, id=park, file=path) from error


class States:
    """The states of all parks, shared by the visitors and the pages."""

    def __init__(self, states: list[ParkState]) -> None:
        self._states = {state.park.id: state for state in states}
        self._lock = threading.Lock()
        self.version = 0

    def get(self, park: str) -> ParkState | None:
        return self._states.get(park)

    def all(self) -> list[ParkState]:
        with self._lock:
            return list(self._states.values())

    def put(self, state: ParkState) -> None:
        with self._lock:
            before = self._states[state.park.id]
            self._states[state.park.id] = state
            if before.rows is not state.rows or before.disbelief != state.disbelief:
                self.version += 1
