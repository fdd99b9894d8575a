"""Use cases of the doors: take a file, take readings sent as JSON, take a folder, watch it, retry what was quarantined.

The raw bytes are kept first, then the readings are appended (durable, under an idempotency key), then the run is written
down as a record. A crash in between loses and doubles nothing: the file given again is recognised by its key, and the
store keeps equal readings once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from ecopark.connect.decode import decode_sent
from ecopark.connect.desk import Desk
from ecopark.connect.importing import (
    Source,
    check_key,
    door_of,
    find_readings,
    finish,
    import_source,
    judge,
    new_run,
    propose_for,
)
from ecopark.connect.inbox import arrival, take_folder, watch
from ecopark.connect.live.retry import retry_refused
from ecopark.connect.mapping import Mapping, Proposal
from ecopark.connect.raw import RawStore
from ecopark.connect.records import ImportRun, Policy, QuarantineItem
from ecopark.connect.sent import RowError
from ecopark.connect.sheet_decode import Preview, decode_sheet, error_report, preview, sheet_to_correct
from ecopark.connect.sheets import Sheet, read_sheets
from ecopark.connect.station_import import Arrived, import_station_files, judge_station_files
from ecopark.connect.values import as_text
from ecopark.core.errors import InputError, StateError
from ecopark.core.messages import Lang, Message
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, ReadingsWriter
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role

__all__ = [
    "discard",
    "preview_file",
    "propose",
    "quarantine_report",
    "retry",
    "take_file",
    "take_folder",
    "take_readings_json",
    "watch",
]


def take_file(
    given: bytes | Path,
    name: str | None = None,
    *,
    network: FlowNetwork,
    writer: ReadingsWriter,
    records: RecordsStore,
    clock: Clock,
    scope: Scope,
    raw: RawStore,
    mapping: Mapping | None = None,
    policy: Policy = "all_or_nothing",
) -> ImportRun:
    """Take one file: station file, CSV, XLSX, Parquet or JSON, told by its content.

    Parameters
    ----------
    mapping
        What the columns of a sheet mean; without it the proposed mapping is used where it is certain.
    policy
        ``all_or_nothing``: a file with any bad row imports nothing; ``good_rows``: the bad rows go to quarantine. Station
        files always give their good lines.

    Returns
    -------
    ImportRun
        A file that cannot be taken is a ``refused`` run with reasons, and waits in quarantine; no exception.

    Raises
    ------
    NotAllowed
        The caller's role may not send readings.
    StateError
        The store has no room or is closed: nothing was taken, try again later.
    """
    desk = Desk(network, writer, records, clock, scope, raw)
    content, file = _content(given, name)
    if door_of(content, file) == "station":
        received = clock() if isinstance(given, bytes) else arrival(given, clock())
        return import_station_files(desk, [Arrived(file, content, received)])
    return import_source(desk, Source(file, content, raw.put(content)), mapping=mapping, policy=policy)


def take_readings_json(
    body: bytes,
    *,
    idempotency_key: str | None,
    network: FlowNetwork,
    writer: ReadingsWriter,
    records: RecordsStore,
    clock: Clock,
    scope: Scope,
    raw: RawStore,
    policy: Policy = "good_rows",
) -> ImportRun:
    """Take readings sent over HTTP. The same key with the same body again stores nothing and says so.

    Raises
    ------
    InputError
        ``connect.json.*`` with the JSON pointer of the fault: a malformed body is not taken at all.
    StateError
        ``connect.upload.key_reused``: the key came before with another body.
    """
    desk = Desk(network, writer, records, clock, scope, raw)
    sha256 = hashlib.sha256(body).hexdigest()
    source = Source("readings.json", body, sha256)
    key = "json:" + hashlib.sha256(f"{scope.user}|{idempotency_key or sha256}".encode()).hexdigest()
    check_key(desk, key, sha256)
    found = find_readings(desk, source, "json", None)  # a malformed body is refused before anything is kept
    raw.put(body)
    return finish(desk, replace(new_run(desk, source, policy), door="json"), source, found, key=key)


def propose(content: bytes, name: str, *, network: FlowNetwork, scope: Scope) -> Proposal:
    """Propose the mapping of a sheet for the import wizard; ``InputError`` if no sheet of the file has a header."""
    return propose_for(network, scope, _filled(content, name))[1]


def preview_file(
    content: bytes,
    name: str,
    mapping: Mapping,
    *,
    network: FlowNetwork,
    scope: Scope | None = None,
    clock: Clock | None = None,
) -> Preview:
    """Show what a sheet would give under a mapping: first readings, counts, first faults; nothing is stored.

    With ``scope`` and ``clock`` what the sheet alone does not tell is judged too: rights, units, times in the future.
    """
    sheet = _sheet_of(content, name, mapping)
    table = decode_sheet(sheet, mapping, network, ZoneInfo(network.park.zone))
    errors, notices = table.errors, table.notices
    if scope is not None and clock is not None:
        judged = decode_sent(table.sent, network, scope=scope, now=clock(), file=name, sheet=sheet.name)
        errors, notices = (*errors, *judged.errors), (*notices, *judged.notices)
    return preview(table.sent, sorted(errors, key=lambda error: error.row), notices, network)


def retry(
    quarantine_id: str,
    *,
    network: FlowNetwork,
    writer: ReadingsWriter,
    records: RecordsStore,
    clock: Clock,
    scope: Scope,
    raw: RawStore,
    corrected: bytes | None = None,
    corrected_name: str = "",
    mapping: Mapping | None = None,
    policy: Policy = "good_rows",
) -> ImportRun:
    """Try quarantined input again: as it is (after the park or the mapping was mended), or a corrected file instead.

    What is good now is stored; the item is settled, or keeps waiting with what is still bad.

    Raises
    ------
    InputError
        ``connect.quarantine.unknown``: there is no such item, or it is not the caller's.
    StateError
        ``connect.quarantine.settled``: it was taken or discarded before.
    """
    desk = Desk(network, writer, records, clock, scope, raw)
    item = _waiting(records, scope, quarantine_id)
    if item.door == "live":
        if corrected is not None:
            raise InputError("connect.quarantine.many_files", where=quarantine_id, count=len(item.parts))
        return retry_refused(desk, item)
    settled = mapping or (Mapping.from_content(item.mapping) if item.mapping else None)
    if corrected is not None:
        name = corrected_name or item.file
        if len(item.parts) > 1:
            raise InputError("connect.quarantine.many_files", where=quarantine_id, count=len(item.parts))
        if item.door == "station" and door_of(corrected, name) == "station":
            return import_station_files(desk, [Arrived(name, corrected, clock())], previous=item)
        source = Source(name, corrected, raw.put(corrected))
        if settled is not None and mapping is None:
            settled = _fitted(settled, _filled(corrected, name))
        return import_source(desk, source, mapping=settled, policy=policy, previous=item)
    if item.door == "station":
        files = [Arrived(p.file, raw.get(p.raw_sha256), clock(), p.has if p.ranges else None) for p in item.parts]
        return import_station_files(desk, files, previous=item)
    part = item.parts[0]
    source = Source(part.file, raw.get(part.raw_sha256), part.raw_sha256, part.has if part.ranges else None)
    return import_source(desk, source, mapping=settled, policy=policy, previous=item)


def discard(quarantine_id: str, reason: str, *, records: RecordsStore, scope: Scope) -> QuarantineItem:
    """Close a quarantine item without importing it; the raw bytes stay, the reason and the person are recorded."""
    scope.require_role("discard quarantined input", Role.MANAGER, Role.FIRM)
    item = replace(_waiting(records, scope, quarantine_id), state="discarded")
    before = records.get(scope, "quarantine", quarantine_id)
    content = {**item.content(), "discarded_because": reason}
    records.put(scope, "quarantine", item.id, content, firm=before.firm if before else None)
    return item


def quarantine_report(
    quarantine_id: str,
    *,
    network: FlowNetwork,
    records: RecordsStore,
    raw: RawStore,
    clock: Clock,
    scope: Scope,
    lang: Lang,
    form: str = "xlsx",
) -> bytes:
    """Sheet to work with, XLSX or CSV: for sheets the rows to correct with reasons, else every fault with its place.

    Rows of a sheet of which nothing was taken are all there, so that the corrected sheet is complete.
    """
    record = records.get(scope, "quarantine", quarantine_id)
    if record is None:
        raise InputError("connect.quarantine.unknown", where=quarantine_id)
    item = QuarantineItem.from_content(record.content)
    if item.door == "live":
        return error_report(_faults(item), lang, form=form)
    asks = scope if scope.role in (Role.MANAGER, Role.FIRM) else system_scope("report")  # who only reads sees the same
    if item.door == "station":
        files = [Arrived(p.file, raw.get(p.raw_sha256), clock(), p.has if p.ranges else None) for p in item.parts]
        return error_report(judge_station_files(network, asks, clock(), files).errors, lang, form=form)
    part, mapping = item.parts[0], Mapping.from_content(item.mapping) if item.mapping else None
    source = Source(part.file, raw.get(part.raw_sha256), part.raw_sha256, part.has if part.ranges else None)
    try:
        found = judge(network, asks, clock(), source, item.door, mapping)
    except InputError:
        return error_report(_faults(item), lang, form=form)
    if mapping is None:
        return error_report(found.errors, lang, form=form)
    sheet = _sheet_of(source.content, part.file, mapping)
    return sheet_to_correct(sheet, mapping, found.errors, lang, whole=not part.ranges, form=form)


def _content(given: bytes | Path, name: str | None) -> tuple[bytes, str]:
    if isinstance(given, bytes):
        return given, name or "upload"
    try:
        return given.read_bytes(), name or given.name
    except OSError as error:
        raise InputError("connect.park.unreadable", where=str(given), reason=error.strerror or str(error)) from error


def _filled(content: bytes, name: str) -> list[Sheet]:
    sheets = [sheet for sheet in read_sheets(content, name) if sheet.rows]
    if not sheets:
        raise InputError("connect.sheet.empty", where=name)
    return sheets


def _sheet_of(content: bytes, name: str, mapping: Mapping) -> Sheet:
    for sheet in _filled(content, name):
        if sheet.name == mapping.sheet:
            return sheet
    raise InputError("connect.mapping.no_sheet", where=name, sheet=mapping.sheet)


def _fitted(mapping: Mapping, sheets: Sequence[Sheet]) -> Mapping:
    """The mapping for a corrected file: the same columns, below the row that carries their headers."""
    wanted = {column.index: column.header for column in mapping.columns if column.header and column.role != "ignore"}
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:25], start=1):
            if all(index < len(row) and as_text(row[index]) == header for index, header in wanted.items()):
                return replace(mapping, sheet=sheet.name, header_row=number, first_row=number + 1)
    return replace(mapping, sheet=sheets[0].name)


def _waiting(records: RecordsStore, scope: Scope, quarantine_id: str) -> QuarantineItem:
    record = records.get(scope, "quarantine", quarantine_id)
    if record is None:
        raise InputError("connect.quarantine.unknown", where=quarantine_id)
    item = QuarantineItem.from_content(record.content)
    if item.state != "waiting":
        raise StateError("connect.quarantine.settled", where=quarantine_id, state=item.state)
    return item


def _faults(item: QuarantineItem) -> list[RowError]:
    return [
        RowError(e["file"], int(e["row"]), Message(e["message"], e["params"]), e["sheet"], e["column"], e["value"])
        for e in item.errors
    ]
