"""Public labelled sets for the station monitor, read from a folder; the repository ships none of them.

``skab/``: SKAB v0.9 (Katser and Kozitsin 2020, github.com/waico/SKAB, GPL-3.0), folders ``data/valve1``, ``valve2``, ``other``.
``te/``: Tennessee Eastman by Russell, Chiang and Braatz, ``d00.dat`` … ``d21_te.dat`` (github.com/jkitchin/tennessee-eastman-profbraatz).
``batadal/``: BATADAL (Taormina and others 2018, J. Water Resour. Plann. Manage. 144(8), 04018048; github.com/scy-phy/www.batadal.net,
CC BY 4.0), ``BATADAL_dataset03.csv``, ``BATADAL_dataset04.csv``, ``BATADAL_test_dataset.csv``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Case:
    """One series: rows before ``train`` are taken as ordinary, the rest is judged; ``labels`` bool, shape (n,)."""

    name: str
    values: np.ndarray
    labels: np.ndarray
    train: int
    names: tuple[str, ...]


def skab(folder: Path, part: str) -> list[Case]:
    """34 files, the first 400 rows of each ordinary (the convention of the set's own notebooks).

    ``part``: development (valve2 and the odd files of valve1, 12 files), test (the others, 22 files), all.
    """
    found = []
    for group in ("valve1", "valve2", "other"):
        for path in sorted(folder.rglob(f"{group}/*.csv"), key=lambda p: int(p.stem)):
            development = group == "valve2" or (group == "valve1" and int(path.stem) % 2 == 1)
            if part != "all" and development != (part == "development"):
                continue
            with path.open() as file:
                rows = list(csv.DictReader(file, delimiter=";"))
            names = tuple(n for n in rows[0] if n not in ("datetime", "anomaly", "changepoint"))
            values = np.array([[float(r[n]) for n in names] for r in rows])
            found.append(Case(f"{group}/{path.stem}", values, np.array([float(r["anomaly"]) > 0 for r in rows]), 400, names))
    return found


def tennessee(folder: Path, part: str) -> list[Case]:
    """21 faults; the model learns d00.dat (500 ordinary rows), the fault begins after 160 rows of each test file.

    ``part``: development (the separate training files of the faults, all rows faulty, with the rows of d00 that follow the
    first 400 as ordinary ones), test (the ``_te`` files).
    """
    normal = np.loadtxt(next(iter(folder.rglob("d00.dat"))))
    normal = normal.T if normal.shape[0] == 52 else normal
    names = tuple(f"x{i + 1}" for i in range(52))
    found = []
    for fault in range(1, 22):
        if part == "development":
            rows = np.loadtxt(next(iter(folder.rglob(f"d{fault:02d}.dat"))))
            values = np.concatenate((normal, rows))
            labels = np.arange(len(values)) >= len(normal)
            found.append(Case(f"fault {fault}", values, labels, 400, names))
        else:
            rows = np.loadtxt(next(iter(folder.rglob(f"d{fault:02d}_te.dat"))))
            values = np.concatenate((normal, rows))
            found.append(Case(f"fault {fault}", values, np.arange(len(values)) >= len(normal) + 160, len(normal), names))
    return found


# Attacks of BATADAL, both ends included, as the organisers' paper lists them [memory]; checked against the competitors' own
# reports in the same repository for the test set, which name the same seven periods within hours.
_ATTACKS_04 = (
    ("13/09/16 23", "16/09/16 00"), ("26/09/16 11", "27/09/16 10"), ("09/10/16 09", "11/10/16 20"), ("29/10/16 19", "02/11/16 16"),
    ("26/11/16 17", "29/11/16 04"), ("06/12/16 07", "10/12/16 04"), ("14/12/16 15", "19/12/16 04"),
)  # fmt: skip
_ATTACKS_TEST = (
    ("16/01/17 09", "19/01/17 06"), ("30/01/17 08", "02/02/17 00"), ("09/02/17 03", "10/02/17 09"), ("12/02/17 01", "13/02/17 07"),
    ("24/02/17 05", "28/02/17 08"), ("10/03/17 14", "13/03/17 21"), ("25/03/17 20", "27/03/17 01"),
)  # fmt: skip


def batadal(folder: Path, part: str) -> list[Case]:
    """One water network, hourly: a year without attacks to learn (dataset 03); development: dataset 04; test: the test set."""
    ordinary = _batadal_file(next(iter(folder.rglob("BATADAL_dataset03.csv"))))[1]
    file, attacks = (
        ("BATADAL_dataset04.csv", _ATTACKS_04) if part == "development" else ("BATADAL_test_dataset.csv", _ATTACKS_TEST)
    )
    times, values, names = _batadal_file(next(iter(folder.rglob(file))))
    labels = np.zeros(len(values), bool)
    for first, last in attacks:
        a, b = (datetime.strptime(t, "%d/%m/%y %H") for t in (first, last))
        labels |= np.array([a <= t <= b for t in times])
    everything = np.concatenate((ordinary, values))
    moving = everything[: len(ordinary)].std(axis=0) > 1e-9
    labels = np.concatenate((np.zeros(len(ordinary), bool), labels))
    return [Case(f"BATADAL {part}", everything[:, moving], labels, len(ordinary), tuple(np.array(names)[moving]))]


def batadal_reports(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Periods that the teams of the competition reported for the test set, as one alarm per hour, shape (n,); by team."""
    times = _batadal_file(next(iter(folder.rglob("BATADAL_test_dataset.csv"))))[0]
    for path in sorted(folder.rglob("*_et_al.csv")) + sorted(folder.rglob("Housh_and_Ohar.csv")):
        alarm = np.zeros(len(times), bool)
        for line in path.read_text().splitlines():
            parts = [p.strip() for p in line.replace("/", "-").split(",")]
            if len(parts) >= 3:
                first, last = (_moment(p) for p in parts[1:3])
                alarm |= np.array([first <= t <= last for t in times])
        yield path.stem.replace("_", " "), alarm


def _moment(text: str) -> datetime:
    day, month, year = text.split(" ")[0].split("-")
    return datetime(2000 + int(year) % 100, int(month), int(day), int(text.split(" ")[1][:2]))


def _batadal_file(path: Path) -> tuple[list[datetime], np.ndarray, tuple[str, ...]]:
    with path.open() as file:
        rows = [{k.strip(): v.strip() for k, v in r.items() if k} for r in csv.DictReader(file)]
    names = tuple(n for n in rows[0] if n not in ("DATETIME", "ATT_FLAG"))
    times = [datetime.strptime(r["DATETIME"], "%d/%m/%y %H") for r in rows]
    return times, np.array([[float(r[n]) for n in names] for r in rows]), names


SETS = {"skab": skab, "te": tennessee, "batadal": batadal}


def available(folder: Path | None) -> Iterator[str]:
    for name, pattern in (("skab", "valve2/*.csv"), ("te", "d00.dat"), ("batadal", "BATADAL_dataset03.csv")):
        if folder is not None and any(True for _ in folder.rglob(pattern)):
            yield name
