"""One Modbus TCP device, polled: few requests, only reading ones; what is not answered is missing. # design 4.4"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecopark.connect.field.map import ModbusDevice
from ecopark.connect.field.polled import NO_ANSWER, Got, Poll, micros, scaled
from ecopark.connect.field.registers import Block, blocks, number, split
from ecopark.core.errors import StateError
from ecopark.core.messages import Message
from ecopark.core.ports import Clock
from ecopark.core.terms import DeviceStatus, MissingReason

if TYPE_CHECKING:
    from ecopark.connect.field.modbus_client import ReadOnlyClient

# Exception codes of the Modbus specification: what they mean for a reading.
ILLEGAL_ADDRESS, DEVICE_FAILURE, GATEWAY_NO_RESPONSE = 0x02, 0x04, 0x0B
_EXCEPTIONS = {
    0x01: "illegal function", 0x02: "illegal data address", 0x03: "illegal data value", 0x04: "device failure",
    0x05: "acknowledge", 0x06: "device busy", 0x08: "memory parity error", 0x0A: "gateway path unavailable",
    0x0B: "no response behind the gateway",
}  # fmt: skip
_FAILED = Got(None, MissingReason.DEVICE_FAULT, DeviceStatus.FAULT)
_NOT_GIVEN = Got(None, MissingReason.NOT_MEASURED)


class ModbusReader:
    """Reads one device. The connection is kept; after a failure it is made anew at the next call."""

    def __init__(self, device: ModbusDevice, clock: Clock) -> None:
        self.device = device
        self._clock = clock
        self._blocks = blocks(device.points)
        self._client: ReadOnlyClient | None = None

    async def read(self, at: datetime) -> Poll:
        """One poll at the moment ``at`` of the schedule: phenomenon time ``at``, result time when the answer came.

        Raises
        ------
        StateError
            ``connect.field.extra_missing``.
        """
        got = {point.datastream: NO_ANSWER for point in self.device.points}
        faults = await self._read_all(got)
        return Poll(self.device.id, at, self.device.points, list(got.values()), tuple(faults))

    async def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    async def _read_all(self, got: dict[str, Got]) -> list[Message]:
        if not await self._connected():
            address = f"{self.device.host}:{self.device.port}"
            return [Message("connect.field.no_connection", {"device": self.device.id, "address": address})]
        faults: list[Message] = []
        waiting = list(self._blocks)
        kept: list[Block] = []
        while waiting:
            block = waiting.pop(0)
            answer = await self._ask(block)
            if answer is None:
                await self.close()  # a late answer must not be taken for that of the next request
                params = {"device": self.device.id, "timeout": self.device.timeout_s}
                return [*faults, Message("connect.field.no_answer", params)]
            if isinstance(answer, int):
                if answer == ILLEGAL_ADDRESS and len(block.points) > 1:
                    waiting = [*split(block), *waiting]
                    continue
                faults.append(self._refused(block, answer))
                self._fill_refused(block, answer, got)
            else:
                self._fill(block, answer, got)
            kept.append(block)
        self._blocks = kept  # a block that had to be split is asked in parts from now on
        return faults

    async def _connected(self) -> bool:
        if self._client is not None and self._client.connected:
            return True
        await self.close()
        client = _client(self.device)
        try:
            async with asyncio.timeout(self.device.timeout_s):
                connected = await client.connect()
        except (TimeoutError, OSError):
            connected = False
        if not connected:
            client.close()
            return False
        self._client = client
        return True

    async def _ask(self, block: Block) -> Sequence[int] | int | None:
        """Registers or bits; an exception code; None without an answer."""
        from pymodbus.exceptions import ModbusException

        assert self._client is not None
        read: Any = {
            "coil": self._client.read_coils,
            "discrete": self._client.read_discrete_inputs,
            "holding": self._client.read_holding_registers,
            "input": self._client.read_input_registers,
        }[block.table]
        try:
            async with asyncio.timeout(self.device.timeout_s):
                answer = await read(block.address, count=block.count, device_id=self.device.unit_id)
        except (ModbusException, TimeoutError, OSError):
            return None
        if answer.isError():
            return int(answer.exception_code)
        words: Sequence[int] = answer.bits if block.table in ("coil", "discrete") else answer.registers
        return words if len(words) >= block.count else None

    def _fill(self, block: Block, words: Sequence[int], got: dict[str, Got]) -> None:
        known = micros(self._clock())
        for point in block.points:
            got[point.datastream] = replace(scaled(point, number(point, words, block.address)), result_us=known)

    @staticmethod
    def _fill_refused(block: Block, code: int, got: dict[str, Got]) -> None:
        said = _FAILED if code == DEVICE_FAILURE else NO_ANSWER if code == GATEWAY_NO_RESPONSE else _NOT_GIVEN
        got.update((point.datastream, said) for point in block.points)

    def _refused(self, block: Block, code: int) -> Message:
        reason = _EXCEPTIONS.get(code, f"exception {code}")
        place = f"{block.address}" if block.count == 1 else f"{block.address}-{block.address + block.count - 1}"
        params = {"device": self.device.id, "table": block.table, "address": place, "reason": reason}
        return Message("connect.field.refused", params)


def _client(device: ModbusDevice) -> ReadOnlyClient:
    try:
        from ecopark.connect.field.modbus_client import ReadOnlyClient
    except ImportError as error:
        raise StateError("connect.field.extra_missing", where=device.where, package="pymodbus") from error
    return ReadOnlyClient(device.host, device.port, device.timeout_s)
