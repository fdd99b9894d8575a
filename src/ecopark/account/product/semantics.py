"""Semantic check of a product footprint: does it contradict itself, its specification, or what was known before?

A footprint can be well formed and still wrong. The sums are compared within the rounding of their printed digits. Rules:
PACT Technical Specifications 3.0.3 (chapters Data Model, Product Footprint Lifecycle). A finding changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ecopark.account.product.findings import PcfFinding, Severity, error, warning
from ecopark.account.product.pcf_schema import DQI, decimal_of, moment_of, structure_findings

CO2_PER_C = Decimal(44) / Decimal(12)
LATEST_REPORT = "AR6"
MASS_UNITS = ("kilogram",)
MASSLESS_UNITS = ("kilowatt hour", "megajoule", "ton kilometer", "hour", "megabit second")
EXEMPTION_USUAL = Decimal(5)  # the upper boundary of the versions before 3.0; larger ones need a look
VALID_YEARS = 3
# What the specification's comment on pcfExcludingBiogenicUptake adds up. landManagementFossilGhgEmissions is part of
# fossilGhgEmissions.
COMPONENTS = (
    "fossilGhgEmissions", "landUseChangeGhgEmissions", "landManagementBiogenicCO2Emissions",
    "landManagementBiogenicCO2Removals", "technologicalCO2Removals", "ccsTechnologicalCO2Capture", "biogenicNonCO2Emissions",
)  # fmt: skip
PARTS_OF_FOSSIL = ("landManagementFossilGhgEmissions",)
PARTS_OF_TOTAL = ("aircraftGhgEmissions", "packagingGhgEmissions")

Pcf = Mapping[str, Any]


def check_footprint(
    footprint: Mapping[str, Any], known: Iterable[Mapping[str, Any]] = (), now: datetime | None = None
) -> tuple[PcfFinding, ...]:
    """All findings, errors first.

    Parameters
    ----------
    footprint
        A PACT ``ProductFootprint`` as JSON.
    known
        Other footprints of the same owner: for ``precedingPfIds`` and for two that are active at once.
    now
        For what has run out; None leaves that aside.
    """
    found = list(structure_findings(footprint))
    pcf = footprint.get("pcf") if isinstance(footprint, Mapping) else None
    if isinstance(pcf, Mapping):
        for part in (_totals, _carbon, _unit, _shares, _optional_parts, _geography, _characterisation):
            found += part(pcf)
        found += _periods(footprint, pcf, now)
        found += _lifecycle(footprint, pcf, list(known))
    return tuple(sorted(found, key=lambda f: (f.severity is not Severity.ERROR, f.path, f.code)))


def _totals(pcf: Pcf) -> Iterator[PcfFinding]:
    excluding, including, uptake = (
        decimal_of(pcf.get(name))
        for name in ("pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake", "biogenicCO2Uptake")
    )
    if excluding is not None and including is not None:
        if uptake is None and "biogenicCO2Uptake" not in pcf:
            if including != excluding:
                yield error("pcf.biogenicCO2Uptake", "uptake_missing", including=including, excluding=excluding)
        elif uptake is not None and not _equal(including, [excluding, uptake]):
            yield error(
                "pcf.pcfIncludingBiogenicUptake", "including", including=including, expected=excluding + uptake,
                excluding=excluding, uptake=uptake,
            )  # fmt: skip
    parts = [part for name in COMPONENTS if (part := decimal_of(pcf.get(name))) is not None]
    if excluding is not None and parts and not _equal(excluding, parts):
        yield warning("pcf.pcfExcludingBiogenicUptake", "components", excluding=excluding, sum=sum(parts, Decimal(0)))
    fossil = decimal_of(pcf.get("fossilGhgEmissions"))
    for name in PARTS_OF_FOSSIL:
        part = decimal_of(pcf.get(name))
        if part is not None and fossil is not None and part > fossil:
            yield error(f"pcf.{name}", "part_larger", part=part, whole=fossil, of="fossilGhgEmissions")
    for name in PARTS_OF_TOTAL:
        part = decimal_of(pcf.get(name))
        if part is not None and excluding is not None and part > excluding:
            yield warning(f"pcf.{name}", "part_larger", part=part, whole=excluding, of="pcfExcludingBiogenicUptake")


def _carbon(pcf: Pcf) -> Iterator[PcfFinding]:
    fossil, biogenic, recycled, mass, uptake = (
        decimal_of(pcf.get(name))
        for name in ("fossilCarbonContent", "biogenicCarbonContent", "recycledCarbonContent", "productMassPerDeclaredUnit",
                     "biogenicCO2Uptake")
    )  # fmt: skip
    content = (fossil or Decimal(0)) + (biogenic or Decimal(0))
    if mass and content > mass:
        yield error("pcf.fossilCarbonContent", "carbon_over_mass", carbon=content, mass=mass)
    if recycled is not None and recycled > content:
        yield error("pcf.recycledCarbonContent", "recycled_over_carbon", recycled=recycled, carbon=content)
    if uptake is not None and biogenic is not None and not _near(-uptake, biogenic * CO2_PER_C):
        expected = (-biogenic * CO2_PER_C).quantize(Decimal("0.001"))
        yield warning("pcf.biogenicCO2Uptake", "uptake_of_carbon", uptake=uptake, carbon=biogenic, expected=expected)


def _unit(pcf: Pcf) -> Iterator[PcfFinding]:
    unit = pcf.get("declaredUnitOfMeasurement")
    amount, mass = decimal_of(pcf.get("declaredUnitAmount")), decimal_of(pcf.get("productMassPerDeclaredUnit"))
    if amount is None or mass is None:
        return
    if unit in MASS_UNITS and mass != amount:
        yield error("pcf.productMassPerDeclaredUnit", "mass_of_kilogram", mass=mass, amount=amount)
    elif unit in MASSLESS_UNITS and mass != 0:
        yield error("pcf.productMassPerDeclaredUnit", "mass_of_service", mass=mass, unit=unit)
    elif unit not in MASS_UNITS and unit not in MASSLESS_UNITS and mass == 0:
        yield error("pcf.productMassPerDeclaredUnit", "mass_zero", unit=unit)


def _shares(pcf: Pcf) -> Iterator[PcfFinding]:
    primary, exempted = decimal_of(pcf.get("primaryDataShare")), decimal_of(pcf.get("exemptedEmissionsPercent"))
    for name, share in (("primaryDataShare", primary), ("exemptedEmissionsPercent", exempted)):
        if share is not None and not 0 <= share <= 100:
            yield error(f"pcf.{name}", "share", share=share)
    if exempted is not None and exempted > 0:
        if not str(pcf.get("exemptedEmissionsDescription") or "").strip():
            yield error("pcf.exemptedEmissionsDescription", "exemption_why", share=exempted)
        if EXEMPTION_USUAL < exempted <= 100:
            yield warning("pcf.exemptedEmissionsPercent", "exemption_large", share=exempted)
    if primary is None and "dqi" not in pcf:
        yield warning("pcf.primaryDataShare", "no_quality")
    sources = pcf.get("secondaryEmissionFactorSources")
    if primary == 100 and sources:
        yield error("pcf.secondaryEmissionFactorSources", "sources_of_nothing")
    if primary is not None and primary < 100 and not sources:
        yield warning("pcf.secondaryEmissionFactorSources", "sources_missing", share=primary)
    dqi = pcf.get("dqi")
    for name in DQI:
        rating = decimal_of(dqi.get(name)) if isinstance(dqi, Mapping) else None
        if rating is not None and not 1 <= rating <= 5:
            yield error(f"pcf.dqi.{name}", "rating", rating=rating)


def _optional_parts(pcf: Pcf) -> Iterator[PcfFinding]:
    packaging = pcf.get("packagingEmissionsIncluded")
    if packaging is False and "packagingGhgEmissions" in pcf:
        yield error("pcf.packagingGhgEmissions", "packaging_excluded")
    if packaging is True and "packagingGhgEmissions" not in pcf:
        yield warning("pcf.packagingGhgEmissions", "packaging_missing")
    if pcf.get("ccsTechnologicalCO2CaptureIncluded") is False:
        for name in ("ccsTechnologicalCO2Capture", "technologicalCO2Removals"):
            if name in pcf:
                yield error(f"pcf.{name}", "capture_excluded")
    captured = decimal_of(pcf.get("ccsTechnologicalCO2Capture"))
    if captured and pcf.get("ccsTechnologicalCO2CaptureIncluded") is not True:
        yield error("pcf.ccsTechnologicalCO2CaptureIncluded", "capture_not_said")
    if (captured or decimal_of(pcf.get("technologicalCO2Removals"))) and not pcf.get("technologicalCO2CaptureOrigin"):
        yield warning("pcf.technologicalCO2CaptureOrigin", "capture_origin")
    if pcf.get("ccuCalculationApproach") == "Credit" and not pcf.get("ccuCreditCertification"):
        yield error("pcf.ccuCreditCertification", "credit_uncertified")


def _geography(pcf: Pcf) -> Iterator[PcfFinding]:
    said = [n for n in ("geographyRegionOrSubregion", "geographyCountry", "geographyCountrySubdivision") if n in pcf]
    if len(said) > 1:
        yield error(f"pcf.{said[1]}", "geography", names=", ".join(said))


def _characterisation(pcf: Pcf) -> Iterator[PcfFinding]:
    reports = pcf.get("ipccCharacterizationFactors")
    if isinstance(reports, list) and reports:
        if len(reports) > 1:
            yield warning("pcf.ipccCharacterizationFactors", "reports_mixed", reports=", ".join(map(str, reports)))
        elif reports != [LATEST_REPORT]:
            yield warning("pcf.ipccCharacterizationFactors", "report_old", report=reports[0], latest=LATEST_REPORT)


def _periods(footprint: Pcf, pcf: Pcf, now: datetime | None) -> Iterator[PcfFinding]:
    start, end = moment_of(pcf.get("referencePeriodStart")), moment_of(pcf.get("referencePeriodEnd"))
    valid_from, valid_to = moment_of(footprint.get("validityPeriodStart")), moment_of(footprint.get("validityPeriodEnd"))
    created = moment_of(footprint.get("created"))
    if start is not None and end is not None and start >= end:
        yield error(
            "pcf.referencePeriodEnd", "period_order", start=pcf["referencePeriodStart"], end=pcf["referencePeriodEnd"]
        )
    if end is not None:
        latest = _years_later(end, VALID_YEARS)
        if valid_from is not None and valid_from < end:
            yield error("validityPeriodStart", "valid_before_end", start=footprint["validityPeriodStart"])
        if valid_to is not None and valid_to > latest:
            yield error("validityPeriodEnd", "valid_too_long", end=footprint["validityPeriodEnd"], years=VALID_YEARS)
        if created is not None and created < end:
            yield warning("created", "created_early", created=footprint["created"], end=pcf["referencePeriodEnd"])
        if now is not None and (valid_to or latest) <= now and footprint.get("status") == "Active":
            yield warning("validityPeriodEnd", "run_out", end=(valid_to or latest).date().isoformat())
    if valid_from is not None and valid_to is not None and valid_from >= valid_to:
        start_text, end_text = footprint["validityPeriodStart"], footprint["validityPeriodEnd"]
        yield error("validityPeriodEnd", "period_order", start=start_text, end=end_text)
    if now is not None and created is not None and created > now:
        yield error("created", "created_later", created=footprint["created"])


def validity_of(footprint: Pcf) -> tuple[datetime, datetime] | None:
    """The validity period: as stated, otherwise three years from the end of the reference period. None if unreadable."""
    pcf = footprint.get("pcf")
    end = moment_of(pcf.get("referencePeriodEnd")) if isinstance(pcf, Mapping) else None
    start, stop = moment_of(footprint.get("validityPeriodStart")), moment_of(footprint.get("validityPeriodEnd"))
    if end is None:
        return (start, stop) if start is not None and stop is not None else None
    return start or end, stop or _years_later(end, VALID_YEARS)


def _lifecycle(footprint: Pcf, pcf: Pcf, known: Sequence[Pcf]) -> Iterator[PcfFinding]:
    own, preceding = footprint.get("id"), footprint.get("precedingPfIds")
    if isinstance(preceding, list):
        if own in preceding:
            yield error("precedingPfIds", "precedes_itself")
        for other in known:
            if other.get("id") in preceding and other.get("id") != own and other.get("status") == "Active":
                yield error("precedingPfIds", "preceding_active", id=other.get("id"))
    if footprint.get("status") != "Active":
        return
    mine = validity_of(footprint)
    ids = _lower(footprint.get("productIds"))
    for other in known:
        theirs = validity_of(other)
        if other.get("id") == own or other.get("status") != "Active" or mine is None or theirs is None:
            continue
        if isinstance(preceding, list) and other.get("id") in preceding:
            continue  # already said
        same = ids & _lower(other.get("productIds")) and _place(pcf) == _place(other.get("pcf") or {})
        if same and mine[0] < theirs[1] and theirs[0] < mine[1]:
            yield warning("status", "two_active", id=other.get("id"))


def _lower(values: object) -> set[str]:
    return {str(value).lower() for value in values} if isinstance(values, list) else set()


def _place(pcf: Pcf) -> tuple[object, ...]:
    return tuple(pcf.get(n) for n in ("geographyRegionOrSubregion", "geographyCountry", "geographyCountrySubdivision"))


def _equal(said: Decimal, parts: Sequence[Decimal]) -> bool:
    """Whether the sum holds within half a unit of the last printed digit of each number."""
    rounding = sum((_half_digit(number) for number in (said, *parts)), Decimal(0))
    return abs(said - sum(parts, Decimal(0))) <= rounding


def _near(one: Decimal, other: Decimal) -> bool:
    """Within 2 % or the rounding of what is printed: carbon contents come from analyses."""
    return abs(one - other) <= max(abs(other) * Decimal("0.02"), 4 * _half_digit(one))


def _half_digit(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(int(exponent)) / 2 if int(exponent) < 0 else Decimal(0)


def _years_later(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year + years, day=28)
