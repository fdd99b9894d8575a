"""The cases of tests/cases/tuyen-bo.yaml: claims that a lawyer can read, judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.judge.claim_makers import KINDS, NOW, claim_content, whole_evidence

from ecopark.core.figures import Figure
from ecopark.core.terms import Origin
from ecopark.judge.claims import evidence as e
from ecopark.judge.claims.gates import GATES
from ecopark.judge.claims.reader import read_claim
from ecopark.judge.claims.verdict import judge

FILE = Path(__file__).parents[1] / "cases" / "tuyen-bo.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
PARTS = {
    "calibrations": e.CalibrationEvidence,
    "events": e.EventEvidence,
    "factors": e.FactorEvidence,
    "netting": e.Netted,
    "missing": e.MissingCovariate,
}


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_cases__hold(case: dict[str, Any]) -> None:
    assert set(case) <= {"case", "citation", "kind", "claim", "evidence", "expect"}
    assert case["citation"]
    assert " / " in case["case"]
    claim = read_claim(texts({**claim_content(case["kind"]), **case.get("claim", {})}))
    evidence = whole_evidence(claim)
    for place, value in case.get("evidence", {}).items():
        evidence = changed(evidence, place.split("."), value)
    verdict = judge(claim, evidence, NOW)
    expect = case["expect"]
    assert verdict.verdict == expect["verdict"], verdict.text["en"]
    failed = {gate.gate: gate.reason.id for gate in verdict.gates if not gate.passed}
    if "gate" in expect:
        assert expect["gate"] in failed
    else:
        assert failed == {}
    checks = {
        "blocked": lambda wanted: verdict.blocked is wanted,
        "grade": lambda wanted: verdict.grade == wanted,
        "publishable": lambda wanted: verdict.publishable is wanted,
        "strongest": lambda wanted: verdict.strongest is not None and verdict.strongest.target == wanted,
        "why": lambda wanted: wanted in failed.values(),
        "says_vi": lambda wanted: wanted in verdict.text["vi"],
        "says_en": lambda wanted: wanted in verdict.text["en"],
        "says_now_vi": lambda wanted: wanted in verdict.may_say["vi"],
    }
    for name, wanted in expect.items():
        if name not in ("verdict", "gate"):
            assert checks[name](wanted), (name, verdict)
    assert verdict.may_say["vi"].strip()
    assert verdict.may_say["en"].strip()
    assert verdict.text["vi"] != verdict.text["en"]


def test_cases__cover_every_kind_and_every_gate() -> None:
    assert len(CASES) >= 25
    assert {case["kind"] for case in CASES} == set(KINDS)
    asked = {case["expect"].get("gate") for case in CASES}
    assert set(GATES) - asked == {"number"}
    assert {"words", "neutrality", "offsets", "label", "future_plan", "future_check"} <= asked


def texts(value: Any) -> Any:
    """Days as JSON has them."""
    if isinstance(value, Mapping):
        return {name: texts(part) for name, part in value.items()}
    if isinstance(value, list):
        return [texts(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def changed(part: Any, place: list[str], value: Any) -> Any:
    """The evidence with something else at a place like ``coverage.months.2025-06``."""
    name, *rest = place
    if isinstance(part, Mapping):
        return {**part, name: value}
    assert is_dataclass(part)
    assert name in {f.name for f in fields(part)}, name
    if rest:
        return replace(part, **{name: changed(getattr(part, name), rest, value)})  # type: ignore[type-var]
    return replace(part, **{name: read(name, value, getattr(part, name))})  # type: ignore[type-var]


def read(name: str, value: Any, before: Any) -> Any:
    if value == "none":
        return None
    if isinstance(value, Mapping):
        assert isinstance(before, Figure)
        return replace(before, **value)
    if name == "origins":
        return tuple(Origin(each) for each in value)
    if isinstance(value, list):
        return tuple(PARTS[name](**each) if name in PARTS else each for each in value)
    return datetime.fromisoformat(value) if isinstance(before, datetime) and isinstance(value, str) else value
