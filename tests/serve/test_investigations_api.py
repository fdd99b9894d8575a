"""From a sample to an investigation: pairing, disagreement, marks, flag, how it ends; and calibrations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.serve.small_park import START, Served, small_park

from ecopark.core.interval import Interval
from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.core.terms import Flag
from ecopark.serve.comparisons import compare_new
from ecopark.trust.history import read_note
from ecopark.trust.inspection.marks import read_mark
from ecopark.trust.inspection.readings import inspection_readings

API = "/api/v1"
SYSTEM = system_scope("test")
TAKEN = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # 10:00 in the park


@pytest.fixture
def measured(tmp_path: Any) -> Iterator[Served]:
    """The small park with a day of COD readings near 50 mg/L around the samples."""
    with small_park(tmp_path) as served:
        times = [TAKEN - timedelta(hours=12) + timedelta(minutes=15 * i) for i in range(96 * 2)]
        values = [50.0 + 0.1 * (i % 5) for i in range(len(times))]
        served.park.store.append(readings_table("steel.cod", times, values), source="test")
        served.park.store.compact()
        served.clock.now = TAKEN + timedelta(hours=30)
        yield served


def sample(name: str, taken: datetime = TAKEN, **changed: Any) -> dict[str, Any]:
    at = taken.isoformat()
    return {
        "id": f"visit-{name}",
        "kind": "sample",
        "place": "steel.point",
        "started_at": at,
        "ended_at": (taken + timedelta(minutes=20)).isoformat(),
        "entered_from": "phone",
        "location": {"latitude": 10.9, "longitude": 106.7},
        "sample": {"id": name, "matrix": "nước thải", "bottle": "B1", "taken_at": at, "seal": "S1"},
        "custody": [{"event": "taken", "at": at, "by": "An", "seal": "S1"}],
        "form_version": 1,
    } | changed


def step(event: str, hours: float, by: str, **more: Any) -> dict[str, Any]:
    return {"event": event, "at": (TAKEN + timedelta(hours=hours)).isoformat(), "by": by, **more}


CHAIN = (
    step("handed_over", 1, "An", to="Lab X"),
    step("received", 2, "Lab X", temperature_c=4),
    step("opened", 3, "Lab X", seal="S1"),
)


def result(name: str, **value: Any) -> dict[str, Any]:
    said = {
        "property": "cod",
        "state": "measured",
        "value": 50.0,
        "unit": "mg/L",
        "uncertainty": 5.0,
        "method": "SMEWW 5220C",
    }
    return {
        "id": f"lab-{name}",
        "sample": name,
        "laboratory": "Lab X",
        "accreditation": "VIMCERTS 001",
        "received_at": (TAKEN + timedelta(hours=2)).isoformat(),
        "reported_at": (TAKEN + timedelta(hours=28)).isoformat(),
        "values": [said | value],
    }


def tell(served: Served, name: str, chain: tuple[dict[str, Any], ...] = CHAIN, **value: Any) -> dict[str, Any]:
    """Sample, chain and result; returns the comparison."""
    inspector = served.client("inspector")
    assert inspector.post(f"{API}/inspections", json=sample(name)).status_code == 201
    for event in chain:
        assert inspector.post(f"{API}/samples/{name}/custody", json=event).status_code == 201
    sent = inspector.post(f"{API}/lab-results", json=result(name, **value))
    assert sent.status_code == 201, sent.text
    rows = [r for r in inspector.get(f"{API}/comparisons").json()["items"] if r["content"].get("source") == f"lab-{name}"]
    assert len(rows) == 1
    return dict(rows[0])


def test_comparison__agrees_within_both_uncertainties(measured: Served) -> None:
    row = tell(measured, "A1", value=52.0)
    content = row["content"]
    assert content["state"] == "agree"
    assert content["sensor"] == pytest.approx(50.2, abs=0.2)
    assert content["reference_expanded"] == 5.0
    assert content["e_n"] < 1
    assert row["text"].startswith("khớp")
    inspector = measured.client("inspector")
    assert [i["id"] for i in inspector.get(f"{API}/investigations").json()["items"] if i["firm"] == "steel"] == [
        "investigation-steel"
    ]
    again = inspector.post(f"{API}/lab-results", json=result("A1", value=52.0))
    assert again.status_code == 200
    assert len(measured.park.records.history(SYSTEM, "comparison", row["id"])) == 1


def test_comparison__waits_for_the_chain_and_is_void_when_it_is_broken(measured: Served) -> None:
    inspector = measured.client("inspector")
    assert tell(measured, "A1", chain=())["content"]["state"] == "waiting"
    for event in (CHAIN[0], CHAIN[1]):
        inspector.post(f"{API}/samples/A1/custody", json=event)
    broken = inspector.post(f"{API}/samples/A1/custody", json=CHAIN[2] | {"seal": "S9"}).json()
    assert broken["verdict"]["state"] == "broken"
    assert broken["verdict"]["reasons"][0]["code"] == "trust.custody.other_seal"
    row = inspector.get(f"{API}/comparisons").json()["items"]
    assert [r["content"]["state"] for r in row if r["content"].get("source") == "lab-A1"] == ["not_comparable"]


def test_below_detection__is_a_state(measured: Served) -> None:
    inspector = measured.client("inspector")
    below = tell(measured, "A1", state="below_detection", value=None, detection_limit=60.0, uncertainty=None)
    assert below["content"]["state"] == "agree"
    assert below["content"]["reference"] is None
    zero = inspector.post(f"{API}/lab-results", json=result("A1", state="below_detection", value=0.0) | {"id": "x"})
    assert (zero.status_code, zero.json()["code"]) == (400, "trust.lab.value_or_state")
    none = inspector.post(f"{API}/lab-results", json=result("A1", state="below_detection", value=None) | {"id": "x"})
    assert (none.status_code, none.json()["code"]) == (400, "trust.lab.limit_needed")
    rows = inspection_readings(measured.park.records, measured.park.network, SYSTEM).to_pylist()
    mine = [row for row in rows if row["source"] == "lab-A1"]
    assert [(r["value"], r["detection_limit"], r["sd"], r["intact"]) for r in mine] == [(None, 60.0, None, True)]


def test_disagreement__opens_one_investigation_and_marks_what_rests_on_the_sensor(measured: Served) -> None:
    inspector = measured.client("inspector")
    tell(measured, "A0", value=50.0)  # agrees: the doubt begins here
    later = TAKEN + timedelta(hours=6)
    visit = sample("A1", later)
    assert inspector.post(f"{API}/inspections", json=visit).status_code == 201
    for event in CHAIN:
        moved = event | {"at": (datetime.fromisoformat(event["at"]) + timedelta(hours=6)).isoformat()}
        inspector.post(f"{API}/samples/A1/custody", json=moved)
    report = result("A1", value=90.0) | {"received_at": None}
    assert inspector.post(f"{API}/lab-results", json=report).status_code == 201
    found = [i for i in inspector.get(f"{API}/investigations").json()["items"] if i["id"].startswith("inv-")]
    assert len(found) == 1
    content = found[0]["content"]
    assert (content["state"], content["datastream"], content["since"]) == ("open", "steel.cod", TAKEN.isoformat())
    assert content["flag"] == {"state": "proposed", "flag": "DOUBTFUL", "note": None}
    tables = {mark["table"] for mark in content["marks"]}
    assert {"averages", "exceedances", "limit_states"} <= tables
    assert compare_new(measured.park) == []
    assert len([i for i in inspector.get(f"{API}/investigations").json()["items"] if i["id"].startswith("inv-")]) == 1
    marks = inspector.get(f"{API}/investigations/marks?table=averages").json()["items"]
    mark = read_mark(next(m for m in marks if m["investigation"] == found[0]["id"]))
    row = {"monitoring_point": "steel.point", "property": "cod", "start": datetime(2026, 3, 2, 4)}
    assert mark.covers(row)
    assert not mark.covers(row | {"monitoring_point": "works.point"})
    assert not mark.covers(row | {"start": datetime(2026, 3, 1, 16)})


def _investigated(served: Served) -> dict[str, Any]:
    assert tell(served, "A1", value=90.0)["content"]["state"] == "disagree"
    inspector = served.client("inspector")
    found = [i for i in inspector.get(f"{API}/investigations").json()["items"] if i["id"].startswith("inv-")]
    assert len(found) == 1
    assert found[0]["content"]["since"] is None, "it never agreed: all of it is in doubt"
    flagged = inspector.post(f"{API}/investigations/{found[0]['id']}/flag")
    assert flagged.status_code == 200, flagged.text
    return dict(flagged.json())


def test_close__sample_wrong_releases_marks_and_flag_and_keeps_history(measured: Served) -> None:
    kept = _investigated(measured)
    note = kept["content"]["flag"]["note"]
    said = read_note(measured.park.records.get(SYSTEM, "flag_note", note))  # type: ignore[arg-type]
    assert (said.datastream, said.flag) == ("steel.cod", Flag.DOUBTFUL)
    assert said.interval.contains(TAKEN)
    inspector = measured.client("inspector")
    address = f"{API}/investigations/{kept['id']}"
    closed = inspector.post(f"{address}/close", json={"outcome": "sample_wrong", "reason": "nhãn chai bị đổi"})
    assert closed.status_code == 200, closed.text
    content = closed.json()["content"]
    assert (content["state"], content["marks_state"], content["flag"]["state"]) == ("closed", "released", "released")
    assert not [m for m in inspector.get(f"{API}/investigations/marks").json()["items"] if m["investigation"] == kept["id"]]
    released = read_note(measured.park.records.get(SYSTEM, "flag_note", note))  # type: ignore[arg-type]
    assert released.flag is Flag.GOOD
    assert [r.revision for r in measured.park.records.history(SYSTEM, "flag_note", note)] == [1, 2]
    states = [r["content"]["state"] for r in inspector.get(f"{address}/history").json()["items"]]
    assert states == ["open", "open", "closed"]
    twice = inspector.post(f"{address}/close", json={"outcome": "sample_wrong", "reason": "again"})
    assert (twice.status_code, twice.json()["code"]) == (409, "trust.investigation.closed")


def test_close__sensor_wrong_keeps_marks_from_then_on(measured: Served) -> None:
    kept = _investigated(measured)
    inspector = measured.client("inspector")
    address = f"{API}/investigations/{kept['id']}/close"
    no_since = inspector.post(address, json={"outcome": "sensor_wrong", "reason": "đầu dò bẩn"})
    assert (no_since.status_code, no_since.json()["code"]) == (400, "trust.investigation.since")
    since = TAKEN - timedelta(hours=4)
    given = {"outcome": "sensor_wrong", "since": since.isoformat(), "reason": "đầu dò bẩn"}
    content = inspector.post(address, json=given).json()["content"]
    assert content["marks_state"] == "kept"
    averages = read_mark(next(m for m in content["marks"] if m["table"] == "averages"))
    assert averages.start == datetime(2026, 3, 1, 17, tzinfo=UTC), "the day of the park in which it begins"
    assert averages.end == measured.clock.now
    note = read_note(measured.park.records.get(SYSTEM, "flag_note", content["flag"]["note"]))  # type: ignore[arg-type]
    assert (note.flag, note.interval) == (Flag.BAD, Interval(since, measured.clock.now))


def test_investigation__by_a_person(measured: Served) -> None:
    inspector = measured.client("inspector")
    given = {"datastream": "plating.cod", "since": "2026-03-01", "reason": "Ống lấy mẫu nằm trong xô."}
    made = inspector.post(f"{API}/investigations", json=given)
    assert made.status_code == 201, made.text
    assert "xô" in made.json()["text"]
    assert made.json()["content"]["opened_by"] == "inspector"
    assert inspector.post(f"{API}/investigations", json=given).status_code == 200, "one is open"
    assert measured.client("user.steel").get(f"{API}/investigations/{made.json()['id']}").status_code == 404


def test_agreement__says_insufficient_below_the_least_number(measured: Served) -> None:
    tell(measured, "A1", value=52.0)
    told = measured.client("inspector").get(f"{API}/datastreams/steel.cod/agreement?lang=en").json()
    assert (told["verdict"], told["pairs"], told["picture"]) == ("insufficient", 1, None)
    assert "at least 6" in told["text"]


def test_calibrations__are_entered_once_and_due_dates_follow(served: Served) -> None:
    inspector = served.client("inspector")
    paper = {
        "id": "c1",
        "meter": "steel.meter",
        "at": "2025-03-01T09:00:00+07:00",
        "by": "QUATEST 3",
        "certificate": "V03.123",
        "unit": "kWh",
        "as_found": [{"applied": 100, "shown": 99}],
        "as_left": [{"applied": 100, "shown": 100}],
        "valid_until": "2026-02-28",
    }
    assert [inspector.post(f"{API}/calibrations", json=paper).status_code for _ in range(2)] == [201, 200]
    assert inspector.post(f"{API}/calibrations", json=paper | {"by": "x"}).status_code == 409
    rows = {row["meter"]: row for row in inspector.get(f"{API}/calibrations/due").json()["items"]}
    assert (rows["plating.meter"]["state"], rows["steel.meter"]["due"]) == ("unknown", None), "the newest states no end"
    later = paper | {"id": "c2", "at": "2026-02-20T09:00:00+07:00", "as_found": [{"applied": 100, "shown": 102}]}
    assert inspector.post(f"{API}/calibrations", json=later).status_code == 201
    rows = {row["meter"]: row for row in inspector.get(f"{API}/calibrations/due").json()["items"]}
    assert (rows["steel.meter"]["state"], rows["steel.meter"]["source"]) == ("overdue", "c2")
    drift = inspector.get(f"{API}/calibrations/meters/steel.meter").json()["drift"][0]
    assert drift["steps"][0]["change"] == pytest.approx(0.02)
    assert drift["per_year"] == pytest.approx(0.02 / (356 / 365.25), rel=1e-6)
    assert drift["interval"] is None, "one step has no interval"
    own = {row["meter"] for row in served.client("user.steel").get(f"{API}/calibrations/due").json()["items"]}
    assert own == {"steel.meter", "steel.probe"}
    assert START.date().isoformat() == "2026-03-02"
