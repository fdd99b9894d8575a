"""A flow: input tables, partition, a pure Arrow-in/Arrow-out function, output tables. # design 5.4

Thinking rooms declare flows; ``engine`` executes them, embedded or on a cluster, with identical results. One task is
idempotent: its outputs replace the outputs of the same (flow, task key) in the current view, older versions are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork

ScopeColumn = Literal["datastream", "firm", "monitoring_point"]


@dataclass(frozen=True, slots=True)
class OutputTable:
    """A derived table. ``scope_by`` names the column through which a query is cut to what the caller may see.

    ``firm`` columns hold a firm id or null for the park's own; ``time_column`` is a naive-UTC timestamp.
    """

    name: str
    schema: pa.Schema
    scope_by: ScopeColumn
    time_column: str


@dataclass(frozen=True, slots=True)
class Task:
    """One partition of a flow.

    Attributes
    ----------
    key
        Stable name of the partition, e.g. ``steel.feeder.active_energy|2025-03``.
    datastreams
        Whose observations and flags it reads.
    answers
        The interval whose outputs it makes; rows outside are an error.
    reads
        The interval it reads (``answers`` with look-back and look-ahead).
    """

    key: str
    datastreams: tuple[str, ...]
    answers: Interval
    reads: Interval


FlowFunction = Callable[[Task, Mapping[str, pa.Table]], Mapping[str, pa.Table]]


@dataclass(frozen=True, slots=True)
class Flow:
    """Declared once, executed anywhere.

    Attributes
    ----------
    version
        Changes when the code or any parameter changes (hash of parameters included): old outputs stay, the new run
        is a new version.
    inputs
        ``"observations"``, ``"flags"`` or names of other flows' output tables. Observations carry latest revisions
        only. Output tables of other flows are cut to ``task.datastreams`` where they have that column, and to
        ``task.reads`` by their time column.
    plan
        The tasks for a network over an interval (the interval that has readings).
    run
        Pure, picklable; gets one Arrow table per input name, returns one per output table name (schemas exact).
    """

    name: str
    version: str
    inputs: tuple[str, ...]
    outputs: tuple[OutputTable, ...]
    plan: Callable[[FlowNetwork, Interval], Sequence[Task]]
    run: FlowFunction
