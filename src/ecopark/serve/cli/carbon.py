"""Commands for sinks, targets and products; imported late, so that other commands start fast."""

from __future__ import annotations

from pathlib import Path

import click

import ecopark.serve.cli.carbon_messages  # noqa: F401  texts
from ecopark.serve.cli.common import common, park_option
from ecopark.serve.cli.common import help_text as _help
from ecopark.serve.cli.output import ExitCode, Output

_firm = click.option("--firm", default=None, help=_help("cli.help.carbon_firm"))
_year = click.option("--year", type=click.IntRange(1990, 2150), default=None, help=_help("cli.help.carbon_year"))
_first = click.option("--from", "first", default=None, metavar="YYYY-MM", help=_help("cli.help.carbon_from"))
_last = click.option("--to", "last", default=None, metavar="YYYY-MM", help=_help("cli.help.carbon_to"))
_evidence = click.option(
    "--evidence",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_help("cli.help.evidence_file"),
)


@click.group(help=_help("cli.help.sink"))
def sink() -> None:
    pass


@sink.command(name="list", help=_help("cli.help.sink_list"))
@park_option
@_firm
@_year
@common
def sink_list(out: Output, folder: Path, firm: str | None, year: int | None) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import show_sinks

    return show_sinks(out, folder, firm, year)


@sink.command(name="plant", help=_help("cli.help.sink_plant"))
@park_option
@_firm
@click.option("--what", required=True, help=_help("cli.help.sink_what"))
@click.option("--place", required=True, help=_help("cli.help.sink_place"))
@click.option("--on", required=True, metavar="YYYY-MM-DD", help=_help("cli.help.sink_on"))
@click.option("--trees", type=click.IntRange(1), default=None, help=_help("cli.help.sink_trees"))
@click.option("--crown-m2", type=float, default=None, help=_help("cli.help.sink_crown"))
@_evidence
@common
def sink_plant(
    out: Output, folder: Path, firm: str | None, what: str, place: str, on: str, trees: int | None, crown_m2: float | None,
    evidence: tuple[Path, ...],
) -> ExitCode:  # fmt: skip
    from ecopark.serve.cli.carbon_commands import plant

    given = {"firm": firm, "what": what, "place": place, "planted_on": on, "trees": trees, "crown_m2": crown_m2}
    return plant(out, folder, given, evidence)


@sink.command(name="check", help=_help("cli.help.sink_check"))
@click.argument("planting")
@park_option
@click.option("--on", required=True, metavar="YYYY-MM-DD", help=_help("cli.help.sink_on"))
@click.option("--by", required=True, help=_help("cli.help.sink_by"))
@click.option("--sampled", type=click.IntRange(1), required=True, help=_help("cli.help.sink_sampled"))
@click.option("--alive", type=click.IntRange(0), required=True, help=_help("cli.help.sink_alive"))
@click.option("--user", required=True, help=_help("cli.help.sink_user"))
@_evidence
@common
def sink_check(
    out: Output,
    planting: str,
    folder: Path,
    on: str,
    by: str,
    sampled: int,
    alive: int,
    user: str,
    evidence: tuple[Path, ...],
) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import check_planting

    given = {"planting": planting, "on": on, "by": by, "sampled": sampled, "alive": alive}
    return check_planting(out, folder, given, user, evidence)


@click.group(help=_help("cli.help.target"))
def target() -> None:
    pass


@target.command(name="show", help=_help("cli.help.target_show"))
@park_option
@_firm
@_year
@common
def target_show(out: Output, folder: Path, firm: str | None, year: int | None) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import show_path

    return show_path(out, folder, firm, year)


