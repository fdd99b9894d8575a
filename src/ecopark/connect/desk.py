"""The desk where an import is done: the ports that it needs, and how a run is written down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.connect.decode import Decoded
from ecopark.connect.raw import RawStore
from ecopark.connect.records import SHOWN_ERRORS, ImportRun, Part, QuarantineItem, notice, ranges_of, reasons_of
from ecopark.connect.sent import RowError
from ecopark.connect.station_decode import Stations
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, ReadingsWriter
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role


@dataclass(frozen=True)
class Desk:
    """Everything an import uses; made anew by each public action from its arguments."""

    network: FlowNetwork
    writer: ReadingsWriter
    records: RecordsStore
    clock: Clock
    scope: Scope
    raw: RawStore

    def __post_init__(self) -> None:
        self.scope.require_role("import readings", Role.MANAGER, Role.FIRM)

    @cached_property
    def stations(self) -> Stations:
        """The stations that the park declares."""
        return Stations.of(self.network)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.network.park.zone)

    def firm_of(self, datastreams: Sequence[str]) -> str | None:
        """Firm to which an import of these datastreams belongs: theirs if it is one; the sender's own if he has one."""
        firms = {self.network.datastreams[d].firm for d in datastreams if d in self.network.datastreams}
        if len(firms) == 1:
            firm = next(iter(firms))
            if self.scope.sees(firm):
                return firm
        return next(iter(sorted(self.scope.firms))) if self.scope.firms else None


def canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def new_id(now: datetime, seed: str) -> str:
    """Id of a run or an item: in order of time, different for different input and different runs."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S%f}Z-{hashlib.sha256(seed.encode()).hexdigest()[:8]}"


def without_bad_rows(decoded: Decoded, bad: set[int]) -> pa.Table:
    """Readings of rows that have no fault at all: a row is taken whole or not at all."""
    if not bad:
        return decoded.readings
    keep = pc.invert(pc.is_in(pa.array(decoded.rows), value_set=pa.array(sorted(bad), pa.int64())))
    return decoded.readings.filter(keep)


def store(desk: Desk, run: ImportRun, readings: pa.Table, key: str) -> ImportRun:
    """Hand readings to the writer; returns the run with what the receipt says. Durable on return."""
    names = tuple(sorted(pc.unique(readings["datastream"].cast(pa.string())).to_pylist()))
    times = pc.min_max(readings["phenomenon_time"]).as_py()
    source = f"{run.door}:{run.file}"
    receipt = desk.writer.append(readings, source=source, idempotency_key=key, raw_sha256=run.raw_sha256)
    if receipt.repeated:
        told = (*run.notices, notice(Message("connect.notice.repeated", {"file": run.file})))
        return replace(run, state="repeated", batch=receipt.batch, datastreams=names, notices=told)
    return replace(
        run,
        state="partly" if run.rows_refused else "stored",
        batch=receipt.batch,
        readings_stored=len(readings),
        datastreams=names,
        first_time=times["min"].isoformat() + "Z",
        last_time=times["max"].isoformat() + "Z",
    )


def quarantine_of(
    run: ImportRun, errors: Sequence[RowError], parts: Sequence[Part], *, whole: bool = False, count: int | None = None
) -> QuarantineItem:
    """Make the item for what a run did not take: the named rows of the raw files, or the whole files."""
    rows: dict[str, list[int]] = {}
    for error in errors:
        rows.setdefault(error.file, []).append(error.row)
    kept = [Part(p.file, p.raw_sha256, () if whole else ranges_of(r for r in rows.get(p.file, ()) if r > 0)) for p in parts]
    return QuarantineItem(
        id=run.id,
        import_run=run.id,
        file=run.file,
        door=run.door,
        state="waiting",
        count=len({(e.file, e.sheet, e.row) for e in errors}) if count is None else count,
        parts=tuple(part for part in kept if whole or part.file in rows),
        reasons=reasons_of(errors),
        errors=tuple(error.content() for error in errors[:SHOWN_ERRORS]),
        time=run.time,
        policy=run.policy,
        mapping=run.mapping,
    )


def settle(desk: Desk, run: ImportRun, item: QuarantineItem | None, previous: QuarantineItem | None) -> ImportRun:
    """Put what was not taken into quarantine; after a retry, bring the item that was retried to its new state."""
    if previous is None:
        if item is None or run.state == "repeated":
            return run
        kept = item
    elif item is None:
        kept = replace(previous, state="taken", tries=previous.tries + 1)
    else:
        kept = replace(item, id=previous.id, import_run=previous.import_run, time=previous.time, tries=previous.tries + 1)
    firm = desk.firm_of(run.datastreams)
    if previous is not None:
        record = desk.records.get(desk.scope, "quarantine", previous.id)
        firm = record.firm if record else firm
    desk.records.put(desk.scope, "quarantine", kept.id, kept.content(), firm=firm)
    return replace(run, quarantine=kept.id if item is not None else "")
