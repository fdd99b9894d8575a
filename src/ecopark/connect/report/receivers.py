"""Settings of the sender: ``settings.report`` of park.yaml. Which receiver gets which stations, and how to reach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import ecopark.connect.report.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import StateError

Protocol = Literal["ftp", "ftps", "sftp"]

PORTS: Mapping[Protocol, int] = {"ftp": 21, "ftps": 21, "sftp": 22}
FOLDER = "{province}/{facility}/{station}/{yyyy}/{MM}/{dd}"
PLACES = ("province", "facility", "station", "code", "yyyy", "MM", "dd", "HH")


@dataclass(frozen=True, slots=True)
class SentParameter:
    """A datastream under the symbol and unit that the receiver wants; empty: those of Table 34 and of the property."""

    datastream: str
    symbol: str = ""
    unit: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class SentStation:
    """A station of the receiver.

    ``code`` is the file name before the time, ``province_facility_station``; empty: the station of the monitoring point.
    Without ``parameters`` every datastream of the point that has a symbol in Table 34 is sent.
    """

    monitoring_point: str
    code: str = ""
    parameters: tuple[SentParameter, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where station files go.

    Attributes
    ----------
    since
        First day (park time) whose files this receiver gets.
    port
        0: the usual one, 21 or 22. ``ftps`` is FTP with TLS on the same port (AUTH TLS).
    password_file, key_file, ca_file
        Relative to the park's folder. Secrets must be readable by their owner alone. Without ``ca_file`` the system's
        certificate authorities count.
    host_key
        Fingerprint of an SFTP server's key, ``SHA256:…``.
    folder
        Folder on the receiver, see ``PLACES``; relative to where the sign-in leads.
    grace_min
        How long a slot waits for parameters that have not come, in minutes.
    files_per_minute
        At most so many files a minute: after a break the backlog does not flood the receiver.
    """

    id: str
    protocol: Protocol
    host: str
    user: str
    since: date
    stations: tuple[SentStation, ...]
    port: int = 0
    password_file: str = ""
    key_file: str = ""
    ca_file: str = ""
    host_key: str = ""
    folder: str = FOLDER
    grace_min: int = 10
    files_per_minute: int = 120
    where: str = ""

    @property
    def address(self) -> str:
        """``ftps://host:port``, for messages."""
        return f"{self.protocol}://{self.host}:{self.port or PORTS[self.protocol]}"


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """``settings.report``: no receiver, nothing is sent."""

    receivers: tuple[Receiver, ...] = field(default_factory=tuple)
    where: str = ""


def read_secret(folder: Path, name: str) -> str:
    """The first line of a password file.

    Raises
    ------
    StateError
        ``connect.report.secret_open`` (others may read it too), ``connect.report.secret_missing``.
    """
    path = folder / name
    try:
        if path.stat().st_mode & 0o077:
            raise StateError("connect.report.secret_open", where=str(path))
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise StateError("connect.report.secret_missing", where=str(path), reason=str(error)) from error
    if not lines or not lines[0]:
        raise StateError("connect.report.secret_missing", where=str(path), reason="empty")
    return lines[0]
