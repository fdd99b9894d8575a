"""The command line of ecopark: every command has ``--help`` with examples, ``--json`` and exit codes for scripts."""

from __future__ import annotations

import atexit
import getpass
import logging
import os
import sys
from pathlib import Path

import click

import ecopark.serve.cli.messages_report  # noqa: F401  texts
from ecopark import __version__
from ecopark.core.terms import Role
from ecopark.serve.cli.anchor import anchor
from ecopark.serve.cli.carbon import product, sink, target
from ecopark.serve.cli.claim import claim, ledger
from ecopark.serve.cli.cluster import cluster
from ecopark.serve.cli.common import LANG, common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.compliance import compliance
from ecopark.serve.cli.criteria import criteria
from ecopark.serve.cli.device import device
from ecopark.serve.cli.document import document
from ecopark.serve.cli.duties import duties
from ecopark.serve.cli.edge import edge
from ecopark.serve.cli.erase import erase
from ecopark.serve.cli.hub import hub, share
from ecopark.serve.cli.inspect import inspect
from ecopark.serve.cli.inventory import inventory
from ecopark.serve.cli.key import key
from ecopark.serve.cli.measure import measure
from ecopark.serve.cli.monitor import monitor
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.cli.publish import publish
from ecopark.serve.cli.quality import quality
from ecopark.serve.cli.witness import witness


@click.group(
    help=_help("cli.help.ecopark"), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="ecopark")
@click.option("--lang", type=click.Choice(["vi", "en"]), default=LANG, help=_help("cli.help.lang"), expose_value=False)
def cli() -> None:
    pass


