"""Models find what was put in, choose on weeks they have not seen, and are the same bit for bit elsewhere."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.account.savings.made_series import START, ZONE, after, daily, hourly

from ecopark.account.savings.additive import Form, fit_additive
from ecopark.account.savings.baseline import Baseline, Event, NotFitted, canonical, fit_baseline
from ecopark.account.savings.boosting import boost
from ecopark.account.savings.calendar import NO_CALENDAR, holiday_calendar
from ecopark.account.savings.candidates import Settings, block_of, learnt_from
from ecopark.account.savings.features import features
from ecopark.account.savings.series import Covariate, Role, local_days
from ecopark.core.errors import InputError

PLAIN = Settings(candidates=("towt", "change_point", "steady", "extended", "seasonal"))
ONE = Settings(candidates=("steady",))
YEAR = hourly()
BASELINE = fit_baseline(YEAR, settings=PLAIN)


def everywhere(series):
    return np.ones(len(series), dtype=bool)


def test_fit_additive__time_of_week_and_temperature_finds_the_truth():
    clean = hourly(noise=0.0)
    seen = features(clean, NO_CALENDAR)
    fitted = fit_additive(Form("towt", temperature="pieces"), seen, clean.amount, everywhere(clean))
    error = fitted.predict(seen) - clean.amount
    assert np.sqrt(np.mean(error**2)) < 0.01 * clean.amount.mean()


def test_fit_additive__change_point_finds_heating_and_cooling():
    series = daily(730, noise=1.0)
    seen = features(series, NO_CALENDAR)
    fitted = fit_additive(Form("change_point", temperature="balance"), seen, series.amount, everywhere(series))
    points = {side: balance for balance, side in fitted.learnt["balance"]}
    assert points["heating"] == pytest.approx(15, abs=2.5)
    assert points["cooling"] == pytest.approx(22, abs=2.5)


def test_fit_additive__without_effect_of_temperature_there_is_no_change_point():
    rng = np.random.default_rng(3)
    series = replace(daily(364), amount=1000 + rng.normal(0, 20, 364))
    seen = features(series, NO_CALENDAR)
    fitted = fit_additive(Form("change_point", temperature="balance"), seen, series.amount, everywhere(series))
    assert fitted.learnt["balance"] == []


def test_fit_additive__production_carries_on_straight_beyond_its_range():
    series = hourly(production=True, noise=0.0, temperature=False)
    seen = features(series, NO_CALENDAR)
    fitted = fit_additive(Form("towt"), seen, series.amount, everywhere(series))
    more = replace(series, covariates={"units": replace(series.covariates["units"], values=np.full(len(series), 300.0))})
    less = replace(series, covariates={"units": replace(series.covariates["units"], values=np.full(len(series), 100.0))})
    step = fitted.predict(features(more, NO_CALENDAR)) - fitted.predict(features(less, NO_CALENDAR))
    assert step.mean() == pytest.approx(0.5 * 200, rel=0.1)


def test_boost__finds_what_two_columns_do_only_together_and_is_the_same_each_time():
    rng = np.random.default_rng(0)
    columns = rng.uniform(-1, 1, (4000, 3))
    target = np.where((columns[:, 0] > 0) & (columns[:, 1] > 0), 10.0, 0.0) + rng.normal(0, 0.1, 4000)
    one, two = boost("abc", columns, target), boost("abc", columns, target)
    assert one == two
    assert np.sqrt(np.mean((one.predict(columns) + 0 - target) ** 2)) < 0.2 * target.std()


def test_features__a_holiday_is_a_sunday_and_clocks_that_change_are_followed():
    calendar = holiday_calendar("X", [date(2024, 4, 30)])
    seen = features(YEAR, calendar)
    on = seen.day == seen.day[0] + (date(2024, 4, 30) - date(2024, 1, 1)).days
    assert set(seen.weekday[on]) == {6}
    berlin = replace(hourly(days=200), zone=__import__("zoneinfo").ZoneInfo("Europe/Berlin"))
    day, second = local_days(berlin.start_us, berlin.zone)
    counts = np.bincount(day - day[0])
    assert sorted(set(counts[1:-1])) == [23, 24]
    assert set(second % 3600) == {0}


def test_learnt_from__a_held_out_block_and_a_week_beside_it_are_not_learnt_from():
    day = np.arange(200)
    kept = learnt_from(day, [2], 28, 7)
    assert day[~kept].tolist() == list(range(56 - 7, 84 + 7))
    assert block_of(day, 28)[[55, 56, 83, 84]].tolist() == [1, 2, 2, 3]


def test_fit_baseline__errors_of_a_block_come_from_models_that_never_saw_it():
    before = fit_baseline(YEAR, settings=ONE)
    day, _ = local_days(YEAR.start_us, ZONE)
    inside = (day - day[0]) // 28 == 3
    moved = fit_baseline(replace(YEAR, amount=np.where(inside, YEAR.amount + 50.0, YEAR.amount)), settings=ONE)
    one = {row[0]: row for row in before.held_out}
    for number, block, steps, _, error in moved.held_out:
        if block == 3:
            assert error == pytest.approx(one[number][4] - 50.0 * steps, abs=1e-6)


def test_fit_baseline__the_candidate_with_the_smallest_held_out_error_is_chosen():
    best = min(BASELINE.scores, key=lambda score: score.cvrmse)
    chosen = next(score for score in BASELINE.scores if score.name == BASELINE.chosen)
    assert chosen.cvrmse <= best.cvrmse * (1 + 2 * PLAIN.simpler_by)
    assert chosen.cvrmse < 0.06


def test_fit_baseline__production_is_used_where_it_is_given():
    series = hourly(production=True)
    one = Settings(candidates=("steady",))
    with_it, without = fit_baseline(series, settings=one), fit_baseline(series.without("units"), settings=one)
    error = {b: next(s.cvrmse for s in b.scores if s.name == b.chosen) for b in (with_it, without)}
    assert error[with_it] < 0.5 * error[without]


def test_fit_baseline__less_than_a_year_learns_no_season():
    short = fit_baseline(hourly(200), settings=Settings(candidates=("towt", "seasonal", "extended_boosted")))
    assert not any("seasonal" in score.name for score in short.scores)
    if short.boosted is not None:
        assert "year_part" not in short.boosted.names


def sparse():
    """Every third day only."""
    return YEAR.take((np.arange(len(YEAR)) // 24) % 3 == 0)


@pytest.mark.parametrize(
    ("series", "reason"), [(hourly(60), "too_short"), (sparse(), "too_sparse"), (None, "nothing_varies")]
)
def test_fit_baseline__what_cannot_be_fitted_says_why(series, reason):
    series = series or replace(YEAR, amount=np.full(len(YEAR), 7.0))
    found = fit_baseline(series, settings=PLAIN)
    assert isinstance(found, NotFitted)
    assert found.reason.id == f"account.savings.{reason}"
    assert found.reason.render("vi") != found.reason.render("en")


@pytest.mark.parametrize(
    "candidate", ["towt", "change_point", "extended", "seasonal", "extended_boosted", "seasonal_boosted"]
)
def test_content__turns_back_with_the_same_predictions_bit_for_bit(candidate):
    calendar = holiday_calendar("X", [date(2024, 4, 30), date(2024, 5, 1)])
    baseline = fit_baseline(hourly(production=True), calendar, Settings(candidates=(candidate,)))
    again = Baseline.of(json.loads(canonical(baseline.content())))
    later = after(30, production=True)
    assert again.sha256 == baseline.sha256
    assert np.array_equal(again.predict(later).amount, baseline.predict(later).amount)


def test_content__another_process_predicts_the_same(tmp_path):
    later = after(20)
    (tmp_path / "baseline.json").write_bytes(canonical(BASELINE.content()))
    script = (
        "import sys, json, hashlib\n"
        "from ecopark.account.savings.baseline import Baseline\n"
        "from tests.account.savings.made_series import after\n"
        f"b = Baseline.of(json.load(open({str(tmp_path / 'baseline.json')!r})))\n"
        "print(b.sha256, hashlib.sha256(b.predict(after(20)).amount.tobytes()).hexdigest())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"OMP_NUM_THREADS": "1"}
    )
    digest = hashlib.sha256(BASELINE.predict(later).amount.tobytes()).hexdigest()
    assert said.stdout.split() == [BASELINE.sha256, digest]


def test_content__any_change_changes_the_name():
    names = {BASELINE.sha256}
    for changed in (
        replace(BASELINE, steps=1),
        replace(BASELINE, data_sha256="0"),
        replace(BASELINE, calendar=holiday_calendar("Y", [])),
    ):
        names.add(changed.sha256)
    assert len(names) == 4


def test_predict__does_not_depend_on_what_stands_around():
    later = after(60)
    whole, part = BASELINE.predict(later).amount, BASELINE.predict(later.take(slice(24 * 30, 24 * 40))).amount
    assert np.array_equal(whole[24 * 31 : 24 * 40], part[24:])  # the first day lacks the temperature of the day before


def test_predict__does_not_look_at_the_amounts():
    later = after(30)
    assert np.array_equal(
        BASELINE.predict(later).amount, BASELINE.predict(replace(later, amount=np.full(len(later), np.nan))).amount
    )


def test_predict__missing_stays_missing_and_what_is_beyond_is_counted():
    later = after(10)
    values = later.covariates["temperature"].values.copy()
    values[:5], values[5:8] = np.nan, 60.0
    said = BASELINE.predict(replace(later, covariates={"temperature": Covariate(Role.TEMPERATURE, values, "°C")}))
    assert np.isnan(said.amount[:5]).all()
    assert np.isfinite(said.amount[5:]).all()
    assert said.extrapolated[5:8].all()
    assert not said.extrapolated[:5].any()


def test_predict__a_new_operating_mode_is_beyond():
    mode = Covariate(Role.MODE, np.repeat(np.arange(len(YEAR) // 24) % 2, 24).astype(float))
    baseline = fit_baseline(replace(YEAR, covariates={"mode": mode}), settings=ONE)
    later = after(3)
    modes = Covariate(Role.MODE, np.repeat([0.0, 1.0, 2.0], 24))
    said = baseline.predict(replace(later, covariates={"mode": modes}))
    assert said.extrapolated.reshape(3, 24).all(axis=1).tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s: daily(30, START + timedelta(days=400)), "other_step"),
        (lambda s: replace(s, unit="MWh"), "other_unit"),
        (lambda s: s.without("temperature"), "covariate_absent"),
        (lambda s: replace(s, covariates={"temperature": replace(s.covariates["temperature"], unit="°F")}), "other_unit"),
    ],
)
def test_predict__a_series_that_does_not_fit_is_refused(change, code):
    with pytest.raises(InputError) as refused:
        BASELINE.predict(change(after(5)))
    assert refused.value.code == f"account.savings.{code}"


def test_fit_baseline__a_lasting_event_in_the_baseline_is_a_step_and_a_passing_one_is_left_out():
    at = START + timedelta(days=180)
    moved = np.where(np.arange(len(YEAR)) >= 180 * 24, YEAR.amount + 60.0, YEAR.amount)
    lasting = fit_baseline(replace(YEAR, amount=moved), settings=ONE, events=[Event("hall", at)])
    later = after(30)
    assert (lasting.predict(later).amount - BASELINE.predict(later).amount).mean() == pytest.approx(60, abs=3)
    moved = np.where((np.arange(len(YEAR)) >= 180 * 24) & (np.arange(len(YEAR)) < 200 * 24), 0.0, YEAR.amount)
    passing = fit_baseline(replace(YEAR, amount=moved), settings=ONE, events=[Event("stop", at, at + timedelta(days=20))])
    assert passing.steps == len(YEAR) - 20 * 24
    assert (passing.predict(later).amount - BASELINE.predict(later).amount).mean() == pytest.approx(0, abs=3)


@settings(max_examples=6, deadline=None)
@given(scale=st.floats(0.01, 1000))
def test_fit_baseline__the_unit_of_the_amount_does_not_matter(scale):
    one = Settings(candidates=("towt",))
    plain, scaled = (fit_baseline(s, settings=one) for s in (YEAR, replace(YEAR, amount=YEAR.amount * scale)))
    assert scaled.scores[0].cvrmse == pytest.approx(plain.scores[0].cvrmse, rel=1e-6)
    later = after(3)
    assert np.allclose(scaled.predict(later).amount, plain.predict(later).amount * scale, rtol=1e-6)


def test_series__moments_that_do_not_ascend_are_refused():
    with pytest.raises(InputError):
        replace(YEAR, start_us=YEAR.start_us[::-1])
    assert YEAR.end == START + timedelta(days=364)
    assert isinstance(YEAR.start, datetime)
