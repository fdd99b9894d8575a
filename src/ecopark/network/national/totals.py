"""Sums over parks: which parks are in them, which are not and why. A park that is missing is never a zero. # design 4.4"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

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


Key = tuple[datetime, str, str]
"""Start of the period, series, unit of the sum."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A park's total of one series and period; ``estimate`` in the unit of the sum, None unless published."""

    state: str
    estimate: Estimate | None
    complete: bool
    measured_share: float | None
    provisional: bool


class ParkRows:
    """A verified publication, laid out once for all sums that it will be part of."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self._cells: dict[str, Mapping[Key, Cell]] = {}

    def cells(self, step: str) -> Mapping[Key, Cell]:
        """The park's totals (not the firms' figures) by month or day."""
        if step not in self._cells:
            mine = self.table.filter(pc.and_(pc.is_null(self.table["firm"]), pc.equal(self.table["step"], step)))
            columns = (mine[name].to_pylist() for name in _COLUMNS)
            self._cells[step] = dict(_cell(*row) for row in zip(*columns, strict=True))
        return self._cells[step]


_COLUMNS = ("start", "series", "unit", "value", "uncertainty", "state", "complete", "measured_share", "provisional")


def _cell(
    start: datetime,
    series: str,
    unit: str,
    value: float | None,
    uncertainty: str,
    state: str,
    complete: bool | None,
    measured_share: float | None,
    provisional: bool,
) -> tuple[Key, Cell]:
    wanted = UNITS.get(series.partition(".")[0], unit)
    estimate = None if value is None else Estimate.of(value, unit, json.loads(uncertainty))
    if estimate is not None and wanted:
        estimate = estimate.to(wanted)
    return (start, series, wanted), Cell(state, estimate, bool(complete), measured_share, provisional)


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
        The last verified publication; None if there is none.
    """

    id: str
    name: str
    province: str
    status: ParkStatus
    since: datetime | None = None
    believed_at: datetime | None = None
    rows: ParkRows | None = field(default=None, repr=False)


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
    cells: dict[Key, dict[str, Cell]] = {}
    told: dict[str, frozenset[str]] = {}
    for park in among:
        mine = park.rows.cells(step) if park.rows is not None else {}
        told[park.id] = frozenset(series for _, series, _ in mine)
        for key, cell in mine.items():
            cells.setdefault(key, {})[park.id] = cell
    return [_total(key, cells[key], among, told, step) for key in sorted(cells)]


def _total(
    key: Key, cells: Mapping[str, Cell], among: Sequence[ParkNumbers], told: Mapping[str, frozenset[str]], step: str
) -> Total:
    start, series, unit = key
    counted: list[tuple[ParkNumbers, Cell]] = []
    missing: dict[str, Message] = {}
    for park in among:
        cell = cells.get(park.id)
        if cell is not None and cell.state == PUBLISHED:
            counted.append((park, cell))
        else:
            missing[park.id] = _why(park, cell, series in told[park.id])
    estimate = total((cell.estimate for _, cell in counted if cell.estimate is not None), unit) if counted else None
    if estimate is not None and series.partition(".")[0] in SHARES:
        estimate = estimate * (1 / len(counted))
    shares = [cell.measured_share for _, cell in counted if cell.measured_share is not None]
    return Total(
        series=series,
        step=step,
        start=start,
        unit=unit,
        estimate=estimate,
        counted=len(counted),
        parks=len(among),
        complete=not missing and all(cell.complete for _, cell in counted),
        away=sum(park.status in ("late", "away", "refused") for park, _ in counted),
        not_believed=sum(park.status == "not_believed" for park, _ in counted),
        missing=missing,
        measured_share=sum(shares) / len(shares) if shares else None,
        provisional=any(cell.provisional for _, cell in counted),
    )


def _why(park: ParkNumbers, cell: Cell | None, shared: bool) -> Message:
    """Why a park is not in a sum."""
    if cell is not None:
        return Message(f"network.national.{'withheld' if cell.state == WITHHELD else 'no_data'}")
    if park.rows is None:
        if park.status == "not_believed":
            return Message("network.national.not_believed")
        return Message(f"network.national.{'never_reached' if park.believed_at is None else 'nothing_published'}")
    return Message(f"network.national.{'period_open' if shared else 'not_shared'}")


def withheld_or_missing(rows: pa.Table) -> tuple[int, int]:
    """How many cells of a publication are withheld, and how many have no data."""
    states = rows["state"].to_pylist()
    return states.count(WITHHELD), states.count(MISSING)
