"""The multivariate station monitor on public labelled sets, and on your own table.

``python -m benchmarks.station_monitor --data DIR`` judges the development parts; ``--tune`` compares settings on them;
``--test`` judges the test parts with the settings below, once, and appends the look to docs/benchmarks/looks.md; ``--write``
writes the page. ``--csv FILE --train N --label COLUMN`` judges a table of your own: the first N rows are taken as ordinary.

Counted per row, no point adjustment: a missed row is missed, however near another alarm stands. FAR: share of ordinary rows
with an alarm; MAR: share of faulty rows without; both over all judged rows together. The first rows of a case have no verdict
and count as no alarm.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.falsification import log_look
from benchmarks.station_monitor_sets import SETS, Case, available, batadal_reports
from benchmarks.tables import markdown, show

from ecopark.core.errors import InputError
from ecopark.trust.station_monitor.model import MonitorSettings, fit
from ecopark.trust.station_monitor.monitor import judge
from ecopark.trust.station_monitor.propose import settings_for

# Chosen on the development parts by --tune; a set that samples each second needs another memory than an hourly network.
# The criterion was the largest 100 - FAR - MAR (an always-on alarm has 0), not F1, which an always-on alarm nearly reaches.
CHOSEN = {
    "skab": MonitorSettings(lags=(0, 1, 2), explained=0.9, false_alarms=0.01, smooth=1, margin=1.5),
    "te": MonitorSettings(lags=(0,), explained=0.9, false_alarms=0.01, smooth=15, margin=1.0),
    "batadal": MonitorSettings(lags=(0, 2, 5), explained=0.97, false_alarms=0.05, smooth=15, margin=1.5),
}

# PCA with T2 and Q as textbooks have it: no lags, no shrinkage to speak of at these sizes, no trimming, no averaging, no margin.
PLAIN = MonitorSettings(lags=(0,), explained=0.9, trimmed=0.0, false_alarms=0.01, smooth=1, margin=1.0)

PUBLISHED = {
    "skab": "SKAB, published for all 34 files (leaderboard in the README of github.com/waico/SKAB at commit b2c0d46 of 2024-08-11; F1, FAR %, MAR %): "
    "Conv-AE 0.78, 13.55, 28.02; MSET 0.78, 39.73, 14.13; T-squared+Q (PCA) 0.76, 26.62, 24.92; LSTM-AE 0.74, 29.96, 25.92; T-squared 0.66, 19.21, "
    "42.60; LSTM-VAE 0.56, 9.13, 55.03; isolation forest 0.29, 2.56, 82.89. They judge all 34 files with settings of their authors; how those were chosen "
    "is not said.",
    "te": "Tennessee Eastman: faults 3, 9 and 15 are known to be hardly visible to linear methods (Russell, Chiang and Braatz 2000, Chemometrics and "
    "Intelligent Laboratory Systems 51, 81-93); they are counted here.",
}


def alarms(case: Case, settings: MonitorSettings) -> np.ndarray:
    """Alarm of each judged row, shape (n - train,); the model learns the rows before."""
    moving = case.values[: case.train].min(axis=0) < case.values[: case.train].max(axis=0)
    names = [n for n, m in zip(case.names, moving, strict=True) if m]
    model = fit(case.values[: case.train][:, moving], settings, names)
    return judge(model, case.values[:, moving]).alarm[case.train :]


def rates(cases: Sequence[Case], settings: MonitorSettings) -> dict[str, float]:
    found = np.concatenate([alarms(c, settings) for c in cases])
    truth = np.concatenate([c.labels[c.train :] for c in cases])
    return rates_of(found, truth)


def rates_of(found: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    hit, false = float(np.sum(found & truth)), float(np.sum(found & ~truth))
    missed = float(np.sum(~found & truth))
    return {
        "f1": 2 * hit / max(1.0, 2 * hit + false + missed),
        "far": 100 * false / max(1, int(np.sum(~truth))),
        "mar": 100 * missed / max(1, int(np.sum(truth))),
    }


def periods_found(cases: Sequence[Case], settings: MonitorSettings) -> tuple[int, int]:
    """Faulty periods with at least one alarm inside, and all of them: what a person would call found; beside the rates."""
    found = total = 0
    for case in cases:
        truth = case.labels[case.train :]
        edges = np.flatnonzero(np.diff(np.concatenate(([0], truth.astype(int), [0]))))
        alarm = alarms(case, settings)
        for start, stop in zip(edges[::2], edges[1::2], strict=True):
            total += 1
            found += bool(alarm[start:stop].any())
    return found, total


def tune(name: str, cases: Sequence[Case], base: MonitorSettings) -> None:
    """Print the settings that do best on the development part: largest F1, and 1 - FAR - MAR beside it."""
    rows = []
    lags = ((0,), (0, 1), (0, 1, 2), (0, 2, 5))
    for lag, explained, smooth, false, margin in itertools.product(
        lags, (0.7, 0.9, 0.97), (1, 5, 15), (0.01, 0.05), (1.0, 1.5)
    ):
        settings = replace(base, lags=lag, explained=explained, smooth=smooth, false_alarms=false, margin=margin)
        try:
            r = rates(cases, settings)
        except InputError:
            continue
        rows.append((r["f1"], 100 - r["far"] - r["mar"], r["far"], r["mar"], settings))
    for by in (0, 1):
        print(name, "best by", ("F1", "100 - FAR - MAR")[by])
        for row in sorted(rows, key=lambda x: -x[by])[:6]:
            print("  F1 {:.3f}  J {:.1f}  FAR {:.1f}  MAR {:.1f}".format(*row[:4]), row[4])


def table(sets: Sequence[tuple[str, str, list[Case]]]) -> str:
    rows = []
    for name, part, cases in sets:
        truth = np.concatenate([c.labels[c.train :] for c in cases])
        always = rates_of(np.ones(len(truth), bool), truth)
        began = time.process_time()
        r = rates(cases, CHOSEN[name])
        spent = time.process_time() - began
        found, total = periods_found(cases, CHOSEN[name])
        plain = rates(cases, PLAIN)
        rows.append(
            [
                f"{name}, {part}",
                f"{len(cases)} / {len(truth)}",
                f"{r['far']:.1f}",
                f"{r['mar']:.1f}",
                f"{r['f1']:.2f}",
                f"{always['f1']:.2f}",
                f"{plain['far']:.1f} / {plain['mar']:.1f} / {plain['f1']:.2f}",
                f"{found} of {total}",
                f"{spent:.1f}",
            ]
        )
    head = [
        "set, part",
        "series / judged rows",
        "FAR %",
        "MAR %",
        "F1",
        "F1 of an always-on alarm",
        "plain PCA: FAR / MAR / F1",
        "faulty periods with an alarm",
        "CPU s",
    ]
    return markdown(head, rows)


def batadal_teams(folder: Path, case: Case) -> str:
    """What the competition's teams reported, counted in the same way."""
    truth = case.labels[case.train :]
    rows = []
    for team, alarm in batadal_reports(folder):
        r = rates_of(alarm, truth)
        rows.append([team, f"{r['far']:.1f}", f"{r['mar']:.1f}", f"{r['f1']:.2f}"])
    title = "BATADAL, test set: the periods that the teams of the competition reported (files in the same repository), counted per hour:"
    return f"{title}\n\n{markdown(['team', 'FAR %', 'MAR %', 'F1'], rows)}"


