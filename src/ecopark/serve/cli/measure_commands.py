"""What ``ecopark measure …`` does. Lists are read beside a running park; what writes or computes opens it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from ecopark.account.measures.recp import code_of, recp_totals
from ecopark.account.measures.splits import Horizon
from ecopark.account.measures.totals import REPORTED, STANDINGS, Total, park_totals
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, EvidenceKind, message_of
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.records import Record
from ecopark.core.scope import Scope, system_scope
from ecopark.serve.api.digital_projects import project_json
from ecopark.serve.api.measures import figure_json, totals_json
from ecopark.serve.api.times import moment
from ecopark.serve.bootstrap import opened, system_clock
from ecopark.serve.cli.inspect_commands import beside
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.digital_projects import scored_projects
from ecopark.serve.measure_sheet import import_measures
from ecopark.serve.measures import decide_event, entries_of, events_of, today_of
from ecopark.serve.park import OpenPark
from ecopark.serve.readmodel.measures import measure_rows
from ecopark.serve.recp import electricity_used
from ecopark.serve.verification import lock_baseline, verify_measure
from ecopark.serve.workers.measures import verify_due

SCOPE = system_scope("command-line")


def list_measures(out: Output, folder: Path) -> ExitCode:
    with beside(folder) as (records, network):
        rows = measure_rows(records, network, SCOPE)
    for row in rows:
        measure, standing = row.entry.measure, row.standing.value if row.standing else "-"
        said = row.reason.render(out.lang) if row.reason else ""
        out.line(f"{measure.id:14} {measure.status.value:10} {standing:13} {measure.firm or '-':12} {measure.name}  {said}")
    if not rows:
        out.say("cli.measure.none")
    items = [
        {"id": r.entry.measure.id, "standing": r.standing, "content": r.entry.measure.content(), "waiting": r.waiting}
        for r in rows
    ]
    out.result({"measures": items})
    return ExitCode.OK


def add_measures(out: Output, folder: Path, file: Path, user: str | None) -> ExitCode:
    with opened(folder, metered=False) as park:
        made = import_measures(park, scope_of(park, user), file.read_bytes(), file.name)
    out.say("cli.measure.added", kept=len(made.kept), unchanged=made.unchanged, bad=len(made.problems))
    problems = [(p.row, p.error.code, Message(p.error.code, p.error.params).render(out.lang)) for p in made.problems]
    for row, _, text in problems:
        out.say("cli.measure.row", row=row, text=text)
    errors = [{"row": row, "code": code, "text": text} for row, code, text in problems]
    out.result({"kept": [r.id for r in made.kept], "unchanged": made.unchanged, "errors": errors})
    return ExitCode.PARTLY if made.problems else ExitCode.OK


def lock_measure(
    out: Output,
    folder: Path,
    measure_id: str,
    days: tuple[str | None, str | None, str | None],
    reason: str,
    user: str | None,
) -> ExitCode:
    with opened(folder, metered=False) as park:
        zone = ZoneInfo(park.network.park.zone)
        names = ("--from", "--to", "--reporting")
        first, end, begins = (None if d is None else moment(d, zone, n) for d, n in zip(days, names, strict=True))
        span = Interval(first, end) if first is not None and end is not None else None
        kept = lock_baseline(
            park, scope_of(park, user), measure_id, period=span, end=end, reporting_start=begins, reason=reason
        )
        park.log.publish()
    content: Any = kept.content
    out.say("cli.measure.locked", sha256=content["sha256"], chosen=content["content"]["chosen"])
    if content["after_seeing"]:
        out.say("cli.measure.after_seeing")
    out.result({"id": kept.id, "revision": kept.revision, "content": dict(content)})
    return ExitCode.OK


def verify_measures(out: Output, folder: Path, measure_id: str | None) -> ExitCode:
    with opened(folder, metered=False) as park:
        if measure_id is not None:
            kept = [verify_measure(park, SCOPE, measure_id)]
        else:
            found = (park.records.get(SCOPE, "verification", name) for name in verify_due(park))
            kept = [record for record in found if record is not None]
        park.log.publish()
    for record in kept:
        _say_verified(out, record)
    if not kept:
        out.say("cli.measure.nothing_due")
    out.result({"verifications": [{"id": r.id, "revision": r.revision, "content": dict(r.content)} for r in kept]})
    return ExitCode.OK


def _say_verified(out: Output, record: Record) -> None:
    said: Any = record.content
    reason = message_of(said["reason"])
    text = reason.render(out.lang) if reason else ""
    out.say("cli.measure.verified", id=record.id, standing=said["standing"], reason=text)


def list_events(out: Output, folder: Path, measure_id: str | None) -> ExitCode:
    with beside(folder) as (records, _network):
        events = events_of(records, SCOPE, measure_id)
    for event in events:
        until = event.end.isoformat() if event.end else "…"
        out.line(f"{event.id:14} {event.state.value:9} {event.measure:14} {event.start.isoformat()} {until}  {event.what}")
    if not events:
        out.say("cli.measure.no_events")
    out.result({"events": [{"id": e.id, **e.content()} for e in events]})
    return ExitCode.OK


def decide_one(
    out: Output, folder: Path, event_id: str, accept: bool, reason: str, documents: Sequence[str], user: str | None
) -> ExitCode:
    if user is None:
        raise InputError("cli.measure.who", where="--as")
    with opened(folder, metered=False) as park:
        evidence = [Evidence(EvidenceKind.DOCUMENT, name) for name in documents]
        kept = decide_event(park, scope_of(park, user), event_id, accept=accept, reason=reason, evidence=evidence)
    out.say("cli.measure.decided", id=kept.id, state=kept.content["state"])
    out.result({"id": kept.id, "content": dict(kept.content)})
    return ExitCode.OK


def show_totals(out: Output, folder: Path, year: int | None) -> ExitCode:
    with beside(folder) as (records, network):
        zone = ZoneInfo(network.park.zone)
        now = datetime.fromisoformat(network.park.as_of) if network.park.as_of else system_clock()
        today = now.astimezone(zone).date()
        horizon = Horizon.per_year(today) if year is None else Horizon.year(year, today)
        found = park_totals(entries_of(records, network, SCOPE), horizon, zone)
    out.say("cli.measure.split")
    counts = (("firms", found.firms), ("measures", found.measures))
    for name, by in counts:
        out.line(f"{name:16} {' / '.join(str(by[s]) for s in STANDINGS)}")
    for name in REPORTED:
        out.line(f"{name:16} {_three(found.amounts[name])}")
    out.result({"year": year, **totals_json(found, out.lang)})
    return ExitCode.OK


def _three(total: Total) -> str:
    values = (total.of(standing).value for standing in STANDINGS)
    return " / ".join("-" if value is None else f"{value:,.1f}" for value in values)


def show_form(out: Output, folder: Path, form: Literal["A.4", "B.4"] | str, year: int | None, firm: str | None) -> ExitCode:
    if year is None:
        raise InputError("cli.measure.form_year", where="--year")
    with opened(folder, metered=False) as park:
        entries = entries_of(park.records, park.network, SCOPE)
        chosen = entries if form == "A.4" else [e for e in entries if e.measure.firm == firm]
        used = electricity_used(park, SCOPE, year - 1) if form == "A.4" else None
        zone, today = ZoneInfo(park.network.park.zone), today_of(park)
        of_form: Literal["A.4", "B.4"] = "A.4" if form == "A.4" else "B.4"
        figures = recp_totals(chosen, year, today, zone, form=of_form, electricity_used_kwh=used)
    for figure in figures:
        value = "-" if figure.value is None else f"{figure.value:,.3f}"
        label = Message(f"figure.{figure.name}").render(out.lang)
        out.line(f"{code_of(figure)[1]:8} {figure.standing.value:13} {value:>18} {figure.unit:12} {label}")
    items = [{"field": code_of(f)[1], **figure_json(f, out.lang)} for f in figures]
    out.result({"form": form, "year": year, "items": items})
    return ExitCode.OK


def list_projects(out: Output, folder: Path) -> ExitCode:
    with opened(folder, metered=False) as park:
        found = [project_json(p, out.lang) for p in scored_projects(park, SCOPE)]
    for item in found:
        score = item["score"]
        value = score["kwh_per_own_kwh"]
        text = f"{value['value']:.1f} kWh/kWh" if value else "; ".join(r["text"] for r in score["reasons"])
        out.line(f"{item['id']:14} {item['content']['name']:30} {text}")
    out.result({"projects": found})
    return ExitCode.OK


def scope_of(park: OpenPark, user: str | None) -> Scope:
    """The scope of a named user, or the command line's own; ``InputError`` cli.measure.unknown_user."""
    if user is None:
        return SCOPE
    known = park.access.store.user(SCOPE, user)
    if known is None or known.disabled:
        raise InputError("cli.measure.unknown_user", where="--as", user=user)
    return Scope(known.role, known.id, frozenset(known.firms) if known.firms else None)
