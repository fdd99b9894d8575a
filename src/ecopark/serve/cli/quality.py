"""The commands ``quality propose | review | compare``."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.quality_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output


@click.group(help=_help("cli.help.quality"))
def quality() -> None:
    pass


@quality.command(name="propose", help=_help("cli.help.quality_propose"))
@click.argument("datastream")
@park_option
@common
def propose(out: Output, datastream: str, folder: Path) -> ExitCode:
    from ecopark.serve.cli.quality_commands import show_proposal

    return show_proposal(out, folder, datastream)


@quality.command(name="review", help=_help("cli.help.quality_review"))
@click.argument("datastream")
@click.option("--accept", multiple=True, metavar="CHECK", help=_help("cli.help.quality_accept"))
@click.option("--change", multiple=True, metavar="CHECK.PARAMETER=NUMBER", help=_help("cli.help.quality_change"))
@click.option("--refuse", multiple=True, metavar="CHECK", help=_help("cli.help.quality_refuse"))
@click.option("--off", multiple=True, metavar="CHECK", help=_help("cli.help.quality_off"))
@click.option("--note", default="", help=_help("cli.help.quality_note"))
@click.option("--by", "person", default=None, help=_help("cli.help.quality_by"))
@park_option
@common
def review(
    out: Output,
    datastream: str,
    accept: tuple[str, ...],
    change: tuple[str, ...],
    refuse: tuple[str, ...],
    off: tuple[str, ...],
    note: str,
    person: str | None,
    folder: Path,
) -> ExitCode:
    from ecopark.serve.cli.quality_commands import review_settings

    return review_settings(out, folder, datastream, {"accept": accept, "refuse": refuse, "off": off}, change, note, person)


@quality.command(name="compare", help=_help("cli.help.quality_compare"))
@click.argument("datastream")
@click.option("--before", type=click.IntRange(0), default=None, help=_help("cli.help.quality_before"))
@click.option("--after", type=click.IntRange(0), default=None, help=_help("cli.help.quality_after"))
@park_option
@common
def compare(out: Output, datastream: str, before: int | None, after: int | None, folder: Path) -> ExitCode:
    from ecopark.serve.cli.quality_commands import compare_versions

    return compare_versions(out, folder, datastream, before, after)
