"""What the method says of a measure at a moment: the content of a record ``verification``. # judge 3

The record has the id of its measure; each verification is a revision, old ones stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ecopark.account.measures.splits import Bounds, Verified
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.records import Record
from ecopark.core.terms import Origin

VERIFICATION = "verification"
QUANTITY_OF_PROPERTY: Mapping[str, str] = {
    "active_energy": "electricity_kwh",
    "active_power": "electricity_kwh",
    "water_volume": "water_m3",
    "wastewater_volume": "wastewater_m3",
    "wastewater_flow": "wastewater_m3",
    "fuel_energy": "fuel_gj",
    "waste_mass": "waste_t",
    "hazardous_waste_mass": "waste_t",
}


def stored_verified(record: Record) -> Verified | None:
    """What a verification means for the totals; None where it could not judge any amount (no meter, no period)."""
    said: Mapping[str, Any] = record.content
    if not said.get("quantity") or not said.get("period"):
        return None
    figures = {name: None if f is None else Figure.of(f) for name, f in said["figures"].items()}
    quantity, stem = said["quantity"], said["quantity"].rpartition("_")[0]
    amounts, yearly = _amounts(figures, quantity, stem), {}
    normalised = figures.get("normalised")
    if (bounds := _bounds(normalised)) is not None:
        yearly[quantity] = bounds
    first, last = (datetime.fromisoformat(said["period"][side]).date() for side in ("start", "end"))
    holds = said["standing"] == Standing.VERIFIED.value
    avoided = figures.get("avoided")
    return Verified(
        holds=holds,
        quantity=quantity,
        first=first,
        last=max(last, date.fromordinal(first.toordinal() + 1)),
        amounts=amounts if holds else {},
        yearly=yearly if holds else {},
        provisional=any(f.provisional for f in figures.values() if f is not None),
        origin=(avoided.origin if avoided else None) or Origin.MEASURED,
        evidence=(Evidence(EvidenceKind.RECORD, f"{VERIFICATION}/{record.id}", record.revision),),
    )


def _amounts(figures: Mapping[str, Figure | None], quantity: str, stem: str) -> dict[str, Bounds]:
    """Amount with its money and emissions, under the names of the register, parts and totals."""
    found = {}
    for name, figure in (
        (quantity, "avoided"),
        (f"{stem}_vnd", "money"),
        ("vnd", "money"),
        (f"{stem}_tco2e", "carbon"),
        ("tco2e", "carbon"),
    ):
        if (bounds := _bounds(figures.get(figure))) is not None:
            found[name] = bounds
    return found


def _bounds(figure: Figure | None) -> Bounds | None:
    return None if figure is None or figure.value is None else Bounds(figure.value, figure.low, figure.high)
