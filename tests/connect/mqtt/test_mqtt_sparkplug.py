"""Sparkplug B: payloads made by pysparkplug 0.6.1 (Apache-2.0) are read; aliases, gaps, rebirth."""

import paho.mqtt.client as paho
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connect.mqtt.mqtt_park import MqttPark, publish, publish_packet, wait_until

from ecopark.connect.mqtt.codec import Kind, packet
from ecopark.connect.mqtt.sparkplug import Place, Sparkplug, place_of, rebirth_command
from ecopark.connect.mqtt.topics import Use, judge_topic
from ecopark.core.errors import StateError

T = 1_769_821_200_000_000
# NBIRTH seq 0: bdSeq, Node Control/Rebirth, power (Double, alias 1) 21.5, energy (Int32, alias 2) -7, label (String)
# DBIRTH seq 1: temp (Float, alias 1) 20.25 · NDATA seq 2, a second later: power 22.5, energy null
# DDATA seq 3, two seconds later: temp 20.5 · GAP: NDATA with seq 9, three seconds later: power 23.5
# TYPES: NBIRTH with Int64 -123456789012, Int8 -7, UInt64 2**40, Boolean true
PEER = {
    "NBIRTH": "0880bdc18cc13312120a0562645365711880bdc18cc1332008580412210a144e6f646520436f6e74726f6c2f526562697274"
    "681880bdc18cc133200b7000121b0a05706f77657210011880bdc18cc133200a69000000000080354012190a06656e657267"
    "7910021880bdc18cc133200350f9ffffff0f12190a056c6162656c10031880bdc18cc133200c7a056d657465721800",
    "DBIRTH": "0880bdc18cc13312160a0474656d7010011880bdc18cc1332009650000a2411801",
    "NDATA": "08e8c4c18cc1331212100118e8c4c18cc133690000000000803640120b100218e8c4c18cc13338011802",
    "DDATA": "08d0ccc18cc133120e100118d0ccc18cc133650000a4411803",
    "GAP": "08b8d4c18cc1331212100118b8d4c18cc1336900000000008037401809",
    "TYPES": "0880bdc18cc133121c0a06656e657267791880bdc18cc133200458eccb9b8bb4fcffffff0112130a05736d616c6c1880bdc1"
    "8cc133200150f90112170a05636f756e741880bdc18cc133200858808080808020120f0a026f6e1880bdc18cc133200b7001"
    "1800",
}
PEER = {kind: bytes.fromhex(said) for kind, said in PEER.items()}
NODE, DEVICE = ("gw-a", ""), ("gw-a", "dry er")


def read(sparkplug, kind, at=0, payload=None):
    place = Place({"GAP": "NDATA", "TYPES": "NBIRTH"}.get(kind, kind), *(DEVICE if kind.startswith("D") else NODE))
    return sparkplug.read(place, PEER[kind] if payload is None else payload, at)


def series(told):
    return [(row.name, row.time_us - T, row.value) for row in told.rows]


def test_read__births_and_data_by_alias():
    sparkplug = Sparkplug()
    assert series(read(sparkplug, "NBIRTH")) == [("power", 0, 21.5), ("energy", 0, -7.0)]
    assert series(read(sparkplug, "DBIRTH")) == [("dry er/temp", 0, 20.25)]
    power, energy = series(read(sparkplug, "NDATA"))
    assert power == ("power", 1_000_000, 22.5)
    assert energy[:2] == ("energy", 1_000_000)
    assert energy[2] != energy[2]  # null is missing
    assert series(read(sparkplug, "DDATA")) == [("dry er/temp", 2_000_000, 20.5)]


def test_read__every_kind_of_number_keeps_its_sign():
    said = {name: value for name, _, value in series(read(Sparkplug(), "TYPES"))}
    assert said == {"energy": -123456789012.0, "small": -7.0, "count": float(2**40), "on": 1.0}


def test_read__a_number_beyond_its_declared_type_is_refused():
    metric = b"\x0a\x01n\x20\x03\x58" + b"\x80\x80\x80\x80\x20"  # Int32 n = 2**33
    told = read(Sparkplug(), "NBIRTH", payload=b"\x12" + bytes([len(metric)]) + metric)
    assert told.error.code == "connect.mqtt.sparkplug"


