"""Baselines as records: named by the hash of their content, fixed before the period that they judge. # judge 1.3, 4.2

A record of kind ``baseline`` has the id of its measure; each lock is a revision, and all stay to be seen. A lock that comes
late needs a reason and carries ``after_seeing: true``: it may be shown, never claimed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ecopark.core.errors import InputError, StateError
from ecopark.core.interval import Interval, to_utc
from ecopark.core.records import Record
from ecopark.trust.log.entries import canonical_json

BASELINE = "baseline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """One lock.

    Attributes
    ----------
    sha256
        Of the content in canonical JSON: the baseline's name.
    period
        From which the model was made; it ends before the measure was installed.
    reporting_start
        First moment that the model judges.
    content
        Model, hash of the data, covariates (by datastream), settings: ``account/savings``.
    meters
        Datastreams whose sum the model expects.
    reason
        Why there is a later one; empty for the first.
    after_seeing
        Locked when readings of the reporting period were known already: not for a claim.
    """

    measure: str
    sha256: str
    locked_at: datetime
    period: Interval
    reporting_start: datetime
    content: Mapping[str, Any]
    meters: tuple[str, ...] = ()
    reason: str = ""
    after_seeing: bool = False

    def record_content(self) -> dict[str, object]:
        return {
            "measure": self.measure,
            "sha256": self.sha256,
            "locked_at": self.locked_at.isoformat(),
            "period": {"start": self.period.start.isoformat(), "end": self.period.end.isoformat()},
            "reporting_start": self.reporting_start.isoformat(),
            "content": dict(self.content),
            "meters": list(self.meters),
            "reason": self.reason,
            "after_seeing": self.after_seeing,
        }


def content_sha256(content: Mapping[str, Any]) -> str:
    """SHA-256 of a model's content in canonical JSON (keys sorted, no blanks, UTF-8), hex."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def lock(
    measure: str,
    content: Mapping[str, Any],
    period: Interval,
    reporting_start: datetime,
    now: datetime,
    *,
    meters: Sequence[str] = (),
    before: Sequence[Baseline] = (),
    reason: str = "",
) -> Baseline:
    """A baseline that is fixed now.

    Parameters
    ----------
    before
        What was locked for the measure already.
    reason
        Needed for every lock after the first and for every lock that comes late.

    Raises
    ------
    StateError
        account.baseline.too_late: the reporting period has begun and no reason is given; account.baseline.locked: there is
        one already and no reason is given.
    InputError
        account.baseline.overlaps: the baseline period reaches into the reporting period.
    """
    seen = check_lock(measure, period, reporting_start, now, before=before, reason=reason)
    return Baseline(
        measure=measure,
        sha256=content_sha256(content),
        locked_at=now,
        period=period,
        reporting_start=reporting_start,
        content=content,
        meters=tuple(meters),
        reason=reason.strip(),
        after_seeing=seen,
    )


def check_lock(
    measure: str,
    period: Interval,
    reporting_start: datetime,
    now: datetime,
    *,
    before: Sequence[Baseline] = (),
    reason: str = "",
) -> bool:
    """Whether a lock comes after results could be seen; errors as ``lock``."""
    if period.end > to_utc(reporting_start):
        raise InputError("account.baseline.overlaps", where="reporting_start", start=reporting_start, end=period.end)
    late = to_utc(now) >= to_utc(reporting_start)
    if late and not reason.strip():
        raise StateError("account.baseline.too_late", where=measure, start=reporting_start, now=now)
    if before and not reason.strip():
        last = before[-1]
        raise StateError("account.baseline.locked", where=measure, sha256=last.sha256[:12], at=last.locked_at)
    return late or any(to_utc(now) >= to_utc(b.reporting_start) for b in before)


def stored_baseline(record: Record) -> Baseline:
    """The lock that a revision holds."""
    said: Mapping[str, Any] = record.content
    return Baseline(
        measure=said["measure"],
        sha256=said["sha256"],
        locked_at=datetime.fromisoformat(said["locked_at"]),
        period=Interval(*(datetime.fromisoformat(said["period"][side]) for side in ("start", "end"))),
        reporting_start=datetime.fromisoformat(said["reporting_start"]),
        content=said["content"],
        meters=tuple(said.get("meters") or ()),
        reason=said.get("reason") or "",
        after_seeing=bool(said.get("after_seeing")),
    )


def is_untouched(baseline: Baseline) -> bool:
    """Whether the content still has the hash that it was locked with."""
    return content_sha256(baseline.content) == baseline.sha256
