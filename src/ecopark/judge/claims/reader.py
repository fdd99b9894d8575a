"""Strict reading of a claim: each fault is named with its place, unknown names are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from ecopark.core.errors import InputError
from ecopark.judge.claims import messages  # noqa: F401  texts of the errors below
from ecopark.judge.claims.records import (
    AUDIENCES,
    COMPARATORS,
    EMISSION_SCOPES,
    KINDS,
    QUANTITIES,
    BaselineOf,
    Boundary,
    Claim,
    Instrument,
    Kind,
    Label,
    Metric,
    Milestone,
    Netting,
    Period,
    Plan,
)
from ecopark.trust.inspection.fields import Fields, read_whole

INSTRUMENTS = ("certificate", "pv_kwh", "symbiosis_saving", "recycled_mass", "carbon_credit", "allowance")
"""Kinds of attribute units; the ledger keeps the same list."""

QUANTITIES_OF: Mapping[Kind, tuple[str, ...]] = {
    Kind.ABSOLUTE_LIMIT: ("emission_conc",),
    Kind.REDUCTION: ("energy", "ghg", "water", "wastewater", "waste"),
    Kind.INTENSITY: ("energy", "ghg", "water", "wastewater", "waste"),
    Kind.SHARE: ("renewable_share", "recycled_content", "energy", "water", "waste"),
    Kind.BALANCE: ("energy", "water", "wastewater", "waste"),
    Kind.ATTRIBUTE: ("energy", "ghg", "recycled_content", "renewable_share", "waste"),
    Kind.NEUTRALITY: QUANTITIES,
}
"""What can be said of what: the form offers these, the reader takes no others."""

_LIMITS_OF_SHARE = (0.0, 100.0)
T = TypeVar("T")


def read_claim(content: object) -> Claim:
    """Read a claim.

    Raises
    ------
    InputError
        judge.claim.*; ``where`` is the field (``boundary.meters[0]``).
    """
    return _claims_own(lambda: read_whole(content, _claim))


def stored_claim(content: Mapping[str, object]) -> Claim:
    """The claim of a record's content, without what the platform added beside it."""
    return read_claim({name: value for name, value in content.items() if name in _NAMES})


def _claims_own(read: Callable[[], T]) -> T:
    """Faults of fields under this room's own codes."""
    try:
        return read()
    except InputError as error:
        if not error.code.startswith("trust.field."):
            raise
        code = error.code.replace("trust.field.", "judge.claim.", 1)
        raise InputError(code, where=error.where, **error.params) from None


def _claim(fields: Fields) -> Claim:
    kind = Kind(fields.choice("kind", KINDS))
    claim = Claim(
        id=fields.id("id"),
        claimant=fields.text("claimant", 100),
        audience=fields.choice("audience", AUDIENCES),
        kind=kind,
        metric=_needed(fields, "metric", fields.maybe_object("metric", _metric)),
        comparator=fields.choice("comparator", COMPARATORS),
        target=fields.number("target"),
        tolerance=fields.maybe_number("tolerance", 0.0),
        unit=fields.text("unit", 40),
        boundary=_needed(fields, "boundary", fields.maybe_object("boundary", _boundary)),
        period=_needed(fields, "period", fields.maybe_object("period", _period)),
        baseline=fields.maybe_object("baseline", _baseline),
        method=fields.maybe_text("method", 500) or "",
        exclusions=texts(fields, "exclusions", 500),
        instruments=fields.items("instruments", _instrument, 1000),
        netting=fields.maybe_object("netting", _netting) or Netting(),
        primary=truth(fields, "primary", otherwise=False),
        plan=fields.maybe_object("plan", _plan),
        label=fields.maybe_object("label", _label),
        words=fields.maybe_text("words", 500) or "",
    )
    _check(claim)
    return claim


