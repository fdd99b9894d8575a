"""The model of a station: centre, spread, common movements and limits, learnt from its history.

Features are the properties in robust units, now and some readings ago. Along the common movements the distance is
Hotelling's T2, off them the squared prediction error Q; each is divided by its limit. (Jackson and Mudholkar 1979,
Technometrics 21, 341-349; lagged features: Ku, Storer and Georgakis 1995, Chemometrics and Intelligent Laboratory
Systems 30, 179-196.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ecopark.core.errors import InputError
from ecopark.trust.checks.runs import Floats
from ecopark.trust.station_monitor import messages  # noqa: F401  # registers the texts
from ecopark.trust.station_monitor.covariance import ledoit_wolf

MAD_TO_SD = 1.4826


@dataclass(frozen=True, slots=True)
class MonitorSettings:
    """How a station is learnt.

    Attributes
    ----------
    lags
        Readings back that count as features beside the present one (0), ascending.
    explained
        Share of the variance that the common movements must explain.
    trimmed
        Share of the training rows, the strangest, that is left out of a second fit.
    false_alarms
        Share of ordinary readings that may lie above a limit; limits come from history that the fit has not seen.
    smooth
        Readings over which T2 and Q are averaged (backwards).
    margin
        The limits are multiplied by it: what comes tomorrow differs from history more than parts of history do among
        each other.
    """

    lags: tuple[int, ...] = (0, 1, 2)
    explained: float = 0.9
    trimmed: float = 0.02
    false_alarms: float = 0.01
    smooth: int = 5
    margin: float = 1.5

    @property
    def memory(self) -> int:
        """Readings before the present one that a verdict needs."""
        return self.lags[-1] + self.smooth - 1


@dataclass(frozen=True)
class StationModel:
    """What was learnt; plain arrays. f features = p properties x lags, k common movements.

    ``t2_weights`` shape (f, k): loadings over the roots of their variances; ``loadings`` shape (f, k).
    """

    properties: tuple[str, ...]
    settings: MonitorSettings
    centre: Floats
    scale: Floats
    feature_mean: Floats
    loadings: Floats
    t2_weights: Floats
    t2_limit: float
    q_limit: float
    shrinkage: float
    rows: int

    @property
    def features(self) -> int:
        return len(self.feature_mean)


def fit(values: Floats, settings: MonitorSettings, properties: Sequence[str] = ()) -> StationModel:
    """Learn a station from its history.

    Parameters
    ----------
    values
        Readings of all properties at equal steps in order of time, shape (n, p); NaN where one is missing: rows that need
        it teach nothing.
    properties
        Their names, for contributions; by default ``0``, ``1``, …

    Raises
    ------
    InputError
        trust.monitor.too_short: fewer complete rows than ten per feature.
        trust.monitor.constant: a property never changes.
        trust.monitor.not_a_table: no table of readings.
    """
    values = np.asarray(values, np.float64)
    if values.ndim != 2 or values.shape[1] == 0:
        raise InputError("trust.monitor.not_a_table", where="station_monitor", shape=str(values.shape))
    names = tuple(properties) or tuple(str(i) for i in range(values.shape[1]))
    known = values[np.isfinite(values).all(axis=1)]
    needed = max(30, 5 * values.shape[1] * len(settings.lags))
    if len(known) < needed:
        raise InputError("trust.monitor.too_short", where="station_monitor", rows=len(known), needed=needed)
    for name, column in zip(names, known.T, strict=True):
        if column.min() == column.max():
            raise InputError("trust.monitor.constant", where="station_monitor", property=name, value=float(column[0]))
    centre, scale = _robust_units(known)
    x = features((values - centre) / scale, settings)
    x = x[np.isfinite(x).all(axis=1)]
    if len(x) < needed:
        raise InputError("trust.monitor.too_short", where="station_monitor", rows=len(x), needed=needed)
    return _with_limits(x, names, settings, centre, scale)


def features(standardised: Floats, settings: MonitorSettings) -> Floats:
    """Return the properties now and at the lags, shape (n, p x lags), lag by lag; NaN where a row lacks one."""
    n, p = standardised.shape
    out = np.full((n, p * len(settings.lags)), np.nan)
    for i, lag in enumerate(settings.lags):
        out[lag:, i * p : (i + 1) * p] = standardised[: n - lag]
    return out


def distances(model: StationModel, x: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return ``(t2, q, scores, residuals)`` of feature rows, shapes (n,), (n,), (n, k), (n, f).

    Sums run over features and movements one after the other, so a row gives the same bits alone and in a table: online and
    batch are the same numbers.
    """
    k = model.loadings.shape[1]
    centred = x - model.feature_mean
    scores, plain = np.zeros((len(x), k)), np.zeros((len(x), k))
    for j in range(x.shape[1]):
        scores += centred[:, j : j + 1] * model.t2_weights[j]
        plain += centred[:, j : j + 1] * model.loadings[j]
    residuals = centred.copy()
    t2, q = np.zeros(len(x)), np.zeros(len(x))
    for i in range(k):
        residuals -= plain[:, i : i + 1] * model.loadings[:, i]
        t2 += scores[:, i] ** 2
    for j in range(x.shape[1]):
        q += residuals[:, j] ** 2
    return t2, q, scores, residuals


