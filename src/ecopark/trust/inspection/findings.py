"""Findings of inspections: calibration overdue, sensor and reference disagree. The flow ``inspection_findings``.

Rows come from records, not from readings: the flow's version changes when they do, and only then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.core.findings import Severity
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record
from ecopark.trust.inspection.calibration import Due
from ecopark.trust.inspection.rates import Rate
from ecopark.trust.quality import FINDINGS
from ecopark.trust.settings import version_hash

TABLE = "inspection_findings"
OUTPUT = OutputTable(TABLE, FINDINGS, "datastream", "start")
CODE = "1"
_ALWAYS = Interval(datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
_MOST_POINTS = 200


def inspection_findings_flow(network: FlowNetwork, rows: Sequence[Mapping[str, object]]) -> Flow:
    """Declare the flow that publishes the rows; see :func:`overdue_row` and :func:`disagreement_row`."""
    version = f"{CODE}-{version_hash([{name: str(value) for name, value in row.items()} for row in rows])}"
    dated = [{**row, "check_version": version} for row in rows]
    return Flow(TABLE, version, (), (OUTPUT,), partial(_tasks, tuple(network.datastreams)), partial(_run, dated))


def overdue_row(network: FlowNetwork, due: Due) -> dict[str, object] | None:
    """A meter whose calibration has run out; None if it is not overdue or measures nothing."""
    streams = [stream.id for stream in network.datastreams_of_meter(due.meter)]
    if due.state != "overdue" or due.due is None or not streams:
        return None
    following = due.due + timedelta(days=1)
    zone = ZoneInfo(network.park.zone)
    start = datetime(following.year, following.month, following.day, tzinfo=zone).astimezone(UTC)
    unknown = {"value": None, "reason": "trust.inspection.rate_not_known"}
    evidence = {
        "source": due.source,
        "alternatives": ["trust.calibration_overdue.not_entered"],
        "next_proof": {"id": "trust.calibration_overdue.action", "params": {}},
        "base_rate": unknown,
        "wrong_rate": unknown,
        "cause": "trust.calibration_overdue.cause",
        "action": "trust.calibration_overdue.action",
    }
    return _row(
        "trust.calibration_overdue",
        (due.meter, due.due.isoformat()),
        streams,
        (start, start + timedelta(days=1)),
        Severity.ATTENTION,
        {"meter": due.meter, "due": due.due.isoformat()},
        evidence,
        1,
    )


def disagreement_row(
    network: FlowNetwork,
    investigation: Record,
    comparisons: Mapping[str, Record],
    base: Rate | None,
    wrong: Rate | None,
) -> dict[str, object] | None:
    """An open investigation with the pairs that show why; None if it is closed."""
    content = investigation.content
    stream = network.datastreams.get(str(content["datastream"]))
    if content["state"] != "open" or stream is None:
        return None
    found = datetime.fromisoformat(str(content["found_at"])).astimezone(UTC)
    since = content["since"]
    start = found if since is None else datetime.fromisoformat(str(since)).astimezone(UTC)
    listed = content["comparisons"]
    assert isinstance(listed, list)
    meter = network.meters[stream.meter]
    evidence = {
        "investigation": investigation.id,
        "plot": _plot(stream.id, stream.canonical_unit, comparisons),
        "margin": None,
        "group": [stream.id],
        "alternatives": ["trust.disagreement.sample_error", "trust.disagreement.other_water"],
        "next_proof": {"id": "trust.disagreement.next_proof", "params": {"place": meter.monitoring_point or meter.id}},
        "base_rate": _rate(base),
        "wrong_rate": _rate(wrong),
        "cause": "trust.disagreement.cause",
        "action": "trust.disagreement.action",
    }
    params = {"count": max(len(listed), 1), "since": start.astimezone(ZoneInfo(network.park.zone)).isoformat()}
    end = max(found, start) + timedelta(microseconds=1)
    span = (start, end)
    return _row(
        "trust.disagreement", (investigation.id,), [stream.id], span, Severity.SERIOUS, params, evidence, len(listed)
    )


def _row(
    code: str,
    identity: tuple[str, ...],
    streams: Sequence[str],
    span: tuple[datetime, datetime],
    severity: Severity,
    params: Mapping[str, object],
    evidence: Mapping[str, object],
    count: int,
) -> dict[str, object]:
    name = hashlib.sha256("\n".join((code, *identity)).encode()).hexdigest()[:16]
    return {
        "id": name,
        "code": code,
        "datastream": streams[0],
        "others": list(streams[1:]),
        "start": span[0].replace(tzinfo=None),
        "end": span[1].replace(tzinfo=None),
        "severity": severity.value,
        "message_id": f"{code}.found",
        "params": json.dumps(params, sort_keys=True, ensure_ascii=False),
        "evidence": json.dumps(evidence, sort_keys=True, ensure_ascii=False),
        "check_version": "",
        "count": count,
    }


def _plot(datastream: str, unit: str, comparisons: Mapping[str, Record]) -> dict[str, object]:
    """Sensor and reference, pair by pair."""
    pairs = [c.content for c in comparisons.values() if c.content["datastream"] == datastream]
    pairs = sorted((p for p in pairs if p["sensor"] is not None), key=lambda p: str(p["time"]))[-_MOST_POINTS:]
    return {
        "x": [p["time"] for p in pairs],
        "series": {"sensor": [p["sensor"] for p in pairs], "reference": [p["reference"] for p in pairs]},
        "unit": unit,
    }


def _rate(rate: Rate | None) -> dict[str, object]:
    if rate is None:
        return {"value": None, "reason": "trust.inspection.rate_not_known"}
    return {"value": rate.value, "low": rate.low, "high": rate.high, "n": rate.n, "source": rate.source}


def _tasks(datastreams: tuple[str, ...], _network: FlowNetwork, _interval: Interval) -> Sequence[Task]:
    return [Task("all", datastreams, _ALWAYS, _ALWAYS)]


def _run(rows: Sequence[Mapping[str, object]], _task: Task, _inputs: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    return {TABLE: pa.Table.from_pylist([dict(row) for row in rows], schema=FINDINGS)}
