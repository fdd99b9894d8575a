"""Criteria by which PACT footprints are asked for, over HTTP and in request events: any value of each criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ecopark.account.product.semantics import validity_of
from ecopark.core.errors import InputError
from ecopark.core.messages import Text, catalogue

SETS = ("productId", "companyId", "geography", "classification")
MOMENTS = ("validOn", "validAfter", "validBefore")

catalogue(
    {
        "account.pact.moment": Text(
            vi="“{value}” ở {name} không phải là thời điểm ISO 8601, ví dụ 2025-02-01T00:00:00Z.",
            en="“{value}” in {name} is no ISO 8601 moment, for example 2025-02-01T00:00:00Z.",
        ),
        "account.pact.criterion": Text(vi="{name} phải là một danh sách chữ.", en="{name} is a list of texts."),
    }
)


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is asked for; empty or None: anything. Texts are compared without regard to capitals."""

    product_ids: tuple[str, ...] = ()
    company_ids: tuple[str, ...] = ()
    geographies: tuple[str, ...] = ()
    classifications: tuple[str, ...] = ()
    valid_on: datetime | None = None
    valid_after: datetime | None = None
    valid_before: datetime | None = None
    status: str | None = None

    def match(self, footprint: Mapping[str, Any]) -> bool:
        """Whether a footprint meets every criterion."""
        pcf = footprint["pcf"]
        places = [pcf.get(n) for n in ("geographyCountry", "geographyRegionOrSubregion", "geographyCountrySubdivision")]
        validity = validity_of(footprint)
        if self.status is not None and str(footprint["status"]).lower() != self.status.lower():
            return False
        if validity is None and (self.valid_on or self.valid_after or self.valid_before):
            return False
        start, end = validity or (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
        return (
            _any(self.product_ids, footprint["productIds"])
            and _any(self.company_ids, footprint["companyIds"])
            and _any(self.geographies, places)
            and _any(self.classifications, footprint.get("productClassifications") or ())
            and (self.valid_on is None or start <= self.valid_on <= end)
            and (self.valid_after is None or start > self.valid_after)
            and (self.valid_before is None or end < self.valid_before)
        )


def criteria_of(said: Mapping[str, Any]) -> Criteria:
    """Criteria of a query or of an event's data; ``InputError`` account.pact.… for one that cannot be read."""
    products, companies, places, classes = (_texts(said.get(name), name) for name in SETS)
    on, after, before = (_moment(said.get(name), name) for name in MOMENTS)
    status = said.get("status")
    if status is not None and not isinstance(status, str):
        raise InputError("account.pact.criterion", where="status", name="status")
    return Criteria(products, companies, places, classes, on, after, before, status)


def _texts(given: object, name: str) -> tuple[str, ...]:
    if given is None:
        return ()
    found = [given] if isinstance(given, str) else given
    if not isinstance(found, Sequence) or not all(isinstance(part, str) for part in found):
        raise InputError("account.pact.criterion", where=name, name=name)
    return tuple(part for part in found if part)


def _moment(given: object, name: str) -> datetime | None:
    if given is None or given == "":
        return None
    try:
        found = datetime.fromisoformat(str(given).replace(" ", "+"))  # a plus sign that an unescaped address lost
    except ValueError:
        raise InputError("account.pact.moment", where=name, name=name, value=str(given)[:50]) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _any(wanted: Iterable[str], present: Iterable[object]) -> bool:
    texts = {str(value).lower() for value in present if value is not None}
    asked = [value.lower() for value in wanted]
    return not asked or any(value in texts for value in asked)
