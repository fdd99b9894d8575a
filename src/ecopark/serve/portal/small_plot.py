"""A small plot as SVG paths: lines over time with the span that a finding is about. Drawn by the server, no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ecopark.serve.readmodel.queue import Plot

WIDTH, HEIGHT = 640.0, 120.0


@dataclass(frozen=True, slots=True)
class SmallPlot:
    """What the template prints. ``paths``: (name, SVG path) in a box of ``WIDTH`` x ``HEIGHT``; ``mark``: x and width."""

    paths: tuple[tuple[str, str], ...]
    mark: tuple[float, float] | None
    low: float
    high: float
    first: datetime
    last: datetime
    unit: str


def small_plot(plot: Plot | None) -> SmallPlot | None:
    """None where there is nothing to draw: no value at all, or a single moment."""
    if plot is None or len(plot.times) < 2 or plot.times[0] >= plot.times[-1]:
        return None
    values = [v for line in plot.series.values() for v in line if v is not None]
    if not values:
        return None
    low, high = min(values), max(values)
    first, last = plot.times[0], plot.times[-1]
    span = (last - first).total_seconds()
    x = [(t - first).total_seconds() / span * WIDTH for t in plot.times]
    paths = tuple((name, _path(x, line, low, high)) for name, line in plot.series.items())
    mark = None
    if plot.marked is not None:
        left, right = (min(max((t - first).total_seconds() / span, 0.0), 1.0) * WIDTH for t in plot.marked)
        mark = (round(left, 1), round(max(right - left, 2.0), 1))
    return SmallPlot(paths, mark, low, high, first, last, plot.unit)


def _path(x: Sequence[float], line: Sequence[float | None], low: float, high: float) -> str:
    """Moves where a value is missing: a gap is never bridged."""
    height = (high - low) or 1.0
    parts, pen_down = [], False
    for at, value in zip(x, line, strict=True):
        if value is None:
            pen_down = False
            continue
        y = HEIGHT - 4 - (value - low) / height * (HEIGHT - 8) if high > low else HEIGHT / 2
        parts.append(f"{'L' if pen_down else 'M'}{at:.1f} {y:.1f}")
        pen_down = True
    return "".join(parts)
