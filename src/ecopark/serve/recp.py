"""What forms A.4 and B.4 need of an open park beside the register: how much electricity the park used."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pyarrow.compute as pc

from ecopark.core.errors import StateError
from ecopark.core.interval import Interval
from ecopark.core.scope import Scope
from ecopark.serve.park import OpenPark


def electricity_used(park: OpenPark, scope: Scope, year: int) -> float | None:
    """kWh that the park took in and made itself, less what it gave away; None where the account has nothing of the year."""
    if not scope.sees_all_firms:
        return None
    span = Interval.of_year(year, ZoneInfo(park.network.park.zone))
    try:
        rows = park.snapshot().derived(scope, "park_lines", span, only={"resource": ["electricity"]})
    except StateError:
        return None
    total: float | None = None
    for direction, sign in (("in", 1.0), ("generated", 1.0), ("out", -1.0)):
        amount = pc.sum(rows.filter(pc.equal(rows["direction"], direction))["quantity"]).as_py()
        if amount is not None:
            total = (total or 0.0) + sign * amount
    return total
