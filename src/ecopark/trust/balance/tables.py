"""The tables of the flow ``balances`` (docs/design/trust.md, 3)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.core.messages import Message
from ecopark.core.observations import TIME
from ecopark.trust.balance.classify import AddedMeter, Classification, State, added_meters, classify, strength
from ecopark.trust.balance.from_network import Component
from ecopark.trust.balance.power import shift_found_with
from ecopark.trust.balance.prepared import prepare
from ecopark.trust.balance.reconcile import Reconciliation
from ecopark.trust.balance.steps import Steps, weakest
from ecopark.trust.balance.system import Matrix, Vector, mean_level

Mask = npt.NDArray[np.bool_]
_TEXT = pa.string()

RECONCILED = pa.schema(
    [
        pa.field("firm", _TEXT),
        pa.field("edge", _TEXT, nullable=False),
        pa.field("datastream", _TEXT),
        pa.field("start", TIME, nullable=False),
        pa.field("step_s", pa.int32(), nullable=False),
        pa.field("quantity", pa.float64()),
        pa.field("reconciled", pa.float64()),
        pa.field("sd", pa.float64()),
        pa.field("unit", _TEXT, nullable=False),
        pa.field("state", _TEXT, nullable=False),
        pa.field("origin", _TEXT, nullable=False),
    ]
)

IMBALANCES = pa.schema(
    [
        pa.field("firm", _TEXT),
        pa.field("balance", _TEXT, nullable=False),
        pa.field("carrier", _TEXT, nullable=False),
        pa.field("day", TIME, nullable=False),
        pa.field("inflow", pa.float64()),
        pa.field("outflow", pa.float64()),
        pa.field("imbalance", pa.float64()),
        pa.field("sd", pa.float64()),
        pa.field("chi_square", pa.float64()),
        pa.field("valid_share", pa.float64(), nullable=False),
        pa.field("unit", _TEXT, nullable=False),
        pa.field("reason", _TEXT),
        pa.field("reason_params", _TEXT),
    ]
)

METER_TRUST = pa.schema(
    [
        pa.field("firm", _TEXT),
        pa.field("datastream", _TEXT, nullable=False),
        pa.field("carrier", _TEXT, nullable=False),
        pa.field("month", TIME, nullable=False),
        pa.field("redundant", pa.bool_(), nullable=False),
        pa.field("detectability", pa.float64()),
        pa.field("adjustability", pa.float64()),
        pa.field("smallest_bias", pa.float64()),
        pa.field("tamper_index", pa.int32()),
        pa.field("group", pa.list_(_TEXT), nullable=False),
        pa.field("best_added_meter", _TEXT),
        pa.field("reason", _TEXT),
    ]
)

MEASURED_SHARE = 0.5  # share of a month's steps from which a meter counts as measuring in it
FOUND_WITH = 0.95  # chance with which a bias of the size ``smallest_bias`` is found


@dataclass(frozen=True)
class Owners:
    """Whose each variable and meter is: firm id, or None for the park's own. ``balances`` likewise."""

    variables: tuple[str | None, ...]
    measurements: tuple[str | None, ...]
    balances: tuple[str | None, ...]


def reconciled_table(component: Component, owners: Owners, steps: Steps, result: Reconciliation) -> pa.Table:
    """One row per step, variable and meter on it; a variable without meter has one row per step without datastream."""
    system = component.system
    count = len(steps.values)
    starts = pa.array(steps.edges[:-1], pa.int64()).cast(TIME)
    everything = weakest(steps.origins)
    parts = []
    meters: dict[int, list[int]] = {}
    for column, variable in enumerate(system.selector.tolist()):
        meters.setdefault(variable, []).append(column)
    for variable, name in enumerate(system.variables):
        known = np.isfinite(result.reconciled[:, variable])
        for column in meters.get(variable, [-1]):
            raw = steps.values[:, column] if column >= 0 else np.full(count, np.nan)
            seen = np.isfinite(raw)
            checked = np.isfinite(result.standardised[:, column]) if column >= 0 else np.zeros(count, np.bool_)
            state = np.select(
                [~known, ~seen, checked], [State.UNOBSERVABLE.value, State.COMPUTED.value, State.ADJUSTED.value],
                State.ONLY_MEASURED.value,
            )  # fmt: skip
            own = steps.origins[column] if column >= 0 and steps.origins[column] else everything
            origin = np.where(state == State.ONLY_MEASURED.value, own, everything)
            firm = owners.variables[variable] if column < 0 else owners.measurements[column]
            parts.append(
                pa.Table.from_arrays(
                    [
                        pa.array([firm] * count, _TEXT),
                        pa.array([name] * count, _TEXT),
                        pa.array([system.measurements[column] if column >= 0 else None] * count, _TEXT),
                        starts,
                        pa.array(np.full(count, component.step_s), pa.int32()),
                        _floats(raw),
                        _floats(result.reconciled[:, variable]),
                        _floats(result.sd[:, variable]),
                        pa.array([system.unit] * count, _TEXT),
                        pa.array(state.tolist(), _TEXT),
                        pa.array(origin.tolist(), _TEXT),
                    ],
                    schema=RECONCILED,
                )
            )
    return pa.concat_tables(parts) if parts else RECONCILED.empty_table()


