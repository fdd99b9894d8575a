"""One receiver kept supplied: write what is due, send what waits, oldest first, account for it, try again after a break."""

from __future__ import annotations

import hashlib
import heapq
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ecopark.connect.report.account import Delivery, How, Ledger
from ecopark.connect.report.delivery import Connection, RefusedFile
from ecopark.connect.report.encode import slot_files
from ecopark.connect.report.outbox import Outbox, Waiting
from ecopark.connect.report.plan import KEPT, StationPlan, days_of_slots, slot_at_or_after, slots
from ecopark.connect.report.receivers import Receiver
from ecopark.connect.report.send import connect
from ecopark.connect.station_account import STEP
from ecopark.core.errors import InputError, StateError
from ecopark.core.interval import Interval
from ecopark.core.ports import Clock, ReadingsSnapshot
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope

RECENT = timedelta(hours=3)  # looked through every round; the rest once an hour, for what came late or was restated
LOOK_BACK_EVERY = timedelta(hours=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=5)
GROUP = 100  # deliveries between two revisions of the account


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: files newly written, delivered, refused; ``broken``: why it stopped early."""

    prepared: int = 0
    delivered: int = 0
    refused: int = 0
    broken: StateError | None = None


@dataclass
class SenderState:
    """What the sender last knew, for people; kept beside the outbox, times ISO, UTC."""

    receiver: str
    last_round: str = ""
    last_delivered: str = ""
    broken_since: str = ""
    code: str = ""
    where: str = ""
    params: dict[str, str] | None = None
    failures: int = 0
    waiting: int = 0
    oldest_waiting: str = ""


class ReportSender:
    """Supplies one receiver. Used from one thread.

    Parameters
    ----------
    folder
        The park on disk; secrets are read relative to it, the outbox lies in ``data/report``.
    clock, now
        The real clock, and the moment that counts as now (they differ for a park made of recorded data).
    """

    def __init__(
        self,
        receiver: Receiver,
        plans: Sequence[StationPlan],
        folder: Path,
        *,
        records: RecordsStore,
        scope: Scope,
        clock: Clock,
        now: Clock,
    ) -> None:
        self.receiver = receiver
        self.plans = tuple(plans)
        self.outbox = Outbox(report_folder(folder) / "outbox" / receiver.id)
        self.ledger = Ledger(records, scope)
        self._folder, self._scope, self._clock, self._now = folder, scope, clock, now
        self.state = read_state(folder, receiver.id)
        self._attempts: dict[Path, tuple[int, str]] = {}  # failed ones, and the code of the last
        self._refused: set[Path] = set()
        self._looked_back: datetime | None = None
        self._looked_at: tuple[int, datetime] | None = None
        self._not_before: datetime | None = None

    def round(self, snapshot: ReadingsSnapshot, limit: int, *, at_once: bool = False) -> Round:
        """Write what is due and send at most ``limit`` files; after a failure only when the pause is over.

        Parameters
        ----------
        at_once
            Send without waiting for parameters that have not come, and whatever the pause.
        """
        prepared, own_fault = 0, None
        try:
            prepared = self.prepare(snapshot, at_once=at_once)
        except StateError as error:  # no room here: what waits is sent all the same
            own_fault = error
        resting = self._not_before is not None and self._clock() < self._not_before and not at_once
        sent = Round() if resting else self.send(limit)
        if own_fault is not None:
            self._note(own_fault)
        self._keep_state()
        return Round(prepared, sent.delivered, sent.refused, sent.broken or own_fault)

    def prepare(self, snapshot: ReadingsSnapshot, *, at_once: bool = False) -> int:
        """Fix the bytes of every slot whose readings are there (or whose grace is over); note restated ones.

        Readings count when they are in the snapshot, which the evidence path publishes seconds after they came.
        """
        now = self._now()
        whole = self._looked_back is None or now - self._looked_back >= LOOK_BACK_EVERY
        state = snapshot.version, now.replace(second=0, microsecond=0)
        if state == self._looked_at and not whole and not at_once:
            return 0
        count = 0
        for plan in self.plans:
            first = plan.first_slot(now)
            if not whole:
                first = max(first, slot_at_or_after(now - RECENT))
            for start, end in days_of_slots(first, now, plan.zone):
                count += self._prepare_day(plan, snapshot, start, end, now, at_once)
        if whole:
            self._looked_back = now
            self.ledger.forget_before(now - KEPT)
        self._looked_at = state
        self.ledger.flush()
        return count

    def _prepare_day(
        self, plan: StationPlan, snapshot: ReadingsSnapshot, first: datetime, last: datetime, now: datetime, at_once: bool
    ) -> int:
        span = Interval(first - STEP + timedelta(microseconds=1), last + STEP)  # beyond: shows that a slot is over
        observed = snapshot.observations(self._scope, [p.datastream for p in plan.parameters], span)
        files = slot_files(plan, observed)
        self.ledger.load(plan, first, last)
        patience = timedelta(0) if at_once else timedelta(minutes=self.receiver.grace_min)
        due = []
        for slot in slots(first, last):
            file = files.get(slot)
            if file is None:
                continue
            delivered = self.ledger.get(plan, slot)
            if delivered is not None:
                digest = hashlib.sha256(file.content).hexdigest()
                self.ledger.note_change(plan, slot, "" if digest == delivered.sha256 else digest)
            elif file.complete or now - slot >= patience:
                due.append(file)
        return self.outbox.put(plan, due, prepared=self._clock())

    def send(self, limit: int) -> Round:
        """Send at most ``limit`` waiting files, the oldest slots first; those that were refused before come last."""
        waiting = heapq.nsmallest(
            limit, self._waiting(), key=lambda file: (file.path in self._refused, file.slot, file.plan.code)
        )
        if not waiting:
            self._mended()
            return Round()
        sent: list[Waiting] = []
        delivered = refused = 0
        connection: Connection | None = None
        try:
            connection = connect(self.receiver, self._folder)
            self._mended()
            for file in waiting:
                try:
                    self._deliver(connection, file)
                except RefusedFile as error:
                    self._refuse(file, error)
                    refused += 1
                    continue
                sent.append(file)
                delivered += 1
                if len(sent) >= GROUP:
                    self._settle(sent)
        except StateError as error:  # the connection, or our side: a secret, an extra, no room here
            tried = waiting[delivered + refused : delivered + refused + 1] if connection else []
            self._fail(error, tried)
            return Round(0, delivered, refused, error)
        finally:
            if connection is not None:
                connection.close()
            self._settle(sent)
        if not delivered:
            self._pause()
        return Round(0, delivered, refused)

    def _deliver(self, connection: Connection, file: Waiting, *, replace: bool = False) -> None:
        content = file.content()
        how: How = connection.put(file.plan.folder_of(file.slot), file.name, content, replace=replace)
        delivery = Delivery(
            sha256=hashlib.sha256(content).hexdigest(),
            bytes=len(content),
            lines=content.count(b"\n"),
            prepared=file.prepared,
            delivered=self._clock(),
            how="replaced" if replace else how,
            attempts=self._tried(file),
            reason=self._attempts.get(file.path, (0, ""))[1],
        )
        self.ledger.enter(file.plan, file.slot, delivery)
        self.state.last_delivered = delivery.delivered.isoformat()

    def send_again(self, station: str, slot: datetime, snapshot: ReadingsSnapshot) -> Delivery:
        """Put what is known now in the place of a file that was sent: a person's decision, written down as ``replaced``.

        Raises
        ------
        InputError
            ``connect.report.nothing_sent``: no file of this station and slot was delivered, or there are no readings.
        StateError
            ``connect.report.*``: the receiver does not take it.
        """
        plan = next((plan for plan in self.plans if plan.code == station), None)
        known = self.ledger.get(plan, slot) if plan else None
        if plan is None or (known is None and not self.outbox.has(plan, slot)):
            raise InputError("connect.report.nothing_sent", where=self.receiver.id, station=station, slot=slot.isoformat())
        span = Interval(slot - STEP + timedelta(microseconds=1), slot + timedelta(microseconds=1))
        observed = snapshot.observations(self._scope, [p.datastream for p in plan.parameters], span)
        file = slot_files(plan, observed).get(slot)
        if file is None:
            raise InputError("connect.report.nothing_sent", where=self.receiver.id, station=station, slot=slot.isoformat())
        new = self.outbox.put(plan, [file], prepared=self._clock())
        waiting = next(w for w in self.outbox.waiting(plan) if w.slot == slot)
        try:
            connection = connect(self.receiver, self._folder)
            try:
                self._deliver(connection, waiting, replace=True)
            finally:
                connection.close()
        except StateError:
            if new:
                self.outbox.done(waiting)  # it was sent before: it does not wait
            raise
        self._settle([waiting])
        delivered = self.ledger.get(plan, slot)
        assert delivered is not None
        return delivered

    def _waiting(self) -> list[Waiting]:
        return [file for plan in self.plans for file in self.outbox.waiting(plan)]

    def _tried(self, file: Waiting) -> int:
        return self._attempts.get(file.path, (0, ""))[0] + 1

    def _settle(self, done: list[Waiting]) -> None:
        """The account first, then the outbox: a crash in between sends the same bytes again, which changes nothing."""
        self.ledger.flush()
        for file in done:
            self.outbox.done(file)
            self._attempts.pop(file.path, None)
            self._refused.discard(file.path)
        done.clear()

    def _mended(self) -> None:
        self._not_before = None
        self.state.broken_since, self.state.code, self.state.where, self.state.params = "", "", "", None
        self.state.failures = 0

    def _note(self, error: StateError) -> None:
        params = {key: str(value) for key, value in error.params.items()}
        self.state.code, self.state.where, self.state.params = error.code, error.where, params

    def _refuse(self, file: Waiting, error: RefusedFile) -> None:
        self._attempts[file.path] = (self._tried(file), error.code)
        self._refused.add(file.path)
        self._note(error)

    def _fail(self, error: StateError, tried: Sequence[Waiting]) -> None:
        for file in tried:
            self._attempts[file.path] = (self._tried(file), error.code)
        self.state.broken_since = self.state.broken_since or self._clock().isoformat()
        self._note(error)
        self._pause()

    def _pause(self) -> None:
        """Rest before the next try: half a minute, doubling up to a slot's length."""
        pause = min(FIRST_PAUSE * 2 ** min(self.state.failures, 10), LONGEST_PAUSE)
        self._not_before = self._clock() + pause
        self.state.failures += 1

    def _keep_state(self) -> None:
        waiting = [file.slot for file in self._waiting()]
        self.state.last_round = self._clock().isoformat()
        self.state.waiting = len(waiting)
        self.state.oldest_waiting = min(waiting).isoformat() if waiting else ""
        path = report_folder(self._folder) / f"{self.receiver.id}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_text(json.dumps(asdict(self.state), ensure_ascii=False), encoding="utf-8")
        os.replace(temporary, path)


def report_folder(park_folder: Path) -> Path:
    """``data/report`` of a park: outbox and last state of each receiver."""
    return park_folder / "data" / "report"


def read_state(park_folder: Path, receiver: str) -> SenderState:
    """What the sender of a receiver last said; an empty state before its first round."""
    path = report_folder(park_folder) / f"{receiver}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return SenderState(receiver)
    return SenderState(**{key: value for key, value in content.items() if key in SenderState.__dataclass_fields__})
