"""Texts of the rooms rules and judge: both languages, the same fields, real Vietnamese."""

import string
from pathlib import Path

import pytest

import ecopark.judge.compliance.messages  # registers the texts
import ecopark.judge.duties.messages
import ecopark.judge.limits
import ecopark.rules.load
from ecopark.core.messages import known_messages

LIMITS = ("state", "limits", "calibration_at_exceedance", "event", "compliance", "duty", "threshold", "allowance")
BEGINNINGS = ("rules.", *(f"judge.{part}." for part in LIMITS))
TEXTS = {name: text for name, text in known_messages().items() if name.startswith(BEGINNINGS)}
SOURCES = [
    path.read_text("utf-8")
    for room in ("rules", "judge", "serve")
    for path in (Path(ecopark.rules.load.__file__).parents[1] / room).rglob("*")
    if path.suffix in (".py", ".html") and "messages" not in path.name
]


def fields(text):
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_texts__have_both_languages_with_the_same_fields(name):
    text = TEXTS[name]
    assert fields(text.vi) == fields(text.en)
    assert text.vi != text.en
    assert any(ord(letter) > 127 for letter in text.vi)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_texts__each_is_used(name):
    beginning, _, _ = name.rpartition(".")
    beginnings = [name[:at] for at, letter in enumerate(name) if letter == "." and at > len("judge.")]
    wanted = (f'"{name}"', f"'{name}'", f"'{beginning}.' ~", *(f'"{each}.{{' for each in beginnings))
    assert any(text in source for source in SOURCES for text in wanted)
