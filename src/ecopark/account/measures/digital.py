"""Digital projects are scored by what they verifiably reduce, per cost and per kWh that they use themselves. # issue: judge

A project without a verified reduction has no score, whatever it installed; the answer then says what would give it one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ecopark.account.measures.records import read_ids
from ecopark.account.measures.splits import Bounds, Entry, Horizon, added, split
from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.trust.inspection.fields import Fields, read_whole

PROJECT = "digital_project"
PLATFORM = "ecopark"  # the platform itself: the first of the list
DAYS = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitalProject:
    """Software, sensors or automation that is to save something.

    Attributes
    ----------
    firm
        None: the park's own.
    own_meter
        Datastream of the electricity that it uses itself; None where none sees it.
    own_kwh_per_year
        The same as declared, used where no meter sees it.
    measures
        Ids of the measures whose saving it claims.
    """

    id: str
    firm: str | None
    name: str
    started_on: date | None = None
    cost_vnd: float | None = None
    lifetime_years: float = 5.0
    own_meter: str | None = None
    own_kwh_per_year: float | None = None
    measures: tuple[str, ...] = ()
    note: str = ""
    origin: Origin = Origin.DECLARED

    def content(self) -> dict[str, object]:
        return {
            "firm": self.firm,
            "name": self.name,
            "started_on": self.started_on.isoformat() if self.started_on else None,
            "cost_vnd": self.cost_vnd,
            "lifetime_years": self.lifetime_years,
            "own_meter": self.own_meter,
            "own_kwh_per_year": self.own_kwh_per_year,
            "measures": list(self.measures),
            "note": self.note,
            "origin": self.origin.value,
        }


def read_project(record_id: str, content: object) -> DigitalProject:
    """Read what was sent or stored; ``InputError`` trust.field.*, account.project.two_own."""
    project = read_whole(content, lambda fields: _project(record_id, fields))
    if project.own_meter is not None and project.own_kwh_per_year is not None:
        raise InputError("account.project.two_own", where="own_kwh_per_year")
    return project


def _project(record_id: str, fields: Fields) -> DigitalProject:
    return DigitalProject(
        id=record_id,
        firm=fields.maybe_id("firm"),
        name=fields.text("name"),
        started_on=fields.maybe_day("started_on"),
        cost_vnd=fields.maybe_number("cost_vnd", 0, 1e15),
        lifetime_years=fields.maybe_number("lifetime_years", 0.5, 50) or 5.0,
        own_meter=fields.maybe_id("own_meter"),
        own_kwh_per_year=fields.maybe_number("own_kwh_per_year", 0, 1e12),
        measures=read_ids(fields, "measures"),
        note=fields.maybe_text("note", 2000) or "",
        origin=Origin.SYNTHETIC if fields.maybe_text("origin") == Origin.SYNTHETIC else Origin.DECLARED,
    )


@dataclass(frozen=True, slots=True)
class OwnUse:
    """Electricity that a project uses itself, kWh per year; ``label``: ``measured``, ``modelled`` or ``declared``."""

    kwh_per_year: Bounds
    label: str


@dataclass(frozen=True, slots=True)
class Score:
    """What a project is worth.

    Attributes
    ----------
    gross_kwh, net_kwh
        Verified electricity saving per year, and less what the project uses itself; None without a verified saving.
    net_tco2e
        Verified reduction per year less the emissions of the own use; None without.
    kwh_per_million_vnd
        Net kWh over the project's life per million dong of cost.
    kwh_per_own_kwh
        Gross kWh saved per kWh that it uses itself.
    reasons
        Why there is no score, or none of its parts, and what would give one.
    """

    gross_kwh: Bounds | None
    net_kwh: Bounds | None
    net_tco2e: Bounds | None
    kwh_per_million_vnd: Bounds | None
    kwh_per_own_kwh: Bounds | None
    own: OwnUse | None
    reasons: tuple[Message, ...]

    @property
    def scored(self) -> bool:
        return self.kwh_per_million_vnd is not None or self.kwh_per_own_kwh is not None


def score(
    project: DigitalProject,
    entries: Mapping[str, Entry],
    own: OwnUse | None,
    grid_tco2e_per_kwh: float | None,
    today: date,
) -> Score:
    """The score of a project from the verified part of its measures.

    Parameters
    ----------
    entries
        Measures by id, as far as they are known.
    own
        Its own electricity; None where nobody knows it.
    grid_tco2e_per_kwh
        Factor of the year, for the emissions of the own use.
    """
    named = [entries[name] for name in project.measures if name in entries]
    gross = _verified(named, "electricity_kwh", today)
    carbon = _verified(named, "tco2e", today)
    reasons = _reasons(project, named, gross, own)
    if gross is None or own is None:
        return Score(gross, None, None, None, None, own, reasons)
    net = _less(gross, own.kwh_per_year)
    own_carbon = None if grid_tco2e_per_kwh is None else own.kwh_per_year.times(grid_tco2e_per_kwh)
    positive = (net.low if net.low is not None else net.value) > 0
    if not positive:
        return Score(gross, net, None, None, None, own, (*reasons, Message("account.project.not_net")))
    per_cost = net.times(project.lifetime_years / (project.cost_vnd / 1e6)) if project.cost_vnd else None
    return Score(
        gross,
        net,
        _less(carbon, own_carbon) if carbon is not None and own_carbon is not None else None,
        per_cost,
        _over(gross, own.kwh_per_year),
        own,
        reasons,
    )


def _verified(entries: Sequence[Entry], amount: str, today: date) -> Bounds | None:
    parts = (split(entry, amount, Horizon.per_year(today)).verified for entry in entries)
    return added(part for part in parts if part is not None)


def _reasons(
    project: DigitalProject, named: Sequence[Entry], gross: Bounds | None, own: OwnUse | None
) -> tuple[Message, ...]:
    found = []
    if not project.measures:
        found.append(Message("account.project.no_measures"))
    elif gross is None:
        names = ", ".join(entry.measure.name for entry in named) or ", ".join(project.measures)
        found.append(Message("account.project.nothing_verified", {"measures": names}))
    if own is None:
        found.append(Message("account.project.no_own_use"))
    if not project.cost_vnd:
        found.append(Message("account.project.no_cost"))
    return tuple(found)


def _less(saving: Bounds, cost: Bounds) -> Bounds:
    """Difference; ends as far apart as they can be."""
    low = None if saving.low is None else saving.low - (cost.high if cost.high is not None else cost.value)
    high = None if saving.high is None else saving.high - (cost.low if cost.low is not None else cost.value)
    return Bounds(saving.value - cost.value, low, high)


def _over(saving: Bounds, own: Bounds) -> Bounds | None:
    if own.value <= 0:
        return None
    most = own.high if own.high is not None else own.value
    least = own.low if own.low is not None and own.low > 0 else own.value
    low = None if saving.low is None else saving.low / most
    high = None if saving.high is None else saving.high / least
    return Bounds(saving.value / own.value, low, high)
