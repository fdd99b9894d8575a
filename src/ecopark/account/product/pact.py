"""A computed footprint as a PACT ``ProductFootprint`` document (Technical Specifications 3.0), and its life cycle.

Sums are made of the rounded parts, so that what is printed adds up. Any change of content gives another id; what it replaces
is named in ``precedingPfIds`` and becomes Deprecated.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.product.footprint import ProductCarbon
from ecopark.account.product.records import Product
from ecopark.account.product.semantics import CO2_PER_C, VALID_YEARS
from ecopark.trust.log.entries import canonical_json

SPEC_VERSION = "3.0.0"
_NAMESPACE = uuid.UUID("6f2f4f3e-8a55-5c0e-9d0b-1f6f4f1f3c11")  # of this software's footprints
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Owner:
    """The firm as the document names it."""

    firm: str
    name: str
    park: str
    country: str = "VN"


def document(
    product: Product, carbon: ProductCarbon, owner: Owner, first: date, end: date, zone: ZoneInfo, created: datetime,
    preceding: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """The document, with its id made of its content."""
    starts, ends = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, end))
    said: dict[str, Any] = {
        "specVersion": SPEC_VERSION,
        "validityPeriodStart": _moment(ends),
        "validityPeriodEnd": _moment(_years_later(ends)),
        "companyName": owner.name,
        "companyIds": list(product.company_ids) or [f"urn:ecopark:{owner.park}:{owner.firm}"],
        "productDescription": product.description or product.name,
        "productIds": list(product.product_ids),
        "productNameCompany": product.name,
        "comment": _comment(product, carbon),
        "pcf": _pcf(product, carbon, owner, starts, ends),
    }
    classifications = [*product.classifications]
    if product.cn_code:
        classifications.append(f"urn:pact:taxation-customs.ec.europa.eu:cn-code:{product.cn_code}")
    if classifications:
        said["productClassifications"] = list(dict.fromkeys(classifications))
    name = str(uuid.uuid5(_NAMESPACE, canonical_json(said).decode()))
    others = [pf for pf in preceding if pf != name]
    life = {"precedingPfIds": others} if others else {}
    return {"id": name, **said, **life, "created": _moment(created), "status": "Active"}


def deprecated(footprint: Mapping[str, Any]) -> dict[str, Any]:
    """The same footprint, replaced: the only change that one may undergo."""
    return {**footprint, "status": "Deprecated"}


def _pcf(product: Product, carbon: ProductCarbon, owner: Owner, starts: datetime, ends: datetime) -> dict[str, Any]:
    fossil, biogenic = _rounded(carbon.fossil + carbon.purchased), _rounded(carbon.biogenic_non_co2)
    content = _rounded(product.biogenic_carbon_kg or 0.0)
    uptake = -(content * CO2_PER_C).quantize(Decimal(1).scaleb(-_DIGITS))
    excluding = fossil + biogenic
    exempted = product.exempted_percent or 0.0
    said: dict[str, Any] = {
        "declaredUnitOfMeasurement": product.unit,
        "declaredUnitAmount": _text(_rounded(product.unit_amount)),
        "productMassPerDeclaredUnit": _text(_rounded(product.mass_kg or 0.0)),
        "referencePeriodStart": _moment(starts),
        "referencePeriodEnd": _moment(ends),
        "geographyCountry": owner.country,
        "boundaryProcessesDescription": _boundary(product),
        "pcfExcludingBiogenicUptake": _text(excluding),
        "pcfIncludingBiogenicUptake": _text(excluding + uptake),
        "fossilGhgEmissions": _text(fossil),
        "biogenicNonCO2Emissions": _text(biogenic),
        "biogenicCO2Uptake": _text(uptake),
        "fossilCarbonContent": _text(_rounded(product.fossil_carbon_kg or 0.0)),
        "biogenicCarbonContent": _text(content),
        "ccsTechnologicalCO2CaptureIncluded": False,
        "ipccCharacterizationFactors": [carbon.gwp_report],
        "crossSectoralStandards": ["PACT-3.0"],
        "exemptedEmissionsPercent": _text(_rounded(exempted)),
        "exemptedEmissionsDescription": product.exempted_why,
        "allocationRulesDescription": _allocation(carbon),
        "primaryDataShare": _text(_below(carbon.quality.primary_share * 100)),
        "dqi": {
            "technologicalDQR": _text(_rounded(carbon.quality.technological, 2)),
            "geographicalDQR": _text(_rounded(carbon.quality.geographical, 2)),
            "temporalDQR": _text(_rounded(carbon.quality.temporal, 2)),
        },
    }
    if product.packaging_included is False:
        said["packagingEmissionsIncluded"] = False
    if carbon.sources and carbon.quality.primary_share < 1:
        said["secondaryEmissionFactorSources"] = [{"name": name, "version": version} for name, version in carbon.sources]
    return said


def _comment(product: Product, carbon: ProductCarbon) -> str:
    low, high = carbon.interval()
    parts = [
        f"90 % interval of pcfExcludingBiogenicUptake: {low:.6g} to {high:.6g} kgCO2e (own emissions and produced quantity; "
        "none is stated for purchased inputs).",
        "Electricity by the location-based factor of the national grid; no certificates, offsets or trees are deducted.",
        "Own metered or declared activity data count as primary data, purchased inputs only with the supplier's own figure.",
    ]
    if carbon.biogenic_co2_memo:
        parts.append(
            f"CO2 of burnt biomass, {carbon.biogenic_co2_memo:.6g} kg, is balanced by its growth and in neither total."
        )
    if carbon.provisional:
        parts.append("Some emission factors have not yet been compared with the official text by a person (provisional).")
    if carbon.gwp_report != "AR6":
        parts.append(f"The inventory of the year is kept with {carbon.gwp_report}.")
    if product.inputs is None:
        parts.append("Purchased materials are not included: see exemptedEmissionsPercent.")
    return " ".join(parts)


def _boundary(product: Product) -> str:
    inputs = (
        "purchased inputs: " + ", ".join(part.what for part in product.inputs) if product.inputs else "no purchased inputs"
    )
    route = f"; route: {product.route}" if product.route else ""
    return f"Own combustion, processes and electricity of the site (scope 1 and 2); {inputs}{route}"


def _allocation(carbon: ProductCarbon) -> str:
    if carbon.share == 1:
        return "All emissions of the site belong to this product, its only one."
    return f"Emissions of the site shared out by mass of all its products; this product: {carbon.share * 100:.2f} %."


def _rounded(value: float, digits: int = _DIGITS) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits))


def _below(percent: float) -> Decimal:
    """Two digits, rounded down: nearly all is not all."""
    return Decimal(repr(float(percent))).quantize(Decimal("0.01"), ROUND_FLOOR)


def _text(value: Decimal) -> str:
    """Digits without exponent and without trailing zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _years_later(moment: datetime) -> datetime:
    try:
        return moment.replace(year=moment.year + VALID_YEARS)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year + VALID_YEARS, day=28)
