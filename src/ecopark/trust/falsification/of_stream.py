"""The signals that one datastream shows by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecopark.core.findings import Severity
from ecopark.trust.checks.runs import Floats, Times
from ecopark.trust.falsification import bunching, digits, replay, status_audit
from ecopark.trust.falsification.blocks import DAY_US, Blocks, Episode, blocks_of, episodes
from ecopark.trust.falsification.night import MATERIAL as NIGHT_MATERIAL
from ecopark.trust.falsification.night import WINDOW as NIGHT_WINDOW
from ecopark.trust.falsification.night import night_ratio, night_shift
from ecopark.trust.falsification.places import Stream
from ecopark.trust.falsification.settings import FalsificationSettings
from ecopark.trust.falsification.spread import LoadSpread, collapse, log_spread, windows_of, without_loads
from ecopark.trust.falsification.suspicion import Suspicion, plot_of

YEAR_DAYS = 365.25
BUNCHING_WINDOW_US = 28 * DAY_US


@dataclass(frozen=True, slots=True)
class Readings:
    """A datastream with its readings.

    ``times``, ``values``, ``status``: all readings with a value, shape (n,); ``usable``: those that are measurements (not
    calibrating, not at fault, not flagged BAD for another reason than standing still), shape (n,).
    """

    stream: Stream
    times: Times
    values: Floats
    status: NDArray[np.uint8]
    usable: NDArray[np.bool_]

    def clean(self) -> tuple[Times, Floats]:
        return self.times[self.usable], self.values[self.usable]


@dataclass(frozen=True, slots=True)
class Limit:
    value: float
    lower: bool = False


def hugs_limit(r: Readings, limits: Sequence[Limit], settings: FalsificationSettings) -> Iterator[Suspicion]:
    """Each four weeks of readings (all of a shorter record) against each limit."""
    times, values = r.clean()
    if len(times) < settings.bunching.least:
        return
    threshold = settings.threshold("hugs_limit", YEAR_DAYS / 28)
    resolution = r.stream.resolution / abs(r.stream.to_sent) if r.stream.to_sent else 0.0
    parts = (times - times[0]) // max(BUNCHING_WINDOW_US, 2 * settings.bunching.least * r.stream.step)
    for limit in limits:
        found = []
        for part in range(int(parts[-1]) + 1):
            here = parts == part
            hug = bunching.hug_of(values[here], limit.value, settings.bunching, resolution=resolution, lower=limit.lower)
            if hug is not None and hug.score >= threshold:
                found.append((hug, times[here], values[here]))
        if not found:
            continue
        hug, at, shown = max(found, key=lambda f: f[0].score)
        inside = sum(f[0].inside for f in found)
        params = {
            "count": inside, "limit": limit.value, "unit": r.stream.unit, "low": hug.low, "high": hug.high,
            "inside": hug.inside, "above": hug.above, "expected": hug.expected,
        }  # fmt: skip
        plot = plot_of(at, {"value": shown, "limit": np.full(len(at), limit.value)}, r.stream.unit)
        start, end = int(found[0][1][0]), int(found[-1][1][-1]) + r.stream.step
        yield Suspicion("hugs_limit", (r.stream.id,), start, end, hug.score, threshold, params, plot, inside)


def missing_spread(
    r: Readings, loads: Sequence[Readings], beside: Sequence[LoadSpread], settings: FalsificationSettings, offset: int
) -> Iterator[Suspicion]:
    """Windows of blocks whose spread is far below the record's own, while the loads keep theirs."""
    times, values = r.clean()
    blocks = blocks_of(times, r.stream.step, offset)
    if not windows_of(blocks, settings.spread):
        return
    logs = without_loads(log_spread(values, blocks, canonical_resolution(r.stream)), blocks.key, beside)
    for found, threshold in collapses(logs, blocks, settings):
        start, end = blocks.start(found.first), blocks.start(found.last) + blocks.width
        if any(_quiet_too(load, start, end, offset, settings) for load in loads):
            continue
        rows = (times >= start) & (times < end)
        params = {
            "count": int(rows.sum()), "times_smaller": float(np.exp(found.size)), "unit": r.stream.unit,
            "spread": float(values[rows].std()), "usual": float(values[rows].std() * np.exp(found.size)),
        }  # fmt: skip
        around = _around(times, start, end)
        plot = plot_of(times[around], {"value": values[around]}, r.stream.unit)
        yield Suspicion("missing_spread", (r.stream.id,), start, end, found.score, threshold, params, plot, int(rows.sum()))


