"""Before a hub believes a park: signature, growth of the log, inclusion, content, form and units. # design 6

Everything that fails is a `NotBelieved` with the evidence that shows it; the hub keeps that evidence.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import ecopark.network.national.messages  # noqa: F401  texts
from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Message
from ecopark.core.units import compatible
from ecopark.network.sharing.table import MISSING, PUBLISHED, SHARED, WITHHELD
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.content import content_hash
from ecopark.trust.log.entries import decode_entry
from ecopark.trust.log.forms import FormError, NoteError, TileError
from ecopark.trust.log.note import VerifierKey
from ecopark.trust.log.tiles import TileReader

DOCUMENT = "ecopark-shared-publication/v1"
KIND = "shared"
UNITS: Mapping[str, str] = {
    "electricity": "kWh", "water": "m3", "wastewater": "m3", "emissions": "tCO2e", "footprint": "kWh",
    "limits": "", "quality": "",
}  # fmt: skip
"""First word of a series -> the unit in which sums over parks are told. Fuels keep theirs."""


class NotBelieved(Exception):
    """What a park says cannot be believed.

    Attributes
    ----------
    code
        Stable: ``signature``, ``equivocation``, ``rolled_back``, ``not_consistent``, ``tile``, ``inclusion``, ``content``, …
    message
        Why, for people.
    evidence
        What shows it: texts, bytes as base64.
    """

    def __init__(self, code: str, evidence: Mapping[str, object] | None = None, **params: object) -> None:
        self.code = code
        self.message = Message(f"network.national.{code}", params)
        self.evidence = dict(evidence or {})
        super().__init__(self.message.render("en"))


@dataclass(frozen=True, slots=True)
class SeenLog:
    """The newest state of a park's log that was verified: the checkpoint and the signed note that says it."""

    checkpoint: Checkpoint
    note: bytes


@dataclass(frozen=True)
class Publication:
    """A publication that may be believed.

    Attributes
    ----------
    number
        Counts the publications of the park for this hub.
    index, entry
        Place and exact text of its entry in the log.
    table
        Rows of `SHARED`.
    """

    number: int
    index: int
    entry: str
    content_hash: str
    table: pa.Table = field(repr=False)


def open_checkpoint(note: bytes, keys: Sequence[VerifierKey], origin: str) -> Checkpoint:
    """The checkpoint of a signed note by one of the pinned keys; ``NotBelieved`` signature."""
    try:
        return Checkpoint.open(note, keys, origin)
    except NoteError as error:
        raise NotBelieved("signature", {"note": note.decode("utf-8", "replace")[:10_000]}, reason=error.reason) from error


def verify_growth(seen: SeenLog | None, new: Checkpoint, note: bytes, read: Callable[[str], bytes | None]) -> None:
    """Show from hash tiles that the log only grew since it was seen last.

    Parameters
    ----------
    read
        Gives a tile of the new tree by its C2SP name, None if the park has none.

    Raises
    ------
    NotBelieved
        equivocation (same size, other root), rolled_back (shorter), tile, not_consistent.
    """
    if seen is None:
        return
    old = seen.checkpoint
    both: dict[str, object] = {"seen": seen.note.decode("utf-8", "replace"), "found": note.decode("utf-8", "replace")}
    if new.size < old.size:
        raise NotBelieved("rolled_back", both, seen=old.size, found=new.size)
    if new.size == old.size:
        if new.root != old.root:
            raise NotBelieved("equivocation", both, size=new.size)
        return
    if old.size == 0:
        return
    tiles: dict[str, str] = {}

    def kept(name: str) -> bytes | None:
        content = read(name)
        if content is not None:
            tiles[name] = base64.b64encode(content).decode("ascii")
        return content

    try:
        proof = merkle.consistency_proof(TileReader(kept, new.size).node, old.size, new.size)
        merkle.verify_consistency(old.size, new.size, proof, old.root, new.root)
    except TileError as error:
        raise NotBelieved("tile", {**both, "tiles": tiles, "tile": error.name}, reason=error.reason) from error
    except merkle.ProofError as error:
        evidence = {**both, "tiles": tiles}
        raise NotBelieved("not_consistent", evidence, old=old.size, new=new.size, reason=str(error)) from error


