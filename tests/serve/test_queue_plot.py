"""The small plot of a finding: no gap bridged, no peak lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
from tests.serve.portal_tables import table

from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.serve.portal.small_plot import small_plot
from ecopark.serve.readmodel.quality import finding_of_row
from ecopark.serve.readmodel.queue import PLOT_POINTS, Plot, plot_of

START = datetime(2026, 1, 1)
SCOPE = Scope(Role.MANAGER, "test")


def finding(**evidence: object):
    row = {"id": "f", "code": "trust.gap", "datastream": "a", "others": [], "start": START, "end": START + timedelta(days=1)}
    row |= {"severity": "info", "message_id": "x", "params": "{}", "evidence": "{}", "check_version": "1", "count": 1}
    found = finding_of_row(table("findings", [row]).to_pylist()[0])
    return found if not evidence else type(found)(**{n: getattr(found, n) for n in found.__slots__} | {"evidence": evidence})


def snapshot(times: list[datetime], values: list[float | None]):
    observed = pa.table({"phenomenon_time": pa.array(times, pa.timestamp("us")), "value": pa.array(values, pa.float64())})
    return SimpleNamespace(observations=lambda *_: observed)


def test_plot_of__a_hole_in_the_rows_and_a_null_both_break_the_line() -> None:
    hours = [0, 1, 2, 3, 10, 11, 12, 13]
    values = [1.0, 2.0, None, 2.0, 3.0, 3.5, 3.0, 2.0]
    plot = plot_of(snapshot([START + timedelta(hours=h) for h in hours], values), SCOPE, finding(), "kWh")
    drawn = small_plot(plot)
    assert drawn is not None
    assert drawn.paths[0][1].count("M") == 3


def test_plot_of__a_peak_among_many_readings_is_kept() -> None:
    n = 50_000
    values = np.sin(np.arange(n) / 500)
    values[12_345] = 99.0
    plot = plot_of(snapshot([START + timedelta(minutes=i) for i in range(n)], list(values)), SCOPE, finding(), "kWh")
    assert plot is not None
    assert len(plot.times) <= PLOT_POINTS
    assert 99.0 in plot.series["a"]


def test_plot_of__the_findings_own_plot_comes_first_and_a_broken_one_is_not_drawn() -> None:
    x = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]
    own = plot_of(snapshot([], []), SCOPE, finding(plot={"x": x, "series": {"in": [1, None]}, "unit": "m3"}), "kWh")
    assert own is not None
    assert own.series == {"in": (1.0, None)}
    assert plot_of(snapshot([], []), SCOPE, finding(plot={"x": x, "series": {"in": [1]}}), "kWh") is None


def test_small_plot__nothing_to_draw_is_none() -> None:
    assert small_plot(None) is None
    assert small_plot(Plot((START, START + timedelta(hours=1)), {"a": (None, None)}, "", None)) is None
