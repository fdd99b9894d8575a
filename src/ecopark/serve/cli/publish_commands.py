"""What ``publish …`` does. The park is opened for writing: stop the running park first, or use its pages and API."""

from __future__ import annotations

import json
from pathlib import Path

from ecopark.core.errors import InputError
from ecopark.core.messages import Lang
from ecopark.core.scope import system_scope
from ecopark.judge.opendata.tables import OPEN_TABLES
from ecopark.judge.reports.kinds import kind_name
from ecopark.serve.api.open_data import csv_of, descriptor, parquet_of
from ecopark.serve.api.reports import file_name
from ecopark.serve.bootstrap import opened
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.opendata.badges import badge_of, open_statement, statement_of
from ecopark.serve.opendata.open_tables import open_table
from ecopark.serve.opendata.picture import svg_of
from ecopark.serve.reports.checking import check_code
from ecopark.serve.reports.loading import Wanted
from ecopark.serve.reports.making import kept_file, make_report, recreate, report_record, reports_of, verify_report
from ecopark.serve.workers.evidence_path import flows_of
from ecopark.serve.workers.sharing import share
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import VerifierKey

SCOPE = system_scope("command-line")


def make(out: Output, folder: Path, wanted: tuple[str, str, str | None, bool], language: str, into: Path) -> ExitCode:
    """Make a report and write both files."""
    lang: Lang = "en" if language == "en" else "vi"
    with opened(folder, metered=False) as park:
        park.log.publish()
        record = make_report(park, SCOPE, Wanted(*wanted), lang)
        park.log.publish()
        written = {name: kept_file(park, record, name) for name in ("pdf", "xlsx")}
        for name, content in written.items():
            path = _write(into, f"{file_name(record)}.{name}", content)
            out.say("cli.publish.written", path=path)
        out.say("cli.publish.made", id=record.id, count=record.content["figures"])
        out.result({"id": record.id, "content": dict(record.content)})
    return ExitCode.OK


def list_reports(out: Output, folder: Path) -> ExitCode:
    with opened(folder, metered=False) as park:
        found = reports_of(park, SCOPE)
    for record in found:
        said = record.content
        name = kind_name(str(said["kind"])).render(out.lang)
        out.line(f"EP-{record.id}  {said['period']!s:8} {said['firm'] or '-'!s:14} {said['made_at']!s:26} {name}")
    if not found:
        out.say("cli.publish.none")
    out.result({"reports": [{"id": record.id, **record.content} for record in found]})
    return ExitCode.OK


def recreate_report(out: Output, folder: Path, report_id: str, into: Path) -> ExitCode:
    """Make both files again; the first ones, which are kept, are written too where they differ."""
    with opened(folder, metered=False) as park:
        record = report_record(park, SCOPE, report_id)
        made = recreate(park, record)
        first = {name: kept_file(park, record, name) for name in made.files}
    for name, content in made.files.items():
        path = _write(into, f"{file_name(record)}.{name}", first[name])
        out.say("cli.publish.written", path=path)
        if made.same[name]:
            out.say("cli.publish.identical", file=name.upper())
        else:
            again = _write(into, f"{file_name(record)}-again.{name}", content)
            out.say("cli.publish.not_identical", file=name.upper(), path=again)
    if not made.identical:
        out.say("cli.publish.renderer", then=made.renderer_then, now=made.renderer_now)
    versions = {"renderer_then": made.renderer_then, "renderer_now": made.renderer_now}
    out.result({"id": record.id, "identical": dict(made.same), **versions})
    if made.identical:
        return ExitCode.OK
    return ExitCode.EVIDENCE if made.renderer_then == made.renderer_now else ExitCode.PARTLY


def verify_one(out: Output, folder: Path, report_id: str) -> ExitCode:
    with opened(folder, metered=False) as park:
        park.store.declare(flows_of(park))
        checked = verify_report(park, report_record(park, SCOPE, report_id))
    out.say("cli.publish.kept" if checked.content_kept else "cli.publish.not_kept")
    out.say("cli.publish.not_logged" if checked.logged is None else "cli.publish.logged", index=checked.logged)
    for name, same in checked.files.same.items():
        out.say("cli.publish.identical" if same else "cli.publish.not_identical", file=name.upper(), path="-")
    if not checked.files.identical:
        out.say("cli.publish.renderer", then=checked.files.renderer_then, now=checked.files.renderer_now)
    if checked.changed_inputs:
        out.say("cli.publish.inputs", inputs=", ".join(checked.changed_inputs))
    out.say("cli.publish.differs" if checked.recomputed else "cli.publish.same", count=len(checked.recomputed))
    for difference in checked.recomputed:
        out.line(f"  {difference.code or difference.key}: {difference.what.render(out.lang)}")
    out.say("cli.publish.since", count=len(checked.since))
    out.result(checked.content())
    return ExitCode.OK if checked.holds else ExitCode.EVIDENCE


def look_up(out: Output, folder: Path, code: str) -> ExitCode:
    with opened(folder, metered=False) as park:
        park.store.declare(flows_of(park))
        found = check_code(park, SCOPE, code)
    said = found.content(out.lang)
    out.line(f"{found.code}  {said['title']}")
    out.line(f"  {said['figure']['value']} {said['figure']['unit']}  ({said['report_title']}, EP-{said['report']})")
    out.line(f"  {said['meaning']}")
    out.result(said)
    return ExitCode.EVIDENCE if found.state == "differs" else ExitCode.OK


def write_open_data(out: Output, folder: Path, into: Path) -> ExitCode:
    """Publish what the policy lets out, and write all tables with their descriptor."""
    with opened(folder, metered=False) as park:
        park.store.declare(flows_of(park))
        for made in share(park):
            out.say("cli.publish.shared", hub=made.hub, number=made.number)
        tables = {name: open_table(park, name) for name in OPEN_TABLES}
        package = descriptor(park, {name: f"{name}.csv" for name in OPEN_TABLES})
    for name, rows in tables.items():
        _write(into, f"{name}.csv", csv_of(rows))
        _write(into, f"{name}.parquet", parquet_of(rows))
    path = _write(into, "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2).encode())
    out.say("cli.publish.written", path=path)
    out.result({"package": str(path), "rows": {name: rows.num_rows for name, rows in tables.items()}})
    return ExitCode.OK


def write_badge(out: Output, folder: Path, badge_id: str, into: Path) -> ExitCode:
    with opened(folder, metered=False) as park:
        park.store.declare(flows_of(park))
        badge = badge_of(park, badge_id)
        signed = statement_of(park, badge)
        picture = svg_of(park, badge, out.lang, "")
    for name, content in (("svg", picture.encode()), ("json", json.dumps(signed, ensure_ascii=False, indent=1).encode())):
        out.say("cli.publish.written", path=_write(into, f"badge-{badge.id}.{name}", content))
    out.say(f"badge.state.{badge.state}")
    out.result(signed)
    return ExitCode.OK


def check_statement(out: Output, file: Path, key: str) -> ExitCode:
    """Check a badge's signed statement offline."""
    try:
        verifier = VerifierKey.parse(key)
    except (NoteError, ValueError) as error:
        raise InputError("judge.statement.wrong", where="--key", reason=str(error)) from error
    said = open_statement(file.read_bytes(), verifier)
    out.say(
        "cli.publish.statement", park=said["park"], moment=said["issued"], word=said["words"][out.lang], code=said["code"]
    )
    out.result(said)
    return ExitCode.OK


def _write(into: Path, name: str, content: bytes) -> Path:
    into.mkdir(parents=True, exist_ok=True)
    path = into / name
    path.write_bytes(content)
    return path
