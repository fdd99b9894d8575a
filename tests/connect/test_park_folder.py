"""A park's folder: what is read, and every refusal with file, row, reason and remedy."""

import io
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.connect.park_folder import TABLES, read_park, read_settings
from ecopark.connect.template import write_template
from ecopark.core.errors import InputError
from ecopark.core.terms import DatastreamKind, NodeKind

PARK_YAML = "id: p\nname_vi: Khu\nname_en: Park\n"
SHEETS = {
    "firms": "id,name_vi,name_en\nf,Công ty,Firm\n",
    "nodes": "id,kind,name_vi,name_en,firm\ngrid,grid,Lưới,Grid,\na,firm,A,A,f\nout,outfall,Xả,Out,\n",
    "edges": "id,carrier,source,target\ne,electricity,grid,a\n",
    "monitoring_points": "id,node,name_vi,name_en,medium,station,fact.column\nmp,out,Xả,Out,wastewater,ST1,A\n",
    "meters": "id,edge,parent,accuracy_class_pct,installed\nm,e,,0.5,2020-02-03\nm2,e,m,,\n",
    "datastreams": "id,meter,property,unit,kind,origin,name_vi,name_en,factor\n"
    "d,m,active_energy,MWh,total,measured,d,d,40\n",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "park.yaml").write_text(PARK_YAML, encoding="utf-8")
    for name, text in SHEETS.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder, read=read_park):
    with pytest.raises(InputError) as caught:
        read(folder)
    error = caught.value
    for lang in ("vi", "en"):
        assert "{" not in error.render(lang), "a parameter of the message is missing"
        assert error.code not in error.render(lang), "the message has no text"
    return error


def test_read_park__fields_types_and_places(folder):
    network = read_park(folder)
    assert network.nodes["a"].kind is NodeKind.FIRM
    assert network.nodes["grid"].firm is None
    assert network.monitoring_points["mp"].rule_facts == {"column": "A"}
    assert network.meters["m"].installed == date(2020, 2, 3)
    assert network.meters["m2"].where == "meters.csv row 3"
    assert network.datastreams["d"].kind is DatastreamKind.TOTAL
    assert network.datastreams["d"].observed_property == "active_energy"
    assert network.datastreams["d"].factor == 40


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_read_park__as_excel_in_vietnam_writes(folder, encoding):
    meters = "id;edge;accuracy_class_pct;installed\r\nm;e;0,5;03/02/2020\r\n# ghi chú\r\n;;;\r\nm2;e;1,25;\r\n"
    (folder / "meters.csv").write_bytes(meters.encode(encoding))
    network = read_park(folder)
    assert network.meters["m"].accuracy_class_pct == 0.5
    assert network.meters["m"].installed == date(2020, 2, 3)
    assert network.meters["m2"].where == "meters.csv row 5"


