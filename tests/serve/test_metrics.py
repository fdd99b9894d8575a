"""Prometheus figures: read by the client library's own parser, for roles that see the whole park."""

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.serve.small_park import small_park

from ecopark.connect.live.device import Device
from ecopark.core.scope import system_scope


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with small_park(tmp_path_factory.mktemp("metrics")) as found:
        yield found


def figures(text):
    return {(s.name, *sorted(s.labels.items())): s.value for f in text_string_to_metric_families(text) for s in f.samples}


def test_metrics__are_read_by_a_program_and_count_requests(served):
    client = served.client("manager")
    client.get("/api/v1/datastreams/steel.cod")
    found = figures(client.get("/metrics").text)
    assert found[("ecopark_log_entries",)] >= 1
    assert found[("ecopark_readings_waiting",)] == 0
    assert found[("ecopark_disk_free_bytes",)] > 0
    route = ("route", "/api/v1/datastreams/{datastream_id}")
    assert found[("ecopark_http_answers_total", ("method", "GET"), route, ("status", "200"))] == 1
    assert found[("ecopark_http_seconds_count", ("method", "GET"), route)] == 1


@pytest.mark.parametrize(("caller", "status"), [(None, 401), ("user.steel", 403), ("regulator", 200)])
def test_metrics__only_for_those_who_see_the_whole_park(served, caller, status):
    assert served.client(caller).get("/metrics").status_code == status


def test_metrics__an_unknown_path_makes_no_new_label(served):
    client = served.client("manager")
    for i in range(3):
        client.get(f"/nowhere/{i}")
    routes = {dict(key[1:]).get("route") for key in figures(client.get("/metrics").text) if len(key) > 1}
    assert not any(route and "nowhere" in route for route in routes)


def test_health__answers_everybody(served):
    assert served.client(None).get("/api/v1/health/live").json() == {"status": "ok"}


def test_metrics__say_what_each_source_brought(served):
    secret = served.park.devices.add(system_scope("test"), Device("gw-m", "gw-m", "steel", "http"))
    sender = served.client(None)
    sender.headers["Authorization"] = f"Bearer {secret}"
    rows = [{"datastream": name, "time": served.clock().isoformat(), "value": 1.0} for name in ("steel.cod", "nobody")]
    assert sender.post("/api/v1/live/readings", json={"readings": rows}).status_code == 201
    found = figures(served.client("manager").get("/metrics").text)
    for outcome in ("stored", "refused"):
        assert found[("ecopark_source_readings_total", ("outcome", outcome), ("source", "gw-m"))] == 1
    assert found[("ecopark_source_last_seen_seconds", ("source", "gw-m"))] == served.clock().timestamp()
