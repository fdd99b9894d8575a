"""Walks every endpoint with every role and both firms: nobody reads or changes what is not theirs.

Every firm's things carry words and values that stand nowhere else; none may turn up in an answer to somebody else.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest
from fastapi.routing import RouteContext
from tests.serve.small_park import PARKS_OWN, USERS, Browser, Served

from ecopark.connect.live.device import Device
from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.policy import EVERYONE, policies
from ecopark.serve.access.tokens import create_token
from ecopark.serve.api.app import endpoints_of, unguarded

DEVICE = "device of steel"
CALLERS: dict[str | None, Role] = {
    None: Role.PUBLIC,
    "hub": Role.HUB,
    **{user: role for user, (role, _) in USERS.items()},
    DEVICE: Role.PUBLIC,
}
SECRETS = {
    "steel": ("zinnober", "31337"),
    "plating": ("kobalt", "42424"),
    "park": (PARKS_OWN, "55555"),
}
HIDDEN: dict[str | None, tuple[str, ...]] = {
    "hub": ("steel", "plating", "park"),
    None: ("steel", "plating", "park"),
    "user.steel": ("plating", "park"),
    "user.plating": ("steel", "park"),
    "manager": (),
    "inspector": (),
    "regulator": (),
    DEVICE: ("steel", "plating", "park"),
}
TRUSTED = ("lab_result", "calibration", "investigation", "comparison")
OWNERS = ("steel", "plating", "park", "works", "nobody")
REQUIRED = ("year", "size", "time", "index", "old", "new", "name", "seal", "seconds", "expected_revision")
QUERIES = ("", "lang=en", "format=csv", "format=arrow", "limit=1", "known_at=2027-01-01")

CSRF = re.compile(r"[A-Za-z0-9_=-]{80,}")
FILE_ENDING = re.compile(r"\.(svg|json|pdf|xlsx)$")
FILES = ("/files", "portal /import", "portal /measures/import", "portal /quarantine/{item}/corrected")
Browsers = dict[str | None, Browser]
# A valid body for each endpoint that changes something, about the things of {owner}.
BODIES: dict[str, dict[str, Any]] = {
    "/sign-in": {"user": "nobody.at.all", "password": "not the password"},
    "/sign-out": {},
    "/me/password": {"old": "wrong", "new": "another long password"},
    "/users": {"id": "new.{owner}", "name": "x", "role": "firm", "firms": ["{owner}"], "password": "a long password 1"},
    "/users/{user_id}/disable": {},
    "/users/{user_id}/enable": {},
    "/users/{user_id}/password": {"new": "another long password"},
    "/tokens": {"name": "x", "role": "firm", "firms": ["{owner}"]},
    "/tokens/{token_id}/revoke": {},
    "/declarations": {
        "firm": "{owner}",
        "category": "fuel",
        "substance": "gas/diesel oil",
        "activity": 1,
        "unit": "t",
        "first_day": "2026-01-01",
        "last_day": "2026-01-31",
        "evidence": "x",
    },
    "/inventory/activity-data": {},
    "/scope3/lines": {"firm": "{owner}", "category": 1, "year": 2026, "state": "not_relevant", "reason": "x"},
    "/factors/own": {
        "firm": "{owner}",
        "category": "stationary_combustion",
        "substance": "anthracite",
        "gas": "CO2",
        "value": 96000,
        "unit": "kg/TJ",
        "valid_from": "2026-01-01",
        "document": "x",
        "approved_by": "x",
        "approved_on": "2025-12-01",
    },
    "/factors/own/{record_id}/decide": {"state": "accepted"},
    "/findings/{finding_id}/triage": {"state": "explained", "note": "because"},
    "/exceedances/{exceedance_id}/acknowledge": {"cause": "rain", "action": "wait"},
    "/exceedance-events/{exceedance_id}/acknowledge": {},
    "/exceedance-events/{exceedance_id}/answer": {"cause": "rain", "action": "wait"},
    "/exceedance-events/{exceedance_id}/close": {"note": "checked"},
    "/exceedance-events/{exceedance_id}/reopen": {"note": "again"},
    "/duties/done": {"bearer": "firm:{owner}", "duty": "ghg_inventory", "last_day": "2027-03-30", "evidence": []},
    "/duties/facts": {"bearer": "firm:{owner}", "facts": {"ghg_listed": "yes"}},
    "portal /compliance/events/{exceedance_id}/acknowledge": {},
    "portal /compliance/events/{exceedance_id}/answer": {"cause": "rain", "action": "wait"},
    "portal /compliance/events/{exceedance_id}/close": {"note": "checked"},
    "portal /duties/done": {"bearer": "firm:{owner}", "duty": "ghg_inventory", "last_day": "2027-03-30"},
    "portal /duties/facts": {"bearer": "firm:{owner}", "ghg_listed": "yes"},
    "/flag-notes": {
        "datastream": "{owner}.cod",
        "start": "2026-01-01",
        "end": "2026-01-02",
        "flag": "bad",
        "reason": "because",
    },
    "/datastreams/{datastream_id}/quality": {"decisions": [{"check": "spike", "choice": "off"}]},
    "/readings": {"readings": [{"datastream": "{owner}.cod", "time": "2026-03-01T00:00:00+07:00", "value": 1.0}]},
    "/live/readings": {"readings": [{"datastream": "{owner}.cod", "time": "2026-03-01T00:00:00+07:00", "value": 1.0}]},
    "/devices": {"id": "gw.{owner}", "firm": "{owner}"},
    "/devices/{device_id}/rotate": {},
    "/devices/{device_id}/revoke": {},
    "/sharing/consents": {"firm": "{owner}", "hub": "somebody", "aggregates": ["energy"]},
    "/erasures": {"kind": "declaration", "id": "declaration-{owner}", "reason": "firm"},
    "/quarantine/{record_id}/retry": {},
    "/quarantine/{record_id}/discard": {"reason": "because"},
    "/edge/codes": {"device": "box.{owner}", "firm": "{owner}"},
    "/edge/enrol": {"code": "box:AAAAA-BBBBB", "key": "box+00000000+AAAA", "signature": "AAAA"},
    "/edge/key": {"device": "{owner}", "key": "box+00000000+AAAA", "signature": "AAAA", "new_signature": "AAAA"},
    "/edge/batches": {},
    "/inspections": {
        "id": "new-{owner}",
        "kind": "site_visit",
        "place": "{owner}.meter",
        "started_at": "2026-03-02T07:40:00+07:00",
        "ended_at": "2026-03-02T07:55:00+07:00",
        "entered_from": "office",
        "no_location_reason": "x",
        "note": "x",
        "form_version": 1,
    },
    "/samples/{sample_id}/custody": {"event": "received", "at": "2026-03-02T09:00:00+07:00", "by": "x"},
    "/lab-results": {
        "id": "lab-{owner}",
        "sample": "sample-{owner}",
        "laboratory": "x",
        "reported_at": "2026-03-05T09:00:00+07:00",
        "values": [{"property": "cod", "state": "measured", "value": 1.0, "unit": "mg/L"}],
    },
    "/calibrations": {"id": "calibration-{owner}", "meter": "{owner}.meter", "at": "2026-03-01T00:00:00Z", "by": "x"},
    "/investigations": {"datastream": "{owner}.cod", "reason": "because"},
    "/investigations/{investigation_id}/flag": {},
    "/investigations/{investigation_id}/close": {"outcome": "sample_wrong", "reason": "because"},
    "/inspections/plans": {"visits": 2, "start": "2026-03-02", "end": "2026-04-01"},
    "/inspections/plans/{plan_id}/draw": {},
    "/inspections/{inspection_id}/photos/{sha256}": {},
    "/measures": {"firm": "{owner}", "name": "x", "kind": "energy"},
    "/measures/import": {},
    "/measures/{measure_id}": {"firm": "{owner}", "name": "x", "kind": "energy"},
    "/measures/{measure_id}/reject": {"reason": "because"},
    "/measures/{measure_id}/baseline": {"reporting_start": "2027-01-01"},
    "/measures/{measure_id}/verify": {},
    "/non-routine-events": {"measure": "measure-{owner}", "start": "2026-03-01T00:00:00Z", "what": "because"},
    "/non-routine-events/{event_id}/decide": {"accept": False, "reason": "because"},
    "/digital-projects": {"firm": "{owner}", "name": "x"},
    "/digital-projects/{project_id}": {"firm": "{owner}", "name": "x"},
    "/sinks/plantings": {"firm": "{owner}", "what": "x", "place": "x", "planted_on": "2025-01-01", "trees": 10},
    "/sinks/checks": {"planting": "planting-{owner}", "on": "2026-01-01", "by": "x", "sampled": 10, "alive": 9},
    "/targets": {"firm": "{owner}", "base_year": 2025},
    "/products": {"firm": "{owner}", "name": "x"},
    "/products/production": {
        "product": "product-{owner}",
        "first_day": "2026-01-01",
        "last_day": "2026-01-31",
        "quantity": 1,
        "unit": "t",
    },
    "/products/footprints/{footprint_id}/publish": {},
    "/products/check": {"id": "{owner}"},
    "/products/consents": {"firm": "{owner}", "recipient": "recipient-1", "products": ["*"]},
    "/products/recipients": {"name": "buyer of {owner}"},
    "/products/{product_id}/footprint": {"first_month": "2026-02", "last_month": "2026-02"},
    "portal /carbon/path/target": {
        "firm": "{owner}",
        "base_year": 2025,
        "target_year": 2050,
        "remaining": 0,
        "shape": "linear",
    },
    "portal /carbon/path/plantings": {
        "firm": "{owner}",
        "what": "x",
        "place": "x",
        "planted_on": "2025-01-01",
        "trees": "9",
    },
    "portal /carbon/path/checks": {
        "planting": "planting-{owner}",
        "on": "2026-01-01",
        "by": "x",
        "sampled": 10,
        "alive": 9,
    },
    "portal /products": {"firm": "{owner}", "name": "x"},
    "portal /products/check": {"text": "[]"},
    "portal /products/consents": {"firm": "{owner}", "recipient": "recipient-1"},
    "portal /products/recipients": {"name": "x"},
    "portal /products/footprints/{footprint_id}/publish": {},
    "portal /products/{product_id}/production": {
        "first_day": "2026-01-01",
        "last_day": "2026-01-31",
        "quantity": "1",
        "unit": "t",
    },
    "portal /products/{product_id}/footprint": {},
    "portal /pact/auth/token": {"grant_type": "client_credentials"},
    "portal /pact/3/events": {"type": "x"},
    "/documents": {},
    "/answers": {"pack": "facts", "code": "workers", "year": 2026, "subject": "{owner}", "value": 10},
    "/dossier/{number}": {"note": "x"},
    "/dossier/{number}/confirm": {},
    "/claims": {
        "id": "new-claim-{owner}",
        "claimant": "{owner}",
        "audience": "public",
        "kind": "share",
        "metric": {"quantity": "renewable_share"},
        "comparator": ">=",
        "target": 5,
        "unit": "%",
        "boundary": {"tenants": ["{owner}"]},
        "period": {"start": "2025-01-01", "end": "2026-01-01"},
    },
    "/claims/{claim_id}": {
        "id": "new-claim-{owner}",
        "claimant": "{owner}",
        "audience": "public",
        "kind": "share",
        "metric": {"quantity": "renewable_share"},
        "comparator": ">=",
        "target": 5,
        "unit": "%",
        "boundary": {"tenants": ["{owner}"]},
        "period": {"start": "2025-01-01", "end": "2026-01-01"},
    },
    "/claims/{claim_id}/judge": {},
    "/claims/{claim_id}/publish": {},
    "/claims/{claim_id}/withdraw": {"reason": "because"},
    "/claims/check-words": {"text": ""},
    "/ledger": {
        "id": "new-unit-{owner}",
        "kind": "pv_kwh",
        "origin": "{owner}.meter",
        "start": "2025-03-01T00:00:00+07:00",
        "end": "2025-04-01T00:00:00+07:00",
        "quantity": 1000,
        "unit": "Wh",
        "owner": "{owner}",
    },
    "/ledger/{unit_id}/split": {"parts": [{"id": "a", "quantity": 1}]},
    "/ledger/{unit_id}/share": {"key": {"{owner}": 1}},
    "/ledger/{unit_id}/transfer": {"to": "park"},
    "/ledger/{unit_id}/cancel": {"claim": "claim-{owner}"},
    "portal /claims/new": {
        "kind": "share",
        "quantity": "renewable_share",
        "claimant": "{owner}",
        "target": "5",
        "unit": "%",
        "comparator": ">=",
        "first_day": "2025-01-01",
        "last_day": "2025-12-31",
    },
    "portal /claims/words": {"text": ""},
    "portal /claims/{claim}/judge": {},
    "portal /claims/{claim}/publish": {},
    "portal /claims/{claim}/withdraw": {"reason": "because"},
    "portal /ledger": {
        "unit_id": "new-unit-{owner}",
        "kind": "pv_kwh",
        "origin": "{owner}.meter",
        "first_day": "2025-03-01",
        "last_day": "2025-03-31",
        "quantity": "1000",
        "unit": "Wh",
        "owner": "{owner}",
    },
    "portal /ledger/{unit}/transfer": {"to": "park"},
    "portal /ledger/{unit}/cancel": {"claim": "claim-{owner}"},
    "/api/v2/write": {},
    "portal /write": {"x": "1"},
    "portal /query": {"q": "DROP DATABASE x"},
    "portal /sta/v1.1/CreateObservations": {
        "value": [{"Datastream": {"@iot.id": "{owner}.cod"}, "components": ["result"], "dataArray": [[1]]}]
    },
    "portal /sta/v1.1/{path:path}": {"result": 1, "phenomenonTime": "2026-03-01T00:00:00Z"},
    "/reports": {"kind": "inventory", "period": "2026", "firm": "{owner}"},
    # forms of the portal
    "portal /reports": {"kind": "inventory", "period": "2026", "firm": "{owner}"},
    "portal /criteria/{pack}/{criterion}": {"subject": "{owner}", "year": 2026, "value": "yes"},
    "portal /dossier/{number}": {"year": 2026, "note": "x"},
    "portal /dossier/{number}/confirm": {"year": 2026},
    "portal /documents": {"firm": "{owner}", "title": "x"},
    "portal /sign-in": {"user": "nobody.at.all", "password": "not the password"},
    "portal /sign-out": {},
    "portal /quality/{finding}": {"state": "explained", "note": "because"},
    "portal /queue/{finding}": {"state": "explained", "note": "because"},
    "portal /exceedances/{exceedance_id}": {"cause": "rain", "action": "wait"},
    "portal /firms/{firm}/declarations": {
        "category": "fuel",
        "substance": "gas/diesel oil",
        "activity": 1,
        "unit": "t",
        "first_day": "2026-01-01",
        "last_day": "2026-01-31",
        "evidence": "x",
    },
    "portal /carbon/activity-data": {},
    "portal /carbon/factors/{record_id}": {"state": "accepted"},
    "portal /datastreams/{datastream}/quality": {"choice.spike": "off", "note.spike": "because"},
    "portal /sources": {"device": "gw.{owner}", "firm": "{owner}"},
    "portal /sources/{device}/test": {"message": "meter,datastream={owner}.cod value=1"},
    "portal /sources/{device}/rotate": {},
    "portal /sources/{device}/revoke": {},
    "portal /quarantine/{item}/retry": {},
    "portal /quarantine/{item}/discard": {"reason": "because"},
    "portal /inspections/samples/{sample}/custody": {"event": "received", "at": "2026-03-02T09:00", "by": "x"},
    "portal /inspections/samples/{sample}/results": {
        "laboratory": "x",
        "report": "1",
        "reported": "2026-03-05T09:00",
        "property": ["cod"],
        "value": ["1,5"],
        "uncertainty": [""],
        "method": [""],
    },
    "portal /inspections/plan": {"visits": 2, "first_day": "2026-03-01", "last_day": "2026-03-31"},
    "portal /inspections/calibrations": {"meter": "{owner}.meter", "at": "2026-03-01T08:00", "by": "x"},
    "portal /inspections/investigations/{investigation}/flag": {},
    "portal /inspections/investigations/{investigation}/close": {"outcome": "sample_wrong", "reason": "because"},
    "portal /inspections/paper": {"which": "places", "places": ["{owner}.meter"], "blanks": 1},
    "portal /inspections/entry": {
        "id": "paper-{owner}",
        "number": "K7QM-001-D",
        "kind": "site_visit",
        "place": "{owner}.meter",
        "inspector": "x",
        "date": "2026-03-01",
        "from": "9:10",
        "until": "9:20",
        "location": "x",
        "note": "x",
    },
    "portal /measures": {"firm": "{owner}", "name": "x", "kind": "energy", "status": "planned"},
    "portal /measures/{measure}": {"firm": "{owner}", "name": "x", "kind": "energy", "status": "planned"},
    "portal /measures/{measure}/baseline": {"reporting_start": "2027-01-01"},
    "portal /measures/{measure}/verify": {},
    "portal /measures/{measure}/reject": {"reason": "because"},
    "portal /measures/{measure}/events": {"start": "2026-03-01T00:00", "what": "because"},
    "portal /measures/events/{event}": {"decision": "reject", "reason": "because"},
    "portal /digital-projects": {"firm": "{owner}", "name": "x"},
    "portal /digital-projects/{project}": {"firm": "{owner}", "name": "x"},
    "portal /import/{sha256}/preview": {"mapping": "{}"},
    "portal /import/{sha256}/confirm": {"mapping": "{}", "policy": "good_rows"},
}


def endpoints(served: Served) -> list[tuple[str, RouteContext]]:
    return [(method, route) for route in endpoints_of(served.app.routes) for method in sorted(route.methods or ())]


def path_of(route: RouteContext) -> str:
    return str(route.path)


def name_of(route: RouteContext) -> str:
    """Key of the endpoint in BODIES."""
    path = path_of(route)
    return path.removeprefix("/api/v1") if path.startswith("/api/") else f"portal {path}"


def given_to(route: RouteContext, owner: str) -> dict[str, Any]:
    """JSON for the API, a form for the portal, a file where one is wanted."""
    name = name_of(route)
    if name in FILES:
        sheet = f"time,{owner}.cod\n2026-03-01 00:00,1.5\n".encode()
        return {"files": {"file": ("x.csv", sheet)}, "data": {"mode": "import"}}
    content = json.loads(json.dumps(BODIES[name]).replace("{owner}", owner))
    return {"data": content} if name.startswith("portal ") and "/sta/" not in name else {"json": content}


def filled(template: str, owner: str) -> str:
    """The path with ids of things of the owner; ``nobody`` has ids that do not exist."""
    stream = {"works": "works.cod", "park": "works.ph"}.get(owner, f"{owner}.cod")
    values = {
        "datastream_id": stream,
        "point_id": f"{owner}.point",
        "finding_id": f"finding-{owner}",
        "exceedance_id": f"exceedance-{owner}",
        "user_id": f"user.{owner}",
        "device_id": f"device.{owner}",
        "device": f"device.{owner}",
        "token_id": owner,
        "size": "1" if owner != "nobody" else "999999",
        "code": "serve.request.not_found",
        "rule_id": "rule",
        "number": "1",
        "level": "0",
        "firm": owner,
        "point": f"{owner}.point",
        "datastream": stream,
        "finding": f"finding-{owner}",
        "item": f"quarantine-{owner}",
        "run": f"import_run-{owner}",
        "inspection_id": f"inspection-{owner}",
        "inspection": f"inspection-{owner}",
        "sample": f"sample-{owner}",
        "investigation": f"investigation-{owner}",
        "plan_id": f"plan-{owner}",
        "sample_id": f"sample-{owner}",
        "result_id": f"lab_result-{owner}",
        "calibration_id": f"cal-{owner}",
        "measure_id": f"measure-{owner}",
        "measure": f"measure-{owner}",
        "event_id": f"event-{owner}",
        "event": f"event-{owner}",
        "project_id": f"project-{owner}",
        "project": f"project-{owner}",
        "meter_id": f"{owner}.meter",
        "investigation_id": f"investigation-{owner}",
        "product_id": f"product-{owner}",
        "footprint_id": f"footprint-{owner}",
        "pf_id": f"footprint-{owner}",
        "claim_id": f"claim-{owner}",
        "claim": f"claim-{owner}",
        "unit_id": f"unit-{owner}",
        "unit": f"unit-{owner}",
        "sha256": "0" * 64,
        "document_id": f"document-{owner}",
        "report_id": owner,
        "report": owner,
        "file": "pdf",
        "badge_id": "limits" if owner == "works" else owner,
        "badge": "limits" if owner == "works" else owner,
        "table": "averages",
        "pack": "green-firm",
        "criterion": "limits",
        "form": "B.4",
        "kind": "xlsx",
        "digest": "x",
        "name:path": "base.css",
        "path:path": "000.p/1",
        "path": "000.p/1",
    }
    if template.startswith("/sta/"):
        values["path:path"] = f"Datastreams('{stream}')/Observations"
    kind = "declaration" if "declarations" in template else "quarantine"
    values["record_id"] = f"{kind}-{owner}"
    return re.sub(r"{([^}]+)}", lambda match: values[match[1]], template)


def queries(served: Served, route: RouteContext, owner: str) -> list[str]:
    """The plain query, and each parameter that names something, with the owner's name."""
    named = {
        "firm": owner,
        "subject": owner,
        "datastream": f"{owner}.cod",
        "monitoring_point": f"{owner}.point",
        "year": "2026",
        "time": "2026-03-02T08:00:00%2B07:00",
        "index": "0",
        "size": "1",
        "old": "1",
        "new": "2",
        "name": "x.csv",
        "seal": "x",
        "seconds": "0",
        "expected_revision": "1",
    }
    given = {parameter.alias for parameter in route.dependant.query_params}
    required = [f"{name}={value}" for name, value in named.items() if name in given and name in REQUIRED]
    if "time" in given:
        required.append(f"datastream={named['datastream']}")
    optional = [
        f"{name}={value}"
        for name, value in named.items()
        if name in given and name in ("firm", "subject", "monitoring_point")
    ]
    if "datastream" in given and "time" not in given:
        optional.append(f"datastream={named['datastream']}")
    wanted = [query for query in (*QUERIES, *optional) if query.partition("=")[0] in (*given, "", "lang", "format")]
    return ["&".join(part for part in (*required, query) if part) for query in wanted]


