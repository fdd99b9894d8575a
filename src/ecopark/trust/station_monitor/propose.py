"""A model per station, proposed from its history; a person may look at what it was learnt from and how well it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ecopark.core.errors import InputError
from ecopark.trust.checks.runs import Floats, Times
from ecopark.trust.series import Series
from ecopark.trust.station_monitor.model import MonitorSettings, StationModel, fit

FEWEST_PROPERTIES = 3
MOST_ROWS = 20_000  # of history, the newest, that teach


ROWS_PER_FEATURE = 15  # fewer, and lagged features are left out


def settings_for(rows: int, properties: int, settings: MonitorSettings) -> MonitorSettings:
    """Return the settings without lags where the history is too short to learn lagged features."""
    enough = rows >= ROWS_PER_FEATURE * properties * len(settings.lags)
    return settings if enough else replace(settings, lags=(0,))


@dataclass(frozen=True, slots=True)
class StationTable:
    """Readings of a station side by side: ``times`` shape (n,), ``values`` shape (n, p), NaN where a property is missing."""

    times: Times
    properties: tuple[str, ...]
    values: Floats


def station_table(series: Mapping[str, Series], step: int) -> StationTable:
    """Put series of the same step side by side on that step's grid; grid times without any reading are rows of NaN.

    Parameters
    ----------
    step
        Microseconds.
    """
    names = tuple(sorted(series))
    first = min(int(series[n].times[0]) for n in names)
    last = max(int(series[n].times[-1]) for n in names)
    count = (last - first) // step + 1
    values = np.full((count, len(names)), np.nan)
    for j, name in enumerate(names):
        at = (series[name].times - first) / step
        on = np.abs(at - np.rint(at)) < 0.01
        values[np.rint(at[on]).astype(np.int64), j] = series[name].values[on]
    return StationTable(first + step * np.arange(count, dtype=np.int64), names, values)


def propose(table: StationTable, settings: MonitorSettings) -> StationModel | None:
    """Learn a model from a station's history; None where it is too short or fewer than three properties change.

    Columns that never change teach nothing and are left out.
    """
    moving = [j for j in range(len(table.properties)) if _moves(table.values[:, j])]
    if len(moving) < FEWEST_PROPERTIES:
        return None
    rows = slice(None) if len(table.values) <= MOST_ROWS else slice(len(table.values) - MOST_ROWS, None)
    try:
        history = table.values[rows][:, moving]
        complete = int(np.isfinite(history).all(axis=1).sum())
        return fit(history, settings_for(complete, len(moving), settings), [table.properties[j] for j in moving])
    except InputError:
        return None


def columns_of(model: StationModel, table: StationTable) -> Floats:
    """The table's columns in the order of the model."""
    return table.values[:, [table.properties.index(p) for p in model.properties]]


def _moves(column: Floats) -> bool:
    known = column[np.isfinite(column)]
    return len(known) > 0 and bool(known.min() < known.max())
