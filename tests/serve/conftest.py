from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.serve.small_park import Served, small_park


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with small_park(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One park for the tests of a module that only read."""
    with small_park(tmp_path_factory.mktemp("park")) as made:
        yield made
