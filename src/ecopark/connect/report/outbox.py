"""Files that wait for their receiver, on the disk before anything is sent: a resend is the same bytes under the same name.

``data/report/outbox/<receiver>/<station>/<file name>``. A file leaves when the receiver has it and the account says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ecopark.connect.report.encode import SlotFile
from ecopark.connect.report.plan import StationPlan
from ecopark.connect.stations import read_name
from ecopark.core.errors import StateError


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file on its way."""

    plan: StationPlan
    slot: datetime
    path: Path

    @property
    def prepared(self) -> datetime:
        """When its bytes were fixed."""
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    @property
    def name(self) -> str:
        return self.path.name

    def content(self) -> bytes:
        return self.path.read_bytes()


class Outbox:
    """The waiting files of one receiver."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, plan: StationPlan, files: Iterable[SlotFile], *, prepared: datetime) -> int:
        """Fix the bytes of files, durable on return; a file that waits already stays as it is. Returns how many are new.

        Raises
        ------
        StateError
            ``connect.report.outbox``: no room, or no right to write.
        """
        folder = self.folder / plan.code
        count = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for file in files:
                path = folder / plan.file_name(file.slot)
                if path.exists():
                    continue
                temporary = folder / f".{path.name}.tmp"
                with temporary.open("wb") as opened:
                    opened.write(file.content)
                    opened.flush()
                    os.fsync(opened.fileno())
                os.utime(temporary, (prepared.timestamp(), prepared.timestamp()))
                temporary.replace(path)
                count += 1
            if count:
                _sync(folder)
        except OSError as error:
            raise StateError("connect.report.outbox", where=str(folder), reason=error.strerror or str(error)) from error
        return count

    def has(self, plan: StationPlan, slot: datetime) -> bool:
        return (self.folder / plan.code / plan.file_name(slot)).exists()

    def waiting(self, plan: StationPlan) -> Iterator[Waiting]:
        """The waiting files of a station, oldest slot first."""
        folder = self.folder / plan.code
        for name in sorted(os.listdir(folder)) if folder.is_dir() else ():
            said = None if name.startswith(".") else read_name(name, plan.zone)
            if said is not None:
                yield Waiting(plan, said.time, folder / name)

    def done(self, file: Waiting) -> None:
        file.path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
