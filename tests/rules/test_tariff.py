"""Bands exact to the minute, energy conserved, amounts exact to the dong, prices by date."""

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.core.interval import PARK_ZONE
from ecopark.rules.book import Missing
from ecopark.rules.load import load_packs
from ecopark.rules.records import Band, Confidence, Days, Holiday, TariffHours
from ecopark.rules.tariff import BANDS, Tariff, amount_vnd, band_index, bill, split_by_band

BOOK = load_packs()
OLD = BOOK.all(TariffHours, schedule="evn-2019")
NEW = BOOK.all(TariffHours, schedule="evn-963-2026")

# independent of the code: the bands as the decisions print them, minute by minute of the local day
PRINTED = {
    ("evn-2019", False): "00:00 offpeak 04:00 normal 09:30 peak 11:30 normal 17:00 peak 20:00 normal 22:00 offpeak",
    ("evn-2019", True): "00:00 offpeak 04:00 normal 22:00 offpeak",
    ("evn-963-2026", False): "00:00 offpeak 06:00 normal 17:30 peak 22:30 normal",
    ("evn-963-2026", True): "00:00 offpeak 06:00 normal",
}


def us(year, month, day, hour=0, minute=0, second=0, zone=PARK_ZONE):
    return round(datetime(year, month, day, hour, minute, second, tzinfo=zone).timestamp()) * 1_000_000


def printed_band(schedule, moment_us):
    local = datetime.fromtimestamp(moment_us / 1e6, tz=PARK_ZONE)
    words = PRINTED[schedule, local.weekday() == 6].split()
    return [band for start, band in zip(words[::2], words[1::2], strict=True) if start <= local.strftime("%H:%M")][-1]


@pytest.mark.parametrize("hours", [OLD, NEW])
def test_band_index__every_minute_of_a_week_is_as_printed(hours):
    monday = us(2026, 5, 4)
    minutes = monday + np.arange(7 * 24 * 60, dtype=np.int64) * 60_000_000
    found = [BANDS[number].value for number in band_index(minutes, hours)]
    assert found == [printed_band(hours[0].schedule, moment) for moment in minutes.tolist()]


def test_band_index__last_microsecond_before_17_30_is_normal():
    edge = us(2026, 5, 4, 17, 30)
    bands = [BANDS[n] for n in band_index(np.array([edge - 1, edge]), NEW)]
    assert bands == [Band.NORMAL, Band.PEAK]


def test_split_by_band__an_hour_over_17_30_is_split_in_half():
    # Decision 963/QD-BCT: peak from 17:30; 17:00-18:00 with 10 kWh is 5 kWh normal and 5 kWh peak
    split = split_by_band(np.array([us(2026, 5, 4, 17)]), 3600, np.array([10.0]), NEW)
    assert {band: energy[0] for band, energy in split.items()} == {Band.PEAK: 5.0, Band.NORMAL: 5.0, Band.OFFPEAK: 0.0}


def test_split_by_band__one_minute_past_the_edge_is_one_sixtieth():
    split = split_by_band(np.array([us(2026, 5, 4, 16, 31)]), 3600, np.array([60.0]), NEW)
    assert split[Band.PEAK][0] == pytest.approx(1.0, rel=1e-15)
    assert split[Band.NORMAL][0] == pytest.approx(59.0, rel=1e-15)


def test_split_by_band__sunday_has_no_peak():
    sunday = us(2026, 5, 3)
    split = split_by_band(np.array([sunday]), 86_400, np.array([24.0]), OLD)
    assert {band: energy[0] for band, energy in split.items()} == {Band.PEAK: 0.0, Band.NORMAL: 18.0, Band.OFFPEAK: 6.0}
    monday = split_by_band(np.array([sunday + 86_400_000_000]), 86_400, np.array([24.0]), OLD)
    assert {band: energy[0] for band, energy in monday.items()} == {Band.PEAK: 5.0, Band.NORMAL: 13.0, Band.OFFPEAK: 6.0}


def test_split_by_band__a_holiday_takes_the_hours_it_is_given():
    day = Holiday(
        id="h", document="D", place="p", source="s", confidence=Confidence.HIGH, day=date(2026, 5, 4), hours_as=Days.SUN
    )
    split = split_by_band(np.array([us(2026, 5, 4)]), 86_400, np.array([24.0]), OLD, PARK_ZONE, [day])
    assert split[Band.PEAK][0] == 0.0


def test_split_by_band__a_missing_energy_stays_missing_where_it_belongs():
    split = split_by_band(np.array([us(2026, 5, 4, 18), us(2026, 5, 4, 19)]), 3600, np.array([np.nan, 2.0]), NEW)
    assert np.isnan(split[Band.PEAK][0])
    assert split[Band.PEAK][1] == 2.0
    assert split[Band.OFFPEAK].tolist() == [0.0, 0.0]


