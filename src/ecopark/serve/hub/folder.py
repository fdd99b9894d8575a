"""The folder of a hub: ``hub.yaml``, tokens, keys, what was verified.

HUB/
  hub.yaml                      name, interval, parks with their pinned keys
  records.sqlite                publications and findings (or PostgreSQL by settings)
  raw/                          bytes of publications by SHA-256
  parks/<id>/checkpoint         newest verified checkpoint, replaced atomically and synced
  keys/<id>.token, reader.token, hub.key    0600
  state.json                    states of the parks, for ``hub status``
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

import ecopark.serve.hub.messages  # noqa: F401  texts
from ecopark.connect.yaml_tree import build, read_yaml
from ecopark.core.errors import InputError, StateError
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import VerifierKey

FILE = "hub.yaml"
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class HubSettings:
    """What a hub chooses.

    Attributes
    ----------
    name
        As parks name it in ``settings.sharing.hubs``; publications for another name are not believed.
    every_s, workers
        Each park is pulled so often; so many at a time.
    timeout_s
        A park that takes longer for one answer counts as away.
    records_url
        SQLAlchemy address of the records; empty: SQLite in the folder.
    """

    name: str
    every_s: float = 60.0
    workers: int = 8
    timeout_s: float = 10.0
    records_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8770
    where: str = ""


@dataclass(frozen=True, slots=True)
class HubPark:
    """A park of a hub. ``keys``: verifier keys known out of band; the first names the log."""

    id: str
    name: str
    url: str
    keys: tuple[str, ...]
    province: str = ""
    where: str = ""

    @property
    def verifiers(self) -> tuple[VerifierKey, ...]:
        return tuple(VerifierKey.parse(key) for key in self.keys)

    @property
    def origin(self) -> str:
        return self.verifiers[0].name


@dataclass(frozen=True, slots=True)
class HubFile:
    """``hub.yaml``."""

    hub: HubSettings
    parks: tuple[HubPark, ...] = ()
    where: str = ""


def read_hub(folder: Path) -> HubFile:
    """Read and check ``hub.yaml``; every refusal names the line. ``StateError`` serve.hub.not_found."""
    path = folder / FILE
    if not path.exists():
        raise StateError("serve.hub.not_found", where=str(folder), folder=folder)
    return checked(build(HubFile, read_yaml(path.read_text(encoding="utf-8"), FILE)))


def checked(found: HubFile) -> HubFile:
    """The same, if settings, keys and addresses can be used; ``InputError`` serve.hub.*."""
    ranges = {"every_s": (0.05, 86_400.0), "workers": (1, 64), "timeout_s": (0.1, 300.0)}
    for field, (low, high) in ranges.items():
        value = getattr(found.hub, field)
        if not low <= value <= high:
            raise InputError("serve.hub.bad_setting", where=found.hub.where, field=field, value=value, low=low, high=high)
    seen: set[str] = set()
    for park in found.parks:
        _check(park)
        if park.id in seen:
            raise InputError("serve.hub.park_twice", where=park.where, id=park.id)
        seen.add(park.id)
    return found


def _check(park: HubPark) -> None:
    if not _ID.fullmatch(park.id):
        raise InputError("serve.hub.bad_id", where=park.where, id=park.id[:80])
    try:
        if len({key.name for key in park.verifiers}) != 1:
            raise InputError("serve.hub.bad_key", where=park.where, id=park.id, reason="keys: 1 name")
    except NoteError as error:
        raise InputError("serve.hub.bad_key", where=park.where, id=park.id, reason=error.reason) from error
    address = urlsplit(park.url)
    if not address.hostname or not (address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOCAL)):
        raise InputError("serve.hub.bad_url", where=park.where, url=park.url)


def write_hub(folder: Path, content: HubFile) -> None:
    """Write ``hub.yaml`` whole, atomically."""
    settings = {n: getattr(content.hub, n) for n in ("name", "every_s", "workers", "timeout_s", "host", "port")}
    if content.hub.records_url:
        settings["records_url"] = content.hub.records_url
    parks = [{"id": p.id, "name": p.name, "province": p.province, "url": p.url, "keys": list(p.keys)} for p in content.parks]
    text = yaml.safe_dump({"hub": settings, "parks": parks}, allow_unicode=True, sort_keys=False, width=200)
    temporary = folder / f".{FILE}.new"
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, folder / FILE)


def token_file(folder: Path, park: str) -> Path:
    return folder / "keys" / f"{park}.token"


def keep_secret(path: Path, text: str) -> None:
    """Write a secret into a file of mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text.strip() + "\n")
