"""Every check tells a cause and a first action; a finding's own words come first."""

from __future__ import annotations

import pytest

from ecopark.trust.causes import action_of, cause_of
from ecopark.trust.checks.registry import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.short)
def test_cause_of__every_check_has_one_in_both_languages(check) -> None:
    for message in (cause_of(check.code, {}), action_of(check.code, {})):
        assert not message.id.endswith(".unknown"), check.code
        assert message.render("vi") != message.render("en")


def test_cause_of__the_findings_own_words_come_first() -> None:
    assert cause_of("trust.gap", {"cause": "trust.cause.spike"}).id == "trust.cause.spike"
    own = {"action": {"id": "trust.action.gap", "params": {}}}
    assert action_of("trust.spike", own).id == "trust.action.gap"


def test_cause_of__a_word_that_nobody_knows_is_not_shown() -> None:
    assert cause_of("trust.balance.gross", {"cause": "no.such.text"}).id == "trust.cause.unknown"
