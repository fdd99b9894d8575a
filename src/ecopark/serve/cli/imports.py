"""What ``import`` does: files through the doors, one run each, a report row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ecopark.connect import actions
from ecopark.connect.park_folder import read_park
from ecopark.connect.records import ImportRun, Policy
from ecopark.core.messages import Message
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened, system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.workers.evidence_path import run_path

SCOPE = system_scope("command-line")
SHOWN = 20


def import_files(out: Output, folder: Path, paths: Sequence[Path], policy: Policy) -> ExitCode:
    """Import, then run the evidence path, so that the numbers follow at once."""
    runs: list[ImportRun] = []
    with opened(folder) as park, out.progress() as report:
        for i, path in enumerate(paths):
            report("import", i, len(paths))
            if path.is_dir():
                runs += actions.take_folder(
                    path, **park.desk(SCOPE), progress=lambda done, total: report("stations", done, total)
                )
            else:
                runs.append(actions.take_file(path, **park.desk(SCOPE), policy=policy))
        report("import", len(paths), len(paths))
        if any(run.readings_stored for run in runs):
            run_path(park, report)
    for run in runs:
        out.line(sentence(out, run))
        for line in faults(out, run):
            out.line(line)
    out.result({"imports": [run.content() for run in runs]})
    states = {run.state for run in runs}
    if states <= {"stored", "repeated", "nothing"}:
        return ExitCode.OK
    return ExitCode.INPUT if states == {"refused"} else ExitCode.PARTLY


def preview_files(out: Output, folder: Path, paths: Sequence[Path]) -> ExitCode:
    """Show the proposed mapping and the faults of sheets; store nothing and take no lock."""
    network = read_park(folder)
    faulty = False
    shown: list[dict[str, object]] = []
    for path in paths:
        content = path.read_bytes()
        proposal = actions.propose(content, path.name, network=network, scope=SCOPE)
        out.line(f"{path.name}:")
        for column in proposal.columns:
            reason = column.reason.render(out.lang)
            meant = f"{column.column.role} {column.column.datastream or ''}".strip()
            out.line(f"  {column.column.header or '-':30} → {meant} ({column.confidence:.0%}: {reason})")
        seen = actions.preview_file(content, path.name, proposal.mapping, network=network, scope=SCOPE, clock=system_clock)
        out.say("cli.import.preview", readings=seen.readings, bad=seen.bad_rows)
        for error in seen.errors[:SHOWN]:
            out.line(f"  ✗ {row_error_text(error.content(), out)}")
        faulty = faulty or bool(seen.bad_rows)
        errors = [error.content() for error in seen.errors]
        shown.append({"file": path.name, "mapping": proposal.mapping.content(), "bad_rows": seen.bad_rows, "errors": errors})
    out.result({"previews": shown})
    return ExitCode.PARTLY if faulty else ExitCode.OK


def sentence(out: Output, run: ImportRun) -> str:
    return out.text(
        f"cli.import.{run.state}",
        file=run.file,
        files=run.files,
        stored=run.readings_stored,
        refused=run.rows_refused,
        duplicates=run.duplicates,
        quarantine=run.quarantine or "-",
    )


def faults(out: Output, run: ImportRun) -> Iterator[str]:
    for message in run.messages:
        yield f"  · {message.render(out.lang)}"
    for error in run.errors[:SHOWN]:
        yield f"  ✗ {row_error_text(error, out)}"
    if len(run.errors) > SHOWN:
        yield f"  … +{len(run.errors) - SHOWN}"


def row_error_text(error: Mapping[str, Any], out: Output) -> str:
    """File, sheet, row, column and value, then what is wrong and what to do."""
    place = " · ".join(
        str(error[part]) for part in ("file", "sheet", "row", "column", "value") if error.get(part) not in ("", None)
    )
    return f"{place}: {Message(str(error['message']), dict(error['params'])).render(out.lang)}"
