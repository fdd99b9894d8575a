"""What is judged: one amount per hour or day with its covariates, on one clock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ecopark.core.errors import InputError
from ecopark.core.interval import PARK_ZONE

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

HOUR_S, DAY_S = 3600, 86400
_EPOCH = date(1970, 1, 1)


class Role(StrEnum):
    """What a covariate says."""

    TEMPERATURE = "temperature"  # outdoor air, °C
    PRODUCTION = "production"  # tonnes, pieces, m3 treated: more of it needs more
    MODE = "mode"  # operating mode: a small whole number per kind of operation


@dataclass(frozen=True, slots=True, eq=False)
class Covariate:
    """One explaining series beside the amount.

    Attributes
    ----------
    role, unit
        What it is; unit °C for temperatures, empty for modes.
    values
        (n,) one per step of the series it belongs to; NaN is missing.
    """

    role: Role
    values: Float
    unit: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Amounts of a facility (IPMVP option C) or of one retrofit (option B) with what explains them.

    Attributes
    ----------
    start_us
        (n,) start of each step, microseconds UTC since 1970, strictly ascending; steps may be absent.
    step_s
        3600 or 86400. A daily step begins at local midnight.
    amount
        (n,) amount of the step in ``unit``; NaN where it was not measured (inside kernels only, tables carry null).
    unit
        ``kWh``, ``m3``, …
    zone
        Whose clock and calendar the people of the place follow.
    covariates
        Name -> covariate, in the order of the mapping.
    """

    start_us: Int
    step_s: int
    amount: Float
    unit: str = "kWh"
    zone: ZoneInfo = PARK_ZONE
    covariates: Mapping[str, Covariate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n = len(self.start_us)
        if self.step_s not in (HOUR_S, DAY_S):
            raise InputError("account.savings.step", step_s=self.step_s)
        if n == 0 or len(self.amount) != n or any(len(c.values) != n for c in self.covariates.values()):
            raise InputError("account.savings.lengths", rows=n)
        if np.any(np.diff(self.start_us) <= 0):
            raise InputError("account.savings.order")

    def __len__(self) -> int:
        return len(self.start_us)

    @property
    def start(self) -> datetime:
        return moment(int(self.start_us[0]), self.zone)

    @property
    def end(self) -> datetime:
        """End of the last step (exclusive)."""
        last = moment(int(self.start_us[-1]), self.zone)
        if self.step_s == DAY_S:  # a local day may have 23 or 25 hours
            following = last.date() + timedelta(days=1)
            return datetime(following.year, following.month, following.day, tzinfo=self.zone)
        return moment(int(self.start_us[-1]) + self.step_s * 1_000_000, self.zone)

    @property
    def valid(self) -> Bool:
        """Steps with an amount and every covariate."""
        known = np.isfinite(self.amount)
        for covariate in self.covariates.values():
            known &= np.isfinite(covariate.values)
        return known

    def of_role(self, role: Role) -> tuple[str, ...]:
        return tuple(name for name, covariate in self.covariates.items() if covariate.role is role)

    def take(self, kept: Bool | slice) -> Series:
        """The steps that ``kept`` names."""
        covariates = {n: replace(c, values=c.values[kept]) for n, c in self.covariates.items()}
        return replace(self, start_us=self.start_us[kept], amount=self.amount[kept], covariates=covariates)

    def between(self, start: datetime, end: datetime) -> Series:
        """Steps that begin in ``[start, end)``; ``InputError`` account.savings.lengths if there is none."""
        return self.take((self.start_us >= micros(start)) & (self.start_us < micros(end)))

    def without(self, *names: str) -> Series:
        """The series without some covariates."""
        return replace(self, covariates={n: c for n, c in self.covariates.items() if n not in names})

    def sha256(self) -> str:
        """Hash of all that the series says: what a locked baseline was fitted on can be shown again."""
        digest = hashlib.sha256(f"{self.step_s}|{self.unit}|{self.zone.key}|{len(self)}".encode())
        digest.update(self.start_us.astype(">i8").tobytes())
        for name, values in (("", self.amount), *((n, c.values) for n, c in sorted(self.covariates.items()))):
            known = np.isfinite(values)
            digest.update(name.encode() + b"\0" + known.tobytes())
            digest.update(np.where(known, values, 0.0).astype(">f8").tobytes())
        return digest.hexdigest()


def moment(us: int, zone: ZoneInfo) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).astimezone(zone)


