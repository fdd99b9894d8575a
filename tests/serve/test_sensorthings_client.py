"""A public SensorThings client works against the platform: FROST's Python client and a real server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import frost_sta_client as frost
import pytest
import requests
import uvicorn
from tests.serve.small_park import Served

from ecopark.connect.live.device import Device
from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.tokens import create_token
from ecopark.serve.web import listening_socket

pytestmark = pytest.mark.filterwarnings("ignore:furl.pathstr is deprecated:DeprecationWarning")  # the client's own
ADMIN = system_scope("test")


@pytest.fixture(scope="module")
def address(shared: Served) -> Iterator[str]:
    """Address of the service, served by uvicorn on loopback."""
    listening = listening_socket("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(shared.app, log_level="warning", access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/sta/v1.1"
    finally:
        server.should_exit = True
        thread.join(timeout=30)
        listening.close()


@pytest.fixture(scope="module")
def gateway(shared: Served, address: str) -> Any:
    """The client, signed in as a device of the steel works."""
    device = Device(id="frost", name="FROST", firm="steel", door="http")
    secret = shared.park.devices.add(ADMIN, device)
    return frost.SensorThingsService(address, auth_handler=frost.AuthHandler("frost", secret))


def test_client__reads_what_is_published_without_signing_in(address: str) -> None:
    service = frost.SensorThingsService(address)
    assert [d.id for d in service.datastreams().query().list()] == ["works.cod"]
    found = service.datastreams().find("works.cod")
    assert found.unit_of_measurement.symbol == "mg/L"
    observations = list(found.get_observations().query().orderby("phenomenonTime", "asc").list())
    assert [one.result for one in observations] == [3.0, None, 66666.25]
    with pytest.raises(requests.HTTPError):
        service.datastreams().find("steel.cod")


def test_client__lists_expands_filters_and_pages(gateway: Any) -> None:
    query = gateway.datastreams().query().filter("ObservedProperty/id eq 'cod'").expand("Thing,Sensor,ObservedProperty")
    found = {d.id: d for d in query.list()}
    assert set(found) == {"steel.cod", "works.cod"}
    assert (found["steel.cod"].thing.id, found["steel.cod"].sensor.id) == ("steel.out", "steel.probe")
    pages = gateway.observations().query().top(2).count().list()
    assert (pages.count, len(pages.entities)) == (9, 2)
    everything = list(pages)
    assert len({one.id for one in everything}) == len(everything) == 9
    assert {t.name for t in gateway.things().query().list()} >= {"zinnober"}


def test_client__creates_an_observation_and_reads_it_back(gateway: Any) -> None:
    at = datetime(2026, 2, 1, 8, 30, tzinfo=UTC)
    stream = gateway.datastreams().find("steel.cod")
    made = frost.Observation(result=21.5, phenomenon_time=at.isoformat(), datastream=stream)
    gateway.create(made)
    assert made.id == f"steel.cod~{int(at.timestamp())}000000"
    read = gateway.observations().find(made.id)
    assert (read.result, datetime.fromisoformat(read.phenomenon_time)) == (21.5, at)
    within = "phenomenonTime ge 2026-02-01T00:00:00Z and phenomenonTime lt 2026-02-02T00:00:00Z"
    listed = stream.get_observations().query().filter(within).expand("Datastream,FeatureOfInterest").list()
    assert [(one.id, one.datastream.id, one.feature_of_interest.id) for one in listed] == [
        (made.id, "steel.cod", "point~steel.point")
    ]


def test_client__creates_a_data_array(gateway: Any) -> None:
    stream = gateway.datastreams().find("steel.energy")
    array = frost.model.ext.data_array_value.DataArrayValue()
    property_ = frost.model.ext.data_array_value.DataArrayValue.Property
    array.components = [property_.PHENOMENON_TIME, property_.RESULT]
    array.datastream = stream
    start = datetime(2026, 1, 5, tzinfo=UTC)
    for i in range(300):
        at = (start + timedelta(minutes=i)).isoformat()
        array.add_observation(frost.Observation(result=i / 2, phenomenon_time=at, datastream=stream))
    document = frost.model.ext.data_array_document.DataArrayDocument()
    document.add_data_array_value(array)
    made = gateway.observations().create(document)
    assert len(made) == 300
    listed = gateway.observations().query().filter("phenomenonTime lt 2026-01-06T00:00:00Z").top(70).list()
    assert [one.result for one in listed] == [i / 2 for i in range(300)]


def test_client__a_datastream_that_is_declared_is_bound_to_the_clients_name(shared: Served, gateway: Any) -> None:
    stream = _datastream("COD of my probe", {"datastream": "steel.cod"})
    gateway.create(stream)
    assert stream.id == "steel.cod"
    assert shared.park.devices.resolve("frost", "COD of my probe") == "steel.cod"


def test_client__another_datastream_is_kept_as_a_proposal_until_a_manager_binds_it(
    shared: Served, gateway: Any, address: str
) -> None:
    stream = _datastream("new probe", {})
    stream.thing = frost.Thing(name="new pit", description="behind the hall")
    stream.sensor = frost.Sensor(name="probe", description="x", encoding_type="text/plain", metadata="none")
    stream.observed_property = frost.ObservedProperty(name="COD", definition="urn:x", description="x")
    gateway.create(stream)
    found = gateway.datastreams().find(stream.id)
    assert (found.name, found.properties["state"]) == ("new probe", "proposed")
    assert [t.name for t in gateway.things().query().filter("name eq 'new pit'").list()] == ["new pit"]
    at = datetime(2026, 1, 20, tzinfo=UTC)
    for hour in range(3):
        time_ = (at + timedelta(hours=hour)).isoformat()
        gateway.create(frost.Observation(result=float(hour), phenomenon_time=time_, datastream=found))
    kept = found.get_observations().query().orderby("phenomenonTime", "asc").list()
    assert [one.result for one in kept] == [0.0, 1.0, 2.0]
    assert _stored(shared, "plating.cod", at) == []
    others = frost.SensorThingsService(address)
    assert stream.id not in [d.id for d in others.datastreams().query().list()]

    secret, _ = create_token(shared.park.access, ADMIN, name="board", role=Role.MANAGER)
    patched = requests.patch(
        f"{address}/Datastreams('{stream.id}')",
        json={"properties": {"datastream": "steel.cod"}},
        headers={"Authorization": f"Bearer {secret}"},
        timeout=30,
    )
    assert (patched.status_code, patched.json()["properties"]["state"]) == (200, "bound")
    assert _stored(shared, "steel.cod", at) == [0.0, 1.0, 2.0]
    gateway.create(frost.Observation(result=7.0, phenomenon_time=(at + timedelta(hours=5)).isoformat(), datastream=found))
    assert _stored(shared, "steel.cod", at) == [0.0, 1.0, 2.0, 7.0]
    assert shared.park.devices.resolve("frost", "new probe") == "steel.cod"


def _datastream(name: str, properties: dict[str, str]) -> Any:
    unit = frost.UnitOfMeasurement(name="milligram per litre", symbol="mg/L", definition="urn:x")
    kind = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
    return frost.Datastream(
        name=name, description="x", observation_type=kind, unit_of_measurement=unit, properties=properties
    )


def _stored(served: Served, name: str, day: datetime) -> list[float | None]:
    table = served.park.store.observations_now(ADMIN, [name])
    rows = zip(table.column("phenomenon_time").to_pylist(), table.column("value").to_pylist(), strict=True)
    first = day.replace(tzinfo=None)
    return [value for at, value in rows if first <= at < first + timedelta(days=1)]
