"""Values of a form: typed, known by the platform, computed; where two differ, both stay and the difference is said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, Figure, Standing
from ecopark.core.terms import Origin
from ecopark.judge.criteria.answers import FORM_PACK, PARK, Value
from ecopark.judge.criteria.assess import Assessment, assess, link_figure
from ecopark.judge.criteria.forms.formula import computed
from ecopark.judge.criteria.inputs import Inputs
from ecopark.rules.criteria import About, AnswerKind, Bilingual, Criterion, FormField

FIELD_FORMS = ("A.4", "B.4")
INDICATOR_FORMS = {"A.5": "vn-form-a5", "B5": "vn-form-b5"}
FORMS = ("A.4", "A.5", "B.4", "B5")
_ROUNDING = 1e-6  # relative; differences below are those of writing numbers down


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form.

    Attributes
    ----------
    rule
        The field or indicator.
    value
        What is filed: typed where somebody typed, otherwise what the platform knows; None: left blank.
    typed, made
        What a person typed; what the platform computed or knows. ``difference`` is typed minus made.
    standing
        How far the filed number is proved.
    code
        Printed beside the number; names form, field, year, value and evidence, so that the number can be found again.
    """

    rule: Bilingual
    field: str
    printed_code: str
    unit: str
    period: str
    section: str
    value: Value
    typed: Value
    made: float | None
    standing: Standing
    evidence: tuple[Evidence, ...]
    code: str

    @property
    def difference(self) -> float | None:
        """Typed minus made; None where one is missing or both agree."""
        if not isinstance(self.typed, int | float) or isinstance(self.typed, bool) or self.made is None:
            return None
        gap = float(self.typed) - self.made
        return gap if abs(gap) > _ROUNDING * max(1.0, abs(self.made)) else None

    def content(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "printed_code": self.printed_code,
            "text_vi": self.rule.text_vi,
            "text_en": self.rule.text_en,
            "unit": self.unit,
            "period": self.period,
            "section": self.section,
            "value": self.value,
            "typed": self.typed,
            "computed": self.made,
            "difference": self.difference,
            "standing": self.standing.value,
            "evidence": [part.content() for part in self.evidence],
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form for one subject and reporting year."""

    form: str
    year: int
    subject: str
    lines: tuple[Line, ...]

    @property
    def differences(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.difference is not None)

    @property
    def blank(self) -> int:
        return sum(line.value is None for line in self.lines)

    def content(self) -> dict[str, Any]:
        lines = [line.content() for line in self.lines]
        return {"form": self.form, "year": self.year, "subject": self.subject, "blank": self.blank, "lines": lines}

    @property
    def sha256(self) -> str:
        """Hash of all that the form says: the same content makes the same files."""
        return _sha256(self.content())


def fill(inputs: Inputs, form: str, subject: str = PARK) -> FilledForm:
    """Fill a form from answers and from what the platform knows.

    Raises
    ------
    InputError
        judge.form.unknown; judge.form.other_subject where a form of firms is asked of the park or the other way round.
    """
    if form not in FORMS:
        raise InputError("judge.form.unknown", where="form", form=form, known=", ".join(FORMS))
    if (form == "B.4") != (subject != PARK):
        raise InputError("judge.form.other_subject", where="subject", form=form)
    lines = _indicators(inputs, form) if form in INDICATOR_FORMS else _fields(inputs, form, subject)
    return FilledForm(form, inputs.year, subject, lines)


def period_text(period: str, year: int) -> str:
    """``N-1`` of 2026 is 2025; ``to N+3`` is ``≤ 2029``."""
    offset = period.removeprefix("to ").removeprefix("N")
    named = year + int(offset or 0)
    return f"≤ {named}" if period.startswith("to ") else str(named)


def _fields(inputs: Inputs, form: str, subject: str) -> tuple[Line, ...]:
    fields = sorted(inputs.book.all(FormField, form=form), key=lambda field: field.order)
    made = {field.code: _known(inputs, field, subject) for field in fields}
    filed: dict[str, float] = {}
    for field in fields:
        answer = inputs.answers.get(f"{FORM_PACK}{form}", field.code, inputs.year, subject)
        found, number = made[field.code], answer.number if answer else None
        if number is None and found is not None:
            number = found.value
        if number is not None:
            filed[field.code] = number
    return tuple(_field_line(inputs, field, subject, made[field.code], filed) for field in fields)


def _known(inputs: Inputs, field: FormField, subject: str) -> Figure | None:
    """What the platform knows for a field: from the register of measures, or the number of metered links."""
    if field.fill == "symbiosis_links":
        links = link_figure(inputs, subject)
        return links if links.value and links.origin is not Origin.SYNTHETIC else None
    found = inputs.form_numbers.get((field.form, subject), {}).get(field.code)
    return found if found is not None and found.value is not None else None


def _field_line(inputs: Inputs, field: FormField, subject: str, found: Figure | None, filed: Mapping[str, float]) -> Line:
    answer = inputs.answers.get(f"{FORM_PACK}{field.form}", field.code, inputs.year, subject)
    made = found.value if found else None
    standing = found.standing if found else Standing.DECLARED
    if field.formula:
        by_formula = computed(field.formula, filed)
        made = by_formula if by_formula is not None else made
        standing = Standing.DECLARED
    typed = answer.value if answer else None
    value = typed if typed is not None else made
    evidence = (*(answer.evidence if answer else ()), *(found.evidence if found else ()))
    if typed is not None:
        standing = Standing.DECLARED
    unit, period = field.form_unit, period_text(field.period, inputs.year)
    code = _code(field.form, field.code, inputs.year, subject, value, evidence)
    return Line(field, field.code, field.code, unit, period, field.section, value, typed, made, standing, evidence, code)


def _indicators(inputs: Inputs, form: str) -> tuple[Line, ...]:
    criteria = sorted(inputs.book.all(Criterion, pack=INDICATOR_FORMS[form]), key=lambda c: c.order)
    return tuple(_indicator_line(form, assess(inputs, criterion)) for criterion in criteria if criterion.about is About.PARK)


def _indicator_line(form: str, assessment: Assessment) -> Line:
    criterion, answer, figure = assessment.criterion, assessment.answer, assessment.figure
    typed = answer.value if answer else None
    made = None if figure is None or _nobody_said(figure) else figure.value
    value = typed if typed is not None else made
    evidence = tuple(dict.fromkeys((*(answer.evidence if answer else ()), *assessment.finding.evidence)))
    standing = Standing.DECLARED if typed is not None or figure is None else figure.standing
    unit = criterion.form_unit or ("yes_no" if criterion.answer is AnswerKind.YES_NO else "")
    code = _code(form, criterion.code, assessment.year, assessment.subject, value, evidence)
    printed = criterion.printed_code or criterion.code
    period = str(assessment.year)
    return Line(
        criterion, criterion.code, printed, unit, period, criterion.pillar, value, typed, made, standing, evidence, code
    )


def _nobody_said(figure: Figure) -> bool:
    """A share of firms of which nothing is certain yet is left blank: blank is not zero."""
    return figure.unit == "%" and figure.low == 0.0 and figure.high == 100.0


def _code(form: str, field: str, year: int, subject: str, value: Value, evidence: tuple[Evidence, ...]) -> str:
    said = {"year": year, "subject": subject, "value": value, "evidence": [part.content() for part in evidence]}
    return f"{form}-{field}-{_sha256({'form': form, 'field': field, **said})[:8]}"


def _sha256(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
