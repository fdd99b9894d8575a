"""What ``inventory …`` does. All but ``import`` only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from ecopark.account.activity_import import read_rows, take_rows
from ecopark.account.base_year import Policy, Recalculation
from ecopark.account.own_factors import KIND as OWN_FACTOR
from ecopark.account.own_factors import own_factors_of
from ecopark.core.figures import Figure
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.scope import system_scope
from ecopark.rules.records import EmissionFactor, FuelFactor, ProcessFactor
from ecopark.serve.bootstrap import opened
from ecopark.serve.carbon_figures import carbon_figures, scope3_figure
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound
from ecopark.serve.readmodel.carbon import CarbonYear, base_year_of, carbon_year

SCOPE = system_scope("command-line")


@contextmanager
def _year_of(folder: Path, year: int | None, firm: str | None) -> Iterator[tuple[OpenPark, CarbonYear, ZoneInfo]]:
    with opened(folder, metered=False) as park:
        zone = ZoneInfo(park.network.park.zone)
        if firm is not None and firm not in park.network.firms:
            raise NotFound(firm)
        chosen = year if year is not None else park.now().astimezone(zone).year
        interval = Interval.of_year(chosen, zone)
        yield park, carbon_year(park.snapshot(), park.records, SCOPE, interval, chosen, firm), zone


def show_inventory(out: Output, folder: Path, year: int | None, firm: str | None) -> ExitCode:
    """Scopes, categories and levels of factors of one year, with intervals."""
    with _year_of(folder, year, firm) as (park, found, zone):
        figures = carbon_figures(found, zone, park.snapshot().version)
    out.say("cli.inventory.year", year=str(found.year), firm=found.firm or "*", gwp=found.gwp_report or "-")
    for figure in figures:
        _print(out, figure)
    for part in found.categories:
        value = "–" if part.figure.value is None else f"{part.figure.value:,.3f} tCO2e"
        out.line(f"  {part.name:<24} ISO {part.iso_category}  {value}")
    for part in found.levels:
        out.line(f"  {out.text(f'portal.carbon.level_{part.name}'):<32} {(part.share or 0):.1%}")
    for said, count in found.missing:
        out.line(f"  ! {said.render(out.lang)} ({count})")
    out.result(
        {
            "year": found.year,
            "firm": found.firm,
            "gwp_report": found.gwp_report,
            "figures": [figure.content() for figure in figures],
            "categories": {part.name: part.figure.value for part in found.categories},
            "factor_levels": {part.name: part.share for part in found.levels},
            "largest_sources": dict(found.sources),
            "missing": [said.render(out.lang) for said, _ in found.missing],
        }
    )
    return ExitCode.OK


def show_scope2(out: Output, folder: Path, year: int | None, firm: str | None) -> ExitCode:
    """The three numbers side by side."""
    with _year_of(folder, year, firm) as (park, found, zone):
        figures = [f for f in carbon_figures(found, zone, park.snapshot().version) if f.name.startswith("ghg_scope2")]
    for figure, method in zip(figures, found.methods, strict=True):
        _print(out, figure)
        out.line(f"    {method.matched_kwh:,.0f} / {method.consumption_kwh or 0:,.0f} kWh")
        for note in method.notes:
            out.line(f"    {note.render(out.lang)}")
    matched = {m.method: {"consumption_kwh": m.consumption_kwh, "matched_kwh": m.matched_kwh} for m in found.methods}
    out.result({"year": found.year, "firm": found.firm, "figures": [f.content() for f in figures], "matched": matched})
    return ExitCode.OK


def show_scope3(out: Output, folder: Path, year: int | None, firm: str | None) -> ExitCode:
    """All 15 categories, also those nobody has assessed."""
    with _year_of(folder, year, firm) as (_, found, _):
        pass
    items = []
    for state in found.scope3:
        name, figure = out.text(f"account.scope3.category_{state.category}"), scope3_figure(state)
        value = "" if figure is None else f"{figure.value:,.3f} tCO2e"
        out.line(f"  {state.category:>2}. {name:<48} {out.text(f'portal.carbon.scope3_{state.state.value}')} {value}")
        content = figure.content() if figure is not None else None
        items.append({"category": state.category, "state": state.state.value, "figure": content})
    out.result({"year": found.year, "firm": found.firm, "items": items})
    return ExitCode.OK


def show_factors(out: Output, folder: Path) -> ExitCode:
    """Own factors with their state, then the rule book by level."""
    with opened(folder, metered=False) as park:
        own = own_factors_of(park.records.find(SCOPE, OWN_FACTOR, limit=100_000))
        today = park.now().astimezone(ZoneInfo(park.network.park.zone)).date()
        slot = park.book.not_entered("national_emission_factors", today)
        rules = [r for kind in (EmissionFactor, FuelFactor, ProcessFactor) for r in park.book.all(kind)]
    for factor in own:
        state = out.text(f"portal.carbon.state_{factor.state}")
        out.line(f"  {factor.id}  {factor.firm}  {factor.substance} {factor.gas} {factor.value:g} {factor.unit}  {state}")
    if slot is not None:
        out.say("portal.carbon.slot", document=slot.document)
    for rule in rules:
        out.line(f"  {rule.id}  {rule.document}")
    out.result(
        {
            "own": [factor.content() for factor in own],
            "national_list": "not_entered" if slot is not None else "entered",
            "rules": [rule.content() for rule in rules],
        }
    )
    return ExitCode.OK


def show_base_year(out: Output, folder: Path, firm: str | None) -> ExitCode:
    with opened(folder, metered=False) as park:
        settings, zone = park.settings.inventory, ZoneInfo(park.network.park.zone)
        if settings.base_year is None:
            out.say("portal.carbon.base_not_set_why")
            out.result({"state": "not_set"})
            return ExitCode.OK
        policy = Policy(settings.base_year, settings.recalculation_threshold_percent / 100)
        interval = Interval.of_year(policy.year, zone)
        snapshot = park.snapshot()
        versions = sorted({said.version for said in snapshot.derived_versions("inventory_lines", SCOPE)})
        found = base_year_of(snapshot, versions, SCOPE, interval, policy, firm)
    if found is None:
        out.say("portal.carbon.base_unchanged")
        out.result({"state": "unchanged", "base_year": policy.year})
        return ExitCode.OK
    said = found.said if isinstance(found, Recalculation) else found
    out.line(said.render(out.lang))
    if isinstance(found, Recalculation):
        for cause, change in found.by_cause.items():
            if change:
                out.line(f"  {out.text(f'account.restate.{cause}')}: {change:+,.3f} tCO2e")
        compared = {"old_tco2e": found.old, "new_tco2e": found.new, "by_cause": dict(found.by_cause), "due": found.due}
        out.result({"state": "compared", "base_year": policy.year, "share": found.share, **compared})
    else:
        out.result({"state": "refused", "base_year": policy.year, "text": said.render(out.lang)})
    return ExitCode.OK


def import_activity_data(out: Output, folder: Path, file: Path, check: bool) -> ExitCode:
    """All rows of a CSV or JSON file, or none."""
    rows = read_rows(file.read_bytes())
    with opened(folder, metered=False) as park:
        kept = take_rows(park.records, SCOPE, park.network, rows, only_check=check)
        park.log.publish()
    out.say("cli.inventory.checked" if check else "cli.inventory.kept", rows=len(rows), count=len(kept), file=file.name)
    out.result({"rows": len(rows), "kept": len(kept)})
    return ExitCode.OK


def _print(out: Output, figure: Figure) -> None:
    name = Message(f"figure.{figure.name}").render(out.lang)
    if figure.value is None:
        why = figure.reason.render(out.lang) if figure.reason else ""
        out.line(f"  {name}: {why}")
        return
    span = "" if figure.low is None else f"  [{figure.low:,.2f} … {figure.high:,.2f}] 90 %"
    out.line(f"  {name}: {figure.value:,.2f} {figure.unit}{span}")
