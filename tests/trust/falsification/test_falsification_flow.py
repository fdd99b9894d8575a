"""The flows over the sample park and falsified copies of it: few findings, each complete; no claim beyond the data."""

from __future__ import annotations

import json
import pickle
import string
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.trust.sample_series import EXTENT, judged, observations, sample

from ecopark.core.messages import known_messages
from ecopark.core.observations import FLAGS, readings_table
from ecopark.judge.records import LIMIT_STATES
from ecopark.trust.balance.tables import IMBALANCES
from ecopark.trust.falsification.catalogue import SIGNALS
from ecopark.trust.falsification.events import device_events
from ecopark.trust.falsification.flow import falsification_flows
from ecopark.trust.falsification.inspections import blind_spots
from ecopark.trust.falsification.settings import FalsificationSettings
from ecopark.trust.quality import FINDINGS


def run(tables, *, limits=None, events=None, settings=None, flags=None) -> list[dict[str, object]]:
    """Findings of both flows over some of the sample park's datastreams."""
    network, _ = sample()
    rows: list[dict[str, object]] = []
    for flow in falsification_flows(network, settings, events=events):
        for task in flow.plan(network, EXTENT):
            here = [tables[n] for n in task.datastreams if n in tables]
            if not here:
                continue
            inputs = {
                "observations": pa.concat_tables(here),
                "flags": FLAGS.empty_table() if flags is None else _of(flags, task.datastreams),
                "limit_states": limits if limits is not None else LIMIT_STATES.schema.empty_table(),
                "imbalances": IMBALANCES.empty_table(),
            }
            made = flow.run(task, {name: inputs[name] for name in flow.inputs})
            table = made[flow.outputs[0].name]
            assert table.schema.equals(FINDINGS)
            rows += table.to_pylist()
    return rows


def _of(flags: pa.Table, names: tuple[str, ...]) -> pa.Table:
    return flags.filter(pc.is_in(flags["datastream"], pa.array(names)))


def changed(name: str, change) -> dict[str, pa.Table]:
    """The observations of one datastream with its values changed by ``change(times, values)``."""
    _, tables = sample()
    table = tables[name]
    at = table["phenomenon_time"].cast(pa.int64()).to_numpy()
    values = table["value"].to_numpy(zero_copy_only=False).copy()
    return {
        name: observations(readings_table(name, table["phenomenon_time"].combine_chunks(), pa.array(change(at, values))))
    }


def test_flow__the_sample_park_has_few_findings_and_each_can_be_explained():
    _, tables = sample()
    found = run(tables, flags=judged()["flags"])
    # 24 days on which the works' outflow meter of the source data says next to nothing while its electricity is as usual
    assert [(f["code"], f["datastream"]) for f in found] == [("trust.energy_without_flow", "works.outflow.flow")]
    assert 20 <= found[0]["count"] <= 30


def test_flow__copied_days_of_a_meter_are_told_with_their_source():
    def copy(_at: np.ndarray, values: np.ndarray) -> np.ndarray:
        values[20_000:20_288] = values[14_048:14_336]
        return values

    found = [f for f in run(changed("steel.main.active_energy", copy)) if f["code"] == "trust.copied_days"]
    assert len(found) == 1
    assert json.loads(found[0]["params"])["count"] == 288
    assert json.loads(found[0]["params"])["days"] == pytest.approx(62, abs=0.1)


def test_flow__a_bottle_at_the_stack_is_told_as_one_cause():
    _, tables = sample()
    rng = np.random.default_rng(1)

    def bottle(at: np.ndarray, values: np.ndarray) -> np.ndarray:
        inside = slice(3000, 3000 + 24 * 14)
        values[inside] = np.median(values) + 0.02 * values.std() * rng.standard_normal(24 * 14)
        return values

    falsified = {n: t for name in ("utility.nox", "utility.co") for n, t in changed(name, bottle).items()}
    found = run({**{n: t for n, t in tables.items() if n.startswith("utility.")}, **falsified})
    told = [f for f in found if f["code"] in ("trust.missing_spread", "trust.quiet_station", "trust.no_response")]
    assert told
    assert any({"utility.nox", "utility.co"} <= {f["datastream"], *f["others"]} for f in told)


def limit_of(point: str, observed: str, limit: float) -> pa.Table:
    row = {f.name: None for f in LIMIT_STATES.schema}
    row |= {"monitoring_point": point, "property": observed, "month": datetime(2025, 3, 1), "limit": limit, "unit": "mg/Nm3"}
    row |= {
        "judged": 1,
        "exceeded": 0,
        "provisional": False,
        "statistic": "maximum",
        "limit_rule": "x",
        "origin": "measured",
    }
    return pa.Table.from_pylist([{k: v for k, v in row.items() if k in LIMIT_STATES.schema.names}], LIMIT_STATES.schema)


def test_flow__values_cut_off_below_the_limit_are_told_with_the_limit_and_the_proposed_sample():
    _, tables = sample()
    limit = float(np.quantile(tables["utility.nox"]["value"].to_numpy(), 0.85))
    rng = np.random.default_rng(1)
    cut = changed("utility.nox", lambda _at, v: np.where(v > 0.98 * limit, limit * rng.uniform(0.95, 0.99, len(v)), v))
    found = run(cut, limits=limit_of("utility.stack", "nox", limit))
    hugging = [f for f in found if f["code"] == "trust.hugs_limit"]
    assert len(hugging) == 1
    evidence = json.loads(hugging[0]["evidence"])
    assert evidence["inspection"] == {
        "reason": "hugs_limit",
        "place": "utility.stack",
        "what": "sample",
        "datastreams": ["utility.nox"],
    }


