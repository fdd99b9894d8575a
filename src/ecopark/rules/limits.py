"""Which limit applies: a function of date, permit, place and text, with the rules that it was made of.

``Cmax = C x Kq x Kf`` (QCVN 40:2011) and ``Cmax = C x Kp x Kv`` (QCVN 19:2009), multiplied in decimals so that
75 x 0.9 is 67.5 and nothing else. The permit's own limits win over every table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.core.units import conversion
from ecopark.rules.conditions import Condition, as_number
from ecopark.rules.index import Missing, RuleIndex
from ecopark.rules.permits import Permit
from ecopark.rules.records import Coefficient, Limit, Rule, Statistic, TableSlot

# QCVN 19:2009 has special rows for chemical and nitric-acid works only; QCVN 19:2024 is known here for boilers only
PROCESS_NOT_STATED = {"process": "other", "source_kind": "other"}
_EXISTING = "existing_since"
_ASSUMED = "process_assumed"
_ZERO_C = 273.15


@dataclass(frozen=True, slots=True)
class AppliedLimit:
    """A limit as it applies to one place on one day.

    Attributes
    ----------
    lower, upper
        Bounds in ``unit`` after coefficients; pH has both. A value equal to a bound is within.
    base_upper
        Value of the table before coefficients; None for permits and one-sided lower limits.
    statistic
        What the text says; ``not_stated`` leaves the averaging period to a declared setting.
    rules
        Ids of the limit and of every coefficient used, in that order.
    coefficients
        ``(name, value)`` as multiplied.
    assumptions
        What was taken because nobody stated it, or what an authority should settle (a permit that is laxer than the table);
        makes the limit provisional.
    reference_oxygen_pct
        Oxygen content to which concentrations are converted before they are compared; None: as measured.
    """

    observed_property: str
    medium: str
    lower: float | None
    upper: float | None
    unit: str
    statistic: Statistic
    rules: tuple[str, ...]
    document: str
    place: str
    provisional: bool
    base_upper: float | None = None
    coefficients: tuple[tuple[str, float], ...] = ()
    assumptions: tuple[Message, ...] = ()
    reference_oxygen_pct: float | None = None

    @property
    def rule_text(self) -> str:
        """Ids joined for tables: limit first, then its coefficients."""
        return " × ".join(self.rules)


def existing_since(facts: Mapping[str, str], permit_date: date | None) -> date | None:
    """Earliest stated day by which the facility existed: permit, dossier (``dossier_date``) or operation."""
    days = [permit_date] if permit_date is not None else []
    for key in ("dossier_date", "operating_since"):
        try:
            days.append(date.fromisoformat(facts.get(key, "")))
        except ValueError:
            continue
    return min(days, default=None)


def find_limits(
    index: RuleIndex,
    property_id: str,
    medium: str,
    facts: Mapping[str, str],
    on: date,
    *,
    permit_date: date | None = None,
    permits: Sequence[Permit] = (),
) -> tuple[AppliedLimit, ...] | Missing:
    """All limits of a property (one per statistic) that apply on a day, or why there is none.

    Facts: ``column`` (A | B), ``receiving_body`` (river | lake | coastal | central_works), ``river_flow_m3_s``,
    ``lake_volume_m3``, ``coastal_use`` (protected | other), ``discharge_flow_m3_d``, ``stack_flow_nm3_h``, ``zone``
    (1 … 5), ``process`` (chemical | nitric_acid | other), ``normal_temperature_c`` of the instrument's Nm3,
    ``dossier_date``, ``operating_since``, ``source_kind`` (boiler | other), ``boiler_steam_t_h``.

    A permit wins over the tables, also where it is laxer: the texts at hand know no exception. Then the answer is
    provisional and says by how much, so that the authority can be asked. A contract with the central works counts only
    where the water goes to them.
    """
    to_works = facts.get("receiving_body", "") == "central_works"
    binding = [p for p in permits if p.in_force(on) and (to_works or not p.is_contract)]
    of_permit = [limit for permit in binding for limit in _of_permit(permit, property_id, medium, on)]
    of_tables = _of_tables(index, property_id, medium, facts, on, permit_date)
    if of_permit:
        return tuple(_compared_with_tables(limit, of_tables) for limit in of_permit)
    return of_tables


def _of_tables(
    index: RuleIndex, property_id: str, medium: str, facts: Mapping[str, str], on: date, permit_date: date | None
) -> tuple[AppliedLimit, ...] | Missing:
    """What the regulations say, permits apart."""
    if facts.get("receiving_body", "") == "central_works":
        return Missing(Message("rules.limit.connection_standard"))
    stated = _stated(facts, permit_date, on)
    for slot in index.in_force(TableSlot, on, about=medium, first=True):
        if _holds(slot, stated) is True and not index.is_superseded(slot):
            return _not_entered(slot)
    in_force = index.in_force(Limit, on, medium=medium, observed_property=property_id)
    known = tuple(limit for limit in in_force if not index.is_superseded(limit, on))
    applying = [limit for limit in known if _holds(limit, stated) is True]
    if not applying:
        return _why_none(index, known, property_id, medium, stated, on)
    found: list[AppliedLimit] = []
    for limit in applying:
        answer = _with_coefficients(index, limit, stated, on)
        if isinstance(answer, Missing):
            return answer
        found.append(answer)
    return tuple(sorted(found, key=lambda limit: limit.statistic))


def _compared_with_tables(of_permit: AppliedLimit, tables: tuple[AppliedLimit, ...] | Missing) -> AppliedLimit:
    """The permit's limit, with a remark where the regulation is stricter. It applies all the same."""
    if isinstance(tables, Missing):
        return of_permit
    for table in tables:
        if table.statistic not in (of_permit.statistic, Statistic.NOT_STATED) and (
            of_permit.statistic is not Statistic.NOT_STATED
        ):
            continue
        factor, offset = conversion(table.unit or "-", of_permit.unit or "-")
        upper, lower = (None if b is None else b * factor + offset for b in (table.upper, table.lower))
        if _laxer(of_permit, lower, upper):
            said = {"permit": _bounds(of_permit.lower, of_permit.upper), "table": _bounds(lower, upper)}
            said |= {"unit": of_permit.unit, "document": table.document}
            remark = Message("rules.limit.permit_laxer", said)
            return replace(of_permit, provisional=True, assumptions=(*of_permit.assumptions, remark))
    return of_permit


