"""The command ``anchor``: lay the newest checkpoint down outside, list receipts."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.trust.log.anchor_messages  # noqa: F401  texts
from ecopark.core.errors import EcoparkError
from ecopark.serve.cli.common import common, help_text, park_option
from ecopark.serve.cli.output import ExitCode, Output


@click.command(help=help_text("cli.help.anchor"))
@park_option
@click.option("--now", is_flag=True, help=help_text("cli.help.anchor_now"))
@common
def anchor(out: Output, folder: Path, now: bool) -> ExitCode:
    from ecopark.serve.bootstrap import opened
    from ecopark.serve.workers.anchors import anchor_due, newest_receipt, size_of

    shown, failed = [], False
    with opened(folder, metered=False) as park:
        done = anchor_due(park, now=True) if now else {}
        for place in park.settings.anchors:
            last, error = newest_receipt(park, place), done.get(place.id)
            if last is None:
                out.say("trust.anchor.never", id=place.id, kind=place.kind)
            else:
                out.say("trust.anchor.line", id=place.id, kind=place.kind, size=size_of(last), time=last.time)
            item: dict[str, object] = {"id": place.id, "kind": place.kind, "target": place.target}
            item |= {"size": size_of(last) if last else None, "time": last.time if last else None, "error": None}
            if isinstance(error, EcoparkError):
                failed = True
                item["error"] = error.render(out.lang)
                out.line(f"    ! {error.render(out.lang)}")
            shown.append(item)
        if not park.settings.anchors:
            out.say("trust.anchor.none")
    out.result({"anchors": shown})
    return ExitCode.PARTLY if failed else ExitCode.OK
