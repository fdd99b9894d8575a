"""Commands for measures: list, add, lock, verify, events, totals."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.measure_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output

as_option = click.option("--as", "user", default=None, metavar="USER", help=_help("cli.help.measure_as"))


@click.group(help=_help("cli.help.measure"))
def measure() -> None:
    pass


@measure.command(name="list", help=_help("cli.help.measure_list"))
@park_option
@common
def measure_list(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.measure_commands import list_measures

    return list_measures(out, folder)


@measure.command(name="add", help=_help("cli.help.measure_add"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@park_option
@as_option
@common
def measure_add(out: Output, file: Path, folder: Path, user: str | None) -> ExitCode:
    from ecopark.serve.cli.measure_commands import add_measures

    return add_measures(out, folder, file, user)


@measure.command(name="lock", help=_help("cli.help.measure_lock"))
@click.argument("measure_id")
@park_option
@click.option("--from", "first_day", default=None, metavar="YYYY-MM-DD", help=_help("cli.help.measure_from"))
@click.option("--to", "end_day", default=None, metavar="YYYY-MM-DD", help=_help("cli.help.measure_to"))
@click.option("--reporting", default=None, metavar="YYYY-MM-DD", help=_help("cli.help.measure_reporting"))
@click.option("--reason", default="", help=_help("cli.help.measure_reason"))
@as_option
@common
def measure_lock(
    out: Output,
    measure_id: str,
    folder: Path,
    first_day: str | None,
    end_day: str | None,
    reporting: str | None,
    reason: str,
    user: str | None,
) -> ExitCode:
    from ecopark.serve.cli.measure_commands import lock_measure

    return lock_measure(out, folder, measure_id, (first_day, end_day, reporting), reason, user)


@measure.command(name="verify", help=_help("cli.help.measure_verify"))
@click.argument("measure_id", required=False)
@park_option
@common
def measure_verify(out: Output, measure_id: str | None, folder: Path) -> ExitCode:
    from ecopark.serve.cli.measure_commands import verify_measures

    return verify_measures(out, folder, measure_id)


@measure.command(name="events", help=_help("cli.help.measure_events"))
@park_option
@click.option("--measure", "measure_id", default=None, help=_help("cli.help.measure_of"))
@click.option("--accept", default=None, metavar="EVENT", help=_help("cli.help.measure_accept"))
@click.option("--reject", default=None, metavar="EVENT", help=_help("cli.help.measure_reject"))
@click.option("--reason", default="", help=_help("cli.help.measure_why"))
@click.option("--evidence", "documents", multiple=True, metavar="DOCUMENT", help=_help("cli.help.measure_evidence"))
@as_option
@common
def measure_events(
    out: Output,
    folder: Path,
    measure_id: str | None,
    accept: str | None,
    reject: str | None,
    reason: str,
    documents: tuple[str, ...],
    user: str | None,
) -> ExitCode:
    from ecopark.serve.cli.measure_commands import decide_one, list_events

    if accept or reject:
        return decide_one(out, folder, accept or reject or "", accept is not None, reason, documents, user)
    return list_events(out, folder, measure_id)


@measure.command(name="totals", help=_help("cli.help.measure_totals"))
@park_option
@click.option("--year", type=click.IntRange(2000, 2100), default=None, help=_help("cli.help.measure_year"))
@click.option("--form", type=click.Choice(["A.4", "B.4"]), default=None, help=_help("cli.help.measure_form"))
@click.option("--firm", default=None, help=_help("cli.help.measure_firm"))
@common
def measure_totals(out: Output, folder: Path, year: int | None, form: str | None, firm: str | None) -> ExitCode:
    from ecopark.serve.cli.measure_commands import show_form, show_totals

    if form is not None:
        return show_form(out, folder, form, year, firm)
    return show_totals(out, folder, year)


@measure.command(name="projects", help=_help("cli.help.measure_projects"))
@park_option
@common
def measure_projects(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.measure_commands import list_projects

    return list_projects(out, folder)
