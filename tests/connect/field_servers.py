"""Real Modbus TCP and OPC UA servers on loopback, for the tests of field polling."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from asyncua import Server, ua
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice
from tests.ports import free_port

SIZE = 400


@dataclass
class Meter:
    """A Modbus device: one block of registers for holding and input; bits are those of ``registers[200:]``.

    ``asked``: (function code, address, count) of every request. ``refuse``: addresses that answer with an exception.
    """

    port: int = field(default_factory=free_port)
    registers: list[int] = field(default_factory=lambda: [0] * SIZE)
    asked: list[tuple[int, int, int]] = field(default_factory=list)
    refuse: dict[int, ExcCodes] = field(default_factory=dict)

    async def _act(self, function, start, address, count, current, new):
        self.asked.append((function, address, count))
        for at, code in self.refuse.items():
            if address <= at < address + count:
                return code
        if new is None:
            for i in range(len(current)):
                if 0 <= start + i < SIZE:
                    current[i] = self.registers[start + i]
        return None

    def put(self, address: int, words: list[int]) -> None:
        self.registers[address : address + len(words)] = words

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        data = [SimData(0, values=list(self.registers), datatype=DataType.REGISTERS)]
        server = ModbusTcpServer(SimDevice(1, simdata=data, action=self._act), address=("127.0.0.1", self.port))
        await server.listen()
        try:
            yield
        finally:
            await server.shutdown()


async def made_certificate(folder: Path, name: str, uri: str, use: x509.ObjectIdentifier) -> None:
    """``name.der`` and ``name.pem``."""
    await setup_self_signed_certificate(
        folder / f"{name}.pem", folder / f"{name}.der", uri, socket.gethostname(), [use], {"commonName": name}
    )


@dataclass
class Plant:
    """An OPC UA server with variables under ``ns=2;s=<name>``."""

    port: int = field(default_factory=free_port)
    server: Server = field(default_factory=Server)

    @property
    def endpoint(self) -> str:
        return f"opc.tcp://127.0.0.1:{self.port}/plant"

    @contextlib.asynccontextmanager
    async def served(self, values: dict[str, object], certificates: Path | None = None) -> AsyncIterator[None]:
        """With ``certificates`` (a folder) it takes encrypted connections alone."""
        await self.server.init()
        self.server.set_endpoint(self.endpoint)
        self.server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
        if certificates is not None:
            await self.server.set_application_uri("urn:plant:server")
            await made_certificate(certificates, "server", "urn:plant:server", ExtendedKeyUsageOID.SERVER_AUTH)
            self.server.set_security_policy([ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt])
            await self.server.load_certificate(certificates / "server.der")
            await self.server.load_private_key(certificates / "server.pem")
        space = await self.server.register_namespace("urn:plant")
        for name, value in values.items():
            await self.server.nodes.objects.add_variable(ua.NodeId(name, space), name, value)
        async with self.server:
            yield

    async def put(self, name: str, value: ua.DataValue) -> None:
        await self.server.write_attribute_value(ua.NodeId(name, 2), value)
