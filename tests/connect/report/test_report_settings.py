"""Settings of the sender that cannot work are refused with the line and the remedy."""

import datetime as dt

import pytest

from ecopark.connect.park_folder import read_settings
from ecopark.connect.template import write_template
from ecopark.core.errors import InputError

GOOD = {
    "id": "so-nnmt",
    "protocol": "sftp",
    "host": "sftp.example",
    "user": "kcn",
    "since": "2026-01-01",
    "password_file": "keys/so",
    "host_key": "SHA256:abc",
    "stations": "[{monitoring_point: cua-xa, code: KH_NM1_OUT01}]",
}


def read(tmp_path, **changed):
    folder = tmp_path / "park"
    if not folder.exists():
        write_template(folder, "en")
    park = (folder / "park.yaml").read_text(encoding="utf-8").split("\n  report:")[0].rstrip()
    lines = [f"      {'- ' if i == 0 else '  '}{k}: {v}" for i, (k, v) in enumerate({**GOOD, **changed}.items()) if v != ""]
    text = park + "\n  report:\n    receivers:\n" + "\n".join(lines) + "\n"
    (folder / "park.yaml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def test_read_settings__a_receiver(tmp_path):
    (receiver,) = read(tmp_path).report.receivers
    assert (receiver.address, receiver.since) == ("sftp://sftp.example:22", dt.date(2026, 1, 1))
    assert receiver.stations[0].code == "KH_NM1_OUT01"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"host_key": ""}, "connect.report.no_host_key"),
        ({"password_file": ""}, "connect.report.no_secret"),
        ({"protocol": "ftp"}, "connect.report.not_for"),
        ({"protocol": "http"}, "connect.cell.not_in_list"),
        ({"folder": '"{year}"'}, "connect.report.folder_place"),
        ({"folder": "../x"}, "connect.report.folder"),
        ({"files_per_minute": "0"}, "connect.report.bad_number"),
        ({"id": "a/b"}, "connect.park.bad_id"),
        ({"stations": "[{monitoring_point: nowhere}]"}, "connect.settings.unknown_reference"),
        ({"stations": "[{monitoring_point: cua-xa, code: OUT01}]"}, "connect.report.code_parts"),
        ({"stations": "[{monitoring_point: cua-xa, code: ../x_y_z}]"}, "connect.report.no_code"),
        ({"since": "soon"}, "connect.cell.not_a_date"),
    ],
)
def test_read_settings__what_cannot_work(tmp_path, changed, code):
    with pytest.raises(InputError) as caught:
        read(tmp_path, **changed)
    assert caught.value.code == code
    assert "park.yaml row" in caught.value.where
