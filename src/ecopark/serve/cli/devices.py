"""What ``device add|list|rotate|revoke`` do, beside a running park too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ecopark.serve.cli.device_messages  # noqa: F401  texts
from ecopark.connect.live.device import Device
from ecopark.connect.live.devices import Devices
from ecopark.connect.park_folder import read_park, read_settings
from ecopark.core.errors import InputError, StateError
from ecopark.core.scope import system_scope
from ecopark.engine.records import open_records
from ecopark.serve.bootstrap import opened, records_url, system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.cluster_file import read_cluster

SCOPE = system_scope("command-line")


@contextmanager
def registry(folder: Path) -> Iterator[Devices]:
    """The devices of a park's folder.

    Where a running park holds the folder, the records are written beside it: it learns of the change within seconds, and
    the change gets its entry of the evidence log at the next start.
    """
    try:
        with opened(folder, metered=False) as park:
            yield park.devices
            return
    except StateError as error:
        if error.code != "engine.writer.locked":
            raise
    records = open_records(records_url(folder, read_settings(folder), read_cluster(folder)), system_clock)
    try:
        yield Devices(records, system_clock, network=read_park(folder))
    finally:
        records.close()


def add_device(out: Output, folder: Path, device: Device) -> ExitCode:
    with registry(folder) as devices:
        secret = devices.add(SCOPE, device)
    out.say("cli.device.added", id=device.id)
    _show_secret(out, device.id, secret)
    return ExitCode.OK


def list_devices(out: Output, folder: Path) -> ExitCode:
    records = open_records(records_url(folder, read_settings(folder), read_cluster(folder)), system_clock)
    try:
        found = Devices(records, system_clock).all(SCOPE)
    finally:
        records.close()
    for device in found:
        out.line(f"{device.id:24} {device.door:5} {device.firm or '-':16} {device.state:8} {device.name}")
    contents = [device.content() for device in found]
    for content in contents:
        del content["secret_sha256"]
    out.result({"devices": contents})
    return ExitCode.OK


def rotate_device(out: Output, folder: Path, device_id: str) -> ExitCode:
    with registry(folder) as devices:
        secret = devices.rotate(SCOPE, device_id)
    out.say("cli.device.rotated", id=device_id)
    _show_secret(out, device_id, secret)
    return ExitCode.OK


def revoke_device(out: Output, folder: Path, device_id: str) -> ExitCode:
    with registry(folder) as devices:
        devices.revoke(SCOPE, device_id)
    out.say("cli.device.revoked", id=device_id)
    out.result({"id": device_id, "state": "revoked"})
    return ExitCode.OK


def names_of(given: tuple[str, ...]) -> dict[str, str]:
    """``NAME=DATASTREAM`` words as a mapping; the last ``=`` parts, because names of devices may hold one."""
    names = {}
    for word in given:
        name, parted, datastream = word.rpartition("=")
        if not parted or not name or not datastream:
            raise InputError("cli.device.bad_name", where="--map", word=word[:100])
        names[name] = datastream
    return names


def _show_secret(out: Output, device_id: str, secret: str) -> None:
    if secret:
        out.say("cli.device.secret")
        out.line(f"  {secret}")
    out.result({"id": device_id, "secret": secret or None})
