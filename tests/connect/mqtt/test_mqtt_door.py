"""The door: who may publish what, and that an acknowledgement means durable."""

import asyncio
import json
import threading
from datetime import timedelta

import orjson
import paho.mqtt.client as paho
import pytest
from tests.connect.mqtt.mqtt_park import ALL, MqttPark, now, publish, publish_packet, wait_until

from ecopark.connect.mqtt.codec import Kind, Reason, acknowledgement, packet
from ecopark.connect.mqtt.door import MqttDoor
from ecopark.core.errors import StateError

OWN = "ecopark/p/gw-a"


def reading(value: float, seconds_ago: float = 60) -> bytes:
    return orjson.dumps({"value": value, "time": (now() - timedelta(seconds=seconds_ago)).isoformat()})


@pytest.fixture
def park(tmp_path):
    with MqttPark.opened(tmp_path) as park:
        yield park


@pytest.fixture
def door(park):
    with park.door() as listening:
        yield listening


@pytest.mark.parametrize("version", [paho.MQTTv311, paho.MQTTv5])
def test_publish__a_reading_is_stored_when_it_is_acknowledged(park, door, version):
    with door.client(version=version) as client:
        publish(client, f"{OWN}/power", reading(21.5))
        publish(client, f"{OWN}/a.1", reading(4))
        assert park.stored() == {"a.0": [21.5], "a.1": [4.0]}


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_publish__every_quality_of_service_is_stored_once(park, door, qos):
    with door.client() as client:
        for i in range(5):
            publish(client, f"{OWN}/a.0", reading(i, 60 - i), qos)
        wait_until(lambda: park.store.pending_rows == 5)
    assert park.stored() == {"a.0": [0, 1, 2, 3, 4]}


def test_puback__comes_only_after_the_writer_has_returned(park, door, monkeypatch):
    entered, released = threading.Event(), threading.Event()
    append = park.store.append

    def slow(*arguments, **named):
        entered.set()
        assert released.wait(30)
        return append(*arguments, **named)

    monkeypatch.setattr(park.store, "append", slow)
    device = door.bare()
    device.send(publish_packet(f"{OWN}/a.0", reading(1), 7))
    assert entered.wait(30)
    assert device.silent(0.3)
    released.set()
    assert device.read() == (Kind.PUBACK << 4, b"\0\x07")
    assert park.stored() == {"a.0": [1.0]}


def test_publish__what_comes_while_a_group_is_stored_becomes_one_group(park, door, monkeypatch):
    groups, entered, released = [], threading.Event(), threading.Event()
    append = park.store.append

    def slow(readings, **named):
        groups.append(len(readings))
        entered.set()
        assert released.wait(30)
        return append(readings, **named)

    monkeypatch.setattr(park.store, "append", slow)
    device = door.bare()
    device.send(publish_packet(f"{OWN}/a.0", reading(0), 1))
    assert entered.wait(30)
    device.send(b"".join(publish_packet(f"{OWN}/a.0", reading(i, 60 - i), i + 1) for i in range(1, 51)))
    wait_until(lambda: len(door.door._pending) == 50)
    released.set()
    assert [device.read()[1] for _ in range(51)] == [(i + 1).to_bytes(2, "big") for i in range(51)]
    assert groups == [1, 50]


def test_publish__a_disk_that_is_full_for_a_while_loses_nothing(park, door, monkeypatch):
    append, refusals = park.store.append, [2]

    def full(*arguments, **named):
        if refusals[0]:
            refusals[0] -= 1
            raise StateError("engine.disk.full", where="data", retry_after_s=0.1)
        return append(*arguments, **named)

    monkeypatch.setattr(park.store, "append", full)
    with door.client() as client:
        publish(client, f"{OWN}/a.0", reading(3))
    assert park.stored() == {"a.0": [3.0]}
    assert refusals == [0]


@pytest.mark.parametrize(
    ("version", "topic", "code"),
    [(4, "ecopark/p/gw-b/b.0", b""), (5, "ecopark/p/gw-b/b.0", bytes([Reason.NOT_AUTHORIZED])), (5, "else", b"\x87")],
)
def test_topics__another_devices_topic_is_refused_and_told(park, door, version, topic, code):
    device = door.bare(version=version)
    device.send(publish_packet(topic, reading(1), 3, version=version))
    assert device.read() == (Kind.PUBACK << 4, b"\0\x03" + code)
    assert park.stored() == {}
    assert park.quarantine() == {"connect.mqtt.topic": 1}


def test_topics__a_series_of_another_firm_is_refused(park, door):
    with door.client() as client:
        publish(client, f"{OWN}/b.0", reading(1))
        publish(client, OWN, orjson.dumps({"datastream": "b.1", "value": 1}))
    assert park.stored() == {}
    assert park.quarantine() == {"connect.live.unknown_name": 2}


