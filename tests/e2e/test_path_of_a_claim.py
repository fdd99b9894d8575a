"""From a measure to what may be said in public, by the commands of a user on the sample park."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

VERIFIER = Path(__file__).parents[2] / "docs" / "verify" / "verify.py"


def _json(ecopark, *words, code=0):
    return json.loads(ecopark(*words, "--json", code=code)[0])


@pytest.mark.slow
def test_claim__of_the_steel_works_without_production_ends_insufficient(ecopark, sample_park):
    verified = _json(ecopark, "measure", "verify", "mau-thep", "--park", sample_park)["verifications"][0]["content"]
    assert verified["standing"] == "not_provable"
    assert verified["reason"]["id"].endswith("no_production")
    assert verified["placebo"]["windows"] > 0
    judged = _json(ecopark, "claim", "judge", "steel-5-percent", "--park", sample_park)
    assert judged["claim"]["target"] == 5
    verdict = judged["verdict"]
    assert verdict["verdict"] == "insufficient"
    baseline = next(gate for gate in verdict["gates"] if gate["gate"] == "baseline")
    assert not baseline["passed"]
    assert "production" in verdict["text"]["en"]
    assert "sản lượng" in verdict["text"]["vi"]
    assert verdict["may_say"]["vi"]
    assert verdict["may_say"]["en"]  # never a blank refusal
    refused = ecopark("claim", "publish", "steel-5-percent", "--park", sample_park, code=4)
    assert "steel-5-percent" in refused[1] or "insufficient" in refused[1]


@pytest.mark.slow
def test_report__of_the_past_is_made_again_after_the_data_changed(ecopark, sample_park, tmp_path):
    first = tmp_path / "first"
    made = _json(ecopark, "publish", "report", "compliance", "2025-12", "--park", sample_park, "--into", first)
    before = {path.suffix: path.read_bytes() for path in first.iterdir()}
    assert set(before) == {".pdf", ".xlsx"}
    changed = tmp_path / "late.csv"
    moment = datetime(2025, 12, 28, 8, tzinfo=UTC).isoformat()
    changed.write_text(f"time,datastream,value,unit\n{moment},outfall.cod,140,mg/L\n", encoding="utf-8")
    ecopark("import", changed, "--park", sample_park)
    again = tmp_path / "again"
    ecopark("publish", "recreate", made["id"], "--park", sample_park, "--into", again)
    assert {path.suffix: path.read_bytes() for path in again.iterdir()} == before
    checked = _json(ecopark, "publish", "verify", made["id"], "--park", sample_park)
    assert checked["holds"]


@pytest.mark.slow
def test_badge__is_verified_by_somebody_who_has_the_statement_and_the_key(ecopark, sample_park, tmp_path):
    ecopark("publish", "badge", "limits", "--park", sample_park, "--into", tmp_path)
    statement = next(tmp_path.glob("*.json"))
    key = next((sample_park / "data").rglob("log.key.pub")).read_text(encoding="utf-8").split("\n")[0].strip()
    alone = tmp_path / "verify.py"
    shutil.copy(VERIFIER, alone)

    def verify(path):
        words = [sys.executable, "-I", alone, "--statement", path, "--key", key]
        return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)

    proved = verify(statement)
    assert proved.returncode == 0, proved.stderr + proved.stdout
    said = json.loads(statement.read_text(encoding="utf-8"))
    said["statement"]["words"]["en"] = "Everything is green."
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(said), encoding="utf-8")
    assert verify(forged).returncode == 1
