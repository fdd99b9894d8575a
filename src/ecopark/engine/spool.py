"""The store of an edge box: readings wait here, durable, until the park has acknowledged them. See ``docs/design/edge.md``.

One SQLite file (WAL, ``synchronous=FULL``): what `put` returned from survives a kill and a power cut. Readings are sealed
into numbered batches, each of which names the hash of the one before; a sealed batch never changes. Sent batches stay as
long as Circular 10/2021 demands of a logger (60 days) and are marked as sent.

Room: batches that are sent and older than ``keep`` go by themselves. When ``most_bytes`` or the disk is reached, sent ones
go first, oldest first (the park has them, with a receipt); then unsent ones older than ``keep``. Unsent readings younger
than ``keep`` are never removed: then `put` refuses the new ones and says so.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ecopark.engine.spool_messages  # noqa: F401  texts
from ecopark.core.errors import Fatal, StateError
from ecopark.core.ports import Clock

KEEP = timedelta(days=60)  # Circular 10/2021/TT-BTNMT: a logger keeps its data for at least 60 days
MOST_BYTES = 4 * 1024**3
MOST_ROWS = 50_000  # of one batch
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, UNIQUE (name, unit));
CREATE TABLE IF NOT EXISTS waiting (
  id INTEGER PRIMARY KEY, series INTEGER NOT NULL, time_us INTEGER NOT NULL, value REAL,
  reason INTEGER NOT NULL, status INTEGER NOT NULL, result_us INTEGER);
CREATE TABLE IF NOT EXISTS batch (
  seq INTEGER PRIMARY KEY, previous TEXT NOT NULL, hash TEXT NOT NULL, rows INTEGER NOT NULL,
  first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, sealed_us INTEGER NOT NULL, body BLOB NOT NULL,
  sent_us INTEGER, receipt TEXT);
CREATE INDEX IF NOT EXISTS unsent ON batch (seq) WHERE sent_us IS NULL;
"""


