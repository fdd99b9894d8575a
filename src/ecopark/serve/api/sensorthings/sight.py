"""Who asks a SensorThings question, what of the park is seen, and the rows of what is seen. # design 4.8"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.connect.live.devices import may_send
from ecopark.connect.live.judge import UPLOAD
from ecopark.core.interval import Interval
from ecopark.core.messages import Lang
from ecopark.core.network import Datastream, Node
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Flag, Role
from ecopark.serve.access import visible
from ecopark.serve.access.ports import Caller
from ecopark.serve.api.sensorthings.catalogue import Catalogue
from ecopark.serve.api.sensorthings.proposals import PREFIX, Proposal, Proposals, add_to
from ecopark.serve.park import OpenPark

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITERS = frozenset({Role.MANAGER, Role.FIRM})


class Sight:
    """The park as a caller sees it: a person or program by its scope, a device what it may write and what is published.

    Attributes
    ----------
    source
        What the caller sends as; None for those who may not send.
    scope
        Reaches every datastream of ``datastreams``; ask for no others with it.
    """

    def __init__(self, park: OpenPark, caller: Caller, lang: Lang) -> None:
        self.park = park
        self.caller = caller
        self.lang: Lang = lang
        device = caller.device
        network = park.network
        if device is not None:
            self.source: str | None = device.id
            firms = frozenset({device.firm} if device.firm else ())
            name = f"device:{device.id}"
            self.scope = Scope(Role.FIRM, name, firms) if firms else system_scope(name)
            seen = [d for d in network.datastreams.values() if d.public or may_send(device, d)]
            self.nodes: Sequence[Node] = visible.nodes(network, Scope(Role.FIRM, name, firms)) if firms else self._ends(seen)
            self.firm = device.firm
        else:
            self.source = UPLOAD + caller.scope.user if caller.scope.role in _WRITERS else None
            self.scope = caller.scope
            seen = list(visible.datastreams(network, caller.scope))
            self.nodes = visible.nodes(network, caller.scope)
            self.firm = min(caller.scope.firms) if caller.scope.firms else None
        self.datastreams: Mapping[str, Datastream] = {d.id: d for d in seen}

    @cached_property
    def proposals(self) -> Proposals:
        """Those of the caller; the records' own scope cuts by firm."""
        return Proposals(self.park.records, self.scope, self.source, self.firm)

    @cached_property
    def proposed(self) -> Mapping[str, Proposal]:
        return {proposal.id: proposal for proposal in self.proposals.all()} if self.source is not None else {}

    @cached_property
    def catalogue(self) -> Catalogue:
        made = Catalogue(self.park.network, self.datastreams.values(), self.nodes, self.lang)
        add_to(made, list(self.proposed.values()))
        return made

    def sees(self, datastream_id: str) -> bool:
        return self.catalogue.get("Datastreams", datastream_id) is not None

    def observations(self, datastreams: Sequence[str], interval: Interval) -> pa.Table:
        """``OBSERVATIONS`` of declared datastreams and of proposals, with what is not yet in the lake."""
        declared, proposed = self._parted(datastreams)
        parts = []
        if declared:
            parts.append(self.park.store.observations_now(self.scope, declared, interval))
        if proposed:
            rows = self.proposals.observations(proposed)
            at = rows.column("phenomenon_time")
            start, end = (pa.scalar(moment.replace(tzinfo=None), at.type) for moment in (interval.start, interval.end))
            parts.append(rows.filter(pc.and_(pc.greater_equal(at, start), pc.less(at, end))))
        return pa.concat_tables(parts) if parts else self.proposals.observations([])

    def extent(self, datastreams: Sequence[str]) -> pa.Table:
        """First and last time and number of observations, of those that have any."""
        declared, proposed = self._parted(datastreams)
        known = self.park.store.extent_now(self.scope, declared)
        if not proposed:
            return known
        grouped = self.proposals.observations(proposed).group_by("datastream")
        counted = grouped.aggregate([("phenomenon_time", "min"), ("phenomenon_time", "max"), ("datastream", "count")])
        return pa.concat_tables([known, counted.rename_columns(known.column_names).cast(known.schema)])

    def quality(self, keys: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
        """What the checks say of some observations that are not good, by (datastream, microseconds)."""
        declared, _ = self._parted(sorted({name for name, _ in keys}))
        if not declared:
            return {}
        moments = [_EPOCH + timedelta(microseconds=us) for _, us in keys]
        whole = Interval(min(moments), max(moments) + timedelta(microseconds=1))
        flags = self.park.snapshot().flags(self.scope, declared, whole)
        times = flags.column("phenomenon_time").cast(pa.int64()).to_pylist()
        rows = zip(flags.column("datastream").to_pylist(), times, flags.column("flag").to_pylist(), strict=True)
        return {(name, us): Flag(flag).name.lower() for name, us, flag in rows}

    def _parted(self, datastreams: Sequence[str]) -> tuple[list[str], list[str]]:
        declared = [name for name in datastreams if not name.startswith(PREFIX)]
        return declared, [name for name in datastreams if name.startswith(PREFIX)]

    def _ends(self, seen: Sequence[Datastream]) -> Sequence[Node]:
        """Nodes at which the datastreams of a device of the park are measured."""
        network, found = self.park.network, set()
        for datastream in seen:
            meter = network.meters[datastream.meter]
            if meter.monitoring_point is not None:
                found.add(network.monitoring_points[meter.monitoring_point].node)
            elif meter.edge is not None:
                edge = network.edges[meter.edge]
                found |= {edge.source, edge.target}
        return [node for node in network.nodes.values() if node.id in found and node.firm in (None, *self._firms(seen))]

    @staticmethod
    def _firms(seen: Sequence[Datastream]) -> set[str | None]:
        return {d.firm for d in seen if not d.public}
