"""A whole park on a cluster, by its commands: one file more, and the same numbers, the same proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cluster_park import ClusteredPark, EmbeddedPark
from tests.cluster_servers import Servers

from ecopark.connect.actions import take_file
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.workers.evidence_path import run_path
from ecopark.trust.log.content import content_hash

pytestmark = pytest.mark.cluster
ALL = system_scope("test")
TABLES = ("flags", "coverage", "findings", "quantities", "energy_costs", "inventory_lines", "resource_lines", "limit_states")


@pytest.fixture
def park(cluster_servers: Servers, tmp_path: Path) -> Iterator[ClusteredPark]:
    made = ClusteredPark(tmp_path / "clustered", cluster_servers)
    try:
        yield made
    finally:
        made.stop()
        cluster_servers.objects.proxy.mend()
        cluster_servers.nats.start()


def sheets(folder: Path) -> list[Path]:
    """Three weeks of two meters; then a sheet with late and corrected readings."""
    folder.mkdir()
    first, second = folder / "march.csv", folder / "corrected.csv"
    rows = [f"2025-03-{day:02d} {hour:02d}:00,{day + hour / 10},{100 + hour}" for day in range(1, 22) for hour in range(24)]
    late = [f"2025-03-{day:02d} {hour:02d}:30,{day},{hour}" for day in (3, 4) for hour in range(24)]
    corrected = [f"2025-03-05 {hour:02d}:00,7.5,101" for hour in range(24)]
    first.write_text("\n".join(["time,ct-a.kwh,ct-khu.kwh", *rows]) + "\n")
    second.write_text("\n".join(["time,ct-a.kwh,ct-khu.kwh", *late, *corrected]) + "\n")
    return [first, second]


def numbers(folder: Path, files: list[Path]) -> dict[str, str]:
    with opened(folder, metered=False) as park:
        for file in files:
            assert take_file(file, **park.desk(ALL)).state == "stored"
            run_path(park)
        snapshot = park.snapshot()
        found = {table: content_hash(snapshot.derived(ALL, table)) for table in TABLES}
        kept = ["datastream", "phenomenon_time", "value", "reason", "status", "revision"]
        found["observations"] = content_hash(snapshot.observations(ALL, None).select(kept))
        assert len(snapshot.observations(ALL, None)) > 1000
        assert len(snapshot.derived(ALL, "inventory_lines")) > 0
        return found


def test_clustered_park__has_the_numbers_of_an_embedded_one_and_proves_them(
    park: ClusteredPark, tmp_path: Path, ecopark
) -> None:
    embedded = EmbeddedPark(tmp_path / "embedded")
    files = sheets(tmp_path / "sheets")
    park.start((0,), (1,))
    assert numbers(park.folder, files) == numbers(embedded.folder, files)
    out, _ = ecopark("verify", "--park", park.folder, "--recompute", "--json")
    report = json.loads(out)
    assert not report["faults"]
    out, _ = ecopark("status", "--park", park.folder, "--json")
    assert json.loads(out)["readings"] > 1000


def test_cluster_check__says_what_is_reachable_and_what_is_not(
    park: ClusteredPark, cluster_servers: Servers, ecopark
) -> None:
    def looked(code: int) -> dict[str, list[dict]]:
        out, _ = ecopark("cluster", "check", "--park", park.folder, "--json", code=code, ECOPARK_LANG="vi")
        found: dict[str, list[dict]] = {}
        for item in json.loads(out)["components"]:
            found.setdefault(item["component"], []).append(item)
        return found

    park.start()
    found = looked(0)
    assert {kind: len(items) for kind, items in found.items()} == {"nats": 3, "stream": 2, "objects": 1, "records": 1}
    assert {item["state"] for items in found.values() for item in items} == {"ok"}
    assert {item["copies"] for item in found["stream"]} == {3}
    assert all(item["version"].startswith("2.") for item in found["nats"])
    assert abs(found["records"][0]["clock_ahead_s"]) < 5

    cluster_servers.nats.nodes[0].kill()
    cluster_servers.objects.proxy.cut()
    found = looked(4)
    assert [item["state"] for item in found["nats"]] == ["failed", "ok", "ok"]
    assert {item["state"] for item in found["stream"]} <= {"remark", "ok"}
    assert found["objects"][0]["state"] == "failed"
    assert found["records"][0]["state"] == "ok"
    assert "kho đối tượng" in found["objects"][0]["message"]


def test_cluster_writer__without_a_cluster_or_with_a_part_too_many(park: ClusteredPark, tmp_path: Path, ecopark) -> None:
    embedded = EmbeddedPark(tmp_path / "embedded")
    _, err = ecopark("cluster", "writer", "--park", embedded.folder, code=4)
    assert "cli.cluster.no_file" in err
    _, err = ecopark("cluster", "writer", "--park", park.folder, "--part", "7", code=3)
    assert "serve.cluster.bad_value" in err
    with opened(park.folder, metered=False):
        pass
    said = (park.folder / "cluster.yaml").read_text()
    (park.folder / "cluster.yaml").write_text(said.replace("parts: 2", "parts: 3"))
    _, err = ecopark("cluster", "writer", "--park", park.folder, code=4)
    assert "engine.cluster.other_parts" in err
