"""Measures of the sample park: made-up claims, marked as such, beside real readings. Verified once the park is served."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.measures.baselines import BASELINE
from ecopark.account.measures.records import MEASURE
from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.scope import system_scope
from ecopark.serve.measures import put_measure
from ecopark.serve.park import OpenPark
from ecopark.serve.verification import lock_baseline

SCOPE = system_scope("sample")
FILE = "measures.json"
LATE = "Khu mẫu ghép từ số liệu đã ghi: đường cơ sở được chọn sau khi có kết quả."
_LOG = logging.getLogger("ecopark.sample")


def sample_measures() -> Mapping[str, Any]:
    """Id -> firm, content and, where one is to be locked, the days of its baseline."""
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name(FILE).read_text(encoding="utf-8"))
    return found


def put_sample_measures(park: OpenPark, report: Callable[[str, int, int], None]) -> None:
    """Write what is not there yet and lock the baselines (about a second); the worker verifies once the park is served."""
    entries = sample_measures()
    for i, (measure_id, entry) in enumerate(entries.items()):
        report("measures", i, len(entries))
        if park.records.get(SCOPE, MEASURE, measure_id) is None:
            put_measure(park, SCOPE, {"firm": entry["firm"], **entry["content"]}, measure_id)
        if entry.get("baseline") and park.records.get(SCOPE, BASELINE, measure_id) is None:
            _lock(park, measure_id, entry["baseline"])
    report("measures", len(entries), len(entries))


def _lock(park: OpenPark, measure_id: str, days: Mapping[str, str]) -> None:
    zone = ZoneInfo(park.network.park.zone)
    moments = (Interval.of_day(date.fromisoformat(days[name]), zone).start for name in ("start", "end", "reporting_start"))
    start, end, begins = moments
    try:
        lock_baseline(park, SCOPE, measure_id, period=Interval(start, end), reporting_start=begins, reason=LATE)
    except InputError as error:  # the sample starts even where its readings were taken away
        _LOG.error("sample measure %s: %s", measure_id, error)
