"""Where waste went, from what firms declared of it with their manifests."""

from __future__ import annotations

import math
from typing import Literal

from ecopark.account.declarations import DISPOSED, DIVERTED, WASTE, Declaration, declarations_of
from ecopark.account.lineage import weakest
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.judge.reports.basis import Basis
from ecopark.judge.reports.parts import not_available

Fate = Literal["diverted", "disposed"]
_FATES = {"diverted": DIVERTED, "disposed": DISPOSED}


def waste_to(basis: Basis, fate: Fate) -> Figure:
    """Tonnes of the period that were diverted from, or went to, disposal; a lower bound where declarations do not say."""
    of_waste = [r for r in basis.records.get("declaration", ()) if r.content.get("category") in WASTE]
    declared = [d for d in declarations_of(of_waste) if basis.firm in (None, d.firm)]
    own = [d for d in declared if d.share_in(basis.period, basis.zone) > 0]
    known = [d for d in own if d.equipment in _FATES[fate]]
    if not any(d.equipment for d in own):
        return not_available(f"waste.{fate}", "t", "judge.gri.no_fate" if own else "judge.gri.no_waste")
    unknown = math.fsum(_tonnes(basis, d) for d in own if not d.equipment)
    revisions = {record.id: record.revision for record in basis.records.get("declaration", ())}
    origin = weakest(d.origin.value for d in known)
    return Figure(
        name=f"waste.{fate}",
        value=math.fsum(_tonnes(basis, d) for d in known),
        unit="t",
        standing=Standing.DECLARED,
        origin=Origin(origin) if origin else Origin.DECLARED,
        start=basis.period.start.astimezone(basis.zone).isoformat(),
        end=basis.period.end.astimezone(basis.zone).isoformat(),
        boundary=basis.boundary,
        evidence=tuple(Evidence(EvidenceKind.RECORD, f"declaration/{d.id}", revisions.get(d.id)) for d in known),
        reason=Message("judge.gri.fate_part", {"tonnes": f"{unknown:g}"}) if unknown else None,
    )


def _tonnes(basis: Basis, declaration: Declaration) -> float:
    return declaration.activity * declaration.share_in(basis.period, basis.zone)
