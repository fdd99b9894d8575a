"""What ``inspect plan|list|calibrations`` do. Reading works beside a running park; plans are made where none runs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ecopark.connect.park_folder import read_park, read_settings
from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.records import RecordsStore
from ecopark.core.scope import system_scope
from ecopark.engine.records import open_records
from ecopark.serve.api.times import moment
from ecopark.serve.bootstrap import opened, records_url, system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.cluster_file import read_cluster
from ecopark.serve.inspections import begin, finish
from ecopark.serve.problems import NotFound
from ecopark.trust.inspection.actions import CALIBRATION, INSPECTION
from ecopark.trust.inspection.calibration import due_dates, stored_calibration
from ecopark.trust.inspection.plan import PlanTerms
from ecopark.trust.inspection.plan_actions import PLAN, plan_rows

SCOPE = system_scope("command-line")
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan as the command line gives it; days are the park's, the last one included."""

    visits: int
    first_day: str | None
    last_day: str | None
    random_share: float
    draw_on: str | None
    public_value_of: str


def make_plan(out: Output, folder: Path, given: NewPlan) -> ExitCode:
    """Commit a plan; draw it at once where no day of the draw is stated."""
    if given.first_day is None or given.last_day is None:
        raise InputError("cli.inspect.dates")
    with opened(folder, metered=False) as park:
        zone = ZoneInfo(park.network.park.zone)
        start, last = moment(given.first_day, zone, "--from"), moment(given.last_day, zone, "--to")
        name = f"plan-{park.now().astimezone(zone):%Y%m%d}-{secrets.token_hex(3)}"
        terms = PlanTerms(name, given.visits, start, last + timedelta(days=1), given.random_share)
        on = park.clock() if given.draw_on is None else moment(given.draw_on, zone, "--draw-on")
        kept = begin(park, SCOPE, terms, on, given.public_value_of)
        park.log.publish()
        commitment = kept.content["commitment"]
        assert isinstance(commitment, dict)
        out.say(
            "cli.inspect.committed",
            plan=name,
            count=commitment["count"],
            places=len(commitment["places"]),
            moment=commitment["not_before"],
        )
        if given.draw_on is None and not given.public_value_of:
            out.say("cli.inspect.same_moment")
            kept = finish(park, SCOPE, kept)
            _print_rows(out, plan_rows(park.records, SCOPE, park.now(), everything=True), name)
        out.result({"id": kept.id, "content": dict(kept.content)})
    return ExitCode.OK


def draw_plan(out: Output, folder: Path, plan_id: str, public_value: str) -> ExitCode:
    with opened(folder, metered=False) as park:
        known = park.records.get(SCOPE, PLAN, plan_id)
        if known is None:
            raise NotFound(plan_id)
        park.log.publish()
        kept = finish(park, SCOPE, known, public_value)
        _print_rows(out, plan_rows(park.records, SCOPE, park.now(), everything=True), plan_id)
        out.result({"id": kept.id, "content": dict(kept.content)})
    return ExitCode.OK


def show_plan(out: Output, folder: Path) -> ExitCode:
    with beside(folder) as (records, network):
        rows = plan_rows(records, SCOPE, _now(network))
    _print_rows(out, rows)
    out.result({"items": rows})
    return ExitCode.OK


def list_inspections(out: Output, folder: Path) -> ExitCode:
    with beside(folder) as (records, _network):
        found = sorted(records.find(SCOPE, INSPECTION, limit=_MOST), key=lambda r: str(r.content["ended_at"]), reverse=True)
    for visit in found:
        said = visit.content
        out.line(f"{said['ended_at']!s:26} {said['kind']!s:14} {said['place']!s:28} {visit.actor:16} {visit.id}")
    if not found:
        out.say("cli.inspect.nothing")
    out.result({"inspections": [{"id": r.id, "actor": r.actor, "content": dict(r.content)} for r in found]})
    return ExitCode.OK


def show_calibrations(out: Output, folder: Path) -> ExitCode:
    with beside(folder) as (records, network):
        known = [stored_calibration(record.content) for record in records.find(SCOPE, CALIBRATION, limit=_MOST)]
        today = _now(network).astimezone(ZoneInfo(network.park.zone)).date()
    order = ("overdue", "soon", "unknown", "in_date")
    rows = sorted(due_dates(network, known, today), key=lambda due: (order.index(due.state), str(due.due), due.meter))
    for row in rows:
        out.line(f"{row.state:8} {row.due or '-'!s:10} {row.meter:32} {row.source}")
    items = [{"meter": row.meter, "state": row.state, "due": row.due, "source": row.source} for row in rows]
    out.result({"calibrations": items})
    return ExitCode.OK


def _print_rows(out: Output, rows: list[dict[str, object]], plan: str | None = None) -> None:
    shown = [row for row in rows if plan is None or row["plan"] == plan]
    for row in shown:
        reasons = row["reasons"]
        assert isinstance(reasons, list)
        why = "; ".join(Message(f"trust.plan.why.{code}").render(out.lang) for code in reasons)
        chance = f"{float(str(row['probability'])):.2f}"
        out.line(f"{row['state']!s:5} {row['share']!s:7} {chance} {row['place']!s:28} {why}")
    if not shown:
        out.say("cli.inspect.nothing")


@contextmanager
def beside(folder: Path) -> Iterator[tuple[RecordsStore, FlowNetwork]]:
    """Records and description of a park, whether it runs or not; nothing is written."""
    records = open_records(records_url(folder, read_settings(folder), read_cluster(folder)), system_clock)
    try:
        yield records, read_park(folder)
    finally:
        records.close()


def _now(network: FlowNetwork) -> datetime:
    return datetime.fromisoformat(network.park.as_of) if network.park.as_of else system_clock()
