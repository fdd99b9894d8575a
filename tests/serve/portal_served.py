"""The portal's test park, served: real readings store, records, log and sign-in; derived tables from memory."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from tests.serve.portal_park import MemorySnapshot, network
from tests.serve.portal_tables import NOW, derived_tables, readings_and_flags
from tests.serve.small_park import SetClock

from ecopark.connect.raw import RawStore
from ecopark.core.messages import Text, catalogue
from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.engine.embedded.reports import BatchReport
from ecopark.engine.log_files import FileLogStorage
from ecopark.engine.records import open_records
from ecopark.engine.store import Store
from ecopark.rules.load import load_packs
from ecopark.serve.access.users import create_user
from ecopark.serve.api.app import create_app
from ecopark.serve.live import live_parts
from ecopark.serve.logged_records import LoggedRecords
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.router import portal_problem, portal_router
from ecopark.trust.log.batches import batch_tree, readings_entry
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.note import SigningKey

PASSWORD = "mật khẩu dài của khu"
USERS: dict[str, tuple[Role, tuple[str, ...], str]] = {
    "manager": (Role.MANAGER, (), "Nguyễn Thị An"),
    "inspector": (Role.INSPECTOR, (), "Trần Văn Bình"),
    "regulator": (Role.REGULATOR, (), "Lê Thị Chi"),
    "steel": (Role.FIRM, ("steel",), "Phạm Văn Dũng"),
}
catalogue(
    {
        "portal.sample.gap": Text("Thiếu số đọc trong {hours} giờ liền", "No readings for {hours} hours in a row"),
        "portal.sample.flat": Text(
            "Giá trị đứng yên ở {value} trong {hours} giờ", "Stood still at {value} for {hours} hours"
        ),
    }
)


class HalfRealSnapshot:
    """The real snapshot, with flags and derived tables from memory."""

    def __init__(self, real: Any, memory: MemorySnapshot) -> None:
        self._real = real
        self.flags, self.derived, self.derived_versions = memory.flags, memory.derived, memory.derived_versions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class HalfRealStore:
    """The real store, with flags and derived tables from memory."""

    def __init__(self, store: Store, memory: MemorySnapshot) -> None:
        self._real, self._memory = store, memory

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def snapshot(self) -> HalfRealSnapshot:
        return HalfRealSnapshot(self._real.snapshot(), self._memory)


@dataclass(frozen=True)
class PortalServed:
    park: OpenPark
    app: FastAPI
    clock: SetClock


@contextlib.contextmanager
def portal_park(folder: Path) -> Iterator[PortalServed]:
    """An open park with three months of readings of one datastream and its application with the portal."""
    clock, net = SetClock(), network()
    clock.now = NOW
    store = Store.open(folder / "data", clock=clock, network=net)
    records = open_records(f"sqlite:///{folder}/records.sqlite", clock)
    storage = FileLogStorage(folder / "log")
    log = EvidenceLog.open(storage, SigningKey.generate("ecopark.example/test"), "ecopark.example/test", clock)
    salt = b"salt of the portal's test"
    readings, flags = readings_and_flags()
    steel = readings.sort_by("phenomenon_time")
    store.append(
        readings_table("steel.energy", steel["phenomenon_time"].combine_chunks(), steel["value"].combine_chunks()),
        source="test",
    )
    clock.forward(hours=2)  # a restatement: two readings of the newest day get another value
    late = steel.slice(steel.num_rows - 12, 2)
    store.append(
        readings_table("steel.energy", late["phenomenon_time"].combine_chunks(), [61.5, 63.25]), source="restatement"
    )

    def sealed(report: BatchReport) -> None:
        tree = batch_tree(report.observations, report.batch, salt)
        log.add("readings", readings_entry(tree, source=report.source, recorded_time=report.recorded_time))

    store.compact(on_batch=sealed)
    memory = MemorySnapshot(net, derived_tables(net), flags)
    half: Any = HalfRealStore(store, memory)
    logged, raw = LoggedRecords(records, log, salt), RawStore(folder / "raw")
    park = OpenPark(
        folder,
        net,
        half,
        logged,
        log,
        storage,
        raw,
        load_packs(),
        clock,
        salt,
        **live_parts(folder, network=net, store=store, records=logged, raw=raw, clock=clock),
    )
    for user, (role, firms, name) in USERS.items():
        create_user(park.access, system_scope("test"), user, name=name, role=role, password=PASSWORD, firms=firms)
    log.publish()
    try:
        app = create_app(park, portal_router=portal_router(park), portal_problem=portal_problem(park))
        yield PortalServed(park, app, clock)
    finally:
        records.close()
        store.close()


@contextlib.contextmanager
def on_loopback(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of loopback; gives its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()
