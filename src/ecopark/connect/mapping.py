"""What each column of a sheet of readings means: proposed from Vietnamese or English headers, confirmed by a person.

Two layouts: *wide* (a time column, one column per datastream) and *long* (time, datastream, value, optional unit and
status). A proposal says for every column what it is taken for, how sure that is, and why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from ecopark.connect.decode import may_write
from ecopark.connect.sheets import Row, Sheet
from ecopark.connect.spelling import plain, unit_spelling
from ecopark.connect.times import looks_like_time
from ecopark.connect.values import as_number, as_text
from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.properties import PROPERTIES
from ecopark.core.scope import Scope
from ecopark.core.units import compatible

Role = Literal["time", "date", "clock", "datastream", "value", "unit", "status", "result_time", "reading", "ignore"]
Layout = Literal["wide", "long"]

# folded whole headers of each role
_ROLE_HEADERS: dict[Role, str] = {
    "time": "thoi gian|thoi diem|ngay gio|ngay gio do|thoi gian do|time|timestamp|datetime|date time|phenomenon_time",
    "date": "ngay|date|ngay do|day",
    "clock": "gio|gio do|hour",
    "datastream": "ma diem do|diem do|ma cong to|cong to|dong du lieu|datastream|meter|sensor|tag|meter id|ma thiet bi",
    "value": "gia tri|so lieu|ket qua|value|reading|result",
    "unit": "don vi|don vi tinh|dvt|unit|units",
    "status": "trang thai|status",
    "result_time": "thoi gian ghi nhan|result_time|result time",
    "ignore": "stt|no.|tt|ghi chu|note|notes|remark|remarks",
}
_HEADERS: dict[str, Role] = {word: role for role, words in _ROLE_HEADERS.items() for word in words.split("|")}
# folded words in a header -> properties that they may mean; the first that stands in the header counts
_WORD_PROPERTIES: dict[str, str] = {
    "dien nang phan khang": "reactive_energy_lagging reactive_energy_leading",
    "dien nang|dien tieu thu|san luong dien|electricity|energy": "active_energy",
    "chi so cong to|chi so|register|index": "active_energy water_volume",
    "cong suat|power": "active_power",
    "nuoc thai|wastewater": "wastewater_volume wastewater_flow",
    "luu luong|flow": "wastewater_flow",
    "nuoc cap|luong nuoc|nuoc|water": "water_volume",
    "nhiet do|temperature": "water_temperature air_temperature",
    "do mau": "colour",
    "amoni": "ammonium_n",
    "tong nito": "total_n",
    "tong photpho|tong phot pho": "total_p",
    "bui": "dust",
    "gas|khi": "gas_volume",
}
_WORDS = {word: tuple(ids.split()) for words, ids in _WORD_PROPERTIES.items() for word in words.split("|")}
_UNIT_IN_HEADER = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
_HEADER_SEARCH_ROWS = 25


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is taken for. ``index`` counts from 0; ``unit`` None: the datastream's own."""

    index: int
    header: str
    role: Role
    datastream: str | None = None  # of a role ``reading``
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """The meaning of a sheet. ``header_row`` and ``first_row`` count from 1 as the spreadsheet does.

    ``day_first`` and ``decimal`` settle what the sheet itself leaves open (01/02/2025; 1,234); None: by the column.
    """

    sheet: str
    layout: Layout
    header_row: int
    first_row: int
    columns: tuple[Column, ...]
    datastream: str | None = None  # for a long sheet without a datastream column
    day_first: bool | None = None
    decimal: Literal[",", "."] | None = None

    def content(self) -> dict[str, object]:
        """JSON form; `from_content` reads it back."""
        columns = [
            {"index": c.index, "header": c.header, "role": c.role, "datastream": c.datastream, "unit": c.unit}
            for c in self.columns
        ]
        return {
            "sheet": self.sheet, "layout": self.layout, "header_row": self.header_row, "first_row": self.first_row,
            "columns": columns, "datastream": self.datastream, "day_first": self.day_first, "decimal": self.decimal,
        }  # fmt: skip

    @classmethod
    def from_content(cls, content: AnyMapping[str, object]) -> Mapping:
        """Read the JSON form, as sent by the import wizard; ``InputError`` connect.mapping.invalid if it is not one."""
        try:
            given: Any = content
            columns = [
                Column(int(c["index"]), str(c["header"]), c["role"], c.get("datastream"), c.get("unit"))
                for c in given["columns"]
            ]
            rows = int(given["header_row"]), int(given["first_row"])
            settled = given.get("datastream"), given.get("day_first"), given.get("decimal")
            mapping = cls(str(given["sheet"]), given["layout"], *rows, tuple(columns), *settled)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError("connect.mapping.invalid", where="mapping", reason=str(error)) from error
        texts = [mapping.datastream, *(text for column in mapping.columns for text in (column.datastream, column.unit))]
        if not all(text is None or isinstance(text, str) for text in texts) or mapping.first_row < 1:
            raise InputError("connect.mapping.invalid", where="mapping", reason="datastream, unit, first_row")
        roles_known = all(column.role in get_args(Role) and column.index >= 0 for column in mapping.columns)
        if not roles_known or mapping.layout not in get_args(Layout) or mapping.decimal not in (None, ",", "."):
            raise InputError("connect.mapping.invalid", where="mapping", reason="role, layout, decimal")
        return mapping


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """``confidence`` from 0 (a guess) to 1 (an id of the park); ``reason`` says what it rests on."""

    column: Column
    confidence: float
    reason: Message
    choices: tuple[str, ...] = ()  # datastreams among which a person may choose


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed mapping with its grounds. ``problems`` must be settled by a person before anything is imported."""

    mapping: Mapping
    columns: tuple[ColumnProposal, ...]
    problems: tuple[Message, ...] = field(default=())

    @property
    def certain(self) -> bool:
        """Whether nothing is open: no problem, and every column that is read rests on firm ground."""
        return not self.problems and all(c.confidence >= 0.8 for c in self.columns if c.column.role != "ignore")


def propose_mapping(sheet: Sheet, network: FlowNetwork, scope: Scope) -> Proposal:
    """Propose what the columns of a sheet mean; only datastreams that the caller may write are proposed.

    Raises
    ------
    InputError
        ``connect.mapping.no_header``: no row looks like a header followed by times.
    """
    header_row, headers = _header(sheet)
    first_row = header_row + 1
    own = [d for d in network.datastreams.values() if may_write(scope, d)]
    body = sheet.rows[first_row - 1 : first_row + 49]
    proposals = [_column(i, text, body, own) for i, text in enumerate(headers)]
    roles = [p.column.role for p in proposals]
    if "time" not in roles and "date" not in roles:
        proposals = _time_by_content(proposals, body)
        roles = [p.column.role for p in proposals]
    long = "value" in roles
    if long:
        proposals = [_ignored(p) if p.column.role == "reading" else p for p in proposals]
    mapping = Mapping(sheet.name, "long" if long else "wide", header_row, first_row, tuple(p.column for p in proposals))
    return Proposal(mapping, tuple(proposals), tuple(_problems(mapping, proposals)))


def _header(sheet: Sheet) -> tuple[int, list[str]]:
    """Return the header row and its texts; a header of two rows (merged cells above) is joined."""
    for index, row in enumerate(sheet.rows[:_HEADER_SEARCH_ROWS]):
        words = [as_text(cell) for cell in row]
        if sum(bool(w) for w in words) < 2 or not any(_HEADERS.get(_bare(w)) in ("time", "date") for w in words):
            continue
        below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else ()
        if below and not any(looks_like_time(cell) for cell in below) and _all_words(below):
            return index + 2, _joined(words, [as_text(cell) for cell in below])
        return index + 1, words
    for index, row in enumerate(sheet.rows[:_HEADER_SEARCH_ROWS]):  # no known word: a row of words above a time
        below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else ()
        if len(row) > 1 and _all_words(row) and any(looks_like_time(cell) for cell in below):
            return index + 1, [as_text(cell) for cell in row]
    raise InputError("connect.mapping.no_header", where=sheet.where(1))


def _all_words(row: Row) -> bool:
    texts = [cell for cell in row if cell is not None]
    return all(isinstance(cell, str) and not looks_like_time(cell) and as_number(cell) is None for cell in texts)


def _joined(above: list[str], below: list[str]) -> list[str]:
    width = max(len(above), len(below))
    above, below = above + [""] * (width - len(above)), below + [""] * (width - len(below))
    texts, carried = [], ""
    for upper, lower in zip(above, below, strict=True):
        carried = upper or (carried if lower else "")
        texts.append(" ".join(part for part in (lower, carried) if part) if lower else upper)
    return texts


def _bare(header: str) -> str:
    return _UNIT_IN_HEADER.sub("", plain(header)).strip(" :*")


def _column(index: int, header: str, body: Sequence[Row], own: Sequence[Datastream]) -> ColumnProposal:
    unit_match = _UNIT_IN_HEADER.search(header)
    unit = unit_match[1].strip() if unit_match else None
    role = _HEADERS.get(_bare(header))
    if role is not None:
        column = Column(index, header, role, unit=unit if role == "value" else None)
        return ColumnProposal(column, 1.0, Message("connect.mapping.by_header", {"header": header}))
    if not header or not any(len(row) > index and row[index] is not None for row in body):
        return ColumnProposal(Column(index, header, "ignore"), 1.0, Message("connect.mapping.empty_column", {}))
    return _reading(index, header, unit, own)


def _reading(index: int, header: str, unit: str | None, own: Sequence[Datastream]) -> ColumnProposal:
    """Find the datastream that a column's header means: its id, its name, its meter, or its property."""
    bare = _bare(header)
    words = re.split(r"[\s/|]+", bare)
    exact = [d for d in own if bare in (plain(d.id), plain(d.name_vi), plain(d.name_en))]
    exact = exact or [d for d in own if plain(d.id) in words]
    if len(exact) == 1:
        column = Column(index, header, "reading", exact[0].id, unit)
        return ColumnProposal(column, 1.0, Message("connect.mapping.by_id", {"datastream": exact[0].id}), (exact[0].id,))
    fitting = [d for d in own if unit is None or _fits(unit, d)]
    wanted = next((ids for word, ids in _WORDS.items() if re.search(rf"\b{re.escape(word)}\b", bare)), ())
    symbol = next((p.id for p in PROPERTIES.values() if bare in {plain(p.symbol or p.id), plain(p.vi), plain(p.en)}), None)
    properties = (*wanted, symbol) if symbol else wanted
    meters = [d for d in fitting if plain(d.meter) in words or plain(d.meter) == bare]
    for among, confidence, code in (
        ([d for d in meters if not properties or d.observed_property in properties], 0.9, "connect.mapping.by_meter"),
        ([d for d in fitting if d.observed_property in properties], 0.8, "connect.mapping.by_property"),
    ):
        if among:
            chosen = among[0].id if len(among) == 1 else None
            ids = tuple(d.id for d in among)
            column = Column(index, header, "reading", chosen, unit)
            params = {"header": header, "count": len(ids), "datastreams": ", ".join(ids[:8])}
            return ColumnProposal(column, confidence if chosen else 0.3, Message(code, params), ids)
    column = Column(index, header, "reading", None, unit)
    return ColumnProposal(column, 0.0, Message("connect.mapping.unknown", {"header": header}), tuple(d.id for d in fitting))


