"""The hub's rounds: every park at its interval, with jitter, back-off and bounded concurrency."""

from __future__ import annotations

import heapq
import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from ecopark.core.ports import Clock
from ecopark.serve.hub.folder import HubSettings
from ecopark.serve.hub.kept import HubStore
from ecopark.serve.hub.visit import ParkState, States, visit

JITTER = 0.15  # of the interval: parks must not be asked in step
LONGEST, LONGEST_S = 15.0, 900.0  # pause at most: so many intervals, and no longer than this unless the interval is
KEEP_EVERY_S = 5.0
_LOG = logging.getLogger("ecopark.hub")


def pause_s(every_s: float, failures: int, draw: Callable[[float, float], float] = random.uniform) -> float:
    """Until the next visit: the interval, doubled with every failure in a row up to fifteen times; never in step."""
    longest = max(every_s, min(LONGEST * every_s, LONGEST_S))
    return min(every_s * 2.0 ** min(failures, 20), longest) * draw(1 - JITTER, 1 + JITTER)


class Rounds(threading.Thread):
    """Visits parks until told to stop. The first visits are spread over a tenth of the interval."""

    def __init__(self, states: States, store: HubStore, settings: HubSettings, clock: Clock, stop: threading.Event) -> None:
        super().__init__(name="ecopark-hub-rounds", daemon=True)
        self._states, self._store, self._settings, self._clock, self._stop_asked = states, store, settings, clock, stop
        self._due: list[tuple[float, str]] = []
        self._changed = threading.Condition()

    def run(self) -> None:
        now = time.monotonic()
        spread = self._settings.every_s / 10
        self._due = [(now + random.uniform(0, spread), state.park.id) for state in self._states.all()]  # noqa: S311
        heapq.heapify(self._due)
        kept = 0.0
        with ThreadPoolExecutor(self._settings.workers, thread_name_prefix="ecopark-hub") as workers:
            done = threading.Semaphore(self._settings.workers)
            while not self._stop_asked.is_set():
                if time.monotonic() - kept >= min(KEEP_EVERY_S, self._settings.every_s):
                    self._keep()
                    kept = time.monotonic()
                park = self._next()
                if park is None:
                    continue
                while not done.acquire(timeout=0.2):
                    if self._stop_asked.is_set():
                        return
                workers.submit(self._visit, park).add_done_callback(lambda _: done.release())
        self._keep()

    def _next(self) -> str | None:
        """The park whose turn it is; None after a short wait for one."""
        with self._changed:
            wait = self._due[0][0] - time.monotonic() if self._due else 0.2
            if wait > 0:
                self._changed.wait(min(wait, 0.2))
                return None
            return heapq.heappop(self._due)[1]

    def _visit(self, park: str) -> None:
        state = self._states.get(park)
        if state is None:
            return
        try:
            state = self._visited(state)
        finally:
            with self._changed:
                due = time.monotonic() + pause_s(self._settings.every_s, state.failures)
                heapq.heappush(self._due, (due, park))
                self._changed.notify()

    def _visited(self, state: ParkState) -> ParkState:
        try:
            state = visit(state, self._store, self._settings, self._clock)
            self._states.put(state)
        except Exception:
            _LOG.exception("park %s: the visit failed in the hub itself", state.park.id)
        return state

    def _keep(self) -> None:
        try:
            self._store.keep_states({state.park.id: state.kept() for state in self._states.all()})
        except OSError as error:
            _LOG.error("state.json: %s", error)


def visit_all(states: States, store: HubStore, settings: HubSettings, clock: Clock) -> None:
    """One round over all parks, for ``hub run --once`` and for measuring."""
    with ThreadPoolExecutor(settings.workers) as workers:
        futures: list[Future[ParkState]] = [workers.submit(visit, state, store, settings, clock) for state in states.all()]
        for future in futures:
            states.put(future.result())
    store.keep_states({state.park.id: state.kept() for state in states.all()})
