"""The derived tables ``resource_lines`` (per firm, facility and month) and ``park_lines`` (the border of the whole park).

They are two views of the same amounts and are never added together: hence two tables.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.account.amounts import MonthlyAmounts
from ecopark.account.boundary import Borders, Crossing
from ecopark.account.declarations import Declaration
from ecopark.account.lineage import flow_version, moment, months_of, naive_utc, weakest, zone_of
from ecopark.account.resources import LONGEST_STEP, ResourceLine, line_of
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME

CODE = "resources-2"
PARK = "(park)"
A_YEAR = timedelta(days=366)

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
    """Declare the flow ``amounts`` -> ``resource_lines``, ``park_lines``; one task per firm (or the park) and year.

    Declared amounts stand as lines of their own (origin ``declared``, measured share 0) where no meter sees the same.
    """
    borders = Borders.of(network)
    declarations = tuple(d for d in declarations if d.is_resource)
    return Flow(
        name="resources",
        version=flow_version(CODE, [borders.content(), [d.content() for d in declarations]]),
        inputs=("amounts",),
        outputs=tuple(OutputTable(name, RESOURCE_LINES, "firm", "month") for name in ("resource_lines", "park_lines")),
        plan=partial(_plan, declarations),
        run=partial(_run, borders, declarations),
    )


def _plan(declarations: Sequence[Declaration], network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    borders = Borders.of(network)
    tasks: list[Task] = []
    for firm in (None, *sorted(network.firms)):
        names = tuple(sorted({name for crossing in borders.of_firm(firm) for name in crossing.datastreams}))
        mine = [d for d in declarations if d.firm == firm]
        tasks.extend(yearly_tasks(firm, names, interval, mine, zone_of(network)))
    return tasks


def yearly_tasks(
    firm: str | None,
    datastreams: tuple[str, ...],
    interval: Interval,
    declarations: Iterable[Declaration],
    zone: ZoneInfo,
) -> Iterable[Task]:
    """Tasks ``firm|year`` over the months that have readings (``interval``) or declarations.

    ``reads`` ends with the last month that has readings: after it nothing is expected of meters.
    """
    read = set(months_of(interval, zone))
    touched = read.union(*(months_of(declaration.interval(zone), zone) for declaration in declarations))
    years = sorted({month.start.astimezone(zone).year for month in touched})
    for year in years:
        inside = sorted(month for month in touched if month.start.astimezone(zone).year == year)
        answers = Interval(inside[0].start, inside[-1].end)
        last = max((month.end for month in inside if month in read), default=answers.start)
        name = PARK if firm is None else firm
        yield Task(f"{name}|{year}", datastreams, answers, Interval(answers.start - LONGEST_STEP, last))


def monthly_tasks(
    firm: str | None,
    datastreams: tuple[str, ...],
    interval: Interval,
    declarations: Iterable[Declaration],
    zone: ZoneInfo,
) -> Iterable[Task]:
    """Tasks ``firm|2025-03``, one for each month that has readings or declarations: a day that is added changes one.

    They look back a year over the months' amounts, so that a meter that has stopped is not forgotten.
    """
    read = set(months_of(interval, zone))
    touched = read.union(*(months_of(declaration.interval(zone), zone) for declaration in declarations))
    name = PARK if firm is None else firm
    for month in sorted(touched):
        key = f"{name}|{month.start.astimezone(zone):%Y-%m}"
        reads = Interval(month.start - A_YEAR, month.end if month in read else month.start)
        yield Task(key, datastreams, month, reads)


def accounted_month(task: Task, amounts: pa.Table) -> tuple[bool, bool]:
    """Of a task of `monthly_tasks`: whether any of its meters has spoken so far, and whether they are expected to."""
    return bool(amounts.num_rows), task.reads.end > task.answers.start


def firm_of_task(task: Task) -> str | None:
    """The firm that a task of `yearly_tasks` is about; None for the park."""
    name = task.key.rpartition("|")[0]
    return None if name == PARK else name


def accounted_months(
    task: Task, amounts: pa.Table, declarations: Iterable[Declaration], zone: ZoneInfo
) -> Iterator[tuple[Interval, bool]]:
    """Months of the task from the first that a reading or declaration touches, and whether meters are expected to speak.

    A meter that stops stays in the account: its line says that there is no valid reading.
    """
    begins = [declaration.interval(zone) for declaration in declarations]
    if amounts.num_rows:
        ends = pc.min_max(amounts["month"].cast(pa.int64())).as_py()
        first, last = (moment(ends[name]) for name in ("min", "max"))
        begins.append(Interval(first, months_of(Interval(last, last + timedelta(days=1)), zone)[0].end))
    inside = [part.start for part in (begin.intersection(task.answers) for begin in begins) if part is not None]
    if inside:
        for month in months_of(Interval(min(inside), task.answers.end), zone):
            yield month, month.start < task.reads.end


def _run(
    borders: Borders, declarations: Sequence[Declaration], task: Task, tables: Mapping[str, pa.Table]
) -> Mapping[str, pa.Table]:
    zone = ZoneInfo(borders.zone)
    firm = firm_of_task(task)
    mine = [d for d in declarations if d.firm == firm]
    amounts = MonthlyAmounts(tables["amounts"])
    rows: list[dict[str, object]] = []
    for month, metered in accounted_months(task, tables["amounts"], mine, zone):
        if metered:
            rows.extend(_row(line_of(crossing, amounts, month), month) for crossing in borders.of_firm(firm))
        rows.extend(
            _declared_row(d, month, share)
            for d in mine
            if (share := d.share_in(month, zone)) and not metered_by(d, borders.of_firm(firm))
        )
    lines, none = pa.Table.from_pylist(_added(rows), schema=RESOURCE_LINES), RESOURCE_LINES.empty_table()
    if firm is None:
        return {"resource_lines": none, "park_lines": lines}
    return {"resource_lines": lines, "park_lines": none}


def metered_by(
    declaration: Declaration, borders: Iterable[Crossing], named: Callable[[str], str] = str.casefold
) -> tuple[str, ...]:
    """Datastreams that measure what was declared: same resource, into or out of the firm, same substance.

    ``named`` brings the names of one substance to one form.
    """
    return tuple(
        name
        for c in borders
        if c.resource == declaration.category
        and c.direction == declaration.direction
        and (not c.substance or not declaration.substance or named(c.substance) == named(declaration.substance))
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
        "origin": declaration.origin.value,
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