def smoothed(column: Floats, settings: MonitorSettings) -> Floats:
    """Mean of the present and the ``smooth - 1`` readings before, added in a fixed order; NaN where one of them is."""
    out = np.full(len(column), np.nan)
    n, m = len(column), settings.smooth
    if n >= m:
        total = np.zeros(n - m + 1)
        for i in range(m):
            total += column[i : n - m + 1 + i]
        out[m - 1 :] = total / m
    return out


def _robust_units(known: Floats) -> tuple[Floats, Floats]:
    centre = np.median(known, axis=0)
    mad = MAD_TO_SD * np.median(np.abs(known - centre), axis=0)
    sd = known.std(axis=0)
    return centre, np.where(mad > 0.1 * sd, mad, sd)


def _with_limits(
    x: Floats, names: tuple[str, ...], settings: MonitorSettings, centre: Floats, scale: Floats
) -> StationModel:
    kept = np.ones(len(x), np.bool_)
    for _ in range(2 if settings.trimmed > 0 else 1):
        model = _fitted(x[kept], names, settings, centre, scale)
        t2, q, _, _ = distances(model, x)
        strange = np.maximum(t2 / np.quantile(t2, 0.5), q / max(float(np.quantile(q, 0.5)), 1e-12))
        kept = strange <= np.quantile(strange, 1 - settings.trimmed)
    t2, q = _unseen(x, kept, model)
    quantile = 1 - settings.false_alarms
    t2_limit, q_limit = (settings.margin * max(float(np.quantile(c, quantile)), 1e-12) for c in (t2, q))
    return replace(model, t2_limit=t2_limit, q_limit=q_limit, rows=len(x))


def _fitted(x: Floats, names: tuple[str, ...], settings: MonitorSettings, centre: Floats, scale: Floats) -> StationModel:
    mean = x.mean(axis=0)
    covariance, shrinkage = ledoit_wolf(x - mean)
    variances, vectors = np.linalg.eigh(covariance)
    variances, vectors = variances[::-1], vectors[:, ::-1]
    share = np.cumsum(variances) / variances.sum()
    k = min(int(np.searchsorted(share, settings.explained)) + 1, len(variances) - 1) if len(variances) > 1 else 1
    loadings = np.ascontiguousarray(vectors[:, :k])
    weights = loadings / np.sqrt(np.maximum(variances[:k], 1e-12))
    return StationModel(names, settings, centre, scale, mean, loadings, weights, 1.0, 1.0, shrinkage, len(x))


def _unseen(x: Floats, kept: NDArray[np.bool_], model: StationModel) -> tuple[Floats, Floats]:
    """T2 and Q of the kept rows by models that have not seen them (four consecutive parts), smoothed as in use."""
    settings = model.settings
    part = np.arange(len(x)) * 4 // len(x)
    columns: tuple[list[Floats], list[Floats]] = ([], [])
    for i in range(4):
        here = part == i
        other = _fitted(x[~here & kept], model.properties, settings, model.centre, model.scale)
        t2, q, _, _ = distances(other, x[here])
        for column, found in zip(columns, (t2, q), strict=True):
            found = np.where(kept[here], found, np.nan)
            smooth = smoothed(found, settings)
            column.append(smooth[np.isfinite(smooth)])
    joined = [np.concatenate(c) for c in columns]
    if min(len(c) for c in joined) < 10:  # gaps everywhere: unsmoothed distances, which are wider
        t2, q, _, _ = distances(model, x[kept])
        return t2, q
    return joined[0], joined[1]
