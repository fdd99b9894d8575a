"""Monitoring points against their limits, as a section of reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from ecopark.core.messages import Message
from ecopark.core.properties import PROPERTIES
from ecopark.judge.reports.basis import Basis
from ecopark.judge.reports.content import ReportDraft, Words, named, said, words
from ecopark.judge.reports.parts import counted

_MOST_EXCEEDANCES = 60


def limits_section(draft: ReportDraft, basis: Basis) -> str:
    """The table by point and property, then the exceedances; returns within, exceeds, cannot_judge or no_points."""
    draft.section(words("judge.report.limits"))
    states = _states(basis)
    verdict = verdict_of(states, basis)
    draft.text(words(f"judge.report.limits.{verdict}"), "lead")
    if not basis.points:
        return verdict
    heads = (
        ("point", 26),
        ("property", 16),
        ("limit", 15),
        ("judged", 13),
        ("exceeded", 13),
        ("not_judged", 13),
        ("rule", 20),
    )
    rows: list[list[object]] = []
    unlimited: dict[str, list[Words]] = {}
    for (point, observed, rule), state in sorted(states.items()):
        if state["limit"] is None and state["limit_low"] is None:
            unlimited.setdefault(point, []).append(property_words(observed))
            continue
        key = f"limits.{point}.{observed}.{rule}"
        counts = [
            draft.figure(f"{key}.{what}", _title(basis, point, observed, what), _count(basis, key, state, what))
            for what in ("judged", "exceeded", "not_judged")
        ]
        rows.append([_point(basis, point), property_words(observed), _limit(state), *counts, _rule(basis, state)])
    if rows:
        draft.table(
            words("judge.report.limits.table"), [(words(f"judge.report.limits.head.{h}"), width) for h, width in heads], rows
        )
    for point, observed_there in sorted(unlimited.items()):
        name, none = _point(basis, point), words("judge.report.limits.unlimited")
        listed = {lang: ", ".join(prop[lang] for prop in observed_there) for lang in name}
        draft.text({lang: f"• {name[lang]}: {none[lang]} {listed[lang]}." for lang in name}, "note")
    silent = sorted(set(basis.points) - {point for point, _, _ in states})
    for point in silent:
        name = _point(basis, point)
        draft.text({lang: f"• {name[lang]}: {text}" for lang, text in words("judge.report.limits.none").items()}, "note")
    _exceedances(draft, basis)
    draft.text(words("judge.report.limits.authority"), "note")
    return verdict


def _states(basis: Basis) -> Mapping[tuple[str, str, str], Mapping[str, Any]]:
    """Counts of the whole period by point, property and rule."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in basis.rows("limit_states"):
        point = str(row["monitoring_point"])
        if point not in basis.points:
            continue
        state = found.setdefault((point, str(row["property"]), str(row["limit_rule"])), {**row, **dict.fromkeys(_COUNTS, 0)})
        for what in _COUNTS:
            state[what] += row[what] or 0
        state["provisional"] = bool(state["provisional"] or row["provisional"])
        state["reason"], state["reason_params"] = (
            row["reason"] or state["reason"],
            row["reason_params"] or state["reason_params"],
        )
    return found


_COUNTS = ("judged", "exceeded", "not_judged")


def verdict_of(states: Mapping[Any, Mapping[str, Any]], basis: Basis) -> str:
    """One exceeded period is enough to exceed; within only where everything with a limit was judged at least once."""
    if not basis.points:
        return "no_points"
    limited = [s for s in states.values() if s["limit"] is not None or s["limit_low"] is not None]
    if any(state["exceeded"] for state in limited):
        return "exceeds"
    if not limited or any(not state["judged"] for state in limited):
        return "cannot_judge"
    return "within"


def _exceedances(draft: ReportDraft, basis: Basis) -> None:
    rows = [row for row in basis.rows("exceedances", "start") if row["monitoring_point"] in basis.points]
    if not rows:
        return
    heads = (("point", 24), ("property", 14), ("start", 20), ("end", 20), ("worst", 16), ("cause", 24))
    said_of = {record.id: record.content for record in basis.records.get("exceedance_event", ())}
    table: list[list[object]] = []
    rows.sort(key=lambda row: (str(row["start"]), str(row["id"])), reverse=True)
    for row in rows[:_MOST_EXCEEDANCES]:
        point, observed = str(row["monitoring_point"]), str(row["property"])
        worst = counted(
            basis,
            "exceedance.worst",
            _number(row["worst"]),
            "exceedances",
            str(row["unit"]),
            provisional=bool(row["provisional"]),
        )
        title = _title(basis, point, observed, "worst")
        content = said_of.get(str(row["id"]), {})
        cause = content.get("cause")
        table.append(
            [
                _point(basis, point),
                property_words(observed),
                _local(basis, row["start"]),
                _local(basis, row["end"]),
                draft.figure(f"exceedance.{row['id']}", title, worst),
                named(str(cause), str(cause)) if cause and not basis.public else words("judge.report.limits.cause_not_said"),
            ]
        )
    draft.table(
        words("judge.report.limits.exceedances", count=len(rows), shown=len(table)),
        [(words(f"judge.report.limits.head.{h}"), width) for h, width in heads],
        table,
    )


def _count(basis: Basis, key: str, state: Mapping[str, Any], what: str) -> Any:
    reason = None
    if what == "not_judged" and state["not_judged"] and state["reason"]:
        reason = Message(str(state["reason"]), json.loads(state["reason_params"] or "{}"))
    return counted(
        basis, f"{key}.{what}", state[what], "limit_states", reason=reason, provisional=bool(state["provisional"])
    )


def _title(basis: Basis, point: str, observed: str, what: str) -> Words:
    name, prop = _point(basis, point), property_words(observed)
    head = words(f"judge.report.limits.head.{what}")
    return {lang: f"{name[lang]}, {prop[lang]}: {head[lang]}" for lang in name}


def _point(basis: Basis, point: str) -> Words:
    found = basis.network.monitoring_points[point]
    return named(found.name_vi or point, found.name_en or point)


def property_words(observed: str) -> Words:
    found = PROPERTIES.get(observed)
    return named(observed, observed) if found is None else named(found.vi, found.en)


def _limit(state: Mapping[str, Any]) -> str:
    low, high, unit = state["limit_low"], state["limit"], state["unit"]
    ends = [f"{end:g}" for end in (low, high) if end is not None]
    text = (
        " – ".join(ends) if len(ends) == 2 else f"≥ {ends[0]}" if ends and high is None else f"≤ {ends[0]}" if ends else "–"
    )
    return f"{text} {unit}".removesuffix(" -").strip()


def _rule(basis: Basis, state: Mapping[str, Any]) -> Words:
    """The document of the rule (of the first of a product of rules); the rule's id where no document is known: a permit."""
    rule = str(state["limit_rule"])
    document = basis.documents.get(rule.partition(" × ")[0].strip(), rule)
    text = named(document, document)
    if not state["provisional"]:
        return text
    mark = said(Message("judge.report.provisional"))
    return {lang: f"{text[lang]} ({mark[lang]})" for lang in text}


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _local(basis: Basis, moment: Any) -> str:
    return f"{moment.replace(tzinfo=UTC).astimezone(basis.zone):%d/%m/%Y %H:%M}"
