"""Bundles verify offline; one changed byte anywhere is found and named."""

import random
import shutil
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from park_bundle import SmallPark, only_plating

from ecopark.core.errors import Fatal, InputError
from ecopark.trust.log.bundle import READINGS
from ecopark.trust.log.note import SigningKey
from ecopark.trust.log.verify_bundle import verify_bundle


@pytest.fixture(scope="module")
def park():
    return SmallPark()


@pytest.fixture(scope="module", params=["whole", "firm"])
def bundle(request, park, tmp_path_factory):
    return park.export(tmp_path_factory.mktemp("b") / request.param, None if request.param == "whole" else only_plating)


def test_verify_bundle__an_untouched_one_is_whole(bundle, park):
    told = []
    report = verify_bundle(bundle, lambda *step: told.append(step), key=park.log.verifier)
    assert report.faults == []
    assert report.ok
    counts = {check.name: check.count for check in report.checks}
    rows = 180 if bundle.name == "whole" else 60
    assert (counts["batches"], counts["readings"], counts["derived"]) == (2, rows, 2)
    assert (report.size, report.root) == (5, park.log.root().hex())
    assert {t[0] for t in told} >= {"files", "batches"}
    assert report.as_json("vi")["ok"] is True


def test_export__a_firms_bundle_shows_nothing_of_others(park, tmp_path):
    bundle = park.export(tmp_path / "firm", only_plating)
    everything = b"".join(p.read_bytes() for p in bundle.rglob("*") if p.is_file())
    for foreign in (b"steel.feeder", b"works.outfall", b"secret of another firm"):
        assert foreign not in everything
    table = pq.read_table(bundle / READINGS)
    assert set(table["datastream"].to_pylist()) == {"plating.outfall.cod"}


def test_verify_bundle__another_key_is_not_trusted(bundle):
    report = verify_bundle(bundle, key=SigningKey.generate("park.example/log").verifier)
    assert {"log.vkey", "checkpoint", "bundle"} <= {f.file for f in report.faults}


def test_verify_bundle__any_changed_byte_is_found_and_named(bundle, tmp_path):
    """Every 7th byte of every file (each byte of the small ones), one changed bit each."""
    work, dice = tmp_path / "changed", random.Random(4)
    shutil.copytree(bundle, work)
    files = sorted(p for p in work.rglob("*") if p.is_file())
    tried = 0
    for path in files:
        right, name = path.read_bytes(), path.relative_to(work).as_posix()
        places = range(len(right)) if len(right) < 200 else dice.sample(range(len(right)), 60)
        for place in places:
            changed = bytearray(right)
            changed[place] ^= 1 << dice.randrange(8)
            path.write_bytes(changed)
            report = verify_bundle(work)
            assert name in {f.file for f in report.faults}, (name, place)
            tried += 1
        path.write_bytes(right)
    assert tried > 500
    assert verify_bundle(work).ok


def test_verify_bundle__says_it_in_both_languages(bundle, tmp_path):
    work = tmp_path / "work"
    shutil.copytree(bundle, work)
    for name in ("checkpoint", "bundle", "log.vkey"):
        content = bytearray((work / name).read_bytes())
        content[-3] ^= 1
        (work / name).write_bytes(content)
    report = verify_bundle(work, key=SmallPark().log.verifier)
    vietnamese, english = (report.as_json(lang) for lang in ("vi", "en"))
    for part in ("checks", "faults"):
        for vi, en in zip(vietnamese[part], english[part], strict=True):
            assert vi["text"] != en["text"]
            assert "trust." not in vi["text"] + en["text"]
            assert "{" not in vi["text"] + en["text"]


