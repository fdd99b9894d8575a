"""Reconciliation: a park of 10,000 meters for a year of hours; one step of 1,000 flows; any published problem.

    python -m benchmarks.reconcile [--meters 10000] [--hours 8760] [--processes 2] [--write]
    python -m benchmarks.reconcile --case FILE.json [FILE.json …]     solve problems given as JSON, print all that can be said of them

Peer: scipy's sparse LU of the KKT system (``.venv-peers``). No package for data reconciliation that still works was found.
"""

# ruff: noqa: E402 - the number of threads is set before numpy is loaded
from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # one process per core, one thread per process

import numpy as np
from benchmarks.reconcile_park import HOURS, MadeSystem, electricity, readings, water
from benchmarks.tables import markdown, show

from ecopark.trust.balance.case import Solved, read_case, solve_case
from ecopark.trust.balance.prepared import prepare
from ecopark.trust.balance.reconcile import apply, reconcile
from ecopark.trust.balance.system import BalanceSystem

PEERS = Path(__file__).resolve().parent.parent / ".venv-peers" / "bin" / "python"
MONTH = 730
SEED = 4

_PARK: list[MadeSystem] = []


def park(meters: int) -> list[MadeSystem]:
    """Electricity (about 70 %) as one tree; water and sewer in parts of about 1,000 meters with loops."""
    wet = max(1, round(meters * 0.3 / 1000))
    return [electricity(round(meters * 0.7), SEED), *(water(round(meters * 0.3 / wet), SEED + 1 + i) for i in range(wet))]


