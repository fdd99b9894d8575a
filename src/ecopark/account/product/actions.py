"""Use cases of products: record, compute, publish, consent. Plain functions that take the ports they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.product.findings import PcfFinding, Severity
from ecopark.account.product.footprint import Insufficient, Line, ProductCarbon, product_carbon
from ecopark.account.product.pact import Owner, deprecated, document
from ecopark.account.product.records import CONSENT, FOOTPRINT, PRODUCT, PRODUCTION, Consent, Product, Production
from ecopark.account.product.semantics import check_footprint
from ecopark.core.errors import InputError, StateError
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Origin, Role

WRITERS = (Role.MANAGER, Role.FIRM)
PUBLISHERS = (Role.MANAGER, Role.FIRM)
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Drafted:
    """A computed footprint: its record, or why there is none."""

    record: Record | None
    findings: tuple[PcfFinding, ...]
    insufficient: Insufficient | None


def record_product(
    records: RecordsStore, network: FlowNetwork, scope: Scope, record_id: str, given: Mapping[str, Any]
) -> Record:
    scope.require_role("record a product", *WRITERS)
    product = Product.of(record_id, given)
    known = records.get(scope, PRODUCT, record_id)
    if product.firm not in network.firms or not scope.sees(product.firm) or (known and known.firm != product.firm):
        raise InputError("account.product.not_yours", where="firm", firm=product.firm)
    facility = network.facilities.get(product.facility or "")
    if product.facility is not None and (facility is None or facility.firm != product.firm):
        raise InputError("account.product.field", where=f"product {record_id}", field="facility")
    revision = known.revision if known else None
    return records.put(scope, PRODUCT, record_id, product.content(), firm=product.firm, expected_revision=revision)


def record_production(records: RecordsStore, scope: Scope, record_id: str, given: Mapping[str, Any]) -> Record:
    scope.require_role("record production", *WRITERS)
    production = Production.of(record_id, given)
    product = _product(records, scope, production.product)
    if production.unit != product.unit:
        raise InputError("account.product.unit", where=record_id, unit=production.typed_unit, known=product.unit)
    return records.put(scope, PRODUCTION, record_id, production.content(), firm=product.firm)


def draft_footprint(
    records: RecordsStore, network: FlowNetwork, scope: Scope, product_id: str, first: date, end: date,
    lines: Sequence[Line], now: datetime, lake_version: int,
) -> Drafted:  # fmt: skip
    """Compute the footprint of ``[first, end)`` and keep it as a draft; the same content is kept once."""
    scope.require_role("compute a footprint", *WRITERS)
    product = _product(records, scope, product_id)
    carbon = product_carbon(product, first, end, lines, products_of(records, scope, product.firm),
                            productions_of(records, scope, product.firm))  # fmt: skip
    if isinstance(carbon, Insufficient):
        return Drafted(None, (), carbon)
    firm = network.firms[product.firm]
    zone = ZoneInfo(network.park.zone)
    known = footprints_of(records, scope, product_id)
    active = [str(r.content["document"]["id"]) for r in known if r.content["state"] == "published"]  # type: ignore[index]
    owner = Owner(product.firm, firm.name_en or firm.name_vi, network.park.id)
    made = document(product, carbon, owner, first, end, zone, now, active)
    findings = check_footprint(made, now=now)
    content = {
        "product": product_id,
        "state": "draft",
        "document": made,
        "figure": footprint_figure(
            product, carbon, first, end, zone, lake_version, product_revision(records, scope, product_id)
        ).content(),
        "findings": [finding.content() for finding in findings],
        "lake_version": lake_version,
    }
    existing = records.get(scope, FOOTPRINT, made["id"])
    if existing is not None:
        return Drafted(existing, findings, None)
    return Drafted(records.put(scope, FOOTPRINT, made["id"], content, firm=product.firm), findings, None)


def publish_footprint(records: RecordsStore, scope: Scope, footprint_id: str) -> Record:
    """Make a draft visible to the recipients that the firm allows; what it replaces becomes Deprecated.

    ``StateError`` account.product.same_person, .has_errors, .synthetic, .not_draft.
    """
    scope.require_role("publish a footprint", *PUBLISHERS)
    kept = records.get(scope, FOOTPRINT, footprint_id)
    if kept is None:
        raise InputError("account.product.unknown_footprint", where=footprint_id, id=footprint_id)
    content: dict[str, Any] = dict(kept.content)
    if content["state"] != "draft":
        raise StateError("account.product.not_draft", where=footprint_id)
    if content["figure"]["origin"] == Origin.SYNTHETIC.value:
        raise StateError("account.product.synthetic", where=footprint_id)
    errors = [f for f in content["findings"] if f["severity"] == Severity.ERROR.value]
    if errors:
        raise StateError("account.product.has_errors", where=footprint_id, count=len(errors))
    if kept.actor == scope.user:
        raise StateError("account.product.same_person", where=footprint_id)
    for other in footprints_of(records, scope, str(content["product"])):
        if other.content["state"] == "published":
            gone = {**other.content, "state": "deprecated", "document": deprecated(other.content["document"])}  # type: ignore[arg-type]
            records.put(scope, FOOTPRINT, other.id, gone, firm=other.firm, expected_revision=other.revision)
    published = {**content, "state": "published"}
    return records.put(scope, FOOTPRINT, footprint_id, published, firm=kept.firm, expected_revision=kept.revision)


def record_consent(records: RecordsStore, network: FlowNetwork, scope: Scope, given: Mapping[str, Any]) -> Record:
    """A firm's consent; an empty list of products takes it back. Nobody consents for somebody else."""
    consent = Consent.of(given)
    if scope.role is not Role.FIRM or not scope.sees(consent.firm) or consent.firm not in network.firms:
        raise InputError("account.product.only_firm", where="firm", firm=consent.firm)
    return records.put(scope, CONSENT, f"{consent.firm}:{consent.recipient}", consent.content(), firm=consent.firm)


