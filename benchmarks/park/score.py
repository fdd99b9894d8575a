"""Scores of an identification on generated parks, added up over seeds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from benchmarks.park.faults import Fault
from benchmarks.park.generate import COMMISSIONING, Park
from benchmarks.park.oracle import Knowable

from ecopark.trust.identify.diagnosis import Diagnosis
from ecopark.trust.identify.over_time import Named

SAME_KIND = {
    "gain_down": ("gain", "bypass"), "gain_up": ("gain",), "drift": ("drift",), "stuck": ("stuck",), "bias": ("bias",),
    "replay": ("replay",), "night": ("night",), "unit": ("unit",), "clock": ("clock",), "clipping": ("clipping",),
}  # fmt: skip


@dataclass
class Told:
    """What the diagnosis says of rightly named meters of one kind of fault."""

    named: int = 0
    kind_right: int = 0
    sized: int = 0  # of the right kind, with an interval
    held: int = 0  # the interval holds the true size
    widths: list[float] = field(default_factory=list)  # half width over true size


def true_size(fault: Fault) -> float:
    """The size of a fault as `Diagnosis.size` tells it."""
    return fault.size - 1 if fault.kind == "unit" else fault.size


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
    told: dict[str, Told] = field(default_factory=dict)
    wrong_beside: int = 0  # of the wrong: share a balance with a faulty meter
    beside: list[float] = field(default_factory=list)  # share of the healthy meters that do, per park

    def add(self, park: Park, named: dict[int, Named], diagnoses: dict[int, Diagnosis], known: list[Knowable]) -> None:
        """Add a park: what was named with its diagnosis, and what could be known of each fault."""
        right = {f.meter for f in park.faults if f.meter in named and named[f.meter].named > f.start}
        self.named += len(named)
        self.wrong += len(set(named) - right)
        near, healthy = beside(park), np.ones(len(park.layout.meters), bool)
        healthy[[fault.meter for fault in park.faults]] = False
        self.beside.append(float(near[healthy].mean()))
        self.wrong_beside += sum(bool(near[meter]) for meter in set(named) - right)
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
                self._compare(fault, diagnoses[fault.meter])

    def _compare(self, fault: Fault, diagnosis: Diagnosis) -> None:
        told = self.told.setdefault(fault.kind, Told())
        told.named += 1
        if diagnosis.kind not in SAME_KIND.get(fault.kind, ()):
            return
        told.kind_right += 1
        if np.isfinite([diagnosis.low, diagnosis.high]).all():
            told.sized += 1
            told.held += diagnosis.low <= true_size(fault) <= diagnosis.high
            told.widths.append((diagnosis.high - diagnosis.low) / 2 / abs(true_size(fault)))

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

    @property
    def healthy_beside(self) -> float:
        """Share of the healthy meters that share a balance with a faulty one."""
        return float(np.mean(self.beside))

    def days_at(self, share: float) -> float:
        return float(np.quantile(self.days, share)) if self.days else float("nan")


def beside(park: Park) -> np.ndarray:
    """(n,) meters that share a balance with a faulty one."""
    incident = park.layout.matrix != 0
    faulty = np.zeros(incident.shape[1], bool)
    faulty[[fault.meter for fault in park.faults]] = True
    return np.asarray(incident[incident[:, faulty].any(axis=1)].any(axis=0))
