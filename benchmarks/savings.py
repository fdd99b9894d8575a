"""Measured savings: accuracy on weeks held out beside CalTRACK hourly and TOWT, coverage of the intervals on placebo windows, time.

    python benchmarks/savings.py [--peer .venv-peers/bin/python] [--jobs 2] [--meters TEXT] [--write]

Every meter is cut into blocks of six weeks; every seventh block is held out at once with a week's gap on both sides, seven times,
until each block has been predicted by models that never saw it (nor the choice of candidate, nor the interval). The rest of the
year is the baseline. CalTRACK runs where there is an outdoor temperature; TOWT is the form of Mathieu et al. 2011 (holidays as Sundays).
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.savings_data import METERS, Meter, held_out_blocks
from benchmarks.tables import PAGES, markdown

from ecopark.account.savings.additive import fit_additive
from ecopark.account.savings.baseline import Baseline, fit_baseline
from ecopark.account.savings.candidates import TOWT, Settings
from ecopark.account.savings.errors import error_model
from ecopark.account.savings.events import propose_events
from ecopark.account.savings.features import features
from ecopark.account.savings.placebo import placebo_saving
from ecopark.account.savings.series import DAY_S, Role, Series, local_days

BLOCK_DAYS, FOLDS = 42, 7
WINDOW_WEEKS = (1, 2, 4)
G14_T, G14_HOURLY = 1.6449, 1.26


@dataclass
class Run:
    """What one meter gave."""

    name: str
    own: np.ndarray
    towt: np.ndarray
    chosen: list[str] = field(default_factory=list)
    covered: dict[int, list[bool]] = field(default_factory=dict)
    by_formula: dict[int, list[bool]] = field(default_factory=dict)
    half: list[float] = field(default_factory=list)
    seconds: float = 0.0
    proposals: int = 0
    proposal_blocks: int = 0


def run(meter: Meter) -> Run:
    """Accuracy, coverage and false proposals of one meter."""
    series = meter.read()
    day, _ = local_days(series.start_us, series.zone)
    seen = features(series, meter.calendar)
    made = Run(meter.name, np.full(len(series), np.nan), np.full(len(series), np.nan))
    for learn, ask in held_out_blocks(series, BLOCK_DAYS, FOLDS):
        began = time.perf_counter()
        baseline = fit_baseline(series.take(learn), meter.calendar)
        assert isinstance(baseline, Baseline)
        made.own[ask] = baseline.predict(series.take(ask)).amount
        made.seconds = max(made.seconds, time.perf_counter() - began)
        made.chosen.append(baseline.chosen)
        made.towt[ask] = fit_additive(TOWT, seen, series.amount, learn & series.valid).predict(seen)[ask]
        _windows(made, series, day, ask, baseline, learn)
    return made


def _windows(made: Run, series: Series, day: np.ndarray, ask: np.ndarray, baseline: Baseline, learn: np.ndarray) -> None:
    known = error_model(baseline.held_out, DAY_S // series.step_s)
    inside = series.take(learn)
    rest = (baseline.predict(inside).amount - inside.amount)[inside.valid]
    for block in np.unique((day[ask] - day[0]) // BLOCK_DAYS):
        first = day[0] + block * BLOCK_DAYS
        for weeks in WINDOW_WEEKS:
            for week in range(BLOCK_DAYS // 7 - weeks + 1):
                window = (day >= first + 7 * week) & (day < first + 7 * (week + weeks))
                if window.sum() < 0.7 * weeks * 7 * (DAY_S // series.step_s):
                    continue
                found = placebo_saving(baseline, series.take(window), known)
                if found is None:
                    continue
                made.covered.setdefault(weeks, []).append(found.covers)
                half = g14_half_width(rest, int(window.sum()), series.step_s)
                made.by_formula.setdefault(weeks, []).append(abs(found.value) <= half)
                if weeks == 4:
                    made.half.append((found.high - found.low) / 2 / float(np.nansum(series.amount[window])))
        whole = series.take((day >= first) & (day < first + BLOCK_DAYS))
        made.proposals += len(propose_events(baseline, whole))
        made.proposal_blocks += 1


def g14_half_width(rest: np.ndarray, m: int, step_s: int) -> float:
    """90 % half width of ASHRAE Guideline 14's formula (E.2), from in-sample residuals: for comparison only."""
    n = len(rest)
    rho = float(np.corrcoef(rest[:-1], rest[1:])[0, 1])
    effective = max(n * (1 - rho) / (1 + rho), 3.0)
    alpha = G14_HOURLY if step_s == 3600 else -0.00024 * 144 + 0.03535 * 12 + 1.00286
    return float(G14_T * alpha * math.sqrt(float(np.sum(rest**2)) / effective * (1 + 2 / effective) * m))