def _month(task: tuple[int, int, int]) -> dict[str, float]:
    place, month, hours = task
    made = _PARK[place]
    began = time.perf_counter()
    values = readings(made, hours, 1000 * place + month)
    made_s = time.perf_counter() - began
    began, cpu = time.perf_counter(), time.process_time()
    result = reconcile(made.system, values)
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    x = result.reconciled
    hard = made.system.balance_relative_sd == 0
    off = made.system.row_sums(np.nan_to_num(x))
    off[made.system.row_sums(np.isnan(x).astype(float), unsigned=True) > 0] = 0.0
    worst = float(np.abs(off[:, hard]).max(initial=0.0))
    patterns = np.unique(np.packbits(np.isnan(values), axis=1), axis=0).shape[0]
    return {
        "place": place, "steps": len(values), "values": float(values.size), "missing": float(np.isnan(values).mean()),
        "made_s": made_s, "wall": spent, "cpu": cpu, "worst": worst, "patterns": patterns,
        "chi": float(result.chi_square.sum()), "degrees": float(result.degrees.sum()),
        "unknown": float(np.isnan(x).mean()), "negative": float(np.nanmin(x)),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def year(meters: int, hours: int, processes: int) -> str:
    _PARK[:] = park(meters)
    total = sum(len(made.system.measurements) for made in _PARK)
    tasks = [
        (place, month, min(MONTH, hours - month * MONTH))
        for place in range(len(_PARK))
        for month in range(-(-hours // MONTH))
    ]
    began = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        done = pool.map(_month, tasks, chunksize=1)
    wall = time.perf_counter() - began
    rows = []
    for place, made in enumerate(_PARK):
        own = [d for d in done if d["place"] == place]
        loops = "tree" if place == 0 else "loops"
        rows.append(
            [
                f"{made.system.carrier} ({loops})", f"{len(made.system.measurements):,}", f"{len(made.system.variables):,}",
                f"{len(made.system.balances):,}", f"{100 * np.mean([d['missing'] for d in own]):.1f} %",
                f"{sum(d['patterns'] for d in own):,}", f"{sum(d['cpu'] for d in own):.1f}",
                f"{sum(d['chi'] for d in own) / max(sum(d['degrees'] for d in own), 1):.2f}",
                f"{max(d['worst'] for d in own):.1e}", f"{100 * np.mean([d['unknown'] for d in own]):.2f} %",
            ]
        )  # fmt: skip
    header = [
        "part",
        "meters",
        "flows",
        "balances",
        "missing",
        "gap patterns",
        "CPU s",
        "chi² / degrees",
        "worst hard balance",
        "cannot be known",
    ]
    made_s = sum(d["made_s"] for d in done)
    text = (
        f"{total:,} meters, {hours:,} hours ({total * hours / 1e6:.1f} M readings), {processes} processes of one thread: **{wall:.0f} s** "
        f"from start to end, of it {made_s / processes:.0f} s for making the readings; {sum(d['cpu'] for d in done):.0f} CPU-s in "
        f"reconciliation; load average of the machine meanwhile {os.getloadavg()[0]:.1f}; at most {max(d['peak'] for d in done):,.0f} MB per process. Smallest flow {min(d['negative'] for d in done):.1e}."
    )
    return text + "\n\n" + markdown(header, rows)


def one_step(flows: int = 1000, rounds: int = 50) -> str:
    made = water(flows, 9)
    system = made.system
    rng = np.random.default_rng(2)
    y = made.mean[system.selector] * (1 + 0.02 * rng.standard_normal(len(system.measurements)))
    sd = np.hypot(system.relative_sd * y, system.floor_sd)
    hard = _hard(system)
    prepared = prepare(hard, sd)
    ours = apply(prepared, y[None], bounds=False)
    times = {
        "prepared: one step": _best(lambda: apply(prepared, y[None], bounds=False), rounds),
        "prepared: per step of 1,000": _best(lambda: apply(prepared, np.tile(y, (1000, 1)), bounds=False), 5) / 1000,
        "prepared: adjusted flows only": _best(lambda: -(y @ prepared.blocks[0].gain), rounds),
        "from scratch (structure, weights, solution, variances)": _best(
            lambda: reconcile(hard, y[None], sd=sd, bounds=False), 5
        ),
    }
    rows = [["ecopark", name, f"{1000 * seconds:.3f}"] for name, seconds in times.items()]
    if PEERS.exists():
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "in.npz", Path(folder) / "out.npy"
            order = np.argsort(system.selector)
            np.savez(source, matrix=hard.matrix, y=y[order], sd=sd[order], rounds=rounds)
            command = [str(PEERS), str(Path(__file__).parent / "reconcile_peers.py"), str(source), str(target)]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            worst = float(np.max(np.abs(np.load(target) - ours.reconciled[0]) / np.maximum(np.abs(ours.reconciled[0]), 1)))
        rows.append(
            [
                f"scipy {told['version']} sparse KKT",
                "factored: one step (adjusted flows only)",
                f"{1000 * told['prepared']:.3f}",
            ]
        )
        rows.append(
            [f"scipy {told['version']} sparse KKT", "from scratch (adjusted flows only)", f"{1000 * told['scratch']:.3f}"]
        )
        note = f"Largest relative difference between both: {worst:.1e}."
    else:
        note = "The peer was not run: no .venv-peers."
    size = f"{len(hard.variables):,} flows, all metered, {len(hard.balances):,} hard balances with loops, {int(ours.degrees[0])} checks."
    return size + "\n\n" + markdown(["", "what", "ms"], rows) + "\n\n" + note


def _hard(system: BalanceSystem) -> BalanceSystem:

    return replace(system, balance_relative_sd=None)


def _best(run: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def case_text(solved: Solved) -> str:
    """Everything that is known of one problem, as markdown."""
    case, result = solved.case, solved.result
    system = case.system

    def number(value: float, digits: int = 4) -> str:
        return "-" if not np.isfinite(value) else f"{value:.{digits}f}"

    rows = []
    for i, name in enumerate(system.variables):
        group = [other for other in solved.classification.groups[name] if other != name]
        rows.append(
            [
                name, number(case.readings[i]), number(case.sd[i] if np.isfinite(case.readings[i]) else np.nan),
                number(result.reconciled[0, i]), number(result.sd[0, i]), number(result.adjustment[0, i]),
                number(solved.adjustability[i]), number(solved.detectability[i]), number(solved.measurement_test[i], 3),
                number(result.contribution[0, i], 3), number(solved.found_half[i]), number(solved.found_mostly[i]),
                number(solved.found_globally[i]), str(solved.classification.states[name]), ", ".join(group) or "-",
            ]
        )  # fmt: skip
    header = [
        "flow",
        "measured",
        "sd",
        "adjusted",
        "sd adjusted",
        "adjustment",
        "adjustability",
        "detectability",
        "z",
        "share of chi²",
    ]
    header += ["bias found 50 %", "95 %", "95 % global", "state", "same as"]
    nodes = [
        [name, number(result.imbalance[0, j]), number(solved.nodal_test[j], 3)] for j, name in enumerate(system.balances)
    ]
    degrees = int(result.degrees[0])
    verdict = "above" if degrees and result.chi_square[0] > solved.chi_square_limit else "within"
    lines = [
        f"chi² = {result.chi_square[0]:.4f} with {degrees} degrees of freedom; limit {number(solved.chi_square_limit, 3)} at "
        f"{case.alpha:g} ({verdict}), p = {number(solved.p_value)}.",
        f"Limit of |z|: {solved.normal_limit:.3f} for one flow, {solved.sidak_limit:.3f} for all together (Šidák).",
    ]
    return "\n".join(
        [case.source, "", *lines, "", markdown(header, rows), "", markdown(["balance", "imbalance", "z"], nodes)]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", nargs="+", type=Path, help="problems as JSON, see docs/howto/reconcile-a-problem.md")
    parser.add_argument("--json", action="store_true", help="with --case: print JSON")
    parser.add_argument("--meters", type=int, default=10_000)
    parser.add_argument("--hours", type=int, default=HOURS)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if asked.case:
        for path in asked.case:
            given = json.loads(path.read_text(encoding="utf-8"))
            for one in given.get("cases", [given]):
                solved = solve_case(read_case(one, str(path)))
                print(json.dumps(case_json(solved)) if asked.json else f"\n## {solved.case.name}\n\n{case_text(solved)}")
        return
    steps = one_step()
    body = (
        "## A year of hours\n\n"
        + year(asked.meters, asked.hours, asked.processes)
        + "\n\n## One step of 1,000 flows\n\n"
        + steps
    )
    show("reconcile", "Reconciliation of balances", body, asked.write)


def case_json(solved: Solved) -> dict[str, object]:
    """The same as plain data; null where there is no number."""

    def listed(values: np.ndarray) -> list[float | None]:
        return [float(v) if np.isfinite(v) else None for v in values]

    result = solved.result
    return {
        "name": solved.case.name, "flows": list(solved.case.system.variables), "adjusted": listed(result.reconciled[0]),
        "sd": listed(result.sd[0]), "adjustment": listed(result.adjustment[0]), "adjustability": listed(solved.adjustability),
        "detectability": listed(solved.detectability), "measurement_test": listed(solved.measurement_test),
        "contribution": listed(result.contribution[0]), "nodal_test": listed(solved.nodal_test),
        "imbalance": listed(result.imbalance[0]), "chi_square": float(result.chi_square[0]), "degrees": int(result.degrees[0]),
        "chi_square_limit": listed(np.array([solved.chi_square_limit]))[0], "p_value": listed(np.array([solved.p_value]))[0],
        "bias_found_50": listed(solved.found_half), "bias_found_95": listed(solved.found_mostly),
        "bias_found_95_global": listed(solved.found_globally),
        "states": {name: str(state) for name, state in solved.classification.states.items()},
        "groups": {name: list(group) for name, group in solved.classification.groups.items()},
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
