"""Structure of a PACT product footprint: which properties there are, of which form, which are required.

Source: PACT Technical Specifications 3.0 (release 3.0.3 of 18 November 2025), OpenAPI definition, read in the public
repository wbcsd/data-exchange-protocol. Properties that the specification does not know are let through: hosts must accept
footprints of later revisions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from ecopark.account.product.findings import PcfFinding, error

UNITS = ("liter", "kilogram", "cubic meter", "kilowatt hour", "megajoule", "ton kilometer", "square meter", "piece", "hour",
    "megabit second")  # fmt: skip
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania", "Australia and New Zealand", "Central Asia", "Eastern Asia",
    "Eastern Europe", "Latin America and the Caribbean", "Melanesia", "Micronesia", "Northern Africa", "Northern America",
    "Northern Europe", "Polynesia", "South-eastern Asia", "Southern Asia", "Southern Europe", "Sub-Saharan Africa",
    "Western Asia", "Western Europe")  # fmt: skip

_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?")
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_URN = re.compile(r"[uU][rR][nN]:[A-Za-z0-9][A-Za-z0-9-]{0,31}:.+")
_PLAIN: Mapping[str, Callable[[object], bool]] = {
    "text": lambda v: isinstance(v, str),
    "nonempty": lambda v: isinstance(v, str) and bool(v),
    "yes_no": lambda v: isinstance(v, bool),
    "object": lambda v: isinstance(v, Mapping),
    "list": lambda v: isinstance(v, list),
    "moment": lambda v: moment_of(v) is not None,
    "uuid": lambda v: is_uuid(v),
    "urn": lambda v: isinstance(v, str) and _URN.fullmatch(v) is not None,
    "version": lambda v: isinstance(v, str) and re.fullmatch(r"\d+\.\d+\.\d+(-\d{8})?", v) is not None,
    "country": lambda v: isinstance(v, str) and re.fullmatch(r"[A-Z]{2}", v) is not None,
    "subdivision": lambda v: isinstance(v, str) and re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", v) is not None,
    "report": lambda v: isinstance(v, str) and re.fullmatch(r"AR\d+", v) is not None,
    "decimal": lambda v: decimal_of(v) is not None,
    "above_zero": lambda v: (d := decimal_of(v)) is not None and d > 0,
    "not_negative": lambda v: (d := decimal_of(v)) is not None and d >= 0,
    "not_positive": lambda v: (d := decimal_of(v)) is not None and d <= 0,
}

# property -> (form, required); a form in brackets is a non-empty set of it; a form with | is a closed list.
FOOTPRINT: Mapping[str, tuple[str, bool]] = {
    "id": ("uuid", True),
    "specVersion": ("version", True),
    "precedingPfIds": ("[uuid]", False),
    "created": ("moment", True),
    "status": ("Active|Deprecated", True),
    "validityPeriodStart": ("moment", False),
    "validityPeriodEnd": ("moment", False),
    "companyName": ("nonempty", True),
    "companyIds": ("[urn]", True),
    "productDescription": ("text", True),
    "productIds": ("[urn]", True),
    "productClassifications": ("[urn]", False),
    "productNameCompany": ("nonempty", True),
    "comment": ("text", False),
    "pcf": ("object", True),
    "extensions": ("list", False),
}
_NOT_NEGATIVE = (
    "recycledCarbonContent", "biogenicCarbonContent", "landUseChangeGhgEmissions", "landCarbonLeakage",
    "landManagementFossilGhgEmissions", "landManagementBiogenicCO2Emissions", "biogenicNonCO2Emissions",
    "landAreaOccupation", "aircraftGhgEmissions", "packagingGhgEmissions", "packagingBiogenicCarbonContent",
    "outboundLogisticsGhgEmissions",
    "ccuCarbonContent",
)  # fmt: skip
_NOT_POSITIVE = ("landManagementBiogenicCO2Removals", "biogenicCO2Uptake", "ccsTechnologicalCO2Capture",
    "technologicalCO2Removals")  # fmt: skip
CARBON_FOOTPRINT: Mapping[str, tuple[str, bool]] = {
    "declaredUnitOfMeasurement": ("|".join(UNITS), True),
    "declaredUnitAmount": ("above_zero", True),
    "productMassPerDeclaredUnit": ("not_negative", True),
    "referencePeriodStart": ("moment", True),
    "referencePeriodEnd": ("moment", True),
    "geographyRegionOrSubregion": ("|".join(REGIONS), False),
    "geographyCountry": ("country", False),
    "geographyCountrySubdivision": ("subdivision", False),
    "boundaryProcessesDescription": ("text", False),
    "pcfExcludingBiogenicUptake": ("decimal", True),
    "pcfIncludingBiogenicUptake": ("decimal", True),
    "fossilCarbonContent": ("not_negative", True),
    "fossilGhgEmissions": ("not_negative", True),
    **dict.fromkeys(_NOT_NEGATIVE, ("not_negative", False)),
    **dict.fromkeys(_NOT_POSITIVE, ("not_positive", False)),
    "packagingEmissionsIncluded": ("yes_no", False),
    "ccsTechnologicalCO2CaptureIncluded": ("yes_no", False),
    "technologicalCO2CaptureOrigin": ("text", False),
    "ccuCalculationApproach": ("Cut-off|Credit", False),
    "ccuCreditCertification": ("nonempty", False),
    "ipccCharacterizationFactors": ("[report]", True),
    "crossSectoralStandards": ("[nonempty]", True),
    "productOrSectorSpecificRules": ("[object]", False),
    "exemptedEmissionsPercent": ("decimal", True),
    "exemptedEmissionsDescription": ("text", False),
    "allocationRulesDescription": ("text", False),
    "secondaryEmissionFactorSources": ("[object]", False),
    "primaryDataShare": ("decimal", False),
    "dqi": ("object", False),
    "verification": ("object", False),
}
DQI = ("technologicalDQR", "geographicalDQR", "temporalDQR")


def structure_findings(footprint: object) -> Iterator[PcfFinding]:
    """Missing, null or malformed properties, each with its path."""
    if not isinstance(footprint, Mapping):
        yield error("", "not_object")
        return
    yield from _object_findings(footprint, FOOTPRINT, "")
    pcf = footprint.get("pcf")
    if not isinstance(pcf, Mapping):
        return
    yield from _object_findings(pcf, CARBON_FOOTPRINT, "pcf.")
    dqi = pcf.get("dqi")
    if isinstance(dqi, Mapping):
        yield from _object_findings(dqi, dict.fromkeys(DQI, ("decimal", True)), "pcf.dqi.")
    sources = pcf.get("secondaryEmissionFactorSources")
    for i, source in enumerate(sources if isinstance(sources, list) else ()):
        if isinstance(source, Mapping):
            path = f"pcf.secondaryEmissionFactorSources.{i}."
            yield from _object_findings(source, dict.fromkeys(("name", "version"), ("nonempty", True)), path)


def decimal_of(value: object) -> Decimal | None:
    """The number of a decimal string as the specification writes it; None for anything else."""
    return Decimal(value) if isinstance(value, str) and len(value) <= 100 and _DECIMAL.fullmatch(value) else None


def moment_of(value: object) -> datetime | None:
    """An ISO 8601 moment with its zone, in UTC."""
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def is_uuid(value: object) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _object_findings(given: Mapping[str, object], forms: Mapping[str, tuple[str, bool]], path: str) -> Iterable[PcfFinding]:
    for name, (form, required) in forms.items():
        if name not in given:
            if required:
                yield error(path + name, "missing")
        elif not _fits(given[name], form):
            yield error(path + name, "form", expected=form.strip("[]").replace("|", ", "))


def _fits(value: object, form: str) -> bool:
    if form.startswith("["):
        if not isinstance(value, list) or not value or not all(_fits(part, form[1:-1]) for part in value):
            return False
        return len({repr(part) for part in value}) == len(value)
    return _PLAIN[form](value) if form in _PLAIN else value in form.split("|")
