"""Reads what devices publish at a broker of the park's own (Mosquitto), and acknowledges it there once it is durable.

One thread reads, stores and acknowledges in turn. While a group is being stored nothing is read: the broker keeps it. An
acknowledgement goes out on the connection that the message came by, or not at all: after a break the broker delivers
again what was not acknowledged, and the store keeps it once.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ecopark.connect.live.intake import Intake
from ecopark.connect.mqtt.groups import Arrived, Groups
from ecopark.connect.mqtt.settings import MqttSettings, broker_address, password
from ecopark.connect.mqtt.sparkplug import ROOT as SPARKPLUG
from ecopark.connect.mqtt.sparkplug import Sparkplug, command_topic, place_of, rebirth_command
from ecopark.connect.mqtt.topics import ROOT, Use, device_of, judge_topic
from ecopark.core.errors import StateError
from ecopark.core.ports import Clock

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessage

_LOG = logging.getLogger("ecopark.mqtt")
WINDOW = 1000  # messages that the broker may send before the first is acknowledged; the largest group
KEEP_ALIVE_S = 30
READ_S = 0.2
UNKNOWN = "unknown"  # source of messages whose topic names no device of this park
RETRY_S = 5.0
LONGEST_PAUSE_S = 30.0
SESSION_S = 0xFFFFFFFF  # the broker keeps what comes while we are away, without end
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class _Came(NamedTuple):
    arrived: Arrived
    packet_id: int
    qos: int


class BrokerReader:
    """A client with a session that outlives it: MQTT 5, QoS 1, acknowledged by hand.

    Raises
    ------
    StateError
        connect.mqtt.no_client: the extra ``mqtt`` is not installed.
    InputError
        connect.mqtt.bad_url, plain_broker, certificate, unreadable.
    """

    def __init__(self, settings: MqttSettings, folder: Path, *, park: str, intake: Intake, clock: Clock) -> None:
        try:
            from paho.mqtt import client
        except ImportError as error:
            raise StateError("connect.mqtt.no_client") from error
        self._paho = client
        self._settings = settings
        self._park = park
        self._clock = clock
        self._groups = Groups(intake, park)
        self._address = broker_address(settings, folder)
        self._password = password(settings, folder)
        self._came: list[_Came] = []
        self._held: dict[str, tuple[float, list[_Came]]] = {}  # device -> until when, what its quota does not let in yet
        self._busy_until = 0.0
        self._arrived_us = 0
        self._sparkplug = Sparkplug()
        self.connected = threading.Event()  # set while the broker lets us read

    def run(self, stop: threading.Event) -> None:
        """Read until ``stop``; a broker that is away is tried again, at first soon, later every half minute.

        Raises
        ------
        StateError
            engine.writer.closed: nothing can be stored any more.
        """
        pause_s = 0.5
        while not stop.is_set():
            self._came, self._held, self._busy_until = [], {}, 0.0  # what was not acknowledged the broker sends again
            try:
                self._session(self._client(), stop)
            except (OSError, ValueError) as error:
                _LOG.warning("broker %s:%d: %s; tried again", self._address.host, self._address.port, error)
            pause_s = 0.5 if self.connected.is_set() else min(pause_s * 2, LONGEST_PAUSE_S)
            self.connected.clear()
            stop.wait(pause_s)

    def _client(self) -> Client:
        paho = self._paho
        name = f"{ROOT}-{self._park}"
        client: Client = paho.Client(paho.CallbackAPIVersion.VERSION2, name, protocol=paho.MQTTv5, manual_ack=True)
        if self._settings.user:
            client.username_pw_set(self._settings.user, self._password)
        if self._address.tls is not None:
            client.tls_set_context(self._address.tls)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        return client

    def _session(self, client: Client, stop: threading.Event) -> None:
        """One connection, from its beginning to its end."""
        from paho.mqtt.packettypes import PacketTypes
        from paho.mqtt.properties import Properties

        properties: Any = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_S
        properties.ReceiveMaximum = WINDOW
        client.connect(self._address.host, self._address.port, KEEP_ALIVE_S, clean_start=False, properties=properties)
        while not stop.is_set():
            self._read(client)
            self._release_held()
            if self._came and time.monotonic() >= self._busy_until:
                group, self._came = self._came, []
                self._store(client, group)
        client.disconnect()

    def _read(self, client: Client) -> None:
        """Read what is there, at least one packet or ``READ_S``; one pass of paho reads one packet."""
        answer = client.loop(READ_S)
        while answer == self._paho.MQTT_ERR_SUCCESS and len(self._came) < WINDOW:
            before = len(self._came)
            answer = client.loop(0)
            if len(self._came) == before:
                break
        if answer != self._paho.MQTT_ERR_SUCCESS:
            raise OSError(self._paho.error_string(answer))

    def _store(self, client: Client, group: list[_Came]) -> None:
        """Store a group and acknowledge it; what cannot be taken now waits here, not acknowledged."""
        try:
            self._groups.store([came.arrived for came in group])
        except StateError as error:
            self._not_now(group, error)
        except Exception:
            devices = {came.arrived.topic.device for came in group}
            if len(devices) > 1:
                for device in sorted(devices):
                    self._store(client, [came for came in group if came.arrived.topic.device == device])
            else:
                _LOG.exception("messages of %s cannot be stored; they stay at the broker", min(devices))
                self._hold(devices.pop(), group, LONGEST_PAUSE_S)
        else:
            for came in group:
                client.ack(came.packet_id, came.qos)

    def _not_now(self, group: list[_Came], error: StateError) -> None:
        if error.code == "engine.writer.closed":
            raise error
        retry_s = float(str(error.params.get("retry_after_s", RETRY_S)))
        device = str(error.params.get("device", ""))
        if error.code == "connect.quota.exceeded" and device:
            self._hold(device, [came for came in group if came.arrived.topic.device == device], retry_s)
            self._came[:0] = [came for came in group if came.arrived.topic.device != device]
            return
        _LOG.warning("%s; %d messages wait %.0f s", error, len(group), retry_s)
        self._came[:0] = group
        self._busy_until = time.monotonic() + retry_s

    def _hold(self, device: str, messages: list[_Came], seconds: float) -> None:
        self._held[device] = (time.monotonic() + seconds, messages)

    def _release_held(self) -> None:
        """Bring back what has waited long enough, and put aside what has come meanwhile from those that wait."""
        now = time.monotonic()
        for device in [device for device, (until, _) in self._held.items() if until <= now]:
            self._came[:0] = self._held.pop(device)[1]
        if self._held:
            for came in self._came:
                if (held := self._held.get(came.arrived.topic.device)) is not None:
                    held[1].append(came)
            self._came = [came for came in self._came if came.arrived.topic.device not in self._held]

    def _on_connect(self, client: Client, _data: object, _flags: object, reason: Any, _properties: object) -> None:
        from paho.mqtt.subscribeoptions import SubscribeOptions

        if reason.is_failure:
            _LOG.error("broker %s:%d refuses: %s", self._address.host, self._address.port, reason)
            return
        topics = self._settings.topics or (f"{ROOT}/{self._park}/#", f"{SPARKPLUG}/{self._park}/#")
        # Retained messages are old readings: sent once more on every subscription they would be new ones.
        options = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND)
        client.subscribe([(topic, options) for topic in topics])

    def _on_subscribe(self, _client: Client, _data: object, _id: int, reasons: list[Any], _properties: object) -> None:
        refused = [str(reason) for reason in reasons if reason.is_failure]
        if refused:
            _LOG.error("broker %s:%d refuses to let us read: %s", self._address.host, self._address.port, ", ".join(refused))
            return
        self.connected.set()
        _LOG.info("reading at %s:%d", self._address.host, self._address.port)

    def _on_message(self, client: Client, _data: object, message: MQTTMessage) -> None:
        device = device_of(message.topic, self._park)
        topic = judge_topic(message.topic, self._park, device or UNKNOWN)
        if topic.use is Use.TEST:
            client.ack(message.mid, message.qos)
            return
        self._arrived_us = max(self._arrived_us + 1, (self._clock() - _EPOCH) // _MICROSECOND)
        place, told = place_of(message.topic, self._park), None
        if place is not None:
            told = self._sparkplug.read(place, bytes(message.payload), self._arrived_us)
            if told.rebirth:
                client.publish(command_topic(self._park, place.node), rebirth_command())
        self._came.append(_Came(Arrived(topic, bytes(message.payload), self._arrived_us, told), message.mid, message.qos))
