"""Proposed checks: what the declaration of a datastream (property, kind, step, bounds, place) implies for its checks."""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.properties import find_property
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, TimeBasis
from ecopark.core.units import conversion
from ecopark.trust.checks.bounds import Bounds
from ecopark.trust.checks.clock import Future, Grid
from ecopark.trust.checks.counter import Counter
from ecopark.trust.checks.flat_line import FlatLine, Placeholder
from ecopark.trust.checks.gap import Step
from ecopark.trust.checks.isolated import Isolated
from ecopark.trust.checks.neighbour import Drift, Neighbour
from ecopark.trust.checks.profile import ProfileShift
from ecopark.trust.checks.rate import Rate
from ecopark.trust.checks.spike import Hampel
from ecopark.trust.checks.sun import ClockShift
from ecopark.trust.checks.unit_mixup import PowersOfTen
from ecopark.trust.checks.zeros import LowOutlier, ZeroForMissing
from ecopark.trust.settings import DatastreamChecks, QualitySettings, overridden

SECOND_US = 1_000_000
_FLAT_SECONDS = 12 * 3600
_FLAT_READINGS = 8
_SILENCE_US, _SILENT_STEPS = 6 * 3600 * SECOND_US, 24


@dataclass(frozen=True, slots=True)
class Habit:
    """How a property behaves.

    Attributes
    ----------
    zero
        ``rests``: zero is an ordinary state (a machine that is off, night, no rain); ``never``: it does not occur in
        service; ``open``: it may occur, nothing is concluded from it.
    resting
        Further values at which it may stay for long (100 % humidity).
    per_hour
        Fastest credible change per hour, canonical unit; None where loads are switched.
    spike
        Parameters of the Hampel check; None where sharp peaks are real.
    scales
        Values are compared by ratio: a wrong unit shows as a power of ten.
    """

    zero: str = "open"
    resting: tuple[float, ...] = ()
    per_hour: float | None = None
    spike: Hampel | None = None
    scales: bool = False


_REACTIVE = Habit("rests", scales=True)
_AMOUNT = Habit("rests", spike=Hampel(sigmas=12, relative_floor=8.0), scales=True)
_CONCENTRATION = Habit("open", spike=Hampel(sigmas=10, relative_floor=1.0), scales=True)
_INFLUENT = Habit("never", spike=Hampel(sigmas=10, relative_floor=1.0), scales=True)

HABITS: dict[str, Habit] = {
    **dict.fromkeys(("active_energy", "active_power", "water_volume", "wastewater_volume"), _AMOUNT),
    **dict.fromkeys(("reactive_energy_lagging", "reactive_energy_leading"), _REACTIVE),
    **dict.fromkeys(("gas_volume", "fuel_mass", "fuel_energy", "waste_mass", "hazardous_waste_mass"), _AMOUNT),
    "power_factor": Habit("rests", resting=(100.0,)),
    "wastewater_flow": Habit("rests", spike=Hampel(sigmas=10, relative_floor=2.0), scales=True),
    **dict.fromkeys(("cod", "bod5", "total_n", "toc"), _INFLUENT),
    **dict.fromkeys(("tss", "ammonium_n", "nitrate_n", "total_p", "phosphate_p", "colour"), _CONCENTRATION),
    "ph": Habit("never", per_hour=4.0, spike=Hampel(sigmas=10, floor=1.0, relative_floor=0.0)),
    "water_temperature": Habit("never", per_hour=15.0, spike=Hampel(sigmas=10, floor=5.0, relative_floor=0.0)),
    "air_temperature": Habit("never", per_hour=15.0, spike=Hampel(sigmas=10, floor=8.0, relative_floor=0.0)),
    "relative_humidity": Habit("never", resting=(100.0,), per_hour=80.0),
    "air_pressure": Habit("never", per_hour=20.0, spike=Hampel(sigmas=12, floor=10.0, relative_floor=0.0)),
    "wind_speed": Habit("never"),
    "rain": Habit("rests"),
    "ghi": Habit("rests"),
    "nox": Habit("never", scales=True),
    "residual_chlorine": Habit("rests"),
}


