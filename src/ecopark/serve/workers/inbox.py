"""The watched folder of a running park, and the evidence path after every change."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from ecopark.connect import actions
from ecopark.core.errors import EcoparkError
from ecopark.core.scope import system_scope
from ecopark.serve.park import OpenPark
from ecopark.serve.workers.evidence_path import run_path
from ecopark.trust.review import REVIEW_KIND

_LOG = logging.getLogger("ecopark.inbox")
SCOPE = system_scope("inbox")
QUIET_S = 2.0  # readings may keep coming: wait for a pause …
LONGEST_S = 15.0  # … but not longer than this
MANY_ROWS = 3_000_000  # … nor until so many wait: the doors must not have to
REST = 4.0  # after a run, rest for so many times its duration: checks take a fifth of a core at most


@dataclass(slots=True)
class Turns:
    """When the evidence path runs next; moments are seconds of one clock that only goes forward.

    Waiting readings are looked at again and again: a run begins after a pause in their coming, or after some time in any
    case, but a large park, whose runs are long, rests between them, so that its flags are some runs old instead of one.
    """

    since: float | None = None
    before: int = 0
    rested: float = 0.0

    def due(self, waiting: int, now: float) -> bool:
        """Whether to run now that ``waiting`` readings wait."""
        came, self.before = waiting != self.before, waiting
        if waiting == 0:
            self.since = None
            return False
        if self.since is None:
            self.since = now
            return False
        if waiting >= MANY_ROWS:
            return True
        waited = now - self.since
        return now >= self.rested and ((not came and waited >= QUIET_S) or waited >= LONGEST_S)

    def ran(self, began: float, ended: float) -> None:
        self.since, self.rested = None, ended + REST * (ended - began)


class InboxWorker(threading.Thread):
    """Takes files from the inbox and runs the evidence path whenever readings have been acknowledged since the last run."""

    def __init__(self, park: OpenPark, stop: threading.Event) -> None:
        super().__init__(name="ecopark-inbox", daemon=True)
        self._park = park
        self._stop_asked = stop
        self._watcher = threading.Thread(target=self._watch, name="ecopark-watch", daemon=True)
        self._reviewed = threading.Event()  # settings of checks changed: flags are made anew without waiting for readings
        park.records.listen(lambda record: self._reviewed.set() if record.kind == REVIEW_KIND else None)

    def run(self) -> None:
        self._watcher.start()
        turns, published = Turns(), time.monotonic()
        while not self._stop_asked.wait(0.5):
            now = time.monotonic()
            if turns.due(self._park.store.pending_rows, now) or self._reviewed.is_set():
                self._reviewed.clear()
                self._run_path()
                turns.ran(now, time.monotonic())
            if now - published >= LONGEST_S:
                self._publish()
                published = now
        self._watcher.join(timeout=5)

    def _run_path(self) -> None:
        try:
            run_path(self._park)
        except (
            EcoparkError
        ) as error:  # no room on the disk, a rule that contradicts: said, tried again with the next readings
            _LOG.error("evidence path: %s", error)

    def _publish(self) -> None:
        """Sign what the platform's own workers have logged since; nothing is written if there is nothing."""
        try:
            self._park.log.publish()
        except EcoparkError as error:
            _LOG.error("evidence log: %s", error)

    def _watch(self) -> None:
        park = self._park
        inbox = park.folder / park.settings.inbox
        inbox.mkdir(parents=True, exist_ok=True)
        actions.watch(inbox, self._stop_asked, **park.desk(SCOPE))
