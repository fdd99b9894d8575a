"""All methods under one interface, and the default.

The default is `sparse`: the set of meters and leaks with the least chi-square plus a price for each error, among
sizes that are possible. Reason, measured on the steam network of Serth & Heenan (docs/benchmarks/gross.md): at the
same false alarms it finds as much as the best others with one and three errors, most and with least wrong suspicions
with five, and its search yields the rivals that a margin needs. Its settings (`TYPICAL_SIZE`, `Levels`) come from
development seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ecopark.core.errors import InputError
from ecopark.trust.distributions import chi_square_quantile
from ecopark.trust.gross import classical, robust, serial
from ecopark.trust.gross.describe import Model, describe, model_of
from ecopark.trust.gross.likelihood import global_statistic
from ecopark.trust.gross.records import Suspect, Verdict
from ecopark.trust.gross.snapshot import Snapshot
from ecopark.trust.gross.subset import best_set, drop_weak
from ecopark.trust.gross.thresholds import Levels

DEFAULT = "sparse"
TYPICAL_SIZE = 10.0  # set on development seeds of the steam network; 6 to 40 are nearly as good


def sparse(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """Best subset of all hypotheses; every member must beat the best set without it."""
    return _sparse(model, levels)[0]


METHODS: Mapping[str, Callable[[Model, Levels], tuple[Suspect, ...]]] = {
    "global": classical.global_test,
    "measurement": classical.measurement_test,
    "maximum_power": classical.maximum_power_test,
    "nodal": classical.nodal_test,
    "glr": serial.serial_compensation,
    "sicc": serial.collective_compensation,
    "imt": serial.iterative_measurement_test,
    "mimt": serial.modified_iterative_measurement_test,
    "elimination": serial.serial_elimination,
    "huber": robust.huber,
    "hampel": robust.hampel,
    "lasso": robust.lasso,
    "sparse": sparse,
}


def identify(snap: Snapshot, method: str = DEFAULT, levels: Levels | None = None) -> Verdict:
    """Search a snapshot for gross errors.

    Parameters
    ----------
    method
        A key of `METHODS`.
    levels
        How often it may be wrong.

    Raises
    ------
    InputError
        `trust.gross.unknown_method`.
    """
    if method not in METHODS:
        raise InputError("trust.gross.unknown_method", method=method, known=", ".join(METHODS))
    chosen = levels or Levels()
    model = model_of(snap)
    exact = True
    if method == DEFAULT:
        suspects, exact = _sparse(model, chosen)
    else:
        suspects = METHODS[method](model, chosen)
    return Verdict(
        method=method,
        chi_square=float(global_statistic(snap.residual)),
        degrees=snap.degrees,
        threshold=chi_square_quantile(chosen.level, snap.degrees),
        suspects=suspects,
        exact=exact,
    )


def _sparse(model: Model, levels: Levels) -> tuple[tuple[Suspect, ...], bool]:
    if not len(model.directions):
        return (), True
    price = levels.critical(len(model.directions)) ** 2
    # The prior only chooses among sets; what is said of them, and their rivals, is measured without it.
    found = best_set(model.bounded.with_prior(TYPICAL_SIZE, price), price, model.directions)
    members = list(found.members)
    drop_weak(model.explanations, price, members)
    return describe(model, members, price, levels), found.exact