def _floats(values: Vector) -> pa.Array:
    return pa.array(values, pa.float64(), mask=~np.isfinite(values))


@dataclass(frozen=True)
class DailyBalance:
    """One balance, day by day (D,): what came in and went out by the meters, what should be missing by declared
    shares, the rest.

    ``expected``: outflow without meters that declared shares explain; ``unmetered``: edges that nothing explains.
    Where there are any, no imbalance can be told (``imbalance`` and ``sd`` NaN). ``steps`` (D,): share of steps in
    which every meter measured.
    """

    balance: str
    row: int
    inflow: Vector
    outflow: Vector
    imbalance: Vector
    sd: Vector
    steps: Vector
    unmetered: tuple[str, ...]
    meters: tuple[int, ...]


def daily_balances(component: Component, steps: Steps) -> Iterator[DailyBalance]:
    """Every node's balance by day of the park, from raw readings."""
    system, values = component.system, steps.values
    shares = {share.edge: share for share in component.shares}
    sd = np.nan_to_num(system.measurement_sd(values))
    softness = np.nan_to_num(system.softness(values))
    flow, flow_variance, present = _flows(component, values, sd)
    place = {name: i for i, name in enumerate(system.variables)}
    for row, balance in enumerate(system.balances):
        if balance.startswith("share:"):
            continue
        terms = np.flatnonzero(system.matrix[row])
        lacking = [v for v in terms.tolist() if v not in set(system.selector.tolist())]
        explained = [v for v in lacking if system.variables[v] in shares]
        unmetered = tuple(system.variables[v] for v in lacking if v not in explained)
        metered = [v for v in terms.tolist() if v not in lacking]
        sources = [place[name] for v in explained for name in shares[system.variables[v]].of]
        whole: Mask = np.all(present[:, [*metered, *sources]], axis=1)
        signs = system.matrix[row]
        coefficients = np.where(np.isin(np.arange(signs.size), metered), signs, 0.0)
        more = float(softness[row]) ** 2
        for v in explained:
            share = shares[system.variables[v]]
            for name in share.of:
                coefficients[place[name]] += signs[v] * share.share
            more += (share.sd * float(np.nanmean(_positive(flow[:, [place[name] for name in share.of]].sum(axis=1))))) ** 2
        known = flow[:, metered] * signs[metered]
        step_sd = float(np.sqrt(coefficients**2 @ flow_variance + more))
        yield _by_day(steps, balance, row, known, flow @ coefficients, whole, step_sd, unmetered, metered, component)


def _positive(values: Vector) -> Vector:
    kept = values[values > 0]
    return kept if kept.size else np.zeros(1)


def _flows(component: Component, values: Matrix, sd: Vector) -> tuple[Matrix, Vector, Mask]:
    """(T, n) mean of the meters of each variable (0 where none), its variance (n,), and whether it was measured (T, n)."""
    system = component.system
    n = len(system.variables)
    picks = np.zeros((len(system.measurements), n))
    picks[np.arange(len(system.measurements)), system.selector] = 1.0
    seen = np.isfinite(values)
    count = seen @ picks
    flow = (np.where(seen, values, 0.0) @ picks) / np.maximum(count, 1)
    meters = np.maximum(picks.sum(axis=0), 1)
    return flow, (sd**2 @ picks) / meters**2, count > 0


def _by_day(
    steps: Steps, balance: str, row: int, known: Matrix, rest: Vector, whole: Mask, step_sd: float,
    unmetered: tuple[str, ...], metered: Sequence[int], component: Component,
) -> DailyBalance:  # fmt: skip
    days = steps.days.size
    count = np.bincount(steps.day, minlength=days)
    good = np.bincount(steps.day, weights=whole, minlength=days)

    def added(amounts: Vector) -> Vector:
        total = np.bincount(steps.day, weights=np.where(whole, amounts, 0.0), minlength=days)
        return np.where(good > 0, total, np.nan)

    imbalance = added(rest)
    sd = good * step_sd  # an accuracy class is the same error in every step: it adds up and does not average out
    if unmetered:
        imbalance, sd = np.full(days, np.nan), np.full(days, np.nan)
    columns = [c for c, v in enumerate(component.system.selector.tolist()) if v in set(metered)]
    return DailyBalance(
        balance, row, added(np.maximum(known, 0.0).sum(axis=1)), added(np.maximum(-known, 0.0).sum(axis=1)),
        imbalance, np.where(good > 0, sd, np.nan), good / np.maximum(count, 1), unmetered, tuple(columns),
    )  # fmt: skip


