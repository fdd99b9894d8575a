"""The command ``monitor``: follow a log from outside."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import click

import ecopark.serve.witness.messages  # noqa: F401  texts
from ecopark.core.errors import Fatal, InputError
from ecopark.serve.cli.common import common, help_text
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.trust.log.monitor import Followed, look
from ecopark.trust.log.note import VerifierKey

STATE = "state.json"


@click.command(help=help_text("cli.help.monitor"))
@click.argument("sources", nargs=-1, required=True)
@click.option("--key", required=True, metavar="VKEY", help=help_text("cli.help.key"))
@click.option(
    "--keep", type=click.Path(path_type=Path, file_okay=False), required=True, help=help_text("cli.help.monitor_keep")
)
@click.option("--witness", "witnesses", multiple=True, metavar="VKEY", help=help_text("cli.help.monitor_witness"))
@click.option("--required", type=int, default=0, help=help_text("cli.help.monitor_required"))
@click.option("--stall-hours", type=float, default=24.0, show_default=True, help=help_text("cli.help.monitor_stall"))
@click.option("--every", type=float, default=0.0, metavar="SECONDS", help=help_text("cli.help.monitor_every"))
@common
def monitor(
    out: Output,
    sources: tuple[str, ...],
    key: str,
    keep: Path,
    witnesses: tuple[str, ...],
    required: int,
    stall_hours: float,
    every: float,
) -> ExitCode:
    worst = ExitCode.OK
    while True:
        code = _round(out, sources, key, keep, witnesses, required, timedelta(hours=stall_hours))
        worst = max(worst, code)
        if not every:
            return worst
        time.sleep(every)


def _round(
    out: Output,
    sources: tuple[str, ...],
    key: str,
    keep: Path,
    witnesses: tuple[str, ...],
    required: int,
    stall: timedelta,
) -> ExitCode:
    from ecopark.connect.log_source import log_source
    from ecopark.serve.bootstrap import system_clock
    from ecopark.serve.cli.evidence import cosigner_keys, verifier_key

    pinned, trusted = verifier_key(key), cosigner_keys(witnesses)
    keep.mkdir(parents=True, exist_ok=True)
    state = _state(keep, pinned)
    token = os.environ.get("ECOPARK_TOKEN", "")
    reads = {place: log_source(place, token) for place in sources}
    done = look(state, reads, system_clock(), stall=stall, witnesses=trusted, required=required or len(trusted))
    if not any(alarm.code == "forked" for alarm in done.told):
        _keep(keep, done.state.encode(), done.state.note.encode(), done.state.checkpoint.size)
    found = []
    for alarm in done.told:
        said: dict[str, object] = {"level": alarm.level, "code": alarm.code, "source": alarm.source}
        said["text"] = alarm.message.render(out.lang)
        mark = {"alarm": "✗", "warning": "!", "note": "·"}[alarm.level]
        out.line(f"  {mark} {alarm.source + ': ' if alarm.source else ''}{said['text']}")
        if alarm.proof is not None:
            content = alarm.proof.encode()
            path = keep / f"equivocation-{sha256(content).hexdigest()[:12]}.json"
            path.write_bytes(content)
            out.say("cli.monitor.proof", file=path)
            said["proof"] = str(path)
        found.append(said)
    checkpoint, before = done.state.checkpoint, state.checkpoint.size
    out.say("cli.monitor.done", origin=checkpoint.origin, before=before, size=checkpoint.size, root=checkpoint.root.hex())
    if done.withheld:
        out.say("cli.monitor.withheld", count=done.withheld)
    out.result(
        {
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": checkpoint.root.hex(),
            "new_entries": checkpoint.size - before,
            "kinds": dict(done.kinds),
            "withheld": done.withheld,
            "key": str(done.state.keys[-1]),
            "findings": found,
        }
    )
    if done.alarmed:
        return ExitCode.EVIDENCE
    return ExitCode.PARTLY if any(alarm.level == "warning" for alarm in done.told) else ExitCode.OK


def _state(keep: Path, pinned: VerifierKey) -> Followed:
    """The kept state; it must have begun with the pinned key."""
    path = keep / STATE
    if not path.exists():
        return Followed((pinned,))
    try:
        kept = Followed.decode(path.read_bytes())
    except (ValueError, KeyError, TypeError) as error:
        raise Fatal("cli.monitor.state_damaged", where=str(path), reason=str(error)) from error
    if kept.keys[0] != pinned:
        raise InputError("cli.monitor.other_log", where=str(path), key=str(kept.keys[0]))
    return kept


def _keep(keep: Path, state: bytes, note: bytes, size: int) -> None:
    """The state, atomically; every checkpoint that was ever believed stays as a file of its own."""
    temporary = keep / ".state.new"
    temporary.write_bytes(state)
    os.replace(temporary, keep / STATE)
    if note:
        folder = keep / "checkpoints"
        folder.mkdir(exist_ok=True)
        (folder / f"{size}-{sha256(note).hexdigest()[:12]}").write_bytes(note)
