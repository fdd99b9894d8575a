"""Inputs for tests of criteria: a small park of plain data."""

from __future__ import annotations

from functools import cache
from typing import Any

from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.judge.criteria.answers import Answer, AnswerBook
from ecopark.judge.criteria.inputs import Inputs, MeasureFact
from ecopark.rules.book import RuleBook
from ecopark.rules.criteria import Criterion
from ecopark.rules.load import load_packs

FIRMS = ("a", "b", "c", "d", "e")
PAPER = Evidence(EvidenceKind.DOCUMENT, "0" * 32, 1, "0" * 64)


@cache
def book() -> RuleBook:
    return load_packs()


def criterion(pack: str, code: str) -> Criterion:
    return book().all(Criterion, pack=pack, code=code)[0]


def said(pack: str, code: str, value: Any, subject: str = "park", year: int = 2026, *, shown: bool = True) -> Answer:
    return Answer(pack, code, year, subject, value, evidence=(PAPER,) if shown else ())


def inputs(*answers: Answer, **given: Any) -> Inputs:
    return Inputs(book(), 2026, given.pop("firms", FIRMS), AnswerBook.of(answers), **given)


def measure(firm: str, *, shown: bool = True, year: int | None = 2025, **given: Any) -> MeasureFact:
    kind, status = given.pop("kind", "energy"), given.pop("status", "installed")
    verified, name = given.pop("verified", False), given.pop("id", f"m-{firm}-{given}")
    return MeasureFact(name, firm, kind, status, year, verified, (PAPER,) if shown else (), **given)
