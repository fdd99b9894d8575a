"""Installation data sheet for the EU's border carbon mechanism (CBAM, Regulation (EU) 2023/956, definitive since 2026).

Per tonne of goods (nitrogen for fertilisers, clinker for cement where the rules ask for it)::

    direct   = (own emissions of the counted gases + sum of precursor tonnes x their direct) / tonnes made
    indirect = electricity MWh / t x factor of the grid + sum of precursor tonnes x their indirect

Only the gases that the rules count for the goods, with the warming potentials of AR5. A precursor without the supplier's own
figure carries a default value, raised by the mark-up of the year. What nobody has said stands under ``missing``.
What is paid at the border is not computed here: the declarant does that.

``cbam`` of a product (all optional)::

    {"installation": {"name", "address", "unlocode", "coordinates"}, "monitoring_plan": {"name", "date", "document"},
     "verifier": {"name", "accreditation"}, "precursors": null or [{"what", "cn_code", "t_per_t", "direct", "indirect",
     "default": true|false, "source", "country"}], "carbon_price": null or [{"what", "amount", "currency", "t_co2e"}]}
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ecopark.account.product.footprint import Insufficient, Line, days_without_production, made_in, missing_lines
from ecopark.account.product.records import Product, Production
from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.records import CbamGoods, CbamMarkup

REPORT = "AR5"  # the warming potentials that the mechanism prescribes, as recalled
_ELECTRICITY = {"kWh": 1e-3, "MWh": 1.0, "GJ": 1 / 3.6}


@dataclass(frozen=True, slots=True)
class Precursor:
    """A relevant precursor: tonnes per tonne of goods and its specific embedded emissions (tCO2e/t), mark-up included."""

    what: str
    cn_code: str
    t_per_t: float
    direct: float
    indirect: float
    is_default: bool
    markup_percent: float
    source: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamSheet:
    """The sheet of one product and period; amounts per tonne of goods. ``missing`` says what an importer will ask for.

    ``direct``, ``indirect`` None: cannot be told, a message in ``missing`` says why.
    """

    product: Product
    first: date
    end: date
    sector: str
    gases: tuple[str, ...]
    indirect_priced: bool
    tonnes: float
    own_direct: float | None
    own_indirect: float | None
    electricity_mwh: float | None
    electricity_factor: float | None
    electricity_source: str
    precursors: tuple[Precursor, ...]
    direct: float | None
    indirect: float | None
    rules: tuple[str, ...]
    provisional: bool
    origin: str | None
    missing: tuple[Message, ...]

    def content(self) -> dict[str, Any]:
        """As JSON; sentences in both languages."""
        said = self.product.cbam
        return {
            "format": "ecopark-cbam-1",
            "regulation": "Regulation (EU) 2023/956",
            "product": {"id": self.product.id, "name": self.product.name, "cn_code": self.product.cn_code},
            "sector": self.sector,
            "production_route": self.product.route,
            "period": {"first_day": self.first.isoformat(), "last_day": (self.end - timedelta(days=1)).isoformat()},
            "installation": dict(said.get("installation") or {}),
            "quantity_t": self.tonnes,
            "gases": list(self.gases),
            "gwp_report": REPORT,
            "specific_embedded_emissions": {
                "unit": "tCO2e/t",
                "direct": self.direct,
                "indirect": self.indirect,
                "own_direct": self.own_direct,
                "own_indirect": self.own_indirect,
                "indirect_priced": self.indirect_priced,
            },
            "electricity": {
                "mwh_per_t": self.electricity_mwh,
                "factor_tco2e_per_mwh": self.electricity_factor,
                "source": self.electricity_source,
            },
            "precursors": [{name: getattr(p, name) for name in Precursor.__slots__} for p in self.precursors],
            "carbon_price_paid": said.get("carbon_price"),
            "monitoring_plan": dict(said.get("monitoring_plan") or {}),
            "verifier": dict(said.get("verifier") or {}),
            "provisional": self.provisional,
            "origin": self.origin,
            "rules": list(self.rules),
            "missing": [{"code": m.id, "vi": m.render("vi"), "en": m.render("en")} for m in self.missing],
        }


def cbam_sheet(
    product: Product, first: date, end: date, lines: Iterable[Line], products: Sequence[Product],
    productions: Sequence[Production], book: RuleBook,
) -> CbamSheet | Insufficient:  # fmt: skip
    """The sheet of ``[first, end)``. ``Insufficient``: no CN code, not covered goods, or no production data."""
    goods = goods_of(product, book, end - timedelta(days=1))
    if isinstance(goods, Message):
        return Insufficient((goods,))
    gap = days_without_production(product, productions, first, end)
    if gap == (end - first).days:
        return Insufficient((Message("account.product.no_production", {"product": product.name}),))
    tonnes = tonnes_in(product, productions, first, end)
    if not tonnes:
        return Insufficient((Message("account.product.nothing_made" if product.mass_kg else "account.product.no_mass",
                                     {"products": product.name}),))  # fmt: skip
    share, missing = _share(product, products, productions, first, end)
    if gap:
        missing.append(Message("account.product.production_gap", {"product": product.name, "days": gap}))
    own = [r for r in lines if r["firm"] == product.firm and product.facility in (None, r["facility"])]
    missing += missing_lines(
        [r for r in own if r["scope"] in (1, 2)], (end.year - first.year) * 12 + end.month - first.month
    )
    direct, faults = _direct(own, goods, book)
    electricity = [r for r in own if r["category"] == "grid_electricity" and r["activity"] is not None]
    mwh = sum(float(r["activity"]) * _ELECTRICITY.get(str(r["activity_unit"]), math.nan) for r in electricity)
    indirect = sum(float(r["emission_tco2e"] or 0.0) for r in electricity)
    markup = _markup(book, end - timedelta(days=1))
    precursors = _precursors(product, markup)
    missing += [*faults, *_missing(product, electricity, markup)]
    own_direct = None if share is None or direct is None else direct * share / tonnes
    own_indirect = None if share is None or not electricity else indirect * share / tonnes
    rules = [goods, *([markup] if markup else [])]
    return CbamSheet(
        product=product,
        first=first,
        end=end,
        sector=goods.sector,
        gases=goods.gases,
        indirect_priced=goods.indirect_priced,
        tonnes=tonnes,
        own_direct=own_direct,
        own_indirect=own_indirect,
        electricity_mwh=None if share is None or not electricity else mwh * share / tonnes,
        electricity_factor=indirect / mwh if electricity and mwh else None,
        electricity_source="; ".join(sorted({f"{r['factor_source']} ({r['factor_year']})" for r in electricity})),
        precursors=precursors,
        direct=_plus(own_direct, (p.t_per_t * p.direct for p in precursors)),
        indirect=_plus(own_indirect, (p.t_per_t * p.indirect for p in precursors)),
        rules=tuple(sorted({r.id for r in rules} | {str(r["factor_id"]) for r in own if r["factor_id"]})),
        provisional=any(r.provisional for r in rules) or any(bool(r["provisional"]) for r in own),
        origin=max((str(r["origin"]) for r in own if r["origin"]), key=_WEAK.index, default=None),
        missing=tuple(missing),
    )


_WEAK = ("measured", "modelled", "declared", "synthetic")


def goods_of(product: Product, book: RuleBook, on: date) -> CbamGoods | Message:
    """The rule of the product's CN code, the longest prefix first; or why there is none."""
    if not product.cn_code:
        return Message("account.cbam.no_code", {"product": product.name})
    found = [goods for goods in book.in_force(CbamGoods, on) if product.cn_code.startswith(goods.cn_prefix)]
    if not found:
        return Message("account.cbam.not_covered", {"code": product.cn_code})
    return max(found, key=lambda goods: len(goods.cn_prefix))


