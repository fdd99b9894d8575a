"""Who may come in: users, sessions, tokens of programs, sign-in attempts and the idempotency of uploads.

Only the platform itself (or a manager) reads and writes here; secrets stand only as hashes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ecopark.core.errors import StateError
from ecopark.core.messages import Text, catalogue
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.engine.records_database import Database
from ecopark.engine.records_tables import API_TOKENS, SESSIONS, SIGN_IN_ATTEMPTS, UPLOADS, USERS

catalogue(
    {
        "engine.user.exists": Text(
            vi="người dùng “{id}” đã có. Hãy chọn tên đăng nhập khác hoặc sửa người dùng này.",
            en="user “{id}” exists already. Choose another sign-in name or change that user.",
        ),
        "engine.user.changed": Text(
            vi="người dùng “{id}” vừa được người khác sửa. Hãy tải lại rồi thử lại.",
            en="user “{id}” was just changed by somebody else. Load again and try anew.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class User:
    """A person who signs in. ``id`` is the sign-in name in small letters; ``firms`` is empty except for role firm."""

    id: str
    name: str
    role: Role
    firms: tuple[str, ...]
    password_hash: str
    disabled: bool
    revision: int
    changed_time: datetime


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as stored: the SHA-256 (hex) of its token, never the token."""

    token_sha256: str
    user_id: str
    started_time: datetime
    seen_time: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token of a program: role and firms of its own, shown once, stored as SHA-256 (hex)."""

    id: str
    token_sha256: str
    name: str
    role: Role
    firms: tuple[str, ...]
    created_by: str
    created_time: datetime
    expires_time: datetime | None = None
    revoked_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A request under an idempotency key; ``status`` is None while it is being worked on."""

    user_id: str
    key: str
    request_sha256: str
    started_time: datetime
    status: int | None = None
    answer: str | None = None


class _KnownSessions:
    """Sessions read a moment ago: a page of fifty readers must not cost fifty queries.

    Whatever this process changes empties it; another process's change (PostgreSQL) is seen within ``LONGEST_S``.
    """

    LONGEST_S = 5.0
    MOST = 1000

    def __init__(self) -> None:
        self.generation = 0
        self._known: dict[str, tuple[float, tuple[StoredSession, User]]] = {}

    def get(self, token_sha256: str) -> tuple[StoredSession, User] | None:
        read, found = self._known.get(token_sha256, (0.0, None))
        return found if found is not None and time.monotonic() - read < self.LONGEST_S else None

    def put(self, token_sha256: str, found: tuple[StoredSession, User], generation: int) -> None:
        """Keep what was read, unless something changed while it was read."""
        if generation != self.generation:
            return
        if len(self._known) >= self.MOST:
            self._known.clear()
        self._known[token_sha256] = (time.monotonic(), found)

    def forget(self) -> None:
        self.generation += 1
        self._known.clear()


