"""Forms as DOCX and XLSX that an officer can file: header, table with code per number, differences, signatures.

The bytes depend on the form's content, the language and the names given here, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ecopark.judge.criteria.forms.messages  # noqa: F401  texts
from ecopark.core.messages import Lang, Message
from ecopark.judge.criteria.answers import PARK, Value
from ecopark.judge.criteria.findings import unit_text
from ecopark.judge.criteria.forms.values import FilledForm, Line
from ecopark.judge.office.docx import Block, Paragraph, Table, docx
from ecopark.judge.office.xlsx import Cell, Sheet, xlsx

_WIDTHS = (11, 38, 12, 9, 14, 16)
_SMALL = 20


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Names on a form; empty where nobody said: then the place is left blank.

    ``ministry`` is who was in charge of industrial parks on the day for which the form is made.
    """

    park: str
    subject: str
    reporter: str = ""
    board: str = ""
    ministry: str = ""


def form_docx(form: FilledForm, names: Letterhead, lang: Lang) -> bytes:
    """The form as DOCX."""
    title = _t(lang, f"judge.form.title.{_slug(form.form)}")
    blocks: list[Block] = [
        *header(names, lang),
        Paragraph(title, "center", bold=True, size=28, level=1),
        Paragraph(_t(lang, "judge.form.name", form=form.form), "center", italic=True),
        *addressed(names, lang),
        Paragraph(_subject(form, names, lang), bold=True),
        Paragraph(_t(lang, "judge.form.year", year=str(form.year), before=str(form.year - 1))),
        _table(form, lang),
        *_differences(form, lang),
        Paragraph(_t(lang, "judge.form.blank", count=form.blank), italic=True, size=_SMALL),
        Paragraph(_t(lang, "judge.form.check"), italic=True, size=_SMALL),
        signatures("judge.form.signer_park" if form.subject == PARK else "judge.form.signer_firm", lang),
    ]
    return docx(title, blocks, lang, _t(lang, "judge.form.footer", hash=form.sha256[:32]))


def form_xlsx(form: FilledForm, names: Letterhead, lang: Lang) -> bytes:
    """The form as XLSX: numbers as numbers, the differences and evidence on sheets of their own."""
    title = _t(lang, f"judge.form.title.{_slug(form.form)}")
    columns = ("code", "what", "unit", "period", "value", "standing", "trace", "typed", "computed", "difference")
    heads = [_t(lang, f"judge.form.head.{name}") for name in columns]
    rows: list[Sequence[Cell]] = [
        [title],
        [_t(lang, "judge.form.name", form=form.form)],
        [_subject(form, names, lang)],
        [_t(lang, "judge.form.year", year=str(form.year), before=str(form.year - 1))],
        [],
        heads,
        *(_cells(line, lang) for line in form.lines),
        [],
        [_t(lang, "judge.form.footer", hash=form.sha256)],
    ]
    evidence: list[Sequence[Cell]] = [[_t(lang, f"judge.form.head.{name}") for name in ("trace", "evidence")] + ["SHA-256"]]
    evidence += [[line.code, f"{e.kind.value} {e.id}", e.sha256] for line in form.lines for e in line.evidence]
    sheets = [
        Sheet(form.form, rows, (11, 60, 14, 10, 18, 16, 26, 16, 16, 16), head=5),
        Sheet(_t(lang, "judge.form.head.evidence"), evidence, (28, 50, 70)),
    ]
    return xlsx(title, sheets, lang)


def header(names: Letterhead, lang: Lang) -> Iterator[Block]:
    """Who reports and the national header, as administrative documents begin."""
    nation = f"{_t(lang, 'judge.form.republic')}\n{_t(lang, 'judge.form.motto')}\n―――――――――"
    left = f"{(names.reporter or _t(lang, 'judge.form.nobody')).upper()}\n{_t(lang, 'judge.form.number')}"
    day = _t(lang, "judge.form.place_and_day")
    yield Table([(left, nation), ("", day)], (42, 58), heads=0, aligns=("center", "center"), frame=False, size=24)
    yield Paragraph("")


