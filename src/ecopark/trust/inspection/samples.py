"""Samples as they are kept: what was taken, its chain of custody, its laboratory results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecopark.core.errors import InputError, StateError
from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.trust.inspection.actions import SAMPLE, WRITERS, Taken, put_once
from ecopark.trust.inspection.custody import CustodyVerdict, HoldingTerms, judge_custody
from ecopark.trust.inspection.fields import read_whole
from ecopark.trust.inspection.lab import lab_content, read_lab_result
from ecopark.trust.inspection.records import (
    CustodyEvent,
    SampleTaken,
    custody_content,
    place_of,
    read_custody_event,
    read_sample,
)

LAB_RESULT = "lab_result"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample with its chain so far."""

    taken: SampleTaken
    inspection: str
    place: str
    events: tuple[CustodyEvent, ...]

    def verdict(self, properties: Sequence[str] = (), terms: HoldingTerms | None = None) -> CustodyVerdict:
        return judge_custody(self.taken, self.events, terms, properties)

    def datastreams(self, network: FlowNetwork, observed_property: str) -> tuple[Datastream, ...]:
        """Those at the sample's place that measure the property; none where the park has no such place any more."""
        if self.place not in network.monitoring_points and self.place not in network.meters:
            return ()
        streams = place_of(network, self.place).datastreams
        return tuple(stream for stream in streams if stream.observed_property == observed_property)


def stored_sample(record: Record) -> Sample:
    """The sample of a record."""
    content = record.content
    taken, events = content["taken"], content["custody"]
    assert isinstance(events, list)
    return Sample(
        read_whole(taken, read_sample),
        str(content["inspection"]),
        str(content["place"]),
        tuple(read_whole(event, read_custody_event) for event in events),
    )


def add_custody(records: RecordsStore, scope: Scope, sample_id: str, content: object) -> Taken | None:
    """Append an event to a sample's chain; the same event again changes nothing. None: there is no such sample.

    Two who add at the same moment both succeed: the later one reads again.
    """
    scope.require_role("write inspections", *WRITERS)
    event = custody_content(read_whole(content, read_custody_event))
    while True:
        sample = records.get(scope, SAMPLE, sample_id)
        if sample is None:
            return None
        events = sample.content["custody"]
        assert isinstance(events, list)
        if event in events:
            return Taken(sample, False)
        longer = {**sample.content, "custody": [*events, event]}
        try:
            made = records.put(scope, SAMPLE, sample.id, longer, firm=sample.firm, expected_revision=sample.revision)
        except StateError as error:
            if error.code != "engine.record.changed":
                raise
            continue
        return Taken(made, True)


def take_lab_result(records: RecordsStore, scope: Scope, content: object) -> Taken:
    """Store a laboratory's report about a sample, once.

    Raises
    ------
    InputError
        trust.lab.*: among others trust.lab.unknown_sample.
    StateError
        trust.inspection.other_content: the id is known with other content.
    """
    scope.require_role("write inspections", *WRITERS)
    result = read_lab_result(content)
    sample = records.get(scope, SAMPLE, result.sample)
    if sample is None:
        raise InputError("trust.lab.unknown_sample", where="sample", sample=result.sample)
    if result.received_at is not None and result.received_at < stored_sample(sample).taken.taken_at:
        raise InputError("trust.lab.order", where="received_at")
    sent = lab_content(result)
    return put_once(records, scope, LAB_RESULT, result.id, sent, sent, sample.firm)