def as_workbook(folder, extra=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in SHEETS.items():
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append([float(cell) if cell == "40" else cell or None for cell in line.split(",")])
        (folder / f"{name}.csv").unlink(missing_ok=True)
    for name in extra:
        book.create_sheet(name).append(["something"])
    out = io.BytesIO()
    book.save(out)
    (folder / "park.xlsx").write_bytes(out.getvalue())


def test_read_park__one_workbook_says_the_same(folder):
    by_csv = read_park(folder)
    as_workbook(folder)
    by_book = read_park(folder)
    assert by_book.datastreams["d"].factor == by_csv.datastreams["d"].factor
    assert by_book.meters["m2"].where == "park.xlsx sheet meters row 3"
    assert by_book.monitoring_points["mp"].rule_facts == by_csv.monitoring_points["mp"].rule_facts


REFUSALS = [
    ("meters.csv", "accuracy_class_pct", "acuracy_class_pct", "connect.park.unknown_column_near", "row 1", "accuracy_class"),
    ("meters.csv", "accuracy_class_pct", "màu", "connect.park.unknown_column", "row 1", "Remove it"),
    ("meters.csv", "installed", "edge", "connect.park.double_column", "row 1", "Keep one"),
    ("nodes.csv", "kind,", "firm_kind,", "connect.park.unknown_column_near", "row 1", "kind"),
    ("edges.csv", "carrier,", "", "connect.park.missing_column", "row 1", "Add it"),
    ("nodes.csv", "a,firm", "a,", "connect.park.empty_cell", "row 3", "Fill it"),
    ("nodes.csv", "a,firm", "a,frim", "connect.cell.not_in_list", "row 3 column kind", "outfall"),
    ("nodes.csv", "a,firm", "a b,firm", "connect.park.bad_id", "row 3", "Change it"),
    ("meters.csv", "0.5", "half", "connect.cell.not_a_number", "row 2 column accuracy_class_pct", "without the unit"),
    ("meters.csv", "2020-02-03", "31/02/2020", "connect.cell.not_a_date", "row 2 column installed", "30/06/2025"),
    ("meters.csv", "2020-02-03", "2020-02-03,extra", "connect.park.unnamed_column", "row 2", "Name the column"),
    ("monitoring_points.csv", "wastewater", "sewage", "connect.cell.not_in_list", "row 2 column medium", "stack"),
    ("datastreams.csv", "MWh", "MWhh", "core.unit.unknown", "row 2", "kWh"),
    ("datastreams.csv", "MWh", "m3", "core.unit.incompatible", "row 2", "unit column"),
    ("datastreams.csv", "active_energy", "activ_energy", "core.property.unknown", "row 2", "active_energy"),
    ("meters.csv", "m2,e", "m2,", "core.network.orphan_meter", "row 3", "Fill the column edge"),
    ("meters.csv", "m,e,", "m,e,m2", "core.network.meter_loop", "row 2", "correct the column parent"),
    ("meters.csv", "m2,e", "m,e", "core.network.double_id", "row 3", "change one"),
    ("edges.csv", "grid,a", "grid,b", "core.network.unknown_reference", "row 2", "Correct the spelling"),
    ("park.yaml", "name_en", "name_eng", "connect.yaml.unknown_key_near", "row 3", "name_en"),
    ("park.yaml", "name_en", "colour", "connect.yaml.unknown_key", "row 3", "Remove it"),
    ("park.yaml", "name_en: Park", "", "connect.yaml.missing_key", "row 1", "Add a line"),
    ("park.yaml", "name_en: Park", "id: q", "connect.yaml.double_key", "row 3", "Remove one"),
    ("park.yaml", "name_en: Park", "name_en: [Park", "connect.yaml.syntax", "row", "indentation"),
    ("park.yaml", "name_en: Park", "name_en: [Park]", "connect.yaml.not_a_value", "row 3", "single value"),
    ("park.yaml", "name_en: Park", "name_en: P\nzone: Asia/Hanoy", "connect.park.bad_zone", "row 4", "Asia/Ho_Chi_Minh"),
    ("park.yaml", "name_en: Park", "name_en: P\nas_of: soon", "connect.park.bad_moment", "row 4", "2025-06-30"),
    ("park.yaml", "id: p", "id: a/b", "connect.park.bad_id", "row 1", "Change it"),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "place", "remedy"), REFUSALS, ids=[f"{r[0]}-{r[3]}" for r in REFUSALS]
)
def test_read_park__refuses_with_file_row_and_remedy(folder, name, old, new, code, place, remedy):
    edit(folder, name, old, new)
    error = refusal(folder)
    assert error.code == code
    assert error.where.startswith(name)
    assert place in error.where
    assert remedy in error.render("en")


def test_read_park__misspelt_file_is_not_left_out(folder):
    (folder / "meters.csv").rename(folder / "meter.csv")
    error = refusal(folder)
    assert error.code == "connect.park.unknown_table"
    assert "meters.csv" in error.render("vi")


def test_read_park__csv_beside_workbook_is_refused(folder):
    as_workbook(folder)
    (folder / "meters.csv").write_text(SHEETS["meters"], encoding="utf-8")
    assert refusal(folder).code == "connect.park.two_sources"


def test_read_park__unknown_sheet_of_the_workbook_is_refused(folder):
    as_workbook(folder, extra=["meter"])
    error = refusal(folder)
    assert error.code == "connect.park.unknown_sheet"
    assert error.where == "park.xlsx sheet meter"


