"""The cases of tests/cases/tiet-kiem.yaml: what kind of day it is, and what may be said of a saving."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import yaml
from benchmarks.savings_data import korean_2018, steel
from tests.account.savings.made_series import START, hourly

from ecopark.account.savings.baseline import Event, fit_baseline
from ecopark.account.savings.calendar import NO_CALENDAR, vietnam_calendar
from ecopark.account.savings.candidates import Settings
from ecopark.account.savings.savings import Asked, savings
from ecopark.account.savings.sufficiency import judged, sufficiency
from ecopark.rules.load import load_packs

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "tiet-kiem.yaml").read_text("utf-8"))
CALENDAR = vietnam_calendar(load_packs(), date(2010, 1, 1), date(2035, 12, 31))


def day_asked(*, day):
    kind = CALENDAR.days.get(day)
    return {"kind": "ordinary" if kind is None else kind.value, "provisional": CALENDAR.provisional}


def steel_asked(saved_percent):
    series = steel()
    cut = datetime(2018, 10, 1, tzinfo=series.zone)
    later = series.between(cut, series.end)
    later = replace(later, amount=(1 - saved_percent / 100) * later.amount)
    return series.between(series.start, cut), later, korean_2018()


def made(saved_percent, baseline_days, gap_days, production_times, stopped_days):
    produces = production_times is not None
    before = hourly(baseline_days, production=produces)
    if gap_days:
        day = np.arange(len(before)) // 24
        before = replace(before, amount=np.where((day >= 100) & (day < 100 + gap_days), np.nan, before.amount))
    later = hourly(90, START + timedelta(days=baseline_days), seed=2, saved=saved_percent / 100, production=produces)
    if produces:
        units = later.covariates["units"]
        more = replace(units, values=units.values * production_times)
        later = replace(later, covariates={**later.covariates, "units": more})
    if stopped_days:
        day = np.arange(len(later)) // 24
        later = replace(later, amount=np.where((day >= 30) & (day < 30 + stopped_days), 0.0, later.amount))
    return before, later, NO_CALENDAR


def saving_asked(
    *,
    saved_percent,
    claimed_percent,
    meter="works",
    baseline_days=364,
    full_cycle=False,
    gap_days=0,
    production_times=None,
    stopped_days=0,
    event_accepted=False,
):
    if meter == "steel works":
        before, later, calendar = steel_asked(saved_percent)
        full_cycle = True
    else:
        before, later, calendar = made(saved_percent, baseline_days, gap_days, production_times, stopped_days)
    start = later.start + timedelta(days=30)
    events = [Event("stop", start, start + timedelta(days=stopped_days))] if event_accepted else []
    baseline = fit_baseline(before, calendar, Settings(candidates=("towt",)))
    result = savings(baseline, later, events=events, asked=Asked(claimed_percent=float(claimed_percent)))
    found = sufficiency(before, baseline, later, result, claimed_percent=float(claimed_percent), full_cycle=full_cycle)
    said = judged(result, found)
    reasons = [reason.id.removeprefix("account.savings.") for reason in found.reasons]
    return {
        "standing": said.percent.standing.value,
        "reason": reasons or None,
        "unadjusted_says_more": said.percent_unadjusted.value > said.percent.value + 1,
    }


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_cases__hold(case):
    assert set(case) == {"case", "citation", "ask", "with", "expect"}
    answer = {"day": day_asked, "saving": saving_asked}[case["ask"]](**case["with"])
    for name, value in case["expect"].items():
        said = answer[name]
        if isinstance(said, list):
            assert value in said, said
        else:
            assert said == value, name


def test_cases__there_are_enough_of_both_kinds():
    asked = [case["ask"] for case in CASES]
    assert asked.count("day") >= 4
    assert asked.count("saving") >= 6
