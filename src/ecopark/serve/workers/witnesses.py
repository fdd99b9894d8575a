"""Asks the park's witnesses after each publication. Sealing never waits for them; what they said is kept and shown.

State: ``data/witnesses.json``, one item per witness: what it signed last and when, or since when and why it has not.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ecopark.connect.witness_client import Answer, ask
from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Message
from ecopark.serve.park import OpenPark
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.note import Note
from ecopark.trust.log.witnesses import WitnessEntry, WitnessSettings, cosigners_of, times_of

_LOG = logging.getLogger("ecopark.witnesses")
FILE = "witnesses.json"
AGAIN_S = 3600.0  # a log that rests is cosigned anew, so that a silent witness is seen


@dataclass(frozen=True, slots=True)
class WitnessState:
    """What the park knows of a witness.

    Attributes
    ----------
    state
        ``signed``, ``silent``, ``refused``, ``conflict``; ``never`` until it was asked.
    size, signed_at
        The newest checkpoint that it cosigned, and when (ISO 8601); 0 and empty if never.
    since
        Since when the present trouble lasts; empty if there is none.
    known
        Size of the tree that the witness has cosigned last, for the next proof.
    """

    name: str
    state: str = "never"
    size: int = 0
    signed_at: str = ""
    since: str = ""
    known: int = 0
    reason: str = ""
    params: Mapping[str, Any] | None = None

    def message(self) -> Message | None:
        return Message(self.reason, dict(self.params or {})) if self.reason else None


def witness_states(park: OpenPark) -> list[WitnessState]:
    """One state per configured witness, as last kept."""
    return states_of(park.folder / "data", park.settings.witnesses)


def states_of(data: Path, settings: WitnessSettings) -> list[WitnessState]:
    """As `witness_states`, of a park that need not be open."""
    kept = _read(data / FILE)
    return [kept.get(entry.name, WitnessState(entry.name)) for entry in settings.named]


def ask_witnesses(park: OpenPark) -> list[WitnessState]:
    """Ask every configured witness for the newest checkpoint, side by side; keep lines and states; return the states."""
    settings, before = park.settings.witnesses, {state.name: state for state in witness_states(park)}
    checkpoint, signed = park.log.published()
    if not settings.named or checkpoint.size == 0:
        return list(before.values())

    def one(entry: WitnessEntry) -> Answer:
        known = min(before[entry.name].known, checkpoint.size)
        return ask(
            entry,
            signed,
            checkpoint.size,
            known,
            lambda old: park.log.consistency_proof(old, checkpoint.size),
            settings.timeout_s,
        )

    with ThreadPoolExecutor(max_workers=min(8, len(settings.named))) as pool:
        answers = dict(zip((e.name for e in settings.named), pool.map(one, settings.named), strict=True))
    lines = [line for answer in answers.values() for line in answer.lines]
    if lines:
        note = Note.parse(signed)
        present = Note(note.text, (*note.signatures, *lines))
        enough = len(times_of(present, cosigners_of(settings))) >= settings.required
        park.log.cosign(signed, lines, enough=enough)
    now = park.clock().astimezone(UTC).isoformat(timespec="seconds")
    states = [_next(before[name], answer, checkpoint, now) for name, answer in answers.items()]
    _write(park.folder / "data" / FILE, states)
    return states


def _next(before: WitnessState, answer: Answer, checkpoint: Checkpoint, now: str) -> WitnessState:
    if answer.state == "signed" and answer.signed_at is not None:
        signed_at = datetime.fromtimestamp(answer.signed_at, UTC).isoformat(timespec="seconds")
        return WitnessState(before.name, "signed", checkpoint.size, signed_at, known=checkpoint.size)
    reason = answer.reason
    since = before.since if before.state == answer.state and before.since else now
    return replace(
        before,
        state=answer.state,
        since=since,
        known=before.known if answer.known is None else answer.known,
        reason=reason.id if reason else "",
        params={k: v.render("en") if isinstance(v, Message) else v for k, v in (reason.params if reason else {}).items()},
    )


def _read(path: Path) -> dict[str, WitnessState]:
    try:
        return {item["name"]: WitnessState(**item) for item in json.loads(path.read_text("utf-8"))}
    except (OSError, ValueError, TypeError, KeyError):
        return {}  # it is told anew by the next round


def _write(path: Path, states: list[WitnessState]) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps([asdict(s) for s in states], ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(temporary, path)


class WitnessWorker(threading.Thread):
    """A round after each publication, at most every ``settings.witnesses.every_s``; conflicts are said loudly."""

    def __init__(self, park: OpenPark, stop: threading.Event) -> None:
        super().__init__(name="ecopark-witnesses", daemon=True)
        self._park, self._stop_asked = park, stop
        self._told: dict[str, str] = {}

    def run(self) -> None:
        if not self._park.settings.witnesses.named:
            return
        asked, at, every_s = -1, 0.0, self._park.settings.witnesses.every_s
        quiet = True
        while True:
            size, now = self._park.log.size, time.monotonic()
            if size != asked or now - at >= (AGAIN_S if quiet else every_s * 4):
                quiet, asked, at = self._round(), size, now
            if self._stop_asked.wait(every_s):
                return

    def _round(self) -> bool:
        try:
            states = ask_witnesses(self._park)
        except EcoparkError as error:  # no room on the disk: said, tried again
            _LOG.error("witnesses: %s", error)
            return False
        for state in states:
            message = state.message()
            if self._told.get(state.name, "signed") != state.state:
                level = logging.CRITICAL if state.state == "conflict" else logging.WARNING
                _LOG.log(level, "%s: %s %s", state.name, state.state, message.render("en") if message else "")
            self._told[state.name] = state.state
        return all(state.state == "signed" for state in states)
