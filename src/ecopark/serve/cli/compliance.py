"""Commands of compliance: the statement of a period, exceedance events and who answers for them."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.compliance_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output

period_option = click.option("--period", default=None, metavar="YYYY[-MM]", help=_help("cli.help.compliance_period"))
point_option = click.option("--point", default=None, help=_help("cli.help.compliance_point"))
by_option = click.option("--by", "user", required=True, metavar="USER", help=_help("cli.help.compliance_by"))


@click.group(help=_help("cli.help.compliance"), invoke_without_command=True)
@park_option
@period_option
@point_option
@click.option("--json", "as_json", is_flag=True, help=_help("cli.help.json"))
@click.pass_context
def compliance(context: click.Context, folder: Path, period: str | None, point: str | None, as_json: bool) -> None:
    if context.invoked_subcommand is None:
        context.invoke(compliance_show, folder=folder, period=period, point=point, as_json=as_json)


@compliance.command(name="show", help=_help("cli.help.compliance_show"))
@park_option
@period_option
@point_option
@click.option("--lake-version", type=int, default=None, help=_help("cli.help.compliance_version"))
@click.option("--known-at", default=None, help=_help("cli.help.compliance_known_at"))
@common
def compliance_show(
    out: Output,
    folder: Path,
    period: str | None,
    point: str | None,
    lake_version: int | None = None,
    known_at: str | None = None,
) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import show_statement

    return show_statement(out, folder, period, point, lake_version, known_at)


@compliance.command(name="events", help=_help("cli.help.compliance_events"))
@park_option
@click.option("--overdue", is_flag=True, help=_help("cli.help.compliance_overdue"))
@common
def compliance_events(out: Output, folder: Path, overdue: bool) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import show_events

    return show_events(out, folder, overdue)


@compliance.command(name="acknowledge", help=_help("cli.help.compliance_acknowledge"))
@click.argument("event")
@park_option
@by_option
@common
def compliance_acknowledge(out: Output, event: str, folder: Path, user: str) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import acknowledge_event

    return acknowledge_event(out, folder, event, user)


@compliance.command(name="answer", help=_help("cli.help.compliance_answer"))
@click.argument("event")
@park_option
@by_option
@click.option("--cause", required=True, help=_help("cli.help.compliance_cause"))
@click.option("--action", required=True, help=_help("cli.help.compliance_action"))
@click.option("--evidence", multiple=True, metavar="KIND:ID", help=_help("cli.help.compliance_evidence"))
@common
def compliance_answer(
    out: Output, event: str, folder: Path, user: str, cause: str, action: str, evidence: tuple[str, ...]
) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import answer_event

    return answer_event(out, folder, event, user, cause, action, evidence)


@compliance.command(name="close", help=_help("cli.help.compliance_close"))
@click.argument("event")
@park_option
@by_option
@click.option("--note", required=True, help=_help("cli.help.compliance_note"))
@common
def compliance_close(out: Output, event: str, folder: Path, user: str, note: str) -> ExitCode:
    from ecopark.serve.cli.compliance_commands import close_event

    return close_event(out, folder, event, user, note)
