"""The year's emissions as figures that other rooms take: claims, reports, targets. # judge 1.1"""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import ecopark.serve.carbon_messages  # noqa: F401  texts
from ecopark.account.carbon import estimate_of, footprint_of
from ecopark.account.scope3 import CategoryState
from ecopark.account.simulation import Z, coverage
from ecopark.account.uncertainty import Estimate
from ecopark.core.figures import LEVEL, Evidence, EvidenceKind, Figure, Standing
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.serve.readmodel.carbon import CarbonYear, MethodTotal, Row


def carbon_figures(found: CarbonYear, zone: ZoneInfo, version: int) -> tuple[Figure, ...]:
    """``ghg_scope1``, the three of scope 2, ``ghg_total`` (scope 1 and location-based scope 2), memos; 90 % intervals."""
    period = Interval.of_year(found.year, zone)
    start, end = (moment.astimezone(zone).isoformat() for moment in (period.start, period.end))
    boundary = (f"firm:{found.firm}",) if found.firm else ("park",)
    lines = Evidence(EvidenceKind.TABLE, f"inventory_lines/{found.firm or '*'}|{found.year}", version)
    scope2 = Evidence(EvidenceKind.TABLE, f"scope2/{found.firm or '*'}|{found.year}", version)

    def of_rows(name: str, rows: Iterable[Row]) -> Figure:
        return _of_rows(name, list(rows), boundary=boundary, start=start, end=end, evidence=lines)

    memos = (("ghg_biogenic", "t", found.biogenic_tco2), ("ghg_apart", "tCO2e", found.apart_tco2e))
    return (
        of_rows("ghg_total", found.rows),
        of_rows("ghg_scope1", (row for row in found.rows if row["scope"] == 1)),
        *(_of_method(m, boundary=boundary, start=start, end=end, evidence=scope2) for m in found.methods),
        *(
            Figure(
                name=name,
                value=value,
                unit=unit,
                standing=Standing.DECLARED,
                start=start,
                end=end,
                boundary=boundary,
                evidence=(lines,),
            )
            for name, unit, value in memos
        ),
    )


def _of_rows(name: str, rows: list[Row], *, boundary: tuple[str, ...], start: str, end: str, evidence: Evidence) -> Figure:
    known = [estimate_of(row) for row in rows if row["emission_tco2e"] is not None]
    if not known:
        nothing = Message("portal.carbon.nothing")
        return _empty(name, nothing, boundary, start, end, evidence)
    whole, found = footprint_of(rows), coverage(known, LEVEL)
    lower_bound = Message("figure.note.lower_bound", {"lines": len(whole.not_computed)}) if whole.not_computed else None
    return Figure(
        name=name,
        value=whole.emission.value,
        unit="tCO2e",
        standing=_standing(whole.origin),
        low=found.low,
        high=found.high,
        origin=Origin(whole.origin) if whole.origin else None,
        start=start,
        end=end,
        boundary=boundary,
        evidence=(evidence,),
        provisional=whole.provisional,
        reason=lower_bound,
        contributions=dict(whole.emission.largest_sources(5)),
    )


def _of_method(method: MethodTotal, *, boundary: tuple[str, ...], start: str, end: str, evidence: Evidence) -> Figure:
    name = f"ghg_scope2_{method.method}"
    if method.figure.value is None:
        return _empty(name, Message("portal.carbon.nothing"), boundary, start, end, evidence)
    low, high = method.estimate.interval(Z[LEVEL])
    return Figure(
        name=name,
        value=method.figure.value,
        unit="tCO2e",
        standing=_standing(method.figure.origin.value if method.figure.origin else None),
        low=low,
        high=high,
        origin=method.figure.origin,
        start=start,
        end=end,
        boundary=boundary,
        evidence=(evidence,),
        provisional=method.figure.provisional,
        reason=method.notes[0] if method.notes else None,
        contributions=dict(method.estimate.largest_sources(5)),
    )


def scope3_figure(state: CategoryState) -> Figure | None:
    """A category of scope 3; None where nobody has assessed it."""
    estimate: Estimate | None = state.emission
    if estimate is None:
        return None
    low, high = estimate.interval(Z[LEVEL])
    evidence = tuple(Evidence(EvidenceKind.RECORD, f"scope3_line/{line.id}") for line in state.lines)
    return Figure(
        name=f"ghg_scope3_{state.category}",
        value=estimate.value,
        unit="tCO2e",
        standing=Standing.DECLARED,
        low=max(low, 0.0),
        high=high,
        origin=Origin.DECLARED,
        evidence=evidence,
    )


def _empty(name: str, why: Message, boundary: tuple[str, ...], start: str, end: str, evidence: Evidence) -> Figure:
    return Figure(
        name=name,
        value=None,
        unit="tCO2e",
        standing=Standing.NOT_PROVABLE,
        start=start,
        end=end,
        boundary=boundary,
        evidence=(evidence,),
        reason=why,
    )


def _standing(origin: str | None) -> Standing:
    """Added up from readings, unless somebody typed a part of it; the origin says whether it is synthetic."""
    return Standing.DECLARED if origin == Origin.DECLARED.value else Standing.MEASURED
