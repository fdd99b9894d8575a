"""Sheets as people save them: CSV in any usual encoding and delimiter, XLSX. Cells only; their meaning is read elsewhere."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

import openpyxl

from ecopark.core.errors import InputError

Cell = str | int | float | bool | datetime | date | time | None
Row = tuple[Cell, ...]

MAX_UNPACKED_BYTES = 512 * 1024 * 1024  # an XLSX is a zip: refuse one that unpacks to more
_DELIMITERS = (";", "\t", ",", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``rows[i]`` is row ``i + 1`` as the spreadsheet program numbers it; empty rows are kept as ``()``."""

    file: str
    name: str
    rows: tuple[Row, ...]
    encoding: str = ""  # of a CSV: utf-8, utf-16, cp1258
    delimiter: str = ""

    def where(self, row: int, column: str = "") -> str:
        """Place of a row (counted from 1) in words: ``meters.csv row 4 column unit``."""
        sheet = f" sheet {self.name}" if self.name else ""
        return f"{self.file}{sheet} row {row}" + (f" column {column}" if column else "")


def is_xlsx(content: bytes) -> bool:
    """Whether the bytes are a workbook (a zip with a workbook part), whatever the name says."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def read_sheets(content: bytes, file: str) -> tuple[Sheet, ...]:
    """Read all sheets of a workbook, or the one sheet of a CSV.

    Raises
    ------
    InputError
        ``connect.sheet.unreadable`` for a damaged workbook, ``connect.sheet.too_large`` for a zip bomb,
        ``connect.sheet.old_format`` for an .xls, ``connect.sheet.binary`` for bytes that are no text.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("connect.sheet.old_format", where=file)
    return _read_xlsx(content, file) if content.startswith(b"PK\x03\x04") else (read_csv(content, file),)


def _read_xlsx(content: bytes, file: str) -> tuple[Sheet, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise InputError("connect.sheet.too_large", where=file, limit_mb=MAX_UNPACKED_BYTES // 2**20)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that hold no data
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            try:
                visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
                for sheet in visible:
                    sheet.reset_dimensions()  # some programs state wrong ones, and rows would be cut off
                return tuple(Sheet(file, sheet.title, _trimmed(sheet.iter_rows(values_only=True))) for sheet in visible)
            finally:
                book.close()
    except InputError:
        raise
    except (ParseError, Exception) as error:  # a damaged workbook makes openpyxl raise nearly anything
        raise InputError("connect.sheet.unreadable", where=file, reason=str(error)[:200]) from error


def read_csv(content: bytes, file: str) -> Sheet:
    """Read a CSV: UTF-8, UTF-16 or Windows-1258; comma, semicolon, tab or bar; quotes as spreadsheets write them."""
    text, encoding = decode_text(content, file)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint; it hides that row
        delimiter = first.strip()[4]
        records: Iterable[list[str]] = [[], *_records(rest, delimiter, file)]
    else:
        delimiter = _delimiter(text)
        records = _records(text, delimiter, file)
    return Sheet(file, "", _trimmed(records), encoding, delimiter)


def decode_text(content: bytes, file: str) -> tuple[str, str]:
    """Decode text of unknown encoding and return it in composed form (NFC) with the encoding's name."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return unicodedata.normalize("NFC", content.decode(encoding, errors="replace")), encoding.removesuffix("-sig")
    head = content[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 5 and min(even, odd) * 5 < max(even, odd):  # UTF-16 without its mark
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        return unicodedata.normalize("NFC", content.decode(encoding, errors="replace")), "utf-16"
    if even or odd:
        raise InputError("connect.sheet.binary", where=file)
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", content.decode("cp1258", errors="replace")), "cp1258"


def _records(text: str, delimiter: str, file: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError("connect.sheet.unreadable", where=file, reason=str(error)) from error


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the first lines into the same number (> 1) of cells."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
        except csv.Error:
            continue
        if not widths:
            continue
        width, lines_of_it = max(widths.items(), key=lambda item: (item[1], item[0]))
        score = (lines_of_it / len(lines), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _trimmed(records: Iterable[Iterable[object]]) -> tuple[Row, ...]:
    """Cut empty cells at the right and empty rows at the end; blank text is an empty cell."""
    rows: list[Row] = []
    for record in records:
        cells: list[Cell] = [_cell(value) for value in record]
        while cells and cells[-1] is None:
            cells.pop()
        rows.append(tuple(cells))
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if value is None or isinstance(value, int | float | datetime | date | time):
        return value
    return str(value)
