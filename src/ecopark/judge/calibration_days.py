"""An instrument that reports 01 (calibrating) during an exceedance or beside one: a finding for people to look at.

Readings under 01 are not judged, so a calibration at the right moment shortens an exceedance. Whether that happens more
often than by chance is a question of ``trust.falsification``; here every single case is named: the calibration book
settles it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import numpy as np

from ecopark.core.findings import Severity
from ecopark.core.flows import OutputTable
from ecopark.judge.averages import SECOND, Bool, Int64, Series
from ecopark.judge.exceedances import Exceedance
from ecopark.judge.months import naive_utc
from ecopark.trust.quality import FINDINGS

LIMIT_FINDINGS = OutputTable("limit_findings", FINDINGS, "datastream", "start")
CODE = "judge.calibration_at_exceedance"
NAME = "judge.calibration_at_exceedance.name"
_DURING = "judge.calibration_at_exceedance.during"
_BESIDE = "judge.calibration_at_exceedance.beside"
AROUND_S = 86_400  # beside: within a day before or after
_VERSION = "1"
_MOST_CASES = 20


def calibration_findings(
    readings: Series, datastream: str, found: Sequence[tuple[str, Exceedance, float | None]], unit: str
) -> list[dict[str, object]]:
    """One finding per exceedance with a calibration in it (serious) or within a day of it (attention)."""
    rows = []
    starts, ends = _runs(readings.times_us, readings.calibrating)
    for exceedance_id, exceedance, bound in found:
        inside = (starts < exceedance.end_us) & (ends >= exceedance.start_us)
        reach = AROUND_S * SECOND
        near = (starts < exceedance.end_us + reach) & (ends >= exceedance.start_us - reach)
        if near.any():
            cases = list(zip(starts[near].tolist(), ends[near].tolist(), strict=True))[:_MOST_CASES]
            count = int(sum(np.count_nonzero(readings.calibrating & _between(readings.times_us, a, b)) for a, b in cases))
            rows.append(_row(datastream, exceedance_id, exceedance, cases, count, unit, bound, during=bool(inside.any())))
    return rows


def _between(times: Int64, start: int, end: int) -> Bool:
    return np.asarray((times >= start) & (times <= end), np.bool_)


def _runs(times: Int64, which: Bool) -> tuple[Int64, Int64]:
    """First and last reading of each stretch of readings in a row."""
    edges = np.diff(np.concatenate(([False], which, [False])).astype(np.int8))
    first, after = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return times[first], times[after - 1]


def _row(
    datastream: str,
    exceedance_id: str,
    exceedance: Exceedance,
    cases: Sequence[tuple[int, int]],
    count: int,
    unit: str,
    bound: float | None,
    *,
    during: bool,
) -> dict[str, object]:
    worst = float(f"{exceedance.worst:.6g}")
    params = {"count": len(cases), "readings": count, "worst": worst, "limit": bound, "unit": unit}
    unknown = {"value": None, "reason": "trust.inspection.rate_not_known"}
    evidence = {
        "exceedance": exceedance_id,
        "calibrations": [[_iso(a), _iso(b)] for a, b in cases],
        "alternatives": ["judge.calibration_at_exceedance.planned", "judge.calibration_at_exceedance.checked"],
        "next_proof": {"id": "judge.calibration_at_exceedance.action", "params": {}},
        "base_rate": unknown,
        "wrong_rate": unknown,
        "cause": "judge.calibration_at_exceedance.cause",
        "action": "judge.calibration_at_exceedance.action",
    }
    return {
        "id": hashlib.sha256(f"{CODE}|{exceedance_id}".encode()).hexdigest()[:16],
        "code": CODE,
        "datastream": datastream,
        "others": [],
        "start": naive_utc(exceedance.start_us),
        "end": naive_utc(exceedance.end_us),
        "severity": (Severity.SERIOUS if during else Severity.ATTENTION).value,
        "message_id": _DURING if during else _BESIDE,
        "params": json.dumps(params, sort_keys=True, ensure_ascii=False),
        "evidence": json.dumps(evidence, sort_keys=True, ensure_ascii=False),
        "check_version": _VERSION,
        "count": count,
    }


def _iso(moment_us: int) -> str:
    return naive_utc(moment_us).isoformat(timespec="seconds") + "Z"
