"""What loads and what is refused: every refusal names file, line, reason and remedy in both languages."""

import hashlib
import pickle
from dataclasses import replace
from datetime import date

import pytest

from ecopark.core.errors import RuleError
from ecopark.rules.book import Missing, content_hash
from ecopark.rules.load import SHIPPED, book_of, load_packs, pack_files
from ecopark.rules.packs import KINDS, read_pack
from ecopark.rules.records import (
    Confidence,
    EmissionFactor,
    FuelFactor,
    GlobalWarmingPotential,
    InstrumentTolerance,
    LegalDocument,
    Limit,
    ParameterSymbol,
    TariffStructure,
)

HEADER = "id,about,name_vi,name_en,document,place,source,confidence,valid_from,valid_to"
ROW = "a.1,parks,Bộ A,Ministry A,Decree 1,article 2,official gazette,high,2020-01-01,2020-12-31"


def pack(tmp_path, *rows, name="authority.test.csv", header=HEADER):
    (tmp_path / name).write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return tmp_path


def refused(folder, code, *, shipped=False):
    with pytest.raises(RuleError) as error:
        load_packs(folder, shipped=shipped)
    assert error.value.code == code
    for lang in ("vi", "en"):
        text = error.value.render(lang)
        assert "{" not in text
        assert text.count(".") >= 2  # what is wrong, and what to do
    return error.value


def test_load_packs__the_shipped_packs_load_and_say_where_each_rule_comes_from():
    book = load_packs()
    assert len(book.rules) > 350
    for rule in book.rules:
        assert rule.document
        assert rule.place
        assert rule.source
        assert rule.where.count(":") == 1
    assert len(book.all(EmissionFactor, official=True)) == 10
    assert len(book.all(GlobalWarmingPotential)) == 45
    assert len(book.all(FuelFactor, sector="manufacturing")) == 22
    assert len(book.all(Limit, table="QCVN 40:2011")) == 66
    assert {symbol.symbol for symbol in book.all(ParameterSymbol)} >= {"PM2,5", "VHg", "Flow", "NH4"}
    assert len(book.all(LegalDocument)) == 25
    assert len(book.all(InstrumentTolerance)) == 22
    assert {s.normal_x for s in book.all(TariffStructure)} == {0.84, 0.85, 0.86, 0.93}


def test_load_packs__nothing_shipped_pretends_to_be_verified():
    assert all(rule.provisional for rule in load_packs().rules)


def test_load_packs__every_kind_has_a_shipped_pack_but_holidays_and_verifications():
    assert {file.name.split(".")[0] for file in pack_files(SHIPPED)} == set(KINDS) - {"holiday", "verification"}


def test_load_packs__a_good_pack_loads(tmp_path):
    book = load_packs(pack(tmp_path, ROW), shipped=False)
    assert book.authority("parks", date(2020, 12, 31)).name_en == "Ministry A"
    assert isinstance(book.authority("parks", date(2021, 1, 1)), Missing)


@pytest.mark.parametrize("cell", ["Decree 1", "article 2", "official gazette", "high", "a.1"])
def test_load_packs__without_source_place_or_header_a_rule_does_not_load(tmp_path, cell):
    error = refused(pack(tmp_path, ROW.replace(cell, "")), "rules.pack.missing_key")
    assert error.where == "authority.test.csv:2"


@pytest.mark.parametrize(
    ("header", "row", "code", "line"),
    [
        (HEADER.replace("name_en", "nmae_en"), ROW, "rules.pack.unknown_key", 2),
        (HEADER.replace("name_en", "name_vi"), ROW, "rules.pack.double_key", 1),
        (HEADER, ROW + ",more", "rules.pack.cell_count", 2),
        (HEADER, ROW.replace("2020-01-01", "01/01/2020"), "rules.pack.bad_value", 2),
        (HEADER, ROW.replace("high", "certain"), "rules.pack.bad_value", 2),
        (HEADER, ROW.replace("2020-12-31", "2019-12-31"), "rules.pack.ends_before_start", 2),
        (HEADER.replace("name_vi,", ""), ROW.replace("Bộ A,", ""), "rules.pack.missing_key", 2),
        (HEADER + ",verified_by", ROW + ",Lê C", "rules.pack.half_verified", 2),
        (HEADER + ",unit", ROW + ",quux", "core.unit.unknown", 2),
        (HEADER + ",scope", ROW + ",column ~ A", "rules.pack.bad_value", 2),
    ],
)
def test_load_packs__a_wrong_row_is_refused_with_its_line(tmp_path, header, row, code, line):
    assert refused(pack(tmp_path, row, header=header), code).where == f"authority.test.csv:{line}"


def test_load_packs__files_that_are_no_pack_are_refused(tmp_path):
    refused(pack(tmp_path, ROW, name="ministries.csv"), "rules.pack.unknown_kind")
    (tmp_path / "ministries.csv").unlink()
    refused(pack(tmp_path), "rules.pack.empty")
    refused(tmp_path / "nowhere", "rules.pack.no_folder")


