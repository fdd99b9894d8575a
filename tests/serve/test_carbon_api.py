"""Greenhouse gases over HTTP: files of activity data, own factors decided by somebody else, scope 3 with its states."""

from __future__ import annotations

from typing import Any

import pytest
from tests.serve.small_park import Served

from ecopark.account.own_factors import own_factors_of
from ecopark.core.scope import system_scope

V1 = "/api/v1"
CSV = (
    "firm,category,substance,activity,unit,first_day,last_day,evidence\nsteel,refrigerant_recharge,R-410A,{kg},kg,{days},x\n"
)
DAYS = "2026-01-01,2026-01-31"
FACTOR: dict[str, Any] = {
    "firm": "steel",
    "category": "stationary_combustion",
    "substance": "anthracite",
    "gas": "CO2",
    "value": 96000,
    "unit": "kg/TJ",
    "valid_from": "2026-01-01",
    "document": "QĐ 12",
    "approved_by": "BCT",
    "approved_on": "2025-12-01",
}


def sent(served: Served, user: str, text: str, **query: Any) -> Any:
    return served.client(user).post(f"{V1}/inventory/activity-data", content=text.encode(), params=query)


def test_activity_data__all_rows_or_none(served: Served) -> None:
    good = CSV.format(kg="2.5", days=DAYS)
    assert sent(served, "user.steel", good, check=True).json() == {"rows": 1, "kept": 0}
    assert sent(served, "user.steel", good).json() == {"rows": 1, "kept": 1}
    assert sent(served, "user.steel", good).json() == {"rows": 1, "kept": 0}
    bad = sent(served, "user.steel", CSV.format(kg="many", days=DAYS))
    assert bad.status_code in (400, 422)
    assert bad.json()["code"] == "account.import.refused"
    assert "[2]" in bad.json()["detail"]


def test_activity_data__of_another_firm_is_refused(served: Served) -> None:
    other = CSV.format(kg="2.5", days=DAYS).replace("steel,", "plating,")
    assert sent(served, "user.steel", other).json()["code"] == "account.import.refused"
    assert sent(served, "regulator", other).status_code == 403


def test_own_factor__is_accepted_by_somebody_else(served: Served) -> None:
    firm, manager = served.client("user.steel"), served.client("manager")
    made = firm.post(f"{V1}/factors/own", json={**FACTOR, "id": "anthracite"})
    assert made.status_code == 201
    assert made.json()["content"]["state"] == "proposed"
    decide = f"{V1}/factors/own/anthracite/decide"
    assert firm.post(decide, json={"state": "accepted"}).status_code == 403
    assert manager.post(decide, json={"state": "rejected"}).json()["code"] == "account.own_factor.missing_field"
    assert manager.post(decide, json={"state": "accepted"}).json()["content"]["decided_by"] == "manager"
    assert manager.post(decide, json={"state": "accepted"}).status_code == 409
    (kept,) = own_factors_of(served.park.records.find(system_scope("test"), "own_factor"))
    assert (kept.state, kept.id) == ("accepted", "own:anthracite@2")
    again = firm.post(f"{V1}/factors/own", json={**FACTOR, "id": "anthracite", "value": 95000, "state": "accepted"})
    assert again.json()["content"]["state"] == "proposed"


def test_own_factor__who_handed_it_in_does_not_accept_it(served: Served) -> None:
    manager = served.client("manager")
    manager.post(f"{V1}/factors/own", json={**FACTOR, "id": "of-manager"})
    answer = manager.post(f"{V1}/factors/own/of-manager/decide", json={"state": "accepted"})
    assert answer.json()["code"] == "account.own_factor.not_yours"
    assert served.client("user.plating").post(f"{V1}/factors/own", json={**FACTOR, "id": "x"}).status_code in (403, 404)


def test_scope3__states_are_printed_and_another_firms_lines_are_not(served: Served) -> None:
    steel = served.client("user.steel")
    line = {"firm": "steel", "category": 1, "year": 2026, "method": "spend", "what": "giấy", "activity": 1e9, "unit": "VND",
            "factor": 2e-5, "factor_unit": "kg/VND", "factor_source": "x", "factor_year": 2022, "evidence": "x"}  # fmt: skip
    assert steel.post(f"{V1}/scope3/lines", json=line).status_code == 201
    mine = steel.get(f"{V1}/scope3", params={"year": 2026, "lang": "en"}).json()["items"]
    assert [item["state"] for item in mine[:2]] == ["assessed", "not_assessed"]
    assert mine[0]["figure"]["value"] == pytest.approx(20.0)
    assert mine[0]["name"] == "Purchased goods and services"
    others = served.client("user.plating").get(f"{V1}/scope3", params={"year": 2026}).json()["items"]
    assert {item["state"] for item in others} == {"not_assessed"}
    assert steel.post(f"{V1}/scope3/lines", json={**line, "unit": "USD"}).json()["code"] == "account.scope3.bad_field"


def test_factors__levels_and_the_list_that_nobody_has_entered(served: Served) -> None:
    found = served.client("user.steel").get(f"{V1}/factors").json()
    levels = {item["id"]: item["level"] for item in found["items"]}
    assert levels["grid-vn.2023"] == "national"
    assert levels["ipcc2006.road.gas-diesel-oil"] == "ipcc"
    assert found["national_list"]["state"] == "not_entered"


def test_inventory__three_numbers_of_scope_2_and_nothing_for_the_public(served: Served) -> None:
    found = served.client("user.steel").get(f"{V1}/inventory", params={"year": 2026}).json()
    names = [figure["name"] for figure in found["figures"]]
    assert names[:5] == ["ghg_total", "ghg_scope1", "ghg_scope2_location", "ghg_scope2_market", "ghg_scope2_hourly"]
    for path in ("inventory", "scope2", "scope3", "factors", "factors/own", "inventory/lines"):
        assert served.client().get(f"{V1}/{path}").status_code == 401
    assert served.client("user.steel").get(f"{V1}/inventory", params={"firm": "plating"}).status_code in (403, 404)
