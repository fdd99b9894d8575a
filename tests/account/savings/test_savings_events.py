"""Changes within a reporting period are proposed with date and size; a quiet period proposes nothing."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from tests.account.savings.made_series import after, daily, hourly

from ecopark.account.savings.baseline import fit_baseline
from ecopark.account.savings.candidates import Settings
from ecopark.account.savings.events import propose_events
from ecopark.core.messages import Message, known_messages

BASELINE = fit_baseline(hourly(), settings=Settings(candidates=("towt", "extended")))
KEYS = {"plot", "alternatives", "next_proof", "cause", "action", "base_rate", "wrong_rate"}


def changed(first, last, factor, days=150, **said):
    series = after(days, **said)
    day = np.arange(len(series)) // 24
    return replace(series, amount=np.where((day >= first) & (day < last), factor * series.amount, series.amount))


def test_propose_events__a_quiet_period_proposes_nothing_even_with_a_saving():
    assert propose_events(BASELINE, after(150, saved=0.1)) == ()


@pytest.mark.parametrize(("factor", "direction"), [(0.6, "less"), (1.3, "more")])
def test_propose_events__a_passing_change_is_dated_and_sized(factor, direction):
    (found,) = propose_events(BASELINE, changed(60, 75, factor, saved=0.05))
    start = after(1).start + timedelta(days=60)
    assert (found.start, found.end) == (start, start + timedelta(days=15))
    assert found.percent == pytest.approx(100 * (factor - 1) * 0.95, abs=3)
    assert found.low < found.size < found.high
    assert found.message.id == f"account.savings.event_{direction}"
    assert set(found.evidence) == KEYS
    assert found.event().end == found.end


def test_propose_events__a_change_that_lasts_has_no_end():
    (found,) = propose_events(BASELINE, changed(100, 150, 1.25))
    assert found.end is None
    assert abs((found.start - after(1).start).days - 100) <= 1


def test_propose_events__work_at_other_hours_is_a_change_of_shape():
    series = after(120)
    day = np.arange(len(series)) // 24
    moved = np.where(day >= 60, np.roll(series.amount.reshape(-1, 24), 8, axis=1).ravel(), series.amount)
    found = propose_events(BASELINE, replace(series, amount=moved))
    shapes = [each for each in found if each.kind == "shape"]
    assert len(shapes) == 1
    assert abs((shapes[0].start - series.start).days - 60) <= 7


def test_propose_events__daily_series_work_as_well():
    baseline = fit_baseline(daily(), settings=Settings(candidates=("change_point",)))
    later = daily(120, baseline.end, seed=4)
    amount = np.where((np.arange(120) >= 40) & (np.arange(120) < 60), 0.5 * later.amount, later.amount)
    (found,) = propose_events(baseline, replace(later, amount=amount))
    assert found.start == later.start + timedelta(days=40)
    assert found.percent == pytest.approx(-50, abs=6)


def test_propose_events__every_text_exists_and_the_picture_is_small():
    (found,) = propose_events(BASELINE, changed(60, 75, 0.6))
    known = known_messages()
    said = [*found.evidence["alternatives"], found.evidence["cause"], found.evidence["action"], found.message.id]
    assert set(said) | {found.evidence["next_proof"]["id"], "account.savings.rate_unknown"} <= set(known)
    assert "{" not in Message(found.message.id, found.message.params).render("vi")
    plot = found.evidence["plot"]
    assert len(plot["x"]) == len(plot["series"]["measured"]) == len(plot["series"]["expected"]) <= 200


def test_propose_events__the_same_data_give_the_same_id():
    one, two = (propose_events(BASELINE, changed(60, 75, 0.6))[0].id for _ in range(2))
    assert one == two
