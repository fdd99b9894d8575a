from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.postgres import Cluster


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    with Cluster() as cluster:
        yield cluster
