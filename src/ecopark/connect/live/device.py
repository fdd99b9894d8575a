"""A device: what may send readings by itself, under whose name, and how much. Records of kind ``device``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

KIND = "device"
Door = Literal["http", "mqtt", "edge", "field"]
DEFAULT_QUOTA = 60_000


@dataclass(frozen=True, slots=True)
class Device:
    """A gateway, logger or program that sends readings.

    Attributes
    ----------
    id
        Lower-case letters, digits, ``-``, ``_``, ``.``; the user name of its sign-in.
    firm
        The firm whose datastreams it may write; None: the park's own.
    datastreams
        The datastreams that it may write; empty: all of ``firm``.
    names
        Its own names for datastreams (topic, tag, register) -> datastream id. A datastream's id is always known.
    secret_sha256
        SHA-256 (hex) of its password or token, which is random and shown once; empty: it has none.
    public_keys
        Verifier keys (``name+id+base64``, Ed25519) of a device that signs its batches, newest last.
    quota_per_minute
        Readings per minute that it may send on average; a burst of five minutes' worth is taken at once.
    every_s
        How often each datastream reports; None: not stated, then gaps are not judged.
    """

    id: str
    name: str
    firm: str | None
    door: Door
    datastreams: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    secret_sha256: str = ""
    public_keys: tuple[str, ...] = ()
    quota_per_minute: int = DEFAULT_QUOTA
    every_s: float | None = None
    state: Literal["active", "revoked"] = "active"

    def content(self) -> dict[str, Any]:
        """JSON form, as kept in records."""
        return asdict(self)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Device:
        said = dict(content)
        for name in ("datastreams", "public_keys"):
            said[name] = tuple(said.get(name, ()))
        return cls(**said)
