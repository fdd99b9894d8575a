"""The park's description: park.yaml and sheets that a person edits, read into a checked `FlowNetwork`.

Tables are CSV files (UTF-8, comma or semicolon) or sheets of one park.xlsx. Columns carry the names of the fields in
``core.network``; a datastream's property stands in ``property``, facts of a monitoring point in ``fact.<name>``. Rows
that begin with ``#`` are remarks. Every refusal names file and row, what is wrong, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ecopark.connect.settings import ParkSettings, check_settings
from ecopark.connect.sheets import Cell, Sheet, read_csv, read_sheets
from ecopark.connect.values import as_bool, as_date, as_number, as_text, as_word, did_you_mean
from ecopark.connect.yaml_tree import Located, as_whole, build, read_yaml, unknown_key
from ecopark.core.errors import InputError
from ecopark.core.network import Datastream, Edge, Facility, Firm, FlowNetwork, Meter, MonitoringPoint, Node, Park

TABLES: dict[str, type] = {
    "firms": Firm,
    "facilities": Facility,
    "nodes": Node,
    "edges": Edge,
    "monitoring_points": MonitoringPoint,
    "meters": Meter,
    "datastreams": Datastream,
}
MEDIA = ("wastewater", "stack", "ambient", "process", "weather")
_RENAMED = {"observed_property": "property"}
_ID = re.compile(r"\w[\w.:+-]{0,99}")
_FACT = "fact."

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _ParkFile:
    """The keys of park.yaml: those of `Park`, and ``settings``."""

    id: str
    name_vi: str
    name_en: str
    province: str = ""
    zone: str = "Asia/Ho_Chi_Minh"
    notice_vi: str = ""
    notice_en: str = ""
    as_of: str = ""
    settings: ParkSettings = field(default_factory=ParkSettings)


def read_park(folder: Path) -> FlowNetwork:
    """Read and check the description of a park.

    Raises
    ------
    InputError
        For the first fault found, with file and row in ``where``; codes ``connect.park.*``, ``connect.yaml.*``,
        ``connect.cell.*``, ``core.network.*``, ``core.unit.*``, ``core.property.unknown``.
    """
    network, _ = _read(folder)
    return network


def read_settings(folder: Path) -> ParkSettings:
    """Read the settings of a park; what they name (firms, points, units) must exist in the park."""
    network, settings = _read(folder)
    check_settings(settings, network)
    return settings


def _read(folder: Path) -> tuple[FlowNetwork, ParkSettings]:
    if not folder.is_dir():
        raise InputError("connect.park.no_folder", where=str(folder))
    described = _read_park_file(folder)
    park = Park(**{f.name: getattr(described, f.name) for f in fields(Park)})
    tables: dict[str, Any] = {name: tuple(_read_table(sheet, name, TABLES[name])) for name, sheet in _sheets(folder).items()}
    return FlowNetwork.of(park, **tables), described.settings


def _read_park_file(folder: Path) -> _ParkFile:
    path = folder / "park.yaml"
    if not path.is_file():
        raise InputError("connect.park.no_park_yaml", where=str(folder))
    tree = read_yaml(_bytes(path).decode("utf-8-sig", errors="replace"), path.name)
    given = tree.mapping("park.yaml")
    known = [f.name for f in fields(_ParkFile)]
    for key, value in given.items():
        if key not in known:
            raise unknown_key(key, value.where, "", known)
    described = build(_ParkFile, tree)
    _check_id(described.id, given["id"].where)
    _check_moments(described, given)
    return described


def _check_moments(described: _ParkFile, given: Mapping[str, Located]) -> None:
    try:
        ZoneInfo(described.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError("connect.park.bad_zone", where=given["zone"].where, value=described.zone) from error
    if not described.as_of:
        return
    try:
        datetime.fromisoformat(described.as_of)
    except ValueError as error:
        where = given["as_of"].where
        raise InputError("connect.park.bad_moment", where=where, value=described.as_of, field="as_of") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("connect.park.unreadable", where=path.name, reason=error.strerror or str(error)) from error


def _sheets(folder: Path) -> dict[str, Sheet]:
    """Return the sheet of each table that there is; a misspelt name is refused rather than left out."""
    book = folder / "park.xlsx"
    files = {path.stem: path for path in sorted(folder.glob("*.csv"))}
    if not book.is_file():
        for stem in files:
            near = did_you_mean(stem, list(TABLES))
            if stem not in TABLES and near and near not in files:
                raise InputError("connect.park.unknown_table", where=f"{stem}.csv", name=f"{stem}.csv", near=f"{near}.csv")
        return {name: read_csv(_bytes(files[name]), files[name].name) for name in TABLES if name in files}
    for name in TABLES:
        if name in files:
            raise InputError("connect.park.two_sources", where=files[name].name, name=files[name].name)
    sheets = {sheet.name.strip().lower(): sheet for sheet in read_sheets(_bytes(book), book.name)}
    for name, sheet in sheets.items():
        if name not in TABLES and sheet.rows:
            where = f"{book.name} sheet {sheet.name}"
            raise InputError("connect.park.unknown_sheet", where=where, name=sheet.name, known=", ".join(TABLES))
    return {name: sheets[name] for name in TABLES if name in sheets}


def _remark(row: Sequence[Cell]) -> bool:
    return not any(cell is not None for cell in row) or as_text(row[0]).startswith("#")


def _read_table(sheet: Sheet, table: str, kind: type[_T]) -> Iterator[_T]:
    rows = ((number, row) for number, row in enumerate(sheet.rows, start=1) if not _remark(row))
    header_row, header = next(rows, (1, ()))
    if not header:
        return
    columns = _columns(sheet, table, kind, header_row, header)
    hints = get_type_hints(kind)
    for number, row in rows:
        yield _record(sheet, kind, hints, columns, number, row)


def _columns(sheet: Sheet, table: str, kind: type, header_row: int, header: Sequence[Cell]) -> list[str | None]:
    """Return the field (or ``fact.<name>``) of each column; None for a column without a name."""
    known = {_RENAMED.get(f.name, f.name): f.name for f in fields(kind) if f.name not in ("where", "rule_facts")}
    facts = "rule_facts" in {f.name for f in fields(kind)}
    listed = ", ".join([*known, *(["fact.<…>"] if facts else [])])
    columns: list[str | None] = []
    for cell in header:
        name = as_text(cell).strip()
        where = sheet.where(header_row, name)
        key = known.get(name.lower())
        if name and key is None and facts and name.lower().startswith(_FACT) and len(name) > len(_FACT):
            key = _FACT + name[len(_FACT) :]
        if name and key is None:
            near = did_you_mean(name, list(known))
            code = "connect.park.unknown_column_near" if near else "connect.park.unknown_column"
            raise InputError(code, where=where, column=name, table=table, near=near, known=listed)
        if key is not None and key in columns:
            raise InputError("connect.park.double_column", where=where, column=name)
        columns.append(key)
    for name, field_name in known.items():
        if field_name not in columns and _required(kind, field_name):
            raise InputError("connect.park.missing_column", where=sheet.where(header_row), column=name, table=table)
    return columns


def _required(kind: type, field_name: str) -> bool:
    wanted = next(f for f in fields(kind) if f.name == field_name)
    return wanted.default is MISSING and wanted.default_factory is MISSING


def _record(
    sheet: Sheet, kind: type[_T], hints: Mapping[str, Any], columns: Sequence[str | None], number: int, row: Sequence[Cell]
) -> _T:
    arguments: dict[str, Any] = {"where": sheet.where(number)}
    facts: dict[str, str] = {}
    for index, cell in enumerate(row):
        column = columns[index] if index < len(columns) else None
        if cell is None:
            continue
        if column is None:
            raise InputError("connect.park.unnamed_column", where=sheet.where(number), value=as_text(cell))
        if column.startswith(_FACT):
            facts[column[len(_FACT) :]] = as_text(cell)
            continue
        shown = _RENAMED.get(column, column)
        arguments[column] = _typed(hints[column], cell, sheet.where(number, shown), shown)
    for column in columns:
        if column and not column.startswith(_FACT) and column not in arguments and _required(kind, column):
            shown = _RENAMED.get(column, column)
            raise InputError("connect.park.empty_cell", where=sheet.where(number, shown), field=shown)
    if facts:
        arguments["rule_facts"] = facts
    return kind(**arguments)


def _typed(hint: Any, cell: Cell, where: str, name: str) -> object:
    wanted = next((part for part in get_args(hint) if part is not type(None)), hint)
    value: object
    if wanted is str:
        value, problem = as_text(cell), ""
        if name == "id":
            _check_id(as_text(cell), where)
        if name == "medium" and value not in MEDIA:
            raise InputError("connect.cell.not_in_list", where=where, field=name, value=value, known=", ".join(MEDIA))
    elif wanted is bool:
        value, problem = as_bool(cell), "not_yes_no"
    elif wanted is int:
        value, problem = as_whole(cell), "not_a_whole_number"
    elif wanted is float:
        value, problem = as_number(cell), "not_a_number"
    elif wanted is date:
        value, problem = as_date(cell), "not_a_date"
    else:
        assert issubclass(wanted, StrEnum)
        value, problem = as_word(cell, wanted), "not_in_list"
    if value is None:
        known = ", ".join(wanted) if issubclass(wanted, StrEnum) else ""
        raise InputError(f"connect.cell.{problem}", where=where, field=name, value=as_text(cell), known=known)
    return value


def _check_id(text: str, where: str) -> None:
    if not _ID.fullmatch(text):
        raise InputError("connect.park.bad_id", where=where, value=text)
