"""The command line as a user and a script meet it: exit codes, JSON, both languages, nothing lost."""

import contextlib
import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from functools import partial

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.conftest import ECOPARK

from ecopark.serve.bootstrap import opened
from ecopark.serve.derived_evidence import StoredTables
from ecopark.serve.evidence import verify
from ecopark.serve.workers.evidence_path import enter_derived, flows_of
from ecopark.trust.log.note import SigningKey


def test_help__every_command_has_an_example_in_both_languages(ecopark):
    for lang, word in (("en", "Example:"), ("vi", "Ví dụ:")):
        for command in ("init", "import", "run", "status", "verify", "export", "demo"):
            out, _ = ecopark(command, "--help", ECOPARK_LANG=lang)
            assert word in out, command
            assert "--json" in out


def test_init__makes_a_park_that_opens(ecopark, tmp_path):
    folder = tmp_path / "my-park"
    out, _ = ecopark("init", folder, "--json")
    assert "park.yaml" in json.loads(out)["files"]
    out, _ = ecopark("status", "--park", folder, "--json")
    assert json.loads(out)["datastreams"] > 0
    ecopark("init", folder, code=4)


def test_status__without_a_park_says_what_to_do(ecopark, tmp_path):
    _, err = ecopark("status", "--park", tmp_path, code=4)
    assert "ecopark init" in err
    assert "[cli.park.not_found]" in err
    _, err = ecopark("status", "--park", tmp_path, "--lang", "vi", code=4)
    assert "không có park.yaml" in err


def test_status__of_the_sample_counts_what_was_imported(ecopark, sample_original):
    out, _ = ecopark("status", "--park", sample_original, "--json")
    said = json.loads(out)
    assert said["readings"] == 855_436 - 2  # two readings of the firm's spreadsheet restate generated ones
    assert said["exceedances"] == 1
    assert len(said["quarantine"]) == 1
    assert said["findings"]["serious"] >= 3
    assert "not a Vietnamese park" in said["notice"]


def test_import__preview_stores_nothing_and_a_second_import_adds_nothing(ecopark, sample_park, tmp_path):
    sheet = tmp_path / "thang-12.csv"
    rows = "Thời gian;Mã điểm đo;Giá trị;Đơn vị\n29/12/2025 10:00;plating.sewer.volume;41,25;m3\n"
    sheet.write_text(rows, encoding="utf-8")
    before = json.loads(ecopark("status", "--park", sample_park, "--json")[0])
    out, _ = ecopark("import", sheet, "--park", sample_park, "--preview", "--json")
    assert json.loads(out)["previews"][0]["bad_rows"] == 0
    assert json.loads(ecopark("status", "--park", sample_park, "--json")[0]) == before
    out, _ = ecopark("import", sheet, "--park", sample_park, "--json")
    assert json.loads(out)["imports"][0]["state"] == "stored"
    out, _ = ecopark("import", sheet, "--park", sample_park, "--json")
    assert json.loads(out)["imports"][0]["state"] == "repeated"


def test_import__a_broken_row_names_file_row_and_remedy(ecopark, sample_park, tmp_path):
    sheet = tmp_path / "hong.csv"
    sheet.write_text(
        "Thời gian;Mã điểm đo;Giá trị;Đơn vị\n"
        "29/12/2025 10:00;plating.sewer.volume;41,25;m3\n"
        "29/12/2025 11:00;plating.sewer.volume;bốn mươi;m3\n",
        encoding="utf-8",
    )
    out, _ = ecopark("import", sheet, "--park", sample_park, code=3)
    assert "nothing stored" in out
    assert "hong.csv" in out
    assert "bốn mươi" in out
    out, _ = ecopark("import", sheet, "--park", sample_park, "--good-rows", "--json", code=1)
    run = json.loads(out)["imports"][0]
    assert (run["readings_stored"], run["rows_refused"]) == (1, 1)


def test_verify__holds_and_one_changed_byte_is_named(ecopark, sample_park):
    out, _ = ecopark("verify", "--park", sample_park, "--json")
    assert json.loads(out)["ok"]
    victim = sorted((sample_park / "data" / "lake").rglob("*.parquet"))[3]
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.chmod(0o644)
    victim.write_bytes(content)
    out, _ = ecopark("verify", "--park", sample_park, "--json", code=5)
    assert victim.name in json.dumps(json.loads(out))


@pytest.mark.parametrize("name", ["VERSION", "keys/log.key.pub"])
def test_verify__a_changed_small_file_is_named(ecopark, sample_park, name):
    path = sample_park / "data" / name
    right = path.read_bytes()
    for wrong in (right + b"\n", b" " + right):
        path.write_bytes(wrong)
        said = json.loads(ecopark("verify", "--park", sample_park, "--json", code=5)[0])
        assert {fault["file"] for fault in said["faults"]} == {name}
    path.unlink()
    if name != "VERSION":  # a folder without it is a new one for the store
        assert name in ecopark("verify", "--park", sample_park, code=5)[0]


