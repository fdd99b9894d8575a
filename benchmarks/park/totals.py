"""Totals of a park from its meters: raw, reconciled with the named meters set aside, with the truly faulty set aside, healthy.

Bottom-up total of a carrier: the sum of the firms' meters (wastewater: of the discharges) over all hours after
commissioning, as a share of the truth. Raw: missing hours stand at the meter's mean. Reconciled: hourly weighted least
squares on all balances, with losses as on the baseline; a meter that is set aside counts by its expected flow with the
spread of its own history only.
"""

from __future__ import annotations

import numpy as np
from benchmarks.park.generate import COMMISSIONING, Park
from benchmarks.park.layout import CARRIERS

from ecopark.trust.identify.calibrate import calibrate


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
    for meter, start in aside.items():
        cleaned[max(start, COMMISSIONING) :, meter] = np.nan
    matrix = park.layout.matrix
    normal = calibrate(matrix, cleaned, park.relative_sd, np.zeros(values.shape[1]), COMMISSIONING)
    # residual over scale is what the baseline does not explain; its slow and white variance are of the balance itself
    out = np.empty((len(values) - COMMISSIONING, values.shape[1]))
    own = np.sqrt(normal.history.noise.slow + normal.history.noise.white)
    for k, t in enumerate(range(COMMISSIONING, len(values))):
        sd = park.relative_sd * np.abs(normal.filled[t]) + 1e-9
        sd = np.where(
            normal.present[t], sd, np.minimum(own, 1.0) * np.abs(normal.filled[t]) + 0.05 * np.abs(normal.history.mean)
        )
        variance = sd**2
        known = (matrix * variance) @ matrix.T
        known[np.diag_indices_from(known)] += (normal.own_sd * normal.scale[t]) ** 2
        imbalance = normal.residual[t] * normal.scale[t]
        out[k] = normal.filled[t] - variance * (matrix.T @ np.linalg.solve(known, imbalance))
    return out


def total_errors(park: Park, named: dict[int, int]) -> dict[str, dict[str, float]]:
    """Return by carrier the relative error of its total: raw, reconciled, oracle, healthy; ``named``: meter -> onset as found."""
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
    errors: dict[str, list[float]] = {"raw": [], "reconciled": [], "oracle": [], "healthy": []}
    for fault in park.faults:
        hours = slice(max(fault.start, COMMISSIONING), None)
        truth = float(park.truth[hours, fault.meter].sum())
        shown = park.values[hours, fault.meter]
        errors["raw"].append(abs(float(np.nanmean(shown)) * len(shown) / truth - 1))
        for how, x in flows.items():
            errors[how].append(abs(float(x[max(fault.start - COMMISSIONING, 0) :, fault.meter].sum()) / truth - 1))
    return {how: float(np.median(e)) if e else 0.0 for how, e in errors.items()}
