"""The commands ``inventory show | scope2 | scope3 | factors | import | base-year``."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.inventory_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output

_year = click.option("--year", type=click.IntRange(1990, 2100), default=None, help=_help("cli.help.inventory_year"))
_firm = click.option("--firm", default=None, help=_help("cli.help.inventory_firm"))


@click.group(help=_help("cli.help.inventory"))
def inventory() -> None:
    pass


@inventory.command(name="show", help=_help("cli.help.inventory_show"))
@park_option
@_year
@_firm
@common
def show(out: Output, folder: Path, year: int | None, firm: str | None) -> ExitCode:
    from ecopark.serve.cli.inventory_commands import show_inventory

    return show_inventory(out, folder, year, firm)


@inventory.command(name="scope2", help=_help("cli.help.inventory_scope2"))
@park_option
@_year
@_firm
@common
def scope2(out: Output, folder: Path, year: int | None, firm: str | None) -> ExitCode:
    from ecopark.serve.cli.inventory_commands import show_scope2

    return show_scope2(out, folder, year, firm)


@inventory.command(name="scope3", help=_help("cli.help.inventory_scope3"))
@park_option
@_year
@_firm
@common
def scope3(out: Output, folder: Path, year: int | None, firm: str | None) -> ExitCode:
    from ecopark.serve.cli.inventory_commands import show_scope3

    return show_scope3(out, folder, year, firm)


@inventory.command(name="factors", help=_help("cli.help.inventory_factors"))
@park_option
@common
def factors(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.inventory_commands import show_factors

    return show_factors(out, folder)


@inventory.command(name="base-year", help=_help("cli.help.inventory_base_year"))
@park_option
@_firm
@common
def base_year(out: Output, folder: Path, firm: str | None) -> ExitCode:
    from ecopark.serve.cli.inventory_commands import show_base_year

    return show_base_year(out, folder, firm)


@inventory.command(name="import", help=_help("cli.help.inventory_import"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@park_option
@click.option("--check", is_flag=True, help=_help("cli.help.inventory_check"))
@common
def import_(out: Output, file: Path, folder: Path, check: bool) -> ExitCode:
    from ecopark.serve.cli.inventory_commands import import_activity_data

    return import_activity_data(out, folder, file, check)
