"""A small but real park for tests of serve: two firms, the park's works, a published outfall, real store, records and log.

Every firm's things carry a word (a canary) that stands nowhere else: if it turns up in an answer to somebody else,
something leaked.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
from fastapi import FastAPI

from ecopark.account.cost import ENERGY_COSTS
from ecopark.account.inventory import INVENTORY_LINES, INVENTORY_VARIANTS
from ecopark.account.measures.baselines import lock
from ecopark.account.measures.digital import DigitalProject
from ecopark.account.measures.events import NonRoutineEvent
from ecopark.account.measures.records import Measure, Status
from ecopark.account.quantities import QUANTITIES
from ecopark.account.resource_lines import RESOURCE_LINES
from ecopark.account.scope2 import SCOPE2
from ecopark.connect.raw import RawStore
from ecopark.connect.records import ImportRun, Part, QuarantineItem
from ecopark.connect.settings import ParkSettings
from ecopark.core.figures import Figure, Standing
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, Edge, Facility, Firm, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin, Role
from ecopark.engine.embedded.reports import BatchReport
from ecopark.engine.log_files import FileLogStorage
from ecopark.engine.records import open_records
from ecopark.engine.records_access import User
from ecopark.engine.store import Store
from ecopark.judge.claims.actions import draft_claim, store_verdict
from ecopark.judge.claims.evidence import EvidenceFile
from ecopark.judge.claims.reader import read_claim
from ecopark.judge.claims.verdict import judge
from ecopark.judge.limits import OUTPUTS as LIMITS
from ecopark.judge.opendata.settings import OpenDataSettings
from ecopark.rules.book import RuleBook
from ecopark.rules.load import load_packs
from ecopark.serve.access.passwords import hash_password
from ecopark.serve.access.sessions import csrf_token, sign_in
from ecopark.serve.api.app import create_app
from ecopark.serve.ledger import issue_unit
from ecopark.serve.live import live_parts
from ecopark.serve.logged_records import LoggedRecords
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.router import portal_problem, portal_router
from ecopark.trust.balance.flow import OUTPUTS as BALANCES
from ecopark.trust.falsification.flow import METER_OUTPUT as FALSIFIED_METERS
from ecopark.trust.falsification.flow import OUTPUT as FALSIFICATION
from ecopark.trust.inspection.actions import take_calibration, take_inspection
from ecopark.trust.inspection.findings import OUTPUT as INSPECTION_FINDINGS
from ecopark.trust.inspection.samples import take_lab_result
from ecopark.trust.log.batches import batch_tree, readings_entry
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.note import SigningKey
from ecopark.trust.quality import OUTPUTS as QUALITY

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CANARY = {"steel": "zinnober", "plating": "kobalt"}
PARKS_OWN = "malachite"  # the park's own, not published
VALUES = {"steel": 31337.25, "plating": 42424.25, None: 55555.25}
PUBLISHED_VALUE = 66666.25
PASSWORD = "con đường dài ra cảng"
USERS: dict[str, tuple[Role, tuple[str, ...]]] = {
    "manager": (Role.MANAGER, ()),
    "inspector": (Role.INSPECTOR, ()),
    "regulator": (Role.REGULATOR, ()),
    "user.steel": (Role.FIRM, ("steel",)),
    "user.plating": (Role.FIRM, ("plating",)),
}


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **passed: float) -> None:
        self.now += timedelta(**passed)


def small_network() -> FlowNetwork:
    firms, facilities, nodes, edges, points, meters, streams = [], [], [], [], [], [], []
    nodes.append(Node("grid", NodeKind.GRID, "Lưới điện", "Grid"))
    nodes.append(Node("works", NodeKind.WORKS, "Trạm xử lý nước thải", "Works"))
    nodes.append(Node("outfall", NodeKind.OUTFALL, "Cửa xả", "Outfall"))
    for firm, canary in CANARY.items():
        firms.append(Firm(firm, f"Công ty {canary}", f"{canary} company", "x"))
        facilities.append(Facility(f"{firm}.site", firm, f"Nhà máy {canary}", f"{canary} site"))
        nodes.append(Node(f"{firm}.node", NodeKind.FIRM, canary, canary, firm, f"{firm}.site"))
        nodes.append(Node(f"{firm}.out", NodeKind.OUTFALL, canary, canary, firm))
        edges.append(Edge(f"{firm}.supply", Carrier.ELECTRICITY, "grid", f"{firm}.node"))
        edges.append(Edge(f"{firm}.drain", Carrier.WASTEWATER, f"{firm}.node", "works"))
        points.append(MonitoringPoint(f"{firm}.point", f"{firm}.out", canary, canary, "wastewater", firm))
        meters.append(Meter(f"{firm}.meter", edge=f"{firm}.supply", firm=firm))
        meters.append(Meter(f"{firm}.probe", monitoring_point=f"{firm}.point", firm=firm))
        streams.append(_stream(f"{firm}.energy", f"{firm}.meter", "active_energy", "kWh", firm, canary))
        streams.append(_stream(f"{firm}.cod", f"{firm}.probe", "cod", "mg/L", firm, canary))
    edges.append(Edge("works.out", Carrier.WASTEWATER, "works", "outfall"))
    edges.append(Edge("byproduct", Carrier.MATERIAL, "steel.node", "plating.node", "zinnober-kobalt slag"))
    points.append(MonitoringPoint("works.point", "outfall", "Cửa xả chung", "Common outfall", "wastewater", public=True))
    meters.append(Meter("works.meter", monitoring_point="works.point"))
    meters.append(Meter("exchange.meter", edge="byproduct"))
    streams.append(_stream("works.cod", "works.meter", "cod", "mg/L", None, "", public=True))
    streams.append(_stream("works.ph", "works.meter", "ph", "", None, PARKS_OWN))
    park = Park(
        "test", "Khu thử nghiệm", "Test park", notice_vi="Khu này được lắp ghép.", notice_en="This park is assembled."
    )
    return FlowNetwork.of(
        park,
        firms=firms,
        facilities=facilities,
        nodes=nodes,
        edges=edges,
        monitoring_points=points,
        meters=meters,
        datastreams=streams,
    )


def _stream(
    stream_id: str, meter: str, observed: str, unit: str, firm: str | None, canary: str, *, public: bool = False
) -> Datastream:
    kind = DatastreamKind.TOTAL if observed == "active_energy" else DatastreamKind.MEASUREMENT
    return Datastream(
        stream_id,
        meter,
        observed,
        unit,
        kind,
        Origin.SYNTHETIC,
        canary,
        canary,
        firm,
        900,
        public=public,
        source="made for tests",
    )


# The tables that the flows of the product publish.
DERIVED = {
    table.name: table
    for table in (
        *QUALITY,
        *BALANCES,
        FALSIFICATION,
        FALSIFIED_METERS,
        INSPECTION_FINDINGS,
        OutputTable("quantities", QUANTITIES, "datastream", "start"),
        OutputTable("resource_lines", RESOURCE_LINES, "firm", "month"),
        OutputTable("park_lines", RESOURCE_LINES, "firm", "month"),
        OutputTable("inventory_lines", INVENTORY_LINES, "firm", "month"),
        OutputTable("inventory_variants", INVENTORY_VARIANTS, "firm", "month"),
        OutputTable("scope2", SCOPE2, "firm", "month"),
        OutputTable("energy_costs", ENERGY_COSTS, "firm", "month"),
        *LIMITS,
    )
}


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows in the schema of the table; what a row does not say is null, or zero where null is not allowed."""
    schema = DERIVED[name].schema
    empty = {field.name: None if field.nullable else _zero(field.type) for field in schema}
    return pa.Table.from_pylist([{**empty, **{k: v for k, v in row.items() if k in empty}} for row in rows], schema=schema)


