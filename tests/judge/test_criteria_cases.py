"""The cases of tests/cases/khu-sinh-thai.yaml: what a lawyer expects of criteria, forms and recognition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.judge.criteria_inputs import FIRMS, PAPER, book, criterion, measure

from ecopark.core.errors import InputError
from ecopark.judge.criteria.answers import Answer, AnswerBook
from ecopark.judge.criteria.assess import assess
from ecopark.judge.criteria.forms.values import fill
from ecopark.judge.criteria.inputs import Inputs, PointState
from ecopark.judge.criteria.recognition import recognise
from ecopark.rules.book import Missing

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "khu-sinh-thai.yaml").read_text("utf-8"))


def inputs_of(case: dict[str, Any], **given: Any) -> Inputs:
    answers = [
        Answer(pack, str(code), year, subject, value, evidence=(PAPER,) if shown else ())
        for pack, code, value, subject, year, shown in case.get("answers", [])
    ]
    return Inputs(book(), case["with"]["year"], FIRMS, AnswerBook.of(answers), **given)


def of_criterion(case: dict[str, Any]) -> dict[str, Any]:
    asked = case["with"]
    found = assess(inputs_of(case), criterion(asked["pack"], str(asked["code"])), asked.get("subject", "park"))
    value = found.figure.value if found.figure else None
    return {"status": found.status.value, "value": value, "missing": len(found.missing), "provisional": found.provisional}


def of_form(case: dict[str, Any]) -> dict[str, Any]:
    asked = case["with"]
    form = fill(inputs_of(case), asked["form"], asked.get("subject", "park"))
    line = next(line for line in form.lines if line.field == str(asked["field"]))
    return {"value": line.value, "computed": line.made, "difference": line.difference}


def of_recognition(case: dict[str, Any]) -> dict[str, Any]:
    asked = case["with"]
    point = PointState("out", asked["judged"], asked["exceeded"], asked["months_missing"])
    firm = asked["subject"]
    park = inputs_of(case, measures=(measure(firm),), points={firm: (point,)})
    return {"status": recognise(park, firm).status.value}


def of_receiver(case: dict[str, Any]) -> dict[str, Any]:
    found = book().authority("industrial_parks", case["with"]["day"])
    if isinstance(found, Missing):
        raise InputError(found.message.id)
    return {"ministry": found.name_vi}


ASK = {"criterion": of_criterion, "form": of_form, "recognition": of_recognition, "receiver": of_receiver}


def test_cases__there_are_enough() -> None:
    assert len(CASES) >= 25


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_cases__hold(case: dict[str, Any]) -> None:
    assert set(case) <= {"case", "citation", "ask", "with", "answers", "expect"}
    assert case["citation"]
    answer = ASK[case["ask"]](case)
    assert case["expect"]
    for name, expected in case["expect"].items():
        assert answer[name] == (pytest.approx(expected) if isinstance(expected, float) else expected), name
