"""``ecopark monitor`` over a folder and over a served park: exit codes, JSON, kept checkpoints, a proof on disk."""

from __future__ import annotations

import json
import shutil

from tests.faults.live_park import new_park, served

from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened

SCOPE = system_scope("test")


def grow(folder, *names):
    with opened(folder, metered=False) as park:
        for name in names:
            park.records.put(SCOPE, "triage", name, {"a": name})
        return str(park.log.verifier)


def test_monitor__follows_a_served_park_and_tells_a_fork(ecopark, tmp_path):
    park, keep = new_park(tmp_path / "park"), tmp_path / "monitor"
    key = grow(park, "one", "two")
    log = park / "data" / "log"
    common = ("--key", key, "--keep", keep, "--json")
    said = json.loads(ecopark("monitor", log, *common)[0])
    assert (said["size"], said["new_entries"], said["findings"]) == (2, 2, [])
    assert said["kinds"] == {"record": 2}
    other = tmp_path / "other"
    shutil.copytree(park, other)
    grow(other, "a lie")
    grow(park, "three")
    with served(park) as server:
        said = json.loads(ecopark("monitor", f"{server.address}/api/v1/log/", *common)[0])
    assert (said["size"] > 2, said["findings"], said["withheld"]) == (True, [], said["new_entries"])
    assert len(list((keep / "checkpoints").iterdir())) == 2
    grow(other, "and", "so", "on")
    said = json.loads(ecopark("monitor", log, other / "data" / "log", *common, code=5)[0])
    (found,) = said["findings"]
    assert found["code"] == "forked"
    assert json.loads((keep / found["proof"].rpartition("/")[2]).read_bytes())["format"] == "ecopark-equivocation/v1"
    out, _ = ecopark("monitor", log, other / "data/log", "--key", key, "--keep", keep, "--lang", "vi", code=5)
    assert "HAI LỊCH SỬ" in out
    ecopark("monitor", tmp_path / "nowhere", *common, code=1)
    (keep / "state.json").write_text("{}")
    ecopark("monitor", log, *common, code=5)
