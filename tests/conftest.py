"""Shared by all rooms: the sample park, made once per test run by the real command."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from tests.dask_cluster import DaskCluster

# A slow moment of a shared machine is no failure of a law.
settings.register_profile("ecopark", deadline=None)
settings.load_profile("ecopark")

ECOPARK = str(Path(sys.executable).parent / "ecopark")


def run_ecopark(*words, code=0, **environment):
    """Run the console script; return (stdout, stderr), asserting the exit code."""
    done = subprocess.run(
        [ECOPARK, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "ECOPARK_LANG": "en", **environment},
    )
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout, done.stderr


@pytest.fixture(scope="session")
def ecopark():
    return run_ecopark


@pytest.fixture(scope="session")
def dask_cluster():
    """One scheduler and two workers for all tests that need a cluster."""
    with DaskCluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sample_original(tmp_path_factory):
    """The sample park after ``ecopark demo --once``; never written to by tests."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = base / "sample-park", base / "sample-park.json"
    with (base / "sample-park.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            out, _ = run_ecopark("demo", "--folder", folder, "--once", "--json")
            done.write_text(out)
    assert json.loads(done.read_text())["folder"] == str(folder)
    return folder


@pytest.fixture
def sample_park(sample_original, tmp_path):
    """A copy of the sample park that a test may change."""
    folder = tmp_path / "park"
    shutil.copytree(sample_original, folder)
    return folder


@pytest.fixture(scope="session")
def cluster_servers():
    """Three NATS nodes, PostgreSQL and an S3 server on loopback, started when first asked for."""
    from tests.cluster_servers import servers

    with servers() as running:
        yield running
