"""Due, in time, late, missing and doubled files of a station."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.connect.station_account import STEP, StationDay, account_files, ledger_day
from ecopark.core.interval import Interval

DAY = date(2025, 6, 30)
WHOLE = Interval.of_day(DAY)
SLOTS = [WHOLE.start + i * STEP for i in range(288)]


def ledger(times, delay=timedelta(minutes=1)):
    return StationDay("ST1", DAY).with_files((time, time + delay, f"{time}") for time in times)


def test_account_files__a_whole_day():
    (line,) = account_files([ledger(SLOTS)], "st1", WHOLE)
    assert (line.due, line.in_time, line.late, line.missing, line.doubled, line.off_grid) == (288, 288, 0, 0, 0, 0)
    assert line.first_missing is None


def test_account_files__missing_late_doubled():
    day = ledger([t for i, t in enumerate(SLOTS) if not 100 <= i < 136])
    day = day.with_files((t, t + timedelta(hours=31), "late") for t in SLOTS[100:112])
    day = day.with_files([(SLOTS[0], SLOTS[0], "another content")])
    (line,) = account_files([day], "ST1", WHOLE)
    assert (line.in_time, line.late, line.missing, line.doubled) == (252, 12, 24, 1)
    assert line.longest_gap == timedelta(hours=2)
    assert line.first_missing == SLOTS[112]


def test_account_files__a_day_without_any_file_is_all_missing():
    (line,) = account_files([], "ST1", WHOLE)
    assert (line.due, line.missing, line.longest_gap) == (288, 288, timedelta(days=1))


def test_account_files__today_is_due_only_until_now():
    (line,) = account_files([ledger(SLOTS[:12])], "ST1", Interval(WHOLE.start, WHOLE.start + timedelta(hours=1)))
    assert (line.due, line.missing) == (12, 0)


def test_account_files__a_clock_off_the_grid_counts_for_the_nearest_moment_and_is_told():
    (line,) = account_files([ledger([t + timedelta(seconds=40) for t in SLOTS])], "ST1", WHOLE)
    assert (line.in_time, line.missing, line.off_grid) == (288, 0, 288)


def test_with_files__the_same_file_again_changes_nothing():
    day = ledger(SLOTS[:3])
    assert day.with_files([(SLOTS[0], WHOLE.end, f"{SLOTS[0]}")]) is day


def test_ledger_day__is_the_day_in_the_park():
    assert ledger_day(datetime(2025, 6, 29, 17, 0, tzinfo=UTC)) == DAY
    assert ledger_day(datetime(2025, 6, 29, 16, 55)) == date(2025, 6, 29)


@settings(deadline=None)
@given(st.sets(st.integers(0, 287)), st.sets(st.integers(0, 287)))
def test_account_files__every_due_file_is_in_time_late_or_missing(present, late):
    files = [(SLOTS[i], SLOTS[i] + timedelta(hours=2 if i in late else 0), str(i)) for i in present]
    day = StationDay("ST1", DAY).with_files(files)
    assert StationDay.from_content(day.content()) == day
    (line,) = account_files([day], "ST1", WHOLE)
    assert line.due == line.in_time + line.late + line.missing == 288
    assert line.late == len(present & late)
    assert line.missing == 288 - len(present)
