"""The triage queue as people see it: cases with cause, action and the readings that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.serve.finding_tables import DerivedTables, all_findings
from ecopark.serve.readmodel.quality import FindingRow, finding_of_row
from ecopark.serve.readmodel.source import PortalSnapshot
from ecopark.trust.causes import action_of, cause_of
from ecopark.trust.triage import TRIAGE_KIND, Case, Decision, Told, queue, read_decision

PLOT_POINTS = 200
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case with the newest of its findings in full."""

    case: Case
    finding: FindingRow
    cause: Message
    action: Message


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines over time, at most ``PLOT_POINTS`` each; None where nothing was read. ``marked``: the span it is about."""

    times: tuple[datetime, ...]
    series: Mapping[str, tuple[float | None, ...]]
    unit: str
    marked: tuple[datetime, datetime] | None


def decisions(records: RecordsStore, scope: Scope) -> tuple[Decision, ...]:
    """The newest decision on every finding that the scope reaches."""
    found: list[Record] = []
    after: str | None = None
    while page := records.find(scope, TRIAGE_KIND, after=after, limit=_PAGE):
        found.extend(page)
        after = page[-1].id
        if len(page) < _PAGE:
            break
    return tuple(read_decision(r) for r in found)


def cases(snapshot: DerivedTables, records: RecordsStore, scope: Scope, now: datetime) -> tuple[CaseRow, ...]:
    """All cases, open ones first. ``now`` is the park's: findings of recorded data are judged at its moment."""
    rows = {row["id"]: row for row in all_findings(snapshot, scope).to_pylist()}
    told = [
        Told(
            r["id"], r["code"], r["datastream"], r["severity"], r["start"].replace(tzinfo=UTC), r["end"].replace(tzinfo=UTC)
        )
        for r in rows.values()
    ]
    answers = []
    for case in queue(told, decisions(records, scope), now):
        finding = finding_of_row(rows[case.findings[0].id])
        cause, action = (f(finding.code, finding.evidence) for f in (cause_of, action_of))
        answers.append(CaseRow(case, finding, cause, action))
    return tuple(answers)


def plot_of(
    snapshot: PortalSnapshot, scope: Scope, finding: FindingRow, unit: str, step_s: int | None = None
) -> Plot | None:
    """The finding's own plot where it has one, otherwise the readings around it; None where there are none.

    ``step_s``: the datastream's declared step; at least twenty steps on each side are shown.
    """
    own = finding.evidence.get("plot")
    if isinstance(own, Mapping) and own.get("x"):
        return _own_plot(own, finding)
    around = max(finding.end - finding.start, timedelta(seconds=20 * (step_s or 900)))
    span = Interval((finding.start - around).replace(tzinfo=UTC), (finding.end + around).replace(tzinfo=UTC))
    table = snapshot.observations(scope, [finding.datastream], span)
    if table.num_rows == 0:
        return None
    times = table["phenomenon_time"].to_numpy()
    values = table["value"].to_numpy(zero_copy_only=False).astype(float)
    times, values = _with_holes(times.astype("datetime64[us]"), values)
    keep = _thinned(values, PLOT_POINTS)
    line = tuple(None if np.isnan(v) else float(v) for v in values[keep])
    moments = tuple(t.item() for t in times[keep])
    return Plot(moments, {finding.datastream: line}, unit, (finding.start, finding.end))


def _own_plot(own: Mapping[str, object], finding: FindingRow) -> Plot | None:
    x, series = own.get("x"), own.get("series")
    if not isinstance(x, Sequence) or not isinstance(series, Mapping):
        return None
    times = tuple(datetime.fromisoformat(str(t).replace("Z", "+00:00")).replace(tzinfo=None) for t in x)
    lines = {str(name): tuple(None if v is None else float(v) for v in values) for name, values in series.items()}
    if any(len(line) != len(times) for line in lines.values()):
        return None
    return Plot(times, lines, str(own.get("unit", "")), (finding.start, finding.end))


def _with_holes(times: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A row without a value after each reading whose successor is more than two usual steps away."""
    if len(times) < 3:
        return times, values
    steps = np.diff(times)
    holes = np.flatnonzero(steps > 2 * np.median(steps)) + 1
    return np.insert(times, holes, times[holes - 1] + np.timedelta64(1, "us")), np.insert(values, holes, np.nan)


def _thinned(values: np.ndarray, most: int) -> np.ndarray:
    """Rows to draw, ascending: lowest and highest of each stretch, so that no peak is lost; gaps keep a row."""
    n = len(values)
    if n <= most:
        return np.arange(n)
    edges = np.linspace(0, n, most // 2 + 1).astype(int)
    rows: set[int] = set()
    for first, last in pairwise(edges):
        part = values[first:last]
        if np.isnan(part).all():
            rows.add(int(first))
        else:
            rows |= {int(first + np.nanargmin(part)), int(first + np.nanargmax(part))}
    return np.array(sorted(rows))
