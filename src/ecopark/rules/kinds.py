"""All kinds of rules by the name that pack files begin with."""

from __future__ import annotations

from ecopark.rules.criteria import CRITERIA_KINDS
from ecopark.rules.obligations import Duty, EnergyEquivalent, Threshold
from ecopark.rules.records import (
    Authority,
    CbamGoods,
    CbamMarkup,
    Coefficient,
    EmissionFactor,
    FuelFactor,
    GlobalWarmingPotential,
    Holiday,
    InstrumentTolerance,
    LegalDocument,
    Limit,
    ParameterSymbol,
    ProcessFactor,
    PublicHoliday,
    RefrigerantBlend,
    Rule,
    SinkFactor,
    TableSlot,
    TariffHours,
    TariffPrice,
    TariffStructure,
    TaxRate,
    Verification,
)

KINDS: dict[str, type[Rule]] = {
    kind.kind: kind
    for kind in (
        Limit,
        Coefficient,
        TableSlot,
        EmissionFactor,
        FuelFactor,
        ProcessFactor,
        RefrigerantBlend,
        GlobalWarmingPotential,
        TariffPrice,
        TariffHours,
        TariffStructure,
        TaxRate,
        ParameterSymbol,
        InstrumentTolerance,
        Authority,
        Duty,
        Threshold,
        EnergyEquivalent,
        Holiday,
        PublicHoliday,
        LegalDocument,
        SinkFactor,
        CbamMarkup,
        CbamGoods,
        Verification,
    )
} | CRITERIA_KINDS
