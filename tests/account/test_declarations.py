from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.account.account_park import small_park

from ecopark.account.declarations import Declaration, declarations_of, put_declaration
from ecopark.core.errors import InputError, NotAllowed
from ecopark.core.interval import Interval
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.core.terms import Role

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
GOOD = {
    "category": "fuel",
    "substance": "gas/diesel oil",
    "activity": "2500",
    "unit": "kg",
    "first_day": "2025-03-01",
    "last_day": "2025-03-31",
    "evidence": "hoá đơn 000123",
}


class Kept:
    """Records in a list: what `put_declaration` hands to the store."""

    def __init__(self):
        self.put_calls = []

    def put(self, scope, kind, record_id, content, *, firm=None, public=False, expected_revision=None):
        record = Record(kind, record_id, 1, firm, public, content, scope.user, datetime(2025, 4, 1, tzinfo=UTC))
        self.put_calls.append(record)
        return record


def test_of__amount_comes_in_the_unit_of_its_category():
    found = Declaration.of("d", "steel", GOOD)
    assert (found.activity, found.unit) == (2.5, "t")
    assert Declaration.of("d", "steel", {**GOOD, "unit": "TJ", "activity": 0.5}).unit == "GJ"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": "steam"}, "category"),
        ({"activity": "nhiều"}, "activity"),
        ({"activity": "-1"}, "activity"),
        ({"activity": "nan"}, "activity"),
        ({"unit": "m3/h"}, "unit"),
        ({"last_day": "2025-02-01"}, "last_day"),
        ({"first_day": "01/03/2025"}, "first_day"),
    ],
)
def test_of__what_cannot_be_read_is_refused_by_field(change, field):
    with pytest.raises(InputError) as caught:
        Declaration.of("d-7", "steel", {**GOOD, **change})
    assert caught.value.code == "account.declaration.bad_field"
    assert caught.value.params["field"] == field
    assert "d-7" in str(caught.value)


@pytest.mark.parametrize("field", ["category", "activity", "unit", "first_day", "last_day", "evidence"])
def test_of__nothing_obligatory_may_be_left_out(field):
    with pytest.raises(InputError) as caught:
        Declaration.of("d", "steel", {**GOOD, field: " "})
    assert caught.value.code == "account.declaration.missing_field"


@settings(deadline=None)
@given(st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.integers(0, 500))
def test_share_in__months_add_up_to_one(first, days):
    last = date.fromordinal(first.toordinal() + days)
    found = Declaration.of("d", "steel", {**GOOD, "first_day": first.isoformat(), "last_day": last.isoformat()})
    months = [Interval.of_month(year, month) for year, month in found.interval(ZONE).months(ZONE)]
    assert sum(found.share_in(month, ZONE) for month in months) == pytest.approx(1)


def test_put_declaration__a_firm_declares_for_itself_only():
    records, network = Kept(), small_park()
    firm = Scope(Role.FIRM, "an@steel", frozenset({"steel"}))
    kept = put_declaration(records, firm, network, "steel", "d-1", GOOD)
    assert declarations_of([kept])[0].firm == "steel"
    with pytest.raises(NotAllowed):
        put_declaration(records, firm, network, "plating", "d-2", GOOD)
    assert len(records.put_calls) == 1


def test_put_declaration__nothing_wrong_is_kept():
    records, network = Kept(), small_park()
    manager = Scope(Role.MANAGER, "binh")
    with pytest.raises(InputError):
        put_declaration(records, manager, network, "steel", "d-1", {**GOOD, "unit": "kWh/h/h"})
    with pytest.raises(InputError) as caught:
        put_declaration(records, manager, network, "nobody", "d-1", GOOD)
    assert caught.value.code == "account.declaration.unknown_firm"
    assert not records.put_calls