def record_changed(park, statement, *values):
    with contextlib.closing(sqlite3.connect(park / "data" / "records.sqlite")) as database, database:
        assert database.execute(statement, values).rowcount == 1


def a_record(park, kind):
    with contextlib.closing(sqlite3.connect(park / "data" / "records.sqlite")) as database:
        return database.execute("SELECT id, content FROM revisions WHERE kind = ? AND revision = 1", [kind]).fetchone()


def test_main__its_exit_code_survives_a_native_library_that_aborts_at_the_end():
    program = (
        "import ctypes, sys; libc = ctypes.CDLL(None); libc.__cxa_atexit(libc.abort, None, None)\n"
        "from ecopark.serve.cli.main import main; sys.argv = ['ecopark', *sys.argv[1:]]; main()"
    )
    for words, code in (("--version", 0), ("no-such-command", 2)):
        done = subprocess.run(
            [sys.executable, "-c", program, words], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == code
        assert "ecopark" in done.stdout + done.stderr


@pytest.mark.parametrize("column", ["content", "broken content", "actor", "recorded_time", "deleted"])
def test_verify__a_changed_or_removed_record_is_named(ecopark, sample_park, column):
    record_id, content = a_record(sample_park, "declaration")
    row = ("declaration", record_id)
    where = "WHERE kind = ? AND id = ? AND revision = 1"
    if column == "deleted":
        record_changed(sample_park, f"DELETE FROM revisions {where}", *row)
    elif column == "content":
        digit = next(i for i, c in enumerate(content) if c in "12345678")
        changed = content[:digit] + str(int(content[digit]) + 1) + content[digit + 1 :]
        record_changed(sample_park, f"UPDATE revisions SET content = ? {where}", changed, *row)
    elif column == "broken content":
        record_changed(sample_park, f"UPDATE revisions SET content = CAST(x'ff' AS TEXT) {where}", *row)
    elif column == "actor":
        record_changed(sample_park, f"UPDATE revisions SET actor = 'nobody' {where}", *row)
    else:
        record_changed(sample_park, f"UPDATE revisions SET recorded_time = replace(recorded_time, ' ', 'T') {where}", *row)
    out, _ = ecopark("verify", "--park", sample_park, "--json", code=5)
    faults = [(fault["file"], fault["where"]) for fault in json.loads(out)["faults"]]
    if column == "deleted":  # nothing says any more what the keyed id stands for
        assert [(file, where.split(" ")[0], where.split(", ")[1]) for file, where in faults] == [
            ("records", "declaration", "revision 1")
        ]
    else:
        assert faults == [("records", f"declaration {record_id}, revision 1")]


def test_verify__recompute_finds_results_that_were_published_falsely(ecopark, sample_park):
    out, _ = ecopark("verify", "--recompute", "--park", sample_park, "--json")
    checks = {check["name"]: check["count"] for check in json.loads(out)["checks"]}
    assert checks["recomputed"] == checks["derived"] > 100
    assert checks["records"] > 50

    def half(flow, task, inputs):
        made = flow.run(task, inputs)
        lines = made["resource_lines"]
        less = pc.multiply(lines["quantity"], 0.5)
        return {**made, "resource_lines": lines.set_column(lines.schema.get_field_index("quantity"), "quantity", less)}

    with opened(sample_park, metered=False) as park:
        flow = next(flow for flow in flows_of(park) if "resource_lines" in [o.name for o in flow.outputs])
        park.store.run_flows([replace(flow, version="other")])
        false = replace(flow, run=partial(half, flow))
        park.store.run_flows([false], on_published=lambda runs: enter_derived(park, runs))
    ecopark("verify", "--park", sample_park)
    out, _ = ecopark("verify", "--recompute", "--park", sample_park, "--json", code=5)
    assert {fault["file"] for fault in json.loads(out)["faults"]} == {f"flow {flow.name}"}
    assert all(fault["where"].startswith("resource_lines, ") for fault in json.loads(out)["faults"])


def test_verify__a_changed_derived_table_is_named(ecopark, sample_park):
    """Even if the manifest was made to agree: the log has the content, task by task."""
    with opened(sample_park, metered=False) as park:
        stored = StoredTables(park.store.audit())
        entry = next(e for e in map(json.loads, park.log.entries()) if e.get("table") == "inventory_lines" and e["rows"])
        assert stored.hash_of(entry) == entry["content_hash"]
        victim = next((sample_park / "data" / "lake" / "derived" / "inventory_lines").glob("*.parquet"))
        table = pq.read_table(victim, partitioning=None)
        place = table.schema.get_field_index("activity")
        victim.chmod(0o644)
        pq.write_table(table.set_column(place, table.schema.field(place), pc.multiply(table["activity"], 1.01)), victim)
        report = verify(park, lambda _check, _done, _total: None)
    assert any(f.message.id == "trust.verify.derived" and f.file.startswith("inventory_lines") for f in report.faults)


def test_log__names_the_door_and_no_file(sample_original):
    bundles = (sample_original / "data" / "log" / "tile" / "entries").rglob("*")
    text = b"".join(path.read_bytes() for path in bundles if path.is_file())
    assert b'"source":"csv"' in text or b'"source":"sheet"' in text
    assert not re.findall(rb'"source":"[^"]*[:.][^"]*"', text)


def test_export__bundles_hold_the_derived_tables_that_may_be_seen_whole(ecopark, sample_park, tmp_path):
    days = ("--from", "2025-12-01", "--to", "2025-12-31")
    for name, more in (("whole", ()), ("steel", ("--firm", "steel"))):
        ecopark("export", tmp_path / name, "--park", sample_park, *days, *more)
        out, _ = ecopark("verify", tmp_path / name, "--json")
        checked = {check["name"]: check["count"] for check in json.loads(out)["checks"]}
        names = [path.name for path in (tmp_path / name / "derived").glob("*.parquet")]
        assert checked["derived"] == 2 * len(names)
        assert any(n.startswith("inventory_lines") for n in names)
    firms = {
        firm
        for path in (tmp_path / "steel" / "derived").glob("*.parquet")
        for firm in (pq.read_table(path).to_pydict().get("firm") or [])
    }
    assert firms == {"steel"}
    victim = next((tmp_path / "steel" / "derived").glob("inventory_lines*.canonical"))
    content = bytearray(victim.read_bytes())
    content[-1] ^= 1
    victim.write_bytes(content)
    out, _ = ecopark("verify", tmp_path / "steel", "--json", code=5)
    assert f"derived/{victim.name}" in {fault["file"] for fault in json.loads(out)["faults"]}


def test_verify__a_bundle_against_the_published_key(ecopark, sample_park, tmp_path):
    bundle, other = tmp_path / "bundle", SigningKey.generate("ecopark.example/other").verifier
    ecopark("export", bundle, "--park", sample_park, "--from", "2025-12-28", "--to", "2025-12-28")
    own = (bundle / "log.vkey").read_text().strip()
    assert json.loads(ecopark("verify", bundle, "--json")[0])["notes"]
    assert not json.loads(ecopark("verify", bundle, "--key", own, "--json")[0])["notes"]
    (tmp_path / "park.vkey").write_text(own + "\n")
    ecopark("verify", bundle, "--key", tmp_path / "park.vkey")
    out, _ = ecopark("verify", bundle, "--key", other, "--json", code=5)
    assert "log.vkey" in {fault["file"] for fault in json.loads(out)["faults"]}
    _, err = ecopark("verify", bundle, "--key", "nonsense", code=3)
    assert "[cli.verify.bad_key]" in err
    ecopark("verify", "--park", sample_park, "--key", own, code=3)
    partly = json.loads(ecopark("verify", bundle, "--key", own, "--recompute", "--json")[0])
    assert partly["notes"], "an interval is not the whole input: nothing is computed again, and that is said"
    assert "recomputed" not in {check["name"] for check in partly["checks"]}


def test_export__a_firms_bundle_verifies_and_shows_only_its_own(ecopark, sample_park, tmp_path):
    bundle = tmp_path / "steel.zip"
    days = ("--from", "2025-12-28", "--to", "2025-12-28")
    ecopark("export", bundle, "--park", sample_park, "--firm", "steel", *days)
    out, _ = ecopark("verify", bundle, "--json")
    assert json.loads(out)["ok"]
    assert b"plating.main" not in bundle.read_bytes()


def test_run__is_locked_against_a_second_writer_and_stops_cleanly(ecopark, sample_park):
    process = subprocess.Popen(
        [ECOPARK, "--lang", "en", "run", "--park", str(sample_park), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = next(line.split()[-1] for line in process.stdout if "http://" in line)
        with urllib.request.urlopen(f"{address}/api/v1/health", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"
        _, err = ecopark("import", sample_park / "park.yaml", "--park", sample_park, code=4)
        assert "engine.writer.locked" in err
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 0, err
        assert "every acknowledged reading is stored" in out
        assert time.monotonic() - began < 15
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("words", [("status", "--no-such"), ("import",), ("nothing",)])
def test_usage__is_exit_2(ecopark, words):
    ecopark(*words, code=2)
