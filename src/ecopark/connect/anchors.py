"""Lays a signed checkpoint down outside: in a folder, by mail, at a time-stamp authority, through a plug-in."""

from __future__ import annotations

import http.client
import os
import smtplib
import ssl
import urllib.error
import urllib.request
from datetime import datetime
from email.message import EmailMessage
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from ecopark.connect.report.receivers import read_secret
from ecopark.core.errors import EcoparkError, InputError, StateError
from ecopark.core.messages import Message
from ecopark.trust.log.anchors import AnchorSettings, Receipt
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.note import Note
from ecopark.trust.log.timestamp import TimestampError, time_stamp_request, verify_token

TIMEOUT_S = 30.0
_LARGEST = 1 << 20
GROUP = "ecopark.anchors"


class AnchorPlugin(Protocol):
    """What an entry point of the group ``ecopark.anchors`` gives when called without arguments.

    OpenTimestamps, a newspaper's notice board or another ministry's register are such plug-ins.
    """

    def anchor(self, checkpoint: bytes, target: str) -> bytes:
        """Lay the signed checkpoint down; returns the proof. Raises ``OSError`` if it cannot."""
        ...

    def verify(self, checkpoint: bytes, proof: bytes) -> datetime | None:
        """When the outside had the checkpoint; None if the proof is wrong."""
        ...


def lay_down(anchor: AnchorSettings, signed: bytes, park_folder: Path, now: datetime) -> Receipt:
    """Anchor a signed checkpoint; returns the verified receipt.

    Raises
    ------
    StateError
        trust.anchor.failed: nobody took it, or what came back is not right. Nothing is lost: try again later.
    """
    proof, ca = b"", ""
    try:
        if anchor.kind == "folder":
            _write(Path(anchor.target) if Path(anchor.target).is_absolute() else park_folder / anchor.target, signed)
        elif anchor.kind == "mail":
            proof = _mail(anchor, signed, park_folder, now)
        elif anchor.kind == "tsa":
            ca = (park_folder / anchor.ca_file).read_text("utf-8")
            proof = _time_stamp(anchor.target, signed, ca)
        else:
            proof = plugin_of(anchor.plugin).anchor(signed, anchor.target)
    except EcoparkError:
        raise
    except (OSError, http.client.HTTPException, smtplib.SMTPException, TimestampError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise StateError("trust.anchor.failed", where=f"{anchor.id} ({anchor.target})", reason=reason[:300]) from error
    return Receipt(
        anchor.id, anchor.kind, anchor.target, now.isoformat(timespec="seconds"), signed.decode(), proof, ca, anchor.plugin
    )


def plugin_of(name: str) -> AnchorPlugin:
    """The plug-in of a name; ``InputError`` trust.anchor.no_plugin."""
    for point in entry_points(group=GROUP, name=name):
        made: AnchorPlugin = point.load()()
        return made
    raise InputError("trust.anchor.no_plugin", plugin=name)


def plugin_verify(name: str, checkpoint: bytes, proof: bytes) -> datetime | None:
    """`trust.log.anchors.PluginVerify`; None where the plug-in is not installed, too."""
    try:
        return plugin_of(name).verify(checkpoint, proof)
    except (InputError, ValueError, OSError):
        return None


def _write(folder: Path, signed: bytes) -> None:
    """A new file per checkpoint, synced; the folder must be there: a stick that is not plugged in is no anchor."""
    checkpoint = Checkpoint.parse(Note.parse(signed).text)
    path = folder / f"{checkpoint.origin.replace('/', '_')}-{checkpoint.size:012d}.checkpoint"
    temporary = folder / f".{path.name}.new"
    with temporary.open("wb") as file:
        file.write(signed)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def _mail(anchor: AnchorSettings, signed: bytes, park_folder: Path, now: datetime) -> bytes:
    message = mail_of(anchor, signed, now)
    host, _, port = anchor.server.partition(":")
    context = ssl.create_default_context()
    if anchor.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, int(port or 465), timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(host, int(port or 25), timeout=TIMEOUT_S)
    with server:
        if anchor.security == "starttls":
            server.starttls(context=context)
        if anchor.user:
            server.login(anchor.user, read_secret(park_folder, anchor.password_file))
        server.send_message(message)
    return message.as_bytes()


def mail_of(anchor: AnchorSettings, signed: bytes, now: datetime) -> EmailMessage:
    """The message: both languages for people, the signed checkpoint as attachment for programs."""
    checkpoint = Checkpoint.parse(Note.parse(signed).text)
    params = {"origin": checkpoint.origin, "size": checkpoint.size}
    message = EmailMessage()
    message["From"], message["To"] = anchor.sender, anchor.target
    message["Subject"] = Message("trust.anchor.subject", params).render("vi")
    message["Date"] = now
    message["Message-ID"] = f"<{checkpoint.root.hex()[:40]}.{checkpoint.size}@{checkpoint.origin.partition('/')[0]}>"
    text = "\n\n".join(Message("trust.anchor.body", params).render(lang) for lang in ("vi", "en"))
    message.set_content(f"{text}\n\n{signed.decode()}")
    message.add_attachment(signed, maintype="application", subtype="octet-stream", filename="checkpoint")
    return message


def _time_stamp(url: str, signed: bytes, ca: str) -> bytes:
    request, nonce = time_stamp_request(signed)
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"{url}: no web address")
    asked = urllib.request.Request(  # noqa: S310 - http(s) only, see above; the token is signed, so http is common
        url, request, {"Content-Type": "application/timestamp-query"}
    )
    with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310
        response: bytes = answer.read(_LARGEST)
    verify_token(response, signed, [ca.encode()], nonce=nonce)
    return response
