"""Index of GRI 302 (2016), 303 (2018), 305 (2016) and 306 (2020): each disclosure with its value, or why there is none.

Numbering of the standards is recalled, not read in the standards (facts: confidence high); the wording is ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ecopark.account.lineage import weakest
from ecopark.core.figures import Figure
from ecopark.judge.reports.amounts import Amount, Amounts
from ecopark.judge.reports.content import ReportDraft, Words, words
from ecopark.judge.reports.inventory_beside import scope3_total
from ecopark.judge.reports.parts import not_available, series_title
from ecopark.judge.reports.waste_part import waste_to

Entry = tuple[str, Words, Figure]


def gri_sections(draft: ReportDraft, amounts: Amounts, verified: Mapping[str, Figure]) -> None:
    """The four standards in order."""
    parts = (
        ("302", _energy(amounts, verified)),
        ("303", _water(amounts)),
        ("305", _emissions(amounts, verified)),
        ("306", _waste(amounts)),
    )
    for standard, entries in parts:
        draft.section(words(f"judge.gri.{standard}"))
        draft.figures_table(words("judge.gri.table", standard=standard), entries)
    draft.section(words("judge.gri.omissions"))
    draft.text(words("judge.gri.omissions_text"))


def _energy(amounts: Amounts, verified: Mapping[str, Figure]) -> list[Entry]:
    entries = [
        _entry("302-1", amounts, "electricity.in.kWh", "MWh"),
        *[_entry("302-1", amounts, n, n.rpartition(".")[2]) for n in amounts.names("fuel.in.")],
    ]
    if "electricity.generated.kWh" in amounts.series:
        entries.append(_entry("302-1", amounts, "electricity.generated.kWh", "MWh"))
    if "electricity.out.kWh" in amounts.series:
        entries.append(_entry("302-1", amounts, "electricity.out.kWh", "MWh"))
    if not amounts.names("fuel.in."):
        entries.append(_missing("302-1", "fuel", "GJ", "judge.gri.no_fuel"))
    entries += [
        _missing("302-2", "outside", "GJ", "judge.gri.outside"),
        _missing("302-3", "intensity", "", "judge.gri.no_output"),
        _verified("302-4", "energy_saved", "kWh", verified.get("energy")),
        _missing("302-5", "product_energy", "", "judge.gri.products"),
    ]
    return entries


def _water(amounts: Amounts) -> list[Entry]:
    withdrawal, discharge = amounts.estimate("water.in.m3"), amounts.estimate("wastewater.out.m3")
    entries = [
        _entry("303-3", amounts, "water.in.m3", "ML"),
        _missing("303-3", "stress", "ML", "judge.gri.no_stress"),
        _entry("303-4", amounts, "wastewater.out.m3", "ML"),
        _missing("303-4", "treatment", "ML", "judge.gri.no_destination"),
    ]
    if withdrawal is not None and discharge is not None:
        month = amounts.basis.months[0]
        used = [Amount(month, withdrawal - discharge, _origin(amounts, ("water.in.m3", "wastewater.out.m3")))]
        whole = Amounts(amounts.basis, {"water.used": used}, {"water.used": amounts.tables.get("water.in.m3", "")})
        figure = whole.figure("water.used", "ML")
        entries.append(("303-5", words("judge.gri.303-5"), _without_reason(figure)))
    else:
        entries.append(_missing("303-5", "", "ML", "judge.gri.no_consumption"))
    return entries


def _emissions(amounts: Amounts, verified: Mapping[str, Figure]) -> list[Entry]:
    biogenic = [_entry("305-1", amounts, "biogenic", "tCO2e")] if "biogenic" in amounts.series else []
    return [
        _entry("305-1", amounts, "emissions.scope1", "tCO2e"),
        *biogenic,
        _entry("305-2", amounts, "emissions.scope2", "tCO2e"),
        _market(amounts),
        _of("305-3", "scope3", scope3_total(amounts.basis)),
        _missing("305-4", "intensity", "", "judge.gri.no_output"),
        _verified("305-5", "emissions_saved", "tCO2e", verified.get("emissions")),
        _missing("305-6", "ods", "t", "judge.gri.no_ods"),
        _missing("305-7", "air", "t", "judge.gri.no_air"),
    ]


def _waste(amounts: Amounts) -> list[Entry]:
    names = [*amounts.names("waste."), *amounts.names("hazardous_waste.")]
    entries = [_entry("306-3", amounts, name, name.rpartition(".")[2]) for name in names]
    if not entries:
        entries = [_missing("306-3", "waste", "t", "judge.gri.no_waste")]
    return [
        *entries,
        _of("306-4", "diverted", waste_to(amounts.basis, "diverted")),
        _of("306-5", "disposed", waste_to(amounts.basis, "disposed")),
    ]


def _entry(disclosure: str, amounts: Amounts, series: str, unit: str) -> Entry:
    title = words(f"judge.series.{series}") if series.startswith(("emissions.", "biogenic")) else series_title(series)
    headed = {lang: f"{disclosure} · {text}" for lang, text in title.items()}
    return f"gri.{disclosure}.{series}", headed, amounts.figure(series, unit)


def _missing(disclosure: str, what: str, unit: str, reason: str) -> Entry:
    title = words(f"judge.gri.{disclosure}.{what}" if what else f"judge.gri.{disclosure}")
    name = f"gri.{disclosure}.{what}".rstrip(".")
    headed = {lang: f"{disclosure} · {text}" for lang, text in title.items()} if what else title
    return name, headed, not_available(name, unit, reason)


def _of(disclosure: str, what: str, figure: Figure) -> Entry:
    title = {lang: f"{disclosure} · {text}" for lang, text in words(f"judge.gri.{disclosure}.{what}").items()}
    return f"gri.{disclosure}.{what}", title, figure


def _market(amounts: Amounts) -> Entry:
    if "scope2.market" not in amounts.series:
        return _missing("305-2", "market", "tCO2e", "judge.gri.no_market")
    title = {lang: f"305-2 · {text}" for lang, text in words("judge.gri.305-2.market").items()}
    return "gri.305-2.market", title, amounts.figure("scope2.market", "tCO2e")


def _verified(disclosure: str, what: str, unit: str, figure: Figure | None) -> Entry:
    if figure is None:
        return _missing(disclosure, what, unit, "judge.gri.no_verified")
    return _of(disclosure, what, figure)


def _origin(amounts: Amounts, names: Sequence[str]) -> str | None:
    return weakest(a.origin for name in names for a in amounts.series.get(name, ()) if a.origin)


def _without_reason(figure: Figure) -> Figure:
    return replace(figure, reason=None) if figure.value is not None else figure
