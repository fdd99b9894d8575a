"""``ecopark cluster …``: the processes of a grown set-up, one command each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

import ecopark.serve.cli.cluster_messages  # noqa: F401  texts
from ecopark.engine.cluster.dask_settings import Certificates
from ecopark.serve.cli.common import common, help_text, park_option
from ecopark.serve.cli.output import ExitCode, Output

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(help=help_text("cli.help.cluster"))
def cluster() -> None:
    pass


def _tls(function: F) -> F:
    for name in ("key", "cert", "ca"):
        function = click.option(f"--tls-{name}", type=_FILE, default=None, help=help_text(f"cli.help.tls_{name}"))(function)
    return function


def _certificates(ca: Path | None, certificate: Path | None, key: Path | None) -> Certificates | None:
    if ca and certificate and key:
        return Certificates(ca, certificate, key)
    if ca or certificate or key:
        raise click.UsageError(help_text("cli.cluster.tls_together"))
    return None


@cluster.command(help=help_text("cli.help.cluster_scheduler"))
@click.option("--host", default="127.0.0.1", show_default=True, help=help_text("cli.help.host"))
@click.option("--port", type=int, default=8786, show_default=True, help=help_text("cli.help.port"))
@click.option(
    "--lost-after", type=click.FloatRange(min=5), default=60.0, show_default=True, help=help_text("cli.help.lost_after")
)
@_tls
@common
def scheduler(
    out: Output, host: str, port: int, lost_after: float, tls_ca: Path | None, tls_cert: Path | None, tls_key: Path | None
) -> ExitCode:
    from ecopark.engine.cluster.dask_nodes import run_scheduler

    run_scheduler(
        host, port, certificates=_certificates(tls_ca, tls_cert, tls_key), lost_after_s=lost_after, ready=_teller(out)
    )
    return ExitCode.OK


@cluster.command(help=help_text("cli.help.cluster_worker"))
@click.argument("scheduler_address", metavar="SCHEDULER")
@click.option("--host", default="127.0.0.1", show_default=True, help=help_text("cli.help.host"))
@click.option("--memory", default="2GiB", show_default=True, help=help_text("cli.help.worker_memory"))
@click.option(
    "--temporary", type=click.Path(path_type=Path, file_okay=False), default=None, help=help_text("cli.help.worker_folder")
)
@_tls
@common
def worker(
    out: Output,
    scheduler_address: str,
    host: str,
    memory: str,
    temporary: Path | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> ExitCode:
    from ecopark.engine.cluster.dask_nodes import run_worker

    run_worker(
        scheduler_address,
        host,
        memory=memory,
        folder=temporary,
        certificates=_certificates(tls_ca, tls_cert, tls_key),
        ready=_teller(out),
    )
    return ExitCode.OK


@cluster.command(help=help_text("cli.help.cluster_writer"))
@park_option
@click.option("--part", "parts", type=click.IntRange(min=0), multiple=True, help=help_text("cli.help.cluster_part"))
@click.option(
    "--cache", type=click.Path(path_type=Path, file_okay=False), default=None, help=help_text("cli.help.cluster_cache")
)
@common
def writer(out: Output, folder: Path, parts: tuple[int, ...], cache: Path | None) -> ExitCode:
    from ecopark.serve.cli.cluster_writer import run_writers

    return run_writers(out, folder, parts, cache)


@cluster.command(help=help_text("cli.help.cluster_check"))
@park_option
@common
def check(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.cluster_check import check_cluster

    return check_cluster(out, folder)


def _teller(out: Output) -> Callable[[str], None]:
    def ready(address: str) -> None:
        out.say("cli.cluster.ready", address=address)
        out.result({"address": address})

    return ready
