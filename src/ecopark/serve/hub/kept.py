"""What a hub keeps: verified checkpoints (synced files), publications and findings (records), bytes (by hash)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ecopark.connect.raw import RawStore
from ecopark.core.errors import StateError
from ecopark.core.messages import Message
from ecopark.core.ports import Clock
from ecopark.core.records import Record
from ecopark.core.scope import system_scope
from ecopark.engine.log_files import FileLogStorage
from ecopark.engine.records import open_records
from ecopark.network.national.verify import NotBelieved, Publication, SeenLog
from ecopark.serve.hub.folder import HubFile, HubPark
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.note import Note
from ecopark.trust.log.tiles import CHECKPOINT

SCOPE = system_scope("hub")
PUBLICATION, FINDING = "hub_publication", "hub_finding"
MOST_FINDINGS = 100  # of one park: a park that lies anew at every visit must not fill the disk


class HubStore:
    """The hub's own records and files. Every method may be called from several threads."""

    def __init__(self, folder: Path, content: HubFile, clock: Clock) -> None:
        self.folder = folder
        self._clock = clock
        self._records = open_records(content.hub.records_url or f"sqlite:///{folder / 'records.sqlite'}", clock)
        self._raw = RawStore(folder / "raw")

    def close(self) -> None:
        self._records.close()

    # -- the log

    def seen(self, park: HubPark) -> SeenLog | None:
        """The newest verified state of a park's log. It is our own file: the key may have been pinned anew since."""
        note = self._files(park.id).read(CHECKPOINT)
        return None if note is None else SeenLog(Checkpoint.parse(Note.parse(note).text), note)

    def keep_seen(self, park: str, note: bytes) -> None:
        """Durable on return: after a crash the hub must not accept a shorter log than it has seen."""
        self._files(park).replace(CHECKPOINT, note)

    def _files(self, park: str) -> FileLogStorage:
        return FileLogStorage(self.folder / "parks" / park)

    # -- publications

    def keep_publication(self, park: str, made: Publication, document: bytes, note: bytes) -> None:
        """Keep what was verified with everything that shows it, so that it can be verified again offline."""
        content = {
            "number": made.number,
            "index": made.index,
            "content_hash": made.content_hash,
            "document": self._raw.put(document),
            "checkpoint": note.decode(),
            "rows": made.table.num_rows,
        }
        self._records.put(SCOPE, PUBLICATION, park, content)

    def publication(self, park: str) -> Record | None:
        return self._records.get(SCOPE, PUBLICATION, park)

    def publications(self, park: str) -> Sequence[Record]:
        """All that were ever believed, oldest first."""
        return self._records.history(SCOPE, PUBLICATION, park)

    def document(self, record: Record) -> bytes:
        return self._raw.get(str(record.content["document"]))

    # -- findings

    def keep_finding(self, park: str, found: NotBelieved) -> bool:
        """Keep why something was not believed, with its evidence; the same again is kept once. Whether it is new."""
        evidence = {key: value for key, value in found.evidence.items() if key != "tiles"}
        what = found.evidence.get("seen") or json.dumps(evidence, sort_keys=True, default=str)
        name = f"{park}/{found.code}/{hashlib.sha256(str(what).encode()).hexdigest()[:16]}"
        content = {
            "park": park,
            "code": found.code,
            "message": stored_message(found.message),
            "evidence": json.loads(json.dumps(found.evidence, default=str)),
        }
        if self._records.get(SCOPE, FINDING, name) is not None or len(self.findings(park)) >= MOST_FINDINGS:
            return False
        try:
            self._records.put(SCOPE, FINDING, name, content, expected_revision=0)
        except StateError:
            return False
        return True

    def findings(self, park: str | None = None) -> Sequence[Record]:
        found = self._records.find(SCOPE, FINDING, after=None if park is None else f"{park}/", limit=10_000)
        return [record for record in found if park is None or record.content["park"] == park]

    # -- states, for ``hub status``

    def keep_states(self, states: Mapping[str, Any]) -> None:
        temporary = self.folder / ".state.json.new"
        temporary.write_text(json.dumps(states, ensure_ascii=False), encoding="utf-8")
        os.replace(temporary, self.folder / "state.json")

    def states(self) -> Mapping[str, Any]:
        path = self.folder / "state.json"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


def stored_message(message: Message | None) -> dict[str, Any] | None:
    """A message as plain data; parameters that are messages stay messages."""
    if message is None:
        return None
    params = {k: stored_message(v) if isinstance(v, Message) else v for k, v in message.params.items()}
    return {"id": message.id, "params": params}


def read_message(content: Any) -> Message | None:
    """Inverse of `stored_message`."""
    if not isinstance(content, dict):
        return None
    params = {k: read_message(v) if isinstance(v, dict) and "id" in v else v for k, v in content["params"].items()}
    return Message(str(content["id"]), params)


def read_time(text: object) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if isinstance(text, str) else None
