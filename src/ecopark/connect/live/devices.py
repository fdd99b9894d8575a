"""The register of devices: who may send by itself, under which secret, under which names."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import dataclass, replace
from datetime import timedelta

import ecopark.connect.live.messages  # noqa: F401  texts
from ecopark.connect.live.device import DEFAULT_QUOTA, KIND, Device
from ecopark.core.errors import InputError, StateError
from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.ports import Clock
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role

SECRET_PREFIX = "ecodevice_"  # noqa: S105  lets scanners of source code recognise a leaked secret
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_READER = system_scope("devices")
_LOOK_AGAIN = timedelta(seconds=1)  # who guesses secrets must not make the records work
_HIGHEST_QUOTA = 1_000_000_000
_LONGEST_STEP_S = 366 * 86_400.0


def may_send(device: Device, datastream: Datastream) -> bool:
    """Whether a device may write a datastream: what it lists of its firm's, or all of the firm's.

    A device of the park (no firm) may be given datastreams of any firm, one by one.
    """
    if device.datastreams and datastream.id not in device.datastreams:
        return False
    return datastream.firm == device.firm or (device.firm is None and bool(device.datastreams))


@dataclass(frozen=True)
class _Known:
    """What stood in the records at one moment; never changed, so that readers need no lock."""

    devices: dict[str, Device]
    revisions: dict[str, int]
    by_secret: dict[str, Device]

    @classmethod
    def read(cls, records: RecordsStore) -> _Known:
        devices, revisions, after = {}, {}, None
        while found := records.find(_READER, KIND, after=after, limit=1000):
            for record in found:
                devices[record.id] = Device.from_content(record.content)
                revisions[record.id] = record.revision
            after = found[-1].id
        by_secret = {d.secret_sha256: d for d in devices.values() if d.secret_sha256 and d.state == "active"}
        return cls(devices, revisions, by_secret)


class Devices:
    """Devices of a park, kept in memory; every change is a revision of a record of kind ``device``.

    Parameters
    ----------
    network
        With it, firms and datastreams that a device names are checked when it is added.

    Attributes
    ----------
    version
        Changes whenever any device changed.
    """

    def __init__(self, records: RecordsStore, clock: Clock, *, network: FlowNetwork | None = None) -> None:
        self._records = records
        self._clock = clock
        self._network = network
        self._changing = threading.Lock()
        self._known = _Known.read(records)
        self._read_at = clock()
        self.version = 0

    def reread(self) -> None:
        """Learn what other processes have changed."""
        with self._changing:
            self._reread()

    def _reread(self) -> None:
        known = _Known.read(self._records)
        self._read_at = self._clock()
        if known.revisions != self._known.revisions:
            self._known = known
            self.version += 1

    def add(self, scope: Scope, device: Device) -> str:
        """Register a device and return its secret, which is shown this once (``""`` for doors that sign).

        Raises
        ------
        NotAllowed
            A firm registers devices of its own alone.
        InputError
            connect.device.bad_id, unknown_firm, unknown_datastream, bad_number.
        StateError
            connect.device.exists.
        """
        scope.require_role("register devices", Role.MANAGER, Role.FIRM)
        scope.require(device.firm, f"device {device.id}")
        self._check(scope, device)
        secret = "" if device.door in ("edge", "field") else _new_secret()
        with self._changing:
            self._reread()
            if device.id in self._known.devices:
                raise StateError("connect.device.exists", where=device.id, id=device.id)
            self._put(scope, replace(device, secret_sha256=_digest(secret), state="active"))
        return secret

    def change(self, scope: Scope, device: Device) -> None:
        """Register new facts of a device (names, quota, public keys, …); its secret and state stay.

        Raises
        ------
        InputError
            As ``add``; connect.device.unknown.
        StateError
            connect.device.revoked.
        """
        scope.require_role("change devices", Role.MANAGER, Role.FIRM)
        with self._changing:
            before = self._own(scope, device.id)
            scope.require(device.firm, f"device {device.id}")
            self._check(scope, device, before)
            self._put(scope, replace(device, secret_sha256=before.secret_sha256, state=before.state))

    def rotate(self, scope: Scope, device_id: str) -> str:
        """Give a device a new secret, shown this once; the old one opens nothing from now on."""
        scope.require_role("change devices", Role.MANAGER, Role.FIRM)
        secret = _new_secret()
        with self._changing:
            self._put(scope, replace(self._own(scope, device_id), secret_sha256=_digest(secret)))
        return secret

    def revoke(self, scope: Scope, device_id: str) -> None:
        """Shut a device out at once; its id is never given again, so that old readings keep their author."""
        scope.require_role("revoke devices", Role.MANAGER, Role.FIRM)
        with self._changing:
            device = self._own(scope, device_id)
            self._put(scope, replace(device, state="revoked", secret_sha256=""))

    def of_secret(self, secret: str) -> Device | None:
        """The active device that has this secret (Bearer, Token)."""
        digest = _digest(secret) if secret.startswith(SECRET_PREFIX) else ""
        found = self._known.by_secret.get(digest)
        if found is None and digest and self._may_look_again():
            found = self._known.by_secret.get(digest)
        return found

    def sign_in(self, device_id: str, secret: str) -> Device | None:
        """The active device of this id, if the secret is right (Basic, MQTT)."""
        found = self.of_secret(secret)
        return found if found is not None and hmac.compare_digest(found.id.encode(), device_id.encode()) else None

    def get(self, device_id: str) -> Device | None:
        """The device, revoked ones too."""
        found = self._known.devices.get(device_id)
        if found is None and _ID.fullmatch(device_id) and self._may_look_again():
            found = self._known.devices.get(device_id)
        return found

    def all(self, scope: Scope) -> list[Device]:
        """Devices of the caller's firms, by id; revoked ones too."""
        return [device for _, device in sorted(self._known.devices.items()) if scope.sees(device.firm)]

    def resolve(self, device_id: str, name: str) -> str | None:
        """Datastream id of a name as the device says it; None if it means none that the device lists.

        Whether the datastream exists and belongs to the device's firm is judged by the intake (`may_send`).
        """
        device = self._known.devices.get(device_id)
        if device is None or device.state != "active":
            return None
        datastream = device.names.get(name, name)
        return datastream if not device.datastreams or datastream in device.datastreams else None

    def _may_look_again(self) -> bool:
        """Read the records once more, for a device that another process has added; at most once a second."""
        if self._clock() - self._read_at < _LOOK_AGAIN:
            return False
        self.reread()
        return True

    def _own(self, scope: Scope, device_id: str) -> Device:
        self._reread()
        device = self._known.devices.get(device_id)
        if device is None or not scope.sees(device.firm):
            raise InputError("connect.device.unknown", where=device_id, id=device_id)
        if device.state == "revoked":
            raise StateError("connect.device.revoked", where=device_id, id=device_id)
        return device

    def _put(self, scope: Scope, device: Device) -> None:
        expected = self._known.revisions.get(device.id, 0)
        try:
            self._records.put(scope, KIND, device.id, device.content(), firm=device.firm, expected_revision=expected)
        except StateError as error:
            if error.code == "engine.record.changed":
                raise StateError("connect.device.changed", where=device.id, id=device.id) from error
            raise
        self._reread()

    def check(self, scope: Scope, device: Device) -> None:
        """Refuse facts that do not fit the park, before there is such a device; ``InputError`` as ``add``."""
        self._check(scope, device)

    def _check(self, scope: Scope, device: Device, before: Device | None = None) -> None:
        if not _ID.fullmatch(device.id):
            raise InputError("connect.device.bad_id", where="id", id=device.id[:80])
        highest = _HIGHEST_QUOTA
        if scope.role is Role.FIRM:  # else a firm could slow the others by raising its own quota
            highest = max(DEFAULT_QUOTA, before.quota_per_minute if before else 0)
        if not 0 < device.quota_per_minute <= highest:
            raise InputError("connect.device.bad_number", where="quota_per_minute", field="quota_per_minute", most=highest)
        if device.every_s is not None and not 0 < device.every_s <= _LONGEST_STEP_S:
            raise InputError("connect.device.bad_number", where="every_s", field="every_s", most=_LONGEST_STEP_S)
        if self._network is None:
            return
        if device.firm is not None and device.firm not in self._network.firms:
            raise InputError("connect.device.unknown_firm", where="firm", firm=device.firm)
        for where, listed in (("datastreams", device.datastreams), ("names", tuple(device.names.values()))):
            for datastream_id in listed:
                found = self._network.datastreams.get(datastream_id)
                if found is None or not may_send(device, found):
                    owner = device.firm or self._network.park.id
                    raise InputError(
                        "connect.device.unknown_datastream", where=where, datastream=datastream_id[:80], firm=owner
                    )


def _new_secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""