def client_of(served: Served, caller: str | None) -> Browser:
    """A browser of a user; for the device a program that sends its secret."""
    if caller != DEVICE:
        return served.client(caller)
    program, devices, manager = served.client(), served.park.devices, system_scope("test")
    known = devices.get("device.steel") is not None
    gateway = Device("device.steel", "Gateway", "steel", "http", names={"zinnober": "steel.cod"})
    secret = devices.rotate(manager, gateway.id) if known else devices.add(manager, gateway)
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def readable(answer: Any) -> str:
    return str(answer.headers) + answer.content.decode("utf-8", "replace")


def leaks(caller: str | None, path: str, text: str) -> list[str]:
    """Canaries of others in an answer; numbers also as 42.424,25, but not inside hashes and tokens."""
    if caller == DEVICE and path.startswith("/sta/"):
        caller = "user.steel"  # there a device reads back what it may write
    plain = re.sub(r"(?<=\d)[.,\u00a0\u202f](?=\d)", "", text)
    hidden = [secret for owner in HIDDEN[caller] for secret in SECRETS[owner]]
    return [secret for secret in hidden if re.search(rf"(?<![0-9A-Za-z+/_-]){re.escape(secret)}(?![0-9a-f]{{8}})", plain)]


@pytest.fixture(scope="module")
def browsers(shared: Served) -> dict[str | None, Browser]:
    made = {caller: client_of(shared, None if caller == "hub" else caller) for caller in CALLERS}
    token, _ = create_token(shared.park.access, system_scope("test"), name="somebody", role=Role.HUB)
    made["hub"].headers["Authorization"] = f"Bearer {token}"
    return made


