"""Commands for inspections on site: paper forms printed before they are needed."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.inspect_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output


@click.group(help=_help("cli.help.inspect"))
def inspect() -> None:
    pass


@inspect.command(name="paper", help=_help("cli.help.inspect_paper"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@park_option
@click.option("--plan", is_flag=True, help=_help("cli.help.inspect_paper_plan"))
@click.option("--place", "places", multiple=True, help=_help("cli.help.inspect_paper_place"))
@click.option("--blank", type=click.IntRange(0, 200), default=0, help=_help("cli.help.inspect_paper_blank"))
@common
def inspect_paper(out: Output, file: Path, folder: Path, plan: bool, places: tuple[str, ...], blank: int) -> ExitCode:
    from ecopark.serve.cli.inspect_paper import write_paper

    return write_paper(out, folder, file, "plan" if plan else "places" if places or blank else "all", places, blank)
