"""The draw of the random share: checkable, unbiased, bound to what was committed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.core.errors import InputError, StateError
from ecopark.trust.inspection.draw import Commitment, Opening, check_draw, commit, draw, size_of_draw

DAY = datetime(2026, 3, 3, tzinfo=UTC)
SECRET = b"known to the park alone"
PLACES = ("a", "b", "c", "d", "e")


def opening(root: str, value: str = "") -> Opening:
    return Opening(SECRET.hex(), 7, root, value)


def committed(count: int = 2, places: tuple[str, ...] = PLACES, source: str = "") -> Commitment:
    return commit("march", places, count, DAY, 5, SECRET, source)


def test_draw__every_pair_is_equally_likely() -> None:
    draws = 20_000
    seen = Counter(frozenset(draw(committed(), opening(f"{i:064x}"))) for i in range(draws))
    expected = draws / 10
    chi_square = sum((seen[frozenset(pair)] - expected) ** 2 / expected for pair in combinations(PLACES, 2))
    assert len(seen) == 10
    assert chi_square < 27.9, "0.1 % point of chi-square with 9 degrees of freedom"  # a fixed sequence: no chance in it


def test_draw__root_secret_places_count_and_value_all_decide() -> None:
    many = tuple(f"p{i:03}" for i in range(200))
    base = draw(committed(20, many), opening("00"))
    assert draw(committed(20, many[::-1]), opening("00")) == base, "the order of the list does not"
    assert draw(committed(20, many), opening("01")) != base
    assert draw(committed(20, many, "lottery"), opening("00", "12345")) != base
    other = commit("march", many, 20, DAY, 5, b"another", "")
    assert draw(other, Opening(b"another".hex(), 7, "00")) != base


def test_draw__refuses_another_secret_and_a_value_that_was_not_named() -> None:
    with pytest.raises(StateError, match=r"trust\.plan\.other_secret"):
        draw(committed(), Opening(b"chosen afterwards".hex(), 7, "00"))
    with pytest.raises(StateError, match=r"trust\.plan\.public_value"):
        draw(committed(), opening("00", "12345"))
    with pytest.raises(StateError, match=r"trust\.plan\.public_value"):
        draw(committed(source="lottery"), opening("00"))
    with pytest.raises(InputError, match=r"trust\.plan\.count"):
        committed(6)


@given(st.integers(1, 40), st.data())
def test_draw__takes_count_different_places(size: int, data: st.DataObject) -> None:
    places = tuple(f"p{i}" for i in range(size))
    count = data.draw(st.integers(1, size))
    drawn = draw(committed(count, places), opening(data.draw(st.text("0123456789abcdef", min_size=64, max_size=64))))
    assert len(set(drawn)) == len(drawn) == count
    assert set(drawn) <= set(places)


def test_check_draw__finds_every_change() -> None:
    plan, made = committed(3), opening("ab" * 32)
    items = [{"place": place, "share": "random"} for place in draw(plan, made)] + [{"place": "x", "share": "risk"}]
    content = {"commitment": plan.content(), "opening": made.content(), "items": items}
    assert check_draw(json.loads(json.dumps(content)), "ab" * 32)
    assert not check_draw(content, "cd" * 32), "another log"
    assert not check_draw({**content, "items": items[1:]}, "ab" * 32)
    assert not check_draw({**content, "items": [*items, {"place": "y", "share": "random"}]}, "ab" * 32)
    fewer = {**plan.content(), "places": list(PLACES[:4])}
    assert not check_draw({**content, "commitment": fewer}, "ab" * 32)


def test_seed__by_an_independent_program() -> None:
    """The steps of the page, written out once more."""
    plan, made = committed(), opening("00")
    said = {"commitment": plan.content(), "opening": made.content()}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    seed = hashlib.sha256(b"ecopark inspection draw/v1\0" + text.encode()).digest()
    block = hashlib.sha256(b"ecopark inspection number\0" + seed + bytes(8)).digest()
    first, second = (int.from_bytes(block[i : i + 8], "big") for i in (0, 8))
    assert first < 2**64 - 2**64 % 5, "otherwise the next number counts"
    rest = list(PLACES)
    rest[0], rest[first % 5] = rest[first % 5], rest[0]  # what stood first takes the place of what was drawn
    assert draw(plan, made) == (rest[0], rest[1 + second % 4])


def test_size_of_draw__is_the_first_entry_of_the_stated_moment() -> None:
    entries = [json.dumps({"time": f"2026-03-0{day}T00:00:00.000000Z"}).encode() for day in (1, 2, 3, 4)]
    assert size_of_draw(committed(), entries) == 5 + 3
    assert size_of_draw(committed(), entries[:2]) is None
