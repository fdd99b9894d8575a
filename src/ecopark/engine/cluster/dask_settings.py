"""Where the Dask scheduler is and how to speak to it.

Dask is code execution by design: whoever reaches the scheduler or a worker runs programs there. Addresses are therefore
explicit, nothing listens on all interfaces, and with certificates only their holders may connect.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import ecopark.engine.cluster.dask_messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import InputError, StateError

if TYPE_CHECKING:
    from distributed.security import Security

EVERYWHERE = ("", "0.0.0.0", "::", "[::]", "*")  # noqa: S104 - named in order to refuse them


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files of one node: who signs all certificates of the cluster, its own certificate and key."""

    ca: Path
    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class DaskSettings:
    """How a park reaches the cluster that computes its flows.

    Attributes
    ----------
    scheduler
        ``tcp://host:port``, or ``tls://host:port`` with ``certificates``.
    connect_s
        How long to try to connect before a run is given up.
    without_workers_s
        How long a run waits while no worker is there.
    """

    scheduler: str
    certificates: Certificates | None = None
    connect_s: float = 10.0
    without_workers_s: float = 60.0

    def __post_init__(self) -> None:
        check_address(self.scheduler, self.certificates)


def check_address(address: str, certificates: Certificates | None) -> None:
    """``InputError`` engine.dask.bad_address if it is no usable address of a scheduler."""
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError as error:
        raise InputError("engine.dask.bad_address", where=address, address=address, reason=str(error)) from error
    reason = ""
    if scheme not in ("tcp", "tls") or not host or port is None:
        reason = "tcp://host:port"
    elif host in EVERYWHERE:
        reason = f"{host} is no address of one machine"
    elif (scheme == "tls") != (certificates is not None):
        reason = "tls:// and certificates belong together"
    if reason:
        raise InputError("engine.dask.bad_address", where=address, address=address, reason=reason)


def distributed() -> Any:
    """The library, or ``StateError`` engine.dask.not_installed."""
    try:
        import distributed as library
    except ImportError as error:
        raise StateError("engine.dask.not_installed") from error
    return library


def security_of(certificates: Certificates | None) -> Security | None:
    """What Dask wants to know of certificates: both sides must show one signed by the cluster's own authority."""
    if certificates is None:
        return None
    own, key = str(certificates.certificate), str(certificates.key)
    roles = {
        f"tls_{role}_{part}": path
        for role in ("client", "scheduler", "worker")
        for part, path in (("cert", own), ("key", key))
    }
    made: Security = distributed().Security(tls_ca_file=str(certificates.ca), require_encryption=True, **roles)
    return made
