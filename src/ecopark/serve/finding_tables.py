"""Findings of all flows as one table: of checks, balances, falsification signals, inspections and limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.core.scope import Scope

# Each in the schema ``trust.quality.FINDINGS``.
FINDING_TABLES = (
    "findings",
    "balance_findings",
    "falsification_findings",
    "falsification_meter_findings",
    "inspection_findings",
    "limit_findings",
)


class DerivedTables(Protocol):
    """A snapshot, as far as findings are concerned."""

    def derived(
        self, scope: Scope, table: str, interval: Interval | None = None, *, only: Mapping[str, Sequence[str]] | None = None
    ) -> pa.Table: ...


def all_findings(
    snapshot: DerivedTables,
    scope: Scope,
    interval: Interval | None = None,
    *,
    only: Mapping[str, Sequence[str]] | None = None,
) -> pa.Table:
    """Findings that the scope reaches, of every table that makes findings, in the schema of ``findings``."""
    return pa.concat_tables([snapshot.derived(scope, name, interval, only=only) for name in FINDING_TABLES])
