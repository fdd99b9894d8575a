"""Several writers in one process, each in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import ecopark.engine.cluster.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import StateError
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock
from ecopark.engine.cluster.objects import Objects
from ecopark.engine.cluster.parts import folder_of
from ecopark.engine.cluster.pointers import Pointers
from ecopark.engine.cluster.settings import ClusterSettings
from ecopark.engine.cluster.streams import Streams
from ecopark.engine.cluster.writer import PartWriter
from ecopark.engine.records_database import Database

_LOG = logging.getLogger("ecopark.cluster.writer")


def run_writers(
    settings: ClusterSettings,
    cache: Path,
    parts: Sequence[int],
    *,
    network: FlowNetwork,
    clock: Clock,
    stop: threading.Event,
    ready: Callable[[], None],
) -> None:
    """Write some parts until ``stop``, until one of them fails, or until other writers have taken all of them.

    Parameters
    ----------
    cache
        Each part gets a folder below it; losing it loses nothing.
    ready
        Called once all parts are open.

    Raises
    ------
    StateError
        engine.cluster.*, engine.objects.unreachable, engine.records.*; engine.writer.locked: another process of this
        machine writes the part.
    """
    with ExitStack() as closing:
        database = Database(settings.records_url)
        closing.callback(database.close)
        streams = Streams(settings.nats, network.park.id, settings.parts)
        closing.callback(streams.close)
        streams.ensure()
        streams.listen_for_hurry()
        pointers = Pointers(database, network.park.id, clock)
        pointers.agree(settings.parts)
        objects = Objects(settings.object_store, network.park.id)
        writers = []
        for part in parts:
            writer = PartWriter(
                part,
                cache / folder_of(part),
                streams=streams,
                objects=objects,
                pointers=pointers,
                network=network,
                clock=clock,
                compact_s=settings.compact_s,
            )
            closing.callback(writer.close)
            writers.append(writer)
        failed: list[BaseException] = []

        def work(writer: PartWriter) -> None:
            try:
                writer.run(stop)
            except StateError as error:
                failed.append(error)
                if error.code == "engine.cluster.part_taken":
                    _LOG.error("%s", error)  # the other parts go on
                else:
                    stop.set()
            except BaseException as error:
                failed.append(error)
                stop.set()

        threads = [threading.Thread(target=work, args=(writer,), name=f"part-{writer.part}") for writer in writers]
        for thread in threads:
            thread.start()
        ready()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]
