"""Packets: whole or in pieces they say the same; whatever comes, the answer is a packet or a named fault."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connect.mqtt.mqtt_park import connect_packet, publish_packet, text

from ecopark.connect.mqtt.codec import (
    Kind,
    ProtocolFault,
    Publish,
    Reason,
    connack,
    frames,
    packet,
    read_connect,
    read_publish,
    read_subscribe,
)

LARGEST = 1 << 20


@given(
    st.lists(st.tuples(st.integers(1, 14), st.binary(max_size=400)), max_size=12), st.lists(st.integers(0, 3000), max_size=8)
)
def test_frames__a_stream_cut_anywhere_gives_the_same_packets(said, cuts):
    stream = b"".join(packet(kind << 4, body) for kind, body in said)
    rest, found = b"", []
    ends = sorted({min(cut, len(stream)) for cut in cuts} | {len(stream)})
    for start, end in zip([0, *ends], ends, strict=False):
        buffer = rest + stream[start:end]
        whole, used = frames(buffer, LARGEST)
        found += [(frame.first >> 4, buffer[frame.start : frame.end]) for frame in whole]
        rest = buffer[used:]
    assert found == said
    assert rest == b""


@pytest.mark.parametrize("size", [0, 127, 128, 16_383, 16_384, 300_000])
def test_frames__every_length_of_the_length(size):
    content = packet(0x30, bytes(size))
    (frame,), used = frames(content, LARGEST)
    assert (used, frame.end - frame.start) == (len(content), size)
    assert frames(content[:-1], LARGEST) == ([], 0) if size else True


def test_frames__too_large_and_malformed_are_known_before_the_body_comes():
    for head, reason in ((b"\x30\x81\x80\x40", Reason.PACKET_TOO_LARGE), (b"\x30\xff\xff\xff\xff\x01", Reason.MALFORMED)):
        with pytest.raises(ProtocolFault) as caught:
            frames(head, LARGEST)
        assert caught.value.reason is reason


@given(st.binary(max_size=120), st.sampled_from([4, 5]))
def test_reading__any_bytes_are_a_packet_or_a_protocol_fault(body, version):
    (frame,), _ = frames(packet(0x32, body), LARGEST)
    for read in (
        lambda: read_publish(packet(0x32, body), frame, version),
        lambda: read_connect(0x10, body),
        lambda: read_connect(0x10, text("MQTT") + bytes((version,)) + body),
        lambda: read_subscribe(body, version),
    ):
        with contextlib.suppress(ProtocolFault):  # any other error fails the test
            read()


@pytest.mark.parametrize("version", [4, 5])
@pytest.mark.parametrize("qos", [0, 1, 2])
def test_read_publish__gives_topic_payload_and_number(version, qos):
    content = publish_packet("a/b", b"payload", 513, qos=qos, version=version, again=True)
    (frame,), _ = frames(content, LARGEST)
    assert read_publish(content, frame, version) == Publish(b"a/b", b"payload", qos, 513 if qos else 0, True)


def test_read_publish__properties_of_mqtt_5_are_read_over():
    content = packet(0x32, text("a") + b"\0\1" + b"\x07\x01\x01\x26\0\1k\0" + b"21.5")
    (frame,), _ = frames(content, LARGEST)
    assert read_publish(content, frame, 5).payload == b"21.5"


def test_read_connect__will_user_and_password():
    will = text("will/topic") + text("gone")
    body = text("MQTT") + bytes((4, 0xC6)) + b"\0\x3c" + text("me") + will + text("user") + text("secret")
    asked = read_connect(0x10, body)
    assert (asked.client_id, asked.user, asked.password, asked.keep_alive_s, asked.clean) == (
        "me",
        "user",
        b"secret",
        60,
        True,
    )


def test_read_connect__a_bridge_is_known_by_its_bit():
    content = connect_packet("u", "p", version=4)
    (frame,), _ = frames(content, LARGEST)
    body = bytearray(content[frame.start : frame.end])
    body[6] |= 0x80
    assert read_connect(0x10, bytes(body)).version == 4


@pytest.mark.parametrize("flags", [0x01, 0x1E, 0x20])
def test_read_connect__flags_that_contradict_are_malformed(flags):
    with pytest.raises(ProtocolFault) as caught:
        read_connect(0x10, text("MQTT") + bytes((4, flags)) + b"\0\0" + text("me"))
    assert caught.value.reason is Reason.MALFORMED


def test_connack__mqtt_3_1_1_has_its_own_codes():
    assert connack(4, Reason.SUCCESS, largest=LARGEST) == bytes((Kind.CONNACK << 4, 2, 0, 0))
    assert connack(4, Reason.NOT_AUTHORIZED, largest=LARGEST)[3] == 5
    assert connack(5, Reason.NOT_AUTHORIZED, largest=LARGEST) == bytes((Kind.CONNACK << 4, 3, 0, 0x87, 0))
