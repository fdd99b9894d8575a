"""Writes the states of the sources and the growing quarantine items every few seconds; learns of devices added elsewhere."""

from __future__ import annotations

import logging
import threading

from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import Intake
from ecopark.core.errors import EcoparkError

_LOG = logging.getLogger("ecopark.sources")
EVERY_S = 3.0


class SourcesWorker(threading.Thread):
    """Runs as long as the park is open."""

    def __init__(self, intake: Intake, devices: Devices, *, every_s: float = EVERY_S) -> None:
        super().__init__(name="ecopark-sources", daemon=True)
        self._intake = intake
        self._devices = devices
        self._every_s = every_s
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.wait(self._every_s):
            self._work(everything=False)

    def stop(self) -> None:
        """Write everything a last time."""
        self._stop_asked.set()
        if self.is_alive():
            self.join(timeout=5)
        self._work(everything=True)

    def _work(self, *, everything: bool) -> None:
        try:
            self._devices.reread()
            self._intake.flush(everything=everything)
        except EcoparkError as error:  # no room on the disk: said, tried again
            _LOG.error("sources: %s", error)
