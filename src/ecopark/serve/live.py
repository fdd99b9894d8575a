"""Wires the live doors of a park: devices, sources, live values, the writer that every door uses, the intake."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TypedDict

import pyarrow as pa

from ecopark.connect.live.devices import Devices
from ecopark.connect.live.flags import LiveFlags
from ecopark.connect.live.intake import Intake
from ecopark.connect.live.judge import UPLOAD
from ecopark.connect.live.latest import LiveValues
from ecopark.connect.live.sources import Seen, Sources
from ecopark.connect.raw import RawStore
from ecopark.connect.records import ImportRun
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, ReadingsWriter, Receipt
from ecopark.core.records import Record
from ecopark.core.scope import system_scope
from ecopark.engine.store import Store
from ecopark.serve.logged_records import LoggedRecords
from ecopark.trust.evaluate import StreamPlan
from ecopark.trust.quality import standard_offset, stream_plan
from ecopark.trust.review import REVIEW_KIND, reviewed_settings
from ecopark.trust.settings import QualitySettings

WORKER = system_scope("live")


class LiveWriter:
    """The one writer, as doors of files see it: what is durable is a live value at once (the intake sees to that itself)."""

    def __init__(self, writer: ReadingsWriter, live: LiveValues) -> None:
        self._writer = writer
        self._live = live

    def append(
        self,
        readings: pa.Table,
        *,
        source: str,
        idempotency_key: str | None = None,
        raw_sha256: str | None = None,
    ) -> Receipt:
        """As ``ReadingsWriter.append``."""
        receipt = self._writer.append(readings, source=source, idempotency_key=idempotency_key, raw_sha256=raw_sha256)
        if not receipt.repeated:
            self._live.update(readings)
        return receipt


class LiveParts(TypedDict):
    """Fields of ``OpenPark`` that the live doors need."""

    writer: ReadingsWriter
    devices: Devices
    sources: Sources
    live: LiveValues
    intake: Intake


def live_parts(
    data: Path,
    *,
    network: FlowNetwork,
    store: Store,
    records: LoggedRecords,
    raw: RawStore,
    clock: Clock,
    quality: QualitySettings | None = None,
) -> LiveParts:
    """Make the parts of an open park; ``data``: its data folder; ``quality``: settings of its checks, before any review."""
    flags = live_flags(network, records, quality or QualitySettings())
    records.listen(lambda record: flags.forget_settings() if record.kind == REVIEW_KIND else None)
    live = LiveValues(network, clock, flags)
    devices = Devices(records, clock, network=network)
    sources = Sources(data / "sources.json", clock)
    records.listen(lambda record: _count_import(sources, record))
    intake = Intake(
        network=network,
        writer=store,
        records=records,
        raw=raw,
        clock=clock,
        devices=devices,
        sources=sources,
        live=live,
        backlog=lambda: store.pending_rows,
    )
    return {"writer": LiveWriter(store, live), "devices": devices, "sources": sources, "live": live, "intake": intake}


def live_flags(network: FlowNetwork, records: LoggedRecords, quality: QualitySettings) -> LiveFlags:
    """Flags of live values with the settings in force, reviews included."""

    def plan_of(name: str) -> StreamPlan:
        review = records.get(WORKER, REVIEW_KIND, name)
        return stream_plan(network, name, reviewed_settings(quality, network, [review] if review is not None else []))

    return LiveFlags(plan_of, standard_offset(network))


def _count_import(sources: Sources, record: Record) -> None:
    """Count an import of files at its source: the watched folder, a worker, or who sent it."""
    if record.kind != "import_run":
        return
    run = ImportRun.from_content(record.content)
    system = record.actor.startswith("system:")
    source = record.actor.removeprefix("system:") if system else UPLOAD + record.actor
    newest = datetime.fromisoformat(run.last_time) if run.last_time else None
    sources.saw(
        Seen(
            source=source,
            door=run.door,
            firm=None if system else record.firm,  # a folder's files are of many firms: the source is the park's
            messages=run.files,
            stored=run.readings_stored,
            refused=run.rows_refused,
            repeated=run.duplicates,
            newest_us=None if newest is None else int(newest.timestamp() * 1e6),
            live=False,
        )
    )
    for code, count in Counter(str(error["message"]) for error in run.errors).items():
        error = next(error for error in run.errors if error["message"] == code)
        sources.error(source, Message(code, error["params"]), count=count, example=str(error["value"]))
