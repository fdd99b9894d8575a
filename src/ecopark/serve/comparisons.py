"""Compares what people and laboratories found with what the sensors said, as soon as both are there.

A comparison is a record: its revisions show what was known when. One that disagrees opens an investigation. Idempotent:
it runs after every door and after each run of the evidence path, and repeats nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ecopark.core.errors import InputError, StateError
from ecopark.core.interval import Interval, to_utc
from ecopark.core.messages import Message
from ecopark.core.network import Datastream
from ecopark.core.records import Record
from ecopark.core.scope import system_scope
from ecopark.core.terms import Flag
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.rules.book import Missing
from ecopark.rules.records import InstrumentTolerance
from ecopark.serve.dependants import marks_for
from ecopark.serve.park import OpenPark
from ecopark.trust.history import NOTE_KIND, FlagNote, read_note
from ecopark.trust.inspection import comparison as pairs
from ecopark.trust.inspection.actions import INSPECTION, SAMPLE
from ecopark.trust.inspection.investigation import COMPARISON, open_investigation, suspicion_of
from ecopark.trust.inspection.lab import canonical, stored_lab_result
from ecopark.trust.inspection.samples import LAB_RESULT, stored_sample

WORKER = system_scope("inspections")
GIVEN_UP = timedelta(days=60)  # a sensor that was silent then stays silent
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to compare.

    ``since``: the display reading before, for amounts; ``unusable``: why it proves nothing; ``waits_for``: what comes first.
    """

    id: str
    source: str
    source_kind: str
    stream: Datastream
    time: datetime
    reference: pairs.Reference
    instrument: pairs.SourceOfReference
    composite_minutes: float = 0.0
    since: tuple[datetime, float] | None = None
    unusable: Message | None = None
    waits_for: Message | None = None
    visit: str = ""


def compare_new(park: OpenPark) -> list[Record]:
    """Compare what has not been compared, or waited for readings; returns the comparisons that are new or have changed."""
    known = {record.id: record for record in park.records.find(WORKER, COMPARISON, limit=_MOST)}
    changed = []
    snapshot: Snapshot | None = None
    for due in _all_due(park):
        before = known.get(due.id)
        if before is not None and _settled(before, due):
            continue
        snapshot = snapshot or park.snapshot()
        content = _content(due, _pair(park, snapshot, due))
        if before is None or dict(before.content) != content:
            kept = _put(park, due, content, before)
            if kept is not None:
                known[due.id] = kept
                changed.append(kept)
    for kept in changed:
        if kept.content["state"] == "disagree":
            suspicion = suspicion_of(kept, list(known.values()))
            open_investigation(park.records, WORKER, suspicion, marks_for(park, suspicion.datastream, suspicion.since))
    return changed


def _put(park: OpenPark, due: Due, content: Mapping[str, object], before: Record | None) -> Record | None:
    """None: somebody else compares the same at this moment, and goes on with it."""
    revision = 0 if before is None else before.revision
    try:
        return park.records.put(WORKER, COMPARISON, due.id, content, firm=due.stream.firm, expected_revision=revision)
    except StateError as error:
        if error.code != "engine.record.changed":
            raise
        return None


def _settled(before: Record, due: Due) -> bool:
    """Compared for good, unless a chain of custody has turned out broken since."""
    state = before.content["state"]
    return state == "not_comparable" or (state != "waiting" and due.unusable is None)


def _all_due(park: OpenPark) -> Iterator[Due]:
    visits = sorted(park.records.find(WORKER, INSPECTION, limit=_MOST), key=lambda r: str(r.content["ended_at"]))
    displays: dict[str, tuple[datetime, float]] = {}
    for visit in visits:
        yield from _of_visit(park, visit, displays)
    samples = park.records.get_many(WORKER, SAMPLE, sorted({str(r.content["sample"]) for r in _results(park)}))
    for result in _results(park):
        yield from _of_result(park, result, samples)


def _results(park: OpenPark) -> list[Record]:
    return list(park.records.find(WORKER, LAB_RESULT, limit=_MOST))


def _of_visit(park: OpenPark, visit: Record, displays: dict[str, tuple[datetime, float]]) -> Iterator[Due]:
    measured = visit.content["measured"]
    assert isinstance(measured, list)
    for i, row in enumerate(measured):
        stream = park.network.datastreams.get(row["datastream"])
        if stream is None:
            continue
        time = datetime.fromisoformat(row["time"])
        reference, since, unusable = pairs.Reference(row["value"], None, row["expanded"]), None, None
        if row["instrument"] == "display" and pairs.comparable_kind(stream) == "amount":
            since = displays.get(stream.id)
            displays[stream.id] = (time, row["value"])
            if since is None or since[0] >= time:
                unusable = Message("trust.comparison.first_display")
            else:
                reference = pairs.Reference(row["value"] - since[1], None, row["expanded"])
        name = f"{visit.id}:{i}"
        yield Due(
            name, visit.id, INSPECTION, stream, time, reference, row["instrument"], 0.0, since, unusable, visit=visit.id
        )


