"""Forecast of the year, path to a target, gap: worked figures, laws, and coverage on held-out months of real data."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.account.account_park import small_park
from tests.account.carbon_lines import line

from ecopark.account.carbon import footprint_of
from ecopark.account.forecast.gap import gaps, measures_of
from ecopark.account.forecast.methods import LEAST, LEAST_HISTORY, METHODS, check_method, forecast, half_width
from ecopark.account.forecast.series import following, series_of
from ecopark.account.forecast.target import Shape, Target, record_target
from ecopark.account.forecast.year import whole_year, year_forecast
from ecopark.core.errors import InputError, StateError
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.engine.records import open_records
from ecopark.serve.sample.sources import SOURCES, read_source

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2025, 10, 15, 3, tzinfo=UTC)
SAMPLE_END = datetime.fromisoformat("2025-12-29T23:59:59+07:00")


def wave(count: int, first: tuple[int, int] = (2024, 1)) -> dict[tuple[int, int], float]:
    return {following(first, i): 100 + 20 * math.sin(math.tau * i / 12) for i in range(count)}


def lines_of(history, **other):
    return [line(value, *month, **other) for month, value in history.items()]


REAL = ("main.active_energy", "main.active_power", "works.inflow.flow", "works.inlet.cod", "works.inlet.total_n",
        "utility.generator.active_energy")  # fmt: skip


def real_months() -> dict[str, dict[tuple[int, int], float]]:
    """Monthly means of what real meters counted: electricity of four firms, of a works and a turbine; load of the works."""
    found: dict[str, dict[tuple[int, int], float]] = {}
    for source in SOURCES:
        for table in read_source(source, SAMPLE_END):
            name = table["datastream"][0].as_py()
            if not name.endswith(REAL):
                continue
            local = pc.add(table["time"].cast(pa.timestamp("us")), pa.scalar(timedelta(hours=7)))
            rows = pa.table({"m": pc.strftime(local, format="%Y-%m"), "v": table["value"]}).group_by("m")
            means = rows.aggregate([("v", "mean"), ("v", "count")]).to_pylist()
            usual = sorted(row["v_count"] for row in means)[len(means) // 2]
            found[name] = {
                (int(row["m"][:4]), int(row["m"][5:])): float(row["v_mean"])
                for row in means
                if row["v_count"] >= 0.6 * usual
            }
    return found


def test_forecast__covers_held_out_months_of_real_data() -> None:
    """Every month of every real series is forecast from the months before; 90 % intervals hold 85 to 99 % of them."""
    held: dict[int, list[bool]] = defaultdict(list)
    for history in real_months().values():
        months = sorted(history)
        for i, start in enumerate(months):
            for horizon in (1, 2, 3):
                truth = [history.get(following(start, step)) for step in range(1, horizon + 1)]
                said = forecast({m: history[m] for m in months[: i + 1]}, range(1, horizon + 1))
                if said is not None and None not in truth:
                    held[horizon].append(said.low <= sum(truth) <= said.high)  # type: ignore[arg-type]
    windows = [inside for horizon in held.values() for inside in horizon]
    assert len(windows) >= 100
    assert 0.85 <= sum(windows) / len(windows) <= 0.99
    assert len(held[1]) >= 40
    assert sum(held[1]) / len(held[1]) >= 0.85


def test_forecast__a_season_is_found_and_beats_the_level() -> None:
    said = forecast(wave(48), [1, 2, 3])
    assert said is not None
    assert said.check.method == "seasonal_naive"
    truth = [wave(60)[following((2027, 12), step)] for step in (1, 2, 3)]
    assert said.value == pytest.approx(sum(truth), rel=1e-9)
    level = check_method(wave(48), "level", [1, 2, 3])
    assert level is not None
    assert level.naive_mean_abs is not None
    assert level.mean_abs > level.naive_mean_abs


def test_forecast__nothing_is_said_before_it_could_be_checked() -> None:
    assert forecast(wave(LEAST_HISTORY + LEAST - 1), [1]) is None
    assert forecast(wave(LEAST_HISTORY + LEAST), [1]) is not None
    assert forecast({}, [1]) is None
    assert forecast(wave(14), range(1, 13)) is None


@given(st.lists(st.floats(1, 1e6), min_size=12, max_size=40), st.floats(0.1, 1000), st.integers(1, 3))
def test_forecast__scales_with_its_unit(values, scale, horizon) -> None:
    history = {following((2020, 1), i): v for i, v in enumerate(values)}
    one, other = (forecast(h, range(1, horizon + 1)) for h in (history, {m: v * scale for m, v in history.items()}))
    assert (one is None) == (other is None)
    if one is not None and other is not None and one.check.method == other.check.method:
        assert other.value == pytest.approx(one.value * scale)
        assert other.high - other.low == pytest.approx((one.high - one.low) * scale, rel=1e-6)
        assert one.low <= one.value <= one.high


def test_half_width__of_many_errors_is_the_conformal_rank() -> None:
    errors = [i / 100 for i in range(1, 40)]
    assert half_width(errors, 1) == 0.36  # ceil(0.9 x 40) = 36th smallest
    few = [0.1, -0.1, 0.1, -0.1]
    assert half_width(few, 1) == pytest.approx(2.132 * 0.1 * math.sqrt(1.25))
    assert half_width(few, 12) > half_width(few, 1)


def test_methods__missing_months_stay_missing() -> None:
    history = wave(24)
    del history[(2025, 3)]
    assert METHODS["seasonal_naive"](history, (2025, 12), 3) is None
    assert METHODS["level"](history, (2025, 12), 3) == pytest.approx(sum(history[(2025, m)] for m in range(7, 13)) / 6)


def test_year_forecast__measured_months_and_the_rest() -> None:
    history = wave(21)  # January 2024 to September 2025
    lines = [*lines_of(history), line(10.0, 2025, 10)]  # the running month has 10 t so far
    found = year_forecast(lines, 2025, NOW, ZONE)
    measured = sum(v for (year, _), v in history.items() if year == 2025)
    assert found.so_far == pytest.approx(measured + 10)
    assert found.months_ahead == 3
    (part,) = found.categories
    assert part.ahead is not None
    assert found.value == pytest.approx(measured + part.ahead.value)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert part.ahead.check.naive_mean_abs is not None


def test_year_forecast__never_below_what_was_measured_in_the_running_month() -> None:
    lines = [*lines_of(wave(21)), line(5000.0, 2025, 10)]
    found = year_forecast(lines, 2025, NOW, ZONE)
    assert found.value is not None
    assert found.value >= found.so_far


def test_year_forecast__too_short_a_history_says_so_and_still_gives_what_is_known() -> None:
    found = year_forecast(lines_of(wave(5, (2025, 5))), 2025, NOW, ZONE)
    assert found.value is None
    assert found.so_far > 0
    assert found.reason is not None
    assert found.reason.id == "account.forecast.too_short"
    assert found.reason.render("vi") != found.reason.render("en")


def test_year_forecast__a_year_that_is_over_is_not_forecast() -> None:
    found = year_forecast(lines_of(wave(21)), 2024, NOW, ZONE)
    assert found.over
    assert found.value == pytest.approx(footprint_of(lines_of(wave(12))).emission.value)
    assert whole_year(lines_of(wave(21)), 2024, NOW, ZONE)[0] == pytest.approx(found.value)
    for year, code in ((2025, "base_running"), (2023, "base_months")):
        amount, why = whole_year(lines_of(wave(21)), year, NOW, ZONE)
        assert amount is None
        assert why is not None
        assert why.id == f"account.target.{code}"


def test_series_of__a_month_that_is_less_measured_than_usual_is_partial() -> None:
    lines = [*lines_of(wave(8)), line(3.0, 2024, 9, measured_share=0.3)]
    (series,) = series_of(lines, NOW, ZONE)
    assert (2024, 9) in series.partial
    assert len(series.months) == 8


def target(**other) -> Target:
    return Target(**{"id": "park", "firm": None, "base_year": 2025, **other})


def test_share_in__worked_figures() -> None:
    """Straight line from 2025 to zero in 2050: 80 % in 2030, 40 % in 2040. 7 % a year: 0.93^25 = 16.3 % in 2050."""
    line_ = target()
    assert [round(line_.share_in(y), 6) for y in (2024, 2025, 2030, 2040, 2050, 2060)] == [1, 1, 0.8, 0.4, 0, 0]
    rate = target(shape=Shape.CONSTANT_RATE, remaining_share=0.93**25)
    assert rate.share_in(2026) == pytest.approx(0.93)
    steps = target(shape=Shape.STEPS, steps={2030: 0.7, 2040: 0.3})
    assert [round(steps.share_in(y), 6) for y in (2030, 2035, 2040, 2045)] == [0.7, 0.5, 0.3, 0.15]


shares = st.floats(0, 1)


@given(st.sampled_from(["linear", "constant_rate", "steps"]), shares, st.lists(shares, min_size=1, max_size=4), st.data())
def test_share_in__never_rises(shape, remaining, marks, data) -> None:
    base = data.draw(st.integers(1995, 2040))
    end = base + data.draw(st.integers(len(marks) + 1, 60))
    years = sorted(data.draw(st.sets(st.integers(base + 1, end - 1), min_size=len(marks), max_size=len(marks))))
    order = sorted([remaining, *marks], reverse=True)
    content = {"base_year": base, "target_year": end, "remaining_share": order[-1], "shape": shape}
    if shape == "constant_rate":
        content["remaining_share"] = max(order[-1], 0.01)
    content["steps"] = {str(year): share for year, share in zip(years, order, strict=False)}
    made = Target.of("park", content)
    path = [made.share_in(year) for year in range(base - 1, end + 3)]
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(path))
    assert path[0] == 1
    assert path[-1] == pytest.approx(content["remaining_share"])
    assert Target.of("park", json.loads(json.dumps(made.content()))) == made


@pytest.mark.parametrize(
    "wrong",
    [
        {"target_year": 2025},
        {"shape": "constant_rate"},
        {"shape": "steps"},
        {"shape": "steps", "steps": {"2030": 0.4, "2040": 0.6}},
        {"shape": "curve"},
        {"remaining_share": 1.5},
        {"base_tco2e": -1},
        {"base_year": True},
    ],
    ids=str,
)
def test_target_of__refuses(wrong) -> None:
    with pytest.raises(InputError):
        Target.of("park", {"base_year": 2025, **wrong})


def test_gaps__planned_measures_close_part_of_it_and_say_their_standing() -> None:
    contents = [
        ("a", {"name": "VSD", "status": "planned", "installed_on": "2027-07-02", "expected": {"tco2e": 100.0}}),
        ("b", {"name": "old", "status": "verified", "installed_on": "2024-01-01", "expected": {"tco2e": 50.0}}),
        ("c", {"name": "PV", "status": "planned", "installed_on": None, "expected": {"tco2e": 500.0}}),
        ("d", {"name": "x", "status": "withdrawn", "installed_on": "2027-01-01", "expected": {"tco2e": 500.0}}),
        ("e", {"name": "y", "status": "planned", "installed_on": "2027-01-01", "expected": {}}),
        ("f", {"name": "short", "installed_on": "2026-01-01", "lifetime_years": 1.0, "expected": {"tco2e": 10.0}}),
    ]
    measures = measures_of(contents, date(2026, 1, 1))
    reasons = [m.reason.id.rpartition(".")[2] if m.reason else "" for m in measures]
    assert reasons == ["", "in_the_data", "no_date", "withdrawn", "no_saving", ""]
    rows = {row.year: row for row in gaps(target(), 1000.0, 1000.0, measures, 2026)}
    assert rows[2026].path == pytest.approx(960)
    assert rows[2026].measures == pytest.approx(10)
    assert rows[2027].measures == pytest.approx(100 * 183 / 365, abs=0.5)
    assert rows[2028].measures == pytest.approx(100)
    assert rows[2028].open_now == pytest.approx(1000 - 880)
    assert rows[2028].open_after == pytest.approx(20)
    assert rows[2050].open_after == pytest.approx(900)
    assert measures[0].standing == "declared"


def test_record_target__a_base_does_not_move_unnoticed(tmp_path: Path) -> None:
    records, network = open_records(f"sqlite:///{tmp_path}/records.sqlite", lambda: NOW), small_park()
    steel = Scope(Role.FIRM, "user.steel", frozenset({"steel"}))
    record_target(records, network, steel, {"firm": "steel", "base_year": 2024})
    with pytest.raises(StateError) as moved:
        record_target(records, network, steel, {"firm": "steel", "base_year": 2025})
    assert moved.value.code == "account.target.base_moved"
    record_target(
        records, network, steel, {"firm": "steel", "base_year": 2025, "why": "the mill was closed for half of 2024"}
    )
    for other in ("plating", "nobody", None):
        with pytest.raises(InputError):
            record_target(records, network, steel, {"firm": other, "base_year": 2024})
    records.close()


def test_measures_of__falls_back_to_what_was_declared_and_adds_its_parts() -> None:
    contents = [
        ("a", {"installed_on": "2027-01-01", "declared": {"electricity_tco2e": 30.0, "fuel_tco2e": 2.5}}),
        ("b", {"installed_on": "2027-01-01", "expected": {"tco2e": 7.0}, "declared": {"tco2e": 9.0}}),
        ("c", {"installed_on": "2027-01-01", "declared": {"electricity_kwh": 100.0}}),
    ]
    assert [m.tco2e for m in measures_of(contents, date(2026, 1, 1))] == [32.5, 7.0, None]
