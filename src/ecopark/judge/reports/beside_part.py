"""Sections that other rooms fill: criteria by pack, results of measures as the forms want them, duties with their days."""

from __future__ import annotations

from ecopark.account.measures.recp import code_of
from ecopark.core.figures import Figure, Standing
from ecopark.judge.duties.calendar import Deadline
from ecopark.judge.reports.basis import Basis
from ecopark.judge.reports.content import ReportDraft, Words, named, words
from ecopark.judge.reports.parts import counted

_MOST_DUTIES = 80


def criteria_section(draft: ReportDraft, basis: Basis) -> None:
    """How many criteria of each pack are met, not met, cannot be told, and the next step that costs least."""
    packs = basis.beside.packs
    if not packs:
        return
    draft.section(words("judge.report.criteria"))
    draft.text(words("judge.report.criteria.lead"))
    heads = (("pack", 30), ("met", 14), ("not_met", 14), ("insufficient", 14), ("step", 28))
    rows: list[list[object]] = []
    for pack in packs:
        title = words(f"judge.criteria.pack.{pack.pack}")
        if pack.provisional:
            mark = words("judge.report.provisional")
            title = {lang: text if mark[lang] in text else f"{text} ({mark[lang]})" for lang, text in title.items()}
        cells: list[object] = [title]
        for status in ("met", "not_met", "insufficient"):
            key = f"criteria.{pack.pack}.{status}"
            both = words(f"judge.report.criteria.{status}")
            figure = counted(basis, key, pack.counts[status], "", provisional=pack.provisional)
            cells.append(draft.figure(key, {lang: f"{title[lang]}: {text}" for lang, text in both.items()}, figure))
        rows.append([*cells, dict(pack.step) if pack.step else None])
    draft.table(words("judge.report.criteria"), [(words(f"judge.report.criteria.{h}"), w) for h, w in heads], rows)


def savings_section(draft: ReportDraft, basis: Basis) -> None:
    """The fields of form A.4 or B.4 that have an amount: verified, declared and not provable apart, never in one sum."""
    shown = [figure for figure in basis.beside.savings if figure.value]
    if not basis.beside.savings:
        return
    draft.section(words("judge.report.savings"))
    draft.text(words("judge.report.savings.lead", form=code_of(basis.beside.savings[0])[0]))
    if not shown:
        draft.text(words("judge.report.savings.none"))
        return
    draft.figures_table(words("judge.report.savings"), [_saving(figure) for figure in shown])


def _saving(figure: Figure) -> tuple[str, Words, Figure]:
    form, code = code_of(figure)
    standing = Standing(figure.standing).value
    title = {lang: f"{form} · {code} · {text}" for lang, text in words(f"figure.{figure.name}").items()}
    return f"savings.{form}.{code}.{standing}", title, figure


def duties_section(draft: ReportDraft, basis: Basis) -> None:
    """Reports and inventories that the law asks for, with the last safe day as it stood when this was made."""
    duties = basis.beside.duties
    if not duties:
        return
    draft.section(words("judge.report.duties"))
    draft.text(words("judge.report.duties.lead"))
    heads = (("what", 38), ("bearer", 16), ("last_day", 14), ("state", 14), ("rule", 18))
    rows = [_duty(basis, deadline) for deadline in duties[:_MOST_DUTIES]]
    draft.table(words("judge.report.duties"), [(words(f"judge.report.duties.{h}"), w) for h, w in heads], rows)
    if len(duties) > _MOST_DUTIES:
        draft.text(words("judge.report.duties.more", shown=_MOST_DUTIES, count=len(duties)), "note")


def _duty(basis: Basis, deadline: Deadline) -> list[object]:
    duty = deadline.duty
    day = deadline.last_day.isoformat() if deadline.last_day is not None else None
    rule = f"{duty.document} · {duty.place}" if duty.place else duty.document
    mark = words("judge.report.provisional")
    said = {lang: f"{rule} ({text})" for lang, text in mark.items()} if deadline.provisional else named(rule, rule)
    state = words(f"judge.report.duties.{deadline.state}")
    return [named(duty.what_vi, duty.what_en), _bearer(basis, deadline.bearer), day, state, said]


def _bearer(basis: Basis, bearer: str) -> Words:
    kind, _, name = bearer.partition(":")
    if kind == "firm" and name in basis.network.firms:
        return named(basis.network.firms[name].name_vi, basis.network.firms[name].name_en)
    if kind == "station" and name in basis.network.monitoring_points:
        point = basis.network.monitoring_points[name]
        return named(point.name_vi, point.name_en)
    return words("judge.report.duties.developer")