@pytest.mark.parametrize(
    ("content", "code"), [(b'id\n"a"b\n', "rules.pack.not_csv"), ("id\nB\u1ed9".encode("utf-16"), "rules.pack.not_utf8")]
)
def test_load_packs__bytes_that_are_no_csv_are_refused(tmp_path, content, code):
    (tmp_path / "authority.test.csv").write_bytes(content)
    refused(tmp_path, code)


def test_load_packs__an_empty_folder_is_refused(tmp_path):
    refused(tmp_path, "rules.pack.nothing_loaded")


def test_load_packs__overlapping_validity_of_the_same_question_is_refused(tmp_path):
    other = ROW.replace("a.1", "a.2").replace("2020-01-01", "2020-12-31").replace(",2020-12-31", ",2020-12-31", 1)
    error = refused(pack(tmp_path, ROW, other), "rules.pack.overlap")
    assert error.where == "authority.test.csv:3"
    assert error.params["other_where"] == "authority.test.csv:2"


def test_load_packs__validity_that_adjoins_or_scopes_that_exclude_each_other_load(tmp_path):
    later = ROW.replace("a.1", "a.2").replace("2020-12-31", "2021-12-31").replace("2020-01-01", "2021-01-01")
    load_packs(pack(tmp_path, ROW, later), shipped=False)
    header, rows = HEADER + ",scope", [ROW + ",column = A", ROW.replace("a.1", "a.2") + ",column = B"]
    load_packs(pack(tmp_path, *rows, header=header), shipped=False)
    refused(pack(tmp_path, ROW + ",column = A", ROW.replace("a.1", "a.2") + ",", header=header), "rules.pack.overlap")


def test_load_packs__ids_are_never_used_twice(tmp_path):
    error = refused(pack(tmp_path, ROW, ROW.replace("parks", "water")), "rules.pack.double_id")
    assert error.params["first"] == "authority.test.csv:2"


def test_load_packs__a_folder_may_add_but_not_contradict_a_shipped_rule(tmp_path):
    row = "mine,grid_electricity,2023,0.4936,A project,a page,a web page,high,tCO2/MWh"
    header = "id,activity,year,value,document,place,source,confidence,unit"
    error = refused(pack(tmp_path, row, name="emission_factor.mine.csv", header=header), "rules.pack.overlap", shipped=True)
    assert error.params["other"] == "grid-vn.2023"


YAML = """\
- id: a.1
  about: parks
  name_vi: Bộ A
  name_en: Ministry A
  document: Decree 1
  place: article 2
  source: official gazette
  confidence: high
"""


def test_load_packs__yaml_says_the_same_as_csv(tmp_path):
    (tmp_path / "authority.test.yaml").write_text(YAML, "utf-8")
    assert load_packs(tmp_path, shipped=False).rule("a.1").name_vi == "Bộ A"


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        (YAML + "  confidence: low\n", "rules.pack.double_key", "authority.test.yaml:9"),
        (YAML + "  colour: red\n", "rules.pack.unknown_key", "authority.test.yaml:1"),
        (YAML.replace("  source: official gazette\n", ""), "rules.pack.missing_key", "authority.test.yaml:1"),
        (YAML.replace("high", "{a: b}"), "rules.pack.bad_value", "authority.test.yaml:8"),
        ("a: 1\n", "rules.pack.not_a_list", "authority.test.yaml"),
        ("- a\n", "rules.pack.not_a_list", "authority.test.yaml:1"),
        ("- [\n", "rules.pack.not_yaml", "authority.test.yaml"),
        ("", "rules.pack.empty", "authority.test.yaml"),
    ],
)
def test_load_packs__wrong_yaml_is_refused_with_its_line(tmp_path, text, code, where):
    (tmp_path / "authority.test.yaml").write_text(text, "utf-8")
    assert refused(tmp_path, code).where == where


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("1140,1320", "1140,1300"), "rules.hours.not_exact"),
        (("1140,1320", "1150,1320"), "rules.hours.not_exact"),
        (("0,1140", "0,1200"), "rules.hours.not_exact"),
        (("1320,1440", "1320,1430"), "rules.hours.not_exact"),
    ],
)
def test_load_packs__hours_fill_each_day_exactly(tmp_path, change, code):
    header = "id,schedule,days,band,start_minute,end_minute,document,place,source,confidence"
    tail = "A decision,a table,a bill,high"
    rows = [
        f"h.1,s,daily,normal,0,1140,{tail}",
        f"h.2,s,daily,peak,1140,1320,{tail}",
        f"h.3,s,daily,offpeak,1320,1440,{tail}",
    ]
    load_packs(pack(tmp_path, *rows, name="tariff_hours.s.csv", header=header), shipped=False)
    wrong = [row.replace(*change) for row in rows]
    refused(pack(tmp_path, *wrong, name="tariff_hours.s.csv", header=header), code)


