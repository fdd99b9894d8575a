"""Reads what a report is made from: tables of a version of the data, records as known at a moment. # design 4.11"""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.account.lineage import naive_utc
from ecopark.core.errors import InputError, StateError
from ecopark.core.interval import Interval, to_utc
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record
from ecopark.core.scope import PUBLIC, Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.judge.reports.basis import RECORDS, TABLES, Basis
from ecopark.judge.reports.beside import Beside
from ecopark.judge.reports.kinds import MONTHLY
from ecopark.serve.compliance import compliance_statement
from ecopark.serve.opendata.publishing import published_table
from ecopark.serve.park import OpenPark
from ecopark.serve.reports.beside import beside_of, settings_fact
from ecopark.serve.reports.then import park_then
from ecopark.serve.workers.evidence_path import flows_of

WORKER = system_scope("reports")
_MOST = 100_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report. ``period``: ``2025`` or ``2025-11``; ``firm`` None: the park; ``public``: the edition for all."""

    kind: str
    period: str
    firm: str | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """The state of the park that a report shows: version of the data, records as known, the log, when it was made."""

    lake_version: int
    known_at: datetime
    made_at: str
    as_of: str
    log: Mapping[str, object]


def moment_of(park: OpenPark) -> Moment:
    """The present state; everything that is published in the log by now is under its checkpoint."""
    known_at = to_utc(park.clock())
    checkpoint, _ = park.log.published()
    log = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
    as_of = park.now().astimezone(ZoneInfo(park.network.park.zone)).isoformat()
    return Moment(park.snapshot().version, known_at, known_at.isoformat(timespec="seconds"), as_of, log)


def moment_in(facts: Mapping[str, object]) -> Moment:
    """The moment that a report names."""
    log = facts["log"]
    assert isinstance(log, Mapping)
    return Moment(
        int(str(facts["lake_version"])),
        datetime.fromisoformat(str(facts["known_at"])),
        str(facts["made_at"]),
        str(facts["as_of"]),
        log,
    )


def basis_of(park: OpenPark, wanted: Wanted, at: Moment) -> Basis:
    """Everything that the report is made from, as it was ``at`` the moment."""
    period = period_of(park, wanted)
    version = None if at.lake_version == park.snapshot().version else at.lake_version
    tables = {name: _derived(park, name, period, version) for name in TABLES}
    reader = PUBLIC if wanted.public else WORKER
    records = {kind: _records(park, reader, kind, at.known_at) for kind in RECORDS}
    return Basis(
        network=park.network,
        period=period,
        label=wanted.period,
        firm=wanted.firm,
        public=wanted.public,
        tables=tables,
        lake_version=at.lake_version,
        facts=_facts(park, wanted, at),
        documents={rule.id: rule.document for rule in park.book.by_id.values() if rule.kind in ("limit", "coefficient")},
        records=records,
        statement=_statement(park, wanted, at) if wanted.kind == "compliance" else None,
        shared=published_table(park, known_at=at.known_at) if wanted.public else None,
        beside=Beside() if wanted.public else _beside(park, wanted, at),
    )


def _beside(park: OpenPark, wanted: Wanted, at: Moment) -> Beside:
    """What other rooms say, as of the moment; nothing of it stands in the edition for everybody."""
    try:
        park.snapshot().derived(WORKER, "inventory_lines", only={"firm": []})
    except StateError:
        park.store.declare(flows_of(park))
    then = park_then(park, at.lake_version, at.known_at)
    return beside_of(then, wanted.kind, int(wanted.period[:4]), wanted.firm, _reader(wanted))


def _reader(wanted: Wanted) -> Scope:
    """Whose eyes the report has: everybody's, one firm's, or all of the park."""
    if wanted.public:
        return PUBLIC
    return WORKER if wanted.firm is None else Scope(Role.FIRM, WORKER.user, frozenset({wanted.firm}))


def _statement(park: OpenPark, wanted: Wanted, at: Moment) -> Mapping[str, object]:
    """The statement of the period, as its readers may see it and as of the moment."""
    scope = _reader(wanted)

    def made(snapshot: Snapshot) -> Mapping[str, object]:
        moment = datetime.fromisoformat(at.as_of)
        versions: dict[str, Any] = {"lake_version": at.lake_version, "known_at": at.known_at}
        return compliance_statement(
            park.records, park.network, park.book, snapshot, scope, wanted.period, moment, **versions
        )

    return _asked(park, made)


def period_of(park: OpenPark, wanted: Wanted) -> Interval:
    """The period in the park's zone.

    Raises
    ------
    InputError
        judge.report.bad_period, judge.report.not_begun.
    """
    zone = ZoneInfo(park.network.park.zone)
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", wanted.period)
    monthly = found is not None and found[2] is not None
    wrong = found is None or not 1990 <= int(found[1]) <= 2200 or (monthly and not 1 <= int(found[2]) <= 12)
    if found is None or wrong or (monthly and wanted.kind not in MONTHLY):
        raise InputError("judge.report.bad_period", where=wanted.period[:40], period=wanted.period[:40])
    period = Interval.of_month(int(found[1]), int(found[2]), zone) if monthly else Interval.of_year(int(found[1]), zone)
    if period.start > park.now():
        raise InputError("judge.report.not_begun", where=wanted.period, period=wanted.period)
    return period


def network_digest(network: FlowNetwork) -> str:
    """Hash of the park's description: names in a report come from it."""
    parts = [
        [asdict(thing) | {"where": ""} for thing in things.values()]
        for things in (network.firms, network.facilities, network.meters, network.monitoring_points, network.datastreams)
    ]
    parts.append([asdict(network.park) | {"as_of": "", "where": ""}])
    return sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _facts(park: OpenPark, wanted: Wanted, at: Moment) -> dict[str, object]:
    described = park.network.park
    return {
        "author": {"vi": described.name_vi, "en": described.name_en or described.name_vi},
        "period": wanted.period,
        "firm": wanted.firm,
        "public": wanted.public,
        "made_at": at.made_at,
        "known_at": at.known_at.isoformat(),
        "as_of": at.as_of,
        "lake_version": at.lake_version,
        "rules_version": park.book.version,
        "engine_version": importlib.metadata.version("ecopark"),
        "network": network_digest(park.network),
        "settings": settings_fact(park),
        "log": dict(at.log),
    }


def _derived(park: OpenPark, name: str, period: Interval, version: int | None) -> pa.Table:
    return _cut(_asked(park, lambda snapshot: snapshot.derived(WORKER, name, version=version)), period)


def _asked(park: OpenPark, question: Callable[[Snapshot], T]) -> T:
    """The answer of the newest snapshot; a table that no flow has made yet is empty, not unknown."""
    try:
        return question(park.snapshot())
    except StateError:
        park.store.declare(flows_of(park))
        return question(park.snapshot())


def _cut(table: pa.Table, period: Interval) -> pa.Table:
    column = "month" if "month" in table.column_names else "start"
    start, end = naive_utc(period.start), naive_utc(period.end)
    return table.filter(pa.array([start <= t < end for t in table[column].to_pylist()], pa.bool_()))


def _records(park: OpenPark, reader: Scope, kind: str, known_at: datetime) -> Sequence[Record]:
    return park.records.find(reader, kind, known_at=known_at, limit=_MOST)
