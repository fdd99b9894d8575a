"""Gross-error methods side by side on the steam-metering network of Serth & Heenan (1986), and their speed on 1,000 flows.

``python -m benchmarks.gross`` draws trials as the papers do: true flows, normal errors of 2.5 %, and 1 to 7 meters that read 10 to
100 % too high or too low; each method sees the same trials. Every method's level is first set, on seeds of its own, so that faultless
snapshots give 0.1 false suspicions per trial (the convention of Narasimhan & Mah 1987): power compares only at the same false
alarms. ``--write`` puts the tables into docs/benchmarks.

``--case FILE.json`` runs all methods on one problem of yours:
``{"flows": [{"name": "S1", "value": 10.2, "sd": 0.3}, …], "balances": [{"name": "mixer", "in": ["S1"], "out": ["S2"]}, …]}``;
a flow without a value is not measured. The format of ``benchmarks.reconcile --case`` (``measured``, ``sd``, ``incidence``, …) is read too.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from benchmarks import tables

from ecopark.trust.balance import case
from ecopark.trust.balance.system import BalanceSystem
from ecopark.trust.gross.collusion import tamper_indices
from ecopark.trust.gross.identify import METHODS, identify
from ecopark.trust.gross.power import visibility
from ecopark.trust.gross.records import Suspect
from ecopark.trust.gross.snapshot import Snapshot, snapshot
from ecopark.trust.gross.thresholds import Levels

STEAM = Path(__file__).resolve().parent.parent / "tests" / "trust" / "gross" / "data" / "steam.json"
DEVELOPMENT, JUDGED = 1_000_000, 2_000_000  # seeds: levels are set on the first, results come from the second
FALSE_PER_TRIAL = 0.1
AIM_MS = 100.0
COMPARED = tuple(m for m in METHODS if m not in ("global", "nodal"))  # those two suspect no single meter
CLEAR = 5.0  # a bias that moves its own statistic by so many standard deviations could be found


@dataclass(frozen=True)
class Case:
    """A problem: names, matrix, values, deviations."""

    flows: list[str]
    balances: list[str]
    matrix: np.ndarray
    values: np.ndarray
    sd: np.ndarray
    true: np.ndarray | None = None
    balance_sd: np.ndarray | None = None
    known: np.ndarray | None = None
    alpha: float = 0.05


@dataclass
class Score:
    """Counts over trials."""

    trials: int = 0
    faulty: int = 0
    clear: int = 0
    found: int = 0
    found_clear: int = 0
    wrong: int = 0
    named: int = 0
    named_wrong: int = 0
    grouped: int = 0
    seconds: list[float] = field(default_factory=list)


def read_case(path: Path) -> Case:
    """Either format; ``sd`` is (n,), or (n, n) where a covariance is given."""
    content = json.loads(path.read_text(encoding="utf-8"))
    if "measured" in content:
        given = case.read_case(content, str(path))
        spread = given.sd if given.covariance is None else given.covariance
        system = given.system
        return Case(
            list(system.variables), list(system.balances), system.matrix, given.readings,
            np.where(np.isnan(spread), 1.0, spread), None, system.balance_sd, given.known, given.alpha,
        )  # fmt: skip
    names = [flow["name"] for flow in content["flows"]]
    unknown = {f for b in content["balances"] for f in (*b["in"], *b["out"])} - set(names)
    if unknown:
        raise SystemExit(f"{path}: balances name flows that are not listed: {', '.join(sorted(unknown))}")
    matrix = np.array([[float(n in b["in"]) - float(n in b["out"]) for n in names] for b in content["balances"]])
    values = np.array([np.nan if flow.get("value") is None else float(flow["value"]) for flow in content["flows"]])
    missing = [f["name"] for f in content["flows"] if f.get("value") is not None and not f.get("sd")]
    if missing:
        raise SystemExit(f"{path}: a measured flow needs a standard deviation above 0: {', '.join(missing)}")
    sd = np.array([float(flow.get("sd") or 1.0) for flow in content["flows"]])
    true = [flow.get("true") for flow in content["flows"]]
    return Case(
        names, [b["name"] for b in content["balances"]], matrix, values, sd, None if None in true else np.array(true)
    )


def look(problem: Case, values: np.ndarray, *, leaks: bool, bounds: bool = True) -> Snapshot:
    return snapshot(
        problem.matrix, values, problem.sd, measurements=problem.flows, balances=problem.balances, leaks=leaks,
        lower=np.zeros(len(problem.flows)) if bounds else None, balance_sd=problem.balance_sd, known=problem.known,
    )  # fmt: skip


def trial(problem: Case, seed: int, errors: int) -> tuple[np.ndarray, dict[str, float]]:
    """Readings and the biases put in, by flow."""
    assert problem.true is not None
    rng = np.random.default_rng(seed)
    values = problem.true + problem.sd * rng.standard_normal(len(problem.true))
    chosen = rng.choice(len(problem.true), errors, replace=False)
    bias = problem.true[chosen] * rng.uniform(0.1, 1.0, errors) * rng.choice([-1.0, 1.0], errors)
    values[chosen] += bias
    return np.maximum(values, 0.0), {problem.flows[i]: float(b) for i, b in zip(chosen, bias, strict=True)}


def calibrate(problem: Case, method: str, trials: int, *, leaks: bool) -> float:
    """Level at which faultless snapshots give 0.1 false suspicions per trial, by bisection on development seeds."""
    snaps = [look(problem, trial(problem, DEVELOPMENT + i, 0)[0], leaks=leaks) for i in range(trials)]
    low, high = 1e-4, 0.6
    for _ in range(8):
        middle = float(np.sqrt(low * high))
        false = sum(len(identify(snap, method, Levels(level=middle)).suspects) for snap in snaps) / trials
        low, high = (middle, high) if false < FALSE_PER_TRIAL else (low, middle)
    return low


def play(problem: Case, method: str, levels: Levels, seeds: range, errors: int, *, leaks: bool) -> Score:
    score = Score()
    for seed in seeds:
        values, biases = trial(problem, seed, errors)
        begin = time.perf_counter()
        snap = look(problem, values, leaks=leaks)
        suspects = identify(snap, method, levels).suspects
        score.seconds.append(time.perf_counter() - begin)
        _count(score, snap, suspects, biases)
    return score


def _count(score: Score, snap: Snapshot, suspects: tuple[Suspect, ...], biases: dict[str, float]) -> None:
    clear = {n for n, b in biases.items() if abs(b) * snap.strength[snap.names.index(n)] >= CLEAR}
    found = {s.measurement for s in suspects}
    named = {s.measurement for s in suspects if s.named}
    score.trials += 1
    score.faulty += len(biases)
    score.clear += len(clear)
    score.found += len(found & biases.keys())
    score.found_clear += len(found & clear)
    score.wrong += len(found - biases.keys())
    score.named += len(named & clear)
    score.named_wrong += len(named - biases.keys())
    score.grouped += len({n for s in suspects for n in s.group} & clear)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def methods_table(problem: Case, trials: int, *, leaks: bool) -> str:
    rows = []
    for method in COMPARED:
        level = calibrate(problem, method, trials, leaks=leaks)
        row = [method, f"{level:.3f}"]
        times: list[float] = []
        for errors in (1, 3, 5):
            seeds = range(JUDGED + errors * 100_000, JUDGED + errors * 100_000 + trials)
            score = play(problem, method, Levels(level=level), seeds, errors, leaks=leaks)
            row += [
                share(score.found, score.faulty),
                share(score.found_clear, score.clear),
                f"{score.wrong / score.trials:.2f}",
            ]
            times += score.seconds
        rows.append([*row, f"{statistics.median(times) * 1e3:.1f}"])
        print(row, flush=True)
    header = ["method", "level"]
    for errors in (1, 3, 5):
        header += [f"{errors}: power", f"{errors}: power, clear", f"{errors}: AVTI"]
    return tables.markdown([*header, "ms (median)"], rows)


def naming_table(problem: Case, trials: int) -> str:
    """What is named, by method and margin: what an accusation costs in wrong names."""
    rows = []
    kinds = [("sparse", False, w) for w in (0.1, 0.01, 0.001)] + [("sparse", True, 0.01)]
    kinds += [(m, False, 0.01) for m in ("mimt", "glr", "lasso")]
    for method, leaks, wrong in kinds:
        row = [method, "yes" if leaks else "no", f"{wrong:g}"]
        for errors in (1, 3):
            seeds = range(JUDGED + 1_000_000 + errors * 100_000, JUDGED + 1_000_000 + errors * 100_000 + trials)
            part = play(problem, method, Levels(wrong=wrong), seeds, errors, leaks=leaks)
            row += [
                share(part.named, part.clear),
                share(part.grouped, part.clear),
                f"{100 * part.named_wrong / part.trials:.1f}",
            ]
        rows.append(row)
        print(row, flush=True)
    header = ["method", "leaks compete", "`wrong`"]
    for errors in (1, 3):
        header += [
            f"{errors}: clear errors named",
            f"{errors}: clear errors in a group",
            f"{errors}: wrong names per 100 trials",
        ]
    return tables.markdown(header, rows)


def large_network(flows: int, nodes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A connected random flow network with an outside, and flows that keep its balances."""
    rng = np.random.default_rng(seed)
    matrix = np.zeros((nodes + 1, flows))
    for v in range(flows):
        tail, head = (int(rng.integers(0, v + 1)), v + 1) if v < nodes else rng.choice(nodes + 1, 2, replace=False)
        matrix[tail, v], matrix[head, v] = -1.0, 1.0
    matrix = matrix[1:]
    wish = rng.lognormal(3.0, 1.0, flows)
    amounts = wish - np.linalg.lstsq(matrix, matrix @ wish, rcond=None)[0]
    matrix[:, amounts < 0] *= -1.0
    return matrix, np.abs(amounts)


