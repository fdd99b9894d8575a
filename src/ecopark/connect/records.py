"""What the room remembers: import runs and quarantined input. Frozen, with JSON content as kept in the records store.

Kinds: ``import_run`` (one per file, batch of station files or upload), ``quarantine`` (input that was not taken, with
reason, waiting for a retry), ``station_file`` (see `station_account.StationDay`), ``upload`` (idempotency key -> run).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ecopark.connect.sent import RowError
from ecopark.core.messages import Message

Door = Literal["station", "csv", "xlsx", "parquet", "json", "live"]
Policy = Literal["all_or_nothing", "good_rows"]
RunState = Literal["stored", "partly", "refused", "repeated", "nothing"]
QuarantineState = Literal["waiting", "taken", "discarded"]

SHOWN_ERRORS = 100


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import.

    Attributes
    ----------
    state
        ``stored`` all rows; ``partly`` the good rows, the others wait in quarantine; ``refused`` nothing, because of bad
        rows; ``repeated`` nothing, because the same was imported before; ``nothing`` the input held no readings.
    rows_read, readings_stored, rows_refused, duplicates
        Rows (lines) of the input, readings handed to the writer, rows that were not taken, equal readings left out.
    first_time, last_time
        Of the stored readings, ISO, UTC.
    errors
        The first faults as content of `RowError`; all of them stand in the report of the quarantine item.
    """

    id: str
    file: str
    door: Door
    state: RunState
    policy: Policy
    raw_sha256: str
    bytes: int
    actor: str
    time: str
    files: int = 1
    rows_read: int = 0
    readings_stored: int = 0
    rows_refused: int = 0
    duplicates: int = 0
    datastreams: tuple[str, ...] = ()
    first_time: str = ""
    last_time: str = ""
    batch: int | None = None
    repeated_of: str = ""
    quarantine: str = ""
    notices: tuple[Mapping[str, Any], ...] = ()
    errors: tuple[Mapping[str, Any], ...] = ()
    mapping: Mapping[str, Any] | None = None

    def content(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> ImportRun:
        return cls(**_known(cls, content))

    @property
    def messages(self) -> tuple[Message, ...]:
        """Notices as messages."""
        return tuple(Message(str(n["message"]), dict(n["params"])) for n in self.notices)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one raw file; no ranges: the whole file. Ranges are ``[first, last]``, both included."""

    file: str
    raw_sha256: str
    ranges: tuple[tuple[int, int], ...] = ()

    def has(self, row: int) -> bool:
        return not self.ranges or any(first <= row <= last for first, last in self.ranges)


@dataclass(frozen=True, slots=True)
class QuarantineItem:
    """Input that was not taken and waits for a person: the raw bytes are kept, ``parts`` says which rows."""

    id: str
    import_run: str
    file: str
    door: Door
    state: QuarantineState
    count: int
    parts: tuple[Part, ...]
    reasons: tuple[Mapping[str, Any], ...]  # message id, params of the first such fault, count
    errors: tuple[Mapping[str, Any], ...]
    time: str
    policy: Policy
    mapping: Mapping[str, Any] | None = None
    tries: int = 0

    def content(self) -> dict[str, object]:
        """JSON form, with the most frequent reason and its first place beside: what a list shows."""
        return {**asdict(self), **self._headline()}

    def _headline(self) -> dict[str, object]:
        if not self.reasons or not self.errors:
            return {}
        code = self.reasons[0]["message"]
        first = next((e for e in self.errors if e["message"] == code), self.errors[0])
        place = [first["file"], first["sheet"] and f"sheet {first['sheet']}", first["row"] and f"row {first['row']}"]
        place += [first["column"] and f"column {first['column']}"]
        where = " ".join(str(part) for part in place if part)
        return {"code": code, "params": self.reasons[0]["params"], "where": where, "sample": first["value"]}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> QuarantineItem:
        parts = tuple(
            Part(part["file"], part["raw_sha256"], tuple((int(a), int(b)) for a, b in part["ranges"]))
            for part in content["parts"]
        )
        return cls(**{**_known(cls, content), "parts": parts})


def _known(kind: type[Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Content cut to the fields of the kind, lists back to tuples; later fields are left out."""
    names = kind.__dataclass_fields__
    return {key: tuple(value) if isinstance(value, list) else value for key, value in content.items() if key in names}


def ranges_of(rows: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Pack row numbers into ranges of consecutive ones."""
    packed: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if packed and row == packed[-1][1] + 1:
            packed[-1] = (packed[-1][0], row)
        else:
            packed.append((row, row))
    return tuple(packed)


def reasons_of(errors: Iterable[RowError]) -> tuple[Mapping[str, Any], ...]:
    """Faults by message id, the most frequent first, with the parameters of the first of each."""
    found: dict[str, dict[str, Any]] = {}
    for error in errors:
        reason = found.setdefault(error.message.id, {**notice(error.message), "count": 0})
        reason["count"] += 1
    return tuple(sorted(found.values(), key=lambda reason: -int(reason["count"])))


def notice(message: Message) -> dict[str, Any]:
    """JSON form of a message."""
    plain = {k: v if isinstance(v, str | int | float | bool) else str(v) for k, v in message.params.items()}
    return {"message": message.id, "params": plain}
