"""What ``status`` shows; it reads only and takes no lock where a portal is running."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import ecopark.serve.witness.messages  # noqa: F401  texts
from ecopark.connect.live.device import Device
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.sources import never_seen, read_states
from ecopark.connect.park_folder import read_park, read_settings
from ecopark.core.errors import EcoparkError, StateError
from ecopark.core.scope import system_scope
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.engine.log_files import FileLogStorage
from ecopark.engine.records import open_records
from ecopark.engine.store import open_snapshot
from ecopark.serve.bootstrap import data_folder, records_url, system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.cluster_file import read_cluster
from ecopark.serve.finding_tables import FINDING_TABLES
from ecopark.serve.workers.witnesses import states_of
from ecopark.trust.log.note import Note
from ecopark.trust.log.witnesses import WitnessSettings

SCOPE = system_scope("status")


def show_status(out: Output, folder: Path) -> ExitCode:
    if not (folder / "park.yaml").exists():
        raise StateError("cli.park.not_found", where=str(folder))
    network, settings = read_park(folder), read_settings(folder)
    data = data_folder(folder)
    out.say("cli.status.park", name=network.park.name_vi if out.lang == "vi" else network.park.name_en)
    notice = network.park.notice_vi if out.lang == "vi" else network.park.notice_en
    if notice:
        out.line(f"  {notice}")
    content: dict[str, object] = {"park": network.park.id, "notice": notice, "datastreams": len(network.datastreams)}
    if (data / "VERSION").exists():
        snapshot = open_snapshot(data, network=network)
        extent = snapshot.extent(SCOPE)
        found = [table for name in FINDING_TABLES if (table := _derived(snapshot, name)) is not None]
        findings: Counter[str] = Counter(severity for table in found for severity in table["severity"].to_pylist())
        exceeded = _derived(snapshot, "exceedances")
        exceedances = exceeded.num_rows if exceeded is not None else 0
        first, last = (str(f(extent[c]).as_py()) for f, c in ((pc.min, "first"), (pc.max, "last")))
        rows = pc.sum(extent["rows"]).as_py() or 0
        content |= {
            "readings": rows,
            "first": first,
            "last": last,
            "version": snapshot.version,
            "findings": dict(findings),
            "exceedances": exceedances,
        }
        out.say("cli.status.readings", rows=rows, datastreams=extent.num_rows, first=first, last=last)
        severities = {s: findings.get(s, 0) for s in ("serious", "attention", "info")}
        out.say("cli.status.findings", **severities)
        out.say("cli.status.exceedances", count=exceedances)
        records = open_records(records_url(folder, settings, read_cluster(folder)), system_clock)
        try:
            waiting = [r.id for r in records.find(SCOPE, "quarantine", limit=100_000) if r.content.get("state") == "waiting"]
            devices = Devices(records, system_clock).all(SCOPE)
        finally:
            records.close()
        content["quarantine"] = waiting
        out.say("cli.status.quarantine", items=len(waiting))
        content["sources"] = show_sources(out, data / "sources.json", devices)
        signed = FileLogStorage(data / "log").read("checkpoint")
        if signed is not None:
            note = Note.parse(signed)
            _, size, root = note.text.splitlines()[:3]
            content["log"] = {"size": int(size), "root": root}
            out.say("cli.status.log", size=size, root=root, key=note.signatures[0].name)
        content["witnesses"] = _show_witnesses(out, data, settings.witnesses)
    out.result(content)
    return ExitCode.OK


def _show_witnesses(out: Output, data: Path, settings: WitnessSettings) -> list[dict[str, object]]:
    """A line for each witness: what it signed last and when, or since when and why it is silent."""
    shown: list[dict[str, object]] = []
    for state in states_of(data, settings):
        words = out.text(f"trust.witness.state.{state.state}")
        out.say("serve.witness.park_line", name=state.name, state=words, size=state.size, time=state.signed_at or "–")
        message = state.message()
        if message is not None:
            out.line(f"    ! {message.render(out.lang)}")
        shown.append(
            {
                "name": state.name,
                "state": state.state,
                "size": state.size,
                "signed_at": state.signed_at,
                "since": state.since,
            }
        )
    return shown


def _derived(snapshot: Snapshot, table: str) -> pa.Table | None:
    """A derived table; None where the evidence path has not run yet."""
    try:
        return snapshot.derived(SCOPE, table)
    except EcoparkError as error:
        if error.code != "engine.question.unknown_table":
            raise
        return None


def show_sources(out: Output, path: Path, devices: Sequence[Device]) -> list[dict[str, Any]]:
    """A line for each source and one for each of its errors, with the remedy; as JSON in the result."""
    states = {state.id: state for state in read_states(path, system_clock())}
    for device in devices:
        if device.state == "active" and device.id not in states:
            states[device.id] = never_seen(device)
    out.say("cli.status.sources", count=len(states))
    for _, state in sorted(states.items()):
        out.say(
            "cli.status.source",
            id=state.id,
            last_seen=state.last_seen or "–",
            readings=state.readings_minute,
            hour=state.readings_hour,
            lag="–" if state.lag_s is None else f"{state.lag_s:.1f} s",
            gaps=len(state.gaps),
            quota="–" if state.quota_share is None else f"{state.quota_share:.0%}",
            stored=state.stored,
            refused=state.refused,
        )
        for error in state.errors:
            text = error.message.render(out.lang)
            if error.last:
                out.say("cli.status.source_error", text=text, count=error.count, last=error.last)
            else:
                out.line(f"    ! {text}")
    return [
        {**state.content(), "errors": [{**e.content(), "detail": e.message.render(out.lang)} for e in state.errors]}
        for _, state in sorted(states.items())
    ]
