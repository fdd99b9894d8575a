"""The footprint of a product: inventory lines of its firm, shared out by produced quantity, plus what was bought.

    kgCO2e per declared unit = (lines of the period x share of the product) / units made + purchased inputs

The share is the product's part of the mass that the firm (or facility) made in the period; with a single product it is all.
Without production data for every month there is no footprint: the answer is "insufficient" with what is missing. # judge 1.7
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ecopark.account.assumptions import DECLARATION
from ecopark.account.carbon import estimate_of, refuse_mixed_gwp
from ecopark.account.lineage import weakest
from ecopark.account.product.records import Product, Production
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.messages import Message

Line = Mapping[str, Any]
KG_PER_T = 1000.0
MEASURED = 0.9  # least measured share of a month of a metered line; declared lines have none and count as they are
K90 = 1.645  # two-sided 90 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Quality:
    """What the number rests on: share of primary data (0 … 1) and ratings 1 (best) … 5, weighted by emission."""

    primary_share: float
    technological: float
    geographical: float
    temporal: float


@dataclass(frozen=True, slots=True)
class ProductCarbon:
    """kgCO2e per declared unit.

    Attributes
    ----------
    fossil, biogenic_non_co2, purchased
        Own fossil emissions, own CH4 and N2O of biogenic matter, purchased inputs (counted as fossil).
    direct, indirect
        Own emissions by scope 1 and 2, without purchased inputs.
    electricity_mwh
        Electricity bought per declared unit, None where no line says.
    estimate
        Own emissions with their sources of uncertainty.
    """

    units_made: float
    share: float
    fossil: float
    biogenic_non_co2: float
    purchased: float
    biogenic_co2_memo: float
    direct: float
    indirect: float
    electricity_mwh: float | None
    estimate: Estimate
    quality: Quality
    gwp_report: str
    origin: str | None
    provisional: bool
    measured_share: float | None
    sources: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]

    @property
    def excluding(self) -> float:
        return self.fossil + self.biogenic_non_co2 + self.purchased

    def interval(self) -> tuple[float, float]:
        """Two-sided 90 % interval of ``excluding``; purchased inputs have none stated and are taken as exact."""
        half = K90 * self.estimate.standard_uncertainty
        return max(self.excluding - half, 0.0), self.excluding + half


@dataclass(frozen=True, slots=True)
class Insufficient:
    """No footprint can be made, and what is missing, the most important first."""

    reasons: tuple[Message, ...]


def product_carbon(
    product: Product,
    first: date,
    end: date,
    lines: Iterable[Line],
    products: Iterable[Product],
    productions: Iterable[Production],
) -> ProductCarbon | Insufficient:
    """Share out the lines of ``[first, end)`` (whole months; ``lines`` are those of these months already).

    Parameters
    ----------
    products, productions
        All products of the firm and what was made of each.
    """
    own = [
        r for r in lines if r["firm"] == product.firm and product.facility in (None, r["facility"]) and r["scope"] in (1, 2)
    ]
    made = list(productions)
    siblings = [p for p in products if p.firm == product.firm and _together(p, product) and p.id != product.id]
    months = (end.year - first.year) * 12 + end.month - first.month
    missing = [
        *_missing_production(product, made, first, end, siblings),
        *_missing_facts(product),
        *missing_lines(own, months),
    ]
    if missing:
        return Insufficient(tuple(missing))
    quantity = made_in(product, made, first, end)
    if quantity <= 0:
        return Insufficient((Message("account.product.nothing_made"),))
    share = _share(product, siblings, made, first, end)
    if share is None:
        return Insufficient((Message("account.product.no_mass", {"products": _names([product, *siblings])}),))
    return _carbon(product, own, quantity / product.unit_amount, share, end)


def made_in(product: Product, productions: Iterable[Production], first: date, end: date) -> float:
    """Quantity made in ``[first, end)`` in the product's unit; an amount that spans the edge counts by days."""
    amount = 0.0
    for part in productions:
        if part.product == product.id and part.unit == product.unit:
            days = (part.last_day - part.first_day).days + 1
            inside = (min(part.last_day + timedelta(days=1), end) - max(part.first_day, first)).days
            amount += part.quantity * max(inside, 0) / days
    return amount


def days_without_production(product: Product, productions: Iterable[Production], first: date, end: date) -> int:
    """Days of ``[first, end)`` that no production record covers."""
    covered: set[date] = set()
    for part in productions:
        if part.product == product.id and part.unit == product.unit:
            day = max(part.first_day, first)
            while day <= part.last_day and day < end:
                covered.add(day)
                day += timedelta(days=1)
    return (end - first).days - len(covered)


def _together(one: Product, other: Product) -> bool:
    """Whether both are made of the same lines."""
    return one.facility is None or other.facility is None or one.facility == other.facility


def _missing_production(
    product: Product, made: Sequence[Production], first: date, end: date, siblings: Sequence[Product]
) -> Iterable[Message]:
    gap = days_without_production(product, made, first, end)
    if gap == (end - first).days:
        yield Message("account.product.no_production", {"product": product.name})
    elif gap:
        yield Message("account.product.production_gap", {"product": product.name, "days": gap})
    for other in siblings:
        if days_without_production(other, made, first, end):
            yield Message("account.product.sibling", {"product": other.name})


def _missing_facts(product: Product) -> Iterable[Message]:
    if product.inputs is None and product.exempted_percent is None:
        yield Message("account.product.no_inputs")
    if product.exempted_percent and not product.exempted_why:
        yield Message("account.product.exempted_why")
    if product.fossil_carbon_kg is None:
        yield Message("account.product.no_carbon_content")
    if product.mass_kg is None:
        yield Message("account.product.mass_missing", {"unit": product.unit})
    if not product.product_ids:
        yield Message("account.product.no_id")


