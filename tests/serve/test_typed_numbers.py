"""Numbers as people type them on pages: comma and point, and what is asked instead of guessed."""

import pytest

from ecopark.core.errors import InputError
from ecopark.serve.portal.typed_numbers import typed_number


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("1234,5", "vi", 1234.5), ("1.234,5", "vi", 1234.5), ("1,234.5", "vi", 1234.5), ("1 234,5", "vi", 1234.5),
        ("0,125", "en", 0.125), ("0.125", "vi", 0.125), ("1,234", "vi", 1.234), ("1.234", "en", 1.234), ("12.5", "vi", 12.5),
        ("1.234.567", "vi", 1234567.0), ("−3,5", "vi", -3.5), ("98", "vi", 98.0), ("", "vi", None), ("  ", "en", None),
    ],
)  # fmt: skip
def test_typed_number__as_it_is_meant(text: str, lang: str, value: float | None) -> None:
    assert typed_number(text, lang, "x") == value  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "lang"), [("1.234", "vi"), ("1,234", "en"), ("-12.345", "vi")])
def test_typed_number__two_meanings_are_asked(text: str, lang: str) -> None:
    with pytest.raises(InputError) as caught:
        typed_number(text, lang, "x")  # type: ignore[arg-type]
    assert caught.value.code == "serve.entry.number_unclear"


@pytest.mark.parametrize("text", ["mười hai", "1,2,3", "1.23.4", "12e3", "--1", ",5", "1.2,3.4"])
def test_typed_number__not_a_number(text: str) -> None:
    with pytest.raises(InputError) as caught:
        typed_number(text, "vi", "x")
    assert caught.value.code == "serve.entry.not_a_number"
