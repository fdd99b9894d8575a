"""Scope 2 three ways, never one: the derived table ``scope2``. GHG Protocol Scope 2 Guidance (2015), accounting by method.

- ``location``: all grid electricity at the grid factor. The same amounts as the lines ``grid_electricity``.
- ``market``: grid electricity minus cancelled units of the firm in the calendar year, the rest at the grid factor. Viet Nam
  publishes no residual mix: the rest takes the combined-margin grid factor and says so.
- ``hourly``: grid electricity minus what cancelled units matched **in the same hour** (`ecopark.account.hourly_matching`).
  The factor stays the yearly one: no hourly factor is published for Viet Nam and none is invented.

Electricity of the own roof never came from the grid: it is in none of the three and lowers all three. Units of it do not
count against grid electricity as well; where they went to somebody else, the energy behind them counts at the grid factor.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Literal
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.account import messages_ghg  # noqa: F401  # makes the texts known
from ecopark.account.activities import Emission, grid_electricity
from ecopark.account.amounts import MonthlyAmounts
from ecopark.account.assumptions import DECLARATION
from ecopark.account.boundary import Borders, Crossing
from ecopark.account.declarations import Declaration
from ecopark.account.instruments import PARK, Instrument
from ecopark.account.lineage import flow_version, line_id, naive_utc, reason_columns, weakest
from ecopark.account.remainder import remainders
from ecopark.account.resource_lines import (
    accounted_month,
    accounted_months,
    firm_of_task,
    metered_by,
    monthly_tasks,
    yearly_tasks,
)
from ecopark.account.resources import line_of
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME
from ecopark.rules.book import RuleBook
from ecopark.rules.records import EmissionFactor

CODE = "scope2-1"
Method = Literal["location", "market", "hourly"]
METHODS: tuple[Method, ...] = ("location", "market", "hourly")
SCOPE2 = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("firm", pa.string()),  # null: what the park itself uses and loses
        pa.field("month", TIME, nullable=False),
        pa.field("method", pa.string(), nullable=False),  # location | market | hourly
        pa.field("consumption_kwh", pa.float64()),  # from the grid; null where nothing is known
        pa.field("own_generation_kwh", pa.float64()),  # used behind the meter: in none of the three
        pa.field("sold_attribute_kwh", pa.float64(), nullable=False),  # own generation whose units went to somebody else
        pa.field("matched_kwh", pa.float64(), nullable=False),
        pa.field("residual_kwh", pa.float64()),
        pa.field("matched_share", pa.float64()),
        pa.field("factor_id", pa.string()),
        pa.field("factor_value", pa.float64()),
        pa.field("factor_unit", pa.string()),
        pa.field("factor_year", pa.int32()),
        pa.field("factor_source", pa.string()),
        pa.field("emission_tco2e", pa.float64()),
        pa.field("units", pa.string(), nullable=False),  # JSON list: ledger entries that were used
        pa.field("uncertainty", pa.string(), nullable=False),
        pa.field("measured_share", pa.float64(), nullable=False),
        pa.field("origin", pa.string()),
        pa.field("provisional", pa.bool_(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("reason_params", pa.string()),
    ]
)


@dataclass(slots=True)
class _Month:
    """Electricity of one firm in one month; kWh."""

    interval: Interval
    grid: float | None = None
    generated: float = 0.0
    exported: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    shares: list[float] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    why: Message | None = None

    @property
    def own(self) -> float:
        return max(self.generated - self.exported, 0.0)

    def add(self, quantity: float, parts: Mapping[str, float], share: float, origin: str | None) -> None:
        self.grid = (self.grid or 0.0) + quantity
        for source, part in parts.items():
            self.parts[source] = self.parts.get(source, 0.0) + part
        self.shares.append(share)
        self.origins += [origin] if origin else []


@dataclass(frozen=True, slots=True)
class _Year:
    """What the units do to the months of a year."""

    matched: float  # share of the consumption that cancelled units cover
    sold: float  # share of the own generation whose units went to somebody else
    used: tuple[str, ...]
    own_units_kwh: float  # of the own roof, cancelled for the firm itself: counted once, behind the meter


@dataclass(frozen=True)
class _Basis:
    book: RuleBook
    borders: Borders
    declarations: tuple[Declaration, ...]
    units: tuple[Instrument, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.borders.zone)

    def has_units(self, firm: str | None) -> bool:
        return any((firm or PARK) in (unit.owner, unit.from_own) for unit in self.units)

    @cached_property
    def _by_firm(self) -> Mapping[str | None, list[Crossing]]:
        found: dict[str | None, list[Crossing]] = {None: [c for c in self.borders.park if c.resource == "electricity"]}
        for crossing in self.borders.firms:
            if crossing.resource == "electricity" and crossing.owner.firm is not None:
                found.setdefault(crossing.owner.firm, []).append(crossing)
        return found

    def crossings(self, firm: str | None) -> list[Crossing]:
        return list(self._by_firm.get(firm, ()))

    def declared_by(self, firm: str | None) -> list[Declaration]:
        return [d for d in self.declarations if d.firm == firm]

    def datastreams_of(self, firm: str | None) -> tuple[str, ...]:
        crossings = self.crossings(firm)
        if firm is None:
            crossings += [c for c in self.borders.firms if c.resource == "electricity" and c.direction == "in"]
        return tuple(sorted({name for crossing in crossings for name in crossing.datastreams}))


def scope2_flow(
    book: RuleBook,
    network: FlowNetwork,
    declarations: Sequence[Declaration] = (),
    units: Sequence[Instrument] = (),
) -> Flow:
    """Declare the flow amounts, scope2_hours -> ``scope2``; one task per firm (or the park) and month,
    or year where units are matched over it.

    ``units``: units of electricity of the ledger (`ecopark.account.instruments`), part of the flow's version.
    """
    factors = book.all(EmissionFactor)
    mine = tuple(d for d in declarations if d.category == "electricity")
    basis = _Basis(RuleBook(factors), Borders.of(network), mine, tuple(units))
    parameters = [
        basis.borders.content(),
        [d.content() for d in mine],
        [unit.content() for unit in units],
        [rule.content() for rule in factors],
    ]
    return Flow(
        name="scope2",
        version=flow_version(CODE, parameters),
        inputs=("amounts", "scope2_hours"),
        outputs=(OutputTable("scope2", SCOPE2, "firm", "month"),),
        plan=partial(_plan, basis),
        run=partial(_run, basis),
    )


def _plan(basis: _Basis, network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    tasks: list[Task] = []
    for firm in (None, *sorted(network.firms)):
        divided = yearly_tasks if basis.has_units(firm) else monthly_tasks
        tasks.extend(divided(firm, basis.datastreams_of(firm), interval, basis.declared_by(firm), basis.zone))
    return tasks


def _run(basis: _Basis, task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    firm = firm_of_task(task)
    amounts, declared = MonthlyAmounts(tables["amounts"]), basis.declared_by(firm)
    months = []
    for interval, metered in _months(basis, task, tables["amounts"]):
        month = _Month(interval)
        if metered and firm is None:
            _add_remainder(month, basis.borders, amounts)
        elif metered:
            _add_metered(month, basis.crossings(firm), amounts)
        for declaration in declared:
            share = declaration.share_in(interval, basis.zone)
            if share and not metered_by(declaration, basis.borders.of_firm(firm)):
                kwh = declaration.activity * share
                month.add(kwh, {f"assumed:declaration:{declaration.id}": DECLARATION * kwh}, 0.0, declaration.origin.value)
        if month.grid is not None or month.why is not None or month.generated:
            months.append(month)
    year = _year_of(basis.units, firm or PARK, task.answers, months)
    hours = {row["month"]: row for row in tables["scope2_hours"].to_pylist() if row["firm"] == firm}
    rows = [row for month in months for row in _rows(basis, firm, month, year, hours.get(naive_utc(month.interval.start)))]
    return {"scope2": pa.Table.from_pylist(rows, schema=SCOPE2)}


def _months(basis: _Basis, task: Task, amounts: pa.Table) -> Iterable[tuple[Interval, bool]]:
    """Months of a task and whether meters speak in them: one, or those of a year where units are matched over it."""
    if task.answers.seconds <= 32 * 86400:
        begun, expected = accounted_month(task, amounts)
        return [(task.answers, begun and expected)]
    return accounted_months(task, amounts, basis.declared_by(firm_of_task(task)), basis.zone)


def _add_metered(month: _Month, crossings: Iterable[Crossing], amounts: MonthlyAmounts) -> None:
    for crossing in crossings:
        line = line_of(crossing, amounts, month.interval)
        if crossing.direction == "generated":
            month.generated += line.quantity or 0.0
        elif crossing.direction == "out":
            month.exported += line.quantity or 0.0
        elif not crossing.local and line.quantity is not None:
            month.add(line.quantity, line.parts, line.measured_share, line.origin)
        elif not crossing.local:
            month.why = Message("account.line.no_data", {"datastreams": ", ".join(line.datastreams) or "-"})


def _add_remainder(month: _Month, borders: Borders, amounts: MonthlyAmounts) -> None:
    for rest in remainders(borders, amounts, month.interval):
        if rest.resource == "electricity":
            month.why = rest.why
            if rest.quantity is not None:
                month.add(rest.quantity, rest.parts, rest.measured_share, rest.origin)


def _year_of(units: Sequence[Instrument], owner: str, answers: Interval, months: Sequence[_Month]) -> _Year:
    """Units are matched over the calendar year, and laid over its months in proportion to consumption."""
    consumed = sum(max(month.grid or 0.0, 0.0) for month in months)
    generated = sum(month.own for month in months)
    exported = sum(month.exported for month in months)
    here = [unit for unit in units if unit.interval.overlaps(answers)]
    bought = [u for u in here if u.owner == owner and u.cancelled and u.from_own != owner]
    own = [u for u in here if u.owner == owner and u.cancelled and u.from_own == owner]
    sold = sum(u.kwh * u.share_in(answers) for u in here if u.from_own == owner and u.owner != owner)
    cover = sum(u.kwh * u.share_in(answers) for u in bought)
    lost = min(max(sold - exported, 0.0), generated)  # units sold stand for exported energy first
    return _Year(
        matched=min(cover / consumed, 1.0) if consumed > 0 else 0.0,
        sold=lost / generated if generated > 0 else 0.0,
        used=tuple(u.id for u in bought),
        own_units_kwh=sum(u.kwh * u.share_in(answers) for u in own),
    )


def _rows(
    basis: _Basis, firm: str | None, month: _Month, year: _Year, hour: Mapping[str, float] | None
) -> Iterable[dict[str, object]]:
    grid = grid_electricity(basis.book, month.interval.start.astimezone(basis.zone).year)
    consumed = max(month.grid or 0.0, 0.0)
    matched: Mapping[Method, float] = {
        "location": 0.0,
        "market": consumed * year.matched,
        "hourly": min(float(hour["matched_kwh"]), consumed) if hour is not None else 0.0,
    }
    for method in METHODS:
        yield _row(firm, month, method, matched[method], grid, year)


def _row(firm: str | None, month: _Month, method: Method, matched: float, grid: Emission, year: _Year) -> dict[str, object]:
    sold = 0.0 if method == "location" else month.own * year.sold
    residual = None if month.grid is None else month.grid - matched + sold
    emission = None
    if residual is not None and grid.tco2e_per_unit is not None:
        emission = residual * grid.tco2e_per_unit
    relative = dict(grid.parts)
    if residual:
        relative |= {source: part / residual for source, part in month.parts.items()}
    note = _note(month, method, year, matched, grid)
    return {
        "id": line_id(firm, naive_utc(month.interval.start), "scope2", method),
        "firm": firm,
        "month": naive_utc(month.interval.start),
        "method": method,
        "consumption_kwh": month.grid,
        "own_generation_kwh": month.own if month.generated else None,
        "sold_attribute_kwh": sold,
        "matched_kwh": matched,
        "residual_kwh": residual,
        "matched_share": matched / month.grid if month.grid and month.grid > 0 else None,
        "factor_id": grid.factor_id,
        "factor_value": grid.value,
        "factor_unit": grid.unit,
        "factor_year": grid.year,
        "factor_source": grid.source,
        "emission_tco2e": emission,
        "units": json.dumps(list(year.used) if method != "location" and matched else []),
        "uncertainty": json.dumps(relative, sort_keys=True),
        "measured_share": sum(month.shares) / len(month.shares) if month.shares else 0.0,
        "origin": weakest(month.origins),
        "provisional": grid.provisional,
        **reason_columns(note),
    }


def _note(month: _Month, method: Method, year: _Year, matched: float, grid: Emission) -> Message | None:
    """Why there is no number, or what a reader must know of it; the weightiest first."""
    if month.grid is None:
        return month.why or Message("account.line.no_data", {"datastreams": "-"})
    if grid.tco2e_per_unit is None or method == "location":
        return grid.note
    if year.sold:
        return Message("account.scope2.sold_own", {"share": round(100 * year.sold, 1)})
    if year.own_units_kwh and not matched:
        return Message("account.scope2.own_once", {"kwh": round(year.own_units_kwh)})
    if not year.used:
        return Message("account.scope2.no_units")
    if method == "hourly":
        return Message("account.scope2.same_hour_only" if matched else "account.scope2.no_hours")
    return Message("account.scope2.no_residual_mix")
