"""What others measured: samples with laboratory results, comparisons with sensors, calibrations, investigations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ecopark.core.interval import to_utc
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.serve.readmodel.pictures import DriftPicture, Picture, agreement_picture, drift_picture
from ecopark.trust.inspection.actions import CALIBRATION, SAMPLE
from ecopark.trust.inspection.agreement import BlandAltman, bland_altman
from ecopark.trust.inspection.calibration import Calibration, Drift, Due, drift_of, due_dates, stored_calibration
from ecopark.trust.inspection.comparison import differences
from ecopark.trust.inspection.custody import CustodyVerdict
from ecopark.trust.inspection.investigation import COMPARISON, INVESTIGATION
from ecopark.trust.inspection.lab import LabResult, stored_lab_result
from ecopark.trust.inspection.marks import Mark, read_mark
from ecopark.trust.inspection.samples import LAB_RESULT, Sample, stored_sample

_DUE_ORDER = {"overdue": 0, "soon": 1, "unknown": 2, "in_date": 3}
_NOT_SAID = dict.fromkeys(("sensor", "reference", "detection_limit", "sensor_expanded", "reference_expanded"))
_NOT_SAID |= {"assumed": (), "instrument": "reference", "reason_params": {}}  # an older version's record
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample with its results and what its way says about it."""

    record: Record
    sample: Sample
    results: tuple[LabResult, ...]
    verdict: CustodyVerdict


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A line of the calibration register; ``calibrations`` oldest first."""

    due: Due
    firm: str | None
    calibrations: tuple[Calibration, ...]
    drift: Drift
    picture: DriftPicture | None


@dataclass(frozen=True, slots=True)
class StreamComparison:
    """All comparisons of one datastream, the newest first, and what they say together.

    ``figures`` is a message where there are too few pairs.
    """

    datastream: str
    unit: str
    pairs: tuple[Mapping[str, Any], ...]
    figures: BlandAltman | Message
    picture: Picture | None
    agree: int
    disagree: int


def sample_rows(records: RecordsStore, scope: Scope, sample: str | None = None) -> list[SampleRow]:
    """Samples that the scope reaches, the newest first; or one of them."""
    found = records.find(scope, SAMPLE, limit=_MOST) if sample is None else _one(records, scope, SAMPLE, sample)
    by_sample: dict[str, list[LabResult]] = {}
    for result in records.find(scope, LAB_RESULT, limit=_MOST):
        kept = stored_lab_result(result.content)
        by_sample.setdefault(kept.sample, []).append(kept)
    rows = []
    for record in found:
        taken, results = stored_sample(record), by_sample.get(record.id, [])
        verdict = taken.verdict([value.property for result in results for value in result.values])
        rows.append(SampleRow(record, taken, tuple(sorted(results, key=lambda r: to_utc(r.reported_at))), verdict))
    return sorted(rows, key=lambda row: to_utc(row.sample.taken.taken_at), reverse=True)


def meter_rows(records: RecordsStore, network: FlowNetwork, scope: Scope, today: date) -> list[MeterRow]:
    """The calibration register of the meters that the scope reaches: what is overdue first."""
    kept = [stored_calibration(r.content) for r in records.find(scope, CALIBRATION, limit=_MOST)]
    rows = []
    for due in due_dates(network, kept, today):
        firm = network.meters[due.meter].firm
        if scope.sees(firm):
            own = tuple(sorted((c for c in kept if c.meter == due.meter), key=lambda c: c.at))
            rows.append(MeterRow(due, firm, own, drift_of(own), drift_picture(own)))
    return sorted(rows, key=lambda row: (_DUE_ORDER[row.due.state], row.due.due or date.max, row.due.meter))


def comparisons(records: RecordsStore, network: FlowNetwork, scope: Scope) -> list[StreamComparison]:
    """Comparisons by datastream: those with a disagreement first."""
    by_stream: dict[str, list[Mapping[str, Any]]] = {}
    for record in records.find(scope, COMPARISON, limit=_MOST):
        pair = {**_NOT_SAID, **record.content, "id": record.id}
        by_stream.setdefault(str(record.content["datastream"]), []).append(pair)
    rows = [_compared(network, name, pairs) for name, pairs in by_stream.items()]
    return sorted(rows, key=lambda row: (-row.disagree, row.datastream))


def _compared(network: FlowNetwork, name: str, pairs: list[Mapping[str, Any]]) -> StreamComparison:
    stream = network.datastreams.get(name)
    sensor, reference, _ = differences(
        [p for p in pairs if p["instrument"] != "display"]
    )  # a display says nothing of its meter
    figures = bland_altman(sensor, reference)
    states = [pair["state"] for pair in pairs]
    return StreamComparison(
        name,
        stream.canonical_unit if stream else "",
        tuple(sorted(pairs, key=lambda pair: str(pair["time"]), reverse=True)),
        figures,
        agreement_picture(sensor.tolist(), reference.tolist(), figures, None),
        states.count("agree"),
        states.count("disagree"),
    )


def investigations(records: RecordsStore, scope: Scope) -> list[Record]:
    """Open ones first, then the newest."""
    found = records.find(scope, INVESTIGATION, limit=_MOST)
    newest = sorted(found, key=lambda r: datetime.fromisoformat(str(r.content["found_at"])), reverse=True)
    return sorted(newest, key=lambda r: r.content["state"] != "open")


def own_marks(network: FlowNetwork, scope: Scope, investigation: Record) -> tuple[tuple[Mark, ...], int]:
    """Marks of an investigation that name nothing of another firm, and how many do."""
    listed = investigation.content["marks"]
    assert isinstance(listed, list)
    marks = [read_mark(mark) for mark in listed]
    own = tuple(mark for mark in marks if _reaches(network, scope, mark))
    return own, len(marks) - len(own)


def _reaches(network: FlowNetwork, scope: Scope, mark: Mark) -> bool:
    edge = network.edges.get(mark.key.get("edge") or "")
    ends = [] if edge is None else [network.nodes[edge.source].firm, network.nodes[edge.target].firm]
    return scope.sees_all_firms or all(name is None or scope.sees(name) for name in (mark.key.get("firm"), *ends))


def _one(records: RecordsStore, scope: Scope, kind: str, record_id: str) -> Sequence[Record]:
    found = records.get(scope, kind, record_id)
    return [] if found is None else [found]
