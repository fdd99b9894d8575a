"""The command line as a user and a script meet it: exit codes, JSON, both languages, nothing lost."""

import json
import signal
import subprocess
import time
import urllib.request

import pytest
from tests.conftest import ECOPARK


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


def test_export__a_firms_bundle_verifies_and_shows_only_its_own(ecopark, sample_original, tmp_path):
    bundle = tmp_path / "steel.zip"
    days = ("--from", "2025-12-28", "--to", "2025-12-28")
    ecopark("export", bundle, "--park", sample_original, "--firm", "steel", *days)
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