def products_of(records: RecordsStore, scope: Scope, firm: str | None = None) -> list[Product]:
    return [Product.of(r.id, r.content) for r in records.find(scope, PRODUCT, firm=firm, limit=MOST)]


def productions_of(records: RecordsStore, scope: Scope, firm: str | None = None) -> list[Production]:
    return [Production.of(r.id, r.content) for r in records.find(scope, PRODUCTION, firm=firm, limit=MOST)]


def footprints_of(records: RecordsStore, scope: Scope, product: str | None = None) -> list[Record]:
    """Computed footprints, the oldest first."""
    found = [r for r in records.find(scope, FOOTPRINT, limit=MOST) if product is None or r.content["product"] == product]
    return sorted(found, key=lambda r: (str(r.content["document"]["created"]), r.id))  # type: ignore[index]


def shared_with(records: RecordsStore, platform: Scope, recipient: str, on: date) -> list[Record]:
    """Footprints that a recipient may have: published or replaced, and covered by the firm's own consent today.

    ``platform`` reads all firms' records: the consent decides, not the recipient's scope. # design 4.8
    """
    consents = [Consent.of(r.content) for r in records.find(platform, CONSENT, limit=MOST)]
    mine = {c.firm: c for c in consents if c.recipient == recipient}
    found = []
    for kept in footprints_of(records, platform):
        consent = mine.get(kept.firm or "")
        if (
            consent
            and kept.content["state"] in ("published", "deprecated")
            and consent.covers(str(kept.content["product"]), on)
        ):
            found.append(kept)
    return found


def footprint_figure(
    product: Product, carbon: ProductCarbon, first: date, end: date, zone: ZoneInfo, lake_version: int, revision: int | None
) -> Figure:
    """``pcfExcludingBiogenicUptake`` with its interval and evidence."""
    low, high = carbon.interval()
    days = [datetime(day.year, day.month, day.day, tzinfo=zone).isoformat() for day in (first, end)]
    shares = carbon.estimate.largest_sources(10)
    return Figure(
        name="product_footprint",
        value=carbon.excluding,
        unit="kg",
        low=low,
        high=high,
        standing=Standing.DECLARED,  # it rests on produced quantities that the firm declares
        origin=Origin(carbon.origin) if carbon.origin else None,
        start=days[0],
        end=days[1],
        boundary=(f"firm:{product.firm}",) if product.facility is None else (f"facility:{product.facility}",),
        evidence=(
            Evidence(EvidenceKind.TABLE, f"inventory_lines/{product.firm}", lake_version),
            Evidence(EvidenceKind.RECORD, f"product/{product.id}", revision),
        ),
        provisional=carbon.provisional,
        contributions=dict(shares),
    )


def product_revision(records: RecordsStore, scope: Scope, product: str) -> int | None:
    kept = records.get(scope, PRODUCT, product)
    return kept.revision if kept else None


def _product(records: RecordsStore, scope: Scope, product_id: str) -> Product:
    kept = records.get(scope, PRODUCT, product_id)
    if kept is None:
        raise InputError("account.product.unknown", where="product", id=product_id)
    return Product.of(kept.id, kept.content)
