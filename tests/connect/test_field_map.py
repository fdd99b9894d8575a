"""The declared map: what it takes, and that a refusal names line and remedy."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from ecopark.connect.field.map import parse_map, read_map
from ecopark.core.errors import InputError

ROOT = Path(__file__).parents[2]
GOOD = """
modbus:
  - id: substation-1
    host: 10.0.0.5
    unit_id: 7
    every_s: 30
    points:
      - datastream: steel.energy
        address: 100
        type: uint32
        word_order: little
        scale: 0.1
        unit: kWh
        sentinels: {0xFFFFFFFF: missing, 4294967294: fault}
      - datastream: gate.open
        table: coil
        address: 3
opcua:
  - id: works
    endpoint: opc.tcp://10.0.0.6:4840
    points:
      - datastream: works.cod
        node: ns=2;s=COD
"""


def test_parse_map__takes_both_protocols_with_defaults():
    found = parse_map(GOOD, "field.yaml")
    (meter,), (works,) = found.modbus, found.opcua
    assert [d.id for d in found.devices] == ["substation-1", "works"]
    assert (meter.port, meter.unit_id, meter.every_s, works.every_s, works.security) == (502, 7, 30.0, 60.0, "none")
    energy, gate = meter.points
    assert (energy.kind, energy.words, energy.word_order, gate.kind) == ("uint32", 2, "little", "bit")


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        ("scale: 0.1", "scael: 0.1", "connect.yaml.unknown_key_near", 12),
        ("scale: 0.1", "scale: 0", "connect.field.scale_zero", 8),
        ("scale: 0.1", "scale: viel", "connect.cell.not_a_number", 12),
        ("type: uint32", "type: uint33", "connect.cell.not_in_list", 10),
        ("address: 100", "address: 65535", "connect.field.out_of_range", 8),
        ("table: coil", "table: holding\n        type: bit", "connect.field.type_and_table", 15),
        ("0xFFFFFFFF: missing", "no: missing", "connect.field.sentinel", 8),
        ("0xFFFFFFFF: missing", "0xFFFFFFFF: gone", "connect.cell.not_in_list", 14),
        ("unit_id: 7", "unit_id: 300", "connect.field.out_of_range", 3),
        ("every_s: 30", "every_s: 0.2", "connect.field.out_of_range", 3),
        ("opc.tcp://", "http://", "connect.field.endpoint", 19),
        ("    endpoint", "    security: basic256sha256\n    endpoint", "connect.field.no_certificate", 19),
        ("datastream: works.cod", "datastream: steel.energy", "connect.field.double", 22),
        ("id: works", "id: substation-1", "connect.field.double", 19),
        ("        node: ns=2;s=COD", "        nid: x", "connect.yaml.unknown_key", 23),
    ],
)
def test_parse_map__refuses_with_line_and_both_languages(old, new, code, row):
    with pytest.raises(InputError) as caught:
        parse_map(GOOD.replace(old, new), "field.yaml")
    assert caught.value.code == code
    assert caught.value.where == f"field.yaml row {row}"
    assert "{" not in caught.value.render("en") + caught.value.render("vi")


def test_read_map__names_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as caught:
        read_map(tmp_path / "field.yaml")
    assert caught.value.code == "connect.field.no_map"


def test_parse_map__an_empty_map_is_refused():
    with pytest.raises(InputError, match="no_devices"):
        parse_map("modbus: []\n", "field.yaml")


@pytest.mark.parametrize("page", ["field-devices.md", "thiet-bi-hien-truong.md"])
def test_parse_map__takes_what_the_how_tos_show(page):
    text = (ROOT / "docs" / "howto" / page).read_text("utf-8")
    shown = [textwrap.dedent(block) for block in re.findall(r"```yaml\n(.*?)```", text.replace("   ```", "```"), re.DOTALL)]
    maps = [block for block in shown if block.startswith(("modbus:", "opcua:"))]
    assert len(maps) == 2
    assert all(parse_map(block, page).devices for block in maps)


def test_parse_map__takes_the_sample_that_a_box_gets():
    sample = (ROOT / "src" / "ecopark" / "serve" / "edge" / "sample.yaml").read_text("utf-8")
    assert [d.id for d in parse_map(sample, "sample").devices] == ["meter-1"]
    with_opcua = sample.replace("\n# opcua", "\nopcua").replace("\n#   ", "\n  ")
    assert [d.id for d in parse_map(with_opcua, "sample").devices] == ["meter-1", "works"]
