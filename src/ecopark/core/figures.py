"""A figure: one number that is shown to people, with its interval and what it stands on. # design 4.9, 4.11

Rooms hand figures to each other (savings -> measures -> criteria -> claims -> reports); no bare number travels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ecopark.core.messages import Message
from ecopark.core.terms import Origin

LEVEL = 0.90  # of every two-sided interval of a figure: each of its ends is a one-sided 95 % bound


class Standing(StrEnum):
    """How far a number can be proved; from best to worst."""

    VERIFIED = "verified"  # measured and verified by a method that the platform has judged
    MEASURED = "measured"  # added up from readings
    DECLARED = "declared"  # typed by a person; shown, never summed with the two above without saying so
    NOT_PROVABLE = "not_provable"  # said, and what is at hand speaks against it or cannot decide it


class EvidenceKind(StrEnum):
    """What a reference points at."""

    TABLE = "table"  # rows of a derived table: ``id`` is table/task, ``version`` the version of the lake
    DATASTREAM = "datastream"  # readings of a datastream in a version of the lake
    RECORD = "record"  # ``id`` is kind/id, ``version`` its revision
    DOCUMENT = "document"  # a file that was handed in: ``sha256`` of its bytes
    INSPECTION = "inspection"
    RULE = "rule"
    LOG = "log"  # an entry of the evidence log: ``id`` is its index


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a figure or an answer stands on; enough to find it again and to see that it is still the same.

    Attributes
    ----------
    kind, id
        What it is; see ``EvidenceKind`` for the form of ``id``.
    version
        Version of the lake, or revision of the record; None where it has none.
    sha256
        Hash of the content as it was used (hex), empty where the version says it.
    """

    kind: EvidenceKind
    id: str
    version: int | None = None
    sha256: str = ""

    def content(self) -> dict[str, object]:
        """As JSON, for records and reports."""
        return {"kind": self.kind.value, "id": self.id, "version": self.version, "sha256": self.sha256}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Evidence:
        return cls(EvidenceKind(content["kind"]), content["id"], content.get("version"), content.get("sha256") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with all that must be shown beside it.

    Attributes
    ----------
    name
        What it is, an id with a text ``figure.<name>`` in both languages (``figure.electricity_saved``).
    value, unit
        None where it cannot be told; then ``reason`` says why.
    low, high
        Ends of the two-sided 90 % interval (``LEVEL``) in ``unit``; None where none is known, never equal to the value
        for want of knowledge.
    standing, origin
        How far it is proved; the weakest origin of what went in (a SYNTHETIC figure never feeds a claim).
    start, end
        The period, ISO 8601 with offset in the park's zone, half-open; empty where it has none.
    boundary
        Ids of what it is about: ``firm:steel``, ``facility:…``, ``meter:…``, ``point:…``, ``park``.
    evidence
        What it stands on.
    provisional
        Some rule behind it has not been verified by a person: never published in a claim.
    reason
        Why there is no value, or a note beside it.
    contributions
        Source of uncertainty -> share of the variance, the largest first.
    """

    name: str
    value: float | None
    unit: str
    standing: Standing
    low: float | None = None
    high: float | None = None
    origin: Origin | None = None
    start: str = ""
    end: str = ""
    boundary: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    provisional: bool = False
    reason: Message | None = None
    contributions: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in (self.value, self.low, self.high):
            if number is not None and not math.isfinite(number):
                raise ValueError(f"figure {self.name}: {number} is not a number that can be shown")
        if self.value is None and self.reason is None:
            raise ValueError(f"figure {self.name} has neither a value nor a reason why not")
        if (self.low is None) != (self.high is None):
            raise ValueError(f"figure {self.name}: an interval has two ends")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"figure {self.name}: interval {self.low} … {self.high} is upside down")

    def content(self) -> dict[str, object]:
        """As JSON, for records and reports; messages keep their id and parameters."""
        said: dict[str, object] = {
            name: getattr(self, name) for name in ("name", "value", "unit", "low", "high", "start", "end")
        }
        said["standing"] = self.standing.value
        said["origin"] = self.origin.value if self.origin else None
        said["boundary"] = list(self.boundary)
        said["evidence"] = [part.content() for part in self.evidence]
        said["provisional"] = self.provisional
        said["reason"] = message_content(self.reason)
        said["contributions"] = dict(self.contributions)
        return said

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Figure:
        """The figure that ``content`` says; ``KeyError`` or ``ValueError`` where it says none."""
        plain = {name: content[name] for name in ("name", "value", "unit", "low", "high", "start", "end", "provisional")}
        return cls(
            **plain,
            standing=Standing(content["standing"]),
            origin=Origin(content["origin"]) if content["origin"] else None,
            boundary=tuple(content["boundary"]),
            evidence=tuple(Evidence.of(part) for part in content["evidence"]),
            reason=message_of(content["reason"]),
            contributions=dict(content["contributions"]),
        )


def message_content(message: Message | None) -> dict[str, object] | None:
    """A message as JSON: id and parameters, parameters that are messages likewise."""
    if message is None:
        return None
    params = {k: message_content(v) if isinstance(v, Message) else v for k, v in message.params.items()}
    return {"id": message.id, "params": params}


def message_of(content: Mapping[str, Any] | None) -> Message | None:
    """Turn ``message_content`` back."""
    if content is None:
        return None
    params = {
        k: message_of(v) if isinstance(v, Mapping) and set(v) == {"id", "params"} else v
        for k, v in content["params"].items()
    }
    return Message(content["id"], params)


def weakest(standings: Iterable[Standing]) -> Standing:
    """The worst of several standings; ``ValueError`` of none."""
    order = list(Standing)
    return max(standings, key=order.index)
