"""The table of Vietnamese holidays against the sky, and the kinds of days made of it."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from tests.account.savings import lunar_days

from ecopark.account.savings.baseline import fit_baseline
from ecopark.account.savings.calendar import NO_CALENDAR, Calendar, DayKind, holiday_calendar, vietnam_calendar
from ecopark.account.savings.candidates import Settings
from ecopark.account.savings.series import PARK_ZONE, Series, day_number, micros
from ecopark.rules.load import load_packs
from ecopark.rules.records import PublicHoliday

BOOK = load_packs()
YEARS = range(2010, 2036)
CALENDAR = vietnam_calendar(BOOK, date(2010, 1, 1), date(2035, 12, 31))


def days_named(name, year):
    return [rule.day for rule in BOOK.all(PublicHoliday, name=name) if rule.day.year == year]


@pytest.mark.parametrize(
    ("year", "day"),
    # published dates of Tet; 2030 begins a day before the Chinese year, 2007 likewise (new moons around 23:00 in Hanoi)
    [
        (2007, date(2007, 2, 17)),
        (2012, date(2012, 1, 23)),
        (2017, date(2017, 1, 28)),
        (2024, date(2024, 2, 10)),
        (2025, date(2025, 1, 29)),
        (2026, date(2026, 2, 17)),
        (2030, date(2030, 2, 2)),
    ],
)
def test_lunar_days__the_algorithm_of_the_test_finds_known_years(year, day):
    assert lunar_days.tet(year) == day


@pytest.mark.parametrize("year", YEARS)
def test_public_holidays__tet_and_hung_kings_are_where_the_moon_puts_them(year):
    assert days_named("tet_1", year) == [lunar_days.tet(year)]
    assert days_named("tet_eve", year) == [lunar_days.tet(year) - timedelta(days=1)]
    assert days_named("hung_kings", year) == [lunar_days.hung_kings(year)]


@pytest.mark.parametrize("year", YEARS)
def test_public_holidays__every_year_has_the_days_of_the_labour_code(year):
    of_year = [rule for rule in BOOK.all(PublicHoliday) if rule.day.year == year and not rule.worked]
    tet = [rule for rule in of_year if rule.name.startswith("tet")]
    assert len(tet) == (5 if year >= 2013 else 4)
    assert {date(year, 1, 1), date(year, 4, 30), date(year, 5, 1), date(year, 9, 2)} <= {rule.day for rule in of_year}
    assert all(rule.provisional and rule.document.startswith("Labour Code") for rule in of_year)


def test_public_holidays__change_no_bill():
    assert BOOK.holidays(date(2026, 2, 17)).message.id == "rules.holiday.not_entered"


def test_vietnam_calendar__tet_and_the_days_around_it_are_kinds_of_their_own():
    kind = CALENDAR.days
    assert kind[date(2026, 2, 15)] is DayKind.BEFORE_TET
    assert [kind[date(2026, 2, day)] for day in range(16, 21)] == [DayKind.TET] * 5
    assert kind[date(2026, 2, 21)] is DayKind.AFTER_TET
    assert kind[date(2026, 9, 2)] is DayKind.HOLIDAY
    assert date(2026, 3, 10) not in kind


def test_vietnam_calendar__says_that_it_is_provisional_and_which_years_it_knows():
    assert CALENDAR.provisional
    days = np.array([day_number(date(2009, 12, 31)), day_number(date(2010, 1, 1)), day_number(date(2036, 1, 1))])
    assert CALENDAR.knows(days).tolist() == [False, True, False]


def test_calendar__content_turns_back():
    assert Calendar.of(CALENDAR.content()).sha256() == CALENDAR.sha256() != NO_CALENDAR.sha256()


def test_kinds__an_ordinary_day_is_zero():
    calendar = holiday_calendar("X", [date(2024, 5, 1)])
    first = day_number(date(2024, 4, 30))
    assert (calendar.kinds(np.arange(first, first + 3)) > 0).tolist() == [False, True, False]


def test_vietnam_calendar__a_works_that_closes_for_tet_is_predicted_in_a_year_with_another_tet():
    rng = np.random.default_rng(4)

    def works(start, days):
        first = day_number(start.date())
        share = {DayKind.TET: 0.3, DayKind.BEFORE_TET: 0.8, DayKind.AFTER_TET: 0.7, DayKind.HOLIDAY: 0.5}
        level = [share.get(CALENDAR.days.get(start.date() + timedelta(days=k)), 1.0) for k in range(days)]
        weekday = (first + np.arange(days) + 3) % 7
        amount = np.repeat(1000 * np.array(level) * np.where(weekday == 6, 0.6, 1.0), 24) / 24
        us = micros(start) + np.arange(24 * days) * 3_600_000_000
        return Series(us, 3600, amount + rng.normal(0, 1, 24 * days), "kWh", PARK_ZONE)

    before, later = works(datetime(2024, 1, 1, tzinfo=PARK_ZONE), 366), works(datetime(2025, 1, 15, tzinfo=PARK_ZONE), 35)
    error = {}
    for calendar in (CALENDAR, NO_CALENDAR):
        baseline = fit_baseline(before, calendar, Settings(candidates=("towt", "steady")))
        error[calendar.name] = np.sqrt(np.mean((baseline.predict(later).amount - later.amount) ** 2)) / later.amount.mean()
    assert error["VN"] < 0.08
    assert error["none"] > 3 * error["VN"]
