"""What products need of an open park: the lines of a period, the CBAM sheet, recipients of footprints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.product.actions import Drafted, draft_footprint, productions_of, products_of
from ecopark.account.product.cbam import CbamSheet, cbam_sheet
from ecopark.account.product.footprint import Insufficient, Line
from ecopark.account.product.records import PRODUCT, Product
from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.messages import Text, catalogue
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.serve.access.tokens import create_token
from ecopark.serve.pact_events import RECIPIENT, WORKER, keep_recipient
from ecopark.serve.park import OpenPark

catalogue(
    {
        "serve.product.months": Text(
            vi="kỳ “{value}” chưa đúng. Hãy ghi tháng đầu và tháng cuối, ví dụ 2025-01 và 2025-12.",
            en="the period “{value}” is not right. Give its first and last month, for example 2025-01 and 2025-12.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Months:
    """Whole calendar months ``[first, end)``."""

    first: date
    end: date


def months_of(first: str | None, last: str | None, now: datetime, zone: ZoneInfo) -> Months:
    """``2025-01`` and ``2025-12``, both included; without them the twelve months that are over."""
    if not first and not last:
        local = now.astimezone(zone).date().replace(day=1)
        return Months(local.replace(year=local.year - 1), local)
    starts, ends = _month(first or last or ""), _month(last or first or "")
    end = (ends + timedelta(days=32)).replace(day=1)
    if end <= starts or (end - starts).days > 3 * 366:
        raise InputError("serve.product.months", where="months", value=f"{first} … {last}")
    return Months(starts, end)


def lines_of(park: OpenPark, scope: Scope, firm: str, months: Months) -> Sequence[Line]:
    """Rows of ``inventory_lines`` of a firm in the months."""
    zone = ZoneInfo(park.network.park.zone)
    starts, ends = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (months.first, months.end))
    table = park.snapshot().derived(scope, "inventory_lines", Interval(starts, ends), only={"firm": [firm]})
    return list(table.to_pylist())


def draft(park: OpenPark, scope: Scope, product_id: str, months: Months) -> Drafted:
    product = known_product(park, scope, product_id)
    lines = lines_of(park, scope, product.firm, months)
    return draft_footprint(
        park.records, park.network, scope, product_id, months.first, months.end, lines, park.now(), park.snapshot().version
    )


def sheet(park: OpenPark, scope: Scope, product_id: str, months: Months) -> CbamSheet | Insufficient:
    product = known_product(park, scope, product_id)
    lines = lines_of(park, scope, product.firm, months)
    firm = product.firm
    products, made = products_of(park.records, scope, firm), productions_of(park.records, scope, firm)
    return cbam_sheet(product, months.first, months.end, lines, products, made, park.book)


def known_product(park: OpenPark, scope: Scope, product_id: str) -> Product:
    """``InputError`` account.product.unknown alike if there is none and if the scope does not reach it."""
    kept = park.records.get(scope, PRODUCT, product_id)
    if kept is None:
        raise InputError("account.product.unknown", where="product", id=product_id)
    return Product.of(kept.id, kept.content)


def add_recipient(
    park: OpenPark, scope: Scope, name: str, url: str = "", client_id: str = "", client_secret: str = ""
) -> tuple[dict[str, Any], Record]:
    """A buyer's program: its credentials, shown this once, what is kept of it. It sees nothing before a consent."""
    secret, token = create_token(park.access, scope, name=name, role=Role.HUB)
    kept = keep_recipient(park, scope, token.id, name.strip(), url, client_id, client_secret)
    return {"client_id": token.id, "client_secret": secret, "name": token.name, "url": url}, kept


def recipients_of(park: OpenPark) -> Sequence[dict[str, str]]:
    """Ids and names of recipients, nothing else: a firm needs them to consent."""
    return [{"id": r.id, "name": str(r.content["name"])} for r in park.records.find(WORKER, RECIPIENT, limit=10_000)]


def _month(text: str) -> date:
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if found is None or not 1 <= int(found[2]) <= 12 or not 1990 <= int(found[1]) <= 2150:
        raise InputError("serve.product.months", where="months", value=text[:20])
    return date(int(found[1]), int(found[2]), 1)
