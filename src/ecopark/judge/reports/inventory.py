"""Greenhouse-gas inventory report in the chapters of ISO 14064-1:2018, clause 9 (headings in our words)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecopark.account.carbon import footprint_of
from ecopark.account.uncertainty import total
from ecopark.core.figures import Figure
from ecopark.judge.reports.amounts import Amount, Amounts
from ecopark.judge.reports.basis import Basis
from ecopark.judge.reports.content import ReportDraft, Words, words
from ecopark.judge.reports.inventory_beside import (
    base_year_section,
    iso_state,
    scope3_section,
    scope3_total,
    sinks_section,
)
from ecopark.judge.reports.parts import category_title, emissions_entries, not_available

_MOST_FACTORS = 80


def inventory_sections(draft: ReportDraft, basis: Basis, amounts: Amounts) -> None:
    """Boundaries, categories, quantities, factors, uncertainty, what is left out, who has checked it."""
    rows = [] if basis.public else basis.rows("inventory_lines")
    draft.section(words("judge.inventory.boundary"))
    draft.text(words("judge.inventory.boundary_firm" if basis.firm else "judge.inventory.boundary_park"))
    _categories(draft, amounts)
    _totals(draft, amounts)
    scope3_section(draft, basis)
    sinks_section(draft, basis)
    _gases(draft, basis, rows)
    _factors(draft, rows)
    draft.section(words("judge.inventory.uncertainty"))
    draft.text(words("judge.inventory.uncertainty_text"))
    _left_out(draft, rows)
    base_year_section(draft, basis)
    draft.section(words("judge.inventory.verification"))
    draft.text(words("judge.inventory.verification_text"))


def _categories(draft: ReportDraft, amounts: Amounts) -> None:
    draft.section(words("judge.inventory.categories"))
    heads = (("iso", 10), ("category", 55), ("state", 35))
    said = {1: "in" if amounts.known("emissions.scope1") else "out", 2: "in" if amounts.known("emissions.scope2") else "out"}
    said |= {i: iso_state(amounts.basis, i) for i in range(3, 7)}
    rows = [[str(i), words(f"judge.inventory.iso{i}"), words(f"judge.inventory.{state}")] for i, state in said.items()]
    draft.table(words("judge.inventory.categories"), [(words(f"judge.inventory.head.{h}"), w) for h, w in heads], rows)


def _totals(draft: ReportDraft, amounts: Amounts) -> None:
    draft.section(words("judge.inventory.quantities"))
    entries = emissions_entries(amounts)
    both = [*amounts.series.get("emissions.scope1", ()), *amounts.series.get("emissions.scope2", ())]
    if both:
        entries.append(("emissions.scope12", words("judge.series.emissions.scope12"), _both(amounts)))
    if "biogenic" in amounts.series:
        entries.append(("biogenic", words("judge.series.biogenic"), amounts.figure("biogenic", "tCO2e")))
    for what in ("market", "hourly"):
        name = f"scope2.{what}"
        known = (name, words(f"judge.inventory.{what}"), amounts.figure(name, "tCO2e"))
        entries.append(known if name in amounts.series else _not_yet(what))
    entries.append(("inventory.scope3", words("judge.inventory.scope3"), scope3_total(amounts.basis)))
    draft.figures_table(words("judge.inventory.quantities"), entries)


def _both(amounts: Amounts) -> Figure:
    """Scopes 1 and 2 in one sum, month by month: what both share stays correlated."""
    by_month: dict[Any, list[Amount]] = {}
    for name in ("emissions.scope1", "emissions.scope2"):
        for amount in amounts.series.get(name, ()):
            by_month.setdefault(amount.month, []).append(amount)
    sums = []
    for month, group in sorted(by_month.items()):
        known = [a.estimate for a in group if a.estimate is not None]
        sums.append(
            Amount(
                month,
                total(known, "tCO2e") if known else None,
                max((a.origin for a in group if a.origin), default=None, key=_weakness),
                any(a.provisional for a in group),
                all(a.complete and a.estimate is not None for a in group),
                next((a.reason for a in group if a.reason), None),
            )
        )
    table = amounts.tables.get("emissions.scope1") or amounts.tables.get("emissions.scope2", "")
    return Amounts(amounts.basis, {"emissions.scope12": sums}, {"emissions.scope12": table}).figure(
        "emissions.scope12", "tCO2e"
    )


def _weakness(origin: str) -> int:
    return ("measured", "modelled", "declared", "synthetic").index(origin)


def _not_yet(what: str) -> tuple[str, Words, Figure]:
    return f"inventory.{what}", words(f"judge.inventory.{what}"), not_available(what, "tCO2e", f"judge.inventory.no_{what}")


def _gases(draft: ReportDraft, basis: Basis, rows: list[dict[str, Any]]) -> None:
    gases: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        gases.setdefault(str(row["gas"]), []).append(row)
    if not gases:
        return
    entries = []
    for gas, lines in sorted(gases.items()):
        by_month: dict[Any, list[Mapping[str, Any]]] = {}
        for line in lines:
            by_month.setdefault(line["month"], []).append(line)
        series = [_of_gas(month, group) for month, group in sorted(by_month.items())]
        name = f"gas.{gas}"
        figure = Amounts(basis, {name: series}, {name: "inventory_lines"}).figure(name, "tCO2e")
        entries.append((name, words("judge.inventory.gas", gas=gas), figure))
    report = next((str(row["gwp_report"]) for row in rows if row["gwp_report"]), "–")
    draft.figures_table(words("judge.inventory.gases", report=report), entries)


def _of_gas(month: Any, lines: list[Mapping[str, Any]]) -> Amount:
    whole = footprint_of(lines)
    known = len(lines) > len(whole.not_computed)
    return Amount(month, whole.emission if known else None, whole.origin, whole.provisional, not whole.not_computed)


def _factors(draft: ReportDraft, rows: list[dict[str, Any]]) -> None:
    draft.section(words("judge.inventory.factors"))
    draft.text(words("judge.inventory.factors_text"))
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        if row["factor_id"]:
            found[str(row["factor_id"]), str(row["factor_year"]), str(row["gas"])] = row
    heads = (("factor", 34), ("value", 22), ("year", 10), ("source", 34))
    table = [
        [
            f"{row['factor_id']} · {row['gas']}",
            f"{row['factor_value']:.6g} {row['factor_unit']}" if row["factor_value"] is not None else None,
            row["factor_year"],
            row["factor_source"],
        ]
        for _, row in sorted(found.items())[:_MOST_FACTORS]
    ]
    if table:
        title = words("judge.inventory.factors")
        draft.table(title, [(words(f"judge.inventory.head.{h}"), w) for h, w in heads], table)


def _left_out(draft: ReportDraft, rows: list[dict[str, Any]]) -> None:
    draft.section(words("judge.inventory.left_out"))
    reasons: dict[tuple[str, str], int] = {}
    for row in rows:
        if row["emission_tco2e"] is None and row["reason"]:
            key = str(row["category"]), str(row["reason"])
            reasons[key] = reasons.get(key, 0) + 1
    if not reasons:
        draft.text(words("judge.inventory.nothing_left_out"))
    for (category, reason), count in sorted(reasons.items()):
        title, why = category_title(f"x.y.{category}"), words(reason)
        text = words("judge.inventory.lines", count=count)
        draft.text({lang: f"• {title[lang].removeprefix('– ')} ({text[lang]}): {why[lang]}" for lang in title})
