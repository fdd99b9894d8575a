"""Opening the records database: SQLite by default, PostgreSQL by URL; brought to the present version on opening."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from ecopark.core.errors import Fatal, InputError, StateError
from ecopark.core.messages import Text, catalogue

HEAD = "0003"
_MIGRATIONS = Path(__file__).with_name("migrations")
_ONE_MIGRATES = 7_305_401_961  # key of PostgreSQL's advisory lock while the database is migrated

catalogue(
    {
        "engine.records.unknown_url": Text(
            vi="địa chỉ cơ sở dữ liệu hồ sơ không dùng được ({scheme}). Hãy dùng sqlite:///đường/dẫn hoặc "
            "postgresql://người_dùng@máy/cơ_sở_dữ_liệu.",
            en="the address of the records database cannot be used ({scheme}). Write sqlite:///path or "
            "postgresql://user@host/database.",
        ),
        "engine.records.newer": Text(
            vi="cơ sở dữ liệu hồ sơ thuộc phiên bản mới hơn ({found}); phần mềm này biết đến phiên bản {known}. "
            "Hãy cài phiên bản ecopark mới hơn, hoặc mở bản sao lưu trước khi nâng cấp. Không có gì bị thay đổi.",
            en="the records database is of a newer version ({found}); this software knows versions up to {known}. "
            "Install the newer ecopark, or open the backup made before the upgrade. Nothing was changed.",
        ),
        "engine.records.unreachable": Text(
            vi="không mở được cơ sở dữ liệu hồ sơ: {reason}. Hãy kiểm tra đường dẫn, quyền truy cập và máy chủ rồi thử lại.",
            en="the records database cannot be opened: {reason}. Check the path, its permissions and the server, "
            "then try again.",
        ),
        "engine.records.no_room": Text(
            vi="không còn chỗ trên đĩa cho hồ sơ: {reason}. Không có gì được ghi dở; hãy giải phóng dung lượng rồi thử lại.",
            en="there is no room on the disk for records: {reason}. Nothing was half-written; make room and try again.",
        ),
        "engine.records.damaged": Text(
            vi="tệp hồ sơ bị hỏng hoặc không phải là cơ sở dữ liệu: {reason}. "
            "Hãy giữ nguyên tệp và khôi phục từ bản sao lưu.",
            en="the records file is damaged or no database: {reason}. Keep it as it is and restore from the backup.",
        ),
        "engine.records.busy": Text(
            vi="cơ sở dữ liệu hồ sơ đang bận quá lâu: {reason}. Hãy thử lại sau giây lát.",
            en="the records database was busy for too long: {reason}. Try again in a moment.",
        ),
    }
)


class Database:
    """A database at its present version; transactions that read and transactions that write.

    Parameters
    ----------
    url
        ``sqlite:///path`` or ``postgresql://user@host/name``.
    migrate
        Bring it to the present version; otherwise it is only looked at.

    Raises
    ------
    StateError
        engine.records.newer, engine.records.unreachable, engine.records.no_room.
    Fatal
        engine.records.damaged.
    """

    def __init__(self, url: str, *, migrate: bool = True) -> None:
        parsed = _parse(url)
        self.where = parsed.render_as_string(hide_password=True)
        self.sqlite = parsed.get_backend_name() == "sqlite"
        self._engine = _sqlite(parsed) if self.sqlite else _postgresql(parsed)
        try:
            if migrate:
                with self.writing() as connection:
                    _migrate(connection, self.where)
        except BaseException:
            self._engine.dispose()
            raise

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with self._told(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes; durable when the block has ended without error."""
        with self._told(), self._engine.connect() as connection:
            immediate = connection.execution_options(begin_with="BEGIN IMMEDIATE")
            with immediate.begin():
                yield immediate

    def alone(self, connection: sa.Connection, *name: str) -> None:
        """Until the transaction ends, no other that writes and names the same goes on (SQLite has one writer anyway)."""
        if not self.sqlite:
            key = sa.func.hashtextextended("\x1f".join(name), 0)
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))

    def flush(self) -> None:
        """Empty SQLite's write-ahead log, which still holds what was there before; as far as readers allow it now."""
        if self.sqlite:
            with self._told(), self._engine.connect() as connection:
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    @staticmethod
    def version(connection: sa.Connection) -> str | None:
        """Version of the database; None for a new one."""
        return _version(connection)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the driver's errors into errors that say what to do; broken constraints go to the caller."""
        try:
            yield
        except exc.IntegrityError:
            raise
        except exc.DBAPIError as error:
            reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
            if "disk is full" in reason or "No space left" in reason:
                raise StateError("engine.records.no_room", where=self.where, reason=reason) from error
            if "locked" in reason:
                raise StateError("engine.records.busy", where=self.where, reason=reason) from error
            if any(word in reason for word in ("malformed", "not a database", "decode to UTF-8")):
                raise Fatal("engine.records.damaged", where=self.where, reason=reason) from error
            if isinstance(error, exc.OperationalError):
                raise StateError("engine.records.unreachable", where=self.where, reason=reason) from error
            raise


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except exc.ArgumentError:
        raise InputError("engine.records.unknown_url", scheme=url.partition(":")[0]) from None
    backend = parsed.get_backend_name() if parsed.drivername.partition("+")[0] in ("sqlite", "postgresql") else ""
    if not backend or (backend == "sqlite" and not parsed.database):
        raise InputError("engine.records.unknown_url", scheme=parsed.drivername)
    return parsed.set(drivername="sqlite+pysqlite" if backend == "sqlite" else "postgresql+psycopg")


def _switch_to_wal(connection: Any) -> None:
    """SQLite does not wait with its busy timeout for this one change: others that open a new file at the same moment."""
    until = time.monotonic() + 30
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _sqlite(url: sa.URL) -> sa.Engine:
    path = str(url.database)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite's side files inherit the mode
    except OSError as error:
        raise StateError("engine.records.unreachable", where=path, reason=str(error)) from error
    engine = sa.create_engine(url, connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, in plain sight
        connection.execute("PRAGMA busy_timeout=30000").close()
        _switch_to_wal(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin_with", "BEGIN"))

    return engine


def _postgresql(url: sa.URL) -> sa.Engine:
    options = "-c synchronous_commit=on -c timezone=UTC"  # acknowledged means durable, whatever the server's default
    return sa.create_engine(url, connect_args={"options": options, "connect_timeout": 10}, pool_pre_ping=True)


def _migrate(connection: sa.Connection, where: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_MIGRATES)))
    if _version(connection) == HEAD:
        return
    from alembic import command  # a third of a second: only when there is something to do
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = _version(connection)
    if found is not None and found not in known:
        raise StateError("engine.records.newer", where=where, found=found, known=HEAD)
    command.upgrade(config, HEAD)


def _version(connection: sa.Connection) -> str | None:
    """Version of the database; None for a new one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
