"""Forms by which people add to data: cause and action of an exceedance, declarations of a firm."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest
from tests.serve.portal_served import PortalServed, portal_park
from tests.serve.test_portal_pages import Reader

from ecopark.core.scope import system_scope

POINT = "/points/outfall-1?property=ammonium_n"
WRONG = {"cause": "Mưa lớn.", "action": "Giảm lưu lượng vào."}
DIESEL = {
    "category": "fuel",
    "substance": "gas/diesel oil",
    "activity": "12.5",
    "unit": "t",
    "first_day": "2025-10-01",
    "last_day": "2025-10-31",
    "evidence": "hoá đơn 000123",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalServed]:
    with portal_park(tmp_path_factory.mktemp("notes")) as made:
        yield made


@pytest.fixture(scope="module")
def readers(served: PortalServed) -> Iterator[dict[str, Reader]]:
    with asyncio.Runner() as runner:
        names = ("manager", "inspector", "steel")
        signed = {name: Reader(served.app, runner).signed_in(name) for name in names}
        yield {**signed, "public": Reader(served.app, runner)}


def _first_form(text: str) -> tuple[str, str]:
    """Address and revision of the first form about an exceedance."""
    found = re.search(r'action="(/exceedances/[^"]+)".*?name="revision" value="(\d+)"', text, flags=re.S)
    assert found is not None
    return found[1], found[2]


def test_exceedance__cause_and_action_are_shown_with_who_and_when(readers: dict[str, Reader]) -> None:
    manager = readers["manager"]
    before = manager.get(POINT).text
    address, revision = _first_form(before)
    form = {**WRONG, "revision": revision, "month": "2025-11"}
    assert manager.post(address, form).status_code == 403, "no token"
    form["csrf_token"] = manager.token("/")
    assert manager.post(address, {**form, "action": ""}).status_code == 422
    done = manager.post(address, form)
    assert done.status_code == 303
    assert done.headers["location"].startswith("/points/outfall-1?property=ammonium_n&month=2025-11#x-")
    after = manager.get(POINT).text
    assert "Mưa lớn." in after
    assert re.search(r"đã ghi nhận</span> manager, 18/11/2025 \d\d:\d\d", after)
    assert manager.post(address, form).status_code == 409, "somebody stated it since the page was read"
    inspector = readers["inspector"].get(POINT).text
    assert "Giảm lưu lượng vào." in inspector
    assert 'action="/exceedances/' not in inspector


def test_exceedance__of_the_parks_point_is_not_for_a_firm_or_the_public(readers: dict[str, Reader]) -> None:
    address, _ = _first_form(readers["manager"].get(POINT).text)
    steel, public = readers["steel"], readers["public"]
    assert 'action="/exceedances/' not in steel.get(POINT).text + public.get(POINT).text
    assert steel.post(address, {**WRONG, "csrf_token": steel.token("/")}).status_code == 403
    assert public.post(address, WRONG).status_code == 401


@pytest.mark.parametrize("user", ["steel", "manager"])
def test_declaration__of_the_firm_is_kept_and_listed(readers: dict[str, Reader], served: PortalServed, user: str) -> None:
    reader = readers[user]
    assert 'id="declarations"' in reader.get("/firms/steel").text
    form = {**DIESEL, "evidence": f"hoá đơn {user}"}
    assert reader.post("/firms/steel/declarations", form).status_code == 403, "no token"
    done = reader.post("/firms/steel/declarations", {**form, "csrf_token": reader.token("/")})
    assert (done.status_code, done.headers["location"]) == (303, "/firms/steel?declared=yes#declarations")
    text = reader.get("/firms/steel").text
    part = text[text.index('id="declarations"') :]
    assert f"hoá đơn {user}" in part
    assert "12,5 t" in part
    assert "01/10/2025 – 31/10/2025" in part
    assert '<span class="badge declared">' in part
    kept = served.park.records.find(system_scope("test"), "declaration", firm="steel")
    assert [r.actor for r in kept if r.content["evidence"] == f"hoá đơn {user}"] == [user]


def test_declaration__that_cannot_be_taken_keeps_what_was_typed(readers: dict[str, Reader]) -> None:
    manager = readers["manager"]
    form = {**DIESEL, "unit": "m2", "evidence": "phiếu xuất kho 77", "csrf_token": manager.token("/")}
    answer = manager.post("/firms/steel/declarations", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="phiếu xuất kho 77"' in answer.text
    assert "phiếu xuất kho 77" not in manager.get("/firms/steel").text


def test_declaration__made_up_ones_say_so(readers: dict[str, Reader], served: PortalServed) -> None:
    content = {**DIESEL, "activity": 3.0, "origin": "synthetic"}
    served.park.records.put(system_scope("test"), "declaration", "made-up", content, firm="metal")
    text = readers["inspector"].get("/firms/metal").text
    part = text[text.index('id="declarations"') :]
    assert '<span class="badge synthetic">' in part[: part.index("</section>")]
    assert "<form" not in part[: part.index("</section>")]


def test_declaration__not_for_another_firm_and_not_by_who_only_reads(readers: dict[str, Reader]) -> None:
    steel, inspector = readers["steel"], readers["inspector"]
    for firm in ("plating", "nobody"):
        answer = steel.post(f"/firms/{firm}/declarations", {**DIESEL, "csrf_token": steel.token("/")})
        assert answer.status_code == 404
    answer = inspector.post("/firms/steel/declarations", {**DIESEL, "csrf_token": inspector.token("/")})
    assert answer.status_code == 403
