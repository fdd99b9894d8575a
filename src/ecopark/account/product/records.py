"""Products, what was made of them, and who may see their footprints, as records.

Content of a ``product`` (amounts per declared unit; null = not said)::

    {"firm": "steel", "facility": "…" or null, "name": "…", "description": "…", "unit": "kilogram", "unit_amount": 1,
     "mass_kg": 1, "product_ids": ["urn:…"], "company_ids": ["urn:…"], "classifications": ["urn:…"], "cn_code": "72142000",
     "route": "…", "fossil_carbon_kg": 0.002, "biogenic_carbon_kg": 0, "inputs": null or [Input],
     "exempted_percent": null, "exempted_why": "", "packaging_included": null, "cbam": {…, see cbam.py}}

An ``Input`` is a purchased material: ``{"what", "kg_co2e", "primary", "source", "version", "pf_id"}``; an empty
list says that there are none. Content of a ``production``::

    {"product": "…", "first_day": "2025-01-01", "last_day": "2025-01-31", "quantity": 512.4, "unit": "t",
     "evidence": [Evidence]}

and of a ``footprint_consent`` (only the firm itself gives one)::

    {"firm": "steel", "recipient": "<id of the buyer's token>", "products": ["…"] or ["*"], "until": "2027-12-31" or null}
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ecopark.account.product.messages  # noqa: F401  texts
from ecopark.account.product.pcf_schema import UNITS
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence

PRODUCT = "product"
PRODUCTION = "production"
FOOTPRINT = "product_footprint"
CONSENT = "footprint_consent"
EVERYTHING = "*"
# Units in which an amount may be typed -> (unit of the product, factor).
TYPED_UNITS: Mapping[str, tuple[str, float]] = {
    "t": ("kilogram", 1000.0),
    "kg": ("kilogram", 1.0),
    "L": ("liter", 1.0),
    "m3": ("cubic meter", 1.0),
    "kWh": ("kilowatt hour", 1.0),
    "MJ": ("megajoule", 1.0),
    "m2": ("square meter", 1.0),
    **{unit: (unit, 1.0) for unit in UNITS},
}
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class PurchasedInput:
    """A purchased material or service: kgCO2e per declared unit of the product; ``primary`` if the supplier's own figure."""

    what: str
    kg_co2e: float
    primary: bool
    source: str
    version: str = ""
    pf_id: str = ""

    def content(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ("what", "kg_co2e", "primary", "source", "version", "pf_id")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What a firm makes. See the module for the record."""

    id: str
    firm: str
    name: str
    facility: str | None = None
    description: str = ""
    unit: str = "kilogram"
    unit_amount: float = 1.0
    mass_kg: float | None = None
    product_ids: tuple[str, ...] = ()
    company_ids: tuple[str, ...] = ()
    classifications: tuple[str, ...] = ()
    cn_code: str = ""
    route: str = ""
    fossil_carbon_kg: float | None = None
    biogenic_carbon_kg: float | None = None
    inputs: tuple[PurchasedInput, ...] | None = None
    exempted_percent: float | None = None
    exempted_why: str = ""
    packaging_included: bool | None = None
    cbam: Mapping[str, Any] = field(default_factory=dict)

    def content(self) -> dict[str, object]:
        texts = ("firm", "facility", "name", "description", "unit", "cn_code", "route", "exempted_why")
        numbers = ("unit_amount", "mass_kg", "fossil_carbon_kg", "biogenic_carbon_kg", "exempted_percent")
        said: dict[str, object] = {name: getattr(self, name) for name in (*texts, *numbers, "packaging_included")}
        said |= {name: list(getattr(self, name)) for name in ("product_ids", "company_ids", "classifications")}
        said["inputs"] = None if self.inputs is None else [part.content() for part in self.inputs]
        return {**said, "cbam": dict(self.cbam)}

    @classmethod
    def of(cls, record_id: str, content: Mapping[str, Any]) -> Product:
        """Read given content; ``InputError`` account.product.… names the field."""
        where = f"product {record_id}"
        unit = str(content.get("unit") or "kilogram")
        if unit not in UNITS:
            raise InputError("account.product.unit", where=where, unit=unit, known=", ".join(UNITS))
        amount = _number(content, "unit_amount", where, least=1e-12)
        return cls(
            id=record_id,
            firm=_text(content, "firm", where),
            name=_text(content, "name", where),
            facility=_optional(content, "facility") or None,
            description=_optional(content, "description"),
            unit=unit,
            unit_amount=1.0 if amount is None else amount,
            mass_kg=_number(content, "mass_kg", where),
            product_ids=_urns(content, "product_ids", where),
            company_ids=_urns(content, "company_ids", where),
            classifications=_urns(content, "classifications", where),
            cn_code=_code(content, where),
            route=_optional(content, "route"),
            fossil_carbon_kg=_number(content, "fossil_carbon_kg", where),
            biogenic_carbon_kg=_number(content, "biogenic_carbon_kg", where),
            inputs=_inputs(content.get("inputs"), where),
            exempted_percent=_number(content, "exempted_percent", where, most=100.0),
            exempted_why=_optional(content, "exempted_why"),
            packaging_included=content["packaging_included"]
            if isinstance(content.get("packaging_included"), bool)
            else None,
            cbam=dict(content["cbam"]) if isinstance(content.get("cbam"), Mapping) else {},
        )


@dataclass(frozen=True, slots=True)
class Production:
    """How much of a product was made in a stretch of days, both included; ``quantity`` in the product's unit."""

    id: str
    product: str
    first_day: date
    last_day: date
    quantity: float
    unit: str
    typed_quantity: float
    typed_unit: str
    evidence: tuple[Evidence, ...] = ()

    def content(self) -> dict[str, object]:
        return {
            "product": self.product,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "quantity": self.typed_quantity,
            "unit": self.typed_unit,
            "evidence": [part.content() for part in self.evidence],
        }

    @classmethod
    def of(cls, record_id: str, content: Mapping[str, Any]) -> Production:
        where = f"production {record_id}"
        typed = str(content.get("unit") or "")
        if typed not in TYPED_UNITS:
            raise InputError("account.product.unit", where=where, unit=typed, known=", ".join(TYPED_UNITS))
        quantity = _number(content, "quantity", where)
        if quantity is None:
            raise InputError("account.product.field", where=where, field="quantity")
        first, last = _day(content, "first_day", where), _day(content, "last_day", where)
        if last < first:
            raise InputError("account.product.days", where=where)
        unit, factor = TYPED_UNITS[typed]
        found = content.get("evidence") or []
        try:
            evidence = tuple(Evidence.of(part) for part in found)
        except (KeyError, TypeError, ValueError):
            raise InputError("account.product.field", where=where, field="evidence") from None
        return cls(
            record_id, _text(content, "product", where), first, last, quantity * factor, unit, quantity, typed, evidence
        )


@dataclass(frozen=True, slots=True)
class Consent:
    """A firm's word: this recipient may have the footprints of these products, until the end of a day (None: open)."""

    firm: str
    recipient: str
    products: tuple[str, ...]
    until: date | None

    def covers(self, product: str, on: date) -> bool:
        return (EVERYTHING in self.products or product in self.products) and (self.until is None or on <= self.until)

    def content(self) -> dict[str, object]:
        until = self.until.isoformat() if self.until else None
        return {"firm": self.firm, "recipient": self.recipient, "products": list(self.products), "until": until}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Consent:
        products = content.get("products")
        if not isinstance(products, list) or not all(isinstance(p, str) for p in products):
            raise InputError("account.product.field", where=CONSENT, field="products")
        until = _day(content, "until", CONSENT) if content.get("until") else None
        return cls(_text(content, "firm", CONSENT), _text(content, "recipient", CONSENT), tuple(products), until)


def _text(content: Mapping[str, Any], name: str, where: str) -> str:
    said = content.get(name)
    if not isinstance(said, str) or not said.strip() or len(said) > _LONGEST:
        raise InputError("account.product.field", where=where, field=name)
    return said.strip()


def _optional(content: Mapping[str, Any], name: str) -> str:
    return str(content.get(name) or "").strip()[:_LONGEST]


def _number(content: Mapping[str, Any], name: str, where: str, least: float = 0.0, most: float = 1e15) -> float | None:
    said = content.get(name)
    if said is None or said == "":
        return None
    if isinstance(said, bool) or not isinstance(said, int | float) or not math.isfinite(said) or not least <= said <= most:
        raise InputError("account.product.number", where=where, field=name)
    return float(said)


def _day(content: Mapping[str, Any], name: str, where: str) -> date:
    try:
        return date.fromisoformat(str(content.get(name)))
    except ValueError:
        raise InputError("account.product.day", where=where, field=name, value=str(content.get(name))[:50]) from None


def _urns(content: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    said = content.get(name) or []
    if not isinstance(said, Sequence) or isinstance(said, str):
        raise InputError("account.product.urn", where=where, field=name, value=str(said)[:100])
    for value in said:
        if not isinstance(value, str) or not value.lower().startswith("urn:") or value.count(":") < 2:
            raise InputError("account.product.urn", where=where, field=name, value=str(value)[:100])
    return tuple(dict.fromkeys(said))


def _code(content: Mapping[str, Any], where: str) -> str:
    code = _optional(content, "cn_code").replace(" ", "")
    if code and not (code.isdigit() and 4 <= len(code) <= 10):
        raise InputError("account.product.cn_code", where=where, value=code[:50])
    return code


def _inputs(given: object, where: str) -> tuple[PurchasedInput, ...] | None:
    if given is None:
        return None
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise InputError("account.product.field", where=where, field="inputs")
    found = []
    for part in given:
        if not isinstance(part, Mapping):
            raise InputError("account.product.field", where=where, field="inputs")
        amount = _number(part, "kg_co2e", where)
        if amount is None:
            raise InputError("account.product.field", where=where, field="inputs.kg_co2e")
        what, source = _text(part, "what", where), _text(part, "source", where)
        extra = (_optional(part, "version"), _optional(part, "pf_id"))
        found.append(PurchasedInput(what, amount, bool(part.get("primary")), source, *extra))
    return tuple(found)
