"""A suspicion: one signal at one place, with what a person needs to judge it; and its row in the table of findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ecopark.core.findings import Finding, Severity
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.trust.checks.runs import Floats, Times
from ecopark.trust.episodes import finding_id, moment, tidy
from ecopark.trust.falsification.catalogue import SIGNALS
from ecopark.trust.falsification.inspections import Proposal

PLOT_POINTS = 200


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One signal at one place.

    Attributes
    ----------
    signal
        Key of `catalogue.SIGNALS`.
    datastreams
        The main one first.
    start, end
        Microseconds since 1970 UTC, half-open.
    score, threshold
        Comparable within a signal; null thresholds do not occur.
    params
        Fields of the signal's sentence.
    plot
        `plot_of`.
    count
        Readings concerned.
    group
        Datastreams that the signal cannot tell apart, the main one included.
    """

    signal: str
    datastreams: tuple[str, ...]
    start: int
    end: int
    score: float
    threshold: float
    params: Mapping[str, object]
    plot: Mapping[str, object]
    count: int
    severity: Severity = Severity.ATTENTION
    group: tuple[str, ...] = ()
    unit: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def plot_of(times: Times, columns: Mapping[str, Floats], unit: str) -> dict[str, object]:
    """Return the picture of a suspicion: at most 200 points, evenly picked."""
    picks = np.unique(np.linspace(0, max(len(times) - 1, 0), min(PLOT_POINTS, len(times))).astype(np.intp))
    stamps = np.datetime_as_string(times[picks].view("datetime64[us]"), unit="s").tolist()
    series = {name: [tidy(value) for value in np.asarray(column)[picks].tolist()] for name, column in columns.items()}
    return {"x": [f"{stamp}Z" for stamp in stamps], "series": series, "unit": unit}


def finding_row(suspicion: Suspicion, proposal: Proposal, version: str) -> dict[str, object]:
    """Return the row of `trust.quality.FINDINGS`."""
    signal = SIGNALS[suspicion.signal]
    params = {k: tidy(v) if isinstance(v, float) else v for k, v in suspicion.params.items()}
    code = f"trust.{suspicion.signal}"
    finding = Finding(
        code=code,
        datastreams=suspicion.datastreams,
        interval=Interval(moment(suspicion.start), moment(max(suspicion.end, suspicion.start + 1))),
        severity=suspicion.severity,
        message=Message(f"trust.found.{suspicion.signal}", params),
        check_version=version,
        count=suspicion.count,
    )
    evidence: dict[str, object] = {
        "plot": suspicion.plot,
        "score": tidy(suspicion.score),
        "threshold": tidy(suspicion.threshold),
        "margin": tidy(suspicion.score - suspicion.threshold),
        "group": list(suspicion.group or suspicion.datastreams),
        "alternatives": [f"trust.alternative.{a}" for a in signal.alternatives],
        "next_proof": {"id": f"trust.proof.{signal.proof}", "params": {"place": proposal.place}},
        "base_rate": signal.base_rate.content(),
        "wrong_rate": signal.wrong_rate.content(),
        "cause": f"trust.cause.{suspicion.signal}",
        "action": f"trust.action.{signal.proof}",
        "inspection": proposal.content(),
        **suspicion.facts,
    }
    return {
        "id": finding_id(finding),
        "code": code,
        "datastream": suspicion.datastreams[0],
        "others": list(suspicion.datastreams[1:]),
        "start": finding.interval.start.replace(tzinfo=None),
        "end": finding.interval.end.replace(tzinfo=None),
        "severity": suspicion.severity.value,
        "message_id": finding.message.id,
        "params": json.dumps(params, sort_keys=True, ensure_ascii=False),
        "evidence": json.dumps(evidence, ensure_ascii=False),
        "check_version": version,
        "count": suspicion.count,
    }


def merged(suspicions: Sequence[Suspicion]) -> list[Suspicion]:
    """Tell once what several instruments of one station show in the same signal at overlapping times.

    They share a sampling tube: the cause is one, and which instrument it began with cannot be told.
    """
    out: list[Suspicion] = []
    for found in sorted(suspicions, key=lambda s: (s.signal, s.start, s.datastreams)):
        last = out[-1] if out else None
        if last is not None and last.signal == found.signal and SIGNALS[found.signal].of_station and found.start < last.end:
            best, other = (last, found) if last.score - last.threshold >= found.score - found.threshold else (found, last)
            names = tuple(dict.fromkeys((*best.datastreams, *other.datastreams)))
            out[-1] = replace(
                best, datastreams=names, group=names, start=min(last.start, found.start), end=max(last.end, found.end)
            )
        else:
            out.append(found)
    return out
