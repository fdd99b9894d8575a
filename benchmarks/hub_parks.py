"""Many made parks in one light process: real logs, signatures, proofs and publications, answered over HTTP on loopback.

Used by ``benchmarks/hub.py`` for the load of a hub, and by tests for parks that lie.
"""

from __future__ import annotations

import base64
import json
import math
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa

from ecopark.core.errors import InputError
from ecopark.network.national.verify import DOCUMENT, KIND
from ecopark.network.sharing.table import FORMAT, SHARED
from ecopark.serve.workers.sharing import arrow_stream
from ecopark.trust.log.content import content_hash
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.note import SigningKey
from ecopark.trust.log.tiles import TileName, TileReader

TOKEN = "ecopark_made"
START = datetime(2026, 3, 1, tzinfo=UTC)


class Memory:
    """``core.ports.LogStorage`` in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def create(self, name: str, content: bytes) -> None:
        self.files[name] = content

    def replace(self, name: str, content: bytes) -> None:
        self.files[name] = content

    def discard(self, name: str) -> None:
        self.files.pop(name, None)

    def names(self) -> Iterator[str]:
        return iter(sorted(self.files))


class MadePark:
    """A park's log and publications for one hub. ``tamper`` changes an answer before it leaves: (path, body) -> body."""

    def __init__(self, park_id: str, hub: str, *, key: SigningKey | None = None) -> None:
        self.id, self.hub = park_id, hub
        self.key = key or SigningKey.generate(f"ecopark.example/{park_id}")
        self.log = EvidenceLog.open(Memory(), self.key, self.key.name, lambda: START)
        self.newest: dict[str, Any] | None = None
        self.tamper: Callable[[str, bytes], bytes] = lambda _path, body: body

    @property
    def vkey(self) -> str:
        return str(self.key.verifier)

    def grow(self, entries: int) -> None:
        """Entries such as a running park adds, published in one step."""
        for i in range(entries):
            self.log.add(
                "record", {"record": "made", "id": f"{self.id}-{i}", "revision": i, "content_hash": "0" * 64}, publish=False
            )
        self.log.publish()

    def publish(self, table: pa.Table) -> None:
        number = self.newest["number"] + 1 if self.newest else 1
        entry = {
            "format": FORMAT,
            "hub": self.hub,
            "number": number,
            "content_hash": content_hash(table),
            "rows": table.num_rows,
        }
        index = self.log.add(KIND, {**entry, "policy": "0" * 64, "blind": "0" * 32})
        self.newest = {"number": number, "index": index, "content_hash": entry["content_hash"], "rows": table.num_rows,
                       "bytes": arrow_stream(table)}  # fmt: skip

    def answer(self, path: str, query: Mapping[str, list[str]]) -> bytes | None:
        """Body of an answer; None for 404. Paths as below /api/v1/sharing/."""
        if path == "checkpoint":
            return self.log.signed_checkpoint()
        if path.startswith("tile/"):
            name = TileName.parse(path)
            reader = TileReader(self.log._storage.read, self.log.size)
            if name is None or name.level is None or name.width > reader.width(name.level, name.index):
                return None
            return b"".join(reader.hashes(name.level, name.index)[: name.width])
        if path == "publications":
            fresh = self.newest and self.newest["number"] > int(query.get("after", ["0"])[0])
            return json.dumps({"items": [{k: v for k, v in self.newest.items() if k != "bytes"}] if fresh else []}).encode()
        if self.newest is None or path != f"publications/{self.newest['number']}":
            return None
        index, size = self.newest["index"], int(query["size"][0])
        try:
            proof = [step.hex() for step in self.log.inclusion_proof(index, size)]
        except InputError:
            return None
        entry = {"index": index, "text": self.log.entry(index).decode(), "path": proof}
        return json.dumps(
            {"format": DOCUMENT, "entry": entry, "table": base64.b64encode(self.newest["bytes"]).decode()}
        ).encode()


def made_table(value: float = 1000.0, months: int = 12, *, state: str = "published", unit: str = "kWh") -> pa.Table:
    """A publication: electricity, water and emissions of some months."""
    rows = []
    for i in range(months):
        for series, own in (("electricity.in", unit), ("water.in", "m3"), ("wastewater.out", "m3"), ("emissions.scope1", "tCO2e"),
                            ("emissions.scope2", "tCO2e")):  # fmt: skip
            rows.append(
                {
                    "series": series,
                    "step": "month",
                    "start": datetime(2025 + i // 12, i % 12 + 1, 1),
                    "unit": own,
                    "value": value if state == "published" else None,
                    "state": state,
                    "uncertainty": json.dumps({"park:x": 0.01, "assumed:factor:grid": 0.05}),
                    "measured_share": 0.9,
                    "complete": True if state == "published" else None,
                    "firms": 5,
                    "provisional": False,
                    "origin": "measured",
                }
            )
    return pa.Table.from_pylist([{name: row.get(name) for name in SHARED.names} for row in rows], schema=SHARED)


class MadeParks:
    """Serves made parks below ``/<park id>``, each as a real park would; ``away`` parks hang up."""

    def __init__(self, parks: Mapping[str, MadePark]) -> None:
        self.parks = dict(parks)
        self.away: set[str] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                park_id, _, path = address.path.lstrip("/").partition("/api/v1/sharing/")
                park = outer.parks.get(park_id)
                if park is None or park_id in outer.away:
                    self.close_connection = True
                    return
                if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                    self._send(401, b"{}")
                    return
                body = park.answer(path, parse_qs(address.query))
                self._send(404, b"{}") if body is None else self._send(200, park.tamper(path, body))

            def _send(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def url(self, park_id: str) -> str:
        return f"{self.address}/{park_id}"

    def __enter__(self) -> MadeParks:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)


def main() -> None:
    """``python -m benchmarks.hub_parks COUNT ENTRIES MONTHS``: serve until stdin closes; a line on stdin lets all logs grow."""
    count, entries, months = (int(word) for word in sys.argv[1:4])
    parks = {}
    for i in range(count):
        park = parks[f"park{i:04d}"] = MadePark(f"park{i:04d}", "hub")
        park.grow(entries)
        park.publish(made_table(1000.0 + i + math.pi, months))
    with MadeParks(parks) as served:
        print(json.dumps({"address": served.address, "keys": {name: park.vkey for name, park in parks.items()}}), flush=True)
        for line in sys.stdin:
            grown, again = (int(word) for word in line.split())
            for i, park in enumerate(parks.values()):
                park.grow(grown)
                if i < again:
                    park.publish(made_table(2000.0 + i, months))
            print("grown", flush=True)


if __name__ == "__main__":
    main()
