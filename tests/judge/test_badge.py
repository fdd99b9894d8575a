"""A badge says what holds when somebody looks: an expired, withdrawn or changed claim loses its colour by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from ecopark.core.figures import Figure, Standing
from ecopark.core.records import Record
from ecopark.core.terms import Origin
from ecopark.judge.opendata.badge import badge_of_claim, badge_of_limits, badge_svg

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TEXT = {"vi": "Tiết kiệm ít nhất 4 % điện", "en": "Saved at least 4 % of its electricity"}


def record(kind: str, content: Mapping[str, object], revision: int = 1) -> Record:
    return Record(kind, "saving-2025", revision, None, True, content, "somebody", NOW)


def verdict(origin: Origin = Origin.MEASURED, **more: object) -> Record:
    figure = Figure(name="saved", value=4.4, unit="%", low=4.1, high=4.8, standing=Standing.VERIFIED, origin=origin)
    said = {"verdict": "supported", "claim_revision": 1, "expires": "2026-12-31", "text": TEXT, "figure": figure.content()}
    return record("verdict", said | more)


def state_of(claim: Record, judged: Record | None, now: datetime = NOW) -> str:
    badge = badge_of_claim("park", claim, judged, now)
    assert badge is not None
    return badge.state


PUBLISHED = record("claim", {"state": "published"})


def test_badge__says_what_the_verdict_says_until_it_expires() -> None:
    assert state_of(PUBLISHED, verdict()) == "supported"
    assert state_of(PUBLISHED, verdict(), datetime(2026, 12, 31, 23, tzinfo=UTC)) == "supported"
    assert state_of(PUBLISHED, verdict(), datetime(2027, 1, 1, tzinfo=UTC)) == "expired"
    assert state_of(PUBLISHED, verdict(verdict="not_supported")) == "not_supported"


@pytest.mark.parametrize(
    ("claim", "judged", "state"),
    [
        (record("claim", {"state": "withdrawn"}), verdict(), "withdrawn"),
        (record("claim", {"state": "published"}, 2), verdict(), "changed"),
        (PUBLISHED, None, "not_judged"),
        (PUBLISHED, verdict(expires=""), "expired"),
        (PUBLISHED, verdict(expires="soon"), "expired"),
        (PUBLISHED, verdict(Origin.SYNTHETIC), "synthetic"),
        (PUBLISHED, verdict(verdict="insufficient"), "insufficient"),
    ],
)
def test_badge__grey_by_itself(claim: Record, judged: Record | None, state: str) -> None:
    badge = badge_of_claim("park", claim, judged, NOW)
    assert badge is not None
    assert (badge.state, badge.colour) == (state, "#5c6561")


def test_badge__a_draft_has_none() -> None:
    assert badge_of_claim("park", record("claim", {"state": "draft"}), verdict(), NOW) is None


def test_badge__code_tells_another_state() -> None:
    one, other = (badge_of_claim("park", PUBLISHED, judged, NOW) for judged in (verdict(), verdict(expires="2026-12-30")))
    assert one is not None
    assert other is not None
    assert one.code != other.code
    assert one.code in badge_svg(one, "Khu", "vi", "31/12/2026", "park.example/badge/x")


def test_badge_svg__runs_nothing_and_escapes() -> None:
    claim = badge_of_claim("park", PUBLISHED, verdict(text={"vi": '<script>"&', "en": "x"}), NOW)
    assert claim is not None
    svg = badge_svg(claim, 'Khu "A" & <B>', "vi", "", "")
    assert "<script" not in svg
    assert "href" not in svg
    assert "&lt;script&gt;" in svg


@pytest.mark.parametrize(
    ("states", "synthetic", "state"),
    [
        (["within", "no_limit"], False, "within"),
        (["within", "cannot_judge"], False, "cannot_judge"),
        (["within", "cannot_judge", "exceeds"], True, "exceeds"),
        (["within"], True, "synthetic"),
        (["no_limit"], False, "no_limit"),
        ([], False, "no_limit"),
    ],
)
def test_badge_of_limits__the_worst_counts(states: list[str], synthetic: bool, state: str) -> None:
    assert badge_of_limits("park", states, synthetic, NOW).state == state
