"""Documents of an open park: hand in, list, give back."""

from __future__ import annotations

from collections.abc import Sequence

from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.judge.documents import DOCUMENT, Handed, take_document
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound
from ecopark.trust.inspection.actions import Taken

_MOST = 100_000


def add_document(park: OpenPark, scope: Scope, handed: Handed) -> Taken:
    """As ``judge.documents.take_document``; durable and entered in the evidence log on return."""
    return take_document(park.records, park.raw, park.network, scope, handed)


def documents_of(park: OpenPark, scope: Scope) -> Sequence[Record]:
    """All documents that the scope reaches, the newest first."""
    found = park.records.find(scope, DOCUMENT, limit=_MOST)
    return sorted(found, key=lambda record: (record.recorded_time, record.id), reverse=True)


def document_bytes(park: OpenPark, scope: Scope, document: str) -> tuple[Record, bytes]:
    """The record and the bytes as they came; ``NotFound`` alike if there is none and if the scope does not reach it."""
    record = park.records.get(scope, DOCUMENT, document)
    if record is None:
        raise NotFound(document)
    return record, park.raw.get(str(record.content["sha256"]))
