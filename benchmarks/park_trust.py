"""The park benchmark: which faulty meters of generated parks are named, how soon, how often wrongly; and their totals.

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

from benchmarks.park.generate import LAST_ONSET, Park, make_park
from benchmarks.park.layout import CARRIERS
from benchmarks.park.oracle import knowable
from benchmarks.park.page import (
    Result,
    Scenario,
    asked_table,
    counts_table,
    kinds_table,
    scenarios_table,
    study_sentence,
    totals_table,
    weak_sentence,
)
from benchmarks.park.totals import members, total_errors
from benchmarks.tables import PAGES, show

from ecopark.trust.identify.diagnosis import diagnose
from ecopark.trust.identify.over_time import Watch, watch

FIRST_TEST_SEED = 101
LOOKS = PAGES / "looks.md"
AS_A_WHOLE = ("targeted", "units", "collusive", "before")


def identify(park: Park) -> Watch:
    return watch(park.layout.matrix, park.values, park.relative_sd, np.zeros(len(park.relative_sd)))


def run(seeds: list[int], percent: float, totals: bool) -> Result:
    """Score all seeds with one share of faulty meters."""
    result = Result()
    for seed in seeds:
        park = make_park(seed, percent)
        began = time.process_time()
        state = identify(park)
        told = {meter: diagnose(state, named) for meter, named in state.named.items()}
        result.cpu_s.append(time.process_time() - began)
        result.score.add(park, state.named, told, knowable(park))
        if totals and park.faults:
            for total, by in total_errors(park, onsets(state)).items():
                for way, error in by.items():
                    result.errors.setdefault(total, {}).setdefault(way, []).append(error)
        score = result.score
        print(
            f"seed {seed}, {percent:g} % faulty: {score.found} of {score.faults} named so far, {score.wrong} wrongly",
            file=sys.stderr,
        )
    return result


def onsets(state: Watch) -> dict[int, int]:
    return {meter: named.start for meter, named in state.named.items()}


def run_scenario(name: str, seeds: list[int]) -> Scenario:
    """Faults placed on purpose: who is named, and the total that is hit hardest."""
    faults = named = wrong = 0
    raw, reconciled = [], []
    for seed in seeds:
        park = make_park(seed, 2.0 if name == "before" else 1.0, name)
        state, faulty = identify(park), {f.meter for f in park.faults}
        errors = total_errors(park, onsets(state))
        worst = max(CARRIERS, key=lambda carrier: errors[carrier]["raw"])
        raw.append(errors[worst]["raw"])
        reconciled.append(errors[worst]["reconciled"])
        faults, named = faults + len(faulty), named + len(faulty & set(state.named))
        wrong += len(set(state.named) - faulty)
        print(f"{name}, seed {seed}: {named} of {faults} named so far, {wrong} others", file=sys.stderr)
    return Scenario(name, faults, named, wrong, float(np.mean(raw)), float(np.mean(reconciled)))


def moved(scenario: str, seeds: list[int]) -> list[float]:
    """Relative shift of each total of each park while all faults of 1 % of the meters are there."""
    out = []
    for seed in seeds:
        park = make_park(seed, 1.0, scenario, missing=False)
        for carrier in CARRIERS:
            mine = members(park, carrier)
            shift = park.values[LAST_ONSET:, mine].sum() - park.healthy[LAST_ONSET:, mine].sum()
            out.append(abs(float(shift / park.truth[LAST_ONSET:, mine].sum())))
    return out


def log_look(seeds: list[int], results: dict[float, Result]) -> None:
    """Add a look at test seeds, with its scores, to the list of looks."""
    git = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    ).stdout.strip()
    if not LOOKS.exists():
        LOOKS.write_text("# Looks at test labels\n\n| time (UTC) | commit | set |\n|---|---|---|\n", encoding="utf-8")
    with LOOKS.open("a", encoding="utf-8") as file:
        for percent, result in results.items():
            s = result.score
            scores = (
                f"recall of identifiable {s.recall_identifiable:.2f}, of isolable {s.recall_isolable:.2f}, "
                f"precision {s.precision:.2f}, "
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
    parser.add_argument("--scenario-seeds", type=int, default=2, help="parks of each scenario of placed faults; 0: none")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)
    seeds, test = options.seeds, any(s >= FIRST_TEST_SEED for s in options.seeds)
    results = {percent: run(seeds, percent, not options.no_totals) for percent in sorted(options.faulty)}
    if test:
        log_look(seeds, results)
    scenarios = [run_scenario(name, seeds[: options.scenario_seeds]) for name in AS_A_WHOLE if options.scenario_seeds]
    show("park_trust", "Naming faulty meters in a park", body(seeds, test, results, scenarios), options.write)


def body(seeds: list[int], test: bool, results: dict[float, Result], scenarios: list[Scenario]) -> str:
    """The page, wholly from this run."""
    number = f"{len(seeds)} park{'s' if len(seeds) > 1 else ''} for each share (seeds {seeds[0]}-{seeds[-1]})"
    set_of = (
        "test seeds, on which nothing was tuned; every look is listed in [looks.md](looks.md)"
        if test
        else "**development seeds, on which settings were tuned: no test**"
    )
    parts = [
        f"{number}: {set_of}. Generated by `benchmarks/park`: 585 meters, 182 balances, 120 days, hourly, 45 of them "
        "commissioning.",
        asked_table(results),
        "Identifiable: stands out of the noise of its balances by 10 standard deviations in 30 days for somebody who knows "
        "its shape. Isolable: and no other meter or leak explains it as well. A meter counts as named rightly if it is "
        "faulty and was named after its fault began.",
        counts_table(results),
        "## Kinds, and sizes",
        kinds_table(results),
        weak_sentence(results),
    ]
    if any(result.errors for result in results.values()):
        parts += [
            "## Totals",
            "Mean relative error of bottom-up totals over the 75 days after commissioning. Reconciled: the named meters "
            "count as unmeasured from the onset that was found; faulty set known: "
            "the truly faulty ones from their true onset.",
            totals_table(results),
        ]
    parts += [study_sentence(*(moved(scenario, seeds) for scenario in ("random", "targeted", "units")))]
    if scenarios:
        parts += ["## Faults placed on purpose", scenarios_table(scenarios)]
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
