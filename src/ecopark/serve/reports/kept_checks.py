"""Verifications that were made already: asking again costs nothing until something that they rest on has changed.

Codes and reports are checked without sign-in, and computing one anew reads whole tables. One computation at a time, and at
most one per report and state of the park, is all that strangers can ask for.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from ecopark.core.records import Record
from ecopark.serve.park import OpenPark
from ecopark.serve.reports.beside import policy_of
from ecopark.serve.reports.loading import network_digest
from ecopark.serve.reports.making import Checked, content_in, verify_report
from ecopark.trust.log.evidence import EvidenceLog

_MOST = 64


@dataclass
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    found: OrderedDict[Hashable, Checked] = field(default_factory=OrderedDict)


_KEPT: WeakKeyDictionary[EvidenceLog, _Kept] = WeakKeyDictionary()
_LOCK = threading.Lock()


def verified_once(park: OpenPark, record: Record) -> Checked:
    """As ``verify_report``; the kept content is read and its hash compared on every call."""
    content_in(park, record)
    with _LOCK:
        kept = _KEPT.setdefault(park.log, _Kept())
    key = _state(park, record)
    with kept.lock:
        if key not in kept.found:
            kept.found[key] = verify_report(park, record)
            while len(kept.found) > _MOST:
                kept.found.popitem(last=False)
        kept.found.move_to_end(key)
        return kept.found[key]


def _state(park: OpenPark, record: Record) -> Hashable:
    """All that an answer rests on: every record is an entry of the log; deadlines turn with the day."""
    return (
        record.id,
        record.revision,
        park.snapshot().version,
        park.log.size,
        park.book.version,
        network_digest(park.network),
        policy_of(park),
        park.now().date(),
    )