def own(path: Path, train: int, label: str | None) -> None:
    """Judge a table of one's own; print rates when it has labels, else the alarms."""
    text = path.read_text(encoding="utf-8-sig")
    dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    rows = list(csv.DictReader(text.splitlines(), dialect=dialect))
    skipped = {label} if label else set()
    names = tuple(n for n in rows[0] if n not in skipped and _numeric(rows[0][n]))
    values = np.array([[_number(r[n]) for n in names] for r in rows])
    counting = [len(c) > 1 and bool(np.all(np.diff(c) > 0)) for c in values.T]  # a clock or row number is no property
    names = tuple(n for n, c in zip(names, counting, strict=True) if not c)
    values = values[:, [i for i, c in enumerate(counting) if not c]]
    labels = np.array([_number(r[label]) > 0 if label else False for r in rows])
    try:
        case = Case(path.name, values, labels, train, names)
        found = alarms(case, settings_for(train, len(names), MonitorSettings()))
    except InputError as error:
        sys.exit(str(error))
    if label:
        r = rates_of(found, labels[train:])
        always = rates_of(np.ones(len(found), bool), labels[train:])
        print(
            f"FAR {r['far']:.1f} %  MAR {r['mar']:.1f} %  F1 {r['f1']:.2f} (always-on alarm: {always['f1']:.2f}); {len(found)} rows judged"
        )
        return
    print(
        f"{int(found.sum())} of {len(found)} rows judged are alarms; first at rows {(np.flatnonzero(found)[:10] + train).tolist()}"
    )


def _numeric(text: str) -> bool:
    return text.strip() == "" or not np.isnan(_number(text))


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--test", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--train", type=int, default=400)
    parser.add_argument("--label")
    chosen = parser.parse_args()
    if chosen.csv:
        own(chosen.csv, chosen.train, chosen.label)
        return
    names = list(available(chosen.data))
    if not names:
        sys.exit(
            "no labelled set found: give --data DIR with skab/, te/ or batadal/ (see benchmarks/station_monitor_sets.py)"
        )
    folder: Path = chosen.data
    if chosen.tune:
        for name in names:
            tune(name, SETS[name](folder, "development"), MonitorSettings())
        return
    sets = [(name, "development", SETS[name](folder, "development")) for name in names]
    if chosen.test:
        for name in names:
            log_look(f"station monitor, test part of {name}")
            sets.append((name, "test", SETS[name](folder, "test")))
        if "skab" in names:
            sets.append(("skab", "all 34 files, development files among them", SETS["skab"](folder, "all")))
    body = table(sets) + "\n\n" + "\n\n".join(PUBLISHED[n] for n in names if n in PUBLISHED)
    if chosen.test and "batadal" in names:
        body += "\n\n" + batadal_teams(folder, SETS["batadal"](folder, "test")[0])
    body += (
        "\n\nSettings:\n\n"
        + "\n".join(f"- {n}: `{CHOSEN[n]}`" for n in names)
        + "\n\n"
        + (__doc__ or "").split("\n\n")[-1].strip()
    )
    show("station_monitor", "Multivariate station monitor on public labelled sets", body, chosen.write)


if __name__ == "__main__":
    main()
