"""The cases of compliance and duties under tests/cases: YAML that a lawyer can read, asked of the product."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from tests.judge.test_limits_flow import LOCAL_MIDNIGHT, network, observations, run

from ecopark.core.errors import InputError
from ecopark.core.figures import Figure, Standing
from ecopark.core.terms import Origin
from ecopark.judge.duties.allowances import position
from ecopark.judge.duties.calendar import Bearer, deadlines
from ecopark.judge.duties.thresholds import check_threshold
from ecopark.judge.uncertainty import Uncertainty
from ecopark.rules.book import Missing
from ecopark.rules.compare import Outcome, compare
from ecopark.rules.load import load_packs
from ecopark.rules.obligations import Threshold
from ecopark.rules.permits import permit_of_record

FOLDER = Path(__file__).parents[1] / "cases"
FILES = ("tuan-thu", "nghia-vu")
CASES = [(name, case) for name in FILES for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))]
BOOK = load_packs()
KNOWN = {"permit_date": date(2020, 1, 1)}


def limit(facts: Mapping[str, str], *, property, day, medium="wastewater", permit=None, permit_date=None) -> Any:  # noqa: A002
    permits = []
    if permit is not None:
        line = {"property": property, "upper": permit["upper"], "unit": permit["unit"], "statistic": "mean_24h"}
        kind = permit.get("kind", "permit")
        known = {"kind": kind, "verified_by": "x", "verified_on": "2025-01-02"}
        given = {**known, "number": "GP 1", "monitoring_point": "mp", "issued": "2025-01-01", "limits": [line]}
        permits.append(permit_of_record(given))
    since = permit_date or KNOWN["permit_date"]
    found = BOOK.limit(property, medium, facts, day, permit_date=since, permits=permits)
    if isinstance(found, Missing):
        return {"missing": found.message.id}
    remarks = [message.id for message in found.assumptions if message.id == "rules.limit.permit_laxer"]
    return {**asdict(found), "remark": remarks[0] if remarks else ""}


def guard(_facts: Mapping[str, str], *, value, upper=None, lower=None, relative=0.0, absolute=0.0) -> Any:
    band = float(Uncertainty(relative, absolute, "case").expanded(np.array([float(value)]))[0])
    found = compare(value, lower=lower, upper=upper, expanded_uncertainty=band)
    return {"simple": found.outcome.name.lower(), "guarded": found.guarded.name.lower()}


def status(_facts: Mapping[str, str], *, hours) -> Any:
    """Five-minute COD from local midnight; each entry holds until the next, the last until midnight."""
    changes = sorted((int(hour), said) for hour, said in hours.items())
    count = 288 * (changes[-1][0] // 24 + 1)
    values, states = [], []
    for k in range(count):
        said = next(entry for hour, entry in reversed(changes) if hour * 12 <= k)
        values.append(float(said["cod"]))
        states.append(said.get("status", 0))
    out = run(network(), observations(LOCAL_MIDNIGHT, timedelta(minutes=5), values, status=states))
    for finding in out["limit_findings"]:
        assert json.loads(finding["evidence"])["exceedance"] in {x["id"] for x in out["exceedances"]}
    (state,) = out["limit_states"]
    return {**state, "findings": [finding["severity"] for finding in out["limit_findings"]]}


def duty(facts: Mapping[str, str], *, duty, bearer="firm", **days) -> Any:
    today = days["from"]
    who = Bearer(f"{bearer}:x", bearer, None, facts)
    found = [d for d in deadlines(BOOK, [who], today, back=timedelta(0), ahead=timedelta(4000)) if d.duty.duty == duty]
    if not found:
        return {"applies": False}
    first = min(found, key=lambda d: d.last_day or date.max)
    names = {a.name_vi for a in first.authorities}
    return {
        "applies": True,
        "state": first.state,
        "last_day": first.last_day,
        "years": first.years,
        "to": next(iter(names), ""),
        "missing_facts": list(first.missing),
        "provisional": first.provisional,
    }


def threshold(_facts: Mapping[str, str], *, quantity, value, low, high, incomplete=False) -> Any:
    (rule,) = BOOK.all(Threshold, about="ghg_inventory", quantity=quantity)
    numbers = {"value": float(value), "low": float(low), "high": float(high)}
    figure = Figure(name="x", unit=rule.unit, standing=Standing.MEASURED, origin=Origin.MEASURED, **numbers)
    found = check_threshold(rule, figure, lower_bound=incomplete)
    assert found.reason.render("vi") != found.reason.render("en")
    return {"answer": found.answer.value}


def allowances(_facts: Mapping[str, str], *, day, **given) -> Any:
    try:
        return asdict(position(BOOK, day, **given))
    except InputError as error:
        return {"refused": error.code}


def authority(_facts: Mapping[str, str], *, about, day) -> Any:
    return asdict(BOOK.authority(about, day))


ASK: dict[str, Callable[..., Any]] = {f.__name__: f for f in (limit, guard, status, duty, threshold, allowances, authority)}


def test_cases__every_kind_of_question_is_asked():
    assert set(Counter(case["ask"] for _, case in CASES)) == set(ASK)
    assert len(CASES) >= 40


@pytest.mark.parametrize(("file", "case"), CASES, ids=[f"{file}: {case['case']}" for file, case in CASES])
def test_cases__hold(file, case):
    assert set(case) <= {"case", "citation", "ask", "with", "facts", "expect"}
    assert case["citation"]
    facts = {key: str(value) for key, value in case.get("facts", {}).items()}
    answer = ASK[case["ask"]](facts, **case["with"])
    for name, value in case["expect"].items():
        assert answer.get(name) == value, (name, answer)


def test_outcome__words_of_the_cases_are_those_of_the_product():
    assert {o.name.lower() for o in Outcome} == {"within", "above", "below", "cannot_tell"}
