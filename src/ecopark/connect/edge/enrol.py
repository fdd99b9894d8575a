"""Enrolling a box with a code that works once, changing its key. Codes are records of kind ``edge_code``, hashed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from ecopark.connect.edge.ledger import EdgeLedger
from ecopark.connect.edge.signing import NO_BATCH, device_key, enrolment_text, new_key_text, settled_code, signed_by
from ecopark.connect.live.device import DEFAULT_QUOTA, Device
from ecopark.connect.live.devices import Devices
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.ports import Clock
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role

KIND = "edge_code"
LONGEST_HOURS = 24 * 14
_ENROLMENT = system_scope("edge-enrolment")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is misread on a label


@dataclass(frozen=True, slots=True)
class Box:
    """What a box will be when it is enrolled; the words of `Device`."""

    device: str
    name: str = ""
    firm: str | None = None
    datastreams: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    quota_per_minute: int = DEFAULT_QUOTA
    every_s: float | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a box learns: where it stands in its chain of batches."""

    device: str
    next_seq: int
    previous: str


def make_code(
    box: Box, *, hours: float, scope: Scope, records: RecordsStore, devices: Devices, clock: Clock
) -> tuple[str, datetime]:
    """A code with which one box enrols once, and when it expires; shown this once.

    A box that is known already gets a new key by it (a replaced computer, a lost key); a revoked id does not come back.

    Raises
    ------
    NotAllowed
        Only a manager makes codes.
    InputError
        connect.edge.hours; connect.device.bad_id, unknown_firm, unknown_datastream, bad_number.
    StateError
        connect.device.revoked, connect.device.exists (a device of another door).
    """
    scope.require_role("enrol edge boxes", Role.MANAGER)
    if not 0 < hours <= LONGEST_HOURS:
        raise InputError("connect.edge.hours", where="hours", most=LONGEST_HOURS)
    devices.check(scope, _device(box))
    known = devices.get(box.device)
    if known is not None and known.state == "revoked":
        raise StateError("connect.device.revoked", where=box.device, id=box.device)
    if known is not None and known.door != "edge":
        raise StateError("connect.device.exists", where=box.device, id=box.device)
    code = f"{box.device}:" + "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(5))
    expires = clock() + timedelta(hours=hours)
    content = {"box": asdict(box), "expires": expires.isoformat(), "used_by": ""}
    records.put(scope, KIND, _id(code), content, firm=box.firm)
    return code, expires


def enrol(
    code: str,
    key: str,
    signature: str,
    *,
    records: RecordsStore,
    devices: Devices,
    ledger: EdgeLedger,
    clock: Clock,
) -> Enrolled:
    """Register the box of a code with its public key; the same again (the answer was lost) gives the same.

    Raises
    ------
    NotAllowed
        connect.edge.code: unknown, expired or used by another key; connect.edge.signature.
    InputError
        connect.edge.bad_key, connect.edge.key_of_other, connect.device.*.
    """
    code = settled_code(code)
    found = records.get(_ENROLMENT, KIND, _id(code))
    if found is None:
        raise NotAllowed("connect.edge.code", where="code")
    content: dict[str, Any] = dict(found.content)
    box = Box(**{**content["box"], "datastreams": tuple(content["box"]["datastreams"])})
    new = device_key(key, box.device)
    if not signed_by(new, enrolment_text(code, key), signature):
        raise NotAllowed("connect.edge.signature", where="signature", device=box.device)
    if content["used_by"] != key:
        if content["used_by"] or datetime.fromisoformat(content["expires"]) < clock():
            raise NotAllowed("connect.edge.code", where="code")
        _use(records, found, content, key)
    _register(devices, box, key)
    last = ledger.last(box.device)
    return Enrolled(box.device, 1 if last is None else last.seq + 1, NO_BATCH if last is None else last.hash)


def change_key(device_id: str, key: str, signature: str, new_signature: str, *, park: str, devices: Devices) -> None:
    """Put a new key in the place of the old one, which signs for it; the same again changes nothing.

    Raises
    ------
    NotAllowed
        connect.edge.unknown_device, .revoked, .signature.
    """
    device = devices.get(device_id)
    if device is None or device.door != "edge" or not device.public_keys:
        raise NotAllowed("connect.edge.unknown_device", where=device_id[:64], device=device_id[:64])
    if device.state != "active":
        raise NotAllowed("connect.edge.revoked", where=device.id, device=device.id)
    new, text = device_key(key, device.id), new_key_text(park, device.id, key)
    signer = device.public_keys[-1]
    if signer == key and len(device.public_keys) > 1:  # taken before, and the answer was lost
        signer = device.public_keys[-2]
    if not signed_by(device_key(signer), text, signature) or not signed_by(new, text, new_signature):
        raise NotAllowed("connect.edge.signature", where="signature", device=device.id)
    if device.public_keys[-1] != key:
        devices.change(_ENROLMENT, replace(device, public_keys=(*device.public_keys, key)))


def _use(records: RecordsStore, found: Record, content: dict[str, Any], key: str) -> None:
    """Mark the code as used before the device exists: of two boxes with one code, one is refused."""
    try:
        records.put(
            _ENROLMENT, KIND, found.id, {**content, "used_by": key}, firm=found.firm, expected_revision=found.revision
        )
    except StateError as error:
        if error.code == "engine.record.changed":
            raise NotAllowed("connect.edge.code", where="code") from error
        raise


def _register(devices: Devices, box: Box, key: str) -> None:
    known = devices.get(box.device)
    if known is None:
        devices.add(_ENROLMENT, replace(_device(box), public_keys=(key,)))
    elif known.public_keys[-1:] != (key,):
        devices.change(_ENROLMENT, replace(known, public_keys=(*known.public_keys, key)))


def _device(box: Box) -> Device:
    return Device(
        box.device,
        box.name or box.device,
        box.firm,
        "edge",
        datastreams=box.datastreams,
        names=box.names,
        quota_per_minute=box.quota_per_minute,
        every_s=box.every_s,
    )


def _id(code: str) -> str:
    return sha256(b"ecopark edge code\n" + code.encode()).hexdigest()[:32]