def _check(claim: Claim) -> None:
    """What fits together."""
    allowed = QUANTITIES_OF[claim.kind]
    if claim.metric.quantity not in allowed:
        params = {"kind": claim.kind.value, "value": claim.metric.quantity, "known": ", ".join(allowed)}
        raise InputError("judge.claim.kind_quantity", where="metric.quantity", **params)
    if not claim.boundary.listed:
        raise InputError("judge.claim.no_boundary", where="boundary")
    if (claim.comparator == "=") != (claim.tolerance is not None):
        raise InputError("judge.claim.tolerance", where="tolerance")
    if claim.comparator == "=" and not claim.tolerance:
        raise InputError("judge.claim.tolerance", where="tolerance")
    if (claim.kind is Kind.REDUCTION) != (claim.baseline is not None):
        raise InputError("judge.claim.baseline_needed", where="baseline", kind=claim.kind.value)
    if claim.kind is Kind.ABSOLUTE_LIMIT and (claim.metric.property is None or not claim.boundary.points):
        raise InputError("judge.claim.limit_of_what", where="metric.property")
    if claim.kind is Kind.INTENSITY and not (claim.metric.per and "/" in claim.unit):
        raise InputError("judge.claim.per_what", where="metric.per")
    low, high = _LIMITS_OF_SHARE
    shares = claim.kind in (Kind.SHARE, Kind.REDUCTION) and claim.unit == "%"
    if shares and not low <= claim.target <= high:
        raise InputError("judge.claim.out_of_range", where="target", value=claim.target, low=low, high=high)
    if claim.kind is Kind.SHARE and claim.unit != "%":
        raise InputError("judge.claim.not_allowed", where="unit", value=claim.unit, known="%")


def _metric(fields: Fields) -> Metric:
    scope = None if fields.maybe_text("scope") is None else fields.choice("scope", EMISSION_SCOPES)
    return Metric(
        fields.choice("quantity", QUANTITIES),
        scope,
        fields.maybe_text("gas", 20),
        fields.maybe_text("property", 60),
        fields.maybe_text("per", 40),
    )


def _boundary(fields: Fields) -> Boundary:
    names = ("tenants", "sites", "meters", "points", "processes", "scopes")
    listed = {name: texts(fields, name, 200) for name in names}
    return Boundary(
        **listed,
        whole_entity=truth(fields, "whole_entity", otherwise=False),
        share_of_entity=fields.maybe_number("share_of_entity", 0.0, 1.0),
    )


def _period(fields: Fields) -> Period:
    start, end = fields.maybe_day("start"), fields.maybe_day("end")
    return Period(_needed(fields, "start", start), _needed(fields, "end", end))


def _baseline(fields: Fields) -> BaselineOf:
    return BaselineOf(
        fields.text("measure"),
        fields.maybe_text("model", 64),
        texts(fields, "covariates", 100),
        texts(fields, "events", 200),
    )


def _instrument(fields: Fields) -> Instrument:
    return Instrument(
        fields.choice("kind", INSTRUMENTS),
        fields.text("id"),
        fields.maybe_text("registry") or "",
        fields.maybe_text("vintage", 60) or "",
    )


def _netting(fields: Fields) -> Netting:
    return Netting(**{name: truth(fields, name, otherwise=True) for name in Netting.__dataclass_fields__})


def _plan(fields: Fields) -> Plan:
    return Plan(
        fields.maybe_text("document", 64) or "",
        fields.items("milestones", _milestone, 100),
        fields.maybe_text("checked_by") or "",
    )


def _milestone(fields: Fields) -> Milestone:
    return Milestone(_needed(fields, "day", fields.maybe_day("day")), fields.number("target"))


def _label(fields: Fields) -> Label:
    return Label(fields.text("name"), fields.maybe_text("certified_by") or "", fields.maybe_text("certificate", 64) or "")


def texts(fields: Fields, name: str, longest: int) -> tuple[str, ...]:
    """A list of texts; absent and null are empty."""
    value = fields.raw(name)
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(each, str) for each in value):
        raise InputError("judge.claim.wrong_kind", where=fields.place(name), wanted='["…"]')
    long = [each for each in value if len(each) > longest]
    if long or len(value) > 500:
        raise InputError("judge.claim.too_long", where=fields.place(name), longest=longest)
    return tuple(each.strip() for each in value if each.strip())


def truth(fields: Fields, name: str, *, otherwise: bool) -> bool:
    """true or false; absent is ``otherwise``."""
    value = fields.raw(name)
    if value is None:
        return otherwise
    if not isinstance(value, bool):
        raise InputError("judge.claim.wrong_kind", where=fields.place(name), wanted="true")
    return value


def _needed(fields: Fields, name: str, value: T | None) -> T:
    if value is None:
        raise InputError("judge.claim.missing", where=fields.place(name), field=name)
    return value


_NAMES = frozenset(Claim.__dataclass_fields__)