def propose(datastream: Datastream, network: FlowNetwork, settings: QualitySettings) -> DatastreamChecks:
    """Return the checks of one datastream: proposed from its declaration, then the settings' overrides."""
    habit = HABITS.get(datastream.observed_property, Habit())
    proposal = _proposal(datastream, habit, network)
    for part, name in ((settings.properties, datastream.observed_property), (settings.datastreams, datastream.id)):
        if name in part:
            proposal = overridden(proposal, part[name], name)
    return proposal


def is_solar(datastream: Datastream, network: FlowNetwork) -> bool:
    """Whether it measures irradiance, or electricity of a generation node that no fuel or heat reaches."""
    if datastream.observed_property == "ghi":
        return True
    edge = network.edge_of(datastream.id)
    if edge is None or network.nodes[edge.source].kind is not NodeKind.GENERATION:
        return False
    fed = any(e.target == edge.source and e.carrier in (Carrier.FUEL, Carrier.HEAT) for e in network.edges.values())
    return not fed and datastream.observed_property in ("active_energy", "active_power")


def at_works(datastream: Datastream, network: FlowNetwork) -> bool:
    """Whether it sits at a treatment works, whose flow does not stop."""
    meter = network.meters[datastream.meter]
    ends = set()
    if meter.edge is not None:
        edge = network.edges[meter.edge]
        ends = {edge.source, edge.target}
    if meter.monitoring_point is not None:
        ends.add(network.monitoring_points[meter.monitoring_point].node)
    return any(network.nodes[node].kind is NodeKind.WORKS for node in ends)


def _proposal(datastream: Datastream, habit: Habit, network: FlowNetwork) -> DatastreamChecks:
    register = datastream.kind is DatastreamKind.TOTAL_INCREASING
    solar = is_solar(datastream, network)
    steady_flow = datastream.observed_property == "wastewater_flow" and at_works(datastream, network)
    load = datastream.observed_property in ("active_energy", "active_power")
    zero = "never" if steady_flow else habit.zero
    step_s = datastream.step_s
    resting = ((0.0,) if zero == "rests" else ()) + habit.resting
    physical = find_property(datastream.observed_property)
    bounded = physical.minimum is not None or physical.maximum is not None
    declared = datastream.plausible_min is not None or datastream.plausible_max is not None
    step = None if step_s is None else step_s * SECOND_US
    return DatastreamChecks(
        physical_bounds=Bounds(physical.minimum, physical.maximum, 1e-6) if bounded else None,
        plausible_range=Bounds(datastream.plausible_min, datastream.plausible_max) if declared else None,
        rate_of_change=Rate(habit.per_hour) if habit.per_hour and (step_s or 0) <= 3 * 3600 else None,
        flat_line=None if register else FlatLine(_flat_readings(step_s), resting=resting),
        spike=None if register or solar else habit.spike,
        zero_for_missing=None if register or solar or zero == "open" else ZeroForMissing(zero == "never"),
        low_outlier=LowOutlier() if steady_flow else None,
        placeholder=None if register else Placeholder(resting=resting),
        clock_shift=ClockShift() if solar and not register and step_s is not None and step_s <= 3600 else None,
        profile_shift=ProfileShift() if load and not register and not solar and (step_s or 3600) <= 1800 else None,
        future_time=Future() if datastream.time_basis is TimeBasis.CLOCK else None,
        off_grid=Grid(step) if step is not None else None,
        unit_mixup=PowersOfTen() if habit.scales and not solar else None,
        counter=_counter(datastream) if register else None,
        gap=Step(step) if step is not None else None,
        isolated=Isolated(max(_SILENCE_US, _SILENT_STEPS * step)) if step is not None else None,
        neighbour=Neighbour() if step is not None and not register else None,
        drift=Drift() if step is not None and not register else None,
    )


def _flat_readings(step_s: int | None) -> int:
    return _FLAT_READINGS if step_s is None else max(_FLAT_READINGS, -(-_FLAT_SECONDS // step_s))


def _counter(datastream: Datastream) -> Counter:
    to_canonical, _ = conversion(datastream.unit, datastream.canonical_unit)
    noise = abs(datastream.factor * to_canonical) * (datastream.resolution or 0.0)
    return Counter(rollover=datastream.rollover, noise=noise)
