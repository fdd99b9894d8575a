"""Commands for devices: add, list, rotate, revoke."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import click

import ecopark.serve.cli.device_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output


@click.group(help=_help("cli.help.device"))
def device() -> None:
    pass


@device.command(name="add", help=_help("cli.help.device_add"))
@click.argument("device_id")
@park_option
@click.option("--firm", default=None, help=_help("cli.help.device_firm"))
@click.option("--name", default="")
@click.option("--door", type=click.Choice(["http", "mqtt", "edge"]), default="http", help=_help("cli.help.device_door"))
@click.option("--datastream", "datastreams", multiple=True, help=_help("cli.help.device_datastream"))
@click.option("--map", "names", multiple=True, metavar="NAME=DATASTREAM", help=_help("cli.help.device_map"))
@click.option("--quota", type=int, default=None, help=_help("cli.help.device_quota"))
@click.option("--every", type=float, default=None, help=_help("cli.help.device_every"))
@click.option("--public-key", "public_keys", multiple=True, help=_help("cli.help.device_key"))
@common
def device_add(
    out: Output,
    device_id: str,
    folder: Path,
    firm: str | None,
    name: str,
    door: Literal["http", "mqtt", "edge"],
    datastreams: tuple[str, ...],
    names: tuple[str, ...],
    quota: int | None,
    every: float | None,
    public_keys: tuple[str, ...],
) -> ExitCode:
    from ecopark.connect.live.device import Device
    from ecopark.serve.cli.devices import add_device, names_of

    said = Device(device_id, name or device_id, firm, door, datastreams, names_of(names), "", public_keys, every_s=every)
    return add_device(out, folder, said if quota is None else replace(said, quota_per_minute=quota))


@device.command(name="list", help=_help("cli.help.device_list"))
@park_option
@common
def device_list(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.devices import list_devices

    return list_devices(out, folder)


@device.command(name="rotate", help=_help("cli.help.device_rotate"))
@click.argument("device_id")
@park_option
@common
def device_rotate(out: Output, device_id: str, folder: Path) -> ExitCode:
    from ecopark.serve.cli.devices import rotate_device

    return rotate_device(out, folder, device_id)


@device.command(name="revoke", help=_help("cli.help.device_revoke"))
@click.argument("device_id")
@park_option
@common
def device_revoke(out: Output, device_id: str, folder: Path) -> ExitCode:
    from ecopark.serve.cli.devices import revoke_device

    return revoke_device(out, folder, device_id)
