"""The packs of criteria: bilingual, sourced, complete, and every formula reads fields that exist."""

from __future__ import annotations

from collections import Counter

import pytest

from ecopark.judge.criteria.derived import DERIVED
from ecopark.judge.criteria.forms.formula import codes_of, computed
from ecopark.rules.criteria import AnswerKind, Bilingual, Criterion, Crosswalk, FormField, ListEntry, Population
from ecopark.rules.load import load_packs

BOOK = load_packs()
BILINGUAL = [rule for rule in BOOK.rules if isinstance(rule, Bilingual)]


def test_packs__hold_what_the_texts_have() -> None:
    found = Counter(c.pack for c in BOOK.all(Criterion))
    assert found == {
        "vn-decree-35": 10,
        "vn-form-a5": 18,
        "vn-form-b5": 5,
        "eip-framework-v2": 49,
        "green-taxonomy": 5,
        "green-firm": 4,
        "facts": 8,
    }
    assert Counter(f.form for f in BOOK.all(FormField)) == {"A.4": 65, "B.4": 54}
    assert Counter(e.listing for e in BOOK.all(ListEntry)) == {
        "symbiosis_type": 5,
        "taxonomy_group": 7,
        "dossier_set": 6,
        "eip_procedure": 3,
        "ladder": 6,
    }


@pytest.mark.parametrize("rule", BILINGUAL, ids=lambda rule: rule.id)
def test_packs__every_rule_has_both_languages_source_and_confidence(rule: Bilingual) -> None:
    assert all((rule.text_vi.strip(), rule.text_en.strip(), rule.document, rule.place, rule.source))
    assert rule.text_vi != rule.text_en
    assert rule.provisional, "nothing that ships has been compared with the gazette by a person"
    if isinstance(rule, Criterion):
        assert all((rule.meaning_vi.strip(), rule.meaning_en.strip()))
        assert rule.meaning_vi != rule.meaning_en
        assert bool(rule.step_vi) == bool(rule.step_en)
        assert 1 <= rule.effort <= 5


def test_packs__the_framework_is_from_memory_and_says_so() -> None:
    for rule in BOOK.all(Criterion, pack="eip-framework-v2"):
        assert rule.confidence == "low"
        assert "[memory]" in rule.source


def test_packs__wrongly_printed_codes_are_kept_beside_the_right_ones() -> None:
    printed = {rule.code: rule.printed_code for rule in BOOK.all(Criterion) if rule.printed_code}
    assert printed == {"ENV.3": "EVN.3", "ENV.4": "EVN.4"}


def test_packs__size_cuts_differ_between_the_country_and_the_framework() -> None:
    cuts = {rule.pack: rule.population.above for rule in BOOK.all(Criterion) if rule.population.above}
    assert cuts == {"vn-form-b5": 100, "eip-framework-v2": 250}
    assert Population.ALL_FIRMS.above is None


def test_packs__whatever_is_derived_is_derived_somewhere() -> None:
    asked = {rule.measured for rule in BOOK.all(Criterion) if rule.answer is AnswerKind.DERIVED}
    assert asked == set(DERIVED)


def test_formulas__read_fields_of_their_form() -> None:
    fields = BOOK.all(FormField)
    for field in fields:
        known = {other.code for other in fields if other.form == field.form}
        assert set(codes_of(field.formula)) <= known - {field.code}
    assert {f.code: f.formula for f in fields if f.compulsory_sum is False} == {
        "P3.10": "P3.3+P3.7",
        "P4.14": "P4.7+P4.11",
    }


def test_computed__follows_the_sum_and_never_makes_missing_to_zero() -> None:
    assert computed("1.2.6+1.3.3", {"1.2.6": 2.0, "1.3.3": 3.5}) == 5.5
    assert computed("1.2.6+1.3.3", {"1.3.3": 3.5}) == 3.5
    assert computed("1.2.6+1.3.3", {}) is None
    assert computed("2.5.2/2.5.1*100", {"2.5.2": 5.0, "2.5.1": 20.0}) == 25.0
    assert computed("2.5.2/2.5.1*100", {"2.5.2": 5.0, "2.5.1": 0.0}) is None


def test_crosswalk__names_criteria_that_exist_and_the_four_gri_standards() -> None:
    packs = {rule.pack for rule in BOOK.all(Criterion)}
    known = {(rule.pack, rule.code) for rule in BOOK.all(Criterion)}
    groups = {entry.code for entry in BOOK.all(ListEntry, listing="taxonomy_group")}
    links = BOOK.all(Crosswalk)
    assert all((link.system, link.code) in known for link in links if link.system in packs)
    assert {link.code for link in links if link.system == "taxonomy"} <= groups
    assert {link.code.partition("-")[0] for link in links if link.system == "gri"} == {"302", "303", "305", "306"}
    assert {link.system for link in links} >= {"iso-14001", "iso-50001", "iso-14064-1", "taxonomy"}
