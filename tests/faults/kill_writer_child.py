"""The child of the kill test: appends batches for ever and writes down what was acknowledged.

The batch of key n holds ROWS readings of value n; a line ``key batch`` is written after its receipt. It compacts all
the while, so that kills hit the compactor too.
"""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.engine.engine_park import START, small_network, times

from ecopark.core.observations import readings_table
from ecopark.engine.store import Store

ROWS = 20
NETWORK = small_network()  # once, in the server from which the children are forked


def batch_of(key: int):
    """Readings that only this key has: each key has ten minutes of its own, spread over several months."""
    start = START + timedelta(minutes=10 * key * ROWS)
    name = ("a.0", "a.1", "b.0")[key % 3]
    return readings_table(name, times(ROWS, start=start, step_s=600), [float(key)] * ROWS)


def live(folder: str, first: int, told: str, heard: str) -> None:
    """Append and compact until killed; acknowledged and reported go to files by single writes, which a kill cannot tear."""
    acknowledged = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    reported = os.open(heard, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with Store.open(Path(folder), clock=lambda: datetime.now(UTC), network=NETWORK) as store:
        os.write(acknowledged, b"ready 0\n")

        def append(key: int) -> None:
            while True:
                receipt = store.append(batch_of(key), source="child", idempotency_key=str(key))
                os.write(acknowledged, f"{key} {receipt.batch}\n".encode())
                key += 2

        for offset in (0, 1):
            threading.Thread(target=append, args=(first + offset,), daemon=True).start()
        while True:
            store.compact(on_batch=lambda report: os.write(reported, f"{report.batch}\n".encode()))
