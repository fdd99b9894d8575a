"""The register of calibrations: what is due, what was found before and after adjustment, how fast a meter drifts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from ecopark.core.errors import InputError
from ecopark.core.network import FlowNetwork
from ecopark.trust.inspection.agreement import Estimate
from ecopark.trust.inspection.fields import Fields, read_whole
from ecopark.trust.inspection.student import t_quantile

DueState = Literal["in_date", "soon", "overdue", "unknown"]
SOON = timedelta(days=30)
_YEAR = 365.25 * 86_400


@dataclass(frozen=True, slots=True)
class CheckedPoint:
    """The instrument showed ``shown`` where the standard applied ``applied``, both in the calibration's unit."""

    applied: float
    shown: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """One calibration of a meter.

    Attributes
    ----------
    datastream
        Which of the meter's datastreams, where it has several; None: the meter as a whole.
    as_found, as_left
        Before and after adjustment; as left may be empty where nothing was adjusted: then it is as found.
    valid_until
        The last day of the certificate; None: not stated.
    """

    id: str
    meter: str
    datastream: str | None
    at: datetime
    by: str
    certificate: str
    standard: str
    unit: str
    as_found: tuple[CheckedPoint, ...]
    as_left: tuple[CheckedPoint, ...]
    valid_until: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Due:
    """When a meter's calibration is due; ``source`` is the calibration's id, or ``declared``."""

    meter: str
    state: DueState
    due: date | None
    source: str
    last: datetime | None


@dataclass(frozen=True, slots=True)
class DriftStep:
    """From one calibration (as left) to the next (as found): change of the mean relative error."""

    start: datetime
    end: datetime
    change: float


@dataclass(frozen=True, slots=True)
class Drift:
    """Relative drift per year with its 95 % interval; the interval needs two steps, the rate one."""

    steps: tuple[DriftStep, ...]
    per_year: float | None
    interval: Estimate | None


def read_calibration(content: object) -> Calibration:
    """Read what was sent; ``InputError`` trust.field.*, trust.calibration.*."""
    calibration = read_whole(content, _calibration)
    until = calibration.valid_until
    if until is not None and until < calibration.at.date():
        raise InputError("trust.calibration.ends_early", where="valid_until")
    return calibration


def check_meter(calibration: Calibration, network: FlowNetwork) -> None:
    """Refuse a meter or datastream that the park does not have."""
    if calibration.meter not in network.meters:
        raise InputError("trust.inspection.unknown_place", where="meter", place=calibration.meter)
    stream = calibration.datastream
    if stream is not None and (stream not in network.datastreams or network.datastreams[stream].meter != calibration.meter):
        raise InputError("trust.inspection.other_place", where="datastream", datastream=stream, place=calibration.meter)


def calibration_content(calibration: Calibration) -> dict[str, object]:
    """The JSON of a calibration, every field present."""
    return {
        "id": calibration.id,
        "meter": calibration.meter,
        "datastream": calibration.datastream,
        "at": calibration.at.isoformat(),
        "by": calibration.by,
        "certificate": calibration.certificate,
        "standard": calibration.standard,
        "unit": calibration.unit,
        "as_found": [{"applied": p.applied, "shown": p.shown} for p in calibration.as_found],
        "as_left": [{"applied": p.applied, "shown": p.shown} for p in calibration.as_left],
        "valid_until": None if calibration.valid_until is None else calibration.valid_until.isoformat(),
        "note": calibration.note,
    }


def stored_calibration(content: Mapping[str, object]) -> Calibration:
    return read_calibration({name: value for name, value in content.items() if name != "sent_sha256"})


def due_dates(network: FlowNetwork, calibrations: Sequence[Calibration], today: date) -> list[Due]:
    """What is due, by meter; the newest calibration that states an end counts, else what the park's description declares."""
    newest: dict[str, Calibration] = {}
    for calibration in sorted(calibrations, key=lambda c: c.at):
        newest[calibration.meter] = calibration
    rows = []
    for meter in network.meters.values():
        known = newest.get(meter.id)
        due, source = meter.calibration_due, "declared"
        if known is not None and known.valid_until is not None:
            due, source = known.valid_until, known.id
        rows.append(Due(meter.id, due_state(due, today), due, source, known.at if known else None))
    return rows


def due_state(due: date | None, today: date) -> DueState:
    """A certificate holds through its last day."""
    if due is None:
        return "unknown"
    if today > due:
        return "overdue"
    return "soon" if due - today <= SOON else "in_date"


def drift_of(calibrations: Sequence[Calibration], confidence: float = 0.95) -> Drift:
    """Drift of one instrument from its calibrations, in the order of their times.

    Each step is the mean relative error as found minus that as left the time before. The rate fits steps against their
    lengths through the origin, because an instrument does not drift in no time.
    """
    ordered = sorted((c for c in calibrations if c.as_found), key=lambda c: c.at)
    steps = []
    for before, after in pairwise(ordered):
        left, found = mean_error(before.as_left or before.as_found), mean_error(after.as_found)
        if left is not None and found is not None and after.at > before.at:
            steps.append(DriftStep(before.at, after.at, found - left))
    if not steps:
        return Drift((), None, None)
    years = [(step.end - step.start).total_seconds() / _YEAR for step in steps]
    weight = math.fsum(y * y for y in years)
    rate = math.fsum(y * step.change for y, step in zip(years, steps, strict=True)) / weight
    if len(steps) < 2:
        return Drift(tuple(steps), rate, None)
    rest = math.fsum((step.change - rate * y) ** 2 for y, step in zip(years, steps, strict=True)) / (len(steps) - 1)
    reach = t_quantile((1 + confidence) / 2, len(steps) - 1) * math.sqrt(rest / weight)
    return Drift(tuple(steps), rate, Estimate(rate, rate - reach, rate + reach))


def mean_error(points: Sequence[CheckedPoint]) -> float | None:
    """Mean relative error over points where something was applied; None where there is none."""
    errors = [p.shown / p.applied - 1 for p in points if p.applied != 0]
    return math.fsum(errors) / len(errors) if errors else None


def _calibration(fields: Fields) -> Calibration:
    return Calibration(
        id=fields.id("id"),
        meter=fields.text("meter"),
        datastream=fields.maybe_text("datastream"),
        at=fields.moment("at"),
        by=fields.text("by"),
        certificate=fields.maybe_text("certificate") or "",
        standard=fields.maybe_text("standard") or "",
        unit=fields.maybe_text("unit", 40) or "",
        as_found=fields.items("as_found", _point, 50),
        as_left=fields.items("as_left", _point, 50),
        valid_until=fields.maybe_day("valid_until"),
        note=fields.maybe_text("note", 4000) or "",
    )


def _point(fields: Fields) -> CheckedPoint:
    return CheckedPoint(fields.number("applied"), fields.number("shown"))