@dataclass(frozen=True, slots=True)
class SpoolRow:
    """A reading as the box sends it; times in microseconds since 1970 UTC; no value: None with its reason."""

    name: str
    unit: str
    time_us: int
    value: float | None
    reason: int
    status: int
    result_us: int | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A batch that will not change any more. ``hash`` covers device, number, ``previous`` and body; all hex."""

    seq: int
    previous: str
    hash: str
    rows: int
    first_us: int
    last_us: int
    body: bytes


@dataclass(frozen=True, slots=True)
class SpoolState:
    """What is in the spool. ``used_bytes``: of ``most_bytes``; ``given_up``: readings removed before 60 days had passed or
    refused for lack of room, since the spool was made."""

    waiting: int
    unsent_batches: int
    unsent_rows: int
    oldest_unsent: datetime | None
    sent_batches: int
    next_seq: int
    last_sent: datetime | None
    used_bytes: int
    most_bytes: int
    given_up: int


Encode = Callable[[int, str, Sequence[SpoolRow]], tuple[bytes, str]]


class Spool:
    """Readings of one edge box. May be used from several threads; one process at a time writes (others may look)."""

    def __init__(self, path: Path, clock: Clock, *, keep: timedelta = KEEP, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._clock = clock
        self._keep = keep
        self._most_bytes = most_bytes
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY"):
                self._db.execute(f"PRAGMA {pragma}").close()
            self._db.executescript(_SCHEMA)
            self._series = {(name, unit): i for i, name, unit in self._db.execute("SELECT id, name, unit FROM series")}
        except sqlite3.DatabaseError as error:
            raise _told(error, path) from error
        self._page_bytes = self._one("PRAGMA page_size")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, next_seq: int, previous: str) -> None:
        """Say with which number and chain hash the park expects the next batch; only before the first one is sealed."""
        with self._changing():
            if self._one("SELECT count(*) FROM batch") == 0:
                self._set("next_seq", str(next_seq))
                self._set("previous", previous)

    def put(self, rows: Sequence[SpoolRow]) -> None:
        """Keep readings, durable on return.

        Raises
        ------
        StateError
            ``engine.spool.full``: no room, and nothing may be removed; nothing of ``rows`` was kept.
        """
        if not rows:
            return
        with self._lock:
            if self.used_bytes > self._most_bytes:
                self._make_room()
            try:
                self._insert(rows)
            except _NoRoom:
                self._make_room()
                self._insert(rows)

    def seal(self, encode: Encode, most_rows: int = MOST_ROWS) -> Sealed | None:
        """Make the next batch of the oldest waiting readings; None if none wait. ``encode`` gives body and hash."""
        with self._changing():
            found = self._db.execute(
                "SELECT w.id, s.name, s.unit, time_us, value, reason, status, result_us FROM waiting w JOIN series s"
                " ON s.id = w.series ORDER BY w.id LIMIT ?",
                (most_rows,),
            ).fetchall()
            if not found:
                return None
            rows = [SpoolRow(*row[1:]) for row in found]
            seq, previous = int(self._get("next_seq", "1")), self._get("previous", "0" * 64)
            body, digest = encode(seq, previous, rows)
            times = [row.time_us for row in rows]
            made = Sealed(seq, previous, digest, len(rows), min(times), max(times), body)
            self._db.execute(
                "INSERT INTO batch (seq, previous, hash, rows, first_us, last_us, sealed_us, body) VALUES (?,?,?,?,?,?,?,?)",
                (seq, previous, digest, made.rows, made.first_us, made.last_us, self._now_us(), body),
            )
            self._db.execute("DELETE FROM waiting WHERE id <= ?", (found[-1][0],))
            self._set("next_seq", str(seq + 1))
            self._set("previous", digest)
            return made

    def unsent(self) -> Sealed | None:
        """The oldest batch that is not acknowledged."""
        with self._lock:
            row = self._db.execute(
                "SELECT seq, previous, hash, rows, first_us, last_us, body FROM batch WHERE sent_us IS NULL"
                " ORDER BY seq LIMIT 1"
            ).fetchone()
        return None if row is None else Sealed(*row)

    def acknowledge(self, seq: int, receipt: str) -> None:
        """The park has it: mark it as sent, with the receipt, and let go what has been kept for long enough."""
        with self._changing():
            self._db.execute(
                "UPDATE batch SET sent_us = ?, receipt = ? WHERE seq = ? AND sent_us IS NULL", (self._now_us(), receipt, seq)
            )
            oldest = self._now_us() - self._keep // timedelta(microseconds=1)
            self._db.execute("DELETE FROM batch WHERE sent_us IS NOT NULL AND sealed_us < ?", (oldest,))

    def sealed(self) -> Iterator[tuple[Sealed, str | None]]:
        """Every batch that is here, oldest first, with its receipt (None: not sent)."""
        with self._lock:
            seqs = [seq for (seq,) in self._db.execute("SELECT seq FROM batch ORDER BY seq")]
        for seq in seqs:
            with self._lock:
                row = self._db.execute(
                    "SELECT seq, previous, hash, rows, first_us, last_us, body, receipt FROM batch WHERE seq = ?", (seq,)
                ).fetchone()
            if row is not None:
                yield Sealed(*row[:7]), row[7]

    def note_given_up(self, readings: int) -> None:
        """Count readings that could not be kept."""
        with self._changing():
            self._set("given_up", str(int(self._get("given_up", "0")) + readings))

    @property
    def used_bytes(self) -> int:
        with self._lock:
            return (self._one("PRAGMA page_count") - self._one("PRAGMA freelist_count")) * self._page_bytes

    def state(self) -> SpoolState:
        with self._lock:
            waiting = self._one("SELECT count(*) FROM waiting")
            first_waiting = self._db.execute("SELECT min(time_us) FROM waiting").fetchone()[0]
            unsent, rows, first = self._db.execute(
                "SELECT count(*), coalesce(sum(rows), 0), min(first_us) FROM batch WHERE sent_us IS NULL"
            ).fetchone()
            sent, last = self._db.execute("SELECT count(*), max(sent_us) FROM batch WHERE sent_us IS NOT NULL").fetchone()
            firsts = [us for us in (first_waiting, first) if us is not None]
            return SpoolState(
                waiting,
                unsent,
                rows,
                _moment(min(firsts)) if firsts else None,
                sent,
                int(self._get("next_seq", "1")),
                None if last is None else _moment(last),
                self.used_bytes,
                self._most_bytes,
                int(self._get("given_up", "0")),
            )

    def _insert(self, rows: Sequence[SpoolRow]) -> None:
        new: dict[tuple[str, str], int] = {}
        with self._changing():
            for key in {(r.name, r.unit) for r in rows} - self._series.keys():
                new[key] = int(self._db.execute("INSERT INTO series (name, unit) VALUES (?,?)", key).lastrowid or 0)
            known = {**self._series, **new}
            self._db.executemany(
                "INSERT INTO waiting (series, time_us, value, reason, status, result_us) VALUES (?,?,?,?,?,?)",
                [(known[r.name, r.unit], r.time_us, r.value, r.reason, r.status, r.result_us) for r in rows],
            )
        self._series.update(new)

    def _make_room(self) -> None:
        """Remove what may go, a tenth of the room at a time; ``StateError`` engine.spool.full if nothing may."""
        old = self._now_us() - self._keep // timedelta(microseconds=1)
        found = self._db.execute(
            "SELECT seq, length(body), rows, sent_us IS NOT NULL FROM batch WHERE sent_us IS NOT NULL OR sealed_us < ?"
            " ORDER BY sent_us IS NULL, seq",
            (old,),
        ).fetchall()
        going, freed, lost = [], 0, 0
        for seq, size, rows, sent in found:
            if freed > self._most_bytes // 10:
                break
            going.append((seq,))
            freed += size
            lost += 0 if sent else rows
        if not going:
            raise StateError("engine.spool.full", where=str(self.path), most_mb=self._most_bytes // 1_000_000)
        with self._changing():
            self._db.executemany("DELETE FROM batch WHERE seq = ?", going)
            if lost:
                self._set("given_up", str(int(self._get("given_up", "0")) + lost))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One transaction, synced when it ends."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                self._roll_back()
                raise _told(error, self.path) from error
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _one(self, question: str) -> int:
        return int(self._db.execute(question).fetchone()[0])

    def _get(self, name: str, otherwise: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return otherwise if row is None else str(row[0])

    def _set(self, name: str, value: str) -> None:
        self._db.execute(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def _now_us(self) -> int:
        return (self._clock() - _EPOCH) // timedelta(microseconds=1)


class _NoRoom(StateError):
    """SQLite found no room for a transaction; nothing of it was kept."""


def _told(error: sqlite3.DatabaseError, path: Path) -> StateError | Fatal:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _NoRoom("engine.spool.full", where=str(path), most_mb="?")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Fatal("engine.spool.damaged", where=str(path), reason=str(error))
    return StateError("engine.spool.failed", where=str(path), reason=str(error))


def _moment(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)
