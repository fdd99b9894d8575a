"""Data quality: findings, their triage, coverage by datastream and month, quarantine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow.compute as pc

from ecopark.core.interval import Interval
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.serve.finding_tables import all_findings
from ecopark.serve.readmodel.months import Month, months_between
from ecopark.serve.readmodel.source import PortalSnapshot

SEVERITIES = ("serious", "attention", "info")


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding with the data that shows it."""

    id: str
    code: str
    datastream: str
    others: tuple[str, ...]
    start: datetime
    end: datetime
    severity: str
    message_id: str
    params: Mapping[str, object]
    evidence: Mapping[str, object]
    check_version: str
    count: int


@dataclass(frozen=True, slots=True)
class QualitySummary:
    """Readings by flag and findings by severity in a period."""

    expected: int
    good: int
    doubtful: int
    bad: int
    missing: int
    findings: Mapping[str, int] = field(default_factory=dict)

    def share(self, count: int) -> float | None:
        """Share of the expected readings; None when nothing was expected."""
        return count / self.expected if self.expected else None

    @property
    def good_share(self) -> float | None:
        return self.share(self.good)


@dataclass(frozen=True, slots=True)
class CoverageCell:
    month: Month
    expected: int
    good: int
    doubtful: int
    bad: int
    missing: int

    @property
    def good_share(self) -> float | None:
        return self.good / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Coverage:
    months: tuple[Month, ...]
    rows: tuple[tuple[str, tuple[CoverageCell | None, ...]], ...]


def findings(
    snapshot: PortalSnapshot,
    scope: Scope,
    *,
    datastream: str | None = None,
    severity: str | None = None,
    code: str | None = None,
    since: datetime | None = None,
    limit: int = 200,
) -> tuple[FindingRow, ...]:
    """Findings that the scope reaches, serious first, then newest first."""
    only = {k: [v] for k, v in (("datastream", datastream), ("severity", severity), ("code", code)) if v}
    table = all_findings(snapshot, scope, only=only or None)
    if since is not None:
        table = table.filter(pc.greater(table["end"], since.replace(tzinfo=None)))
    rows = sorted(table.to_pylist(), key=lambda r: (_rank(r["severity"]), -r["start"].timestamp(), r["id"]))
    return tuple(finding_of_row(r) for r in rows[:limit])


def finding_counts(snapshot: PortalSnapshot, scope: Scope) -> dict[tuple[str, str], int]:
    """(severity, code) -> number of findings, serious first."""
    table = all_findings(snapshot, scope)
    counts = table.group_by(["severity", "code"]).aggregate([("id", "count")]).to_pylist()
    ordered = sorted(counts, key=lambda r: (_rank(r["severity"]), -r["id_count"], r["code"]))
    return {(r["severity"], r["code"]): r["id_count"] for r in ordered}


def quality_summary(snapshot: PortalSnapshot, scope: Scope, month: Month) -> QualitySummary:
    """Totals of ``coverage`` over everything in scope, and the findings that touch the month."""
    table = snapshot.derived(scope, "coverage", month.interval)
    sums = {c: int(pc.sum(table[c]).as_py() or 0) for c in ("expected", "good", "doubtful", "bad", "missing")}
    found = all_findings(snapshot, scope, month.interval)
    counts = found.group_by("severity").aggregate([("id", "count")]).to_pylist()
    return QualitySummary(**sums, findings={r["severity"]: r["id_count"] for r in counts})


def coverage(snapshot: PortalSnapshot, scope: Scope, last: Month, *, months: int = 12) -> Coverage:
    """Heat-map of coverage: one row per datastream, the last ``months`` months that hold anything."""
    first = last.shifted(1 - months)
    interval = Interval(first.interval.start, last.interval.end)
    table = snapshot.derived(scope, "coverage", interval)
    cells: dict[str, dict[Month, CoverageCell]] = {}
    for row in table.to_pylist():
        month = Month.of(row["month"])
        cells.setdefault(row["datastream"], {})[month] = CoverageCell(
            month, row["expected"] or 0, row["good"] or 0, row["doubtful"] or 0, row["bad"] or 0, row["missing"] or 0
        )
    held = [m for m in months_between(first, last) if any(m in by_month for by_month in cells.values())]
    rows = tuple((name, tuple(cells[name].get(m) for m in held)) for name in sorted(cells))
    return Coverage(tuple(held), rows)


def triage_states(records: RecordsStore, scope: Scope) -> dict[str, Record]:
    """Finding id -> newest triage record (states: ``trust.triage.TriageState``)."""
    return {r.id: r for r in records.find(scope, "triage", limit=5000)}


def quarantine(records: RecordsStore, scope: Scope, *, after: str | None = None) -> tuple[Record, ...]:
    """What was not taken, with reason; the firm that sent it and those who see all firms may read it."""
    return tuple(records.find(scope, "quarantine", after=after, limit=200))


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def finding_of_row(row: Mapping[str, object]) -> FindingRow:
    return FindingRow(
        str(row["id"]),
        str(row["code"]),
        str(row["datastream"]),
        tuple(str(o) for o in row["others"] or ()),  # type: ignore[attr-defined]
        row["start"],  # type: ignore[arg-type]
        row["end"],  # type: ignore[arg-type]
        str(row["severity"]),
        str(row["message_id"]),
        _json(row["params"]),
        _json(row["evidence"]),
        str(row["check_version"] or ""),
        int(row["count"] or 0),  # type: ignore[call-overload]
    )


def _json(text: object) -> Mapping[str, object]:
    found = json.loads(str(text)) if text else {}
    return found if isinstance(found, dict) else {"": found}
