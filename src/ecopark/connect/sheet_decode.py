"""A mapped sheet, row by row: readings as sent, and every fault with sheet, row, column, value, reason and remedy."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow as pa

from ecopark.connect.mapping import Column, Mapping
from ecopark.connect.sent import RowError, SentRows
from ecopark.connect.sheets import Cell, Row, Sheet
from ecopark.connect.spelling import plain
from ecopark.connect.times import clock_of, day_comes_first, is_ambiguous, local_time, to_naive_utc
from ecopark.connect.values import as_number, as_text, decimal_mark, has_open_mark, number_with
from ecopark.core.errors import InputError
from ecopark.core.messages import Lang, Message
from ecopark.core.network import FlowNetwork
from ecopark.core.terms import DeviceStatus, MissingReason

_BLANK = frozenset({"", "-", "--", "n/a", "na", "null", "none", "khong do", "khong co", "mat tin hieu"})
_NOT_A_NUMBER = frozenset({"nan", "inf", "-inf", "infinity"})
_STATUS = {
    "00": 0, "0": 0, "dang do": 0, "measuring": 0, "01": 1, "1": 1, "hieu chuan": 1, "calibrating": 1, "02": 2, "2": 2,
    "loi": 2, "bao loi": 2, "loi thiet bi": 2, "fault": 2, "": 255,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecodedSheet:
    """``sent``: the good rows (``SENT``); ``errors``: one per fault; ``rows``: data rows that hold anything.

    ``mapping``: as given, with the order of dates and the decimal mark as the columns settled them.
    """

    sent: pa.Table
    errors: tuple[RowError, ...]
    notices: tuple[Message, ...]
    rows: int
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class Preview:
    """First rows as they would be taken, for the eye of a person: time (local), datastream, value, unit, row."""

    rows: tuple[tuple[str, str, str, str, int], ...]
    readings: int
    bad_rows: int
    errors: tuple[RowError, ...]
    notices: tuple[Message, ...]


def decode_sheet(
    sheet: Sheet, mapping: Mapping, network: FlowNetwork, zone: ZoneInfo, *, only_rows: Callable[[int], bool] | None = None
) -> DecodedSheet:
    """Decode the rows below the header; a row with a fault gives errors and no reading at all.

    Raises
    ------
    InputError
        ``connect.mapping.incomplete``: a column that is to be read names no datastream, or there is no time.
    """
    reader = _Reader(sheet, mapping, network, zone)
    for number, row in enumerate(sheet.rows[mapping.first_row - 1 :], start=mapping.first_row):
        if any(cell is not None for cell in row) and (only_rows is None or only_rows(number)):
            reader.take(number, row)
    return DecodedSheet(reader.good.table(), tuple(reader.errors), tuple(reader.notices), reader.rows, reader.settled)


def preview(
    sent: pa.Table, errors: Sequence[RowError], notices: Sequence[Message], network: FlowNetwork, *, first: int = 20
) -> Preview:
    """Show the first readings with counts and the first faults; nothing is stored."""
    bad = {(error.sheet, error.row) for error in errors}
    zone = ZoneInfo(network.park.zone)
    shown = []
    for reading in sent.slice(0, first).to_pylist():
        local = reading["time"].replace(tzinfo=UTC).astimezone(zone)
        datastream = network.datastreams.get(reading["datastream"])
        unit = reading["unit"] or (datastream.unit if datastream else "")
        value = "" if reading["value"] is None else f"{reading['value']:.12g}"
        shown.append((local.strftime("%d/%m/%Y %H:%M:%S"), reading["datastream"], value, unit, reading["row"]))
    return Preview(tuple(shown), len(sent), len(bad), tuple(errors[:first]), tuple(notices))


class _Reader:
    """Reads rows under one mapping; collects good readings and errors."""

    def __init__(self, sheet: Sheet, mapping: Mapping, network: FlowNetwork, zone: ZoneInfo) -> None:
        self.sheet, self.mapping, self.network, self.zone = sheet, mapping, network, zone
        self.good = SentRows()
        self.errors: list[RowError] = []
        self.notices: list[Message] = []
        self.rows = 0
        by_role: dict[str, list[Column]] = {}
        for column in mapping.columns:
            by_role.setdefault(column.role, []).append(column)
        self.one = {role: columns[0] for role, columns in by_role.items()}
        self.readings = by_role.get("reading" if mapping.layout == "wide" else "value", [])
        incomplete = not self.readings or not ("time" in self.one or "date" in self.one)
        if mapping.layout == "wide":
            incomplete |= any(column.datastream is None for column in self.readings)
        else:
            incomplete |= "datastream" not in self.one and mapping.datastream is None
        if incomplete:
            raise InputError("connect.mapping.incomplete", where=sheet.where(mapping.header_row))
        self.names = _names(network)
        self.day_first = self._day_first()
        self.marks = self._marks()
        self.settled = replace(mapping, day_first=self.day_first, decimal=self._one_mark())

    def _cells(self, column: Column) -> list[Cell]:
        body = self.sheet.rows[self.mapping.first_row - 1 :]
        return [row[column.index] for row in body if len(row) > column.index and row[column.index] is not None]

    def _day_first(self) -> bool | None:
        if self.mapping.day_first is not None:
            return self.mapping.day_first
        cells = self._cells(self.one.get("time") or self.one["date"])
        if is_ambiguous(cells):
            self.notices.append(Message("connect.notice.day_first", {"example": as_text(next(iter(cells)))}))
        return day_comes_first(cells)

    def _marks(self) -> dict[int, str | None]:
        """Decimal mark of each column; one that settles nothing itself follows the columns beside it."""
        if self.mapping.decimal:
            return {column.index: self.mapping.decimal for column in self.readings}
        cells = {column.index: self._cells(column) for column in self.readings}
        open_ones = {index for index, column in cells.items() if has_open_mark(column)}
        texts = {i for i, column in cells.items() if any(isinstance(c, str) and ("," in c or "." in c) for c in column)}
        settled = {index: decimal_mark(column) for index, column in cells.items() if index not in open_ones}
        votes = {settled[index] for index in texts - open_ones}
        for index in open_ones:
            settled[index] = next(iter(votes)) if len(votes) == 1 else None
        return settled

    def _one_mark(self) -> Literal[",", "."] | None:
        """Decimal mark of the texts of all columns, if it is one."""
        cells = [cell for column in self.readings for cell in self._cells(column) if isinstance(cell, str)]
        mark = decimal_mark(cells)
        if self.mapping.decimal or not any("," in cell or "." in cell for cell in cells):
            return self.mapping.decimal
        return "," if mark == "," else "." if mark == "." and not has_open_mark(cells) else None

    def take(self, number: int, row: Row) -> None:
        self.rows += 1
        before = len(self.errors)
        moment = self._moment(number, row)
        known = self._optional_moment(number, row)
        status = self._status(number, row)
        found = []
        for column in self.readings:
            name = column.datastream if self.mapping.layout == "wide" else self._datastream(number, row)
            value, reason = self._value(number, row, column)
            if reason == MissingReason.NOT_MEASURED and self.mapping.layout == "wide" and not _cell(row, column):
                continue  # an empty cell of a wide sheet says nothing about that datastream
            found.append((name, value, reason, self._unit(row, column)))
        if len(self.errors) > before or moment is None:
            return
        for name, value, reason, unit in found:
            assert name is not None
            self.good.add(number, name, moment, value, unit=unit, status=status, reason=reason, result_time=known)

    def _refuse(self, number: int, column: Column, cell: Cell, code: str, **params: object) -> None:
        text = as_text(cell)[:200]
        message = Message(code, {"value": text, "column": column.header, **params})
        self.errors.append(RowError(self.sheet.file, number, message, self.sheet.name, column.header, text))

    def _moment(self, number: int, row: Row) -> datetime | None:
        column = self.one.get("time") or self.one["date"]
        cell = _cell(row, column)
        if self.day_first is None and isinstance(cell, str) and local_time(cell, day_first=True) is not None:
            self._refuse(number, column, cell, "connect.row.mixed_dates")
            return None
        moment = local_time(cell, day_first=self.day_first is not False)
        if moment is None:
            code = "connect.row.no_time" if cell is None else self._time_problem(cell)
            self._refuse(number, column, cell, code)
            return None
        if "time" not in self.one and "clock" in self.one:
            clock = clock_of(_cell(row, self.one["clock"]))
            if clock is None:
                self._refuse(number, self.one["clock"], _cell(row, self.one["clock"]), "connect.row.bad_clock")
                return None
            moment = moment.replace(hour=0, minute=0, second=0, microsecond=0) + clock
        return self._utc(number, column, cell, moment)

    def _time_problem(self, cell: Cell) -> str:
        other = local_time(cell, day_first=self.day_first is False)
        return "connect.row.other_date_order" if other is not None else "connect.row.bad_time"

    def _utc(self, number: int, column: Column, cell: Cell, moment: datetime) -> datetime | None:
        try:
            return to_naive_utc(moment, self.zone)
        except (OverflowError, ValueError):
            self._refuse(number, column, cell, "connect.row.bad_time")
            return None

    def _optional_moment(self, number: int, row: Row) -> datetime | None:
        column = self.one.get("result_time")
        cell = _cell(row, column) if column else None
        if column is None or cell is None:
            return None
        moment = local_time(cell, day_first=self.day_first is not False)
        if moment is None:
            self._refuse(number, column, cell, "connect.row.bad_time")
            return None
        return self._utc(number, column, cell, moment)

    def _status(self, number: int, row: Row) -> int:
        column = self.one.get("status")
        if column is None:
            return int(DeviceStatus.NOT_STATED)
        text = plain(as_text(_cell(row, column)))
        if text not in _STATUS:
            self._refuse(number, column, _cell(row, column), "connect.row.bad_status")
        return _STATUS.get(text, int(DeviceStatus.NOT_STATED))

    def _datastream(self, number: int, row: Row) -> str | None:
        column = self.one.get("datastream")
        if column is None:
            return self.mapping.datastream
        text = as_text(_cell(row, column))
        found = self.names.get(plain(text), ())
        if len(found) == 1:
            return found[0]
        code = "connect.row.no_datastream" if not text else "connect.row.unknown_datastream"
        self._refuse(
            number, column, text, code if len(found) < 2 else "connect.row.several_datastreams", ids=", ".join(found)
        )
        return None

    def _unit(self, row: Row, column: Column) -> str | None:
        own = self.one.get("unit")
        return (as_text(_cell(row, own)) or None) if own else column.unit

    def _value(self, number: int, row: Row, column: Column) -> tuple[float | None, int]:
        cell = _cell(row, column)
        mark = self.marks[column.index]
        if cell is None:
            return None, int(MissingReason.NOT_MEASURED)
        open_mark = mark is None and isinstance(cell, str) and ("," in cell or "." in cell)
        value = None if open_mark else number_with(cell, mark or ".")
        if value is not None:
            return value, int(MissingReason.PRESENT)
        text = plain(as_text(cell))
        if text in _BLANK:
            return None, int(MissingReason.NOT_MEASURED)
        if text in _NOT_A_NUMBER:
            return None, int(MissingReason.NOT_A_NUMBER)
        if text.startswith("<") and number_with(text[1:].strip(), mark or ".") is not None:
            return None, int(MissingReason.BELOW_DETECTION)
        self._refuse(number, column, cell, "connect.row.open_mark" if open_mark else "connect.row.bad_number")
        return None, int(MissingReason.NOT_A_NUMBER)


def _cell(row: Row, column: Column) -> Cell:
    return row[column.index] if column.index < len(row) else None


def _names(network: FlowNetwork) -> dict[str, tuple[str, ...]]:
    """Folded id, name or meter -> datastreams that it may mean; an id means itself alone."""
    found: dict[str, tuple[str, ...]] = {}
    for datastream in network.datastreams.values():
        for name in {plain(datastream.name_vi), plain(datastream.name_en), plain(datastream.meter)}:
            found[name] = (*found.get(name, ()), datastream.id)
    found.update({plain(id_): (id_,) for id_ in network.datastreams})
    return found


def error_report(errors: Sequence[RowError], lang: Lang, *, form: str = "xlsx") -> bytes:
    """Write the errors as a sheet (``xlsx`` or ``csv``) that a person works through: place, value, reason and remedy."""
    header = (
        ["Tệp", "Trang tính", "Dòng", "Cột", "Giá trị", "Lý do và cách sửa", "Mã lỗi"]
        if lang == "vi"
        else ["File", "Sheet", "Row", "Column", "Value", "Reason and remedy", "Code"]
    )
    lines: list[list[Cell]] = [
        [e.file, e.sheet, e.row, e.column, e.value, e.message.render(lang), e.message.id] for e in errors
    ]
    return write_sheet([header, *lines], form)


def sheet_to_correct(
    sheet: Sheet, mapping: Mapping, errors: Sequence[RowError], lang: Lang, *, whole: bool, form: str = "xlsx"
) -> bytes:
    """Write rows as they came, with the reasons in a last column: to correct and to send again.

    ``whole``: all rows, because none of them was taken; otherwise the bad rows alone.
    """
    reasons: dict[int, str] = {}
    for error in errors:
        reasons[error.row] = "; ".join(filter(None, (reasons.get(error.row), error.message.render(lang))))
    width = max(column.index for column in mapping.columns) + 1
    headers: list[Cell] = [""] * width
    for column in mapping.columns:
        headers[column.index] = column.header
    table: list[list[Cell]] = [[*headers, "Ghi chú" if lang == "vi" else "Note"]]
    for number, row in enumerate(sheet.rows[mapping.first_row - 1 :], start=mapping.first_row):
        if number in reasons or (whole and row):
            cells = list(row[:width])
            table.append([*cells, *[None] * (width - len(cells)), reasons.get(number)])
    return write_sheet(table, form)


def write_sheet(rows: Iterable[Sequence[Cell]], form: str) -> bytes:
    """Write cells as XLSX, or as CSV with a UTF-8 mark; a text that begins like a formula stays a text."""
    if form == "csv":
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows([[_harmless(as_text(cell)) for cell in row] for row in rows])
        return text.getvalue().encode("utf-8-sig")
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("ecopark")
    for row in rows:
        page.append([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(text: str) -> str:
    """Spreadsheet programs run what begins with = + - @: put a quote before it, unless it is a number or a dash."""
    clean = "".join(c for c in text if c >= " " or c in "\t\n")
    runs = clean[:1] in ("=", "@") or (clean[:1] in ("+", "-") and as_number(clean) is None and clean.strip("-") != "")
    return f"'{clean}" if runs else clean
