"""Commands for what is published: reports, open data, badges, printed codes."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.publish_messages  # noqa: F401  texts
from ecopark.serve.cli.common import LANG, common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output

_KINDS = ("environment", "gri", "inventory", "compliance", "measures")
into_option = click.option(
    "--into",
    "folder_out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help=_help("cli.help.publish_into"),
)


@click.group(help=_help("cli.help.publish"))
def publish() -> None:
    pass


@publish.command(name="report", help=_help("cli.help.publish_report"))
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("period")
@park_option
@click.option("--firm", default=None, help=_help("cli.help.publish_firm"))
@click.option("--public", is_flag=True, help=_help("cli.help.publish_public"))
@click.option("--language", type=click.Choice(["vi", "en"]), default=LANG, help=_help("cli.help.publish_language"))
@into_option
@common
def report(
    out: Output, kind: str, period: str, folder: Path, firm: str | None, public: bool, language: str, folder_out: Path
) -> ExitCode:
    from ecopark.serve.cli.publish_commands import make

    return make(out, folder, (kind, period, firm, public), language, folder_out)


@publish.command(name="list", help=_help("cli.help.publish_list"))
@park_option
@common
def list_(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.publish_commands import list_reports

    return list_reports(out, folder)


@publish.command(name="recreate", help=_help("cli.help.publish_recreate"))
@click.argument("report_id")
@park_option
@into_option
@common
def recreate(out: Output, report_id: str, folder: Path, folder_out: Path) -> ExitCode:
    from ecopark.serve.cli.publish_commands import recreate_report

    return recreate_report(out, folder, report_id, folder_out)


@publish.command(name="verify", help=_help("cli.help.publish_verify"))
@click.argument("report_id")
@park_option
@common
def verify(out: Output, report_id: str, folder: Path) -> ExitCode:
    from ecopark.serve.cli.publish_commands import verify_one

    return verify_one(out, folder, report_id)


@publish.command(name="check", help=_help("cli.help.publish_check"))
@click.argument("code")
@park_option
@common
def check(out: Output, code: str, folder: Path) -> ExitCode:
    from ecopark.serve.cli.publish_commands import look_up

    return look_up(out, folder, code)


@publish.command(name="open-data", help=_help("cli.help.publish_open"))
@park_option
@into_option
@common
def open_data(out: Output, folder: Path, folder_out: Path) -> ExitCode:
    from ecopark.serve.cli.publish_commands import write_open_data

    return write_open_data(out, folder, folder_out)


@publish.command(name="badge", help=_help("cli.help.publish_badge"))
@click.argument("badge_id", default="limits")
@park_option
@into_option
@common
def badge(out: Output, badge_id: str, folder: Path, folder_out: Path) -> ExitCode:
    from ecopark.serve.cli.publish_commands import write_badge

    return write_badge(out, folder, badge_id, folder_out)


@publish.command(name="statement", help=_help("cli.help.publish_statement"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", required=True, metavar="VKEY", help=_help("cli.help.key"))
@common
def statement(out: Output, file: Path, key: str) -> ExitCode:
    from ecopark.serve.cli.publish_commands import check_statement

    return check_statement(out, file, key)
