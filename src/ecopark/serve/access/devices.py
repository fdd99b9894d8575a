"""Devices that sign in with every request: Bearer, Token (InfluxDB's word) or Basic; programs with a token alike."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from ecopark.connect.live.device import Device
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import Intake
from ecopark.connect.live.judge import UPLOAD
from ecopark.connect.live.wire import Taken, WireFault, WireRows
from ecopark.core.messages import Lang
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.serve.access.ports import Caller

SENDERS = frozenset({Role.MANAGER, Role.FIRM})


@dataclass(frozen=True, slots=True)
class Given:
    """What a request says of itself: a secret, and with Basic the device's id."""

    secret: str
    user: str | None = None


def given_in(authorization: str) -> Given | None:
    """What stands in an Authorization header: ``Bearer s``, ``Token s``, ``Token id:s``, ``Basic base64(id:s)``."""
    kind, _, said = authorization.strip().partition(" ")
    said = said.strip()
    if kind.lower() == "bearer":
        return Given(said)
    if kind.lower() == "token":
        user, parted, secret = said.partition(":")
        return Given(secret, user) if parted else Given(said)
    if kind.lower() != "basic":
        return None
    try:
        user, parted, secret = base64.b64decode(said, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Given(secret, user) if parted else None


def given_in_query(path: str, query: bytes) -> Given | None:
    """``?u=id&p=secret``, as clients of InfluxDB 1 say it at its two addresses; elsewhere a secret has no place in one."""
    if path not in ("/write", "/query") or b"p=" not in query:
        return None
    said = dict(parse_qsl(query.decode("latin-1")))
    return Given(said["p"], said["u"]) if "u" in said and "p" in said else None


def caller_of_device(devices: Devices, given: Given) -> Caller | None:
    """The active device with this secret; None where there is none. Elsewhere it has the rights of the public."""
    found = devices.of_secret(given.secret) if given.user is None else devices.sign_in(given.user, given.secret)
    if found is None:
        return None
    return Caller(Scope(Role.PUBLIC, f"device:{found.id}", frozenset()), found.name, "device", device=found)


@dataclass(frozen=True)
class DeviceAsk:
    """One request at a door: who sends, and the intake. Devices, managers and firms get here.

    Attributes
    ----------
    source
        Id of the device, or ``upload:<user>`` of a person or program: what stands in ``Series.device``.
    device
        None for a person or program.
    """

    request: Request
    caller: Caller
    intake: Intake
    lang: Lang

    @property
    def device(self) -> Device | None:
        return self.caller.device

    @property
    def source(self) -> str:
        return self.device.id if self.device is not None else UPLOAD + self.caller.scope.user

    @property
    def scope(self) -> Scope:
        return self.caller.scope

    def take(
        self,
        rows: WireRows,
        *,
        key: str | None = None,
        raw: bytes | None = None,
        faults: Sequence[WireFault] = (),
        messages: Mapping[str, int] | None = None,
        door: str = "http",
    ) -> Taken:
        """``Intake.take`` with the rights of who asks; blocks until it is synced: call it in a worker thread."""
        rights = None if self.device is not None else self.scope
        return self.intake.take(rows, door=door, key=key, raw=raw, faults=faults, scope=rights, messages=messages)
