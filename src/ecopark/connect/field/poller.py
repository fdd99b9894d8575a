"""Polls all devices of a map on the clock's multiples; a device that is away does not hold up the others.

Every device has its own task. A poll that comes late (a slow answer, a machine that slept) is not made up for: what was
not asked at its time was not measured.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from ecopark.connect.field.map import Device, FieldMap, OpcUaDevice
from ecopark.connect.field.modbus import ModbusReader
from ecopark.connect.field.opcua import OpcUaReader
from ecopark.connect.field.polled import EPOCH, NO_ANSWER, Poll
from ecopark.core.messages import Message
from ecopark.core.ports import Clock

_LOG = logging.getLogger("ecopark.field")
LONGEST_BACK_OFF_S = 60.0

Sink = Callable[[Poll], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]


class Reader(Protocol):
    """Reads one device."""

    async def read(self, at: datetime) -> Poll: ...

    async def close(self) -> None: ...


@dataclass
class DeviceState:
    """How a device does: ``failures`` in a row, the last moment with an answer, and what is wrong now."""

    polls: int = 0
    failures: int = 0
    answered_at: datetime | None = None
    faults: tuple[Message, ...] = ()


def next_tick(now: datetime, every_s: float) -> datetime:
    """The first whole multiple of ``every_s`` (counted from 1970, UTC) after ``now``."""
    step = timedelta(seconds=every_s)
    return EPOCH + ((now - EPOCH) // step + 1) * step


def back_off_s(failures: int) -> float:
    """How long a device is left alone after so many failures in a row: 1, 2, 4, … seconds, at most a minute."""
    return min(2.0 ** max(failures - 1, 0), LONGEST_BACK_OFF_S)


def reader_of(device: Device, clock: Clock, folder: Path) -> Reader:
    """What reads the device; ``folder``: where the map lies."""
    return OpcUaReader(device, folder) if isinstance(device, OpcUaDevice) else ModbusReader(device, clock)


@dataclass
class Poller:
    """Polls until it is cancelled.

    Parameters
    ----------
    sink
        Takes each poll, a missing answer too; when it returns the readings are in safe hands.
    sleep
        Waits for so many seconds (injected, as the clock is).
    """

    field_map: FieldMap
    folder: Path
    clock: Clock
    sink: Sink
    sleep: Sleep = asyncio.sleep
    states: dict[str, DeviceState] = field(default_factory=dict)

    async def run(self) -> None:
        """Poll every device; ``StateError`` connect.field.extra_missing if a library is not installed."""
        try:
            async with asyncio.TaskGroup() as group:
                for device in self.field_map.devices:
                    group.create_task(self._poll_device(device), name=f"field {device.id}")
        except ExceptionGroup as found:
            raise found.exceptions[0] from found

    async def _poll_device(self, device: Device) -> None:
        reader = reader_of(device, self.clock, self.folder)
        state = self.states.setdefault(device.id, DeviceState())
        left_alone_until = EPOCH
        try:
            while True:
                tick = next_tick(self.clock(), device.every_s)
                while (ahead := (tick - self.clock()).total_seconds()) > 0:
                    await self.sleep(ahead)
                if tick < left_alone_until:
                    poll = Poll(device.id, tick, device.points, [NO_ANSWER] * len(device.points), state.faults)
                else:
                    poll = await reader.read(tick)
                    self._note(device, state, poll)
                    left_alone_until = (
                        self.clock() + timedelta(seconds=back_off_s(state.failures)) if state.failures else EPOCH
                    )
                await self.sink(poll)
        finally:
            await reader.close()

    def _note(self, device: Device, state: DeviceState, poll: Poll) -> None:
        state.polls += 1
        if poll.answered:
            state.failures, state.answered_at = 0, poll.at
        else:
            state.failures += 1
        if poll.faults != state.faults:  # said once, not at every poll
            for fault in poll.faults:
                _LOG.warning("%s", fault.render("en"))
            if not poll.faults:
                _LOG.info("device %s is read again", device.id)
        state.faults = poll.faults
