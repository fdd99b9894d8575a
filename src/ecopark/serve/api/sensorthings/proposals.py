"""What SensorThings clients want to have and the park's description does not hold: kept, shown, bound by a manager.

A Datastream needs a place in the flow network, which is declared in the park's folder. What a client creates without one is
a proposal: a record with its observations, durable like every record, readable by who may, in state ``proposed``. No figure
is made from it. Once it is bound to a declared datastream its observations go through the intake.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from ecopark.connect.live.judge import UPLOAD
from ecopark.connect.live.sensorthings import SentObservation, linked
from ecopark.core.errors import InputError, StateError
from ecopark.core.observations import OBSERVATIONS
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import MissingReason
from ecopark.serve.api.sensorthings.catalogue import ATTRIBUTES, Catalogue, Entity
from ecopark.serve.api.sensorthings.options import MODEL

KIND, OBSERVATIONS_KIND = "sensorthings_proposal", "sensorthings_proposed_observations"
PREFIX = "proposed~"
MOST = 10_000  # observations that a proposal holds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entity that a client has created.

    Attributes
    ----------
    kind
        Entity set.
    source
        Device or ``upload:<user>`` that created it.
    entity
        Its attributes as sent.
    links
        Navigation -> ids.
    datastream
        The declared datastream to which it was bound; None: it waits.
    """

    id: str
    kind: str
    source: str
    firm: str | None
    entity: Mapping[str, Any]
    links: Mapping[str, Sequence[str]]
    datastream: str | None = None

    def content(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "source": self.source,
            "entity": dict(self.entity),
            "links": {name: list(ids) for name, ids in self.links.items()},
            "datastream": self.datastream,
        }

    @classmethod
    def of(cls, record: Record) -> Proposal:
        said: Mapping[str, Any] = record.content
        links = {name: tuple(ids) for name, ids in said["links"].items()}
        return cls(record.id, said["kind"], said["source"], record.firm, said["entity"], links, said["datastream"])

    @property
    def state(self) -> str:
        return "proposed" if self.datastream is None else "bound"

    def shown(self) -> Entity:
        properties = self.entity.get("properties")
        said = {**properties} if isinstance(properties, dict) else {}
        said |= {"state": self.state, **({"datastream": self.datastream} if self.datastream else {})}
        return {**self.entity, "id": self.id, "properties": said}


