"""Revisions field by field as the database holds them: no conversion may hide a changed byte."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ecopark.core.errors import Fatal
from ecopark.trust.log.revisions import StoredRevision


def as_stored(column: sa.Column[Any], *, sqlite: bool) -> sa.ColumnElement[Any]:
    """The bytes of a column in SQLite; its text in PostgreSQL, which checks types and encoding itself."""
    if sqlite:
        return sa.cast(column, sa.LargeBinary)
    if isinstance(column.type, sa.types.TypeDecorator):  # the recorded time
        return sa.func.to_char(column, "YYYY-MM-DD HH24:MI:SS.US")
    if isinstance(column.type, sa.Boolean):
        return sa.case((column, "1"), else_="0")
    return sa.cast(column, sa.Text)


def stored_revision(row: sa.Row[Any]) -> StoredRevision:
    """One row of ``as_stored`` columns in the order of the table; ``Fatal`` if its name cannot be read."""
    fields = [_text(value) for value in row]
    kind, name, revision, firm, public, content, actor, recorded = fields
    if kind is None or name is None or revision is None or not revision.isdecimal():
        raise Fatal("engine.records.damaged", where=f"{kind} {name}, revision {revision}", reason="primary key")
    return StoredRevision(kind, name, int(revision), firm, public, content, actor, recorded)


def _text(value: bytes | str | None) -> str | None:
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None
