"""Marks: which rows of which derived tables rest on a datastream that is in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# Time column of the tables that can be marked; how long a row stands for: an hour, a day or a month of the park's zone.
TIME_COLUMNS: Mapping[str, tuple[str, str]] = {
    "quantities": ("start", "hour"),
    "averages": ("start", "day"),
    "exceedances": ("start", "day"),
    "limit_states": ("month", "month"),
    "limit_bands": ("month", "month"),
    "energy_costs": ("month", "month"),
    "resource_lines": ("month", "month"),
    "park_lines": ("month", "month"),
    "inventory_lines": ("month", "month"),
    "reconciled": ("start", "day"),
    "imbalances": ("day", "day"),
    "shared_publication": ("time", "month"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Rows of a derived table that rest on a datastream.

    Attributes
    ----------
    key
        Column -> value that all of them have.
    start, end
        By the table's time column, UTC; ``start`` None: from the first row on; ``end`` None: to the last and on, as long as
        the investigation is open.
    rows
        How many there were when the mark was set.
    path
        How the datastream reaches them: tables between, the marked one last.
    """

    table: str
    key: Mapping[str, str | None]
    start: datetime | None
    end: datetime | None
    rows: int
    path: tuple[str, ...]

    def content(self) -> dict[str, object]:
        return {
            "table": self.table,
            "key": dict(self.key),
            "start": None if self.start is None else self.start.isoformat(),
            "end": None if self.end is None else self.end.isoformat(),
            "rows": self.rows,
            "path": list(self.path),
        }

    def covers(self, row: Mapping[str, object]) -> bool:
        """Whether a row of the table is marked; its time is naive UTC, as stored."""
        moment = row[TIME_COLUMNS[self.table][0]]
        assert isinstance(moment, datetime)
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        inside = (self.start is None or aware >= self.start) and (self.end is None or aware < self.end)
        return inside and all(row.get(column) == value for column, value in self.key.items())

    def within(self, since: datetime, until: datetime, zone: ZoneInfo) -> Mark | None:
        """The part whose rows touch ``[since, until)``; None if none does."""
        first = row_start(self.table, since, zone)
        start = first if self.start is None else max(self.start, first)
        end = until if self.end is None else min(self.end, until)
        return replace(self, start=start, end=end) if start < end else None


def read_mark(content: Mapping[str, object]) -> Mark:
    """The mark of a record."""
    key, path = content["key"], content["path"]
    assert isinstance(key, Mapping)
    assert isinstance(path, list)
    start, end = (None if content[name] is None else datetime.fromisoformat(str(content[name])) for name in ("start", "end"))
    return Mark(
        str(content["table"]),
        {str(column): None if value is None else str(value) for column, value in key.items()},
        start,
        end,
        int(str(content["rows"])),
        tuple(str(step) for step in path),
    )


def row_start(table: str, moment: datetime, zone: ZoneInfo) -> datetime:
    """Time of the table's row that holds the moment: start of its hour, day or month in the park's zone, in UTC."""
    local = moment.astimezone(zone)
    of = TIME_COLUMNS[table][1]
    start = local.replace(minute=0, second=0, microsecond=0)
    if of in ("day", "month"):
        start = start.replace(hour=0)
    if of == "month":
        start = start.replace(day=1)
    return start.astimezone(UTC)
