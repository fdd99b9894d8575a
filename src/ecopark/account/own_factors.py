"""Emission factors of a firm, approved by an authority: first choice of Vietnamese law. # Circular 38/2023, art. 18

Kept as records of kind ``own_factor``, of the firm. The content of a record::

    {"facility": null, "category": "stationary_combustion", "substance": "anthracite", "gas": "CO2", "value": 96000,
     "unit": "kg/TJ", "uncertainty_95": 0.03 or null, "valid_from": "2025-01-01", "valid_to": null,
     "document": "…", "approved_by": "…", "approved_on": "2024-12-20", "evidence": "hash or id of the document",
     "state": "proposed" | "accepted" | "rejected", "decided_by": "…", "reason": "…"}

``gas`` ``ncv`` is the net calorific value of the fuel. Only accepted factors are used, and who hands one in does not
accept it. # judge 1.6
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from ecopark.account import messages, messages_ghg  # noqa: F401  # makes the texts known
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.core.units import conversion

KIND = "own_factor"
NCV = "ncv"
# Category -> unit in which the account keeps its factors; "{unit}": per unit of the activity.
UNITS: Mapping[str, str] = {
    "stationary_combustion": "kg/TJ",
    "mobile_combustion": "kg/TJ",
    "process": "kg/t",
    "wastewater_treatment": "kg/kg",
    "purchased_heat": "kg/GJ",
}
_NCV_UNIT = "GJ/t"
_GASES = ("CO2", "CH4", "N2O", "CO2e", NCV)
State = Literal["proposed", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """A factor in the account's unit of its category; ``id`` names the record and its revision."""

    id: str
    firm: str
    facility: str | None
    category: str
    substance: str
    gas: str
    value: float
    unit: str
    uncertainty_95: float | None
    valid_from: date
    valid_to: date | None
    document: str
    approved_by: str
    approved_on: date
    state: str

    @property
    def source(self) -> str:
        return f"{self.document}; {self.approved_by}, {self.approved_on.isoformat()}"

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def content(self) -> dict[str, object]:
        """JSON-able, for the version of a flow."""
        dates = {name: str(getattr(self, name)) for name in ("valid_from", "valid_to", "approved_on")}
        return {**asdict(self), **dates}

    @classmethod
    def of(cls, record_id: str, firm: str, content: Mapping[str, object], revision: int = 0) -> OwnFactor:
        """Read the content of a record; ``InputError`` account.own_factor.… names the field."""
        where = f"{KIND} {record_id}"
        category = _listed(content, "category", tuple(UNITS), where)
        gas = _listed(content, "gas", _GASES, where)
        valid_from, valid_to = _day(content, "valid_from", where), _optional_day(content, "valid_to", where)
        if valid_to is not None and valid_to < valid_from:
            raise _bad(where, "valid_to", valid_to, f">= {valid_from}")
        value, unit = _value(content, _NCV_UNIT if gas == NCV else UNITS[category], where)
        return cls(
            id=f"own:{record_id}@{revision}",
            firm=firm,
            facility=str(content["facility"]) if content.get("facility") else None,
            category=category,
            substance=str(content.get("substance") or "").strip(),
            gas=gas,
            value=value,
            unit=unit,
            uncertainty_95=_share(content, where),
            valid_from=valid_from,
            valid_to=valid_to,
            document=_text(content, "document", where),
            approved_by=_text(content, "approved_by", where),
            approved_on=_day(content, "approved_on", where),
            state=str(content.get("state") or "proposed"),
        )


def propose(
    records: RecordsStore, scope: Scope, network: FlowNetwork, firm: str, record_id: str, content: Mapping[str, object]
) -> Record:
    """Hand in a factor with its approval; it is used once somebody else has accepted it. A change is proposed anew."""
    scope.require(firm, f"{KIND} {record_id}")
    if firm not in network.firms:
        raise InputError("account.declaration.unknown_firm", where=f"{KIND} {record_id}", firm=firm)
    said = {k: v for k, v in content.items() if k not in ("state", "decided_by", "reason")}
    OwnFactor.of(record_id, firm, said)
    return records.put(scope, KIND, record_id, {**said, "state": "proposed", "proposed_by": scope.user}, firm=firm)


def decide(records: RecordsStore, scope: Scope, record_id: str, state: State, reason: str = "") -> Record:
    """Accept or reject a proposed factor; by the park's manager or an authority, never by who proposed it."""
    kept = records.get(scope, KIND, record_id)
    if kept is None:
        raise InputError("account.own_factor.unknown", where=f"{KIND} {record_id}", id=record_id)
    if scope.role not in (Role.MANAGER, Role.REGULATOR) or kept.content.get("proposed_by") == scope.user:
        raise NotAllowed("account.own_factor.not_yours", where=f"{KIND} {record_id}")
    if kept.content.get("state") != "proposed":
        raise StateError("account.own_factor.decided", where=f"{KIND} {record_id}", state=kept.content.get("state"))
    if state == "rejected" and not reason.strip():
        raise InputError("account.own_factor.missing_field", where=f"{KIND} {record_id}", field="reason")
    content = {**kept.content, "state": state, "decided_by": scope.user, "reason": reason.strip()}
    return records.put(scope, KIND, record_id, content, firm=kept.firm, expected_revision=kept.revision)


def own_factors_of(records: Iterable[Record]) -> tuple[OwnFactor, ...]:
    """Factors from records of kind ``own_factor``, by id, also those not accepted."""
    found = (OwnFactor.of(record.id, record.firm or "", record.content, record.revision) for record in records)
    return tuple(sorted(found, key=lambda factor: factor.id))


def _bad(where: str, field: str, value: object, expected: str) -> InputError:
    return InputError("account.own_factor.bad_field", where=where, field=field, value=value, expected=expected)


def _text(content: Mapping[str, object], field: str, where: str) -> str:
    value = content.get(field)
    if value is None or not str(value).strip():
        raise InputError("account.own_factor.missing_field", where=where, field=field)
    return str(value).strip()


def _listed(content: Mapping[str, object], field: str, known: tuple[str, ...], where: str) -> str:
    text = _text(content, field, where)
    if text not in known:
        raise _bad(where, field, text, " | ".join(known))
    return text


def _day(content: Mapping[str, object], field: str, where: str) -> date:
    text = _text(content, field, where)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad(where, field, text, "2025-01-31") from None


def _optional_day(content: Mapping[str, object], field: str, where: str) -> date | None:
    return _day(content, field, where) if content.get(field) else None


def _value(content: Mapping[str, object], unit: str, where: str) -> tuple[float, str]:
    text = _text(content, "value", where)
    try:
        value = float(text)
    except ValueError:
        raise _bad(where, "value", text, "96000") from None
    if not math.isfinite(value) or value < 0:
        raise _bad(where, "value", text, ">= 0")
    try:
        factor, _ = conversion(_text(content, "unit", where), unit, where)
    except InputError as error:
        if error.code == "core.unit.unknown":
            raise
        raise _bad(where, "unit", content.get("unit"), unit) from None
    return value * factor, unit


def _share(content: Mapping[str, object], where: str) -> float | None:
    given = content.get("uncertainty_95")
    if given is None or given == "":
        return None
    try:
        share = float(str(given))
    except ValueError:
        raise _bad(where, "uncertainty_95", given, "0.05") from None
    if not 0 <= share <= 5:
        raise _bad(where, "uncertainty_95", given, "0 … 5")
    return share
