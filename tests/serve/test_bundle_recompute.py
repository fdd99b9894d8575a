"""A bundle is computed again elsewhere to the bit; false results are named; a limited one says what it cannot."""

from __future__ import annotations

import dataclasses
import math
from datetime import UTC, datetime, timedelta

import pyarrow.compute as pc
import pytest
from tests.faults.live_park import new_park

from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.bundle_recompute import recompute_bundle
from ecopark.serve.evidence import export
from ecopark.serve.workers import evidence_path
from ecopark.serve.workers.evidence_path import run_path
from ecopark.trust.log.report import no_progress
from ecopark.trust.log.verify_bundle import verify_bundle

SCOPE = system_scope("test")
START = datetime(2026, 9, 1, tzinfo=UTC)


def readings(day):
    names, times, values = [], [], []
    for name in ("ct-khu.kwh", "ct-a.kwh", "nt.cod", "nt.flow"):
        for i in range(96):
            names.append(name)
            times.append(START + timedelta(days=day, minutes=15 * i))
            values.append(None if i == 40 else 1000.0 * (day + 1) + i if "kwh" in name else 30 + 5 * math.sin(i / 9))
    return readings_table(names, times, values)


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    folder = new_park(tmp_path_factory.mktemp("p") / "park")
    with opened(folder, metered=False) as made:
        for day in range(3):
            made.store.append(readings(day), source="test")
            run_path(made)
        made.store.append(readings(1), source="test")  # known already: a batch without a kept row
        made.store.append(readings_table(["nt.cod"], [START], [77.0]), source="test")  # restated
        run_path(made)
    return folder


def exported(folder, target, firm=None, interval=None):
    with opened(folder, metered=False) as made:
        return export(made, target, interval, firm, SCOPE, no_progress)


def recomputed(bundle):
    report = verify_bundle(bundle)
    assert report.faults == []
    recompute_bundle(bundle, report, no_progress)
    return report


def test_recompute_bundle__every_table_comes_out_the_same(park, tmp_path):
    report = recomputed(exported(park, tmp_path / "b.zip"))
    assert report.faults == []
    counts = {check.name: check.count for check in report.checks}
    assert counts["recomputed"] >= 8


def test_recompute_bundle__a_firms_bundle_says_that_it_cannot(park, tmp_path):
    with opened(park, metered=False) as made:
        firm = next(iter(made.network.firms))
    report = recomputed(exported(park, tmp_path / "firm.zip", firm))
    assert [note.id for note in report.notes][-1] == "trust.verify.bundle_limited"
    assert "recomputed" not in {check.name for check in report.checks}


def test_recompute_bundle__names_what_was_published_falsely(park, tmp_path, monkeypatch):
    true = evidence_path.quantities_flow

    def lying(network):
        flow = true(network)

        def halved(task, inputs):
            made = flow.run(task, inputs)
            table = made["quantities"]
            place = table.column_names.index("quantity")
            return {
                **made,
                "quantities": table.set_column(place, table.schema.field(place), pc.multiply(table["quantity"], 0.5)),
            }

        return dataclasses.replace(flow, run=halved)

    monkeypatch.setattr(evidence_path, "quantities_flow", lying)
    with opened(park, metered=False) as made:
        made.store.append(readings(5), source="test")
        run_path(made)
    monkeypatch.undo()
    report = recomputed(exported(park, tmp_path / "lie.zip"))
    assert any(fault.file == "quantities" for fault in report.faults)
