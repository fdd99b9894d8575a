"""Whether the park's figures of a month can be believed, and what cannot be known: read from tables and records.

The answer is a list of reasons, never a score: each reason is a sentence with its figure and the page that shows it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecopark.core.messages import Message
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.quality import QualitySummary, quality_summary
from ecopark.serve.readmodel.queue import CaseRow
from ecopark.serve.readmodel.source import LogState, PortalSnapshot

GOOD_SHARE, POOR_SHARE = 0.95, 0.8  # of the expected readings; shown beside the figure
INSIDE, OUTSIDE = 2.0, 3.0  # imbalance in standard uncertainties
TOO_WIDE = 0.25  # of the inflow: a balance that may be off by more than that confirms nothing by closing
ENOUGH_DAYS = 0.5  # share of the month's days so far whose balance could be drawn


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """A balance over the month so far.

    Attributes
    ----------
    imbalance, sd
        Sum over the days that could be judged. Accuracy classes do not average out, so the days' uncertainties add up.
    state
        ``closes``, ``unclear`` (between two and three standard uncertainties), ``open`` or ``unknown`` (too few days,
        something unmeasured, or an uncertainty so wide that closing says nothing).
    """

    balance: str
    carrier: str
    inflow: float | None
    outflow: float | None
    imbalance: float | None
    sd: float | None
    unit: str
    days: int
    days_wanted: int
    state: str
    reason: Message | None

    @property
    def share(self) -> float | None:
        return abs(self.imbalance) / self.inflow if self.imbalance is not None and self.inflow else None


@dataclass(frozen=True, slots=True)
class MeterLine:
    """What can be known about one meter of the month."""

    datastream: str
    carrier: str
    redundant: bool
    smallest_bias: float | None
    tamper_index: int | None
    group: tuple[str, ...]
    best_added_meter: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the figures can or cannot be believed; ``state`` good | attention | bad | insufficient."""

    state: str
    message: Message
    href: str


@dataclass(frozen=True, slots=True)
class Belief:
    """``answer``: ``insufficient`` (no data), ``no`` (too few good readings), ``partly`` (something is open), ``yes``.

    Where nothing can check a meter, a yes stands with that limit beside it: it is a reason of state ``insufficient``.
    """

    month: Month
    answer: str
    reasons: tuple[Reason, ...]
    quality: QualitySummary
    balances: tuple[BalanceLine, ...]
    meters: tuple[MeterLine, ...]
    open_cases: Mapping[str, int]
    investigations: int


def belief(
    snapshot: PortalSnapshot,
    records: RecordsStore,
    scope: Scope,
    month: Month,
    days: int,
    cases: Sequence[CaseRow],
    log: LogState | None,
    overdue: int,
) -> Belief:
    """The month as the scope sees it.

    Parameters
    ----------
    days
        How many of the month's days are over (or begun).
    overdue
        Meters in scope whose calibration is overdue.
    """
    quality = quality_summary(snapshot, scope, month)
    balances = balance_lines(snapshot, scope, month, days)
    meters = meter_lines(snapshot, scope, month)
    touching = [c for c in cases if c.case.where == "open" and any(_touches(f, month) for f in c.case.findings)]
    counts = Counter(c.case.severity for c in touching)
    asked = [r for r in records.find(scope, "investigation", limit=1000) if r.content.get("state") == "open"]
    reasons = (
        _of_data(quality),
        _of_findings(counts),
        *_of_balances(balances),
        *_of_meters(meters),
        *_of_people(len(asked), overdue),
        *_of_log(log),
    )
    doubts = {"attention", "bad"} & {r.state for r in reasons}
    answer = {"insufficient": "insufficient", "bad": "no"}.get(reasons[0].state, "partly" if doubts else "yes")
    return Belief(month, answer, reasons, quality, balances, meters, counts, len(asked))


def balance_lines(snapshot: PortalSnapshot, scope: Scope, month: Month, days: int) -> tuple[BalanceLine, ...]:
    """One line per balance, those that do not close first."""
    by_balance: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in snapshot.derived(scope, "imbalances", month.interval).to_pylist():
        by_balance.setdefault((row["carrier"], row["balance"]), []).append(row)
    lines = [_balance_line(carrier, name, rows, days) for (carrier, name), rows in by_balance.items()]
    order = {"open": 0, "unclear": 1, "closes": 2, "unknown": 3}
    return tuple(sorted(lines, key=lambda b: (order[b.state], b.carrier, -(b.share or 0.0), b.balance)))


def _balance_line(carrier: str, name: str, rows: Sequence[dict[str, Any]], days: int) -> BalanceLine:
    judged = [r for r in rows if r["imbalance"] is not None and r["sd"] is not None]
    unit = rows[0]["unit"]
    if not judged or len(judged) < ENOUGH_DAYS * days:
        said = Counter((r["reason"], r["reason_params"] or "{}") for r in rows if r["reason"])
        reason = _reason(*said.most_common(1)[0][0]) if said else Message("portal.believe.too_few_days")
        return BalanceLine(carrier=carrier, balance=name, inflow=None, outflow=None, imbalance=None, sd=None, unit=unit,
                           days=len(judged), days_wanted=days, state="unknown", reason=reason)  # fmt: skip
    total = {column: sum(r[column] or 0.0 for r in judged) for column in ("inflow", "outflow", "imbalance", "sd")}
    ratio = abs(total["imbalance"]) / total["sd"] if total["sd"] else float("inf") if total["imbalance"] else 0.0
    state = "closes" if ratio <= INSIDE else "open" if ratio > OUTSIDE else "unclear"
    wide: Message | None = None
    if state == "closes" and 2 * total["sd"] > TOO_WIDE * total["inflow"]:
        state, wide = "unknown", Message("portal.believe.too_wide")
    return BalanceLine(name, carrier, total["inflow"], total["outflow"], total["imbalance"], total["sd"], unit,
                       len(judged), days, state, wide)  # fmt: skip


