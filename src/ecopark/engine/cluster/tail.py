"""What was pulled from the stream and is not in the lake yet: takes the journal's place in the store of a part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from ecopark.core.errors import StateError
from ecopark.core.ports import Receipt
from ecopark.engine.embedded.journal import JournalBatch, Segment
from ecopark.engine.embedded.journal_frames import BatchFacts, decode_batch


@dataclass(slots=True)
class Pulled(Segment):
    """Batches in memory; the stream keeps them until they are in the published lake."""

    payloads: list[memoryview] = field(default_factory=list)

    def read(self) -> Iterator[tuple[JournalBatch, pa.Table]]:
        for batch, payload in zip(self.batches, self.payloads, strict=True):
            yield batch, decode_batch(payload)


class Tail:
    """The end of a part's stream, as far as it was pulled."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.cut_bytes = 0
        self.segments: list[Segment] = []

    def put(self, batches: list[JournalBatch], payloads: list[memoryview]) -> None:
        if batches:
            number = batches[0].header.batch
            self.segments.append(Pulled(Path(f"{number}"), batches, payloads=payloads))

    def append(self, readings: pa.Table, facts: BatchFacts) -> Receipt:  # noqa: ARG002
        """Refused: readings come to a part through the stream alone."""
        raise StateError("engine.writer.closed", where=self._where, reason="stream")

    def seal(self) -> list[Segment]:
        return list(self.segments)

    def forget(self, sealed: list[Segment]) -> None:
        gone = {s.path for s in sealed}
        self.segments = [s for s in self.segments if s.path not in gone]

    def close(self) -> None:
        self.segments = []
