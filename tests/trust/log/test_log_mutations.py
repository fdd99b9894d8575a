"""Every change of a small exported bundle is found, byte by byte; the benchmark does the same at full size."""

import random

import pytest
from benchmarks.mutations import MemoryBundle, found_by, made_bundle, random_changes, run_small, run_zip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mutations")


def test_verify_files__finds_every_change_of_a_small_bundle(folder):
    rows = run_small(folder, random.Random(1))
    assert {what: tried - found for what, tried, found, _ in rows} == {what: 0 for what, *_ in rows}
    tried = {what.partition(": ")[2]: count for what, count, *_ in rows}
    assert tried["a byte changed, every one"] > 8_000
    assert tried["cut off, at every length"] > 4_000
    ((_, count, found, _),) = run_zip(folder, random.Random(2))
    assert (count == found, count > 5_000) == (True, True)


def test_verify_files__finds_random_changes_of_a_larger_bundle(tmp_path):
    bundle = MemoryBundle.of(made_bundle(tmp_path, 12, 960))
    assert found_by(bundle) is None
    for changed in random_changes(bundle, 400, random.Random(3)):
        bundle.changed = changed
        assert found_by(bundle) is not None, {name: len(content) for name, content in changed.items()}
    bundle.changed = {}
    assert found_by(bundle) is None
