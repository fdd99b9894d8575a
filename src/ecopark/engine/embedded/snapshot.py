"""A snapshot: one unchanging version of the store, cut to what the asker may see. # design 5.2, 4.8"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.errors import InputError, NotAllowed
from ecopark.core.flows import OutputTable
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import FLAGS, OBSERVATIONS
from ecopark.core.scope import Scope
from ecopark.core.terms import DatastreamKind
from ecopark.engine.embedded import derived_questions, plots, questions
from ecopark.engine.embedded.ledger import LEDGER, read_ledger
from ecopark.engine.embedded.others import within_group, without_others
from ecopark.engine.embedded.runs import DerivedReport
from ecopark.engine.embedded.view import LakeView


class Snapshot:
    """Answers questions about one version of the lake; safe to use from several threads.

    Wherever datastreams can be named: a named one that the scope does not reach (or that does not exist) raises
    ``NotAllowed``; None means all that the scope reaches.
    """

    def __init__(self, view: LakeView, network: FlowNetwork, declared: Mapping[str, OutputTable] | None = None) -> None:
        self._declared = declared or {}
        self._view = view
        self._network = network

    @property
    def version(self) -> int:
        return self._view.manifest.version

    @property
    def last_batch(self) -> int:
        """Number of the newest batch that is in it."""
        return self._view.manifest.compacted_batch

    def visible(self, scope: Scope, datastreams: Sequence[str] | None = None) -> list[str]:
        """The named datastreams, if the scope reaches them all; or all that it reaches."""
        known = self._network.datastreams
        if datastreams is None:
            return sorted(d.id for d in known.values() if scope.sees(d.firm, public=d.public))
        for name in datastreams:
            datastream = known.get(name)
            if datastream is None or not scope.sees(datastream.firm, public=datastream.public):
                raise NotAllowed("core.scope.not_yours", where=name, what=name)
        return sorted(set(datastreams))

    def observations(
        self,
        scope: Scope,
        datastreams: Sequence[str] | None,
        interval: Interval | None = None,
        *,
        known_at: datetime | None = None,
    ) -> pa.Table:
        """``OBSERVATIONS``, latest revision per (datastream, phenomenon_time) as known at ``known_at``; sorted."""
        return self._view.observations(self.visible(scope, datastreams), interval, known_at)

    def latest(self, scope: Scope, datastreams: Sequence[str] | None = None) -> pa.Table:
        """``OBSERVATIONS``: the last one of each datastream, present or missing."""
        return questions.latest(self._view, self.visible(scope, datastreams))

    def extent(self, scope: Scope, datastreams: Sequence[str] | None = None) -> pa.Table:
        """First and last phenomenon_time and number of observations per datastream that has any (``questions.EXTENT``)."""
        return questions.extent(self._view, self.visible(scope, datastreams))

    def means(self, scope: Scope, datastreams: Sequence[str] | None, interval: Interval, step_s: int) -> pa.Table:
        """Means over buckets of ``step_s`` seconds counted from the interval's start (``questions.MEANS``).

        Buckets without any reading are left out; a bucket whose readings are all missing has a null mean.
        """
        return questions.means(self._view, self.visible(scope, datastreams), interval, step_s)

    def daily_totals(
        self,
        scope: Scope,
        interval: Interval,
        *,
        datastreams: Sequence[str] | None = None,
        observed_property: str | None = None,
    ) -> pa.Table:
        """Sums per datastream and day of the park's zone (``questions.DAILY_TOTALS``), of kind TOTAL only.

        A register (TOTAL_INCREASING) or a measurement has no sum: a named one of these is refused, and where none is
        named those of kind TOTAL (of the observed property, if given) are taken.
        """
        names = self.visible(scope, datastreams)
        known = self._network.datastreams
        if datastreams is not None:
            for name in names:
                if known[name].kind is not DatastreamKind.TOTAL:
                    raise InputError("engine.question.not_a_total", where=name, id=name, kind=known[name].kind.value)
        chosen = [
            name
            for name in names
            if known[name].kind is DatastreamKind.TOTAL
            and (observed_property is None or known[name].observed_property == observed_property)
        ]
        return questions.daily_totals(self._view, chosen, interval, ZoneInfo(self._network.park.zone))

    def above(
        self, scope: Scope, datastreams: str | Sequence[str] | None, limit: float, interval: Interval | None = None
    ) -> pa.Table:
        """``OBSERVATIONS`` whose value is above ``limit`` (canonical unit of the datastreams)."""
        named = [datastreams] if isinstance(datastreams, str) else datastreams
        return questions.above(self._view, self.visible(scope, named), limit, interval)

    def plot(self, scope: Scope, datastream: str, interval: Interval, points: int = 1000) -> pa.Table:
        """Down-sampled for drawing: about ``points`` buckets with extremes, last value, worst flag, gap (``plots.PLOT``)."""
        (name,) = self.visible(scope, [datastream])
        return plots.plot(self._view, name, interval, points, self._network.datastreams[name].step_s)

    def batches(self, scope: Scope) -> pa.Table:
        """The ledger: per batch what came and what became of it (``ledger.LEDGER``). For those who see all firms."""
        scope.require(None, "batches")
        return read_ledger(self._view.lake, self._view.manifest.ledger).cast(LEDGER)

    def batch_observations(self, scope: Scope, batch: int, last: int | None = None) -> pa.Table:
        """``OBSERVATIONS`` that a batch (or each one up to ``last``) brought, as stored: what was known was never stored.

        Order: (batch, datastream, phenomenon_time, position in the batch); the revisions that one batch brought for the same
        key follow each other. Rows that were superseded later are included. The batch's Merkle tree covers these rows.
        """
        table = self._view.all_revisions(batch, batch if last is None else last)
        if scope.sees_all_firms or not len(table):
            return table
        seen = pa.array(self.visible(scope), pa.string())
        return table.filter(pc.is_in(table.column("datastream"), value_set=seen)).cast(OBSERVATIONS)

    def flags(self, scope: Scope, datastreams: Sequence[str] | None, interval: Interval | None = None) -> pa.Table:
        """``FLAGS`` of the newest run per datastream; empty as long as no quality flow has run."""
        visible = self.visible(scope, datastreams)
        if "flags" not in self._view.manifest.tables:
            return FLAGS.empty_table()
        return derived_questions.select(self._view, "flags", self._cut("flags", scope, visible), interval)

    def derived(
        self,
        scope: Scope,
        table: str,
        interval: Interval | None = None,
        *,
        only: Mapping[str, object] | None = None,
        datastreams: Sequence[str] | None = None,
        version: int | None = None,
    ) -> pa.Table:
        """Rows of a derived table that the scope reaches, in its declared schema, sorted by its time column.

        A table that a flow declares and that nothing was written to yet has no rows.

        Parameters
        ----------
        interval
            Cuts by the table's time column.
        only
            Column -> value, or list of values (None among them means null).
        version
            As it stood in an earlier manifest version; None: now.

        Raises
        ------
        StateError
            engine.question.unknown_table: no flow declares it.
        """
        named = None if datastreams is None else self.visible(scope, datastreams)
        if table not in self._view.manifest.tables and table in self._declared:
            return self._declared[table].schema.empty_table()
        cut = self._cut(table, scope, named)
        found = derived_questions.select(self._view, table, cut, interval, only or {}, version)
        if scope.sees_all_firms:
            return found
        if "group" in found.column_names:
            return within_group(found, set(self.visible(scope)))
        return without_others(found, set(self.visible(scope))) if "others" in found.column_names else found

    def derived_versions(self, table: str, scope: Scope, task_key: str | None = None) -> list[DerivedReport]:
        """Published versions of a table, of one task or of all whose datastreams are visible; oldest first."""
        seen = None if scope.sees_all_firms else set(self.visible(scope))
        return derived_questions.versions(self._view, table, task_key, seen)

    def _cut(self, table: str, scope: Scope, datastreams: Sequence[str] | None) -> Mapping[str, Sequence[str | None]]:
        """Column -> values that may be seen in a derived table."""
        cut: dict[str, Sequence[str | None]] = {}
        schema = self._view.schema_of(table)
        if datastreams is not None and "datastream" in schema.names:
            cut["datastream"] = list(datastreams)
        if scope.sees_all_firms:
            return cut
        by = self._view.manifest.tables[table]["scope_by"]
        if by == "datastream":
            cut.setdefault("datastream", list(self.visible(scope)))
        elif by == "firm":
            cut["firm"] = sorted(scope.firms or ())
        else:
            points = self._network.monitoring_points.values()
            cut["monitoring_point"] = sorted(p.id for p in points if scope.sees(p.firm, public=p.public))
        return cut
