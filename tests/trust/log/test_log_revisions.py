"""Entries of records: the keyed hash covers every field, and verification names what does not agree."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ecopark.core.records import Record
from ecopark.trust.log.audit import AuditedEntry
from ecopark.trust.log.report import VerifyReport
from ecopark.trust.log.revisions import StoredRevision, check_revisions, content_hash, record_entry

SALT = b"salt"
RECORD = Record(
    "permit", "p-1", 2, "steel", False, {"b": [1, 2.5], "a": "nước"}, "an", datetime(2026, 3, 2, 1, 2, 3, 45, tzinfo=UTC)
)
STORED = StoredRevision.of(RECORD)


def checked(stored, entries):
    report = VerifyReport()
    audited = [AuditedEntry(i, "tile", {"kind": "record", **entry}) for i, entry in enumerate(entries)]
    check_revisions(lambda: iter(stored), SALT, audited, report)
    return report


def test_stored_revision__of_a_record_is_text_field_by_field():
    assert (
        StoredRevision("permit", "p-1", 2, "steel", "0", '{"a":"nước","b":[1,2.5]}', "an", "2026-03-02 01:02:03.000045")
        == STORED
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "permits"), ("id", "p-2"), ("revision", 3), ("firm", None), ("firm", ""), ("public", "1"),
        ("content", '{"a":"nước","b":[1,2.50]}'), ("content", None), ("actor", "An"),
        ("recorded_time", "2026-03-02T01:02:03.000045"),
    ],
)  # fmt: skip
def test_content_hash__covers_every_field_and_needs_the_salt(field, value):
    assert content_hash(SALT, replace(STORED, **{field: value})) != content_hash(SALT, STORED)
    assert content_hash(b"other", STORED) != content_hash(SALT, STORED)


def test_record_entry__tells_neither_id_nor_content():
    assert "p-1" not in str(record_entry(SALT, STORED))
    assert "steel" not in str(record_entry(SALT, STORED))


def test_check_revisions__names_changed_missing_unknown_and_late():
    first, other = replace(STORED, revision=1), replace(STORED, id="p-9", revision=1)
    entries = [record_entry(SALT, revision) for revision in (first, STORED)]
    assert checked([first, STORED], entries).faults == []
    changed = checked([replace(first, actor="eve"), STORED], entries)
    assert [(f.where, f.message.id) for f in changed.faults] == [("permit p-1, revision 1", "trust.verify.record")]
    gone = checked([STORED], entries)
    assert [(f.where, f.message.id) for f in gone.faults] == [("permit p-1, revision 1", "trust.verify.record_missing")]
    foreign = checked([first, STORED, other], entries)
    assert [(f.where, f.message.id) for f in foreign.faults] == [("permit p-9, revision 1", "trust.verify.record_unknown")]
    late = checked([first, STORED, other], [*entries, record_entry(SALT, other, caught_up=True)])
    assert late.faults == []
    assert "permit p-9 (1)" in late.notes[0].render("vi")