def speed_table(flows: int, repeats: int) -> str:
    rows = []
    for nodes in (flows // 5, flows // 3, flows // 2):
        matrix, amounts = large_network(flows, nodes, 7)
        sd = 0.01 * amounts + 0.1
        for errors in (0, 3, 10):
            times, cpu, found, clear = [], [], 0, 0
            for i in range(repeats):
                rng = np.random.default_rng(JUDGED + i)
                values = amounts + sd * rng.standard_normal(flows)
                chosen = rng.choice(flows, errors, replace=False)
                values[chosen] += 40.0 * sd[chosen] * rng.choice([-1.0, 1.0], errors)
                begin, begin_cpu = time.perf_counter(), time.process_time()
                snap = snapshot(matrix, values, sd)
                verdict = identify(snap)
                times.append(time.perf_counter() - begin)
                cpu.append(time.process_time() - begin_cpu)
                truth = {snap.names[i] for i in chosen if 40.0 * sd[i] * snap.strength[i] >= CLEAR}
                clear += len(truth)
                found += len({n for s in verdict.suspects for n in s.group} & truth)
            rows.append([
                str(nodes), str(errors), f"{statistics.median(times) * 1e3:.0f}", f"{max(times) * 1e3:.0f}", f"{statistics.median(cpu) * 1e3:.0f}", f"{AIM_MS:.0f}",
                share(found, clear),
            ])  # fmt: skip
    return tables.markdown(
        [
            "balances",
            "errors",
            "ms (median)",
            "ms (slowest)",
            "CPU ms (median)",
            "asked",
            "clear errors in a suspect's group",
        ],
        rows,
    )


def report(problem: Case) -> Iterator[str]:
    """All methods on one case, at its level."""
    levels = Levels(level=problem.alpha)
    plain = look(problem, problem.values, leaks=False, bounds=False)
    verdict = identify(plain, "global", levels)
    yield (
        f"global test: chi-square {verdict.chi_square:.4f}, {verdict.degrees} degrees, threshold {verdict.threshold:.4f} "
        f"at {problem.alpha:g}"
    )
    seen = visibility(plain)
    n, m = len(problem.flows), len(problem.balances)
    measured = np.flatnonzero(np.isfinite(problem.values))
    names = tuple(problem.flows[i] for i in measured)
    system = BalanceSystem(
        tuple(problem.balances), tuple(problem.flows), problem.matrix, names, measured, np.zeros(len(names)), np.ones(len(names)),
        np.zeros(m) if problem.balance_sd is None else problem.balance_sd,
    )  # fmt: skip
    tamper = {t.measurement: t for t in tamper_indices(system)}
    rows = []
    for i in range(n):
        if problem.flows[i] not in tamper:
            continue
        index = tamper[problem.flows[i]]
        rows.append([
            problem.flows[i], f"{seen.detectability[i]:.4f}", f"{seen.adjustability[i]:.4f}",
            "none can" if index.size is None else f"{index.size}{'' if index.exact else ' at most'}", ", ".join(index.colluders),
        ])  # fmt: skip
    yield tables.markdown(["flow", "detectability", "adjustability", "tamper index", "smallest set"], rows)
    for leaks in (False, True):
        rows = []
        for method in METHODS:
            for s in identify(look(problem, problem.values, leaks=leaks), method, levels).suspects:
                rows.append([
                    method, s.measurement, s.kind, f"{s.size:.4g} ({s.low:.4g} to {s.high:.4g})", f"{s.statistic:.4f}",
                    f"{s.threshold:.4f}", f"{s.margin:.2f} of {s.margin_needed:.2f}", "yes" if s.named else "no", ", ".join(s.group),
                ])  # fmt: skip
        header = ["method", "suspect", "kind", "size (95 %)", "statistic", "threshold", "margin", "named", "group"]
        yield f"\n{'Leaks compete with meters' if leaks else 'Meters only'}:\n\n" + tables.markdown(header, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", type=Path, help="one problem as JSON: run all methods on it and stop")
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--flows", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.case is not None:
        print("\n".join(report(read_case(options.case))))
        return
    steam = read_case(STEAM)
    parts = [
        "Steam-metering network of Serth & Heenan (AIChE J. 32, 1986, 733): 28 meters, 11 balances, deviations 2.5 %. In each trial 1, 3 or 5 "
        f"meters read 10 to 100 % wrong; {options.trials} trials each, the same for all methods, on seeds that set nothing. Levels were set on other "
        "seeds so that faultless snapshots give 0.1 false suspicions per trial. Power: share of the errors that were suspected; *clear*: of those "
        f"errors that move their own statistic by at least {CLEAR:g} standard deviations (half of the meters are so small beside the others that not even "
        "100 % would show). AVTI: meters suspected wrongly per trial.",
        "## Meters only, as in the papers",
        methods_table(steam, options.trials, leaks=False),
        "## What may be named",
        naming_table(steam, options.trials),
        "With leaks competing, a constant bias of a meter to the outside is never named: a leak of its node looks the same, and both stand in the "
        "group. `wrong` is the chance that the margin is meant to allow for one error, the default is 0.01; with several errors at once, sizes that happen to cancel make a wrong set fit as well as the true one, and no margin sees that.",
        f"## Full identification of {options.flows:,} flows",
        speed_table(options.flows, options.repeats),
        "From the readings to suspects with size, interval, margin and group, all leaks competing, nothing prepared beforehand.",
    ]
    tables.show("gross", "Gross errors in snapshots", "\n\n".join(parts), options.write)


if __name__ == "__main__":
    main()
