"""Wires the live doors of a park: devices, sources, live values, the writer that every door uses, the intake."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import pyarrow as pa

from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import Intake
from ecopark.connect.live.latest import LiveValues
from ecopark.connect.live.sources import Sources
from ecopark.connect.raw import RawStore
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, ReadingsWriter, Receipt
from ecopark.core.records import RecordsStore
from ecopark.engine.store import Store


class LiveWriter:
    """The one writer, as doors see it: what is durable is shown as live values at once, whatever door it came by."""

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
    data: Path, *, network: FlowNetwork, store: Store, records: RecordsStore, raw: RawStore, clock: Clock
) -> LiveParts:
    """Make the parts of an open park; ``data``: its data folder."""
    live = LiveValues(network, clock)
    writer = LiveWriter(store, live)
    devices = Devices(records, clock, network=network)
    sources = Sources(data / "sources.json", clock)
    intake = Intake(
        network=network,
        writer=writer,
        records=records,
        raw=raw,
        clock=clock,
        devices=devices,
        sources=sources,
        live=live,
        backlog=lambda: store.pending_rows,
    )
    return {"writer": writer, "devices": devices, "sources": sources, "live": live, "intake": intake}
