"""Commands for inspections: plan, list, calibrations, paper forms printed before they are needed."""

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


@inspect.command(name="plan", help=_help("cli.help.inspect_plan"))
@park_option
@click.option("--visits", type=click.IntRange(1, 1000), default=None, help=_help("cli.help.inspect_visits"))
@click.option("--from", "first_day", default=None, metavar="YYYY-MM-DD", help=_help("cli.help.inspect_from"))
@click.option("--to", "last_day", default=None, metavar="YYYY-MM-DD", help=_help("cli.help.inspect_to"))
@click.option("--random-share", type=float, default=0.4, help=_help("cli.help.inspect_random"))
@click.option("--draw-on", default=None, metavar="YYYY-MM-DD", help=_help("cli.help.inspect_draw_on"))
@click.option("--public-value-of", default="", help=_help("cli.help.inspect_public"))
@click.option("--draw", "plan_id", default=None, metavar="PLAN", help=_help("cli.help.inspect_draw"))
@click.option("--public-value", default="", help=_help("cli.help.inspect_value"))
@common
def inspect_plan(
    out: Output,
    folder: Path,
    visits: int | None,
    first_day: str | None,
    last_day: str | None,
    random_share: float,
    draw_on: str | None,
    public_value_of: str,
    plan_id: str | None,
    public_value: str,
) -> ExitCode:
    from ecopark.serve.cli.inspect_commands import NewPlan, draw_plan, make_plan, show_plan

    if plan_id is not None:
        return draw_plan(out, folder, plan_id, public_value)
    if visits is not None:
        return make_plan(out, folder, NewPlan(visits, first_day, last_day, random_share, draw_on, public_value_of))
    return show_plan(out, folder)


@inspect.command(name="list", help=_help("cli.help.inspect_list"))
@park_option
@common
def inspect_list(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.inspect_commands import list_inspections

    return list_inspections(out, folder)


@inspect.command(name="calibrations", help=_help("cli.help.inspect_calibrations"))
@park_option
@common
def inspect_calibrations(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.inspect_commands import show_calibrations

    return show_calibrations(out, folder)
