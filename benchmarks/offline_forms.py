"""Inspections filled on a phone without a network, synced over lost answers: none lost, none doubled, photos with their hash.

``python -m benchmarks.offline_forms`` fills 50 forms by clicks and keys in Chromium while the park's server is stopped, closes
the browser three times (once in the middle of a form), then lets the server come back and kills it twice with an answer in
its hands: after it stored a form, and after it stored a photo. ``--forms``, ``--write``.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from pathlib import Path

from benchmarks.tables import markdown, show
from tests.e2e.offline_forms import Filled, run
from tests.ports import free_port

from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened

SAMPLE = Path(__file__).resolve().parent.parent / "src/ecopark/serve/sample/park"


def counted(filled: Filled, park: Path) -> list[list[str]]:
    """What arrived, beside what was filled."""
    with opened(park, metered=False) as reopened:
        stored = {r.id: r for r in reopened.records.find(system_scope("benchmark"), "inspection", limit=100_000)}
        wanted = [p["sha256"] for item in filled.kept for p in item["photos"]]
        right = sum(reopened.raw.has(name) and hashlib.sha256(reopened.raw.get(name)).hexdigest() == name for name in wanted)
    ids = {item["id"] for item in filled.kept}
    notes = [str(r.content["note"]) for r in stored.values()]
    return [
        ["forms filled without a network", str(len(filled.forms))],
        ["stored by the park", str(len(stored))],
        ["lost", str(len(ids - set(stored)))],
        ["doubled", str(len(notes) - len(set(notes)) + len(set(stored) - ids))],
        ["photos taken / arrived with their hash", f"{len(wanted)} / {right}"],
        ["browser closed and opened again", str(filled.browser_closed)],
        ["server killed (SIGKILL) after storing, before answering", str(filled.kills)],
        ["errors of the page, requests to other hosts", f"{len(filled.errors)}, {len(filled.foreign)}"],
        ["filling, s per form", f"{filled.fill_s / len(filled.forms):.2f}"],
        ["from the server's return until all were sent, two kills and restarts included, s", f"{filled.sync_s:.1f}"],
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=50)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        park = Path(shutil.copytree(SAMPLE, Path(folder) / "park"))
        filled = run(Path(folder) / "phone", park, free_port(), chosen.forms)
        rows = counted(filled, park)
    show("offline_forms", "Inspections filled without a network", markdown(["", ""], rows), chosen.write)


if __name__ == "__main__":
    main()
