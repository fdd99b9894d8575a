"""The park benchmark: which faulty meters of generated parks are named, how soon, how often wrongly, and what it does to totals.

``python benchmarks/park_trust.py --seeds 1-5 --faulty 1 5 [--write]``. Seeds 1-99 are for development; seeds from 101 on are
test seeds, and each look at them is added to ``docs/benchmarks/looks.md``. Graph, loads, faults and measures:
``benchmarks/park``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.park.generate import Park, make_park
from benchmarks.park.layout import CARRIERS
from benchmarks.park.oracle import knowable
from benchmarks.park.score import Score
from benchmarks.park.totals import raw_total, total_errors, true_total
from benchmarks.tables import PAGES, markdown, show

from ecopark.trust.identify.over_time import Named, watch

FIRST_TEST_SEED = 101
LOOKS = PAGES / "looks.md"
Results = dict[float, tuple[Score, dict[str, dict[str, list[float]]], float]]
ASKED = {1.0: (0.90, 0.90, 0.01, 1.0), 5.0: (0.85, 0.90, 0.02, None)}


def identify(park: Park) -> dict[int, Named]:
    return watch(park.layout.matrix, park.values, park.relative_sd, np.zeros(len(park.relative_sd))).named


def run(seeds: list[int], percent: float, totals: bool) -> tuple[Score, dict[str, dict[str, list[float]]], float]:
    """Score all seeds; return errors of totals by carrier and way, and CPU seconds per park."""
    score, errors, used = Score(), {}, 0.0
    for seed in seeds:
        park = make_park(seed, percent)
        began = time.process_time()
        named = identify(park)
        used += time.process_time() - began
        score.add(park, named, knowable(park))
        if totals and park.faults:
            for carrier, by in total_errors(park, {m: n.start for m, n in named.items()}).items():
                for how, error in by.items():
                    errors.setdefault(carrier, {}).setdefault(how, []).append(error)
        print(
            f"seed {seed}, {percent:g} % faulty: {score.found} of {score.faults} named so far, {score.wrong} wrongly",
            file=sys.stderr,
        )
    return score, errors, used / len(seeds)


def scores_table(results: Results) -> str:
    rows = []
    for percent, (s, _, cpu) in results.items():
        asked = ASKED.get(percent)
        rows.append(
            [
                f"{percent:g} %", f"{s.faults}", f"{s.recall:.2f}", f"{s.recall_identifiable:.2f} ({s.identifiable})", f"{s.recall_isolable:.2f} ({s.isolable})",
                f"{s.precision:.2f}", f"{s.alarms:.4f}", f"{s.days_at(0.5):.1f} / {s.days_at(0.9):.1f}", f"{cpu:.0f}",
                "-" if asked is None else f"{asked[0]:.2f}, {asked[1]:.2f}, {asked[2]:.2f}" + (f", {asked[3]:.0f} d" if asked[3] else ""),
            ]
        )  # fmt: skip
    header = [
        "faulty",
        "faults",
        "recall",
        "of identifiable (n)",
        "of isolable (n)",
        "precision",
        "false alarms per sensor-year",
        "days to name p50 / p90",
        "CPU s per park",
        "asked (recall of identifiable, precision, alarms, days)",
    ]
    return markdown(header, rows)


def kinds_table(results: Results) -> str:
    rows: dict[str, list[int]] = {}
    for score, _, _ in results.values():
        for table in (score.kinds, score.carriers):
            for key, (count, hit) in table.items():
                cell = rows.setdefault(key, [0, 0])
                cell[0] += count
                cell[1] += hit
    return markdown(
        ["kind or carrier", "identifiable", "named", "recall"],
        [[k, str(n), str(h), f"{h / n:.2f}"] for k, (n, h) in sorted(rows.items())],
    )


def totals_table(results: Results) -> str:
    rows = []
    for percent, (_, errors, _) in results.items():
        for name, by in errors.items():
            mean = {how: float(np.mean(values)) for how, values in by.items()}
            what = "faulty meters, median" if name == "meters" else name
            rows.append(
                [
                    f"{percent:g} %",
                    what,
                    *(f"{100 * mean[h]:.2f} %" for h in ("raw", "reconciled", "oracle", "healthy")),
                    f"{mean['reconciled'] / mean['oracle']:.2f}",
                ]
            )
    return markdown(
        ["faulty", "total of", "raw", "reconciled", "oracle", "healthy", "reconciled / oracle (asked: 1.5)"], rows
    )


def sentence(seeds: list[int]) -> str:
    """What 1 % of the meters do to a park's bottom-up total, computed: at random, the largest, a unit error."""

    def moved(scenario: str) -> list[float]:
        out = []
        for seed in seeds:
            park, healthy = make_park(seed, 1.0, scenario, missing=False), make_park(seed, 0.0, missing=False)
            out += [abs(raw_total(park, c) - raw_total(healthy, c)) / true_total(park, c) for c in CARRIERS]
        return out

    random, targeted, units = (moved(s) for s in ("random", "targeted", "units"))
    return (
        f"1 % of the meters, wrong at random, move a park's bottom-up totals by {100 * np.median(random):.1f} % (median; 90 % of cases below "
        f"{100 * np.quantile(random, 0.9):.1f} %); when they are the largest and read 60 % too little, by {100 * np.median(targeted):.1f} % "
        f"(at most {100 * max(targeted):.1f} %); one largest meter in a wrong unit (x10) moves them by {100 * np.median(units):.0f} %."
    )


