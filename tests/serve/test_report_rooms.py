"""What other rooms say in a report: scope 3, sinks beside every sum, the base year, waste, criteria, savings, duties."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.serve.published_park import MANAGER, STEEL, publish_accounts, sharing_with_everybody
from tests.serve.small_park import Served

from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.serve.park import OpenPark
from ecopark.serve.reports.loading import Wanted
from ecopark.serve.reports.making import content_in, make_report, verify_report

OTHER = Scope(Role.MANAGER, "another manager")
LINE = {
    "category": 1, "year": 2026, "state": "assessed", "method": "spend",
    "what": "thép phế", "activity": 2_000_000, "unit": "VND",
    "factor": 0.00005, "factor_unit": "kg/VND", "factor_source": "EXIOBASE", "factor_year": 2022, "evidence": "sổ cái",
}  # fmt: skip
NOT_RELEVANT = {"category": 14, "year": 2026, "state": "not_relevant", "reason": "không nhượng quyền"}
WASTE = {"category": "waste", "unit": "t", "first_day": "2026-02-01", "last_day": "2026-02-28", "evidence": "manifest 7"}


@pytest.fixture
def accounts(served: Served) -> Served:
    publish_accounts(served)
    return served


def made(park: OpenPark, kind: str, firm: str | None = None, public: bool = False) -> Any:
    return content_in(park, make_report(park, MANAGER, Wanted(kind, "2026", firm, public), "en"))


def figures(content: Any) -> dict[str, Any]:
    return {entry["key"]: entry for entry in content["figures"]}


def table(content: Any, title: str) -> Any:
    blocks = [b for s in content["sections"] if s["title"]["en"] == title for b in s["blocks"]]
    return next(b["rows"] for b in blocks if b["type"] == "table")


def test_inventory__scope_3_says_for_each_category_what_was_done(accounts: Served) -> None:
    park = accounts.park
    before = figures(made(park, "inventory"))
    assert before["inventory.scope3"]["figure"]["value"] is None
    park.records.put(STEEL, "scope3_line", "line-a", LINE, firm="steel")
    park.records.put(STEEL, "scope3_line", "line-b", NOT_RELEVANT, firm="steel")
    content = made(park, "inventory")
    after = figures(content)
    total = after["inventory.scope3"]
    assert total["figure"]["value"] == pytest.approx(0.1)
    assert total["figure"]["standing"] == "declared"
    assert "13" in total["reason"]["en"]  # of 15: one assessed, one not relevant
    assert after["emissions.scope12"]["figure"] == {**before["emissions.scope12"]["figure"]}
    rows = table(content, "Scope 3")
    assert [row[2]["en"] for row in rows].count("not assessed") == 13
    assert rows[13][3]["vi"] == "không nhượng quyền"
    assert figures(made(park, "gri"))["gri.305-3.scope3"]["figure"]["value"] == pytest.approx(0.1)
    other = figures(made(park, "inventory", "plating"))
    assert other["inventory.scope3"]["figure"]["value"] is None


def test_inventory__sinks_stand_apart_and_change_no_sum(accounts: Served) -> None:
    park = accounts.park
    before = figures(made(park, "inventory"))
    evidence = [{"kind": "document", "id": "photo", "version": None, "sha256": ""}]
    planting = {"what": "sao đen", "place": "dải xanh", "trees": 500, "planted_on": "2025-06-05", "evidence": evidence}
    park.records.put(MANAGER, "planting", "strip", planting)
    alone = figures(made(park, "inventory"))["inventory.sinks"]
    assert alone["figure"]["value"] is None
    assert alone["reason"]["vi"]
    check = {"planting": "strip", "on": "2026-02-01", "by": "chi đoàn", "sampled": 100, "alive": 90, "evidence": evidence}
    park.records.put(OTHER, "survival_check", "count", check)
    after = figures(made(park, "inventory"))
    sinks = after["inventory.sinks"]["figure"]
    assert 0 < sinks["low"] < sinks["value"] < sinks["high"]
    assert {e["id"] for e in sinks["evidence"]} >= {"planting/strip", "survival_check/count"}
    for key in before.keys() - {"inventory.sinks"}:
        assert after[key]["figure"]["value"] == before[key]["figure"]["value"], key


def test_inventory__base_year_by_cause(accounts: Served) -> None:
    unset = made(accounts.park, "inventory")
    assert "No base year has been chosen" in json.dumps(unset)
    chosen = replace(accounts.park.settings.inventory, base_year=2026)
    park = replace(accounts.park, settings=replace(accounts.park.settings, inventory=chosen))
    record = make_report(park, MANAGER, Wanted("inventory", "2026"), "en")
    accounts.clock.forward(days=1)
    publish_accounts(accounts, {"steel": 99999.5, "plating": 1.0}, version="3")
    found = figures(made(park, "inventory"))
    assert found["base_year.now"]["figure"]["value"] == pytest.approx(100000.5 * 0.6592e-3)
    assert found["base_year.first"]["figure"]["value"] is None  # nothing could be computed in the version published first
    assert found["base_year.first"]["reason"]["vi"]
    assert verify_report(park, record).recomputed == []  # from the versions that there were then
    assert verify_report(accounts.park, record).changed_inputs == ["settings"]


def test_gri__waste_goes_where_the_manifest_says(accounts: Served) -> None:
    park = accounts.park
    for name, tonnes, fate in (("a", 10, "recycled"), ("b", 4, "landfilled"), ("c", 1.5, "")):
        park.records.put(
            STEEL, "declaration", f"waste-{name}", {**WASTE, "activity": tonnes, "equipment": fate}, firm="steel"
        )
    found = figures(made(park, "gri"))
    assert found["gri.306-4.diverted"]["figure"]["value"] == pytest.approx(10)
    assert found["gri.306-5.disposed"]["figure"]["value"] == pytest.approx(4)
    assert "1.5 t" in found["gri.306-5.disposed"]["reason"]["en"]
    assert figures(made(park, "gri", "plating"))["gri.306-4.diverted"]["figure"]["value"] is None


def test_environment__criteria_savings_and_duties_as_they_were_known(accounts: Served) -> None:
    park = accounts.park
    measure = {
        "firm": "steel", "name": "Bảo ôn", "what": "lò", "kind": "energy", "status": "installed",
        "installed_on": "2026-01-10",
        "lifetime_years": 10, "declared": {"electricity_kwh": 12000.0},
    }  # fmt: skip
    park.records.put(STEEL, "measure", "m1", measure, firm="steel")
    record = make_report(park, MANAGER, Wanted("environment", "2026"), "en")
    content = content_in(park, record)
    found = figures(content)
    assert found["criteria.vn-decree-35.insufficient"]["figure"]["value"] > 0
    assert found["savings.A.4.1.2.3.declared"]["figure"]["value"] > 0
    assert table(content, "Duties and their days")
    accounts.clock.forward(days=1)
    park.records.put(STEEL, "measure", "m1", {**measure, "status": "withdrawn"}, firm="steel")
    later = verify_report(park, record)
    assert later.recomputed == []
    assert any(difference.key.startswith("savings.") for difference in later.since)


def test_public_edition__nothing_of_the_other_rooms(accounts: Served) -> None:
    park = sharing_with_everybody(accounts.park)
    park.records.put(STEEL, "scope3_line", "line-a", LINE, firm="steel")
    for kind in ("environment", "inventory"):
        keys = figures(made(park, kind, public=True))
        assert not [key for key in keys if key.startswith(("criteria.", "savings.", "scope3."))]
        assert keys.get("inventory.scope3", {"figure": {"value": None}})["figure"]["value"] is None
