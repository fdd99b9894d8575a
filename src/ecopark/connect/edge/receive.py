"""The park's side of a batch: whose key signed it, does it follow the one before, store it, acknowledge it.

Order: signature, number, intake (durable), ledger (durable), receipt. A crash between the last three is mended by the box,
which sends again: the intake knows the key ``edge:<device>:<seq>`` and stores nothing twice. # design live 1.1
"""

from __future__ import annotations

import threading
from typing import Protocol

from ecopark.connect.edge.batches import decode
from ecopark.connect.edge.ledger import Delivered, EdgeLedger
from ecopark.connect.edge.signing import NO_BATCH, EdgeReceipt, SentBatch, content_of, device_key, hash_of
from ecopark.connect.live.device import Device
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import Intake
from ecopark.connect.live.sources import Sources
from ecopark.connect.live.wire import Taken, WireFault, WireRows, no_rows
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.messages import Message
from ecopark.core.ports import Clock
from ecopark.trust.log.note import encode64

DOOR = "edge"


class SignNote(Protocol):
    """Signs a text as the park: the signed note's bytes."""

    def __call__(self, text: str) -> bytes: ...


class EdgeDoor:
    """Takes batches of edge boxes; safe to use from several threads, one batch per device at a time.

    Parameters
    ----------
    park
        Name of the park's evidence log, so that no batch can be given to another park.
    sign
        Signs receipts with the key of the evidence log.
    """

    def __init__(
        self,
        *,
        park: str,
        sign: SignNote,
        devices: Devices,
        intake: Intake,
        sources: Sources,
        ledger: EdgeLedger,
        clock: Clock,
    ) -> None:
        self.park = park
        self.ledger = ledger
        self._sign = sign
        self._devices = devices
        self._intake = intake
        self._sources = sources
        self._clock = clock
        self._one_at_a_time: dict[str, threading.Lock] = {}

    def take(self, sent: SentBatch, body: bytes) -> bytes:
        """Verify, store and answer the signed receipt; the same batch again gets the first receipt.

        Raises
        ------
        NotAllowed
            connect.edge.unknown_device, .revoked, .key_replaced, .signature.
        StateError
            connect.edge.sequence_reused: another batch was taken under this number. What the intake raises: nothing was
            taken, send again later.
        """
        device = self.verified(sent)
        if content_of(body) != sent.content:
            raise self._noted(device.id, "connect.edge.signature")
        with self._one_at_a_time.setdefault(device.id, threading.Lock()):
            digest = hash_of(sent.text(self.park))
            before = self.ledger.find(device.id, sent.seq)
            if before is not None:
                if before.hash != digest:
                    raise self._reused(device.id, sent.seq)
                return self._receipt(device.id, before)
            self._look_at_order(device.id, sent)
            taken = self._store(device, sent, body)
            delivered = Delivered(
                seq=sent.seq,
                previous=sent.previous,
                hash=digest,
                key=sent.key,
                signature=encode64(sent.signature),
                batch=taken.batch,
                stored=taken.stored,
                refused=taken.refused,
                time=self._clock().isoformat(timespec="microseconds").replace("+00:00", "Z"),
            )
            self.ledger.add(device.id, delivered)
            return self._receipt(device.id, delivered)

    def verified(self, sent: SentBatch) -> Device:
        """The active device whose newest key signed the headers: known before the body is read."""
        device = self._devices.get(sent.device)
        if device is None or device.door != DOOR or not device.public_keys:
            raise NotAllowed("connect.edge.unknown_device", where=sent.device[:64], device=sent.device[:64])
        if device.state != "active":
            raise self._noted(device.id, "connect.edge.revoked")
        key = device_key(device.public_keys[-1])
        if f"{key.id:08x}" != sent.key:
            known = any(f"{device_key(old).id:08x}" == sent.key for old in device.public_keys[:-1])
            raise self._noted(device.id, "connect.edge.key_replaced" if known else "connect.edge.key_unknown")
        if not key.check(sent.text(self.park), sent.signature):
            raise self._noted(device.id, "connect.edge.signature")
        return device

    def _look_at_order(self, device: str, sent: SentBatch) -> None:
        """A gap or a broken chain is taken and said: what is there is worth more than what is missing."""
        last = self.ledger.last(device)
        if last is None:
            if sent.seq > 1 or sent.previous != NO_BATCH:
                self._error(device, "connect.edge.gap", first=1, last=sent.seq - 1)
        elif sent.seq > last.seq + 1:
            self._error(device, "connect.edge.gap", first=last.seq + 1, last=sent.seq - 1)
        elif sent.seq == last.seq + 1 and sent.previous != last.hash:
            self._error(device, "connect.edge.chain", seq=sent.seq)
        elif sent.seq <= last.seq:
            self._error(device, "connect.edge.late", seq=sent.seq, last=last.seq)

    def _store(self, device: Device, sent: SentBatch, body: bytes) -> Taken:
        faults: list[WireFault] = []
        try:
            rows: WireRows | None = decode(body, device.id)
        except InputError as error:  # signed and yet no batch: sending it again would not help
            rows = None
            faults = [WireFault(device.id, f"batch {sent.seq}", Message(error.code, error.params))]
        return self._intake.take(
            rows if rows is not None else no_rows(),
            door=DOOR,
            key=f"edge:{device.id}:{sent.seq}",
            raw=body,
            faults=faults,
        )

    def _receipt(self, device: str, delivered: Delivered) -> bytes:
        receipt = EdgeReceipt(
            self.park,
            device,
            delivered.seq,
            delivered.hash,
            delivered.batch,
            delivered.stored,
            delivered.refused,
            delivered.time,
        )
        return self._sign(receipt.text())

    def _reused(self, device: str, seq: int) -> StateError:
        self._error(device, "connect.edge.sequence_reused", seq=seq)
        return StateError("connect.edge.sequence_reused", where=device, device=device, seq=seq)

    def _noted(self, device: str, code: str) -> NotAllowed:
        self._error(device, code)
        return NotAllowed(code, where=device, device=device)

    def _error(self, device: str, code: str, **params: object) -> None:
        self._sources.error(device, Message(code, {"device": device, **params}))
