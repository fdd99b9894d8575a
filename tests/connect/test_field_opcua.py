"""Polling a real OPC UA server through the reader process."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asyncua import ua
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.connect.field_servers import Plant, made_certificate

from ecopark.connect.field.map import Node, OpcUaDevice
from ecopark.connect.field.opcua import OpcUaReader
from ecopark.connect.field.opcua_codes import meaning, name
from ecopark.connect.field.polled import micros, wire_rows
from ecopark.core.terms import DeviceStatus, MissingReason

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SOURCE = datetime(2026, 3, 2, 0, 59, 58, tzinfo=UTC)
SERVER = SOURCE + timedelta(seconds=1)


def value(number, status=0, source=SOURCE, kind=ua.VariantType.Double):
    return ua.DataValue(
        ua.Variant(number, kind),
        StatusCode=ua.StatusCode(status),
        SourceTimestamp=source.replace(tzinfo=None) if source else None,
        ServerTimestamp=SERVER.replace(tzinfo=None),
    )


def device(plant: Plant, *names: str, **more) -> OpcUaDevice:
    points = tuple(Node(n, f"ns=2;s={n}", **more) for n in names)
    return OpcUaDevice("works", plant.endpoint, points, timeout_s=10.0)


def test_read__values_times_and_status_codes(tmp_path):
    names = ("good", "flag", "scaled", "bad", "sensor", "stale", "doubtful", "nan", "text", "none", "untimed")

    async def run():
        plant = Plant()
        start = {n: 0.0 for n in names if n != "none"} | {"flag": True, "text": "x", "scaled": 0}
        async with plant.served(start):
            await plant.put("good", value(7.5))
            await plant.put("flag", value(True, kind=ua.VariantType.Boolean))
            await plant.put("scaled", value(123, kind=ua.VariantType.Int64))
            await plant.put("bad", value(1.0, 0x80340000))
            await plant.put("sensor", value(1.0, 0x808C0000))
            await plant.put("stale", value(1.0, 0x40900000))
            await plant.put("doubtful", value(2.0, 0x40930000))
            await plant.put("nan", value(float("nan")))
            await plant.put("text", value("x", kind=ua.VariantType.String))
            await plant.put("untimed", value(3.0, source=None))
            reader = OpcUaReader(device(plant, *names), tmp_path)
            found = await reader.read(AT)
            await reader.close()
        return found

    found = asyncio.run(run())
    got = dict(zip(names, found.got, strict=True))
    assert (got["good"].value, got["good"].status) == (7.5, DeviceStatus.MEASURING)
    assert (got["good"].time_us, got["good"].result_us) == (micros(SOURCE), micros(SERVER))
    assert (got["flag"].value, got["scaled"].value) == (1.0, 123.0)
    assert (got["bad"].value, got["bad"].reason, got["bad"].time_us) == (None, MissingReason.NOT_MEASURED, None)
    assert (got["sensor"].reason, got["sensor"].status) == (MissingReason.DEVICE_FAULT, DeviceStatus.FAULT)
    assert got["stale"].reason is MissingReason.NOT_MEASURED
    assert (got["doubtful"].value, got["doubtful"].status) == (2.0, DeviceStatus.FAULT)
    assert got["nan"].reason is got["text"].reason is MissingReason.NOT_A_NUMBER
    assert got["none"].reason is MissingReason.NOT_MEASURED  # the server does not know the node
    assert got["untimed"].value == 3.0
    rows = wire_rows(found)
    assert rows.time_us[0] == micros(SOURCE)
    assert rows.time_us[3] == micros(AT)  # without a value: when it was asked


def test_read__server_away_and_back_and_reader_killed(tmp_path):
    async def run():
        plant = Plant()
        reader = OpcUaReader(device(plant, "a"), tmp_path)
        away = await reader.read(AT)
        async with plant.served({"a": 1.5}):
            there = await reader.read(AT)
            os.kill(reader._process.pid, signal.SIGKILL)
            polls = [await reader.read(AT) for _ in range(2)]
        gone = await reader.read(AT)
        await reader.close()
        return away, there, polls, gone

    away, there, polls, gone = asyncio.run(run())
    assert away.got[0].reason is gone.got[0].reason is MissingReason.NO_ANSWER
    assert away.faults[0].id == "connect.field.reader_failed"
    assert there.got[0].value == 1.5
    assert polls[-1].got[0].value == 1.5  # started anew by itself


def test_read__encrypted_with_certificates_and_not_without(tmp_path):
    async def run():
        plant = Plant()
        await made_certificate(tmp_path, "client", "urn:edge:box", ExtendedKeyUsageOID.CLIENT_AUTH)
        async with plant.served({"a": 4.5}, tmp_path):
            plain = OpcUaReader(device(plant, "a"), tmp_path)
            refused = await plain.read(AT)
            await plain.close()
            secured = replace(plain.device, security="basic256sha256", certificate="client.der", key="client.pem")
            reader = OpcUaReader(secured, tmp_path)
            found = await reader.read(AT)
            await reader.close()
        return refused, found

    refused, found = asyncio.run(run())
    assert refused.got[0].reason is MissingReason.NO_ANSWER
    assert found.faults == ()
    assert found.got[0].value == 4.5


def test_reader__ends_with_its_input():
    """No process is left behind when the poller is killed."""
    process = subprocess.Popen([sys.executable, "-m", "ecopark.connect.field.opcua_reader"], stdin=subprocess.PIPE)
    process.stdin.write(b'{"nodes": []}\n')
    process.stdin.close()
    assert process.wait(30) == 0


def test_poller__never_imports_the_library():
    """asyncua is LGPL-3 and stays in a process of its own."""
    code = (
        "import sys, ecopark.connect.field.poller, ecopark.connect.field.opcua; "
        "sys.exit('asyncua' in sys.modules or 'pymodbus' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    reader = Path(sys.modules[OpcUaReader.__module__].__file__).parent
    importing = [p.name for p in reader.glob("*.py") if "asyncua" in p.read_text() and "import asyncua" in p.read_text()]
    assert importing in ([], ["opcua_reader.py"])


@pytest.mark.parametrize(
    ("code", "reason"),
    [(0x00000000, 0), (0x00000400, 0), (0x00AB0000, 0), (0x40FF0000, 0), (0x80FF0000, 1), (0xC0000000, 1), (0x808A0000, 6)],
)
def test_meaning__of_codes_that_are_not_listed_goes_by_severity(code, reason):
    assert meaning(code)[0] == reason
    assert name(code).endswith(f"(0x{code:08X})")
