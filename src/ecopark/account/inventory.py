"""Greenhouse-gas inventory: the derived table ``inventory_lines``, scope 1 and location-based scope 2, by month.

Which lines there are
---------------------
- ``grid_electricity`` (scope 2): electricity that enters the firm's border, times the grid factor of the year. Also what
  comes over the park's own bus bar: the location-based method looks at the place, not at the seller (GHG Protocol Scope 2
  Guidance, 2015).
- ``local_supply`` (scope 2): electricity straight from another owner's generator. The grid factor does not apply; no
  emission is stated, the reason says why.
- ``own_generation``: a memo; its fuel stands in scope 1, sun and wind have none.
- ``stationary_combustion`` (scope 1): fuel that enters the firm's border, by gas.
- ``wastewater_treatment`` (scope 1): CH4 and N2O from the COD and nitrogen that enter a works (see `.wastewater`).
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
from functools import partial
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.account.activities import Emission, fuel_burnt, grid_electricity, process_gas
from ecopark.account.assumptions import DECLARATION
from ecopark.account.boundary import Borders, Crossing, Owner
from ecopark.account.declarations import Declaration
from ecopark.account.lineage import flow_version, line_id, naive_utc, reason_columns
from ecopark.account.remainder import Remainder, remainders
from ecopark.account.resource_lines import accounted_months, firm_of_task, metered_by, yearly_tasks
from ecopark.account.resources import Amounts, ResourceLine, line_of
from ecopark.account.wastewater import PROCESSES, Inlet, factor_uncertainty, inlets, load_of
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.factors import GwpSet
from ecopark.rules.records import EmissionFactor, FuelFactor, GlobalWarmingPotential, Rule

CODE = "inventory-1"
RESOURCES = ("electricity", "fuel")

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
    ]
)


@dataclass(frozen=True, slots=True)
class Activity:
    """An amount that emits: metered, declared, or what remains of the park. ``quantity`` None: not known, see ``why``."""

    owner: Owner
    month: Interval
    scope: int
    category: str
    substance: str
    quantity: float | None
    unit: str
    parts: Mapping[str, float]
    measured_share: float
    origin: str | None
    of: str  # what makes two activities of the same kind different: declaration, works
    why: Message | None = None


@dataclass(frozen=True)
class Basis:
    """What the lines of one inventory rest on; plain data that travels to a worker."""

    book: RuleBook
    gwps: GwpSet
    wastewater_guideline: int
    borders: Borders
    inlets: tuple[Inlet, ...]
    declarations: tuple[Declaration, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.borders.zone)

    def declared_by(self, firm: str | None) -> list[Declaration]:
        return [d for d in self.declarations if d.firm == firm and d.category in RESOURCES]

    def fuel_name(self, name: str) -> str:
        """One form for all names of a fuel: "dầu DO" and "gas/diesel oil" are the same."""
        fuel = self.book.fuel(name)
        return name.casefold() if isinstance(fuel, Missing) else fuel.fuel

    def inlets_of(self, firm: str | None) -> list[Inlet]:
        return [inlet for inlet in self.inlets if inlet.owner.firm == firm]

    def datastreams_of(self, firm: str | None) -> tuple[str, ...]:
        """All that a task reads; the park's also reads the firms' border meters, for the remainder."""
        used = [c for c in self.borders.of_firm(firm) if c.resource in RESOURCES]
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
) -> Flow:
    """Declare the flow quantities, observations, flags -> ``inventory_lines``; one task per firm (or the park) and year.

    Parameters
    ----------
    gwp_report
        Assessment report of the IPCC whose warming potentials all lines use: AR4, AR5 or AR6. ``RuleError``
        rules.gwp.unknown_report for another.
    declarations
        Fuel and electricity that no meter sees; part of the flow's version.
    wastewater_guideline
        Year of the IPCC guideline for wastewater works: 2019 (refinement) or 2006.
    """
    borders = Borders.of(network)
    gwps = book.gwp_set(gwp_report)
    grid, fuels = book.all(EmissionFactor), book.all(FuelFactor)
    used: tuple[Rule, ...] = (*grid, *fuels, *book.all(GlobalWarmingPotential, report=gwp_report))
    basis = Basis(RuleBook(used), gwps, wastewater_guideline, borders, inlets(network), tuple(declarations))
    parameters = [
        borders.content(), gwp_report, wastewater_guideline, [asdict(inlet) for inlet in basis.inlets],
        [d.content() for d in declarations], [rule.content() for rule in used],
    ]  # fmt: skip
    return Flow(
        name="inventory",
        version=flow_version(CODE, parameters),
        inputs=("quantities", "observations", "flags"),
        outputs=(OutputTable("inventory_lines", INVENTORY_LINES, "firm", "month"),),
        plan=partial(_plan, basis),
        run=partial(_run, basis),
    )


def _plan(basis: Basis, network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    tasks: list[Task] = []
    for firm in (None, *sorted(network.firms)):
        names = basis.datastreams_of(firm)
        tasks.extend(yearly_tasks(firm, names, interval, basis.declared_by(firm), basis.zone))
    return tasks


def _run(basis: Basis, task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    firm = firm_of_task(task)
    declared = basis.declared_by(firm)
    amounts = Amounts(tables["quantities"])
    rows: list[dict[str, object]] = []
    for month, metered in accounted_months(task, tables["quantities"], declared, basis.zone):
        activities: list[Activity] = []
        if metered and firm is None:
            activities += [_of_park(rest, month) for rest in remainders(basis.borders, amounts, month)]
        elif metered:
            activities += _metered_activities(basis.borders.of_firm(firm), amounts, month)
        if metered:
            activities += _treatment(basis.inlets_of(firm), amounts, tables, month)
        activities += _declared_activities(basis, firm, month)
        for activity in activities:
            rows.extend(_row(activity, emission, basis.gwps.report) for emission in _emissions(basis, activity))
    return {"inventory_lines": pa.Table.from_pylist(rows, schema=INVENTORY_LINES)}


def _metered_activities(border: Iterable[Crossing], amounts: Amounts, month: Interval) -> Iterator[Activity]:
    for crossing in border:
        if crossing.resource in RESOURCES and crossing.direction != "out":
            yield _metered(line_of(crossing, amounts, month))


def _declared_activities(basis: Basis, firm: str | None, month: Interval) -> Iterator[Activity]:
    for declaration in basis.declared_by(firm):
        share = declaration.share_in(month, basis.zone)
        if share:
            metered = metered_by(declaration, basis.borders.of_firm(firm), basis.fuel_name)
            yield _declared(declaration, month, share, metered)


def _metered(line: ResourceLine) -> Activity:
    scope, category = 1, "stationary_combustion"
    if line.resource == "electricity":
        scope = 2
        category = (
            "own_generation" if line.direction == "generated" else "local_supply" if line.local else "grid_electricity"
        )
    why = None
    if line.quantity is None:
        why = Message("account.line.no_data", {"datastreams": ", ".join(line.datastreams)})
        if not line.datastreams:
            why = Message("account.line.not_metered", {"edges": ", ".join(line.unmetered)})
    return Activity(
        line.owner, line.interval, scope, category, line.substance, line.quantity, line.unit, line.parts,
        line.measured_share, line.origin, "", why,
    )  # fmt: skip


def _declared(declaration: Declaration, month: Interval, share: float, metered: Sequence[str]) -> Activity:
    quantity = declaration.activity * share
    why = None
    if metered:
        params = {"declaration": declaration.id, "datastreams": ", ".join(metered)}
        why = Message("account.line.metered_already", params)
    electricity = declaration.category == "electricity"
    return Activity(
        owner=Owner(declaration.firm, declaration.facility),
        month=month,
        scope=2 if electricity else 1,
        category="grid_electricity" if electricity else "stationary_combustion",
        substance=declaration.substance,
        quantity=quantity,
        unit=declaration.unit,
        parts={f"assumed:declaration:{declaration.id}": DECLARATION * quantity},
        measured_share=0.0,
        origin=declaration.origin.value,
        of=declaration.id,
        why=why,
    )


def _of_park(rest: Remainder, month: Interval) -> Activity:
    scope = 2 if rest.resource == "electricity" else 1
    return Activity(
        Owner(), month, scope, "park_remainder", rest.substance, rest.quantity, rest.unit, rest.parts, rest.measured_share,
        rest.origin, "", rest.why,
    )  # fmt: skip


def _treatment(
    inlets: Iterable[Inlet], amounts: Amounts, tables: Mapping[str, pa.Table], month: Interval
) -> Iterator[Activity]:
    for inlet in inlets:
        load = load_of(inlet, amounts, tables["observations"], tables["flags"], month)
        why = None
        if load.kg is None:
            why = Message("account.line.no_data", {"datastreams": ", ".join(inlet.datastreams)})
        yield Activity(
            inlet.owner, month, 1, "wastewater_treatment", inlet.observed_property, load.kg, "kg", load.parts,
            load.measured_share, load.origin, inlet.works, why,
        )  # fmt: skip


def _emissions(basis: Basis, activity: Activity) -> Iterable[Emission]:
    """Emissions per unit of the activity, one per gas."""
    if activity.category == "own_generation":
        return (Emission("CO2e", 0.0, note=Message("account.line.own_generation")),)
    if activity.category == "local_supply":
        return (Emission("CO2e", note=Message("account.line.local_supply")),)
    if activity.category == "wastewater_treatment":
        gas, factor, _ = PROCESSES[activity.substance]
        relative = factor_uncertainty(activity.substance)
        return (process_gas(basis.book, basis.gwps, gas, factor, basis.wastewater_guideline, relative),)
    if activity.scope == 2:
        return (grid_electricity(basis.book, activity.month.start.astimezone(basis.zone).year),)
    return fuel_burnt(basis.book, basis.gwps, activity.substance, activity.unit)


def _row(activity: Activity, emission: Emission, gwp_report: str) -> dict[str, object]:
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
        "gwp_report": gwp_report,
        "emission_tco2e": _times(quantity, emission.tco2e_per_unit),
        "biogenic_tco2": _times(quantity, emission.biogenic_per_unit),
        "uncertainty": json.dumps(relative, sort_keys=True),
        "measured_share": activity.measured_share,
        "origin": activity.origin,
        "provisional": emission.provisional,
        **reason_columns(note),
    }


def _times(quantity: float | None, per_unit: float | None) -> float | None:
    return None if quantity is None or per_unit is None else quantity * per_unit
