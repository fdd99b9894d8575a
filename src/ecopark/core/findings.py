"""Findings: what a check found, with the data that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ecopark.core.interval import Interval
from ecopark.core.messages import Message


class Severity(StrEnum):
    INFO = "info"
    ATTENTION = "attention"
    SERIOUS = "serious"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a check.

    Attributes
    ----------
    code
        Stable code ``trust.flat_line`` …; the check that made it.
    datastreams
        The datastreams it is about, the main one first.
    interval
        When; half-open, UTC.
    message
        Message id with parameters (values in canonical units) for the sentence that people read.
    evidence
        The data that shows it: small, JSON-able (times as ISO text, values as numbers), at most some dozens of rows.
    check_version
        Version of the check and its parameters (hash), so that the finding can be recomputed.
    count
        Readings concerned.
    """

    code: str
    datastreams: tuple[str, ...]
    interval: Interval
    severity: Severity
    message: Message
    evidence: Mapping[str, object] = field(default_factory=dict)
    check_version: str = ""
    count: int = 0
