"""Measures as pages show them: each with its standing and the next step, totals, the picture of its verification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from ecopark.account.measures.baselines import Baseline
from ecopark.account.measures.events import EventState, NonRoutineEvent
from ecopark.account.measures.records import Measure, Status, read_measure, typed_differences
from ecopark.account.measures.splits import Entry, standing_of
from ecopark.account.measures.verification import VERIFICATION
from ecopark.core.figures import Figure, Standing, message_of
from ecopark.core.interval import to_utc
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.serve.measures import baselines_of, claimants, entries_of, events_of, figures_of
from ecopark.serve.readmodel.queue import Plot

_MOST = 100_000


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One line of the list. ``percent``: of its newest verification; ``reason``: what that says in words."""

    entry: Entry
    standing: Standing | None
    percent: Figure | None
    reason: Message | None
    waiting: int  # proposed events that nobody has decided


@dataclass(frozen=True, slots=True)
class MissingRow:
    """What would narrow the interval: half widths in per cent, now and then (best, worst)."""

    what: Message
    now: float
    then: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class MeasureView:
    """Everything about one measure.

    Attributes
    ----------
    next_step
        Ending of ``portal.measure.next_…``.
    reasons
        What stands in the way, messages of a kind in one group.
    may_decide
        Whether the reader may accept or reject; a party may not.
    """

    record: Record
    measure: Measure
    entered_by: str
    baselines: tuple[Baseline, ...]
    verification: Record | None
    earlier: tuple[Record, ...]
    figures: Mapping[str, Figure | None]
    reason: Message | None
    reasons: tuple[tuple[Message, ...], ...]
    notes: tuple[Message, ...]
    missing: tuple[MissingRow, ...]
    events: tuple[NonRoutineEvent, ...]
    plot: Plot | None
    next_step: str
    differences: Mapping[str, tuple[float, float]]
    is_party: bool


def measure_rows(records: RecordsStore, network: FlowNetwork, scope: Scope) -> list[MeasureRow]:
    """Measures that the scope reaches: those that need somebody first, then by name."""
    judged = {r.id: r for r in records.find(scope, VERIFICATION, limit=_MOST)}
    waiting: dict[str, int] = {}
    for event in events_of(records, scope):
        if event.state is EventState.PROPOSED:
            waiting[event.measure] = waiting.get(event.measure, 0) + 1
    rows = []
    for entry in entries_of(records, network, scope):
        said = judged.get(entry.measure.id)
        counted = entry.measure.status in (Status.INSTALLED, Status.VERIFIED, Status.REJECTED)
        rows.append(
            MeasureRow(
                entry,
                standing_of(entry) if counted else None,
                figures_of(said.content).get("percent") if said else None,
                message_of(said.content["reason"]) if said else None,  # type: ignore[arg-type]
                waiting.get(entry.measure.id, 0),
            )
        )
    return sorted(rows, key=lambda r: (r.waiting == 0, r.entry.measure.status is Status.WITHDRAWN, r.entry.measure.name))


def measure_view(records: RecordsStore, scope: Scope, measure_id: str, now: datetime) -> MeasureView | None:
    """None: unknown, or not the reader's to see."""
    record = records.get(scope, "measure", measure_id)
    if record is None:
        return None
    measure = read_measure(record.id, record.content)
    history = list(records.history(scope, VERIFICATION, measure_id))
    newest = history[-1] if history else None
    said: Mapping[str, Any] = newest.content if newest else {}
    baselines = tuple(baselines_of(records, scope, measure_id))
    parties = claimants(records, measure_id)
    return MeasureView(
        record=record,
        measure=measure,
        entered_by=records.history(scope, "measure", measure_id)[0].actor,
        baselines=baselines,
        verification=newest,
        earlier=tuple(reversed(history[:-1])),
        figures=figures_of(said) if said else {},
        reason=message_of(said.get("reason")),
        reasons=_grouped(said.get("sufficiency") or ()),
        notes=_messages(said.get("notes") or ()),
        missing=tuple(_missing(part) for part in said.get("missing") or ()),
        events=tuple(events_of(records, scope, measure_id)),
        plot=_plot(said.get("picture")),
        next_step=next_step(measure, baselines, newest, now),
        differences=typed_differences(measure.declared or measure.expected),
        is_party=scope.user in parties,
    )


def next_step(measure: Measure, baselines: Sequence[Baseline], newest: Record | None, now: datetime) -> str:
    """What somebody should do now."""
    if measure.status is Status.REJECTED:
        return "rejected"
    if measure.status is Status.WITHDRAWN:
        return "nothing"
    if not measure.meters:
        return "meter"
    if not baselines:
        return "planned" if measure.status is Status.PLANNED else "baseline"
    if to_utc(baselines[-1].reporting_start) >= to_utc(now):
        return "wait"
    if newest is None:
        return "verify"
    if newest.content["standing"] == Standing.VERIFIED.value:
        return "nothing"
    return "missing" if newest.content.get("missing") or newest.content.get("sufficiency") else "wait"


def payback_years(measure: Measure) -> float | None:
    """Cost over the money that is said to be saved per year; None where one of them is not said."""
    saved = measure.said.get("vnd")
    return measure.cost_vnd / saved if measure.cost_vnd is not None and saved and saved > 0 else None


def years_of(entries: Sequence[Entry], today: date) -> tuple[int, int]:
    """First and last year of the table: from the first measure on, ten years at most."""
    begun = [e.measure.installed_on.year for e in entries if e.measure.installed_on and e.measure.installed_on <= today]
    return max(min(begun, default=today.year), today.year - 9), today.year


def _messages(said: Sequence[Mapping[str, Any]]) -> tuple[Message, ...]:
    return tuple(found for part in said if (found := message_of(part)) is not None)


def _grouped(said: Sequence[Mapping[str, Any]]) -> tuple[tuple[Message, ...], ...]:
    return tuple(tuple(group) for _, group in groupby(_messages(said), key=lambda m: m.id))


def _missing(part: Mapping[str, Any]) -> MissingRow:
    what, best, worst = message_of(part["what"]), part.get("interval_best"), part.get("interval_then")
    assert what is not None
    then = None if best is None or worst is None else (float(best), float(worst))
    return MissingRow(what, float(part["interval_now"]), then)


def _plot(picture: Mapping[str, Any] | None) -> Plot | None:
    if not picture:
        return None
    times = tuple(to_utc(datetime.fromisoformat(t)).replace(tzinfo=None) for t in picture["times"])
    known = [v for name in ("measured", "baseline") for v in picture[name] if v is not None]
    top = 1.5 * max(known, default=0.0)  # a band far wider than what was used is drawn up to the frame
    series = {name: tuple(picture[name]) for name in ("measured", "baseline")}
    series |= {n: tuple(None if v is None else min(max(v, 0.0), top) for v in picture[n]) for n in ("low", "high")}
    begins = to_utc(datetime.fromisoformat(picture["reporting_start"])).replace(tzinfo=None)
    return Plot(times, series, str(picture["unit"]), (begins, times[-1]) if times else None)
