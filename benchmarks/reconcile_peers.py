"""The peer's side of ``benchmarks/reconcile.py``: one step by scipy's sparse LU of the whole KKT system. ``reconcile_peers.py IN OUT``."""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import scipy
import scipy.sparse as sp
from scipy.sparse.linalg import splu


def main(source: str, target: str) -> None:
    given = np.load(source)
    matrix, y, sd = sp.csr_matrix(given["matrix"]), given["y"], given["sd"]
    m, n = matrix.shape

    def kkt() -> sp.csc_matrix:
        return sp.bmat([[sp.diags(1 / sd**2), matrix.T], [matrix, None]], format="csc")

    right = np.concatenate([y / sd**2, np.zeros(m)])
    scratch, prepared = [], []
    factor = splu(kkt())
    for _ in range(int(given["rounds"])):
        began = time.perf_counter()
        x = splu(kkt()).solve(right)
        scratch.append(time.perf_counter() - began)
        began = time.perf_counter()
        factor.solve(right)
        prepared.append(time.perf_counter() - began)
    np.save(target, x[:n])
    print(json.dumps({"version": scipy.__version__, "scratch": min(scratch), "prepared": min(prepared)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
