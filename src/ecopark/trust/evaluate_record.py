"""Run the checks that need the record or its neighbours: season and hour, strength of the signal, levels, companions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecopark.trust.checks.attenuated import attenuated
from ecopark.trust.checks.climatology import outside_climatology
from ecopark.trust.checks.isolated import isolated
from ecopark.trust.checks.level_shift import level_shifts
from ecopark.trust.checks.multivariate import never_together
from ecopark.trust.checks.neighbour import apart_from_neighbours, distance, drifting
from ecopark.trust.evaluate import StreamPlan, Verdicts
from ecopark.trust.relations import Relation
from ecopark.trust.series import Series, common_times


def judge_record(verdicts: Verdicts, utc_offset: int) -> None:
    """What one series says about itself; values that are no measurement are left out. Registers are not judged."""
    checks = verdicts.plan.checks
    chosen = (checks.climatology, checks.attenuated, checks.level_shift)
    if checks.isolated is not None:
        told: dict[str, object] = {"silence_s": checks.isolated.silence // 1_000_000}
        verdicts.mark("isolated", isolated(verdicts.series.times, checks.isolated), parameters=told)
    if verdicts.plan.register or not any(chosen) or len(verdicts.series.times) == 0:
        return
    keep = None if not verdicts.explained.any() else ~verdicts.explained
    times, values = verdicts.series.times, verdicts.series.values
    if keep is not None:
        times, values = times[keep], values[keep]
    back = _returning(keep)
    local = times + utc_offset
    if checks.climatology is not None:
        verdicts.mark("climatology", back(outside_climatology(local, values, checks.climatology)))
    if checks.attenuated is not None:
        told = {"readings": checks.attenuated.readings, "least": checks.attenuated.least}
        verdicts.mark("attenuated", back(attenuated(values, checks.attenuated)), parameters=told)
    if checks.level_shift is not None:
        mask, moved = level_shifts(local, values, checks.level_shift)
        moved = back(moved)
        verdicts.mark("level_shift", back(mask), _size(moved), columns={"moved": moved})


def judge_device(device: Sequence[Verdicts]) -> None:
    """Rows of one device whose properties were never seen together; judged where each of them asks for it."""
    gauges = [v for v in device if v.plan.checks.multivariate is not None and len(v.series.times)]
    if len(gauges) < 2:
        return
    rows, columns = common_times([v.series for v in gauges])
    measured = np.ones(len(columns[0]), np.bool_)
    for verdict, row in zip(gauges, rows, strict=True):
        measured &= ~verdict.explained[row]
    parameters = gauges[0].plan.checks.multivariate
    if parameters is None or not measured.any():
        return
    found = np.zeros(len(measured), np.bool_)
    found[measured] = never_together([column[measured] for column in columns], parameters)
    for i, (verdict, row) in enumerate(zip(gauges, rows, strict=True)):
        mask = np.zeros(len(verdict.tests), np.bool_)
        mask[row[found]] = True
        others = tuple(v.plan.id for v in gauges if v is not verdict and verdict.plan.may_show(v.plan))
        verdict.mark("multivariate", mask, others=others)
        if i:  # told once, for the first of the device
            verdict.hits = [h for h in verdict.hits if h.check.short != "multivariate"]


def judge_neighbours(
    relation: Relation, verdicts: Mapping[str, Verdicts], series: Mapping[str, tuple[StreamPlan, Series]], utc_offset: int
) -> None:
    """One datastream against its neighbours, at the times that all of them have."""
    verdict = verdicts.get(relation.flagged[0])
    beside = [series[name] for name in relation.wholes if name in series and len(series[name][1].times)]
    if verdict is None or not beside or len(verdict.series.times) == 0:
        return
    rows, columns = common_times([verdict.series, *(s for _, s in beside)])
    measured = ~verdict.explained[rows[0]]
    row, own = rows[0][measured], columns[0][measured]
    others = [column[measured] for column in columns[1:]]
    if len(row) == 0:
        return
    names = tuple(plan.id for plan, _ in beside if verdict.plan.may_show(plan))
    checks, n = verdict.plan.checks, len(verdict.tests)
    open_to_all = len(names) == len(beside)  # from the distance one could work out what another owner measures
    withheld: dict[str, object] = {} if open_to_all else {"apart": "…", "moved": "…"}
    if checks.neighbour is not None:
        mask, apart = np.zeros(n, np.bool_), np.zeros(n)
        mask[row], apart[row] = apart_from_neighbours(own, others, checks.neighbour), distance(own, others)
        shown = {"apart": apart} if open_to_all else {}
        verdict.mark("neighbour", mask, _size(apart), columns=shown, others=names, parameters=withheld)
    if checks.drift is not None:
        mask, moved = np.zeros(n, np.bool_), np.zeros(n)
        mask[row], moved[row] = drifting(verdict.series.times[row] + utc_offset, own, others, checks.drift)
        shown = {"moved": moved} if open_to_all else {}
        verdict.mark("drift", mask, _size(moved), columns=shown, others=names, parameters=withheld)


def _size(column: NDArray[np.float64]) -> Callable[[NDArray[np.intp]], NDArray[np.float64]]:
    return lambda rows: np.asarray(np.abs(column[rows]))


def _returning(keep: NDArray[np.bool_] | None) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """Brings a column of the kept readings back to the length of the series."""

    def back(column: NDArray[Any]) -> NDArray[Any]:
        if keep is None:
            return column
        full = np.zeros(len(keep), column.dtype)
        full[keep] = column
        return full

    return back
