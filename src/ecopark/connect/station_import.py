"""Many station files at once: one append, one sync of the raw files, one run per batch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ecopark.connect.decode import Decoded, decode_sent
from ecopark.connect.desk import Desk, new_id, quarantine_of, settle, store, without_bad_rows
from ecopark.connect.records import SHOWN_ERRORS, ImportRun, Part, QuarantineItem, notice
from ecopark.connect.sent import RowError, SentRows
from ecopark.connect.station_account import CameFile, LedgerHours, enter_files
from ecopark.connect.station_decode import Stations, send_station_file
from ecopark.connect.stations import StationFile, parse_station_file, read_name
from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import Scope, system_scope

BATCH = 1000  # files of one append and one sync of the raw files
_PLATFORM = system_scope("connect")
_FILE_ROWS = 1_000_000  # rows of file i of a batch are numbered from i * this


@dataclass(frozen=True, slots=True)
class Arrived:
    """A station file with the moment at which it came (aware)."""

    name: str
    content: bytes
    received: datetime
    only: Callable[[int], bool] | None = None  # rows asked for by a retry


def import_station_files(desk: Desk, files: Sequence[Arrived], *, previous: QuarantineItem | None = None) -> ImportRun:
    """Import a batch; unreadable files and lines go to quarantine, everything else is stored in one append.

    Of several files those that were taken whole before, byte for byte, are left out without being read again.
    """
    now = desk.clock()
    hours, seen = _taken_before(desk, files)
    if previous is not None or len(files) == 1:  # a retry is asked for; a single file is known by its key
        seen = set()
    fresh = [file for i, file in enumerate(files) if i not in seen]
    told = [] if len(files) == 1 else [_listing(files)]
    *digests, together = desk.raw.put_many([*(file.content for file in fresh), *told])
    if len(files) == 1:
        digests = [together]
    label = files[0].name if len(files) == 1 else f"{files[0].name} … {files[-1].name} ({len(files)})"
    run = ImportRun(
        id=new_id(now, together + label),
        file=label,
        door="station",
        state="nothing" if fresh else "repeated",
        policy="good_rows",
        raw_sha256=together,
        bytes=sum(len(file.content) for file in files),
        actor=desk.scope.user,
        time=now.isoformat(),
        files=len(files),
        notices=(notice(Message("connect.notice.files_seen", {"count": len(seen)})),) if seen else (),
    )
    if fresh:
        run = _take(desk, run, fresh, digests, previous, hours)
    desk.records.put(desk.scope, "import_run", run.id, run.content(), firm=desk.firm_of(run.datastreams))
    return run


def _take(
    desk: Desk,
    run: ImportRun,
    files: Sequence[Arrived],
    digests: Sequence[str],
    previous: QuarantineItem | None,
    hours: LedgerHours,
) -> ImportRun:
    """Decode, store, quarantine what cannot be taken, and note the arrivals."""
    found = judge_station_files(desk.network, desk.scope, desk.clock(), files, desk.stations)
    errors, decoded, parsed = found.errors, found.decoded, found.parsed
    run = replace(
        run,
        rows_read=sum(len(file.lines) + len(file.errors) for file in parsed),
        rows_refused=len({(error.file, error.row) for error in errors}),
        duplicates=decoded.duplicates,
        notices=(*run.notices, *(notice(message) for message in decoded.notices)),
        errors=tuple(error.content() for error in errors[:SHOWN_ERRORS]),
        state="refused" if errors else "nothing",
    )
    readings = without_bad_rows(decoded, {error.row for error in decoded.errors})
    if len(readings):
        run = store(desk, run, readings, _key(run.raw_sha256, files, errors))
    parts = [Part(file.name, digest) for file, digest in zip(files, digests, strict=True)]
    run = settle(desk, run, quarantine_of(run, errors, parts) if errors else None, previous)
    faulty = {error.file for error in errors}
    arrived = {file.name: (file, digest) for file, digest in zip(files, digests, strict=True)}
    came = [
        CameFile(
            point.station or "",
            file.time.replace(tzinfo=UTC),
            arrived[file.name][0].received,
            arrived[file.name][1],
            file.name not in faulty and arrived[file.name][0].only is None,
            point.firm,
        )
        for file in parsed
        if (point := desk.stations.point_of(file)) is not None
    ]
    enter_files(desk.records, _PLATFORM, came, desk.zone, hours)
    return run


def _taken_before(desk: Desk, files: Sequence[Arrived]) -> tuple[LedgerHours, set[int]]:
    """The ledger's hours of the files, and the places of those that it knows as taken whole, by name and SHA-256 alone."""
    asked: list[tuple[int, str, datetime]] = []
    for i, file in enumerate(files):
        said = read_name(file.name, desk.zone)
        point = desk.stations.point_of(said) if said else None
        if said is not None and point is not None and point.station:
            asked.append((i, point.station, said.time))
    hours = LedgerHours.read(desk.records, _PLATFORM, ((station, time) for _, station, time in asked), desk.zone)
    sha256 = hashlib.sha256
    return hours, {i for i, station, time in asked if hours.has_whole(station, time, sha256(files[i].content).hexdigest())}


def _listing(files: Sequence[Arrived]) -> bytes:
    """What a batch of files was: their hashes and names, as ``sha256sum`` writes them; kept as a raw file of its own."""
    return "".join(f"{hashlib.sha256(file.content).hexdigest()}  {file.name}\n" for file in files).encode()


@dataclass(frozen=True, slots=True)
class StationFound:
    """What station files hold: readings, the files that could be read, every fault with its file and line."""

    decoded: Decoded
    parsed: Sequence[StationFile]
    errors: Sequence[RowError]


def judge_station_files(
    network: FlowNetwork, scope: Scope, now: datetime, files: Sequence[Arrived], stations: Stations | None = None
) -> StationFound:
    """Read and decode station files as far as the caller may write; nothing is stored."""
    stations, zone = stations or Stations.of(network), ZoneInfo(network.park.zone)
    rows, errors, parsed = SentRows(), [], []
    for i, file in enumerate(files):
        try:
            station_file = parse_station_file(file.content, file.name, zone)
        except InputError as error:
            errors.append(RowError(file.name, 0, Message(error.code, error.params), value=error.where))
            continue
        if file.only is not None:
            station_file = replace(
                station_file,
                lines=tuple(line for line in station_file.lines if file.only(line.row)),
                errors=tuple(line for line in station_file.errors if file.only(line.row)),
            )
        parsed.append(station_file)
        errors += send_station_file(station_file, stations, rows, first_row=i * _FILE_ROWS)
    decoded = decode_sent(rows.table(), network, scope=scope, now=now, file="")
    errors += [_placed(error, files) for error in decoded.errors]
    return StationFound(decoded, parsed, errors)


def _placed(error: RowError, files: Sequence[Arrived]) -> RowError:
    index, row = divmod(error.row, _FILE_ROWS)
    return replace(error, file=files[index].name, row=row)


def _key(together: str, files: Sequence[Arrived], errors: Iterable[RowError]) -> str:
    parts = [together, "retry" if any(file.only is not None for file in files) else "all"]
    parts += sorted(f"{e.file}:{e.row}" for e in errors)
    return "station:" + hashlib.sha256("|".join(parts).encode()).hexdigest()
