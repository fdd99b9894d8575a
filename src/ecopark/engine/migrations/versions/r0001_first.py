"""First version: revisions of records, users, sessions, sign-in attempts, idempotency of uploads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def _text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "revisions",
        sa.Column("kind", _text(), primary_key=True),
        sa.Column("id", _text(), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("firm", _text()),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("recorded_time", sa.DateTime, nullable=False),
    )
    op.create_table(
        "users",
        sa.Column("id", _text(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("firms", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_time", sa.DateTime, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.Text, primary_key=True),
        sa.Column("user_id", _text(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("started_time", sa.DateTime, nullable=False),
        sa.Column("seen_time", sa.DateTime, nullable=False),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("time", sa.DateTime, nullable=False),
    )
    op.create_index("ix_sign_in_attempts_time", "sign_in_attempts", ["time"])
    op.create_table(
        "uploads",
        sa.Column("user_id", _text(), primary_key=True),
        sa.Column("key", _text(), primary_key=True),
        sa.Column("request_sha256", sa.Text, nullable=False),
        sa.Column("started_time", sa.DateTime, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("answer", sa.Text),
    )