def unclaimable(seeds: list[int]) -> str:
    """How many meters of sets that no balance can tell are named: collusion, and faults from before commissioning."""
    lines = []
    for scenario in ("collusive", "before"):
        faulty = named = 0
        for seed in seeds:
            park = make_park(seed, 2.0, scenario)
            found = identify(park)
            faulty += len(park.faults)
            named += sum(f.meter in found for f in park.faults)
        lines.append(f"- {scenario}: {named} of {faulty} such meters named (none can be proved by a balance).")
    return "\n".join(lines)


def log_look(seeds: list[int], results: Results) -> None:
    """Add a look at test seeds, with its scores, to the list of looks."""
    git = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    ).stdout.strip()
    if not LOOKS.exists():
        LOOKS.write_text("# Looks at test labels\n\n| time (UTC) | commit | set |\n|---|---|---|\n", encoding="utf-8")
    with LOOKS.open("a", encoding="utf-8") as file:
        for percent, (s, _, _) in results.items():
            scores = (
                f"recall of identifiable {s.recall_identifiable:.2f}, of isolable {s.recall_isolable:.2f}, precision {s.precision:.2f}, "
                f"{s.alarms:.4f} false alarms per sensor-year, {s.days_at(0.5):.1f} days to name"
            )
            what = f"park, seeds {seeds[0]}-{seeds[-1]}, {percent:g} % faulty: {scores}"
            file.write(f"| {datetime.now(UTC):%Y-%m-%d %H:%M} | {git} | {what} |\n")


def seeds_of(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("1-5"))
    parser.add_argument(
        "--faulty", type=float, nargs="+", default=[0.0, 1.0, 5.0], help="percent of the meters; 0: fault-free"
    )
    parser.add_argument("--no-totals", action="store_true", help="skip the errors of totals (slow)")
    parser.add_argument("--no-limits", action="store_true", help="skip collusion and faults from before commissioning")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)
    test = any(s >= FIRST_TEST_SEED for s in options.seeds)
    results = {percent: run(options.seeds, percent, not options.no_totals) for percent in options.faulty}
    if test:
        log_look(options.seeds, results)
    parts = [
        f"{'Test' if test else 'Development'} seeds {options.seeds[0]}-{options.seeds[-1]}. 585 meters, 182 balances, 120 days, hourly.",
        scores_table(results),
        kinds_table(results),
    ]
    if not options.no_totals:
        parts += [
            "Mean error of park totals over the seeds, after commissioning:",
            totals_table(results),
            sentence(options.seeds),
        ]
    if not options.no_limits:
        parts += ["What no balance can tell is not claimed:", unclaimable(options.seeds[:2])]
    show("park_trust", "Naming faulty meters in a park", "\n\n".join(parts), options.write)


if __name__ == "__main__":
    main()