def imbalance_table(component: Component, owners: Owners, steps: Steps, days: Sequence[DailyBalance]) -> pa.Table:
    parts = []
    starts = pa.array(steps.days, pa.int64()).cast(TIME)
    for told in days:
        count = steps.days.size
        reasons = [_reason(told, float(share)) for share in told.steps]
        with np.errstate(divide="ignore", invalid="ignore"):
            square = np.where(told.sd > 0, (told.imbalance / told.sd) ** 2, np.nan)
        parts.append(
            pa.Table.from_arrays(
                [
                    pa.array([owners.balances[told.row]] * count, _TEXT),
                    pa.array([told.balance] * count, _TEXT),
                    pa.array([component.system.carrier] * count, _TEXT),
                    starts,
                    *(_floats(column) for column in (told.inflow, told.outflow, told.imbalance, told.sd, square)),
                    pa.array(told.steps, pa.float64()),
                    pa.array([component.system.unit] * count, _TEXT),
                    pa.array([reason.id if reason else None for reason in reasons], _TEXT),
                    pa.array([_params(reason) for reason in reasons], _TEXT),
                ],
                schema=IMBALANCES,
            )
        )
    return pa.concat_tables(parts) if parts else IMBALANCES.empty_table()


def _reason(told: DailyBalance, share: float) -> Message | None:
    if told.unmetered:
        return Message("trust.balance.reason.unmetered", {"edges": ", ".join(told.unmetered)})
    if share == 0:
        return Message("trust.balance.reason.no_whole_step", {})
    return None


def _params(reason: Message | None) -> str | None:
    return None if reason is None else json.dumps(dict(reason.params), sort_keys=True, ensure_ascii=False)


def meter_trust_rows(
    component: Component,
    owners: Owners,
    values: Matrix,
    month: object,
    places: Mapping[str, str | None],
    tamper: Mapping[str, int | None],
) -> list[dict[str, object]]:
    """What the balances of one month can say of each meter.

    Parameters
    ----------
    values
        (T, k) readings of the month.
    places
        Edge -> firm: where a meter could be added; only a firm's own and the park's own edges are proposed to a firm.
    tamper
        Meter -> size of the smallest set that could falsify it unseen, itself included; None: no set can.
    """
    system = component.system
    share = np.isfinite(values).mean(axis=0) if len(values) else np.zeros(len(system.measurements))
    measuring = tuple(name for name, part in zip(system.measurements, share, strict=True) if part >= MEASURED_SHARE)
    found = classify(system, measuring)
    added = added_meters(system, measuring, [name for name in system.variables if name in places])
    sd = np.where(share >= MEASURED_SHARE, system.measurement_sd(values), np.nan)
    level = mean_level(values)
    told = strength(prepare(system, sd, np.nan_to_num(system.softness(values))))
    lasting = np.hypot(system.relative_sd * level, system.floor_sd / np.sqrt(np.maximum(np.isfinite(values).sum(axis=0), 1)))
    needed = shift_found_with(FOUND_WITH)
    rows = []
    for column, name in enumerate(system.measurements):
        seen = name in found.checked and name in measuring
        detectability = float(told.detectability[column])
        usable = seen and np.isfinite(detectability) and detectability > 0 and level[column] > 0
        rows.append(
            {
                "firm": owners.measurements[column],
                "datastream": name,
                "carrier": system.carrier,
                "month": month,
                "redundant": seen,
                "detectability": detectability if name in measuring and np.isfinite(detectability) else None,
                "adjustability": float(told.adjustability[column])
                if name in measuring and np.isfinite(detectability)
                else None,
                "smallest_bias": float(needed * lasting[column] / detectability / level[column]) if usable else None,
                "tamper_index": tamper[name] if name in measuring else None,
                "group": list(found.groups[name]),
                "best_added_meter": _best(name, owners.measurements[column], added, places),
                "reason": _why(name, found, measuring),
            }
        )
    return rows


def _best(name: str, firm: str | None, added: Sequence[AddedMeter], places: Mapping[str, str | None]) -> str | None:
    """The most useful place whose meter would check this one or tell it from those it is confounded with."""
    for place in added:
        if name in (*place.checked, *place.told_apart) and places[place.variable] in (None, firm):
            return place.variable
    return None


def _why(name: str, found: Classification, measuring: Sequence[str]) -> str | None:
    if name not in measuring:
        return "trust.balance.reason.hardly_measures"
    if name not in found.checked:
        return "trust.balance.reason.nothing_checks"
    return "trust.balance.reason.confounded" if len(found.groups[name]) > 1 else None
