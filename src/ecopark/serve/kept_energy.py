"""The platform's own electricity as it stands in the records: the same whoever opens the park."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from ecopark.account.footprint import OwnEnergy, PowerModel, Sample, own_energy
from ecopark.core.records import RecordsStore
from ecopark.core.scope import system_scope

KIND = "own_energy"
SCOPE = system_scope("own-footprint")


def kept_energy(records: RecordsStore) -> tuple[OwnEnergy, float] | None:
    """Electricity over all kept days, and the seconds that they cover; None before the first is kept."""
    samples = [sample_of(r.content) for r in records.find(SCOPE, KIND, limit=100_000)]
    used = own_energy(samples, PowerModel(cores=os.cpu_count() or 1))
    return None if used is None else (used, sum(sample.elapsed_s for sample in samples))


def sample_of(content: Mapping[str, object]) -> Sample:
    """One day's sums as they were kept."""
    known = {name: content[name] for name in ("elapsed_s", "cpu_s", "memory_bytes", "machine_cpu_s", "energy_j")}
    return replace(Sample(1.0, 0.0, 0.0), **known)  # type: ignore[arg-type]