def _reason(message_id: str, params: str) -> Message:
    found = json.loads(params)
    return Message(message_id, found if isinstance(found, dict) else {})


def meter_lines(snapshot: PortalSnapshot, scope: Scope, month: Month) -> tuple[MeterLine, ...]:
    """Meters, those about which least can be known first."""
    lines = [
        MeterLine(
            r["datastream"],
            r["carrier"],
            bool(r["redundant"]),
            r["smallest_bias"],
            r["tamper_index"],
            tuple(g for g in r["group"] or () if g != r["datastream"]),
            r["best_added_meter"],
        )
        for r in snapshot.derived(scope, "meter_trust", month.interval).to_pylist()
        if r["datastream"]
    ]
    worst = float("inf")
    return tuple(sorted(lines, key=lambda x: (x.redundant, -(x.smallest_bias or worst), x.carrier, x.datastream)))


def _touches(finding: Any, month: Month) -> bool:
    return bool(finding.start < month.interval.end and finding.end >= month.interval.start)


def _of_data(quality: QualitySummary) -> Reason:
    share = quality.good_share
    if share is None:
        return Reason("insufficient", Message("portal.believe.no_data"), "/quality")
    state = "good" if share >= GOOD_SHARE else "attention" if share >= POOR_SHARE else "bad"
    return Reason(state, Message("portal.believe.data", {"share": round(100 * share, 1)}), "/quality")


def _of_findings(counts: Mapping[str, int]) -> Reason:
    serious, others = counts.get("serious", 0), counts.get("attention", 0)
    if serious:
        return Reason("bad", Message("portal.believe.serious", {"count": serious}), "/queue")
    if others:
        return Reason("attention", Message("portal.believe.attention", {"count": others}), "/queue")
    return Reason("good", Message("portal.believe.no_findings"), "/queue")


def _of_balances(balances: Sequence[BalanceLine]) -> list[Reason]:
    """One reason per carrier."""
    reasons = []
    for carrier in sorted({b.carrier for b in balances}):
        states = Counter(b.state for b in balances if b.carrier == carrier)
        judged, total = sum(states.values()) - states["unknown"], sum(states.values())
        what = {"carrier": carrier, "judged": judged, "all": total, "open": states["open"]}
        if states["open"]:
            reasons.append(Reason("bad", Message("portal.believe.balance_open", what), "#balances"))
        elif not judged:
            reasons.append(Reason("insufficient", Message("portal.believe.balance_unknown", what), "#balances"))
        else:
            state = "attention" if states["unclear"] else "good"
            said = "portal.believe.balance_unclear" if states["unclear"] else "portal.believe.balance_closes"
            reasons.append(Reason(state, Message(said, what), "#balances"))
    return reasons


def _of_meters(meters: Sequence[MeterLine]) -> list[Reason]:
    if not meters:
        return []
    alone = sum(not m.redundant for m in meters)
    params = {"alone": alone, "all": len(meters)}
    if alone:
        return [Reason("insufficient", Message("portal.believe.meters_alone", params), "#meters")]
    return [Reason("good", Message("portal.believe.meters_checked", params), "#meters")]


def _of_people(investigations: int, overdue: int) -> list[Reason]:
    reasons = []
    if investigations:
        message = Message("portal.believe.investigations", {"count": investigations})
        reasons.append(Reason("attention", message, "/inspections/investigations"))
    if overdue:
        reasons.append(
            Reason("attention", Message("portal.believe.overdue", {"count": overdue}), "/inspections/calibrations")
        )
    return reasons


def _of_log(log: LogState | None) -> list[Reason]:
    """What the log proves, and whether somebody else has signed it: without a witness its operator could keep two."""
    if log is None:
        return [Reason("insufficient", Message("portal.believe.no_log"), "/evidence")]
    reasons = [Reason("good", Message("portal.believe.log", {"size": log.size}), "/evidence")]
    levels = [w.level for w in log.witnesses]
    counts = {"signed": levels.count("ok"), "all": len(levels), "required": log.witnesses_required}
    if not levels:
        said = Reason("insufficient", Message("portal.believe.no_witness"), "/evidence")
    elif "serious" in levels:
        said = Reason("bad", Message("portal.believe.witness_conflict"), "/evidence#witnesses")
    elif counts["signed"] < max(1, log.witnesses_required):
        said = Reason("attention", Message("portal.believe.witness_silent", counts), "/evidence#witnesses")
    else:
        said = Reason("good", Message("portal.believe.witnessed", counts), "/evidence#witnesses")
    return [*reasons, said]
