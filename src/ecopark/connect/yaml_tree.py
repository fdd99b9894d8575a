"""YAML with line numbers: typed records are built from it, and every refusal names the line."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from ecopark.connect.values import as_bool, as_date, as_number, did_you_mean
from ecopark.core.errors import InputError

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Located:
    """A YAML value with its place. ``value`` is text for scalars (None when empty), a list, or a dict of these."""

    value: str | list[Located] | dict[str, Located] | None
    file: str
    line: int

    @property
    def where(self) -> str:
        return f"{self.file} row {self.line}"

    def mapping(self, path: str) -> dict[str, Located]:
        if isinstance(self.value, dict):
            return self.value
        if self.value is None:
            return {}
        raise InputError("connect.yaml.not_a_mapping", where=self.where, path=path)

    def sequence(self, path: str) -> list[Located]:
        if isinstance(self.value, list):
            return self.value
        if self.value is None:
            return []
        raise InputError("connect.yaml.not_a_list", where=self.where, path=path)


def read_yaml(text: str, file: str) -> Located:
    """Parse YAML; a double key, an anchor loop or bad syntax is refused with its line."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError("connect.yaml.syntax", where=f"{file} row {line}", reason=error.problem or "") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError("connect.yaml.syntax", where=file, reason=str(error)[:200]) from error
    return Located(None, file, 1) if node is None else _located(node, file, depth=0)


def _located(node: yaml.Node, file: str, depth: int) -> Located:
    line = node.start_mark.line + 1
    if depth > 20:
        raise InputError("connect.yaml.syntax", where=f"{file} row {line}", reason="nested more than 20 deep")
    if isinstance(node, yaml.ScalarNode):
        empty = node.tag == "tag:yaml.org,2002:null"
        return Located(None if empty else str(node.value), file, line)
    if isinstance(node, yaml.SequenceNode):
        return Located([_located(item, file, depth + 1) for item in node.value], file, line)
    found: dict[str, Located] = {}
    for key, value in node.value:
        name, key_line = str(key.value), key.start_mark.line + 1
        if name in found:
            where = f"{file} row {key_line}"
            raise InputError("connect.yaml.double_key", where=where, key=name, first=found[name].line)
        item = _located(value, file, depth + 1)
        found[name] = Located(item.value, file, key_line)
    return Located(found, file, line)


def build(kind: type[_T], node: Located, path: str = "") -> _T:
    """Build a frozen dataclass from a mapping; unknown, missing or ill-typed keys are refused with line and remedy.

    Fields may be text, numbers, yes/no, dates, choices (``Literal``), dataclasses, tuples of these and mappings to these;
    ``object`` takes what stands there (see `plain`).
    A field named ``where`` receives the place.
    """
    hints = get_type_hints(kind)
    given = node.mapping(path)
    known = [f.name for f in fields(kind) if f.name != "where"]  # type: ignore[arg-type]
    for key, value in given.items():
        if key not in known:
            raise unknown_key(key, value.where, path, known)
    arguments: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        name = f"{path}.{field.name}" if path else field.name
        if field.name == "where":
            arguments["where"] = node.where
        elif field.name in given and given[field.name].value is not None:
            arguments[field.name] = _value(hints[field.name], given[field.name], name)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise InputError("connect.yaml.missing_key", where=node.where, key=name)
    return kind(**arguments)


def unknown_key(key: str, where: str, path: str, known: list[str]) -> InputError:
    near = did_you_mean(key, known)
    name = f"{path}.{key}" if path else key
    code = "connect.yaml.unknown_key_near" if near else "connect.yaml.unknown_key"
    return InputError(code, where=where, key=name, near=near, known=", ".join(known))


def _value(hint: Any, node: Located, path: str) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if hint is object:
        return plain(node)
    if is_dataclass(hint) and isinstance(hint, type):
        return build(hint, node, path)
    if origin in (Union, types.UnionType):
        return _value(next(part for part in parts if part is not type(None)), node, path)
    if origin is tuple:
        return tuple(_value(parts[0], item, f"{path}[{i}]") for i, item in enumerate(node.sequence(path)))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _value(parts[1], item, f"{path}.{key}") for key, item in node.mapping(path).items()}
    if not isinstance(node.value, str):
        raise InputError("connect.yaml.not_a_value", where=node.where, path=path)
    return _scalar(hint, parts, node.value, node.where, path)


def plain(node: Located) -> object:
    """The value as plain lists, dicts, numbers, text and false (``off``, ``no``), for a reader that has its own checks."""
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    if node.value is None or node.value.lower() in ("off", "no", "false"):
        return None if node.value is None else False
    number = as_number(node.value)
    return node.value if number is None else number


def _scalar(hint: Any, choices: tuple[Any, ...], text: str, where: str, path: str) -> Any:
    if choices:  # Literal[...]
        if text in choices:
            return text
        raise InputError("connect.cell.not_in_list", where=where, field=path, value=text, known=", ".join(choices))
    if hint is str:
        return text
    read, wanted = _READERS[hint]
    value = read(text)
    if value is None:
        raise InputError(f"connect.cell.{wanted}", where=where, field=path, value=text)
    return value


def as_whole(cell: Any) -> int | None:
    number = as_number(cell)
    return int(number) if number is not None and number.is_integer() else None


_READERS: dict[Any, tuple[Callable[[Any], Any], str]] = {
    bool: (as_bool, "not_yes_no"),
    int: (as_whole, "not_a_whole_number"),
    float: (as_number, "not_a_number"),
    date: (as_date, "not_a_date"),
}