@pytest.mark.parametrize("topic", ["ecopark/p/gw-a/#", "ecopark/+/gw-a", ""])
def test_topics__a_wildcard_or_nothing_ends_the_connection(door, topic):
    device = door.bare()
    device.send(publish_packet(topic, b"1", 1))
    assert device.read() is None


def test_publish__a_poisoned_message_among_good_ones_holds_nothing_up(park, door):
    device = door.bare(version=5)
    good = [publish_packet(f"{OWN}/a.0", reading(i, 100 - i), i + 1, version=5) for i in range(20)]
    bad = publish_packet(f"{OWN}/a.0", b'{"value": oh}', 99, version=5)
    device.send(b"".join([*good[:10], bad, *good[10:]]))
    said = [device.read() for _ in range(21)]
    assert [body for _, body in said if len(body) > 2] == [b"\0\x63\x99"]
    assert park.stored() == {"a.0": [float(i) for i in range(20)]}
    assert park.quarantine() == {"connect.mqtt.syntax": 1}


def test_publish__the_same_message_again_is_stored_once_and_acknowledged(park, door):
    device, payload = door.bare(), reading(5)
    device.send(publish_packet(f"{OWN}/a.0", payload, 1))
    device.read()
    device.socket.close()
    device = door.bare()
    device.send(publish_packet(f"{OWN}/a.0", payload, 1, again=True))
    assert device.read() == (Kind.PUBACK << 4, b"\0\x01")
    assert [(o["value"], o["revision"]) for o in park.observations()] == [(5.0, 0)]


def test_publish__a_correction_in_the_same_group_is_a_revision(park, door):
    device, moment = door.bare(), (now() - timedelta(minutes=5)).isoformat()
    said = [orjson.dumps({"value": value, "time": moment}) for value in (1.0, 2.0, 3.0)]
    device.send(b"".join(publish_packet(f"{OWN}/a.0", payload, i + 1) for i, payload in enumerate(said)))
    assert [device.read()[1][1] for _ in said] == [1, 2, 3]
    assert [(o["value"], o["revision"]) for o in park.observations()] == [(3.0, 2)]
    assert park.quarantine() == {}


def test_publish__numbers_without_time_get_the_moment_of_arrival_each_its_own(park, door):
    before, device = now(), door.bare()
    device.send(b"".join(publish_packet(f"{OWN}/a.0", str(i).encode(), i + 1) for i in range(10)))
    for _ in range(10):
        device.read()
    found = park.observations()
    assert [o["value"] for o in found] == [float(i) for i in range(10)]
    assert all(before.replace(tzinfo=None) <= o["phenomenon_time"] <= now().replace(tzinfo=None) for o in found)
    assert {(o["status"], o["result_time"]) for o in found} == {(255, None)}


def test_quota__a_device_beyond_it_waits_and_loses_nothing_while_others_go_on(tmp_path):
    with MqttPark.opened(tmp_path, a=1200) as park, park.door() as door:  # 20 a second after a burst of 6,000
        greedy = door.bare()
        body = [
            {"datastream": "a.0", "time": (now() - timedelta(hours=3) + timedelta(seconds=i)).isoformat(), "value": i}
            for i in range(6030)
        ]
        parts = [orjson.dumps({"readings": body[i : i + 30]}) for i in range(0, 6030, 30)]
        greedy.send(b"".join(publish_packet(OWN, part, i + 1) for i, part in enumerate(parts)))
        wait_until(lambda: park.store.pending_rows >= 30 and (door.door._held or park.store.pending_rows == 6030))
        with door.client("gw-b") as other:
            publish(other, "ecopark/p/gw-b/b.0", reading(1))
        assert sorted(greedy.read()[1] for _ in parts) == [(i + 1).to_bytes(2, "big") for i in range(len(parts))]
        assert park.stored() == {"a.0": [float(i) for i in range(6030)], "b.0": [1.0]}
        assert "connect.quota.exceeded" in [e.message.id for s in park.sources.states() for e in s.errors]


def test_sign_in__wrong_password_is_refused_with_its_code(park, door):
    device = door.bare(password="wrong")
    assert device.answer == (Kind.CONNACK << 4, b"\0\x04")
    assert device.read() is None
    device = door.bare(password="wrong", version=5)
    assert device.answer[1][1] == Reason.BAD_USER_OR_PASSWORD


def test_sign_in__one_devices_secret_does_not_open_for_another(park, door):
    assert door.bare("gw-b", park.secrets["gw-a"]).answer == (Kind.CONNACK << 4, b"\0\x04")


def test_sign_in__an_unknown_version_is_told_so(door):
    device = door.bare(version=3)
    assert device.answer == (Kind.CONNACK << 4, b"\0\x01")
    assert device.read() is None


def test_sign_in__publishing_before_it_ends_the_connection(park, door):
    device = door.bare(sign_in=False)
    device.send(publish_packet(f"{OWN}/a.0", b"1", 1))
    assert device.read() is None
    assert park.stored() == {}


