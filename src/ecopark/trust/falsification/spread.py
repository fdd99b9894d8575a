"""Missing spread: an instrument that has become much quieter than it ever was, while its plant has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Times
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
    steps = np.zeros(len(values))
    steps[1:] = np.log(np.maximum(np.abs(np.diff(values)), max(floor, 0.02 * float(values.std()))))
    steps[blocks.first] = steps[np.minimum(blocks.first + 1, len(values) - 1)]  # the step into a block belongs to none
    return np.asarray(0.5 * (np.log(deviation) + blocks.mean(steps)))


@dataclass(frozen=True, slots=True)
class LoadSpread:
    """A load's blocks: ``key``, its own log spread and its mean, shape (b,) each."""

    key: Times
    logs: Floats
    means: Floats


def without_loads(logs: Floats, key: Times, loads: Sequence[LoadSpread]) -> Floats:
    """Take away what the loads explain of a spread: a plant that runs evenly has even waste.

    Parameters
    ----------
    logs, key
        Log spread by block and the blocks' keys, shape (b,).
    loads
        Candidates; the one that explains most is used, by least absolute deviations on its log spread and its mean. A load
        that is missing in more than a tenth of the blocks is not; in the others its usual state is assumed.
    """
    best, spread = logs, float(np.median(np.abs(logs - np.median(logs))))
    for load in loads:
        at = np.minimum(np.searchsorted(load.key, key), len(load.key) - 1) if len(load.key) else np.empty(0, np.intp)
        if len(at) == 0 or np.mean(load.key[at] == key) < 0.9:
            continue
        here = load.key[at] == key
        columns = [np.where(here, c[at], np.median(c)) for c in (load.logs, load.means)]
        x = np.column_stack([np.ones(len(key)), *((c - c.mean()) / max(float(c.std()), 1e-12) for c in columns)])
        rest = logs - x[:, 1:] @ _least_absolute(x, logs)[1:]
        left = float(np.median(np.abs(rest - np.median(rest))))
        if left < spread:
            best, spread = rest, left
    return best


def _least_absolute(x: Floats, y: Floats) -> Floats:
    weights = np.ones(len(y))
    fit: Floats = np.zeros(x.shape[1])
    for _ in range(15):
        root = np.sqrt(weights)
        fit = np.asarray(np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0])
        weights = 1.0 / np.maximum(np.abs(y - x @ fit), 0.05)
    return fit


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
