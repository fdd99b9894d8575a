"""What a hub asks a park over HTTP: bounded in time and size, no redirects, one connection per visit."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from typing import Any
from urllib.parse import urlsplit

from ecopark.core.messages import Message
from ecopark.network.national.verify import NotBelieved
from ecopark.trust.log.tiles import WIDTH

API = "/api/v1/sharing/"
LARGEST = {"checkpoint": 65_536, "tile": 32 * WIDTH, "list": 100_000, "publication": 64 * 2**20}
_CHUNK = 65_536


class Unreachable(Exception):
    """A park does not answer, or not as it should; ``refused`` where it does not take the token."""

    def __init__(self, message: Message, *, refused: bool = False) -> None:
        self.message = message
        self.refused = refused
        super().__init__(message.render("en"))


class ParkClient:
    """One visit at one park; ``received`` counts the bytes of its answers."""

    def __init__(self, url: str, token: str, timeout_s: float) -> None:
        address = urlsplit(url)
        port, host = address.port, address.hostname or ""
        self._base = address.path.rstrip("/") + API
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        self._timeout_s = timeout_s
        self._connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection(host, port, timeout=timeout_s, context=ssl.create_default_context())
            if address.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=timeout_s)
        )
        self.received = 0

    def __enter__(self) -> ParkClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def checkpoint(self) -> bytes:
        return self._get("checkpoint", LARGEST["checkpoint"]) or b""

    def tile(self, name: str) -> bytes | None:
        """A hash tile by its C2SP name; None if the park has none."""
        return self._get(name, LARGEST["tile"])

    def publications(self, after: int) -> list[dict[str, Any]]:
        """The newest publication, if its number is above ``after``."""
        answer = self._get(f"publications?after={after}", LARGEST["list"]) or b"{}"
        try:
            items = json.loads(answer)["items"]
            return [
                {"number": int(i["number"]), "index": int(i["index"]), "content_hash": str(i["content_hash"])} for i in items
            ]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise NotBelieved(
                "form", {"answer": answer[:2000].decode("utf-8", "replace")}, reason=str(error)[:200]
            ) from error

    def publication(self, number: int, size: int) -> bytes:
        """A publication with its proof in the tree of ``size``."""
        answer = self._get(f"publications/{number}?size={size}", LARGEST["publication"])
        if answer is None:
            raise NotBelieved("form", {"number": number, "size": size}, reason=f"publication {number}: 404")
        return answer

    def _get(self, path: str, limit: int) -> bytes | None:
        deadline = time.monotonic() + self._timeout_s
        try:
            self._connection.request("GET", self._base + path, headers=self._headers)
            answer = self._connection.getresponse()
            content = self._read(answer, path, limit, deadline)
        except (OSError, http.client.HTTPException) as error:
            reason = str(error) or type(error).__name__
            raise Unreachable(Message("serve.hub.no_answer", {"reason": reason[:200]})) from error
        if answer.status in (401, 403):
            raise Unreachable(Message("serve.hub.refused", {"status": answer.status}), refused=True)
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Unreachable(Message("serve.hub.bad_answer", {"status": answer.status, "path": path}))
        return content

    def _read(self, answer: http.client.HTTPResponse, path: str, limit: int, deadline: float) -> bytes:
        parts, taken = [], 0
        while part := answer.read1(_CHUNK):
            taken += len(part)
            if taken > limit:
                self._connection.close()
                raise Unreachable(Message("serve.hub.too_large", {"limit": limit, "path": path}))
            if time.monotonic() > deadline:
                self._connection.close()
                raise Unreachable(Message("serve.hub.too_slow", {"seconds": self._timeout_s, "path": path}))
            parts.append(part)
        answer.close()  # read to its end: the connection may carry the next question
        self.received += taken
        return b"".join(parts)
