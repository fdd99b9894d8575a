"""The commands ``key …``: show, prepare and commit a recovery key, rotate, recover. The ceremony: docs/howto."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import click

import ecopark.serve.cli.key_messages  # noqa: F401  texts
from ecopark.core.errors import InputError, StateError
from ecopark.serve.cli.common import common, help_text, park_option
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.trust.log.keys import Reason


@click.group(help=help_text("cli.help.key_group"))
def key() -> None:
    pass


@key.command(name="show", help=help_text("cli.help.key_show"))
@park_option
@common
def key_show(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.bootstrap import opened

    with opened(folder, metered=False) as park:
        entries = [(i, json.loads(e)) for i, e in enumerate(park.log.entries()) if b'"kind":"key"' in e]
        now = str(park.log.verifier)
    changes = [{"index": i, **entry} for i, entry in entries if entry.get("kind") == "key"]
    out.say("cli.key.now", key=now)
    for change in changes:
        action = str(change.get("action") or "rotate")
        out.say(f"cli.key.was_{action}", index=change["index"], time=change["time"], key=change["key"])
    committed = any(change.get("action") == "commit" for change in changes)
    if not committed:
        out.say("cli.key.no_recovery")
    out.result({"key": now, "recovery_committed": committed, "changes": changes})
    return ExitCode.OK


@key.command(name="prepare", help=help_text("cli.help.key_prepare"))
@click.argument("secret", type=click.Path(path_type=Path))
@click.option("--name", default="ecopark-recovery", show_default=True)
@common
def key_prepare(out: Output, secret: Path, name: str) -> ExitCode:
    from ecopark.serve.keys import make_recovery_key
    from ecopark.trust.log.keys import commitment

    digest = commitment(make_recovery_key(secret, name).verifier)
    out.say("cli.key.prepared", file=secret, digest=digest)
    out.result({"file": str(secret), "recovery_sha256": digest})
    return ExitCode.OK


@key.command(name="commit", help=help_text("cli.help.key_commit"))
@click.argument("digest")
@park_option
@common
def key_commit(out: Output, digest: str, folder: Path) -> ExitCode:
    from ecopark.serve.bootstrap import opened

    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise InputError("cli.key.bad_digest", where="DIGEST", text=digest[:80])
    with opened(folder, metered=False) as park:
        index = park.log.commit_recovery(digest)
    out.say("cli.key.committed", index=index)
    out.result({"index": index, "recovery_sha256": digest})
    return ExitCode.OK


@key.command(name="rotate", help=help_text("cli.help.key_rotate"))
@park_option
@common
def key_rotate(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.bootstrap import data_folder, opened
    from ecopark.serve.keys import rotate

    with opened(folder, metered=False) as park:
        before = str(park.log.verifier)
        new = rotate(data_folder(folder) / "keys" / "log.key", park.log)
        size = park.log.size
    out.say("cli.key.rotated", key=str(new.verifier), size=size)
    out.result({"key": str(new.verifier), "previous": before, "size": size})
    return ExitCode.OK


@key.command(name="recover", help=help_text("cli.help.key_recover"))
@park_option
@click.option("--secret", type=click.Path(path_type=Path, exists=True), required=True, help=help_text("cli.help.key_secret"))
@click.option("--reason", type=click.Choice(["lost", "stolen"]), required=True)
@click.option("--previous", default=None, metavar="VKEY", help=help_text("cli.help.key_previous"))
@common
def key_recover(out: Output, folder: Path, secret: Path, reason: str, previous: str | None) -> ExitCode:
    from ecopark.connect.park_folder import read_park
    from ecopark.engine.layout import WriterLock
    from ecopark.engine.log_files import load_signing_key
    from ecopark.serve.bootstrap import data_folder, log_origin, system_clock
    from ecopark.serve.cli.evidence import verifier_key
    from ecopark.serve.keys import recover

    data = data_folder(folder)
    if not (data / "log" / "checkpoint").exists():
        raise StateError("cli.park.not_found", where=str(folder))
    known = data / "keys" / "log.key.pub"
    old = verifier_key(previous or str(known))
    lock = WriterLock(data)
    try:
        origin = log_origin(read_park(folder).park.id)
        new = recover(data, old, load_signing_key(secret), cast(Reason, reason), origin, system_clock)
    finally:
        lock.release()
    out.say("cli.key.recovered", key=str(new), previous=str(old))
    out.result({"key": str(new), "previous": str(old), "reason": reason})
    return ExitCode.OK
