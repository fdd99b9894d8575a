"""Forms: sums, differences, files that other programs open, the same bytes from the same content."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.judge.criteria_inputs import book, inputs, said

from ecopark.core.errors import InputError
from ecopark.core.figures import Figure, Standing
from ecopark.judge.criteria.assess import assess_pack
from ecopark.judge.criteria.dossier import deadlines
from ecopark.judge.criteria.forms.printed import Letterhead, form_docx, form_xlsx, number_text
from ecopark.judge.criteria.forms.self_assessment import letter_docx, self_assessment_docx
from ecopark.judge.criteria.forms.values import FORMS, FilledForm, Line, fill, period_text

A4_PARTS = ("1.2.6", "1.3.3", "1.3.5", "1.3.9", "1.3.11", "1.3.13", "1.3.15")
A4_LINKS = ("3.5", "3.10", "3.12", "3.14", "3.16", "3.18", "3.20", "3.24")
NAMES = Letterhead("Khu thử", "Khu thử", "Công ty Hạ tầng", "", "Bộ Công Thương")


def line(form: FilledForm, field: str) -> Line:
    return next(each for each in form.lines if each.field == field)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=7, max_size=7), st.sampled_from([A4_PARTS, A4_LINKS]))
def test_fill__totals_are_the_sum_of_what_is_filled(amounts: list[int | None], parts: tuple[str, ...]) -> None:
    filled = [(code, float(amount)) for code, amount in zip(parts, amounts, strict=False) if amount is not None]
    form = fill(inputs(*(said("form-A.4", code, amount) for code, amount in filled)), "A.4")
    total = line(form, "1.3.16" if parts is A4_PARTS else "3.25")
    assert total.made == (sum(amount for _, amount in filled) if filled else None)
    assert (total.value, total.difference) == (total.made, None)


def test_fill__a_typed_total_that_differs_stays_beside_the_sum() -> None:
    form = fill(
        inputs(said("form-A.4", "1.2.6", 100.0), said("form-A.4", "1.3.3", 50.0), said("form-A.4", "1.3.16", 175.0)), "A.4"
    )
    total = line(form, "1.3.16")
    assert (total.value, total.typed, total.made, total.difference) == (175.0, 175.0, 150.0, 25.0)
    assert [each.field for each in form.differences] == ["1.3.16"]


def test_fill__a_typed_co2_total_of_a_firm_that_the_form_accepts_is_shown_with_its_difference() -> None:
    typed = {"P3.3": 10.0, "P3.7": 5.0, "P3.10": 40.0}
    form = fill(inputs(*(said("form-B.4", code, value, "a") for code, value in typed.items())), "B.4", "a")
    assert line(form, "P3.10").difference == 25.0


def test_fill__shares_of_land_follow_the_areas() -> None:
    form = fill(inputs(said("form-A.4", "2.5.1", 200.0), said("form-A.4", "2.5.2", 30.0)), "A.4")
    assert line(form, "2.5.3").value == 15.0
    assert line(form, "2.5.5").value is None


def saved(code: str, value: float, standing: Standing) -> dict[str, Figure]:
    return {code: Figure(name=f"eip.A.4.{code}", value=value, unit="kWh", standing=standing)}


def test_fill__numbers_of_the_register_come_with_their_standing() -> None:
    numbers = saved("1.2.3", 1500.0, Standing.DECLARED) | saved("1.2.6", 2.0, Standing.VERIFIED)
    park = inputs(said("form-A.4", "1.3.3", 3.0), said("form-A.4", "1.2.3", 1600.0), form_numbers={("A.4", "park"): numbers})
    form = fill(park, "A.4")
    electricity, money, total = line(form, "1.2.3"), line(form, "1.2.6"), line(form, "1.3.16")
    assert (electricity.value, electricity.made, electricity.difference) == (1600.0, 1500.0, 100.0)
    assert (money.value, money.standing) == (2.0, Standing.VERIFIED)
    assert total.value == 5.0
    assert line(fill(park, "B.4", "a"), "P3.2").value is None


def test_fill__blank_is_not_zero_and_wrong_subjects_are_refused() -> None:
    assert fill(inputs(), "A.4").blank == 65
    assert {one.value for one in fill(inputs(), "B5").lines} == {None}  # no firm has answered: not 0 %
    for form, subject in (("A.4", "a"), ("B.4", "park"), ("C.1", "park")):
        with pytest.raises(InputError):
            fill(inputs(), form, subject)


@pytest.mark.parametrize(
    ("period", "text"), [("N", "2026"), ("N-1", "2025"), ("to N-2", "≤ 2024"), ("to N+3", "≤ 2029"), ("to N", "≤ 2026")]
)
def test_period_text(period: str, text: str) -> None:
    assert period_text(period, 2026) == text


@pytest.mark.parametrize("form", FORMS)
def test_form_files__open_elsewhere_and_are_the_same_every_time(form: str) -> None:
    subject = "a" if form == "B.4" else "park"
    answers = (said("form-A.4", "1.2.6", 1234.5), said("form-A.4", "1.3.16", 2000.0), said("vn-form-a5", "ENV.3", 12.5))
    filled = fill(inputs(*answers), form, subject)
    for lang in ("vi", "en"):
        word, sheet = form_docx(filled, NAMES, lang), form_xlsx(filled, NAMES, lang)
        assert word == form_docx(fill(inputs(*answers), form, subject), NAMES, lang)
        assert sheet == form_xlsx(fill(inputs(*answers), form, subject), NAMES, lang)
        opened = docx.Document(io.BytesIO(word))
        cells = [[cell.text for cell in row.cells] for table in opened.tables for row in table.rows]
        text = "\n".join([p.text for p in opened.paragraphs] + [cell for row in cells for cell in row])
        assert ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text) == (lang == "vi")
        assert NAMES.ministry in text
        assert "…………" in text, "the board's name is not known: a dotted line"
        assert all(each.rule.text(lang) in text for each in filled.lines)
        assert all(each.code in text for each in filled.lines if each.value is not None)
        book_ = openpyxl.load_workbook(io.BytesIO(sheet))
        values = [cell for row in book_.worksheets[0].iter_rows(values_only=True) for cell in row]
        assert {each.value for each in filled.lines if isinstance(each.value, float)} <= set(values)
    if form == "A.5":
        assert "EVN.3" in text
    if form == "A.4":
        assert "2,000" in text
        assert "765.5" in text


def test_form_files__carry_no_time_of_making() -> None:
    word = form_docx(fill(inputs(), "A.4"), NAMES, "vi")
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.testzip() is None


def test_self_assessment__says_what_is_missing() -> None:
    found = assess_pack(inputs(said("vn-decree-35", "37.1b", True)), "vn-decree-35")
    text = _text(self_assessment_docx(found, NAMES, "vi", "0" * 64))
    assert "Chưa đủ căn cứ" in text
    assert "Đạt" in text
    assert "hợp đồng cộng sinh" in text
    assert "Công ty Hạ tầng đề nghị" in _text(letter_docx(NAMES, ["Một", "Hai"], "vi"))


def _text(word: bytes) -> str:
    opened = docx.Document(io.BytesIO(word))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in opened.paragraphs] + cells)


def test_deadlines__count_working_days() -> None:
    found = {each.working_days: each.day for each in deadlines(book(), date(2026, 10, 2))}  # a Friday
    assert found == {3: date(2026, 10, 7), 15: date(2026, 10, 23), 40: date(2026, 11, 27)}


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [(1234567.5, "1.234.567,5", "1,234,567.5"), (0.0, "0", "0"), (-0.00001, "0", "0"), (100.0, "100", "100")],
)
def test_number_text(value: float, vi: str, en: str) -> None:
    assert (number_text(value, "vi"), number_text(value, "en")) == (vi, en)