def _zero(kind: pa.DataType) -> Any:
    if pa.types.is_string(kind):
        return ""
    if pa.types.is_timestamp(kind):
        return datetime(2026, 2, 1)
    if pa.types.is_boolean(kind):
        return False
    return [] if pa.types.is_list(kind) else 0


def canary_rows() -> dict[str, pa.Table]:
    """Rows of every derived table for both firms and the works; texts of a firm's rows hold its canary."""
    month = datetime(2026, 2, 1)
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in DERIVED}
    for owner, word, stream, point in (
        ("steel", "zinnober", "steel.cod", "steel.point"),
        ("plating", "kobalt", "plating.cod", "plating.point"),
        (None, PARKS_OWN, "works.ph", None),
        (None, "open", "works.cod", "works.point"),
    ):
        ending = owner or ("works" if point else "park")
        firm = {"firm": owner, "facility": f"{owner}.site" if owner else None, "month": month, "origin": "synthetic"}
        tables["findings"].append(_finding(f"finding-{ending}", stream, (), word))
        for kind in ("balance", "falsification", "falsification_meter", "inspection", "limit"):
            tables[f"{kind}_findings"].append(_finding(f"{kind}-{ending}", stream, (), word))
        balance = {
            "firm": owner,
            "datastream": stream,
            "carrier": "electricity",
            "unit": "kWh",
            "edge": word,
            "balance": word,
        }
        tables["reconciled"].append({**balance, "start": month, "step_s": 3600, "origin": "synthetic"})
        tables["imbalances"].append({**balance, "day": month, "reason": word})
        tables["meter_trust"].append({**balance, "month": month, "group": ["steel.cod", "plating.cod"]})
        flag = {"phenomenon_time": datetime(2026, 3, 1, 23), "revision": 0, "flag": 3, "tests": 4}
        tables["flags"].append({"datastream": stream, **flag})
        tables["coverage"].append({"datastream": stream, "month": month, "evaluated": 3, "good": 3, "run": word})
        line = {"resource": "electricity", "direction": "in", "quantity": VALUES[owner], "unit": "kWh"}
        tables["resource_lines"].append({**firm, **line})
        inventory = {"id": f"line-{ending}", "scope": 1, "category": word, "uncertainty": "{}"}
        tables["inventory_lines"].append({**firm, **inventory})
        tables["inventory_variants"].append({**firm, "line": word, "guideline": 2019})
        tables["scope2"].append({**firm, "id": f"scope2-{ending}", "method": "market", "factor_source": word, "units": "[]"})
        tables["energy_costs"].append({**firm, "datastream": stream, "band": "peak", "reason": word})
        if point is not None:
            at = {"monitoring_point": point, "property": "cod"}
            origin = "synthetic" if word == "open" else word
            tables["averages"].append(
                {**at, "start": month, "step_s": 3600, "average": 11.0, "unit": "mg/L", "origin": origin}
            )
            tables["exceedances"].append({**at, "id": f"exceedance-{ending}", "start": month, "end": month, "reason": word})
            tables["limit_states"].append({**at, "month": month, "limit_rule": word, "judged": 1})
    tables["findings"].append(_finding("finding-both", "steel.cod", ("plating.cod",), "kobalt"))
    return {name: _table(name, rows) for name, rows in tables.items()}


