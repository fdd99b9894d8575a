"""Query options of SensorThings (``$top``, ``$filter``, ``$expand`` …) and resource paths, read from text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NoReturn

from ecopark.core.errors import InputError
from ecopark.serve.api.sensorthings.filters import Expression, parse
from ecopark.serve.problems import NotFound

PAGE, LARGEST = 100, 1000
_KNOWN = ("$top", "$skip", "$count", "$select", "$orderby", "$filter", "$expand", "$skiptoken", "$resultFormat")
_SEGMENT = re.compile(r"(?P<name>[A-Za-z]+)(?:\((?:'(?P<text>(?:[^']|'')*)'|(?P<plain>[^'()]*))\))?")

# Entity set -> its navigation: property -> (entity set, whether it is many).
MODEL: Mapping[str, Mapping[str, tuple[str, bool]]] = {
    "Things": {
        "Datastreams": ("Datastreams", True),
        "Locations": ("Locations", True),
        "HistoricalLocations": ("HistoricalLocations", True),
    },
    "Locations": {"Things": ("Things", True), "HistoricalLocations": ("HistoricalLocations", True)},
    "HistoricalLocations": {"Thing": ("Things", False), "Locations": ("Locations", True)},
    "Datastreams": {
        "Thing": ("Things", False),
        "Sensor": ("Sensors", False),
        "ObservedProperty": ("ObservedProperties", False),
        "Observations": ("Observations", True),
    },
    "Sensors": {"Datastreams": ("Datastreams", True)},
    "ObservedProperties": {"Datastreams": ("Datastreams", True)},
    "FeaturesOfInterest": {"Observations": ("Observations", True)},
    "Observations": {"Datastream": ("Datastreams", False), "FeatureOfInterest": ("FeaturesOfInterest", False)},
}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked of a collection or an entity.

    Attributes
    ----------
    orderby
        Paths with whether they descend.
    expand
        Navigation property -> options of what it holds.
    token
        Where the page before ended (Observations in order of time).
    raw
        The options as written, for the link to the next page.
    """

    top: int = PAGE
    skip: int = 0
    count: bool = False
    select: tuple[str, ...] = ()
    orderby: tuple[tuple[str, bool], ...] = ()
    filter: Expression | None = None
    expand: Mapping[str, Options] = field(default_factory=dict)
    token: str | None = None
    data_array: bool = False
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Segment:
    """One step of a path: ``Datastreams('x')``, ``Thing``, ``name``; ``key`` is None where none was written."""

    name: str
    key: str | None


def read_options(given: Sequence[tuple[str, str]], kind: str, now: datetime) -> Options:
    """Options of a request for entities of the set ``kind``; ``InputError`` serve.sta.option, serve.sta.filter."""
    said: dict[str, str] = {}
    for name, value in given:
        if name not in _KNOWN:
            if name.startswith("$"):
                _refuse(name, value)
            continue
        if name in said:
            _refuse(name, value)
        said[name] = value.strip()
    return _options(said, kind, now)


def read_path(path: str) -> list[Segment]:
    """Steps of a resource path; ``NotFound`` where it cannot be one."""
    steps: list[Segment] = []
    at = 0
    path = path.strip("/")
    while at < len(path):
        if path.startswith("$", at):
            end = path.find("/", at)
            steps.append(Segment(path[at : end if end >= 0 else len(path)], None))
            at = len(path) if end < 0 else end + 1
            continue
        found = _SEGMENT.match(path, at)
        if found is None or (found.end() < len(path) and path[found.end()] != "/"):
            raise NotFound(path[:100])
        key = found["text"].replace("''", "'") if found["text"] is not None else found["plain"]
        steps.append(Segment(found["name"], key))
        at = found.end() + 1
    return steps


def quoted(key: str) -> str:
    return "'" + key.replace("'", "''") + "'"


def _options(said: Mapping[str, str], kind: str, now: datetime) -> Options:
    fields = tuple(name.strip() for name in said.get("$select", "").split(",") if name.strip())
    return Options(
        top=min(_count("$top", said.get("$top", str(PAGE))), LARGEST),
        skip=_count("$skip", said.get("$skip", "0")),
        count=_truth("$count", said.get("$count", "false")),
        select=fields,
        orderby=_orderby(said.get("$orderby", "")),
        filter=parse(said["$filter"], now) if said.get("$filter") else None,
        expand=_expand(said.get("$expand", ""), kind, now),
        token=said.get("$skiptoken"),
        data_array=_result_format(said.get("$resultFormat")),
        raw=dict(said),
    )


def _expand(text: str, kind: str, now: datetime) -> dict[str, Options]:
    """``Datastreams($top=1;$expand=Sensor),Locations`` and ``Datastreams/Sensor``."""
    found: dict[str, Options] = {}
    for part in _split(text, ","):
        opened = part.find("(")
        path, inner = (part, "") if opened < 0 else (part[:opened], part[opened + 1 :].rstrip())
        if opened >= 0 and not inner.endswith(")"):
            _refuse("$expand", part)
        name, _, deeper = path.strip().partition("/")
        if name not in MODEL[kind] or (name in found and not deeper):
            _refuse("$expand", part)
        below = MODEL[kind][name][0]
        if deeper:
            tail = deeper + (f"({inner}" if opened >= 0 else "")
            known = found.get(name, Options())
            found[name] = _with_expand(known, _expand(tail, below, now))
            continue
        said: dict[str, str] = {}
        for option in _split(inner[:-1] if opened >= 0 else "", ";"):
            key, equals, value = option.partition("=")
            if not equals or key.strip() not in _KNOWN[:7] or key.strip() in said:
                _refuse("$expand", option)
            said[key.strip()] = value.strip()
        found[name] = _options(said, below, now)
    return found


def _with_expand(known: Options, more: Mapping[str, Options]) -> Options:
    merged = dict(known.expand)
    for name, options in more.items():
        merged[name] = _with_expand(merged[name], options.expand) if name in merged else options
    return replace(known, expand=merged)


def _split(text: str, separator: str) -> list[str]:
    """Parts at a separator that stands in no parentheses and no quotes."""
    parts, depth, quotes, start = [], 0, False, 0
    for at, letter in enumerate(text):
        if letter == "'":
            quotes = not quotes
        elif not quotes:
            depth += (letter == "(") - (letter == ")")
            if letter == separator and depth == 0:
                parts.append(text[start:at])
                start = at + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


def _orderby(text: str) -> tuple[tuple[str, bool], ...]:
    found = []
    for part in _split(text, ","):
        path, _, direction = part.strip().partition(" ")
        if direction.strip().lower() not in ("", "asc", "desc"):
            _refuse("$orderby", part)
        found.append((path, direction.strip().lower() == "desc"))
    return tuple(found)


def _count(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        _refuse(name, text)
    return int(text)


def _truth(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        _refuse(name, text)
    return text == "true"


def _result_format(text: str | None) -> bool:
    if text not in (None, "dataArray"):
        _refuse("$resultFormat", str(text))
    return text is not None


def _refuse(name: str, value: str) -> NoReturn:
    raise InputError("serve.sta.option", where=name[:40], option=name[:40], value=value[:100])
