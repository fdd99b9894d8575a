"""Values as integers where that is exact: ``value = mantissa / divisor`` with divisor 10^k. # design 5.9

Meters send decimals. ``m / 10^k`` with |m| < 2^53 and k <= 22 is rounded correctly by IEEE 754, so it is the very
double that parsing the decimal gave. Each value is checked bit for bit; what does not come back exactly is kept as a
plain double. Nothing is rounded, ever.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecopark.engine.embedded.rows import Rows, run_starts

MAX_EXPONENT = 9
SAMPLES = 48
_MAX_MANTISSA = float(1 << 53)
_POWERS = 10.0 ** np.arange(MAX_EXPONENT + 1)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decimals:
    """The values of sorted rows as integers: ``mantissa / divisor`` where ``exact``; doubles where ``as_double``."""

    mantissa: npt.NDArray[np.int64]
    divisor: Floats
    exact: npt.NDArray[np.bool_]
    as_double: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Rows) -> Decimals:
        starts = run_starts(rows.code)
        present = ~rows.missing()
        lengths = np.diff(np.append(starts, len(rows)))
        divisor = np.repeat(divisors_of_runs(rows.value, present, starts), lengths)
        mantissa, exact = to_mantissas(rows.value, present, divisor)
        return cls(mantissa, divisor, exact, present & ~exact)


def divisors_of_runs(value: Floats, present: npt.NDArray[np.bool_], starts: npt.NDArray[np.int64]) -> Floats:
    """For each run of rows (one datastream) the smallest power of ten under which a sample of its values is whole.

    0.0 where no power fits most of the sample: the run is stored as doubles.
    """
    lengths = np.diff(np.append(starts, len(value)))
    places = starts[:, None] + (lengths[:, None] * np.arange(SAMPLES)[None, :]) // SAMPLES
    sample, given = value[places], present[places]
    fits = np.empty((MAX_EXPONENT + 1, len(starts)), np.float64)
    for k in range(MAX_EXPONENT + 1):
        exact, _ = _whole(sample, np.full(sample.shape, _POWERS[k]))
        fits[k] = (exact | ~given).mean(axis=1)
    best = fits.max(axis=0)
    chosen = _POWERS[np.argmax(fits >= best[None, :], axis=0)]
    return np.where(best > 0.5, chosen, 0.0)


def to_mantissas(
    value: Floats, present: npt.NDArray[np.bool_], divisor: Floats
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Mantissas and where they are exact; rows that are missing or not exact have mantissa 0 and False."""
    exact, mantissa = _whole(value, divisor)
    exact &= present
    mantissa[~exact] = 0
    return mantissa, exact


def _whole(value: Floats, divisor: Floats) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        scaled = value * divisor
        np.rint(scaled, out=scaled)
        usable = np.abs(scaled) < _MAX_MANTISSA
        usable &= divisor > 0
        scaled[~usable] = 0.0
        mantissa = scaled.astype(np.int64)
        back = mantissa / divisor
    usable &= back.view(np.int64) == value.view(np.int64)  # bits: -0.0 is not 0.0
    return usable, mantissa
