"""What a firm declares because no meter sees it: fuel by delivery note, waste by manifest, refrigerant by service record.

Kept as records of kind ``declaration``. The content of a record::

    {"facility": "…" or null, "category": "fuel", "substance": "gas/diesel oil", "activity": 12.5, "unit": "t",
     "first_day": "2025-01-01", "last_day": "2025-03-31", "evidence": "hoá đơn 000123", "note": ""}

Days are calendar days of the park, both included. A declaration that spans several months is shared out by days: who wants
it exact hands in one per month.

``equipment`` says more where the emission depends on it: ``road`` or ``off_road`` for ``vehicle_fuel``, the kind of machine
for ``refrigerant_charge``, the kind of treatment for ``wastewater_cod``. For waste it may say where it went
(``DIVERTED``, ``DISPOSED``), as the manifest does; left out, that is not known. ``density_kg_per_l`` is what a liquid fuel
that is given by volume needs: a delivery note states it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from ecopark.account import messages  # noqa: F401  # makes the texts known
from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Origin
from ecopark.core.units import conversion

KIND = "declaration"
# Category -> (direction, the units that the account keeps it in).
RESOURCE_CATEGORIES: Mapping[str, tuple[Literal["in", "out"], tuple[str, ...]]] = {
    "fuel": ("in", ("t", "GJ", "Nm3", "m3")),
    "electricity": ("in", ("kWh",)),
    "water": ("in", ("m3",)),
    "wastewater": ("out", ("m3",)),
    "waste": ("out", ("t",)),
    "hazardous_waste": ("out", ("t",)),
}
# What only the inventory of greenhouse gases asks for.
EMISSION_CATEGORIES: Mapping[str, tuple[Literal["in", "out"], tuple[str, ...]]] = {
    "vehicle_fuel": ("in", ("t", "GJ", "Nm3", "m3")),
    "process": ("in", ("t",)),  # carbonate used, clinker or steel made
    "gas_release": ("out", ("kg",)),  # by weighing or mass balance: SF6, CH4, CO2, N2O
    "refrigerant_recharge": ("in", ("kg",)),  # what was filled in is what had leaked
    "refrigerant_charge": ("in", ("kg",)),  # full charge of machines of one kind: leaks at the rate of the kind
    "wastewater_cod": ("in", ("kg",)),  # COD into a treatment of the firm's own
    "wastewater_n": ("in", ("kg",)),  # nitrogen into it (equipment: plant) or out of it (effluent)
    "heat": ("in", ("GJ",)),  # steam, hot water or cold bought from somebody else
}
CATEGORIES = {**RESOURCE_CATEGORIES, **EMISSION_CATEGORIES}
WASTE = ("waste", "hazardous_waste")
DIVERTED = ("reused", "recycled", "recovered")  # from disposal, as GRI 306 (2020) counts
DISPOSED = ("incinerated", "landfilled", "treated")
# Category -> what its ``equipment`` may be; the first is taken where nothing is said, none where the list is ("",).
EQUIPMENT: Mapping[str, tuple[str, ...]] = {
    "vehicle_fuel": ("road", "off_road"),
    "refrigerant_charge": (
        "",
        "domestic_refrigeration",
        "stand_alone_commercial",
        "commercial_refrigeration",
        "transport_refrigeration",
        "industrial_refrigeration",
        "chiller",
        "air_conditioning",
        "vehicle_air_conditioning",
    ),
    "wastewater_cod": (
        "aerobic",
        "aerobic_overloaded",
        "anaerobic_reactor",
        "deep_lagoon",
        "shallow_lagoon",
        "septic",
    ),
    "wastewater_n": ("plant", "effluent"),
    **dict.fromkeys(WASTE, ("", *DIVERTED, *DISPOSED)),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """An amount that a person vouches for; ``activity`` is in ``unit``, one of the units of its category."""

    id: str
    firm: str
    facility: str | None
    category: str
    substance: str
    activity: float
    unit: str
    first_day: date
    last_day: date
    evidence: str
    origin: Origin = Origin.DECLARED  # synthetic: made up, for a sample park
    equipment: str = ""
    density_kg_per_l: float | None = None  # kg/L is t/m3

    @property
    def is_resource(self) -> bool:
        """Whether the amount belongs into the account of resources too."""
        return self.category in RESOURCE_CATEGORIES

    @property
    def direction(self) -> Literal["in", "out"]:
        return CATEGORIES[self.category][0]

    def interval(self, zone: ZoneInfo) -> Interval:
        start = Interval.of_day(self.first_day, zone).start
        return Interval(start, Interval.of_day(self.last_day, zone).end)

    def share_in(self, interval: Interval, zone: ZoneInfo) -> float:
        """Share of the declared amount that falls into an interval, by time; 0 outside."""
        whole = self.interval(zone)
        part = whole.intersection(interval)
        return 0.0 if part is None else part.seconds / whole.seconds

    def content(self) -> dict[str, object]:
        """JSON-able, for the version of a flow."""
        return {**asdict(self), "first_day": self.first_day.isoformat(), "last_day": self.last_day.isoformat()}

    @classmethod
    def of(cls, record_id: str, firm: str, content: Mapping[str, object]) -> Declaration:
        """Read the content of a record; ``InputError`` account.declaration.… names the field."""
        where = f"declaration {record_id}"
        category = _text(content, "category", where)
        if category not in CATEGORIES:
            raise _bad(where, "category", category, " | ".join(CATEGORIES))
        activity, unit = _amount(content, CATEGORIES[category][1], where)
        first, last = _day(content, "first_day", where), _day(content, "last_day", where)
        if last < first:
            raise _bad(where, "last_day", last, f">= {first}")
        return cls(
            id=record_id,
            firm=firm,
            facility=str(content["facility"]) if content.get("facility") else None,
            category=category,
            substance=str(content.get("substance") or ""),
            activity=activity,
            unit=unit,
            first_day=first,
            last_day=last,
            evidence=_text(content, "evidence", where),
            origin=Origin.SYNTHETIC if content.get("origin") == Origin.SYNTHETIC else Origin.DECLARED,
            equipment=_equipment(content, category, where),
            density_kg_per_l=_density(content, where),
        )


def _bad(where: str, field: str, value: object, expected: str) -> InputError:
    return InputError("account.declaration.bad_field", where=where, field=field, value=value, expected=expected)


def _text(content: Mapping[str, object], field: str, where: str) -> str:
    value = content.get(field)
    if value is None or not str(value).strip():
        raise InputError("account.declaration.missing_field", where=where, field=field)
    return str(value).strip()


def _day(content: Mapping[str, object], field: str, where: str) -> date:
    text = _text(content, field, where)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad(where, field, text, "2025-01-31") from None


def _amount(content: Mapping[str, object], units: tuple[str, ...], where: str) -> tuple[float, str]:
    """The amount in the first unit of the category that it can be converted to."""
    text, unit = _text(content, "activity", where), _text(content, "unit", where)
    try:
        activity = float(text)
    except ValueError:
        raise _bad(where, "activity", text, "12.5") from None
    if not math.isfinite(activity) or activity < 0:
        raise _bad(where, "activity", text, ">= 0")
    for target in units:
        try:
            factor, _ = conversion(unit, target, where)
        except InputError as error:
            if error.code == "core.unit.unknown":
                raise
            continue
        return activity * factor, target
    raise _bad(where, "unit", unit, " | ".join(units))


def _equipment(content: Mapping[str, object], category: str, where: str) -> str:
    known = EQUIPMENT.get(category, ("",))
    given = str(content.get("equipment") or "").strip() or known[0]
    if given not in known or (not given and len(known) > 1 and category not in WASTE):
        raise _bad(where, "equipment", given, " | ".join(name for name in known if name) or "-")
    return given


def _density(content: Mapping[str, object], where: str) -> float | None:
    given = content.get("density_kg_per_l")
    if given is None or given == "":
        return None
    try:
        density = float(str(given))
    except ValueError:
        raise _bad(where, "density_kg_per_l", given, "0.84") from None
    if not 0.3 <= density <= 2.0:  # liquids that burn; kg/m3 typed by mistake is refused
        raise _bad(where, "density_kg_per_l", given, "0.3 … 2.0 (kg/L)")
    return density


def put_declaration(
    records: RecordsStore,
    scope: Scope,
    network: FlowNetwork,
    firm: str,
    record_id: str,
    content: Mapping[str, object],
    *,
    expected_revision: int | None = None,
) -> Record:
    """Check and keep a declaration of a firm; a later one under the same id is a new revision, nothing is overwritten.

    ``NotAllowed`` when the scope does not reach the firm; ``InputError`` when the content cannot be taken.
    """
    scope.require(firm, f"{KIND} {record_id}")
    if firm not in network.firms:
        raise InputError("account.declaration.unknown_firm", where=f"{KIND} {record_id}", firm=firm)
    Declaration.of(record_id, firm, content)
    return records.put(scope, KIND, record_id, dict(content), firm=firm, expected_revision=expected_revision)


def declarations_of(records: Iterable[Record]) -> tuple[Declaration, ...]:
    """Declarations from records of kind ``declaration`` (as ``RecordsStore.find`` gives them), by id."""
    found = (Declaration.of(record.id, record.firm or "", record.content) for record in records)
    return tuple(sorted(found, key=lambda declaration: declaration.id))
