"""One file on the desk: which door it takes, decoded, judged by the policy, stored, written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.connect.decode import Decoded, decode_sent
from ecopark.connect.desk import Desk, canonical, new_id, quarantine_of, settle, store, without_bad_rows
from ecopark.connect.json_readings import read_json
from ecopark.connect.mapping import Mapping, Proposal, propose_mapping
from ecopark.connect.parquet import read_parquet
from ecopark.connect.records import SHOWN_ERRORS, Door, ImportRun, Part, Policy, QuarantineItem, notice
from ecopark.connect.sent import RowError
from ecopark.connect.sheet_decode import decode_sheet
from ecopark.connect.sheets import Sheet, is_xlsx, read_sheets
from ecopark.connect.stations import is_station_name
from ecopark.core.errors import InputError, StateError
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came, kept under its hash. ``only``: the rows that are asked for; None: all."""

    file: str
    content: bytes
    sha256: str
    only: Callable[[int], bool] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds: good readings, rows read, faults and notices, and the mapping used."""

    decoded: Decoded
    rows: int
    errors: tuple[RowError, ...]
    notices: tuple[Message, ...] = ()
    mapping: Mapping | None = None


def door_of(content: bytes, file: str) -> Door:
    """Choose the door by what the bytes are, not by the ending of the name alone."""
    if content.startswith(b"PAR1"):
        return "parquet"
    if is_xlsx(content) or content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "xlsx"
    if is_station_name(file):
        return "station"
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and not file.lower().endswith(".csv"):
        return "json"
    return "csv"


def find_readings(desk: Desk, source: Source, door: Door, mapping: Mapping | None) -> Found:
    """`judge` for the caller of the desk."""
    return judge(desk.network, desk.scope, desk.clock(), source, door, mapping)


def judge(network: FlowNetwork, scope: Scope, now: datetime, source: Source, door: Door, mapping: Mapping | None) -> Found:
    """Decode a file (other than station files) as far as the caller may write; nothing is stored.

    Raises
    ------
    InputError
        The file as a whole cannot be read, or a person has to settle the mapping first.
    """
    zone = ZoneInfo(network.park.zone)
    if door in ("parquet", "json"):
        sent = read_json(source.content) if door == "json" else read_parquet(source.content, source.file, network, zone)
        if source.only is not None:
            sent = sent.filter(pa.array([source.only(row) for row in sent["row"].to_pylist()], pa.bool_()))
        decoded = decode_sent(sent, network, scope=scope, now=now, file=source.file)
        return Found(decoded, len(sent), decoded.errors, decoded.notices)
    sheet, chosen, notices = _choose_sheet(network, scope, source, mapping)
    table = decode_sheet(sheet, chosen, network, zone, only_rows=source.only)
    decoded = decode_sent(table.sent, network, scope=scope, now=now, file=source.file, sheet=sheet.name)
    errors = tuple(sorted((*table.errors, *decoded.errors), key=lambda error: error.row))
    return Found(decoded, table.rows, errors, (*notices, *table.notices, *decoded.notices), table.mapping)


def _choose_sheet(
    network: FlowNetwork, scope: Scope, source: Source, mapping: Mapping | None
) -> tuple[Sheet, Mapping, tuple[Message, ...]]:
    """Return the sheet that holds the readings and its mapping; other sheets with content are named in a notice."""
    sheets = [sheet for sheet in read_sheets(source.content, source.file) if sheet.rows]
    if not sheets:
        raise InputError("connect.sheet.empty", where=source.file)
    chosen: Sheet | None
    if mapping is not None:
        chosen = next((sheet for sheet in sheets if sheet.name == mapping.sheet), None)
        if chosen is None:
            raise InputError("connect.mapping.no_sheet", where=source.file, sheet=mapping.sheet)
    else:
        chosen, proposal = propose_for(network, scope, sheets)
        if not proposal.certain:
            first = next(iter(proposal.problems), Message("connect.mapping.unsure", {"columns": _unsure(proposal)}))
            raise InputError(first.id, where=source.file, **first.params)
        mapping = proposal.mapping
    others = [sheet.name for sheet in sheets if sheet is not chosen]
    notices = (Message("connect.notice.other_sheets", {"sheets": ", ".join(others)}),) if others else ()
    return chosen, mapping, notices


def _unsure(proposal: Proposal) -> str:
    return ", ".join(p.column.header for p in proposal.columns if p.confidence < 0.8 and p.column.role != "ignore")


def propose_for(network: FlowNetwork, scope: Scope, sheets: Sequence[Sheet]) -> tuple[Sheet, Proposal]:
    """Return the first sheet with a header of readings, and its proposal."""
    refused: InputError | None = None
    for sheet in sheets:
        try:
            return sheet, propose_mapping(sheet, network, scope)
        except InputError as error:
            refused = refused or error
    assert refused is not None
    raise refused


def import_source(
    desk: Desk,
    source: Source,
    *,
    mapping: Mapping | None,
    policy: Policy,
    previous: QuarantineItem | None = None,
) -> ImportRun:
    """Import one file that is kept already, and write the run down; faults of the whole file become a refused run.

    ``previous``: the quarantine item of which this is a retry.
    """
    run = new_run(desk, source, policy)
    try:
        found = find_readings(desk, source, run.door, mapping)
    except InputError as error:
        run = replace(run, mapping=mapping.content() if mapping else None)
        return refuse_whole(desk, run, source, error, previous)
    return finish(desk, run, source, found, previous=previous)


def new_run(desk: Desk, source: Source, policy: Policy) -> ImportRun:
    now = desk.clock()
    return ImportRun(
        id=new_id(now, f"{source.sha256}|{source.file}"),
        file=source.file,
        door=door_of(source.content, source.file),
        state="nothing",
        policy=policy,
        raw_sha256=source.sha256,
        bytes=len(source.content),
        actor=desk.scope.user,
        time=now.isoformat(),
    )


def finish(
    desk: Desk,
    run: ImportRun,
    source: Source,
    found: Found,
    *,
    key: str | None = None,
    previous: QuarantineItem | None = None,
) -> ImportRun:
    """Store what the policy lets through, quarantine the rest, write the run down."""
    bad = {error.row for error in found.errors}
    run = replace(
        run,
        rows_read=found.rows,
        rows_refused=len(bad),
        duplicates=found.decoded.duplicates,
        notices=tuple(notice(message) for message in found.notices),
        errors=tuple(error.content() for error in found.errors[:SHOWN_ERRORS]),
        mapping=found.mapping.content() if found.mapping else None,
    )
    readings = without_bad_rows(found.decoded, bad)
    if bad and (run.policy == "all_or_nothing" or not len(readings)):
        run = replace(run, state="refused")
    elif len(readings):
        run = _store_once(desk, run, readings, key or _key(source, run, bad))
    item = None
    if bad:
        whole = run.state == "refused" and run.policy == "all_or_nothing" and source.only is None
        item = quarantine_of(run, found.errors, [Part(source.file, source.sha256)], whole=whole)
    run = settle(desk, run, item, previous)
    desk.records.put(desk.scope, "import_run", run.id, run.content(), firm=desk.firm_of(run.datastreams))
    return run


def refuse_whole(
    desk: Desk, run: ImportRun, source: Source, error: InputError, previous: QuarantineItem | None
) -> ImportRun:
    """Write down a file of which nothing can be read."""
    row = RowError(source.file, 0, Message(error.code, error.params), value=error.where)
    run = replace(run, state="refused", errors=(row.content(),))
    item = quarantine_of(run, [row], [Part(source.file, source.sha256)], whole=True)
    run = settle(desk, run, item, previous)
    desk.records.put(desk.scope, "import_run", run.id, run.content(), firm=desk.firm_of(()))
    return run


def _key(source: Source, run: ImportRun, bad: set[int]) -> str:
    """Idempotency key: the bytes, what they were taken to mean, and which rows were left out."""
    meaning: dict[str, Any] = {"sha256": source.sha256, "mapping": run.mapping, "without": sorted(bad)}
    if source.only is not None:
        meaning["part"] = "retry"
    return "file:" + hashlib.sha256(canonical(meaning)).hexdigest()


def _store_once(desk: Desk, run: ImportRun, readings: pa.Table, key: str) -> ImportRun:
    """Store under an idempotency key and remember which run used it first."""
    before = desk.records.get(desk.scope, "upload", key)
    stored = store(desk, run, readings, key)
    if stored.state == "repeated":
        return replace(stored, repeated_of=str(before.content["run"]) if before else "")
    if before is None:
        content = {"run": run.id, "raw_sha256": run.raw_sha256, "time": run.time}
        desk.records.put(desk.scope, "upload", key, content, firm=desk.firm_of(stored.datastreams))
    return stored


def check_key(desk: Desk, key: str, sha256: str) -> None:
    """Refuse an idempotency key that came before with another body."""
    before = desk.records.get(desk.scope, "upload", key)
    if before is not None and before.content["raw_sha256"] != sha256:
        raise StateError("connect.upload.key_reused", time=str(before.content["time"]))