class SqlAccess:
    """Users, sessions, tokens, attempts, uploads. Every method takes the scope of the platform or of a manager."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sessions = _KnownSessions()

    def add_user(self, scope: Scope, user: User) -> None:
        """``StateError`` engine.user.exists if the id is taken."""
        _platform(scope)
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(USERS).values(_row(user)))
        except IntegrityError:
            raise StateError("engine.user.exists", id=user.id) from None

    def change_user(self, scope: Scope, user: User) -> User:
        """Store ``user`` as the next revision of what it was read as; ``StateError`` engine.user.changed if it moved."""
        _platform(scope)
        following = replace(user, revision=user.revision + 1)
        with self._database.writing() as connection:
            condition = sa.and_(USERS.c.id == user.id, USERS.c.revision == user.revision)
            done = connection.execute(sa.update(USERS).where(condition).values(_row(following)))
            if done.rowcount != 1:
                raise StateError("engine.user.changed", id=user.id)
        self._sessions.forget()
        return following

    def user(self, scope: Scope, user_id: str) -> User | None:
        _platform(scope)
        with self._database.reading() as connection:
            row = connection.execute(sa.select(USERS).where(USERS.c.id == user_id)).first()
        return None if row is None else User(**_fields(row))

    def users(self, scope: Scope, *, after: str | None = None, limit: int = 1000) -> Sequence[User]:
        """Users by id, at most ``limit`` after id ``after``."""
        _platform(scope)
        query = sa.select(USERS).order_by(USERS.c.id).limit(limit)
        if after is not None:
            query = query.where(USERS.c.id > after)
        with self._database.reading() as connection:
            return [User(**_fields(row)) for row in connection.execute(query)]

    def add_session(self, scope: Scope, session: StoredSession, *, forget_started_before: datetime) -> None:
        """Store a session; those that began before the given moment have ended and are removed."""
        _platform(scope)
        with self._database.writing() as connection:
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.started_time < forget_started_before))
            connection.execute(sa.insert(SESSIONS).values(asdict(session)))
        self._sessions.forget()

    def session(self, scope: Scope, token_sha256: str) -> tuple[StoredSession, User] | None:
        """The session and its user; read again after every change made here, and at the latest after five seconds."""
        _platform(scope)
        known = self._sessions.get(token_sha256)
        if known is not None:
            return known
        generation = self._sessions.generation
        query = (
            sa.select(SESSIONS, *[column.label(f"user__{column.name}") for column in USERS.c])
            .join(USERS, USERS.c.id == SESSIONS.c.user_id)
            .where(SESSIONS.c.token_sha256 == token_sha256)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        fields = dict(row._mapping)
        of_user = {name.removeprefix("user__"): fields.pop(name) for name in list(fields) if name.startswith("user__")}
        found = StoredSession(**fields), User(**_typed(of_user))
        self._sessions.put(token_sha256, found, generation)
        return found

    def touch_session(self, scope: Scope, token_sha256: str, seen_time: datetime) -> None:
        _platform(scope)
        with self._database.writing() as connection:
            condition = SESSIONS.c.token_sha256 == token_sha256
            connection.execute(sa.update(SESSIONS).where(condition).values(seen_time=seen_time))
        self._sessions.forget()

    def end_session(self, scope: Scope, token_sha256: str) -> None:
        _platform(scope)
        with self._database.writing() as connection:
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.token_sha256 == token_sha256))
        self._sessions.forget()

    def end_sessions_of(self, scope: Scope, user_id: str) -> int:
        """End all sessions of a user; return how many there were."""
        _platform(scope)
        with self._database.writing() as connection:
            ended = int(connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.user_id == user_id)).rowcount)
        self._sessions.forget()
        return ended

    def add_token(self, scope: Scope, token: ApiToken) -> None:
        _platform(scope)
        with self._database.writing() as connection:
            connection.execute(sa.insert(API_TOKENS).values(_row(token)))

    def token(self, scope: Scope, token_sha256: str) -> ApiToken | None:
        _platform(scope)
        with self._database.reading() as connection:
            row = connection.execute(sa.select(API_TOKENS).where(API_TOKENS.c.token_sha256 == token_sha256)).first()
        return None if row is None else ApiToken(**_fields(row))

    def token_of_id(self, scope: Scope, token_id: str) -> ApiToken | None:
        _platform(scope)
        with self._database.reading() as connection:
            row = connection.execute(sa.select(API_TOKENS).where(API_TOKENS.c.id == token_id)).first()
        return None if row is None else ApiToken(**_fields(row))

    def tokens(self, scope: Scope, *, after: str | None = None, limit: int = 1000) -> Sequence[ApiToken]:
        """Tokens by id, revoked ones too, at most ``limit`` after id ``after``."""
        _platform(scope)
        query = sa.select(API_TOKENS).order_by(API_TOKENS.c.id).limit(limit)
        if after is not None:
            query = query.where(API_TOKENS.c.id > after)
        with self._database.reading() as connection:
            return [ApiToken(**_fields(row)) for row in connection.execute(query)]

    def revoke_token(self, scope: Scope, token_id: str, revoked_time: datetime) -> bool:
        """Whether there was such a token, not revoked yet."""
        _platform(scope)
        condition = sa.and_(API_TOKENS.c.id == token_id, API_TOKENS.c.revoked_time.is_(None))
        with self._database.writing() as connection:
            done = connection.execute(sa.update(API_TOKENS).where(condition).values(revoked_time=revoked_time))
            return bool(done.rowcount)

    def try_sign_in(
        self, scope: Scope, subject: str, address: str, time: datetime, *, since: datetime, per_pair: int, per_address: int
    ) -> datetime | None:
        """Count an attempt before it is judged, so that attempts at once cannot slip through.

        Returns
        -------
        None if the attempt may go on; otherwise the time of the oldest attempt since ``since`` that stands in the way.
        """
        _platform(scope)
        attempts = SIGN_IN_ATTEMPTS.c
        recent = sa.select(attempts.subject, attempts.time).where(attempts.address == address, attempts.time > since)
        with self._database.writing() as connection:
            self._database.alone(connection, "sign-in", address)
            connection.execute(sa.delete(SIGN_IN_ATTEMPTS).where(attempts.time <= since))
            rows: list[tuple[str, datetime]] = [tuple(row) for row in connection.execute(recent.order_by(attempts.time))]
            times = [when for _, when in rows]
            own = [when for who, when in rows if who == subject]
            if len(own) >= per_pair:
                return own[len(own) - per_pair]
            if len(times) >= per_address:
                return times[len(times) - per_address]
            connection.execute(sa.insert(SIGN_IN_ATTEMPTS).values(subject=subject, address=address, time=time))
        return None

    def forget_attempts(self, scope: Scope, subject: str, address: str) -> None:
        """After a sign-in that succeeded."""
        _platform(scope)
        condition = sa.and_(SIGN_IN_ATTEMPTS.c.subject == subject, SIGN_IN_ATTEMPTS.c.address == address)
        with self._database.writing() as connection:
            connection.execute(sa.delete(SIGN_IN_ATTEMPTS).where(condition))

    def begin_upload(self, scope: Scope, upload: Upload, *, stale_before: datetime) -> Upload | None:
        """Claim an idempotency key; None if it is now ours, otherwise what stands under it.

        A claim that was begun before ``stale_before`` and never finished (the process died) is taken over if the
        request is the same.
        """
        _platform(scope)
        mine = sa.and_(UPLOADS.c.user_id == upload.user_id, UPLOADS.c.key == upload.key)
        with self._database.writing() as connection:
            self._database.alone(connection, "upload", upload.user_id, upload.key)
            row = connection.execute(sa.select(UPLOADS).where(mine)).first()
            if row is None:
                connection.execute(sa.insert(UPLOADS).values(asdict(upload)))
                return None
            found = Upload(**row._mapping)
            same = found.request_sha256 == upload.request_sha256
            if found.status is None and found.started_time < stale_before and same:
                connection.execute(sa.update(UPLOADS).where(mine).values(started_time=upload.started_time))
                return None
            return found

    def finish_upload(self, scope: Scope, user_id: str, key: str, status: int, answer: str) -> None:
        _platform(scope)
        mine = sa.and_(UPLOADS.c.user_id == user_id, UPLOADS.c.key == key)
        with self._database.writing() as connection:
            connection.execute(sa.update(UPLOADS).where(mine).values(status=status, answer=answer))

    def abandon_upload(self, scope: Scope, user_id: str, key: str) -> None:
        """The request failed without effect: its key may be used again."""
        _platform(scope)
        mine = sa.and_(UPLOADS.c.user_id == user_id, UPLOADS.c.key == key, UPLOADS.c.status.is_(None))
        with self._database.writing() as connection:
            connection.execute(sa.delete(UPLOADS).where(mine))


def _platform(scope: Scope) -> None:
    scope.require_role("users, sessions, tokens", Role.MANAGER)


def _row(thing: User | ApiToken) -> dict[str, Any]:
    return {**asdict(thing), "role": thing.role.value, "firms": json.dumps(list(thing.firms))}


def _fields(row: sa.Row[Any]) -> dict[str, Any]:
    return _typed(dict(row._mapping))


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "role": Role(fields["role"]), "firms": tuple(json.loads(fields["firms"]))}
