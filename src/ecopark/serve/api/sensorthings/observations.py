"""Observations of SensorThings: readings of datastreams, latest revision, in windows of time so that a page costs a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.terms import DeviceStatus, MissingReason
from ecopark.serve.api.sensorthings.filters import Call, Expression, Literal, Path, Span, bounds
from ecopark.serve.api.sensorthings.options import Options

SCANNED = 2_000_000  # rows that one request may look at with a filter of its own
SORTED = 200_000  # rows that are sorted by something else than their time
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_ID = re.compile(r"(?P<datastream>[^~]+)~(?P<us>-?\d{1,18})")
_TOKEN = re.compile(r"(?P<us>-?\d{1,18})~(?P<datastream>.*)", re.DOTALL)


class Readable(Protocol):
    """What is asked for rows: already cut to what the caller sees."""

    def observations(self, datastreams: Sequence[str], interval: Interval) -> pa.Table:
        """``OBSERVATIONS``, sorted by (datastream, phenomenon_time)."""
        ...

    def extent(self, datastreams: Sequence[str]) -> pa.Table:
        """``questions.EXTENT``."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """A page: entities, where the next one begins (``$skiptoken``, or ``$skip`` if sorted otherwise), the count if asked."""

    entities: list[dict[str, Any]]
    token: str | None
    skip: int | None
    count: int | None


@dataclass(frozen=True, slots=True)
class _Within:
    """Moments in microseconds, both ends included."""

    first: int
    last: int

    @property
    def interval(self) -> Interval:
        return Interval(_EPOCH + self.first * _US, _EPOCH + (self.last + 1) * _US)


def find(
    source: Readable, datastreams: Sequence[str], options: Options, matches: Callable[[Mapping[str, Any]], bool]
) -> Found:
    """A page of observations of some datastreams.

    Parameters
    ----------
    matches
        Whether an entity fulfils the filter; asked only where the filter says more than a range of phenomenonTime.

    Raises
    ------
    InputError
        serve.sta.too_many: the request would have to look at too many rows; serve.sta.option.
    """
    extents = source.extent(datastreams)
    within, exact = _range(extents, options.filter)
    if within is None:
        return Found([], None, None, 0 if options.count else None)
    wanted = None if exact else matches
    count = _count(source, datastreams, within, extents, wanted) if options.count else None
    order = options.orderby or (("phenomenonTime", False),)
    if order[0][0] != "phenomenonTime":
        page, skip = _sorted(source, datastreams, within, options, wanted)
        return Found(page, None, skip, count)
    page, token = _in_time(source, datastreams, within, options, wanted, order[0][1], extents)
    return Found(page, token, None, count)


def one(source: Readable, observation_id: str, seen: Callable[[str], bool]) -> dict[str, Any] | None:
    """The observation of an id ``datastream~microseconds``; None if there is none that the caller sees."""
    named = _ID.fullmatch(observation_id)
    if named is None or not seen(named["datastream"]):
        return None
    try:
        within = _Within(int(named["us"]), int(named["us"])).interval
    except OverflowError:
        return None
    return next(_entities(source.observations([named["datastream"]], within)), None)


def observation_id(datastream: str, time_us: int) -> str:
    return f"{datastream}~{time_us}"


def _range(extents: pa.Table, wanted: Expression | None) -> tuple[_Within | None, bool]:
    """Where rows can be that the filter lets through, and whether all there are."""
    if not len(extents):
        return None, True
    first = _us(pc.min(extents.column("first")).as_py().replace(tzinfo=UTC))
    last = _us(pc.max(extents.column("last")).as_py().replace(tzinfo=UTC))
    exact = wanted is None
    if wanted is not None:
        limits = _only_time(wanted)
        exact = limits is not None
        if limits is None:
            low, high = bounds(wanted, "phenomenonTime")
            limits = (_us(low) if low else first, _us(high) if high else last)
        first, last = max(first, limits[0]), min(last, limits[1])
    return (_Within(first, last), exact) if first <= last else (None, exact)


def _only_time(wanted: Expression) -> tuple[int, int] | None:
    """First and last moment of a filter that says nothing but a range of phenomenonTime."""
    if not isinstance(wanted, Call) or len(wanted.arguments) != 2:
        return None
    left, right = wanted.arguments
    if wanted.name == "and":
        parts = [_only_time(left), _only_time(right)]
        if parts[0] is None or parts[1] is None:
            return None
        return max(parts[0][0], parts[1][0]), min(parts[0][1], parts[1][1])
    if not (isinstance(left, Path) and left.name == "phenomenonTime" and isinstance(right, Literal)):
        return None
    if isinstance(right.value, Span) and wanted.name == "during":
        return _us(right.value.start), _us(right.value.end)
    if not isinstance(right.value, datetime):
        return None
    at, least, most = _us(right.value), -(10**18), 10**18
    limits = {"ge": (at, most), "gt": (at + 1, most), "le": (least, at), "lt": (least, at - 1), "eq": (at, at)}
    return limits.get(wanted.name)


def _count(
    source: Readable,
    datastreams: Sequence[str],
    within: _Within,
    extents: pa.Table,
    wanted: Callable[[Mapping[str, Any]], bool] | None,
) -> int:
    if wanted is not None:
        return sum(1 for _ in _matching(source, datastreams, within, wanted, False, extents))
    outside = [row["datastream"] for row in extents.to_pylist() if not _inside(row, within)]
    whole: int = sum(row["rows"] for row in extents.to_pylist() if _inside(row, within))
    return whole + (source.observations(outside, within.interval).num_rows if outside else 0)


def _inside(row: Mapping[str, Any], within: _Within) -> bool:
    return within.first <= _us(row["first"].replace(tzinfo=UTC)) and _us(row["last"].replace(tzinfo=UTC)) <= within.last


def _in_time(
    source: Readable,
    datastreams: Sequence[str],
    within: _Within,
    options: Options,
    wanted: Callable[[Mapping[str, Any]], bool] | None,
    descending: bool,
    extents: pa.Table,
) -> tuple[list[dict[str, Any]], str | None]:
    after = _token(options.token)
    if after is not None:
        within = (
            _Within(within.first, min(within.last, after[0]))
            if descending
            else _Within(max(within.first, after[0]), within.last)
        )
    page: list[dict[str, Any]] = []
    skip = options.skip
    if within.first > within.last:
        return page, None
    for entity in _matching(source, datastreams, within, wanted, descending, extents):
        key = (entity["us"], entity["datastream"])
        if after is not None and ((key >= after) if descending else (key <= after)):
            continue
        if skip > 0:
            skip -= 1
        elif len(page) < options.top:
            page.append(entity)
        else:
            last = page[-1] if page else None
            return page, f"{last['us']}~{last['datastream']}" if last else None
    return page, None


def _sorted(
    source: Readable,
    datastreams: Sequence[str],
    within: _Within,
    options: Options,
    wanted: Callable[[Mapping[str, Any]], bool] | None,
) -> tuple[list[dict[str, Any]], int | None]:
    rows = source.observations(datastreams, within.interval)
    if len(rows) > SORTED:
        raise InputError("serve.sta.too_many", where="$orderby", limit=SORTED)
    found = [entity for entity in _entities(rows) if wanted is None or wanted(entity)]
    for name, descending in reversed(options.orderby):
        if name not in ("result", "phenomenonTime", "resultTime", "id", "@iot.id"):
            raise InputError("serve.sta.option", where="$orderby", option="$orderby", value=name[:100])
        key = "id" if name == "@iot.id" else name
        found.sort(key=lambda entity, key=key: (entity[key] is None, entity[key] or 0), reverse=descending)  # type: ignore[misc]
    end = options.skip + options.top
    return found[options.skip : end], end if len(found) > end else None


def _matching(
    source: Readable,
    datastreams: Sequence[str],
    within: _Within,
    wanted: Callable[[Mapping[str, Any]], bool] | None,
    descending: bool,
    extents: pa.Table,
) -> Iterator[dict[str, Any]]:
    """Entities in order of time, read in windows that grow; the first is about a page wide."""
    rows_in_all = max(1, pc.sum(extents.column("rows")).as_py() or 1)
    first, last = (pc.min_max(extents.column(name)).as_py()[end] for name, end in (("first", "min"), ("last", "max")))
    width = max(60_000_000, int((last - first) / _US / rows_in_all * 1000))
    scanned = 0
    at = within.last if descending else within.first
    while within.first <= at <= within.last:
        if descending:
            window = _Within(max(within.first, at - width + 1), at)
            at = window.first - 1
        else:
            window = _Within(at, min(within.last, at + width - 1))
            at = window.last + 1
        rows = source.observations(datastreams, window.interval)
        scanned += len(rows)
        if wanted is not None and scanned > SCANNED:
            raise InputError("serve.sta.too_many", where="$filter", limit=SCANNED)
        way = "descending" if descending else "ascending"
        rows = rows.sort_by([("phenomenon_time", way), ("datastream", way)])
        for entity in _entities(rows):
            if wanted is None or wanted(entity):
                yield entity
        width *= 4 if len(rows) < 2000 else 1


def _entities(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Attributes of the standard, with ``us`` and ``datastream`` beside them."""
    for batch in rows.to_batches(max_chunksize=500):
        for row in batch.to_pylist():
            at = row["phenomenon_time"].replace(tzinfo=UTC)
            parameters: dict[str, Any] = {"revision": row["revision"], "recorded_time": iso(row["recorded_time"])}
            if row["reason"] != MissingReason.PRESENT:
                parameters["reason"] = MissingReason(row["reason"]).name.lower()
            if row["status"] != DeviceStatus.NOT_STATED:
                parameters["status"] = DeviceStatus(row["status"]).name.lower()
            yield {
                "id": observation_id(row["datastream"], _us(at)),
                "us": _us(at),
                "datastream": row["datastream"],
                "phenomenonTime": iso(at),
                "resultTime": iso(row["result_time"]) if row["result_time"] is not None else None,
                "result": row["value"],
                "parameters": parameters,
            }


def iso(moment: datetime) -> str:
    """UTC with Z; a naive moment is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    text = aware.astimezone(UTC).isoformat(timespec="milliseconds" if aware.microsecond % 1000 == 0 else "microseconds")
    return text.replace("+00:00", "Z")


def _token(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    found = _TOKEN.fullmatch(text)
    if found is None:
        raise InputError("serve.sta.option", where="$skiptoken", option="$skiptoken", value=text[:100])
    return int(found["us"]), found["datastream"]


def _us(moment: datetime) -> int:
    return (moment - _EPOCH) // _US
