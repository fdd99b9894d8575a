"""Small balance systems for tests, and an independent solver: the plain KKT system, dense, one step at a time."""

from __future__ import annotations

import numpy as np

from ecopark.trust.balance.system import BalanceSystem


def system_of(matrix, selector=None, sd=None, balance_sd=None, lower=None, relative_sd=None):
    matrix = np.asarray(matrix, float)
    m, n = matrix.shape
    selector = np.arange(n) if selector is None else np.asarray(selector)
    k = len(selector)
    return BalanceSystem(
        balances=tuple(f"b{i}" for i in range(m)),
        variables=tuple(f"x{i}" for i in range(n)),
        matrix=matrix,
        measurements=tuple(f"y{i}" for i in range(k)),
        selector=selector,
        relative_sd=np.zeros(k) if relative_sd is None else np.asarray(relative_sd, float),
        floor_sd=np.ones(k) if sd is None else np.asarray(sd, float),
        balance_sd=np.zeros(m) if balance_sd is None else np.asarray(balance_sd, float),
        lower=lower,
    )


def kkt(system, y, sd, covariance=None):
    """Reconciled flows of one step by the full KKT system with numpy's least squares; unobservable flows come as NaN."""
    n = len(system.variables)
    seen = np.isfinite(y)
    pick = np.zeros((seen.sum(), n))
    pick[np.arange(seen.sum()), system.selector[seen]] = 1
    weight = np.linalg.inv(np.diag(sd[seen] ** 2) if covariance is None else covariance[np.ix_(seen, seen)])
    hard = system.balance_sd == 0
    soft = system.matrix[~hard] / system.balance_sd[~hard, None]
    information = pick.T @ weight @ pick + soft.T @ soft
    a = system.matrix[hard]
    full = np.block([[information, a.T], [a, np.zeros((len(a), len(a)))]])
    right = np.concatenate([pick.T @ weight @ y[seen], np.zeros(len(a))])
    x = np.linalg.lstsq(full, right, rcond=1e-13)[0][:n]
    known = np.vstack([pick, soft, a])
    _, s, vt = np.linalg.svd(known)
    rank = int((s > 1e-9 * s[0]).sum())
    free = np.abs(vt[rank:]).max(axis=0) > 1e-8 if rank < n else np.zeros(n, bool)
    residual = y[seen] - pick @ x
    chi = residual @ weight @ residual + np.sum((soft @ x) ** 2)
    x[free] = np.nan
    null_a = np.linalg.svd(a)[2][np.linalg.matrix_rank(a) :].T if len(a) else np.eye(n)
    inner = null_a.T @ information @ null_a
    values, vectors = np.linalg.eigh(inner)
    kept = values > 1e-9 * np.abs(information).max(initial=1e-300)
    vectors = null_a @ vectors[:, kept]
    cov = (vectors / values[kept]) @ vectors.T
    var = np.where(free, np.nan, np.diag(cov))
    degrees = seen.sum() + (~hard).sum() + np.linalg.matrix_rank(a) - np.linalg.matrix_rank(known, tol=1e-9)
    return x, np.sqrt(np.maximum(var, 0.0)), chi, int(degrees)


def random_network(rng, nodes, edges):
    """Incidence of a random network: some edges enter from outside, some leave, some do both."""
    matrix = np.zeros((nodes, edges))
    for edge in range(edges):
        source, target = rng.integers(-1, nodes, 2)
        if source >= 0:
            matrix[source, edge] -= 1
        if target not in (-1, source):
            matrix[target, edge] += 1
    return matrix