def _of_result(park: OpenPark, record: Record, samples: Mapping[str, Record]) -> Iterator[Due]:
    result = stored_lab_result(record.content)
    if result.sample not in samples:
        return
    sample = stored_sample(samples[result.sample])
    for i, value in enumerate(result.values):
        verdict = sample.verdict([value.property])
        unusable = Message("trust.comparison.custody", {"reason": verdict.reasons[0]}) if verdict.state == "broken" else None
        waits = verdict.reasons[0] if verdict.state == "incomplete" else None
        measured, limit, sd = canonical(value)
        reference = pairs.Reference(measured, limit, None if sd is None else 2 * sd)
        for j, stream in enumerate(sample.datastreams(park.network, value.property)):
            taken = sample.taken
            name, at = f"{record.id}:{i}:{j}", to_utc(taken.taken_at)
            minutes = taken.composite_minutes
            yield Due(name, record.id, LAB_RESULT, stream, at, reference, "laboratory", minutes, None, unusable, waits)


def _pair(park: OpenPark, snapshot: Snapshot, due: Due) -> pairs.Pair:
    sensor = _sensor(park, snapshot, due)
    if due.unusable is not None:
        return pairs.Pair("not_comparable", due.unusable, sensor, due.reference)
    dial = due.instrument == "display"
    meter = park.network.meters[due.stream.meter]
    stated = pairs.sensor_uncertainty(meter, sensor.value or 0.0, _tolerance(park, due.stream), dial=dial)
    pair = pairs.judge_pair(sensor, due.reference, stated, dial=dial)
    if due.waits_for is not None:
        pair = pairs.Pair("waiting", due.waits_for, sensor, due.reference)
    elif sensor.interval.end > park.now():
        pair = pairs.Pair("waiting", Message("trust.comparison.no_reading"), sensor, due.reference)
    if pair.state == "waiting" and park.now() - due.time > GIVEN_UP:
        return pairs.Pair("not_comparable", pair.reason, sensor, due.reference)
    return pair


def _sensor(park: OpenPark, snapshot: Snapshot, due: Due) -> pairs.SensorValue:
    stream, kind = due.stream, pairs.comparable_kind(due.stream)
    if due.instrument == "display" and kind == "amount":
        span = Interval(due.since[0], due.time) if due.since and due.since[0] < due.time else _around(due.time)
        rows = snapshot.derived(WORKER, "quantities", Interval(span.start - timedelta(days=1), span.end), only=_only(stream))
        return pairs.amount_between(rows, span)
    if kind == "register":
        step = timedelta(seconds=stream.step_s or 900)
        wide = Interval(due.time - 3 * step - timedelta(minutes=5), due.time + 3 * step + timedelta(minutes=5))
        return pairs.register_at(snapshot.observations(WORKER, [stream.id], wide), due.time, step)
    span = pairs.sampling_interval(stream, due.time, due.composite_minutes)
    observations = snapshot.observations(WORKER, [stream.id], span)
    return pairs.mean_of(observations, _flags(park, snapshot, stream.id, span), span, grab=due.composite_minutes == 0)


def _flags(park: OpenPark, snapshot: Snapshot, datastream: str, span: Interval) -> Mapping[datetime, Flag]:
    """Effective flags by naive phenomenon time: those of the checks, raised by what people noted."""
    table = snapshot.flags(WORKER, [datastream], span)
    flags = {row["phenomenon_time"]: Flag(row["flag"]) for row in table.select(["phenomenon_time", "flag"]).to_pylist()}
    notes = [r for r in park.records.find(WORKER, NOTE_KIND, limit=_MOST) if r.content.get("datastream") == datastream]
    bad = [note.interval for note in _readable(notes) if note.flag is Flag.BAD and note.interval.overlaps(span)]
    if bad:
        for moment in snapshot.observations(WORKER, [datastream], span).column("phenomenon_time").to_pylist():
            if any(interval.contains(moment.replace(tzinfo=UTC)) for interval in bad):
                flags[moment] = Flag.BAD
    return flags


def _readable(notes: list[Record]) -> Iterator[FlagNote]:
    """Notes that can be read: one that cannot must not stop the comparison of everything else."""
    for note in notes:
        with contextlib.suppress(InputError):
            yield read_note(note)


def _tolerance(park: OpenPark, stream: Datastream) -> InstrumentTolerance | None:
    point = park.network.meters[stream.meter].monitoring_point
    if point is None:
        return None
    found = park.book.tolerance(park.network.monitoring_points[point].medium, stream.observed_property)
    return None if isinstance(found, Missing) else found


def _content(due: Due, pair: pairs.Pair) -> dict[str, object]:
    params = {name: v.id if isinstance(v, Message) else v for name, v in pair.reason.params.items()}
    return {
        **pair.content(),
        "reason_params": params,
        "datastream": due.stream.id,
        "time": due.time.isoformat(),
        "unit": due.stream.canonical_unit,
        "source": due.source,
        "visit": due.visit,
        "source_kind": due.source_kind,
        "instrument": due.instrument,
    }


def _only(stream: Datastream) -> Mapping[str, object]:
    return {"datastream": [stream.id]}


def _around(moment: datetime) -> Interval:
    return Interval(moment - timedelta(hours=1), moment)