def test_split_by_band__daylight_saving_days_have_23_and_25_hours():
    zone = ZoneInfo("Europe/Berlin")
    for day, night_hours in ((29, 5.0), (25, 7.0)):  # 2026-03-29 and 2026-10-25: 00:00-06:00 lasts 5 and 7 hours
        month = 3 if day == 29 else 10
        start, end = us(2026, month, day, zone=zone), us(2026, month, day + 1, zone=zone)
        step = (end - start) // 1_000_000
        split = split_by_band(np.array([start]), step, np.array([step / 3600]), NEW, zone)
        assert split[Band.OFFPEAK][0] == pytest.approx(night_hours)


STARTS = st.lists(st.integers(us(2025, 1, 1) // 1_000_000, us(2027, 1, 1) // 1_000_000), min_size=1, max_size=20)


@settings(deadline=None)
@given(
    STARTS, st.sampled_from([60, 300, 900, 1800, 3600, 86_400, 7 * 86_400, 12_345]), st.sampled_from([OLD, NEW]), st.data()
)
def test_split_by_band__energy_is_conserved_and_order_does_not_matter(starts, step_s, hours, data):
    start_us = np.array(starts, np.int64) * 1_000_000
    energy = np.array(data.draw(st.lists(st.floats(0, 1e6), min_size=len(starts), max_size=len(starts))))
    split = split_by_band(start_us, step_s, energy, hours)
    assert sum(split.values()) == pytest.approx(energy, rel=1e-12, abs=1e-9)
    assert all((part >= 0).all() for part in split.values())
    order = np.array(data.draw(st.permutations(range(len(starts)))))
    again = split_by_band(start_us[order], step_s, energy[order], hours)
    for band in BANDS:
        assert np.array_equal(again[band], split[band][order])


@settings(deadline=None)
@given(st.integers(us(2025, 1, 1) // 60_000_000, us(2027, 1, 1) // 60_000_000), st.integers(1, 30 * 60))
def test_split_by_band__agrees_with_counting_minutes(start_minute, minutes):
    start_us = start_minute * 60_000_000
    split = split_by_band(np.array([start_us]), minutes * 60, np.array([float(minutes)]), OLD)
    counted = [printed_band("evn-2019", start_us + n * 60_000_000) for n in range(minutes)]
    for band in BANDS:
        assert split[band][0] == pytest.approx(counted.count(band.value), abs=1e-9)


@settings(deadline=None)
@given(
    st.integers(us(2025, 1, 1) // 1_000_000, us(2027, 1, 1) // 1_000_000), st.integers(1, 100_000), st.integers(1, 99_999)
)
def test_split_by_band__cutting_an_interval_changes_nothing(start, step_s, cut):
    cut = cut % step_s
    whole = split_by_band(np.array([start * 1_000_000]), step_s, np.array([float(step_s)]), NEW)
    parts = [(start, cut), (start + cut, step_s - cut)]
    sums = dict.fromkeys(BANDS, 0.0)
    for begin, length in parts:
        if length:
            for band, energy in split_by_band(np.array([begin * 1_000_000]), length, np.array([float(length)]), NEW).items():
                sums[band] += energy[0]
    assert {band: whole[band][0] for band in BANDS} == pytest.approx(sums, abs=1e-6)


@pytest.mark.parametrize(
    ("starts", "step_s", "energy", "hours", "code"),
    [
        ([0], 0, [1.0], NEW, "rules.tariff.bad_intervals"),
        ([0, 1], 60, [1.0], NEW, "rules.tariff.bad_intervals"),
        ([0], 60, [1.0], (*OLD, *NEW), "rules.tariff.one_schedule"),
        ([0], 60, [1.0], (), "rules.tariff.one_schedule"),
    ],
)
def test_split_by_band__what_does_not_fit_is_refused(starts, step_s, energy, hours, code):
    with pytest.raises(InputError) as error:
        split_by_band(np.array(starts, np.int64), step_s, np.array(energy), hours)
    assert error.value.code == code


def test_split_by_band__nothing_in_nothing_out():
    split = split_by_band(np.zeros(0, np.int64), 60, np.zeros(0), NEW)
    assert {len(energy) for energy in split.values()} == {0}
    assert band_index(np.zeros(0, np.int64), NEW).shape == (0,)


@pytest.mark.parametrize(
    ("energy", "price", "dong"),
    [(0.5, 1833, 917), (1.5, 1833, 2750), (0.1 + 0.2, 10_000_000, 3_000_000), (0.0, 3398, 0), (12345.5, 1833, 22_629_302)],
)
def test_amount_vnd__rounds_half_up(energy, price, dong):
    assert amount_vnd(energy, price) == dong


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 10_000))
def test_amount_vnd__is_exact_for_energies_in_watt_hours(watt_hours, price):
    exact = Decimal(watt_hours) * price / 1000
    assert amount_vnd(watt_hours / 1000, price) == int(exact + Decimal("0.5"))


def test_bill__worked_example_to_the_dong():
    # one weekday, 15-minute readings of 25 kWh (100 kW), retail production 22 kV..<110 kV, Decision 1279/QD-BCT, hours 2019:
    # peak 5 h x 100 x 3398 = 1,699,000; normal 13 h x 100 x 1833 = 2,382,900; off-peak 6 h x 100 x 1190 = 714,000
    tariff = BOOK.tariff("production_retail", 22, date(2025, 9, 1))
    starts = us(2025, 9, 1) + np.arange(96, dtype=np.int64) * 900_000_000
    split = split_by_band(starts, 900, np.full(96, 25.0), tariff.hours)
    made = bill({band: energy.sum() for band, energy in split.items()}, tariff.price, BOOK.tax(date(2025, 9, 1)))
    assert [line.amount_vnd for line in made.lines] == [1_699_000, 2_382_900, 714_000]
    assert (made.net_vnd, made.tax_vnd, made.total_vnd) == (4_795_900, 383_672, 5_179_572)


# One kWh in the last minute before an edge and one in the first after it; prices of retail production, 22 kV, Decision
# 1279/QD-BCT: peak 3398, normal 1833, off-peak 1190. 2026-05-04 is a Monday, 2026-05-03 a Sunday.
EDGES = [
    ("evn-2019", 4, "04:00", 1190, 1833),
    ("evn-2019", 4, "09:30", 1833, 3398),
    ("evn-2019", 4, "11:30", 3398, 1833),
    ("evn-2019", 4, "17:00", 1833, 3398),
    ("evn-2019", 4, "20:00", 3398, 1833),
    ("evn-2019", 4, "22:00", 1833, 1190),
    ("evn-2019", 3, "09:30", 1833, 1833),
    ("evn-2019", 3, "22:00", 1833, 1190),
    ("evn-963-2026", 4, "06:00", 1190, 1833),
    ("evn-963-2026", 4, "17:30", 1833, 3398),
    ("evn-963-2026", 4, "22:30", 3398, 1833),
    ("evn-963-2026", 4, "09:30", 1833, 1833),
    ("evn-963-2026", 3, "17:30", 1833, 1833),
    ("evn-963-2026", 3, "06:00", 1190, 1833),
]


@pytest.mark.parametrize(("schedule", "day", "edge", "before", "after"), EDGES)
def test_bill__edges_of_bands_at_the_minute(schedule, day, edge, before, after):
    tariff = BOOK.tariff("production_retail", 22, date(2026, 5, day), schedule=schedule)
    hour, minute = map(int, edge.split(":"))
    at = us(2026, 5, day, hour, minute)
    for start, price in ((at - 60_000_000, before), (at, after)):
        split = split_by_band(np.array([start], dtype=np.int64), 60, np.array([1.0]), tariff.hours)
        made = bill({band: energy.sum() for band, energy in split.items()}, tariff.price, BOOK.tax(date(2026, 5, day)))
        assert made.net_vnd == price
        assert sum(line.amount_vnd for line in made.lines) == price


def test_tariff_periods__a_price_that_starts_mid_month_splits_the_month():
    before, after = BOOK.tariff_periods("production_retail", 22, date(2025, 5, 1), date(2025, 5, 31))
    assert (before[0], before[1], before[2].message.id) == (
        date(2025, 5, 1),
        date(2025, 5, 9),
        "rules.tariff.no_price_in_force",
    )
    assert (after[0], after[1], after[2].price.normal) == (date(2025, 5, 10), date(2025, 5, 31), 1833)


@settings(deadline=None)
@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(0, 900), st.sampled_from([None, "evn-963-2026"]))
def test_tariff_periods__cover_every_day_once_and_answer_as_the_day_does(first, length, schedule):
    last = first + timedelta(days=length)
    periods = BOOK.tariff_periods("production_retail", 22, first, last, schedule=schedule)
    assert periods[0][0] == first
    assert periods[-1][1] == last
    assert all(following[0] == this[1] + timedelta(days=1) for this, following in itertools.pairwise(periods))
    for start, end, answer in periods:
        for day in (start, end):
            alone = BOOK.tariff("production_retail", 22, day, schedule=schedule)
            assert isinstance(alone, Missing) == isinstance(answer, Missing)
            if isinstance(answer, Tariff) and isinstance(alone, Tariff):
                assert (answer.price, answer.hours) == (alone.price, alone.hours)


@pytest.mark.parametrize(
    ("voltage", "normal"),
    [(0.4, 1987), (6, 1899), (21.9, 1899), (22, 1833), (109, 1833), (110, 1811), (220, 1811), ("<6kV", 1987)],
)
def test_tariff__voltage_levels(voltage, normal):
    assert BOOK.tariff("production_retail", voltage, date(2025, 9, 1)).price.normal == normal


def test_tariff__unknown_group_names_the_known_ones():
    missing = BOOK.tariff("household", 0.4, date(2025, 9, 1))
    assert "production_retail" in missing.render("vi")


def test_holidays__are_not_invented():
    missing = BOOK.holidays(date(2026, 1, 1))
    assert missing.message.id == "rules.holiday.not_entered"


def test_structure_of_2025__has_no_price():
    # multipliers of Decision 14/2025 x average price are not a tariff: the price in force stays that of Decision 1279
    assert BOOK.tariff("production_retail", 22, date(2026, 11, 1)).price.document.startswith("Decision 1279")