def load_spreads(loads: Sequence[Readings], offset: int) -> list[LoadSpread]:
    """The spread and mean of each load by block."""
    found = []
    for load in loads:
        times, values = load.clean()
        blocks = blocks_of(times, load.stream.step, offset)
        if len(blocks.key):
            logs = log_spread(values, blocks, canonical_resolution(load.stream))
            found.append(LoadSpread(blocks.key, logs, blocks.mean(values)))
    return found


def collapses(logs: Floats, blocks: Blocks, settings: FalsificationSettings) -> list[tuple[Episode, float]]:
    """Episodes of missing spread with their thresholds; of episodes of several window lengths that overlap the best."""
    found: list[tuple[Episode, float]] = []
    windows = windows_of(blocks, settings.spread)
    for window in windows:
        scores, sizes = collapse(logs, window)
        threshold = settings.threshold("missing_spread", len(windows) * YEAR_DAYS * DAY_US / blocks.width / window)
        wanted = np.where(sizes >= -np.log(settings.spread.ratio), scores, -np.inf)
        found += [(episode, threshold) for episode in episodes(wanted, sizes, window, threshold)]
    found.sort(key=lambda f: f[1] - f[0].score)
    kept: list[tuple[Episode, float]] = []
    for episode, threshold in found:
        if all(episode.last < other.first or episode.first > other.last for other, _ in kept):
            kept.append((episode, threshold))
    return kept


def odd_digits(r: Readings, settings: FalsificationSettings) -> Iterator[Suspicion]:
    """Spans on a coarser grid, values off the declared resolution, round numbers preferred. Automatic instruments only."""
    if r.stream.daily or r.stream.to_sent is None or len(r.times) < 4 * settings.digits.block:
        return
    sent = r.values * r.stream.to_sent
    threshold = settings.threshold("odd_digits", 1.0)
    spans = (
        []
        if r.stream.solar and not r.stream.resolution
        else digits.coarser_spans(sent, settings.digits, r.stream.resolution)
    )
    for span in spans:
        start, end = int(r.times[span.first]), int(r.times[span.stop - 1]) + r.stream.step
        params = {"count": span.stop - span.first, "step": span.step, "usual": span.usual}
        yield _digits(r, start, end, threshold + span.distinct, threshold, params, "coarser")
    if r.stream.resolution > 0 and (share := digits.off_resolution(sent, r.stream.resolution, settings.digits)):
        params = {"count": round(share * len(sent)), "step": r.stream.resolution, "usual": digits.grid_of(sent[:1000])}
        yield _digits(
            r, int(r.times[0]), int(r.times[-1]) + r.stream.step, 100 * share + threshold, threshold, params, "off"
        )
    if r.stream.resolution <= 0:
        return
    last = digits.last_digits(sent, r.stream.resolution, settings.digits)
    if last is not None and last.score >= threshold and last.round_share >= 0.3:
        params = {
            "count": int(last.counts[0] + last.counts[5]),
            "step": r.stream.resolution,
            "usual": round(100 * last.round_share),
        }
        yield _digits(r, int(r.times[0]), int(r.times[-1]) + r.stream.step, last.score, threshold, params, "round")


