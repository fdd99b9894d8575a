"""Commands for documents: hand in, list."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.document_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output


@click.group(help=_help("cli.help.document"))
def document() -> None:
    pass


@document.command(name="add", help=_help("cli.help.document_add"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@park_option
@click.option("--title", default="", help=_help("cli.help.document_title"))
@click.option("--about", default="", help=_help("cli.help.document_about"))
@click.option("--firm", default=None, help=_help("cli.help.document_firm"))
@click.option("--public", is_flag=True, help=_help("cli.help.document_public"))
@common
def document_add(out: Output, file: Path, folder: Path, title: str, about: str, firm: str | None, public: bool) -> ExitCode:
    from ecopark.core.scope import system_scope
    from ecopark.judge.documents import Handed
    from ecopark.serve.bootstrap import opened
    from ecopark.serve.documents import add_document

    handed = Handed(file.name, file.read_bytes(), title, about, firm, public)
    with opened(folder, metered=False) as park:
        taken = add_document(park, system_scope("command-line"), handed)
    out.say("cli.document.kept" if taken.new else "cli.document.known", id=taken.record.id, name=file.name)
    out.result({"id": taken.record.id, "new": taken.new, "content": dict(taken.record.content)})
    return ExitCode.OK


@document.command(name="list", help=_help("cli.help.document_list"))
@park_option
@common
def document_list(out: Output, folder: Path) -> ExitCode:
    from ecopark.core.scope import system_scope
    from ecopark.judge.documents import DOCUMENT
    from ecopark.serve.cli.inspect_commands import beside

    with beside(folder) as (records, _network):
        found = records.find(system_scope("command-line"), DOCUMENT, limit=100_000)
    for kept in found:
        said = kept.content
        out.line(f"{kept.id} {said['bytes']!s:>9} {kept.firm or '-':12} {said['name']}  {said['title']}")
    if not found:
        out.say("cli.document.none")
    out.result({"documents": [{"id": r.id, "firm": r.firm, "public": r.public, "content": dict(r.content)} for r in found]})
    return ExitCode.OK
