"""Names of laws, places in them and sources for a Vietnamese reader."""

from __future__ import annotations

import re

import pytest

from ecopark.rules.criteria import Criterion
from ecopark.rules.load import load_packs
from ecopark.rules.obligations import Duty
from ecopark.serve.portal.law_texts import law_text

BOOK = load_packs()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Decree 35/2022/ND-CP", "Nghị định 35/2022/NĐ-CP"),
        ("Table 1, row 23, column A", "Bảng 1, dòng 23, cột A"),
        ("article 66(2), corrected by Decision 3323/QD-BTNMT of 2022-12-01",
         "điều 66(2), đính chính bởi Quyết định 3323/QĐ-BTNMT ngày 01/12/2022"),
        ("[memory]", "theo trí nhớ, chưa đọc văn bản"),
    ],
)  # fmt: skip
def test_law_text__vietnamese(text: str, said: str) -> None:
    assert law_text("vi", text) == said
    assert law_text("en", text) == (text if text != "[memory]" else "recalled, the text was not read")


def test_law_text__leaves_no_english_in_duties_and_criteria() -> None:
    rules = [*BOOK.all(Duty), *BOOK.all(Criterion)]
    said = {law_text("vi", text) for r in rules for text in (r.document, r.place, r.source) if text}
    english = re.compile(r"\b(the|of|and|article|public|not|Circular|Decree|Decision|Form|recalled|ours)\b")
    assert sorted(text for text in said if english.search(text)) == []