def test_flow__a_level_shift_on_the_day_of_a_new_key_is_told():
    def shift(at: np.ndarray, values: np.ndarray) -> np.ndarray:
        return np.where(at >= at[4000], values - 25, values)

    tables = changed("utility.nox", shift)
    at = tables["utility.nox"]["phenomenon_time"].cast(pa.int64()).to_numpy()
    touched = run(tables, events={"utility.nox": [(int(at[4000]), "key")]})
    elsewhere = run(tables, events={"utility.nox": [(int(at[2000]), "key")]})
    assert "trust.shift_after_change" in {f["code"] for f in touched}
    assert "trust.shift_after_change" not in {f["code"] for f in elsewhere}


def test_flow__every_finding_brings_what_a_person_needs_to_judge_it():
    def falsify(at: np.ndarray, values: np.ndarray) -> np.ndarray:
        values[20_000:20_288] = values[14_048:14_336]
        values[25_000:26_000] = np.round(values[25_000:26_000])
        return values

    works = {n: t for n, t in sample()[1].items() if n.startswith("works.")}
    found = run({**works, **changed("steel.main.active_energy", falsify)})
    assert {"trust.copied_days", "trust.odd_digits", "trust.energy_without_flow"} <= {f["code"] for f in found}
    texts = known_messages()
    for finding in found:
        evidence = json.loads(finding["evidence"])
        for key in ("alternatives", "next_proof", "base_rate", "wrong_rate", "cause", "action", "margin", "group", "plot"):
            assert key in evidence, key
        ids = [
            *evidence["alternatives"],
            evidence["next_proof"]["id"],
            evidence["cause"],
            evidence["action"],
            finding["message_id"],
        ]
        assert all(i in texts for i in ids)
        assert evidence["margin"] >= 0
        assert finding["datastream"] in evidence["group"]
        plot = evidence["plot"]
        assert len(plot["x"]) <= 200
        assert all(len(s) == len(plot["x"]) for s in plot["series"].values())
        for rate in (evidence["base_rate"], evidence["wrong_rate"]):
            assert ("source" in rate) if rate["value"] is not None else (rate["reason"] in texts)
        fields = {f for _, f, _, _ in string.Formatter().parse(texts[finding["message_id"]].en) if f}
        assert fields <= set(json.loads(finding["params"]))


def test_flow__fewer_alarms_allowed_means_no_more_findings():
    tables = {n: t for n, t in sample()[1].items() if n.startswith("utility.")}
    counts = [len(run(tables, settings=FalsificationSettings(alarms_per_sensor_year=a))) for a in (0.001, 0.05, 1.0)]
    assert counts == sorted(counts)


def test_flow__travels_to_a_worker_and_its_version_follows_parameters_and_events():
    network, _ = sample()
    points, meters = falsification_flows(network)
    assert pickle.loads(pickle.dumps(points.run)) is not None
    strict = falsification_flows(network, FalsificationSettings(alarms_per_sensor_year=0.01))
    touched = falsification_flows(network, events={"utility.nox": [(0, "key")]})
    assert points.version != strict[0].version
    assert meters.version != strict[1].version
    assert points.version != touched[0].version
    assert meters.version == touched[1].version


def test_catalogue__every_signal_has_its_texts_in_both_languages():
    texts = known_messages()
    for name, signal in SIGNALS.items():
        for prefix in ("check", "explanation", "found", "cause", "inspect"):
            text = texts[f"trust.{prefix}.{name}"]
            assert text.vi
            assert text.en
        assert all(f"trust.alternative.{a}" in texts for a in signal.alternatives)
        assert f"trust.proof.{signal.proof}" in texts
    found = [texts[f"trust.found.{name}"] for name in SIGNALS]
    for text in found:
        fields = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in (text.vi, text.en)]
        assert fields[0] == fields[1]


def test_blind_spots__stations_of_one_device_are_to_be_sampled():
    network, _ = sample()
    proposals = {p.place: p for p in blind_spots(network)}
    assert proposals["outfall"].what == "sample"
    assert proposals["outfall"].reason == "same_hands"
    assert all(f"trust.inspect.{p.reason}" in known_messages() for p in proposals.values())


def test_device_events__only_what_touches_the_device_counts():
    first = {"datastreams": ["a"], "public_keys": ["k1"], "quota_per_minute": 10, "firmware": "1.0"}
    at = [datetime(2025, 1, d, tzinfo=UTC) for d in (1, 2, 3, 4)]
    revisions = [
        (at[0], first),
        (at[1], {**first, "quota_per_minute": 20}),
        (at[2], {**first, "public_keys": ["k1", "k2"]}),
        (at[3], {**first, "public_keys": ["k1", "k2"], "firmware": "1.1"}),
    ]
    assert [what for _, what in device_events(revisions)["a"]] == ["key", "firmware"]
    assert device_events(revisions[:2]) == {}
