"""Due, in time, late, missing and doubled files of a station."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connect.conftest import MANAGER

from ecopark.connect.station_account import (
    STEP,
    Arrival,
    CameFile,
    LedgerHours,
    StationDay,
    account_files,
    enter_files,
    ledger_day,
    read_ledger,
)
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


def came(station, time, delay=timedelta(0), digest="d", whole=True):
    return CameFile(station, time, time + delay, digest, whole)


def test_enter_files__hours_are_small_and_read_back_as_days(desk):
    records, start = desk["records"], Interval.of_day(DAY).start
    times = [start + i * STEP for i in range(300)]
    enter_files(records, MANAGER, [came("ST1", time, digest=f"{time}") for time in times])
    kept = records.find(MANAGER, "station_file")
    assert len(kept) == 25
    assert max(len(record.content["files"]) for record in kept) == 12
    first, second = read_ledger(records, MANAGER, "ST1", Interval(start, start + timedelta(days=2)))
    assert sorted([*first.arrivals, *second.arrivals]) == times
    assert (first.day, len(first.arrivals), len(second.arrivals)) == (DAY, 288, 12)
    (line, _) = account_files([first, second], "ST1", Interval(start, start + timedelta(days=2)))
    assert (line.due, line.in_time, line.missing) == (288, 288, 0)


def test_enter_files__the_same_bytes_change_nothing_others_are_counted(desk):
    records, time = desk["records"], Interval.of_day(DAY).start
    for digest, whole in (("a", False), ("a", True), ("b", True), ("a", True)):
        enter_files(records, MANAGER, [came("ST1", time, digest=digest, whole=whole)])
    (day,) = read_ledger(records, MANAGER, "ST1", Interval.of_day(DAY))
    assert day.arrivals == {time: Arrival(time, 2, "a", whole=True)}
    hours = LedgerHours.read(records, MANAGER, [("ST1", time)])
    assert hours.has_whole("ST1", time, "a")
    assert not hours.has_whole("ST1", time, "b")
    assert not hours.has_whole("ST1", time + STEP, "a")


def test_enter_files__several_at_once_lose_nothing(desk):
    records, start = desk["records"], Interval.of_day(DAY).start
    stale = LedgerHours.read(records, MANAGER, [("ST1", start)])

    def enter(i):
        enter_files(records, MANAGER, [came("ST1", start + i * STEP, digest=str(i))], hours=stale)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(enter, range(12)))
    (day,) = read_ledger(records, MANAGER, "ST1", Interval.of_day(DAY))
    assert len(day.arrivals) == 12


def test_read_ledger__days_of_an_earlier_version_count_too(desk):
    records, start = desk["records"], Interval.of_day(DAY).start
    old = StationDay("ST1", DAY).with_files([(start, start, "old"), (start + STEP, start, "same")])
    content = {**old.content(), "files": [line[:4] for line in old.content()["files"]]}
    records.put(MANAGER, "station_file", old.id, content)
    enter_files(records, MANAGER, [came("ST1", start, digest="new"), came("ST1", start + STEP, digest="same")])
    (day,) = read_ledger(records, MANAGER, "ST1", Interval.of_day(DAY))
    assert {time: arrival.files for time, arrival in day.arrivals.items()} == {start: 2, start + STEP: 1}
