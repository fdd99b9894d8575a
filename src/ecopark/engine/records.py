"""The records store: one append-only table of revisions, cut by scope in every read. # design 4.5, 4.8, 5.5"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ecopark.core.errors import Fatal, InputError, StateError
from ecopark.core.messages import Text, catalogue
from ecopark.core.ports import Clock
from ecopark.core.records import Draft, Record
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.engine.records_access import SqlAccess
from ecopark.engine.records_database import Database
from ecopark.engine.records_stored import as_stored, stored_revision
from ecopark.engine.records_tables import REVISIONS
from ecopark.trust.log.revisions import ERASED, StoredRevision

_LONGEST_ID = 300
_IDS_AT_ONCE = 500  # in one query
_HEAD = (REVISIONS.c.id, REVISIONS.c.revision, REVISIONS.c.firm, REVISIONS.c.recorded_time)

catalogue(
    {
        "engine.record.changed": Text(
            vi="hồ sơ {kind} “{id}” đã được người khác sửa (hiện là phiên bản {present}, bạn sửa bản {expected}). "
            "Hãy tải lại, xem thay đổi rồi lưu lại.",
            en="record {kind} “{id}” was changed by somebody else (present revision {present}, yours {expected}). "
            "Load it again, look at the change and save anew.",
        ),
        "engine.record.not_json": Text(
            vi="nội dung của hồ sơ {kind} “{id}” không ghi được dưới dạng JSON: {reason}. "
            "Hãy dùng số hữu hạn, chữ, danh sách.",
            en="the content of record {kind} “{id}” cannot be written as JSON: {reason}. Use finite numbers, text, lists.",
        ),
        "engine.record.bad_id": Text(
            vi="mã hồ sơ phải có từ 1 đến {longest} ký tự in được; mã đã cho không đạt. Hãy sửa mã rồi thử lại.",
            en="the id of a record has 1 to {longest} printable characters; the given one has not. Correct it.",
        ),
    }
)


def open_records(url: str, clock: Clock) -> SqlRecords:
    """Open (and bring to the present version) the records database.

    Parameters
    ----------
    url
        ``sqlite:///path/records.sqlite`` or ``postgresql://user@host/database``.
    clock
        Tells the recorded time of revisions.

    Raises
    ------
    StateError
        engine.records.newer for a database of a later version; engine.records.unreachable.
    """
    return SqlRecords(Database(url), clock)


_ERASED = json.loads(ERASED)


class SqlRecords:
    """``core.records.RecordsStore`` on SQLite or PostgreSQL.

    Attributes
    ----------
    access
        Users, sessions, tokens and uploads in the same database.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.access = SqlAccess(database)

    def put(
        self,
        scope: Scope,
        kind: str,
        record_id: str,
        content: Mapping[str, object],
        *,
        firm: str | None = None,
        public: bool = False,
        expected_revision: int | None = None,
    ) -> Record:
        """Append a revision (the first is 1), durable on return.

        A firm writes only its own records, the public none. ``expected_revision`` 0 means: it must not exist yet.

        Raises
        ------
        NotAllowed
            core.scope.not_yours, core.scope.not_allowed.
        StateError
            engine.record.changed when another revision is the latest.
        """
        return self.put_many(scope, kind, [Draft(record_id, content, firm, public, expected_revision)])[0]

    def put_many(self, scope: Scope, kind: str, drafts: Sequence[Draft]) -> Sequence[Record]:
        """Append a revision to each of several records in one transaction; the same rights and refusals as ``put``."""
        if scope.role is Role.PUBLIC:
            scope.require_role(f"put {kind}", Role.MANAGER, Role.FIRM, Role.INSPECTOR, Role.REGULATOR)
        for draft in drafts:
            scope.require(draft.firm, f"{kind} {draft.id}")
        texts = {draft.id: _canonical(kind, draft.id, draft.content) for draft in drafts}
        if len(texts) != len(drafts):
            raise ValueError("a record stands twice among those to be put together")
        if not drafts:
            return []
        with self._database.writing() as connection:
            for record_id in sorted(texts):  # in one order everywhere: two that put the same do not wait for each other
                self._database.alone(connection, "record", kind, record_id)
            heads = {row.id: row for row in _newest(connection, _HEAD, kind, list(texts))}
            made = [self._next(scope, kind, draft, heads.get(draft.id), texts[draft.id]) for draft in drafts]
            connection.execute(sa.insert(REVISIONS), [_row(record, texts[record.id]) for record in made])
        return made

    def _next(self, scope: Scope, kind: str, draft: Draft, head: sa.Row[Any] | None, text: str) -> Record:
        """The revision of a draft that follows ``head``, the latest one."""
        present = head.revision if head else 0
        if head is not None:
            scope.require(head.firm, f"{kind} {draft.id}")
        expected = draft.expected_revision
        if expected is not None and expected != present:
            raise StateError("engine.record.changed", kind=kind, id=draft.id, present=present, expected=expected)
        now = self._clock().astimezone(UTC)
        recorded = max(now, head.recorded_time) if head else now
        return Record(kind, draft.id, present + 1, draft.firm, draft.public, json.loads(text), scope.user, recorded)

    def erase(self, scope: Scope, kind: str, record_id: str) -> int:
        """Replace the content of every revision by `revisions.ERASED`, for good; returns how many there are.

        Only for the park's manager and the platform itself; what reads records no longer finds it. In SQLite the freed bytes
        are overwritten and the write-ahead log is emptied; PostgreSQL overwrites them with its next vacuum.
        """
        scope.require_role(f"erase {kind}", Role.MANAGER)
        with self._database.writing() as connection:
            self._database.alone(connection, "record", kind, record_id)
            if self._database.sqlite:
                connection.execute(sa.text("PRAGMA secure_delete=ON")).close()
            same = REVISIONS.c.kind == kind, REVISIONS.c.id == record_id
            erased = connection.execute(sa.update(REVISIONS).where(*same).values(content=ERASED)).rowcount
        self._database.flush()
        return int(erased)

    def erased(self, scope: Scope, kind: str, record_id: str) -> bool:
        """Whether the scope reaches such a record and the content of all its revisions was erased."""
        same = REVISIONS.c.kind == kind, REVISIONS.c.id == record_id
        query = sa.select(REVISIONS.c.content).where(*same, _reached(scope)).order_by(REVISIONS.c.revision.desc()).limit(1)
        with self._database.reading() as connection:
            return bool(connection.execute(query).scalar() == ERASED)

    def get(self, scope: Scope, kind: str, record_id: str, *, known_at: datetime | None = None) -> Record | None:
        """Latest revision as known at ``known_at``; None if there is none or the scope does not reach it."""
        with self._database.reading() as connection:
            record = _latest(connection, kind, record_id, known_at)
        return record if record is not None and scope.sees(record.firm, public=record.public) else None

    def get_many(self, scope: Scope, kind: str, record_ids: Sequence[str]) -> Mapping[str, Record]:
        """Latest revisions by id, as far as there are any and the scope reaches them."""
        with self._database.reading() as connection:
            found = [_record(row) for row in _newest(connection, tuple(REVISIONS.c), kind, record_ids)]
        return {r.id: r for r in found if r.content != _ERASED and scope.sees(r.firm, public=r.public)}

    def find(
        self,
        scope: Scope,
        kind: str,
        *,
        firm: str | None = None,
        known_at: datetime | None = None,
        after: str | None = None,
        limit: int = 1000,
    ) -> Sequence[Record]:
        """Latest revisions of a kind that the scope reaches, by id, at most ``limit`` after id ``after``."""
        newest = sa.select(REVISIONS.c.id, sa.func.max(REVISIONS.c.revision).label("revision"))
        newest = newest.where(REVISIONS.c.kind == kind)
        if after is not None:
            newest = newest.where(REVISIONS.c.id > after)
        if known_at is not None:
            newest = newest.where(REVISIONS.c.recorded_time <= known_at)
        latest = newest.group_by(REVISIONS.c.id).subquery()
        query = (
            sa.select(REVISIONS)
            .join(latest, sa.and_(REVISIONS.c.id == latest.c.id, REVISIONS.c.revision == latest.c.revision))
            .where(REVISIONS.c.kind == kind, _reached(scope), REVISIONS.c.content != ERASED)
            .order_by(REVISIONS.c.id)
            .limit(limit)
        )
        if firm is not None:
            query = query.where(REVISIONS.c.firm == firm)
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def history(self, scope: Scope, kind: str, record_id: str) -> Sequence[Record]:
        """All revisions that the scope reaches, oldest first."""
        query = (
            sa.select(REVISIONS)
            .where(REVISIONS.c.kind == kind, REVISIONS.c.id == record_id, _reached(scope), REVISIONS.c.content != ERASED)
            .order_by(REVISIONS.c.revision)
        )
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def keys(self, scope: Scope) -> Iterator[tuple[str, str, int]]:
        """(kind, id, revision) of every stored revision, for those who see all."""
        scope.require(None, "every record")
        with self._database.reading() as connection:
            query = sa.select(REVISIONS.c.kind, REVISIONS.c.id, REVISIONS.c.revision).order_by(*REVISIONS.primary_key)
            yield from (tuple(row) for row in connection.execute(query))

    def stored(self, scope: Scope) -> Iterator[StoredRevision]:
        """Every revision, field by field as it is stored, for those who see all: what verification reads."""
        scope.require(None, "every record")
        with self._database.reading() as connection:
            fields = [as_stored(column, sqlite=self._database.sqlite) for column in REVISIONS.c]
            for row in connection.execute(sa.select(*fields).order_by(*REVISIONS.primary_key)):
                yield stored_revision(row)

    def close(self) -> None:
        self._database.close()


