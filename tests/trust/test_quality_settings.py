"""Settings of the checks: proposed from the declaration, overridden by name, unknown names refused."""

from __future__ import annotations

import pytest
import yaml
from tests.trust import sample_series as series

from ecopark.core.errors import InputError
from ecopark.trust.proposal import propose
from ecopark.trust.quality import quality_flow
from ecopark.trust.settings import KINDS, RELATIONS, DatastreamChecks, QualitySettings, read_settings, version_hash


def checks_of(name, settings=None):
    network, _ = series.sample()
    return propose(network.datastreams[name], network, settings or QualitySettings())


def test_propose__follows_the_declaration():
    outflow, register = checks_of("works.outflow.flow"), checks_of("steel.rolling.register")
    assert outflow.plausible_range.maximum == 800
    assert outflow.zero_for_missing.never_zero  # the works never stands still
    assert outflow.gap.microseconds == 86_400_000_000
    assert register.counter.rollover == 100_000
    assert register.counter.noise == pytest.approx(0.1)
    assert register.flat_line is None
    assert checks_of("furniture.pv.active_power").clock_shift is not None
    assert checks_of("utility.generator.active_energy").clock_shift is None  # burns gas: the sun says nothing
    assert checks_of("steel.main.active_energy").future_time is None  # times were moved


def test_read_settings__overrides_single_parameters_and_keeps_the_rest():
    text = """
    site: {latitude: 12.5, longitude: 109.0}
    properties: {ph: {rate_of_change: {per_hour: 2}}}
    datastreams: {works.outflow.flow: {spike: off, flat_line: {readings: 5}}}
    relations: {outflow_above_inflow: {relative: 0.1}}
    """
    settings = read_settings(yaml.safe_load(text))
    changed, before = checks_of("works.outflow.flow", settings), checks_of("works.outflow.flow")
    assert changed.spike is None
    assert changed.flat_line.readings == 5
    assert changed.flat_line.resting == before.flat_line.resting
    assert changed.plausible_range == before.plausible_range
    assert checks_of("outfall.ph", settings).rate_of_change.per_hour == 2
    assert settings.relations["outflow_above_inflow"].relative == 0.1
    assert settings.relations["cod_below_bod"] == RELATIONS["cod_below_bod"]
    assert (settings.latitude, settings.longitude) == (12.5, 109.0)


@pytest.mark.parametrize(
    ("given", "code", "named"),
    [
        ({"sites": {}}, "unknown_key", "sites"),
        ({"properties": {"ph": {"rat": {}}}}, "unknown_key", "rat"),
        ({"properties": {"ph": {"rate_of_change": {"per_day": 1}}}}, "unknown_key", "per_day"),
        ({"relations": {"outflow": {}}}, "unknown_key", "outflow"),
        ({"properties": {"ph": {"rate_of_change": {"per_hour": "two"}}}}, "bad_value", "per_hour"),
        ({"properties": {"ph": {"rate_of_change": 3}}}, "not_a_mapping", "3"),
        ({"site": {"latitude": 120}}, "bad_value", "latitude"),
        ({"datastreams": ["a"]}, "not_a_mapping", "datastreams"),
    ],
)
def test_read_settings__refuses_and_names_the_key(given, code, named):
    with pytest.raises(InputError) as caught:
        read_settings(given, "park.yaml")
    assert caught.value.code == f"trust.settings.{code}"
    for lang in ("vi", "en"):
        assert named in caught.value.render(lang)
    assert "park.yaml" in caught.value.render("en")


def test_read_settings__a_check_that_is_not_proposed_needs_all_of_its_parameters():
    with pytest.raises(InputError) as caught:
        checks_of("steel.main.active_energy", read_settings({"properties": {"active_energy": {"rate_of_change": {}}}}))
    assert caught.value.code == "trust.settings.parameter_missing"
    assert "per_hour" in str(caught.value)


@pytest.mark.parametrize("part", ["datastreams", "properties"])
def test_quality_flow__settings_for_something_that_does_not_exist_are_refused(part):
    network, _ = series.sample()
    with pytest.raises(InputError) as caught:
        quality_flow(network, read_settings({part: {"nowhere": {"spike": "off"}}}))
    assert caught.value.code == "trust.settings.unknown_target"


def test_kinds__name_every_check_of_a_datastream():
    assert set(KINDS) == set(DatastreamChecks.__dataclass_fields__)


def test_version_hash__same_content_same_hash():
    assert version_hash({"a": DatastreamChecks(), "b": 1}) == version_hash({"b": 1, "a": DatastreamChecks()})
    assert version_hash([1]) != version_hash([2])
