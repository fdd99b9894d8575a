"""Claims with everything at hand, for tests that take something away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ecopark.core.figures import Figure, Standing
from ecopark.core.terms import Origin
from ecopark.judge.claims import evidence as e
from ecopark.judge.claims.reader import read_claim
from ecopark.judge.claims.records import Claim

NOW = datetime(2026, 2, 1, 3, 0, tzinfo=UTC)
MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))

_KINDS: Mapping[str, Mapping[str, Any]] = {
    "reduction": {"metric": {"quantity": "energy"}, "target": 5, "baseline": {"measure": "furnace"}},
    "absolute_limit": {
        "metric": {"quantity": "emission_conc", "property": "cod"},
        "comparator": "<=",
        "target": 75,
        "unit": "mg/L",
        "boundary": {"points": ["outfall"]},
    },
    "intensity": {"metric": {"quantity": "energy", "per": "t"}, "comparator": "<=", "target": 300, "unit": "kWh/t"},
    "share": {"metric": {"quantity": "renewable_share"}, "target": 20},
    "balance": {"metric": {"quantity": "water"}, "comparator": "=", "target": 0, "tolerance": 3},
    "attribute": {"metric": {"quantity": "energy"}, "target": 100, "unit": "MWh"},
    "neutrality": {"metric": {"quantity": "ghg"}, "target": 0, "comparator": "<=", "unit": "tCO2e"},
}
_FIGURES: Mapping[str, tuple[float, float, float]] = {
    "reduction": (7.5, 6.0, 9.0),
    "absolute_limit": (60.0, 56.0, 64.0),
    "intensity": (280.0, 270.0, 290.0),
    "share": (25.0, 23.0, 27.0),
    "balance": (0.5, -1.0, 2.0),
    "attribute": (120.0, 120.0, 120.0),
    "neutrality": (0.0, 0.0, 0.0),
}
KINDS = tuple(_KINDS)


def claim_content(kind: str = "reduction", **changed: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "id": f"{kind}-1",
        "claimant": "steel",
        "audience": "public",
        "kind": kind,
        "comparator": ">=",
        "unit": "%",
        "boundary": {"tenants": ["steel"]},
        "period": {"start": "2025-01-01", "end": "2026-01-01"},
    }
    return {**content, **_KINDS[kind], **changed}


def whole_claim(kind: str = "reduction", **changed: Any) -> Claim:
    return read_claim(claim_content(kind, **changed))


def figure(value: float, low: float, high: float, unit: str = "%", **changed: Any) -> Figure:
    said = {"name": "saved", "standing": Standing.VERIFIED, "origin": Origin.MEASURED, **changed}
    return Figure(value=value, low=low, high=high, unit=unit, **said)


def whole_evidence(claim: Claim) -> e.EvidenceFile:
    """Everything at hand and in order: the claim of its kind is supported, grade A."""
    value, low, high = _FIGURES[claim.kind.value]
    parts = {"model:baseline": 0.7, "meter:steel.main": 0.3}
    number = figure(value, low, high, claim.unit, contributions=parts)
    return e.EvidenceFile(
        figure=number,
        measured=replace(figure(9e5, 8.9e5, 9.1e5, "kWh"), name="electricity"),
        boundary=e.BoundaryEvidence((), 0.8, 1.0),
        coverage=e.CoverageEvidence(dict.fromkeys(MONTHS, 0.97), 0.98, 2.0),
        quality=e.QualityEvidence(0.01, replace(number, low=low, high=high)),
        calibrations=(e.CalibrationEvidence("steel.main", 0.5, date(2027, 1, 1), True),),
        integrity=e.IntegrityEvidence(True, 0, 0),
        agreement=e.AgreementEvidence(14, 12, 12, True, 0.004, 0.012, 0, True),
        baseline=e.BaselineEvidence(
            "ab" * 32, datetime(2024, 12, 30, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC), 12.0, None, 0.2, 0.005, 0.02, ()
        ),
        events=(e.EventEvidence("strike", True, True, "user.steel", "manager", True),),
        factors=(e.FactorEvidence("grid-vn.2023", 2023, "combined margin", "Viet Nam", "AR5"),),
        double_counting=e.DoubleCounting((), (), (), 0),
        compliance=e.ComplianceEvidence(("outfall",), 0, 0, False),
        misstatement=0.016,
        origins=(Origin.MEASURED,),
        provisional=(),
        netting=(
            e.Netted("ict_operational", 0.1, 0.0, 0.2),
            e.Netted("ict_embodied", 0.0, 0.0, 0.0),
            e.Netted("rebound", 0.0, 0.0, 0.0),
            e.Netted("leakage", 0.0, 0.0, 0.0),
        ),
    )
