"""A process of its own that reads an OPC UA server: ``python -m ecopark.connect.field.opcua_reader``.

asyncua is LGPL-3: it is used here as a separate program, spoken to over pipes, and nothing else of ecopark imports it.
JSON lines. First line in: the connection (`Connection`). Then for each ``{"read": n}`` one line out: ``{"read": n, "values":
[[number | "nan" | null, status code, source time | null, server time | null], …]}`` (times in microseconds since 1970), or
``{"read": n, "error": text}``. It only calls the service Read, and ends with its input.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asyncua import ua
from asyncua.client.client import Client
from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256
from cryptography import x509

_VALUE = ua.AttributeIds.Value  # type: ignore[attr-defined]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_DATE = datetime(1971, 1, 1, tzinfo=UTC)  # 1601 or 1970: the server sent no time


async def connected(said: dict[str, Any]) -> Client:
    """A session with the server, under the security that the first line asks for."""
    client = Client(said["endpoint"], timeout=said["timeout_s"])
    if said.get("user"):
        client.set_user(said["user"])
        client.set_password(said.get("password") or "")
    if said["security"] == "basic256sha256":
        server = said.get("server_certificate") or None
        client.application_uri = application_uri(Path(said["certificate"]).read_bytes()) or client.application_uri
        await client.set_security(SecurityPolicyBasic256Sha256, said["certificate"], said["key"], server_certificate=server)
    await client.connect()
    return client


def application_uri(certificate: bytes) -> str | None:
    """The URI that a certificate (PEM or DER) was made for; servers compare it with what the client says of itself."""
    pem = certificate.lstrip().startswith(b"-----")
    known = x509.load_pem_x509_certificate(certificate) if pem else x509.load_der_x509_certificate(certificate)
    try:
        names = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    return next(iter(names.get_values_for_type(x509.UniformResourceIdentifier)), None)


async def read(client: Client, nodes: list[ua.NodeId]) -> list[list[Any]]:
    """Values of the nodes with status and both times, in one request of the service Read."""
    wanted = [ua.ReadValueId(NodeId=node, AttributeId=_VALUE) for node in nodes]
    asked = ua.ReadParameters(MaxAge=0, TimestampsToReturn=ua.TimestampsToReturn.Both, NodesToRead=wanted)
    return [told(answer) for answer in await client.uaclient.read(asked)]


def told(answer: ua.DataValue) -> list[Any]:
    status = answer.StatusCode.value if answer.StatusCode is not None else 0
    value = answer.Value.Value if answer.Value is not None else None
    return [_number(value), status, _micros(answer.SourceTimestamp), _micros(answer.ServerTimestamp)]


def _number(value: object) -> float | int | str | None:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else "nan"  # also false for NaN
    return None


def _micros(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if aware < _NO_DATE:
        return None
    gone = aware - _EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


async def answer(line: str, client: Client | None, said: dict[str, Any]) -> tuple[dict[str, Any], Client | None]:
    """The answer to one line, and the session if it still holds."""
    number = json.loads(line)["read"]
    try:
        if client is None:
            client = await asyncio.wait_for(connected(said), said["timeout_s"])
        nodes = [ua.NodeId.from_string(text) for text in said["nodes"]]
        values = await asyncio.wait_for(read(client, nodes), said["timeout_s"])
    except Exception as error:  # whatever it is, the poller hears it and asks again later
        await _left(client)
        return {"read": number, "error": f"{type(error).__name__}: {error}"[:300]}, None
    return {"read": number, "values": values}, client


async def _left(client: Client | None) -> None:
    if client is not None:
        try:
            await asyncio.wait_for(client.disconnect(), 2)
        except Exception:
            logging.getLogger(__name__).debug("the session could not be closed", exc_info=True)


async def main() -> None:
    logging.disable(logging.CRITICAL)  # what matters stands in the answers
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=1 << 24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    said = json.loads(await lines.readline())
    client: Client | None = None
    while line := await lines.readline():
        out, client = await answer(line.decode(), client, said)
        sys.stdout.write(json.dumps(out) + "\n")
        sys.stdout.flush()
    await _left(client)


if __name__ == "__main__":
    asyncio.run(main())
