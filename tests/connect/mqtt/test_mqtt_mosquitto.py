"""A real Mosquitto: read by us, and as a bridge towards our own door. Restarts lose nothing and store nothing twice."""

import contextlib
import threading
from datetime import timedelta

import orjson
import pytest
from tests.connect.mqtt.mosquitto import mosquitto
from tests.connect.mqtt.mqtt_park import ALL, PATIENCE_S, MqttPark, now, paho_client, publish, wait_until
from tests.ports import free_port

from ecopark.connect.live.device import Device
from ecopark.connect.mqtt.broker import BrokerReader
from ecopark.connect.mqtt.settings import MqttSettings
from ecopark.core.errors import StateError


@contextlib.contextmanager
def reading_from(park, broker, folder, **settings):
    """Our reader in a thread; it has subscribed when this begins."""
    settings = MqttSettings("broker", url=f"mqtt://127.0.0.1:{broker.port}", **settings)
    reader, stop = BrokerReader(settings, folder, park="p", intake=park.intake, clock=now), threading.Event()
    thread = threading.Thread(target=reader.run, args=(stop,), daemon=True)
    thread.start()
    assert reader.connected.wait(PATIENCE_S)
    try:
        yield reader
    finally:
        stop.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


class Sender:
    """A device that publishes numbered readings, each a second after the one before."""

    def __init__(self, port, topic="ecopark/p/gw-a/power"):
        self.port, self.topic, self.sent = port, topic, 0

    def send(self, count):
        with paho_client(self.port, "gw-a", "", name="device") as client:
            for _ in range(count):
                moment = now() - timedelta(hours=2) + timedelta(seconds=self.sent)
                told = client.publish(self.topic, orjson.dumps({"value": self.sent, "time": moment.isoformat()}), 1)
                self.sent += 1
            told.wait_for_publish(PATIENCE_S)

    def expected(self):
        return {"a.0": [float(i) for i in range(self.sent)]}


def test_reader__stores_what_devices_publish_at_the_broker(tmp_path):
    with mosquitto(tmp_path / "broker") as broker, MqttPark.opened(tmp_path) as park:
        with reading_from(park, broker, tmp_path):
            device = Sender(broker.port)
            device.send(300)
            wait_until(lambda: park.store.pending_rows == 300)
        assert park.stored() == device.expected()


def test_reader__what_came_while_we_were_away_is_there_afterwards(tmp_path):
    with mosquitto(tmp_path / "broker") as broker, MqttPark.opened(tmp_path) as park:
        device = Sender(broker.port)
        with reading_from(park, broker, tmp_path):
            device.send(10)
            wait_until(lambda: park.store.pending_rows == 10)
        device.send(1500)
        with reading_from(park, broker, tmp_path):
            wait_until(lambda: park.store.pending_rows == 1510)
        assert park.stored() == device.expected()


def test_reader__a_restarted_broker_is_found_again_and_sends_the_rest(tmp_path):
    with mosquitto(tmp_path / "broker") as broker, MqttPark.opened(tmp_path) as park:
        device = Sender(broker.port)
        with reading_from(park, broker, tmp_path) as reader:
            device.send(100)
            broker.stop()
            wait_until(lambda: not reader.connected.is_set())
            broker.start()
            assert reader.connected.wait(PATIENCE_S)
            device.send(100)
            wait_until(lambda: len(park.stored().get("a.0", ())) == 200)
        assert park.stored() == device.expected()
        assert {o["revision"] for o in park.observations()} == {0}


def test_reader__acknowledges_only_what_is_durable(tmp_path, monkeypatch):
    """Our writer fails when messages come; a new process gets them again."""
    with mosquitto(tmp_path / "broker") as broker, MqttPark.opened(tmp_path) as park:
        device, append, tried = Sender(broker.port), park.store.append, threading.Event()

        def full(*arguments, **named):
            tried.set()
            raise StateError("engine.disk.full", where="data")

        monkeypatch.setattr(park.store, "append", full)
        with reading_from(park, broker, tmp_path):
            device.send(50)
            assert tried.wait(PATIENCE_S)
        monkeypatch.setattr(park.store, "append", append)
        assert park.stored() == {}
        with reading_from(park, broker, tmp_path):
            wait_until(lambda: park.store.pending_rows == 50)
        assert park.stored() == device.expected()


def test_reader__a_retained_reading_is_not_taken_again_on_every_start(tmp_path):
    with mosquitto(tmp_path / "broker") as broker, MqttPark.opened(tmp_path) as park:
        with reading_from(park, broker, tmp_path), paho_client(broker.port, "gw-a", "") as client:
            client.publish("ecopark/p/gw-a/a.1", "5", 1, retain=True).wait_for_publish(PATIENCE_S)
            wait_until(lambda: park.store.pending_rows == 1)
        with reading_from(park, broker, tmp_path), paho_client(broker.port, "gw-a", "") as client:
            publish(client, "ecopark/p/gw-a/a.2", "6")
            wait_until(lambda: park.store.pending_rows == 2)
        assert park.stored() == {"a.1": [5.0], "a.2": [6.0]}


def test_reader__a_device_beyond_its_quota_does_not_hold_up_others(tmp_path):
    with mosquitto(tmp_path / "broker") as broker, MqttPark.opened(tmp_path, a=60) as park:
        with reading_from(park, broker, tmp_path):
            Sender(broker.port).send(302)  # a burst of 300, then one a second
            with paho_client(broker.port, "gw-b", "") as client:
                publish(client, "ecopark/p/gw-b/b.0", "1")
            wait_until(lambda: park.store.pending_rows == 303)
        assert park.stored()["b.0"] == [1.0]


def test_bridge__a_mosquitto_in_front_of_our_door_keeps_what_it_cannot_hand_on(tmp_path):
    """Devices -> Mosquitto -> our door: what the bridge was not acknowledged, it keeps over restarts of both sides."""
    ours = free_port()
    with MqttPark.opened(tmp_path) as park:
        bridge = Device("bridge", "Bridge", "a", "mqtt", names={"gw-a/power": "a.0"})
        secret = park.devices.add(ALL, bridge)
        settings = f"""
connection ecopark
address 127.0.0.1:{ours}
remote_username bridge
remote_password {secret}
topic # out 1 site/ ecopark/p/bridge/
cleansession false
notifications false
restart_timeout 1
"""
        with mosquitto(tmp_path / "broker", settings) as broker:
            device = Sender(broker.port, "site/gw-a/power")
            with park.door(ours):
                device.send(50)
                wait_until(lambda: park.store.pending_rows == 50)
            device.send(50)
            broker.stop()
            broker.start()
            device.send(50)
            with park.door(ours):
                wait_until(lambda: len(park.stored().get("a.0", ())) == 150)
            assert park.stored() == device.expected()
            assert {o["revision"] for o in park.observations()} == {0}


def test_reader__without_the_extra_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "paho.mqtt", None)
    with pytest.raises(StateError) as caught:
        BrokerReader(MqttSettings("broker", url="mqtt://127.0.0.1"), tmp_path, park="p", intake=None, clock=now)
    assert caught.value.code == "connect.mqtt.no_client"