def test_verify_bundle__missing_and_added_files_are_named(bundle, tmp_path):
    for name in [p.relative_to(bundle).as_posix() for p in bundle.rglob("*") if p.is_file()]:
        work = tmp_path / "less"
        shutil.copytree(bundle, work)
        (work / name).unlink()
        assert name in {f.file for f in verify_bundle(work).faults}
        shutil.rmtree(work)
    shutil.copytree(bundle, tmp_path / "more")
    (tmp_path / "more" / "derived" / "extra.parquet").write_bytes(b"x")
    assert {f.file for f in verify_bundle(tmp_path / "more").faults} == {"derived/extra.parquet"}


def test_verify_bundle__the_changed_row_is_named(park, tmp_path):
    bundle = park.export(tmp_path / "whole")
    path = bundle / "batches" / "2.chunks"
    content = bytearray(path.read_bytes())
    content[-18 - 18 + 8 + 7] ^= 1  # last bit of the value of the last row but one
    path.write_bytes(content)
    faults = [f for f in verify_bundle(bundle).faults if f.where]
    assert [f.where for f in faults] == [
        "chunk 5: works.outfall.flow, 2026-03-03",
        "chunk 5: works.outfall.flow, 2026-03-03, row 4",
    ]
    assert faults[1].expected != faults[1].found
    assert "row 4" in faults[1].render("vi")


def test_verify_bundle__readings_for_people_that_differ_are_named(park, tmp_path):
    """Even a signed index does not help who changes the readable copy: it is compared with the logged chunks."""
    bundle = park.export(tmp_path / "whole")
    table = pq.read_table(bundle / READINGS)
    values = table["value"].to_pylist()
    values[40] += 1
    pq.write_table(table.set_column(3, table.schema.field(3), pa.array(values, pa.float64())), bundle / READINGS)
    sign_again(bundle, park)
    assert [(f.file, f.where) for f in verify_bundle(bundle).faults] == [
        (READINGS, "chunk 2: steel.feeder.active_energy, 2026-03-01, row 10")
    ]


def test_verify_bundle__a_derived_table_that_was_not_logged_is_named(park, tmp_path):
    bundle = park.export(tmp_path / "whole")
    pq.write_table(pa.table({"firm": ["steel", None], "quantity": [1.6, None]}), bundle / "derived" / "quantities-1.parquet")
    sign_again(bundle, park)
    assert [f.file for f in verify_bundle(bundle).faults] == ["derived/quantities-1.parquet"]


def sign_again(bundle, park):
    """What an operator could do who changes an exported file and signs the index anew."""
    from ecopark.trust.log.bundle import _index

    (bundle / "bundle").unlink()
    (bundle / "bundle").write_bytes(park.log.sign(_index(bundle, park.log, park.log.size, "park", park.log._clock())))


def test_verify_bundle__zip_is_the_same_and_any_changed_byte_is_found(park, tmp_path):
    bundle = park.export(tmp_path / "bundle.zip")
    assert verify_bundle(bundle).ok
    assert zipfile.ZipFile(bundle).testzip() is None
    right, dice = bundle.read_bytes(), random.Random(5)
    for place in [*dice.sample(range(len(right)), 150), len(right) - 1, len(right) - 30]:
        changed = bytearray(right)
        changed[place] ^= 1 << dice.randrange(8)
        bundle.write_bytes(changed)
        assert found_faulty(bundle)
    bundle.write_bytes(right + b"\0")
    assert found_faulty(bundle)


def found_faulty(bundle):
    try:
        return bool(verify_bundle(bundle).faults)
    except InputError as error:
        return error.code == "trust.bundle.unreadable"


def test_export__the_same_park_gives_the_same_zip(park, tmp_path):
    assert park.export(tmp_path / "a.zip").read_bytes() == park.export(tmp_path / "b.zip").read_bytes()


def test_export__changed_readings_are_refused_and_nothing_is_left(tmp_path):
    park = SmallPark()
    park.batches[2] = park.batches[1]
    with pytest.raises(Fatal, match="not_proved"):
        park.export(tmp_path / "x")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match=r"trust\.bundle\.exists"):
        park.export(tmp_path)
