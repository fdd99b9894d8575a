"""Wires an open park in plain sight: folder, settings, store, records, log, rules, secrets."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ecopark.connect.park_folder import read_park, read_settings
from ecopark.connect.raw import RawStore
from ecopark.connect.settings import ParkSettings
from ecopark.core.errors import StateError
from ecopark.core.network import FlowNetwork
from ecopark.engine.cluster.settings import ClusterSettings
from ecopark.engine.log_files import FileLogStorage
from ecopark.engine.records import open_records
from ecopark.engine.store import Store
from ecopark.rules.load import load_packs
from ecopark.rules.permits import Permit, PermitLimit
from ecopark.rules.records import Statistic
from ecopark.serve.access.settings import AccessSettings
from ecopark.serve.cluster_file import read_cluster
from ecopark.serve.keys import open_log
from ecopark.serve.live import live_parts
from ecopark.serve.logged_records import LoggedRecords
from ecopark.serve.park import OpenPark
from ecopark.serve.workers.catch_up import catch_up
from ecopark.serve.workers.own_footprint import FootprintMeter
from ecopark.serve.workers.sources import SourcesWorker
from ecopark.trust.settings import read_settings as read_quality

_STATISTICS = {"instant": Statistic.MAXIMUM, "hour_mean": Statistic.MEAN_1H, "day_mean": Statistic.MEAN_24H}


def system_clock() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def data_folder(folder: Path) -> Path:
    return folder / "data"


@contextmanager
def opened(folder: Path, *, metered: bool = True) -> Iterator[OpenPark]:
    """Open the park of a folder for writing, and close it again.

    What a crash left without an entry in the evidence log gets one on opening; whatever waits is published on closing.

    Parameters
    ----------
    metered
        Measure the platform's own energy meanwhile. Verification does not: it adds no record to what it verifies.

    Raises
    ------
    StateError
        cli.park.not_found; engine.writer.locked where another process has it open; and those of the stores.
    InputError
        core.network.*, connect.*: the park's description is wrong, with file, row and remedy.
    """
    if not (folder / "park.yaml").exists():
        raise StateError("cli.park.not_found", where=str(folder))
    network, settings = read_park(folder), read_settings(folder)
    data = data_folder(folder)
    with ExitStack() as closing:
        cluster = read_cluster(folder)
        store = closing.enter_context(_store(data, network, cluster))
        records = open_records(records_url(folder, settings, cluster), system_clock)
        closing.callback(records.close)
        storage = FileLogStorage(data / "log")
        origin = log_origin(network.park.id)
        log = open_log(data / "keys" / "log.key", storage, origin, system_clock)
        own_rules = folder / "rules"
        book = load_packs(own_rules if own_rules.is_dir() else None)
        salt = secret(data / "keys" / "salt")
        logged = LoggedRecords(records, log, salt)
        closing.callback(log.publish)
        raw = RawStore(data / "raw")
        quality = read_quality(settings.quality, "park.yaml settings.quality")
        live = live_parts(data, network=network, store=store, records=logged, raw=raw, clock=system_clock, quality=quality)
        keeper = SourcesWorker(live["intake"], live["devices"])
        keeper.start()
        closing.callback(keeper.stop)
        meter = FootprintMeter(logged, book, system_clock) if metered else None
        if meter is not None:
            meter.start()
            closing.callback(meter.stop)
        park = OpenPark(
            folder=folder,
            network=network,
            settings=settings,
            quality=quality,
            permits=permits_of(settings),
            store=store,
            records=logged,
            log=log,
            log_storage=storage,
            raw=raw,
            book=book,
            clock=system_clock,
            salt=salt,
            **live,
            footprint=meter.measured if meter else None,
            access_settings=AccessSettings(allowed_hosts=(*AccessSettings().allowed_hosts, *settings.server.allowed_hosts)),
        )
        catch_up(park)
        yield park


def _store(data: Path, network: FlowNetwork, cluster: ClusterSettings | None) -> Store:
    if cluster is None:
        return Store.open(data, clock=system_clock, network=network)
    from ecopark.engine.cluster.store import ClusterStore

    return ClusterStore.connect(data, clock=system_clock, network=network, settings=cluster)


def records_url(folder: Path, settings: ParkSettings, cluster: ClusterSettings | None) -> str:
    """Where a park's records are."""
    if cluster is not None:
        return cluster.records_url
    return settings.records_url or f"sqlite:///{data_folder(folder) / 'records.sqlite'}"


def log_origin(park_id: str) -> str:
    """Name of a park's log, unique for its key: the first line of every checkpoint."""
    return f"ecopark.example/{park_id}"


def permits_of(settings: ParkSettings) -> tuple[Permit, ...]:
    """Permits of park.yaml in the words of the rules room."""
    return tuple(
        Permit(
            number=permit.document or permit.id,
            monitoring_point=permit.monitoring_point,
            valid_from=permit.valid_from,
            valid_to=permit.valid_to,
            kind=permit.kind,
            limits=tuple(
                PermitLimit(
                    limit.property,
                    limit.unit,
                    lower=limit.minimum,
                    upper=limit.maximum,
                    statistic=_STATISTICS[limit.statistic],
                )
                for limit in permit.limits
            ),
        )
        for permit in settings.permits
    )


def secret(path: Path) -> bytes:
    """32 random bytes of the park, made on first use, readable by its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    value = secrets.token_bytes(32)
    with os.fdopen(descriptor, "w") as file:
        file.write(value.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return value
