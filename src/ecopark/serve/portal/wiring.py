"""From an open park to what pages need: its log, rules and footprint in the read models' words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.interval import Interval
from ecopark.core.messages import Lang
from ecopark.core.network import FlowNetwork
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Origin
from ecopark.rules.records import Rule
from ecopark.serve.park import OpenPark, ParkSnapshot
from ecopark.serve.portal.formats import day
from ecopark.serve.readmodel.figures import Figure
from ecopark.serve.readmodel.source import LogState, OwnFootprint, RuleRow

_MOST_RESTATEMENTS = 50


@dataclass(frozen=True, slots=True)
class PageSnapshot:
    """A park's snapshot with the history of raw values, which pages show and computations do not need."""

    snapshot: ParkSnapshot

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
    ) -> pa.Table:
        return self.snapshot.derived(scope, table, interval, only=only)


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

    def now(self) -> datetime:
        return self.park.now()

    def snapshot(self) -> PageSnapshot:
        return PageSnapshot(self.park.snapshot())

    def log_state(self) -> LogState | None:
        log = self.park.log
        checkpoint = log.signed_checkpoint().decode()
        size = int(checkpoint.splitlines()[1])
        return LogState(checkpoint, size, str(log.verifier)) if size else None

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

    def own_footprint(self) -> OwnFootprint | None:
        measure = self.park.footprint
        return None if measure is None else footprint_of(measure())


def footprint_of(found: Mapping[str, object]) -> OwnFootprint | None:
    """The platform's own figures from what the park measures; None when it has not measured anything yet.

    ``energy_kwh`` and ``carbon_kgco2e`` are numbers or mappings ``{value, low, high}``; ``label`` is measured or modelled;
    everything else is a fact about how it was found.
    """
    if not found.get("energy_kwh"):
        return None
    origin = Origin.MEASURED if found.get("label") == "measured" else Origin.MODELLED
    facts = {name: str(value) for name, value in found.items() if name not in ("energy_kwh", "carbon_kgco2e")}
    electricity = _ranged(found["energy_kwh"], "kWh", origin)
    return OwnFootprint(electricity, _ranged(found.get("carbon_kgco2e"), "kgCO2e", origin), facts)


def _ranged(found: object, unit: str, origin: Origin) -> Figure:
    if isinstance(found, Mapping):
        return Figure(found.get("value"), unit, origin, low=found.get("low"), high=found.get("high"))
    return Figure(float(found), unit, origin) if isinstance(found, int | float) else Figure(None, unit)


def _validity(rule: Rule, lang: Lang) -> str:
    start, end = (
        day(datetime(d.year, d.month, d.day, 12, tzinfo=UTC), lang) if d else "…" for d in (rule.valid_from, rule.valid_to)
    )
    return f"{start} – {end}"