def test_sign_in__a_revoked_device_is_shut_out_while_it_is_connected(park, door):
    device = door.bare(version=5)
    park.devices.revoke(ALL, "gw-a")
    assert device.read() == (Kind.DISCONNECT << 4, bytes([Reason.NOT_AUTHORIZED, 0]))
    assert door.bare().answer == (Kind.CONNACK << 4, b"\0\x04")


def test_session__the_same_client_again_takes_over(door):
    first = door.bare(version=5)
    second = door.bare(version=5)
    assert first.read() == (Kind.DISCONNECT << 4, bytes([Reason.SESSION_TAKEN_OVER, 0]))
    second.send(packet(Kind.PINGREQ << 4, b""))
    assert second.read() == (Kind.PINGRESP << 4, b"")


def test_keep_alive__a_silent_device_is_closed(door):
    device = door.bare(version=5, keep_alive_s=1)
    assert device.read() == (Kind.DISCONNECT << 4, bytes([Reason.KEEP_ALIVE_TIMEOUT, 0]))


def test_packets__one_that_is_too_large_is_refused_before_it_is_read(door):
    device = door.bare(version=5)
    device.send(b"\x32\xff\xff\xff\x7f")
    assert device.read() == (Kind.DISCONNECT << 4, bytes([Reason.PACKET_TOO_LARGE, 0]))


def test_connack__says_what_mqtt_5_clients_must_know(door):
    device = door.bare(version=5, client_id="")
    first, body = device.answer
    assert (first, body[:2]) == (Kind.CONNACK << 4, b"\0\0")
    assert b"\x28\0\x29\0\x2a\0\x12" in body


def test_subscribe__only_own_test_and_reply(door):
    device = door.bare(version=5)
    topics = [f"{OWN}/reply", f"{OWN}/test", "ecopark/p/gw-b/reply", "#", f"{OWN}/power"]
    filters = b"".join(len(t).to_bytes(2, "big") + t.encode() + b"\1" for t in topics)
    device.send(packet(Kind.SUBSCRIBE << 4 | 2, b"\0\x05\0" + filters))
    assert device.read() == (Kind.SUBACK << 4, b"\0\x05\0" + bytes([0, 0, 0x87, 0x87, 0x87]))


def test_reply__says_why_a_reading_was_refused_in_both_languages(park, door):
    heard = []
    with door.client() as client:
        client.on_message = lambda _client, _data, message: heard.append((message.topic, message.payload))
        subscribed = threading.Event()
        client.on_subscribe = lambda *_: subscribed.set()
        client.subscribe([(f"{OWN}/reply", 0), (f"{OWN}/test", 0)])
        assert subscribed.wait(30)
        publish(client, f"{OWN}/nothing", reading(1))
        wait_until(lambda: heard)
        publish(client, f"{OWN}/test", b"hello")
        wait_until(lambda: len(heard) == 2)
    (topic, told), echo = heard
    said = json.loads(told)
    assert (topic, said["messages"]) == (f"{OWN}/reply", 1)
    assert said["faults"][0]["code"] == "connect.live.unknown_name"
    assert said["faults"][0]["vi"] != said["faults"][0]["en"]
    assert echo == (f"{OWN}/test", b"hello")
    assert park.stored() == {}


def test_stop__what_waits_is_stored_and_acknowledged_first(park):
    with park.door() as door:
        device = door.bare(version=5)
        device.send(b"".join(publish_packet(f"{OWN}/a.0", reading(i, 60 - i), i + 1, version=5) for i in range(30)))
        assert device.read() is not None
    said = []
    while (answer := device.read()) is not None:
        said.append(answer)
    assert said[-1] == (Kind.DISCONNECT << 4, bytes([Reason.SERVER_SHUTTING_DOWN, 0]))
    assert len(park.stored()["a.0"]) == 30
    assert said[:-1] == [(Kind.PUBACK << 4, (i + 1).to_bytes(2, "big")) for i in range(1, 30)]


def test_acknowledgement__has_the_short_form_for_success():
    assert acknowledgement(Kind.PUBACK, 0x0102, 5) == b"\x40\x02\x01\x02"
    assert acknowledgement(Kind.PUBACK, 0x0102, 5, Reason.NOT_AUTHORIZED) == b"\x40\x03\x01\x02\x87"
    assert acknowledgement(Kind.PUBACK, 0x0102, 4, Reason.NOT_AUTHORIZED) == b"\x40\x02\x01\x02"


def test_start__a_port_that_is_taken_is_said(park, door):
    second = MqttDoor(park="p", devices=park.devices, intake=park.intake, clock=now)
    with pytest.raises(StateError) as caught:
        asyncio.run(second.start("127.0.0.1", door.port))
    assert caught.value.code == "connect.mqtt.port_taken"
    assert caught.value.params["port"] == door.port