def test_read_park__no_park_here(tmp_path):
    assert refusal(tmp_path).code == "connect.park.no_park_yaml"
    assert refusal(tmp_path / "nowhere").code == "connect.park.no_folder"


def test_read_park__damaged_workbook_is_refused(folder):
    as_workbook(folder)
    path = folder / "park.xlsx"
    path.write_bytes(path.read_bytes()[:-400])
    assert refusal(folder).code == "connect.sheet.unreadable"


SETTINGS = """settings:
  lang: en
  inventory: {gwp_report: AR6}
  tariff_groups:
    f: {group: production_retail, voltage: ">=110kV"}
  quality:
    datastreams: {d: {flat_line: {readings: 5}, spike: off}}
  permits:
    - id: P1
      monitoring_point: mp
      document: GPMT 12
      valid_from: 2024-01-01
      limits:
        - {property: cod, unit: mg/L, maximum: 75}
  server: {port: 9000, allowed_hosts: [park.local]}
"""


def test_read_settings__typed(folder):
    (folder / "park.yaml").write_text(PARK_YAML + SETTINGS, encoding="utf-8")
    found = read_settings(folder)
    assert found.server.port == 9000
    assert found.server.allowed_hosts == ("park.local",)
    assert found.inventory.gwp_report == "AR6"
    assert found.quality["datastreams"]["d"] == {"flat_line": {"readings": 5}, "spike": False}
    assert found.permits[0].valid_from == date(2024, 1, 1)
    assert found.permits[0].limits[0].maximum == 75
    assert found.tariff_groups["f"].voltage == ">=110kV"


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        ("port: 9000", "port: many", "connect.cell.not_a_whole_number", 18),
        ("port: 9000", "prot: 9000", "connect.yaml.unknown_key_near", 18),
        ("AR6", "AR7", "connect.cell.not_in_list", 6),
        ("    f:", "    g:", "connect.settings.unknown_reference", 8),
        ("point: mp", "point: mq", "connect.settings.unknown_reference", 12),
        ("unit: mg/L", "unit: kWh", "core.unit.incompatible", 17),
        (", maximum: 75", "", "connect.settings.no_limit", 17),
        ("2024-01-01", "last year", "connect.cell.not_a_date", 15),
        ("limits:\n        - {property: cod, unit: mg/L, maximum: 75}", "limits: 75", "connect.yaml.not_a_list", 16),
        ("inventory: {gwp_report: AR6}", "inventory: AR6", "connect.yaml.not_a_mapping", 6),
    ],
)
def test_read_settings__refuses_with_line(folder, old, new, code, row):
    assert old in SETTINGS
    (folder / "park.yaml").write_text(PARK_YAML + SETTINGS.replace(old, new, 1), encoding="utf-8")
    error = refusal(folder, read_settings)
    assert error.code == code
    assert error.where == f"park.yaml row {row}"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_write_template__is_a_valid_park(tmp_path, lang):
    written = write_template(tmp_path / "khu", lang)
    network = read_park(tmp_path / "khu")
    assert {path.name for path in written} == {"park.yaml", *(f"{t}.csv" for t in TABLES)}
    assert network.submeters == {"ct-khu": ("ct-a", "ct-b")}
    assert network.firms["cong-ty-a"].name_vi == "Công ty A"
    assert read_settings(tmp_path / "khu").lang == lang
    with pytest.raises(InputError) as caught:
        write_template(tmp_path / "khu", lang)
    assert caught.value.code == "connect.park.not_empty"


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(["park.yaml", *(f"{t}.csv" for t in TABLES), "park.xlsx"]), content=st.binary(max_size=300))
def test_read_park__any_bytes_give_a_park_or_a_clear_refusal(tmp_path_factory, name, content):
    folder = tmp_path_factory.mktemp("park")
    (folder / "park.yaml").write_text(PARK_YAML, encoding="utf-8")
    (folder / name).write_bytes(content)
    with suppress(InputError):  # anything else is a fault
        read_settings(folder)
