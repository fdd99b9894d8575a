"""From an open park to what pages need: its log, rules and footprint in the read models' words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.connect.settings import InventorySettings
from ecopark.core.interval import Interval
from ecopark.core.messages import Lang
from ecopark.core.network import FlowNetwork
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Origin
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.rules.book import RuleBook
from ecopark.rules.records import Rule
from ecopark.serve.api.doors import sent_by_own
from ecopark.serve.digital_projects import ScoredProject, scored_projects
from ecopark.serve.formats import day, duration, number, unit_text
from ecopark.serve.park import OpenPark
from ecopark.serve.readmodel.figures import Figure
from ecopark.serve.readmodel.source import LogState, OwnFootprint, RuleRow, WitnessRow
from ecopark.serve.workers.witnesses import WitnessState, witness_states
from ecopark.trust.inspection.actions import INSPECTION
from ecopark.trust.inspection.records import stored_inspection

_MOST_RESTATEMENTS = 50
_PLATFORM = system_scope("pages")


@dataclass(frozen=True, slots=True)
class PageSnapshot:
    """A park's snapshot with the history of raw values, which pages show and computations do not need."""

    snapshot: Snapshot

    @property
    def version(self) -> int:
        return self.snapshot.version

    def observations(self, scope: Scope, datastreams: Sequence[str], interval: Interval | None = None) -> pa.Table:
        return self.snapshot.observations(scope, datastreams, interval)

    def history(self, scope: Scope, datastream: str, interval: Interval) -> pa.Table:
        """Latest revisions, then what was known before each restatement, back to the first value."""
        found = self.snapshot.observations(scope, [datastream], interval)
        tables = [found]
        for _ in range(_MOST_RESTATEMENTS):
            restated = found.filter(pc.greater(found["revision"], 0))
            if restated.num_rows == 0:
                break
            newest: datetime = pc.max(restated["recorded_time"]).as_py()
            before = newest.replace(tzinfo=UTC) - timedelta(microseconds=1)
            found = self.snapshot.observations(scope, [datastream], interval, known_at=before)
            tables.append(found)
        whole = pa.concat_tables(tables)
        keys = whole.column_names
        unique = whole.group_by(keys, use_threads=False).aggregate([]) if len(tables) > 1 else whole
        return unique.select(keys).sort_by([("phenomenon_time", "ascending"), ("revision", "ascending")])

    def flags(self, scope: Scope, datastreams: Sequence[str], interval: Interval | None = None) -> pa.Table:
        return self.snapshot.flags(scope, datastreams, interval)

    def derived(
        self,
        scope: Scope,
        table: str,
        interval: Interval | None = None,
        *,
        only: Mapping[str, Sequence[str]] | None = None,
        version: int | None = None,
    ) -> pa.Table:
        return self.snapshot.derived(scope, table, interval, only=only, version=version)

    def door_of(self, batch: int) -> str:
        ledger = self.snapshot.batches(_PLATFORM)
        source = ledger.filter(pc.equal(ledger["batch"], batch))["source"].to_pylist()
        return str(source[0]).split(":")[0] if source else ""

    def versions(self, scope: Scope, table: str) -> Sequence[int]:
        return sorted({report.version for report in self.snapshot.derived_versions(table, scope)})


@dataclass(frozen=True, slots=True)
class PagePark:
    """An open park as the pages see it."""

    park: OpenPark

    @property
    def network(self) -> FlowNetwork:
        return self.park.network

    @property
    def records(self) -> RecordsStore:
        return self.park.records

    @property
    def book(self) -> RuleBook:
        return self.park.book

    @property
    def inventory(self) -> InventorySettings:
        return self.park.settings.inventory

    def now(self) -> datetime:
        return self.park.now()

    def snapshot(self) -> PageSnapshot:
        return PageSnapshot(self.park.snapshot())

    def sent_by_own(self, scope: Scope, quarantine_id: str) -> bool:
        return sent_by_own(self.park, scope, quarantine_id)

    def photos_there(self, scope: Scope, inspection: str) -> frozenset[str]:
        kept = self.park.records.get(scope, INSPECTION, inspection)
        if kept is None:
            return frozenset()
        photos = stored_inspection(kept.content).photos
        return frozenset(photo.sha256 for photo in photos if self.park.raw.has(photo.sha256))

    def digital_projects(self, scope: Scope) -> Sequence[ScoredProject]:
        return scored_projects(self.park, scope)

    def log_state(self) -> LogState | None:
        log = self.park.log
        checkpoint = log.signed_checkpoint().decode()
        size = int(checkpoint.splitlines()[1])
        if not size:
            return None
        rows = tuple(map(_witness_row, witness_states(self.park)))
        return LogState(checkpoint, size, str(log.verifier), rows, self.park.settings.witnesses.required)

    def rule_rows(self, lang: Lang) -> Sequence[RuleRow]:
        """Rules in force on the park's day; records of one document and kind in one line."""
        on = self.now().date()
        groups: dict[tuple[str, str, bool, str], list[Rule]] = {}
        for rule in self.park.book.by_id.values():
            if rule.in_force(on):
                key = (rule.kind, rule.document, rule.provisional, rule.confidence.value)
                groups.setdefault(key, []).append(rule)
        rows = []
        for (kind, document, provisional, confidence), rules in sorted(groups.items()):
            first = min(rules, key=lambda r: r.id)
            rows.append(
                RuleRow(first.id, kind, document, first.source, _validity(first, lang), confidence, provisional, len(rules))
            )
        return rows

    def own_footprint(self, lang: Lang) -> OwnFootprint | None:
        measure = self.park.footprint
        return None if measure is None else footprint_of(measure(), lang)


def footprint_of(found: Mapping[str, Any], lang: Lang) -> OwnFootprint | None:
    """The platform's own figures from what its meter says; None before its first look at the counters."""
    if found.get("electricity_kwh") is None:
        return None
    origin = Origin.MEASURED if found.get("label") == "measured" else Origin.MODELLED

    def figure(name: str, unit: str) -> Figure:
        low, high = found.get(f"{name}_low"), found.get(f"{name}_high")
        value = found.get({"electricity": "electricity_kwh", "carbon": "carbon_kg"}[name])
        provisional = name == "carbon" and bool(found.get("provisional"))
        return Figure(value, unit, origin, low=low, high=high, provisional=provisional)

    facts = {
        "since": str(found.get("since", "")),
        "elapsed": duration(float(found.get("elapsed_s") or 0.0), lang),
        "cpu": duration(float(found.get("cpu_s") or 0.0), lang),
        "memory": f"{number(found.get('memory_mb'), lang, 0)} MB",
    }
    if found.get("factor_id"):
        factor = f"{number(found['factor_value'], lang)} {unit_text(str(found['factor_unit']), lang)}"
        facts["factor"] = f"{factor}, {found['factor_year']}, {found['factor_source']} ({found['factor_id']})"
    return OwnFootprint(figure("electricity", "kWh"), figure("carbon", "kgCO2e"), facts)


def _validity(rule: Rule, lang: Lang) -> str:
    start, end = (
        day(datetime(d.year, d.month, d.day, 12, tzinfo=UTC), lang) if d else "…" for d in (rule.valid_from, rule.valid_to)
    )
    return f"{start} – {end}"


def _witness_row(state: WitnessState) -> WitnessRow:
    return WitnessRow(state.name, f"trust.witness.state.{state.state}", state.size, state.signed_at, state.message())
