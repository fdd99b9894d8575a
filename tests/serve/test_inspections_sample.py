"""An inspection on the sample park: from two displays to marks along the whole evidence path, and back to the queue."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ecopark.core.interval import Interval
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.serve.bootstrap import opened
from ecopark.serve.dependants import marks_for
from ecopark.serve.inspections import begin, finish, place_facts
from ecopark.serve.workers.evidence_path import run_path
from ecopark.trust.inspection.actions import take_calibration, take_inspection
from ecopark.trust.inspection.draw import check_draw
from ecopark.trust.inspection.investigation import marks_in_force
from ecopark.trust.inspection.plan import PlanTerms

OFFICE = system_scope("office")
STREAM = "steel.main.active_energy"
FIRST, SECOND = datetime(2025, 12, 1, tzinfo=UTC), datetime(2025, 12, 11, tzinfo=UTC)


def _display(name: str, at: datetime, value: float) -> dict[str, object]:
    reading = {"datastream": STREAM, "value": value, "unit": "kWh", "phenomenon_time": at.isoformat()}
    said = {"id": name, "kind": "meter_reading", "place": "steel.main", "entered_from": "office", "form_version": 1}
    times = {"started_at": at.isoformat(), "ended_at": at.isoformat(), "no_location_reason": "x"}
    return {**said, **times, "readings": [reading]}


def test_displays__that_disagree_mark_the_accounts_and_stand_in_the_queue(sample_park: Path) -> None:
    with opened(sample_park, metered=False) as park:
        span = Interval(FIRST, SECOND)
        counted = park.snapshot().derived(OFFICE, "quantities", span, only={"datastream": [STREAM]})
        amount = sum(value or 0.0 for value in counted.column("quantity").to_pylist())
        assert amount > 0
        for name, at, value in (("d1", FIRST, 1000.0), ("d2", SECOND, 1000.0 + 1.1 * amount)):
            take_inspection(park.records, park.network, OFFICE, _display(name, at, value))
        run_path(park)
        pairs = {r.content["source"]: r.content for r in park.records.find(OFFICE, "comparison")}
        assert pairs["d1"]["state"] == "not_comparable"
        assert pairs["d2"]["state"] == "disagree"
        assert pairs["d2"]["sensor"] == pytest.approx(amount)
        (investigation,) = park.records.find(OFFICE, "investigation")
        tables = {(mark.table, mark.key.get("firm")) for _, mark in marks_in_force(park.records, OFFICE)}
        assert {("quantities", None), ("energy_costs", None), ("imbalances", None), ("reconciled", None)} <= tables
        assert {("resource_lines", "steel"), ("inventory_lines", "steel"), ("inventory_lines", None)} <= tables
        overdue = {"id": "c", "meter": "steel.main", "at": "2024-11-01T00:00:00Z", "by": "x", "valid_until": "2025-11-01"}
        take_calibration(park.records, park.network, OFFICE, overdue)
        run_path(park)
        steel = Scope(Role.FIRM, "user.steel", frozenset({"steel"}))
        found = {row["code"]: row for row in park.snapshot().derived(steel, "inspection_findings").to_pylist()}
        assert set(found) == {"trust.disagreement", "trust.calibration_overdue"}
        evidence = json.loads(found["trust.disagreement"]["evidence"])
        assert evidence["investigation"] == investigation.id
        assert evidence["base_rate"] == {"value": None, "reason": "trust.inspection.rate_not_known"}
        assert evidence["plot"]["series"]["reference"][-1] == pytest.approx(1.1 * amount)
        other = Scope(Role.FIRM, "user.metal", frozenset({"metal"}))
        assert park.snapshot().derived(other, "inspection_findings").num_rows == 0
        assert run_path(park).tasks == 0, "nothing has changed"
        _reached_along_the_path(park)
        _planned(park)


def _reached_along_the_path(park) -> None:  # type: ignore[no-untyped-def]
    """Marks name rows that are there, and count them."""
    for mark in marks_for(park, STREAM, park.now() - timedelta(days=60)):
        rows = park.snapshot().derived(OFFICE, mark.table, only={column: [value] for column, value in mark.key.items()})
        assert sum(mark.covers(row) for row in rows.to_pylist()) == mark.rows, mark
    inlet = {mark.table: mark.key for mark in marks_for(park, "works.inlet.cod", None)}
    assert inlet["inventory_lines"] == {"firm": None, "category": "wastewater_treatment"}
    assert "quantities" not in inlet, "a concentration is no amount"


def _planned(park) -> None:  # type: ignore[no-untyped-def]
    """The plan knows balances and findings; its draw is checked from the log alone."""
    facts = place_facts(park)
    assert "serious" in facts["steel.main"].findings
    assert facts["steel.main"].last_visit == SECOND
    assert facts["steel.main"].detectability is not None
    assert facts["steel.main"].stake is not None
    terms = PlanTerms("p", 6, park.now(), park.now() + timedelta(days=30))
    park.records.put(OFFICE, "note", "before", {})
    plan = begin(park, OFFICE, terms, park.clock())
    park.log.publish()
    drawn = finish(park, OFFICE, plan)
    size = drawn.content["opening"]["size"]  # type: ignore[index]
    assert check_draw(drawn.content, park.log.root(size).hex())
    assert not check_draw(drawn.content, park.log.root(size - 1).hex())


def test_command_line__draws_shows_and_lists(sample_park: Path, ecopark: Callable[..., tuple[str, str]]) -> None:
    place = ("--park", sample_park, "--json")
    terms = ("--visits", "5", "--from", "2026-01-01", "--to", "2026-01-31", "--random-share", "0.4")
    _, refused = ecopark("inspect", "plan", "--park", sample_park, "--visits", "5", code=3)
    assert "--from" in refused
    drawn = json.loads(ecopark("inspect", "plan", *terms, *place)[0])["content"]
    assert [item["share"] for item in drawn["items"]] == ["random", "random", "risk", "risk", "risk"]
    shown = json.loads(ecopark("inspect", "plan", *place)[0])["items"]
    assert {item["place"] for item in shown} == {item["place"] for item in drawn["items"]}
    due = json.loads(ecopark("inspect", "calibrations", *place)[0])["calibrations"]
    assert len(due) > 20
