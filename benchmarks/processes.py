"""What a process and all below it use, looked at from outside: CPU-seconds and memory over time."""

from __future__ import annotations

import threading
import time

import psutil

EVERY_S = 0.05


class Watch:
    """Looks at a tree of processes until it is stopped; ``cpu_s`` and ``peak_bytes`` between two moments."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._looks: list[tuple[float, float, int]] = []  # moment, CPU-seconds so far, resident bytes now
        self._cpu: dict[tuple[int, float], float] = {}  # process -> CPU-seconds, kept when it is gone
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(EVERY_S):
            self._look()

    def _look(self) -> None:
        resident = 0
        try:
            tree = [psutil.Process(self._pid), *psutil.Process(self._pid).children(recursive=True)]
        except psutil.Error:
            return
        for process in tree:
            try:
                times = process.cpu_times()
                resident += process.memory_info().rss
                self._cpu[process.pid, process.create_time()] = times.user + times.system
            except psutil.Error:
                continue
        self._looks.append((time.time(), sum(self._cpu.values()), resident))

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def cpu_s(self, began: float, ended: float) -> float:
        before = [cpu for at, cpu, _ in self._looks if at <= began] or [0.0]
        until = [cpu for at, cpu, _ in self._looks if at <= ended + EVERY_S] or [0.0]
        return until[-1] - before[-1]

    def peak_bytes(self, began: float, ended: float) -> int:
        return max((bytes_ for at, _, bytes_ in self._looks if began <= at <= ended), default=0)
