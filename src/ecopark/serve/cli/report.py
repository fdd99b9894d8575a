"""What ``report status``, ``report send`` and ``report check`` do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import ecopark.serve.cli.messages_report  # noqa: F401  texts
from ecopark.connect.park_folder import read_park, read_settings
from ecopark.connect.report.plan import station_plans
from ecopark.connect.report.send import probe
from ecopark.connect.settings import ParkSettings
from ecopark.connect.stations import read_name
from ecopark.core.errors import InputError, StateError
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import system_scope
from ecopark.engine.records import open_records
from ecopark.serve.bootstrap import data_folder, opened, system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.readmodel.report import ReceiverState, receiver_states
from ecopark.serve.workers.report import receivers_of, sender_of

SCOPE = system_scope("report")


def show_report(out: Output, folder: Path, receiver: str | None, days: int) -> ExitCode:
    """Reads only and takes no lock where a portal is running."""
    network, settings = _described(folder)
    wanted = receivers_of(settings.report.receivers, receiver)
    if not (data_folder(folder) / "VERSION").exists():
        out.say("cli.report.nothing_yet")
        out.result({"receivers": []})
        return ExitCode.OK
    now = datetime.fromisoformat(network.park.as_of).astimezone(UTC) if network.park.as_of else system_clock()
    records = open_records(settings.records_url or f"sqlite:///{data_folder(folder) / 'records.sqlite'}", system_clock)
    try:
        states = receiver_states(wanted, network, records, folder, SCOPE, now, days=days)
    finally:
        records.close()
    for state in states:
        _show(out, state)
    out.result({"receivers": [state.content(out.lang) for state in states]})
    return ExitCode.PARTLY if any(state.fault for state in states) else ExitCode.OK


def _show(out: Output, state: ReceiverState) -> None:
    out.say("cli.report.receiver", id=state.receiver.id, address=state.receiver.address)
    if state.receiver.protocol == "ftp":
        out.say("cli.report.in_the_clear")
    if state.state.last_delivered:
        out.say("cli.report.delivered", time=state.state.last_delivered)
    if state.waiting and state.oldest_waiting is not None:
        out.say("cli.report.waiting", count=state.waiting, oldest=state.oldest_waiting.isoformat())
    if state.fault is not None:
        out.line(f"  {state.state.where}: {state.fault.render(out.lang)} [{state.fault.id}]")
    if state.to_tell:
        out.say("cli.report.to_tell")
    for day in state.days:
        share = "-" if day.completeness is None else f"{day.completeness:.1%}"
        content = {k: v for k, v in day.content().items() if isinstance(v, int | str)}
        out.say("cli.report.day", **content, share=share, changes=len(day.changed))


def send_report(out: Output, folder: Path, receiver: str | None, now: bool, again: tuple[str, str] | None) -> ExitCode:
    """Send what is due; takes the writer's lock, so it is for a park that is not running."""
    with opened(folder) as park:
        snapshot = park.snapshot()
        wanted = receivers_of(park.settings.report.receivers, receiver)
        if again is not None:
            station, text = again
            said = read_name(f"{station}_{text}.txt", ZoneInfo(park.network.park.zone))
            if said is None:
                raise InputError("connect.station.time", where=text, time=text)
            slot = said.time
            delivery = sender_of(park, wanted[0]).send_again(station, slot, snapshot)
            out.say("cli.report.again", station=station, slot=slot.isoformat(), sha256=delivery.sha256)
            out.result({"station": station, "slot": slot.isoformat(), "sha256": delivery.sha256})
            return ExitCode.OK
        code, results = ExitCode.OK, []
        for one in wanted:
            sender = sender_of(park, one)
            done = sender.round(snapshot, one.files_per_minute, at_once=now)
            shown = {"receiver": one.id, "prepared": done.prepared, "delivered": done.delivered, "refused": done.refused}
            out.say("cli.report.sent", **shown, waiting=sender.state.waiting)
            if done.broken is not None or done.refused:
                code = ExitCode.PARTLY
            if done.broken is not None:
                out.line(f"  {done.broken.render(out.lang)} [{done.broken.code}]")
            results.append({**shown, "waiting": sender.state.waiting, "error": done.broken.code if done.broken else None})
        out.result({"receivers": results})
    return code


def check_report(out: Output, folder: Path, receiver: str | None) -> ExitCode:
    """Sign in, write and remove a probe file at each receiver; needs neither lock nor data."""
    network, settings = _described(folder)
    code, results = ExitCode.OK, []
    for one in receivers_of(settings.report.receivers, receiver):
        found = probe(one, station_plans(one, network), system_clock(), folder)
        out.say("cli.report.receiver", id=one.id, address=one.address)
        for step in found.done:
            out.say(f"cli.report.step_{step}")
        content: dict[str, object] = {"receiver": one.id, "done": list(found.done), "failed": found.failed}
        if found.error is not None:
            code = ExitCode.STATE
            out.line(f"  ✗ {found.error.render(out.lang)} [{found.error.code}]")
            content |= {"code": found.error.code, "message": found.error.render(out.lang)}
        if found.left:
            out.say("cli.report.left", file=found.left)
        results.append(content)
    out.result({"receivers": results})
    return code


def _described(folder: Path) -> tuple[FlowNetwork, ParkSettings]:
    if not (folder / "park.yaml").exists():
        raise StateError("cli.park.not_found", where=str(folder))
    return read_park(folder), read_settings(folder)