class Proposals:
    """The proposals that a caller may see; ``source``: who creates, None: nobody may."""

    def __init__(self, records: RecordsStore, scope: Scope, source: str | None, firm: str | None) -> None:
        self._records = records
        self._scope = scope
        self._source = source
        self._firm = firm

    def all(self) -> Iterator[Proposal]:
        after: str | None = None
        while found := self._records.find(self._scope, KIND, after=after):
            yield from (proposal for proposal in map(Proposal.of, found) if self._sees(proposal))
            after = found[-1].id

    def get(self, proposal_id: str) -> Proposal | None:
        record = self._records.get(self._scope, KIND, proposal_id)
        proposal = Proposal.of(record) if record is not None else None
        return proposal if proposal is not None and self._sees(proposal) else None

    def create(self, kind: str, body: Mapping[str, Any], catalogue: Catalogue) -> Proposal:
        """Keep an entity and those that it brings along; ``InputError`` serve.sta.unknown_link, connect.sta.*."""
        assert self._source is not None
        links: dict[str, list[str]] = {}
        for navigation, (other, many) in MODEL[kind].items():
            given = body.get(navigation)
            if given is None or other == "Observations":
                continue
            parts = given if many and isinstance(given, list) else [given]
            links[navigation] = [self._linked(other, part, catalogue, f"/{navigation}") for part in parts]
        name = body.get("name")
        if "name" in ATTRIBUTES[kind] and (not isinstance(name, str) or not name.strip()):
            raise InputError("connect.sta.missing", where="/name", name="name")
        entity = {attribute: body[attribute] for attribute in ATTRIBUTES[kind] if attribute in body}
        made = Proposal(PREFIX + secrets.token_hex(8), kind, self._source, self._firm, entity, links)
        self._put(made)
        return made

    def bind(self, proposal: Proposal, datastream: str) -> Proposal:
        bound = replace(proposal, datastream=datastream)
        self._put(bound)
        return bound

    def keep(self, proposal: Proposal, sent: Sequence[SentObservation]) -> None:
        """Keep observations of a proposed Datastream; durable on return. ``StateError`` serve.sta.proposal_full."""
        if len(self.sent(proposal.id)) + len(sent) > MOST:
            raise StateError("serve.sta.proposal_full", where=proposal.id, limit=MOST)
        rows = [[one.time_us, one.value, one.result_us, one.status] for one in sent]
        self._records.put(self._scope, OBSERVATIONS_KIND, proposal.id, {"rows": rows}, firm=proposal.firm)

    def sent(self, proposal_id: str) -> list[SentObservation]:
        """The observations of a proposal in order of arrival; the latest of a time counts."""
        return [one for one, _, _ in self._kept(proposal_id)]

    def observations(self, proposal_ids: Sequence[str]) -> pa.Table:
        """``OBSERVATIONS`` of proposals."""
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        for proposal_id in proposal_ids:
            for one, recorded, _ in self._kept(proposal_id):
                before = rows.get((proposal_id, one.time_us))
                present = one.value is not None
                rows[proposal_id, one.time_us] = {
                    "datastream": proposal_id,
                    "phenomenon_time": _moment(one.time_us),
                    "value": one.value,
                    "reason": int(MissingReason.PRESENT if present else MissingReason.NOT_MEASURED),
                    "status": one.status,
                    "result_time": None if one.result_us < 0 else _moment(one.result_us),
                    "recorded_time": recorded,
                    "revision": 0 if before is None else before["revision"] + 1,
                    "batch": 0,
                }
        return pa.Table.from_pylist([rows[key] for key in sorted(rows)], schema=OBSERVATIONS)

    def _kept(self, proposal_id: str) -> Iterator[tuple[SentObservation, datetime, int]]:
        for record in self._records.history(self._scope, OBSERVATIONS_KIND, proposal_id):
            given: Any = record.content["rows"]
            for time_us, value, result_us, status in given:
                one = SentObservation(proposal_id, time_us, value, result_us, status)
                yield one, record.recorded_time.astimezone(UTC).replace(tzinfo=None), record.revision

    def _linked(self, kind: str, given: Any, catalogue: Catalogue, where: str) -> str:
        if isinstance(given, dict) and "@iot.id" not in given:
            return self.create(kind, given, catalogue).id
        found = linked(given, where)
        if catalogue.get(kind, found) is None:
            raise InputError("serve.sta.unknown_link", where=where, kind=kind, id=found[:100])
        return found

    def _put(self, proposal: Proposal) -> None:
        self._records.put(self._scope, KIND, proposal.id, proposal.content(), firm=proposal.firm)

    def _sees(self, proposal: Proposal) -> bool:
        """The records' scope has cut for people; a device sees those of its firm, one of the park only its own."""
        if self._source is None or self._source.startswith(UPLOAD):
            return self._source is not None
        return proposal.firm == self._firm and (proposal.firm is not None or proposal.source == self._source)


def add_to(catalogue: Catalogue, proposals: Sequence[Proposal]) -> None:
    """Put proposals among the entities, linked both ways."""
    for proposal in proposals:
        catalogue.add(proposal.kind, proposal.shown(), proposal.links)
    for proposal in proposals:
        for navigation, ids in proposal.links.items():
            back = _BACK.get((proposal.kind, navigation))
            for other in ids:
                if back is not None:
                    catalogue.link(MODEL[proposal.kind][navigation][0], other, back, proposal.id)


_BACK = {
    ("Datastreams", "Thing"): "Datastreams",
    ("Datastreams", "Sensor"): "Datastreams",
    ("Datastreams", "ObservedProperty"): "Datastreams",
    ("Things", "Locations"): "Things",
    ("Locations", "Things"): "Locations",
}


def _moment(us: int) -> datetime:
    return (_EPOCH + timedelta(microseconds=us)).replace(tzinfo=None)