def micros(when: datetime) -> int:
    """Microseconds UTC since 1970 of an aware moment."""
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def series_of_quantities(
    quantities: pa.Table,
    *,
    step_s: int = HOUR_S,
    zone: ZoneInfo = PARK_ZONE,
    covariates: Mapping[str, tuple[Role, str, pa.Table]] | None = None,
    least_measured: float = 0.9,
) -> Series:
    """Rows of the table ``quantities`` (one or several datastreams, summed) as a series.

    Parameters
    ----------
    quantities
        Columns datastream, start, step_s, quantity (null: nothing valid), unit, measured_s. All of one unit. Only rows
        of hours (3600 s) or, for ``step_s`` 86400, hours and days.
    covariates
        Name -> (role, unit, table with the columns ``start`` (timestamp, UTC) and ``value``); averaged in each step,
        production summed.
    least_measured
        A step counts as measured only if every datastream was measured in at least this share of it.

    Raises
    ------
    InputError
        account.savings.units where the datastreams have different units; account.savings.lengths without rows.
    """
    units = set(quantities["unit"].to_pylist())
    if len(units) > 1:
        raise InputError("account.savings.units", units=", ".join(sorted(map(str, units))))
    streams = sorted(set(quantities["datastream"].to_pylist()))
    starts = _micros_of(quantities["start"])
    if not len(starts):
        raise InputError("account.savings.lengths", rows=0)
    grid = _grid(int(starts.min()), int(starts.max()), step_s, zone)
    amount = np.zeros(len(grid))
    for stream in streams:
        rows = quantities.filter(pc.equal(quantities["datastream"], stream))
        amount += _one_stream(rows, grid, step_s, least_measured)
    read = {
        name: Covariate(role, _covariate(table, grid, role), unit)
        for name, (role, unit, table) in (covariates or {}).items()
    }
    return Series(grid, step_s, amount, units.pop(), zone, read)


def _grid(first_us: int, last_us: int, step_s: int, zone: ZoneInfo) -> Int:
    if step_s == HOUR_S:
        width = HOUR_S * 1_000_000
        return np.arange(first_us // width * width, last_us + 1, width, dtype=np.int64)
    first, last = moment(first_us, zone).date(), moment(last_us, zone).date()
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    return np.array([micros(datetime(d.year, d.month, d.day, tzinfo=zone)) for d in days], dtype=np.int64)


def _place(us: Int, grid: Int) -> tuple[Int, Bool]:
    at = np.searchsorted(grid, us, side="right") - 1
    return np.maximum(at, 0), at >= 0


def _one_stream(rows: pa.Table, grid: Int, step_s: int, least_measured: float) -> Float:
    quantity = rows["quantity"].to_numpy(zero_copy_only=False).astype(np.float64)
    measured = rows["measured_s"].fill_null(0.0).to_numpy(zero_copy_only=False).astype(np.float64)
    at, inside = _place(_micros_of(rows["start"]), grid)
    good = inside & np.isfinite(quantity)
    summed = np.bincount(at[good], quantity[good], len(grid))
    covered = np.bincount(at[good], measured[good], len(grid))
    widths = np.diff(np.append(grid, grid[-1] + step_s * 1_000_000)) / 1e6
    return np.where(covered >= least_measured * np.minimum(widths, 1.05 * step_s), summed, np.nan)


def _covariate(table: pa.Table, grid: Int, role: Role) -> Float:
    values = table["value"].to_numpy(zero_copy_only=False).astype(np.float64)
    at, inside = _place(_micros_of(table["start"]), grid)
    good = inside & np.isfinite(values)
    count = np.bincount(at[good], minlength=len(grid))
    total = np.bincount(at[good], values[good], len(grid))
    mean = np.divide(total, count, out=np.full(len(grid), np.nan), where=count > 0)
    if role is Role.PRODUCTION:
        return np.where(count > 0, total, np.nan)
    return np.where(count > 0, np.rint(mean), np.nan) if role is Role.MODE else mean


def _micros_of(column: pa.ChunkedArray) -> Int:
    return column.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy().astype(np.int64)  # type: ignore[no-any-return]


def local_days(start_us: Int, zone: ZoneInfo) -> tuple[Int, Int]:
    """Local day number since 1970 and local second of the day of each moment; offsets are asked once a day."""
    day_us = DAY_S * 1_000_000
    utc_day = start_us // day_us
    unique, inverse = np.unique(utc_day, return_inverse=True)
    first = np.array([_offset_s(int(d) * day_us, zone) for d in unique])
    last = np.array([_offset_s((int(d) + 1) * day_us - 1, zone) for d in unique])
    offset = first[inverse].astype(np.int64)
    for at in np.flatnonzero((first != last)[inverse]):  # the two days a year on which clocks are changed
        offset[at] = _offset_s(int(start_us[at]), zone)
    local_s = start_us // 1_000_000 + offset
    return local_s // DAY_S, local_s % DAY_S


def _offset_s(us: int, zone: ZoneInfo) -> int:
    offset = moment(us, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def day_of(number: int) -> date:
    """Calendar day of a day number since 1970."""
    return _EPOCH + timedelta(days=int(number))


def day_number(day: date) -> int:
    return (day - _EPOCH).days


def months_of(days: Sequence[int] | Int) -> Int:
    """Month index (year x 12 + month - 1) of day numbers."""
    return np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
