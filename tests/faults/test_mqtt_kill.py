"""kill -9 of the serving process while MQTT devices send: what was acknowledged is stored, nothing twice."""

import random
import threading
import time
from datetime import timedelta

import orjson
import paho.mqtt.client as paho
import pytest
from tests.faults.live_park import PATIENCE_S, START, new_park, start, stored_values
from tests.ports import free_port

from ecopark.connect.live.device import Device
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened

KILLS = 2
SCOPE = system_scope("test")
SETTINGS = "  mqtt:\n    mode: own\n    port: {port}\n"


class MqttDevice:
    """Publishes numbered readings with QoS 1; paho connects again and sends again what was not acknowledged."""

    def __init__(self, device, secret, datastream, port):
        self.datastream = datastream
        self.topic = f"ecopark/khu-mau/{device}/{datastream}"
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2, device, clean_session=False)
        self.client.username_pw_set(device, secret)
        self.client.max_inflight_messages_set(500)
        self.client.reconnect_delay_set(1, 1)
        self.sent, self.acknowledged = 0, 0
        self.client.on_publish = self._published
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def _published(self, *_):
        self.acknowledged += 1

    def send(self, stop):
        while not stop.is_set():
            payload = {"value": float(self.sent), "time": (START + timedelta(seconds=self.sent)).isoformat()}
            self.client.publish(self.topic, orjson.dumps(payload), 1)
            self.sent += 1
            stop.wait(0.001 if self.sent - self.acknowledged < 500 else 0.1)


def wait_for(condition, what):
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, what
        time.sleep(0.02)


def ready(folder, port):
    """Start the server; wait until its MQTT door answers."""
    server = start(folder)

    def answers():
        probe = paho.Client(paho.CallbackAPIVersion.VERSION2)
        try:
            probe.connect("127.0.0.1", port)
        except OSError:
            return False
        probe.disconnect()
        probe.loop(0)
        return True

    wait_for(answers, "the MQTT door opens")
    return server


@pytest.mark.slow
def test_door__killed_under_load_keeps_what_it_acknowledged_and_doubles_nothing(tmp_path):
    port, random_point = free_port(), random.Random(20_261_121)
    folder = new_park(tmp_path / "park", SETTINGS.format(port=port))
    with opened(folder, metered=False) as park:
        firms = {"ct-khu.kwh": None, "ct-a.kwh": "cong-ty-a"}
        quota = 100_000_000
        secrets = {
            name: park.devices.add(SCOPE, Device(f"gw-{i}", "Gateway", firm, "mqtt", quota_per_minute=quota))
            for i, (name, firm) in enumerate(firms.items())
        }
    server, stop, devices, threads = ready(folder, port), threading.Event(), [], []
    try:
        devices = [MqttDevice(f"gw-{i}", secret, name, port) for i, (name, secret) in enumerate(secrets.items())]
        threads = [threading.Thread(target=device.send, args=(stop,)) for device in devices]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            further = [(device, device.acknowledged) for device in devices]
            wait_for(lambda further=further: all(d.acknowledged > n for d, n in further), "more is acknowledged")
            time.sleep(random_point.uniform(0.0, 0.4))
            server.kill()
            server = ready(folder, port)
        stop.set()
        wait_for(lambda: all(device.acknowledged == device.sent for device in devices), "everything is acknowledged at last")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        for device in devices:
            device.client.disconnect()
            device.client.loop_stop()
        server.kill()
    stored = stored_values(folder)
    for device in devices:
        assert device.sent > 100
        assert stored[device.datastream] == [float(n) for n in range(device.sent)]
    with opened(folder, metered=False) as park:
        revisions = park.snapshot().observations(SCOPE, sorted(stored))["revision"].to_pylist()
    assert set(revisions) == {0}
