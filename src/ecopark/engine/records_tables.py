"""The tables of the records database, defined once; the migrations are checked against them. # design 5.5

Text columns compare byte by byte on both databases, so that paging by id gives the same order everywhere.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


class UtcTime(sa.types.TypeDecorator[datetime]):
    """Aware UTC outside, naive UTC inside, with microseconds."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        return value if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        return value if value is None else value.replace(tzinfo=UTC)


def text_by_bytes() -> sa.types.TypeEngine[str]:
    """Text that PostgreSQL orders as SQLite does."""
    return sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


METADATA = sa.MetaData()

REVISIONS = sa.Table(
    "revisions",
    METADATA,
    sa.Column("kind", text_by_bytes(), primary_key=True),
    sa.Column("id", text_by_bytes(), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),  # 1, 2, 3, … without a gap
    sa.Column("firm", text_by_bytes()),  # null: the park's own
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # canonical JSON
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("recorded_time", UtcTime, nullable=False),  # never before that of the revision before it
)

USERS = sa.Table(
    "users",
    METADATA,
    sa.Column("id", text_by_bytes(), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("firms", sa.Text, nullable=False),  # JSON list of firm ids
    sa.Column("password_hash", sa.Text, nullable=False),  # argon2id, PHC string
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("changed_time", UtcTime, nullable=False),
)

SESSIONS = sa.Table(
    "sessions",
    METADATA,
    sa.Column("token_sha256", sa.Text, primary_key=True),  # the token itself is nowhere stored
    sa.Column("user_id", text_by_bytes(), sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("started_time", UtcTime, nullable=False),
    sa.Column("seen_time", UtcTime, nullable=False),
)

SIGN_IN_ATTEMPTS = sa.Table(
    "sign_in_attempts",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),  # keyed hash: people type passwords into the wrong field
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("time", UtcTime, nullable=False, index=True),
)

UPLOADS = sa.Table(
    "uploads",
    METADATA,
    sa.Column("user_id", text_by_bytes(), primary_key=True),
    sa.Column("key", text_by_bytes(), primary_key=True),  # Idempotency-Key of the request
    sa.Column("request_sha256", sa.Text, nullable=False),
    sa.Column("started_time", UtcTime, nullable=False),
    sa.Column("status", sa.Integer),  # null while the request is being worked on
    sa.Column("answer", sa.Text),
)

API_TOKENS = sa.Table(
    "api_tokens",
    METADATA,
    sa.Column("id", text_by_bytes(), primary_key=True),
    sa.Column("token_sha256", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("firms", sa.Text, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_time", UtcTime, nullable=False),
    sa.Column("expires_time", UtcTime),
    sa.Column("revoked_time", UtcTime),
)

LAKE_VERSIONS = sa.Table(
    "lake_versions",  # see cluster/pointers.py
    METADATA,
    sa.Column("park", text_by_bytes(), primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),  # -1: the lake of the whole park
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),  # of the manifest
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False),
    sa.Column("published_time", UtcTime, nullable=False),
)
