"""A balance system: which amounts of one connected part of the park must agree with which, and who measures them.

``A x = l`` (docs/design/trust.md, 1.1): columns are flows, rows are nodes in which nothing is lost and soft
relations. # design 4.1 How a system is read off the flow network stands in `ecopark.trust.balance.from_network`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ecopark.core.errors import InputError
from ecopark.trust.balance import messages as _texts  # noqa: F401  (the texts of the errors below)

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]


@dataclass(frozen=True)
class BalanceSystem:
    """Balances, flows and meters of one carrier and connected component.

    Attributes
    ----------
    balances
        m names: node ids or relation ids.
    variables
        n names: edge ids, and what no edge shows (``own_use:<node>``, ``storage:<node>``).
    matrix
        (m, n): +1 where the edge brings into the node, -1 where it takes out; coefficients of a soft relation.
    measurements
        k names: datastream ids. Several meters of one edge are several measurements of one variable.
    selector
        (k,) which variable a measurement measures.
    relative_sd
        (k,) accuracy class as a standard uncertainty (class / sqrt 3): a permanent relative error.
    floor_sd
        (k,) absolute noise in one step, unit of the variable.
    balance_sd
        (m,) standard deviation of a soft balance, unit of the variables; 0 for a hard one.
    carrier, unit
        Of the amounts; two carriers joined by a relation read ``wastewater+water``.
    balance_relative_sd
        (m,) the same, relative to what the balance brings in (the mean of its positive terms); None: 0.
    lower
        (n,) lower bound of each variable; None: no flow is negative. ``-inf`` for a change of storage.
    """

    balances: tuple[str, ...]
    variables: tuple[str, ...]
    matrix: Matrix
    measurements: tuple[str, ...]
    selector: Index
    relative_sd: Vector
    floor_sd: Vector
    balance_sd: Vector
    carrier: str = ""
    unit: str = ""
    balance_relative_sd: Vector | None = None
    lower: Vector | None = None

    def __post_init__(self) -> None:
        m, n, k = len(self.balances), len(self.variables), len(self.measurements)
        wanted = {
            "matrix": (m, n), "selector": (k,), "relative_sd": (k,), "floor_sd": (k,),
            "balance_sd": (m,), "balance_relative_sd": (m,), "lower": (n,),
        }  # fmt: skip
        for name, shape in wanted.items():
            given = getattr(self, name)
            if given is not None and np.shape(given) != shape:
                raise InputError(
                    "trust.balance.bad_shape", where=name, field=name, wanted=str(shape), given=str(np.shape(given))
                )
        if k and (self.selector.min() < 0 or self.selector.max() >= n):
            raise InputError("trust.balance.bad_selector", where="selector", variables=n)
        for name in ("relative_sd", "floor_sd", "balance_sd"):
            if not np.all(np.isfinite(getattr(self, name)) & (getattr(self, name) >= 0)):
                raise InputError("trust.balance.bad_sd", where=name, field=name)
        if not np.all(np.isfinite(self.matrix)):
            raise InputError("trust.balance.bad_matrix", where="matrix", field="matrix")

    @property
    def lower_bound(self) -> Vector:
        return np.zeros(len(self.variables)) if self.lower is None else self.lower

    def measurement_sd(self, values: Matrix) -> Vector:
        """(k,) standard deviation of one step: class of the meter's mean reading in ``values`` (T, k) and its noise.

        The mean over the record stands for the flow, not the single reading: a meter that reads low by mistake in a
        step would otherwise be trusted more because of it. A meter without any reading gets NaN.
        """
        return np.hypot(self.relative_sd * mean_level(values), self.floor_sd)

    def softness(self, values: Matrix) -> Vector:
        """(m,) standard deviation of each balance for readings ``values`` (T, k)."""
        if self.balance_relative_sd is None or not self.balance_relative_sd.any():
            return self.balance_sd
        level = mean_level(values)
        seen = np.isfinite(level)
        number = np.bincount(self.selector[seen], minlength=len(self.variables))
        total = np.bincount(self.selector[seen], weights=level[seen], minlength=len(self.variables))
        flow = total / np.maximum(number, 1)
        brought = np.maximum(self.matrix, 0.0) @ flow
        taken = np.maximum(-self.matrix, 0.0) @ flow
        return np.hypot(self.balance_sd, self.balance_relative_sd * np.maximum(brought, taken))

    @cached_property
    def _entries(self) -> tuple[Index, Index, Vector, Index]:
        """Rows, columns and values of the matrix's entries, and where a row begins."""
        rows, places = np.nonzero(self.matrix)
        starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]])) if rows.size else rows
        return rows, places, self.matrix[rows, places], starts

    def row_sums(self, columns: Matrix, *, unsigned: bool = False) -> Matrix:
        """(T, m) ``columns @ matrix.T`` for columns (T, n); ``unsigned``: every entry counts as 1. Cheap: most entries
        are 0.
        """
        rows, places, values, starts = self._entries
        result = np.zeros((len(columns), len(self.balances)))
        if rows.size:
            terms = columns[:, places] * (1.0 if unsigned else values)
            result[:, rows[starts]] = np.add.reduceat(terms, starts, axis=1)
        return result

    def with_measurement(
        self, variable: str, name: str, *, relative_sd: float = 0.0, floor_sd: float = 0.0
    ) -> BalanceSystem:
        """The same system with one more meter on a variable."""
        return replace(
            self,
            measurements=(*self.measurements, name),
            selector=np.append(self.selector, self.variables.index(variable)),
            relative_sd=np.append(self.relative_sd, relative_sd),
            floor_sd=np.append(self.floor_sd, floor_sd),
        )


def mean_level(values: Matrix) -> Vector:
    """(k,) mean absolute reading of each column; NaN where there is none."""
    present = np.isfinite(values)
    total = np.where(present, np.abs(values), 0.0).sum(axis=0)
    count = present.sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def gathered(selector: Index, rows: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """(size, T) sums of the rows (k, T) of each variable; zeros where there is none."""
    result = np.zeros((size, rows.shape[1]), rows.dtype)
    if selector.size:
        order = np.argsort(selector, kind="stable")
        ordered = selector[order]
        starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        result[ordered[starts]] = rows[order] if starts.size == order.size else np.add.reduceat(rows[order], starts, axis=0)
    return result
