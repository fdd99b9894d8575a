"""Use cases of inspections: take one, keep its photos. Plain functions that take the ports they need.

What must be unique (a sample's id, the number of a paper form) is claimed before the inspection is stored, under the
inspection's id; sending the same again after a crash or a lost answer finds its own claims and goes on. So nothing is
stored twice, and nothing is half-stored for longer than until the sender sends again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ecopark.core.errors import InputError, StateError
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.trust.inspection.calibration import calibration_content, check_meter, read_calibration
from ecopark.trust.inspection.records import (
    LARGEST_PHOTO,
    PHOTO_TYPES,
    Inspection,
    custody_content,
    inspection_content,
    measured_of,
    place_of,
    read_inspection,
    stored_inspection,
)
from ecopark.trust.log.entries import canonical_json

INSPECTION = "inspection"
CALIBRATION = "calibration"
SAMPLE = "sample"
PAPER = "paper_form"
WRITERS = (Role.MANAGER, Role.INSPECTOR)
_BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}


class RawFiles(Protocol):
    """Files by their SHA-256, durable on return."""

    def put(self, content: bytes) -> str: ...

    def has(self, digest: str) -> bool: ...

    def get(self, digest: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A record and whether it was new (False: the same was known)."""

    record: Record
    new: bool


def sent_hash(content: Mapping[str, object]) -> str:
    """SHA-256 of what was sent, in canonical JSON: two sendings are the same when it is the same."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def take_inspection(records: RecordsStore, network: FlowNetwork, scope: Scope, content: object) -> Taken:
    """Store an inspection, once: the same id with the same content again changes nothing.

    Raises
    ------
    InputError
        trust.field.*, trust.inspection.*: what was sent cannot be taken.
    StateError
        trust.inspection.other_content, .sample_used, .paper_used.
    NotAllowed
        The role does not write inspections.
    """
    scope.require_role("write inspections", *WRITERS)
    inspection = read_inspection(content)
    place = place_of(network, inspection.place)
    scope.require(place.firm, inspection.place)
    sent = inspection_content(inspection)
    stored = {**sent, "measured": measured_of(inspection, network)}
    del sent["clock_offset_s"]  # differs each time it is sent, and is no part of what was seen
    if records.get(scope, INSPECTION, inspection.id) is None:
        _claim_paper(records, scope, inspection, place.firm)
        _claim_sample(records, scope, inspection, place.firm)
    return put_once(records, scope, INSPECTION, inspection.id, sent, stored, place.firm)


def take_calibration(records: RecordsStore, network: FlowNetwork, scope: Scope, content: object) -> Taken:
    """Store a calibration, once; ``InputError`` trust.field.*, trust.calibration.*, trust.inspection.unknown_place."""
    scope.require_role("write inspections", *WRITERS)
    calibration = read_calibration(content)
    check_meter(calibration, network)
    sent = calibration_content(calibration)
    return put_once(records, scope, CALIBRATION, calibration.id, sent, sent, network.meters[calibration.meter].firm)


def put_once(
    records: RecordsStore,
    scope: Scope,
    kind: str,
    record_id: str,
    sent: Mapping[str, object],
    stored: Mapping[str, object],
    firm: str | None,
) -> Taken:
    """Store a record that never changes under an id that its sender chose; two at the same moment make one.

    ``sent`` decides whether it is the same; ``stored`` is kept with its hash as ``sent_sha256``.
    """
    digest = sent_hash(sent)
    known = records.get(scope, kind, record_id)
    if known is None:
        try:
            made = records.put(scope, kind, record_id, {**stored, "sent_sha256": digest}, firm=firm, expected_revision=0)
            return Taken(made, True)
        except StateError as error:
            known = records.get(scope, kind, record_id) if error.code == "engine.record.changed" else None
            if error.code == "engine.record.changed" and known is None:
                raise StateError("trust.inspection.erased", where="id", id=record_id) from error
            if known is None:
                raise
    if known.content.get("sent_sha256") != digest:
        raise StateError("trust.inspection.other_content", where="id", id=record_id)
    return Taken(known, False)


def keep_photo(
    records: RecordsStore, raw: RawFiles, scope: Scope, inspection_id: str, sha256: str, content_type: str, content: bytes
) -> bool:
    """Keep the bytes of a photo under their hash; True if they were new. The photo may come before its inspection.

    Raises
    ------
    InputError
        trust.photo.too_large, .type, .hash_differs; .not_listed where the inspection is known and does not name it.
    """
    scope.require_role("write inspections", *WRITERS)
    if len(content) > LARGEST_PHOTO:
        raise InputError("trust.photo.too_large", largest=LARGEST_PHOTO)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError("trust.photo.hash_differs", where=sha256)
    listed = _listed_type(records, scope, inspection_id, sha256)
    wanted = listed or content_type.partition(";")[0].strip().lower()
    if wanted not in PHOTO_TYPES or not _is_picture(content, wanted):
        raise InputError("trust.photo.type", where="Content-Type", wanted=wanted)
    new = not raw.has(sha256)
    raw.put(content)
    return new


def missing_photos(raw: RawFiles, inspection: Inspection) -> tuple[str, ...]:
    """Hashes of the photos that the inspection lists and that have not come."""
    return tuple(photo.sha256 for photo in inspection.photos if not raw.has(photo.sha256))


def _listed_type(records: RecordsStore, scope: Scope, inspection_id: str, sha256: str) -> str | None:
    known = records.get(scope, INSPECTION, inspection_id)
    if known is None:
        return None
    for photo in stored_inspection(known.content).photos:
        if photo.sha256 == sha256:
            return photo.content_type
    raise InputError("trust.photo.not_listed", where=sha256, inspection=inspection_id)


def _is_picture(content: bytes, content_type: str) -> bool:
    if not content.startswith(_BEGINNINGS[content_type]):
        return False
    return content_type != "image/webp" or content[8:12] == b"WEBP"


def _claim_paper(records: RecordsStore, scope: Scope, inspection: Inspection, firm: str | None) -> None:
    if inspection.paper_number is not None:
        claim = {"inspection": inspection.id}
        owner = _claimed(records, scope, PAPER, inspection.paper_number, claim, firm)
        if owner != inspection.id:
            params = {"number": inspection.paper_number, "inspection": owner}
            raise StateError("trust.inspection.paper_used", where="paper_number", **params)


def _claim_sample(records: RecordsStore, scope: Scope, inspection: Inspection, firm: str | None) -> None:
    if inspection.sample is not None:
        claim = {
            "inspection": inspection.id,
            "place": inspection.place,
            "taken": inspection_content(inspection)["sample"],
            "custody": [custody_content(event) for event in inspection.custody],
        }
        owner = _claimed(records, scope, SAMPLE, inspection.sample.id, claim, firm)
        if owner != inspection.id:
            params = {"sample": inspection.sample.id, "inspection": owner}
            raise StateError("trust.inspection.sample_used", where="sample.id", **params)


def _claimed(
    records: RecordsStore, scope: Scope, kind: str, record_id: str, claim: Mapping[str, object], firm: str | None
) -> str:
    """Id of the inspection that holds the claim; this one's if nobody did."""
    known = records.get(scope, kind, record_id)
    if known is None:
        try:
            known = records.put(scope, kind, record_id, claim, firm=firm, expected_revision=0)
        except StateError as error:
            if error.code != "engine.record.changed":
                raise
            known = records.get(scope, kind, record_id)
    return "" if known is None else str(known.content["inspection"])
