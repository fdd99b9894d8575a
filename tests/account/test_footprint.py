import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.account.footprint import (
    GIB,
    Hardware,
    PowerModel,
    Range,
    Sample,
    embodied_carbon,
    operational_carbon,
    own_energy,
    software_carbon_intensity,
)
from ecopark.account.uncertainty import Estimate
from ecopark.core.errors import InputError

EXACT = PowerModel(2, Range(1, 1, "t"), Range(11, 11, "t"), Range(0.4, 0.4, "t"), Range(1.5, 1.5, "t"))


def test_own_energy__model_by_hand():
    # 1 h: 2 cores reserved, 0.5 core-hours busy: 1.5 x 1 W + 0.5 x 11 W; 2 GiB x 0.4 W; PUE 1.5: 11.7 Wh
    found = own_energy([Sample(3600, 1800, 2 * GIB)], EXACT)
    assert found.energy.value == pytest.approx(0.0117)
    assert found.energy.unit == "kWh"
    assert found.label == "modelled"


def test_own_energy__model_has_a_range():
    found = own_energy([Sample(3600, 1800, GIB)])
    low, high = found.energy.interval()
    assert high - low > 0.5 * found.energy.value
    assert set(found.energy.parts) == {f"model:own-energy.{name}" for name in PowerModel().ranges()}


def test_own_energy__counters_are_shared_by_cpu_time():
    # 36 kJ = 0.01 kWh in the machine, a quarter of its CPU time is ours
    found = own_energy([Sample(3600, 900, GIB, machine_cpu_s=3600, energy_j=36_000)], EXACT)
    assert found.label == "measured"
    assert found.energy.value == pytest.approx(0.0025 * 1.5)


def test_own_energy__one_modelled_sample_makes_the_sum_modelled():
    counted = Sample(60, 1, GIB, machine_cpu_s=10, energy_j=100)
    found = own_energy([counted, Sample(180, 1, GIB)])
    assert found.label == "modelled"
    assert found.measured_share == pytest.approx(0.25)
    assert own_energy([]) is None


def test_own_energy__errors_of_the_model_do_not_average_away():
    sample = Sample(3600, 600, GIB)
    one, many = own_energy([sample]).energy, own_energy([sample] * 100).energy
    assert many.relative_uncertainty == pytest.approx(one.relative_uncertainty)


@settings(deadline=None)
@given(st.floats(1, 1e5), st.floats(0, 1e5), st.floats(0, 1e11))
def test_own_energy__more_work_never_takes_less(elapsed, cpu, memory):
    less = own_energy([Sample(elapsed, min(cpu, elapsed), memory)]).energy.value
    more = own_energy([Sample(elapsed, min(cpu, elapsed) + 1, memory + GIB)]).energy.value
    assert more > less > 0


@pytest.mark.parametrize("bad", [Sample(0, 1, 1), Sample(10, -1, 1), Sample(10, 1, float("nan")), Sample(10, 1, 1, 1, -5)])
def test_own_energy__impossible_samples_are_refused(bad):
    with pytest.raises(InputError) as caught:
        own_energy([bad])
    assert caught.value.code == "account.footprint.bad_sample"


def test_embodied_carbon__example_of_the_specification():
    """SCI 1.1.0 (ISO/IEC 21031), "Embodied emissions": 1000 kg over four years, reserved for one hour, is around 28 g."""
    device = Hardware(Estimate(1_000_000, "gCO2e"), 4 * 365 * 24 * 3600.0, 1.0)
    assert embodied_carbon(device, 3600).value == pytest.approx(1_000_000 / (4 * 365 * 24))
    assert int(embodied_carbon(device, 3600).value) == 28


def test_software_carbon_intensity__by_hand():
    # O: 2 kWh x 659.2 g/kWh; M: 100 kg x (1 year / 4 years) x 10 %; R: one million readings
    grid = Estimate.of(0.6592, "tCO2e/MWh", {"factor:grid": 0.1})
    operational = operational_carbon(Estimate(2, "kWh"), grid)
    assert operational.value == pytest.approx(1318.4)
    year = 365 * 86400
    hardware = Hardware(Estimate.of(100_000, "gCO2e", {"model:embodied": 0.3}), 4 * year, 0.1)
    embodied = embodied_carbon(hardware, year)
    assert embodied.value == pytest.approx(2500)
    sci = software_carbon_intensity(operational, embodied, 1e6)
    assert sci.value == pytest.approx(3818.4e-6)
    assert sci.unit == "gCO2e"
    assert sci.parts["factor:grid"] == pytest.approx(131.84e-6)