LIMIT_HEADER = "id,table,medium,observed_property,lower,upper,unit,document,place,source,confidence,valid_from,supersedes"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("l,T,wastewater,codd,,60,mg/L,D,p,s,high,2030-01-01,", "core.property.unknown"),
        ("l,T,wastewater,cod,,60,kWh,D,p,s,high,2030-01-01,", "core.unit.incompatible"),
        ("l,T,wastewater,ph,9,6,-,D,p,s,high,2030-01-01,", "rules.pack.bad_value"),
        ("l,T,wastewater,cod,,NaN,mg/L,D,p,s,high,2030-01-01,", "rules.pack.bad_value"),
        ("l,T,wastewater,cod,,60,mg/L,D,p,s,high,2030-01-01,nothing", "rules.pack.unknown_rule"),
    ],
)
def test_load_packs__limits_name_a_known_property_and_a_fitting_unit(tmp_path, row, code):
    refused(pack(tmp_path, row, name="limit.test.csv", header=LIMIT_HEADER), code)


def test_load_packs__entering_the_table_of_2025_is_data_not_code(tmp_path):
    row = "new.cod,T,wastewater,cod,,40,mg/L,QCVN 40:2025/BTNMT,Table 1,a test,high,2032-01-01,qcvn40-2025.slot.all"
    book = load_packs(pack(tmp_path, row, name="limit.test.csv", header=LIMIT_HEADER))
    assert book.limit("cod", "wastewater", {}, date(2032, 1, 1)).upper == 40
    missing = book.limit("tss", "wastewater", {}, date(2032, 1, 1))
    assert missing.message.id == "rules.limit.not_in_force"  # the slot is filled: no longer "not entered"


def test_load_packs__repeal_is_a_dated_null(tmp_path):
    rows = ["l.1,T,water,cod,,40,mg/L,D,p,s,high,2020-01-01,", "l.2,T,water,tss,,,,D,article 9,s,high,2024-01-01,"]
    book = load_packs(pack(tmp_path, *rows, name="limit.test.csv", header=LIMIT_HEADER), shipped=False)
    assert book.limit("tss", "water", {}, date(2024, 1, 1)).message.id == "rules.limit.repealed"
    assert book.limit("tss", "water", {}, date(2023, 12, 31)).message.id == "rules.limit.not_in_force"
    assert book.rule("l.2").repealed


VERIFY_HEADER = "id,rule,rule_hash,document,place,source,confidence,verified_by,verified_on"


def test_load_packs__a_person_verifies_a_rule_and_a_changed_rule_is_unverified_again(tmp_path):
    wording = content_hash(load_packs().rule("grid-vn.2023"))
    row = f"v.1,grid-vn.2023,{wording},Official gazette,page 3,read,high,Lê Văn C,2026-11-20"
    book = load_packs(pack(tmp_path, row, name="verification.park.csv", header=VERIFY_HEADER))
    assert not book.grid_factor(2023).provisional
    assert book.grid_factor(2022).provisional
    assert book.version != load_packs().version
    other = row.replace(wording, "0" * 64)
    refused(
        pack(tmp_path, other, name="verification.park.csv", header=VERIFY_HEADER), "rules.pack.other_wording", shipped=True
    )


@pytest.mark.parametrize("confidence", [c for c in Confidence if c is not Confidence.HIGH])
def test_provisional__verified_but_less_than_high_stays_provisional(confidence):
    rule = load_packs().rule("grid-vn.2023")
    verified = replace(rule, verified_by="Lê Văn C", verified_on=date(2026, 11, 20))
    assert not verified.provisional
    assert replace(verified, confidence=confidence).provisional
    assert replace(verified, verified_by="").provisional


def test_version__is_the_content_not_the_files_or_their_order():
    rules = [rule for file in pack_files(SHIPPED) for rule in read_pack(file)]
    book = book_of(rules)
    assert book.version == book_of(rules[::-1]).version == load_packs().version
    moved = [replace(rule, where="elsewhere:1") for rule in rules]
    assert book_of(moved).version == book.version
    changed = [replace(rules[0], note="another word"), *rules[1:]]
    assert book_of(changed).version != book.version
    assert len(book.version) == len(hashlib.sha256().hexdigest())


def test_book__can_be_sent_to_another_process():
    book = load_packs()
    again = pickle.loads(pickle.dumps(book))
    assert again.version == book.version
    assert again.rule("grid-vn.2023") == book.rule("grid-vn.2023")


def test_rule__an_unknown_id_is_an_error():
    with pytest.raises(RuleError) as error:
        load_packs().rule("nothing")
    assert error.value.code == "rules.book.unknown_rule"
