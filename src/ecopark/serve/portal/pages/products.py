"""Products: footprints with interval and check, what is missing, the CBAM sheet, and who may have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.product.actions import MOST, footprints_of, productions_of, products_of
from ecopark.account.product.cbam import CbamSheet, cbam_sheet
from ecopark.account.product.footprint import Insufficient, product_carbon
from ecopark.account.product.pcf_schema import UNITS
from ecopark.account.product.records import CONSENT, TYPED_UNITS, Consent, Product, Production
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.records import Record
from ecopark.core.terms import Role
from ecopark.serve.pact_events import RECIPIENT, WORKER
from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.products import Months, months_of

TYPED = tuple(unit for unit in TYPED_UNITS if unit not in UNITS or unit == "piece")


@dataclass(frozen=True, slots=True)
class FootprintRow:
    """A computed footprint as the page shows it."""

    id: str
    state: str
    actor: str
    document: Mapping[str, Any]
    figure: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]]
    start: datetime
    end: datetime

    @property
    def errors(self) -> int:
        return sum(finding["severity"] == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product: newest footprint first, or why none can be made of the last twelve months."""

    product: Product
    productions: tuple[Production, ...]
    footprints: tuple[FootprintRow, ...]
    missing: tuple[Message, ...]
    cbam: CbamSheet | None
    cbam_missing: tuple[Message, ...]
    consents: tuple[Consent, ...]


def products_page(context: Context) -> Page:
    return products_with(context, {})


def products_with(context: Context, said: Mapping[str, Any]) -> Page:
    """The page; ``said`` holds what a form gave back (``failed``, ``secret``, ``checked``)."""
    records, scope = context.park.records, context.scope
    months = months_of(None, None, context.now, ZoneInfo(context.network.park.zone))
    products = sorted(products_of(records, scope), key=lambda p: (p.firm, p.name))
    recipients = {r.id: str(r.content["name"]) for r in records.find(WORKER, RECIPIENT, limit=MOST)}
    consents = [Consent.of(r.content) for r in records.find(scope, CONSENT, limit=MOST)]
    rows = [_row(context, product, products, months, consents) for product in products]
    return Page(
        "products.html",
        "portal.nav.products",
        {
            "rows": rows,
            "recipients": recipients,
            "firms": [f for f in context.network.firms.values() if scope.sees(f.id)],
            "may_write": scope.role in (Role.MANAGER, Role.FIRM),
            "may_consent": scope.role is Role.FIRM,
            "is_manager": scope.role is Role.MANAGER,
            "may_check": scope.role is not Role.PUBLIC,
            "units": UNITS,
            "typed_units": TYPED,
            "months": months,
            "done": context.query.get("done", ""),
            "failed": "",
            "secret": None,
            "checked": None,
            "pasted": "",
            **account_words(context),
            **said,
        },
    )


def _row(
    context: Context, product: Product, products: Sequence[Product], months: Months, consents: Sequence[Consent]
) -> ProductRow:
    zone = ZoneInfo(context.network.park.zone)
    starts, ends = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (months.first, months.end))
    table = context.snapshot.derived(context.scope, "inventory_lines", Interval(starts, ends), only={"firm": [product.firm]})
    lines, made = table.to_pylist(), productions_of(context.park.records, context.scope, product.firm)
    found = product_carbon(product, months.first, months.end, lines, products, made)
    sheet = cbam_sheet(product, months.first, months.end, lines, products, made, context.park.book)
    own = tuple(sorted((p for p in made if p.product == product.id), key=lambda p: p.first_day, reverse=True))
    kept = footprints_of(context.park.records, context.scope, product.id)
    return ProductRow(
        product,
        own,
        tuple(_footprint(record) for record in reversed(kept)),
        found.reasons if isinstance(found, Insufficient) else (),
        sheet if isinstance(sheet, CbamSheet) else None,
        sheet.missing if isinstance(sheet, CbamSheet) else sheet.reasons,
        tuple(c for c in consents if c.firm == product.firm and c.products),
    )


def _footprint(kept: Record) -> FootprintRow:
    content: Mapping[str, Any] = kept.content
    figure = content["figure"]
    moments = [datetime.fromisoformat(figure[side]) for side in ("start", "end")]
    return FootprintRow(
        kept.id, content["state"], kept.actor, content["document"], figure, content["findings"], moments[0], moments[1]
    )
