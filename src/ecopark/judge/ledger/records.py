"""Attribute units: what they are, which states they take, what may be asked of the ledger. Quantities are whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence
from ecopark.judge.ledger import messages  # noqa: F401  texts


class UnitKind(StrEnum):
    """What a unit is. Kinds of one attribute may not be issued twice for the same origin and time."""

    CERTIFICATE = "certificate"  # energy attribute certificate (I-REC, EnergyTag), Wh
    PV_KWH = "pv_kwh"  # kWh of roof photovoltaic, Wh
    SYMBIOSIS_SAVING = "symbiosis_saving"  # avoided burden of an exchange, its unit in thousandths
    RECYCLED_MASS = "recycled_mass"  # recycled content in a mass balance, grams
    CARBON_CREDIT = "carbon_credit"  # gCO2e
    ALLOWANCE = "allowance"  # gCO2e


ATTRIBUTE: Mapping[UnitKind, str] = {
    UnitKind.CERTIFICATE: "renewable electricity",
    UnitKind.PV_KWH: "renewable electricity",
    UnitKind.SYMBIOSIS_SAVING: "avoided burden",
    UnitKind.RECYCLED_MASS: "recycled content",
    UnitKind.CARBON_CREDIT: "emission reduction",
    UnitKind.ALLOWANCE: "allowance",
}
"""The attribute behind a kind: the same kilowatt-hour is not issued as certificate and as kWh of photovoltaic."""

SMALLEST_UNIT: Mapping[UnitKind, tuple[str, ...]] = {
    UnitKind.CERTIFICATE: ("Wh",),
    UnitKind.PV_KWH: ("Wh",),
    UnitKind.SYMBIOSIS_SAVING: ("Wh", "g", "L", "gCO2e"),
    UnitKind.RECYCLED_MASS: ("g",),
    UnitKind.CARBON_CREDIT: ("gCO2e",),
    UnitKind.ALLOWANCE: ("gCO2e",),
}
MODELS = ("book_and_claim", "mass_balance", "controlled_blending", "segregated", "identity_preserved")
"""Chain-of-custody models of ISO 22095 from the weakest to the strictest; a unit never moves up."""

OUTSIDE = "outside:"
"""Beginning of an owner who is no member of the park: what went there is sold and does not come back."""
LARGEST = 10**18


class UnitState(StrEnum):
    ISSUED = "issued"
    TRANSFERRED = "transferred"
    SPLIT = "split"  # lives on in its parts
    CANCELLED = "cancelled"  # used, for one claim
    EXPIRED = "expired"


LIVE = frozenset({UnitState.ISSUED, UnitState.TRANSFERRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of an attribute as it stands.

    Attributes
    ----------
    kind, origin, start, end
        What it certifies: the attribute of the ``origin`` (meter, exchange, site, measure) in that time (UTC, half-open).
    quantity, unit
        Whole number of smallest units (Wh, g, gCO2e), rounded down when issued.
    owner
        Firm id, ``park``, or ``outside:…``.
    parent
        The unit that it was split from.
    cancelled_for
        Id of the one claim that used it.
    model
        Chain-of-custody model of recycled mass.
    expires
        Moment from which it can no longer be used; None: never.
    """

    id: str
    kind: UnitKind
    origin: str
    start: datetime
    end: datetime
    quantity: int
    unit: str
    owner: str
    state: UnitState = UnitState.ISSUED
    parent: str | None = None
    cancelled_for: str | None = None
    model: str | None = None
    expires: datetime | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def attribute(self) -> str:
        return ATTRIBUTE[self.kind]

    @property
    def live(self) -> bool:
        return self.state in LIVE

    def content(self) -> dict[str, object]:
        """As JSON, for the record ``ledger_entry``."""
        return {
            "unit": {
                "kind": self.kind.value,
                "origin": self.origin,
                "start": self.start.isoformat(),
                "end": self.end.isoformat(),
                "quantity": self.quantity,
                "unit": self.unit,
                "parent": self.parent,
                "model": self.model,
                "expires": None if self.expires is None else self.expires.isoformat(),
            },
            "state": self.state.value,
            "owner": self.owner,
            "cancelled_for": self.cancelled_for,
            "evidence": [part.content() for part in self.evidence],
        }


def stored_unit(unit_id: str, content: Mapping[str, object]) -> Unit:
    """The unit of a record's content; ``InputError`` judge.ledger.damaged where it says none."""
    try:
        said = content["unit"]
        assert isinstance(said, Mapping)
        evidence = content["evidence"]
        assert isinstance(evidence, list)
        made = Unit(
            id=unit_id,
            kind=UnitKind(said["kind"]),
            origin=str(said["origin"]),
            start=_moment(said["start"]),
            end=_moment(said["end"]),
            quantity=_whole(said["quantity"]),
            unit=str(said["unit"]),
            owner=str(content["owner"]),
            state=UnitState(str(content["state"])),
            parent=said.get("parent"),
            cancelled_for=_maybe_text(content["cancelled_for"]),
            model=said.get("model"),
            expires=None if said.get("expires") is None else _moment(said["expires"]),
            evidence=tuple(Evidence.of(part) for part in evidence),
        )
    except (KeyError, ValueError, TypeError, AssertionError, AttributeError) as error:
        raise InputError("judge.ledger.damaged", where=unit_id, reason=str(error)) from error
    return made


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value} has no zone")
    return moment.astimezone(UTC)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value} is no whole number")
    return value


def _maybe_text(value: object) -> str | None:
    return None if value is None else str(value)
