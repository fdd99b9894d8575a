"""Signals of falsification: detection of injected kinds and false alarms, on development and on held-out months of real series.

``python -m benchmarks.falsification [--data DIR] [--repeats N] [--part development|held-out] [--write]``. ``--fit`` prints the
tails of untouched development series, which are the thresholds of `ecopark.trust.falsification.settings`. Settings were
chosen on the development part only; looks at the held-out part are logged in docs/benchmarks/looks.md.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from benchmarks.falsification_data import DAY_US, Record, records
from benchmarks.falsification_injections import KINDS, Injected
from benchmarks.tables import PAGES, markdown, show

from ecopark.trust.falsification import bunching, digits, energy_flow, replay, response
from ecopark.trust.falsification.blocks import blocks_of, robust_z, rolling_mean
from ecopark.trust.falsification.judge import judge_place
from ecopark.trust.falsification.night import night_ratio, night_shift
from ecopark.trust.falsification.of_station import _at, _common_days, _table
from ecopark.trust.falsification.of_stream import Limit, load_spreads
from ecopark.trust.falsification.settings import FalsificationSettings
from ecopark.trust.falsification.spread import collapse, log_spread, windows_of, without_loads
from ecopark.trust.falsification.suspicion import Suspicion
from ecopark.trust.falsification.tail import fit_tail
from ecopark.trust.station_monitor.monitor import judge
from ecopark.trust.station_monitor.propose import columns_of, propose

NOTES = """Real series that nobody is known to have falsified (loads of four firms, a wastewater works by the day, five years of a gas
turbine's stack by the hour, 13 days of a works' influent by the quarter of an hour), cut by time: what was tuned, was tuned on the
development months. Each falsification is put into a copy at a random place; it counts as found when a finding that the untouched
record does not have touches it in time and meter. Limits are quantiles of the series itself. False alarms are findings in untouched
records, whether or not they turn out to be true oddities. The last column is worked out with half a false alarm more than was seen.

