"""What is missing is said with the place; the steel works cannot show 5 % without production data."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from benchmarks.savings_data import korean_2018, steel
from tests.account.savings.made_series import START, after, hourly

from ecopark.account.savings.baseline import fit_baseline
from ecopark.account.savings.candidates import Settings
from ecopark.account.savings.savings import Asked, savings
from ecopark.account.savings.sufficiency import judged, sufficiency
from ecopark.core.figures import Standing

ONE = Settings(candidates=("towt",))
YEAR = hourly()
BASELINE = fit_baseline(YEAR, settings=ONE)


def ids(messages):
    return [message.id.removeprefix("account.savings.") for message in messages]


@pytest.fixture(scope="module")
def steel_works():
    """Nine months as baseline, three months with 5 % taken off."""
    series = steel()
    cut = datetime(2018, 10, 1, tzinfo=series.zone)
    before, later = series.between(series.start, cut), series.between(cut, series.end)
    later = replace(later, amount=0.95 * later.amount)
    baseline = fit_baseline(before, korean_2018())
    return before, baseline, later, savings(baseline, later, asked=Asked(claimed_percent=5.0))


def test_sufficiency__steel_works_without_production_data_cannot_show_five_percent(steel_works):
    before, baseline, later, result = steel_works
    found = sufficiency(before, baseline, later, result, claimed_percent=5.0, full_cycle=True)
    assert ids(found.reasons) == ["no_production"]
    assert "sản lượng" in found.reasons[0].render("vi")
    assert "production data are missing" in found.reasons[0].render("en")
    said = judged(result, found)
    assert said.percent.standing is said.avoided.standing is Standing.NOT_PROVABLE
    assert said.percent.reason.id == "account.savings.no_production"


def test_sufficiency__says_how_much_narrower_production_data_would_make_it(steel_works):
    before, baseline, later, result = steel_works
    wanted = sufficiency(before, baseline, later, result, claimed_percent=5.0).missing[0]
    best, worst = wanted.interval_then
    assert wanted.what.id == "account.savings.want_production"
    assert 0 < best < worst < wanted.interval_now
    assert wanted.how.params["percent"] > 20
    assert wanted.content()["interval_then"] == [best, worst]


def test_sufficiency__a_proxy_that_explains_nothing_promises_nothing():
    series = hourly(noise=60.0, temperature=False)
    baseline = fit_baseline(series, settings=ONE)
    later = after(60, noise=60.0, temperature=False)
    wanted = sufficiency(series, baseline, later, savings(baseline, later)).missing[0]
    assert wanted.interval_then is None or wanted.interval_then[0] > 0.7 * wanted.interval_now


def test_sufficiency__what_suffices_has_no_reasons():
    later = after(90, saved=0.1)
    found = sufficiency(YEAR, BASELINE, later, savings(BASELINE, later), claimed_percent=5.0)
    assert found.sufficient, ids(found.reasons)


def test_sufficiency__less_than_twelve_months_is_said_unless_somebody_vouches_for_the_cycle():
    short = hourly(200)
    baseline = fit_baseline(short, settings=ONE)
    assert ids(sufficiency(short, baseline).reasons) == ["baseline_short"]
    assert sufficiency(short, baseline, full_cycle=True).sufficient


def test_sufficiency__thin_months_and_long_gaps_are_named():
    holes = YEAR.amount.copy()
    holes[24 * 40 : 24 * 56] = np.nan  # 10 to 25 February
    series = replace(YEAR, amount=holes)
    found = sufficiency(series, fit_baseline(series, settings=ONE)).reasons
    assert [(m.id.rsplit(".", 1)[1], *m.params.values()) for m in found] == [
        ("month_coverage", "02/2024", 44.8),
        ("gap", 16, "2024-02-10"),
    ]


def test_sufficiency__rows_that_are_absent_count_as_missing():
    absent = YEAR.take(~((np.arange(len(YEAR)) >= 24 * 40) & (np.arange(len(YEAR)) < 24 * 56)))
    assert ids(sufficiency(absent, fit_baseline(absent, settings=ONE)).reasons) == ["month_coverage", "gap"]


def test_sufficiency__production_beyond_what_the_baseline_has_seen():
    series = hourly(production=True)
    baseline = fit_baseline(series, settings=ONE)
    later = after(60, production=True, saved=0.1)
    units = replace(later.covariates["units"], values=later.covariates["units"].values * 1.5)
    later = replace(later, covariates={**later.covariates, "units": units})
    found = sufficiency(series, baseline, later, savings(baseline, later))
    assert ids(found.reasons) == ["extrapolated"]


def test_sufficiency__an_excluded_claim_says_so_and_a_wide_interval_with_production_too():
    series = hourly(production=True, noise=5.0)
    baseline = fit_baseline(series, settings=ONE)
    later = after(60, production=True, saved=0.03, noise=5.0)
    result = savings(baseline, later)
    assert ids(sufficiency(series, baseline, later, result, claimed_percent=10.0).reasons) == ["claim_excluded"]
    middle = round((result.percent.low + result.percent.high) / 2, 3)
    assert ids(sufficiency(series, baseline, later, result, claimed_percent=middle).reasons) == ["too_wide"]


def test_sufficiency__a_baseline_that_could_not_be_fitted():
    short = hourly(50)
    found = sufficiency(short, fit_baseline(short, settings=ONE))
    assert ids(found.reasons) == ["baseline_short", "too_short"]
    assert START + timedelta(days=50) == short.end
