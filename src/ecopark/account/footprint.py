"""The platform's own electricity and carbon: measured where the machine offers counters, otherwise modelled with a range.

``SCI = (O + M) per R`` with ``O = E x I`` and ``M = TE x (TiR/EL) x (RR/ToR)``: Software Carbon Intensity specification of
the Green Software Foundation (ISO/IEC 21031). E counts reserved hardware, not only the busy one; I is location-based.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ecopark.account import messages  # noqa: F401  # makes the texts known
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.errors import InputError

Label = Literal["measured", "modelled"]
J_PER_KWH = 3.6e6
GIB = 2.0**30


@dataclass(frozen=True, slots=True)
class Sample:
    """What the platform used between two looks at the machine's counters.

    Attributes
    ----------
    elapsed_s
        Time between the two looks.
    cpu_s
        CPU seconds of the platform's processes.
    memory_bytes
        Their resident memory at the second look.
    machine_cpu_s
        CPU seconds of everything on the machine; needed to share a measured energy.
    energy_j
        Energy of processor package and memory by the machine's counters; None where it offers none.
    """

    elapsed_s: float
    cpu_s: float
    memory_bytes: float
    machine_cpu_s: float | None = None
    energy_j: float | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """A parameter known only within limits: rectangular distribution (JCGM 100:2008, 4.3.7), with its source."""

    low: float
    high: float
    source: str

    @property
    def value(self) -> float:
        return (self.low + self.high) / 2

    @property
    def standard_uncertainty(self) -> float:
        return (self.high - self.low) / math.sqrt(12)


@dataclass(frozen=True, slots=True)
class PowerModel:
    """Power of a server as a function of what the operating system reports; wide on purpose, replace it by a measurement.

    ``cores`` is the number of cores reserved for the platform; they draw ``idle_w_per_core`` all the time.
    """

    cores: int = 2
    idle_w_per_core: Range = field(
        default_factory=lambda: Range(
            0.7, 5.0, "low: Cloud Carbon Footprint methodology, mean of cloud servers, 0.74 W per virtual core; "
            "high: small office server, 20 W idle on 4 cores [assumed]",
        )
    )  # fmt: skip
    busy_w_per_core: Range = field(
        default_factory=lambda: Range(
            3.5, 16.0, "low: Cloud Carbon Footprint methodology, 3.5 W per virtual core at full load; "
            "high: 65 W processor with 4 cores [assumed]",
        )
    )  # fmt: skip
    memory_w_per_gib: Range = field(
        default_factory=lambda: Range(
            0.2, 0.5, "Cloud Carbon Footprint methodology, 0.392 W per GB, between manufacturers' 0.37 and 0.45; widened",
        )
    )  # fmt: skip
    pue: Range = field(
        default_factory=lambda: Range(
            1.0, 1.6, "low: machine in an office without own cooling; high: mean of data centres, Uptime Institute surveys",
        )
    )  # fmt: skip

    def ranges(self) -> Mapping[str, Range]:
        return {
            "idle_w_per_core": self.idle_w_per_core,
            "busy_w_per_core": self.busy_w_per_core,
            "memory_w_per_gib": self.memory_w_per_gib,
            "pue": self.pue,
        }


# Counters of the processor (RAPL) against external meters: some percent; sharing by CPU time is the larger part.
_COUNTER = {"counter:rapl": 0.05, "model:share-by-cpu-time": 0.10}


@dataclass(frozen=True, slots=True)
class OwnEnergy:
    """Electricity of the platform itself. ``label`` is ``measured`` only when every sample was; show it with the figure."""

    energy: Estimate
    label: Label
    measured_share: float


def own_energy(samples: Sequence[Sample], model: PowerModel | None = None) -> OwnEnergy | None:
    """Electricity over the samples, kWh with its uncertainty; None without samples.

    A sample with counters counts as measured (shared out by CPU time, times PUE), one without by the model. The model's
    parameters are the same in every sample, so their errors do not average away.
    """
    if not samples:
        return None
    used = model or PowerModel()
    for sample in samples:
        _check(sample)
    parts = [_measured(sample, used) if _has_counters(sample) else _modelled(sample, used) for sample in samples]
    measured_s = sum(sample.elapsed_s for sample in samples if _has_counters(sample))
    share = measured_s / sum(sample.elapsed_s for sample in samples)
    return OwnEnergy(total(parts, "kWh"), "measured" if share == 1.0 else "modelled", share)


def _has_counters(sample: Sample) -> bool:
    return sample.energy_j is not None and bool(sample.machine_cpu_s)


def _check(sample: Sample) -> None:
    for name in ("cpu_s", "memory_bytes", "machine_cpu_s", "energy_j"):
        value = getattr(sample, name)
        if value is not None and not (math.isfinite(value) and value >= 0):
            raise InputError("account.footprint.bad_sample", field=name, value=value)
    if not sample.elapsed_s > 0:
        raise InputError("account.footprint.bad_sample", field="elapsed_s", value=sample.elapsed_s)


def _measured(sample: Sample, model: PowerModel) -> Estimate:
    """The machine's energy times the platform's share of its CPU time."""
    share = min(1.0, sample.cpu_s / (sample.machine_cpu_s or 1.0))
    kwh = (sample.energy_j or 0.0) / J_PER_KWH * share
    return _times_pue(Estimate.of(kwh, "kWh", _COUNTER), model)


def _modelled(sample: Sample, model: PowerModel) -> Estimate:
    """(idle x reserved cores x time + (busy - idle) x CPU time + memory) x PUE."""
    core_hours, cpu_hours = model.cores * sample.elapsed_s / 3600, sample.cpu_s / 3600
    gib_hours = sample.memory_bytes / GIB * sample.elapsed_s / 3600
    weights = {
        "idle_w_per_core": max(core_hours - cpu_hours, 0.0),
        "busy_w_per_core": cpu_hours,
        "memory_w_per_gib": gib_hours,
    }
    ranges = model.ranges()
    terms = [
        Estimate(
            ranges[name].value * hours / 1000,
            "kWh",
            {f"model:own-energy.{name}": ranges[name].standard_uncertainty * hours / 1000},
        )
        for name, hours in weights.items()
    ]
    return _times_pue(total(terms, "kWh"), model)


def _times_pue(energy: Estimate, model: PowerModel) -> Estimate:
    pue = Estimate(model.pue.value, "1", {"model:own-energy.pue": model.pue.standard_uncertainty})
    return energy.times(pue, "kWh")


def operational_carbon(energy: Estimate, grid_factor: Estimate) -> Estimate:
    """O = E x I in gCO2e; ``grid_factor`` in tCO2e/MWh or alike, location-based, no certificates."""
    return energy.times(grid_factor, "gCO2e")


@dataclass(frozen=True, slots=True)
class Hardware:
    """The machine's embodied emissions and how long it is used.

    ``total_embodied_g`` gCO2e of making the whole machine, with uncertainty; ``lifespan_s`` expected life;
    ``reserved_share`` share of the machine that the platform reserves (RR/ToR).
    """

    total_embodied_g: Estimate
    lifespan_s: float
    reserved_share: float


def embodied_carbon(hardware: Hardware, time_reserved_s: float) -> Estimate:
    """M = TE x (TiR/EL) x (RR/ToR) in gCO2e."""
    return hardware.total_embodied_g * (time_reserved_s / hardware.lifespan_s) * hardware.reserved_share


def software_carbon_intensity(operational: Estimate, embodied: Estimate, functional_units: float) -> Estimate:
    """SCI = (O + M) / R, gCO2e per functional unit (a stored reading, a meter and month, a report).

    ``ZeroDivisionError`` when nothing was done: there is no intensity then.
    """
    return (operational + embodied) * (1 / functional_units)
