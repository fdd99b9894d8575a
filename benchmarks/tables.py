"""Printing of results, and the page under docs/benchmarks when asked."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent / "docs" / "benchmarks"


def markdown(header: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def show(name: str, title: str, body: str, write: bool) -> None:
    print(f"\n{title}\n\n{body}\n")
    if write:
        PAGES.mkdir(parents=True, exist_ok=True)
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        made = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine}. Made by `python -m benchmarks.{name} --write`."
        page = f"# {title}\n\n{made}\n\n{body}\n"
        (PAGES / f"{name}.md").write_text(page, encoding="utf-8")
        print(f"written: docs/benchmarks/{name}.md")
