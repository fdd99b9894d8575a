"""Verifies measures again when what they rest on has changed; beside the evidence path, never in it."""

from __future__ import annotations

import logging
import threading
import time

from ecopark.account.measures.records import MEASURE
from ecopark.core.errors import EcoparkError
from ecopark.serve.measures import WORKER
from ecopark.serve.park import OpenPark
from ecopark.serve.verification import is_due, verify_measure
from ecopark.serve.workers.claims import judge_in_turn

FIRST_S, EVERY_S = 3.0, 60.0
REST = 4.0  # after a verification, rest for so many times its duration
_LOG = logging.getLogger("ecopark.measures")
_MOST = 100_000


def verify_due(park: OpenPark, stop: threading.Event | None = None) -> list[str]:
    """Verify every measure that is due; returns their ids. A measure that fails is told and does not hold up the others."""
    done: list[str] = []
    snapshot = park.snapshot()
    for record in park.records.find(WORKER, MEASURE, limit=_MOST):
        if stop is not None and stop.is_set():
            break
        try:
            if is_due(park, snapshot, record):
                verify_measure(park, WORKER, record.id)
                done.append(record.id)
        except EcoparkError as error:
            _LOG.error("measure %s: %s", record.id, error)
        except Exception:  # a fault in one measure must not end the verification of the others
            _LOG.exception("measure %s", record.id)
    return done


class MeasuresWorker(threading.Thread):
    """Looks soon after the start and then every minute; after work the claims are judged again, and it rests longer."""

    def __init__(self, park: OpenPark, stop: threading.Event, *, first_s: float = FIRST_S, every_s: float = EVERY_S) -> None:
        super().__init__(name="ecopark-measures", daemon=True)
        self._park, self._stop_asked = park, stop
        self._first_s, self._every_s = first_s, every_s

    def run(self) -> None:
        wait = self._first_s
        while not self._stop_asked.wait(wait):
            began = time.monotonic()
            try:
                if verify_due(self._park, self._stop_asked):
                    judge_in_turn(self._park)
            except EcoparkError as error:  # no room, records away: said, tried again
                _LOG.error("measures: %s", error)
            wait = max(self._every_s, REST * (time.monotonic() - began))
