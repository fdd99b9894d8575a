"""``verify.js`` in a real browser: a right proof holds, any changed byte or field does not."""

import copy
import json
import shutil
import sys
import threading
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "trust" / "log"))

from memory_log import MemoryLogStorage, open_log  # noqa: E402
from park_bundle import CREATED, SALT, readings  # noqa: E402

from ecopark.trust.log.batches import batch_tree, reading_proof, readings_entry  # noqa: E402
from ecopark.trust.log.note import SigningKey  # noqa: E402

STATIC = ROOT / "src" / "ecopark" / "serve" / "portal" / "static"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
VERIFY = "async ([proof, key]) => (await import('/verify.js')).verifyReadingProof(proof, key)"

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    extensions_map = {".js": "text/javascript", "": "text/plain"}  # noqa: RUF012

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def page():
    from playwright.sync_api import sync_playwright

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/icon.svg")
        yield page
        browser.close()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def given():
    """(proof, verifier key) in a log of 300 entries: paths through two levels of tiles."""
    log, tree = open_log(MemoryLogStorage()), batch_tree(readings(1), 1, SALT)
    for i in range(299):
        log.add("record", {"id": str(i)}, publish=False)
    log.add("readings", readings_entry(tree, source="sheet", recorded_time=CREATED))
    return reading_proof(log, tree, "plating.outfall.cod", datetime(2026, 3, 1, 7)), str(log.verifier)


def verify(page, proof, key):
    return page.evaluate(VERIFY, [proof, key])


def test_verify_js__a_right_proof_holds(page, given):
    verdict = verify(page, *given)
    assert [step["name"] for step in verdict["steps"]] == ["row", "chunk", "entry", "tree", "signature"]
    assert verdict["ok"], verdict


def test_verify_js__a_missing_reading_is_proved_missing(page):
    log, tree = open_log(MemoryLogStorage()), batch_tree(readings(1), 1, SALT)
    log.add("readings", readings_entry(tree, source="sheet", recorded_time=CREATED))
    proof = reading_proof(log, tree, "plating.outfall.cod", datetime(2026, 3, 1, 5))
    assert proof["reading"]["value"] is None
    assert verify(page, proof, str(log.verifier))["ok"]
    proof["reading"]["value"] = 0
    assert not verify(page, proof, str(log.verifier))["ok"]


def changes(proof):
    """(failing step, changed proof) for every part of a proof."""

    def changed(step, edit):
        copied = copy.deepcopy(proof)
        edit(copied)
        return step, copied

    def flip(path, place):
        def edit(p):
            *folders, last = path
            for folder in folders:
                p = p[folder]
            content = p[last]
            p[last] = content[:place] + ("1" if content[place] != "1" else "2") + content[place + 1 :]

        return edit

    yield changed("row", lambda p: p.update(format="x"))
    for key, value in (("datastream", "x"), ("phenomenon_time_us", 1), ("value", 1.5), ("reason", 1), ("status", 1)):
        yield changed("row", lambda p, key=key, value=value: p["reading"].update({key: value}))
    yield changed("row", lambda p: p["chunk"].update(row=p["chunk"]["row"] + 1))
    yield changed("row", lambda p: p["chunk"].update(leaf=p["chunk"]["leaf"][:-4]))
    yield changed("chunk", flip(("chunk", "leaf"), 4))  # the salt
    yield changed("chunk", lambda p: p["chunk"].update(index=p["chunk"]["index"] + 1))
    yield changed("chunk", flip(("chunk", "path", 0), 9))
    yield changed("chunk", lambda p: p["chunk"]["path"].pop())
    yield changed("chunk", lambda p: p["chunk"]["path"].append("00" * 32))
    yield changed("tree", lambda p: p["entry"].update(text=p["entry"]["text"].replace("sheet", "sheat")))
    yield changed("tree", lambda p: p["entry"].update(index=p["entry"]["index"] - 1))
    yield changed("tree", flip(("entry", "path", 2), 9))
    yield changed("entry", lambda p: p["entry"]["path"].pop())
    lines = proof["checkpoint"].split("\n")
    yield changed("entry", lambda p: p.update(checkpoint="x" + p["checkpoint"]))
    yield changed("entry", lambda p: p.update(checkpoint=p["checkpoint"].replace("\n300\n", "\n30\n", 1)))
    yield changed("tree", flip(("checkpoint",), len(lines[0]) + 1 + len(lines[1]) + 1 + 5))
    for place in range(-90, -6, 9):
        yield changed("signature", flip(("checkpoint",), place))


def test_verify_js__every_changed_part_fails_at_its_step(page, given):
    proof, key = given
    tried = 0
    for step, changed in changes(proof):
        assert changed != proof
        verdict = verify(page, changed, key)
        assert not verdict["ok"], step
        assert verdict["steps"][-1]["name"] == step, (step, json.dumps(verdict))
        assert verdict["steps"][-1]["detail"]
        tried += 1
    assert tried > 25


def test_verify_js__another_key_is_not_trusted(page, given):
    proof, key = given
    other = SigningKey.generate("park.example/log").verifier
    assert verify(page, proof, str(other))["steps"][-1]["name"] == "signature"
    for wrong in ("", "a+b", key[:-4] + "AAA="):
        assert verify(page, proof, wrong)["steps"][-1]["name"] == "entry"
