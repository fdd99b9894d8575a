"""Station files to the authority: one thread per receiver, so that a slow one holds up nobody."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from ecopark.connect.report.plan import station_plans
from ecopark.connect.report.receivers import Receiver
from ecopark.connect.report.sender import ReportSender, Round
from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.scope import system_scope
from ecopark.serve.park import OpenPark

SCOPE = system_scope("report")
EVERY_S = 10.0
_LOG = logging.getLogger("ecopark.report")


class ReportWorker(threading.Thread):
    """Writes what is due and sends it, every few seconds, until ``stop`` is set."""

    def __init__(self, park: OpenPark, receiver: Receiver, stop: threading.Event, *, every_s: float = EVERY_S) -> None:
        super().__init__(name=f"ecopark-report-{receiver.id}", daemon=True)
        self._park, self._stop_asked, self._every_s = park, stop, every_s
        self._sender = sender_of(park, receiver)
        self._limit = max(1, round(receiver.files_per_minute * every_s / 60))
        self._told = ""

    def run(self) -> None:
        while True:
            self._round()
            if self._stop_asked.wait(self._every_s):
                return

    def _round(self) -> None:
        try:
            self._tell(self._sender.round(self._park.snapshot(), self._limit))
        except EcoparkError as error:  # no room on our own disk: said, tried again
            _LOG.error("%s: %s", self._sender.receiver.id, error)

    def _tell(self, done: Round) -> None:
        """Say a fault once, and that it is over."""
        code = done.broken.code if done.broken else ""
        if done.broken is not None and code != self._told:
            _LOG.error("%s: %s", self._sender.receiver.id, done.broken)
        elif done.delivered and self._told:
            _LOG.warning("%s: delivering again", self._sender.receiver.id)
        if done.broken is not None or done.delivered:
            self._told = code


def start_reports(park: OpenPark, stop: threading.Event) -> Sequence[ReportWorker]:
    """Start a worker for every configured receiver; none, if none is configured."""
    workers = [ReportWorker(park, receiver, stop) for receiver in park.settings.report.receivers]
    for worker in workers:
        worker.start()
    return workers


def sender_of(park: OpenPark, receiver: Receiver) -> ReportSender:
    """The sender of a receiver with the ports of an open park."""
    plans = station_plans(receiver, park.network)
    return ReportSender(receiver, plans, park.folder, records=park.records, scope=SCOPE, clock=park.clock, now=park.now)


def receivers_of(configured: Sequence[Receiver], wanted: str | None) -> Sequence[Receiver]:
    """The configured receivers, or the one of an id.

    Raises
    ------
    InputError
        ``connect.report.none``, ``connect.report.unknown_receiver``.
    """
    if not configured:
        raise InputError("connect.report.none")
    found = [receiver for receiver in configured if wanted in (None, receiver.id)]
    if not found:
        known = ", ".join(receiver.id for receiver in configured)
        raise InputError("connect.report.unknown_receiver", id=wanted, known=known)
    return found