def test_walk__finds_the_endpoints_and_each_has_one_policy(shared: Served) -> None:
    found = endpoints(shared)
    assert len(found) >= 55
    assert unguarded(shared.app.routes) == []
    for _, route in found:
        assert len(list(policies(route.dependant))) == 1, route.path


def test_walk__every_changing_endpoint_has_a_body_here(shared: Served) -> None:
    changing = {name_of(route) for method, route in endpoints(shared) if method not in ("GET", "HEAD")}
    assert changing <= {*BODIES, *FILES}


@pytest.mark.parametrize("caller", CALLERS)
def test_walk__roles_get_in_or_are_told_why_not(shared: Served, browsers: Browsers, caller: str | None) -> None:
    """401 for nobody, 403 for a role that may not, something else where the role may."""
    browser = browsers[caller]
    for method, route in endpoints(shared):
        if route.path.endswith("/sign-out") or (method != "GET" and caller == "manager"):
            continue  # a manager's changes are tested one by one; signing out would end the walk
        if route.path.startswith("/static/"):
            continue  # the same for everybody: nobody is asked who they are
        (policy,) = policies(route.dependant)
        path = filled(path_of(route), "nobody") + "?" + (queries(shared, route, "nobody") or [""])[0]
        given = {} if method in ("GET", "HEAD") else given_to(route, "nobody")
        answer = browser.request(method, path, **given)
        if CALLERS[caller] in policy.roles or (caller == DEVICE and policy.devices):
            if not path.startswith("/api/"):
                continue  # pages draw themselves who may see them
            told = answer.json().get("code") if answer.status_code in (401, 403) else None
            assert answer.status_code not in (401, 403) or told not in (
                "serve.request.sign_in_needed",
                "core.scope.not_allowed",
            ), (method, path, answer.text)
        else:
            assert answer.status_code == (401 if caller is None else 403), (method, path, answer.text)
        assert answer.status_code < 500, (method, path, answer.text)


