"""Settings of the MQTT door: ``settings.mqtt`` of park.yaml."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import ecopark.connect.mqtt.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import InputError

PORT, TLS_PORT = 1883, 8883


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """Which MQTT door a park has. Files are relative to the park's folder.

    Attributes
    ----------
    mode
        ``own``: devices connect to this program; ``broker``: it reads from a broker (Mosquitto); ``off``.
    host, port, certificate, key
        ``own``: where it listens; with ``certificate`` and ``key`` (PEM) over TLS, which is a must beyond this machine.
    url, user, password_file, ca_file
        ``broker``: ``mqtt://host:port`` or ``mqtts://…``, sign-in, and the authority of its certificate where the
        system's do not know it.
    topics
        ``broker``: topic filters to read; empty: all devices of the park.
    """

    mode: Literal["own", "broker", "off"] = "off"
    host: str = "127.0.0.1"
    port: int = PORT
    certificate: str = ""
    key: str = ""
    url: str = ""
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    topics: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    host: str
    port: int
    tls: ssl.SSLContext | None


def server_tls(settings: MqttSettings, folder: Path) -> ssl.SSLContext | None:
    """The TLS of the own door; None where it listens on this machine alone and has no certificate.

    Raises
    ------
    InputError
        connect.mqtt.tls_needed, connect.mqtt.certificate.
    """
    if not settings.certificate:
        if not _loopback(settings.host):
            raise InputError("connect.mqtt.tls_needed", where=settings.where, host=settings.host)
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(folder / settings.certificate, folder / settings.key if settings.key else None)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or str(error)
        raise InputError("connect.mqtt.certificate", where=settings.where, reason=reason) from error
    return context


def broker_address(settings: MqttSettings, folder: Path) -> BrokerAddress:
    """Where the broker is; a password travels outside this machine over TLS alone.

    Raises
    ------
    InputError
        connect.mqtt.bad_url, connect.mqtt.certificate, connect.mqtt.tls_needed.
    """
    parts = urlsplit(settings.url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname or port == -1 or parts.path not in ("", "/"):
        raise InputError("connect.mqtt.bad_url", where=settings.where, url=settings.url)
    if parts.scheme == "mqtt":
        if settings.user and not _loopback(parts.hostname):
            raise InputError("connect.mqtt.plain_broker", where=settings.where, host=parts.hostname)
        return BrokerAddress(parts.hostname, port or PORT, None)
    try:
        tls = ssl.create_default_context(cafile=str(folder / settings.ca_file) if settings.ca_file else None)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or str(error)
        raise InputError("connect.mqtt.certificate", where=settings.where, reason=reason) from error
    return BrokerAddress(parts.hostname, port or TLS_PORT, tls)


def password(settings: MqttSettings, folder: Path) -> str:
    """The broker's password, the first line of its file; empty where there is none."""
    if not settings.password_file:
        return ""
    path = folder / settings.password_file
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("connect.mqtt.unreadable", where=settings.password_file, reason=reason) from error


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