def verify_publication(document: bytes, checkpoint: Checkpoint, hub: str, number: int) -> Publication:
    """Check a publication document against a verified checkpoint.

    The document is JSON: ``format``, ``entry`` (``index``, ``text``, ``path``), ``table`` (base64 of an Arrow stream).

    Raises
    ------
    NotBelieved
        form, inclusion, other_hub, content, schema, unit.
    """
    evidence: dict[str, object] = {
        "checkpoint": checkpoint.text(),
        "document": document.decode("utf-8", "replace")[:200_000],
    }
    try:
        given = json.loads(document)
        if given["format"] != DOCUMENT:
            raise ValueError(f"format {given['format']!r}")
        index, text = int(given["entry"]["index"]), str(given["entry"]["text"])
        path = [bytes.fromhex(step) for step in given["entry"]["path"]]
        content = base64.b64decode(given["table"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
        raise NotBelieved("form", evidence, reason=str(error)[:300]) from error
    try:
        merkle.verify_inclusion(merkle.leaf_hash(text.encode()), index, checkpoint.size, path, checkpoint.root)
    except merkle.ProofError as error:
        raise NotBelieved("inclusion", evidence, number=number, reason=str(error)) from error
    said = _entry(text, evidence)
    if said["hub"] != hub:
        raise NotBelieved("other_hub", evidence, number=number, hub=said["hub"])
    if said["number"] != number:
        raise NotBelieved("form", evidence, reason=f"number {said['number']} instead of {number}")
    table = _table(content, number, evidence)
    found = content_hash(table)
    if found != said["content_hash"]:
        raise NotBelieved("content", evidence, number=number, expected=said["content_hash"], found=found)
    check_rows(table, number, evidence)
    return Publication(number, index, text, found, table)


def _entry(text: str, evidence: Mapping[str, object]) -> Mapping[str, Any]:
    try:
        said = decode_entry(text.encode())
        if said["kind"] != KIND or not isinstance(said["number"], int) or not isinstance(said["content_hash"], str):
            raise ValueError("not the entry of a publication")
        return {"hub": str(said["hub"]), **{k: said[k] for k in ("number", "content_hash")}}
    except (ValueError, KeyError) as error:
        raise NotBelieved("form", evidence, reason=str(error)[:300]) from error


def _table(content: bytes, number: int, evidence: Mapping[str, object]) -> pa.Table:
    try:
        with pa.ipc.open_stream(pa.BufferReader(content)) as stream:
            table = stream.read_all()
        table.validate(full=True)
    except (pa.ArrowException, ValueError, OSError) as error:
        raise NotBelieved("schema", evidence, number=number, reason=str(error)[:300]) from error
    if not table.schema.equals(SHARED):
        raise NotBelieved("schema", evidence, number=number, reason=str(table.schema)[:300])
    return table


def check_rows(table: pa.Table, number: int, evidence: Mapping[str, object] | None = None) -> None:
    """States, values and units of a shared table; ``NotBelieved`` schema or unit."""

    def wrong(reason: str) -> NotBelieved:
        return NotBelieved("schema", evidence, number=number, reason=reason)

    if set(pc.unique(table["state"]).to_pylist()) - {PUBLISHED, WITHHELD, MISSING}:
        raise wrong("state")
    if set(pc.unique(table["step"]).to_pylist()) - {"month", "day"}:
        raise wrong("step")
    published = pc.equal(table["state"], PUBLISHED)
    if not pc.all(pc.equal(published, pc.is_valid(table["value"])), min_count=0).as_py():
        raise wrong("a value where none is published, or none where one is")
    values = table["value"].drop_null()
    if len(values) and not pc.all(pc.is_finite(values)).as_py():
        raise wrong("a value that is no number")
    keys = table.select(["series", "firm", "step", "start"]).group_by(["series", "firm", "step", "start"]).aggregate([])
    if keys.num_rows != table.num_rows:
        raise wrong("two rows for one cell")
    for text in pc.unique(table["uncertainty"]).to_pylist():
        if not _uncertainty(text):
            raise wrong("uncertainty")
    pairs = table.select(["series", "unit"]).group_by(["series", "unit"]).aggregate([])
    for series, unit in zip(pairs["series"].to_pylist(), pairs["unit"].to_pylist(), strict=True):
        wanted = UNITS.get(series.partition(".")[0])
        if wanted is not None and not _fits(unit, wanted):
            raise NotBelieved("unit", evidence, series=series, unit=unit, wanted=wanted)


def _uncertainty(text: str) -> bool:
    try:
        parts = json.loads(text)
    except ValueError:
        return False
    numbers = parts.values() if isinstance(parts, dict) else [None]
    return all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in numbers)


def _fits(unit: str, wanted: str) -> bool:
    if not unit or not wanted or len(unit) > 20:
        return unit == wanted
    try:
        return compatible(unit, wanted)
    except (EcoparkError, FormError):
        return False
