"""Generic words: found however they are typed; nothing is judged from a text."""

from __future__ import annotations

import pytest

from ecopark.judge.claims.words import flag_words, generic_words


@pytest.mark.parametrize(
    "text",
    [
        "Sản phẩm xanh",
        "SẢN PHẨM XANH!",
        "san pham xanh",
        "nhà máy “xanh”, sạch",
        "thân thiện môi trường",
        "than thien moi truong",
        "Thân-Thiện với MÔI TRƯỜNG",
        "tha\u0302n thie\u0323\u0302n mo\u0302i tru\u031bo\u031b\u0300ng",
        "khu công nghiệp SINH THÁI",
        "trung hoà carbon",
        "trung hòa carbon",
        "We are eco-friendly.",
        "ECO FRIENDLY",
        "eco_friendly",
        "Eco‑friendly",
        "ｇｒｅｅｎ steel",
        "a g\u200breen factory",
        "Carbon-neutral by 2030",
        "Nature’s friend",
    ],
)
def test_flag_words__however_it_is_typed(text: str) -> None:
    assert flag_words(text), text


@pytest.mark.parametrize(
    "text",
    [
        "Giảm 6,1 % điện từ 01/01/2025 đến 31/12/2025.",
        "Cuốn sách dày",
        "Bảng màu xám",
        "greenhouse gas inventory",
        "Economy and ecosystem",
        "cleaner production",
        "",
    ],
)
def test_flag_words__leaves_plain_sentences_alone(text: str) -> None:
    assert flag_words(text) == ()


def test_flag_words__the_longest_entry_and_its_place() -> None:
    (hit,) = flag_words("Chúng tôi thân thiện với môi trường.")
    assert hit.entry.word == "thân thiện với môi trường"
    assert "Chúng tôi thân thiện với môi trường."[hit.start : hit.end] == hit.found == "thân thiện với môi trường"


def test_generic_words__each_names_its_source_and_finds_itself() -> None:
    for entry in generic_words():
        assert entry.document
        assert entry.confidence in ("high", "medium", "low")
        assert flag_words(entry.word)[0].entry.word == entry.word
