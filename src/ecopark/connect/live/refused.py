"""What live doors refuse: every raw message kept, one quarantine item per source and hour with a growing count.

A device that sends a poisoned message every thousand must neither fill the records nor lose anything: the raw bytes go
to one growing file per source and hour, durable before the door acknowledges; the item, its counts by reason and its
first examples are written when it begins and then every half minute at most.
"""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import orjson

from ecopark.connect.live.wire import Ints, Series, WireFault, WireRows
from ecopark.connect.raw import GROWING, RawStore
from ecopark.connect.records import Part, QuarantineItem, notice
from ecopark.connect.sent import RowError
from ecopark.core.errors import StateError
from ecopark.core.messages import Message
from ecopark.core.ports import Clock
from ecopark.core.records import RecordsStore
from ecopark.core.scope import system_scope
from ecopark.core.terms import MissingReason

SCOPE = system_scope("intake")
KIND = "quarantine"
WRITE_EVERY = timedelta(seconds=30)
SHOWN = 20
_WHOLE_RAW = 64 * 1024  # longer messages are kept as a file of their own
_REMEMBERED = 4096
_NUMPY = orjson.OPT_SERIALIZE_NUMPY


@dataclass(frozen=True, slots=True)
class RefusedGroup:
    """What of one group was refused for one source.

    Attributes
    ----------
    rows, at
        The group and the positions of its refused rows.
    faults
        What could not be decoded.
    counts
        Message of the first such fault -> how many.
    examples
        The first of them, with their places.
    """

    source: str
    door: str
    firm: str | None
    rows: WireRows | None
    at: Ints
    faults: Sequence[WireFault]
    counts: Sequence[tuple[Message, int]]
    examples: Sequence[WireFault]
    raw: bytes | None = None

    @property
    def count(self) -> int:
        return sum(count for _, count in self.counts)


@dataclass(slots=True)
class _Item:
    """An item that grows; ``written`` is when its record was last written, ``since`` what has come since then."""

    item: QuarantineItem
    since: QuarantineItem
    firm: str | None
    revision: int
    written: datetime
    seen: dict[bytes, None] = field(default_factory=dict)


class Refused:
    """Keeps what is refused; safe to use from several threads."""

    def __init__(self, records: RecordsStore, raw: RawStore, clock: Clock) -> None:
        self._records = records
        self._raw = raw
        self._clock = clock
        self._lock = threading.Lock()
        self._items: dict[str, _Item] = {}

    def keep(self, group: RefusedGroup) -> str:
        """Keep what was refused, durable on return; return the id of the quarantine item.

        The same bytes again (a message that was sent twice) are kept and counted once.
        """
        now = self._clock()
        line = self._line(group, now)
        print_ = hashlib.blake2b(line.partition(b"\n")[2], digest_size=16).digest()
        with self._lock:
            item = self._item_of(group, now)
            if print_ in item.seen:
                return item.item.id
            self._raw.append(item.item.parts[-1].raw_sha256.removeprefix(GROWING), line)
            item.seen[print_] = None
            if len(item.seen) > _REMEMBERED:
                item.seen.pop(next(iter(item.seen)))
            item.item, item.since = _grown(item.item, group), _grown(item.since, group)
            if item.revision == 0 or now - item.written >= WRITE_EVERY:
                self._write(item, now)
            return item.item.id

    def flush(self, *, everything: bool = False) -> None:
        """Write the records of items that have grown; forget items of past hours."""
        now = self._clock()
        with self._lock:
            for source, item in list(self._items.items()):
                past = not item.item.id.startswith(_stem(source, now))
                if item.since.count and (everything or past or now - item.written >= WRITE_EVERY):
                    self._write(item, now)
                if past:
                    del self._items[source]

    def _item_of(self, group: RefusedGroup, now: datetime) -> _Item:
        stem, item = _stem(group.source, now), self._items.get(group.source)
        if item is not None and item.item.id.startswith(stem) and not self._touched(item):
            return item
        if item is not None and item.since.count:
            self._write(item, now)
            if item.item.id.startswith(stem):
                return item
        number = 1
        while (record := self._records.get(SCOPE, KIND, f"{stem}{number}")) is not None:
            kept = QuarantineItem.from_content(record.content)
            if kept.state == "waiting" and not kept.tries:  # of this hour, before a restart
                item = _Item(kept, _new(group.source, kept.id, now), record.firm, record.revision, now)
                break
            number += 1
        else:
            fresh = _new(group.source, f"{stem}{number}", now)
            item = _Item(fresh, fresh, group.firm, 0, now)
        self._items[group.source] = item
        return item

    def _touched(self, item: _Item) -> bool:
        """Whether somebody has retried or discarded it since it was last written."""
        record = self._records.get(SCOPE, KIND, item.item.id)
        return record is not None and record.revision != item.revision

    def _write(self, item: _Item, now: datetime) -> None:
        """Write the record; if somebody has retried or discarded it meanwhile, what came since begins an item of its own."""
        try:
            record = self._records.put(
                SCOPE, KIND, item.item.id, item.item.content(), firm=item.firm, expected_revision=item.revision
            )
        except StateError as error:
            if error.code != "engine.record.changed":
                raise
            stem, _, number = item.item.id.rpartition(".")
            fresh = _new(item.item.file, f"{stem}.{int(number) + 1}", now)
            item.item = replace(item.since, id=fresh.id, parts=(*item.item.parts[-1:], *fresh.parts), time=fresh.time)
            record = self._records.put(SCOPE, KIND, fresh.id, item.item.content(), firm=item.firm)
        item.since = _new(item.item.file, item.item.id, now)
        item.revision, item.written = record.revision, now

    def _line(self, group: RefusedGroup, now: datetime) -> bytes:
        """Two lines of JSON: when and where from, and what it was."""
        head = {"time": now.isoformat(), "source": group.source, "door": group.door}
        said: dict[str, Any] = {}
        if group.rows is not None and len(group.at):
            said["rows"] = _rows_json(group.rows, group.at)
        if group.faults:
            said["faults"] = [{"where": f.where, **notice(f.message), "fragment": f.fragment} for f in group.faults]
        if group.raw is not None:
            if len(group.raw) > _WHOLE_RAW:
                said["raw_sha256"] = self._raw.put(group.raw)
            else:
                said["raw"] = base64.b64encode(group.raw).decode()
        return orjson.dumps(head) + b"\n" + orjson.dumps(said, option=_NUMPY) + b"\n"