@target.command(name="set", help=_help("cli.help.target_set"))
@park_option
@_firm
@click.option("--base-year", type=int, required=True, help=_help("cli.help.target_base"))
@click.option("--base", "base_tco2e", type=float, default=None, help=_help("cli.help.target_amount"))
@click.option("--target-year", type=int, default=2050, help=_help("cli.help.target_year"))
@click.option("--remaining", type=click.FloatRange(0, 100), default=0.0, help=_help("cli.help.target_remaining"))
@click.option(
    "--shape", type=click.Choice(["linear", "constant_rate"]), default="linear", help=_help("cli.help.target_shape")
)
@click.option("--why", default="", help=_help("cli.help.target_why"))
@common
def target_set(
    out: Output, folder: Path, firm: str | None, base_year: int, base_tco2e: float | None, target_year: int,
    remaining: float, shape: str, why: str,
) -> ExitCode:  # fmt: skip
    from ecopark.serve.cli.carbon_commands import set_target

    given = {"firm": firm, "base_year": base_year, "base_tco2e": base_tco2e, "target_year": target_year}
    return set_target(out, folder, {**given, "remaining_share": remaining / 100, "shape": shape, "why": why})


@click.group(help=_help("cli.help.product"))
def product() -> None:
    pass


@product.command(name="list", help=_help("cli.help.product_list"))
@park_option
@common
def product_list(out: Output, folder: Path) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import list_products

    return list_products(out, folder)


@product.command(name="add", help=_help("cli.help.product_add"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@park_option
@click.option("--id", "product_id", default=None, help=_help("cli.help.product_id"))
@common
def product_add(out: Output, file: Path, folder: Path, product_id: str | None) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import add_product

    return add_product(out, folder, file, product_id)


@product.command(name="made", help=_help("cli.help.product_made"))
@click.argument("product_id")
@click.argument("quantity", type=float)
@click.argument("unit")
@park_option
@click.option("--from", "first", required=True, metavar="YYYY-MM-DD", help=_help("cli.help.product_first"))
@click.option("--to", "last", required=True, metavar="YYYY-MM-DD", help=_help("cli.help.product_last"))
@common
def product_made(out: Output, product_id: str, quantity: float, unit: str, folder: Path, first: str, last: str) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import add_production

    given = {"product": product_id, "first_day": first, "last_day": last, "quantity": quantity, "unit": unit}
    return add_production(out, folder, given)


@product.command(name="footprint", help=_help("cli.help.product_footprint"))
@click.argument("product_id")
@park_option
@_first
@_last
@common
def product_footprint(out: Output, product_id: str, folder: Path, first: str | None, last: str | None) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import compute_footprint

    return compute_footprint(out, folder, product_id, first, last)


@product.command(name="publish", help=_help("cli.help.product_publish"))
@click.argument("footprint_id")
@park_option
@click.option("--user", required=True, help=_help("cli.help.product_user"))
@common
def product_publish(out: Output, footprint_id: str, folder: Path, user: str) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import publish

    return publish(out, folder, footprint_id, user)


@product.command(name="check", help=_help("cli.help.product_check"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common
def product_check(out: Output, file: Path) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import check_file

    return check_file(out, file)


@product.command(name="cbam", help=_help("cli.help.product_cbam"))
@click.argument("product_id")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@park_option
@_first
@_last
@common
def product_cbam(
    out: Output, product_id: str, file: Path | None, folder: Path, first: str | None, last: str | None
) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import write_cbam

    return write_cbam(out, folder, product_id, file, first, last)


@product.command(name="recipient", help=_help("cli.help.product_recipient"))
@click.argument("name")
@park_option
@click.option("--url", default="", help=_help("cli.help.product_url"))
@click.option("--client-id", default="", help=_help("cli.help.product_client"))
@click.option(
    "--client-secret-file", type=click.Path(path_type=Path, exists=True), default=None, help=_help("cli.help.product_secret")
)
@common
def product_recipient(
    out: Output, name: str, folder: Path, url: str, client_id: str, client_secret_file: Path | None
) -> ExitCode:
    from ecopark.serve.cli.carbon_commands import new_recipient

    secret = client_secret_file.read_text("utf-8").strip() if client_secret_file else ""
    return new_recipient(out, folder, name, url, client_id, secret)
