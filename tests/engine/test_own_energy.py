import os

import pytest

from ecopark.account.footprint import own_energy
from ecopark.engine.own_energy import OwnEnergySampler

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Machine:
    """A folder that looks like /proc and /sys of a machine."""

    def __init__(self, root):
        self.root = root
        self.now = 0.0

    def look(self, *, cpu_s, machine_cpu_s, pages, packages=(), at, span=10_000_000):
        self.now = at
        process = self.root / "proc" / "7"
        process.mkdir(parents=True, exist_ok=True)
        user = round(cpu_s * TICKS)
        (process / "stat").write_text(f"7 (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 {user} 0 0 0 20 0 1 0 5 0 0")
        (process / "statm").write_text(f"900 {pages} 1 1 0 1 0")
        (self.root / "proc" / "stat").write_text(f"cpu {round(machine_cpu_s * TICKS)} 0 0 99999 50 0 0 0 0 0\ncpu0 1 1 1\n")
        zones = [(f"intel-rapl:{i}", f"package-{i}", uj) for i, uj in enumerate(packages)]
        zones += [(f"intel-rapl:{i}:0", "core", 1) for i in range(len(packages))]
        for folder, name, microjoules in zones:
            zone = self.root / "sys" / "class" / "powercap" / folder
            zone.mkdir(parents=True, exist_ok=True)
            (zone / "name").write_text(name + "\n")
            (zone / "energy_uj").write_text(f"{microjoules}\n")
            (zone / "max_energy_range_uj").write_text(f"{span}\n")


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def sampler(machine, processes=(7,)):
    return OwnEnergySampler(processes=lambda: processes, root=machine.root, monotonic=lambda: machine.now)


def test_sample__differences_between_two_looks(machine):
    own = sampler(machine)
    machine.look(cpu_s=10, machine_cpu_s=100, pages=5, packages=(1_000_000, 5_000_000), at=0)
    assert own.sample() is None
    machine.look(cpu_s=13, machine_cpu_s=112, pages=8, packages=(3_000_000, 6_000_000), at=60)
    sample = own.sample()
    assert (sample.elapsed_s, sample.cpu_s, sample.machine_cpu_s) == (60, 3, 12)
    assert sample.memory_bytes == 8 * PAGE
    assert sample.energy_j == 3.0  # packages only: "core" is a part of them
    assert own_energy([sample]).label == "measured"


def test_sample__a_counter_that_starts_again_is_unwound(machine):
    own = sampler(machine)
    machine.look(cpu_s=0, machine_cpu_s=0, pages=1, packages=(9_000_000,), at=0)
    own.sample()
    machine.look(cpu_s=1, machine_cpu_s=2, pages=1, packages=(500_000,), at=10)
    assert own.sample().energy_j == 1.5


def test_sample__without_counters_the_account_models(machine):
    own = sampler(machine)
    machine.look(cpu_s=0, machine_cpu_s=0, pages=1, at=0)
    own.sample()
    machine.look(cpu_s=1, machine_cpu_s=2, pages=1, at=10)
    sample = own.sample()
    assert sample.energy_j is None
    assert own_energy([sample]).label == "modelled"


def test_sample__counters_that_vanish_give_no_energy(machine):
    own = sampler(machine)
    machine.look(cpu_s=0, machine_cpu_s=0, pages=1, packages=(1,), at=0)
    own.sample()
    (machine.root / "sys" / "class" / "powercap" / "intel-rapl:0" / "energy_uj").unlink()
    machine.now = 10
    assert own.sample().energy_j is None


def test_sample__no_process_no_sample(machine):
    own = sampler(machine, processes=(8,))
    machine.look(cpu_s=0, machine_cpu_s=0, pages=1, at=0)
    assert own.sample() is None


def test_sample__of_this_machine():
    own = OwnEnergySampler()
    own.sample()
    sum(i * i for i in range(300_000))
    sample = own.sample()
    assert sample.elapsed_s > 0
    assert sample.memory_bytes > 1e6
    assert own_energy([sample]).energy.value > 0
