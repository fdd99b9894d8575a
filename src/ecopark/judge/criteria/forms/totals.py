"""What the platform knows for fields of the forms: counts of measures and firms, amounts saved, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecopark.core.figures import Evidence, EvidenceKind, Standing
from ecopark.core.terms import Origin
from ecopark.judge.criteria.answers import PARK
from ecopark.judge.criteria.inputs import Inputs, MeasureFact
from ecopark.rules.records import EmissionFactor

MILLION = 1e6
# Field -> which measures count, which amount. Waste is left out: the form asks for reuse and recycling apart.
_AMOUNTS = {
    "electricity_kwh": (None, "electricity_kwh", 1.0),
    "energy_vnd": ("energy", "vnd", MILLION),
    "tco2e": (None, "tco2e", 1.0),
    "water_m3": (None, "water_m3", 1.0),
    "water_vnd": ("water", "vnd", MILLION),
    "wastewater_m3": (None, "wastewater_m3", 1.0),
    "wastewater_vnd": ("wastewater", "vnd", MILLION),
    "material_t": ("material", "material_t", 1.0),
    "material_vnd": ("material", "vnd", MILLION),
    "chemical_t": ("chemical", "material_t", 1.0),
    "chemical_vnd": ("chemical", "vnd", MILLION),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A number for a field: in the unit of the form, with what it stands on and how far it is proved."""

    value: float
    standing: Standing
    evidence: tuple[Evidence, ...] = ()


def known(inputs: Inputs, fill: str, subject: str) -> Known | None:
    """The number of a field; None where nothing is known. Savings are those of the year before the reporting year."""
    before = inputs.year - 1
    measures = [m for m in inputs.measures if subject in (PARK, m.firm)]
    installed = [m for m in measures if m.installed and m.year is not None]
    if fill == "symbiosis_links":
        return _links(inputs, subject)
    if fill in ("recp_measures", "recp_firms"):
        return _count([m for m in installed if m.year == before], fill)
    if fill in ("recp_measures_before", "recp_firms_before"):
        return _count([m for m in installed if m.year is not None and m.year < before], fill)
    if fill == "recp_firms_planned":
        return _count([m for m in measures if m.status == "planned"], fill)
    running = [m for m in installed if m.year is not None and m.year <= before]
    if fill == "electricity_tco2":
        return _by_factor(inputs, _amount(running, "electricity_kwh"), before)
    return _amount(running, fill)


def _count(measures: Sequence[MeasureFact], fill: str) -> Known | None:
    if not measures:
        return None
    value = len({m.firm for m in measures}) if "firms" in fill else len(measures)
    proved = all(m.verified for m in measures)
    return Known(float(value), Standing.VERIFIED if proved else Standing.DECLARED, _shown(measures))


def _amount(measures: Sequence[MeasureFact], fill: str) -> Known | None:
    kind, unit, scale = _AMOUNTS[fill]
    counted = [m for m in measures if unit in m.amounts and (m.kind == kind or (kind is None and m.kind != "chemical"))]
    if not counted:
        return None
    declared = any(unit in m.declared for m in counted)
    value = sum(m.amounts[unit] for m in counted) / scale
    return Known(value, Standing.DECLARED if declared else Standing.VERIFIED, _shown(counted))


def _by_factor(inputs: Inputs, electricity: Known | None, year: int) -> Known | None:
    """CO2 by the official grid factor of that year; None while there is none."""
    factors = inputs.book.all(EmissionFactor, activity="grid_electricity", year=year, official=True)
    if electricity is None or not factors:
        return None
    shown = (*electricity.evidence, Evidence(EvidenceKind.RULE, factors[0].id))
    return Known(electricity.value / 1000.0 * factors[0].value, electricity.standing, shown)


def _links(inputs: Inputs, subject: str) -> Known | None:
    real = [link for link in inputs.links if link.origin is not Origin.SYNTHETIC]
    own = [link for link in real if subject in (PARK, link.source, link.target)]
    if not own:
        return None
    return Known(float(len(own)), Standing.MEASURED, tuple(part for link in own for part in link.evidence))


def _shown(measures: Sequence[MeasureFact]) -> tuple[Evidence, ...]:
    """The measures themselves, then what they rest on."""
    records = tuple(Evidence(EvidenceKind.RECORD, f"measure/{m.id}") for m in measures)
    return tuple(dict.fromkeys((*records, *(part for m in measures for part in m.evidence))))
