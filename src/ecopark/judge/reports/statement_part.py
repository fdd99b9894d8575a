"""The statement of compliance (``judge.compliance.statement``) as sections of a report: answers, figures, events, rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ecopark.core.figures import Figure
from ecopark.judge.reports.basis import Basis
from ecopark.judge.reports.content import ReportDraft, Words, named, words
from ecopark.judge.reports.limits_part import property_words
from ecopark.judge.reports.parts import counted

_HEADS = (("limit", 27), ("answer", 16), ("judged", 14), ("exceeded", 14), ("not_judged", 14), ("worst", 19))


def statement_sections(draft: ReportDraft, basis: Basis, statement: Mapping[str, Any]) -> None:
    """The answer, then point by point, then the rules that were used."""
    points = [p for p in statement["points"] if basis.firm is None or p["firm"] == basis.firm]
    draft.section(words("judge.report.limits"))
    answer = statement["answer"] if len(points) == len(statement["points"]) else _worst(points)
    draft.text(words(f"judge.statement.answer.{answer}"), "lead")
    if not statement["period"]["complete"]:
        draft.text(words("judge.statement.incomplete"), "warning")
    if statement["provisional"]:
        draft.text(words("judge.statement.provisional"), "note")
    for point in points:
        _point(draft, basis, point)
    draft.text(words("judge.report.limits.authority"), "note")
    draft.section(words("judge.statement.rules"))
    rows = [[rule.get("document") or rule["id"], rule["id"], _mark(rule)] for rule in statement["rules"]]
    if rows:
        heads = [
            (words(f"judge.statement.head.{name}"), width) for name, width in (("document", 45), ("rule", 35), ("state", 20))
        ]
        draft.table(words("judge.statement.rules"), heads, rows)
    draft.text(dict.fromkeys(("vi", "en"), f"SHA-256: {statement['sha256']}"), "note")


def _worst(points: Iterable[Mapping[str, Any]]) -> str:
    answers = {point["answer"] for point in points}
    return next((a for a in ("exceeded", "partly_judged", "not_judged", "within") if a in answers), "not_judged")


def _point(draft: ReportDraft, basis: Basis, point: Mapping[str, Any]) -> None:
    name = named(point["name_vi"] or point["id"], point["name_en"] or point["id"])
    answer = words(f"judge.statement.short.{point['answer']}")
    title = {lang: f"{name[lang]}: {answer[lang]}" for lang in name}
    rows = [_limit_row(draft, basis, point, limit, name) for limit in point["limits"]]
    if not rows:
        none = words("judge.report.limits.none")
        draft.text({lang: f"• {name[lang]}: {none[lang]}" for lang in name}, "note")
        return
    draft.table(title, [(words(f"judge.statement.head.{head}"), width) for head, width in _HEADS], rows)
    for exceedance in point["exceedances"]:
        draft.text(_exceedance(exceedance), "body")
    for reason in _reasons(point):
        draft.text({lang: f"• {text}" for lang, text in reason.items()}, "note")


def _limit_row(
    draft: ReportDraft, basis: Basis, point: Mapping[str, Any], limit: Mapping[str, Any], name: Words
) -> list[object]:
    observed = property_words(limit["property"])
    ends = [f"{end:g}" for end in (limit["limit_low"], limit["limit"]) if end is not None]
    bounds = " – ".join(ends) if len(ends) == 2 else f"≥ {ends[0]}" if limit["limit"] is None else f"≤ {ends[0]}"
    unit = "" if limit["unit"] == "-" else f" {limit['unit']}"
    what = {lang: f"{text} {bounds}{unit}" for lang, text in observed.items()}
    key = f"statement.{point['id']}.{limit['property']}.{limit['statistic']}.{bounds}"
    cells: list[object] = [what, words(f"judge.statement.short.{limit['answer']}")]
    for counts in ("judged", "exceeded", "not_judged"):
        figure = counted(
            basis, f"{key}.{counts}", limit["periods"][counts], "limit_states", provisional=bool(limit["provisional"])
        )
        cells.append(draft.figure(f"{key}.{counts}", _title(name, what, counts), figure))
    worst = Figure.of(limit["figures"]["worst_average"])
    return [*cells, draft.figure(f"{key}.worst", _title(name, what, "worst"), worst)]


def _title(name: Words, what: Words, head: str) -> Words:
    said = words(f"judge.statement.head.{head}")
    return {lang: f"{name[lang]}, {what[lang]}: {said[lang]}" for lang in name}


def _exceedance(exceedance: Mapping[str, Any]) -> Words:
    observed, event = property_words(exceedance["property"]), exceedance["event"]
    state = words(f"judge.statement.event.{event['state'] if event else 'none'}")
    cause = f" “{event['cause']}”" if event and event["cause"] else ""
    span = f"{exceedance['start'][:16].replace('T', ' ')} – {exceedance['end'][:16].replace('T', ' ')}"
    worst = f"{exceedance['worst']:g} {exceedance['unit']} (> {exceedance['limit']:g})"
    marks = words("judge.statement.calibrating") if exceedance["calibration"] else named("", "")
    return {
        lang: f"• {observed[lang]}: {span}, {worst}. {state[lang]}{cause} {marks[lang]}".rstrip() for lang in ("vi", "en")
    }


def _reasons(point: Mapping[str, Any]) -> list[Words]:
    """Why something was not judged, each reason once."""
    found: dict[str, Words] = {}
    for row in point["not_judged"]:
        reason = row.get("reason")
        if reason:
            text = words(reason["id"], **reason["params"])
            observed = property_words(row["property"])
            found.setdefault(f"{row['property']} {reason['id']}", {lang: f"{observed[lang]}: {text[lang]}" for lang in text})
    return list(found.values())


def _mark(rule: Mapping[str, Any]) -> Words:
    return words("judge.report.provisional") if rule.get("provisional") else words("judge.statement.verified")
