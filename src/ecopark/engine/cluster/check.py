"""What of a cluster is reachable and healthy, component by component; nothing is changed but for a probe object."""

from __future__ import annotations

import contextlib
import logging
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

import sqlalchemy as sa

import ecopark.engine.cluster.check_messages
import ecopark.engine.cluster.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Message
from ecopark.core.ports import Clock
from ecopark.engine.cluster.dask_settings import distributed, security_of
from ecopark.engine.cluster.objects import Objects
from ecopark.engine.cluster.pointers import Pointer, Pointers
from ecopark.engine.cluster.settings import ClusterSettings, ComputeSettings
from ecopark.engine.cluster.store import dask_settings
from ecopark.engine.cluster.streams import Streams
from ecopark.engine.records_database import HEAD, Database

CLOCK_S = 2.0  # more between two machines is worth a remark: times of receipts come from the doors' machines
BEHIND = 1000  # messages


class State(StrEnum):
    OK = "ok"
    REMARK = "remark"  # it works; something is not as it should be
    FAILED = "failed"


Look = tuple[State, Message, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Checked:
    """One component: what it is, how it is, in words and numbers."""

    component: str  # nats, stream, objects, records, dask
    name: str
    state: State
    text: Message
    latency_ms: float | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def check(settings: ClusterSettings, park: str, clock: Clock) -> Iterator[Checked]:
    """Look at every component in turn."""
    for server in settings.nats.servers:
        yield _told("nats", server, partial(_node, settings, server))
    yield from _streams(settings, park, clock)
    objects = settings.object_store
    yield _told(
        "objects", f"{objects.endpoint or objects.region}/{objects.bucket}", partial(_objects, settings, park, clock)
    )
    shown = sa.make_url(settings.records_url).render_as_string(hide_password=True)
    yield _told("records", shown, partial(_records, settings, clock))
    if settings.dask is not None:
        yield _told("dask", settings.dask.scheduler, partial(_dask, settings.dask))


def _told(component: str, name: str, look: Callable[[], Look]) -> Checked:
    """The answer of a look, or why there is none."""
    began = time.perf_counter()
    try:
        state, text, facts = look()
    except EcoparkError as error:
        return Checked(component, name, State.FAILED, Message(error.code, error.params))
    except (OSError, TimeoutError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        return Checked(component, name, State.FAILED, Message("engine.check.failed", {"reason": reason}))
    return Checked(component, name, state, text, round((time.perf_counter() - began) * 1000, 1), facts)


def _node(settings: ClusterSettings, server: str) -> Look:
    streams = Streams(replace(settings.nats, servers=(server,)), "check", 1, patient=False)
    try:
        version, round_trip_s = streams.version_and_round_trip()
    finally:
        streams.close()
    facts = {"version": version, "round_trip_ms": round(round_trip_s * 1000, 1)}
    return State.OK, Message("engine.check.nats", facts), facts


def _streams(settings: ClusterSettings, park: str, clock: Clock) -> Iterator[Checked]:
    """Each part: its stream's leader and copies, and how far its writer is behind."""
    pointers: dict[int, Pointer] | None = None
    try:
        streams = Streams(settings.nats, park, settings.parts, patient=len(settings.nats.servers) > 1)
    except EcoparkError as error:
        for part in range(settings.parts):
            yield Checked("stream", f"part {part}", State.FAILED, Message(error.code, error.params))
        return
    try:
        with contextlib.suppress(EcoparkError), contextlib.closing(Database(settings.records_url)) as database:
            pointers = Pointers(database, park, clock).all()
        for part in range(settings.parts):
            pointer = pointers.get(part, Pointer(part)) if pointers is not None else None
            yield _told("stream", streams.name_of(part), partial(_stream, settings, streams, part, pointer))
    finally:
        streams.close()


def _stream(settings: ClusterSettings, streams: Streams, part: int, pointer: Pointer | None) -> Look:
    state = streams.state(part)
    position = pointer.position if pointer and pointer.stream == streams.name_of(part) else 0
    behind = state.last - position if pointer else None
    wanted = settings.nats.replicas
    facts: dict[str, object] = {
        "part": part,
        "leader": state.leader,
        "copies": state.current,
        "wanted": wanted,
        "messages": state.last,
        "waiting_bytes": state.waiting_bytes,
        "behind": behind,
        "version": pointer.version if pointer else None,
    }
    said = {**facts, "behind": "?" if behind is None else behind, "version": pointer.version if pointer else "?"}
    if not state.leader:
        return State.FAILED, Message("engine.check.no_leader", said), facts
    if state.current < wanted:
        return State.REMARK, Message("engine.check.few_copies", said), facts
    if behind is not None and behind > BEHIND:
        return State.REMARK, Message("engine.check.behind", said), facts
    return State.OK, Message("engine.check.stream", said), facts


def _objects(settings: ClusterSettings, park: str, clock: Clock) -> Look:
    """Write, read and remove a small object."""
    objects = Objects(settings.object_store, park)
    key, content = f"check/{uuid.uuid4().hex}", os.urandom(64)
    objects.put(key, content)
    try:
        same = objects.get(key) == content
        written = next((at for found, at in objects.keys("check") if found == key), None)
    finally:
        objects.remove(key)
    ahead_s = (written - clock()).total_seconds() if written else 0.0
    facts: dict[str, object] = {"clock_ahead_s": round(ahead_s, 1)}
    if not same:
        return State.FAILED, Message("engine.check.other_bytes", facts), facts
    if abs(ahead_s) > CLOCK_S + 1:  # its times are whole seconds
        return State.REMARK, Message("engine.check.clock", facts), facts
    return State.OK, Message("engine.check.objects", facts), facts


def _records(settings: ClusterSettings, clock: Clock) -> Look:
    database = Database(settings.records_url, migrate=False)
    try:
        began = clock()
        with database.reading() as connection:
            version = str(connection.execute(sa.text("SHOW server_version")).scalar())
            now: datetime = connection.execute(sa.text("SELECT clock_timestamp() AT TIME ZONE 'UTC'")).scalar_one()
            found = database.version(connection)
        ahead_s = (now.replace(tzinfo=UTC) - (began + (clock() - began) / 2)).total_seconds()
    finally:
        database.close()
    facts: dict[str, object] = {"version": version, "migration": found, "wanted": HEAD, "clock_ahead_s": round(ahead_s, 3)}
    if found != HEAD:
        return State.REMARK, Message("engine.check.migration", {**facts, "migration": found or "-"}), facts
    if abs(ahead_s) > CLOCK_S:
        return State.REMARK, Message("engine.check.clock", facts), facts
    return State.OK, Message("engine.check.records", facts), facts


def _dask(compute: ComputeSettings) -> Look:
    settings = dask_settings(compute)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told here
    client = distributed().Client(
        settings.scheduler, security=security_of(settings.certificates), timeout=5, set_as_default=False, name="check"
    )
    try:
        threads = client.nthreads()
    finally:
        client.close(timeout=2)
    facts: dict[str, object] = {
        "workers": len(threads),
        "threads": sum(threads.values()),
        "version": distributed().__version__,
    }
    if not threads:
        return State.REMARK, Message("engine.check.no_workers", facts), facts
    return State.OK, Message("engine.check.dask", facts), facts
