"""What ``PARK/cluster.yaml`` says: where the stream, the objects, the records and the computing nodes are."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PARTS = 1024


@dataclass(frozen=True, slots=True)
class NatsSettings:
    """NATS JetStream between the doors and the writers.

    Attributes
    ----------
    servers
        Addresses, e.g. ``nats://10.0.0.1:4222``; every node of the cluster, so that one may be missing.
    stream
        Beginning of the streams' names. Another name begins new streams (after a stream was lost); the lake goes on.
    replicas
        Copies of each message, 1, 3 or 5; a door acknowledges once a majority has it.
    credentials, user, password_file, ca_file, cert_file, key_file
        Who we are, and TLS; file names are relative to the park's folder.
    """

    servers: tuple[str, ...]
    stream: str = "ecopark"
    replicas: int = 3
    credentials: str = ""
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class ObjectStoreSettings:
    """An S3-compatible store. ``endpoint`` with scheme; empty: that of the region. Key files hold one line each."""

    bucket: str
    endpoint: str = ""
    prefix: str = ""
    region: str = "us-east-1"
    access_key_file: str = ""
    secret_key_file: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class ComputeSettings:
    """The Dask cluster that computes the flows; without it the coordinating process does.

    Attributes
    ----------
    scheduler
        ``tcp://host:port``, or ``tls://host:port`` with the three files (paths on this machine).
    worker_cache
        Folder on the workers' machines into which they fetch the lake from the object store (they read the key files of
        ``object_store`` under the same paths). Empty: the park's data folder is there under the same path.
    """

    scheduler: str
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    worker_cache: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """The whole file.

    Attributes
    ----------
    records_url
        PostgreSQL: the records, and which version of each part of the lake is the newest.
    parts
        Number of parts into which datastreams are spread; it stays as it is once there are readings.
    compact_s
        A writer brings what has come into the lake at least every so many seconds.
    wait_s
        So long compaction waits for a writer that makes no progress; then it goes on with what is there.
    """

    nats: NatsSettings
    object_store: ObjectStoreSettings
    records_url: str
    parts: int = 4
    compact_s: float = 5.0
    wait_s: float = 30.0
    dask: ComputeSettings | None = None
    where: str = ""
