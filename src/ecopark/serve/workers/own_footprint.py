"""The platform meters itself: one look at the machine's counters a minute, summed per day, kept as records."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from ecopark.account.activities import grid_electricity
from ecopark.account.footprint import OwnEnergy, PowerModel, Sample, operational_carbon, own_energy
from ecopark.account.uncertainty import Estimate
from ecopark.core.ports import Clock
from ecopark.core.records import RecordsStore
from ecopark.core.scope import system_scope
from ecopark.engine.own_energy import OwnEnergySampler
from ecopark.rules.book import RuleBook
from ecopark.serve.kept_energy import KIND, sample_of

SCOPE = system_scope("own-footprint")
EVERY_S = 60.0
KEPT_EVERY = 5  # looks between two records: at most so much is lost when the power goes


class FootprintMeter(threading.Thread):
    """Looks at the counters as long as the park is open; ``measured()`` says what the platform has used so far.

    A day's sums are one record (kind ``own_energy``, id the UTC day), so that restarts add up.
    """

    def __init__(self, records: RecordsStore, book: RuleBook, clock: Clock, *, every_s: float = EVERY_S) -> None:
        super().__init__(name="ecopark-own-footprint", daemon=True)
        self._records = records
        self._book = book
        self._clock = clock
        self._every_s = every_s
        self._sampler = OwnEnergySampler()
        self._model = PowerModel(cores=os.cpu_count() or 1)
        self._stop_asked = threading.Event()
        self._lock = threading.Lock()
        self._days = {r.id: sample_of(r.content) for r in records.find(SCOPE, KIND, limit=100_000)}
        self._sampler.sample()

    def run(self) -> None:
        looks = 0
        while not self._stop_asked.wait(self._every_s):
            self._look()
            looks += 1
            if looks % KEPT_EVERY == 0:
                self._keep()

    def stop(self) -> None:
        """Take a last look and keep it."""
        self._stop_asked.set()
        if self.is_alive():
            self.join(timeout=5)
        self._look()
        self._keep()

    def _look(self) -> None:
        with self._lock:
            sample = self._sampler.sample()
            if sample is not None:
                day = self._clock().date().isoformat()
                self._days[day] = _sum(self._days.get(day), sample)

    def _keep(self) -> None:
        day = self._clock().date().isoformat()
        with self._lock:
            sample = self._days.get(day)
        if sample is not None:
            self._records.put(SCOPE, KIND, day, asdict(sample), public=True)

    def measured(self) -> Mapping[str, object]:
        """Electricity (kWh) and carbon (kgCO2e) with 95 % intervals, since the first record; empty before the first look."""
        self._look()
        with self._lock:
            days = dict(self._days)
        used = own_energy(list(days.values()), self._model)
        return {} if used is None else self._content(min(days), used, days)

    def _content(self, since: str, used: OwnEnergy, days: Mapping[str, Sample]) -> Mapping[str, object]:
        low, high = used.energy.interval()
        today = self._clock().date()
        content: dict[str, object] = {
            "since": since,
            "label": used.label,
            "measured_share": used.measured_share,
            "elapsed_s": sum(s.elapsed_s for s in days.values()),
            "cpu_s": sum(s.cpu_s for s in days.values()),
            "memory_mb": list(days.values())[-1].memory_bytes / 1e6,
            "electricity_kwh": used.energy.value,
            "electricity_low": max(low, 0.0),
            "electricity_high": high,
            "model": {name: asdict(r) for name, r in self._model.ranges().items()},
            "cores": self._model.cores,
        }
        return content | self._carbon(used.energy, today)

    def _carbon(self, energy: Estimate, today: date) -> dict[str, object]:
        factor = grid_electricity(self._book, today.year)
        if factor.tco2e_per_unit is None or factor.value is None:
            return {"carbon_kg": None}
        intensity = Estimate.of(factor.value, "tCO2e/MWh", factor.parts)
        carbon = operational_carbon(energy, intensity).to("kgCO2e")
        low, high = carbon.interval()
        return {
            "carbon_kg": carbon.value,
            "carbon_low": max(low, 0.0),
            "carbon_high": high,
            "factor_id": factor.factor_id,
            "factor_value": factor.value,
            "factor_unit": factor.unit,
            "factor_year": factor.year,
            "factor_source": factor.source,
            "provisional": factor.provisional,
        }


def _sum(before: Sample | None, sample: Sample) -> Sample:
    """One sample for both; a sum counts as measured only if both were."""
    if before is None:
        return sample
    seconds = before.elapsed_s + sample.elapsed_s
    memory = (before.memory_bytes * before.elapsed_s + sample.memory_bytes * sample.elapsed_s) / seconds
    return Sample(
        seconds,
        before.cpu_s + sample.cpu_s,
        memory,
        _added(before.machine_cpu_s, sample.machine_cpu_s),
        _added(before.energy_j, sample.energy_j),
    )


def _added(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
