"""The cases under tests/cases/measures: how much of what is said counts as verified, declared, not provable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from ecopark.account.measures.records import Measure, Status
from ecopark.account.measures.splits import Bounds, Entry, Horizon, Verified, split
from ecopark.core.figures import Standing

FOLDER = Path(__file__).parents[1] / "cases" / "measures"
CASES = [case for file in sorted(FOLDER.glob("*.yaml")) for case in yaml.safe_load(file.read_text("utf-8"))]


def test_cases__there_are_some() -> None:
    assert len(CASES) >= 8


@pytest.mark.parametrize("case", CASES, ids=[case["case"].partition(" / ")[2] for case in CASES])
def test_cases__hold(case) -> None:
    assert set(case) == {"case", "citation", "facts", "expect"}
    facts = case["facts"]
    measure = Measure(
        id="m",
        firm="steel",
        name="m",
        installed_on=facts["installed_on"],
        lifetime_years=facts.get("lifetime_years"),
        status=Status(facts.get("status", "installed")),
        declared={"electricity_kwh": float(facts["said"])},
    )
    holds = facts.get("holds", True)
    verified = None
    if "verified" in facts or not holds:
        amounts = {"electricity_kwh": Bounds(float(facts["verified"]))} if holds else {}
        first, last = date(facts["year"], 1, 1), date(facts["year"] + 1, 1, 1)
        verified = Verified(holds, "electricity_kwh", first, last, amounts)
    today = date(facts["year"], 12, 31)
    found = split(Entry(measure, verified=verified), "electricity_kwh", Horizon.year(facts["year"], today))
    said = {standing.value: found.value(standing) for standing in Standing if standing is not Standing.MEASURED}
    assert said == {name: pytest.approx(v) if v is not None else None for name, v in case["expect"].items()}
