"""``ecopark edge``: init, run, status, rotate. What a command needs is imported when it runs: a box is small."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

import ecopark.serve.edge.messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, help_text
from ecopark.serve.cli.output import ExitCode, Output

_SETTINGS = "send_every_s: 60\nspool:\n  keep_days: 60\n  most_mb: 4096\n"
_SAMPLE = Path(__file__).parents[1] / "edge" / "sample.yaml"

folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Path(os.environ.get("ECOPARK_EDGE", "edge")),
    help=help_text("cli.help.edge_folder"),
)


@click.group(name="edge", help=help_text("cli.help.edge"))
def edge() -> None:
    pass


@edge.command(help=help_text("cli.help.edge_init"))
@click.option("--park", "url", required=True, metavar="URL", help=help_text("cli.help.edge_park"))
@click.option("--code", required=True, help=help_text("cli.help.edge_code"))
@click.option("--ca", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=help_text("cli.help.edge_ca"))
@folder_option
@common
def init(out: Output, url: str, code: str, ca: Path | None, folder: Path) -> ExitCode:
    from ecopark.serve.edge.keys import enrol
    from ecopark.serve.edge.link import Link

    link = Link(url, ca_file=str(ca) if ca else "", lang=out.lang)
    if link.in_the_clear:
        out.say("cli.edge.in_the_clear")
    home = enrol(folder, link, code)
    settings = folder / "edge.yaml"
    if not settings.exists():
        trusted = f"ca_file: {json.dumps(str(ca.resolve()))}\n" if ca else ""
        settings.write_text(f"# field: field.yaml\n{trusted}{_SETTINGS}", "utf-8")
    sample = folder / "field.sample.yaml"
    if not sample.exists():
        sample.write_text(_SAMPLE.read_text("utf-8"), "utf-8")
    out.say("cli.edge.init_done", device=home.identity.device, folder=folder, map=folder / "field.yaml")
    out.result({"device": home.identity.device, "park": home.identity.park, "folder": str(folder)})
    return ExitCode.OK


@edge.command(help=help_text("cli.help.edge_run"))
@folder_option
@common
def run(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.edge.agent import run_agent
    from ecopark.serve.edge.home import EdgeHome

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    home = EdgeHome.open(folder)

    def ready() -> None:
        out.say("cli.edge.running_now", device=home.identity.device, url=home.identity.url)

    run_agent(home, ready, lang=out.lang)
    return ExitCode.OK


@edge.command(help=help_text("cli.help.edge_rotate"))
@folder_option
@common
def rotate(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.edge.home import EdgeHome
    from ecopark.serve.edge.keys import rotate as change
    from ecopark.serve.edge.link import Link

    home = EdgeHome.open(folder)
    change(home, Link(home.identity.url, ca_file=home.ca_file, lang=out.lang))
    key = str(home.key().verifier)
    out.say("cli.edge.rotated", device=home.identity.device, key=key)
    out.result({"device": home.identity.device, "key": key})
    return ExitCode.OK


@edge.command(help=help_text("cli.help.edge_status"))
@folder_option
@common
def status(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.edge.home import EdgeHome, system_clock

    home = EdgeHome.open(folder)
    with home.spool(system_clock) as spool:
        kept = spool.state()
    told, running = _told(folder), _runs(folder)
    waiting = kept.waiting + kept.unsent_rows
    never = out.text("cli.edge.never")
    out.say(
        "cli.edge.status_line",
        device=home.identity.device,
        url=home.identity.url,
        waiting=waiting,
        oldest=kept.oldest_unsent or "-",
        sent=kept.sent_batches,
        last=kept.last_sent or never,
        used_mb=round(kept.used_bytes / 1e6, 1),
        most_mb=round(kept.most_bytes / 1e6),
        lost=kept.given_up,
    )
    if not running:
        out.say("cli.edge.status_stopped")
    problems = [p for p in (told.get("spool_problem"), told.get("sending", {}).get("problem")) if p and running]
    for problem in problems:
        out.say("cli.edge.status_problem", problem=problem)
    for name, device in told.get("devices", {}).items():
        state = " ".join(f[out.lang] for f in device["faults"]) or out.text("cli.edge.fine")
        answered = device["answered_at"] or never
        out.say("cli.edge.status_device", device=name, answered=answered, polls=device["polls"], state=state)
    spool_said = {
        "waiting": kept.waiting,
        "unsent_batches": kept.unsent_batches,
        "unsent_rows": kept.unsent_rows,
        "oldest_unsent": kept.oldest_unsent,
        "sent_batches": kept.sent_batches,
        "last_sent": kept.last_sent,
        "used_bytes": kept.used_bytes,
        "given_up": kept.given_up,
    }
    identity = {"device": home.identity.device, "park": home.identity.url, "key": str(home.key().verifier)}
    out.result({**identity, "running": running, "spool": spool_said, "agent": told, "problems": problems})
    silent = any(device["faults"] for device in told.get("devices", {}).values())
    return ExitCode.OK if running and not problems and not silent else ExitCode.PARTLY


def _told(folder: Path) -> dict[str, Any]:
    """What the agent last wrote down."""
    try:
        said = json.loads((folder / "status.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _runs(folder: Path) -> bool:
    """Whether an agent holds the folder's lock now."""
    try:
        with (folder / "agent.lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
