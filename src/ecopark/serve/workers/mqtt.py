"""The MQTT door of a running park: the own receiver, or a reader at the configured broker."""

from __future__ import annotations

import asyncio
import logging
import threading

from ecopark.connect.mqtt.broker import BrokerReader
from ecopark.connect.mqtt.door import MqttDoor
from ecopark.connect.mqtt.settings import server_tls
from ecopark.core.errors import EcoparkError
from ecopark.serve.park import OpenPark

_LOG = logging.getLogger("ecopark.mqtt")
TRY_AGAIN_S = 15.0


class MqttWorker(threading.Thread):
    """Opens the door that ``settings.mqtt`` names, until ``stop``. What keeps it shut is said and tried again.

    Attributes
    ----------
    opened
        Set while devices can be heard: the own door listens, or the broker has accepted us.
    port
        Where the own door listens; 0 while it does not.
    problem
        Why it is shut; None while it is not.
    """

    def __init__(self, park: OpenPark, stop: threading.Event) -> None:
        super().__init__(name="ecopark-mqtt", daemon=True)
        self._park = park
        self._stop_asked = stop
        self.opened = threading.Event()
        self.port = 0
        self.problem: EcoparkError | None = None

    def run(self) -> None:
        mode = self._park.settings.mqtt.mode
        while mode != "off" and not self._stop_asked.is_set():
            try:
                if mode == "own":
                    asyncio.run(self._receive())
                else:
                    self._read()
            except EcoparkError as error:
                self.problem = error
                _LOG.error("MQTT: %s", error)
                self._stop_asked.wait(TRY_AGAIN_S)

    async def _receive(self) -> None:
        park, settings = self._park, self._park.settings.mqtt
        door = MqttDoor(park=park.network.park.id, devices=park.devices, intake=park.intake, clock=park.clock)
        self.port = await door.start(settings.host, settings.port, server_tls(settings, park.folder))
        self.problem = None
        self.opened.set()
        try:
            while not self._stop_asked.is_set() and door.failure is None:
                await asyncio.sleep(0.2)
        finally:
            self.opened.clear()
            self.port = 0
            await door.stop()
        if door.failure is not None:
            raise door.failure

    def _read(self) -> None:
        park = self._park
        reader = BrokerReader(
            park.settings.mqtt, park.folder, park=park.network.park.id, intake=park.intake, clock=park.clock
        )
        self.problem = None
        self.opened = reader.connected
        reader.run(self._stop_asked)
