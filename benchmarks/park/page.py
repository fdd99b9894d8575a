"""The page of the park benchmark: tables and sentences, all from the results of one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from benchmarks.park.score import Score, Told
from benchmarks.park.totals import WAYS
from benchmarks.tables import markdown

TOTALS_RATIO = 1.5
WEAK = 0.85  # recall of a kind below which the page says so
STUDY = 0.20  # what a study is quoted with: 1 % of sensors, 20 % of the data


@dataclass
class Result:
    """Of all parks with one share of faulty meters. ``errors``: total of -> way -> relative error per park."""

    score: Score = field(default_factory=Score)
    errors: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    cpu_s: list[float] = field(default_factory=list)

    def mean_error(self, total: str, way: str) -> float:
        return float(np.mean(self.errors[total][way]))

    def ratio(self, total: str) -> float:
        return self.mean_error(total, "reconciled") / self.mean_error(total, "oracle")


@dataclass(frozen=True)
class Scenario:
    """Faults placed on purpose, in some parks. ``raw``, ``reconciled``: error of the total that is hit hardest, mean."""

    name: str
    faults: int
    named: int
    wrong: int
    raw: float
    reconciled: float


@dataclass(frozen=True)
class Asked:
    """What was asked for a share of faulty meters; None: nothing."""

    recall: float
    precision: float
    alarms: float
    days: float | None


ASKED: Mapping[float, Asked] = {1.0: Asked(0.90, 0.90, 0.01, 1.0), 5.0: Asked(0.85, 0.90, 0.02, None)}
SCENARIO_TEXTS = {
    "targeted": "the largest firms of each carrier read 60 % too little",
    "units": "the largest firm of each carrier reads in another unit (x10)",
    "collusive": "a firm, its feeder, the supply and a sub-meter hide the same amount: no balance is hurt",
    "before": "wrong from the first day of commissioning: learnt as normal",
}


def asked_table(results: Mapping[float, Result]) -> str:
    """Asked beside measured, a row per measure and share of faulty meters."""
    rows = []
    for percent, result in results.items():
        s, asked, share = result.score, ASKED.get(percent), f"{percent:g} % faulty"
        if not s.faults:
            rows.append([share, "false alarms per sensor-year", "-", f"{s.alarms:.4f}", ""])
            continue
        rows += [
            _row(share, "recall of identifiable faults", asked and asked.recall, s.recall_identifiable, least=True),
            _row(share, "precision", asked and asked.precision, s.precision, least=True),
            _row(share, "false alarms per sensor-year", asked and asked.alarms, s.alarms, digits=4),
            _row(share, "days to name, median", asked and asked.days, s.days_at(0.5), digits=1),
        ]
        rows += [
            _row(share, f"total of {name}: reconciled / oracle", TOTALS_RATIO, result.ratio(name))
            for name in result.errors
            if name != "meters"
        ]
    return markdown(["park", "measure", "asked", "measured", ""], rows)


def _row(share: str, what: str, asked: float | None, got: float, least: bool = False, digits: int = 2) -> list[str]:
    if asked is None:
        return [share, what, "-", f"{got:.{digits}f}", ""]
    met = got >= asked if least else got <= asked
    return [share, what, f"{'>=' if least else '<='} {asked:g}", f"{got:.{digits}f}", "met" if met else "**not met**"]


def counts_table(results: Mapping[float, Result]) -> str:
    """What the figures above rest on."""
    rows = [
        [
            f"{percent:g} %", f"{s.faults}", f"{s.found}", f"{s.identifiable_found} of {s.identifiable}",
            f"{s.isolable_found} of {s.isolable}", f"{s.wrong}", f"{s.wrong_beside}",
            f"{s.days_at(0.9):.1f}" if s.days else "-", f"{np.mean(result.cpu_s):.0f}",
        ]
        for percent, result in results.items()
        for s in [result.score]
    ]  # fmt: skip
    return markdown(
        [
            "faulty", "faults", "named", "of identifiable", "of isolable", "named wrongly",
            "of these in a balance with a faulty meter", "days to name, p90", "CPU-s per park",
        ],
        rows,
    )  # fmt: skip


def totals_table(results: Mapping[float, Result]) -> str:
    rows = []
    for percent, result in results.items():
        for name in result.errors:
            what = "faulty meters themselves (median)" if name == "meters" else name
            errors = [f"{100 * result.mean_error(name, way):.2f} %" for way in WAYS]
            rows.append([f"{percent:g} %", what, *errors, f"{result.ratio(name):.2f}"])
    return markdown(["faulty", "total of", "raw", "reconciled", "faulty set known", "no faults", "ratio"], rows)


def kinds_table(results: Mapping[float, Result]) -> str:
    """By kind of fault, and by carrier: what was named, told as what it is, and sized."""
    scores = [result.score for result in results.values()]
    kinds, everything = _added([s.kinds for s in scores]), Told()
    rows = []
    for kind, (count, hit) in sorted(kinds.items()):
        told = _told(scores, kind)
        everything = _both(everything, told)
        rows.append([kind.replace("_", " "), f"{hit} of {count}", *_told_cells(told)])
    rows += [
        [key, f"{hit} of {count}", "", "", ""] for key, (count, hit) in sorted(_added([s.carriers for s in scores]).items())
    ]
    found, known = (sum(cell[place] for cell in kinds.values()) for place in (1, 0))
    rows.append(["**all**", f"{found} of {known}", *_told_cells(everything)])
    header = [
        "",
        "named, of identifiable",
        "kind told right, of named",
        "true size in the 95 % interval",
        "half width / size",
    ]
    return markdown(header, rows)


def _told_cells(told: Told) -> list[str]:
    return [
        f"{told.kind_right} of {told.named}" if told.named else "-",
        f"{told.held} of {told.sized}" if told.sized else "-",
        f"{100 * float(np.median(told.widths)):.0f} %" if told.widths else "-",
    ]


def _added(tables: list[dict[str, list[int]]]) -> dict[str, tuple[int, int]]:
    keys = {key for table in tables for key in table}
    return {key: (sum(t[key][0] for t in tables if key in t), sum(t[key][1] for t in tables if key in t)) for key in keys}


def _told(scores: list[Score], kind: str) -> Told:
    out = Told()
    for score in scores:
        out = _both(out, score.told.get(kind, Told()))
    return out


def _both(one: Told, two: Told) -> Told:
    return Told(
        one.named + two.named,
        one.kind_right + two.kind_right,
        one.sized + two.sized,
        one.held + two.held,
        one.widths + two.widths,
    )


def weak_sentence(results: Mapping[float, Result]) -> str:
    """What falls short, read off the counts."""
    kinds = _added([r.score.kinds for r in results.values()])
    weak = [f"{k.replace('_', ' ')} ({hit} of {n})" for k, (n, hit) in sorted(kinds.items()) if hit < WEAK * n]
    wrong, near = (sum(getattr(r.score, f) for r in results.values()) for f in ("wrong", "wrong_beside"))
    told = [t for r in results.values() for t in r.score.told.values()]
    held, sized = sum(t.held for t in told), sum(t.sized for t in told)
    lines = [f"Fewer than {100 * WEAK:.0f} % are named of: {', '.join(weak)}."] if weak else []
    if wrong:
        share = np.mean([r.score.healthy_beside for r in results.values() if r.score.faults])
        lines.append(
            f"{near} of the {wrong} meters named wrongly share a balance with a faulty one "
            f"(of all healthy meters: {100 * share:.0f} %)."
        )
    if sized:
        lines.append(f"The 95 % intervals hold {100 * held / sized:.0f} % of {sized} sizes.")
    return " ".join(lines)


def scenarios_table(scenarios: list[Scenario]) -> str:
    rows = [
        [
            s.name, SCENARIO_TEXTS[s.name], f"{s.named} of {s.faults}", f"{s.wrong}",
            f"{100 * s.raw:.1f} %", f"{100 * s.reconciled:.1f} %",
        ]
        for s in scenarios
    ]  # fmt: skip
    table = markdown(
        ["scenario", "what is wrong", "named", "others named", "error of the total hit most: raw", "reconciled"], rows
    )
    unseen = sum(s.named for s in scenarios if s.name == "collusive")
    said = (
        "No meter of a collusive set is named, and reconciliation does not mend its total: no balance can see it."
        if unseen == 0
        else f"**{unseen} meters of a collusive set are named although no balance can prove it.**"
    )
    early = [s for s in scenarios if s.name == "before"]
    if early:
        named, faults = (sum(getattr(s, what) for s in early) for what in ("named", "faults"))
        said += f" Of faults from before commissioning {named} of {faults} are named;"
        said += " what was learnt as normal is not looked for."
    return f"{table}\n\n{said}"


def study_sentence(random: list[float], targeted: list[float], units: list[float]) -> str:
    """What 1 % of the meters do to a park's totals; ``…``: relative shift of each total of each park."""
    reach = [name for name, moved in (("at random", random), ("the largest", targeted)) if max(moved) >= STUDY]
    claim = (
        f"reaches {100 * STUDY:.0f} % in some total when the meters are {' or '.join(reach)}"
        if reach
        else f"stays below {100 * STUDY:.0f} %"
    )
    often = sum(moved >= STUDY for moved in random)
    return (
        f"**1 % of the meters, 20 % of the data?** With 1 % of the meters wrong at random, a bottom-up total moves by "
        f"{100 * np.median(random):.2f} % (median; 90 % of cases below {100 * np.quantile(random, 0.9):.1f} %; {often} of "
        f"{len(random)} totals by 20 % or more). With the largest 1 % of a carrier's meters reading 60 % too little it "
        f"moves by {100 * np.median(targeted):.1f} % (at most {100 * max(targeted):.1f} %). One largest meter in a wrong "
        f"unit (x10) moves it by {100 * np.median(units):.0f} %. So 1 % {claim}; "
        "what decides is which meters they are, not how many."
    )
