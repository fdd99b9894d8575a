"""The derived table ``resource_lines``: resources per firm, facility and month.

A row with a firm is about that firm's border, labelled with the facility; a row without a firm is about the border of the
whole park. Rows of firms and of the park are two views of the same amounts and are never added together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.account.boundary import Borders, Crossing
from ecopark.account.declarations import Declaration
from ecopark.account.lineage import flow_version, moment, months_of, naive_utc, weakest, years_of, zone_of
from ecopark.account.pieces import SECOND
from ecopark.account.resources import LONGEST_STEP, Amounts, ResourceLine, line_of
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME
from ecopark.core.terms import Origin

CODE = "resources-1"
PARK = "(park)"

RESOURCE_LINES = pa.schema(
    [
        pa.field("firm", pa.string()),
        pa.field("facility", pa.string()),
        pa.field("month", TIME, nullable=False),
        pa.field("resource", pa.string(), nullable=False),
        pa.field("direction", pa.string(), nullable=False),
        pa.field("quantity", pa.float64()),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("measured_share", pa.float64(), nullable=False),
        pa.field("origin", pa.string()),
    ]
)


def resources_flow(network: FlowNetwork, declarations: Sequence[Declaration] = ()) -> Flow:
    """Declare the flow ``quantities`` -> ``resource_lines``; one task per firm (and one for the park) and year.

    Declared amounts stand as lines of their own (origin ``declared``, measured share 0) where no meter sees the same.
    """
    borders = Borders.of(network)
    return Flow(
        name="resources",
        version=flow_version(CODE, [borders.content(), [d.content() for d in declarations]]),
        inputs=("quantities",),
        outputs=(OutputTable("resource_lines", RESOURCE_LINES, "firm", "month"),),
        plan=plan_by_firm_year,
        run=partial(_run, borders, tuple(declarations)),
    )


def plan_by_firm_year(network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    """One task per firm and calendar year over the meters at its border; key ``(park)|year`` for the park."""
    zone = zone_of(network)
    borders = Borders.of(network)
    tasks: list[Task] = []
    for firm in (None, *sorted(network.firms)):
        names = tuple(sorted({name for crossing in borders.of_firm(firm) for name in crossing.datastreams}))
        tasks.extend(yearly_tasks(firm, names, interval, zone))
    return tasks


def yearly_tasks(firm: str | None, datastreams: tuple[str, ...], interval: Interval, zone: ZoneInfo) -> Iterable[Task]:
    """Tasks ``firm|year``: the months of one calendar year that the interval touches, and the rows that reach into them."""
    months = months_of(interval, zone)
    for year in years_of(interval, zone):
        inside = [month for month in months if month.start.astimezone(zone).year == year]
        answers = Interval(inside[0].start, inside[-1].end)
        reads = Interval(answers.start - LONGEST_STEP, answers.end)
        yield Task(f"{PARK if firm is None else firm}|{year}", datastreams, answers, reads)


def firm_of_task(task: Task) -> str | None:
    """The firm that a task of `yearly_tasks` is about; None for the park."""
    name = task.key.rpartition("|")[0]
    return None if name == PARK else name


def accounted_months(
    task: Task, quantities: pa.Table, declarations: Iterable[Declaration], zone: ZoneInfo
) -> tuple[Interval, ...]:
    """Months of the task from the first that anything valid touches to its end: a meter that stops stays in the account."""
    known = quantities.filter(pc.is_valid(quantities["quantity"]))
    begins = [declaration.interval(zone) for declaration in declarations]
    if known.num_rows:
        start = known["start"].cast(pa.int64()).to_numpy()
        end = start + known["step_s"].to_numpy().astype(np.int64) * SECOND
        begins.append(Interval(moment(int(start.min())), moment(int(end.max()))))
    inside = [part.start for part in (begin.intersection(task.answers) for begin in begins) if part is not None]
    return months_of(Interval(min(inside), task.answers.end), zone) if inside else ()


def _run(
    borders: Borders, declarations: Sequence[Declaration], task: Task, tables: Mapping[str, pa.Table]
) -> Mapping[str, pa.Table]:
    zone = ZoneInfo(borders.zone)
    firm = firm_of_task(task)
    mine = [d for d in declarations if d.firm == firm]
    amounts = Amounts(tables["quantities"])
    rows: list[dict[str, object]] = []
    for month in accounted_months(task, tables["quantities"], mine, zone):
        lines = [line_of(crossing, amounts, month) for crossing in borders.of_firm(firm)]
        rows.extend(_row(line, month) for line in lines)
        rows.extend(
            _declared_row(d, month, share)
            for d in mine
            if (share := d.share_in(month, zone)) and not metered_by(d, borders.of_firm(firm))
        )
    return {"resource_lines": pa.Table.from_pylist(_added(rows), schema=RESOURCE_LINES)}


def metered_by(declaration: Declaration, borders: Iterable[Crossing]) -> tuple[str, ...]:
    """Datastreams that measure what was declared: same resource, into or out of the firm, same substance."""
    return tuple(
        name
        for c in borders
        if c.resource == declaration.category
        and c.direction == declaration.direction
        and (not c.substance or not declaration.substance or c.substance.casefold() == declaration.substance.casefold())
        and (declaration.facility is None or c.owner.facility in (None, declaration.facility))
        for name in c.datastreams
    )


def _row(line: ResourceLine, month: Interval) -> dict[str, object]:
    return {
        "firm": line.owner.firm,
        "facility": line.owner.facility,
        "month": naive_utc(month.start),
        "resource": line.resource,
        "direction": line.direction,
        "quantity": line.quantity,
        "unit": line.unit,
        "measured_share": line.measured_share,
        "origin": line.origin,
    }


def _declared_row(declaration: Declaration, month: Interval, share: float) -> dict[str, object]:
    return {
        "firm": declaration.firm,
        "facility": declaration.facility,
        "month": naive_utc(month.start),
        "resource": declaration.category,
        "direction": declaration.direction,
        "quantity": declaration.activity * share,
        "unit": declaration.unit,
        "measured_share": 0.0,
        "origin": Origin.DECLARED.value,
    }


def _added(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """One row per key of the table: fuels of one unit add up; a part that is not known lowers the share, not the sum."""
    keys = ("firm", "facility", "month", "resource", "direction", "unit")
    groups: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    added = []
    for group in groups.values():
        quantities = [row["quantity"] for row in group if row["quantity"] is not None]
        added.append(
            {
                **group[0],
                "quantity": math.fsum(quantities) if quantities else None,
                "measured_share": sum(row["measured_share"] for row in group) / len(group),
                "origin": weakest(row["origin"] for row in group if row["origin"]),
            }
        )
    return added
