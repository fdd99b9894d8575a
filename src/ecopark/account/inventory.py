"""Greenhouse-gas inventory: the derived table ``inventory_lines``, scope 1 and location-based scope 2, by month.

Which lines there are
---------------------
- ``grid_electricity`` (scope 2): electricity that enters the firm's border, times the grid factor of the year. Also what
  comes over the park's own bus bar: the location-based method looks at the place, not at the seller (GHG Protocol Scope 2
  Guidance, 2015).
- ``local_supply`` (scope 2): electricity straight from another owner's generator. The grid factor does not apply; no
  emission is stated, the reason says why.
- ``own_generation``: a memo; its fuel stands in scope 1, sun and wind have none.
- ``purchased_heat`` (scope 2): steam, heat or cold from somebody else, with the supplier's approved factor only.
- ``stationary_combustion`` (scope 1): fuel that enters the firm's border, by gas; ``mobile_combustion``: fuel of vehicles
  and machines, declared, with the CH4 and N2O of the road or off it.
- ``process``: carbonates and products declared. ``fugitive``: gases that escaped. ``refrigerant``: what was recharged;
  ``refrigerant_screening``: charge x rate of the kind of machine. Each gas of a blend is a line. Gases that the Montreal
  Protocol controls are a memo (``memo_tco2e``).
- ``wastewater_treatment`` (scope 1): CH4 and N2O from the COD and nitrogen that enter a works (see `.wastewater`), or that a
  firm declares for a treatment of its own. ``inventory_variants`` keeps what each IPCC text (2006, 2019) gives for them.
- ``park_remainder`` (firm null): what enters the park minus the lines of the firms: the park's own use and the losses of its
  networks. Where generation inside the park feeds the bus bar it becomes negative: it then takes back what
  the firms' lines count at the grid factor although no grid delivered it. **So all lines together are the park's
  consolidated inventory, and any set of firms is a right sum of firms; nothing is counted twice.**

A line rests on what was measured and is not extrapolated (``measured_share``). What cannot be computed has a null emission
and a reason, never zero. A reason beside an emission is a note (factor of another year).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.account.activities import Emission
from ecopark.account.amounts import MonthlyAmounts
from ecopark.account.boundary import Borders, Crossing
from ecopark.account.crosswalk import ISO_OF_SCOPE
from ecopark.account.declarations import Declaration
from ecopark.account.emitting import (
    OF_DECLARATION,
    RESOURCES,
    Activity,
    declared_activity,
    emissions_of,
    metered_activities,
    of_park,
    treatment,
)
from ecopark.account.factor_levels import Factors
from ecopark.account.lineage import flow_version, line_id, naive_utc, reason_columns
from ecopark.account.own_factors import OwnFactor
from ecopark.account.remainder import remainders
from ecopark.account.resource_lines import accounted_month, firm_of_task, metered_by, monthly_tasks
from ecopark.account.wastewater import Inlet, Loads, inlets
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME
from ecopark.rules.book import RuleBook
from ecopark.rules.records import (
    EmissionFactor,
    FuelFactor,
    GlobalWarmingPotential,
    ProcessFactor,
    RefrigerantBlend,
    Rule,
)

CODE = "inventory-2"
GUIDELINES = (2006, 2019)  # IPCC texts on wastewater that can be chosen; the other one is kept as a variant

INVENTORY_LINES = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("firm", pa.string()),
        pa.field("facility", pa.string()),
        pa.field("month", TIME, nullable=False),
        pa.field("scope", pa.int8(), nullable=False),
        pa.field("category", pa.string(), nullable=False),
        pa.field("substance", pa.string(), nullable=False),
        pa.field("activity", pa.float64()),
        pa.field("activity_unit", pa.string(), nullable=False),
        pa.field("gas", pa.string(), nullable=False),
        pa.field("factor_id", pa.string()),
        pa.field("factor_value", pa.float64()),
        pa.field("factor_unit", pa.string()),
        pa.field("factor_year", pa.int32()),
        pa.field("factor_source", pa.string()),
        pa.field("gwp_report", pa.string(), nullable=False),
        pa.field("emission_tco2e", pa.float64()),
        pa.field("biogenic_tco2", pa.float64()),
        pa.field("uncertainty", pa.string(), nullable=False),
        pa.field("measured_share", pa.float64(), nullable=False),
        pa.field("origin", pa.string()),
        pa.field("provisional", pa.bool_(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("reason_params", pa.string()),
        pa.field("iso_category", pa.int8()),  # ISO 14064-1:2018: 1 direct, 2 imported energy
        pa.field("factor_level", pa.string()),  # own | national | ipcc; null without a factor
        pa.field("equipment", pa.string()),  # road | off_road | kind of machine | kind of treatment
        pa.field("memo_tco2e", pa.float64()),  # gases reported apart from the scopes (HCFC-22)
    ]
)

INVENTORY_VARIANTS = pa.schema(
    [
        pa.field("line", pa.string(), nullable=False),  # id of the line that it is a variant of
        pa.field("firm", pa.string()),
        pa.field("month", TIME, nullable=False),
        pa.field("guideline", pa.int32(), nullable=False),
        pa.field("chosen", pa.bool_(), nullable=False),
        pa.field("gas", pa.string(), nullable=False),
        pa.field("factor_id", pa.string()),
        pa.field("factor_value", pa.float64()),
        pa.field("emission_tco2e", pa.float64()),
        pa.field("provisional", pa.bool_(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("reason_params", pa.string()),
    ]
)


@dataclass(frozen=True)
class Basis:
    """What the lines of one inventory rest on; plain data that travels to a worker."""

    factors: Factors
    wastewater_guideline: int
    borders: Borders
    inlets: tuple[Inlet, ...]
    declarations: tuple[Declaration, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.borders.zone)

    @cached_property
    def kept(self) -> dict[tuple[object, ...], tuple[Emission, ...]]:
        return {}

    @cached_property
    def _borders_by_firm(self) -> Mapping[str | None, tuple[Crossing, ...]]:
        found: dict[str | None, list[Crossing]] = {None: list(self.borders.park)}
        for crossing in self.borders.firms:
            if crossing.owner.firm is not None:
                found.setdefault(crossing.owner.firm, []).append(crossing)
        return {firm: tuple(crossings) for firm, crossings in found.items()}

    def border_of(self, firm: str | None) -> tuple[Crossing, ...]:
        """As ``borders.of_firm``, laid out once."""
        return self._borders_by_firm.get(firm, ())

    def declared_by(self, firm: str | None) -> list[Declaration]:
        return [d for d in self.declarations if d.firm == firm and d.category in OF_DECLARATION]

    def inlets_of(self, firm: str | None) -> list[Inlet]:
        return [inlet for inlet in self.inlets if inlet.owner.firm == firm]

    def datastreams_of(self, firm: str | None) -> tuple[str, ...]:
        """All that a task reads; the park's also reads the firms' border meters, for the remainder."""
        used = [c for c in self.border_of(firm) if c.resource in RESOURCES]
        if firm is None:
            used += [c for c in self.borders.firms if c.resource in RESOURCES and c.direction == "in"]
        names = {name for crossing in used for name in crossing.datastreams}
        return tuple(sorted(names.union(*(inlet.datastreams for inlet in self.inlets_of(firm)))))


def inventory_flow(
    book: RuleBook,
    network: FlowNetwork,
    gwp_report: str = "AR5",
    declarations: Sequence[Declaration] = (),
    *,
    wastewater_guideline: int = 2019,
    own_factors: Sequence[OwnFactor] = (),
) -> Flow:
    """Declare the flow amounts, treatment_loads -> ``inventory_lines``; one task per firm (or the park) and month.

    Parameters
    ----------
    gwp_report
        Assessment report of the IPCC whose warming potentials all lines use: AR4, AR5 or AR6. ``RuleError``
        rules.gwp.unknown_report for another.
    declarations
        Fuel, refrigerants and all else that no meter sees; part of the flow's version.
    wastewater_guideline
        Year of the IPCC guideline for wastewater works: 2019 (refinement) or 2006.
    own_factors
        Factors of firms; those that are accepted go before all others. Part of the flow's version.
    """
    borders = Borders.of(network)
    gwps = book.gwp_set(gwp_report)
    grid, fuels = book.all(EmissionFactor), book.all(FuelFactor)
    more = (*book.all(ProcessFactor), *book.all(RefrigerantBlend), *book.all(GlobalWarmingPotential, report=gwp_report))
    used: tuple[Rule, ...] = (*grid, *fuels, *more)
    accepted = tuple(factor for factor in own_factors if factor.state == "accepted")
    mine = tuple(d for d in declarations if d.category in OF_DECLARATION)
    factors = Factors(RuleBook(used), gwps, accepted)
    basis = Basis(factors, wastewater_guideline, borders, inlets(network), mine)
    parameters = [
        borders.content(), gwp_report, wastewater_guideline, [asdict(inlet) for inlet in basis.inlets],
        [d.content() for d in mine], [rule.content() for rule in used], [factor.content() for factor in accepted],
    ]  # fmt: skip
    return Flow(
        name="inventory",
        version=flow_version(CODE, parameters),
        inputs=("amounts", "treatment_loads"),
        outputs=(
            OutputTable("inventory_lines", INVENTORY_LINES, "firm", "month"),
            OutputTable("inventory_variants", INVENTORY_VARIANTS, "firm", "month"),
        ),
        plan=partial(_plan, basis),
        run=partial(_run, basis),
    )


def _plan(basis: Basis, network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    tasks: list[Task] = []
    for firm in (None, *sorted(network.firms)):
        names = basis.datastreams_of(firm)
        tasks.extend(monthly_tasks(firm, names, interval, basis.declared_by(firm), basis.zone))
    return tasks


def _run(basis: Basis, task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    firm = firm_of_task(task)
    declared = basis.declared_by(firm)
    amounts, loads = MonthlyAmounts(tables["amounts"]), Loads(tables["treatment_loads"])
    rows: list[dict[str, object]] = []
    variants: list[dict[str, object]] = []
    month, activities = task.answers, list[Activity]()
    begun, expected = accounted_month(task, tables["amounts"])
    if begun and expected and firm is None:
        activities += [of_park(rest, month) for rest in remainders(basis.borders, amounts, month)]
    elif begun and expected:
        activities += metered_activities(basis.border_of(firm), amounts, month)
    if begun and expected:
        activities += treatment(basis.inlets_of(firm), loads, month)
    activities += _declared_activities(basis, firm, declared, month)
    for activity in activities:
        rows.extend(_row(activity, emission, basis) for emission in _emissions(basis, activity))
        variants.extend(_variants(basis, activity))
    return {
        "inventory_lines": pa.Table.from_pylist(rows, schema=INVENTORY_LINES),
        "inventory_variants": pa.Table.from_pylist(variants, schema=INVENTORY_VARIANTS),
    }


def _declared_activities(
    basis: Basis, firm: str | None, declared: Iterable[Declaration], month: Interval
) -> Iterator[Activity]:
    for declaration in declared:
        share = declaration.share_in(month, basis.zone)
        if share:
            metered = metered_by(declaration, basis.border_of(firm), basis.factors.plain)
            yield declared_activity(declaration, month, share, metered)


def _emissions(basis: Basis, activity: Activity, guideline: int | None = None) -> Sequence[Emission]:
    """Emissions per unit; the same for all activities of a kind in a month, so they are kept."""
    owner = (activity.owner.firm, activity.owner.facility) if basis.factors.own else (None, None)
    chosen = guideline or basis.wastewater_guideline
    kind = (activity.category, activity.substance, activity.unit, activity.equipment, activity.scope)
    key = (*owner, *kind, activity.density_t_per_m3, activity.month.start, chosen)
    found = basis.kept.get(key)
    if found is None:
        day = activity.month.start.astimezone(basis.zone).date()
        found = basis.kept[key] = tuple(emissions_of(basis.factors, activity, day, chosen))
    return found


def _variants(basis: Basis, activity: Activity) -> Iterator[dict[str, object]]:
    """What each IPCC text gives for wastewater, beside the line that uses the chosen one."""
    if activity.category != "wastewater_treatment":
        return
    for guideline in GUIDELINES:
        for emission in _emissions(basis, activity, guideline):
            row = _row(activity, emission, basis)
            same = {name: row[name] for name in INVENTORY_VARIANTS.names if name in row}
            chosen = guideline == basis.wastewater_guideline
            yield {**same, "line": row["id"], "guideline": guideline, "chosen": chosen}


def _row(activity: Activity, emission: Emission, basis: Basis) -> dict[str, object]:
    owner, month = activity.owner, naive_utc(activity.month.start)
    quantity = activity.quantity if activity.why is None else None
    note = activity.why or emission.note
    relative = dict(emission.parts)
    if activity.quantity:
        relative |= {source: part / activity.quantity for source, part in activity.parts.items()}
    key = (owner.firm, owner.facility, month, activity.scope, activity.category, activity.substance)
    return {
        "id": line_id(*key, activity.unit, activity.of, emission.gas),
        "firm": owner.firm,
        "facility": owner.facility,
        "month": month,
        "scope": activity.scope,
        "category": activity.category,
        "substance": activity.substance,
        "activity": activity.quantity,
        "activity_unit": activity.unit,
        "gas": emission.gas,
        "factor_id": emission.factor_id,
        "factor_value": emission.value,
        "factor_unit": emission.unit,
        "factor_year": emission.year,
        "factor_source": emission.source,
        "gwp_report": basis.factors.gwps.report,
        "emission_tco2e": _times(quantity, emission.tco2e_per_unit),
        "biogenic_tco2": _times(quantity, emission.biogenic_per_unit),
        "uncertainty": json.dumps(relative, sort_keys=True),
        "measured_share": activity.measured_share,
        "origin": activity.origin,
        "provisional": emission.provisional,
        **reason_columns(note),
        "iso_category": ISO_OF_SCOPE[activity.scope],
        "factor_level": emission.level.value if emission.level is not None else None,
        "equipment": activity.equipment or None,
        "memo_tco2e": _times(quantity, emission.memo_per_unit),
    }


def _times(quantity: float | None, per_unit: float | None) -> float | None:
    return None if quantity is None or per_unit is None else quantity * per_unit
