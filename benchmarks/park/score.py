"""Scores of an identification on generated parks, added up over seeds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from benchmarks.park.generate import COMMISSIONING, Park
from benchmarks.park.oracle import Knowable

from ecopark.trust.identify.over_time import Named


@dataclass
class Score:
    """What was found in some parks; a named meter is right if it is faulty and was named after its fault began."""

    faults: int = 0
    found: int = 0
    identifiable: int = 0
    identifiable_found: int = 0
    isolable: int = 0
    isolable_found: int = 0
    named: int = 0
    wrong: int = 0
    sensor_years: float = 0.0
    days: list[float] = field(default_factory=list)
    kinds: dict[str, list[int]] = field(default_factory=dict)  # kind -> [identifiable, of these found]
    carriers: dict[str, list[int]] = field(default_factory=dict)

    def add(self, park: Park, named: dict[int, Named], known: list[Knowable]) -> None:
        right = {f.meter for f in park.faults if f.meter in named and named[f.meter].named > f.start}
        self.named += len(named)
        self.wrong += len(set(named) - right)
        self.sensor_years += len(park.layout.meters) * (len(park.values) - COMMISSIONING) / 24 / 365
        for fault, could in zip(park.faults, known, strict=True):
            hit = fault.meter in right
            self.faults += 1
            self.found += hit
            self.isolable += could.isolable
            self.isolable_found += could.isolable and hit
            if could.identifiable:
                self.identifiable += 1
                self.identifiable_found += hit
                for table, key in ((self.kinds, fault.kind), (self.carriers, str(park.layout.carrier[fault.meter]))):
                    cell = table.setdefault(key, [0, 0])
                    cell[0] += 1
                    cell[1] += hit
            if hit:
                self.days.append((named[fault.meter].named - fault.start) / 24)

    @property
    def recall(self) -> float:
        return self.found / self.faults if self.faults else float("nan")

    @property
    def recall_identifiable(self) -> float:
        return self.identifiable_found / self.identifiable if self.identifiable else float("nan")

    @property
    def recall_isolable(self) -> float:
        return self.isolable_found / self.isolable if self.isolable else float("nan")

    @property
    def precision(self) -> float:
        return 1 - self.wrong / self.named if self.named else float("nan")

    @property
    def alarms(self) -> float:
        """Wrongly named meters per sensor-year."""
        return self.wrong / self.sensor_years

    def days_at(self, share: float) -> float:
        return float(np.quantile(self.days, share)) if self.days else float("nan")
