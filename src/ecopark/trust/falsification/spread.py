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
    window
        Blocks averaged (`blocks.blocks_of`); one where the record has fewer than ``long_record`` of them.
    least
        Blocks that a comparison needs.
    ratio
        Material only if the spread falls to this share of the usual.
    """

    window: int = 5
    long_record: int = 60
    least: int = 8
    ratio: float = 0.5


def window_of(blocks: Blocks, parameters: Spread) -> int:
    return parameters.window if len(blocks.key) >= parameters.long_record else 1


def log_spread(values: Floats, blocks: Blocks, resolution: float = 0.0) -> Floats:
    """Return the log of each block's standard deviation, shape (b,); a grid of ``resolution`` has a spread of its own."""
    centre = np.repeat(blocks.mean(values), blocks.stop - blocks.first)
    rows = _rows(blocks)
    squares = np.zeros(len(values))
    squares[rows] = (values[rows] - centre) ** 2
    variance = blocks.mean(squares)
    floor = max(resolution**2 / 12, 1e-12 * float(np.median(values)) ** 2, 1e-24)
    return np.asarray(0.5 * np.log(variance + floor))


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
