"""What ``status`` shows; it reads only and takes no lock where a portal is running."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.compute as pc

from ecopark.connect.park_folder import read_park, read_settings
from ecopark.core.errors import StateError
from ecopark.core.scope import system_scope
from ecopark.engine.log_files import FileLogStorage
from ecopark.engine.records import open_records
from ecopark.engine.store import open_snapshot
from ecopark.serve.bootstrap import data_folder, records_url, system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.cluster_file import read_cluster
from ecopark.trust.log.note import Note

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
        findings: Counter[str] = Counter(snapshot.derived(SCOPE, "findings")["severity"].to_pylist())
        exceedances = snapshot.derived(SCOPE, "exceedances").num_rows
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
        finally:
            records.close()
        content["quarantine"] = waiting
        out.say("cli.status.quarantine", items=len(waiting))
        signed = FileLogStorage(data / "log").read("checkpoint")
        if signed is not None:
            note = Note.parse(signed)
            _, size, root = note.text.splitlines()[:3]
            content["log"] = {"size": int(size), "root": root}
            out.say("cli.status.log", size=size, root=root, key=note.signatures[0].name)
    out.result(content)
    return ExitCode.OK
