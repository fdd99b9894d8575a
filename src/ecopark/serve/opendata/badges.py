"""Badges of a park and their signed statements."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import ecopark.serve.opendata.messages  # noqa: F401  texts
from ecopark.core.errors import InputError
from ecopark.core.interval import to_utc
from ecopark.core.scope import PUBLIC
from ecopark.judge.opendata.badge import LIMITS, Badge, badge_of_claim, badge_of_limits
from ecopark.serve.opendata.open_tables import open_table
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound
from ecopark.trust.log.entries import canonical_json
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note, VerifierKey

STATEMENT = "ecopark-statement/v1"


def badge_of(park: OpenPark, badge: str) -> Badge:
    """What a badge says now; ``NotFound`` alike for no such claim and for one that was never published."""
    now = park.now()
    if badge == LIMITS:
        rows = open_table(park, "status").to_pylist()
        synthetic = any(row["origin"] == "synthetic" for row in rows)
        local = now.astimezone(ZoneInfo(park.network.park.zone))
        return badge_of_limits(park.network.park.id, [row["state"] for row in rows], synthetic, local)
    claim = park.records.get(PUBLIC, "claim", badge)
    found = None
    if claim is not None:
        found = badge_of_claim(park.network.park.id, claim, park.records.get(PUBLIC, "verdict", badge), now.astimezone(UTC))
    if found is None:
        raise NotFound(badge)
    return found


def badge_ids(park: OpenPark) -> Sequence[str]:
    """All badges that the park has: its published points, then its published claims."""
    return [LIMITS, *[row["id"] for row in open_table(park, "claims").to_pylist()]]


def statement_of(park: OpenPark, badge: Badge) -> dict[str, object]:
    """The badge's content with its moment and the state of the log, signed by the key of the log.

    It proves that the park said this at that moment. Whether it still says so is asked at the badge's address.
    """
    checkpoint, _ = park.log.published()
    said = badge.content() | {
        "code": badge.code,
        "issued": to_utc(park.clock()).isoformat(timespec="seconds"),
        "as_of": park.now().isoformat(),
        "data_version": park.snapshot().version,
        "log": {"size": checkpoint.size, "root": checkpoint.root.hex()},
    }
    note = park.log.sign(f"{STATEMENT}\n{park.log.origin}\n{canonical_json(said).decode()}\n").decode()
    return {"format": STATEMENT, "statement": said, "note": note, "verifier_key": str(park.log.verifier)}


def open_statement(document: bytes, key: VerifierKey) -> dict[str, Any]:
    """What a signed statement says, once its signature by ``key`` has been checked offline.

    Raises
    ------
    InputError
        judge.statement.wrong: not a statement, another key, a changed byte.
    """
    try:
        given = json.loads(document)
        note = Note.parse(str(given["note"]).encode())
        note.require([key])
        first, origin, said, end = note.text.split("\n")
        content: dict[str, Any] = json.loads(said)
    except (NoteError, ValueError, KeyError, TypeError) as error:
        raise InputError("judge.statement.wrong", reason=str(error)) from error
    if (first, origin, end) != (STATEMENT, key.name, "") or given.get("statement") != content:
        raise InputError("judge.statement.wrong", reason="format")
    return content
