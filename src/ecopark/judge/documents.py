"""Documents that people hand in as evidence: checked, kept under their SHA-256, known once. # judge 1.2

The record `document` says name, size, kind and what it is about; the bytes lie in ``raw/`` and never change.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass

import ecopark.judge.document_messages  # noqa: F401  texts
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.trust.inspection.actions import RawFiles, Taken

DOCUMENT = "document"
LARGEST = 10 * 1000 * 1000  # bytes of one file; Form A.4, field 2.1.11 allows 10 MB
MOST_FILES = 10  # beside one answer; the same field
WRITERS = (Role.MANAGER, Role.FIRM, Role.INSPECTOR)
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JPEG, PNG, CSV = "image/jpeg", "image/png", "text/csv"
KNOWN = "PDF, DOCX, XLSX, JPEG, PNG, CSV (UTF-8)"
_BEGINNINGS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
_LONGEST = {"title": 200, "about": 2000}


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as somebody hands it in.

    Attributes
    ----------
    name
        Name of the file, shown and used when it is given back; folders before it are dropped.
    title, about
        What it is, in one line and in a few sentences; may be empty.
    firm
        Whose it is; None: the park's own, or the one firm of the caller.
    public
        Whether everybody may read it.
    """

    name: str
    content: bytes
    title: str = ""
    about: str = ""
    firm: str | None = None
    public: bool = False


def media_type(content: bytes, name: str) -> str:
    """The kind of a file by its content; ``InputError`` judge.document.type, .macros, .empty."""
    if not content:
        raise InputError("judge.document.empty", where=name)
    for beginning, found in _BEGINNINGS.items():
        if content.startswith(beginning):
            return found
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content, name)
    if name.lower().endswith(".csv") and _is_text(content):
        return CSV
    raise InputError("judge.document.type", where=name, known=KNOWN)


def _office_type(content: bytes, name: str) -> str:
    """DOCX or XLSX by the parts in the ZIP; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as office:
            parts = set(office.namelist())
    except zipfile.BadZipFile as error:
        raise InputError("judge.document.type", where=name, known=KNOWN) from error
    if any(part.endswith("vbaProject.bin") for part in parts):
        raise InputError("judge.document.macros", where=name)
    for part, found in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
        if {part, "[Content_Types].xml"} <= parts:
            return found
    raise InputError("judge.document.type", where=name, known=KNOWN)


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def take_document(records: RecordsStore, raw: RawFiles, network: FlowNetwork, scope: Scope, handed: Handed) -> Taken:
    """Keep a file and its record; the same content again is the same document, published if that is asked for now.

    A firm that hands in what somebody else handed in before gets a record of its own, and learns nothing of the other.

    Raises
    ------
    InputError
        judge.document.*: the file or what is said of it cannot be taken.
    NotAllowed
        The role hands in nothing, or not for this firm.
    """
    scope.require_role("hand in documents", *WRITERS)
    name = handed.name.replace("\\", "/").rpartition("/")[2].strip()
    if not 1 <= len(name) <= 200 or not name.isprintable():
        raise InputError("judge.document.name", where=name[:200])
    if len(handed.content) > LARGEST:
        raise InputError("judge.document.too_large", where=name, bytes=len(handed.content), largest=LARGEST)
    for field, longest in _LONGEST.items():
        if len(getattr(handed, field)) > longest:
            raise InputError("judge.document.text_too_long", where=name, field=field, most=longest)
    firm = _owner(network, scope, handed.firm)
    kind = media_type(handed.content, name)
    sha256 = raw.put(handed.content)
    said = {
        "sha256": sha256,
        "name": name,
        "bytes": len(handed.content),
        "media_type": kind,
        "title": handed.title.strip(),
        "about": handed.about.strip(),
    }
    for record_id in (sha256[:32], _own_id(sha256, firm)):
        taken = _put_once(records, scope, record_id, said, firm, handed.public)
        if taken is not None:
            return taken
    raise StateError("engine.record.changed", kind=DOCUMENT, id=sha256[:32], present=1, expected=0)


def _put_once(
    records: RecordsStore, scope: Scope, record_id: str, said: dict[str, object], firm: str | None, public: bool
) -> Taken | None:
    """The record, new or known; None where the id is somebody else's or another file's, or erased."""
    known = records.get(scope, DOCUMENT, record_id)
    if known is None:
        try:
            made = records.put(scope, DOCUMENT, record_id, said, firm=firm, public=public, expected_revision=0)
            return Taken(made, True)
        except (StateError, NotAllowed) as error:
            if error.code not in ("engine.record.changed", "core.scope.not_yours"):
                raise
            known = records.get(scope, DOCUMENT, record_id)
    if known is None or known.content["sha256"] != said["sha256"] or not scope.sees(known.firm):
        return None
    if public and not known.public:
        known = records.put(scope, DOCUMENT, record_id, known.content, firm=known.firm, public=True)
    return Taken(known, False)


def _owner(network: FlowNetwork, scope: Scope, firm: str | None) -> str | None:
    if firm is None and scope.role is Role.FIRM and scope.firms:
        if len(scope.firms) > 1:
            raise InputError("judge.document.say_which_firm", where="firm")
        firm = next(iter(scope.firms))
    scope.require(firm, f"document {firm or ''}")
    if firm is not None and firm not in network.firms:
        raise InputError("judge.document.firm_unknown", where="firm", firm=firm)
    return firm


def _own_id(sha256: str, firm: str | None) -> str:
    return hashlib.sha256(f"{sha256}\0{firm or ''}".encode()).hexdigest()[:32]


def document_evidence(record: Record) -> Evidence:
    """The reference to a document, for answers, measures and claims."""
    return Evidence(EvidenceKind.DOCUMENT, record.id, record.revision, str(record.content["sha256"]))
