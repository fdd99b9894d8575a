"""Reports: every number with its code, PDF and XLSX that are made again bit by bit, whatever happened since."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from tests.serve.published_park import FIRMS, MANAGER, STEEL, publish_accounts, sharing_with_everybody
from tests.serve.small_park import Served, small_park

import ecopark.serve.reports.kept_checks as kept_checks
import ecopark.serve.reports.making as making
from ecopark.core.errors import EcoparkError, Fatal, InputError, NotAllowed
from ecopark.core.records import Record
from ecopark.core.scope import PUBLIC
from ecopark.judge.reports.content import with_codes
from ecopark.judge.reports.kinds import KINDS
from ecopark.rules.book import RuleBook
from ecopark.serve.problems import NotFound
from ecopark.serve.reports.checking import check_code
from ecopark.serve.reports.loading import Wanted
from ecopark.serve.reports.making import (
    content_in,
    kept_file,
    make_report,
    recreate,
    report_record,
    reports_of,
    verify_report,
)
from ecopark.serve.reports.renderer import files_of

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


@pytest.fixture
def accounts(served: Served) -> Served:
    publish_accounts(served)
    return served


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, Record]]]:
    """A park with one report of each kind, for tests that only read."""
    with small_park(tmp_path_factory.mktemp("park")) as park:
        publish_accounts(park)
        yield park, {kind: make_report(park.park, MANAGER, Wanted(kind, "2026"), "vi") for kind in KINDS}


def figure(content: Any, key: str) -> Any:
    return next(entry for entry in content["figures"] if entry["key"] == key)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_make_report__figures_stand_on_the_accounts(made: tuple[Served, dict[str, Record]]) -> None:
    served, reports = made
    content = content_in(served.park, reports["environment"])
    bought = figure(content, "electricity.in.kWh")["figure"]
    assert bought["value"] == pytest.approx((sum(FIRMS.values()) + 1000) / 1000)
    assert (bought["unit"], bought["origin"], bought["standing"]) == ("MWh", "measured", "measured")
    emitted = figure(content, "emissions.scope2")["figure"]
    assert emitted["value"] == pytest.approx(sum(FIRMS.values()) * 0.6592e-3)
    half = (emitted["high"] - emitted["low"]) / 2
    assert half == pytest.approx(1.6449 * 0.05 * emitted["value"], rel=1e-4)  # one factor: correlated, not averaged out
    assert figure(content, "limits.works.point.cod.permit 7.exceeded")["figure"]["value"] == 1
    assert figure(content, "water.in.m3")["figure"]["value"] is None
    assert figure(content, "water.in.m3")["reason"]["vi"].startswith("không có số liệu")


@pytest.mark.parametrize("kind", KINDS)
def test_make_report__every_number_is_printed_with_its_code(made: tuple[Served, dict[str, Record]], kind: str) -> None:
    served, reports = made
    content = content_in(served.park, reports[kind])
    pdf = "".join(text_of(kept_file(served.park, reports[kind], "pdf")).split())
    sheet = openpyxl.load_workbook(io.BytesIO(kept_file(served.park, reports[kind], "xlsx"))).worksheets[1]
    listed = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert listed == [entry["code"] for entry in content["figures"]]
    assert all(entry["code"] in pdf for entry in content["figures"])


def test_gri__what_nobody_has_says_why(made: tuple[Served, dict[str, Record]]) -> None:
    served, reports = made
    content = content_in(served.park, reports["gri"])
    said = {entry["key"]: entry for entry in content["figures"]}
    assert said["gri.302-1.electricity.in.kWh"]["figure"]["value"] is not None
    for key in ("gri.302-2.outside", "gri.303-5", "gri.305-3.scope3", "gri.306-5.disposed"):
        assert said[key]["figure"]["value"] is None
        assert said[key]["reason"]["vi"]
        assert said[key]["reason"]["en"]


def test_pdf__vietnamese_text_comes_out_as_it_was_written(made: tuple[Served, dict[str, Record]]) -> None:
    served, reports = made
    text = f"{LETTERS} {LETTERS.upper()} ≤ ≥ − ₫ m³ CO₂"
    content: Any = content_in(served.park, reports["measures"])
    decomposed = unicodedata.normalize("NFD", text)
    content["sections"][0]["blocks"] = [{"type": "text", "style": "body", "text": {"vi": decomposed, "en": "x"}}]
    read = text_of(files_of(content, "vi")["pdf"])
    assert unicodedata.normalize("NFC", read) == read
    assert "".join(text.split()) in "".join(read.split())


def test_pdf__pages_are_counted_and_heads_repeat(made: tuple[Served, dict[str, Record]]) -> None:
    served, reports = made
    content: Any = content_in(served.park, reports["measures"])
    head = [{"title": {"vi": "Đầu bảng", "en": "Head"}, "width": 1}]
    rows = [[f"dòng {i} " * 12] for i in range(80)]
    block = {"type": "table", "title": {"vi": "Bảng", "en": "Table"}, "columns": head, "rows": rows}
    content["sections"] = [{"title": {"vi": "Mục", "en": "Part"}, "blocks": [block]}]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files_of(content, "vi")["pdf"])).pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in page
        assert "Đầu bảng" in page
        for i in range(80):  # a row is on one page, whole
            assert page.split().count(f"{i}") in (0, 12) or i in (number, len(pages))


def test_recreate__same_bytes_after_data_rules_and_records_have_changed(accounts: Served) -> None:
    park = accounts.park
    record = make_report(park, MANAGER, Wanted("environment", "2026"), "vi")
    first = {name: kept_file(park, record, name) for name in ("pdf", "xlsx")}
    accounts.clock.forward(days=20)
    publish_accounts(accounts, {"steel": 99999.5, "plating": 1.0}, version="3")
    park.records.put(MANAGER, "exceedance_event", "e1", {"cause": "mưa lớn", "monitoring_point": "works.point"})
    changed = replace(park, book=RuleBook(park.book.rules[:5]))
    again = recreate(changed, record)
    assert again.identical
    assert again.files == first
    assert "rules" in verify_report(changed, record).changed_inputs
    assert {name: sha256(made).hexdigest() for name, made in again.files.items()} == dict(record.content["files"])  # type: ignore[call-overload]


def test_verify_report__computed_again_from_the_data_of_then_and_of_today(accounts: Served) -> None:
    park = accounts.park
    record = make_report(park, MANAGER, Wanted("environment", "2026"), "vi")
    fresh = verify_report(park, record)
    assert fresh.holds
    assert fresh.since == []
    accounts.clock.forward(days=20)
    publish_accounts(accounts, {"steel": 99999.5, "plating": 1.0}, version="3")
    later = verify_report(park, record)
    assert later.holds
    assert later.recomputed == []
    assert {"electricity.in.kWh", "emissions.scope2"} <= {difference.key for difference in later.since}
    code = figure(content_in(park, record), "electricity.in.kWh")["code"]
    found = check_code(park, MANAGER, code.lower())
    assert found.state == "changed"
    assert found.today is not None
    assert found.today.now["value"] == pytest.approx(101.0005)  # type: ignore[index]


def test_verify_report__a_changed_byte_is_told(accounts: Served) -> None:
    park = accounts.park
    record = make_report(park, MANAGER, Wanted("gri", "2026"), "vi")
    digest = str(record.content["content_sha256"])
    path = park.raw.folder / digest[:2] / digest
    path.chmod(0o640)
    path.write_bytes(path.read_bytes().replace(b"302", b"303"))
    with pytest.raises(Fatal, match=r"connect\.raw\.changed"):
        verify_report(park, record)


def test_recreate__another_renderer_is_said_not_hidden(accounts: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    record = make_report(accounts.park, MANAGER, Wanted("gri", "2026"), "vi")
    monkeypatch.setattr(making, "renderer_version", lambda: "2-another")
    monkeypatch.setattr(making, "files_of", lambda content, lang: {"pdf": b"%PDF other", "xlsx": b"other"})
    made = recreate(accounts.park, record)
    assert not made.identical
    assert made.renderer_then != made.renderer_now == "2-another"
    assert kept_file(accounts.park, record, "pdf").startswith(b"%PDF-1.7")


def test_files__same_bytes_in_every_process(made: tuple[Served, dict[str, Record]], tmp_path: Path) -> None:
    served, reports = made
    content = content_in(served.park, reports["environment"])
    (tmp_path / "content.json").write_text(json.dumps(content))
    code = (
        "import json, sys, hashlib; from ecopark.serve.reports.renderer import files_of; "
        "made = files_of(json.load(open(sys.argv[1])), 'vi'); "
        "print(json.dumps({n: hashlib.sha256(b).hexdigest() for n, b in made.items()}))"
    )
    for seed, zone in (("1", "UTC"), ("2", "Asia/Ho_Chi_Minh")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "content.json")], env=environment, capture_output=True, check=True
        )
        assert json.loads(done.stdout) == dict(reports["environment"].content["files"])  # type: ignore[call-overload]


def test_xlsx__times_and_order_are_fixed(made: tuple[Served, dict[str, Record]]) -> None:
    served, reports = made
    with zipfile.ZipFile(io.BytesIO(kept_file(served.park, reports["environment"], "xlsx"))) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.testzip() is None


def test_make_report__who_may(accounts: Served) -> None:
    park = accounts.park
    with pytest.raises(NotAllowed):
        make_report(park, PUBLIC, Wanted("gri", "2026"), "vi")
    with pytest.raises(NotAllowed):
        make_report(park, STEEL, Wanted("gri", "2026"), "vi")
    with pytest.raises(NotAllowed):
        make_report(park, STEEL, Wanted("gri", "2026", "plating"), "vi")
    with pytest.raises(InputError, match="no_public_firm"):
        make_report(park, MANAGER, Wanted("gri", "2026", "steel", public=True), "vi")
    own = make_report(park, STEEL, Wanted("inventory", "2026", "steel"), "vi")
    text = json.dumps(content_in(park, own), ensure_ascii=False)
    assert "kobalt" not in text
    assert figure(content_in(park, own), "emissions.scope2")["figure"]["value"] == pytest.approx(31337.25 * 0.6592e-3)
    assert [r.id for r in reports_of(park, STEEL)] == [own.id]
    assert reports_of(park, PUBLIC) == []
    with pytest.raises(NotFound):
        report_record(park, PUBLIC, own.id)
    code = figure(content_in(park, own), "emissions.scope2")["code"]
    for outside in (PUBLIC, replace(STEEL, user="user.plating", firms=frozenset({"plating"}))):
        with pytest.raises(NotFound):
            check_code(park, outside, code)


@pytest.mark.parametrize(
    ("kind", "period", "code"),
    [
        ("gri", "2026-02", "judge.report.bad_period"),
        ("compliance", "2026-13", "judge.report.bad_period"),
        ("compliance", "next year", "judge.report.bad_period"),
        ("environment", "2031", "judge.report.not_begun"),
        ("poem", "2026", "judge.report.unknown_kind"),
    ],
)
def test_make_report__what_cannot_be_made_says_why(shared: Served, kind: str, period: str, code: str) -> None:
    with pytest.raises(EcoparkError) as refused:
        make_report(shared.park, MANAGER, Wanted(kind, period), "vi")
    assert refused.value.code == code


def test_make_report__the_public_edition_says_what_is_open_only(accounts: Served) -> None:
    park = sharing_with_everybody(accounts.park)
    record = make_report(park, MANAGER, Wanted("environment", "2026", public=True), "vi")
    content = content_in(park, record)
    assert figure(content, "electricity.in.kWh")["figure"]["value"] is None  # nothing was let out
    assert figure(content, "limits.works.point.cod.permit 7.judged")["figure"]["value"] == 27
    text = json.dumps(content, ensure_ascii=False)
    for secret in ("zinnober", "kobalt", "malachite", "31337", "42424"):
        assert secret not in text
    assert [r.id for r in reports_of(park, PUBLIC)] == [record.id]
    assert check_code(park, PUBLIC, content["figures"][0]["code"]).state == "same"


def test_with_codes__numbers_of_one_report_have_one_tag(made: tuple[Served, dict[str, Record]]) -> None:
    served, reports = made
    content = content_in(served.park, reports["compliance"])
    assert {entry["code"][:8] for entry in content["figures"]} == {f"EP-{reports['compliance'].id}-"}
    assert with_codes(content, "0000")["figures"][0]["code"] != content["figures"][0]["code"]


def test_check_code__computed_once_until_something_changes(accounts: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    park = accounts.park
    record = make_report(park, MANAGER, Wanted("gri", "2026"), "vi")
    code = content_in(park, record)["figures"][0]["code"]
    asked = []

    def counted(*given: Any) -> Any:
        asked.append(given)
        return verify_report(*given)

    monkeypatch.setattr(kept_checks, "verify_report", counted)
    first = check_code(park, MANAGER, code)
    assert check_code(park, MANAGER, code) == first
    assert len(asked) == 1
    accounts.clock.forward(days=1)
    publish_accounts(accounts, {"steel": 99999.5, "plating": 1.0}, version="3")
    assert check_code(park, MANAGER, code).state == "changed"
    assert len(asked) == 2
