"""Scope 3: a skeleton that says for each of the 15 categories what was done, also when nothing was. GHG Protocol, 2011.

Lines are records of kind ``scope3_line``; they are shown beside scopes 1 and 2 and never added to them. The content::

    {"category": 1, "year": 2025, "state": "assessed" | "not_relevant", "method": "spend" | "activity" | "supplier",
     "what": "…", "activity": 12000000, "unit": "VND", "factor": 0.00003, "factor_unit": "kg/VND", "factor_source": "…",
     "factor_year": 2022, "uncertainty_95": 0.5 or null, "evidence": "…", "reason": "…"}

A category without any line is *not assessed*: it is printed so, and it is not zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ecopark.account import messages_ghg  # noqa: F401  # makes the texts known
from ecopark.account.assumptions import HALF_95_TO_STANDARD
from ecopark.account.crosswalk import ISO_OF_SCOPE_3
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.errors import InputError
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.units import conversion

KIND = "scope3_line"
CATEGORIES = tuple(ISO_OF_SCOPE_3)
METHODS = ("spend", "activity", "supplier")
MONEY = ("VND", "USD", "EUR")
# Where nobody states an uncertainty, a 95 % interval as a share: screening is wide. Pedigree-style defaults [proposal].
ASSUMED_95: Mapping[str, float] = {"spend": 1.0, "activity": 0.5, "supplier": 0.2}


class State(StrEnum):
    ASSESSED = "assessed"
    NOT_RELEVANT = "not_relevant"  # with a reason
    NOT_ASSESSED = "not_assessed"  # nobody has said anything


@dataclass(frozen=True, slots=True)
class Scope3Line:
    """What a firm says of one category in one year; ``tco2e`` None where the state is ``not_relevant``."""

    id: str
    firm: str
    category: int
    year: int
    state: State
    method: str
    what: str
    activity: float | None
    unit: str
    factor: float | None
    factor_unit: str
    factor_source: str
    factor_year: int | None
    uncertainty_95: float | None
    evidence: str
    reason: str
    kg_per_unit: float | None = None

    @property
    def tco2e(self) -> float | None:
        if self.activity is None or self.kg_per_unit is None:
            return None
        return self.activity * self.kg_per_unit / 1000

    @property
    def estimate(self) -> Estimate | None:
        """With its factor as source of error: lines that share a factor are correlated."""
        if self.tco2e is None:
            return None
        stated = self.uncertainty_95
        source = f"factor:scope3:{self.factor_source}:{self.factor_year}"
        half = stated if stated is not None else ASSUMED_95[self.method]
        name = source if stated is not None else f"assumed:{source}"
        return Estimate.of(self.tco2e, "tCO2e", {name: half * HALF_95_TO_STANDARD})

    @classmethod
    def of(cls, record_id: str, firm: str, content: Mapping[str, object]) -> Scope3Line:
        """Read the content of a record; ``InputError`` account.scope3.… names the field."""
        where = f"{KIND} {record_id}"
        category, year = _whole(content, "category", where), _whole(content, "year", where)
        if category not in CATEGORIES:
            raise _bad(where, "category", category, "1 … 15")
        if not 1990 <= year <= 2100:
            raise _bad(where, "year", year, "2025")
        state = str(content.get("state") or State.ASSESSED.value)
        if state not in (State.ASSESSED, State.NOT_RELEVANT):
            raise _bad(where, "state", state, "assessed | not_relevant")
        said = {"id": record_id, "firm": firm, "category": category, "year": year, "state": State(state)}
        if state == State.NOT_RELEVANT:
            reason = _text(content, "reason", where)
            return cls(**said, **_NOTHING, reason=reason, evidence=str(content.get("evidence") or ""))  # type: ignore[arg-type]
        method = _text(content, "method", where)
        if method not in METHODS:
            raise _bad(where, "method", method, " | ".join(METHODS))
        unit, factor_unit = _text(content, "unit", where), _text(content, "factor_unit", where)
        factor = _number(content, "factor", where)
        return cls(
            **said,  # type: ignore[arg-type]
            method=method,
            what=_text(content, "what", where),
            activity=_number(content, "activity", where),
            unit=unit,
            factor=factor,
            factor_unit=factor_unit,
            factor_source=_text(content, "factor_source", where),
            factor_year=_whole(content, "factor_year", where),
            uncertainty_95=_share(content, where),
            evidence=_text(content, "evidence", where),
            reason=str(content.get("reason") or ""),
            kg_per_unit=factor * _per_unit(factor_unit, unit, where),
        )


_NOTHING: Mapping[str, object] = {
    "method": "",
    "what": "",
    "activity": None,
    "unit": "",
    "factor": None,
    "factor_unit": "",
    "factor_source": "",
    "factor_year": None,
    "uncertainty_95": None,
}


@dataclass(frozen=True, slots=True)
class CategoryState:
    """One of the 15 categories for a firm and year."""

    category: int
    iso_category: int
    state: State
    lines: tuple[Scope3Line, ...]
    emission: Estimate | None

    @property
    def quality(self) -> str:
        """``screening`` as soon as one line rests on money or an assumed uncertainty; empty where nothing is assessed."""
        assessed = [line for line in self.lines if line.state is State.ASSESSED]
        if not assessed:
            return ""
        rough = any(line.method == "spend" or line.uncertainty_95 is None for line in assessed)
        return "screening" if rough else "calculated"


def put_line(
    records: RecordsStore,
    scope: Scope,
    network: FlowNetwork,
    firm: str,
    record_id: str,
    content: Mapping[str, object],
    *,
    expected_revision: int | None = None,
) -> Record:
    """Check and keep a line of a firm; a later one under the same id is a new revision."""
    scope.require(firm, f"{KIND} {record_id}")
    if firm not in network.firms:
        raise InputError("account.declaration.unknown_firm", where=f"{KIND} {record_id}", firm=firm)
    Scope3Line.of(record_id, firm, content)
    return records.put(scope, KIND, record_id, dict(content), firm=firm, expected_revision=expected_revision)


def lines_of(records: Iterable[Record]) -> tuple[Scope3Line, ...]:
    """Lines from records of kind ``scope3_line``, by category and id."""
    found = (Scope3Line.of(record.id, record.firm or "", record.content) for record in records)
    return tuple(sorted(found, key=lambda line: (line.category, line.id)))


def states(lines: Iterable[Scope3Line], year: int, firm: str | None = None) -> tuple[CategoryState, ...]:
    """All 15 categories in a year, of one firm or of all given lines; those nobody spoke of are *not assessed*."""
    wanted = [line for line in lines if line.year == year and firm in (None, line.firm)]
    return tuple(_state(category, [line for line in wanted if line.category == category]) for category in CATEGORIES)


def _state(category: int, lines: list[Scope3Line]) -> CategoryState:
    estimates = [line.estimate for line in lines if line.estimate is not None]
    state = State.NOT_ASSESSED
    if lines:
        state = State.ASSESSED if estimates else State.NOT_RELEVANT
    emission = total(estimates, "tCO2e") if estimates else None
    return CategoryState(category, ISO_OF_SCOPE_3[category], state, tuple(lines), emission)


def _per_unit(factor_unit: str, unit: str, where: str) -> float:
    """Factor from ``factor_unit`` to kg per ``unit``; money is never converted (rates and prices are facts)."""
    mass, slash, per = factor_unit.partition("/")
    if not slash:
        raise _bad(where, "factor_unit", factor_unit, f"kg/{unit}")
    try:
        kg, _ = conversion(mass.replace("CO2e", "").strip() or "kg", "kg", where)
    except InputError:
        raise _bad(where, "factor_unit", factor_unit, f"kg/{unit}") from None
    per = per.strip()
    if per == unit:
        return kg
    if per in MONEY or unit in MONEY:
        raise _bad(where, "factor_unit", factor_unit, f"kg/{unit}")
    try:
        amount, _ = conversion(unit, per, where)
    except InputError:
        raise _bad(where, "factor_unit", factor_unit, f"kg/{unit}") from None
    return kg * amount


def _bad(where: str, field: str, value: object, expected: str) -> InputError:
    return InputError("account.scope3.bad_field", where=where, field=field, value=value, expected=expected)


def _text(content: Mapping[str, object], field: str, where: str) -> str:
    value = content.get(field)
    if value is None or not str(value).strip():
        raise InputError("account.scope3.missing_field", where=where, field=field)
    return str(value).strip()


def _number(content: Mapping[str, object], field: str, where: str) -> float:
    text = _text(content, field, where)
    try:
        number = float(text)
    except ValueError:
        raise _bad(where, field, text, "12.5") from None
    if not math.isfinite(number) or number < 0:
        raise _bad(where, field, text, ">= 0")
    return number


def _whole(content: Mapping[str, object], field: str, where: str) -> int:
    number = _number(content, field, where)
    if not number.is_integer():
        raise _bad(where, field, number, "1")
    return int(number)


def _share(content: Mapping[str, object], where: str) -> float | None:
    given = content.get("uncertainty_95")
    return None if given is None or given == "" else _number(content, "uncertainty_95", where)
