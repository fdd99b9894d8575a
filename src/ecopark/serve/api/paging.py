"""Pages by cursor: the cursor is the sort key of the last item, so a page stays right when items come in between."""

from __future__ import annotations

import base64
import binascii
import bisect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import pyarrow as pa
from fastapi import Query, Request
from pydantic import BaseModel, Field

from ecopark.core.errors import InputError

LARGEST = 1000
Cursor = Annotated[str | None, Query(description="Value `next` of the page before.", examples=["WyJzdGVlbC5mZWVkZXIiXQ"])]
Limit = Annotated[int, Query(ge=1, le=LARGEST, description="Largest number of items of the page.")]

Key = tuple[str, ...]


class Page(BaseModel):
    """One page of a list."""

    items: list[dict[str, Any]] = Field(description="The items, sorted.")
    next: str | None = Field(description="Cursor of the next page; null on the last.")
    notice: str | None = Field(default=None, description="Where the data come from, for a park made of public data.")


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows of one page of a table and the cursor of the next."""

    rows: pa.Table
    next: str | None


def encode(key: Sequence[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(key), ensure_ascii=False).encode()).decode().rstrip("=")


def decode(cursor: str | None, length: int) -> Key | None:
    """The key; ``InputError`` serve.query.bad_cursor if it is none of this list."""
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list) or len(key) != length or not all(isinstance(part, str) for part in key):
        raise InputError("serve.query.bad_cursor", where="cursor")
    return tuple(key)


def page_of_table(table: pa.Table, keys: Sequence[str], cursor: str | None, limit: int) -> Cut:
    """The rows after the cursor in the order of ``keys``, which name a row uniquely."""
    after = decode(cursor, len(keys))
    table = table.sort_by([(key, "ascending") for key in keys])
    columns = [table.column(key) for key in keys]

    def key_of(index: int) -> Key:
        return tuple(_comparable(column[index].as_py()) for column in columns)

    first = 0 if after is None else bisect.bisect_right(range(table.num_rows), after, key=key_of)
    rows = table.slice(first, limit)
    more = first + rows.num_rows < table.num_rows
    return Cut(rows, encode(key_of(first + rows.num_rows - 1)) if more and rows.num_rows else None)


def page_of_list(
    things: Sequence[Any], cursor: str | None, limit: int, shown: Callable[[Any], Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], str | None]:
    """The same for things with an ``id``."""
    after = decode(cursor, 1)
    listed = sorted((thing for thing in things if after is None or thing.id > after[0]), key=lambda thing: str(thing.id))
    part = listed[:limit]
    return [dict(shown(thing)) for thing in part], encode([part[-1].id]) if len(listed) > limit else None


def next_link(request: Request, cursor: str | None) -> dict[str, str]:
    """Link header of RFC 8288."""
    return {} if cursor is None else {"Link": f'<{request.url.include_query_params(cursor=cursor)}>; rel="next"'}


def _comparable(value: object) -> str:
    if value is None:
        return "\U0010ffff"  # nulls come last, as Arrow sorts them
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else str(value)
