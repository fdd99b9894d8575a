"""What a hub needs: it visits 500 made parks with real logs every minute, verifies, adds up; and what that means for a country.

``python -m benchmarks.hub [--parks 500] [--rounds 3] [--write]``. The parks are one other process on loopback; CPU, memory and
bytes are those of the hub's process alone. The peer is the same visits without any verification: download and keep nothing.
``--write`` also writes docs/benchmarks/country.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.country import write_country
from benchmarks.hub_parks import TOKEN
from benchmarks.tables import markdown, show

from ecopark.serve.bootstrap import system_clock
from ecopark.serve.hub.client import ParkClient
from ecopark.serve.hub.folder import HubFile, HubPark, HubSettings, keep_secret, token_file, write_hub
from ecopark.serve.hub.kept import HubStore
from ecopark.serve.hub.rounds import visit_all
from ecopark.serve.hub.views import HubView
from ecopark.serve.hub.visit import States, state_of
from ecopark.trust.log.note import SigningKey

MONTHS, ENTRIES, GROWTH = 24, 2_000, 12
"""Months in a publication; entries in each log at the start; entries that a log grows by between two visits (a minute)."""


@dataclass(frozen=True)
class Round:
    """One round over all parks: seconds of the clock and of the processor, bytes received, memory after it."""

    name: str
    seconds: float
    cpu_s: float
    received: int
    memory_mb: float
    publications: int


class Parks:
    """The process of made parks."""

    def __init__(self, count: int, entries: int) -> None:
        words = [sys.executable, "-m", "benchmarks.hub_parks", str(count), str(entries), str(MONTHS)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        said = json.loads(self._line())
        self.address, self.keys = said["address"], said["keys"]

    def grow(self, publishing: int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{GROWTH} {publishing}\n")
        self._process.stdin.flush()
        assert self._line().strip() == "grown"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


def memory_mb() -> float:
    """Resident memory now (Linux), else the highest so far."""
    try:
        fields = Path("/proc/self/statm").read_text().split()
        return int(fields[1]) * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def measured(name: str, states: States, publications: int, work: Any) -> Round:
    received = sum(state.received for state in states.all())
    began, cpu = time.perf_counter(), time.process_time()
    more = work()
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    taken = sum(state.received for state in states.all()) - received if more is None else more
    return Round(name, seconds, used, taken, memory_mb(), publications)


def plain_visit(park: HubPark, number: int, size: int, timeout_s: float) -> int:
    """The peer: ask for what is new and look at nothing."""
    with ParkClient(park.url, TOKEN, timeout_s) as client:
        client.checkpoint()
        for item in client.publications(max(number - 1, 0)):
            if item["number"] != number:
                client.publication(item["number"], size)
        return client.received


def folder_of(count: int, parks: Parks, folder: Path, workers: int) -> HubFile:
    entries = tuple(
        HubPark(name, name, f"{parks.address}/{name}", (key,), f"province {i % 34}")
        for i, (name, key) in enumerate(parks.keys.items())
    )
    content = HubFile(HubSettings("hub", workers=workers, timeout_s=60), entries[:count])
    write_hub(folder, content)
    for park in content.parks:
        keep_secret(token_file(folder, park.id), TOKEN)
    return content


def run(count: int, rounds: int, workers: int, entries: int) -> tuple[list[Round], dict[str, float]]:
    parks = Parks(count, entries)
    base = memory_mb()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            content = folder_of(count, parks, folder, workers)
            store = HubStore(folder, content, system_clock)
            states = States([state_of(store, park, "hub", {}) for park in content.parks])
            made = [
                measured(
                    "first contact, every publication",
                    states,
                    count,
                    lambda: visit_all(states, store, content.hub, system_clock),
                )
            ]
            check(states, count)
            for _ in range(rounds):
                parks.grow(0)
                made.append(
                    measured("logs have grown", states, 0, lambda: visit_all(states, store, content.hub, system_clock))
                )
            parks.grow(count)
            sizes = {s.park.id: (s.number, s.seen.checkpoint.size + GROWTH + 1) for s in states.all() if s.seen}
            made.append(
                measured(
                    "logs have grown, every park publishes",
                    states,
                    count,
                    lambda: visit_all(states, store, content.hub, system_clock),
                )
            )
            check(states, count)

            def plain(publishing: bool) -> int:
                with ThreadPoolExecutor(workers) as pool:
                    jobs = [
                        pool.submit(plain_visit, park, sizes[park.id][0] + (0 if publishing else 1), sizes[park.id][1], 60.0)
                        for park in content.parks
                    ]
                    return sum(job.result() for job in jobs)

            made.append(measured("peer: plain download, nothing new", states, 0, lambda: plain(False)))
            made.append(measured("peer: plain download, every publication", states, count, lambda: plain(True)))
            view = HubView(content.hub, states, store, system_clock, SigningKey.generate("hub"))
            began = time.process_time()
            cells = len(view.totals())
            extra = {
                "totals_s": time.process_time() - began,
                "cells": cells,
                "disk": sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()),
                "base_mb": base,
            }
            store.close()
    finally:
        parks.close()
    return made, extra


def check(states: States, count: int) -> None:
    """The rounds count only if every park was verified."""
    good = [s for s in states.all() if s.disbelief is None and s.trouble is None and s.number > 0]
    if len(good) != count:
        bad = next(s for s in states.all() if s not in good)
        raise SystemExit(f"{count - len(good)} parks were not verified, e.g. {bad.park.id}: {bad.trouble} {bad.disbelief}")


def median_of(rounds: list[Round], name: str) -> Round:
    mine = sorted((r for r in rounds if r.name == name), key=lambda r: r.cpu_s)
    return mine[len(mine) // 2]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--parks", type=int, default=500)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--workers", type=int, default=8)
    options.add_argument("--entries", type=int, default=ENTRIES)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    rounds, extra = run(given.parks, given.rounds, given.workers, given.entries)
    count = given.parks
    names = list(dict.fromkeys(r.name for r in rounds))
    middle = [replace(median_of(rounds, name)) for name in names]
    rows = [
        [
            r.name,
            f"{r.seconds:.2f}",
            f"{r.cpu_s:.2f}",
            f"{1e3 * r.cpu_s / count:.2f}",
            f"{r.received / count / 1e3:.1f}",
            f"{r.memory_mb:.0f}",
        ]
        for r in middle
    ]
    quiet, plain = (median_of(rounds, name) for name in ("logs have grown", "peer: plain download, nothing new"))
    full = median_of(rounds, "logs have grown, every park publishes")
    download = median_of(rounds, "peer: plain download, every publication")
    body = markdown(["round", "s", "CPU-s", "CPU-ms per visit", "kB per visit", "memory after it, MB"], rows)
    body += (
        f"\n\n{count} made parks in one other process on loopback, {given.entries:,} entries in each log at the start, {GROWTH} more before "
        f"each round, {MONTHS} months x 5 series per publication; {given.workers} visits at a time; median of {given.rounds} rounds where there are several. "
        "Every number was verified: signature, consistency from hash tiles, inclusion, content hash, schema and units; the newest checkpoint is synced to the disk at each visit.\n\n"
        f"**Cost of verification.** A visit to a park whose log has grown costs {quiet.cpu_s / plain.cpu_s:.1f} times the CPU of a plain download that believes what it "
        f"gets ({1e3 * quiet.cpu_s / count:.2f} against {1e3 * plain.cpu_s / count:.2f} ms); with a new publication {full.cpu_s / download.cpu_s:.1f} times "
        f"({1e3 * full.cpu_s / count:.2f} against {1e3 * download.cpu_s / count:.2f} ms).\n\n"
        f"**Room.** {count} parks pulled once a minute keep {quiet.cpu_s / 60:.1%} of one core busy; a round takes {quiet.seconds:.1f} s of its minute. "
        f"The hub's memory is {quiet.memory_mb:.0f} MB ({extra['base_mb']:.0f} MB before the first park). Sums over all parks "
        f"({extra['cells']:.0f} cells) take {extra['totals_s']:.2f} CPU-s the first time (a publication is laid out once). On the disk {extra['disk'] / count / 1e3:.0f} kB per park after two publications each.\n\n"
        "**Not measured here.** TLS (loopback is plain), distance (every answer comes at once), parks that are slow. A visit to a slow park occupies one of "
        "the workers for at most the time-out, not the processor."
    )
    show("hub", "A hub and its parks", body, given.write)
    if given.write:
        write_country(
            {
                "visit_cpu_s": quiet.cpu_s / count,
                "publication_cpu_s": full.cpu_s / count,
                "visit_bytes": quiet.received / count,
                "publication_bytes": max(full.received - quiet.received, 0) / count,
                "memory_mb": quiet.memory_mb,
                "base_mb": extra["base_mb"],
                "disk_bytes_per_publication": extra["disk"] / count / 2,
                "parks": count,
            }
        )


if __name__ == "__main__":
    main()