def test_read__a_gap_is_told_and_asks_for_a_rebirth_while_the_reading_is_taken():
    sparkplug = Sparkplug()
    for kind in ("NBIRTH", "DBIRTH", "NDATA"):
        told = read(sparkplug, kind)
        assert (told.gap, told.rebirth) == (None, False)
    told = read(sparkplug, "GAP")
    assert series(told) == [("power", 3_000_000, 23.5)]
    assert told.gap.params == {"expected": 3, "seq": 9}
    assert told.rebirth


def test_read__data_without_birth_asks_for_it_but_not_with_every_message():
    sparkplug = Sparkplug()
    first, soon, later = (read(sparkplug, "NDATA", at) for at in (T, T + 1_000_000, T + 20_000_000))
    assert [told.error.code for told in (first, soon, later)] == ["connect.mqtt.sparkplug"] * 3
    assert [told.rebirth for told in (first, soon, later)] == [True, False, True]


def test_read__after_death_or_a_new_birth_old_aliases_mean_nothing():
    sparkplug = Sparkplug()
    for kind in ("NBIRTH", "DBIRTH"):
        read(sparkplug, kind)
    sparkplug.read(Place("DDEATH", *DEVICE), b"\x18\x02", 0)
    assert read(sparkplug, "DDATA").error is not None
    sparkplug.read(Place("NDEATH", *NODE), b"", 0)
    assert read(sparkplug, "NDATA").error is not None


@given(st.binary(max_size=150))
def test_read__any_bytes_are_read_or_refused(payload):
    sparkplug = Sparkplug()
    read(sparkplug, "NBIRTH")
    for kind in ("NBIRTH", "NDATA", "DDATA"):
        told = read(sparkplug, kind, payload=payload)
        assert told.error is None or told.error.render("vi")


@pytest.mark.parametrize(
    ("topic", "place"),
    [
        ("spBv1.0/p/NDATA/gw-a", Place("NDATA", "gw-a", "")),
        ("spBv1.0/p/DDATA/gw-a/dryer", Place("DDATA", "gw-a", "dryer")),
        ("spBv1.0/p/DDATA/gw-a", None),
        ("spBv1.0/p/NDATA/gw-a/dryer", None),
        ("spBv1.0/other/NDATA/gw-a", None),
        ("spBv1.0/p/NCMD/gw-a", None),
        ("spBv1.0/STATE/host", None),
    ],
)
def test_place_of__topics(topic, place):
    assert place_of(topic, "p") == place


def test_judge_topic__a_device_is_its_own_edge_node_only():
    assert judge_topic("spBv1.0/p/NDATA/gw-a", "p", "gw-a").use is Use.SPARKPLUG
    assert judge_topic("spBv1.0/p/NDATA/gw-b", "p", "gw-a").use is Use.FORBIDDEN


def test_read__without_the_extra_says_what_to_install(monkeypatch):
    def absent():
        raise StateError("connect.mqtt.no_protobuf")

    monkeypatch.setattr("ecopark.connect.mqtt.sparkplug._payload", absent)
    assert read(Sparkplug(), "NBIRTH").error.code == "connect.mqtt.no_protobuf"


def test_door__stores_metrics_of_an_edge_node_and_asks_for_a_rebirth(tmp_path):
    with MqttPark.opened(tmp_path) as park, park.door() as door:
        listening = door.bare()
        topic = b"spBv1.0/p/NCMD/gw-a"
        listening.send(packet(Kind.SUBSCRIBE << 4 | 2, b"\0\1" + len(topic).to_bytes(2, "big") + topic + b"\0"))
        assert listening.read() == (Kind.SUBACK << 4, b"\0\1\0")
        listening.send(publish_packet("spBv1.0/p/NDATA/gw-a", PEER["NDATA"], 0, qos=0))
        first, body = listening.read()
        assert (first, body) == (Kind.PUBLISH << 4, len(topic).to_bytes(2, "big") + topic + rebirth_command())
        with door.client(version=paho.MQTTv5) as client:
            publish(client, "spBv1.0/p/NBIRTH/gw-a", PEER["NBIRTH"])
            publish(client, "spBv1.0/p/NDATA/gw-a", PEER["NDATA"])
        wait_until(lambda: park.store.pending_rows == 2)
        assert park.stored() == {"a.0": [21.5, 22.5]}  # energy is no name of this device
        refused = park.quarantine()
        assert refused["connect.mqtt.sparkplug"] == 1
        assert refused["connect.live.unknown_name"] == 2
