"""What judging one property at one point works on, and the rows that it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.judge.averages import Series
from ecopark.judge.records import Judging, Point, PointStream


@dataclass(slots=True)
class Rows:
    """Rows of the tables, collected over a point's properties."""

    averages: list[pa.Table] = field(default_factory=list)
    exceedances: list[dict[str, object]] = field(default_factory=list)
    states: list[dict[str, object]] = field(default_factory=list)
    bands: list[dict[str, object]] = field(default_factory=list)
    findings: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Judged:
    """One property at one point with its readings, over the interval that the task answers."""

    judging: Judging
    point: Point
    stream: PointStream
    readings: Series
    answers: Interval
    oxygen: Callable[[], Series] | None = None  # oxygen of the same point, read where a limit asks for it

    @property
    def name(self) -> tuple[str, str]:
        return self.point.id, self.stream.observed_property