def addressed(names: Letterhead, lang: Lang) -> Iterator[Block]:
    """To whom it goes; a dotted line where nobody entered the board's name."""
    to = _t(lang, "judge.form.to", name=names.board) if names.board else _t(lang, "judge.form.to_blank")
    yield Paragraph(to, "center", bold=True)
    if names.ministry:
        yield Paragraph(_t(lang, "judge.form.ministry", name=names.ministry), "center", italic=True, size=_SMALL)


def signatures(signer: str, lang: Lang) -> Table:
    """Two places to sign."""
    rows = [(_t(lang, "judge.form.made_by"), _t(lang, signer)), ("\n\n\n", "")]
    return Table(rows, (45, 55), heads=0, aligns=("center", "center"), frame=False, size=24)


def value_text(value: Value, lang: Lang) -> str:
    """A value as it is printed; empty where there is none: blank is not zero."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _t(lang, "judge.form.yes" if value else "judge.form.no")
    return number_text(value, lang) if isinstance(value, int | float) else value


def number_text(value: float, lang: Lang) -> str:
    """1234567.5 as 1.234.567,5 in Vietnamese and 1,234,567.5 in English; at most four decimals."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def unit_word(unit: str, lang: Lang) -> str:
    """A unit as it is printed; nothing for texts and yes or no."""
    if unit in ("", "yes_no"):
        return ""
    said = unit_text(unit)
    return said.render(lang) if isinstance(said, Message) else said


def _table(form: FilledForm, lang: Lang) -> Table:
    heads = [_t(lang, f"judge.form.head.{name}") for name in ("code", "what", "unit", "period", "value", "proof")]
    rows: list[Sequence[str]] = [heads]
    spans: set[int] = set()
    section = ""
    for line in form.lines:
        if line.section != section:
            section = line.section
            spans.add(len(rows))
            rows.append([_t(lang, f"judge.form.section.{section}"), *[""] * 5])
        proof = "" if line.value is None else f"{_t(lang, f'judge.form.standing.{line.standing.value}')}\n{line.code}"
        value = value_text(line.value, lang)
        rows.append([_field(line, lang), line.rule.text(lang), unit_word(line.unit, lang), line.period, value, proof])
    aligns = ("left", "left", "center", "center", "right", "left")
    return Table(rows, _WIDTHS, aligns=aligns, spans=frozenset(spans), size=_SMALL)  # type: ignore[arg-type]


def _differences(form: FilledForm, lang: Lang) -> Iterator[Block]:
    yield Paragraph(_t(lang, "judge.form.differences"), bold=True, level=2, size=24)
    if not form.differences:
        yield Paragraph(_t(lang, "judge.form.no_differences"), size=24)
        return
    yield Paragraph(_t(lang, "judge.form.differences_why"), size=24)
    heads = [_t(lang, f"judge.form.head.{name}") for name in ("code", "what", "typed", "computed", "difference")]
    rows: list[Sequence[str]] = [heads]
    for line in form.differences:
        numbers = [value_text(number, lang) for number in (line.typed, line.made, line.difference)]
        rows.append([line.field, line.rule.text(lang), *numbers])
    yield Table(rows, (11, 41, 16, 16, 16), aligns=("left", "left", "right", "right", "right"), size=_SMALL)


def _cells(line: Line, lang: Lang) -> list[Cell]:
    standing = "" if line.value is None else _t(lang, f"judge.form.standing.{line.standing.value}")
    typed, value = (value_text(v, lang) if isinstance(v, bool) else v for v in (line.typed, line.value))
    about = [_field(line, lang), line.rule.text(lang), unit_word(line.unit, lang), line.period]
    code = "" if line.value is None else line.code
    return [*about, value, standing, code, typed, line.made, line.difference]


def _field(line: Line, lang: Lang) -> str:
    if line.printed_code == line.field:
        return line.field
    return _t(lang, "judge.form.printed_as", code=line.field, printed=line.printed_code)


def _subject(form: FilledForm, names: Letterhead, lang: Lang) -> str:
    return _t(lang, f"judge.form.subject.{'park' if form.subject == PARK else 'firm'}", name=names.subject)


def _slug(form: str) -> str:
    return form.replace(".", "").lower()


def _t(lang: Lang, message_id: str, **params: object) -> str:
    return Message(message_id, params).render(lang)
