"""Polling a real Modbus TCP server."""

from __future__ import annotations

import asyncio
import inspect
import socket
from datetime import UTC, datetime, timedelta

import pytest
from pymodbus.client.mixin import ModbusClientMixin
from pymodbus.constants import ExcCodes
from tests.connect.field_servers import Meter

from ecopark.connect.field.map import ModbusDevice, Register
from ecopark.connect.field.modbus import ModbusReader
from ecopark.connect.field.modbus_client import ReadOnlyClient
from ecopark.connect.field.registers import words_of
from ecopark.core.errors import StateError
from ecopark.core.terms import DeviceStatus, MissingReason

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
READING = ("read_coils", "read_discrete_inputs", "read_holding_registers", "read_input_registers")
KNOWN = AT + timedelta(milliseconds=40)


def device(port: int, *points: Register, **more) -> ModbusDevice:
    return ModbusDevice("meter", "127.0.0.1", points, port=port, timeout_s=more.pop("timeout_s", 5.0), **more)


def poll(reader: ModbusReader, times: int = 1):
    async def run():
        polls = [await reader.read(AT + timedelta(minutes=i)) for i in range(times)]
        await reader.close()
        return polls

    return run()


def test_read__all_types_in_few_requests_with_result_time():
    types = ["int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]
    values = [-5, 60000, -70000, 4_000_000_000, -(2**40), 2**50, 1.5, -2.25e-9]
    wanted, address = [], 0
    for kind in types:
        wanted.append(Register(kind, address, type=kind, word_order="little" if kind == "int32" else "big"))
        address += wanted[-1].words
    wanted += [Register("in", 300, table="input"), Register("coil", 3, table="coil"), Register("bit", 4, table="discrete")]

    async def run():
        meter = Meter()
        for register, value in zip(wanted, values, strict=False):
            meter.put(register.address, words_of(register, value))
        meter.put(300, [77])
        async with meter.served():
            (got,) = await poll(ModbusReader(device(meter.port, *wanted), lambda: KNOWN))
        return got, meter.asked

    got, asked = asyncio.run(run())
    assert [g.value for g in got.got][: len(values)] == values
    assert got.got[8].value == 77.0
    assert {g.value for g in got.got[9:]} <= {0.0, 1.0}
    assert sorted(f for f, _, _ in asked) == [1, 2, 3, 4]  # one request per table
    assert all(g.result_us == int(KNOWN.timestamp() * 1e6) for g in got.got)
    assert got.faults == ()


def test_read__one_register_that_the_device_refuses_takes_nothing_from_its_neighbours():
    async def run():
        meter = Meter()
        meter.put(0, [1, 2, 3, 4])
        meter.refuse[2] = ExcCodes.ILLEGAL_ADDRESS
        wanted = [Register(f"r{i}", i) for i in range(4)]
        async with meter.served():
            polls = await poll(ModbusReader(device(meter.port, *wanted), lambda: KNOWN), times=2)
        return polls, meter.asked

    polls, asked = asyncio.run(run())
    for found in polls:
        assert [g.value for g in found.got] == [1.0, 2.0, None, 4.0]
        assert found.got[2].reason is MissingReason.NOT_MEASURED
        assert [f.id for f in found.faults] == ["connect.field.refused"]
    assert len(asked) == 1 + 4 + 4  # together once, then remembered: each by itself


@pytest.mark.parametrize(
    ("code", "reason", "status"),
    [
        (ExcCodes.DEVICE_FAILURE, MissingReason.DEVICE_FAULT, DeviceStatus.FAULT),
        (ExcCodes.GATEWAY_NO_RESPONSE, MissingReason.NO_ANSWER, DeviceStatus.NOT_STATED),
        (ExcCodes.DEVICE_BUSY, MissingReason.NOT_MEASURED, DeviceStatus.NOT_STATED),
    ],
)
def test_read__an_exception_is_a_missing_reading_with_its_reason(code, reason, status):
    async def run():
        meter = Meter(refuse={0: code})
        async with meter.served():
            return await poll(ModbusReader(device(meter.port, Register("a", 0)), lambda: KNOWN))

    (found,) = asyncio.run(run())
    (got,) = found.got
    assert (got.value, got.reason, got.status) == (None, reason, status)


def test_read__server_away_then_back_then_silent():
    async def run():
        meter = Meter()
        meter.put(0, [11])
        reader = ModbusReader(device(meter.port, Register("a", 0), timeout_s=0.5), lambda: KNOWN)
        away = await reader.read(AT)
        async with meter.served():
            there = await reader.read(AT)
        gone = await reader.read(AT)
        async with meter.served():
            again = await reader.read(AT)
        await reader.close()
        with socket.create_server(("127.0.0.1", 0)) as silent:  # connects, never says a word
            mute = ModbusReader(device(silent.getsockname()[1], Register("a", 0), timeout_s=0.3), lambda: KNOWN)
            no_answer = await mute.read(AT)
            await mute.close()
        return away, there, gone, again, no_answer

    away, there, gone, again, no_answer = asyncio.run(run())
    assert [p.got[0].value for p in (there, again)] == [11.0, 11.0]
    for missing in (away, gone, no_answer):
        assert (missing.got[0].value, missing.got[0].reason) == (None, MissingReason.NO_ANSWER)
        assert missing.answered == 0
    assert away.faults[0].id == "connect.field.no_connection"
    assert no_answer.faults[0].id == "connect.field.no_answer"


def _senders() -> list[str]:
    found = []
    for name, function in inspect.getmembers(ModbusClientMixin, inspect.isfunction):
        if (
            not name.startswith(("_", "convert", "execute"))
            and "no_response_expected" in inspect.signature(function).parameters
        ):
            found.append(name)
    return found


def test_client__sends_no_function_but_the_four_that_read():
    """Every request that the library knows is tried against a real server, which sees none but reading ones."""

    async def run():
        meter = Meter()
        refused = []
        async with meter.served():
            client = ReadOnlyClient("127.0.0.1", meter.port, 5.0)
            assert await client.connect()
            for name in _senders():
                send = getattr(client, name)
                given = [
                    {"address": 1, "values": [1], "value": 1, "records": [], "msg": b"x"}.get(p.name, 1)
                    for p in inspect.signature(send).parameters.values()
                    if p.default is p.empty
                ]
                if name in READING:
                    await send(*given)
                    continue
                with pytest.raises(StateError) as caught:
                    await send(*given)
                assert caught.value.code == "connect.field.read_only"
                refused.append(name)
            client.close()
        return refused, meter.asked

    refused, asked = asyncio.run(run())
    assert len(refused) >= 15
    assert {"write_coil", "write_register", "write_coils", "write_registers", "mask_write_register"} <= set(refused)
    assert {function for function, _, _ in asked} == {1, 2, 3, 4}