@pytest.mark.parametrize("caller", CALLERS)
def test_walk__nobody_reads_what_is_not_theirs(shared: Served, browsers: Browsers, caller: str | None) -> None:
    browser, asked, seen = browsers[caller], 0, ""
    for (method, route), owner in itertools.product(endpoints(shared), OWNERS):
        if method != "GET":
            continue
        for query in queries(shared, route, owner):
            path = filled(path_of(route), owner)
            if owner != OWNERS[0] and "{" not in path_of(route) and owner not in query:
                continue  # asked once already: nothing in it depends on the owner
            answer = browser.get(f"{path}?{query}")
            text = readable(answer)
            assert answer.status_code < 500, (path, query, answer.text)
            assert leaks(caller, path, text) == [], (path, query, text)
            asked, seen = asked + 1, seen + text
    assert asked > 300
    own = {"user.steel": ("steel",), "user.plating": ("plating",), None: (), "hub": (), DEVICE: ()}.get(
        caller, ("steel", "plating", "park")
    )
    assert all(secret in seen for owner in own for secret in SECRETS[owner]), "the walk does not reach the seeded data"
    assert ("66666.25" in seen) == (caller != "hub")  # what is published reaches everybody; a hub has its own endpoints


@pytest.mark.parametrize("caller", [None, "user.steel", "user.plating", DEVICE])
def test_walk__what_is_not_theirs_looks_like_what_is_not_there(
    shared: Served, browsers: Browsers, caller: str | None
) -> None:
    compared = 0
    for method, route in endpoints(shared):
        if method != "GET" or "{" not in route.path:
            continue
        for owner in HIDDEN[caller]:
            if caller == DEVICE and owner == "steel" and route.path.startswith("/sta/"):
                continue  # there a device reads back what it may write
            theirs, nothing = filled(path_of(route), owner), filled(path_of(route), "nobody")
            if theirs == nothing:
                continue
            query = queries(shared, route, "works")[0]
            answers = [browsers[caller].get(f"{path}?{query}") for path in (theirs, nothing)]
            texts = [CSRF.sub("…", answer.text) for answer in answers]
            for part, other in zip(theirs.split("/"), nothing.split("/"), strict=True):
                if part != other:
                    texts = [text.replace(part, "…").replace(other, "…") for text in texts]
                    names = [FILE_ENDING.sub("", name) for name in (part, other)]  # /badge/steel.svg is about “steel”
                    texts = [text.replace(f"“{name}”", "“…”") for text, name in zip(texts, names, strict=True)]
            assert answers[0].status_code == answers[1].status_code, theirs
            assert texts[0] == texts[1], theirs
            compared += 1
    assert compared > 15


