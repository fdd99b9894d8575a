"""Sums of inventory lines with correlated uncertainty: any set of firms, scopes and months. # design 4.9"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from ecopark.account import messages  # noqa: F401  # makes the texts known
from ecopark.account.lineage import naive_utc, relative_parts, weakest
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.errors import RuleError
from ecopark.core.interval import Interval

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a set of lines emits.

    Attributes
    ----------
    emission
        tCO2e with its sources of uncertainty; sums what could be computed.
    biogenic_tco2
        Memo: CO2 from biogenic carbon, not in ``emission``.
    not_computed
        Ids of lines whose emission is not known: the sum is a lower bound as long as there are any.
    measured_share
        Mean of the lines' measured shares, weighted by emission; None where nothing could be computed.
    """

    emission: Estimate
    biogenic_tco2: float
    gwp_report: str | None
    not_computed: tuple[str, ...]
    measured_share: float | None
    origin: str | None
    provisional: bool


def footprint_of(lines: pa.Table | Iterable[Line]) -> Footprint:
    """Sum lines of ``inventory_lines``; ``RuleError`` account.gwp.mixed when they use several GWP reports."""
    rows = list(_rows(lines))
    report = refuse_mixed_gwp(rows)
    known = [row for row in rows if row["emission_tco2e"] is not None]
    weights = [abs(_number(row["emission_tco2e"])) for row in known]
    shares = [_number(row["measured_share"]) for row in known]
    weight = sum(weights)
    return Footprint(
        emission=total((estimate_of(row) for row in known), "tCO2e"),
        biogenic_tco2=sum(_number(row["biogenic_tco2"]) for row in rows if row["biogenic_tco2"] is not None),
        gwp_report=report,
        not_computed=tuple(str(row["id"]) for row in rows if row["emission_tco2e"] is None),
        measured_share=sum(w * s for w, s in zip(weights, shares, strict=True)) / weight if weight else None,
        origin=weakest(str(row["origin"]) for row in known if row["origin"] is not None),
        provisional=any(bool(row["provisional"]) for row in known),
    )


def estimate_of(line: Line) -> Estimate:
    """The emission of one computed line with its sources."""
    return Estimate.of(_number(line["emission_tco2e"]), "tCO2e", relative_parts(str(line["uncertainty"])))


def refuse_mixed_gwp(lines: Iterable[Line]) -> str | None:
    """The one GWP report of the lines, None for no line; ``RuleError`` account.gwp.mixed otherwise."""
    reports = sorted({str(line["gwp_report"]) for line in lines})
    if len(reports) > 1:
        raise RuleError("account.gwp.mixed", reports=", ".join(reports))
    return reports[0] if reports else None


def select(
    lines: pa.Table | Iterable[Line],
    *,
    firm: str | None = None,
    facility: str | None = None,
    scope: int | None = None,
    interval: Interval | None = None,
) -> list[Line]:
    """Lines of one firm, facility or scope (all where None), and of the months that begin within an interval."""

    def wanted(row: Line) -> bool:
        asked = (("firm", firm), ("facility", facility), ("scope", scope))
        if any(value is not None and row[column] != value for column, value in asked):
            return False
        return interval is None or naive_utc(interval.start) <= _moment(row["month"]) < naive_utc(interval.end)

    return [row for row in _rows(lines) if wanted(row)]


def _rows(lines: pa.Table | Iterable[Line]) -> Iterable[Line]:
    rows: Iterable[Line] = lines.to_pylist() if isinstance(lines, pa.Table) else lines
    return rows


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return float(value)


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is not a moment")
    return value
