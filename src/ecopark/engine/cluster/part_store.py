"""The lake of one part: an ordinary store whose batches come from the part's stream instead of a journal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, Receipt
from ecopark.engine.cluster.parts import batch_number
from ecopark.engine.cluster.streams import Received
from ecopark.engine.cluster.tail import Tail
from ecopark.engine.embedded.journal import JournalBatch
from ecopark.engine.embedded.journal_frames import BATCH, Header, decode_batch, decode_facts
from ecopark.engine.embedded.ledger import moment
from ecopark.engine.embedded.manifest import Manifest
from ecopark.engine.store import CompactionReport, Store


class PartStore(Store):
    """The folder of a part, opened by its one writer; the stream is its journal, so nothing is written twice."""

    def __init__(self, folder: Path, clock: Clock, network: FlowNetwork, part: int) -> None:
        self.part = part
        self._tail = Tail(str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, clock, network)

    def _open_journal(self, last_recorded_us: int) -> Tail:
        self._recorded_us = last_recorded_us
        return self._tail

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def lake(self) -> Path:
        return self._lake

    def take(self, received: Sequence[Received], offset: int) -> CompactionReport:
        """Bring messages into the lake; one whose idempotency key is known is left out.

        Parameters
        ----------
        offset
            Message n is the part's batch ``offset + n``.
        """
        batches: list[JournalBatch] = []
        payloads: list[memoryview] = []
        for message in received:
            payload = message.payload
            facts = decode_facts(payload)
            if facts.idempotency_key is not None and self._keys.find(facts.idempotency_key) is not None:
                continue
            self._recorded_us = max(self._recorded_us, message.recorded_us)
            number = batch_number(self.part, offset + message.number)
            rows = decode_batch(payload).num_rows
            header = Header(BATCH, 0, rows, len(payload), number, 0, self._recorded_us)
            batches.append(JournalBatch(header, facts, 0))
            payloads.append(payload)
            if facts.idempotency_key is not None:
                self._keys.remember(facts.idempotency_key, Receipt(number, rows, moment(self._recorded_us)))
        self._tail.put(batches, payloads)
        return self.compact()