def peer_predictions(python: str, meters: list[Meter]) -> dict[str, np.ndarray]:
    """CalTRACK hourly on the same blocks, for hourly meters with temperature."""
    given: dict[str, np.ndarray] = {}
    for meter in meters:
        series = meter.read()
        if series.step_s == DAY_S or not series.of_role(Role.TEMPERATURE):
            continue
        folds = held_out_blocks(series, BLOCK_DAYS, FOLDS)
        temperature = series.covariates["temperature"].values * 1.8 + 32
        columns = {
            "start_us": series.start_us,
            "amount": series.amount,
            "temperature_f": temperature,
            "zone": np.array(series.zone.key),
            "electricity": np.array(meter.electricity),
            "learn": np.array([learn for learn, _ in folds]),
            "ask": np.array([ask for _, ask in folds]),
        }
        given.update({f"{meter.name}|{name}": values for name, values in columns.items()})
    if not given:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.npz", Path(folder) / "out.npz"
        np.savez(source, **given)
        script = Path(__file__).with_name("savings_peers.py")
        subprocess.run(
            [python, str(script), str(source), str(target)], check=True, env={**os.environ, "PYTHONWARNINGS": "ignore"}
        )
        return dict(np.load(target))


def errors(series: Series, predicted: np.ndarray) -> tuple[float, float, float]:
    """CVRMSE per step, root mean square error of sums of four weeks, and bias of the whole, percent of the mean."""
    known = np.isfinite(predicted) & np.isfinite(series.amount)
    error, mean = (predicted - series.amount)[known], float(series.amount[known].mean())
    day, _ = local_days(series.start_us, series.zone)
    month = (day[known] - day[0]) // 28
    count = np.bincount(month)
    sums = np.bincount(month, error)[count > 0] / count[count > 0]
    return (
        100 * float(np.sqrt(np.mean(error**2))) / mean,
        100 * float(np.sqrt(np.mean(sums**2))) / mean,
        100 * float(error.mean()) / mean,
    )


def accuracy_table(meters: list[Meter], runs: dict[str, Run], peer: dict[str, np.ndarray]) -> tuple[str, str]:
    rows: list[list[str]] = []
    pairs: dict[str, list[tuple[tuple[float, float, float], tuple[float, float, float]]]] = {"CalTRACK": [], "TOWT": []}
    for meter in meters:
        series, made = meter.read(), runs[meter.name]
        own, towt = errors(series, made.own), errors(series, made.towt)
        other = peer.get(f"{meter.name}|predicted")
        caltrack = None if other is None else errors(series, other)
        for name, theirs in (("CalTRACK", caltrack), ("TOWT", towt)):
            if theirs is not None and not meter.looked_at:
                pairs[name].append((own, theirs))
        chosen = max(set(made.chosen), key=made.chosen.count)
        said = [_three(errors_of) for errors_of in (own, towt, caltrack)]
        rows.append([meter.name, "yes" if meter.looked_at else "no", *said, chosen])
    header = ["meter", "looked at", "ecopark", "TOWT", "CalTRACK hourly", "chosen most often"]
    return markdown(header, rows), "\n".join(_compared(name, found) for name, found in pairs.items() if found)


def _compared(name: str, found: list[tuple[tuple[float, float, float], tuple[float, float, float]]]) -> str:
    """Wins and mean ratios against one peer, on meters that were not looked at."""
    parts = []
    for at, what in enumerate(("CVRMSE", "error of sums of four weeks")):
        won = sum(own[at] < theirs[at] for own, theirs in found)
        parts.append(
            f"{what} smaller on {won} of {len(found)} (geometric mean of the ratio {_mean_ratio([o[at] / t[at] for o, t in found])})"
        )
    mean = [sum(abs(pair[side][2]) for pair in found) / len(found) for side in (0, 1)]
    return f"- Against {name}, meters not looked at: {'; '.join(parts)}; mean size of the bias of the whole {mean[0]:.1f} % against {mean[1]:.1f} %."


def _mean_ratio(ratios: list[float]) -> str:
    return f"{math.exp(sum(math.log(r) for r in ratios) / len(ratios)):.3f}" if ratios else "-"


def _three(said: tuple[float, float, float] | None) -> str:
    return "- (needs temperature)" if said is None else f"{said[0]:.1f} / {said[1]:.1f} / {said[2]:+.1f}"


