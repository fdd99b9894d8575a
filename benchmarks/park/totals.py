"""Totals of a park from its meters: raw, reconciled with the named or the truly faulty meters set aside, healthy.

Bottom-up total of a carrier: the sum of the firms' meters (wastewater: of the discharges) over all hours after
commissioning, as a share of the truth. Raw: missing hours stand at the meter's mean. Reconciled:
`ecopark.trust.balance.reconcile`, hour by hour, with the losses learnt at commissioning as known terms and their wandering
as the softness of the balances. A meter that is set aside is unmeasured from its onset on: what stands for it is its own
weekly profile, with the spread that its history shows around it.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from benchmarks.park.generate import COMMISSIONING, Park
from benchmarks.park.layout import CARRIERS

from ecopark.trust.balance.reconcile import reconcile
from ecopark.trust.balance.system import BalanceSystem
from ecopark.trust.identify.calibrate import Calibration, calibrate

WAYS = ("raw", "reconciled", "oracle", "healthy")


def members(park: Park, carrier: str) -> np.ndarray:
    return park.layout.of("discharge" if carrier == "wastewater" else "firm", carrier)


def raw_total(park: Park, carrier: str) -> float:
    values = park.values[COMMISSIONING:, members(park, carrier)]
    return float(np.nanmean(values, axis=0).sum() * len(values))


def true_total(park: Park, carrier: str) -> float:
    return float(park.truth[COMMISSIONING:, members(park, carrier)].sum())


def reconciled_flows(park: Park, values: np.ndarray, aside: dict[int, int]) -> np.ndarray:
    """Return reconciled flows (hours after commissioning, n); ``aside``: meter -> hour from which it is not believed."""
    cleaned = values.copy()
    onset = {meter: max(start, COMMISSIONING) for meter, start in aside.items()}
    for meter, start in onset.items():
        cleaned[start:, meter] = np.nan
    normal = calibrate(park.layout.matrix, cleaned, park.relative_sd, np.zeros(values.shape[1]), COMMISSIONING)
    system = park_system(park, normal)
    lost = normal.filled @ normal.matrix.T - normal.residual * normal.scale
    believed = park.relative_sd * np.abs(normal.history.mean)
    spread = np.minimum(np.sqrt(normal.history.noise.slow + normal.history.noise.white), 1.0) + 0.05
    unmeasured = spread * np.abs(normal.history.mean)
    edges = sorted({COMMISSIONING, len(values), *onset.values()})
    out = []
    for first, last in pairwise(edges):
        gone = np.array([meter for meter, start in onset.items() if start <= first], int)
        shown, sd = cleaned[first:last].copy(), believed.copy()
        shown[:, gone] = normal.filled[first:last, gone]
        sd[gone] = unmeasured[gone]
        flows = reconcile(system, shown, sd=sd, known=lost[first:last], bounds=False).reconciled
        out.append(np.where(np.isfinite(flows), flows, normal.filled[first:last]))
    return np.concatenate(out)


def park_system(park: Park, normal: Calibration) -> BalanceSystem:
    """The park as a balance system: what commissioning leaves unexplained is the softness of each balance."""
    layout, n = park.layout, len(park.layout.meters)
    softness = normal.own_sd * normal.scale[:COMMISSIONING].mean(axis=0)
    return BalanceSystem(
        layout.balances, layout.meters, layout.matrix, layout.meters, np.arange(n), park.relative_sd, np.zeros(n), softness
    )


def total_errors(park: Park, named: dict[int, int]) -> dict[str, dict[str, float]]:
    """Return by carrier the relative error of its total for each of ``WAYS``; ``named``: meter -> onset as found."""
    flows = {
        "reconciled": reconciled_flows(park, park.values, named),
        "oracle": reconciled_flows(park, park.values, {f.meter: f.start for f in park.faults}),
        "healthy": reconciled_flows(park, np.where(np.isfinite(park.values), park.healthy, np.nan), {}),
    }
    out = {}
    for carrier in CARRIERS:
        truth, mine = true_total(park, carrier), members(park, carrier)
        errors = {"raw": abs(raw_total(park, carrier) / truth - 1)}
        out[carrier] = errors | {how: abs(float(x[:, mine].sum()) / truth - 1) for how, x in flows.items()}
    return out | {"meters": _faulty_meters(park, flows)}


def _faulty_meters(park: Park, flows: dict[str, np.ndarray]) -> dict[str, float]:
    """Median, over faulty meters, of the relative error of their own total from the onset on."""
    errors: dict[str, list[float]] = {how: [] for how in WAYS}
    for fault in park.faults:
        hours = slice(max(fault.start, COMMISSIONING), None)
        truth = float(park.truth[hours, fault.meter].sum())
        shown = park.values[hours, fault.meter]
        errors["raw"].append(abs(float(np.nanmean(shown)) * len(shown) / truth - 1))
        for how, x in flows.items():
            errors[how].append(abs(float(x[max(fault.start - COMMISSIONING, 0) :, fault.meter].sum()) / truth - 1))
    return {how: float(np.median(e)) if e else 0.0 for how, e in errors.items()}
