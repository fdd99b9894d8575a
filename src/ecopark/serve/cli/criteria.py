"""Commands for criteria: status, answer, form, dossier."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.criteria_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output

year_option = click.option("--year", type=click.IntRange(2000, 2100), default=None, help=_help("cli.help.criteria_year"))
subject_option = click.option("--subject", default="park", help=_help("cli.help.criteria_subject"))


@click.group(help=_help("cli.help.criteria"))
def criteria() -> None:
    pass


@criteria.command(name="status", help=_help("cli.help.criteria_status"))
@park_option
@year_option
@subject_option
@click.option("--pack", default=None, help=_help("cli.help.criteria_pack"))
@common
def criteria_status(out: Output, folder: Path, year: int | None, subject: str, pack: str | None) -> ExitCode:
    from ecopark.serve.cli.criteria_commands import show_status

    return show_status(out, folder, year, subject, pack)


@criteria.command(name="answer", help=_help("cli.help.criteria_answer"))
@click.argument("pack")
@click.argument("code")
@click.argument("value")
@park_option
@year_option
@subject_option
@click.option(
    "--evidence",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_help("cli.help.criteria_evidence"),
)
@click.option("--document", "documents", multiple=True, help=_help("cli.help.criteria_document"))
@click.option("--note", default="")
@common
def criteria_answer(
    out: Output,
    pack: str,
    code: str,
    value: str,
    folder: Path,
    year: int | None,
    subject: str,
    evidence: tuple[Path, ...],
    documents: tuple[str, ...],
    note: str,
) -> ExitCode:
    from ecopark.serve.cli.criteria_commands import Given, put

    return put(out, folder, Given(pack, code, value, year, subject, evidence, documents, note))


@criteria.command(name="form", help=_help("cli.help.criteria_form"))
@click.argument("form", type=click.Choice(["A.4", "A.5", "B.4", "B5"]))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@park_option
@year_option
@subject_option
@common
def criteria_form(out: Output, form: str, file: Path, folder: Path, year: int | None, subject: str) -> ExitCode:
    from ecopark.serve.cli.criteria_commands import write_form

    return write_form(out, folder, form, file, year, subject)


@criteria.command(name="dossier", help=_help("cli.help.criteria_dossier"))
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@park_option
@year_option
@common
def criteria_dossier(out: Output, file: Path | None, folder: Path, year: int | None) -> ExitCode:
    from ecopark.serve.cli.criteria_commands import show_dossier

    return show_dossier(out, folder, file, year)
