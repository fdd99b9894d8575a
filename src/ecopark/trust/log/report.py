"""What a verification found: the checks that were made, and each fault by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ecopark.core.messages import Lang, Message

Progress = Callable[[str, int, int], None]
"""Called with (name of the check, done, total)."""


def no_progress(_check: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not agree.

    Attributes
    ----------
    file
        The file (or, in live data, the batch) that holds it.
    where
        The place inside: entry, chunk, datastream, day, row, byte; empty if it is the whole file.
    expected, found
        Hashes, sizes or values, as text.
    """

    file: str
    message: Message
    where: str = ""
    expected: str = ""
    found: str = ""

    def render(self, lang: Lang = "en") -> str:
        place = f"{self.file} ({self.where})" if self.where else self.file
        return f"{place}: {self.message.render(lang)}"


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of check and on how many things it was made; ``faults`` of them did not agree."""

    name: str
    count: int
    faults: int

    def message(self) -> Message:
        return Message(f"trust.verify.check.{self.name}", {"count": self.count})


@dataclass
class VerifyReport:
    """Filled by the verification; ``ok`` only if there is no fault and at least the signature was checked."""

    origin: str = ""
    size: int = 0
    root: str = ""
    key: str = ""
    checks: list[Check] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults and bool(self.checks)

    def fault(self, what: str, file: str, where: str = "", *, expected: str = "", found: str = "", **more: object) -> None:
        """Note a fault with the text ``trust.verify.<what>``."""
        params = {"expected": expected, "found": found, **more}
        self.faults.append(Fault(file, Message(f"trust.verify.{what}", params), where, expected, found))

    def checked(self, name: str, count: int, faults_before: int) -> None:
        """Note that ``count`` things were checked; faults since ``faults_before`` are theirs."""
        self.checks.append(Check(name, count, len(self.faults) - faults_before))

    def as_json(self, lang: Lang = "en") -> dict[str, object]:
        return {
            "ok": self.ok,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "key": self.key,
            "checks": [
                {"name": c.name, "count": c.count, "faults": c.faults, "text": c.message().render(lang)} for c in self.checks
            ],
            "faults": [
                {"file": f.file, "where": f.where, "expected": f.expected, "found": f.found, "text": f.message.render(lang)}
                for f in self.faults
            ],
            "notes": [note.render(lang) for note in self.notes],
        }
