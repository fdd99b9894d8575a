"""Commands for claims and the ledger of attribute units."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.claim_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output

_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(help=_help("cli.help.claim"))
def claim() -> None:
    pass


@claim.command(name="new", help=_help("cli.help.claim_new"))
@click.argument("file", type=_file)
@park_option
@click.option("--revision", type=int, default=None, help=_help("cli.help.claim_revision"))
@common
def claim_new(out: Output, file: Path, folder: Path, revision: int | None) -> ExitCode:
    from ecopark.serve.cli.claim_commands import new_claim

    return new_claim(out, folder, file, revision)


@claim.command(name="judge", help=_help("cli.help.claim_judge"))
@click.argument("claim_id", required=False)
@park_option
@common
def claim_judge(out: Output, claim_id: str | None, folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import judge_claims

    return judge_claims(out, folder, claim_id)


@claim.command(name="list", help=_help("cli.help.claim_list"))
@park_option
@common
def claim_list(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import list_claims

    return list_claims(out, folder)


@claim.command(name="publish", help=_help("cli.help.claim_publish"))
@click.argument("claim_id")
@park_option
@common
def claim_publish(out: Output, claim_id: str, folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import publish_claim

    return publish_claim(out, folder, claim_id)


@claim.command(name="withdraw", help=_help("cli.help.claim_withdraw"))
@click.argument("claim_id")
@click.option("--reason", required=True, help=_help("cli.help.claim_reason"))
@park_option
@common
def claim_withdraw(out: Output, claim_id: str, reason: str, folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import withdraw_claim

    return withdraw_claim(out, folder, claim_id, reason)


@claim.command(name="check-words", help=_help("cli.help.claim_words"))
@click.argument("text")
@common
def claim_words(out: Output, text: str) -> ExitCode:
    from ecopark.serve.cli.claim_commands import check_words

    return check_words(out, text)


@click.group(help=_help("cli.help.ledger"))
def ledger() -> None:
    pass


@ledger.command(name="list", help=_help("cli.help.ledger_list"))
@park_option
@common
def ledger_list(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import list_units

    return list_units(out, folder)


@ledger.command(name="issue", help=_help("cli.help.ledger_issue"))
@click.argument("file", type=_file)
@park_option
@common
def ledger_issue(out: Output, file: Path, folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import issue

    return issue(out, folder, file)


@ledger.command(name="split", help=_help("cli.help.ledger_split"))
@click.argument("unit_id")
@click.argument("parts", nargs=-1, required=True, metavar="ID=QUANTITY…")
@park_option
@common
def ledger_split(out: Output, unit_id: str, parts: tuple[str, ...], folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import split

    return split(out, folder, unit_id, parts)


@ledger.command(name="share", help=_help("cli.help.ledger_share"))
@click.argument("unit_id")
@click.argument("key", nargs=-1, required=True, metavar="FIRM=MILLIONTHS…")
@park_option
@common
def ledger_share(out: Output, unit_id: str, key: tuple[str, ...], folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import share_out

    return share_out(out, folder, unit_id, key)


@ledger.command(name="transfer", help=_help("cli.help.ledger_transfer"))
@click.argument("unit_id")
@click.argument("to")
@click.option("--model", default=None, help=_help("cli.help.ledger_model"))
@park_option
@common
def ledger_transfer(out: Output, unit_id: str, to: str, model: str | None, folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import transfer

    return transfer(out, folder, unit_id, to, model)


@ledger.command(name="cancel", help=_help("cli.help.ledger_cancel"))
@click.argument("unit_id")
@click.argument("claim_id")
@park_option
@common
def ledger_cancel(out: Output, unit_id: str, claim_id: str, folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import cancel

    return cancel(out, folder, unit_id, claim_id)


@ledger.command(name="audit", help=_help("cli.help.ledger_audit"))
@park_option
@common
def ledger_audit(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.claim_commands import audit

    return audit(out, folder)
