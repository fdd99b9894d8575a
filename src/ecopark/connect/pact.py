"""Sends a PACT event to the host of a recipient: token by client credentials, then POST. Redirects are not followed."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ecopark.core.errors import StateError
from ecopark.core.messages import Text, catalogue

TIMEOUT_S = 15.0
_LARGEST = 1_000_000
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

catalogue(
    {
        "connect.pact.refused": Text(
            vi="máy chủ {host} trả lời {status}. Sẽ thử lại.", en="the host {host} answered {status}. It is tried again."
        ),
        "connect.pact.no_token": Text(
            vi="máy chủ {host} không cấp mã truy cập.", en="the host {host} gave no access token."
        ),
        "connect.pact.unreachable": Text(
            vi="không nối được tới máy chủ {host}: {reason}. Sẽ thử lại.",
            en="the host {host} cannot be reached: {reason}. It is tried again.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Callback:
    """Where answers to a recipient go: base address of its PACT host, and our credentials there."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def allowed(self) -> bool:
        """https, or plain http on this machine; no user, query or fragment in the address."""
        try:
            parts = urlsplit(self.url)
            port_is_right = parts.port is None or 0 < parts.port < 65536
        except ValueError:
            return False
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        return bool(secure and parts.hostname and port_is_right and not (parts.username or parts.query or parts.fragment))


def deliver(callback: Callback, event: Mapping[str, object]) -> None:
    """POST the event; ``StateError`` connect.pact.… if it was not accepted with a status of 2xx."""
    host = urlsplit(callback.url).hostname or ""
    try:
        headers = {"Content-Type": "application/cloudevents+json; charset=UTF-8"}
        if callback.client_id:
            headers["Authorization"] = f"Bearer {_token(callback, host)}"
        status, _ = _post(callback.url, "/3/events", json.dumps(event).encode(), headers)
    except (OSError, http.client.HTTPException) as error:
        raise StateError("connect.pact.unreachable", host=host, reason=str(error)[:200]) from error
    if not 200 <= status < 300:
        raise StateError("connect.pact.refused", host=host, status=status)


def _token(callback: Callback, host: str) -> str:
    basic = base64.b64encode(f"{callback.client_id}:{callback.client_secret}".encode()).decode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "Authorization": f"Basic {basic}",
    }
    status, body = _post(callback.url, "/auth/token", b"grant_type=client_credentials", headers)
    try:
        found = json.loads(body).get("access_token") if status == 200 else None
    except (ValueError, AttributeError):
        found = None
    if not isinstance(found, str):
        raise StateError("connect.pact.no_token", host=host)
    return found


def _post(url: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S, context=context)
    else:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        connection.request("POST", parts.path.rstrip("/") + path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(_LARGEST)
    finally:
        connection.close()
