"""The folder of an edge box: who it is, its key, its settings, its spool.

``identity.json`` (made by enrolment), ``device.key`` (0600), ``edge.yaml`` (written by people), ``spool.sqlite``,
``status.json``.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from dataclasses import field as made
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ecopark.serve.edge.messages  # noqa: F401  texts
from ecopark.connect.field.map import FieldMap, read_map
from ecopark.connect.yaml_tree import build, read_yaml
from ecopark.core.errors import Fatal, InputError, StateError
from ecopark.core.ports import Clock
from ecopark.engine.log_files import load_signing_key
from ecopark.engine.spool import Spool
from ecopark.trust.log.note import SigningKey, VerifierKey

KEEP_DAYS = 60.0  # Circular 10/2021/TT-BTNMT


@dataclass(frozen=True, slots=True)
class SpoolSettings:
    """``keep_days``: at least 60; ``most_mb``: room for the spool."""

    keep_days: float = KEEP_DAYS
    most_mb: float = 4096.0
    where: str = ""


@dataclass(frozen=True, slots=True)
class EdgeSettings:
    """What an edge box does; ``edge.yaml``.

    Attributes
    ----------
    field
        Map of field devices, relative to the box's folder; empty: none.
    inbox
        Watched folder for station files of Circular 10/2021; empty: none.
    send_every_s
        How long readings are collected into one batch while the park is reachable.
    ca_file
        Certificates (PEM) that the park's HTTPS is checked against, relative to the folder; empty: the system's.
    """

    field: str = ""
    inbox: str = ""
    send_every_s: float = 60.0
    ca_file: str = ""
    spool: SpoolSettings = made(default_factory=SpoolSettings)
    where: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What enrolment gave: ``url`` of the park, its name and key, the box's own id."""

    url: str
    device: str
    park: str
    park_key: str
    next_seq: int
    previous: str


def system_clock() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class EdgeHome:
    """An enrolled box."""

    folder: Path
    identity: Identity
    settings: EdgeSettings

    @classmethod
    def open(cls, folder: Path) -> EdgeHome:
        """Read identity and settings.

        Raises
        ------
        StateError
            cli.edge.not_enrolled.
        InputError
            connect.yaml.*, cli.edge.keep_days: edge.yaml is wrong, with line and remedy.
        """
        try:
            said = json.loads((folder / "identity.json").read_text("utf-8"))
            identity = Identity(**said)
        except FileNotFoundError as error:
            raise StateError("cli.edge.not_enrolled", where=str(folder)) from error
        except (ValueError, TypeError) as error:
            raise Fatal("cli.edge.identity_damaged", where=str(folder / "identity.json")) from error
        return cls(folder, identity, read_settings(folder))

    @property
    def key_file(self) -> Path:
        return self.folder / "device.key"

    @property
    def next_key_file(self) -> Path:
        """The key that is being changed to; it stays when a change was cut off, so that it can be finished."""
        return self.folder / "device.key.next"

    @property
    def ca_file(self) -> str:
        return str(self.folder / self.settings.ca_file) if self.settings.ca_file else ""

    def key(self) -> SigningKey:
        return load_signing_key(self.key_file)

    @property
    def park_key(self) -> VerifierKey:
        return VerifierKey.parse(self.identity.park_key)

    def field_map(self) -> FieldMap | None:
        return read_map(self.folder / self.settings.field) if self.settings.field else None

    def spool(self, clock: Clock) -> Spool:
        kept = self.settings.spool
        spool = Spool(
            self.folder / "spool.sqlite",
            clock,
            keep=timedelta(days=kept.keep_days),
            most_bytes=int(kept.most_mb * 1_000_000),
        )
        spool.begin(self.identity.next_seq, self.identity.previous)
        return spool


def read_settings(folder: Path) -> EdgeSettings:
    """``edge.yaml``; defaults where there is none."""
    path = folder / "edge.yaml"
    if not path.exists():
        return EdgeSettings()
    settings = build(EdgeSettings, read_yaml(path.read_text("utf-8"), path.name))
    if settings.spool.keep_days < KEEP_DAYS:
        raise InputError("cli.edge.keep_days", where=settings.spool.where, days=settings.spool.keep_days)
    if not 1 <= settings.send_every_s <= 3600:
        value = settings.send_every_s
        raise InputError(
            "connect.field.out_of_range", where=settings.where, field="send_every_s", value=value, least=1, most=3600
        )
    return settings


def write_identity(folder: Path, identity: Identity) -> None:
    """Keep what enrolment gave, durable."""
    write_whole(folder / "identity.json", json.dumps(asdict(identity), indent=2) + "\n", sync=True)


def write_whole(path: Path, text: str, *, sync: bool = False) -> None:
    """Write a small file so that a reader sees the old one or the new one."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    temporary.replace(path)
