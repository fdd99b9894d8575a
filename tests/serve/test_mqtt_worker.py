"""The MQTT door of a served park: opens as the settings say, tries again while its port is taken."""

import contextlib
import socket
import threading
import time
from dataclasses import replace

import paho.mqtt.client as paho
import pytest

from ecopark.connect.live.device import Device
from ecopark.connect.mqtt.settings import MqttSettings
from ecopark.connect.park_folder import read_settings
from ecopark.connect.template import write_template
from ecopark.core.errors import InputError
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.workers import mqtt
from ecopark.serve.workers.mqtt import MqttWorker

PATIENCE_S = 30


@pytest.fixture
def folder(tmp_path):
    write_template(tmp_path / "park", "en")
    return tmp_path / "park"


@contextlib.contextmanager
def working(park, **settings):
    park = replace(park, settings=replace(park.settings, mqtt=MqttSettings(**settings)))
    stop = threading.Event()
    worker = MqttWorker(park, stop)
    worker.start()
    try:
        yield worker
    finally:
        stop.set()
        worker.join(PATIENCE_S)
        assert not worker.is_alive()


def test_worker__the_own_door_takes_readings_of_the_park(folder):
    with opened(folder, metered=False) as park:
        secret = park.devices.add(system_scope("test"), Device("gw", "Gateway", None, "mqtt"))
        with working(park, mode="own", port=0) as worker:
            assert worker.opened.wait(PATIENCE_S)
            client = paho.Client(paho.CallbackAPIVersion.VERSION2, "gw")
            client.username_pw_set("gw", secret)
            client.connect("127.0.0.1", worker.port)
            told = client.publish(f"ecopark/{park.network.park.id}/gw/ct-khu.kwh", '{"value": 3.5}', 1)
            client.loop_start()
            told.wait_for_publish(PATIENCE_S)
            assert park.store.pending_rows == 1
            client.disconnect()
            client.loop_stop()
        assert worker.port == 0


def test_worker__off_does_nothing(folder):
    with opened(folder, metered=False) as park, working(park, mode="off") as worker:
        worker.join(PATIENCE_S)
        assert (worker.opened.is_set(), worker.problem) == (False, None)


def test_worker__a_port_that_is_taken_is_tried_again(folder, monkeypatch):
    monkeypatch.setattr(mqtt, "TRY_AGAIN_S", 0.05)
    with opened(folder, metered=False) as park, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with working(park, mode="own", port=port) as worker:
            until = time.monotonic() + PATIENCE_S
            while worker.problem is None:
                assert time.monotonic() < until
                time.sleep(0.01)
            assert worker.problem.code == "connect.mqtt.port_taken"
            taken.close()
            assert worker.opened.wait(PATIENCE_S)
            assert (worker.port, worker.problem) == (port, None)


def test_settings__mqtt_of_park_yaml_is_read_and_checked(folder):
    described = (folder / "park.yaml").read_text(encoding="utf-8")
    mqtt_settings = '\nsettings:\n  mqtt: {mode: broker, url: "mqtt://127.0.0.1", topics: [a/#, b/#]}\n'
    (folder / "park.yaml").write_text(described.replace("\nsettings:\n", mqtt_settings), encoding="utf-8")
    read = read_settings(folder).mqtt
    assert (read.mode, read.url, read.topics) == ("broker", "mqtt://127.0.0.1", ("a/#", "b/#"))
    (folder / "park.yaml").write_text(described.replace("\nsettings:\n", "\nsettings:\n  mqtt: {mode: some}\n"))
    with pytest.raises(InputError) as caught:
        read_settings(folder)
    assert "park.yaml row" in caught.value.where
