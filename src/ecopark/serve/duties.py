"""Duties of an open park: who bears them, what is known of them, their figures against thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.carbon import footprint_of, select
from ecopark.account.lineage import relative_parts
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.errors import StateError
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Origin
from ecopark.judge.duties.actions import DONE, STATED
from ecopark.judge.duties.calendar import Bearer, Deadline, deadlines
from ecopark.judge.duties.thresholds import Falls, ThresholdCheck, check_all, falls_on
from ecopark.judge.uncertainty import LEVEL_90
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.obligations import EnergyEquivalent
from ecopark.serve.compliance import Snapshot

_WORKER = system_scope("duties")
_MOST = 100_000
_COVERED = 0.95  # a year is whole when its meters measured at least this share of every month
DEVELOPER = "developer"


@dataclass(frozen=True, slots=True)
class GhgCheck:
    """Whether a firm's facility must make an inventory, by its figures of one year."""

    firm: str
    year: int
    answer: Falls
    checks: tuple[ThresholdCheck, ...]


def bearers_of(network: FlowNetwork, records: RecordsStore, scope: Scope) -> list[Bearer]:
    """Firms, the developer and automatic stations that the scope reaches, with what was stated of them."""
    stated = {r.id: r.content.get("facts") for r in records.find(_WORKER, STATED, limit=_MOST)}

    def facts(bearer: str) -> Mapping[str, str]:
        found = stated.get(bearer)
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, Mapping) else {}

    found = []
    if scope.sees(None):
        found.append(Bearer(DEVELOPER, DEVELOPER, None, facts(DEVELOPER)))
    for firm in network.firms:
        if scope.sees(firm):
            found.append(Bearer(f"firm:{firm}", "firm", firm, facts(f"firm:{firm}")))
    for point in network.monitoring_points.values():
        if point.station and scope.sees(point.firm):
            found.append(Bearer(f"station:{point.id}", "station", point.firm, facts(f"station:{point.id}")))
    return found


def calendar_of(network: FlowNetwork, records: RecordsStore, book: RuleBook, scope: Scope, now: datetime) -> list[Deadline]:
    """Deadlines of everybody whom the scope reaches, the next to act on first."""
    today = now.astimezone(ZoneInfo(network.park.zone)).date()
    done = {r.id: r.actor for r in records.find(scope, DONE, limit=_MOST)}
    return deadlines(book, bearers_of(network, records, scope), today, done=done)


def ghg_checks(
    network: FlowNetwork, records: RecordsStore, book: RuleBook, snapshot: Snapshot, scope: Scope, year: int, now: datetime
) -> list[GhgCheck]:
    """For each firm that the scope reaches: emissions and energy of a year against the thresholds of the inventory."""
    zone = ZoneInfo(network.park.zone)
    span = Interval.of_year(year, zone)
    try:
        lines = snapshot.derived(scope, "inventory_lines", span).to_pylist()
    except StateError:
        lines = []
    on = now.astimezone(zone).date()
    found = []
    for bearer in bearers_of(network, records, scope):
        if bearer.kind != "firm" or bearer.firm is None:
            continue
        mine = select(lines, firm=bearer.firm)
        figures, incomplete = _figures(book, bearer.firm, [dict(line) for line in mine], span, snapshot.version, zone)
        checks = check_all(book, "ghg_inventory", on, figures, bearer.facts, lower_bounds=incomplete)
        found.append(GhgCheck(bearer.firm, year, falls_on(checks), tuple(checks)))
    return found


def _figures(
    book: RuleBook, firm: str, lines: list[dict[str, Any]], span: Interval, version: int, zone: ZoneInfo
) -> tuple[dict[str, Figure], dict[str, bool]]:
    """Emissions (tCO2e) and energy (toe) of a firm in a year; the second says which of them leave something out."""
    common: dict[str, Any] = {
        "standing": Standing.MEASURED,
        "start": span.start.astimezone(zone).isoformat(),
        "end": span.end.astimezone(zone).isoformat(),
        "boundary": (f"firm:{firm}",),
        "evidence": (Evidence(EvidenceKind.TABLE, f"inventory_lines/{firm}", version),),
    }
    known = [line for line in lines if line["emission_tco2e"] is not None]
    if not known:
        return {}, {}
    footprint = footprint_of(known)
    energy, rules = _energy(book, known)
    rule_refs = tuple(Evidence(EvidenceKind.RULE, rule.id) for rule in rules)
    whole = _whole_year(lines)
    origin = None if footprint.origin is None else Origin(footprint.origin)
    emissions = _figure(footprint.emission, "ghg_emissions", origin, footprint.provisional, common)
    used = {**common, "evidence": (*common["evidence"], *rule_refs)}
    toe = _figure(energy, "energy_toe", origin, any(rule.provisional for rule in rules), used)
    return {"emissions": emissions, "energy": toe}, {"emissions": not whole, "energy": not whole}


