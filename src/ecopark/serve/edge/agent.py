"""The edge agent: readings from field devices and files into the spool, the spool to the park. One process per folder."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ecopark.connect.field.polled import Poll, wire_rows
from ecopark.connect.field.poller import Poller
from ecopark.core.errors import EcoparkError, StateError
from ecopark.core.messages import Lang
from ecopark.core.ports import Clock
from ecopark.engine.spool import MOST_ROWS, Spool, SpoolRow
from ecopark.serve.edge.home import EdgeHome, system_clock, write_whole
from ecopark.serve.edge.inbox import take_inbox
from ecopark.serve.edge.link import Link
from ecopark.serve.edge.sender import Sender, Sent, drain

_LOG = logging.getLogger("ecopark.edge")
MOST_HELD = 100_000  # readings in memory while the disk takes none
SEAL_AFTER_S = 3600.0  # while the park is away
STATUS_EVERY_S = 10.0
INBOX_EVERY_S = 5.0


class Keeper:
    """Puts readings into the spool. While the disk takes none, they wait in memory; beyond `MOST_HELD` the newest are lost
    and counted: what is older is never given up for what is newer."""

    def __init__(self, spool: Spool, lang: Lang = "en") -> None:
        self._spool = spool
        self._lang = lang
        self._lock = threading.Lock()
        self._held: list[SpoolRow] = []
        self.lost = 0
        self.problem = ""

    def keep(self, rows: list[SpoolRow]) -> None:
        """Durable on return, unless `problem` says otherwise."""
        with self._lock:
            room = max(0, MOST_HELD - len(self._held))
            self._held += rows[:room]
            self.lost += len(rows) - len(rows[:room])
            try:
                self._spool.put(self._held)
                self._held = []
                if self.lost:
                    self._spool.note_given_up(self.lost)
                    self.lost = 0
                if self.problem:
                    _LOG.info("the spool takes readings again")
                self.problem = ""
            except StateError as error:
                if error.render(self._lang) != self.problem:
                    _LOG.error("%s", error)
                self.problem = error.render(self._lang)

    @property
    def held(self) -> int:
        return len(self._held)


class Agent:
    """A running box. ``lang``: of the problems in ``status.json``."""

    def __init__(self, home: EdgeHome, spool: Spool, *, clock: Clock = system_clock, lang: Lang = "en") -> None:
        self._home = home
        self._spool = spool
        self._clock = clock
        self._keeper = Keeper(spool, lang)
        self._link = Link(home.identity.url, ca_file=home.ca_file, lang=lang)
        self._sender = Sender(home, spool, self._link)
        self._sealed_at = time.monotonic()
        self._last = Sent("idle")
        self._since = clock()
        field_map = home.field_map()
        self._poller = None if field_map is None else Poller(field_map, home.folder, clock, self._take_poll)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set; then what is in memory goes to the spool a last time."""
        works: list[Coroutine[Any, Any, None]] = [self._send_on(), self._tell_on()]
        if self._poller is not None:
            works.append(self._poller.run())
        if self._home.settings.inbox:
            works.append(self._watch_on())
        tasks = [asyncio.create_task(work) for work in works]
        stopped = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                task.result()  # none of them ends by itself: raises why it did
        finally:
            for task in (*tasks, stopped):
                task.cancel()
            await asyncio.gather(*tasks, stopped, return_exceptions=True)
            await asyncio.to_thread(self._keeper.keep, [])
            self._link.close()
            self._tell()

    async def _take_poll(self, poll: Poll) -> None:
        await asyncio.to_thread(self._keeper.keep, rows_of(poll))

    async def _send_on(self) -> None:
        while True:
            before, self._last = self._last, await asyncio.to_thread(self._round)
            if before.problem != self._last.problem:
                await asyncio.to_thread(self._tell)
            every_s = self._home.settings.send_every_s
            await asyncio.sleep(self._last.wait_s if self._last.wait_s else every_s)

    def _round(self) -> Sent:
        """One try to bring everything to the park."""
        try:
            if time.monotonic() - self._sealed_at >= SEAL_AFTER_S or self._spool.state().waiting >= MOST_ROWS:
                self._sender.seal()
                self._sealed_at = time.monotonic()
            done = drain(self._sender)
        except EcoparkError as error:  # a full disk, a key that others can read: said, tried again
            done = Sent("wait", 60.0, error.render(self._link.lang))
        if done.problem and done.problem != self._last.problem:
            _LOG.warning("%s", done.problem)
        elif self._last.problem and not done.problem:
            _LOG.info("the park is reached again")
        return done

    async def _watch_on(self) -> None:
        folder = self._home.folder / self._home.settings.inbox
        while True:
            await asyncio.to_thread(take_inbox, folder, self._keep_durably)
            await asyncio.sleep(INBOX_EVERY_S)

    def _keep_durably(self, rows: list[SpoolRow]) -> None:
        self._spool.put(rows)

    async def _tell_on(self) -> None:
        while True:
            await asyncio.to_thread(self._tell)
            await asyncio.sleep(STATUS_EVERY_S)

    def _tell(self) -> None:
        """Write ``status.json`` for `ecopark edge status`."""
        with contextlib.suppress(OSError):  # a full disk must not stop the agent; the spool says it
            write_whole(self._home.folder / "status.json", json.dumps(self.status(), default=_plain, ensure_ascii=False))

    def status(self) -> dict[str, object]:
        devices = {} if self._poller is None else self._poller.states
        return {
            "pid": os.getpid(),
            "since": self._since,
            "written": self._clock(),
            "sending": {"state": self._last.state, "problem": self._last.problem},
            "spool_problem": self._keeper.problem,
            "held": self._keeper.held,
            "lost": self._keeper.lost,
            "devices": {
                name: {
                    "answered_at": state.answered_at,
                    "polls": state.polls,
                    "failures": state.failures,
                    "faults": [{"code": f.id, "vi": f.render("vi"), "en": f.render("en")} for f in state.faults],
                }
                for name, state in devices.items()
            },
            "spool": asdict(self._spool.state()),
        }


def rows_of(poll: Poll) -> list[SpoolRow]:
    """A poll as rows of the spool; the box sends them under its own name."""
    rows = wire_rows(poll)
    assert rows.reason is not None
    assert rows.status is not None
    assert rows.result_us is not None
    return [
        SpoolRow(
            series.name,
            series.unit or "",
            int(rows.time_us[i]),
            got.value,
            int(rows.reason[i]),
            int(rows.status[i]),
            None if rows.result_us[i] < 0 else int(rows.result_us[i]),
        )
        for i, (series, got) in enumerate(zip(rows.series, poll.got, strict=True))
    ]


@contextlib.contextmanager
def alone(home: EdgeHome) -> Iterator[None]:
    """Holds the folder for one agent; ``StateError`` cli.edge.running if another one does."""
    with (home.folder / "agent.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StateError("cli.edge.running", where=str(home.folder)) from error
        yield


def run_agent(home: EdgeHome, ready: Callable[[], None], *, clock: Clock = system_clock, lang: Lang = "en") -> None:
    """Run until SIGINT or SIGTERM."""

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        agent = Agent(home, spool, clock=clock, lang=lang)
        ready()
        await agent.run(stop)

    with alone(home), home.spool(clock) as spool:
        asyncio.run(main())


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