def _latest(connection: sa.Connection, kind: str, record_id: str, known_at: datetime | None) -> Record | None:
    same = REVISIONS.c.kind == kind, REVISIONS.c.id == record_id
    query = sa.select(REVISIONS).where(*same, REVISIONS.c.content != ERASED)
    if known_at is not None:
        query = query.where(REVISIONS.c.recorded_time <= known_at)
    row = connection.execute(query.order_by(REVISIONS.c.revision.desc()).limit(1)).first()
    return None if row is None else _record(row)


def _newest(
    connection: sa.Connection, columns: Sequence[sa.Column[Any]], kind: str, record_ids: Sequence[str]
) -> Iterator[sa.Row[Any]]:
    """Columns of the latest revision of each record that exists."""
    for i in range(0, len(record_ids), _IDS_AT_ONCE):
        some = REVISIONS.c.kind == kind, REVISIONS.c.id.in_(record_ids[i : i + _IDS_AT_ONCE])
        newest = sa.select(REVISIONS.c.id, sa.func.max(REVISIONS.c.revision).label("revision")).where(*some)
        latest = newest.group_by(REVISIONS.c.id).subquery()
        same = sa.and_(REVISIONS.c.id == latest.c.id, REVISIONS.c.revision == latest.c.revision)
        yield from connection.execute(sa.select(*columns).join(latest, same).where(REVISIONS.c.kind == kind))


