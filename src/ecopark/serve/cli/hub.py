"""The commands ``hub`` and ``share``."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import click

import ecopark.serve.hub.messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, help_text, park_option
from ecopark.serve.cli.output import ExitCode, Output

hub_option = click.option(
    "--hub",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Path(os.environ.get("ECOPARK_HUB", ".")),
    help=help_text("cli.help.hub_folder"),
)


@click.group(help=help_text("cli.help.hub"))
def hub() -> None:
    pass


@hub.command(name="init", help=help_text("cli.help.hub_init"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", required=True)
@common
def hub_init(out: Output, folder: Path, name: str) -> ExitCode:
    from ecopark.serve.cli.hub_commands import init_hub

    return init_hub(out, folder, name)


@hub.command(name="add-park", help=help_text("cli.help.hub_add"))
@click.argument("park_id")
@hub_option
@click.option("--url", required=True)
@click.option("--key", required=True, metavar="VKEY")
@click.option("--name", default="")
@click.option("--province", default="")
@common
def hub_add_park(out: Output, park_id: str, folder: Path, url: str, key: str, name: str, province: str) -> ExitCode:
    from ecopark.serve.cli.hub_commands import add_park

    given = os.environ.get("ECOPARK_TOKEN")
    token = getpass.getpass("Token: ") if given is None else given
    return add_park(out, folder, park_id, url, key, token, name, province)


@hub.command(name="run", help=help_text("cli.help.hub_run"))
@hub_option
@click.option("--port", type=int, default=None, help=help_text("cli.help.port"))
@click.option("--once", is_flag=True)
@common
def hub_run(out: Output, folder: Path, port: int | None, once: bool) -> ExitCode:
    from ecopark.serve.cli.hub_commands import run_hub

    return run_hub(out, folder, port, once)


@hub.command(name="status", help=help_text("cli.help.hub_status"))
@hub_option
@common
def hub_status(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.hub_commands import show_hub

    return show_hub(out, folder)


@hub.command(name="verify", help=help_text("cli.help.hub_verify"))
@hub_option
@common
def hub_verify(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.hub_commands import verify_hub

    return verify_hub(out, folder)


@click.group(help=help_text("cli.help.share"))
def share() -> None:
    pass


@share.command(name="token", help=help_text("cli.help.share_token"))
@click.argument("hub_name")
@park_option
@common
def share_token_(out: Output, hub_name: str, folder: Path) -> ExitCode:
    from ecopark.serve.cli.hub_commands import share_token

    return share_token(out, folder, hub_name)


@share.command(name="preview", help=help_text("cli.help.share_preview"))
@park_option
@common
def share_preview_(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.hub_commands import share_preview

    return share_preview(out, folder)
