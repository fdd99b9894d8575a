"""Field devices polled inside the served park: registered as devices, stored through the intake."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.connect.field_servers import Meter
from tests.serve.small_park import Served

from ecopark.core.errors import InputError, StateError
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import system_clock
from ecopark.serve.workers.field import FieldWorker

ALL = system_scope("test")
MAP = """
modbus:
  - {{id: substation, host: 127.0.0.1, port: {port}, every_s: 1, timeout_s: 0.9, points: [
      {{datastream: steel.cod, address: 0, unit: mg/L, scale: 0.1}},
      {{datastream: works.ph, address: 1, sentinels: {{65535: fault}}}}]}}
"""


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class ServedMeter(threading.Thread):
    """A meter in a thread with an event loop of its own, as the test itself does not run one."""

    def __init__(self, meter: Meter) -> None:
        super().__init__(daemon=True)
        self.meter, self.up = meter, threading.Event()
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()

    def run(self) -> None:
        async def main() -> None:
            async with self.meter.served():
                self.up.set()
                await self._ended.wait()

        self._loop.run_until_complete(main())
        self._loop.close()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self.join(30)


def readings(served: Served, stream: str, batches_after: int) -> list[dict]:
    served.park.store.compact()
    found = served.park.snapshot().observations(ALL, [stream]).to_pylist()
    return [row for row in found if row["batch"] > batches_after]


def test_worker__polls_into_the_intake_and_says_what_is_missing(served: Served, tmp_path: Path) -> None:
    object.__setattr__(served.park, "clock", system_clock)
    served.park.intake._clock = system_clock
    before = max(r["batch"] for s in ("steel.cod", "works.ph") for r in readings(served, s, -1))
    meter = Meter()
    meter.put(0, [123, 65535])
    (tmp_path / "field.yaml").write_text(MAP.format(port=meter.port))
    source = ServedMeter(meter)
    source.start()
    assert source.up.wait(30)
    worker = FieldWorker(served.park, tmp_path / "field.yaml")
    worker.start()
    until(lambda: len(readings(served, "steel.cod", before)) >= 2)
    source.end()
    until(lambda: any(r["reason"] == 6 for r in readings(served, "steel.cod", before)))
    worker.stop()
    assert not worker.is_alive()
    cod, ph = readings(served, "steel.cod", before), readings(served, "works.ph", before)
    assert {r["value"] for r in cod} == {12.3, None}
    assert {(r["value"], r["reason"], r["status"]) for r in ph} == {(None, 2, 2), (None, 6, 255)}
    assert all(r["phenomenon_time"].microsecond == 0 for r in cod)  # on the clock's seconds
    (state,) = [s for s in served.park.sources.states() if s.id == "substation"]
    assert (state.door, state.every_s) == ("field", 1.0)
    assert {e.message.id for e in state.errors} & {"connect.field.no_connection", "connect.field.no_answer"}


def test_worker__refuses_a_map_that_names_what_the_park_does_not_have(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "field.yaml"
    path.write_text(MAP.format(port=502).replace("steel.cod", "steel.nothing"))
    with pytest.raises(InputError) as caught:
        FieldWorker(served.park, path)
    assert caught.value.code == "connect.device.unknown_datastream"
    path.write_text(MAP.format(port=502))
    FieldWorker(served.park, path)
    FieldWorker(served.park, path)  # again: nothing new
    path.write_text(MAP.format(port=502).replace("every_s: 1", "every_s: 5"))
    FieldWorker(served.park, path)
    assert served.park.devices.get("substation").every_s == 5.0
    served.park.devices.revoke(ALL, "substation")
    with pytest.raises(StateError, match="revoked"):
        FieldWorker(served.park, path)