def tonnes_in(product: Product, productions: Iterable[Production], first: date, end: date) -> float:
    """Tonnes made; 0 where the mass of a unit is not known."""
    return made_in(product, productions, first, end) / product.unit_amount * (product.mass_kg or 0.0) / 1000.0


def _share(
    product: Product, products: Sequence[Product], productions: Sequence[Production], first: date, end: date
) -> tuple[float | None, list[Message]]:
    """Part of the site's emissions by mass of everything made there."""
    masses: dict[str, float] = {}
    for each in products:
        if each.firm == product.firm and (product.facility in (None, each.facility) or each.facility is None):
            masses[each.id] = tonnes_in(each, productions, first, end)
            if not masses[each.id] or days_without_production(each, productions, first, end):
                if each.id == product.id:
                    continue
                return None, [Message("account.product.sibling", {"product": each.name})]
    return masses[product.id] / sum(masses.values()), []


def _direct(own: Sequence[Line], goods: CbamGoods, book: RuleBook) -> tuple[float | None, list[Message]]:
    """Own scope 1 of the counted gases in tCO2e of AR5, and what could not be told."""
    rows = [row for row in own if row["scope"] == 1]
    amount, faults = 0.0, []
    for row in rows:
        if row["emission_tco2e"] is None:
            faults.append(Message("account.cbam.line_unknown", {"category": row["category"]}))
        elif row["gas"] == "CO2e":
            faults.append(Message("account.cbam.gases_mixed", {"category": row["category"]}))
        elif row["gas"] in goods.gases:
            amount += float(row["emission_tco2e"]) * _to_report(book, str(row["gas"]), str(row["gwp_report"]))
    if not rows:
        faults.append(Message("account.cbam.no_direct"))
    return (None if faults else amount), list({(f.id, repr(f.params)): f for f in faults}.values())


