"""What a log asks of a witness over HTTP: add-checkpoint of C2SP tlog-witness, bounded in time and size."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import ecopark.trust.log.witness_messages  # noqa: F401  texts
from ecopark.core.messages import Message
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.merkle import Proof
from ecopark.trust.log.note import Note, Signature
from ecopark.trust.log.witness import encode_submission
from ecopark.trust.log.witnesses import WitnessEntry

State = Literal["signed", "silent", "refused", "conflict"]
_LARGEST = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking one witness.

    Attributes
    ----------
    lines
        Verified signature lines; empty unless ``state`` is ``signed``.
    signed_at
        When it signed, seconds since 1970.
    known
        Size of the newest tree that the witness has cosigned, as far as it has said so.
    """

    state: State
    lines: tuple[Signature, ...] = ()
    signed_at: int | None = None
    known: int | None = None
    reason: Message | None = None


def ask(
    entry: WitnessEntry,
    signed: bytes,
    size: int,
    known: int,
    proof: Callable[[int], Proof],
    timeout_s: float,
) -> Answer:
    """Ask a witness to cosign a checkpoint of ``size`` entries; ``proof(old)`` gives the consistency proof.

    ``known`` is the size it has cosigned last; where it says another one, it is asked again with that.
    """
    for _ in range(2):
        try:
            status, kind, content = _post(
                entry.url, encode_submission(known, proof(known) if known else (), signed), timeout_s
            )
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = str(error) or type(error).__name__
            return Answer("silent", reason=Message("trust.witness.no_answer", {"reason": reason[:200]}))
        if status == 200:
            return _signed(entry, signed, size, content)
        text = content[:200].decode("utf-8", "replace").strip()
        if status == 409 and kind == "text/x.tlog.size" and text.isdecimal():
            known = int(text)
            if known > size:
                return Answer("conflict", known=known, reason=Message("trust.witness.ahead", {"known": known, "size": size}))
            continue
        if status == 422:
            return Answer("conflict", known=known, reason=Message("trust.witness.contradicted", {"reason": text}))
        break
    state: State = "silent" if status >= 500 or status == 429 else "refused"
    return Answer(state, reason=Message("trust.witness.bad_answer", {"status": status, "reason": text}))


def _signed(entry: WitnessEntry, signed: bytes, size: int, content: bytes) -> Answer:
    """Lines of known keys only, each verified: a witness may send lines of others, too."""
    try:
        note = Note.parse(signed)
        given = Note.parse(note.text.encode() + b"\n" + content)
    except NoteError as error:
        return Answer("refused", reason=Message("trust.witness.bad_answer", {"status": 200, "reason": error.reason}))
    lines, times = [], []
    for key in entry.cosigners:
        for line in given.signatures:
            time = key.check(note.text, line.content) if key.signed(line) else None
            if time is not None:
                lines.append(line)
                times.append(time)
    if not lines:
        reason = Message("trust.form.cosignature_wrong", {"name": entry.name})
        return Answer("refused", reason=Message("trust.witness.bad_answer", {"status": 200, "reason": reason}))
    return Answer("signed", tuple(lines), max(times), size)


def _post(url: str, body: bytes, timeout_s: float) -> tuple[int, str, bytes]:
    address = urlsplit(url)
    host, port = address.hostname or "", address.port
    connection: http.client.HTTPConnection = (
        http.client.HTTPSConnection(host, port, timeout=timeout_s, context=ssl.create_default_context())
        if address.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=timeout_s)
    )
    try:
        connection.request("POST", address.path.rstrip("/") + "/add-checkpoint", body, {"Content-Type": "text/plain"})
        answer = connection.getresponse()
        content = answer.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ValueError(f"more than {_LARGEST} bytes")
        return answer.status, (answer.getheader("content-type") or "").split(";")[0].strip(), content
    finally:
        connection.close()
