"""Balance systems read off the flow network, and what a park declares about them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.trust.balance.small_network import small_network, with_datastream

from ecopark.core.errors import InputError
from ecopark.trust.balance.classify import State, classify
from ecopark.trust.balance.from_network import DAY, HOUR, components, resolution_sd
from ecopark.trust.balance.settings import read_balance_settings

SHARES = {
    "bus-losses": {"of": ["grid-bus", "pv-bus"], "share": 0.03, "sd": 0.01},
    "a-sewer": {"of": "main-a", "share": 0.8, "sd": 0.1},
}


def by_carrier(network=None, settings=None):
    found = components(network or small_network(), read_balance_settings(settings or {}))
    return {component.system.carrier: component for component in found}


def row(system, balance):
    line = system.matrix[system.balances.index(balance)]
    return {system.variables[i]: line[i] for i in np.flatnonzero(line)}


def test_components__one_per_carrier_and_connected_part():
    found = by_carrier()
    assert set(found) == {"electricity", "water", "wastewater"}
    assert found["electricity"].system.balances == ("bus", "a")
    assert found["wastewater"].system.unit == "m3"
    assert found["water"].step_s == HOUR


def test_components__a_bus_is_hard_with_losses_as_an_unmeasured_flow():
    system = by_carrier()["electricity"].system
    assert row(system, "bus") == {
        "grid-bus": 1, "pv-bus": 1, "bus-losses": -1, "bus-a": -1, "bus-b": -1, "bus-works": -1,
    }  # fmt: skip
    assert "bus-losses" not in {system.variables[i] for i in system.selector}
    assert system.lower_bound.min() == 0
    assert classify(system).states["bus-losses"] is State.COMPUTED


def test_components__a_firm_with_sub_meters_has_its_own_use_beside_them():
    system = by_carrier()["electricity"].system
    assert row(system, "a") == {"bus-a": 1, "a-oven": -1, "a-press": -1, "own_use:a": -1}
    assert classify(system).states["own_use:a"] is State.COMPUTED
    complete = by_carrier(settings={"complete_splits": ["a"]})["electricity"].system
    assert row(complete, "a") == {"bus-a": 1, "a-oven": -1, "a-press": -1}
    assert classify(complete).groups["a-oven.meter"] == ("a-oven.meter", "a-press.meter", "bus-a.meter")


def test_components__works_are_soft_for_wastewater_and_no_balance_for_electricity():
    found = by_carrier()
    system = found["wastewater"].system
    assert row(system, "works") == {"sewer-works": 1, "works-outfall": -1}
    assert system.balance_relative_sd[system.balances.index("works")] == 0.02
    assert "works" not in found["electricity"].system.balances
    loose = by_carrier(settings={"relative_sd": {"works": 0.1}})["wastewater"].system
    assert loose.balance_relative_sd[loose.balances.index("works")] == 0.1


def test_components__the_station_at_an_outfall_measures_the_flow_into_it():
    system = by_carrier()["wastewater"].system
    place = system.measurements.index("station.flow")
    assert system.variables[system.selector[place]] == "works-outfall"


def test_components__shares_are_soft_rows_and_join_carriers():
    found = by_carrier(settings={"shares": SHARES})
    assert set(found) == {"electricity", "wastewater+water"}
    system = found["wastewater+water"].system
    assert row(system, "share:a-sewer") == {"main-a": 0.8, "a-sewer": -1}
    assert system.balance_relative_sd[system.balances.index("share:a-sewer")] == pytest.approx(0.125)
    electric = found["electricity"].system
    assert classify(electric).states["bus-a"] is State.ADJUSTED


def test_components__storage_is_a_flow_of_either_sign():
    system = by_carrier(settings={"storage": ["works"]})["wastewater"].system
    assert row(system, "works")["storage:works"] == -1
    assert system.lower_bound[system.variables.index("storage:works")] == -np.inf


def test_components__days_where_one_meter_tells_only_days():
    assert by_carrier(small_network(daily=("bus-works",)))["electricity"].step_s == DAY


def test_components__two_meters_on_one_edge_are_two_measurements():
    system = by_carrier(small_network(double=("bus-b",)))["electricity"].system
    places = [system.selector[system.measurements.index(m)] for m in ("bus-b.meter", "bus-b.1.meter")]
    assert places[0] == places[1]
    assert classify(system).groups["bus-b.meter"] == ("bus-b.1.meter", "bus-b.meter")


def test_components__class_and_resolution_are_the_uncertainty():
    system = by_carrier()["electricity"].system
    assert system.relative_sd == pytest.approx(0.01 / 3**0.5)
    network = small_network()
    assert resolution_sd(network.datastreams["main-a.meter"], HOUR) == pytest.approx(0.1 / 6**0.5)
    assert resolution_sd(network.datastreams["bus-a.meter"], DAY) == pytest.approx(0.1 * (24 / 12) ** 0.5)
    assert resolution_sd(network.datastreams["station.flow"], HOUR) == 0


def test_components__a_meter_without_a_step_is_no_measurement_of_a_step():
    system = by_carrier(with_datastream(small_network(), "bus-b.meter", step_s=None))["electricity"].system
    assert "bus-b.meter" not in system.measurements
    assert "bus-b" in system.variables


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"shares": {"bus-losses": {"of": "nowhere", "share": 0.1, "sd": 0.1}}}, "trust.balance.settings_target"),
        ({"complete_splits": ["nobody"]}, "trust.balance.settings_target"),
        ({"shares": {"bus-losses": {"of": "grid-bus"}}}, "trust.balance.settings_share"),
        ({"loses": {}}, "trust.balance.settings_unknown"),
        ({"limit": "three"}, "trust.balance.settings_form"),
        ({"complete_splits": "a"}, "trust.balance.settings_form"),
        ({"relative_sd": {"works": -1}}, "trust.balance.settings_form"),
    ],
)
def test_settings__refused_with_what_is_wrong(given, code):
    with pytest.raises(InputError) as raised:
        components(small_network(), read_balance_settings(given, "park.yaml"))
    assert raised.value.code == code
    assert raised.value.render("vi") != raised.value.render("en")