def _laxer(permit: AppliedLimit, lower: float | None, upper: float | None) -> bool:
    """Whether the permit allows more than the table's bounds (in its unit) on either side."""
    above = upper is not None and (permit.upper is None or permit.upper > upper * (1 + 1e-12))
    return above or (lower is not None and (permit.lower is None or permit.lower < lower * (1 - 1e-12)))


def _bounds(lower: float | None, upper: float | None) -> str:
    if lower is not None and upper is not None:
        return f"{lower:g} – {upper:g}"
    return f"≥ {lower:g}" if lower is not None else f"≤ {upper:g}"


def _of_permit(permit: Permit, property_id: str, medium: str, on: date) -> tuple[AppliedLimit, ...]:
    return tuple(
        AppliedLimit(
            property_id,
            medium,
            line.lower,
            line.upper,
            line.unit,
            line.statistic,
            (permit.rule_id(line),),
            permit.number,
            line.place,
            permit.provisional,
        )
        for line in permit.limits
        if line.observed_property == property_id and permit.in_force(on)
    )


def _stated(facts: Mapping[str, str], permit_date: date | None, on: date) -> dict[str, str]:
    """Facts with the day since which the facility exists; a place judged on ``on`` existed on ``on`` at the latest."""
    stated = {**PROCESS_NOT_STATED, **{key: value for key, value in facts.items() if value.strip()}}
    if "process" not in facts or not facts["process"].strip():
        stated[_ASSUMED] = "yes"
    since = existing_since(facts, permit_date)
    stated["judged_on"] = on.isoformat()
    if since is not None:
        stated[_EXISTING] = min(since, on).isoformat()
    return stated


def _holds(rule: Rule, stated: Mapping[str, str]) -> bool | None:
    """Whether all conditions of a rule hold; None when a fact is not stated and no other condition fails."""
    answers = [_judge(condition, stated) for condition in rule.scope]
    if False in answers:
        return False
    return None if None in answers else True


def _judge(condition: Condition, stated: Mapping[str, str]) -> bool | None:
    answer = condition.holds(stated)
    if answer is None and condition.fact == _EXISTING:
        # nobody said since when, but it exists on the day that is judged: surely before a bound that lies ahead
        judged_on = as_number(stated["judged_on"]) or 0.0
        if judged_on < condition.low:
            return False
        return True if condition.low == -math.inf and judged_on < condition.high else None
    return answer


def _why_none(
    index: RuleIndex, known: Sequence[Limit], property_id: str, medium: str, stated: Mapping[str, str], on: date
) -> Missing:
    considered = tuple(limit.id for limit in known)
    undecided = [limit for limit in known if _holds(limit, stated) is None]
    if undecided:
        return _fact_missing(undecided, stated, considered)
    for slot in index.in_force(TableSlot, on, about=medium):
        if _holds(slot, stated) is True and not index.is_superseded(slot):
            return _not_entered(slot, considered)
    params = {"property": property_id, "medium": medium, "on": on.isoformat()}
    if index.all(Limit, medium=medium, observed_property=property_id) and not known:
        return Missing(Message("rules.limit.not_in_force", params))
    return Missing(Message("rules.limit.no_limit", params), considered)


