"""Fifty inspections filled without a network: none lost, none doubled, every photo with its hash."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from tests.e2e.offline_forms import Filled, run
from tests.ports import free_port

from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SAMPLE = Path(__file__).parents[2] / "src/ecopark/serve/sample/park"
FORMS = 50


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("offline") / "park"))


@pytest.fixture(scope="module")
def filled(park: Path, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return run(tmp_path_factory.mktemp("phone"), park, free_port(), FORMS)


def test_offline_forms__the_run_was_what_it_says(filled: Filled) -> None:
    assert len(filled.forms) == FORMS
    assert filled.kills == 2, "the server was killed after it had stored a form, and after it had stored a photo"
    assert filled.errors == []
    assert filled.foreign == []


def test_offline_forms__none_lost_none_doubled_none_changed(filled: Filled, park: Path) -> None:
    with opened(park, metered=False) as reopened:
        stored = {r.id: r for r in reopened.records.find(system_scope("test"), "inspection", limit=1000)}
        assert [i["state"] for i in filled.kept] == ["sent"] * FORMS
        assert set(stored) == {i["id"] for i in filled.kept}
        assert len(stored) == FORMS
        assert {r.revision for r in stored.values()} == {1}
        for item, form in zip(filled.kept, filled.forms, strict=True):  # both in the order of filling
            content = stored[item["id"]].content
            assert (content["kind"], content["place"], content["note"]) == (form["kind"], form["place"], form["note"])
            assert [r["value"] for r in content["readings"]] == ([] if form["value"] is None else [form["value"]])
            assert [s["seal"] for s in content["seals"]] == ([] if form["seal"] is None else [form["seal"]])
            assert content["location"] == {"latitude": 10.9012, "longitude": 106.7012, "accuracy_m": 8.0}
            assert content["started_at"].endswith("+07:00")
            assert abs(content["clock_offset_s"]) < 5


def test_offline_forms__photos_arrive_with_the_hash_that_the_phone_gave(filled: Filled, park: Path) -> None:
    with opened(park, metered=False) as reopened:
        photos = [p for item in filled.kept for p in item["photos"]]
        assert len(photos) == sum(form["photos"] for form in filled.forms) == FORMS // 5
        assert len({p["sha256"] for p in photos}) == len(photos)
        for photo in photos:
            content = reopened.raw.get(photo["sha256"])
            assert hashlib.sha256(content).hexdigest() == photo["sha256"]
            assert len(content) == photo["bytes"]
