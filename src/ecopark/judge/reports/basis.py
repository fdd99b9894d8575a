"""What a report is made from: tables and records of one moment, already cut to what its readers may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.account.lineage import naive_utc
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record
from ecopark.judge.reports.beside import Beside
from ecopark.judge.reports.content import Words, named

TABLES = ("park_lines", "resource_lines", "inventory_lines", "scope2", "limit_states", "exceedances", "coverage")
RECORDS = ("exceedance_event", "measure", "verification", "claim", "verdict", "declaration", "scope3_line")


@dataclass(frozen=True)
class Basis:
    """The inputs of one report.

    Attributes
    ----------
    period, label
        A calendar month or year of the park, and its name: ``2025`` or ``2025-11``.
    firm
        The firm that the report is about; None: the park.
    public
        The report is for everybody: it says what the sharing policy lets out and what the law publishes, nothing else.
    tables
        Derived tables by name (``TABLES``), whole, of the version ``lake_version``.
    shared
        ``network.sharing.table.SHARED`` as it was published for everybody; needed where ``public``.
    records
        Records by kind (``RECORDS``), as known at the moment of the report.
    facts
        Who, when, which versions: stands in the content as it is.
    statement
        Of the period by ``judge.compliance.statement``, for a statement of compliance.
    documents
        Rule id -> the document that it comes from.
    beside
        What other rooms say; see ``Beside``.
    """

    network: FlowNetwork
    period: Interval
    label: str
    firm: str | None
    public: bool
    tables: Mapping[str, pa.Table]
    lake_version: int
    facts: Mapping[str, object]
    documents: Mapping[str, str] = field(default_factory=dict)
    statement: Mapping[str, object] | None = None
    records: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    shared: pa.Table | None = None
    beside: Beside = field(default_factory=Beside)

    @property
    def year(self) -> int:
        return int(self.label[:4])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.network.park.zone)

    @property
    def months(self) -> tuple[datetime, ...]:
        """Starts of the months of the period, naive UTC as tables store them."""
        return tuple(naive_utc(Interval.of_month(y, m, self.zone).start) for y, m in self.period.months(self.zone))

    @property
    def subject(self) -> Words:
        park = self.network.park
        if self.firm is None:
            return named(park.name_vi, park.name_en)
        firm = self.network.firms[self.firm]
        return named(f"{firm.name_vi}, {park.name_vi}", f"{firm.name_en}, {park.name_en}")

    @property
    def boundary(self) -> tuple[str, ...]:
        return ("park",) if self.firm is None else (f"firm:{self.firm}",)

    @property
    def points(self) -> tuple[str, ...]:
        """Monitoring points that the report is about: all, or the firm's; for everybody the published ones."""
        found = (p for p in self.network.monitoring_points.values() if p.public or not self.public)
        return tuple(sorted(p.id for p in found if self.firm is None or p.firm == self.firm))

    def rows(self, table: str, time: str = "month") -> list[dict[str, object]]:
        """Rows of a table whose time lies in the period; of a firm's report only the firm's."""
        start, end = naive_utc(self.period.start), naive_utc(self.period.end)
        found: list[dict[str, object]] = [r for r in self.tables[table].to_pylist() if start <= r[time] < end]
        if "firm" in self.tables[table].column_names and self.firm is not None:
            found = [row for row in found if row["firm"] == self.firm]
        return found
