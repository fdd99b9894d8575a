"""The greenhouse-gas inventory of a year as a page and the API show it: scopes, scope 2 three ways, scope 3, restatement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from ecopark.account.base_year import Policy, Recalculation, recalculation
from ecopark.account.carbon import estimate_of, footprint_of
from ecopark.account.lineage import read_reason, weakest
from ecopark.account.scope2 import METHODS, Method
from ecopark.account.scope3 import KIND as SCOPE_3
from ecopark.account.scope3 import CategoryState, lines_of, states
from ecopark.account.simulation import Coverage, coverage
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.errors import RuleError
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Origin
from ecopark.serve.readmodel.figures import Figure

Row = Mapping[str, Any]


class DerivedTables(Protocol):
    """A view of derived tables, cut to the scope of who asks: the engine's snapshot, or a test's."""

    def derived(
        self,
        scope: Scope,
        table: str,
        interval: Interval | None = None,
        *,
        only: Mapping[str, Sequence[str]] | None = None,
        version: int | None = None,
    ) -> pa.Table: ...


LEVELS = ("own", "national", "ipcc")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the inventory: ``name`` is a scope, a category or a level; ``share`` of the gross total."""

    name: str
    iso_category: int
    figure: Figure
    share: float | None
    not_computed: int


@dataclass(frozen=True, slots=True)
class MethodTotal:
    """Scope 2 by one method over the year; energies in kWh."""

    method: Method
    figure: Figure
    estimate: Estimate
    consumption_kwh: float | None
    matched_kwh: float
    matched_share: float | None
    factors: tuple[str, ...]
    notes: tuple[Message, ...]
    units: int


@dataclass(frozen=True, slots=True)
class Variant:
    """Wastewater by one IPCC text over the year; ``chosen``: the one that the inventory uses."""

    guideline: int
    chosen: bool
    tco2e: float | None
    not_computed: int


@dataclass(frozen=True, slots=True)
class CarbonYear:
    """All that is said of one year of one firm, or of all firms that the scope reaches.

    Attributes
    ----------
    total
        Scope 1 and location-based scope 2; None of the memos is in it.
    interval_by
        How the interval of the total was found.
    sources
        Largest sources of uncertainty with their share of the variance.
    missing
        Reasons why lines have no figure, with their number.
    """

    year: int
    firm: str | None
    rows: tuple[Row, ...]
    total: Figure
    interval_by: Coverage | None
    scopes: tuple[Part, ...]
    categories: tuple[Part, ...]
    levels: tuple[Part, ...]
    sources: tuple[tuple[str, float], ...]
    biogenic_tco2: float
    apart_tco2e: float
    missing: tuple[tuple[Message, int], ...]
    gwp_report: str | None
    methods: tuple[MethodTotal, ...]
    variants: tuple[Variant, ...]
    scope3: tuple[CategoryState, ...]


def carbon_year(
    snapshot: DerivedTables, records: RecordsStore, scope: Scope, interval: Interval, year: int, firm: str | None = None
) -> CarbonYear:
    """Read one calendar year (``interval``) of the derived tables and of the scope 3 records."""
    only = {"firm": [firm]} if firm else None
    rows = tuple(snapshot.derived(scope, "inventory_lines", interval, only=only).to_pylist())
    whole = footprint_of(rows)
    found = _coverage(rows)
    gross = sum(abs(row["emission_tco2e"]) for row in rows if row["emission_tco2e"] is not None)
    used = [row for row in rows if row["factor_level"] is not None]
    return CarbonYear(
        year=year,
        firm=firm,
        rows=rows,
        total=_figure(rows, found),
        interval_by=found,
        scopes=tuple(_part(str(s), [r for r in rows if r["scope"] == s], gross) for s in (1, 2)),
        categories=_by(rows, "category", gross),
        levels=tuple(part for level in LEVELS for part in _by(used, "factor_level", gross) if part.name == level),
        sources=whole.emission.largest_sources(6),
        biogenic_tco2=whole.biogenic_tco2,
        apart_tco2e=sum(row["memo_tco2e"] for row in rows if row["memo_tco2e"] is not None),
        missing=_missing(rows),
        gwp_report=whole.gwp_report,
        methods=_methods(snapshot.derived(scope, "scope2", interval, only=only).to_pylist()),
        variants=_variants(snapshot.derived(scope, "inventory_variants", interval, only=only).to_pylist()),
        scope3=states(lines_of(records.find(scope, SCOPE_3, firm=firm, limit=100_000)), year, firm),
    )


def base_year_of(
    snapshot: DerivedTables,
    versions: Sequence[int],
    scope: Scope,
    interval: Interval,
    policy: Policy,
    firm: str | None = None,
) -> Recalculation | Message | None:
    """The base year as it was first published beside what it is now; None while it was published only once.

    ``versions``: those in which something was published in ``inventory_lines``, oldest first.
    """
    if len(versions) < 2:
        return None
    only = {"firm": [firm]} if firm else None
    new = snapshot.derived(scope, "inventory_lines", interval, only=only)
    for version in versions[:-1]:
        old = snapshot.derived(scope, "inventory_lines", interval, only=only, version=version)
        if old.num_rows:
            try:
                return recalculation(old, new, policy)
            except RuleError as error:
                return Message(error.code, error.params)
    return None


