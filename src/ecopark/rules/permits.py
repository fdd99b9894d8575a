"""Limits that an environmental permit (or a contract with the central works) sets for one monitoring point.

Content of a record of kind ``permit``::

    {"number": "15/GPMT-UBND", "monitoring_point": "outfall-1", "issued": "2024-03-01", "valid_from": "2024-03-01",
     "valid_to": "2031-03-01", "verified_by": "…", "verified_on": "2026-10-01",
     "limits": [{"property": "cod", "upper": 60, "unit": "mg/L", "statistic": "mean_24h", "place": "Table 1, row 3"}]}

The values are final: no Kq, Kf, Kp or Kv is applied to them, and they win over the tables. # facts: QCVN 3.1

``"kind": "connection_contract"`` is a contract with the park's central works: it binds only water that goes to them
(QCVN 40:2011, 1.2.3) and never replaces the regulation at a river. ``"kind": "permit"`` is the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ecopark.core.errors import InputError
from ecopark.core.properties import find_property
from ecopark.core.units import conversion
from ecopark.rules.records import Statistic

PERMIT, CONTRACT = "permit", "connection_contract"
_KEYS = {"kind", "number", "monitoring_point", "issued", "valid_from", "valid_to", "verified_by", "verified_on", "limits"}
_LIMIT_KEYS = {"property", "lower", "upper", "unit", "statistic", "place"}


@dataclass(frozen=True, slots=True)
class PermitLimit:
    """One line of a permit; ``statistic`` as the permit words it (``not_stated`` where it is silent)."""

    observed_property: str
    unit: str
    lower: float | None = None
    upper: float | None = None
    statistic: Statistic = Statistic.NOT_STATED
    place: str = ""


@dataclass(frozen=True, slots=True)
class Permit:
    number: str
    monitoring_point: str
    limits: tuple[PermitLimit, ...]
    issued: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    verified_by: str = ""
    verified_on: date | None = None
    kind: str = PERMIT

    @property
    def is_contract(self) -> bool:
        return self.kind == CONTRACT

    @property
    def provisional(self) -> bool:
        """A typed permit is provisional until a named person has compared it with the paper."""
        return not (self.verified_by and self.verified_on)

    def in_force(self, on: date) -> bool:
        start = self.valid_from or self.issued
        return (start is None or start <= on) and (self.valid_to is None or on <= self.valid_to)

    def rule_id(self, limit: PermitLimit) -> str:
        statistic = "" if limit.statistic is Statistic.NOT_STATED else f":{limit.statistic}"
        return f"permit:{self.number}:{limit.observed_property}{statistic}"


def permit_of_record(content: Mapping[str, object], where: str = "") -> Permit:
    """Permit of a record's content; ``InputError`` rules.permit.… for unknown keys, properties, units, empty limits."""
    if unknown := sorted(set(content) - _KEYS):
        raise InputError("rules.permit.unknown_key", where=where, key=", ".join(unknown), known=", ".join(sorted(_KEYS)))
    limits = content.get("limits")
    number, point = str(content.get("number") or ""), str(content.get("monitoring_point") or "")
    if not number or not point or not isinstance(limits, list) or not limits:
        raise InputError("rules.permit.incomplete", where=where)
    kind = str(content.get("kind") or PERMIT)
    if kind not in (PERMIT, CONTRACT):
        raise InputError("rules.permit.bad_value", where=where, key="kind", value=kind, expected=f"{PERMIT} | {CONTRACT}")
    lines = tuple(_limit(line, f"{where} limits[{row}]") for row, line in enumerate(limits))
    if len({(line.observed_property, line.statistic) for line in lines}) < len(lines):
        raise InputError("rules.permit.double_limit", where=where)
    return Permit(
        number,
        point,
        lines,
        issued=_day(content, "issued", where),
        valid_from=_day(content, "valid_from", where),
        valid_to=_day(content, "valid_to", where),
        verified_by=str(content.get("verified_by") or ""),
        verified_on=_day(content, "verified_on", where),
        kind=kind,
    )


def _limit(line: object, where: str) -> PermitLimit:
    if not isinstance(line, dict):
        raise InputError("rules.permit.incomplete", where=where)
    if unknown := sorted(set(line) - _LIMIT_KEYS):
        known = ", ".join(sorted(_LIMIT_KEYS))
        raise InputError("rules.permit.unknown_key", where=where, key=", ".join(unknown), known=known)
    lower, upper = (_number(line, key, where) for key in ("lower", "upper"))
    if lower is None and upper is None:
        raise InputError("rules.permit.no_value", where=where)
    property_id, unit = str(line.get("property") or ""), str(line.get("unit") or "")
    conversion(unit, find_property(property_id, where).unit, where)
    stated = str(line.get("statistic") or Statistic.NOT_STATED)
    if stated not in set(Statistic):
        raise InputError(
            "rules.permit.bad_value", where=where, key="statistic", value=stated, expected=" | ".join(Statistic)
        )
    return PermitLimit(property_id, unit, lower, upper, Statistic(stated), str(line.get("place") or ""))


def _number(line: Mapping[str, object], key: str, where: str) -> float | None:
    value = line.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise InputError("rules.permit.bad_value", where=where, key=key, value=value, expected="12.5")
    try:
        return float(value)
    except ValueError:
        raise InputError("rules.permit.bad_value", where=where, key=key, value=value, expected="12.5") from None


def _day(content: Mapping[str, object], key: str, where: str) -> date | None:
    value = content.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputError("rules.permit.bad_value", where=where, key=key, value=value, expected="2026-12-31") from None
