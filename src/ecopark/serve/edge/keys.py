"""Enrolling a box and changing its key, so that a cut at any point can be finished by doing it again."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from ecopark.connect.edge.signing import NO_BATCH, device_key, device_of_code, enrolment_text, new_key_text, signed
from ecopark.core.errors import InputError, StateError
from ecopark.engine.log_files import load_signing_key, make_signing_key
from ecopark.serve.edge.home import EdgeHome, Identity, write_identity
from ecopark.serve.edge.link import Link
from ecopark.trust.log.note import SigningKey

_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}:\s*[A-Za-z0-9-]+")


def enrol(folder: Path, link: Link, code: str) -> EdgeHome:
    """Make a key pair, give the public key to the park, keep what it answers.

    Raises
    ------
    InputError
        cli.edge.code_form: the code does not begin with the device's id.
    StateError
        cli.edge.enrolled: this folder belongs to a box already.
    NotAllowed
        cli.edge.refused with the park's reason.
    """
    if (folder / "identity.json").exists():
        raise StateError("cli.edge.enrolled", where=str(folder))
    if not _CODE.fullmatch(code.strip()):
        raise InputError("cli.edge.code_form", where="--code")
    folder.mkdir(parents=True, exist_ok=True)
    key = _first_key(folder / "device.key", device_of_code(code))
    verifier = str(key.verifier)
    said = link.post_json("enrol", {"code": code, "key": verifier, "signature": signed(key, enrolment_text(code, verifier))})
    device_key(str(said["park_key"]))
    identity = Identity(
        link.url, str(said["device"]), str(said["park"]), str(said["park_key"]), int(said.get("next_seq", 1)),
        str(said.get("previous", NO_BATCH)),
    )  # fmt: skip
    write_identity(folder, identity)
    return EdgeHome.open(folder)


def _first_key(path: Path, device: str) -> SigningKey:
    """A new key, or that of an enrolment which was cut off before the park's answer came."""
    if path.exists():
        key = load_signing_key(path)
        if key.name == device:
            return key
        path.unlink()
    return make_signing_key(path, device)


def rotate(home: EdgeHome, link: Link) -> None:
    """Change to a new key: made and kept, told to the park (signed by the old one), then put in the old one's place."""
    if not home.next_key_file.exists():
        make_signing_key(home.next_key_file, home.identity.device)
    finish_rotation(home, link)


def finish_rotation(home: EdgeHome, link: Link) -> bool:
    """Finish a change of the key that was cut off; False if there is none to finish."""
    if not home.next_key_file.exists():
        return False
    old, new = home.key(), load_signing_key(home.next_key_file)
    if old.verifier != new.verifier:
        text = new_key_text(home.identity.park, home.identity.device, str(new.verifier))
        link.post_json(
            "key",
            {
                "device": home.identity.device,
                "key": str(new.verifier),
                "signature": signed(old, text),
                "new_signature": signed(new, text),
            },
        )
    os.replace(home.next_key_file, home.key_file)
    with contextlib.suppress(FileNotFoundError):
        os.replace(f"{home.next_key_file}.pub", f"{home.key_file}.pub")
    _sync(home.folder)
    return True


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
