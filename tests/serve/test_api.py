"""The API as a program sees it: problems, pages, formats, headers, uploads, evidence, the OpenAPI document."""

from __future__ import annotations

import base64
import io
import json
import re
from datetime import datetime
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pytest
from fastapi import APIRouter
from tests.serve.small_park import START, Browser, Served

from ecopark.core.messages import known_messages
from ecopark.core.scope import system_scope
from ecopark.engine.records_access import Upload
from ecopark.serve.access.headers import CONTENT_SECURITY_POLICY
from ecopark.serve.api.app import create_app, endpoints_of
from ecopark.serve.api.readings import envelope
from ecopark.trust.log import merkle
from ecopark.trust.log.note import Note, VerifierKey

ALL = system_scope("test")


def pages(browser: Browser, path: str, **query: Any) -> list[dict[str, Any]]:
    """All items, by following ``next``."""
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    for _ in range(100):
        given = {**query, **({"cursor": cursor} if cursor else {})}
        answer = browser.get(path, params=given)
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        cursor = answer.json()["next"]
        assert ("rel=" in answer.headers.get("link", "")) == (cursor is not None)
        if cursor is None:
            return items
    raise AssertionError("the pages do not end")


# -- problems


COD = "/api/v1/datastreams/works.cod/observations"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/datastreams/nothing", 404, "serve.request.not_found"),
        ("GET", "/api/v1/nowhere", 404, "serve.request.not_found"),
        ("DELETE", "/api/v1/park", 405, "serve.request.no_method"),
        ("GET", "/api/v1/findings", 401, "serve.request.sign_in_needed"),
        ("GET", "/api/v1/datastreams?limit=0", 422, "serve.request.invalid"),
        ("GET", "/api/v1/datastreams?cursor=%25%25", 400, "serve.query.bad_cursor"),
        ("GET", f"{COD}?start=2026-03-01T00:00", 400, "serve.query.bad_time"),
        ("GET", f"{COD}?start=2026-03-02&end=2026-03-01", 400, "serve.query.empty_interval"),
        ("GET", f"{COD}?format=pdf", 406, "serve.query.no_format"),
        ("POST", "/api/v1/sign-in", 422, "serve.request.invalid"),
    ],
)  # fmt: skip
def test_problem__is_a_document_in_the_wanted_language(
    shared: Served, method: str, path: str, status: int, code: str
) -> None:
    for lang in ("vi", "en"):
        answer = shared.client().request(method, path, headers={"Accept-Language": f"fr, {lang};q=0.8"})
        document = answer.json()
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == lang
        assert (document["status"], document["code"], document["instance"]) == (status, code, path.partition("?")[0])
        assert document["type"] == f"/api/v1/problems/{code}"
        assert "{" not in document["detail"]
        explained = shared.client().get(document["type"]).json()
        pattern = re.escape(explained[lang]).replace(r"\{", "{").replace(r"\}", "}")
        assert re.fullmatch(re.sub(r"{\w+}", ".*", pattern), document["detail"], re.S)


def test_problem__vietnamese_first_and_lang_wins_over_the_header(shared: Served) -> None:
    browser = shared.client()
    titles = [
        browser.get("/api/v1/x").json()["title"],
        browser.get("/api/v1/x?lang=en").json()["title"],
        browser.get("/api/v1/x?lang=vi", headers={"Accept-Language": "en"}).json()["title"],
    ]
    assert titles == ["Không tìm thấy", "Not found", "Không tìm thấy"]


def test_problem__validation_names_each_place(served: Served) -> None:
    answer = served.client("user.steel").post("/api/v1/declarations", json={"firm": "steel", "activity": "much"})
    places = {error["where"] for error in answer.json()["errors"]}
    assert {"body.activity", "body.category", "body.unit"} <= places


