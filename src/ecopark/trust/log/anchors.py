"""Anchors: checkpoints laid down outside the park, where its operator cannot take them back. Settings and receipts.

A receipt holds the signed checkpoint and what the outside gave for it. It proves that the log was at least this long at the
anchor's time: a time-stamp authority's token by its signature (RFC 3161), a mail or a file by the copy that others hold.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import ecopark.trust.log.anchor_messages  # noqa: F401  texts
from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.entries import canonical_json
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note, VerifierKey
from ecopark.trust.log.report import VerifyReport
from ecopark.trust.log.timestamp import TimestampError, verify_token

FORMAT = "ecopark-anchor/v1"
FOLDER = "anchors"
Kind = Literal["folder", "mail", "tsa", "plugin"]


@dataclass(frozen=True, slots=True)
class AnchorSettings:
    """One item of ``settings.anchors``.

    Attributes
    ----------
    target
        Folder (a USB stick, another share), mail address, address of the time-stamp authority, or what a plug-in takes.
    every_hours
        How often the newest checkpoint is laid down, if the log has grown since.
    server, sender, user, password_file, security
        Mail only: ``host:port`` of the SMTP server, who sends, how to sign in.
    ca_file
        Time-stamp authority only: its root certificate (PEM), relative to the park's folder.
    plugin
        Name of the entry point in the group ``ecopark.anchors``.
    """

    id: str
    kind: Kind
    target: str
    every_hours: float = 24.0
    server: str = ""
    sender: str = ""
    user: str = ""
    password_file: str = ""
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: str = ""
    plugin: str = ""
    where: str = ""


def check_anchors(anchors: Sequence[AnchorSettings]) -> None:
    """``InputError`` trust.anchor.* for settings that cannot work."""
    seen: set[str] = set()
    for anchor in anchors:
        if anchor.id in seen or not anchor.id.replace("-", "").replace("_", "").isalnum():
            raise InputError("trust.anchor.bad_id", where=anchor.where, id=anchor.id)
        seen.add(anchor.id)
        needed = {"mail": ("server", "sender"), "tsa": ("ca_file",), "plugin": ("plugin",), "folder": ()}[anchor.kind]
        for field in needed:
            if not getattr(anchor, field):
                raise InputError(
                    "trust.anchor.field_missing", where=anchor.where, id=anchor.id, kind=anchor.kind, field=field
                )


@dataclass(frozen=True, slots=True)
class Receipt:
    """``proof``: token, message or what a plug-in gave; ``ca`` the root (PEM) that the park trusts for a token."""

    anchor: str
    kind: str
    target: str
    time: str
    checkpoint: str
    proof: bytes = b""
    ca: str = ""
    plugin: str = ""

    def encode(self) -> bytes:
        content = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return canonical_json({**content, "proof": base64.b64encode(self.proof).decode(), "format": FORMAT})

    @classmethod
    def decode(cls, content: bytes) -> Receipt:
        """``ValueError`` if it has not the form."""
        said: dict[str, Any] = json.loads(content.decode("utf-8"))
        if not isinstance(said, dict) or said.pop("format", None) != FORMAT:
            raise ValueError(f"not {FORMAT}")
        if set(said) != set(cls.__dataclass_fields__) or not all(isinstance(v, str) for v in said.values()):
            raise ValueError("fields")
        return cls(**{**said, "proof": base64.b64decode(said["proof"], validate=True)})


PluginVerify = Callable[[str, bytes, bytes], datetime | None]
"""Of a plug-in's name, checkpoint and proof: when the outside had it; None if the proof is wrong."""


def check_receipts(
    receipts: Mapping[str, bytes],
    keys: Sequence[VerifierKey],
    leaves: Sequence[bytes],
    report: VerifyReport,
    *,
    roots: Sequence[bytes] = (),
    plugin: PluginVerify | None = None,
) -> None:
    """Each receipt's checkpoint is a beginning of this log, and a token of an authority is right.

    Parameters
    ----------
    receipts
        Bytes by file name.
    leaves
        Leaf hashes of the verified tree.
    roots
        Root certificates (PEM or DER) that the verifier trusts; without them those in the receipts count, and it is told.
    """
    before = len(report.faults)
    for name, content in sorted(receipts.items()):
        try:
            receipt = Receipt.decode(content)
            note = Note.parse(receipt.checkpoint.encode())
            note.require(keys)
            checkpoint = Checkpoint.parse(note.text)
            if checkpoint.size > len(leaves) or merkle.root_of(leaves[: checkpoint.size]) != checkpoint.root:
                report.fault("anchor_other_log", name, expected="", found=checkpoint.root.hex())
                continue
            _check_proof(name, receipt, checkpoint, report, roots, plugin)
        except NoteError as error:
            report.fault("signature", name, reason=error.reason)
        except ValueError as error:
            report.fault("form", name, reason=str(error)[:200])
    if receipts:
        report.checked("anchors", len(receipts), before)


def _check_proof(
    name: str,
    receipt: Receipt,
    checkpoint: Checkpoint,
    report: VerifyReport,
    roots: Sequence[bytes],
    plugin: PluginVerify | None,
) -> None:
    said: dict[str, object] = {"id": receipt.anchor, "target": receipt.target, "size": checkpoint.size}
    if receipt.kind == "tsa":
        try:
            at = verify_token(receipt.proof, receipt.checkpoint.encode(), roots or [receipt.ca.encode()])
        except TimestampError as error:
            report.fault("anchor_token", name, reason=str(error))
            return
        text = "anchored_tsa" if roots else "anchored_tsa_own_root"
        report.notes.append(Message(f"trust.verify.{text}", {**said, "time": f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"}))
    elif receipt.kind == "plugin" and plugin is not None:
        found = plugin(receipt.plugin, receipt.checkpoint.encode(), receipt.proof)
        if found is None:
            report.fault("anchor_token", name, reason=receipt.plugin)
        else:
            report.notes.append(Message("trust.verify.anchored_tsa", {**said, "time": f"{found:%Y-%m-%d %H:%M:%S}"}))
    else:
        report.notes.append(Message("trust.verify.anchored_copy", {**said, "time": receipt.time}))
