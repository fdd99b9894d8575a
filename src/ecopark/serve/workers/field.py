"""Field devices polled by the park's own server: ``settings.field`` names the map. Readings go through the intake."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections import deque
from dataclasses import replace
from pathlib import Path

from ecopark.connect.field.map import Device as FieldDevice
from ecopark.connect.field.map import FieldMap, read_map
from ecopark.connect.field.polled import Poll, wire_rows
from ecopark.connect.field.poller import Poller
from ecopark.connect.live.device import Device, Door
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.wire import WireRows
from ecopark.core.errors import EcoparkError, StateError
from ecopark.core.messages import Message
from ecopark.core.scope import system_scope
from ecopark.serve.park import OpenPark

_LOG = logging.getLogger("ecopark.field")
SCOPE = system_scope("field")
DOOR: Door = "field"
MOST_HELD = 100_000  # readings that wait in memory while the store takes none; an edge box keeps them on its disk


def register(devices: Devices, field_map: FieldMap) -> None:
    """Register the devices of a map, or what has changed of them; a map is as good as a manager's word.

    Raises
    ------
    InputError
        connect.device.unknown_datastream, connect.device.bad_id: the map names what the park does not have.
    StateError
        connect.field.taken (the id belongs to a device of another door), connect.device.revoked.
    """
    for said in field_map.devices:
        wanted = _device(said)
        known = devices.get(said.id)
        if known is None:
            devices.add(SCOPE, wanted)
        elif known.door != DOOR:
            raise StateError("connect.field.taken", where=said.where, id=said.id, door=known.door)
        elif replace(wanted, secret_sha256=known.secret_sha256, state="active") != known:
            devices.change(SCOPE, wanted)


def _device(said: FieldDevice) -> Device:
    """The park's own device for exactly the datastreams that the map names."""
    datastreams = tuple(sorted({point.datastream for point in said.points}))
    quota = max(60_000, round(2 * 60 / said.every_s * len(datastreams)))
    return Device(said.id, said.id, None, DOOR, datastreams, quota_per_minute=quota, every_s=said.every_s)


class FieldWorker(threading.Thread):
    """Polls as long as the park is served.

    Raises (when made)
    ------------------
    InputError, StateError
        Of `read_map` and `register`.
    """

    def __init__(self, park: OpenPark, map_file: Path) -> None:
        super().__init__(name="ecopark-field", daemon=True)
        self._park = park
        field_map = read_map(map_file)
        register(park.devices, field_map)
        self.poller = Poller(field_map, map_file.parent, park.clock, self._take)
        self._held: deque[WireRows] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._storing = asyncio.Lock()

    def run(self) -> None:
        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.create_task(self.poller.run())
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

        try:
            asyncio.run(main())
        except EcoparkError as error:
            _LOG.error("field polling has stopped: %s", error)

    def stop(self) -> None:
        """End polling; waits for what is being stored."""
        if self._loop is not None and self._task is not None:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._task.cancel)
        self.join(timeout=15)

    async def _take(self, poll: Poll) -> None:
        self._count_faults(poll)
        async with self._storing:
            self._held.append(wire_rows(poll))
            await asyncio.to_thread(self._store)

    def _store(self) -> None:
        """Hand on what is held, oldest first; what the store does not take now stays for the next poll."""
        while self._held:
            try:
                self._park.intake.take(self._held[0], door=DOOR)
                self._held.popleft()
            except StateError as error:
                count = sum(len(rows) for rows in self._held)
                reason = Message(error.code, error.params)
                self._tell(self._held[-1], Message("connect.field.held_back", {"count": count, "reason": reason}))
                self._drop(count)
                return

    def _drop(self, count: int) -> None:
        dropped = 0
        while count - dropped > MOST_HELD:
            dropped += len(self._held.popleft())
        if dropped:
            self._tell(self._held[-1], Message("connect.field.dropped", {"count": dropped}))

    def _tell(self, rows: WireRows, message: Message) -> None:
        _LOG.error("%s", message.render("en"))
        self._park.sources.error(rows.series[0].device, message)

    def _count_faults(self, poll: Poll) -> None:
        """Each fault is counted at its source at every poll that has it."""
        for fault in poll.faults:
            self._park.sources.error(poll.device, fault)


def start_field(park: OpenPark) -> FieldWorker | None:
    """Start polling if ``settings.field`` names a map."""
    if not park.settings.field:
        return None
    worker = FieldWorker(park, park.folder / park.settings.field)
    worker.start()
    return worker