def coverage_table(meters: list[Meter], runs: dict[str, Run]) -> tuple[str, str]:
    rows = []
    sums: dict[tuple[bool, int], list[int]] = {}
    formula: dict[int, list[int]] = {}
    for meter in meters:
        made = runs[meter.name]
        cells = []
        for weeks in WINDOW_WEEKS:
            covered = made.covered.get(weeks, [])
            total = sums.setdefault((meter.looked_at, weeks), [0, 0])
            total[0] += sum(covered)
            total[1] += len(covered)
            theirs = formula.setdefault(weeks, [0, 0])
            theirs[0] += sum(made.by_formula.get(weeks, []))
            theirs[1] += len(made.by_formula.get(weeks, []))
            cells.append(f"{sum(covered)}/{len(covered)} ({_share(sum(covered), len(covered))})")
        half = f"{100 * float(np.median(made.half)):.1f}" if made.half else "-"
        events = f"{made.proposals} in {made.proposal_blocks}"
        rows.append([meter.name, "yes" if meter.looked_at else "no", *cells, half, events])
    for looked_at, name in ((True, "all that were looked at"), (False, "**all that were not**")):
        found = [sums.get((looked_at, weeks), [0, 0]) for weeks in WINDOW_WEEKS]
        rows.append([name, "", *(f"{k}/{n} ({_share(k, n)})" for k, n in found), "", ""])
    rows.append(["formula of Guideline 14, all", "", *(f"{k}/{n} ({_share(k, n)})" for k, n in formula.values()), "", ""])
    header = [
        "meter",
        "looked at",
        "1 week",
        "2 weeks",
        "4 weeks",
        "half width 4 weeks, %",
        "events proposed in blocks of 6 weeks",
    ]
    unseen = [sums.get((False, weeks), [0, 0]) for weeks in WINDOW_WEEKS]
    k, n = sum(u[0] for u in unseen), sum(u[1] for u in unseen)
    return markdown(header, rows), f"Placebo windows that were not looked at: {k} of {n} covered ({_share(k, n)})."


def _share(k: int, n: int) -> str:
    return f"{100 * k / n:.0f} %" if n else "-"


def timing() -> str:
    """One meter-year of hourly data with temperature: choice among all candidates, fit, predict a year."""
    meter = next(m for m in METERS if m.name == "electricity cdd hdd, year 2")
    series = meter.read().take(slice(0, 8760))
    wall, cpu = [], []
    for _ in range(3):
        began, spent = time.perf_counter(), time.process_time()
        baseline = fit_baseline(series, meter.calendar)
        assert isinstance(baseline, Baseline)
        baseline.predict(series)
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
    plain = replace(Settings(), candidates=("towt", "change_point", "steady", "extended", "seasonal"))
    began = time.perf_counter()
    fit_baseline(series, meter.calendar, plain)
    return (
        f"One meter-year of hourly data with temperature, choice among all candidates, fit and prediction of a year: {min(wall):.1f} s "
        f"(processor {min(cpu):.1f} s, best of 3; asked: under 10 s on 2 cores); without boosted trees {time.perf_counter() - began:.1f} s."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", default="", help="python of an environment with benchmarks/requirements.txt")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--meters", default="", help="only meters whose name holds this text")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/savings.md")
    given = parser.parse_args()
    meters = [meter for meter in METERS if given.meters in meter.name]
    time_said = timing()
    if given.jobs > 1:
        with ProcessPoolExecutor(given.jobs, initializer=_one_thread) as pool:
            runs = {made.name: made for made in pool.map(_by_name, [meter.name for meter in meters])}
    else:
        runs = {meter.name: run(meter) for meter in meters}
    peer = peer_predictions(given.peer, meters) if given.peer else {}
    accuracy, better = accuracy_table(meters, runs, peer)
    coverage, covered = coverage_table(meters, runs)
    version = f", eemeter {peer['version']}" if peer else ""
    text = "\n\n".join(
        [
            "# Measured savings: accuracy, coverage, time",
            " ".join(line.strip() for line in (__doc__ or "").split("\n\n")[-1].splitlines())
            + f" Command: `python benchmarks/savings.py`{version}. “Looked at”: the meter's errors were looked at while settings were chosen.",
            "## Accuracy on held-out weeks\n\nCVRMSE per step / root mean square error of sums of four weeks / bias of the whole, percent of the mean use.",
            accuracy,
            better,
            "## Coverage of 90 % intervals on placebo windows\n\nWindows of held-out blocks in which nothing was saved, one beginning each week; covered: the interval of the "
            "“saving” holds zero. Neighbouring windows overlap, and windows of a block share a model. The last row is the formula of ASHRAE Guideline 14 on the same models.",
            coverage,
            covered,
            "## Time",
            time_said,
        ]
    )
    print(text)
    if given.write:
        (PAGES / "savings.md").write_text(text + "\n", encoding="utf-8")


def _one_thread() -> None:
    os.environ["OMP_NUM_THREADS"] = "1"


def _by_name(name: str) -> Run:
    return run(next(meter for meter in METERS if meter.name == name))


if __name__ == "__main__":
    main()
