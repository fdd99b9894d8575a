"""A new regulation is data entry: a table in the park's own folder of rules changes judgement at the right days, no code."""

from datetime import date, datetime

import pytest
from tests.judge.test_limits_flow import RIVER, days, network, run

from ecopark.core.errors import RuleError
from ecopark.rules.book import Missing
from ecopark.rules.load import load_packs

HEADER = "id,table,medium,observed_property,upper,document,place,valid_from,valid_to,scope,unit,source,confidence,supersedes"
# Numbers of this test only: the final table of QCVN 40:2025 is not known to the product.
NEW = (
    "park.cod.new,QCVN 40:2025,wastewater,cod,60,QCVN 40:2025/BTNMT,test,2025-09-01,2031-12-31,"
    "existing_since >= 2025-09-01,mg/L,test,high,qcvn40-2025.slot.new"
)
ALL = "park.cod.all,QCVN 40:2025,wastewater,cod,60,QCVN 40:2025/BTNMT,test,2032-01-01,,,mg/L,test,high,qcvn40-2025.slot.all"
OLD_FACILITY, NEW_FACILITY = date(2020, 1, 1), date(2025, 9, 15)


@pytest.fixture
def book(tmp_path):
    (tmp_path / "limit.park.csv").write_text("\n".join([HEADER, NEW, ALL]) + "\n", "utf-8")
    return load_packs(tmp_path)


def judged(book, permit_date, first_day):
    """Two days of COD at 65 mg/L: what the states say of them, by limit."""
    start = datetime(first_day.year, first_day.month, first_day.day) - (datetime(2025, 1, 2) - datetime(2025, 1, 1, 17))
    out = run(network(permit_date=permit_date), days(65.0, 65.0, start=start), book=book)
    return [(s["limit"], s["judged"], s["exceeded"], s["reason"]) for s in out["limit_states"]]


def test_switch__a_new_facility_waits_for_the_table_and_then_is_judged_by_it(book):
    asked = date(2025, 10, 1)
    assert judged(load_packs(), NEW_FACILITY, asked) == [(None, 0, 0, "rules.limit.table_not_entered")]
    ((limit, count, exceeded, _),) = judged(book, NEW_FACILITY, asked)
    assert (limit, count, exceeded) == (60.0, 2, 2)


def test_switch__an_existing_facility_keeps_the_old_text_until_the_end_of_2031(book):
    for day in (date(2025, 8, 30), date(2025, 9, 1), date(2031, 12, 20)):
        ((limit, count, exceeded, _),) = judged(book, OLD_FACILITY, day)
        assert (limit, count, exceeded) == (67.5, 2, 0), day


def test_switch__from_2032_on_every_facility_is_judged_by_the_new_table(book):
    found = judged(book, OLD_FACILITY, date(2031, 12, 31))  # one day under each text
    assert [(limit, count, exceeded) for limit, count, exceeded, _ in found] == [(67.5, 1, 0), (60.0, 1, 1)]
    ((_, _, _, reason),) = judged(load_packs(), OLD_FACILITY, date(2032, 1, 5))
    assert reason == "rules.limit.table_not_entered"


def test_switch__a_read_table_replaces_the_second_hand_boiler_rows(tmp_path):
    row = (
        "park.boiler,QCVN 19:2024,stack,dust,45,QCVN 19:2024/BTNMT,test,2025-07-01,2031-12-31,"
        "source_kind = boiler; column = B; boiler_steam_t_h >= 20; existing_since >= 2025-07-01,mg/Nm3,test,high,"
    )
    facts = {"source_kind": "boiler", "column": "B", "boiler_steam_t_h": "25"}
    (tmp_path / "limit.park.csv").write_text("\n".join([HEADER, row]) + "\n", "utf-8")
    with pytest.raises(RuleError, match=r"rules\.pack\.overlap"):
        load_packs(tmp_path)
    (tmp_path / "limit.park.csv").write_text("\n".join([HEADER, row + "qcvn19-2024.boiler.dust.B.ge20.new"]) + "\n", "utf-8")
    ours = load_packs(tmp_path)
    asked = {"permit_date": date(2025, 10, 1)}
    assert ours.limit("dust", "stack", facts, date(2026, 1, 1), **asked).upper == 45.0
    assert load_packs().limit("dust", "stack", facts, date(2026, 1, 1), **asked).upper == 40.0


@pytest.mark.parametrize(
    ("facts", "c", "expected"),
    [
        # QCVN 40:2011/BTNMT, 2.1: Cmax = C x Kq x Kf; factors of 2.3.2 and 2.4
        ({**RIVER}, 75.0, 75.0 * 0.9 * 1.0),
        ({**RIVER, "river_flow_m3_s": "300", "discharge_flow_m3_d": "40"}, 75.0, 75.0 * 1.1 * 1.2),
        ({**RIVER, "column": "B", "river_flow_m3_s": "120", "discharge_flow_m3_d": "6000"}, 150.0, 150.0 * 1.0 * 0.9),
        ({**RIVER, "receiving_body": "lake", "lake_volume_m3": "50000000"}, 75.0, 75.0 * 0.8 * 1.0),
    ],
    ids=["small river", "large river, small flow", "column B, large flow", "lake"],
)
def test_golden__qcvn40_2011_cod_is_the_table_times_kq_times_kf(facts, c, expected):
    found = load_packs().limit("cod", "wastewater", facts, date(2025, 3, 10), permit_date=OLD_FACILITY)
    assert found.base_upper == c
    assert found.upper == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("flow", "zone", "expected"),
    [("15000", "3", 200.0 * 1.0 * 1.0), ("60000", "3", 200.0 * 0.9 * 1.0), ("150000", "1", 200.0 * 0.8 * 0.6)],
    ids=["small, industrial park", "medium, industrial park", "large, special zone"],
)
def test_golden__qcvn19_2009_dust_is_the_table_times_kp_times_kv(flow, zone, expected):
    # QCVN 19:2009/BTNMT, 2.2: Cmax = C x Kp x Kv, column B
    facts = {"stack_flow_nm3_h": flow, "zone": zone}
    found = load_packs().limit("dust", "stack", facts, date(2025, 3, 10), permit_date=OLD_FACILITY)
    assert not isinstance(found, Missing)
    assert found.upper == pytest.approx(expected, rel=1e-12)
