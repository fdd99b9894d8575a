"""Activity data of many sources at once: CSV or JSON in, declarations out, all or none.

Columns of the CSV (the first row): ``firm``, ``category``, ``substance``, ``activity``, ``unit``, ``first_day``,
``last_day``, ``evidence``, and where they matter ``id``, ``facility``, ``equipment``, ``density_kg_per_l``, ``note``. JSON:
a list of objects with the same names. Numbers have a decimal point. Each problem names its row; nothing is kept while there
is one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecopark.account import messages_ghg  # noqa: F401  # makes the texts known
from ecopark.account.declarations import KIND, Declaration
from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Draft, Record, RecordsStore
from ecopark.core.scope import Scope

NEEDED = ("firm", "category", "activity", "unit", "first_day", "last_day", "evidence")
COLUMNS = ("id", *NEEDED, "substance", "facility", "equipment", "density_kg_per_l", "note")
ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: ``number`` as a person counts it, ``content`` as a declaration has it."""

    number: int
    record_id: str
    firm: str
    content: Mapping[str, object]


def read_rows(data: bytes, *, is_json: bool | None = None) -> tuple[Row, ...]:
    """Rows of a CSV or JSON file (told apart by its first sign); ``InputError`` account.import.… names column or row."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("account.import.not_a_table", reason="UTF-8") from error
    as_json = text.lstrip()[:1] in ("[", "{") if is_json is None else is_json
    found = _of_json(text) if as_json else _of_csv(text)
    rows = [_row(number, content) for number, content in found]
    first: dict[str, int] = {}
    for row in rows:
        if row.record_id in first:
            raise InputError("account.import.twice", id=row.record_id, first=first[row.record_id], second=row.number)
        first[row.record_id] = row.number
    return tuple(rows)


def _of_csv(text: str) -> Iterable[tuple[int, Mapping[str, object]]]:
    separator = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        table = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InputError("account.import.not_a_table", reason=str(error)) from error
    if not table:
        raise InputError("account.import.not_a_table", reason="0")
    header = [cell.strip() for cell in table[0][1]]
    _check_columns(header)
    for number, cells in table[1:]:
        if len(cells) != len(header):
            raise InputError("account.import.not_a_table", where=str(number), reason=f"{len(cells)} != {len(header)}")
        yield number, {name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()}


def _of_json(text: str) -> Iterable[tuple[int, Mapping[str, object]]]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise InputError("account.import.not_a_table", reason=str(error)) from error
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        raise InputError("account.import.not_a_table", reason="[ { … }, … ]")
    for number, entry in enumerate(content, start=1):
        _check_columns(list(entry))
        yield number, {name: value for name, value in entry.items() if value is not None}


def _check_columns(given: Sequence[str]) -> None:
    for name in given:
        if name not in COLUMNS:
            raise InputError("account.import.unknown_column", where=name, column=name, known=", ".join(COLUMNS))
    if missing := [name for name in NEEDED if name not in given]:
        raise InputError("account.import.no_columns", columns=", ".join(missing), known=", ".join(COLUMNS))


def _row(number: int, content: Mapping[str, object]) -> Row:
    said = {name: value for name, value in content.items() if name not in ("id", "firm")}
    firm = str(content.get("firm") or "").strip()
    given = str(content.get("id") or "").strip()
    made = hashlib.sha256(json.dumps([firm, said], sort_keys=True, default=str).encode()).hexdigest()[:16]
    return Row(number, given or f"import-{made}", firm, said)


def take_rows(
    records: RecordsStore, scope: Scope, network: FlowNetwork, rows: Sequence[Row], *, only_check: bool = False
) -> Sequence[Record]:
    """Check every row, then keep all of them at once; ``InputError`` account.import.refused lists what is wrong.

    The same file again changes nothing that differs: an id is a hash of its row unless the file names one.
    """
    if len(rows) > ROWS:
        raise InputError("account.import.not_a_table", reason=f"{len(rows)} > {ROWS}")
    problems = [said for row in rows if (said := _problem(scope, network, row)) is not None]
    if problems:
        shown = "; ".join(problems[:10])
        raise InputError("account.import.refused", count=len(problems), problems=shown)
    known = records.get_many(scope, KIND, [row.record_id for row in rows])
    drafts = []
    for row in rows:
        kept = known.get(row.record_id)
        if kept is not None and kept.firm != row.firm:
            raise InputError("account.import.refused", count=1, problems=f"{row.number}: id {row.record_id}")
        if kept is None or dict(kept.content) != dict(row.content):
            drafts.append(Draft(row.record_id, row.content, firm=row.firm))
    return records.put_many(scope, KIND, drafts) if drafts and not only_check else ()


def _problem(scope: Scope, network: FlowNetwork, row: Row) -> str | None:
    """What is wrong with a row, in both languages where the reader's is not known here."""
    try:
        if row.firm not in network.firms or not scope.sees(row.firm):
            raise InputError("account.declaration.unknown_firm", firm=row.firm)
        facility = network.facilities.get(str(row.content.get("facility") or ""))
        if row.content.get("facility") and (facility is None or facility.firm != row.firm):
            raise InputError("account.declaration.bad_field", field="facility", value=row.content["facility"], expected="-")
        Declaration.of(row.record_id, row.firm, row.content)
    except EcoparkError as error:
        return f"[{row.number}] {error.render('vi')} / {error.render('en')}"
    return None
