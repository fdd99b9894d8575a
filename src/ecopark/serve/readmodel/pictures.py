"""Geometry of small pictures that pages draw as SVG: scales, ticks, points. Widths and places as numbers, no style."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ecopark.core.messages import Message
from ecopark.trust.inspection.agreement import BlandAltman, Equivalence, Estimate
from ecopark.trust.inspection.calibration import Calibration, CheckedPoint, mean_error

WIDTH, HEIGHT = 640.0, 340.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 76.0, 32.0, 60.0


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places on the picture; ``turned``: larger is higher up."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        return round(self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first), 1)


@dataclass(frozen=True, slots=True)
class Picture:
    """Points (x, y, whether outside), horizontal lines (name, y, value), bands (name, y, height), ticks (place, value)."""

    points: tuple[tuple[float, float, bool], ...]
    lines: tuple[tuple[str, float, float], ...]
    bands: tuple[tuple[str, float, float], ...]
    x_ticks: tuple[tuple[float, float], ...]
    y_ticks: tuple[tuple[float, float], ...]
    zero: float | None


@dataclass(frozen=True, slots=True)
class DriftPicture:
    """Mean relative error over time: as found, as left, and the line that joins as left with the next as found."""

    found: tuple[tuple[float, float], ...]
    left: tuple[tuple[float, float], ...]
    paths: tuple[str, ...]
    x_ticks: tuple[tuple[float, datetime], ...]
    y_ticks: tuple[tuple[float, float], ...]
    zero: float


def agreement_picture(
    sensor: Sequence[float], reference: Sequence[float], figures: BlandAltman | Message, test: Equivalence | None
) -> Picture | None:
    """Differences (sensor minus reference) over means; with bias and limits of agreement where there are pairs enough."""
    if not len(sensor):
        return None
    means = [(a + b) / 2 for a, b in zip(sensor, reference, strict=True)]
    differences = [a - b for a, b in zip(sensor, reference, strict=True)]
    lines = [] if isinstance(figures, Message) else [(n, e.value) for n, e in _lines(figures)]
    margin = test.margin if test is not None else None
    reach = [*differences, *(value for _, value in lines), 0.0, *([margin, -margin] if margin else [])]
    y, x = _scale(reach, HEIGHT - BOTTOM, TOP), _scale(means, LEFT, WIDTH - RIGHT)
    bands = [] if margin is None else [("margin", y(margin), round(y(-margin) - y(margin), 1))]
    limits = dict(lines)
    low, high = limits.get("lower", -math.inf), limits.get("upper", math.inf)
    return Picture(
        tuple((x(m), y(d), not low <= d <= high) for m, d in zip(means, differences, strict=True)),
        tuple((name, y(value), value) for name, value in lines),
        tuple(bands),
        tuple((x(v), v) for v in ticks(x.low, x.high)),
        tuple((y(v), v) for v in ticks(y.low, y.high)),
        y(0.0),
    )


def drift_picture(calibrations: Sequence[Calibration]) -> DriftPicture | None:
    """None where no calibration says what was found."""
    known = sorted((c for c in calibrations if mean_error(c.as_found) is not None), key=lambda c: c.at)
    if not known:
        return None
    found = [(c.at.timestamp(), _error(c.as_found)) for c in known]
    left = [(c.at.timestamp(), _error(c.as_left or c.as_found)) for c in known]
    x = _scale([t for t, _ in found], LEFT, WIDTH - RIGHT)
    y = _scale([*(e for _, e in (*found, *left)), 0.0], HEIGHT - BOTTOM, TOP)
    pairs = zip(left, found[1:], strict=False)
    paths = tuple(f"M{x(a[0])} {y(a[1])}L{x(b[0])} {y(b[1])}" for a, b in pairs)
    times = [t for t, _ in found] if len(found) <= 5 else [x.low + (x.high - x.low) * i / 4 for i in range(5)]
    return DriftPicture(
        tuple((x(t), y(e)) for t, e in found),
        tuple((x(t), y(e)) for t, e in left),
        paths,
        tuple((x(t), datetime.fromtimestamp(t, UTC)) for t in times),
        tuple((y(v), v) for v in ticks(y.low, y.high)),
        y(0.0),
    )


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values between two ends: 1, 2 or 5 times a power of ten apart."""
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    return [round(i * step, 12) for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _lines(figures: BlandAltman) -> list[tuple[str, Estimate]]:
    return [("upper", figures.upper), ("bias", figures.bias), ("lower", figures.lower)]


def _scale(values: Sequence[float], first: float, last: float) -> Scale:
    """A little wider than the values; values that are all the same get room on both sides."""
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return Scale(low - room, high + room, first, last)


def _error(points: Sequence[CheckedPoint]) -> float:
    found = mean_error(points)
    return 0.0 if found is None else found * 100
