"""What firms do to use less: records of kind ``measure``, their amounts and their life. # judge 1.3, 3

Amounts are per year. What somebody does not say is absent, never zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import ecopark.account.measures.messages  # noqa: F401  texts
from ecopark.core.errors import InputError, StateError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.network import FlowNetwork
from ecopark.core.terms import Origin
from ecopark.trust.inspection.fields import Fields, read_whole

MEASURE = "measure"
KINDS = ("energy", "water", "material", "waste", "wastewater", "chemical", "other")
_LARGEST = 1e15


class Status(StrEnum):
    """Life of a measure."""

    PLANNED = "planned"
    INSTALLED = "installed"
    VERIFIED = "verified"  # set by the verification alone
    REJECTED = "rejected"  # by somebody else than who claims, with a reason
    WITHDRAWN = "withdrawn"


# What people may do to a measure's status; VERIFIED is not theirs to give.
_NEXT: Mapping[Status, frozenset[Status]] = {
    Status.PLANNED: frozenset({Status.INSTALLED, Status.WITHDRAWN}),
    Status.INSTALLED: frozenset({Status.WITHDRAWN, Status.REJECTED}),
    Status.VERIFIED: frozenset({Status.INSTALLED, Status.WITHDRAWN, Status.REJECTED}),
    Status.REJECTED: frozenset({Status.INSTALLED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset(),
}

# Name of an amount -> its unit; per year. ``waste_t`` holds the reused and the recycled waste too.
AMOUNTS: Mapping[str, str] = {
    "electricity_kwh": "kWh",
    "fuel_gj": "GJ",
    "water_m3": "m3",
    "wastewater_m3": "m3",
    "material_t": "t",
    "waste_t": "t",
    "waste_reused_t": "t",
    "waste_recycled_t": "t",
    "chemical_t": "t",
    "electricity_tco2e": "tCO2e",
    "fuel_tco2e": "tCO2e",
    "tco2e": "tCO2e",
    "electricity_vnd": "VND",
    "fuel_vnd": "VND",
    "water_vnd": "VND",
    "wastewater_vnd": "VND",
    "material_vnd": "VND",
    "waste_reused_vnd": "VND",
    "waste_recycled_vnd": "VND",
    "chemical_vnd": "VND",
    "vnd": "VND",
}
RESOURCES = (
    "electricity_kwh",
    "fuel_gj",
    "water_m3",
    "wastewater_m3",
    "material_t",
    "waste_t",
    "waste_reused_t",
    "waste_recycled_t",
    "chemical_t",
)
# A total that nobody typed is the sum of its parts, as far as they are said.
SUMS: Mapping[str, tuple[str, ...]] = {
    "vnd": tuple(name for name in AMOUNTS if name.endswith("_vnd")),
    "tco2e": ("electricity_tco2e", "fuel_tco2e"),
    "waste_t": ("waste_reused_t", "waste_recycled_t"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One resource-efficiency or cleaner-production solution.

    Attributes
    ----------
    firm
        None: the park's own.
    meters
        Datastreams that see what it saves; together they are one quantity.
    production, temperature
        Datastreams that explain the use besides the calendar; empty: what the park has is taken.
    installed_on
        Of a planned measure: the day that is planned, or None.
    expected, declared
        Amounts per year (``AMOUNTS``): before it was built, and what the firm says it brings since.
    origin
        ``SYNTHETIC`` for a made-up record of a sample park; otherwise ``DECLARED``.
    """

    id: str
    firm: str | None
    name: str
    what: str = ""
    kind: str = "other"
    facility: str | None = None
    meters: tuple[str, ...] = ()
    temperature: str | None = None
    production: tuple[str, ...] = ()
    installed_on: date | None = None
    cost_vnd: float | None = None
    lifetime_years: float | None = None
    expected: Mapping[str, float] = field(default_factory=dict)
    declared: Mapping[str, float] = field(default_factory=dict)
    status: Status = Status.PLANNED
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    origin: Origin = Origin.DECLARED

    @property
    def said(self) -> Mapping[str, float]:
        """What it is said to save per year: declared where it is, otherwise expected; totals from their parts."""
        return with_sums(self.declared or self.expected)

    def content(self) -> dict[str, object]:
        """As JSON, for the record; amounts that are not said are null."""
        return {
            "firm": self.firm,
            "name": self.name,
            "what": self.what,
            "kind": self.kind,
            "facility": self.facility,
            "meters": list(self.meters),
            "temperature": self.temperature,
            "production": list(self.production),
            "installed_on": self.installed_on.isoformat() if self.installed_on else None,
            "cost_vnd": self.cost_vnd,
            "lifetime_years": self.lifetime_years,
            "expected": {name: self.expected.get(name) for name in AMOUNTS},
            "declared": {name: self.declared.get(name) for name in AMOUNTS},
            "status": self.status.value,
            "evidence": [part.content() for part in self.evidence],
            "note": self.note,
            "origin": self.origin.value,
        }


def with_sums(amounts: Mapping[str, float]) -> Mapping[str, float]:
    """The amounts, with totals that are not said made from their parts."""
    made = dict(amounts)
    for name, parts in SUMS.items():
        known = [amounts[part] for part in parts if part in amounts]
        if name not in made and known:
            made[name] = math.fsum(known)
    return made