def missing_lines(own: Sequence[Line], months: int) -> Iterable[Message]:
    """What the inventory lacks for a footprint of ``months`` months: lines, whole months, computed emissions."""
    seen: dict[tuple[str, str, str], list[Line]] = {}
    for row in own:
        seen.setdefault((str(row["category"]), str(row["substance"]), str(row["gas"])), []).append(row)
    for (category, _, _), rows in sorted(seen.items()):
        whole = {row["month"] for row in rows if not 0 < float(row["measured_share"]) < MEASURED}
        if len(whole) < months:
            yield Message("account.product.months_missing", {"category": category, "months": months - len(whole)})
            break
    known = [row for row in own if row["emission_tco2e"] is not None]
    if not known:
        yield Message("account.product.no_lines")
    elif len(known) < len(own):
        yield Message("account.product.lines_not_computed", {"count": len(own) - len(known)})


def _share(
    product: Product, siblings: Sequence[Product], made: Sequence[Production], first: date, end: date
) -> float | None:
    """The product's part of the mass made; 1 for a single product; None where some mass is not known."""
    if not siblings:
        return 1.0
    masses = []
    for each in (product, *siblings):
        if not each.mass_kg:
            return None
        masses.append(made_in(each, made, first, end) / each.unit_amount * each.mass_kg)
    whole = sum(masses)
    return masses[0] / whole if whole > 0 else None


def _carbon(product: Product, own: Sequence[Line], units: float, share: float, end: date) -> ProductCarbon:
    report = refuse_mixed_gwp(own) or ""
    per_unit = KG_PER_T * share / units
    biogenic = {str(row["substance"]) for row in own if row["biogenic_tco2"]}
    direct = _sum(row for row in own if row["scope"] == 1) * per_unit
    indirect = _sum(row for row in own if row["scope"] == 2) * per_unit
    non_co2 = _sum(row for row in own if _biogenic_non_co2(row, biogenic)) * per_unit
    whole = total((estimate_of(row) for row in own), "tCO2e") * per_unit
    parts = {**whole.parts, f"declared:production:{product.id}": whole.value * DECLARATION}
    bought = [row for row in own if row["category"] == "grid_electricity" and row["activity"] is not None]
    inputs = product.inputs or ()
    weights = [abs(float(row["emission_tco2e"])) for row in own]
    shares = [float(row["measured_share"]) for row in own]
    sources = {
        (str(row["factor_source"] or row["factor_id"]), str(row["factor_year"] or "-")) for row in own if row["factor_id"]
    }
    return ProductCarbon(
        units_made=units,
        share=share,
        fossil=direct + indirect - non_co2,
        biogenic_non_co2=non_co2,
        purchased=sum(part.kg_co2e for part in inputs),
        biogenic_co2_memo=sum(float(row["biogenic_tco2"] or 0.0) for row in own) * per_unit,
        direct=direct,
        indirect=indirect,
        electricity_mwh=sum(_mwh(row) for row in bought) * share / units if bought else None,
        estimate=Estimate(whole.value, "kg", parts),
        quality=_quality(product, own, per_unit, end),
        gwp_report=report,
        origin=weakest(str(row["origin"]) for row in own if row["origin"]),
        provisional=any(bool(row["provisional"]) for row in own),
        measured_share=sum(w * s for w, s in zip(weights, shares, strict=True)) / sum(weights) if sum(weights) else None,
        sources=tuple(sorted(sources | {(p.source, p.version or "-") for p in inputs if not p.primary})),
        lines=tuple(own),
    )


def _quality(product: Product, own: Sequence[Line], per_unit: float, end: date) -> Quality:
    """Ratings after the matrix of the PACT methodology as recalled: years of the factor, its place, own process or not.

    Own activity data count as primary, purchased inputs only with the supplier's own figure; synthetic rows never do. What
    is not known is rated worst.
    """
    rows: list[tuple[float, bool, float, float, float]] = []
    for row in own:
        weight = abs(float(row["emission_tco2e"])) * per_unit
        place = 1.0 if str(row["factor_id"] or "").startswith(("grid", "vn", "own")) else 3.0
        rows.append((weight, row["origin"] != "synthetic", 1.0, place, _age_rating(row["factor_year"], end.year)))
    rows += [
        (part.kg_co2e, part.primary, *((1.0, 1.0, 1.0) if part.primary else (5.0, 5.0, 5.0)))
        for part in product.inputs or ()
    ]
    weight = sum(row[0] for row in rows)
    if not weight:
        return Quality(0.0, 5.0, 5.0, 5.0)
    ratings = [sum(row[0] * row[i] for row in rows) / weight for i in (2, 3, 4)]
    return Quality(sum(row[0] for row in rows if row[1]) / weight, *ratings)


def _age_rating(year: object, now: int) -> float:
    if not isinstance(year, int):
        return 5.0
    age = abs(now - year)
    return next((rating for years, rating in ((3, 1.0), (6, 2.0), (10, 3.0), (15, 4.0)) if age <= years), 5.0)


def _biogenic_non_co2(row: Line, biogenic: set[str]) -> bool:
    return row["category"] == "wastewater_treatment" or (row["gas"] in ("CH4", "N2O") and str(row["substance"]) in biogenic)


def _mwh(row: Line) -> float:
    return float(row["activity"]) * {"kWh": 1e-3, "MWh": 1.0, "GJ": 1 / 3.6}.get(str(row["activity_unit"]), 0.0)


def _sum(rows: Iterable[Line]) -> float:
    return sum(float(row["emission_tco2e"]) for row in rows)


def _names(products: Iterable[Product]) -> str:
    return ", ".join(product.name for product in products)
