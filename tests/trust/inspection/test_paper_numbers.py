"""Numbers of paper forms: every single wrong character is found, whatever way the number is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.trust.inspection.paper import SET_LENGTH, SET_LETTERS, check_character, paper_number, read_paper_number

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODES = st.text(SET_LETTERS, min_size=SET_LENGTH, max_size=SET_LENGTH)


def test_check_character__examples_of_the_standard() -> None:
    """ISO 7064 MOD 37,36: the check character makes the sum over the whole come out as 1."""
    for text in ("A12425GABC1234002", "K7QM001", "0"):
        product = 36
        for sign in text:
            product = ((product + ALPHABET.index(sign)) % 36 or 36) * 2 % 37
        assert (product + ALPHABET.index(check_character(text))) % 36 == 1
    assert check_character("A12425GABC1234002") == "M"  # the GRid of the International Standard (A1-2425G-ABC1234002-M)


@given(CODES, st.integers(1, 999))
def test_read_paper_number__as_typed_with_spaces_small_letters_and_without_dashes(code: str, form: int) -> None:
    number = paper_number(code, form)
    assert read_paper_number(number) == number
    assert read_paper_number(f"  {number.lower().replace('-', ' ')} ") == number
    assert read_paper_number(number.replace("-", "")) == number


@given(CODES, st.integers(1, 999), st.integers(0, 7), st.sampled_from(ALPHABET))
def test_read_paper_number__one_wrong_character_is_found(code: str, form: int, place: int, other: str) -> None:
    plain = paper_number(code, form).replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    if wrong != plain:
        with pytest.raises(InputError) as caught:
            read_paper_number(wrong)
        assert caught.value.code == "trust.paper.wrong_number"


@pytest.mark.parametrize("text", ["", "K7QM", "K7QM-001", "K7QM-001-XX", "ổ khoá"])
def test_read_paper_number__too_short_or_long(text: str) -> None:
    with pytest.raises(InputError):
        read_paper_number(text)
