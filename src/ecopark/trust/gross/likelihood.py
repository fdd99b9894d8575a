"""The linear model behind all methods: statistics of single hypotheses and of sets, in whitened form.

`w = signatures @ b + noise`. Everything a set search asks for is answered from a few columns of the Gram matrix, each
computed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np

from ecopark.trust.gross.projection import Array
from ecopark.trust.gross.snapshot import Snapshot

_DEPENDENT = 1e-9


def global_statistic(residual: Array) -> Array:
    """`r' V^-1 r`, chi-square with as many degrees as rows when nothing is wrong. Residual (..., q)."""
    return np.asarray(np.einsum("...i,...i->...", residual, residual))


def standardised(signatures: Array, residual: Array) -> Array:
    """(..., c) standard normal statistic of each hypothesis alone; zero where no balance can see it.

    The maximum power test (Tamhane 1982; Crowe 1989); with uncorrelated measurements also the measurement test. Its
    square is the likelihood ratio statistic of Narasimhan & Mah (1987): how much of the chi-square this hypothesis
    alone explains.
    """
    length = np.sqrt(np.einsum("ij,ij->j", signatures, signatures))
    return np.asarray((residual @ signatures) / np.where(length > 0.0, length, np.inf))


def adjustment_statistics(snap: Snapshot) -> Array:
    """(k,) measurement test (Mah & Tamhane 1982): adjustment over its deviation, zero for meters that are not redundant."""
    phi = snap.signatures[:, : snap.meters]
    spread = snap.covariance
    if spread.ndim == 1:
        return standardised(phi, snap.residual)
    effect = spread @ phi.T
    sd = np.sqrt(np.einsum("ij,ij->i", effect, effect))
    return np.asarray((effect @ snap.residual) / np.where(sd > 0.0, sd, np.inf))


def nodal_statistics(snap: Snapshot) -> Array:
    """(q,) imbalance of each projected row over its deviation (Reilly & Carpani 1963; Mah, Stanley & Downing 1976)."""
    return np.asarray(snap.raw / np.sqrt(np.diagonal(snap.raw_covariance)))


class Explanations:
    """Sets of hypotheses and how much of one residual they explain.

    Parameters
    ----------
    signatures
        (q, c) whitened.
    residual
        (q,) whitened.
    """

    def __init__(self, signatures: Array, residual: Array) -> None:
        self.signatures = signatures
        self.low, self.high = -np.inf * np.ones(signatures.shape[1]), np.inf * np.ones(signatures.shape[1])
        self.total = float(residual @ residual)
        self.cross = signatures.T @ residual
        self.power = np.einsum("ij,ij->j", signatures, signatures)
        self.ridge = np.zeros(signatures.shape[1])
        self._columns: dict[int, Array] = {}

    def within(self, low: Array, high: Array) -> Explanations:
        """The same where only sizes between `low` and `high` (c,) are possible."""
        other = copy(self)
        other.low, other.high = low, high
        return other

    def with_prior(self, typical: float, price: float) -> Explanations:
        """The same with a normal prior on sizes: `typical` standard deviations of the size's own estimate, or wider.

        It speaks against sets in which larger errors nearly cancel. So wide that a single error of any size loses less
        by it than the price of one more error.
        """
        other = copy(self)
        other.ridge = self.power / max(typical**2, self.total / price)
        return other

    def column(self, member: int) -> Array:
        """(c,) inner products of all signatures with this one."""
        known = self._columns.get(member)
        if known is None:
            known = self._columns[member] = self.signatures.T @ self.signatures[:, member]
        return known

    def gram(self, members: Sequence[int]) -> Array:
        """(s, s) inner products among the members."""
        return np.array([self.column(i)[list(members)] for i in members]).reshape(len(members), len(members))

    def sizes(self, members: Sequence[int]) -> tuple[Array, Array]:
        """Least-squares sizes of the members together, and their standard deviations; the prior has no part in them."""
        if not members:
            return np.zeros(0), np.zeros(0)
        inverse = np.linalg.inv(self.gram(members))
        return inverse @ self.cross[list(members)], np.sqrt(np.diagonal(inverse))

    def left(self, members: Sequence[int]) -> float:
        """Chi-square that remains when the members' sizes are free (with a prior: of sizes and data together)."""
        if not members:
            return self.total
        picked = self.cross[list(members)]
        return max(self.total - float(picked @ self._inverse(members) @ picked), 0.0)

    def gains(self, members: Sequence[int]) -> Array:
        """(c,) how much less would remain with one more hypothesis.

        Zero for what depends on the members or needs an impossible size.
        """
        cross, power = self.cross, self.power
        free = self.power > 0.0
        if members:
            rows = np.array([self.column(i) for i in members])
            gram = self.gram(members)
            new = self.power - (rows * (np.linalg.inv(gram) @ rows)).sum(axis=0)
            free = new > _DEPENDENT * self.power
            weights = np.linalg.inv(gram + np.diag(self.ridge[list(members)])) @ rows
            cross = cross - cross[list(members)] @ weights
            power = power - (rows * weights).sum(axis=0)
            free[list(members)] = False
        power = np.where(free, power + self.ridge, 1.0)
        size = cross / power
        return np.where(free & (size >= self.low) & (size <= self.high), cross * size, 0.0)

    def _inverse(self, members: Sequence[int]) -> Array:
        return np.asarray(np.linalg.inv(self.gram(members) + np.diag(self.ridge[list(members)])))

    def independent(self, members: Sequence[int]) -> bool:
        """Do the members have sizes of their own, or could one be written by the others?"""
        if not members:
            return True
        length = np.sqrt(self.power[list(members)])
        cosines = self.gram(members) / np.outer(length, length)
        return bool(np.linalg.eigvalsh(cosines)[0] > _DEPENDENT)


def classes(signatures: Array, tolerance: float = 1e-8) -> np.ndarray:
    """(c,) number of the equivalence class of each hypothesis: proportional signatures share one; -1 where no balance
    sees it.

    Members of a class fit any data equally well (Bagajewicz & Jiang 1998, equivalent sets of one element).
    """
    length = np.sqrt(np.einsum("ij,ij->j", signatures, signatures))
    seen = np.flatnonzero(length > 0.0)
    result = np.full(signatures.shape[1], -1, dtype=np.int64)
    if not len(seen):
        return result
    unit = signatures[:, seen] / length[seen]
    # Parallel vectors have the same shadow on any direction: only neighbours in that order need the full comparison.
    direction = np.random.default_rng(0).standard_normal(len(unit))
    shadow = np.abs(direction @ unit)
    order = np.argsort(shadow, kind="stable")
    reach = 4.0 * np.sqrt(tolerance) * float(np.linalg.norm(direction))
    parent = np.arange(len(seen))
    for gap in range(1, len(seen)):
        near = np.flatnonzero(shadow[order[gap:]] - shadow[order[:-gap]] <= reach)
        if not len(near):
            break
        a, b = order[near], order[near + gap]
        cosine = np.abs(np.einsum("ij,ij->j", unit[:, a], unit[:, b]))
        for i, j in zip(a[cosine >= 1.0 - tolerance], b[cosine >= 1.0 - tolerance], strict=True):
            ri, rj = _root(parent, int(i)), _root(parent, int(j))
            parent[max(ri, rj)] = min(ri, rj)
    roots = np.array([_root(parent, i) for i in range(len(seen))])
    result[seen] = np.unique(roots, return_inverse=True)[1]
    return result


def _root(parent: np.ndarray, i: int) -> int:
    while parent[i] != i:
        i = int(parent[i])
    return i