What this does not show: falsifications by people who know these signals; sensors that collude with the balance (A b = 0), which no
signal sees (`inspections.blind_spots` lists the places and what would see them); stations that were falsified from the first day;
energy against flow, meters against the balance and device changes, of which these data have no cases (they are tested on made series)."""

PREVALENCE = 0.1  # falsified sensor-years for which "how often wrong" is worked out


KNOWN_FAULTS = {("turbine 2011", "nox")}  # stood at 60.38 for 110 hours: found by looking, no untouched series

# Findings in untouched records that somebody has looked at.
LOOKED_AT = {
    ("turbine 2011", "missing_spread"): ": right, NOx stood at 60.38 for 110 hours",
    ("influent 2003", "missing_spread"): ": right, PO4 stood at 2.1 for 26 hours",
}


def scores_of(record: Record, settings: FalsificationSettings) -> Iterator[tuple[str, np.ndarray]]:
    """Scores of untouched windows that do not overlap, by signal."""
    loads = [record.readings[n] for n in record.place.loads]
    for name in record.place.own:
        r = record.readings[name]
        times, values = r.clean()
        blocks = blocks_of(times, r.stream.step, 0)
        if r.stream.kind == "concentration":
            for window in windows_of(blocks, settings.spread):
                if (record.name, name) not in KNOWN_FAULTS:
                    yield (
                        "missing_spread",
                        collapse(without_loads(log_spread(values, blocks), blocks.key, load_spreads(loads, 0)), window)[0][
                            ::window
                        ],
                    )
            columns = [c for load in loads if (c := _at(load, times)) is not None]
            if columns or not r.stream.daily:
                known = np.isfinite(np.column_stack(columns)).all(axis=1) if columns else np.ones(len(times), bool)
                table = np.column_stack([c[known] for c in columns]) if columns else np.empty((len(times), 0))
                learnt = response.expected_of(times[known], values[known], table, 0, r.stream.step)
                if learnt.explained >= settings.response.explained:
                    at = blocks_of(times[known], r.stream.step, 0)
                    if len(at.key) > settings.response.window + 8:
                        found = response.slopes(values[known], learnt.expected, at, settings.response)
                        yield "no_response", response.silence(found)[0][:: settings.response.window]
            hugs = []
            for limit in np.quantile(values, np.linspace(0.6, 0.99, 14)):
                part = (times - times[0]) // (28 * DAY_US)
                for p in range(int(part[-1]) + 1):
                    hug = bunching.hug_of(values[part == p], float(limit), settings.bunching)
                    if np.count_nonzero(part == p) >= settings.bunching.least:
                        hugs.append(0.0 if hug is None else hug.score)
            yield "hugs_limit", np.array(hugs)
        if not r.stream.daily:
            yield "similar_days", replay.similar_days(replay.whole_days(times, values, r.stream.step, 0), settings.replay)[0]
            if values.min() >= 0:
                yield (
                    "night_pattern",
                    night_shift(night_ratio(times, values, 0)[1], lower_only=r.stream.kind == "load")[0][::7],
                )
            if r.stream.resolution > 0:
                last = digits.last_digits(values, r.stream.resolution, settings.digits)
                yield "odd_digits", np.array([0.0 if last is None else last.score])
    if record.place.pair is not None:
        flow, energy = (record.readings[n] for n in record.place.pair)
        _, moved, used = _common_days(flow, energy, 0)
        yield (
            "energy_flow",
            energy_flow.specific_energy_shift(moved, used, settings.energy_flow)[0][:: settings.energy_flow.window],
        )
    if record.place.point is not None:
        own = {n: record.readings[n] for n in record.place.own}
        table = _table(own, record.readings[record.place.own[0]].stream.step)
        model = propose(table, settings.monitor)
        if model is not None:
            judged = judge(model, columns_of(model, table))
            known = np.isfinite(judged.index)
            blocks = blocks_of(table.times[known], record.readings[record.place.own[0]].stream.step, 0)
            window = (windows_of(blocks, settings.spread) or (1,))[0]
            logs = rolling_mean(blocks.mean(np.log(np.maximum(judged.index[known], 1e-6))), window)
            if len(logs) > 8:
                yield "station_monitor", robust_z(logs, floor=0.05)[::window]


def fit(chosen: Sequence[Record], settings: FalsificationSettings) -> None:
    pooled: dict[str, list[np.ndarray]] = {}
    for record in chosen:
        for signal, scores in scores_of(record, settings):
            if len(scores):
                print(
                    f"  {record.name:16s} {signal:16s} {len(scores):4d} 95 %: {np.quantile(scores, 0.95):6.2f} largest {scores.max():6.2f}"
                )
            pooled.setdefault(signal, []).append(scores[np.isfinite(scores)])
    for signal, parts in pooled.items():
        scores = np.concatenate(parts)
        if len(scores) >= 20:
            tail = fit_tail(scores, 0.01 if signal == "hugs_limit" else 0.05)  # hardly any score of it is above zero
            print(
                f"{signal:18s} n={len(scores):5d} Tail({tail.at:.2f}, {tail.scale:.2f})  max {scores.max():.2f}  "
                f"threshold at 52 tests {settings.threshold(signal, 52):.2f}"
                if signal in settings.tails
                else signal
            )


def findings(record: Record, limits: dict[str, list[Limit]], settings: FalsificationSettings) -> list[Suspicion]:
    return judge_place(record.place, record.readings, limits, {}, settings, 0)


def honest_limits(record: Record) -> dict[str, list[Limit]]:
    """A limit that an honest series exceeds now and then: its 98 % quantile."""
    return {
        n: [Limit(float(np.quantile(record.readings[n].values, 0.98)))] for n in record.targets if not n.endswith("inflow")
    }


def untouched(chosen: Sequence[Record], settings: FalsificationSettings) -> tuple[Counter[str], float, list[str]]:
    """Findings by signal in untouched records, sensor-years, and what they were."""
    counts: Counter[str] = Counter()
    years, told = 0.0, []
    for record in chosen:
        years += record.sensor_years
        for s in findings(record, honest_limits(record), settings):
            counts[s.signal] += 1
            first = (s.start - min(int(r.times[0]) for r in record.readings.values())) // DAY_US
            looked = LOOKED_AT.get((record.name, s.signal), "")
            told.append(
                f"{record.name}: {s.signal} on {', '.join(s.datastreams)} from its day {first} on (score {s.score:.1f}, threshold {s.threshold:.1f}){looked}"
            )
    return counts, years, told


def injected(
    chosen: Sequence[Record], repeats: int, settings: FalsificationSettings
) -> dict[str, list[tuple[bool, bool, str]]]:
    """Kind -> per case: found by any signal, found by the signals meant for it, name of the record."""
    out: dict[str, list[tuple[bool, bool, str]]] = {}
    for kind, (make, meant, wanted) in KINDS.items():
        rng = np.random.default_rng([20_260_722, len(kind)])
        for record in chosen:
            known = {(s.signal, s.datastreams[0], s.start) for s in findings(record, honest_limits(record), settings)}
            for target in record.targets:
                if wanted and record.readings[target].stream.kind != wanted:
                    continue
                for _ in range(repeats):
                    case = make(record, target, rng)
                    if case is not None:
                        out.setdefault(kind, []).append((*_found(case, meant, known, settings), record.name))
    return out


def _found(
    case: Injected, meant: tuple[str, ...], known: set[tuple[str, str, int]], settings: FalsificationSettings
) -> tuple[bool, bool]:
    limits = case.limits or honest_limits(case.record)
    hits = [
        s
        for s in findings(case.record, limits, settings)
        if set(s.datastreams) & set(case.targets) and s.start < case.end and s.end > case.start
        and (s.signal, s.datastreams[0], s.start) not in known
    ]  # fmt: skip
    return bool(hits), any(s.signal in meant for s in hits)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--part", choices=("development", "held-out", "both"), default="development")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    settings = FalsificationSettings()
    everything = records(chosen.data)
    if chosen.fit:
        fit([r for r in everything if r.part == "development"], settings)
        return
    parts = ("development", "held-out") if chosen.part == "both" else (chosen.part,)
    if "held-out" in parts:
        log_look("falsification held-out months")
    began = time.process_time()
    body = page(everything, parts, chosen.repeats, settings)
    body += f"\n\n{time.process_time() - began:.0f} CPU-seconds."
    show("falsification", "Signals of falsification: injected kinds and false alarms", body, chosen.write)


def page(everything: Sequence[Record], parts: tuple[str, ...], repeats: int, settings: FalsificationSettings) -> str:
    blocks = []
    for part in parts:
        chosen = [r for r in everything if r.part == part]
        counts, years, told = untouched(chosen, settings)
        cases = injected(chosen, repeats, settings)
        rows = []
        for kind, found in cases.items():
            n = len(found)
            meant = KINDS[kind][1]
            false = sum(counts[s] for s in meant)
            detected = sum(f[1] for f in found) / n
            rate = (1 - PREVALENCE) * (false + 0.5) / years  # half an alarm more: none seen is not none ever
            wrong = rate / (rate + PREVALENCE * max(detected, 1e-9))
            rows.append(
                [
                    kind,
                    str(n),
                    f"{sum(f[0] for f in found) / n:.2f}",
                    f"{detected:.2f}",
                    ", ".join(meant),
                    str(false),
                    f"{false / years:.3f}",
                    f"{wrong:.2f}",
                ]
            )
        head = [
            "injected",
            "cases",
            "found",
            "by the signals meant for it",
            "signals",
            "false alarms of these",
            "per sensor-year",
            "wrong, if 1 in 10 is falsified",
        ]
        total = sum(counts.values())
        blocks.append(
            f"## {part} months\n\n{len(chosen)} records, {years:.1f} sensor-years untouched: {total} findings, {total / years:.3f} per sensor-year "
            f"(set: {settings.alarms_per_sensor_year} for all signals together).\n\n{markdown(head, rows)}\n\n"
            + (
                "Findings in untouched records (they may be true oddities of the data):\n\n"
                + "\n".join(f"- {t}" for t in told)
                if told
                else ""
            )
        )
    return "\n\n".join([NOTES, *blocks])


def log_look(what: str) -> None:
    """Append a look at test labels to docs/benchmarks/looks.md."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    page = PAGES / "looks.md"
    if not page.exists():
        page.write_text(
            "# Looks at test labels\n\nAppend-only. Every run of a benchmark that read labels or months set apart for the test.\n\n| time (UTC) | commit | set |\n|---|---|---|\n"
        )
    with page.open("a", encoding="utf-8") as file:
        file.write(f"| {datetime.now(UTC):%Y-%m-%d %H:%M} | {commit} | {what} |\n")


if __name__ == "__main__":
    main()