def _by(rows: Sequence[Row], column: str, gross: float) -> tuple[Part, ...]:
    names = dict.fromkeys(str(row[column]) for row in rows)
    parts = [_part(name, [row for row in rows if row[column] == name], gross) for name in names]
    return tuple(sorted(parts, key=lambda part: -abs(part.figure.value or 0.0)))


def _part(name: str, rows: Sequence[Row], gross: float) -> Part:
    figure = _figure(rows, _coverage(rows))
    share = None if figure.value is None or not gross else figure.value / gross
    iso = next((int(row["iso_category"]) for row in rows if row["iso_category"]), 0)
    return Part(name, iso, figure, share, sum(row["emission_tco2e"] is None for row in rows))


def _coverage(rows: Iterable[Row]) -> Coverage | None:
    known = [estimate_of(row) for row in rows if row["emission_tco2e"] is not None]
    return coverage(known) if known else None


def _figure(rows: Sequence[Row], found: Coverage | None) -> Figure:
    """Sum of lines with the interval of ``found``, cut at zero where nothing is negative."""
    if found is None:
        reason = next((str(row["reason"]) for row in rows if row["reason"]), "portal.carbon.nothing")
        return Figure(None, "tCO2e", reason=reason)
    whole = footprint_of(rows)
    low = max(found.low, 0.0) if whole.emission.value >= 0 else found.low
    uncertain = found.high > found.low
    return Figure(
        whole.emission.value,
        "tCO2e",
        origin=Origin(whole.origin) if whole.origin else None,
        measured_share=whole.measured_share,
        low=low if uncertain else None,
        high=found.high if uncertain else None,
        provisional=whole.provisional,
    )


def _missing(rows: Iterable[Row]) -> tuple[tuple[Message, int], ...]:
    """Reasons of lines without a figure; the commonest first."""
    counts: dict[str, tuple[Message, int]] = {}
    for row in rows:
        if row["emission_tco2e"] is None and (said := read_reason(row)) is not None:
            key = f"{row['reason']}|{row['reason_params']}"
            counts[key] = said, counts.get(key, (said, 0))[1] + 1
    return tuple(sorted(counts.values(), key=lambda pair: -pair[1]))


def _methods(rows: Sequence[Row]) -> tuple[MethodTotal, ...]:
    return tuple(_method(method, [row for row in rows if row["method"] == method]) for method in METHODS)


def _method(method: Method, rows: Sequence[Row]) -> MethodTotal:
    known = [row for row in rows if row["emission_tco2e"] is not None]
    consumed = sum(row["consumption_kwh"] for row in rows if row["consumption_kwh"] is not None)
    matched = sum(row["matched_kwh"] for row in rows)
    notes = {f"{r['reason']}|{r['reason_params']}": said for r in rows if (said := read_reason(r)) is not None}
    units = {unit for row in rows for unit in str(row["units"]).strip("[]").split(",") if unit.strip()}
    estimates = [estimate_of(row) for row in known]
    estimate = total(estimates, "tCO2e")
    reason = next((str(row["reason"]) for row in rows if row["reason"]), "portal.carbon.nothing")
    figure = Figure(None, "tCO2e", reason=reason)
    if known:
        low, high = estimate.interval()
        origin = weakest(row["origin"] for row in known if row["origin"])
        figure = Figure(
            estimate.value,
            "tCO2e",
            origin=Origin(origin) if origin else None,
            low=max(low, 0.0) if estimate.value >= 0 else low,
            high=high,
            provisional=any(row["provisional"] for row in known),
        )
    return MethodTotal(
        method,
        figure,
        estimate,
        consumed if known else None,
        matched,
        matched / consumed if consumed > 0 else None,
        tuple(dict.fromkeys(str(row["factor_id"]) for row in known if row["factor_id"])),
        tuple(sorted(notes.values(), key=_weight)[:2]),
        len(units),
    )


def _weight(note: Message) -> tuple[bool, bool]:
    """What explains the method itself first, then the year of the factor, then single months without data."""
    return not note.id.startswith("account.scope2"), not note.id.startswith("rules.")


def _variants(rows: Sequence[Row]) -> tuple[Variant, ...]:
    found = []
    for guideline in sorted({int(row["guideline"]) for row in rows}):
        mine = [row for row in rows if row["guideline"] == guideline]
        known = [float(row["emission_tco2e"]) for row in mine if row["emission_tco2e"] is not None]
        chosen = any(row["chosen"] for row in mine)
        found.append(Variant(guideline, chosen, sum(known) if known else None, len(mine) - len(known)))
    return tuple(found)
