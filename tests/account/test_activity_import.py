"""Activity data by file: all rows or none, each problem with its row."""

import json
from datetime import UTC, datetime

import pytest
from tests.account.account_park import small_park

from ecopark.account.activity_import import read_rows, take_rows
from ecopark.core.errors import InputError
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.engine.records import open_records

HEADER = "firm,category,substance,activity,unit,first_day,last_day,evidence,equipment,density_kg_per_l"
GOOD = "steel,vehicle_fuel,diesel,1200,L,2025-03-01,2025-03-31,hoá đơn 7,road,0.84"
GAS = "plating,refrigerant_recharge,R-410A,2.5,kg,2025-03-01,2025-03-31,phiếu 2,,"
MANAGER = Scope(Role.MANAGER, "manager")
STEEL = Scope(Role.FIRM, "user.steel", frozenset({"steel"}))


@pytest.fixture
def records(tmp_path):
    store = open_records(f"sqlite:///{tmp_path}/records.sqlite", lambda: datetime(2025, 4, 1, tzinfo=UTC))
    yield store
    store.close()


def csv_of(*rows):
    return "\n".join([HEADER, *rows]).encode()


def test_take_rows__keeps_all_and_the_same_file_again_changes_nothing(records):
    rows = read_rows(csv_of(GOOD, GAS))
    assert len(take_rows(records, MANAGER, small_park(), rows)) == 2
    assert take_rows(records, MANAGER, small_park(), read_rows(csv_of(GOOD, GAS))) == ()
    kept = records.find(MANAGER, "declaration")
    assert {record.firm for record in kept} == {"steel", "plating"}


def test_take_rows__one_bad_row_refuses_the_file_and_names_the_row(records):
    bad = GOOD.replace("1200,L", "many,L")
    with pytest.raises(InputError) as caught:
        take_rows(records, MANAGER, small_park(), read_rows(csv_of(GAS, bad, GAS.replace("kg", "kWh"))))
    assert caught.value.code == "account.import.refused"
    assert caught.value.params["count"] == 2
    assert "[3]" in str(caught.value)
    assert "[4]" in str(caught.value)
    assert not records.find(MANAGER, "declaration")


def test_take_rows__a_firm_sends_its_own_only(records):
    assert len(take_rows(records, STEEL, small_park(), read_rows(csv_of(GOOD)))) == 1
    with pytest.raises(InputError):
        take_rows(records, STEEL, small_park(), read_rows(csv_of(GOOD, GAS)))


def test_take_rows__checking_keeps_nothing(records):
    assert take_rows(records, MANAGER, small_park(), read_rows(csv_of(GOOD)), only_check=True) == ()
    assert not records.find(MANAGER, "declaration")


def test_read_rows__json_says_the_same():
    names = HEADER.split(",")
    content = {name: value for name, value in zip(names, GOOD.split(","), strict=True) if value}
    (from_json,) = read_rows(json.dumps([content]).encode())
    (from_csv,) = read_rows(csv_of(GOOD))
    assert (from_json.firm, from_json.content) == (from_csv.firm, from_csv.content)
    assert from_json.record_id == from_csv.record_id


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "account.import.not_a_table"),
     (b"\xff\xfe", "account.import.not_a_table"),
     (b"firm,category\nsteel,fuel", "account.import.no_columns"),
     (HEADER.encode() + b",hue\n", "account.import.unknown_column"),
     (b'{"firm": "steel"}', "account.import.not_a_table"), (b"[1]", "account.import.not_a_table")],
    ids=["empty", "not utf-8", "too few columns", "unknown column", "no list", "no objects"],
)  # fmt: skip
def test_read_rows__says_what_is_wrong_with_the_file(data, code):
    with pytest.raises(InputError) as caught:
        read_rows(data)
    assert caught.value.code == code
    assert caught.value.render("vi") != caught.value.render("en")


def test_read_rows__an_id_stands_once():
    rows = [f"{HEADER},id", f"{GOOD},x1", f"{GAS},x1"]
    with pytest.raises(InputError) as caught:
        read_rows("\n".join(rows).encode())
    assert caught.value.code == "account.import.twice"
    assert (caught.value.params["first"], caught.value.params["second"]) == (2, 3)