def status_at_exceedance(r: Readings, limits: Sequence[Limit], settings: FalsificationSettings) -> Iterator[Suspicion]:
    for limit in limits:
        found = status_audit.audit(r.times, r.values, r.status, limit.value, settings.audit, lower=limit.lower)
        if found is None or found.p > settings.audit.significance:
            continue
        start, end = found.spans[0][0], found.spans[-1][1] + r.stream.step
        params = {
            "count": found.at_exceedance, "periods": found.periods, "limit": limit.value, "unit": r.stream.unit,
            "chance_pct": 100 * found.chance,
        }  # fmt: skip
        around = _around(r.times, found.spans[0][0], found.spans[0][1] + r.stream.step, most=DAY_US)
        columns = {
            "value": r.values[around],
            "status": r.status[around].astype(float),
            "limit": np.full(around.sum(), limit.value),
        }
        score, threshold = -np.log10(max(found.p, 1e-12)), -np.log10(settings.audit.significance)
        plot = plot_of(r.times[around], columns, r.stream.unit)
        facts = {"spans": [[_iso(a), _iso(b)] for a, b in found.spans[:20]]}
        yield Suspicion(
            "status_at_exceedance", (r.stream.id,), start, end, float(score), float(threshold), params, plot,
            found.at_exceedance, facts=facts,
        )  # fmt: skip


