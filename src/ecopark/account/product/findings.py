"""What a check of a footprint finds: where, how bad, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import ecopark.account.product.messages  # noqa: F401  texts
from ecopark.core.figures import message_content
from ecopark.core.messages import Message


class Severity(StrEnum):
    """``error``: the footprint contradicts itself or the specification; ``warning``: ask before you rely on it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class PcfFinding:
    """One finding. ``path`` is the property (``pcf.primaryDataShare``), ``message`` says what is wrong and what to do."""

    severity: Severity
    path: str
    message: Message

    @property
    def code(self) -> str:
        return self.message.id

    def content(self) -> dict[str, object]:
        """As JSON with the sentence in both languages."""
        return {
            "severity": self.severity.value,
            "path": self.path,
            "code": self.code,
            "message": message_content(self.message),
            "vi": self.message.render("vi"),
            "en": self.message.render("en"),
        }


def error(path: str, code: str, **params: object) -> PcfFinding:
    return PcfFinding(Severity.ERROR, path, _message(code, params))


def warning(path: str, code: str, **params: object) -> PcfFinding:
    return PcfFinding(Severity.WARNING, path, _message(code, params))


def _message(code: str, params: Mapping[str, object]) -> Message:
    """Numbers as the footprint prints them, so that a finding can be kept as JSON."""
    return Message(f"account.pcf.{code}", {name: v if isinstance(v, int) else str(v) for name, v in params.items()})


def has_errors(findings: Iterable[PcfFinding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
