"""One OPC UA server, polled through a reader process of its own (see `opcua_reader`)."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ecopark.connect.field.map import Node, OpcUaDevice
from ecopark.connect.field.opcua_codes import meaning, name
from ecopark.connect.field.polled import NO_ANSWER, Got, Poll, scaled
from ecopark.core.errors import StateError
from ecopark.core.messages import Message
from ecopark.core.terms import MissingReason

READER = (sys.executable, "-m", "ecopark.connect.field.opcua_reader")
_START_S = 20.0  # the library takes a second or two to load, longer on a small box


class OpcUaReader:
    """Reads one server. The process is kept, and started anew after it has ended.

    ``folder``: what the paths of certificates are relative to.
    """

    def __init__(self, device: OpcUaDevice, folder: Path) -> None:
        self.device = device
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._asked = 0

    async def read(self, at: datetime) -> Poll:
        """One poll at the moment ``at`` of the schedule.

        A value's phenomenon time is the server's source time (``at`` where it gives none), its result time the server
        time. A reading without a value has the time ``at``: its source time may be that of the last good one.

        Raises
        ------
        StateError
            ``connect.field.extra_missing``.
        """
        device = self.device
        faults: list[Message] = []
        try:
            said = await self._ask()
        except (TimeoutError, OSError, EOFError, ValueError) as error:
            await self.close()
            said = {"error": str(error) or type(error).__name__}
        if "values" in said and len(said["values"]) == len(device.points):
            got = [self._got(point, answer, faults) for point, answer in zip(device.points, said["values"], strict=True)]
        else:
            got = [NO_ANSWER] * len(device.points)
            params = {"device": device.id, "reason": str(said.get("error", "?"))}
            faults.append(Message("connect.field.reader_failed", params))
        return Poll(device.id, at, device.points, got, tuple(faults))

    async def close(self) -> None:
        """End the process: by the end of its input, by force if that does not help."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(3):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _got(self, point: Node, answer: Sequence[Any], faults: list[Message]) -> Got:
        raw, code, source, server = answer
        reason, status = meaning(int(code))
        if reason is not MissingReason.PRESENT:
            params = {"device": self.device.id, "status": name(int(code)), "node": point.node}
            faults.append(Message("connect.field.bad_node", params))
            return Got(None, reason, status, result_us=server)
        if raw is None:
            return Got(None, MissingReason.NOT_A_NUMBER, status, result_us=server)
        found = scaled(point, math.nan if raw == "nan" else raw)
        if found.value is None:
            return replace(found, result_us=server)
        return replace(found, status=status, time_us=source, result_us=server)

    async def _ask(self) -> dict[str, Any]:
        """One question and its answer; the process is started if it does not run."""
        limit = 2 * self.device.timeout_s + 1.0  # it may have to connect first
        if self._process is None or self._process.returncode is not None:
            self._process = await self._started()
            limit += _START_S
        self._asked += 1
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        async with asyncio.timeout(limit):
            process.stdin.write(json.dumps({"read": self._asked}).encode() + b"\n")
            await process.stdin.drain()
            line = await process.stdout.readline()
        if not line:
            raise EOFError("the reader process ended")
        said: dict[str, Any] = json.loads(line)
        if said.get("read") != self._asked:
            raise ValueError("the reader process answered another question")
        return said

    async def _started(self) -> asyncio.subprocess.Process:
        device = self.device
        if importlib.util.find_spec("asyncua") is None:
            raise StateError("connect.field.extra_missing", where=device.where, package="asyncua")
        process = await asyncio.create_subprocess_exec(
            *READER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            limit=1 << 24,
        )  # fmt: skip
        said = {
            "endpoint": device.endpoint,
            "timeout_s": device.timeout_s,
            "security": device.security,
            "certificate": self._file(device.certificate),
            "key": self._file(device.key),
            "server_certificate": self._file(device.server_certificate),
            "user": device.user,
            "password": os.environ.get(device.password_env, "") if device.password_env else "",
            "nodes": [point.node for point in device.points],
        }
        assert process.stdin is not None
        process.stdin.write(json.dumps(said).encode() + b"\n")
        return process

    def _file(self, given: str) -> str:
        return str(self._folder / given) if given else ""