def kept_rows(content: bytes) -> Iterator[WireRows]:
    """The refused rows of a growing file, group by group, as they came."""
    for said in _kept(content):
        if "rows" in said:
            yield _rows_of(said["rows"])


def kept_faults(content: bytes, source: str) -> list[RowError]:
    """What in a growing file no reading could be made of: it can be read, not retried."""
    errors = []
    for said in _kept(content):
        for fault in said.get("faults", ()):
            message = Message(fault["message"], fault["params"])
            errors.append(RowError(source, 0, message, column=fault["where"], value=fault["fragment"]))
    return errors


def _kept(content: bytes) -> Iterator[dict[str, Any]]:
    """What was refused, group by group; a torn line at the end counts as never written."""
    for line in content.split(b"\n"):
        try:
            said = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if "source" not in said:
            yield said


def _rows_json(rows: WireRows, at: Ints) -> dict[str, Any]:
    used, code = np.unique(rows.code[at], return_inverse=True)
    value, reason = rows.value[at], rows.reason
    if reason is None and np.isinf(value).any():  # JSON has no infinity
        reason = np.zeros(len(rows), np.uint8)
        reason[np.isnan(rows.value)] = int(MissingReason.NOT_MEASURED)
        reason[np.isinf(rows.value)] = int(MissingReason.NOT_A_NUMBER)
    optional = {"reason": reason, "status": rows.status, "result_us": rows.result_us, "row": rows.row}
    return {
        "series": [[rows.series[i].device, rows.series[i].name, rows.series[i].unit] for i in used.tolist()],
        "code": code.astype(np.int32),
        "time_us": rows.time_us[at],
        "value": value,
        **{name: column[at] for name, column in optional.items() if column is not None},
    }


def _rows_of(said: dict[str, Any]) -> WireRows:
    values = np.array([np.nan if v is None else v for v in said["value"]], np.float64)
    kinds = {"reason": np.uint8, "status": np.uint8, "result_us": np.int64, "row": np.int64}
    optional = {name: np.array(said[name], kind) for name, kind in kinds.items() if name in said}
    series = [Series(device, name, unit) for device, name, unit in said["series"]]
    return WireRows(series, np.array(said["code"], np.int32), np.array(said["time_us"], np.int64), values, **optional)


def _stem(source: str, now: datetime) -> str:
    return f"live-{now.astimezone(UTC):%Y%m%dT%H}-{source.replace(':', '~')}."


def _part(item_id: str, source: str) -> Part:
    return Part(source, f"{GROWING}{item_id}.jsonl")


def _new(source: str, item_id: str, now: datetime) -> QuarantineItem:
    return QuarantineItem(
        id=item_id,
        import_run="",
        file=source,
        door="live",
        state="waiting",
        count=0,
        parts=(_part(item_id, source),),
        reasons=(),
        errors=(),
        time=now.isoformat(),
        policy="good_rows",
    )


def _grown(item: QuarantineItem, group: RefusedGroup) -> QuarantineItem:
    reasons: dict[str, dict[str, Any]] = {str(r["message"]): dict(r) for r in item.reasons}
    for message, count in group.counts:
        reason = reasons.setdefault(message.id, {**notice(message), "count": 0})
        reason["count"] += count
    examples = [
        RowError(group.source, 0, f.message, column=f.where, value=f.fragment).content()
        for f in group.examples[: max(0, SHOWN - len(item.errors))]
    ]
    ordered = sorted(reasons.values(), key=lambda reason: -int(reason["count"]))
    return replace(item, count=item.count + group.count, reasons=tuple(ordered), errors=(*item.errors, *examples))