def _figure(estimate: Estimate, name: str, origin: Origin | None, provisional: bool, common: Mapping[str, Any]) -> Figure:
    low, high = sorted(estimate.interval(LEVEL_90))
    return Figure(
        name=name,
        value=estimate.value,
        unit=estimate.unit,
        low=low,
        high=high,
        origin=origin,
        provisional=provisional,
        **common,
    )


def _energy(book: RuleBook, lines: list[dict[str, Any]]) -> tuple[Estimate, list[EnergyEquivalent]]:
    """Bought electricity and burnt fuel in toe; what a firm generates from its own fuel or roof is not counted again."""
    rules = {rule.energy: rule for rule in book.all(EnergyEquivalent)}
    parts = []
    for line in lines:
        amount = line["activity"]
        relative = {s: u for s, u in relative_parts(str(line["uncertainty"])).items() if not s.startswith("factor:")}
        if line["category"] == "grid_electricity" and amount is not None:
            parts.append(Estimate.of(amount * rules["electricity"].value, "toe", relative))
        elif line["category"] == "stationary_combustion" and line["gas"] == "CO2" and amount is not None:
            fuel = book.fuel(str(line["substance"]))
            if not isinstance(fuel, Missing) and fuel.ncv_tj_per_gg is not None and line["activity_unit"] == "t":
                parts.append(Estimate.of(amount * fuel.ncv_tj_per_gg * rules["heat"].value, "toe", relative))
    return total(parts, "toe"), list(rules.values())


def _whole_year(lines: list[dict[str, Any]]) -> bool:
    """Twelve months, every line computed, meters nearly always measuring; what is declared counts as whole."""
    if len({line["month"] for line in lines}) < 12 or any(line["emission_tco2e"] is None for line in lines):
        return False
    metered = [line for line in lines if line["origin"] in (Origin.MEASURED, Origin.MODELLED)]
    return all((line["measured_share"] or 0.0) >= _COVERED for line in metered)


def year_before(now: datetime, zone: ZoneInfo) -> int:
    """The last year that is over."""
    return now.astimezone(zone).year - 1


def parse_day(text: str | None) -> date | None:
    """An ISO day; None for nothing."""
    return date.fromisoformat(text) if text else None


def deadline_json(deadline: Deadline, lang: str) -> dict[str, Any]:
    """A deadline for the API, the command line and reports."""
    duty = deadline.duty
    vi = lang == "vi"
    return {
        "id": deadline.id,
        "duty": duty.duty,
        "bearer": deadline.bearer,
        "what": duty.what_vi if vi else duty.what_en,
        "state": deadline.state,
        "last_day": None if deadline.last_day is None else deadline.last_day.isoformat(),
        "years": deadline.years,
        "to": [a.name_vi if vi else a.name_en for a in deadline.authorities],
        "unknown_receivers": list(deadline.unknown_receivers),
        "missing_facts": list(deadline.missing),
        "form": duty.form,
        "document": duty.document,
        "place": duty.place,
        "source": duty.source,
        "confidence": duty.confidence.value,
        "provisional": deadline.provisional,
        "done_by": deadline.done_by,
        "note": duty.note,
    }


def check_json(check: GhgCheck, lang: str) -> dict[str, Any]:
    """The inventory check of a firm as JSON."""
    return {
        "firm": check.firm,
        "year": check.year,
        "answer": check.answer.value,
        "checks": [
            {
                "quantity": c.threshold.quantity,
                "threshold": c.threshold.value,
                "unit": c.threshold.unit,
                "document": c.threshold.document,
                "place": c.threshold.place,
                "provisional": c.provisional,
                "answer": c.answer.value,
                "reason": _said(c.reason, lang),
                "figure": None if c.figure is None else c.figure.content(),
            }
            for c in check.checks
        ],
    }


def _said(message: Message, lang: str) -> str:
    return message.render("vi" if lang == "vi" else "en")