def _to_report(book: RuleBook, gas: str, report: str) -> float:
    if report == REPORT or gas == "CO2":
        return 1.0
    here, there = book.gwp(gas, report), book.gwp(gas, REPORT)
    return 1.0 if isinstance(here, Missing) or isinstance(there, Missing) else there.value / here.value


def _markup(book: RuleBook, on: date) -> CbamMarkup | None:
    found = book.in_force(CbamMarkup, on)
    return found[0] if found else None


def _precursors(product: Product, markup: CbamMarkup | None) -> tuple[Precursor, ...]:
    found = []
    for said in product.cbam.get("precursors") or ():
        default = bool(said.get("default"))
        percent = markup.percent if default and markup else 0.0
        factor = 1 + percent / 100
        t_per_t, direct, indirect = (_amount(said, name, product.id) for name in ("t_per_t", "direct", "indirect"))
        what, code, source, country = (str(said.get(name) or "") for name in ("what", "cn_code", "source", "country"))
        raised = (direct * factor, indirect * factor)
        found.append(Precursor(what, code, t_per_t, *raised, default, percent, source, country))
    return tuple(found)


def _amount(said: Mapping[str, Any], name: str, product: str) -> float:
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise InputError("account.product.number", where=f"product {product}", field=f"cbam.precursors.{name}")
    return float(value)


def _missing(product: Product, electricity: Sequence[Line], markup: CbamMarkup | None) -> Iterable[Message]:
    said = product.cbam
    if not product.route:
        yield Message("account.cbam.no_route")
    if said.get("precursors") is None:
        yield Message("account.cbam.no_precursors")
    if any(p.get("default") for p in said.get("precursors") or ()) and markup is None:
        yield Message("account.cbam.no_markup")
    if not electricity:
        yield Message("account.cbam.no_electricity")
    for name in ("installation", "monitoring_plan", "verifier", "carbon_price"):
        if said.get(name) is None:
            yield Message(f"account.cbam.no_{name}")


def _plus(own: float | None, parts: Iterable[float]) -> float | None:
    return None if own is None else own + sum(parts)
