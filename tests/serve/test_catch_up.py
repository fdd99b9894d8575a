"""After a crash the evidence log is made whole at the next opening; nothing is entered twice."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.serve.small_park import small_park

from ecopark.core.observations import readings_table
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.embedded.lake_files import FileEntry
from ecopark.engine.embedded.manifest import ManifestReport
from ecopark.serve import evidence
from ecopark.serve.bootstrap import opened
from ecopark.serve.stored_batches import StoredBatches
from ecopark.serve.workers.catch_up import catch_up
from ecopark.serve.workers.entries import enter_version
from ecopark.serve.workers.evidence_path import run_path

SYSTEM = system_scope("test")
MANAGER = Scope(Role.MANAGER, "an", None)


def verified(park):
    return evidence.verify(park, lambda _check, _done, _total: None)


def entries_of(park, kind):
    return [e for e in map(json.loads, park.log.entries()) if e["kind"] == kind]


def a_reading(park, hour):
    stream = sorted(park.network.datastreams)[0]
    moment = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=hour)
    return park.store.append(readings_table(stream, [moment], [1.25]), source="csv:bí mật của công ty.csv").batch


@pytest.fixture
def new_park(ecopark, tmp_path):
    ecopark("init", tmp_path / "park")
    return tmp_path / "park"


def test_opening__records_without_entry_are_caught_up_and_said(new_park):
    with opened(new_park) as park:
        park.records.put(MANAGER, "declaration", "d-1", {"n": 1})
        park.records.stored.put(MANAGER, "declaration", "d-1", {"n": 2})  # the crash came before the entry
    with opened(new_park) as park:
        found = [e for e in entries_of(park, "record") if e["record"] == "declaration"]
        assert [(e["revision"], e.get("caught_up", False)) for e in found] == [(1, False), (2, True)]
        report = verified(park)
        assert report.ok, report.faults
        assert "declaration d-1 (2)" in " ".join(note.render("en") for note in report.notes)
        assert catch_up(park).records == 0


def test_opening__batches_versions_and_tables_whose_entries_were_lost_are_caught_up(new_park):
    with opened(new_park) as park:
        a_reading(park, 0)
        run_path(park)
        lost = a_reading(park, 1)
        told = []
        park.store.compact(on_batch=told.append, on_manifest=told.append)  # told, but the log was never published
        assert len(told) == 2
        assert park.log.find("readings", lost) is None
        assert not verified_versions(park) <= {e["version"] for e in entries_of(park, "manifest")}
    with opened(new_park) as park:
        (entry,) = [e for e in entries_of(park, "readings") if e["batch"] == lost]
        assert (entry["rows"], entry["source"]) == (1, "csv")
        assert verified_versions(park) <= {e["version"] for e in entries_of(park, "manifest")}
        size = park.log.size
        done = catch_up(park)
        assert (done.batches, done.versions, done.derived, park.log.size) == (0, 0, 0, size)
        run_path(park)  # goes on as if nothing had happened
        report = verified(park)
        assert report.ok, report.faults


def verified_versions(park):
    return {m.version for m in park.store.audit().manifests(SYSTEM)}


def test_stored_batches__ranges_give_what_single_questions_give(tmp_path):
    with small_park(tmp_path) as served:
        snapshot = served.park.store.snapshot()
        one_by_one, few = StoredBatches(snapshot, rows_per_read=1), StoredBatches(snapshot)
        numbers = [row["batch"] for row in few.ledger]
        assert len(numbers) > 3
        for batch in [*numbers, *reversed(numbers)]:
            expected = snapshot.batch_observations(SYSTEM, batch).to_pylist()
            assert few.rows(batch).to_pylist() == one_by_one.rows(batch).to_pylist() == expected
        assert few.rows(max(numbers) + 1) is None


def test_stored_batches__thousands_of_batches_are_few_questions(tmp_path):
    with small_park(tmp_path) as served:
        snapshot, asked = served.park.store.snapshot(), []

        class Counting:
            def batches(self, scope):
                return snapshot.batches(scope)

            def batch_observations(self, scope, first, last=None):
                asked.append((first, last))
                return snapshot.batch_observations(scope, first, last)

        stored = StoredBatches(Counting())
        for row in stored.ledger:
            stored.rows(row["batch"])
        assert len(asked) == 1


@pytest.mark.parametrize(("files", "listed"), [(3, True), (2000, False)])
def test_enter_version__lists_files_where_they_fit(tmp_path, files, listed):
    with small_park(tmp_path) as served:
        added = tuple(FileEntry(f"f/{i:08d}.parquet", "0" * 64, "1" * 64, 1, 1) for i in range(files))
        enter_version(served.park, ManifestReport(77, "a" * 64, "b" * 64, served.clock(), added, ("f/old.parquet",)))
        served.park.log.publish()
        (entry,) = [e for e in entries_of(served.park, "manifest") if e["version"] == 77]
    if listed:
        assert (len(entry["added"]), entry["removed"]) == (files, ["f/old.parquet"])
    else:
        assert (entry["files_added"], entry["files_removed"]) == (files, 1)


def test_put__peoples_actions_are_published_and_workers_wait(tmp_path):
    with small_park(tmp_path) as served:
        park = served.park
        park.log.publish()
        size = park.log.size
        park.records.put(SYSTEM, "declaration", "mine", {"n": 1})
        assert park.log.size == size
        park.records.put(MANAGER, "declaration", "mine", {"n": 2})
        assert park.log.size == size + 2
        assert [e["revision"] for e in entries_of(park, "record")[-2:]] == [1, 2]
