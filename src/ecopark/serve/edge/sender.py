"""Sends what is in the spool, oldest first, one batch at a time; only a receipt that the park has signed counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ecopark.connect.edge.batches import CONTENT_TYPE, encode
from ecopark.connect.edge.signing import batch_text, content_of, hash_of, opened_receipt, sign_batch
from ecopark.core.errors import InputError
from ecopark.engine.spool import Sealed, Spool, SpoolRow
from ecopark.serve.edge.home import EdgeHome
from ecopark.serve.edge.keys import finish_rotation
from ecopark.serve.edge.link import Link, LinkDown

LONGEST_BACK_OFF_S = 300.0
REFUSED_S = 300.0  # a refusal is a matter for people: asked again every five minutes
_KEY_CODES = ("connect.edge.key_replaced", "connect.edge.key_unknown")


@dataclass(frozen=True, slots=True)
class Sent:
    """How sending went: ``wait_s`` until it is tried again; ``problem``: words of the park or the network, empty if none."""

    state: Literal["idle", "sent", "wait", "refused"]
    wait_s: float = 0.0
    problem: str = ""


class Sender:
    """Sends one spool to one park."""

    def __init__(self, home: EdgeHome, spool: Spool, link: Link) -> None:
        self._home = home
        self._spool = spool
        self._link = link
        self._failures = 0

    def seal(self) -> Sealed | None:
        """Make a batch of what waits."""
        return self._spool.seal(self._encode)

    def send_one(self) -> Sent:
        """Send the oldest batch that is not acknowledged; never raises for what the network or the park does."""
        waiting = self._spool.unsent()
        if waiting is None:
            return Sent("idle")
        try:
            return self._send(waiting)
        except LinkDown as error:
            return self._later(error.render(self._link.lang))
        except InputError as error:  # the receipt is not the park's: somebody is in between, or a wrong address
            self._link.close()
            return self._later(error.render(self._link.lang))

    def _send(self, waiting: Sealed, *, again: bool = False) -> Sent:
        identity = self._home.identity
        batch = sign_batch(self._home.key(), identity.park, identity.device, waiting.seq, waiting.previous, waiting.body)
        answer = self._link.post("batches", waiting.body, {"Content-Type": CONTENT_TYPE, **batch.headers()})
        if answer.status == 200:
            opened_receipt(answer.body, self._home.park_key, identity.park, batch)
            self._spool.acknowledge(waiting.seq, answer.body.decode())
            self._failures = 0
            return Sent("sent")
        if answer.code in _KEY_CODES and not again and self._has_newer_key(batch.key):
            return self._send(waiting, again=True)
        if answer.status == 429 or answer.status >= 500:
            if answer.retry_after_s is None:
                return self._later(answer.detail)
            return Sent("wait", min(answer.retry_after_s, LONGEST_BACK_OFF_S), answer.detail)
        return Sent("refused", REFUSED_S, answer.detail)

    def _has_newer_key(self, used: str) -> bool:
        """Whether the key was changed meanwhile (``ecopark edge rotate``), or a change that was cut off is finished now."""
        return finish_rotation(self._home, self._link) or f"{self._home.key().verifier.id:08x}" != used

    def _later(self, problem: str) -> Sent:
        self._failures += 1
        return Sent("wait", min(2.0 ** (self._failures - 1), LONGEST_BACK_OFF_S), problem)

    def _encode(self, seq: int, previous: str, rows: Sequence[SpoolRow]) -> tuple[bytes, str]:
        identity = self._home.identity
        body = encode(rows)
        return body, hash_of(batch_text(identity.park, identity.device, seq, previous, content_of(body)))


def drain(sender: Sender) -> Sent:
    """Seal and send until nothing is left or something stands in the way."""
    while True:
        done = sender.send_one()
        if done.state == "idle":
            if sender.seal() is None:
                return done
        elif done.state != "sent":
            return done
