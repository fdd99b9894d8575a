"""Sums over parks: which parks are in them, which are not and why. A park that is missing is never a zero. # design 4.4"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

import ecopark.network.national.messages  # noqa: F401  texts
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.messages import Message
from ecopark.network.national.verify import UNITS
from ecopark.network.sharing.table import MISSING, PUBLISHED, WITHHELD

ParkStatus = Literal["new", "current", "late", "away", "refused", "not_believed"]
SHARES = ("quality",)
"""Series whose values are shares: over parks they are told as a mean of the parks, not as a sum."""


@dataclass(frozen=True)
class ParkNumbers:
    """What a hub has of one park.

    Attributes
    ----------
    status
        State of the park now. Its last verified numbers stay, whatever it is.
    since
        Since when it is late, away, refused or not believed.
    believed_at
        When the numbers were verified last; None if never.
    rows
        The last verified publication (`SHARED`); None if there is none.
    """

    id: str
    name: str
    province: str
    status: ParkStatus
    since: datetime | None = None
    believed_at: datetime | None = None
    rows: pa.Table | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one series in one period over the parks of a country or province.

    Attributes
    ----------
    estimate
        The sum (or the mean of shares) with its uncertainty; None where no park counts.
    counted, parks
        ``counted`` of ``parks`` parks are in it.
    complete
        All parks are in it, each with all its parts: otherwise it is a lower bound of what there is.
    away, not_believed
        How many of the counted parks are not reachable, or not believed, *now*: their numbers are the last verified ones.
    missing
        Parks that are not in it: park id -> why.
    measured_share
        Mean over the counted parks that say it.
    """

    series: str
    step: str
    start: datetime
    unit: str
    estimate: Estimate | None
    counted: int
    parks: int
    complete: bool
    away: int
    not_believed: int
    missing: Mapping[str, Message]
    measured_share: float | None
    provisional: bool


def totals(parks: Sequence[ParkNumbers], *, province: str | None = None, step: str = "month") -> list[Total]:
    """Sums of every series and period that at least one park has told, oldest first.

    Uncertainty: what parks share (an emission factor) is fully correlated, each park's own part is independent.
    """
    among = [park for park in parks if province is None or park.province == province]
    cells: dict[tuple[datetime, str, str], dict[str, Mapping[str, Any]]] = {}
    told: dict[str, set[str]] = {}
    for park in among:
        if park.rows is None:
            continue
        mine = park.rows.filter(pc.and_(pc.is_null(park.rows["firm"]), pc.equal(park.rows["step"], step)))
        told[park.id] = set(mine["series"].to_pylist())
        for row in mine.to_pylist():
            key = row["start"], row["series"], _unit(row["series"], row["unit"])
            cells.setdefault(key, {})[park.id] = row
    return [_total(key, cells[key], among, told, step) for key in sorted(cells)]


def _unit(series: str, unit: str) -> str:
    return UNITS.get(series.partition(".")[0], unit)


def _total(
    key: tuple[datetime, str, str],
    rows: Mapping[str, Mapping[str, Any]],
    among: Sequence[ParkNumbers],
    told: Mapping[str, set[str]],
    step: str,
) -> Total:
    start, series, unit = key
    counted, missing = [], dict[str, Message]()
    for park in among:
        row = rows.get(park.id)
        if row is not None and row["state"] == PUBLISHED:
            counted.append((park, row))
        else:
            missing[park.id] = _why(park, row, told, series)
    estimate = _summed([row for _, row in counted], unit)
    if estimate is not None and series.partition(".")[0] in SHARES:
        estimate = estimate * (1 / len(counted))
    shares = [row["measured_share"] for _, row in counted if row["measured_share"] is not None]
    return Total(
        series=series,
        step=step,
        start=start,
        unit=unit,
        estimate=estimate,
        counted=len(counted),
        parks=len(among),
        complete=not missing and all(row["complete"] for _, row in counted),
        away=sum(park.status in ("late", "away", "refused") for park, _ in counted),
        not_believed=sum(park.status == "not_believed" for park, _ in counted),
        missing=missing,
        measured_share=sum(shares) / len(shares) if shares else None,
        provisional=any(row["provisional"] for _, row in counted),
    )


def _why(park: ParkNumbers, row: Mapping[str, Any] | None, told: Mapping[str, set[str]], series: str) -> Message:
    """Why a park is not in a sum."""
    if row is not None:
        return Message(f"network.national.{'withheld' if row['state'] == WITHHELD else 'no_data'}")
    if park.rows is None:
        if park.status == "not_believed":
            return Message("network.national.not_believed")
        return Message(f"network.national.{'never_reached' if park.believed_at is None else 'nothing_published'}")
    return Message(f"network.national.{'period_open' if series in told.get(park.id, set()) else 'not_shared'}")


def _summed(rows: Iterable[Mapping[str, Any]], unit: str) -> Estimate | None:
    """The sum in one unit; None for no row."""
    parts = []
    for row in rows:
        given = Estimate.of(row["value"], row["unit"], json.loads(row["uncertainty"]))
        parts.append(given if not unit else given.to(unit))
    return total(parts, unit) if parts else None


def withheld_or_missing(rows: pa.Table) -> tuple[int, int]:
    """How many cells of a publication are withheld, and how many have no data."""
    states = rows["state"].to_pylist()
    return states.count(WITHHELD), states.count(MISSING)
