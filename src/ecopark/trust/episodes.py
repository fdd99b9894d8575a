"""From hits to findings: one finding per cause, sized for a person who reads.

Hits close in time are one episode. A check that speaks again and again in one datastream is told by month, and if that is
still too much, by year; the same gap in several datastreams of a station is told once.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from ecopark.core.findings import Finding
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.trust.checks.runs import Index, Times
from ecopark.trust.hits import Hits

MOST_EPISODES = 12  # beyond: by month
MOST_MONTHS = 24  # beyond: by year
EVIDENCE_ROWS = 12

_OF_THE_DEVICE = frozenset(
    f"trust.{short}" for short in ("gap", "repeated_row", "calibrating", "device_fault", "zero_for_missing", "future_time")
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def findings_of(hits: Hits, version: str, utc_offset: int) -> Iterator[Finding]:
    """Yield the findings of one check in one datastream, ascending in time.

    Parameters
    ----------
    version
        Version of the check's parameters, kept with each finding.
    utc_offset
        Park's standard offset, microseconds: months and years are the park's.
    """
    for part in np.split(np.arange(len(hits.starts)), _cuts(hits, utc_offset)):
        yield _finding(hits, part, version)


def told_once(findings: Sequence[Finding], owners: Mapping[str, object]) -> list[Finding]:
    """Join findings of one station and owner that agree in check, interval and count, where the device is the cause.

    The station was silent, calibrating, out of order or sent a row of zeros; not each of its instruments.

    Parameters
    ----------
    owners
        Who may see a datastream, by id: findings of different owners stay apart.
    """
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key: tuple[object, ...] = (finding.code, finding.interval, finding.count, owners[finding.datastreams[0]])
        if finding.code not in _OF_THE_DEVICE:
            key = (*key, finding.datastreams)
        first = kept.get(key)
        if first is None:
            kept[key] = finding
        elif finding.datastreams != first.datastreams:
            kept[key] = replace(first, datastreams=(*first.datastreams, *finding.datastreams))
    return list(kept.values())


def finding_id(finding: Finding) -> str:
    """Return 16 hexadecimal digits that stay the same while a finding begins at the same moment."""
    text = f"{finding.code}|{finding.datastreams[0]}|{finding.interval.start.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def moment(microseconds: int | np.integer) -> datetime:
    return EPOCH + timedelta(microseconds=int(microseconds))


def _cuts(hits: Hits, utc_offset: int) -> Index:
    """Indices at which a new finding begins."""
    furthest = np.maximum.accumulate(hits.ends)
    episodes = np.flatnonzero(hits.starts[1:] - furthest[:-1] > hits.reach) + 1
    if len(episodes) < MOST_EPISODES:
        return episodes
    months = _calendar(hits.starts, utc_offset, "M")
    if len(months) < MOST_MONTHS:
        return months
    return _calendar(hits.starts, utc_offset, "Y")


def _calendar(starts: Times, utc_offset: int, unit: str) -> Index:
    period = (starts + utc_offset).view("datetime64[us]").astype(f"datetime64[{unit}]")
    return np.flatnonzero(period[1:] != period[:-1]) + 1


def _finding(hits: Hits, part: Index, version: str) -> Finding:
    worst = part[int(np.argmax(hits.worst[part]))]
    main = next(iter(hits.columns.values()))[part]
    count = int(hits.weights[part].sum())
    params: dict[str, object] = {"count": count, "low": tidy(main.min()), "high": tidy(main.max())}
    params |= {name: tidy(told) if isinstance(told, float) else told for name, told in hits.parameters.items()}
    params |= {name: tidy(column[worst]) for name, column in hits.columns.items()}
    if hits.check.short == "gap":
        params |= {"gaps": len(part), "longest": int(main.max())}
    return Finding(
        code=hits.check.code,
        datastreams=(hits.datastream, *hits.others),
        interval=Interval(moment(hits.starts[part[0]]), moment(hits.ends[part].max())),
        severity=hits.check.severity,
        message=Message(f"trust.found.{hits.check.short}", params),
        evidence=_evidence(hits, part),
        check_version=version,
        count=count,
    )


def _evidence(hits: Hits, part: Index) -> dict[str, object]:
    """The first, the last and the worst hits, in order of time."""
    chosen = part
    if len(part) > EVIDENCE_ROWS:
        worst = part[np.argsort(-hits.worst[part], kind="stable")][: EVIDENCE_ROWS - 2]
        chosen = np.unique(np.concatenate((part[:1], part[-1:], worst)))
    times = np.datetime_as_string(hits.starts[chosen].view("datetime64[us]"), unit="s").tolist()
    columns = [[tidy(value) for value in column[chosen].tolist()] for column in hits.columns.values()]
    rows = [[f"{time}Z", *values] for time, *values in zip(times, *columns, strict=True)]
    return {"columns": ["time", *hits.columns], "rows": rows, "shown": len(rows), "of": len(part)}


def tidy(value: float | np.floating) -> float | int | None:
    """Return the number with at most six significant digits, as JSON can hold it."""
    number = float(value)
    if not math.isfinite(number):
        return None
    short = float(f"{number:.6g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short
