"""What ``compliance`` and ``duties`` do. Reading works beside a running park; writing opens it and names a user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.connect.park_folder import read_park, read_settings
from ecopark.core.errors import InputError, StateError
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.properties import PROPERTIES
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope, system_scope
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.engine.records import open_records
from ecopark.engine.store import open_snapshot
from ecopark.judge.compliance import actions
from ecopark.judge.compliance.events import Event
from ecopark.judge.duties import actions as duty_actions
from ecopark.judge.duties.allowances import position
from ecopark.rules.book import RuleBook
from ecopark.rules.load import load_packs
from ecopark.serve.api.times import moment
from ecopark.serve.bootstrap import data_folder, opened, records_url, system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.cluster_file import read_cluster
from ecopark.serve.compliance import compliance_statement, events_of, evidence_of, exceedance_row
from ecopark.serve.duties import bearers_of, calendar_of, check_json, deadline_json, ghg_checks, year_before
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound

SCOPE = system_scope("command-line")


@contextmanager
def _reading(folder: Path) -> Iterator[tuple[RecordsStore, FlowNetwork, RuleBook, Snapshot, datetime]]:
    """Records, description, rules and snapshot of a park, whether it runs or not; nothing is written."""
    if not (folder / "park.yaml").exists():
        raise StateError("cli.park.not_found", where=str(folder))
    network = read_park(folder)
    records = open_records(records_url(folder, read_settings(folder), read_cluster(folder)), system_clock)
    own = folder / "rules"
    try:
        book = load_packs(own if own.is_dir() else None)
        as_of = network.park.as_of
        now = datetime.fromisoformat(as_of) if as_of else system_clock()
        yield records, network, book, open_snapshot(data_folder(folder), network=network), now
    finally:
        records.close()


def show_statement(
    out: Output, folder: Path, period: str | None, point: str | None, lake_version: int | None, known_at: str | None
) -> ExitCode:
    with _reading(folder) as (records, network, book, snapshot, now):
        zone = ZoneInfo(network.park.zone)
        if point is not None and point not in network.monitoring_points:
            raise NotFound(point)
        known = None if known_at is None else moment(known_at, zone, "--known-at")
        said = compliance_statement(
            records,
            network,
            book,
            snapshot,
            SCOPE,
            period or f"{now.astimezone(zone):%Y-%m}",
            now,
            point=point,
            lake_version=lake_version,
            known_at=known,
        )
    out.line(f"{said['period']['label']}: {_answer(out, said['answer'])}")
    out.say("cli.compliance.counts", **said["totals"])
    for part in said["points"]:
        out.line(f"\n{part['name_vi'] if out.lang == 'vi' else part['name_en']} ({part['id']})")
        for limit in part["limits"]:
            _limit_line(out, limit)
    for name in ("provisional", "synthetic"):
        if said[name]:
            out.say(f"cli.compliance.{name}")
    out.line(f"\nsha256 {said['sha256']}  lake {said['versions']['lake']}")
    out.result(said)
    return ExitCode.OK


def _limit_line(out: Output, limit: dict[str, Any]) -> None:
    found = PROPERTIES.get(limit["property"])
    name = limit["property"] if found is None else found.vi if out.lang == "vi" else found.en
    worst = limit["figures"]["worst_average"]["value"]
    bounds = " – ".join(f"{b:g}" for b in (limit["limit_low"], limit["limit"]) if b is not None)
    shown = "-" if worst is None else f"{worst:.4g}"
    counts = limit["periods"]
    out.line(
        f"  {name[:34]:34} {_answer(out, limit['answer']):34} {shown:>9} / {bounds} {limit['unit']}  "
        f"{counts['exceeded']}/{counts['judged']} (+{counts['not_judged']})"
    )


def _answer(out: Output, answer: str) -> str:
    return out.text(f"cli.compliance.answer_{answer}")


def show_events(out: Output, folder: Path, overdue: bool) -> ExitCode:
    with _reading(folder) as (records, network, _book, snapshot, now):
        found = [e for e in events_of(records, network, snapshot, SCOPE, now) if e.overdue or not overdue]
        zone = ZoneInfo(network.park.zone)
    for event in found:
        due = "-" if event.due is None else f"{event.due.astimezone(zone):%Y-%m-%d}"
        late = "!" if event.overdue else " "
        out.line(f"{late} {event.id} {event.state.value:13} {due:10} {event.point} {event.seen['property']}")
    if not found:
        out.say("cli.compliance.no_events")
    out.result({"items": [_event(event) for event in found]})
    return ExitCode.OK


def _event(event: Event) -> dict[str, object]:
    return {
        "id": event.id,
        "state": event.state.value,
        "next_step": event.next_step,
        "due": None if event.due is None else event.due.isoformat(),
        "overdue": event.overdue,
        "behind": event.behind.value,
        "seen": dict(event.seen),
        "content": dict(event.content),
    }


def acknowledge_event(out: Output, folder: Path, event: str, user: str) -> ExitCode:
    with opened(folder, metered=False) as park:
        scope = _scope_of(park, user)
        row, firm = _row(park, scope, event)
        kept = actions.acknowledge(park.records, scope, row, firm, None)
    out.say("cli.compliance.kept", id=event, state=kept.content["state"])
    out.result({"id": event, "content": dict(kept.content)})
    return ExitCode.OK


def answer_event(
    out: Output, folder: Path, event: str, user: str, cause: str, action: str, evidence: tuple[str, ...]
) -> ExitCode:
    with opened(folder, metered=False) as park:
        scope = _scope_of(park, user)
        row, firm = _row(park, scope, event)
        named = evidence_of(park.records, scope, evidence)
        kept = actions.answer(park.records, scope, row, firm, cause=cause, action=action, evidence=named)
    out.say("cli.compliance.kept", id=event, state=kept.content["state"])
    out.result({"id": event, "content": dict(kept.content)})
    return ExitCode.OK


def close_event(out: Output, folder: Path, event: str, user: str, note: str) -> ExitCode:
    with opened(folder, metered=False) as park:
        kept = actions.close(park.records, _scope_of(park, user), event, note)
    out.say("cli.compliance.kept", id=event, state=kept.content["state"])
    out.result({"id": event, "content": dict(kept.content)})
    return ExitCode.OK


def _row(park: OpenPark, scope: Scope, event: str) -> tuple[dict[str, Any], str | None]:
    row = exceedance_row(park.snapshot(), park.records, scope, event)
    return row, park.network.monitoring_points[row["monitoring_point"]].firm


def _scope_of(park: OpenPark, user: str) -> Scope:
    """The scope of a user of the park: who acts is a person, so that another one can close."""
    known = park.records.access.user(SCOPE, user.casefold())
    if known is not None and not known.disabled:
        return Scope(known.role, known.id, frozenset(known.firms) or None)
    raise InputError("cli.compliance.no_user", where="--by", user=user)


def show_duties(out: Output, folder: Path, bearer: str | None) -> ExitCode:
    with _reading(folder) as (records, network, book, _snapshot, now):
        found = [d for d in calendar_of(network, records, book, SCOPE, now) if bearer in (None, d.bearer)]
    for deadline in found:
        said = deadline_json(deadline, out.lang)
        mark = "*" if said["provisional"] else " "
        out.line(f"{said['state']:10} {said['last_day'] or '-':10}{mark} {said['bearer']:22} {said['what']}")
    out.say("cli.duties.provisional")
    out.result({"items": [deadline_json(deadline, out.lang) for deadline in found]})
    return ExitCode.OK


def show_thresholds(out: Output, folder: Path, year: int | None) -> ExitCode:
    with _reading(folder) as (records, network, book, snapshot, now):
        chosen = year or year_before(now, ZoneInfo(network.park.zone))
        found = ghg_checks(network, records, book, snapshot, SCOPE, chosen, now)
    for check in found:
        out.line(f"{check.firm:16} {check.answer.value}")
        for part in check.checks:
            out.line(f"  {part.threshold.quantity:12} {part.reason.render(out.lang)}")
    out.result({"year": chosen, "items": [check_json(check, out.lang) for check in found]})
    return ExitCode.OK


def mark_duty(
    out: Output,
    folder: Path,
    bearer: str,
    duty: str,
    last_day: datetime | None,
    year: int | None,
    evidence: tuple[str, ...],
    user: str,
) -> ExitCode:
    day: date | None = None if last_day is None else last_day.date()
    with opened(folder, metered=False) as park:
        scope = _scope_of(park, user)
        whose = next((b for b in bearers_of(park.network, park.records, scope) if b.id == bearer), None)
        if whose is None:
            raise NotFound(bearer)
        named = evidence_of(park.records, scope, evidence)
        kept = duty_actions.mark_done(park.records, park.book, scope, whose, duty, last_day=day, year=year, evidence=named)
    out.say("cli.duties.kept", id=kept.id)
    out.result({"id": kept.id, "content": dict(kept.content)})
    return ExitCode.OK


def state_duty_facts(out: Output, folder: Path, bearer: str, facts: tuple[str, ...], user: str) -> ExitCode:
    said = dict(part.partition("=")[::2] for part in facts)
    with opened(folder, metered=False) as park:
        scope = _scope_of(park, user)
        whose = next((b for b in bearers_of(park.network, park.records, scope) if b.id == bearer), None)
        if whose is None:
            raise NotFound(bearer)
        kept = duty_actions.state_facts(park.records, scope, whose, {**whose.facts, **said})
    out.say("cli.duties.kept", id=kept.id)
    out.result({"id": kept.id, "content": dict(kept.content)})
    return ExitCode.OK


def show_allowances(
    out: Output, folder: Path, allocated: int, emissions: float, offsets: int, borrowed: int, following: int | None
) -> ExitCode:
    with _reading(folder) as (_records, network, book, _snapshot, now):
        found = position(
            book,
            now.astimezone(ZoneInfo(network.park.zone)).date(),
            allocated=allocated,
            direct_emissions_tco2e=emissions,
            offsets=offsets,
            borrowed=borrowed,
            allocated_next=following,
        )
    for name, value in asdict(found).items():
        if name != "rules":
            out.line(f"{Message(f'cli.duties.position_{name}').render(out.lang):44} {value:>14,} tCO2e")
    out.result(asdict(found))
    return ExitCode.OK