def typed_differences(amounts: Mapping[str, float]) -> Mapping[str, tuple[float, float]]:
    """Totals that were typed and differ from the sum of their typed parts by more than 1 %: name -> (typed, sum)."""
    found = {}
    for name, parts in SUMS.items():
        known = [amounts[part] for part in parts if part in amounts]
        if name in amounts and len(known) > 1:
            total = math.fsum(known)
            if abs(total - amounts[name]) > 0.01 * max(abs(total), abs(amounts[name])):
                found[name] = (amounts[name], total)
    return found


def read_measure(record_id: str, content: object) -> Measure:
    """Read what was sent or stored.

    Raises
    ------
    InputError
        trust.field.* with the field; account.measure.no_install_day: installed without a day.
    """
    measure = read_whole(content, lambda fields: _measure(record_id, fields))
    if measure.installed_on is None and measure.status not in (Status.PLANNED, Status.WITHDRAWN):
        raise InputError("account.measure.no_install_day", where="installed_on", status=measure.status.value)
    return measure


def _measure(record_id: str, fields: Fields) -> Measure:
    return Measure(
        id=record_id,
        firm=fields.maybe_id("firm"),
        name=fields.text("name"),
        what=fields.maybe_text("what", 4000) or "",
        kind=fields.choice("kind", KINDS),
        facility=fields.maybe_id("facility"),
        meters=read_ids(fields, "meters"),
        temperature=fields.maybe_id("temperature"),
        production=read_ids(fields, "production"),
        installed_on=fields.maybe_day("installed_on"),
        cost_vnd=fields.maybe_number("cost_vnd", 0, _LARGEST),
        lifetime_years=fields.maybe_number("lifetime_years", 0.1, 100),
        expected=fields.maybe_object("expected", read_amounts) or {},
        declared=fields.maybe_object("declared", read_amounts) or {},
        status=Status(fields.choice("status", list(Status)) if fields.raw("status") is not None else Status.PLANNED),
        evidence=fields.items("evidence", read_evidence),
        note=fields.maybe_text("note", 2000) or "",
        origin=Origin.SYNTHETIC if fields.maybe_text("origin") == Origin.SYNTHETIC else Origin.DECLARED,
    )


def read_amounts(fields: Fields) -> dict[str, float]:
    """The amounts that are said."""
    found = {name: fields.maybe_number(name, -_LARGEST, _LARGEST) for name in AMOUNTS}
    return {name: value for name, value in found.items() if value is not None}


def read_evidence(fields: Fields) -> Evidence:
    """A reference, as ``Evidence.content()`` says it."""
    version = fields.maybe_number("version", 0, 1e9)
    kind = EvidenceKind(fields.choice("kind", list(EvidenceKind)))
    sha256 = fields.maybe_text("sha256") and fields.sha256("sha256")
    return Evidence(kind, fields.text("id", 300), None if version is None else int(version), sha256 or "")


def read_ids(fields: Fields, name: str) -> tuple[str, ...]:
    value = fields.raw(name)
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(v, str) for v in value):
        raise InputError("trust.field.wrong_kind", where=fields.place(name), wanted='["…"]')
    if len(value) > 50:
        raise InputError("trust.field.too_many", where=fields.place(name), most=50)
    return tuple(dict.fromkeys(value))


def check_places(measure: Measure, network: FlowNetwork) -> None:
    """Firm, facility and datastreams exist and belong together; ``InputError`` account.measure.unknown otherwise."""
    if measure.firm is not None and measure.firm not in network.firms:
        raise InputError("account.measure.unknown", where="firm", id=measure.firm)
    facility = network.facilities.get(measure.facility or "")
    if measure.facility is not None and (facility is None or facility.firm != measure.firm):
        raise InputError("account.measure.unknown", where="facility", id=measure.facility)
    for name in (*measure.meters, *measure.production):
        stream = network.datastreams.get(name)
        if stream is None or stream.firm != measure.firm:
            raise InputError("account.measure.unknown", where="meters", id=name)
    if measure.temperature is not None:
        stream = network.datastreams.get(measure.temperature)
        if stream is None or (stream.firm not in (None, measure.firm)):
            raise InputError("account.measure.unknown", where="temperature", id=measure.temperature)


def check_step(before: Measure | None, after: Measure) -> None:
    """Whether people may take a measure from one status to the next.

    Raises
    ------
    StateError
        account.measure.status: not from here; account.measure.not_yours_to_verify: only a verification says *verified*.
    """
    if before is not None and after.status is before.status:
        return
    if after.status is Status.VERIFIED:
        raise StateError("account.measure.not_yours_to_verify", where="status")
    allowed = _NEXT[before.status] if before else frozenset({Status.PLANNED, Status.INSTALLED})
    if after.status not in allowed:
        known = ", ".join(sorted(s.value for s in allowed)) or "–"
        now = before.status.value if before else "–"
        raise StateError("account.measure.status", where="status", now=now, wanted=after.status.value, known=known)
