"""Problems of the literature as plain arrays, with where they come from."""

from __future__ import annotations

import numpy as np

from ecopark.trust.gross.snapshot import Snapshot, snapshot

# Heat exchanger with by-pass: Narasimhan & Jordache, Data Reconciliation and Gross Error Detection (Gulf 2000), ch. 1
# and 7. Matrix, true and measured flows as in the public collection of benchmark problems by E. Cordeiro do Valle
# (dr-ged-benchmarks, P4), seen.
BYPASS = np.array([[1, -1, -1, 0, 0, 0], [0, 1, 0, -1, 0, 0], [0, 0, 1, 0, -1, 0], [0, 0, 0, 1, 1, -1]], dtype=float)
BYPASS_MEASURED = np.array([101.91, 64.45, 34.65, 64.20, 36.44, 98.88])

# Recycle process with 7 streams and 4 units: Rosenberg, Mah & Iordache, Ind. Eng. Chem. Res. 26 (1987) 555; the same
# collection, P6, seen.
RECYCLE = np.array(
    [[1, -1, 0, 1, 0, 1, 0], [0, 1, -1, 0, 0, 0, 0], [0, 0, 1, -1, -1, 0, 0], [0, 0, 0, 0, 1, -1, -1]], dtype=float
)
RECYCLE_TRUE = np.array([5.0, 15.0, 15.0, 5.0, 10.0, 5.0, 5.0])


def bypass(bias: float = 4.0, *, leaks: bool = False) -> Snapshot:
    """The by-pass with a bias in the meter of stream 2, standard deviations of 1 (example 7-1: bias 4)."""
    return snapshot(BYPASS, BYPASS_MEASURED + bias * np.eye(6)[1], np.ones(6), leaks=leaks)


def network(seed: int, nodes: int, edges: int) -> tuple[np.ndarray, np.ndarray]:
    """A connected random flow network with an outside, and positive true flows on it."""
    rng = np.random.default_rng(seed)
    matrix = np.zeros((nodes + 1, edges))
    for v in range(edges):
        tail, head = (int(rng.integers(0, v + 1)), v + 1) if v < nodes else rng.choice(nodes + 1, 2, replace=False)
        matrix[tail, v], matrix[head, v] = -1.0, 1.0
    matrix = matrix[1:]
    wish = rng.lognormal(3.0, 1.0, edges)
    flows = wish - np.linalg.pinv(matrix) @ (matrix @ wish)
    matrix[:, flows < 0] *= -1.0
    return matrix, np.abs(flows)