@cli.command(help=_help("cli.help.init"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@common
def init(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.commands import init_park

    return init_park(out, folder)


@cli.command(name="import", help=_help("cli.help.import"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@park_option
@click.option("--preview", is_flag=True, help=_help("cli.help.preview"))
@click.option("--good-rows", is_flag=True, help=_help("cli.help.good_rows"))
@common
def import_(out: Output, paths: tuple[Path, ...], folder: Path, preview: bool, good_rows: bool) -> ExitCode:
    from ecopark.serve.cli.imports import import_files, preview_files

    if preview:
        return preview_files(out, folder, paths)
    return import_files(out, folder, paths, "good_rows" if good_rows else "all_or_nothing")


@cli.command(help=_help("cli.help.run"))
@park_option
@click.option("--host", default=None, help=_help("cli.help.host"))
@click.option("--port", type=int, default=None, help=_help("cli.help.port"))
@common
def run(out: Output, folder: Path, host: str | None, port: int | None) -> ExitCode:
    from ecopark.serve.cli.commands import run_park

    return run_park(out, folder, host, port)


@cli.command(help=_help("cli.help.demo"))
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("park"), help=_help("cli.help.folder")
)
@click.option("--port", type=int, default=None, help=_help("cli.help.port"))
@click.option("--once", is_flag=True, help=_help("cli.help.once"))
@common
def demo(out: Output, folder: Path, port: int | None, once: bool) -> ExitCode:
    from ecopark.serve.cli.commands import run_demo

    return run_demo(out, folder, port, once)


@cli.command(help=_help("cli.help.status"))
@park_option
@common
def status(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.status import show_status

    return show_status(out, folder)


@cli.command(help=_help("cli.help.verify"))
@click.argument("bundle", required=False, type=click.Path(path_type=Path, exists=True))
@park_option
@click.option("--key", default=None, metavar="VKEY", help=_help("cli.help.key"))
@click.option("--witness", "witnesses", multiple=True, metavar="VKEY", help=_help("cli.help.monitor_witness"))
@click.option(
    "--tsa-ca", "roots", multiple=True, type=click.Path(path_type=Path, exists=True), help=_help("cli.help.tsa_ca")
)
@click.option("--recompute", is_flag=True, help=_help("cli.help.recompute"))
@common
def verify(
    out: Output,
    bundle: Path | None,
    folder: Path,
    key: str | None,
    witnesses: tuple[str, ...],
    roots: tuple[Path, ...],
    recompute: bool,
) -> ExitCode:
    from ecopark.serve.cli.evidence import verify_bundle_file, verify_park_folder

    if bundle is not None:
        return verify_bundle_file(out, bundle, key, recompute, witnesses, tuple(root.read_bytes() for root in roots))
    return verify_park_folder(out, folder, key, recompute)


@cli.command(help=_help("cli.help.export"))
@click.argument("target", type=click.Path(path_type=Path))
@park_option
@click.option("--from", "first_day", default=None, metavar="YYYY-MM-DD", help=_help("cli.help.from"))
@click.option("--to", "last_day", default=None, metavar="YYYY-MM-DD", help=_help("cli.help.to"))
@click.option("--firm", default=None, help=_help("cli.help.firm"))
@common
def export(
    out: Output, target: Path, folder: Path, first_day: str | None, last_day: str | None, firm: str | None
) -> ExitCode:
    from ecopark.serve.cli.evidence import export_bundle

    return export_bundle(out, folder, target, first_day, last_day, firm)


@cli.group(help=_help("cli.help.user"))
def user() -> None:
    pass


@user.command(name="add", help=_help("cli.help.user_add"))
@click.argument("user_id")
@park_option
@click.option("--role", type=click.Choice([r.value for r in Role if r not in (Role.PUBLIC, Role.HUB)]), required=True)
@click.option("--name", default="")
@click.option("--firm", "firms", multiple=True)
@common
def user_add(out: Output, user_id: str, folder: Path, role: str, name: str, firms: tuple[str, ...]) -> ExitCode:
    from ecopark.serve.cli.commands import add_user

    password = os.environ.get("ECOPARK_PASSWORD") or getpass.getpass()
    return add_user(out, folder, user_id, Role(role), name, password, firms)


cli.add_command(hub)
cli.add_command(inspect)
cli.add_command(inventory)
cli.add_command(publish)
cli.add_command(compliance)
cli.add_command(duties)
cli.add_command(share)
cli.add_command(cluster)
cli.add_command(device)
cli.add_command(edge)
cli.add_command(inspect)
cli.add_command(measure)
cli.add_command(witness)
cli.add_command(monitor)
cli.add_command(anchor)
cli.add_command(key)
cli.add_command(quality)
cli.add_command(sink)
cli.add_command(target)
cli.add_command(product)
cli.add_command(erase)
cli.add_command(claim)
cli.add_command(ledger)
cli.add_command(document)
cli.add_command(criteria)


@cli.group(help=_help("cli.help.report"))
def report() -> None:
    pass


receiver_option = click.option("--receiver", default=None, help=_help("cli.help.report_receiver"))


@report.command(name="status", help=_help("cli.help.report_status"))
@park_option
@receiver_option
@click.option("--days", type=click.IntRange(1, 60), default=7, help=_help("cli.help.report_days"))
@common
def report_status(out: Output, folder: Path, receiver: str | None, days: int) -> ExitCode:
    from ecopark.serve.cli.report import show_report

    return show_report(out, folder, receiver, days)


@report.command(name="send", help=_help("cli.help.report_send"))
@park_option
@receiver_option
@click.option("--now", is_flag=True, help=_help("cli.help.report_now"))
@click.option("--again", nargs=2, default=None, metavar="STATION TIME", help=_help("cli.help.report_again"))
@common
def report_send(out: Output, folder: Path, receiver: str | None, now: bool, again: tuple[str, str] | None) -> ExitCode:
    from ecopark.serve.cli.report import send_report

    return send_report(out, folder, receiver, now, again)


@report.command(name="check", help=_help("cli.help.report_check"))
@park_option
@receiver_option
@common
def report_check(out: Output, folder: Path, receiver: str | None) -> ExitCode:
    from ecopark.serve.cli.report import check_report

    return check_report(out, folder, receiver)


def main() -> None:
    """Entry point of the console script.

    Registered first, ``_leave`` runs last of all exit handlers. It ends the process before native libraries are taken
    down: a thread pool of Arrow that is still winding down aborts there now and then (apache/arrow#34314), and the
    command's exit code, on which scripts and auditors rely, would be lost.
    """
    code = [1]
    atexit.register(_leave, code)
    try:
        cli(prog_name="ecopark")
    except SystemExit as end:
        code[0] = end.code if isinstance(end.code, int) else int(end.code is not None)
        raise


def _leave(code: list[int]) -> None:
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code[0])
