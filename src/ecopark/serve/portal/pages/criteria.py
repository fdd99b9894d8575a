"""Pages of criteria: overview, pack, one criterion with its answer, form, green credit, dossier, documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import ecopark.serve.portal.criteria_messages  # noqa: F401  texts
from ecopark.core.messages import Lang, Message
from ecopark.core.terms import Role
from ecopark.judge.criteria.answers import ANSWER, FORM_PACK, PARK
from ecopark.judge.criteria.assess import Assessment, assess, assess_pack, cheapest, counts
from ecopark.judge.criteria.dossier import deadlines, dossier_sets
from ecopark.judge.criteria.findings import Status, unit_text
from ecopark.judge.criteria.forms.printed import unit_word, value_text
from ecopark.judge.criteria.forms.values import FIELD_FORMS, FORMS, fill
from ecopark.judge.criteria.packs import FACTS, NAMED
from ecopark.judge.documents import DOCUMENT
from ecopark.rules.criteria import AnswerKind, Bilingual, Criterion, FormField, ListEntry
from ecopark.serve.criteria import day_now, inputs_of, may_answer, subject_of, subjects_of, year_now
from ecopark.serve.documents import documents_of
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.law_texts import law_text
from ecopark.serve.portal.names import thing_name
from ecopark.serve.readmodel.criteria import elsewhere, overview, shown_evidence

SHAPES = {"met": "good", "not_met": "bad", "insufficient": "insufficient"}
TAXONOMY = "green-taxonomy"
_PRINTED = re.compile(r"[A-Z]*[-.]?[0-9][0-9.]*[a-z]?")  # 37.3a, ENV.2, PM-01, 2.5.1


def chosen(park: OpenPark, context: Context) -> tuple[str, int]:
    """Subject and year that the reader asked for, as far as the scope reaches."""
    asked = context.query.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else year_now(park)
    return subject_of(context.network, context.scope, context.query.get("subject") or None), year


def words(park: OpenPark, context: Context, subject: str, year: int) -> dict[str, Any]:
    """What all these pages need."""
    return {
        "subject": subject,
        "year": year,
        "subjects": subjects_of(context.network, context.scope),
        "years": range(year_now(park) + 1, year_now(park) - 6, -1),
        "who": who_of(context),
        "say": sayer(context, park),
        "titled": lambda rule: titled(rule, context.lang),
        "shape": SHAPES.get,
        "may_answer": may_answer(context.scope),
        "link": f"?subject={subject}&year={year}",
        "fmt": lambda value: value_text(value, context.lang),
        "unit_of": lambda unit: unit_word(unit, context.lang),
        "shown": lambda evidence: shown_evidence(park, context.scope, evidence),
        "failed": "",
        "saved": context.query.get("saved", ""),
    }


def who_of(context: Context) -> Callable[[str], str]:
    """Name of a subject."""
    whole = Message("portal.criteria.whole_park")
    return lambda subject: (
        whole.render(context.lang) if subject == PARK else thing_name(context.network, subject, context.lang)
    )


def titled(rule: Bilingual, lang: Lang) -> str:
    """``37.3a – Land for greenery``; codes that are words and printed in no text are left out."""
    code = str(getattr(rule, "code", ""))
    return f"{code} – {rule.text(lang)}" if _PRINTED.fullmatch(code) else rule.text(lang)


def sayer(context: Context, park: OpenPark) -> Callable[[Message], str]:
    """A message with the names of firms, points and fields instead of their ids."""

    def item(code: str) -> str:
        fields: Sequence[Bilingual] = park.book.all(FormField, code=code)
        known = fields or (() if _PRINTED.fullmatch(code) else park.book.all(Criterion, code=code))
        return f"“{titled(known[0], context.lang)}”" if known else code

    def say(message: Message) -> str:
        params = dict(message.params)
        if isinstance(params.get("code"), str):
            params["code"] = item(str(params["code"]))
        if isinstance(params.get("document"), str):
            params["document"] = law_text(context.lang, str(params["document"]))
        for name in ("firm", "subject", "point", "points"):
            if isinstance(params.get(name), str):
                params[name] = ", ".join(who_of(context)(each) for each in str(params[name]).split(", "))
        return Message(message.id, {k: say_part(v) for k, v in params.items()}).render(context.lang)

    def say_part(value: object) -> object:
        return say(value) if isinstance(value, Message) else value

    return say


def criteria_page(park: OpenPark, context: Context) -> Page:
    subject, year = chosen(park, context)
    found = overview(park, context.scope, year, subject)
    forms = ["B.4"] if subject != PARK else [form for form in FORMS if form != "B.4"]
    data = {"found": found, "forms": forms, "facts": FACTS, **words(park, context, subject, year)}
    return Page("criteria.html", "portal.nav.criteria", data)


def pack_page(park: OpenPark, context: Context, pack: str) -> Page:
    """All criteria of a pack; fields of a form where the pack is one."""
    if pack.startswith(FORM_PACK):
        return form_page(park, context, pack.removeprefix(FORM_PACK))
    if pack not in NAMED:
        raise PageMissing(pack)
    subject, year = chosen(park, context)
    inputs = inputs_of(park, context.scope, year)
    rows = assess_pack(inputs, pack, subject)
    if not rows:
        raise PageMissing(pack)
    data = {"pack": pack, "rows": rows, "counts": counts(rows), **words(park, context, subject, year)}
    data["values"] = {row.criterion.code: _value(row, context) for row in rows}
    return Page("criteria_pack.html", f"judge.criteria.pack.{pack}", data)


def green_credit_page(park: OpenPark, context: Context) -> Page:
    """The checklist of Decision 21/2025 for one firm."""
    subject, year = chosen(park, context)
    if subject == PARK:
        firms = [s for s in subjects_of(context.network, context.scope) if s != PARK]
        if not firms:
            raise PageMissing("green-credit")
        subject = firms[0]
    rows = assess_pack(inputs_of(park, context.scope, year), TAXONOMY, subject)
    groups = {entry.code: entry.text(context.lang) for entry in park.book.all(ListEntry, listing="taxonomy_group")}
    data = {
        **words(park, context, subject, year),
        "rows": rows,
        "groups": groups,
        "eligible": all(row.status is Status.MET for row in rows),
        "step": cheapest(rows),
    }
    data["subjects"] = [s for s in data["subjects"] if s != PARK]
    return Page("green_credit.html", "portal.nav.green-credit", data)


def criterion_page(park: OpenPark, context: Context, pack: str, criterion: str) -> Page:
    """One criterion, or one field of a form, with the form to answer it."""
    subject, year = chosen(park, context)
    asked: Criterion | FormField | None
    if pack.startswith(FORM_PACK):
        asked = next(iter(park.book.all(FormField, form=pack.removeprefix(FORM_PACK), code=criterion)), None)
    else:
        asked = next(iter(park.book.all(Criterion, pack=pack, code=criterion)), None)
    if asked is None:
        raise PageMissing(criterion)
    inputs = inputs_of(park, context.scope, year)
    row = assess(inputs, asked, subject) if isinstance(asked, Criterion) else None
    answer = inputs.answers.get(pack, criterion, year, subject)
    history = park.records.history(context.scope, ANSWER, f"{pack}:{criterion}:{year}:{subject}")
    by_firm = isinstance(asked, Criterion) and asked.answer is AnswerKind.SHARE and subject != PARK
    data = {
        "pack": pack,
        "rule": asked,
        "row": row,
        "answer": answer,
        "history": list(reversed(history)),
        "also": elsewhere(park, pack, criterion),
        "by_firm": by_firm,
        "kind": "yes_no" if by_firm else asked.answer.value,
        "unit": _unit(asked.form_unit, context),
        "groups": {e.code: e.text(context.lang) for e in park.book.all(ListEntry, listing="taxonomy_group")},
        "documents": documents_of(park, context.scope)[:200] if may_answer(context.scope) else [],
        "value_text": "" if row is None else _value(row, context),
        "firm_rows": _firm_rows(park, context, asked, year) if subject == PARK else [],
        **words(park, context, subject, year),
    }
    return Page("criterion.html", f"{criterion} – {asked.text(context.lang)}", data, titled=False)


def form_page(park: OpenPark, context: Context, form: str) -> Page:
    """A form on the screen: each line with value, difference and a link to fill it in."""
    subject, year = chosen(park, context)
    if form not in FORMS:
        raise PageMissing(form)
    made = fill(inputs_of(park, context.scope, year), form, subject)
    editable = form in FIELD_FORMS
    pack = f"{FORM_PACK}{form}" if editable else {"A.5": "vn-form-a5", "B5": "vn-form-b5"}[form]
    sections = [(name, list(lines)) for name, lines in groupby(made.lines, key=lambda line: line.section)]
    data = {"form": made, "pack": pack, "sections": sections, **words(park, context, subject, year)}
    return Page("criteria_form.html", f"judge.form.title.{form.replace('.', '').lower()}", data)


def dossier_page(park: OpenPark, context: Context) -> Page:
    _subject, year = chosen(park, context)
    sets = dossier_sets(park.book, park.records, context.scope, year)
    day = day_now(park)
    data = {
        **words(park, context, PARK, year),
        "sets": sets,
        "ready": sum(each.ready for each in sets),
        "steps": deadlines(park.book, day),
        "day": day,
        "documents": documents_of(park, context.scope)[:200],
        "may_fill": context.scope.role is Role.MANAGER,
        "may_confirm": context.scope.role in (Role.MANAGER, Role.INSPECTOR),
        "user": context.scope.user,
    }
    return Page("dossier.html", "portal.nav.dossier", data)


def documents_page(park: OpenPark, context: Context) -> Page:
    rows = documents_of(park, context.scope)
    data = {
        "rows": rows[:500],
        "may_send": context.scope.role in (Role.MANAGER, Role.FIRM, Role.INSPECTOR),
        "owners": [s for s in subjects_of(context.network, context.scope) if s != PARK],
        "who": who_of(context),
        "kind": DOCUMENT,
        "sees_all": context.scope.sees_all_firms,
        "failed": "",
        "saved": context.query.get("saved", ""),
    }
    return Page("documents.html", "portal.nav.documents", data)


def _firm_rows(park: OpenPark, context: Context, asked: Criterion | FormField, year: int) -> Sequence[tuple[str, str]]:
    """Each firm and what it answered, for a share: yes, no, without evidence, open."""
    if not isinstance(asked, Criterion) or asked.answer is not AnswerKind.SHARE:
        return []
    answers = inputs_of(park, context.scope, year).answers
    rows = []
    for firm in context.network.firms:
        found = answers.get(asked.pack, asked.code, year, firm)
        said = answers.said(asked.pack, asked.code, year, firm)
        state = "open" if found is None else "no_evidence" if said is None else "yes" if said else "no"
        rows.append((firm, state))
    return rows


def _value(row: Assessment, context: Context) -> str:
    """The number that is judged, with its interval and unit; the answer in words otherwise."""
    figure, unit = row.figure, _unit(row.criterion.form_unit, context)
    if figure is not None and figure.value is not None:
        if figure.low is not None and figure.high is not None and figure.low != figure.high:
            ends = [value_text(round(end, 1), context.lang) for end in (figure.low, figure.high)]
            between = Message("portal.criteria.between", {"low": ends[0], "high": ends[1]})
            return f"{between.render(context.lang)} {unit}".strip()
        return f"{value_text(round(figure.value, 2), context.lang)} {unit}".strip()
    if row.answer is None:
        return ""
    return f"{value_text(row.answer.value, context.lang)} {unit if row.answer.number is not None else ''}".strip()


def _unit(unit: str, context: Context) -> str:
    if not unit:
        return ""
    said = unit_text(unit)
    return said.render(context.lang) if isinstance(said, Message) else said
