"""Faulty meters named over time, on a small generated park: one bus, two feeders, firms with sub-meters, a discharge."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from ecopark.core.messages import LANGS, known_messages
from ecopark.trust.balance.from_network import Component
from ecopark.trust.balance.steps import HOUR, Steps
from ecopark.trust.balance.system import BalanceSystem
from ecopark.trust.identify.diagnosis import diagnose
from ecopark.trust.identify.findings import FaultyMeters
from ecopark.trust.identify.over_time import Watch, watch
from ecopark.trust.identify.settings import IdentifySettings
from ecopark.trust.identify.suspects import suspects_of

DAYS, BASELINE, ONSET = 35, 21, 24 * 24 + 5
METERS = ("grid", "feeder_a", "feeder_b", "a1", "a2", "a3", "a4", "b1", "b2", "b3", "b1_x", "b1_y")
SETTINGS = IdentifySettings(baseline_hours=BASELINE * 24, window_hours=10 * 24)
AT = {name: i for i, name in enumerate(METERS)}


def matrix() -> np.ndarray:
    out = np.zeros((4, len(METERS)))
    rows = (
        ({"grid": 1}, ("feeder_a", "feeder_b")),
        ({"feeder_a": 1}, ("a1", "a2", "a3", "a4")),
        ({"feeder_b": 1}, ("b1", "b2", "b3")),
        ({"b1": 1}, ("b1_x", "b1_y")),
    )
    for r, (entering, leaving) in enumerate(rows):
        for name in entering:
            out[r, AT[name]] = 1
        for name in leaving:
            out[r, AT[name]] = -1
    return out


@cache
def healthy(seed: int = 3) -> np.ndarray:
    """Readings (hours, meters) without faults: class 0.3 %, loads that wander, losses of 2 %."""
    rng = np.random.default_rng(seed)
    hours = DAYS * 24
    hour = np.arange(hours) % 24

    def load(size: float) -> np.ndarray:
        wander = np.zeros(hours)
        for t in range(1, hours):
            wander[t] = 0.85 * wander[t - 1] + 0.1 * rng.normal()
        start = rng.integers(5, 9)
        return size * np.exp(wander) * np.where((hour >= start) & (hour < start + 10), 1.0, 0.4)

    x = np.zeros((hours, len(METERS)))
    for name, size in (("a1", 80), ("a2", 40), ("a3", 25), ("a4", 15), ("b2", 50), ("b3", 30), ("b1_x", 35), ("b1_y", 25)):
        x[:, AT[name]] = load(size)
    x[:, AT["b1"]] = (x[:, AT["b1_x"]] + x[:, AT["b1_y"]]) * 1.02
    x[:, AT["feeder_a"]] = x[:, [AT[f"a{i}"] for i in range(1, 5)]].sum(axis=1) * 1.02
    x[:, AT["feeder_b"]] = x[:, [AT[f"b{i}"] for i in range(1, 4)]].sum(axis=1) * 1.02
    x[:, AT["grid"]] = (x[:, AT["feeder_a"]] + x[:, AT["feeder_b"]]) * 1.01
    gain = 1 + 0.003 * rng.normal(size=len(METERS))
    return x * gain * (1 + 0.003 * rng.normal(size=x.shape))


def with_fault(meter: str, change: object, start: int = ONSET) -> np.ndarray:
    out = healthy().copy()
    series = out[:, AT[meter]].copy()
    hours = np.arange(len(out))
    shown = change(series, hours)  # type: ignore[operator]
    out[:, AT[meter]] = np.where(hours >= start, shown, series)
    return out


def watched(values: np.ndarray) -> Watch:
    return watch(matrix(), values, np.full(len(METERS), 0.003), np.zeros(len(METERS)), SETTINGS)


def names(state: Watch) -> set[str]:
    return {METERS[m] for m in state.named}


FAULTS = {
    "gain": ("a2", lambda y, t: 0.7 * y, {"gain"}),
    "bypass": ("b2", lambda y, t: 0.3 * y, {"bypass"}),
    "bias": ("b1", lambda y, t: y + 0.3 * y.mean(), {"bias", "gain", "night"}),
    "drift": ("a1", lambda y, t: y * (1 - 0.4 * np.clip((t - ONSET) / 720, 0, 1)), {"drift", "gain"}),
    "night": ("b2", lambda y, t: np.where((t % 24 >= 22) | (t % 24 < 5), 0.4 * y, y), {"night"}),
    "stuck": ("a3", lambda y, t: np.full(len(y), y[ONSET - 1]), {"stuck"}),
    "replay": ("b3", lambda y, t: np.roll(y, 168) * (1 + 0.005 * np.sin(t)), {"replay"}),
    "clipping": ("a1", lambda y, t: np.minimum(y, np.quantile(y, 0.6)), {"clipping"}),
    "unit": ("b1_x", lambda y, t: 10 * y, {"unit"}),
    "clock": ("feeder_a", lambda y, t: np.roll(y, 3), {"clock", "unknown"}),
}


def test_watch__nothing_wrong__nobody_named() -> None:
    state = watched(healthy())
    assert names(state) == set()
    assert state.leaks == {}


@pytest.mark.parametrize("kind", sorted(FAULTS))
def test_watch__one_fault__named_alone_with_its_kind(kind: str) -> None:
    meter, change, kinds = FAULTS[kind]
    state = watched(with_fault(meter, change))
    assert names(state) == {meter}
    found = state.named[AT[meter]]
    told = diagnose(state, found)
    assert told.kind in kinds
    assert found.named > ONSET
    if kind != "drift":
        assert found.named <= ONSET + 5 * 24
        assert abs(told.start - ONSET) <= 30


def test_diagnose__gain__interval_holds_the_truth() -> None:
    state = watched(with_fault("a2", lambda y, t: 0.7 * y))
    told = diagnose(state, state.named[AT["a2"]])
    assert told.low <= -0.3 <= told.high
    assert told.high - told.low < 0.2
    assert told.alternatives == ("bypass", "leak")


@pytest.mark.parametrize("kind", ["gain", "drift", "night", "unit"])
def test_diagnose__size__finite_and_near_the_truth_at_the_end(kind: str) -> None:
    """Of a drift: what it has come to by the end of the readings."""
    meter, change, _ = FAULTS[kind]
    state = watched(with_fault(meter, change))
    told = diagnose(state, state.named[AT[meter]])
    true = {"gain": -0.3, "drift": -0.4 * (DAYS * 24 - ONSET) / 720, "night": -0.6, "unit": 9.0}[kind]
    assert np.isfinite([told.size, told.low, told.high]).all()
    assert told.low <= told.size <= told.high
    assert abs(np.log((1 + told.size) / (1 + true))) < 0.1


def test_diagnose__clock_early_and_constant_at_the_end_of_the_record__not_called_stuck() -> None:
    last = DAYS * 24 - 1
    state = watched(with_fault("feeder_a", lambda y, t: y[np.minimum(t + 6, last)]))
    assert names(state) == {"feeder_a"}
    assert diagnose(state, state.named[AT["feeder_a"]]).kind in {"clock", "unknown"}


@pytest.mark.parametrize("meter", ["b3", "b1_x", "a1"])
def test_watch__replay_at_four_fifths__no_healthy_sibling_named(meter: str) -> None:
    noise = 1 + 0.01 * np.random.default_rng(5).normal(size=DAYS * 24)
    assert names(watched(with_fault(meter, lambda y, t: 0.8 * np.roll(y, 168) * noise))) == {meter}


def twins(factor: float) -> np.ndarray:
    """Sub-meters b1_x and b1_y with the same load; b1_x reads ``factor`` of it from the onset on."""
    values, rng = healthy().copy(), np.random.default_rng(9)
    for name in ("b1_x", "b1_y"):
        values[:, AT[name]] = healthy()[:, AT["b1"]] / 2.04 * (1 + 0.003 * rng.normal(size=len(values)))
    values[ONSET:, AT["b1_x"]] *= factor
    return values


@pytest.mark.parametrize("factor", [0.5, 0.7])
def test_watch__equal_siblings__stay_a_group(factor: float) -> None:
    """Even on days when the grid of onsets lets the healthy one fit better."""
    values = twins(factor)
    assert names(watched(values)) == set()
    groups = [set(s.group) for s in suspects_of(system(), values, SETTINGS) if s.group]
    assert groups == [{"b1_x", "b1_y"}]


def test_watch__leak_between_meters_in_series__found_and_no_meter_accused() -> None:
    """A biased meter would show in both balances beside it, so the leak is identifiable."""
    load, rng = healthy()[:, AT["a1"]], np.random.default_rng(2)
    lost = np.where(np.arange(len(load)) >= ONSET, 0.1 * load.mean(), 0.0)
    values = np.column_stack((1.04 * load + lost, 1.02 * load + lost, load, 0.98 * load))
    values *= 1 + 0.003 * rng.normal(size=values.shape)
    series = np.array([[1.0, -1, 0, 0], [0, 1, -1, 0], [0, 0, 1, -1]])
    state = watch(series, values, np.full(4, 0.003), np.zeros(4), SETTINGS)
    assert state.named == {}
    assert set(state.leaks) == {1}
    assert abs(state.leaks[1].size - 0.1) < 0.02
    assert abs(state.leaks[1].onset - ONSET) <= 12


def test_watch__missing_readings__still_named() -> None:
    values = with_fault("a2", lambda y, t: 0.7 * y)
    rng = np.random.default_rng(1)
    values[rng.random(values.shape) < 0.02] = np.nan
    values[ONSET + 30 : ONSET + 60, AT["a3"]] = np.nan
    assert names(watched(values)) == {"a2"}


def test_watch__meter_without_readings_since_long__not_named() -> None:
    values = healthy().copy()
    values[ONSET:, AT["a2"]] = np.nan
    assert names(watched(values)) == set()


def test_watch__leak__no_meter_accused() -> None:
    values = healthy().copy()
    lost = 12.0 * (np.arange(len(values)) >= ONSET)
    values[:, AT["feeder_a"]] += lost
    values[:, AT["grid"]] += lost
    assert names(watched(values)) == set()


def test_watch__collusion__nobody_named() -> None:
    """All that could contradict the firm lies by the same amount: A b = 0 (docs/design/trust.md, 4)."""
    values = healthy().copy()
    hidden = 0.4 * values[:, AT["b1_x"]] * (np.arange(len(values)) >= ONSET)
    for name in ("b1_x", "b1", "feeder_b", "grid"):
        values[:, AT[name]] -= hidden
    assert names(watched(values)) == set()


def test_watch__fault_from_before_commissioning__learnt_as_normal() -> None:
    assert names(watched(with_fault("a2", lambda y, t: 0.7 * y, start=0))) == set()


def test_watch__within_the_accuracy_class__not_named() -> None:
    assert names(watched(with_fault("a2", lambda y, t: 1.004 * y))) == set()


def test_watch__constant_bias_where_a_leak_looks_the_same__group_and_no_name() -> None:
    """One balance only, and a constant amount: a leak of the firm fits as well as a biased sub-meter."""
    values = healthy().copy()
    values[ONSET:, AT["b1_x"]] -= 0.2 * healthy()[:, AT["b1_x"]].mean()
    state = watched(values)
    assert names(state).isdisjoint({"b1_x", "b1_y", "b1"})


def test_watch__only_the_past_counts() -> None:
    values = with_fault("a2", lambda y, t: 0.7 * y)
    short = watched(values[: ONSET // 24 * 24 + 48])
    whole = watched(values)
    assert {m: (n.named, n.start, n.size) for m, n in short.named.items()} == {
        m: (n.named, n.start, n.size) for m, n in whole.named.items() if n.named <= ONSET // 24 * 24 + 48
    }


def test_watch__same_readings__same_answer() -> None:
    values = with_fault("b2", lambda y, t: 0.6 * y)
    one, two = watched(values), watched(values)
    assert one.named == two.named


def test_settings__fewer_alarms__higher_threshold() -> None:
    strict = replace(SETTINGS, alarms_per_sensor_year=0.0001)
    assert strict.threshold(60) > SETTINGS.threshold(60)


def system() -> BalanceSystem:
    n = len(METERS)
    return BalanceSystem(
        ("bus", "a", "b", "firm_b1"), METERS, matrix(), METERS, np.arange(n), np.full(n, 0.003), np.zeros(n), np.zeros(4),
        "electricity", "kWh",
    )  # fmt: skip


def test_suspects_of__named_meter_has_margin_and_group() -> None:
    (suspect,) = [s for s in suspects_of(system(), with_fault("a2", lambda y, t: 0.7 * y), SETTINGS) if s.named]
    assert suspect.measurement == "a2"
    assert suspect.group == ("a2",)
    assert suspect.margin >= suspect.margin_needed > 0
    assert suspect.low <= -0.3 <= suspect.high


def test_suspects_of__before_the_baseline_is_over__nothing() -> None:
    assert suspects_of(system(), healthy()[: BASELINE * 24], SETTINGS) == []


def test_faulty_meters__finding__evidence_complete_and_told_in_both_languages() -> None:
    values = with_fault("a2", lambda y, t: 0.7 * y)
    begin = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
    edges = begin + np.arange(len(values) + 1, dtype=np.int64) * HOUR * 1_000_000
    day = np.arange(len(values)) // 24
    steps = Steps(edges, values, ("measured",) * len(METERS), day, edges[:-1:24])
    rows = FaultyMeters(SETTINGS)(Component("electricity", system(), HOUR, ()), steps, "1")
    (row,) = [r for r in rows if r["code"] == "trust.faulty_meter"]
    evidence = json.loads(str(row["evidence"]))
    assert row["datastream"] == "a2"
    keys = {"plot", "margin", "group", "alternatives", "next_proof", "base_rate", "wrong_rate", "cause", "action"}
    assert keys <= set(evidence)
    assert len(evidence["plot"]["x"]) == len(evidence["plot"]["series"]["reading"]) <= 200
    assert evidence["base_rate"]["value"] is None
    assert evidence["base_rate"]["reason"]
    texts = known_messages()
    told = [
        str(row["message_id"]),
        evidence["cause"],
        evidence["action"],
        evidence["next_proof"]["id"],
        *evidence["alternatives"],
    ]
    assert all(texts[name].get(lang) for name in told for lang in LANGS)
