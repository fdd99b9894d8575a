"""Tries again to bring answers to recipients of footprints whose host was not reachable."""

from __future__ import annotations

import logging
import threading

from ecopark.core.errors import EcoparkError
from ecopark.serve.pact_events import answer_due
from ecopark.serve.park import OpenPark

_LOG = logging.getLogger("ecopark.pact")
EVERY_S = 60.0


class PactWorker(threading.Thread):
    """Looks every minute; what fails is said in the record of the event and tried again later."""

    def __init__(self, park: OpenPark, stop: threading.Event) -> None:
        super().__init__(name="ecopark-pact", daemon=True)
        self._park, self._stop_asked = park, stop

    def run(self) -> None:
        while not self._stop_asked.wait(EVERY_S):
            try:
                answer_due(self._park)
            except EcoparkError as error:
                _LOG.warning("answers to recipients: %s", error)