def test_problem__a_fault_inside_tells_a_number_and_no_secret(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("password of the database is hunter2")

    monkeypatch.setattr("ecopark.serve.api.network.visible.firms", broken)
    answer = served.client("manager").get("/api/v1/firms")
    assert answer.status_code == 500
    assert answer.json()["code"] == "serve.request.fault"
    assert "hunter2" not in answer.text
    assert re.search(r"[0-9a-f]{8}", answer.json()["detail"])
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


def test_messages__of_serve_have_the_same_fields_in_both_languages() -> None:
    for message_id, text in known_messages().items():
        if message_id.startswith(("serve.", "engine.rec", "engine.user")):
            assert set(re.findall(r"{\w+}", text.vi)) == set(re.findall(r"{\w+}", text.en)), message_id


# -- pages, formats, headers


def test_pages__together_are_the_whole_list_without_doubles(shared: Served) -> None:
    manager = shared.client("manager")
    for path in ("/datastreams", "/nodes", "/edges", "/findings", "/users", "/imports", "/accounts/inventory", "/batches"):
        whole = manager.get(f"/api/v1{path}", params={"limit": 1000}).json()["items"]
        assert len(whole) > 2
        assert pages(manager, f"/api/v1{path}", limit=2) == whole, path


def test_pages__of_observations_by_time(shared: Served) -> None:
    path = "/api/v1/datastreams/works.cod/observations"
    items = pages(shared.client(), path, limit=1)
    assert [item["value"] for item in items] == [3.0, None, 66666.25]
    assert [item["reason"] for item in items] == [0, 1, 0]
    assert items[0]["phenomenon_time"] == "2026-03-02T06:00:00+07:00"
    assert "NaN" not in shared.client().get(path).text


def test_observations__interval_is_half_open_in_the_stated_zone(shared: Served) -> None:
    path = "/api/v1/datastreams/works.cod/observations"
    part = shared.client().get(path, params={"start": "2026-03-02T07:00:00+07:00", "end": "2026-03-02T01:00:00Z"}).json()
    assert [item["phenomenon_time"] for item in part["items"]] == ["2026-03-02T07:00:00+07:00"]
    day = shared.client().get(path, params={"start": "2026-03-02", "end": "2026-03-03"}).json()
    assert len(day["items"]) == 3
    lost_plus = shared.client().get(f"{path}?start=2026-03-02T08:00:00+07:00").json()
    assert len(lost_plus["items"]) == 1


def test_observations__as_known_at_a_moment(shared: Served) -> None:
    path = "/api/v1/datastreams/works.cod/observations"
    assert shared.client().get(path, params={"known_at": "2026-03-01"}).json()["items"] == []
    assert len(shared.client().get(path, params={"known_at": "2026-03-03"}).json()["items"]) == 3


@pytest.mark.parametrize("how", ["accept", "query"])
def test_observations__as_csv_and_arrow_carry_where_they_come_from(shared: Served, how: str) -> None:
    path, browser = f"{COD}?lang=en", shared.client()
    csv_type, arrow_type = "text/csv", "application/vnd.apache.arrow.stream"
    if how == "accept":
        texts = [browser.get(path, headers={"Accept": kind}) for kind in (csv_type, arrow_type)]
    else:
        texts = [browser.get(f"{path}&format={name}") for name in ("csv", "arrow")]
    head = [line for line in texts[0].text.splitlines() if line.startswith("# ")]
    assert "# notice: This park is assembled." in head
    assert "# unit: mg/L" in head
    body = "\n".join(line for line in texts[0].text.splitlines() if not line.startswith("# "))
    from_csv = pa.csv.read_csv(io.BytesIO(body.encode()))
    from_arrow = pa.ipc.open_stream(texts[1].content).read_all()
    assert from_csv["value"].to_pylist() == from_arrow["value"].to_pylist() == [3.0, None, 66666.25]
    assert from_csv["phenomenon_time"][0].as_py().isoformat().startswith("2026-03-01T23:00:00")
    assert from_arrow.schema.metadata[b"origin"] == b"synthetic"


def test_etag__spares_what_has_not_changed_and_is_nobody_elses(shared: Served) -> None:
    steel, plating = shared.client("user.steel"), shared.client("user.plating")
    first = steel.get("/api/v1/datastreams")
    again = steel.get("/api/v1/datastreams", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = plating.get("/api/v1/datastreams", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    english = steel.get("/api/v1/datastreams?lang=en", headers={"If-None-Match": first.headers["etag"]})
    assert english.status_code == 200


def test_headers__on_every_answer(shared: Served) -> None:
    for path in ("/api/v1/park", "/api/v1/nowhere", "/api/v1/findings", "/api/v1/openapi.json"):
        headers = shared.client().get(path).headers
        assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "access-control-allow-origin" not in headers
        assert "cache-control" in headers


def test_csp__allows_nothing_from_outside_and_nothing_inline() -> None:
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def test_gzip__where_it_is_taken(shared: Served) -> None:
    answer = shared.client().get("/api/v1/rules", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize("user", [None, "user.steel"])
def test_size__too_much_is_refused_before_it_is_read(served: Served, user: str | None) -> None:
    limit = 64 * 1024 if user is None else 64 * 1024 * 1024
    browser = served.client(user)
    said = browser.post("/api/v1/sign-in", content=b"x", headers={"Content-Length": str(limit + 1)})
    assert (said.status_code, said.json()["code"]) == (413, "serve.request.too_large")


def test_size__too_much_without_saying_so_is_cut_off(served: Served) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b"x" * 10_000

    headers = {"Content-Type": "application/json"}
    answer = served.client().post("/api/v1/sign-in", content=chunks(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "serve.request.too_large")


# -- doors


def send(browser: Browser, readings: list[dict[str, Any]], key: str | None = "k1", **more: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return browser.post("/api/v1/readings", json={"readings": readings}, headers=headers, **more)


READING = {"datastream": "steel.energy", "time": "2026-03-01T00:00:00+07:00", "value": 41.5}


def kept(served: Served, stream: str = "steel.energy") -> int:
    served.park.store.compact()
    return int(served.park.snapshot().observations(ALL, [stream]).num_rows)


def test_readings__are_stored_once_per_key(served: Served) -> None:
    steel, before = served.client("user.steel"), kept(served)
    first, again = send(steel, [READING]), send(steel, [READING])
    assert (first.status_code, first.json()["state"], first.json()["readings_stored"]) == (201, "stored", 1)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert kept(served) == before + 1


def test_readings__a_key_with_other_content_is_refused(served: Served) -> None:
    steel = served.client("user.steel")
    send(steel, [READING])
    other = send(steel, [{**READING, "value": 99.0}])
    assert (other.status_code, other.json()["code"]) == (422, "serve.upload.key_reused")


def test_readings__the_same_key_of_another_user_is_another_key(served: Served) -> None:
    send(served.client("user.steel"), [READING])
    other = send(served.client("user.plating"), [{**READING, "datastream": "plating.energy"}])
    assert other.json()["state"] == "stored"


def test_readings__a_key_that_is_being_worked_on_has_to_wait(served: Served) -> None:
    body = json.dumps({"readings": [READING]}, separators=(",", ":"), ensure_ascii=False).encode()
    digest = sha256()
    for part in (b"readings", b"good_rows", body):
        digest.update(len(part).to_bytes(8, "big") + part)
    claim = Upload("user.steel", "k1", digest.hexdigest(), served.clock())
    served.park.records.access.begin_upload(ALL, claim, stale_before=START)
    waiting = send(served.client("user.steel"), [READING])
    assert (waiting.status_code, waiting.json()["code"]) == (409, "serve.upload.in_progress")
    served.clock.forward(minutes=11)  # whoever worked on it is dead
    assert send(served.client("user.steel"), [READING]).status_code == 201


@pytest.mark.parametrize(
    ("key", "kind", "status", "code"),
    [
        (None, "application/json", 400, "serve.upload.key_needed"),
        ("k", "text/plain", 415, "serve.upload.json_needed"),
    ],
)
def test_readings__need_a_key_and_json(served: Served, key: str | None, kind: str, status: int, code: str) -> None:
    headers = {"Content-Type": kind, **({"Idempotency-Key": key} if key else {})}
    answer = served.client("user.steel").post("/api/v1/readings", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_readings__a_malformed_body_frees_its_key(served: Served) -> None:
    steel = served.client("user.steel")
    headers = {"Idempotency-Key": "k1", "Content-Type": "application/json"}
    bad = steel.post("/api/v1/readings", content=b'{"readings": [{"datastream": "steel.energy"}]}', headers=headers)
    assert bad.status_code == 400
    assert bad.json()["where"].startswith("/readings/0")
    assert send(steel, [READING]).status_code == 201


def test_readings__good_ones_are_taken_and_anothers_firms_wait_in_quarantine(served: Served) -> None:
    before = kept(served, "plating.energy")
    answer = send(served.client("user.steel"), [READING, {**READING, "datastream": "plating.energy"}]).json()
    assert (answer["state"], answer["readings_stored"], answer["rows_refused"]) == ("partly", 1, 1)
    assert kept(served, "plating.energy") == before
    assert answer["quarantine"]
    seen = served.client("user.plating").get(f"/api/v1/quarantine/{answer['quarantine']}")
    assert seen.status_code == 404


def test_files__preview_stores_nothing_and_import_does(served: Served) -> None:
    steel, before = served.client("user.steel"), kept(served)
    sheet = {"file": ("../../evil name.csv", b"time,steel.energy\n2026-03-01 00:00,1.5\n2026-03-01 01:00,x\n")}
    seen = steel.post("/api/v1/files", files=sheet, data={"mode": "preview"}).json()
    assert (seen["door"], seen["preview"]["readings"], seen["preview"]["bad_rows"]) == ("csv", 1, 1)
    assert kept(served) == before
    mapping = json.dumps(seen["mapping"])
    refused = steel.post("/api/v1/files", files=sheet, data={"mapping": mapping})
    assert (refused.status_code, refused.json()["state"]) == (422, "refused")
    assert kept(served) == before  # nothing half-imported
    taken = steel.post("/api/v1/files", files=sheet, data={"mapping": mapping, "policy": "good_rows"})
    assert (taken.status_code, taken.json()["state"], taken.json()["file"]) == (201, "partly", "evil name.csv")
    assert kept(served) == before + 1


def test_quarantine__raw_file_comes_back_as_it_was_to_who_sent_it(served: Served) -> None:
    steel = served.client("user.steel")
    content = b"time,steel.energy\n2026-03-01 01:00,x\n"
    run = steel.post("/api/v1/files", files={"file": ("a.csv", content)}).json()
    path = f"/api/v1/quarantine/{run['quarantine']}"
    raw = steel.get(f"{path}/raw")
    assert raw.content == content
    assert raw.headers["content-disposition"] == 'attachment; filename="a.csv"'
    assert raw.headers["content-type"] == "application/octet-stream"
    assert steel.get(f"{path}/report?format=csv").status_code == 200
    assert served.client("user.plating").get(f"{path}/raw").status_code == 404
    # what the manager sent may hold rows of others, even where the item came to be the firm's
    assert steel.get("/api/v1/quarantine/quarantine-steel").status_code == 200
    assert steel.get("/api/v1/quarantine/quarantine-steel/raw").status_code == 404
    assert served.client("manager").get("/api/v1/quarantine/quarantine-steel/raw").content == b"zinnober"
    assert steel.post(f"{path}/discard", json={"reason": "sent by mistake"}).status_code == 204
    assert steel.post(f"{path}/discard", json={"reason": "sent by mistake"}).status_code == 409
    assert steel.get(f"{path}/raw").content == content


# -- notes


def test_declaration__has_revisions_and_entries_in_the_log(served: Served) -> None:
    steel, size = served.client("user.steel"), served.park.log.size
    given = {
        "firm": "steel",
        "facility": "steel.site",
        "category": "fuel",
        "substance": "gas/diesel oil",
        "activity": 12.5,
        "unit": "t",
        "first_day": "2026-01-01",
        "last_day": "2026-01-31",
        "evidence": "hoá đơn 000123",
    }
    first = steel.post("/api/v1/declarations", json=given)
    assert (first.status_code, first.json()["revision"]) == (201, 1)
    again = {**given, "id": first.json()["id"], "activity": 12.0}
    stale = steel.post("/api/v1/declarations", json={**again, "expected_revision": 0})
    assert (stale.status_code, stale.json()["code"]) == (409, "engine.record.changed")
    second = steel.post("/api/v1/declarations", json={**again, "expected_revision": 1})
    assert second.json()["revision"] == 2
    history = steel.get(f"/api/v1/declarations/{first.json()['id']}/history").json()["items"]
    assert [revision["content"]["activity"] for revision in history] == [12.5, 12.0]
    entries = [json.loads(entry) for entry in served.park.log.entries(size)]
    assert [(e["record"], e["revision"]) for e in entries if e["kind"] == "record"] == [
        ("declaration", 1),
        ("declaration", 2),
    ]
    assert "000123" not in json.dumps(entries)
    theirs = steel.post("/api/v1/declarations", json={**given, "facility": "plating.site"})
    assert (theirs.status_code, theirs.json()["code"]) == (400, "serve.declaration.other_firm")


def test_triage__shows_at_the_finding(served: Served) -> None:
    steel = served.client("user.steel")
    done = steel.post("/api/v1/findings/finding-steel/triage", json={"state": "explained", "note": "thay công tơ"})
    assert done.status_code == 201
    found = served.client("manager").get("/api/v1/findings/finding-steel").json()
    assert (found["triage"]["state"], found["triage"]["note"]) == ("explained", "thay công tơ")


def test_flag_note__by_an_inspector_not_by_a_firm(served: Served) -> None:
    note = {"datastream": "steel.cod", "start": "2026-03-01", "end": "2026-03-02", "flag": "bad", "reason": "hiệu chuẩn"}
    assert served.client("user.steel").post("/api/v1/flag-notes", json=note).status_code == 403
    made = served.client("inspector").post("/api/v1/flag-notes", json=note).json()
    assert (made["firm"], made["actor"], made["content"]["start"]) == ("steel", "inspector", "2026-03-01T00:00:00+07:00")
    assert [n["id"] for n in pages(served.client("user.steel"), "/api/v1/flag-notes")] == sorted(
        [made["id"], "flag_note-steel"]
    )


# -- results and evidence


def test_totals__of_fewer_than_three_firms_are_withheld(shared: Served) -> None:
    items = shared.client().get("/api/v1/park/totals").json()["items"]
    assert [(item["resource"], item["quantity"]) for item in items] == [("electricity", None)]
    assert items[0]["reason"]


def test_log__tiles_checkpoint_and_proofs_agree(served: Served) -> None:
    public, manager = served.client(), served.client("manager")
    text = public.get("/api/v1/log/checkpoint").text
    origin, size, root = text.splitlines()[:3]
    assert (origin, int(size)) == ("park.test", served.park.log.size)
    tile = public.get(f"/api/v1/log/tile/0/000.p/{size}")
    bundle = manager.get(f"/api/v1/log/tile/entries/000.p/{size}")
    assert public.get(f"/api/v1/log/tile/entries/000.p/{size}").status_code == 401
    entries, at = [], 0
    while at < len(bundle.content):
        length = int.from_bytes(bundle.content[at : at + 2], "big")
        entries.append(bundle.content[at + 2 : at + 2 + length])
        at += 2 + length
    assert [tile.content[i : i + 32] for i in range(0, len(tile.content), 32)] == [merkle.leaf_hash(e) for e in entries]
    proof = public.get("/api/v1/log/inclusion?index=1").json()
    assert base64.b64decode(root).hex() == proof["root"]
    assert public.get("/api/v1/log/tile/0/../../../keys/log.key").status_code == 404
    assert public.get("/api/v1/log/tile/0/000.p/0").status_code == 404


def test_proof__of_a_public_reading_leads_to_the_signed_checkpoint(shared: Served) -> None:
    query = {"datastream": "works.cod", "time": "2026-03-02T08:00:00+07:00"}
    proof = shared.client().get("/api/v1/log/proof", params=query).json()
    assert (proof["reading"]["datastream"], proof["reading"]["value"]) == ("works.cod", 66666.25)
    leaf = merkle.leaf_hash(base64.b64decode(proof["chunk"]["leaf"]))
    entry = json.loads(proof["entry"]["text"])
    path = [bytes.fromhex(part) for part in proof["chunk"]["path"]]
    root = bytes.fromhex(entry["tree_root"])
    merkle.verify_inclusion(leaf, proof["chunk"]["index"], entry["chunks"], path, root)
    size, head = proof["checkpoint"].splitlines()[1:3]
    log_path = [bytes.fromhex(part) for part in proof["entry"]["path"]]
    logged = merkle.leaf_hash(proof["entry"]["text"].encode())
    merkle.verify_inclusion(logged, proof["entry"]["index"], int(size), log_path, base64.b64decode(head))
    key = shared.client().get("/api/v1/log/key").text.strip()
    assert Note.parse(proof["checkpoint"].encode()).require([VerifierKey.parse(key)])
    assert shared.client().get("/api/v1/log/proof", params={**query, "datastream": "steel.cod"}).status_code == 404
    missing = shared.client().get("/api/v1/log/proof", params={**query, "time": "2026-03-02T08:01:00+07:00"})
    assert missing.status_code == 404


def test_envelope__keeps_peaks_and_gaps() -> None:
    times = [datetime(2026, 1, 1, hour, minute) for hour in range(10) for minute in range(60)]
    values: list[float | None] = [1.0] * 600
    values[123], values[345] = 99.0, None
    table = pa.table({"phenomenon_time": pa.array(times, pa.timestamp("us")), "value": pa.array(values)})
    drawn = envelope(table, None, 60)
    assert len(drawn["time"]) == 60
    assert max(drawn["high"]) == 99.0
    assert [i for i, gap in enumerate(drawn["gap"]) if gap] == [34]
    few = envelope(table.slice(343, 5), None, 60)
    assert (few["last"], few["gap"]) == ([1.0, 1.0, None, 1.0, 1.0], [False, False, True, False, False])
    assert envelope(table.slice(0, 0), None, 60)["time"] == []


# -- the document and the application


def test_openapi__describes_every_endpoint_with_its_problems(shared: Served) -> None:
    document = shared.client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    shown = [endpoint for endpoint in endpoints_of(shared.app.routes) if endpoint.include_in_schema]
    real = {(method, str(e.path_format)) for e in shown for method in e.methods or ()}
    assert described == real
    assert "ProblemDocument" in document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert "application/problem+json" in operation["responses"]["404"]["content"], (method, path)
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert references <= set(document["components"]["schemas"])


def test_create_app__refuses_an_endpoint_without_a_policy(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    router = APIRouter()
    router.add_api_route("/leak", lambda: "everything")
    monkeypatch.setattr("ecopark.serve.api.app._ROUTERS", (router,))
    with pytest.raises(RuntimeError, match="/leak"):
        create_app(served.park)


def test_create_app__refuses_a_page_without_a_policy(served: Served) -> None:
    router = APIRouter()
    router.add_api_route("/page", lambda: "everything", methods=["POST"])
    with pytest.raises(RuntimeError, match="/page"):
        create_app(served.park, portal_router=router)
