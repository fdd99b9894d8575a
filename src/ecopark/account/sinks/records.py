"""Plantings and survival checks as records. Content of a ``planting``::

    {"firm": "…" or null, "what": "Sao đen", "place": "dọc đường số 3", "planted_on": "2024-06-05",
     "trees": 120 or null, "crown_m2": null or 850.0, "evidence": [Evidence], "note": ""}

and of a ``survival_check``::

    {"planting": "…", "on": "2025-06-01", "by": "Nguyễn Văn A", "sampled": 60, "alive": 54,
     "evidence": [Evidence], "note": ""}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ecopark.account.sinks.messages  # noqa: F401  texts
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence

PLANTING = "planting"
SURVIVAL_CHECK = "survival_check"
_MOST_TREES = 10_000_000
_MOST_M2 = 1e9
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Planting:
    """What was planted: a number of trees, or an area of crown cover in m2; exactly one of both."""

    id: str
    firm: str | None
    what: str
    place: str
    planted_on: date
    trees: int | None
    crown_m2: float | None
    evidence: tuple[Evidence, ...] = ()
    note: str = ""

    @property
    def method(self) -> str:
        """Name of the growth method of the rule pack."""
        return "per_tree" if self.trees is not None else "crown_cover"

    def content(self) -> dict[str, object]:
        return {
            "firm": self.firm,
            "what": self.what,
            "place": self.place,
            "planted_on": self.planted_on.isoformat(),
            "trees": self.trees,
            "crown_m2": self.crown_m2,
            "evidence": [part.content() for part in self.evidence],
            "note": self.note,
        }

    @classmethod
    def of(cls, record_id: str, content: Mapping[str, object]) -> Planting:
        """Read given content; ``InputError`` account.sink.… names the field."""
        where = f"planting {record_id}"
        trees, crown = _whole(content, "trees", where, _MOST_TREES), _size(content, "crown_m2", where)
        if (trees is None) == (crown is None):
            raise InputError("account.sink.trees_or_area", where=where)
        return cls(
            record_id,
            str(content["firm"]) if content.get("firm") else None,
            _text(content, "what", where),
            _text(content, "place", where),
            _day(content, "planted_on", where),
            trees,
            crown,
            evidence_of(content.get("evidence"), where),
            str(content.get("note") or "")[:_LONGEST],
        )


@dataclass(frozen=True, slots=True)
class SurvivalCheck:
    """Somebody went and looked: of ``sampled`` trees (or sample plots of an area) ``alive`` were alive."""

    id: str
    planting: str
    on: date
    by: str
    sampled: int
    alive: int
    evidence: tuple[Evidence, ...] = ()
    note: str = ""

    def content(self) -> dict[str, object]:
        return {
            "planting": self.planting,
            "on": self.on.isoformat(),
            "by": self.by,
            "sampled": self.sampled,
            "alive": self.alive,
            "evidence": [part.content() for part in self.evidence],
            "note": self.note,
        }

    @classmethod
    def of(cls, record_id: str, content: Mapping[str, object]) -> SurvivalCheck:
        where = f"survival_check {record_id}"
        sampled, alive = (
            _whole(content, "sampled", where, _MOST_TREES),
            _whole(content, "alive", where, _MOST_TREES, least=0),
        )
        if sampled is None or alive is None or alive > sampled:
            raise InputError("account.sink.sample", where=where)
        return cls(
            record_id,
            _text(content, "planting", where),
            _day(content, "on", where),
            _text(content, "by", where),
            sampled,
            alive,
            evidence_of(content.get("evidence"), where),
            str(content.get("note") or "")[:_LONGEST],
        )


def evidence_of(given: object, where: str) -> tuple[Evidence, ...]:
    """A list of ``Evidence.content()``; ``InputError`` account.sink.evidence for anything else."""
    if given is None:
        return ()
    try:
        if not isinstance(given, Sequence) or isinstance(given, str):
            raise TypeError
        return tuple(Evidence.of(part) for part in given)
    except (KeyError, TypeError, ValueError):
        raise InputError("account.sink.evidence", where=where) from None


def _text(content: Mapping[str, object], name: str, where: str) -> str:
    said = content.get(name)
    if not isinstance(said, str) or not said.strip() or len(said) > _LONGEST:
        raise InputError("account.sink.field", where=where, field=name)
    return said.strip()


def _day(content: Mapping[str, object], name: str, where: str) -> date:
    try:
        return date.fromisoformat(str(content.get(name)))
    except ValueError:
        raise InputError("account.sink.day", where=where, field=name, value=str(content.get(name))[:50]) from None


def _whole(content: Mapping[str, object], name: str, where: str, most: int, least: int = 1) -> int | None:
    said = content.get(name)
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= most:
        raise InputError("account.sink.whole", where=where, field=name, least=least, most=most)
    return said


def _size(content: Mapping[str, object], name: str, where: str) -> float | None:
    said = content.get(name)
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said <= _MOST_M2:
        raise InputError("account.sink.size", where=where, field=name)
    return float(said)
