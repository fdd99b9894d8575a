"""A log storage in memory that can fail at any operation, as a disk or a power cut does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ecopark.core.errors import Fatal, StateError
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.note import SigningKey

ORIGIN = "park.example/log"
KEY = SigningKey(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\7" * 32))


class Crash(Exception):
    """The process is gone."""


class MemoryLogStorage:
    """``core.ports.LogStorage``. ``fail_at`` counts writing operations; that one fails before or after its effect."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.operations: list[str] = []
        self.fail_at: int | None = None
        self.after_effect = False
        self.error: Exception = Crash()

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def create(self, name: str, content: bytes) -> None:
        self._step("create " + name, lambda: self._create(name, content))

    def replace(self, name: str, content: bytes) -> None:
        assert name in ("checkpoint", "witnessed")
        self._step("replace " + name, lambda: self.files.update({name: content}))

    def discard(self, name: str) -> None:
        assert ".p/" in name
        self._step("discard " + name, lambda: self.files.pop(name, None))

    def names(self) -> Iterator[str]:
        yield from sorted(self.files)

    def _create(self, name: str, content: bytes) -> None:
        if self.files.setdefault(name, content) != content:
            raise Fatal("engine.log.exists", where=name)

    def _step(self, operation, effect) -> None:
        failing = self.fail_at == len(self.operations)
        self.operations.append(operation)
        if failing and not self.after_effect:
            raise self.error
        effect()
        if failing:
            raise self.error


class Ticking:
    """A clock that goes on by a second at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def open_log(storage, key=KEY) -> EvidenceLog:
    return EvidenceLog.open(storage, key, ORIGIN, Ticking())


def no_room() -> StateError:
    return StateError("engine.log.disk_full", where="x")