def _finding(finding_id: str, stream: str, others: tuple[str, ...], word: str) -> dict[str, Any]:
    return {
        "id": finding_id,
        "code": "trust.flat_line",
        "datastream": stream,
        "others": list(others),
        "start": datetime(2026, 2, 3),
        "end": datetime(2026, 2, 4),
        "severity": "attention",
        "message_id": "trust.flat_line.found",
        "params": json.dumps({"word": word}),
        "evidence": json.dumps({"rows": [word]}),
        "check_version": "1",
        "count": 3,
    }


def canary_flow(network: FlowNetwork) -> Flow:
    """Publishes the rows through the real runner of flows."""
    whole = Interval(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    task = Task("all", tuple(network.datastreams), whole, whole)

    def run(_task: Task, _inputs: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
        return canary_rows()

    return Flow("canaries", "1", ("observations",), tuple(DERIVED.values()), lambda _network, _interval: [task], run)


class Browser:
    """Asks the application over ASGI; keeps cookies and headers."""

    def __init__(self, app: FastAPI, runner: asyncio.Runner, address: str) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50000))
        self._runner = runner
        self.cookies = httpx.Cookies()
        self.headers: dict[str, str] = {}

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        return self._runner.run(self._request(method, path, **given))

    async def _request(self, method: str, path: str, **given: Any) -> httpx.Response:
        given["headers"] = {**self.headers, **given.pop("headers", {})}
        host = given.pop("base_url", "http://127.0.0.1")
        async with httpx.AsyncClient(transport=self._transport, base_url=host, cookies=self.cookies) as client:
            answer = await client.request(method, path, **given)
            self.cookies = client.cookies
            return answer

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.request("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        return self.request("POST", path, **given)


@dataclass
class Served:
    """The park, its application, its clock, and the secrets of its users."""

    park: OpenPark
    app: FastAPI
    clock: SetClock
    runner: asyncio.Runner

    def client(self, user: str | None = None, *, address: str = "127.0.0.1") -> Browser:
        """A browser: signed in as ``user``, with the CSRF token set."""
        made = Browser(self.app, self.runner, address)
        if user is not None:
            opened = sign_in(self.park.access, user, PASSWORD, address=address)
            made.cookies.set("ecopark", opened.token, domain="127.0.0.1")
            made.headers["X-CSRF-Token"] = csrf_token(opened.caller)
        return made


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


@cache
def rule_book() -> RuleBook:
    return load_packs()


@contextlib.contextmanager
def small_park(folder: Path) -> Iterator[Served]:
    clock, network = SetClock(), small_network()
    store = Store.open(folder / "data", clock=clock, network=network)
    records = open_records(f"sqlite:///{folder}/records.sqlite", clock)
    storage = FileLogStorage(folder / "log")
    log = EvidenceLog.open(storage, SigningKey.generate("park.test"), "park.test", clock)
    for stream in network.datastreams.values():
        times = [START - timedelta(hours=hour) for hour in range(3)]
        value = PUBLISHED_VALUE if stream.public else VALUES[stream.firm]
        store.append(readings_table(stream.id, times, [value, None, 3.0]), source="test")
    salt = b"salt of the test"

    def sealed(report: BatchReport) -> None:
        tree = batch_tree(report.observations, report.batch, salt)
        log.add("readings", readings_entry(tree, source=report.source, recorded_time=report.recorded_time))

    store.compact(on_batch=sealed)
    store.run_flows([canary_flow(network)])
    logged, raw = LoggedRecords(records, log, salt), RawStore(folder / "raw")
    park = OpenPark(
        folder,
        network,
        store,
        logged,
        log,
        storage,
        raw,
        rule_book(),
        clock,
        salt,
        **live_parts(folder, network=network, store=store, records=logged, raw=raw, clock=clock),
        settings=ParkSettings(open_data=OpenDataSettings(requests_per_minute=100_000)),  # one address asks for all roles
    )
    for user, (role, firms) in USERS.items():
        named = User(user, f"Name of {user}", role, firms, password_hash(), False, 1, clock())
        park.access.store.add_user(system_scope("test"), named)
    seed_records(park)
    log.publish()
    try:
        with asyncio.Runner() as runner:
            yield Served(
                park, create_app(park, portal_router=portal_router(park), portal_problem=portal_problem(park)), clock, runner
            )
    finally:
        records.close()
        store.close()


def seed_records(park: OpenPark) -> None:
    system = system_scope("test")
    for firm, word in CANARY.items():
        for kind in ("import_run", "quarantine", "declaration", "flag_note", "triage", "exceedance_event"):
            sha256 = park.raw.put(word.encode())
            content: Mapping[str, object] = {"text": word}
            if kind == "quarantine":
                content = _waiting(f"{kind}-{firm}", word, sha256).content()
            if kind == "import_run":
                content = _run(f"{kind}-{firm}", word, sha256).content()
            park.records.put(system, kind, f"{kind}-{firm}", content, firm=firm)
        seed_inspections(park, firm, word)
        seed_measures(park, firm, word)
        seed_carbon(park, firm, word)
        seed_claims(park, firm, word)
        paper = f"name,note\n{word},x\n".encode()
        about = {"name": f"{word}.csv", "bytes": len(paper), "media_type": "text/csv", "title": word, "about": word}
        kept = {"sha256": park.raw.put(paper), **about}
        park.records.put(system, "document", f"document-{firm}", kept, firm=firm)
    park.records.put(system, "import_run", "import_run-park", _run("import_run-park", PARKS_OWN, "").content())


def seed_measures(park: OpenPark, firm: str, word: str) -> None:
    """A measure that was verified, its baseline, an event that waits, a digital project."""
    system = system_scope("test")
    measure = Measure(
        id=f"measure-{firm}",
        firm=firm,
        name=word,
        kind="energy",
        meters=(f"{firm}.energy",),
        installed_on=date(2026, 1, 1),
        status=Status.INSTALLED,
        declared={"electricity_kwh": VALUES[firm], "vnd": VALUES[firm]},
    )
    park.records.put(system, "measure", measure.id, measure.content(), firm=firm)
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    locked = lock(
        measure.id,
        {"chosen": word},
        Interval(begins - timedelta(days=365), begins),
        begins,
        begins - timedelta(days=1),
        meters=measure.meters,
    )
    park.records.put(system, "baseline", measure.id, locked.record_content(), firm=firm)
    saved = Figure(
        name="electricity_saved",
        value=VALUES[firm],
        unit="kWh",
        low=VALUES[firm] / 2,
        high=VALUES[firm] * 2,
        standing=Standing.VERIFIED,
    )
    figures = {name: saved.content() for name in ("avoided", "avoided_unadjusted", "percent", "percent_unadjusted")}
    content = {
        "measure": measure.id,
        "baseline_sha256": locked.sha256,
        "option": "C",
        "quantity": "electricity_kwh",
        "period": {"start": "2026-01-01T00:00:00+07:00", "end": "2026-03-02T00:00:00+07:00"},
        "claimed_percent": None,
        "figures": figures,
        "placebo": {"windows": 20, "covered": 18, "level": 0.9},
        "sufficiency": [],
        "notes": [],
        "missing": [],
        "events": [],
        "picture": None,
        "standing": "verified",
        "reason": {"id": "account.verification.verified", "params": {"word": word}},
        "lake_version": 1,
        "engine_version": "test",
        "inputs_sha256": "",
        "asked_by": "test",
    }
    park.records.put(system, "verification", measure.id, content, firm=firm)
    event = NonRoutineEvent(
        id=f"event-{firm}",
        measure=measure.id,
        start=begins,
        end=begins + timedelta(days=9),
        what=word,
        proposed_by="person",
        proposer=f"user.{firm}",
        claimant=f"user.{firm}",
    )
    park.records.put(system, "non_routine_event", event.id, event.content(), firm=firm)
    project = DigitalProject(id=f"project-{firm}", firm=firm, name=word, measures=(measure.id,))
    park.records.put(system, "digital_project", project.id, project.content(), firm=firm)


def seed_carbon(park: OpenPark, firm: str, word: str) -> None:
    """A planting with its check, a target, a product, what was made, a published footprint."""
    system = system_scope("test")
    planting: dict[str, Any] = {"firm": firm, "what": word, "place": word, "planted_on": "2024-06-01", "trees": 100}
    check = {"planting": f"planting-{firm}", "on": "2025-12-01", "by": word, "sampled": 100, "alive": 90}
    product: dict[str, Any] = {"firm": firm, "name": word, "unit": "kilogram", "product_ids": [f"urn:pact:x:y:{word}"]}
    made = {"product": f"product-{firm}", "first_day": "2026-02-01", "last_day": "2026-02-28", "quantity": 5, "unit": "t"}
    pcf = {"declaredUnitAmount": "1", "declaredUnitOfMeasurement": "kilogram", "primaryDataShare": "50"}
    document = {"id": f"footprint-{firm}", "productNameCompany": word, "created": "2026-01-01T00:00:00Z", "status": "Active"}
    document |= {"productIds": [f"urn:x:{word}"], "companyIds": [f"urn:y:{word}"], "pcf": pcf}  # type: ignore[dict-item]
    footprint = {"product": f"product-{firm}", "state": "published", "document": document, "findings": []}
    figure = {"value": 1.0, "low": 0.9, "high": 1.1, "origin": "measured", "provisional": False}
    figure |= {"start": "2025-01-01T00:00:00+07:00", "end": "2026-01-01T00:00:00+07:00"}
    footprint |= {"figure": figure}
    for kind, record_id, content in (
        ("planting", f"planting-{firm}", planting),
        ("survival_check", f"check-{firm}", check),
        ("ghg_target", firm, {"firm": firm, "name": word, "base_year": 2025, "base_tco2e": 100.0}),
        ("product", f"product-{firm}", product),
        ("production", f"production-{firm}", made),
        ("product_footprint", f"footprint-{firm}", footprint),
        ("footprint_consent", f"{firm}:recipient-1", {"firm": firm, "recipient": "recipient-1", "products": [word]}),
    ):
        park.records.put(system, kind, record_id, content, firm=firm)


def seed_claims(park: OpenPark, firm: str, word: str) -> None:
    """A claim with its verdict and a unit of the ledger, both with the firm's word in them."""
    system = system_scope("test")
    content = {
        "id": f"claim-{firm}",
        "claimant": firm,
        "audience": "public",
        "kind": "reduction",
        "metric": {"quantity": "energy"},
        "comparator": ">=",
        "target": 5,
        "unit": "%",
        "boundary": {"meters": [f"{firm}.meter"]},
        "period": {"start": "2025-01-01", "end": "2026-01-01"},
        "baseline": {"measure": "m"},
        "method": word,
        "exclusions": [word],
    }
    kept = draft_claim(park.records, system, content)
    store_verdict(park.records, system, kept, judge(read_claim(content), EvidenceFile(), park.now()))
    unit = {"id": f"unit-{firm}", "kind": "certificate", "origin": word, "quantity": 1000, "unit": "Wh", "owner": firm}
    span = {"start": "2025-03-01T00:00:00+07:00", "end": "2025-04-01T00:00:00+07:00"}
    issue_unit(park, system, {**unit, **span})


def seed_inspections(park: OpenPark, firm: str, word: str) -> None:
    """A sample taken at a firm's point, what the laboratory found, a calibration, a comparison, an investigation."""
    system = system_scope("test")
    at = "2026-03-02T07:30:00+07:00"
    visit: dict[str, Any] = {
        "id": f"inspection-{firm}",
        "kind": "sample",
        "place": f"{firm}.point",
        "started_at": at,
        "ended_at": at,
    }
    visit |= {"entered_from": "phone", "no_location_reason": "indoors", "note": word, "form_version": 1}
    visit["sample"] = {"id": f"sample-{firm}", "matrix": word, "taken_at": at}
    take_inspection(park.records, park.network, system, visit)
    value = {"property": "cod", "state": "measured", "value": 20.0, "unit": "mg/L"}
    report = {"id": f"lab_result-{firm}", "sample": f"sample-{firm}", "laboratory": word, "reported_at": at}
    take_lab_result(park.records, system, {**report, "values": [value]})
    paper = {"id": f"cal-{firm}", "meter": f"{firm}.meter", "at": "2026-02-01T00:00:00Z", "by": word}
    take_calibration(park.records, park.network, system, paper)
    said: dict[str, Any] = {
        "datastream": f"{firm}.cod",
        "state": "not_comparable",
        "time": at,
        "reason": "x",
        "reason_params": {"word": word},
    }
    said |= {"sensor": 20.0, "reference": None, "instrument": "laboratory"}
    park.records.put(system, "comparison", f"comparison-{firm}", said, firm=firm)
    doubt: dict[str, Any] = {
        "state": "closed",
        "datastream": f"{firm}.cod",
        "comparisons": [],
        "found_at": at,
        "since": at,
        "marks": [],
    }
    doubt |= {"reason": {"id": "x", "params": {"word": word}}, "marks_state": "released", "outcome": None}
    doubt["flag"] = {"state": "proposed", "flag": "DOUBTFUL", "note": None}
    park.records.put(system, "investigation", f"investigation-{firm}", doubt, firm=firm)


def _run(run_id: str, word: str, sha256: str) -> ImportRun:
    return ImportRun(
        id=run_id,
        file=f"{word}.csv",
        door="csv",
        state="refused",
        policy="good_rows",
        raw_sha256=sha256,
        bytes=len(word),
        actor="system:test",
        time=START.isoformat(),
    )


def _waiting(item_id: str, word: str, sha256: str) -> QuarantineItem:
    error = {"file": f"{word}.csv", "sheet": "", "row": 2, "column": "B", "value": word, "message": "x", "params": {}}
    return QuarantineItem(
        id=item_id,
        import_run=item_id,
        file=f"{word}.csv",
        door="csv",
        state="waiting",
        count=1,
        parts=(Part(f"{word}.csv", sha256),),
        reasons=(),
        errors=(error,),
        time=START.isoformat(),
        policy="good_rows",
    )
