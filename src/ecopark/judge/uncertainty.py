"""How far a measured value may be off, and what is decided with it: the guard band. # JCGM 106:2012, 8.3

The standard uncertainty of an average is that of a single reading: calibration errors are the same in every reading and
do not average out. It is taken from the best that is known, in this order: what a calibration found (root mean square of its
errors as found and as left), what the laboratory states (series of samples), the tolerance that Circular 10/2021 allows the
instrument (limits of error, so divided by the root of three: JCGM 100, 4.3.7).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ecopark.core.network import Datastream
from ecopark.core.units import conversion
from ecopark.judge.months import microseconds
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.records import InstrumentTolerance
from ecopark.trust.inspection.calibration import Calibration, CheckedPoint

COVERAGE = 2.0  # k: the guard band is U = 2 u on each side
LEVEL_90 = 1.645  # k of the two-sided 90 % interval that figures carry
DAY_S = 86_400
_INSTRUMENT_OF = {"nox": "no2"}  # the sum of NO and NO2 is measured by instruments with the same tolerance
_ROOT_3 = math.sqrt(3.0)
_BEGINNING = -(2**62)

Float64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Standard uncertainty of a value: a share of it and an amount beside, added in squares.

    Attributes
    ----------
    relative
        Share of the value (0.03 is 3 %).
    absolute
        In the canonical unit of the property (pH).
    source
        Id of the calibration, ``laboratory``, or the rule that allows the tolerance.
    """

    relative: float
    absolute: float
    source: str

    def expanded(self, values: Float64, k: float = COVERAGE) -> Float64:
        """U of each value, in its unit; NaN stays."""
        return np.asarray(k * np.hypot(self.relative * values, self.absolute), np.float64)


Step = tuple[int, Uncertainty]  # from this moment on (UTC microseconds)


@dataclass(frozen=True, slots=True)
class Instruments:
    """What is known of the instruments of a park beside the law's tolerances.

    Attributes
    ----------
    calibrations
        The register of calibrations.
    laboratory
        (monitoring point, property) -> relative standard uncertainty that laboratories stated, the median.
    """

    calibrations: Sequence[Calibration] = ()
    laboratory: Mapping[tuple[str, str], float] = field(default_factory=dict)


def steps_of(book: RuleBook, stream: Datastream, point: str, medium: str, instruments: Instruments) -> tuple[Step, ...]:
    """Uncertainty of a datastream over time, the first from the beginning of time; empty where nothing is known."""
    first = _sampled(stream, point, instruments) or _tolerance(book, medium, stream.observed_property)
    steps = [] if first is None else [(_BEGINNING, first)]
    mine = [c for c in instruments.calibrations if c.meter == stream.meter and c.datastream in (None, stream.id)]
    by_error = first is not None and first.relative == 0.0  # pH: errors are amounts, not shares
    for calibration in sorted(mine, key=lambda c: (c.at, c.id)):
        found = _of_calibration(calibration, stream, absolute=by_error)
        if found is not None:
            steps.append((microseconds(calibration.at), found))
    return tuple(steps)


def step_at(steps: Sequence[Step], moment_us: int) -> Uncertainty | None:
    """What held at a moment; None before the first step, or where nothing is known."""
    place = bisect_right([since for since, _ in steps], moment_us) - 1
    return steps[place][1] if place >= 0 else None


def expanded_at(steps: Sequence[Step], starts_us: npt.NDArray[np.int64], values: Float64) -> Float64 | None:
    """U (k = 2) of values of periods; None where nothing is known of some of them."""
    if not steps:
        return None
    place = np.searchsorted(np.array([since for since, _ in steps], np.int64), starts_us, side="right") - 1
    if len(place) and place.min() < 0:
        return None
    relative = np.array([u.relative for _, u in steps])[place]
    absolute = np.array([u.absolute for _, u in steps])[place]
    return np.asarray(COVERAGE * np.hypot(relative * values, absolute), np.float64)


def _sampled(stream: Datastream, point: str, instruments: Instruments) -> Uncertainty | None:
    """Samples are measured in a laboratory, not by the station's instrument."""
    if stream.step_s is not None and stream.step_s < DAY_S:
        return None
    stated = instruments.laboratory.get((point, stream.observed_property))
    return None if stated is None else Uncertainty(stated, 0.0, "laboratory")


def _tolerance(book: RuleBook, medium: str, observed_property: str) -> Uncertainty | None:
    """Limits of error of Circular 10/2021; those of the full scale are left out, as no scale is known."""
    rule = book.tolerance(medium, _INSTRUMENT_OF.get(observed_property, observed_property))
    if isinstance(rule, Missing):
        return None
    return Uncertainty(_share(rule), (rule.absolute or 0.0) / _ROOT_3, rule.id)


def _share(rule: InstrumentTolerance) -> float:
    return (rule.of_reading_pct or 0.0) / 100 / _ROOT_3


def _of_calibration(calibration: Calibration, stream: Datastream, *, absolute: bool) -> Uncertainty | None:
    points: tuple[CheckedPoint, ...] = (*calibration.as_found, *calibration.as_left)
    source = f"calibration:{calibration.id}"
    if absolute:
        factor, _ = conversion(calibration.unit or "-", stream.canonical_unit)
        errors = [(p.shown - p.applied) * factor for p in points]
        return Uncertainty(0.0, _root_mean_square(errors), source) if errors else None
    shares = [(p.shown - p.applied) / p.applied for p in points if p.applied]
    return Uncertainty(_root_mean_square(shares), 0.0, source) if shares else None


def _root_mean_square(numbers: Sequence[float]) -> float:
    return math.sqrt(math.fsum(n * n for n in numbers) / len(numbers))
