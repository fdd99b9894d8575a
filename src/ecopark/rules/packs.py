"""Reading rule packs from CSV and YAML, strictly: every refusal names file, line, reason and remedy.

A pack is a file ``<kind>.<name>.csv`` or ``<kind>.<name>.yaml`` (a list of mappings). Columns and keys are the fields of
the kind's type in ``records.py``; all values are read as text and parsed by the field's type.
"""

from __future__ import annotations

import csv
import io
import math
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import UnionType

import yaml

from ecopark.core.errors import InputError, RuleError
from ecopark.core.properties import find_property
from ecopark.core.units import compatible, parse_unit
from ecopark.rules.conditions import Condition, parse_conditions
from ecopark.rules.kinds import KINDS
from ecopark.rules.records import Limit, ParameterSymbol, Rule, Verification

OBLIGATORY = ("id", "document", "place", "source", "confidence")
_YES_NO = {"yes": True, "no": False, "true": True, "false": False}


def read_pack(file: Path) -> list[Rule]:
    """All rules of one pack file; ``RuleError`` rules.pack.… at the first row that cannot be taken."""
    kind_name, _, rest = file.name.partition(".")
    kind = KINDS.get(kind_name)
    if kind is None or rest.count(".") != 1:
        raise RuleError("rules.pack.unknown_kind", where=file.name, kind=kind_name, known=", ".join(sorted(KINDS)))
    rows = _csv_rows if file.suffix == ".csv" else _yaml_rows
    rules = [_rule(kind, row, f"{file.name}:{line}") for line, row in rows(file)]
    if not rules:
        raise RuleError("rules.pack.empty", where=file.name)
    return rules


def _csv_rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(_text(file)), strict=True)
    header: list[str] | None = None
    for cells in _cells(reader, file.name):
        where = f"{file.name}:{reader.line_num}"
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            if double := {name for name in header if header.count(name) > 1}:
                raise RuleError("rules.pack.double_key", where=where, key=", ".join(sorted(double)))
            continue
        if len(cells) != len(header):
            raise RuleError("rules.pack.cell_count", where=where, found=len(cells), expected=len(header))
        yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleError("rules.pack.not_utf8", where=file.name) from error


def _cells(reader: Iterator[list[str]], file_name: str) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise RuleError("rules.pack.not_csv", where=file_name, problem=str(error)) from error


def _yaml_rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        document = yaml.compose(_text(file), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise RuleError("rules.pack.not_yaml", where=file.name, problem=" ".join(str(error).split())) from error
    if document is None:
        return
    if not isinstance(document, yaml.SequenceNode):
        raise RuleError("rules.pack.not_a_list", where=file.name)
    for entry in document.value:
        line = entry.start_mark.line + 1
        if not isinstance(entry, yaml.MappingNode):
            raise RuleError("rules.pack.not_a_list", where=f"{file.name}:{line}")
        yield line, dict(_yaml_items(entry, file.name))


def _yaml_items(entry: yaml.MappingNode, file_name: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for key_node, value_node in entry.value:
        where = f"{file_name}:{key_node.start_mark.line + 1}"
        key = str(key_node.value)
        if key in seen:
            raise RuleError("rules.pack.double_key", where=where, key=key)
        seen.add(key)
        if isinstance(value_node, yaml.ScalarNode):
            yield key, "" if value_node.tag.endswith(":null") else str(value_node.value).strip()
        elif isinstance(value_node, yaml.SequenceNode) and all(isinstance(v, yaml.ScalarNode) for v in value_node.value):
            yield key, "; ".join(str(v.value).strip() for v in value_node.value)
        else:
            raise RuleError("rules.pack.bad_value", where=where, key=key, value="…", expected="text")


def _rule(kind: type[Rule], row: Mapping[str, str], where: str) -> Rule:
    parsers = _parsers(kind.kind)
    if unknown := sorted(set(row) - set(parsers)):
        known = ", ".join(sorted(parsers))
        raise RuleError("rules.pack.unknown_key", where=where, key=", ".join(unknown), kind=kind.kind, known=known)
    for name in OBLIGATORY:
        if not row.get(name, ""):
            raise RuleError("rules.pack.missing_key", where=where, key=name)
    given: dict[str, object] = {"where": where}
    for name, text in row.items():
        if text == "":
            continue
        parse, expected = parsers[name]
        try:
            given[name] = parse(text)
        except ValueError as error:
            raise RuleError("rules.pack.bad_value", where=where, key=name, value=text, expected=expected) from error
    for f in fields(kind):
        if f.default is MISSING and f.default_factory is MISSING and f.name not in given:
            raise RuleError("rules.pack.missing_key", where=where, key=f.name)
    rule = kind(**given)  # type: ignore[arg-type]  # every value was parsed by the field's own type
    _check(rule)
    return rule


def _check(rule: Rule) -> None:
    """What the types cannot say."""
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        raise RuleError("rules.pack.ends_before_start", where=rule.where, id=rule.id)
    if bool(rule.verified_by) != bool(rule.verified_on):
        raise RuleError("rules.pack.half_verified", where=rule.where, id=rule.id)
    if isinstance(rule, Verification) and not rule.verified_by:
        raise RuleError("rules.pack.half_verified", where=rule.where, id=rule.id)
    try:
        if rule.unit:
            parse_unit(rule.unit, rule.where)
        if isinstance(rule, Limit):
            _check_limit(rule)
        if isinstance(rule, ParameterSymbol):
            find_property(rule.observed_property, rule.where)
    except InputError as error:
        raise RuleError(error.code, where=error.where or rule.where, **error.params) from error


def _check_limit(limit: Limit) -> None:
    canonical = find_property(limit.observed_property, limit.where).unit
    if limit.lower is not None and limit.upper is not None and limit.upper <= limit.lower:
        expected = f"> {limit.lower:g}"
        raise RuleError("rules.pack.bad_value", where=limit.where, key="upper", value=limit.upper, expected=expected)
    if not limit.repealed and not compatible(limit.unit or "-", canonical):
        raise RuleError("core.unit.incompatible", where=limit.where, unit=limit.unit, target=canonical)


Parser = tuple[Callable[[str], object], str]


@cache
def _parsers(kind_name: str) -> Mapping[str, Parser]:
    kind = KINDS[kind_name]
    hints = typing.get_type_hints(kind)
    return {f.name: _parser(hints[f.name]) for f in fields(kind) if f.name != "where"}


def _parser(hint: object) -> Parser:
    if typing.get_origin(hint) is UnionType:  # X | None: an empty cell is None already
        return _parser(next(part for part in typing.get_args(hint) if part is not type(None)))
    if hint == tuple[Condition, ...]:
        return parse_conditions, "fact = word; fact > 1; fact <= 2; fact absent"
    if hint == tuple[str, ...]:
        return lambda text: tuple(part.strip() for part in text.split(";") if part.strip()), "a; b"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint, " | ".join(hint)
    return _SCALARS[typing.cast(type, hint)]


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _yes_no(text: str) -> bool:
    if text.casefold() not in _YES_NO:
        raise ValueError(text)
    return _YES_NO[text.casefold()]


_SCALARS: dict[type, Parser] = {
    str: (str, "text"),
    int: (int, "1234"),
    float: (_number, "12.5"),
    bool: (_yes_no, "yes | no"),
    date: (date.fromisoformat, "2026-12-31"),
}
