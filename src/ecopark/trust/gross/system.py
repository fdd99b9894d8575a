"""What this room needs of a balance system: `ecopark.trust.balance.system.BalanceSystem` fits.

A protocol instead of an import, so that `trust.balance` may ask this room (tamper index of its meters) without a cycle.
"""

from __future__ import annotations

from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from ecopark.trust.gross.projection import Array


class System(Protocol):
    """Balances, flows and meters. # docs/design/trust.md 2"""

    @property
    def balances(self) -> tuple[str, ...]: ...
    @property
    def variables(self) -> tuple[str, ...]: ...
    @property
    def matrix(self) -> Array: ...
    @property
    def measurements(self) -> tuple[str, ...]: ...
    @property
    def selector(self) -> NDArray[np.int64]: ...
    @property
    def relative_sd(self) -> Array: ...
    @property
    def floor_sd(self) -> Array: ...
    @property
    def balance_sd(self) -> Array: ...

    @property
    def lower_bound(self) -> Array:
        """(n,) of the variables; minus infinity: none."""

    def softness(self, values: Array, /) -> Array:
        """(m,) standard deviation of each balance for these readings."""

    def with_measurement(self, variable: str, name: str, /) -> Self:
        """The same with one more meter."""