@pytest.mark.parametrize(
    ("caller", "victim"), [("user.steel", "plating"), ("user.plating", "steel"), (None, "steel"), (DEVICE, "plating")]
)
def test_walk__nobody_changes_what_is_not_theirs(served: Served, caller: str | None, victim: str) -> None:
    browser, tried = client_of(served, caller), 0
    before = _state(served, victim)
    for method, route in endpoints(served):
        template = name_of(route)
        if method in ("GET", "HEAD") or template.removeprefix("portal ") in ("/sign-in", "/sign-out", "/me/password"):
            continue
        headers = {"Idempotency-Key": f"walk-{template}"}
        answer = browser.request(method, filled(path_of(route), victim), headers=headers, **given_to(route, victim))
        taken = (303,) if template == "portal /import" else ()  # kept under a seal of the sender; nothing is stored yet
        assert answer.status_code in (400, 401, 403, 404, 422, *taken), (method, template, answer.text)
        assert leaks(caller, path_of(route), readable(answer)) == [], (template, answer.text)
        tried += 1
    assert tried >= 10
    assert _state(served, victim) == before


def _state(served: Served, firm: str) -> list[Any]:
    system, records = system_scope("test"), served.park.records
    kinds = (
        "declaration",
        "triage",
        "exceedance_event",
        "flag_note",
        "quarantine",
        "import_run",
        "device",
        "inspection",
        "sample",
        "measure",
        "baseline",
        "verification",
        "non_routine_event",
        "digital_project",
        "claim",
        "verdict",
        "ledger_entry",
    )
    kept = [records.find(system, kind, firm=firm) for kind in kinds]
    served.park.store.compact()
    rows = served.park.snapshot().observations(system, [f"{firm}.cod"]).num_rows
    users = [records.access.users(system), records.access.tokens(system)]
    return [kept, rows, users]


