"""Verification of the live evidence: what was changed is found and named."""

import math
from dataclasses import replace
from hashlib import sha256

import pyarrow as pa
import pytest
from memory_log import open_log
from park_bundle import RAW, SmallPark, readings

from ecopark.trust.log.note import SigningKey
from ecopark.trust.log.verify_park import verify_park


def changed_value(table, row):
    values = table["value"].to_pylist()
    values[row] = math.nextafter(values[row], 99)
    return table.set_column(2, table.schema.field("value"), pa.array(values, pa.float64()))


def test_verify_park__untouched():
    report = verify_park(SmallPark().evidence())
    assert (report.faults, report.ok) == ([], True)
    counts = {check.name: check.count for check in report.checks}
    assert counts == {"signature": 1, "tiles": 1, "entries": 5, "batches": 2, "manifests": 2, "raw": 1, "derived": 1}


@pytest.mark.parametrize("many", [1, 40, 300])
def test_verify_park__any_changed_byte_of_the_log_is_found_and_named(many):
    park = SmallPark()
    for i in range(many):
        park.log.add("record", {"id": str(i)}, publish=False)
    park.log.publish()
    for name, right in dict(park.storage.files).items():
        step = max(1, len(right) // (60 if many == 1 else 12))
        for place in range(0, len(right), step):
            content = bytearray(right)
            content[place] ^= 1 << place % 8
            park.storage.files[name] = bytes(content)
            named = {f.file for f in verify_park(park.evidence()).faults}
            assert name in named, (name, place)
        park.storage.files[name] = right
    assert verify_park(park.evidence()).ok


def test_verify_park__missing_and_foreign_files_are_named():
    park = SmallPark()
    for name, right in dict(park.storage.files).items():
        del park.storage.files[name]
        named = {f.file for f in verify_park(park.evidence()).faults}
        assert name in named or any(n.rpartition(".p/")[0] == name.rpartition(".p/")[0] for n in park.storage.files), name
        park.storage.files[name] = right
    park.storage.files["tile/0/x"] = b""
    park.storage.files["notes.txt"] = b""
    assert {f.file for f in verify_park(park.evidence()).faults} == {"tile/0/x", "notes.txt"}


@pytest.mark.parametrize("row", range(0, 90, 11))
def test_verify_park__a_changed_reading_names_batch_datastream_and_day(row):
    park = SmallPark()
    park.batches[2] = changed_value(park.batches[2], row)
    report = verify_park(park.evidence())
    datastream = park.batches[2]["datastream"][row].as_py()
    day = park.batches[2]["phenomenon_time"][row].as_py().date().isoformat()
    assert [(f.file, f.where) for f in report.faults] == [("batch 2", "entry 1"), ("batch 2", f"{datastream}, {day}")]


def test_verify_park__a_lost_row_and_a_lost_batch_are_named():
    park = SmallPark()
    park.batches[1] = readings(1).slice(1)
    del park.batches[2]
    report = verify_park(park.evidence())
    assert [(f.file, f.message.id) for f in report.faults] == [
        ("batch 1", "trust.verify.batch_root"),
        ("batch 1", "trust.verify.batch_rows"),
        ("batch 1", "trust.verify.chunk_differs"),
        ("batch 2", "trust.verify.batch_missing"),
    ]


def test_verify_park__what_cannot_be_read_is_a_fault_and_the_rest_is_still_checked():
    park = SmallPark()

    def damaged(what):
        raise ValueError(f"{what}: no valid page")

    evidence = replace(
        park.evidence(),
        batch_rows=lambda batch: damaged("a.parquet") if batch == 1 else park.batches[batch],
        raw_sha256=damaged,
    )
    report = verify_park(evidence)
    assert [(f.file[:7], f.message.id) for f in report.faults] == [
        ("batch 1", "trust.verify.unreadable"),
        (f"raw/{sha256(RAW).hexdigest()}"[:7], "trust.verify.unreadable"),
    ]
    assert "no valid page" in report.faults[0].render("vi")
    assert {check.name: check.faults for check in report.checks}["batches"] == 1


def test_verify_park__data_files_are_compared_with_the_newest_manifest():
    park = SmallPark()
    name = next(iter(park.files))
    park.files[name] += b"!"
    assert [(f.file, f.where) for f in verify_park(park.evidence()).faults] == [(name, "manifest 1")]
    del park.files[name]
    assert [f.message.id for f in verify_park(park.evidence()).faults] == ["trust.verify.missing"]
    park.files["b.parquet"] = b"b"
    park.publish_manifest(2, {"b.parquet": b"b"}, [name])  # compacted away: no fault
    assert verify_park(park.evidence()).ok
    park.manifests[1] += b" "
    assert [f.file for f in verify_park(park.evidence()).faults] == ["manifests/1"]
    del park.manifests[1]  # old ones may go
    assert verify_park(park.evidence()).ok
    del park.manifests[2]
    assert [f.file for f in verify_park(park.evidence()).faults] == ["manifest 2"]


def test_verify_park__a_manifest_too_long_for_an_entry_still_covers_its_files():
    park = SmallPark()
    park.files.update((f"month/{i:05d}.parquet", b"x") for i in range(700))
    park.publish_manifest(2, park.files, [])
    assert "added" not in park.log.entry(park.log.find("manifest", 2)).decode()
    assert verify_park(park.evidence()).ok
    park.files["month/00500.parquet"] = b"y"
    assert [f.file for f in verify_park(park.evidence()).faults] == ["month/00500.parquet"]


def test_verify_park__a_replaced_derived_table_is_named():
    park = SmallPark()
    park.derived = pa.table({"firm": ["steel", None], "quantity": [1.5, 0.0]})
    assert [f.file for f in verify_park(park.evidence()).faults] == ["quantities t"]


def test_verify_park__handover_of_the_key_is_checked():
    park = SmallPark()
    new = SigningKey.generate(park.log.origin)
    park.log.change_key(new)
    park.log.add("record", {"id": "x"})
    assert verify_park(park.evidence()).ok
    for place in range(len(park.storage.files["handover/6"])):
        content = bytearray(park.storage.files["handover/6"])
        content[place] ^= 1
        park.storage.files["handover/6"], right = bytes(content), park.storage.files["handover/6"]
        assert {f.file for f in verify_park(park.evidence()).faults} == {"handover/6"}
        park.storage.files["handover/6"] = right


def test_verify_park__unsigned_leftovers_of_a_crash_are_a_note_not_a_fault():
    park = SmallPark()
    storage = park.storage
    storage.fail_at = len(storage.operations) + 1
    with pytest.raises(type(storage.error)):
        park.log.add("record", {"id": "left"})
    report = verify_park(park.evidence())
    assert (report.ok, [n.id for n in report.notes]) == (True, ["trust.verify.beyond"])
    assert open_log(storage).size == 6