def _row(record: Record, text: str) -> dict[str, object]:
    return {
        "kind": record.kind,
        "id": record.id,
        "revision": record.revision,
        "firm": record.firm,
        "public": record.public,
        "content": text,
        "actor": record.actor,
        "recorded_time": record.recorded_time,
    }


def _reached(scope: Scope) -> sa.ColumnElement[bool]:
    """``Scope.sees`` as a condition."""
    if scope.firms is None:
        return sa.true()
    return sa.or_(REVISIONS.c.public, REVISIONS.c.firm.in_(sorted(scope.firms)))


def _record(row: sa.Row[tuple[object, ...]]) -> Record:
    stored = dict(row._mapping)
    try:
        stored["content"] = json.loads(stored["content"])
    except ValueError as error:
        where = f"{stored['kind']} {stored['id']}, revision {stored['revision']}"
        raise Fatal("engine.records.damaged", where=where, reason=str(error)) from error
    return Record(**stored)


def _json(content: object) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _canonical(kind: str, record_id: str, content: Mapping[str, object]) -> str:
    if not (0 < len(record_id) <= _LONGEST_ID and record_id.isprintable() and 0 < len(kind) <= _LONGEST_ID):
        raise InputError("engine.record.bad_id", longest=_LONGEST_ID)
    try:
        return _json(json.loads(_json(content)))  # as it will be read: keys are texts, and sorted as such
    except (TypeError, ValueError) as error:
        raise InputError("engine.record.not_json", kind=kind, id=record_id, reason=str(error)) from error
