"""Printed codes: every single typing error and every swap is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.judge.reports.codes import ALPHABET, MOST_NUMBERS, Code, parse_code, tag_of

CODES = st.builds(Code, st.text(ALPHABET, min_size=4, max_size=4), st.integers(0, MOST_NUMBERS))


@given(CODES)
def test_parse_code__reads_what_was_printed(code: Code) -> None:
    assert parse_code(str(code)) == code
    assert parse_code(f"  {str(code).lower().replace('-', ' ')} ") == code


@given(CODES, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_parse_code__a_wrong_symbol_is_told(code: Code, place: int, symbol: str) -> None:
    plain = str(code)[3:].replace("-", "")
    wrong = plain[:place] + symbol + plain[place + 1 :]
    if wrong == plain:
        assert parse_code(wrong) == code
    else:
        with pytest.raises(InputError, match=r"judge\.code\.check"):
            parse_code(f"EP{wrong}")


@given(CODES, st.integers(0, 7), st.integers(0, 7))
def test_parse_code__swapped_symbols_are_told(code: Code, one: int, other: int) -> None:
    symbols = list(str(code)[3:].replace("-", ""))
    symbols[one], symbols[other] = symbols[other], symbols[one]
    swapped = "".join(symbols)
    if swapped == str(code)[3:].replace("-", ""):
        return
    with pytest.raises(InputError, match=r"judge\.code\.check"):
        parse_code(swapped)


@pytest.mark.parametrize("text", ["", "EP-", "EP-7K3F", "EP-7K3F-09QDX", "EP-7U3F-09QD", "một mã"])
def test_parse_code__another_form_is_told(text: str) -> None:
    with pytest.raises(InputError, match=r"judge\.code\.form"):
        parse_code(text)


def test_parse_code__what_looks_alike_is_read_alike() -> None:
    code = Code("01AB", 33)
    assert parse_code(str(code).replace("0", "O").replace("1", "l")) == code


def test_tag_of__attempts_give_other_tags() -> None:
    digest = "0123456789abcdef" * 4
    assert len({tag_of(digest, attempt) for attempt in range(11)}) > 8
    assert all(len(tag_of(digest, attempt)) == 4 for attempt in range(11))
