"""One reconciliation problem as JSON, and all that can be said of it: to hold this room against published problems.

Format (docs/howto/reconcile-a-problem.md)::

    {"name": "…", "source": "…",
     "flows": ["F1", "F2"],                  optional names
     "measured": [10.2, null],               null: not measured
     "sd": [0.1, null],                      or "variance", or "relative_sd" (one number or a list); or "covariance" (matrix)
     "incidence": [[1, -1]],                 rows: balances, + in, - out; or {"balance": {"F1": 1, "F2": -1}}
     "known": [0],                           optional right sides
     "balance_sd": [0],                      optional: soft balances
     "bounds": false,                        optional: no flow below zero
     "alpha": 0.05}                          optional: level of the tests
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.core.errors import InputError
from ecopark.trust.balance.classify import Classification, classify, strength
from ecopark.trust.balance.power import power_of_measurement_test, shift_found_with
from ecopark.trust.balance.prepared import prepare
from ecopark.trust.balance.reconcile import Reconciliation, apply, check_covariance
from ecopark.trust.balance.system import BalanceSystem, Matrix, Vector
from ecopark.trust.distributions import chi_square_quantile, chi_square_tail, two_sided_quantile

_DATA = frozenset({"measured", "sd", "variance", "relative_sd", "covariance", "incidence", "known", "balance_sd"})
KEYS = _DATA | {"name", "source", "comment", "flows", "bounds", "alpha"}


@dataclass(frozen=True)
class Case:
    """A problem: its system, readings (n,) with NaN, standard deviations (n,), covariance or None, known terms or None."""

    name: str
    source: str
    system: BalanceSystem
    readings: Vector
    sd: Vector
    covariance: Matrix | None
    known: Vector | None
    bounds: bool
    alpha: float


@dataclass(frozen=True)
class Solved:
    """What reconciliation says of a case; arrays (n,) by flow, NaN where a flow is not measured, or nothing checks it.

    Attributes
    ----------
    measurement_test
        Adjustment by its standard deviation; beyond ``normal_limit`` it fires, beyond ``sidak_limit`` with the level
        for all flows.
    nodal_test
        (m,) imbalance by its standard deviation; NaN where a flow of the balance is not measured.
    found_half, found_mostly
        Bias that the measurement test finds with a chance of 50 % and 95 %; ``found_globally``: the chi-square test, 95 %.
    """

    case: Case
    result: Reconciliation
    classification: Classification
    detectability: Vector
    adjustability: Vector
    measurement_test: Vector
    nodal_test: Vector
    chi_square_limit: float
    p_value: float
    normal_limit: float
    sidak_limit: float
    found_half: Vector
    found_mostly: Vector
    found_globally: Vector


def read_case(given: Mapping[str, object], where: str = "case") -> Case:
    """Read a problem; ``InputError`` trust.balance.case_* says what is wrong."""
    unknown = sorted(set(given) - KEYS)
    if unknown:
        raise InputError("trust.balance.case_key", where=where, key=unknown[0], known=", ".join(sorted(KEYS)))
    readings = _vector(given.get("measured"), where, "measured")
    n = readings.size
    names = tuple(str(name) for name in _list(given.get("flows", [str(i + 1) for i in range(n)]), where, "flows"))
    rows, matrix = _incidence(given.get("incidence"), names, where)
    if len(names) != n or matrix.shape[1] != n:
        raise InputError("trust.balance.case_size", where=where, field="incidence", wanted=n, given=matrix.shape[1])
    covariance, sd = _spread(given, readings, where)
    m = len(rows)
    soft = _vector(given.get("balance_sd", [0.0] * m), where, "balance_sd")
    known = None if given.get("known") is None else _vector(given["known"], where, "known")
    for field, vector in (("balance_sd", soft), ("known", known)):
        if vector is not None and vector.size != m:
            raise InputError("trust.balance.case_size", where=where, field=field, wanted=m, given=vector.size)
    system = BalanceSystem(
        balances=rows, variables=names, matrix=matrix, measurements=names, selector=np.arange(n),
        relative_sd=np.zeros(n), floor_sd=np.nan_to_num(sd), balance_sd=soft,
    )  # fmt: skip
    alpha = given.get("alpha", 0.05)
    if isinstance(alpha, bool) or not isinstance(alpha, int | float) or not 0 < alpha < 1:
        raise InputError("trust.balance.case_number", where=where, field="alpha")
    named = str(given.get("name", where)), str(given.get("source", ""))
    return Case(*named, system, readings, sd, covariance, known, bool(given.get("bounds", False)), float(alpha))


def solve_case(case: Case) -> Solved:
    """Reconcile a problem and test it."""
    system = case.system
    seen = np.isfinite(case.readings)
    sd = np.where(seen, case.sd, np.nan)
    prepared = prepare(system, sd, covariance=case.covariance, known_terms=case.known is not None)
    known = None if case.known is None else case.known[None]
    result = apply(prepared, case.readings[None], known=known, bounds=case.bounds)
    told = strength(prepared)
    names = [name for name, measured in zip(system.measurements, seen, strict=True) if measured]
    degrees = int(result.degrees[0])
    detectability = np.where(seen, told.detectability, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = np.where(detectability > 0, sd / detectability, np.nan)
    tested = int(np.isfinite(result.standardised[0]).sum())
    return Solved(
        case=case,
        result=result,
        classification=classify(system, names),
        detectability=detectability,
        adjustability=np.where(seen, told.adjustability, np.nan),
        measurement_test=result.standardised[0],
        nodal_test=_nodal(case, result.imbalance[0], sd),
        chi_square_limit=chi_square_quantile(case.alpha, degrees) if degrees else float("nan"),
        p_value=chi_square_tail(float(result.chi_square[0]), degrees) if degrees else float("nan"),
        normal_limit=two_sided_quantile(case.alpha),
        sidak_limit=two_sided_quantile(1 - (1 - case.alpha) ** (1 / max(tested, 1))),
        found_half=unit * shift_found_with(0.5, alpha=case.alpha),
        found_mostly=unit * shift_found_with(0.95, alpha=case.alpha),
        found_globally=unit * (shift_found_with(0.95, degrees, case.alpha) if degrees else float("nan")),
    )


def power_of_case(solved: Solved, flow: str, bias: float) -> float:
    """Chance that the measurement test of a flow fires when its meter is off by ``bias``; 0 if nothing checks it."""
    column = solved.case.system.measurements.index(flow)
    detectability = solved.detectability[column]
    if not detectability > 0:
        return 0.0
    return power_of_measurement_test(abs(bias) * float(detectability) / float(solved.case.sd[column]), solved.case.alpha)


def _nodal(case: Case, imbalance: Vector, sd: Vector) -> Vector:
    known = np.nan_to_num(sd)
    full = np.diag(known**2) if case.covariance is None else case.covariance
    variance = np.einsum("mi,ij,mj->m", case.system.matrix, full, case.system.matrix) + case.system.balance_sd**2
    tests: Vector = np.where(variance > 0, imbalance / np.sqrt(np.where(variance > 0, variance, 1.0)), np.nan)
    return tests


def _spread(given: Mapping[str, object], readings: Vector, where: str) -> tuple[Matrix | None, Vector]:
    if given.get("covariance") is not None:
        covariance = np.array([_vector(row, where, "covariance") for row in _list(given["covariance"], where, "covariance")])
        check_covariance(covariance, readings.size)
        return covariance, np.sqrt(np.diag(covariance))
    relative = given.get("relative_sd")
    if relative is not None:
        shares = [relative] * readings.size if isinstance(relative, int | float) else relative
        return None, np.abs(readings) * _sized(_vector(shares, where, "relative_sd"), readings, where, "relative_sd")
    field = "variance" if given.get("variance") is not None else "sd"
    told = _sized(_vector(given.get(field), where, field), readings, where, field)
    if np.any(told[np.isfinite(readings)] < 0) or not np.all(np.isfinite(told[np.isfinite(readings)])):
        raise InputError("trust.balance.bad_sd", where=where, field=field)
    return None, np.sqrt(told) if field == "variance" else told


def _sized(vector: Vector, readings: Vector, where: str, field: str) -> Vector:
    if vector.size != readings.size:
        raise InputError("trust.balance.case_size", where=where, field=field, wanted=readings.size, given=vector.size)
    return vector


def _incidence(given: object, names: Sequence[str], where: str) -> tuple[tuple[str, ...], Matrix]:
    if isinstance(given, Mapping):
        matrix = np.zeros((len(given), len(names)))
        for row, terms in enumerate(given.values()):
            for flow, coefficient in (terms if isinstance(terms, Mapping) else {}).items():
                if flow not in names:
                    raise InputError("trust.balance.case_flow", where=where, flow=str(flow))
                matrix[row, names.index(flow)] = float(coefficient)
        return tuple(str(name) for name in given), matrix
    rows = [_vector(row, where, "incidence") for row in _list(given, where, "incidence")]
    if len({row.size for row in rows}) != 1:
        raise InputError("trust.balance.case_number", where=where, field="incidence")
    return tuple(f"balance {i + 1}" for i in range(len(rows))), np.array(rows)


def _list(given: object, where: str, field: str) -> Sequence[object]:
    if not isinstance(given, list | tuple):
        raise InputError("trust.balance.case_number", where=where, field=field)
    return given


def _vector(given: object, where: str, field: str) -> Vector:
    """Numbers; null becomes NaN."""
    values = []
    for value in _list(given, where, field):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise InputError("trust.balance.case_number", where=where, field=field)
        values.append(float("nan") if value is None else float(value))
    return np.array(values, np.float64)
