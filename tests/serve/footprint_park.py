"""A small park with published footprints, a buyer's program, the firm's consent; and a real server with TLS."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastapi import FastAPI
from tests.account.carbon_lines import line
from tests.serve.small_park import Served

from ecopark.account.product.actions import (
    draft_footprint,
    publish_footprint,
    record_consent,
    record_product,
    record_production,
)
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.tokens import create_token
from ecopark.serve.pact_events import keep_recipient
from ecopark.serve.park import OpenPark
from ecopark.serve.web import ToldServer, listening_socket

STEEL = Scope(Role.FIRM, "user.steel", frozenset({"steel"}))
PLATING = Scope(Role.FIRM, "user.plating", frozenset({"plating"}))
SECOND = {"steel": Scope(Role.FIRM, "second.steel", frozenset({"steel"})),
          "plating": Scope(Role.FIRM, "second.plating", frozenset({"plating"}))}  # fmt: skip
BAR: dict[str, Any] = {
    "name": "Thanh thép D10",
    "description": "Rebar D10",
    "unit": "kilogram",
    "unit_amount": 1,
    "mass_kg": 1,
    "classifications": ["urn:cpc:4124"],
    "cn_code": "72142000",
    "route": "electric arc furnace",
    "fossil_carbon_kg": 0.002,
    "biogenic_carbon_kg": 0,
    "inputs": [{"what": "scrap", "kg_co2e": 0.02, "primary": False, "source": "worldsteel", "version": "2023"}],
    "exempted_percent": 0,
}


@dataclass(frozen=True)
class Buyer:
    """Credentials of a buyer's program."""

    client_id: str
    secret: str
    scope: Scope


def add_buyer(park: OpenPark, name: str = "buyer", url: str = "") -> Buyer:
    manager = system_scope("test")
    secret, token = create_token(park.access, manager, name=name, role=Role.HUB)
    keep_recipient(park, manager, token.id, name, url, "test_client_id", "test_client_secret")
    return Buyer(token.id, secret, Scope(Role.HUB, f"token:{token.id}"))


def year_lines(firm: str, year: int, **other: Any) -> list[dict[str, object]]:
    months = range(1, 13)
    electricity = [line(100.0 + m, year, m, firm=firm, **other) for m in months]
    diesel = {"scope": 1, "category": "stationary_combustion", "substance": "gas/diesel oil", "factor_id": "ipcc2006.diesel",
              "factor_source": "IPCC 2006", "factor_year": 2006}  # fmt: skip
    return [*electricity, *(line(5.0, year, m, firm=firm, gas="CO2", **{**diesel, **other}) for m in months)]


def add_product(
    park: OpenPark, scope: Scope, product: str, firm: str, years: tuple[int, ...] = (2024,), **other: Any
) -> None:
    if park.records.get(system_scope("test"), "product", f"product-{firm}") is not None:
        park.records.erase(system_scope("test"), "product", f"product-{firm}", "mistake")  # the seeded ones have no facts
        park.records.erase(system_scope("test"), "product_footprint", f"footprint-{firm}", "mistake")
    given = {**BAR, "firm": firm, "product_ids": [f"urn:pact:{firm}.example:supplier-id:{product}"], **other}
    record_product(park.records, park.network, scope, product, given)
    for year in years:
        made = {
            "product": product,
            "first_day": f"{year}-01-01",
            "last_day": f"{year}-12-31",
            "quantity": 2400.0,
            "unit": "t",
        }
        record_production(park.records, scope, f"{product}-{year}", made)


def publish(park: OpenPark, scope: Scope, product: str, firm: str, year: int, now: datetime) -> str:
    """Compute the footprint of a year from measured lines and let another person publish it."""
    lines = year_lines(firm, year)
    drafted = draft_footprint(
        park.records, park.network, scope, product, date(year, 1, 1), date(year + 1, 1, 1), lines, now, 1
    )
    assert drafted.record is not None, drafted.insufficient
    return publish_footprint(park.records, SECOND[firm], drafted.record.id).id


def seed_footprints(served: Served, buyer: Buyer) -> list[str]:
    """Steel: one product with two years (the first becomes Deprecated) that the buyer may have; plating: not."""
    park, now = served.park, served.clock()
    add_product(park, STEEL, "rebar", "steel", (2024, 2025))
    add_product(park, PLATING, "bolt", "plating", name="kobalt bolt")
    record_consent(park.records, park.network, STEEL, {"firm": "steel", "recipient": buyer.client_id, "products": ["*"]})
    first = publish(park, STEEL, "rebar", "steel", 2024, now - timedelta(days=30))
    second = publish(park, STEEL, "rebar", "steel", 2025, now)
    return [first, second, publish(park, PLATING, "bolt", "plating", 2024, now)]


@contextlib.contextmanager
def served_over_tls(app: FastAPI, folder: Path) -> Iterator[tuple[str, Path]]:
    """``https://127.0.0.1:port`` of a real server, and the certificate that it shows."""
    certificate, key = self_signed(folder)
    listening = listening_socket("127.0.0.1", 0)
    port = listening.getsockname()[1]
    config = uvicorn.Config(
        app, log_config=None, access_log=False, ssl_certfile=str(certificate), ssl_keyfile=str(key), lifespan="off"
    )
    ready = threading.Event()
    server = ToldServer(config, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        assert ready.wait(30)
        yield f"https://127.0.0.1:{port}", certificate
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


def self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return certificate, private
