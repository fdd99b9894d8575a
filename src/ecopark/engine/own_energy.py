"""Reads what the platform itself uses: CPU time and memory of its processes, energy counters of the processor.

Linux only: ``/proc`` (proc(5)) and ``/sys/class/powercap`` (kernel documentation "Power Capping Framework"). The energy
counters are readable by root alone on most machines, absent in most virtual ones; then ``energy_j`` is None and the
account models. What the numbers mean stands in `ecopark.account.footprint`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ecopark.account.footprint import Sample

_MEASURED_ZONES = ("package", "dram")  # "core" and "uncore" are parts of a package, "psys" contains it
_BUSY_FIELDS = (0, 1, 2, 5, 6, 7)  # user, nice, system, irq, softirq, steal of /proc/stat; guest time is in user


@dataclass(frozen=True, slots=True)
class _Look:
    at: float
    cpu_s: dict[int, float]  # process -> CPU seconds
    memory_bytes: float
    machine_cpu_s: float | None
    counters: dict[str, tuple[int, int]]  # zone -> (microjoules, value at which the counter starts again)


@dataclass(slots=True)
class OwnEnergySampler:
    """Differences between looks at the counters.

    Attributes
    ----------
    processes
        Returns the ids of the platform's processes at this moment; the present process by default.
    root
        Where ``proc`` and ``sys`` are.
    monotonic
        Seconds of a clock that never goes back.
    """

    processes: Callable[[], Sequence[int]] = lambda: (os.getpid(),)
    root: Path = Path("/")
    monotonic: Callable[[], float] = time.monotonic
    _last: _Look | None = field(default=None, init=False)

    def sample(self) -> Sample | None:
        """What was used since the last call; None at the first call, or where the machine has no ``/proc``.

        A process that ended since the last look is missing from the difference; one that began counts in full.
        """
        look = self._look()
        last, self._last = self._last, look
        if look is None or last is None or look.at <= last.at:
            return None
        cpu_s = sum(max(used - last.cpu_s.get(process, 0.0), 0.0) for process, used in look.cpu_s.items())
        machine = None
        if look.machine_cpu_s is not None and last.machine_cpu_s is not None:
            machine = max(look.machine_cpu_s - last.machine_cpu_s, cpu_s)
        return Sample(look.at - last.at, cpu_s, look.memory_bytes, machine, _energy_j(last, look))

    def _look(self) -> _Look | None:
        used = {process: self._process(process) for process in self.processes()}
        alive = {process: found for process, found in used.items() if found is not None}
        if not alive:
            return None
        cpu = {process: cpu_s for process, (cpu_s, _) in alive.items()}
        memory = sum(memory_bytes for _, memory_bytes in alive.values())
        return _Look(self.monotonic(), cpu, memory, self._machine_cpu(), self._counters())

    def _process(self, process: int) -> tuple[float, float] | None:
        """CPU seconds (with those of ended children) and resident bytes."""
        folder = self.root / "proc" / str(process)
        stat, statm = _read(folder / "stat"), _read(folder / "statm")
        if stat is None or statm is None:
            return None
        fields = stat.rpartition(")")[2].split()  # the name of a process may hold blanks; field 3 is the first after it
        ticks = sum(int(fields[number - 3]) for number in (14, 15, 16, 17))
        return ticks / os.sysconf("SC_CLK_TCK"), int(statm.split()[1]) * float(os.sysconf("SC_PAGE_SIZE"))

    def _machine_cpu(self) -> float | None:
        stat = _read(self.root / "proc" / "stat")
        if stat is None:
            return None
        ticks = [int(word) for word in stat.splitlines()[0].split()[1:]]
        return sum(ticks[i] for i in _BUSY_FIELDS if i < len(ticks)) / os.sysconf("SC_CLK_TCK")

    def _counters(self) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for zone in sorted((self.root / "sys" / "class" / "powercap").glob("intel-rapl:*")):
            name, energy, span = (_read(zone / file) for file in ("name", "energy_uj", "max_energy_range_uj"))
            if name is not None and energy is not None and name.strip().startswith(_MEASURED_ZONES):
                found[zone.name] = (int(energy), int(span or 0))
        return found


def _energy_j(last: _Look, look: _Look) -> float | None:
    """Joules between two looks; None without counters, or when a zone came or went."""
    if not look.counters or look.counters.keys() != last.counters.keys():
        return None
    microjoules = 0
    for zone, (value, span) in look.counters.items():
        step = value - last.counters[zone][0]
        if step < 0 and not span:
            return None
        microjoules += step if step >= 0 else step + span
    return microjoules / 1e6


def _read(file: Path) -> str | None:
    """Text of a file of the kernel; None where it is not there or not ours to read."""
    try:
        return file.read_text()
    except OSError:
        return None
