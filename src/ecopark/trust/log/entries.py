"""Entries of the evidence log: canonical JSON, one line, at most 65,535 bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ecopark.core.errors import InputError
from ecopark.trust.log.tiles import MAX_ENTRY

NUMBERED = {"readings": "batch", "manifest": "version"}
"""Kinds that are added once per number: repeating the same content gives the first index."""


def canonical_json(content: object) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8; times as ISO 8601 in UTC; ``ValueError``, ``TypeError`` for anything else."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_time)
    return text.encode("utf-8")


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return time_text(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def time_text(moment: datetime) -> str:
    """``2026-11-21T07:30:00.000000Z``; a naive time is UTC."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return aware.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def encode_entry(kind: str, content: Mapping[str, object], moment: datetime) -> bytes:
    """Bytes of an entry; ``InputError`` if the content cannot be one."""
    for key in ("kind", "time"):
        if key in content:
            raise InputError("trust.log.reserved_key", kind=kind, key=key)
    try:
        encoded = canonical_json({**content, "kind": kind, "time": time_text(moment)})
    except (TypeError, ValueError) as error:
        raise InputError("trust.log.entry_not_json", kind=kind, reason=str(error)) from error
    if len(encoded) > MAX_ENTRY:
        raise InputError("trust.log.entry_too_large", kind=kind, bytes=len(encoded))
    return encoded


def decode_entry(entry: bytes) -> dict[str, object]:
    """Content of an entry; ``ValueError`` if it is not the canonical JSON of an object with kind and time."""
    content = json.loads(entry.decode("utf-8"))
    if not isinstance(content, dict) or not isinstance(content.get("kind"), str) or not isinstance(content.get("time"), str):
        raise ValueError("not an object with kind and time")
    if canonical_json(content) != entry:
        raise ValueError("not canonical JSON")
    return content


def number_of(content: Mapping[str, object]) -> tuple[str, int] | None:
    """(kind, number) of an entry that is added once per number, else None."""
    kind = content.get("kind")
    number = content.get(NUMBERED.get(str(kind), ""))
    return (str(kind), number) if isinstance(number, int) else None


def manifest_entry(
    version: int, sha256: str, previous: str, added: Mapping[str, str], removed: Sequence[str]
) -> dict[str, object]:
    """Content of the log entry of a published manifest: ``log.add("manifest", manifest_entry(…))``.

    Parameters
    ----------
    sha256, previous
        SHA-256 (hex) of the manifest's bytes and of the one before.
    added, removed
        Files that this version added (name -> SHA-256) and dropped. Lists too long for an entry are left out: the hash
        of the manifest, which lists every file, covers them.
    """
    content: dict[str, object] = {"version": version, "sha256": sha256, "previous": previous}
    lists: dict[str, object] = {
        "added": [{"name": name, "sha256": digest} for name, digest in added.items()],
        "removed": list(removed),
    }
    return {**content, **lists} if len(canonical_json(lists)) < MAX_ENTRY - 1000 else content
