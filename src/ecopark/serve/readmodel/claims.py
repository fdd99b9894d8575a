"""Read models of claims and of the ledger: plain verdict, gates, the interval against the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ecopark.core.figures import message_of
from ecopark.core.messages import Lang, Message
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.judge.claims.actions import CLAIM, VERDICT, claim_of
from ecopark.judge.claims.records import Claim
from ecopark.judge.claims.wording import Names, say, sentence
from ecopark.judge.ledger.records import Unit, stored_unit

_MOST = 2000
_ORDER = {"published": 0, "draft": 1, "expired": 2, "withdrawn": 3}
LOOKS: Mapping[str, str] = {"supported": "good", "insufficient": "doubtful", "not_supported": "bad", "unjudged": "missing"}
"""Verdict -> the portal's mark."""


@dataclass(frozen=True, slots=True)
class GateLine:
    """One line of the check list; ``step`` is the text id of what would mend it, empty where it passed."""

    name: str
    passed: bool
    blocked: bool
    reason: str
    step: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Interval against target on an axis of 0..1000; ``reached`` is the side on which the claim holds."""

    low: float
    high: float
    value: float
    target: float
    reach_from: float
    reach_to: float


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its newest verdict, in the words of a reader.

    ``verdict`` is ``supported``, ``insufficient``, ``not_supported`` or ``unjudged``.
    """

    record: Record
    claim: Claim
    said: Mapping[str, Any]
    verdict: str
    sentence: str
    may_say: str
    gates: tuple[GateLine, ...]
    expires: datetime | None

    @property
    def state(self) -> str:
        return str(self.record.content["state"])

    @property
    def look(self) -> str:
        return LOOKS[self.verdict]

    @property
    def open_gates(self) -> tuple[GateLine, ...]:
        return tuple(gate for gate in self.gates if not gate.passed)


def claim_rows(records: RecordsStore, scope: Scope, lang: Lang, names: Names) -> list[ClaimRow]:
    """Claims that the scope reaches: published ones first, then drafts, then what no longer stands."""
    found = records.find(scope, CLAIM, limit=_MOST)
    verdicts = records.get_many(scope, VERDICT, [record.id for record in found])
    rows = [claim_row(record, verdicts.get(record.id), lang, names) for record in found]
    return sorted(rows, key=lambda r: (_ORDER.get(r.state, 9), -r.record.recorded_time.timestamp()))


def claim_row(record: Record, verdict: Record | None, lang: Lang, names: Names) -> ClaimRow:
    claim = claim_of(record)
    said: Mapping[str, Any] = verdict.content if verdict is not None else {}
    return ClaimRow(
        record,
        claim,
        said,
        str(said.get("verdict", "unjudged")),
        sentence(claim, lang, names),
        str(said["may_say"][lang]) if said else "",
        tuple(_gate(row, lang, names) for row in said.get("gates", ())),
        datetime.fromisoformat(said["expires"]) if said else None,
    )


def _gate(row: Mapping[str, Any], lang: Lang, names: Names) -> GateLine:
    reason = _named(message_of(row["reason"]), lang, names)
    step = f"judge.step.{row['step']}" if row.get("step") else ""
    return GateLine(
        str(row["gate"]),
        bool(row["passed"]),
        row["outcome"] == "blocked",
        say(reason, lang).rstrip(".") if reason else "",
        step,
    )


def _named(reason: Message | None, lang: Lang, names: Names) -> Message | None:
    """The reason with ids of meters, measures and places as their names; ``a, b`` are named one by one."""
    if reason is None:
        return None
    words: dict[str, object] = {}
    for key, value in reason.params.items():
        if isinstance(value, Message):
            words[key] = _named(value, lang, names)
        elif isinstance(value, str):
            words[key] = ", ".join(names.of(part, lang) for part in value.split(", "))
        else:
            words[key] = value
    return Message(reason.id, words)


def picture_of(row: ClaimRow) -> Picture | None:
    """Where the interval lies against the target; None without a number."""
    figure = row.said.get("figure")
    if not figure or figure["low"] is None or figure["value"] is None:
        return None
    claim, edges = row.claim, [float(figure["low"]), float(figure["high"]), row.claim.target]
    reach = claim.tolerance or 0.0
    edges += [claim.target - reach, claim.target + reach]
    span = (max(edges) - min(edges)) or max(abs(max(edges)), 1.0)
    first, width = min(edges) - 0.18 * span, 1.36 * span

    def at(value: float) -> float:
        return round(1000 * (value - first) / width, 1)

    start = 0.0 if claim.comparator == "<=" else at(claim.target - reach)
    end = 1000.0 if claim.comparator == ">=" else at(claim.target + reach)
    return Picture(at(figure["low"]), at(figure["high"]), at(figure["value"]), at(claim.target), start, end)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One revision of a claim or of its verdict."""

    when: datetime
    kind: str
    text: str
    revision: int
    actor: str


def history_of(records: RecordsStore, scope: Scope, claim_id: str) -> list[HistoryLine]:
    """Every revision, the newest first."""
    lines = [
        HistoryLine(r.recorded_time, "claim", str(r.content["state"]), r.revision, r.actor)
        for r in records.history(scope, CLAIM, claim_id)
    ]
    lines += [
        HistoryLine(r.recorded_time, "verdict", str(r.content["verdict"]), r.revision, r.actor)
        for r in records.history(scope, VERDICT, claim_id)
    ]
    return sorted(lines, key=lambda line: line.when, reverse=True)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the ledger as it stands."""

    record: Record
    unit: Unit


def unit_rows(records: RecordsStore, scope: Scope) -> list[UnitRow]:
    """Units that the scope reaches; those that can still be used first, parts under their whole."""
    rows = [UnitRow(r, stored_unit(r.id, r.content)) for r in records.find(scope, "ledger_entry", limit=_MOST)]
    return sorted(rows, key=lambda r: (not r.unit.live, r.unit.kind.value, r.unit.start, r.unit.id))


def totals_of(rows: Sequence[UnitRow]) -> list[tuple[str, str, int, int]]:
    """(kind, unit, usable, used) summed over units that are not split."""
    sums: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        unit = row.unit
        kept = sums.setdefault((unit.kind.value, unit.unit), [0, 0])
        kept[0] += unit.quantity if unit.live else 0
        kept[1] += unit.quantity if unit.cancelled_for else 0
    return [(kind, unit, live, used) for (kind, unit), (live, used) in sorted(sums.items())]