def _not_entered(slot: TableSlot, considered: tuple[str, ...] = ()) -> Missing:
    params = {"document": slot.document, "place": slot.place}
    return Missing(Message("rules.limit.table_not_entered", params), (*considered, slot.id))


_FACT_MESSAGES = {
    "column": "rules.limit.column_not_stated",
    _EXISTING: "rules.limit.permit_date_not_stated",
    "receiving_body": "rules.limit.receiving_body_not_stated",
    "discharge_flow_m3_d": "rules.limit.discharge_flow_not_stated",
    "stack_flow_nm3_h": "rules.limit.stack_flow_not_stated",
    "zone": "rules.limit.zone_not_stated",
}


def _fact_missing(rules: Iterable[Rule], stated: Mapping[str, str], considered: tuple[str, ...]) -> Missing:
    unknown = sorted({c.fact for rule in rules for c in rule.scope if _judge(c, stated) is None})
    message = next((_FACT_MESSAGES[fact] for fact in _FACT_MESSAGES if fact in unknown), "rules.limit.fact_not_stated")
    return Missing(Message(message, {"facts": ", ".join(unknown)}), considered)


def _with_coefficients(index: RuleIndex, limit: Limit, stated: Mapping[str, str], on: date) -> AppliedLimit | Missing:
    if limit.repealed:
        return Missing(Message("rules.limit.repealed", {"document": limit.document}), (limit.id,))
    used: list[Coefficient] = []
    for name in limit.coefficients:
        candidates = index.in_force(Coefficient, on, table=limit.table, name=name)
        fitting = [c for c in candidates if _holds(c, stated) is True]
        if not fitting:
            undecided = [c for c in candidates if _holds(c, stated) is None]
            return _fact_missing(undecided or candidates, stated, (limit.id, *(c.id for c in candidates)))
        used.append(fitting[0])
    factor = Decimal(1)
    for coefficient in used:
        factor *= Decimal(repr(coefficient.value))
    try:
        factor, assumptions = _normal_volume(limit, stated, factor)
    except InputError as error:
        return Missing(Message(error.code, error.params), (limit.id,))
    if any(condition.fact == "process" for condition in limit.scope) and _ASSUMED in stated:
        assumptions = (*assumptions, Message("rules.limit.process_taken_as_other"))
    return AppliedLimit(
        limit.observed_property,
        limit.medium,
        _times(limit.lower, factor),
        _times(limit.upper, factor),
        limit.unit,
        limit.statistic,
        (limit.id, *(c.id for c in used)),
        limit.document,
        limit.place,
        limit.provisional or any(c.provisional for c in used) or bool(assumptions),
        limit.upper,
        tuple((c.name, c.value) for c in used),
        assumptions,
        limit.reference_oxygen_pct,
    )


def _times(bound: float | None, factor: Decimal) -> float | None:
    return None if bound is None else float(Decimal(repr(bound)) * factor)


def _normal_volume(limit: Limit, stated: Mapping[str, str], factor: Decimal) -> tuple[Decimal, tuple[Message, ...]]:
    """The limit per the instrument's normal cubic metre: a gas at 0 °C is denser than the text's at 25 °C."""
    if limit.normal_temperature_c is None or "Nm3" not in limit.unit:
        return factor, ()
    text = stated.get("normal_temperature_c", "")
    if not text:
        return factor, (Message("rules.limit.normal_volume_assumed", {"celsius": limit.normal_temperature_c}),)
    try:
        celsius = float(text.replace(",", "."))
    except ValueError:
        raise InputError("rules.limit.normal_temperature_unreadable", value=text) from None
    if not -50.0 <= celsius <= 50.0:
        raise InputError("rules.limit.normal_temperature_unreadable", value=text)
    if celsius == limit.normal_temperature_c:
        return factor, ()
    ratio = normal_volume_ratio(limit.normal_temperature_c, celsius)
    return factor * Decimal(repr(ratio)), ()


def normal_volume_ratio(from_celsius: float, to_celsius: float) -> float:
    """Factor on a concentration per Nm3 when the normal cubic metre's temperature changes (same pressure).

    Ideal gas: 1 mg per m3 at 25 °C is 298.15/273.15 mg per m3 at 0 °C.
    """
    return (from_celsius + _ZERO_C) / (to_celsius + _ZERO_C)
