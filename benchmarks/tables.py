"""Printing of results, and the page under docs/benchmarks when asked."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from ecopark.account.footprint import PowerModel, Sample, own_energy

PAGES = Path(__file__).resolve().parent.parent / "docs" / "benchmarks"


def markdown(header: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def energy_per_million(
    rows: int, elapsed_s: float, cpu_s: float, memory_bytes: float = 0.0, cores: int | None = None
) -> str:
    """Modelled electricity of the platform per million readings, Wh with its 95 % interval: idle, busy and memory, times PUE.

    ``cpu_s`` and ``memory_bytes``: of the platform's processes within ``elapsed_s``; see `ecopark.account.footprint`.
    """
    model = PowerModel(cores=cores or os.cpu_count() or 1)
    used = own_energy([Sample(elapsed_s, cpu_s, memory_bytes)], model)
    assert used is not None
    low, high = used.energy.interval()
    wh = [value * 1000 / rows * 1e6 for value in (used.energy.value, max(low, 0.0), high)]
    return f"{wh[0]:.4f} ({wh[1]:.4f} to {wh[2]:.4f})"


def show(name: str, title: str, body: str, write: bool) -> None:
    print(f"\n{title}\n\n{body}\n")
    if write:
        PAGES.mkdir(parents=True, exist_ok=True)
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        made = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine}. Made by `python -m benchmarks.{name} --write`."
        page = f"# {title}\n\n{made}\n\n{body}\n"
        (PAGES / f"{name}.md").write_text(page, encoding="utf-8")
        print(f"written: docs/benchmarks/{name}.md")
