"""Credit account of recycled material (ISO 22095): never negative at the close, no credit used twice or after it expired."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.judge.ledger.mass_balance import Movement, close_account
from ecopark.judge.ledger.records import MODELS

START, END = date(2025, 1, 1), date(2026, 1, 1)
WEAK, STRONG = MODELS[0], MODELS[-1]


def came(day: date, grams: int, model: str = WEAK, ppm: int = 1_000_000) -> Movement:
    return Movement(day, grams, model, ppm, "delivery note")


def gone(day: date, grams: int, model: str = WEAK) -> Movement:
    return Movement(day, -grams, model)


def test_close_account__input_is_converted_and_what_is_left_is_carried():
    closing = close_account([came(date(2025, 2, 1), 1000, ppm=900_000), gone(date(2025, 3, 1), 400)], START, END, opening=50)
    assert (closing.balance, closing.expired, closing.refused) == (550, 0, None)


def test_close_account__may_dip_inside_the_period_but_not_at_its_close():
    early = [gone(date(2025, 2, 1), 400), came(date(2025, 6, 1), 500)]
    assert close_account(early, START, END).balance == 100
    short = close_account([gone(date(2025, 2, 1), 400), came(date(2025, 6, 1), 300)], START, END)
    assert short.balance is None
    assert short.refused.id == "judge.balance.negative"


def test_close_account__an_expired_credit_covers_no_later_output():
    movements = [came(START, 100), gone(START + timedelta(days=60), 100)]
    late = close_account(movements, START, END, credit_days=30)
    assert late.refused.id == "judge.balance.negative"
    assert close_account(movements, START, END, credit_days=60).balance == 0


@pytest.mark.parametrize(
    ("movements", "why"),
    [
        ([Movement(START, 10, WEAK)], "no_evidence"),
        ([came(START, 10), gone(START, 5, STRONG)], "moves_up"),
        ([came(START, 10, "made up")], "bad_movement"),
        ([came(START, 10, ppm=1_000_001)], "bad_movement"),
    ],
)
def test_close_account__refuses_with_the_reason(movements, why):
    assert close_account(movements, START, END).refused.id == f"judge.balance.{why}"


@given(st.lists(st.tuples(st.integers(0, 364), st.integers(-500, 500).filter(bool)), max_size=30), st.integers(0, 300))
def test_close_account__grams_are_conserved(steps, opening):
    made = [came(START + timedelta(d), g) if g > 0 else gone(START + timedelta(d), -g) for d, g in steps]
    closing = close_account(made, START, END, opening, credit_days=90)
    if closing.balance is None:
        return
    assert closing.balance >= 0
    assert closing.balance + closing.expired == opening + sum(g for _, g in steps)
