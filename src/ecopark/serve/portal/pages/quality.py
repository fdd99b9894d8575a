"""Findings queue, coverage heat-map, quarantine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from ecopark.connect.records import QuarantineItem
from ecopark.core.messages import Lang
from ecopark.core.records import Record
from ecopark.core.terms import Role
from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.pages.checks import check_name
from ecopark.serve.portal.pages.datastreams import local_input
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.rendering import translate
from ecopark.serve.readmodel.quality import coverage, finding_counts, findings, quality_summary, quarantine, triage_states

_TRIAGE = frozenset({Role.MANAGER, Role.FIRM, Role.INSPECTOR})
_RETRY = frozenset({Role.MANAGER, Role.FIRM})


def quality_page(context: Context) -> Page:
    shown = max(25, min(1000, _whole(context.query.get("show"), 25)))
    rows = findings(
        context.snapshot,
        context.scope,
        severity=context.query.get("severity") or None,
        code=context.query.get("code") or None,
        limit=100_000,
    )
    wanted = context.query.get("finding")
    if wanted and wanted not in {r.id for r in rows[:shown]}:
        rows = tuple(r for r in rows if r.id == wanted) + tuple(r for r in rows if r.id != wanted)
    return Page(
        "quality.html",
        "portal.nav.quality",
        {
            "month": context.month,
            "summary": quality_summary(context.snapshot, context.scope, context.month),
            "counts": finding_counts(context.snapshot, context.scope),
            "rows": rows[:shown],
            "more": max(0, len(rows) - shown),
            "shown": shown,
            "triage": triage_states(context.park.records, context.scope),
            "may_triage": context.scope.role in _TRIAGE,
            "heat": coverage(context.snapshot, context.scope, context.month),
            "check_name": lambda code: check_name(context.lang, code),
            "evidence_text": lambda evidence: json.dumps(evidence, ensure_ascii=False, indent=1)[:4000],
            "local_input": local_input,
            **account_words(context),
        },
    )


def triage_revisions(context: Context) -> tuple[tuple[str, int], ...]:
    """What changes when somebody decides on a finding."""
    return tuple((r.id, r.revision) for r in triage_states(context.park.records, context.scope).values())


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """One refused file, row or batch as a person reads it."""

    id: str
    title: str
    where: str
    reasons: list[str]
    sample: str
    time: datetime
    firm: str | None
    state: str
    open: bool


def quarantine_page(context: Context) -> Page:
    rows = [_row(r, context.lang) for r in quarantine(context.park.records, context.scope)]
    done = context.query.get("done", "")
    return Page(
        "quarantine.html",
        "portal.nav.quarantine",
        {
            "rows": sorted(rows, key=lambda r: (not r.open, -r.time.timestamp())),
            "may_retry": context.scope.role in _RETRY,
            "done": done if done in ("retried", "still_bad") else "",
            **account_words(context),
        },
    )


def _row(record: Record, lang: Lang) -> QuarantineRow:
    try:
        item = QuarantineItem.from_content(record.content)
    except (KeyError, TypeError):  # written by a version that this one does not know: shown, never hidden
        unknown = translate(lang, "portal.quarantine.unknown")
        return QuarantineRow(record.id, record.id, "", [unknown], "", record.recorded_time, record.firm, "", False)
    reasons = [
        f"{translate(lang, str(r['message']), **dict(r['params']))}" + (f" (× {r['count']})" if r["count"] > 1 else "")
        for r in item.reasons[:5]
    ]
    samples = [f"{e['row']}: {e['value']}" for e in item.errors[:3] if e.get("value")]
    return QuarantineRow(
        item.id,
        item.file,
        translate(lang, "portal.quarantine.rows", count=item.count),
        reasons,
        "\n".join(samples),
        record.recorded_time,
        record.firm,
        translate(lang, f"portal.quarantine.state_{item.state}"),
        item.state == "waiting",
    )


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else otherwise
