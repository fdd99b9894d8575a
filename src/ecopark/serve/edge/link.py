"""HTTP to the park with the standard library alone: a box must not need a web framework."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import ecopark.serve.edge.messages  # noqa: F401  texts
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.messages import Lang

TIMEOUT_S = 30.0


class LinkDown(StateError):
    """The park is not reachable now: nothing is wrong with what was sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` and content; ``retry_after_s`` where the park asks to wait."""

    status: int
    body: bytes
    retry_after_s: float | None

    def json(self) -> dict[str, Any]:
        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}

    @property
    def code(self) -> str:
        """Code of the problem document."""
        return str(self.json().get("code", ""))

    @property
    def detail(self) -> str:
        return str(self.json().get("detail", "")) or f"HTTP {self.status}"


class Link:
    """One park; the connection is kept open between requests. Not to be shared by threads. ``lang``: of its answers.

    Raises
    ------
    InputError
        cli.edge.url: no http or https address.
    """

    def __init__(self, url: str, *, ca_file: str = "", lang: Lang = "en") -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError("cli.edge.url", where="--park", url=url)
        self.url = url.rstrip("/")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._path = parts.path.rstrip("/")
        self._context = ssl.create_default_context(cafile=ca_file or None) if self._secure else None
        self.lang = lang
        self._connection: http.client.HTTPConnection | None = None

    @property
    def in_the_clear(self) -> bool:
        """Readings could be read by others on the way (not changed: they are signed)."""
        return not self._secure and self._host not in ("localhost", "127.0.0.1", "::1")

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send; ``LinkDown`` cli.edge.unreachable if no whole answer comes."""
        given = {"Accept-Language": self.lang, "Connection": "keep-alive", **headers}
        try:
            connection = self._connected()
            connection.request("POST", f"{self._path}/api/v1/edge/{path}", body, given)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise LinkDown("cli.edge.unreachable", where=self.url, reason=str(error) or type(error).__name__) from error
        if response.will_close:
            self.close()
        return Answer(response.status, content, _seconds(response.getheader("Retry-After")))

    def post_json(self, path: str, content: Mapping[str, object]) -> dict[str, Any]:
        """Send a document; the park's refusal is raised as ``NotAllowed`` cli.edge.refused with the park's words."""
        answer = self.post(path, json.dumps(content).encode(), {"Content-Type": "application/json"})
        self.close()  # documents are rare
        if answer.status >= 500 or answer.status == 429:
            raise LinkDown("cli.edge.unreachable", where=self.url, reason=answer.detail)
        if answer.status >= 400:
            raise NotAllowed("cli.edge.refused", where=self.url, reason=answer.detail, problem=answer.code)
        return answer.json()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            if self._context is not None:
                self._connection = http.client.HTTPSConnection(
                    self._host, self._port, timeout=TIMEOUT_S, context=self._context
                )
            else:
                self._connection = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_S)
        return self._connection


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.strip().isdigit() else None
