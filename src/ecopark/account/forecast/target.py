"""Targets and the path to them. Content of a ``ghg_target``::

    {"firm": "steel" or null (the park), "name": "…", "base_year": 2025, "base_tco2e": null (from the inventory) or 812.0,
     "target_year": 2050, "remaining_share": 0.0, "shape": "linear" | "constant_rate" | "steps",
     "steps": {"2030": 0.7, "2040": 0.4}, "why": "…"}

``remaining_share`` is the part of the base year's *gross* emissions that may remain in the target year: net zero without a
stated remainder is 0. Trees, certificates and credits do not lower it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

import ecopark.account.forecast.messages  # noqa: F401  texts
from ecopark.core.errors import InputError, StateError
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role

TARGET = "ghg_target"
PARK = "park"  # id of the park's own target; a firm's has the firm's id
NET_ZERO_YEAR = 2050  # what Viet Nam pledged at COP26 (Glasgow, November 2021)
WRITERS = (Role.MANAGER, Role.FIRM)


class Shape(StrEnum):
    LINEAR = "linear"  # the same tonnes less every year
    CONSTANT_RATE = "constant_rate"  # the same per cent less every year
    STEPS = "steps"  # straight lines between stated years


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target; see the module. ``steps``: year -> remaining share."""

    id: str
    firm: str | None
    base_year: int
    target_year: int = NET_ZERO_YEAR
    remaining_share: float = 0.0
    shape: Shape = Shape.LINEAR
    base_tco2e: float | None = None
    steps: Mapping[int, float] = field(default_factory=dict)
    name: str = ""
    why: str = ""

    def content(self) -> dict[str, object]:
        names = ("firm", "name", "base_year", "base_tco2e", "target_year", "remaining_share", "why")
        said: dict[str, object] = {name: getattr(self, name) for name in names}
        return {**said, "shape": self.shape.value, "steps": {str(y): s for y, s in sorted(self.steps.items())}}

    @classmethod
    def of(cls, record_id: str, content: Mapping[str, Any]) -> Target:
        """Read given content; ``InputError`` account.target.… names the field."""
        where = f"ghg_target {record_id}"
        base, end = (
            _year(content, "base_year", where),
            _year({"target_year": NET_ZERO_YEAR, **content}, "target_year", where),
        )
        share = _share(content.get("remaining_share", 0.0), "remaining_share", where)
        shape = _shape(content.get("shape") or "linear", where)
        steps = _steps(content.get("steps") or {}, where)
        if end <= base:
            raise InputError("account.target.years", where=where)
        if shape is Shape.CONSTANT_RATE and share <= 0:
            raise InputError("account.target.rate_to_zero", where=where)
        if shape is Shape.STEPS:
            order = [1.0, *(steps[year] for year in sorted(steps)), share]
            if not steps or not all(base < year < end for year in steps) or any(b > a for a, b in pairwise(order)):
                raise InputError("account.target.steps", where=where)
        amount = content.get("base_tco2e")
        if amount is not None and (isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 < amount < 1e12):
            raise InputError("account.target.number", where=where, field="base_tco2e")
        return cls(
            id=record_id,
            firm=str(content["firm"]) if content.get("firm") else None,
            base_year=base,
            target_year=end,
            remaining_share=share,
            shape=shape,
            base_tco2e=None if amount is None else float(amount),
            steps=steps if shape is Shape.STEPS else {},
            name=str(content.get("name") or "")[:200],
            why=str(content.get("why") or "")[:2000],
        )

    def share_in(self, year: int) -> float:
        """Part of the base that the path allows in a year; never rises from one year to the next."""
        if year <= self.base_year:
            return 1.0
        if year >= self.target_year:
            return self.remaining_share
        if self.shape is Shape.CONSTANT_RATE:
            return math.exp(math.log(self.remaining_share) * (year - self.base_year) / (self.target_year - self.base_year))
        corners = [(self.base_year, 1.0), *sorted(self.steps.items()), (self.target_year, self.remaining_share)]
        for (first, upper), (last, lower) in pairwise(corners):
            if year <= last:
                return upper - (upper - lower) * (year - first) / (last - first)
        raise AssertionError(year)


def record_target(records: RecordsStore, network: FlowNetwork, scope: Scope, given: Mapping[str, Any]) -> Record:
    """Keep a target. The base year of a target that stands does not move without a reason (``why``)."""
    scope.require_role("set a target", *WRITERS)
    record_id = str(given.get("firm") or PARK)
    target = Target.of(record_id, given)
    if (target.firm is not None and target.firm not in network.firms) or not scope.sees(target.firm):
        raise InputError("account.target.not_yours", where="firm", firm=record_id)
    known = records.get(scope, TARGET, record_id)
    if known is not None and not target.why.strip() and _base(known.content) != _base(target.content()):
        raise StateError("account.target.base_moved", where=record_id)
    revision = known.revision if known else None
    return records.put(scope, TARGET, record_id, target.content(), firm=target.firm, expected_revision=revision)


def _base(content: Mapping[str, Any]) -> tuple[object, object]:
    return content.get("base_year"), content.get("base_tco2e")


def _year(content: Mapping[str, Any], name: str, where: str) -> int:
    said = content.get(name)
    if isinstance(said, bool) or not isinstance(said, int) or not 1990 <= said <= 2150:
        raise InputError("account.target.number", where=where, field=name)
    return said


def _share(said: object, name: str, where: str) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= 1:
        raise InputError("account.target.share", where=where, field=name)
    return float(said)


def _shape(said: object, where: str) -> Shape:
    try:
        return Shape(str(said))
    except ValueError:
        raise InputError("account.target.shape", where=where, value=str(said)[:50]) from None


def _steps(said: object, where: str) -> dict[int, float]:
    if not isinstance(said, Mapping):
        raise InputError("account.target.steps", where=where)
    try:
        return {int(year): _share(share, "steps", where) for year, share in said.items()}
    except ValueError:
        raise InputError("account.target.steps", where=where) from None
