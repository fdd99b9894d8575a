"""A measure from its entry to its verification on readings: locked before, judged after, followed by its status."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from tests.serve.measured_park import SAVED, WORKS, ZONE, account, later, measured_park, readings

from ecopark.account.measures.baselines import content_sha256
from ecopark.account.measures.splits import Horizon
from ecopark.account.measures.totals import park_totals
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.figures import Figure, Standing
from ecopark.core.observations import readings_table
from ecopark.core.scope import Scope
from ecopark.core.terms import Origin, Role
from ecopark.serve.measures import baselines_of, entries_of, events_of, put_measure, today_of
from ecopark.serve.park import OpenPark
from ecopark.serve.verification import is_due, lock_baseline, verify_measure
from ecopark.serve.workers.measures import MeasuresWorker, verify_due

FIRM = Scope(Role.FIRM, "user.steel", frozenset({"steel"}))
MANAGER = Scope(Role.MANAGER, "manager")
LED = {
    "name": "LED",
    "kind": "energy",
    "meters": ["steel.energy"],
    "installed_on": WORKS.isoformat(),
    "status": "planned",
    "expected": {"electricity_kwh": 300_000, "vnd": 500_000_000},
}


def entered(park: OpenPark) -> str:
    """The measure with its baseline locked in time."""
    record = put_measure(park, FIRM, LED)
    lock_baseline(park, FIRM, record.id)
    return record.id


def installed(park: OpenPark, measure: str, saved: float = SAVED) -> None:
    later(park, saved)
    declared = {**LED, "status": "installed", "declared": LED["expected"]}
    put_measure(park, FIRM, declared, measure)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory):
    """A park with one measure that was locked in time, installed and verified."""
    with measured_park(tmp_path_factory.mktemp("measured")) as park:
        measure = entered(park)
        installed(park, measure)
        yield park, measure, verify_measure(park, FIRM, measure)


def figure(record, name: str) -> Figure:
    return Figure.of(record.content["figures"][name])


def test_verify__finds_the_saving_that_is_there_with_its_interval(judged) -> None:
    _, _, record = judged
    assert record.content["standing"] == "verified", record.content["sufficiency"]
    percent = figure(record, "percent")
    assert percent.low < 100 * SAVED < percent.high
    assert percent.high - percent.low < 6
    assert record.content["option"] == "C"
    assert record.content["placebo"]["windows"] > 10
    assert record.content["quantity"] == "electricity_kwh"
    assert percent.standing is Standing.VERIFIED


def test_verify__status_follows_and_the_totals_count_it_as_verified(judged) -> None:
    park, measure, record = judged
    assert park.records.get(FIRM, "measure", measure).content["status"] == "verified"
    totals = park_totals(entries_of(park.records, park.network, MANAGER), Horizon.year(2025, today_of(park)), ZONE)
    proved = totals.amounts["electricity_kwh"].verified
    assert proved.value == pytest.approx(figure(record, "avoided").value, rel=0.01)
    assert totals.measures[Standing.VERIFIED] == 1


def test_verify__money_needs_a_price_and_carbon_has_the_grid_factor(judged) -> None:
    _, _, record = judged
    assert figure(record, "money").value is None  # no tariff group is set for the firm
    assert figure(record, "money").reason.id == "account.verification.no_tariff"
    carbon, avoided = figure(record, "carbon"), figure(record, "avoided")
    assert carbon.value == pytest.approx(avoided.value / 1000 * 0.66, rel=0.1)
    assert (carbon.high - carbon.low) / carbon.value > (avoided.high - avoided.low) / avoided.value


def test_baseline__is_named_by_its_hash_and_uses_production_and_weather(judged) -> None:
    park, measure, record = judged
    (locked,) = baselines_of(park.records, FIRM, measure)
    assert locked.sha256 == content_sha256(locked.content) == record.content["baseline_sha256"]
    assert {name for name, *_ in locked.content["covariates"]} == {"steel.product", "weather"}
    assert not locked.after_seeing


def test_is_due__only_when_something_changed(judged) -> None:
    park, measure, _ = judged
    assert not is_due(park, park.snapshot(), park.records.get(MANAGER, "measure", measure))
    assert verify_due(park) == []


def test_verify__without_a_baseline_or_a_meter_says_so_and_counts_nothing(tmp_path: Path) -> None:
    with measured_park(tmp_path) as park:
        bare = put_measure(park, FIRM, {**LED, "meters": []})
        assert verify_measure(park, FIRM, bare.id).content["reason"]["id"] == "account.verification.no_meter"
        unlocked = put_measure(park, FIRM, LED)
        assert verify_measure(park, FIRM, unlocked.id).content["reason"]["id"] == "account.verification.no_baseline"
        assert all(entry.verified is None for entry in entries_of(park.records, park.network, MANAGER))
        with pytest.raises(InputError) as nothing:
            lock_baseline(park, FIRM, bare.id)
        assert nothing.value.code == "account.verification.no_meter"


def test_lock__after_the_start_is_refused_or_marked_and_then_never_verified(tmp_path: Path) -> None:
    with measured_park(tmp_path) as park:
        measure = put_measure(park, FIRM, LED).id
        installed(park, measure)
        with pytest.raises(StateError) as late:
            lock_baseline(park, FIRM, measure)
        assert late.value.code == "account.baseline.too_late"
        assert park.records.get(FIRM, "baseline", measure) is None
        lock_baseline(park, FIRM, measure, reason="the platform came later")
        record = verify_measure(park, FIRM, measure)
        assert record.content["standing"] == "not_provable"
        assert record.content["reason"]["id"] == "account.baseline.after_seeing"
        assert figure(record, "percent").low < 100 * SAVED < figure(record, "percent").high  # shown all the same
        lock_baseline(park, FIRM, measure, reason="another model")
        assert [b.after_seeing for b in baselines_of(park.records, FIRM, measure)] == [True, True]


def test_verify__made_up_readings_are_never_verified(tmp_path: Path) -> None:
    with measured_park(tmp_path, origin=Origin.SYNTHETIC) as park:
        measure = entered(park)
        installed(park, measure)
        record = verify_measure(park, FIRM, measure)
        assert record.content["standing"] == "not_provable"
        assert record.content["reason"]["id"] == "account.verification.synthetic"


def test_verify__no_saving_is_no_saving(tmp_path: Path) -> None:
    with measured_park(tmp_path, saved=0.0) as park:
        measure = entered(park)
        installed(park, measure, saved=0.0)
        record = verify_measure(park, FIRM, measure)
        percent = figure(record, "percent")
        assert record.content["standing"] == "not_provable"
        assert percent.low <= 0 <= percent.high
        assert park.records.get(FIRM, "measure", measure).content["status"] == "installed"
        totals = park_totals(entries_of(park.records, park.network, MANAGER), Horizon.year(2025, today_of(park)), ZONE)
        assert totals.amounts["electricity_kwh"].verified.value is None
        assert totals.amounts["electricity_kwh"].not_provable.value == pytest.approx(300_000, rel=0.01)


def test_verify__changing_what_was_verified_takes_the_status_back(tmp_path: Path) -> None:
    with measured_park(tmp_path) as park:
        measure = entered(park)
        installed(park, measure)
        verify_measure(park, FIRM, measure)
        kept = dict(park.records.get(FIRM, "measure", measure).content)
        put_measure(park, FIRM, {**kept, "note": "a word"}, measure)
        assert park.records.get(FIRM, "measure", measure).content["status"] == "verified"
        put_measure(park, FIRM, {**kept, "declared": {"electricity_kwh": 9e6}}, measure)
        assert park.records.get(FIRM, "measure", measure).content["status"] == "installed"
        assert is_due(park, park.snapshot(), park.records.get(MANAGER, "measure", measure))
        verify_measure(park, FIRM, measure)
        assert len(park.records.history(FIRM, "verification", measure)) == 2  # the old one stays


def test_verify__by_those_who_may_not(judged) -> None:
    park, measure, _ = judged
    with pytest.raises(NotAllowed):
        verify_measure(park, Scope(Role.REGULATOR, "r"), measure)
    with pytest.raises(InputError) as hidden:
        verify_measure(park, Scope(Role.FIRM, "other", frozenset({"plating"})), measure)
    assert hidden.value.code == "serve.request.not_found"


def test_worker__verifies_what_is_due_and_stops(tmp_path: Path) -> None:
    with measured_park(tmp_path) as park:
        measure = entered(park)
        installed(park, measure)
        stop = threading.Event()
        done = threading.Event()
        park.records.listen(lambda record: done.set() if record.kind == "verification" else None)
        worker = MeasuresWorker(park, stop, first_s=0.01, every_s=0.05)
        worker.start()
        assert done.wait(30)
        stop.set()
        worker.join(30)
        assert not worker.is_alive()
        assert park.records.get(MANAGER, "verification", measure).actor == "system:measures"


def test_verify__proposes_events_that_nobody_has_accepted(tmp_path: Path) -> None:
    with measured_park(tmp_path) as park:
        measure = entered(park)
        installed(park, measure)
        stop = datetime(2025, 6, 1, tzinfo=ZONE)
        _halve(park, stop, stop + timedelta(days=20))
        verify_measure(park, FIRM, measure)
        found = events_of(park.records, FIRM, measure)
        assert found
        assert {e.proposed_by for e in found} == {"software"}
        assert {e.state.value for e in found} == {"proposed"}
        assert any(e.overlaps(stop, stop + timedelta(days=20)) for e in found)
        before = len(found)
        verify_measure(park, FIRM, measure)
        assert len(events_of(park.records, FIRM, measure)) == before


def _halve(park: OpenPark, start: datetime, end: datetime) -> None:
    """Restate readings of a span to a tenth: a stop that production does not explain."""
    moments, values = readings()["steel.energy"]
    inside = [(m, float(v) * 0.1) for m, v in zip(moments, values, strict=True) if start <= m < end]
    times, lower = zip(*inside, strict=True)
    park.store.append(readings_table("steel.energy", pa.array(times, pa.timestamp("us")), list(lower)), source="restated")
    account(park.store, park.network)
