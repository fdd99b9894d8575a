"""The receiving sides of ``mqtt.py``, each a process of its own that ends when its standard input closes.

``own FOLDER DEVICES``: the park's door with store and intake. ``reader FOLDER DEVICES PORT``: our reader at a broker on
PORT. ``subscriber PORT MESSAGES``: a bare paho subscriber that counts. Each prints JSON when it is ready and at its end.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ecopark.connect.live.device import Device
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import Intake
from ecopark.connect.live.latest import LiveValues
from ecopark.connect.live.sources import Sources
from ecopark.connect.mqtt.broker import BrokerReader
from ecopark.connect.mqtt.door import MqttDoor
from ecopark.connect.mqtt.settings import MqttSettings
from ecopark.connect.raw import RawStore
from ecopark.core.network import Datastream, Edge, FlowNetwork, Meter, Node, Park
from ecopark.core.scope import system_scope
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin
from ecopark.engine.records import open_records
from ecopark.engine.store import Store

ALL = system_scope("bench")
NO_LIMIT = 1_000_000_000


def clock() -> datetime:
    return datetime.now(UTC)


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def network(count: int) -> FlowNetwork:
    streams = [
        Datastream(f"s{i}", "m", "active_power", "kW", DatastreamKind.MEASUREMENT, Origin.SYNTHETIC, f"s{i}", f"s{i}")
        for i in range(count)
    ]
    return FlowNetwork.of(
        Park("bench", "Khu", "Park"),
        nodes=[Node("grid", NodeKind.GRID, "Lưới", "Grid"), Node("works", NodeKind.FEEDER, "Xưởng", "Works")],
        edges=[Edge("e", Carrier.ELECTRICITY, "grid", "works")],
        meters=[Meter("m", edge="e")],
        datastreams=streams,
    )


@contextmanager
def park(folder: Path, count: int) -> Iterator[tuple[Store, Devices, Intake, dict[str, str]]]:
    """Store, devices ``d0`` … with their passwords, and the intake."""
    described = network(count)
    with Store.open(folder / "data", clock=clock, network=described) as store:
        records = open_records(f"sqlite:///{folder / 'records.sqlite'}", clock)
        devices = Devices(records, clock, network=described)
        passwords = {
            f"d{i}": devices.add(ALL, Device(f"d{i}", f"d{i}", None, "mqtt", quota_per_minute=NO_LIMIT))
            for i in range(count)
        }
        intake = Intake(
            network=described,
            writer=store,
            records=records,
            raw=RawStore(folder / "raw"),
            clock=clock,
            devices=devices,
            sources=Sources(folder / "sources.json", clock),
            live=LiveValues(described, clock),
        )
        yield store, devices, intake, passwords
        records.close()


def say(**said: Any) -> None:
    print(json.dumps(said), flush=True)


async def own(folder: Path, count: int) -> None:
    with park(folder, count) as (store, devices, intake, passwords):
        door = MqttDoor(park="bench", devices=devices, intake=intake, clock=clock)
        say(port=await door.start("127.0.0.1", 0), passwords=passwords)
        before = cpu_s()
        await asyncio.to_thread(sys.stdin.read)
        spent, durable = cpu_s() - before, store.pending_rows
        await door.stop()
        report = store.compact()
        say(cpu_s=spent, durable=durable, stored=report.rows, doubled=report.duplicates + report.restated)


def reader(folder: Path, count: int, port: int) -> None:
    with park(folder, count) as (store, _, intake, _):
        settings = MqttSettings("broker", url=f"mqtt://127.0.0.1:{port}")
        reading = BrokerReader(settings, folder, park="bench", intake=intake, clock=clock)
        stop = threading.Event()
        thread = threading.Thread(target=reading.run, args=(stop,))
        thread.start()
        reading.connected.wait()
        say(port=port)
        before, wanted = cpu_s(), int(sys.stdin.readline())  # how many readings are coming: the load begins now
        began = time.perf_counter()
        while store.pending_rows < wanted and time.perf_counter() - began < 120:
            time.sleep(0.002)
        say(cpu_s=cpu_s() - before, seconds=time.perf_counter() - began, durable=store.pending_rows)
        stop.set()
        thread.join()


def subscriber(port: int, wanted: int) -> None:
    from paho.mqtt import client as paho

    client = paho.Client(paho.CallbackAPIVersion.VERSION2, "subscriber", clean_session=True)
    count = 0

    def came(_client: object, _data: object, _message: object) -> None:
        nonlocal count
        count += 1

    client.on_message = came
    client.on_connect = lambda *_: client.subscribe("ecopark/#", 1)
    client.on_subscribe = lambda *_: say(port=port)
    client.connect("127.0.0.1", port)
    client.loop_start()
    sys.stdin.readline()
    before, began = cpu_s(), time.perf_counter()
    while count < wanted and time.perf_counter() - began < 120:
        time.sleep(0.002)
    say(cpu_s=cpu_s() - before, seconds=time.perf_counter() - began, durable=0, came=count)
    client.disconnect()
    client.loop_stop()


def main() -> None:
    what, *rest = sys.argv[1:]
    if what == "own":
        asyncio.run(own(Path(rest[0]), int(rest[1])))
    elif what == "reader":
        reader(Path(rest[0]), int(rest[1]), int(rest[2]))
    else:
        subscriber(int(rest[0]), int(rest[1]))


if __name__ == "__main__":
    main()
