"""From a door to the streams: a batch becomes messages, and a receipt once they are stored and spooled."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from ecopark.core.messages import Message
from ecopark.core.ports import Clock, Receipt
from ecopark.engine.cluster.parts import batch_number, cut, split
from ecopark.engine.cluster.spool import Kept, Spool
from ecopark.engine.cluster.streams import Outgoing, Stored, Streams
from ecopark.engine.embedded.journal_frames import BatchFacts
from ecopark.engine.embedded.ledger import moment

_LOG = logging.getLogger("ecopark.cluster")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Find = Callable[[str], Receipt | None]


class Door:
    """Sends batches; safe to use from several threads.

    Parameters
    ----------
    find
        The receipt of a message id that is in the lake, or None.
    last_recorded_us
        Recorded times go on after this one.
    """

    def __init__(self, folder: Path, clock: Clock, streams: Streams, parts: int, find: Find, last_recorded_us: int) -> None:
        self._clock, self._streams, self._parts, self._find = clock, streams, parts, find
        self._recorded_us = last_recorded_us
        self._times = threading.Lock()
        self._offsets: dict[int, int] = {}
        self._spool = Spool(folder, clock)

    def set_offsets(self, offsets: Mapping[int, int]) -> None:
        """Message n of a part's stream is its batch ``offset + n``."""
        self._offsets.update(offsets)

    def send(self, readings: pa.Table, source: str, key: str | None, raw_sha256: str | None) -> Receipt:
        """Store a checked table: one batch per part, cut where it is larger than a message; all with one recorded time."""
        recorded_us = self._now_us()
        name = key if key is not None else uuid.uuid4().hex
        messages = list(self._messages(readings, BatchFacts(source, name, raw_sha256), recorded_us))
        known = {m.id: found for m in messages if key is not None and (found := self._find(m.id)) is not None}
        new = [message for message in messages if message.id not in known]
        stored = self._streams.publish(new) if new else {}
        if stored:
            spooled = BatchFacts(source, f"{recorded_us}:{name}", raw_sha256)
            self._spool.keep(readings, spooled, stored)
        return self._receipt(len(readings), recorded_us, list(stored.values()), list(known.values()))

    def _messages(self, readings: pa.Table, facts: BatchFacts, recorded_us: int) -> Iterator[Outgoing]:
        for part, rows in split(readings, self._parts):
            named = BatchFacts(facts.source, f"{facts.idempotency_key}/{part}", facts.raw_sha256)
            for number, payload in enumerate(cut(rows, named, self._streams.most_bytes)):
                yield Outgoing(part, payload, f"{named.idempotency_key}.{number}", recorded_us)

    def _receipt(self, rows: int, recorded_us: int, stored: Sequence[Stored], known: Sequence[Receipt]) -> Receipt:
        numbers = [batch_number(s.part, self._offsets.get(s.part, 0) + s.number) for s in stored]
        batch = min([*numbers, *(receipt.batch for receipt in known)])
        if not all(s.repeated for s in stored):
            return Receipt(batch, rows, moment(recorded_us))
        if known:
            return Receipt(batch, rows, min(receipt.recorded_time for receipt in known), repeated=True)
        first = self._streams.message(stored[0].part, stored[0].number)
        return Receipt(batch, rows, moment(first.recorded_us if first else recorded_us), repeated=True)

    def _now_us(self) -> int:
        with self._times:
            self._recorded_us = max(self._recorded_us + 1, (self._clock() - _EPOCH) // timedelta(microseconds=1))
            return self._recorded_us

    def come_back(self) -> None:
        """After a start: what is in the spool and not in the lake is sent again; what the stream has it keeps once."""
        self._send_again(self._spool.batches(), lambda name: self._find(name) is None)
        self._spool.in_lake(())

    def make_up(self, in_lake: Sequence[str], positions: Mapping[int, int]) -> bool:
        """Compare the spool with the lake; whether something was lost on the way and is sent again.

        Parameters
        ----------
        in_lake
            Message ids that came into the lake since the last call.
        positions
            Part -> number up to which messages of its present stream have gone into the lake.
        """
        self._spool.in_lake(in_lake)
        passed = [name for name, at in self._spool.waiting.items() if at.number <= positions.get(at.part, 0)]
        self._spool.in_lake([name for name in passed if self._find(name) is not None])
        waiting = self._spool.waiting
        last = {part: self._streams.state(part).last for part in {at.part for at in waiting.values()}}
        lost = {name for name, at in waiting.items() if at.number <= positions.get(at.part, 0) or at.number > last[at.part]}
        if not lost:
            return False
        _LOG.warning("%s", Message("engine.cluster.sent_again", {"count": len(lost)}).render("en"))
        numbers = self._spool.numbers_of(lost)
        self._send_again(self._spool.batches(numbers.__contains__), lost.__contains__)
        return True

    def _send_again(self, batches: Sequence[Kept], wanted: Callable[[str], bool]) -> None:
        for batch in batches:
            recorded, _, name = (batch.facts.idempotency_key or "").partition(":")
            facts = BatchFacts(batch.facts.source, name, batch.facts.raw_sha256)
            messages = [m for m in self._messages(batch.readings, facts, int(recorded)) if wanted(m.id)]
            if messages:
                self._spool.sent_again(batch.number, self._streams.publish(messages))

    def close(self) -> None:
        self._spool.close()
