"""Passwords, users, sessions, throttling, CSRF, tokens: through the doors that browsers and programs use."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from tests.serve.small_park import PASSWORD, Browser, Served

from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.serve.access import passwords
from ecopark.serve.access.doorkeeper import host_name
from ecopark.serve.access.passwords import check_password, hash_password, password_matches
from ecopark.serve.access.ports import PLATFORM
from ecopark.serve.access.sessions import csrf_matches, csrf_token, sign_in
from ecopark.serve.access.tokens import create_token
from ecopark.serve.access.users import change_password, create_user, disable_user
from ecopark.serve.problems import SignInNeeded, TooManyTries

MANAGER = Scope(Role.MANAGER, user="manager")
STEEL = Scope(Role.FIRM, user="user.steel", firms=frozenset({"steel"}))


def test_hash_password__is_argon2id_with_its_own_salt() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert first != second
    assert password_matches(PASSWORD, first)
    assert not password_matches(PASSWORD + " ", first)


def test_password_matches__composed_and_decomposed_letters_are_the_same() -> None:
    assert password_matches("Một câu dài lắm", hash_password("Một câu dài lắm"))


def test_password_matches__an_unknown_user_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = passwords._HASHER.verify

    class Counting:
        def verify(self, stored: str, given: str) -> bool:
            asked.append(stored)
            return real(stored, given)

    passwords._nobodys()
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    assert password_matches("no user has this password", None) is False  # even the right guess of the stand-in
    assert len(asked) == 1
    assert asked[0].startswith("$argon2id$")


@pytest.mark.parametrize("bad", ["short", "aaaaaaaaaaaaaaaa", "user.steel12345", "x" * 257])
def test_check_password__weak_ones_are_refused(bad: str) -> None:
    with pytest.raises(InputError):
        check_password(bad, "user.steel")


def test_create_user__checks_role_firms_and_id(served: Served) -> None:
    access = served.park.access
    cases: list[tuple[str, Role, list[str], str]] = [
        ("a b", Role.MANAGER, [], "serve.user.bad_id"),
        ("x", Role.MANAGER, [], "serve.user.bad_id"),
        ("anna", Role.FIRM, [], "serve.user.bad_role"),
        ("anna", Role.MANAGER, ["steel"], "serve.user.bad_role"),
        ("anna", Role.FIRM, ["nowhere"], "serve.user.unknown_firm"),
    ]
    for user_id, role, firms, code in cases:
        with pytest.raises(InputError) as refused:
            create_user(access, MANAGER, user_id, name="x", role=role, firms=firms, password=PASSWORD)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        create_user(access, STEEL, "anna", name="x", role=Role.MANAGER, password=PASSWORD)
    made = create_user(access, MANAGER, " Anna ", name="x", role=Role.FIRM, firms=["steel"], password=PASSWORD)
    assert made.id == "anna"
    with pytest.raises(StateError):
        create_user(access, MANAGER, "ANNA", name="x", role=Role.MANAGER, password=PASSWORD)


def test_changes_of_users__are_in_the_log_without_names_or_secrets(served: Served) -> None:
    access, log = served.park.access, served.park.log
    before = log.size
    create_user(access, MANAGER, "anna.tran", name="Anna Trần", role=Role.FIRM, firms=["steel"], password=PASSWORD)
    change_password(access, MANAGER, "anna.tran", new="một mật khẩu khác hẳn")
    disable_user(access, MANAGER, "anna.tran")
    create_token(access, MANAGER, name="logger", role=Role.FIRM, firms=["steel"])
    entries = [json.loads(entry) for entry in log.entries(before)]
    assert [(e["kind"], e["subject"], e["action"]) for e in entries] == [
        ("access", "user", "created"),
        ("access", "user", "password changed"),
        ("access", "user", "disabled"),
        ("access", "token", "created"),
    ]
    text = json.dumps(entries, ensure_ascii=False)
    stored = access.store.user(PLATFORM, "anna.tran")
    assert stored is not None
    for secret in ("anna", "Anna", "manager", PASSWORD, stored.password_hash, "logger", "steel"):
        assert secret not in text
    assert entries[0]["id"] == entries[1]["id"] != entries[3]["id"]


def test_disable_user__shuts_out_at_once_but_never_the_last_manager(served: Served) -> None:
    steel = served.client("user.steel")
    assert steel.get("/api/v1/me").json()["signed_in"] is True
    disable_user(served.park.access, MANAGER, "user.steel")
    assert steel.get("/api/v1/me").json()["signed_in"] is False
    with pytest.raises(SignInNeeded):
        sign_in(served.park.access, "user.steel", PASSWORD, address="10.0.0.1")
    with pytest.raises(StateError) as refused:
        disable_user(served.park.access, MANAGER, "manager")
    assert refused.value.code == "serve.user.last_manager"


def _open(served: Served, user: str = "user.steel", password: str = PASSWORD, **more: Any) -> tuple[Browser, Any]:
    browser = served.client(address=more.pop("address", "127.0.0.1"))
    return browser, browser.post("/api/v1/sign-in", json={"user": user, "password": password}, **more)


def test_sign_in__sets_a_safe_cookie_and_stores_only_the_hash(served: Served) -> None:
    _, answer = _open(served)
    cookie = answer.headers["set-cookie"]
    token = cookie.partition("=")[2].partition(";")[0]
    assert answer.status_code == 200
    assert cookie.startswith("ecopark=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert len(base64.urlsafe_b64decode(token + "=")) == 32
    digest = hashlib.sha256(token.encode()).hexdigest()
    assert served.park.records.access.session(PLATFORM, digest) is not None
    assert served.park.records.access.session(PLATFORM, token) is None
    assert token not in answer.text


def test_sign_in__over_https_the_cookie_is_secure_and_bound_to_the_host(served: Served) -> None:
    browser = served.client()
    given = {"user": "user.steel", "password": PASSWORD}
    answer = browser.request("POST", "/api/v1/sign-in", json=given, base_url="https://localhost")
    assert answer.headers["set-cookie"].startswith("__Host-ecopark=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert "max-age=" in answer.headers["strict-transport-security"]


def test_sign_in__unknown_user_and_wrong_password_are_told_alike(served: Served) -> None:
    _, wrong = _open(served, password="wrong password it is")
    _, unknown = _open(served, user="nobody", password="wrong password it is")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "serve.sign_in.refused"
    assert "set-cookie" not in wrong.headers


def test_sign_in__ends_the_session_that_the_browser_had(served: Served) -> None:
    browser = served.client("user.steel")
    old = browser.cookies["ecopark"]
    browser.post("/api/v1/sign-in", json={"user": "user.steel", "password": PASSWORD})
    assert browser.cookies["ecopark"] != old
    thief = served.client()
    thief.cookies.set("ecopark", old)
    assert thief.get("/api/v1/me").json()["signed_in"] is False


def test_sign_in__a_token_chosen_by_somebody_else_is_never_a_session(served: Served) -> None:
    browser = served.client()
    browser.cookies.set("ecopark", "chosen-by-an-attacker", domain="127.0.0.1")
    browser.post("/api/v1/sign-in", json={"user": "user.steel", "password": PASSWORD})
    assert served.park.records.access.session(PLATFORM, hashlib.sha256(b"chosen-by-an-attacker").hexdigest()) is None


def test_sign_in__is_slowed_down_per_user_and_address(served: Served) -> None:
    for _ in range(5):
        assert _open(served, password="wrong password it is")[1].status_code == 401
    _, blocked = _open(served)  # the right one, too
    assert blocked.status_code == 429
    assert blocked.json()["code"] == "serve.sign_in.too_many"
    assert 0 < int(blocked.headers["retry-after"]) <= 15 * 60 + 1
    assert _open(served, address="10.1.1.1")[1].status_code == 200  # another address
    assert _open(served, user="inspector")[1].status_code == 200  # another user
    served.clock.forward(minutes=16)
    assert _open(served)[1].status_code == 200


def test_sign_in__guesses_at_once_do_not_slip_through(served: Served) -> None:
    outcomes: list[type[Exception]] = []

    def guess() -> None:
        try:
            sign_in(served.park.access, "user.steel", "wrong password it is", address="10.0.0.9")
        except (SignInNeeded, TooManyTries) as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count(SignInNeeded), outcomes.count(TooManyTries)) == (5, 4)


def test_session__ends_after_idleness_and_after_its_longest_time(served: Served) -> None:
    browser = served.client("user.steel")
    for _ in range(6):
        served.clock.forward(hours=1, minutes=55)
        assert browser.get("/api/v1/me").json()["signed_in"] is True
    served.clock.forward(minutes=31)  # twelve hours since sign-in
    assert browser.get("/api/v1/me").json()["signed_in"] is False
    idle = served.client("user.steel")
    served.clock.forward(hours=2)
    assert idle.get("/api/v1/me").json()["signed_in"] is False
    digest = hashlib.sha256(idle.cookies["ecopark"].encode()).hexdigest()
    assert served.park.records.access.session(PLATFORM, digest) is None


def test_session__is_gone_after_signing_out(served: Served) -> None:
    browser = served.client("user.steel")
    token = browser.cookies["ecopark"]
    assert browser.post("/api/v1/sign-out").status_code == 204
    thief = served.client()
    thief.cookies.set("ecopark", token)
    assert thief.get("/api/v1/me").json()["signed_in"] is False


def test_change_password__ends_every_session_of_the_user(served: Served) -> None:
    here, there = served.client("user.steel"), served.client("user.steel")
    new = "một mật khẩu khác hẳn"
    wrong = here.post("/api/v1/me/password", json={"old": "not it at all", "new": new})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "serve.password.wrong_old")
    assert here.post("/api/v1/me/password", json={"old": PASSWORD, "new": new}).status_code == 204
    assert there.get("/api/v1/me").json()["signed_in"] is False
    assert _open(served)[1].status_code == 401
    assert _open(served, password=new)[1].status_code == 200


@pytest.mark.parametrize("given", ["", "x", "AAAA" * 22])
def test_csrf__a_change_without_the_session_token_is_refused(served: Served, given: str) -> None:
    browser = served.client("manager")
    right = browser.headers.pop("X-CSRF-Token")
    headers = {"X-CSRF-Token": given} if given else {}
    body = {"name": "x", "role": "inspector"}
    refused = browser.post("/api/v1/tokens", json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "serve.csrf.missing")
    assert served.park.records.access.tokens(PLATFORM) == []
    assert browser.post("/api/v1/tokens", json=body, headers={"X-CSRF-Token": right}).status_code == 201


def test_csrf__another_sessions_token_does_not_fit(served: Served) -> None:
    manager, inspector = served.client("manager"), served.client("inspector")
    manager.headers["X-CSRF-Token"] = inspector.headers["X-CSRF-Token"]
    assert manager.post("/api/v1/tokens", json={"name": "x", "role": "inspector"}).status_code == 403


def test_csrf__the_token_may_come_as_a_form_field(served: Served) -> None:
    browser = served.client("user.steel")
    token = browser.headers.pop("X-CSRF-Token")
    sheet = {"file": ("x.csv", b"time,steel.energy\n2026-03-01 00:00,1.5\n")}
    refused = browser.post("/api/v1/files", files=sheet, data={"mode": "preview"})
    taken = browser.post("/api/v1/files", files=sheet, data={"mode": "preview", "csrf_token": token})
    assert (refused.status_code, taken.status_code) == (403, 200)


def test_csrf__the_token_looks_different_each_time(served: Served) -> None:
    caller = sign_in(served.park.access, "user.steel", PASSWORD, address="x").caller
    tokens = {csrf_token(caller) for _ in range(5)}
    assert len(tokens) == 5
    assert all(csrf_matches(caller, token) for token in tokens)


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Origin": "http://127.0.0.1"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://127.0.0.1:8000"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({}, True),
    ],
)
def test_origin__changes_from_other_sites_are_refused(shared: Served, headers: dict[str, str], allowed: bool) -> None:
    """Sign-in too, so that nobody is signed in under a name that somebody else chose."""
    given = {"user": "nobody", "password": "x"}
    address = f"10.3.{hash(str(headers)) % 250}.{len(headers)}"
    answer = shared.client(address=address).post("/api/v1/sign-in", json=given, headers=headers)
    assert answer.status_code == (401 if allowed else 403), answer.text
    if not allowed:
        assert answer.json()["code"] == "serve.csrf.other_origin"


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("127.0.0.1:8080", True), ("localhost", True), ("[::1]:80", True), ("LOCALHOST:1", True), ("evil.example", False)],
)
def test_host__an_unknown_name_is_not_served(shared: Served, host: str, allowed: bool) -> None:
    answer = shared.client().get("/api/v1/park", headers={"Host": host})
    assert answer.status_code == (200 if allowed else 421)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_host_name__without_port() -> None:
    assert [host_name(h) for h in ("A:1", "[::1]:2", "a.b", "")] == ["a", "::1", "a.b", ""]


def test_token__opens_without_csrf_for_its_firms_until_revoked(served: Served) -> None:
    manager = served.client("manager")
    made = manager.post("/api/v1/tokens", json={"name": "logger", "role": "firm", "firms": ["steel"]}).json()
    program = served.client()
    program.headers["Authorization"] = f"Bearer {made['token']}"
    assert program.get("/api/v1/me").json()["firms"] == ["steel"]
    assert program.get("/api/v1/datastreams/steel.energy").status_code == 200
    assert program.get("/api/v1/datastreams/plating.energy").status_code == 404
    assert program.get("/api/v1/users").status_code == 403
    listed = manager.get("/api/v1/tokens").text
    assert made["token"] not in listed
    assert hashlib.sha256(made["token"].encode()).hexdigest() not in listed
    assert manager.post(f"/api/v1/tokens/{made['id']}/revoke").status_code == 204
    assert manager.post(f"/api/v1/tokens/{made['id']}/revoke").status_code == 404
    assert program.get("/api/v1/me").json()["signed_in"] is False


def test_token__expires(served: Served) -> None:
    secret, _ = create_token(
        served.park.access, MANAGER, name="x", role=Role.INSPECTOR, expires=served.clock.now + timedelta(days=1)
    )
    program = served.client()
    program.headers["Authorization"] = f"Bearer {secret}"
    assert program.get("/api/v1/me").json()["role"] == "inspector"
    served.clock.forward(days=1)
    assert program.get("/api/v1/me").json()["role"] == "public"


def test_records_out_of_reach__let_nobody_in(served: Served) -> None:
    browser = served.client("manager")
    served.park.records.close()
    (served.park.folder / "records.sqlite").write_bytes(b"damaged" * 1000)
    answer = browser.get("/api/v1/datastreams")
    assert answer.status_code == 500
    assert answer.json()["code"] == "engine.records.damaged"
