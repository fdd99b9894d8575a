"""What ``sink``, ``target`` and ``product`` do. The command line opens the park itself: no other process may run it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.forecast.target import record_target
from ecopark.account.product.actions import (
    footprints_of,
    productions_of,
    products_of,
    publish_footprint,
    record_product,
    record_production,
)
from ecopark.account.product.cbam import CbamSheet
from ecopark.account.product.findings import Severity
from ecopark.account.product.semantics import check_footprint
from ecopark.account.sinks.actions import record_check, record_planting
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.messages import Message
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.judge.documents import Handed
from ecopark.serve.bootstrap import opened
from ecopark.serve.carbon_path import path_view, sinks_content, sinks_of
from ecopark.serve.cbam_sheet import workbook
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.documents import add_document
from ecopark.serve.park import OpenPark
from ecopark.serve.products import add_recipient, draft, months_of, sheet

SCOPE = system_scope("command-line")


def show_sinks(out: Output, folder: Path, firm: str | None, year: int | None) -> ExitCode:
    with opened(folder, metered=False) as park:
        at = year or _today(park).year
        found = sinks_of(park.records, park.book, SCOPE, firm, at)
    for row in found.plantings:
        size = f"{row.planting.trees} x" if row.planting.trees is not None else f"{row.planting.crown_m2:g} m2"
        up = row.uptake
        said = f"{up.low_tco2:.2f} … {up.high_tco2:.2f} tCO2" if up else row.reason.render(out.lang) if row.reason else ""
        out.line(f"{row.planting.id:24} {size:12} {row.planting.what}: {said}")
    if found.total:
        out.say("cli.sink.total", year=at, low=f"{found.total.low_tco2:.2f}", high=f"{found.total.high_tco2:.2f}")
    else:
        out.say("cli.sink.nothing")
    out.result({"year": at, **sinks_content(found), "netted": False})
    return ExitCode.OK


def plant(out: Output, folder: Path, given: Mapping[str, Any], evidence: Sequence[Path]) -> ExitCode:
    with opened(folder, metered=False) as park:
        content = {**given, "evidence": _evidence(park, evidence, given.get("firm"))}
        kept = record_planting(park.records, park.network, SCOPE, f"planting-{secrets.token_hex(6)}", content, _today(park))
        park.log.publish()
    return _kept(out, kept.id, kept.content)


def check_planting(out: Output, folder: Path, given: Mapping[str, Any], user: str, evidence: Sequence[Path]) -> ExitCode:
    with opened(folder, metered=False) as park:
        content = {**given, "evidence": _evidence(park, evidence, None)}
        scope = _person(park, user)
        kept = record_check(park.records, scope, f"check-{secrets.token_hex(6)}", content, _today(park))
        park.log.publish()
    return _kept(out, kept.id, kept.content)


def set_target(out: Output, folder: Path, given: Mapping[str, Any]) -> ExitCode:
    with opened(folder, metered=False) as park:
        kept = record_target(park.records, park.network, SCOPE, given)
        park.log.publish()
    return _kept(out, kept.id, kept.content)


def show_path(out: Output, folder: Path, firm: str | None, year: int | None) -> ExitCode:
    with opened(folder, metered=False) as park:
        if firm is not None and firm not in park.network.firms:
            raise InputError("account.target.not_yours", where="--firm", firm=firm)
        lines = park.snapshot().derived(SCOPE, "inventory_lines").to_pylist()
        view = path_view(park.records, park.book, park.network, lines, SCOPE, firm, park.now(), year)
    this = view.this
    out.say("cli.target.so_far", year=view.year, value=f"{this.so_far:.1f}")
    if this.value is None:
        out.line(this.reason.render(out.lang) if this.reason else "")
    else:
        out.say(
            "cli.target.expected", year=view.year, value=f"{this.value:.1f}", low=f"{this.low:.1f}", high=f"{this.high:.1f}"
        )
    if view.gap_reason:
        out.line(view.gap_reason.render(out.lang))
    if view.gaps:
        out.say("cli.target.head")
    for row in view.gaps:
        if row.year == view.year or row.year % 5 == 0 or row is view.gaps[-1]:
            out.line(f"{row.year}  {row.path:12.1f} {row.as_today:12.1f} {-row.measures:10.1f} {row.open_after:12.1f}")
    if view.sinks.total:
        low, high = view.sinks.total.low_tco2, view.sinks.total.high_tco2
        out.say("cli.sink.total", year=view.year, low=f"{low:.2f}", high=f"{high:.2f}")
    out.result(view.content())
    return ExitCode.OK


def list_products(out: Output, folder: Path) -> ExitCode:
    with opened(folder, metered=False) as park:
        products, made = products_of(park.records, SCOPE), productions_of(park.records, SCOPE)
        kept = footprints_of(park.records, SCOPE)
    for product in products:
        out.line(f"{product.id:24} {product.firm:16} {product.name} ({product.unit}) {product.cn_code}")
        for record in kept:
            content: Mapping[str, Any] = record.content
            if content["product"] == product.id:
                out.line(f"    {record.id} {content['state']:10} {content['figure']['value']:.4g} kgCO2e")
    if not products:
        out.say("cli.product.nothing")
    out.result(
        {
            "products": [{"id": p.id, **p.content()} for p in products],
            "production": [{"id": p.id, **p.content()} for p in made],
            "footprints": [{"id": r.id, **r.content} for r in kept],
        }
    )
    return ExitCode.OK


def add_product(out: Output, folder: Path, file: Path, product_id: str | None) -> ExitCode:
    given = _json(file)
    with opened(folder, metered=False) as park:
        name = product_id or str(given.get("id") or f"product-{secrets.token_hex(6)}")
        kept = record_product(park.records, park.network, SCOPE, name, given)
        park.log.publish()
    return _kept(out, kept.id, kept.content)


def add_production(out: Output, folder: Path, given: Mapping[str, Any]) -> ExitCode:
    with opened(folder, metered=False) as park:
        kept = record_production(park.records, SCOPE, f"production-{secrets.token_hex(6)}", given)
        park.log.publish()
    return _kept(out, kept.id, kept.content)


def compute_footprint(out: Output, folder: Path, product_id: str, first: str | None, last: str | None) -> ExitCode:
    with opened(folder, metered=False) as park:
        made = draft(park, SCOPE, product_id, months_of(first, last, park.now(), _zone(park)))
        park.log.publish()
    if made.insufficient is not None:
        return _insufficient(out, made.insufficient.reasons)
    assert made.record is not None
    figure: Any = made.record.content["figure"]
    numbers = {name: f"{figure[name]:.4g}" for name in ("value", "low", "high")}
    out.say("cli.product.footprint", id=made.record.id, **numbers)
    for finding in made.findings:
        out.line(f"{finding.severity.value:8} {finding.path}: {finding.message.render(out.lang)}")
    out.result({"id": made.record.id, "content": dict(made.record.content)})
    return ExitCode.OK


def publish(out: Output, folder: Path, footprint_id: str, user: str) -> ExitCode:
    with opened(folder, metered=False) as park:
        kept = publish_footprint(park.records, _person(park, user), footprint_id)
        park.log.publish()
    return _kept(out, kept.id, kept.content)


def check_file(out: Output, file: Path) -> ExitCode:
    """Exit code PARTLY where the footprint contradicts itself."""
    given = _json(file)
    findings = check_footprint(given.get("data", given) if isinstance(given.get("data"), dict) else given)
    for finding in findings:
        out.line(f"{finding.severity.value:8} {finding.path}: {finding.message.render(out.lang)}")
    if not findings:
        out.say("cli.product.no_findings")
    out.result({"findings": [finding.content() for finding in findings]})
    return ExitCode.PARTLY if any(f.severity is Severity.ERROR for f in findings) else ExitCode.OK


def write_cbam(
    out: Output, folder: Path, product_id: str, file: Path | None, first: str | None, last: str | None
) -> ExitCode:
    with opened(folder, metered=False) as park:
        found = sheet(park, SCOPE, product_id, months_of(first, last, park.now(), _zone(park)))
    if not isinstance(found, CbamSheet):
        return _insufficient(out, found.reasons)
    for name, value in (("direct", found.direct), ("indirect", found.indirect)):
        out.line(f"{name:9} {'-' if value is None else f'{value:.4f}'} tCO2e/t")
    for message in found.missing:
        out.line(f"- {message.render(out.lang)}")
    if file is not None:
        file.write_bytes(workbook(found, out.lang))
        out.say("cli.product.written", file=file)
    out.result(found.content())
    return ExitCode.OK


def new_recipient(out: Output, folder: Path, name: str, url: str, client_id: str, secret: str) -> ExitCode:
    with opened(folder, metered=False) as park:
        shown, _ = add_recipient(park, SCOPE, name, url, client_id, secret)
        park.log.publish()
    out.say("cli.product.recipient", client_id=shown["client_id"], client_secret=shown["client_secret"])
    out.result(shown)
    return ExitCode.OK


def _insufficient(out: Output, reasons: Sequence[Message]) -> ExitCode:
    """An answer, not an error: what is missing."""
    out.say("cli.product.insufficient")
    for reason in reasons:
        out.line(f"- {reason.render(out.lang)}")
    said = [{"code": r.id, "vi": r.render("vi"), "en": r.render("en")} for r in reasons]
    out.result({"insufficient": said})
    return ExitCode.PARTLY


def _kept(out: Output, record_id: str, content: Mapping[str, object]) -> ExitCode:
    out.say("cli.carbon.kept", id=record_id)
    out.result({"id": record_id, "content": dict(content)})
    return ExitCode.OK


def _person(park: OpenPark, user: str) -> Scope:
    """The scope of a user of the park: who checks or publishes is a person with a name, not the command line."""
    found = park.access.store.user(SCOPE, user)
    if found is None or found.disabled:
        raise InputError("cli.carbon.unknown_user", where="--user", user=user)
    return Scope(found.role, found.id, frozenset(found.firms) if found.role is Role.FIRM else None)


def _evidence(park: OpenPark, files: Sequence[Path], firm: object) -> list[dict[str, object]]:
    found = []
    for file in files:
        handed = Handed(file.name, file.read_bytes(), firm=str(firm) if firm else None)
        record = add_document(park, SCOPE, handed).record
        found.append(Evidence(EvidenceKind.DOCUMENT, record.id, sha256=str(record.content["sha256"])).content())
    return found


def _json(file: Path) -> dict[str, Any]:
    try:
        given = json.loads(file.read_text("utf-8"))
    except (ValueError, UnicodeDecodeError):
        given = None
    if not isinstance(given, dict):
        raise InputError("cli.carbon.not_json", where=str(file))
    return given


def _zone(park: OpenPark) -> ZoneInfo:
    return ZoneInfo(park.network.park.zone)


def _today(park: OpenPark) -> date:
    return park.now().astimezone(_zone(park)).date()