def test_walk__a_published_exceedance_may_be_read_but_not_explained_by_others(served: Served) -> None:
    answer = served.client("user.steel").post(
        "/api/v1/exceedances/exceedance-works/acknowledge", json={"cause": "rain", "action": "wait"}
    )
    assert answer.status_code == 403


def test_walk__the_public_reads_only_what_is_published(shared: Served) -> None:
    public = shared.client()
    streams = public.get("/api/v1/datastreams").json()["items"]
    points = public.get("/api/v1/monitoring-points").json()["items"]
    assert [stream["id"] for stream in streams] == ["works.cod"]
    assert [point["id"] for point in points] == ["works.point"]
    assert frozenset(Role) - {Role.HUB} == EVERYONE


def test_walk__a_hub_gets_checkpoint_and_hash_tiles_and_nothing_else(browsers: Browsers, shared: Served) -> None:
    answered = [
        path_of(route)
        for method, route in endpoints(shared)
        if method == "GET"
        and not route.path.startswith("/static/")
        and browsers["hub"].get(f"{filled(path_of(route), 'steel')}?size=1").status_code not in (403, 404)
    ]
    beginning = "/api/v1/sharing/"
    given = [beginning + "checkpoint", beginning + "publications", beginning + "tile/{level}/{path:path}"]
    assert sorted(answered) == [*given, "/pact/3/footprints"]  # of those that firms allowed it: none here


def test_finding__that_compares_with_another_firm_hides_their_part(shared: Served) -> None:
    steel = shared.client("user.steel").get("/api/v1/findings/finding-both").json()
    manager = shared.client("manager").get("/api/v1/findings/finding-both").json()
    assert (steel["others"], steel["evidence"], steel["params"], steel["withheld"]) == ([], {}, {}, True)
    assert (manager["others"], manager["evidence"], manager["withheld"]) == (["plating.cod"], {"rows": ["kobalt"]}, False)
