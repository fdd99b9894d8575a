"""The commands ``witness …``."""

from __future__ import annotations

import contextlib
import os
import signal
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import click

import ecopark.serve.witness.messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, help_text, park_option
from ecopark.serve.cli.output import ExitCode, Output

ALGORITHMS = ("ml-dsa-44", "ed25519")

witness_option = click.option(
    "--witness",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Path(os.environ.get("ECOPARK_WITNESS", ".")),
    help=help_text("cli.help.witness_folder"),
)


@click.group(help=help_text("cli.help.witness"))
def witness() -> None:
    pass


@witness.command(name="init", help=help_text("cli.help.witness_init"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", required=True)
@click.option("--algorithm", "algorithms", multiple=True, type=click.Choice(ALGORITHMS), default=ALGORITHMS)
@common
def witness_init(out: Output, folder: Path, name: str, algorithms: tuple[str, ...]) -> ExitCode:
    from ecopark.serve.witness.folder import make_witness

    keys = make_witness(folder, name, tuple(dict.fromkeys(algorithms)))
    out.say("serve.witness.init_done", folder=folder)
    for key in keys:
        out.line(f"  {key}")
    out.result({"folder": str(folder), "name": name, "keys": keys})
    return ExitCode.OK


@witness.command(name="add-log", help=help_text("cli.help.witness_add"))
@witness_option
@click.option("--key", required=True, metavar="VKEY")
@common
def witness_add_log(out: Output, folder: Path, key: str) -> ExitCode:
    from ecopark.serve.witness.folder import add_log

    origin = add_log(folder, key)
    out.say("serve.witness.added", origin=origin)
    out.result({"origin": origin})
    return ExitCode.OK


@witness.command(name="run", help=help_text("cli.help.witness_run"))
@witness_option
@click.option("--host", default=None, help=help_text("cli.help.host"))
@click.option("--port", type=int, default=None, help=help_text("cli.help.port"))
@common
def witness_run(out: Output, folder: Path, host: str | None, port: int | None) -> ExitCode:
    return _serve(out, folder, host, port)


@witness.command(name="status", help=help_text("cli.help.witness_status"))
@witness_option
@common
def witness_status(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.witness.folder import cosigners, read_witness
    from ecopark.trust.log.checkpoint import Checkpoint
    from ecopark.trust.log.note import Note

    logs, keys, forked = [], [c.key for c in cosigners(folder)], False
    for log in read_witness(folder).logs:
        kept = folder / "logs" / sha256(log.origin.encode()).hexdigest()
        proof = kept / "equivocation.json"
        said: dict[str, object] = {"origin": log.origin, "size": None, "signed_at": None, "equivocation": None}
        if (kept / "checkpoint").exists():
            note = Note.parse((kept / "checkpoint").read_bytes())
            times = [time for key in keys if (time := key.time_in(note)) is not None]
            when = datetime.fromtimestamp(max(times), UTC).isoformat() if times else "-"
            said |= {"size": Checkpoint.parse(note.text).size, "signed_at": when}
            out.say("serve.witness.log_line", origin=log.origin, size=said["size"], time=when)
        else:
            out.say("serve.witness.log_never", origin=log.origin)
        if proof.exists():
            forked = True
            said["equivocation"] = str(proof)
            out.say("serve.witness.log_forked", origin=log.origin, file=proof)
        logs.append(said)
    out.result({"keys": list(map(str, keys)), "logs": logs})
    return ExitCode.EVIDENCE if forked else ExitCode.OK


@witness.command(name="ask", help=help_text("cli.help.witness_ask"))
@park_option
@common
def witness_ask(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.bootstrap import opened
    from ecopark.serve.workers.witnesses import ask_witnesses

    with opened(folder, metered=False) as park:
        states = ask_witnesses(park)
    if not states:
        out.say("serve.witness.none")
    for state in states:
        words = out.text(f"trust.witness.state.{state.state}")
        out.say("serve.witness.park_line", name=state.name, state=words, size=state.size, time=state.signed_at or "-")
        message = state.message()
        if message is not None:
            out.line(f"    ! {message.render(out.lang)}")
    items = [{"name": s.name, "state": s.state, "size": s.size, "signed_at": s.signed_at, "since": s.since} for s in states]
    out.result({"witnesses": items})
    if any(state.state == "conflict" for state in states):
        return ExitCode.EVIDENCE
    return ExitCode.OK if all(state.state == "signed" for state in states) else ExitCode.PARTLY


def _serve(out: Output, folder: Path, host: str | None, port: int | None) -> ExitCode:
    import uvicorn  # the web takes half a second to import

    from ecopark.serve.bootstrap import system_clock
    from ecopark.serve.logs import write_logs
    from ecopark.serve.web import ToldServer, listening_socket
    from ecopark.serve.witness.app import create_witness_app
    from ecopark.serve.witness.folder import opened_witness, read_witness

    write_logs("text")
    said = read_witness(folder).witness
    with opened_witness(folder, system_clock) as opened:
        listening = listening_socket(host or said.host, said.port if port is None else port)
        address = "http://{}:{}".format(*listening.getsockname()[:2])
        app = create_witness_app(opened)
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=3)

        def ready() -> None:
            out.say("serve.witness.serving", name=said.name, url=address)
            out.say("cli.serve.stop")
            out.result({"address": address})

        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with contextlib.closing(listening), contextlib.suppress(KeyboardInterrupt):
                ToldServer(config, ready).run(sockets=[listening])
        finally:
            signal.signal(signal.SIGTERM, before)
    out.say("cli.serve.stopped")
    return ExitCode.OK
