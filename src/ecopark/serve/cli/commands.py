"""What ``init``, ``run``, ``demo`` and ``user`` do."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ecopark.connect.template import write_template
from ecopark.core.errors import StateError
from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.users import create_user
from ecopark.serve.bootstrap import opened
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.park import OpenPark
from ecopark.serve.sample import assemble, prepare
from ecopark.serve.workers.evidence_path import run_path


def init_park(out: Output, folder: Path) -> ExitCode:
    if (folder / "park.yaml").exists():
        raise StateError("cli.init.exists", where=str(folder))
    write_template(folder, out.lang)
    out.say("cli.init.done", folder=folder)
    out.result({"folder": str(folder), "files": sorted(p.name for p in folder.iterdir())})
    return ExitCode.OK


def run_park(out: Output, folder: Path, host: str | None, port: int | None) -> ExitCode:
    with opened(folder) as park:
        with out.progress() as report:
            run_path(park, report)
        _serve(out, park, host, port)
    out.say("cli.serve.stopped")
    return ExitCode.OK


def run_demo(out: Output, folder: Path, port: int | None, once: bool) -> ExitCode:
    """The README's first command: the sample park, ready and served."""
    assemble.write_sample_park(folder)
    with opened(folder) as park:
        with out.progress() as report:
            run = prepare.prepare(park, report)
            users = prepare.sign_in_lines(park, report)
            if run is None:
                run_path(park)
        if once:
            out.result({"folder": str(folder), "seconds": run.seconds if run else {}})
            return ExitCode.OK
        _serve(out, park, None, port, users)
    out.say("cli.serve.stopped")
    return ExitCode.OK


def add_user(
    out: Output, folder: Path, user_id: str, role: Role, name: str, password: str, firms: tuple[str, ...]
) -> ExitCode:
    with opened(folder) as park:
        user = create_user(
            park.access,
            system_scope("command-line"),
            user_id,
            name=name or user_id,
            role=role,
            password=password,
            firms=firms,
        )
    out.line(f"{user.id}: {user.role}")
    out.result({"id": user.id, "role": user.role, "firms": list(user.firms)})
    return ExitCode.OK


def _serve(
    out: Output,
    park: OpenPark,
    host: str | None,
    port: int | None,
    users: list[tuple[prepare.SampleUser, str]] | None = None,
) -> None:
    from ecopark.serve.web import listening_socket, serve  # the web takes half a second to import

    server = park.settings.server
    listening = listening_socket(host or server.host, server.port if port is None else port)

    def ready(address: str) -> None:
        out.line()
        out.say("cli.serve.address", url=address)
        if users is not None:
            out.say("cli.demo.sign_in", file=park.folder / "data" / "keys" / prepare.SIGN_IN)
            for user, password in users:
                out.line(f"  {user.role:10} {user.id:10} {password:14} {user.name}")
            out.line(f"  {Role.PUBLIC:10} {out.text('cli.demo.public')}")
        out.say("cli.serve.stop")
        out.result({"address": address})

    with contextlib.closing(listening):
        serve(park, listening, ready)
