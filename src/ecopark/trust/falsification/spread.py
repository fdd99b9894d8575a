"""Missing spread: an instrument that has become much quieter than it ever was, while its plant has not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats
from ecopark.trust.falsification.blocks import Blocks, robust_z, rolling_mean


@dataclass(frozen=True, slots=True)
class Spread:
    """Parameters.

    Attributes
    ----------
    windows
        Numbers of blocks averaged (`blocks.blocks_of`), the shorter for short episodes; single blocks where the record has
        fewer than ``long_record`` of them.
    least
        Blocks that a comparison needs.
    ratio
        Material only if the spread falls to this share of the usual.
    """

    windows: tuple[int, ...] = (5, 15)
    long_record: int = 60
    least: int = 8
    ratio: float = 0.5


def windows_of(blocks: Blocks, parameters: Spread) -> tuple[int, ...]:
    """Return the window lengths for a record of so many blocks."""
    count = len(blocks.key)
    if count < parameters.long_record:
        return (1,) if count >= parameters.least else ()
    return tuple(w for w in parameters.windows if count >= 4 * w)


def log_spread(values: Floats, blocks: Blocks, resolution: float = 0.0) -> Floats:
    """Return how much each block varies, shape (b,): mean of the logs of its standard deviation and of its usual step.

    A level that wanders hides a dead instrument in the deviation, noise hides it in the steps; a bottle shows in both.
    A grid of ``resolution`` has a spread of its own, below which nothing is smaller.
    """
    rows = _rows(blocks)
    centre = np.repeat(blocks.mean(values), blocks.stop - blocks.first)
    squares = np.zeros(len(values))
    squares[rows] = (values[rows] - centre) ** 2
    floor = max(resolution / np.sqrt(12), 1e-3 * float(values.std()), 1e-12)
    deviation = np.sqrt(blocks.mean(squares) + floor**2)
    change = np.abs(np.diff(values))
    steps = [float(np.median(change[i : j - 1])) for i, j in zip(blocks.first, blocks.stop, strict=True)]
    return np.asarray(0.5 * (np.log(deviation) + np.log(np.maximum(steps, floor))))


def collapse(logs: Floats, window: int) -> tuple[Floats, Floats]:
    """Return ``(scores, sizes)`` of each window of blocks, shape (b - window + 1,): positive where the spread is too small.

    ``sizes`` is the log of (usual / found).
    """
    means = rolling_mean(logs, window)
    z = robust_z(means, floor=0.05)
    return -z, np.asarray(np.median(means) - means)


def _rows(blocks: Blocks) -> np.ndarray:
    lengths = blocks.stop - blocks.first
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(lengths.sum()) + np.repeat(blocks.first - before, lengths))