def _fits(unit: str, datastream: Datastream) -> bool:
    try:
        return compatible(unit_spelling(unit), datastream.canonical_unit)
    except InputError:
        return False


def _ignored(proposal: ColumnProposal) -> ColumnProposal:
    column = Column(proposal.column.index, proposal.column.header, "ignore")
    return ColumnProposal(column, 1.0, Message("connect.mapping.not_needed", {"header": column.header}), proposal.choices)


def _time_by_content(proposals: list[ColumnProposal], body: Sequence[Row]) -> list[ColumnProposal]:
    for i, proposal in enumerate(proposals):
        cells = [row[i] for row in body if len(row) > i and row[i] is not None]
        if cells and sum(looks_like_time(cell) for cell in cells) >= 0.8 * len(cells):
            column = Column(i, proposal.column.header, "time")
            found = ColumnProposal(column, 0.8, Message("connect.mapping.by_content", {"header": column.header}))
            return [*proposals[:i], found, *proposals[i + 1 :]]
    return proposals


def _problems(mapping: Mapping, proposals: Sequence[ColumnProposal]) -> list[Message]:
    roles = [column.role for column in mapping.columns]
    problems = []
    if "time" not in roles and "date" not in roles:
        problems.append(Message("connect.mapping.no_time", {}))
    if mapping.layout == "long" and "datastream" not in roles:
        problems.append(Message("connect.mapping.no_datastream", {}))
    if mapping.layout == "wide" and "reading" not in roles:
        problems.append(Message("connect.mapping.no_readings", {}))
    seen: dict[str, str] = {}
    for proposal in proposals:
        column = proposal.column
        if column.role != "reading":
            continue
        if column.datastream is None:
            code = "connect.mapping.choose" if proposal.choices else "connect.mapping.unknown"
            problems.append(Message(code, {"header": column.header, "count": len(proposal.choices)}))
        elif column.datastream in seen:
            params = {"datastream": column.datastream, "first": seen[column.datastream], "header": column.header}
            problems.append(Message("connect.mapping.twice", params))
        else:
            seen[column.datastream] = column.header
    return problems
