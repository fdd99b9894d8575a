"""Reach a receiver: the connection of its protocol, and the probe that says what fails."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from ecopark.connect.report.delivery import TIMEOUT_S, Connection
from ecopark.connect.report.ftp import FtpConnection
from ecopark.connect.report.plan import StationPlan
from ecopark.connect.report.receivers import Receiver
from ecopark.core.errors import StateError

Step = Literal["sign_in", "write", "remove"]
PROBE = b"ecopark: probe file, removed at once\r\n"


def connect(receiver: Receiver, park_folder: Path, *, timeout_s: float = TIMEOUT_S) -> Connection:
    """Sign in to a receiver.

    Raises
    ------
    StateError
        ``connect.report.unreachable``, ``.login_refused``, ``.certificate``, ``.no_tls``, ``.host_key``, ``.secret_open``,
        ``.secret_missing``, ``.no_sftp`` (the extra is not installed).
    """
    if receiver.protocol == "sftp":
        from ecopark.connect.report.sftp import SftpConnection  # an optional extra

        return SftpConnection(receiver, park_folder, timeout_s=timeout_s)
    return FtpConnection(receiver, park_folder, timeout_s=timeout_s)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a check found: the steps that worked, and the error of the first that did not."""

    receiver: str
    address: str
    done: tuple[Step, ...]
    failed: Step | None = None
    error: StateError | None = None
    left: str = ""  # a probe file that could not be removed again


def probe(
    receiver: Receiver, plans: tuple[StationPlan, ...], now: datetime, park_folder: Path, *, timeout_s: float = TIMEOUT_S
) -> Probe:
    """Sign in, write a file where the first station's files of today go, remove it; never raises for the other side."""
    done: list[Step] = []
    step: Step = "sign_in"
    connection: Connection | None = None
    folder, name = plans[0].folder_of(now) if plans else "", f"ecopark-probe-{secrets.token_hex(4)}.tmp"
    try:
        connection = connect(receiver, park_folder, timeout_s=timeout_s)
        done.append(step)
        step = "write"
        connection.put(folder, name, PROBE)
        done.append(step)
        step = "remove"
        connection.remove(folder, name)
        done.append(step)
    except StateError as error:
        left = f"{folder}/{name}" if step == "remove" else ""
        return Probe(receiver.id, receiver.address, tuple(done), step, error, left)
    finally:
        if connection is not None:
            connection.close()
    return Probe(receiver.id, receiver.address, tuple(done))
