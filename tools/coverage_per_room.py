"""Print line and branch coverage of each room from the data of the last full test run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "-q", "--keep"], cwd=ROOT, check=False, capture_output=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        subprocess.run([*coverage, "json", "-q", "-o", str(report)], cwd=ROOT, check=True)
        files = json.loads(report.read_text())["files"]
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, content in files.items():
        parts = Path(name).parts
        room = parts[parts.index("ecopark") + 1]
        room = room if not room.endswith(".py") else "(package)"
        summary = content["summary"]
        totals[room][0] += summary["covered_lines"] + summary.get("covered_branches", 0)
        totals[room][1] += summary["num_statements"] + summary.get("num_branches", 0)
    if not totals:
        print("no coverage data: did the tests run?")
        return 1
    for room, (covered, everything) in sorted(totals.items()):
        print(f"{room:12} {100 * covered / max(everything, 1):5.1f} %")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
