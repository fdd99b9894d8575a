"""Claims of the sample park: "saved 5 %" without production data, simulated data, what the pages say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.claims import draft, judge_again
from ecopark.serve.cli.main import cli
from ecopark.serve.workers.evidence_path import run_path
from ecopark.trust.inspection.actions import take_calibration

OFFICE = system_scope("office")


def _gates(content: dict) -> dict[str, str]:
    return {gate["gate"]: gate["reason"]["id"] for gate in content["gates"] if not gate["passed"]}


def test_sample__saved_five_per_cent_without_production_data_is_insufficient_with_that_reason(sample_park: Path) -> None:
    with opened(sample_park, metered=False) as park:
        verdict = park.records.get(OFFICE, "verdict", "steel-5-percent")
        assert verdict is not None
        said = dict(verdict.content)
        assert (said["verdict"], said["publishable"]) == ("insufficient", False)
        assert _gates(said)["baseline"] == "judge.gate.baseline.missing"
        assert "sản lượng" in said["text"]["vi"]
        assert "production" in said["text"]["en"]
        assert said["may_say"]["en"].startswith("Bay Steel measured ")
        assert any(step["id"] == "production" for step in said["cheapest_evidence"])
        solar = park.records.get(OFFICE, "verdict", "furniture-solar")
        assert solar is not None
        assert solar.content["blocked"] is True
        assert "words" in _gates(dict(solar.content))
        judge_again(park)  # by now the platform has measured its own share
        assert judge_again(park) == 0
        before = len(park.records.history(OFFICE, "verdict", "steel-5-percent"))
        paper = {"id": "c1", "meter": "steel.main", "at": "2025-01-01T00:00:00Z", "by": "x", "valid_until": "2027-01-01"}
        take_calibration(park.records, park.network, OFFICE, paper)
        run_path(park)
        verdicts = park.records.history(OFFICE, "verdict", "steel-5-percent")
        assert len(verdicts) == before + 1
        assert "calibration" in _gates(dict(verdicts[0].content))
        assert "calibration" not in _gates(dict(verdicts[-1].content))


def test_sample__simulated_streams_never_support_a_claim(sample_park: Path) -> None:
    content = {
        "id": "outfall-cod",
        "claimant": "park",
        "audience": "public",
        "kind": "absolute_limit",
        "metric": {"quantity": "emission_conc", "property": "cod"},
        "comparator": "<=",
        "target": 1000,
        "unit": "mg/L",
        "boundary": {"points": ["outfall"]},
        "period": {"start": "2025-12-01", "end": "2025-12-28"},
    }
    with opened(sample_park, metered=False) as park:
        found = draft(park, OFFICE, content).verdict
        assert found is not None
        assert found.content["verdict"] != "supported"
        assert _gates(dict(found.content))["origin"] == "judge.gate.origin.synthetic"
        assert "mô phỏng" in found.content["may_say"]["vi"]  # type: ignore[index]


def test_command_line__new_list_words_and_ledger(sample_park: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "claim.yaml"
    file.write_text(
        "id: plating-share\nclaimant: plating\naudience: buyer\nkind: share\nmetric: {quantity: energy}\n"
        "comparator: '>='\ntarget: 5\nunit: '%'\nboundary: {meters: [plating.rectifiers]}\n"
        "period: {start: 2025-01-01, end: 2025-12-01}\n",
        encoding="utf-8",
    )

    def run(*words: str) -> tuple[int, dict]:
        done = CliRunner().invoke(cli, [*words, "--json"])
        return done.exit_code, json.loads(done.stdout)

    park = ["--park", str(sample_park)]
    code, made = run("claim", "new", str(file), *park)
    assert code == 0, made
    assert made["verdict"]["verdict"] == "insufficient"
    code, listed = run("claim", "list", *park)
    assert {each["id"] for each in listed["claims"]} >= {"steel-5-percent", "plating-share"}
    code, refused = run("claim", "publish", "plating-share", *park)
    assert (code, refused["error"]["code"]) == (4, "judge.claim.second_person")
    assert run("claim", "check-words", "nhà máy xanh")[0] == 1
    unit = tmp_path / "unit.yaml"
    unit.write_text(
        "id: slag\nkind: symbiosis_saving\norigin: slag-exchange\nstart: 2025-01-01T00:00:00+07:00\n"
        "end: 2025-02-01T00:00:00+07:00\nquantity: 1001\nunit: gCO2e\nowner: park\n",
        encoding="utf-8",
    )
    assert run("ledger", "issue", str(unit), *park)[0] == 0
    code, shared = run("ledger", "share", "slag", "steel=500000", "plating=500000", *park)
    assert code == 0
    assert {u["owner"]: u["unit"]["quantity"] for u in shared["units"] if u["id"] != "slag"} == {
        "steel": 500,
        "plating": 500,
        "park": 1,
    }
    assert run("ledger", "audit", *park) == (0, {"faults": []})
