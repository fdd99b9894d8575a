"""Commands of duties: the calendar, thresholds, done marks, facts, allowances."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

import ecopark.serve.cli.compliance_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.compliance import by_option
from ecopark.serve.cli.output import ExitCode, Output

bearer_option = click.option("--bearer", default=None, help=_help("cli.help.duties_bearer"))


@click.group(help=_help("cli.help.duties"), invoke_without_command=True)
@park_option
@bearer_option
@click.option("--json", "as_json", is_flag=True, help=_help("cli.help.json"))
@click.pass_context
def duties(context: click.Context, folder: Path, bearer: str | None, as_json: bool) -> None:
    if context.invoked_subcommand is None:
        context.invoke(duties_list, folder=folder, bearer=bearer, as_json=as_json)


@duties.command(name="list", help=_help("cli.help.duties_list"))
@park_option
@bearer_option
@common
def duties_list(out: Output, folder: Path, bearer: str | None) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import show_duties

    return show_duties(out, folder, bearer)


@duties.command(name="thresholds", help=_help("cli.help.duties_thresholds"))
@park_option
@click.option("--year", type=int, default=None, help=_help("cli.help.duties_year"))
@common
def duties_thresholds(out: Output, folder: Path, year: int | None) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import show_thresholds

    return show_thresholds(out, folder, year)


@duties.command(name="done", help=_help("cli.help.duties_done"))
@click.argument("bearer")
@click.argument("duty")
@park_option
@by_option
@click.option("--last-day", type=click.DateTime(["%Y-%m-%d"]), default=None, help=_help("cli.help.duties_last_day"))
@click.option("--year", type=int, default=None, help=_help("cli.help.duties_about_year"))
@click.option("--evidence", multiple=True, metavar="KIND:ID", help=_help("cli.help.compliance_evidence"))
@common
def duties_done(
    out: Output,
    bearer: str,
    duty: str,
    folder: Path,
    user: str,
    last_day: datetime | None,
    year: int | None,
    evidence: tuple[str, ...],
) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import mark_duty

    return mark_duty(out, folder, bearer, duty, last_day, year, evidence, user)


@duties.command(name="facts", help=_help("cli.help.duties_facts"))
@click.argument("bearer")
@click.argument("facts", nargs=-1, required=True, metavar="FACT=WORD...")
@park_option
@by_option
@common
def duties_facts(out: Output, bearer: str, facts: tuple[str, ...], folder: Path, user: str) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import state_duty_facts

    return state_duty_facts(out, folder, bearer, facts, user)


@duties.command(name="allowances", help=_help("cli.help.duties_allowances"))
@park_option
@click.option("--allocated", type=click.IntRange(0), required=True, help=_help("cli.help.duties_allocated"))
@click.option("--emissions", type=click.FloatRange(0), required=True, help=_help("cli.help.duties_emissions"))
@click.option("--offsets", type=click.IntRange(0), default=0, help=_help("cli.help.duties_offsets"))
@click.option("--borrowed", type=click.IntRange(0), default=0, help=_help("cli.help.duties_borrowed"))
@click.option("--next", "following", type=click.IntRange(0), default=None, help=_help("cli.help.duties_next"))
@common
def duties_allowances(
    out: Output, folder: Path, allocated: int, emissions: float, offsets: int, borrowed: int, following: int | None
) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import show_allowances

    return show_allowances(out, folder, allocated, emissions, offsets, borrowed, following)
