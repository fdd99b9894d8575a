"""Findings queue, coverage heat-map, quarantine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    """One refused file, row or batch as a person reads it.

    Attributes
    ----------
    samples
        Places of the first faults with the value that stood there.
    report
        Whether the reader may have the sheet of the rows to correct.
    one_file
        A single file, which a corrected one can replace.
    closed_because
        Why it was discarded, and by whom.
    """

    id: str
    title: str
    rows: str
    reasons: list[str]
    samples: list[str]
    time: datetime
    firm: str | None
    state: str
    open: bool
    report: bool = False
    one_file: bool = False
    closed_because: str = ""
    actor: str = ""


def quarantine_page(context: Context) -> Page:
    rows = [_row(r, context) for r in quarantine(context.park.records, context.scope)]
    rows.sort(key=lambda r: -r.time.timestamp())
    done = context.query.get("done", "")
    return Page(
        "quarantine.html",
        "portal.nav.quarantine",
        {
            "waiting": [r for r in rows if r.open],
            "settled": [r for r in rows if not r.open],
            "failed": "",
            "failed_item": "",
            "may_retry": context.scope.role in _RETRY,
            "done": done if done in ("retried", "still_bad", "discarded") else "",
            **account_words(context),
        },
    )


def _row(record: Record, context: Context) -> QuarantineRow:
    lang = context.lang
    try:
        item = QuarantineItem.from_content(record.content)
    except (KeyError, TypeError):  # written by a version that this one does not know: shown, never hidden
        unknown = translate(lang, "portal.quarantine.unknown")
        return QuarantineRow(record.id, record.id, "", [unknown], [], record.recorded_time, record.firm, "", False)
    reasons = [
        f"{translate(lang, str(r['message']), **dict(r['params']))}" + (f" (× {r['count']})" if r["count"] > 1 else "")
        for r in item.reasons
    ]
    samples = [_place(e, lang) for e in item.errors[:3] if e.get("value")]
    return QuarantineRow(
        item.id,
        item.file,
        translate(lang, "portal.quarantine.rows", count=item.count),
        reasons,
        samples,
        record.recorded_time,
        record.firm,
        translate(lang, f"portal.quarantine.state_{item.state}"),
        item.state == "waiting",
        report=context.park.sent_by_own(context.scope, item.id),
        one_file=len(item.parts) == 1 and item.door != "live",
        closed_because=str(record.content.get("discarded_because") or ""),
        actor=record.actor,
    )


def _place(error: Mapping[str, Any], lang: Lang) -> str:
    """``dòng 3, cột steel.energy: mười hai``"""
    place = "portal.quarantine.place" if error.get("column") else "portal.quarantine.place_row"
    return translate(lang, place, row=error["row"], column=error.get("column") or "", value=str(error["value"]))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else otherwise