def copied_days(r: Readings, settings: FalsificationSettings) -> Iterator[Suspicion]:
    """Runs of readings that repeat earlier ones to the digit."""
    values = r.values * r.stream.to_sent if r.stream.to_sent else r.values
    step = digits.grid_of(values[:: max(1, len(values) // 500)]) if len(values) else 0.0
    for copy in replay.exact_copies(values, settings.replay, step):
        start, end = int(r.times[copy.first]), int(r.times[copy.stop - 1]) + r.stream.step
        source = int(r.times[copy.source])
        rows, before = slice(copy.first, copy.stop), slice(copy.source, copy.source + copy.stop - copy.first)
        params = {"count": copy.stop - copy.first, "source": _iso(source), "days": round((start - source) / DAY_US, 1)}
        plot = plot_of(r.times[rows], {"value": r.values[rows], "earlier": r.values[before]}, r.stream.unit)
        needed = settings.replay.bits + 2 * float(np.log2(len(values)))
        yield Suspicion("copied_days", (r.stream.id,), start, end, copy.bits, needed, params, plot, copy.stop - copy.first)


def similar_days(r: Readings, settings: FalsificationSettings, offset: int) -> Iterator[Suspicion]:
    """Days that follow an earlier day up to scale and noise; days copied to the digit are told by `copied_days`."""
    times, values = r.clean()
    if not _has_days(r, values) or r.stream.step > DAY_US // settings.replay.day_readings:
        return
    days = replay.whole_days(times, values, r.stream.step, offset)
    best, source = replay.similar_days(days, settings.replay)
    threshold = settings.threshold("similar_days", YEAR_DAYS)
    told = np.flatnonzero(best >= threshold)
    lag = days.key[told] - days.key[source[told]] if len(told) else told
    cuts = np.flatnonzero((np.diff(days.key[told]) > 1) | (np.diff(lag) != 0)) + 1
    for part in np.split(told, cuts) if len(told) else ():
        first, second = days.values[source[part]].ravel(), days.values[part].ravel()
        if np.array_equal(first, second) or second.std() == 0 or first.std() == 0:
            continue
        start = int(days.key[part[0]]) * DAY_US - offset
        alike = float(np.corrcoef(first, second)[0, 1])
        params = {"count": len(second), "source": _iso(int(times[days.rows[source[part[0]]]])), "correlation": alike}
        at = (times[days.rows[part]][:, None] + r.stream.step * np.arange(days.values.shape[1])).ravel()
        plot = plot_of(at, {"value": second, "earlier": first}, r.stream.unit)
        end = start + len(part) * DAY_US
        score = float(best[part].max())
        yield Suspicion("similar_days", (r.stream.id,), start, end, score, threshold, params, plot, len(second))


def night_pattern(
    r: Readings, loads: Sequence[Readings], settings: FalsificationSettings, offset: int
) -> Iterator[Suspicion]:
    """Weeks whose nights no longer stand to the days as they did, while the loads' nights do."""
    times, values = r.clean()
    if not _has_days(r, values) or r.stream.daily or r.stream.kind == "other" or not r.stream.clock or values.min() < 0:
        return
    days, ratios = night_ratio(times, values, offset)
    lower_only = r.stream.kind == "load"
    scores, sizes = night_shift(ratios, lower_only=lower_only)
    if len(scores) == 0:
        return
    threshold = settings.threshold("night_pattern", YEAR_DAYS / NIGHT_WINDOW)
    wanted = -sizes if lower_only else np.abs(sizes)
    for found in episodes(np.where(wanted >= NIGHT_MATERIAL, scores, -np.inf), sizes, NIGHT_WINDOW, threshold):
        start, end = int(days[found.first]) * DAY_US - offset, int(days[found.last] + 1) * DAY_US - offset
        if any(_night_too(load, start, end, found.size, offset) for load in loads):
            continue
        shown = slice(max(0, found.first - 60), found.last + 60)
        at = days[shown] * DAY_US - offset
        plot = plot_of(at, {"night_over_day": np.exp(ratios[shown])}, "-")
        params = {"count": found.last - found.first + 1, "percent": 100 * float(np.exp(found.size))}
        yield Suspicion(
            "night_pattern", (r.stream.id,), start, end, found.score, threshold, params, plot, found.last - found.first + 1
        )


def _has_days(r: Readings, values: Floats) -> bool:
    """Whether days can be told apart: not driven by the sun, not at rest for much of the time, no ratio of two others."""
    derived = r.stream.observed.startswith(("reactive", "power_factor"))
    return not r.stream.solar and not derived and len(values) > 0 and float(np.mean(values == 0)) < 0.2


def _digits(
    r: Readings, start: int, end: int, score: float, threshold: float, params: Mapping[str, float], how: str
) -> Suspicion:
    around = _around(r.times, start, end, most=3 * DAY_US)
    plot = plot_of(r.times[around], {"value": r.values[around]}, r.stream.unit)
    severity = Severity.INFO if how == "round" else Severity.ATTENTION
    facts = {"how": how}
    return Suspicion(
        "odd_digits", (r.stream.id,), start, end, score, threshold, {"how": how, **params}, plot, int(params["count"]),
        severity, facts=facts,
    )  # fmt: skip


def canonical_resolution(stream: Stream) -> float:
    return stream.resolution / abs(stream.to_sent) if stream.to_sent else 0.0


def _around(times: Times, start: int, end: int, most: int | None = None) -> NDArray[np.bool_]:
    """Rows from one length before an episode to one length after it (``most`` microseconds at most)."""
    reach = end - start if most is None else min(end - start, most)
    return np.asarray((times >= start - reach) & (times < end + reach))


def _quiet_too(load: Readings, start: int, end: int, offset: int, settings: FalsificationSettings) -> bool:
    """Whether a load lost its spread in the same time as well: then the plant stood still."""
    times, values = load.clean()
    blocks = blocks_of(times, load.stream.step, offset)
    if len(blocks.key) < settings.spread.least:
        return False
    logs = log_spread(values, blocks, canonical_resolution(load.stream))
    starts = blocks.key * blocks.width - offset
    inside = (starts + blocks.width > start) & (starts < end)
    if not inside.any() or inside.all():
        return False
    return bool(np.median(logs[~inside]) - np.median(logs[inside]) >= -np.log(settings.spread.ratio))


def _night_too(load: Readings, start: int, end: int, size: float, offset: int) -> bool:
    if load.stream.daily:
        return False
    days, ratios = night_ratio(*load.clean(), offset)
    at = days * DAY_US - offset
    inside = (at >= start) & (at < end)
    if np.count_nonzero(inside) < 3 or np.count_nonzero(~inside) < 7:
        return False
    moved = float(np.median(ratios[inside]) - np.median(ratios[~inside]))
    return moved * size > 0 and abs(moved) >= 0.5 * abs(size)


def _iso(moment: int) -> str:
    return f"{np.datetime_as_string(np.int64(moment).view('datetime64[us]'), unit='s')}Z"
