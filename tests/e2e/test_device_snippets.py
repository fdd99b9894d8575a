"""The snippets that the portal offers, pasted as they are into a shell and into Python, against a served park."""

import gzip
import json
import subprocess
import sys
import time
import tomllib
import urllib.request

import pytest
from tests.faults.live_park import PATIENCE_S, new_device, new_park, served
from tests.ports import free_port

from ecopark.connect.live.device import Device
from ecopark.serve.readmodel.snippets import Target, snippets

NAME = "nt.cod"


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    port = free_port()
    folder = new_park(tmp_path_factory.mktemp("snippets") / "park", f"  mqtt: {{mode: own, port: {port}}}\n")
    secret = new_device(folder, "gw-1", "--datastream", NAME)
    with served(folder) as server:
        yield folder, secret, Target(server.address, "khu-mau", port)


def texts(target, secret):
    device = Device("gw-1", "gw-1", None, "http", (NAME,))
    return {s.name: s.text for s in snippets(device, NAME, target, secret)}


def stored(folder):
    """Readings that were stored of the device, as the server last wrote down."""
    try:
        sources = json.loads((folder / "data" / "sources.json").read_text())["sources"]
    except FileNotFoundError:
        return 0
    return next((s["stored"] for s in sources if s["id"] == "gw-1"), 0)


@pytest.mark.parametrize("program", ["curl", "Python", "mosquitto_pub"])
def test_snippet__sends_a_reading(park, tmp_path, program):
    folder, secret, target = park
    text, before = texts(target, secret)[program], stored(folder)
    if program == "Python":
        (tmp_path / "send.py").write_text(text)
        words = [sys.executable, "-W", "error", str(tmp_path / "send.py")]
    else:
        words = ["bash", "-euo", "pipefail", "-c", text]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    deadline = time.monotonic() + PATIENCE_S
    while stored(folder) == before and time.monotonic() < deadline:
        time.sleep(0.2)
    assert stored(folder) == before + 1


def test_snippet__node_red_flow_can_be_imported(park):
    _folder, secret, target = park
    flow = json.loads(texts(target, secret)["Node-RED"])
    ids = {node["id"] for node in flow}
    assert {node["type"] for node in flow} == {"tab", "inject", "function", "http request", "debug"}
    assert all(wire in ids for node in flow for out in node.get("wires", []) for wire in out)
    assert all(node["z"] in ids for node in flow if node["type"] != "tab")


def test_snippet__telegraf_configuration_reads_back_and_its_lines_are_understood(park):
    """Telegraf is in no package of the system: what its documentation says that it sends is sent instead."""
    _folder, secret, target = park
    said = tomllib.loads(texts(target, secret)["Telegraf"])
    (output,), (modbus,) = said["outputs"]["influxdb_v2"], said["inputs"]["modbus"]
    (request,) = modbus["request"]
    (field,) = request["fields"]
    tags = {"host": "gw", "name": modbus["name"], "slave_id": str(request["slave_id"]), **request["tags"]}
    line = f"{modbus['name']},{','.join(f'{k}={v}' for k, v in sorted(tags.items()))} {field['name']}=12.5\n"
    address = f"{output['urls'][0]}/api/v2/write?org={output['organization']}&bucket={output['bucket']}&precision=ns"
    asked = urllib.request.Request(address, gzip.compress(line.encode()))
    asked.add_header("Authorization", f"Token {output['token']}")
    asked.add_header("Content-Encoding", output["content_encoding"])
    with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
        assert answer.status == 204
