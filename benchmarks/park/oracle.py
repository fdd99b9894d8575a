"""What could be known: how far a fault stands out of the balances for somebody who knows its shape and the noise.

``z``: root of the sum, over the balances of the meter and the first 30 days of the fault, of the squared signature over
noise, noise taken from the healthy twin of the park (same loads, same meters, no faults) and whitened by a fit on all of
its hours. ``gap``: how much of z squared is left when another meter (gain or bias) or a leak is fitted instead: below 25
nobody can say from the balances which of them it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.park.faults import Fault
from benchmarks.park.generate import Park

from ecopark.trust.identify.calibrate import Calibration, calibrate
from ecopark.trust.identify.whitening import whiten

IDENTIFIABLE_Z, ISOLABLE_GAP, DAYS = 10.0, 25.0, 30


@dataclass(frozen=True)
class Knowable:
    """``z`` and ``gap`` of one fault."""

    z: float
    gap: float

    @property
    def identifiable(self) -> bool:
        return self.z >= IDENTIFIABLE_Z

    @property
    def isolable(self) -> bool:
        return self.identifiable and self.gap >= ISOLABLE_GAP


def knowable(park: Park) -> list[Knowable]:
    """Return what could be known of each fault of the park, in their order."""
    if not park.faults:
        return []
    matrix = park.layout.matrix
    healthy = calibrate(matrix, park.healthy, park.relative_sd, np.zeros(len(park.relative_sd)), len(park.healthy))
    shown = np.where(np.isfinite(park.values), park.values, park.healthy)
    return [_knowable(park, shown, healthy, fault) for fault in park.faults]


def _knowable(park: Park, shown: np.ndarray, healthy: Calibration, fault: Fault) -> Knowable:
    matrix, start = park.layout.matrix, fault.start
    stop = min(start + DAYS * 24, len(shown))
    hours = slice(start, stop)
    error = shown[hours, fault.meter] - park.healthy[hours, fault.meter]
    rows = np.flatnonzero(matrix[:, fault.meter])
    filters = (healthy.keep[rows], healthy.gain[hours, rows], healthy.variance[hours, rows])

    def white(series: np.ndarray, meter_rows: np.ndarray) -> np.ndarray:
        return whiten(series / healthy.scale[hours, meter_rows], *filters)

    signature = white(matrix[rows, fault.meter] * error[:, None], rows)
    total = float((signature**2).sum())
    best = 0.0
    others = np.flatnonzero((matrix[rows] != 0).any(axis=0))
    for other in others[others != fault.meter]:
        beyond = np.setdiff1d(np.flatnonzero(matrix[:, other]), rows)
        for shape in (shown[hours, other], np.full(stop - start, shown[hours, other].mean())):
            rival = white(matrix[rows, other] * shape[:, None], rows)
            size = float((rival**2).sum())
            for row in beyond:  # the rival would also show where the fault does not
                more = whiten(
                    (matrix[row, other] * shape / healthy.scale[hours, row])[:, None],
                    healthy.keep[[row]], healthy.gain[hours, [row]], healthy.variance[hours, [row]],
                )  # fmt: skip
                size += float((more**2).sum())
            best = max(best, float((rival * signature).sum()) ** 2 / max(size, 1e-300))
    for k in range(len(rows)):
        leak = white(np.full((stop - start, len(rows)), 1.0) * (np.arange(len(rows)) == k), rows)
        best = max(best, float((leak * signature).sum()) ** 2 / max(float((leak**2).sum()), 1e-300))
    return Knowable(total**0.5, total - best)
