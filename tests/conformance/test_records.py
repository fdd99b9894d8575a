"""One suite for the records store on SQLite and on PostgreSQL: whoever passes may stand behind the port."""

from __future__ import annotations

import inspect
import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.records import Draft
from ecopark.core.scope import PUBLIC, Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.records import SqlRecords, open_records
from ecopark.engine.records_access import ApiToken, SqlAccess, StoredSession, Upload, User
from ecopark.engine.records_database import HEAD

START = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
MANAGER = Scope(Role.MANAGER, user="lan")
STEEL = Scope(Role.FIRM, user="minh", firms=frozenset({"steel"}))
PLATING = Scope(Role.FIRM, user="hoa", firms=frozenset({"plating"}))
SYSTEM = system_scope("access")


class Ticking:
    """A clock that goes on one second per look, unless it is set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_cluster").new_database  # type: ignore[no-any-return]
    numbers = itertools.count()
    return lambda: f"sqlite:///{tmp_path}/records{next(numbers)}.sqlite"


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    return new_url()


@pytest.fixture
def records(url: str, clock: Ticking) -> Iterator[SqlRecords]:
    store = open_records(url, clock)
    yield store
    store.close()


def test_put__a_record_comes_back_as_it_was_given(records: SqlRecords) -> None:
    content = {"amount": 12.5, "đơn vị": "tấn", "missing": None, "rows": [1, 2, {"a": True}]}
    put = records.put(MANAGER, "declaration", "d1", content, firm="steel")
    assert (put.revision, put.firm, put.public, put.actor) == (1, "steel", False, "lan")
    assert put.content == content
    assert put.recorded_time == START + timedelta(seconds=1)
    assert records.get(MANAGER, "declaration", "d1") == put


def test_put__every_change_is_a_new_revision_and_nothing_is_overwritten(records: SqlRecords) -> None:
    for n in range(3):
        records.put(MANAGER, "declaration", "d1", {"n": n}, firm="steel")
    assert [(r.revision, r.content["n"]) for r in records.history(MANAGER, "declaration", "d1")] == [(1, 0), (2, 1), (3, 2)]
    latest = records.get(MANAGER, "declaration", "d1")
    assert latest is not None
    assert latest.revision == 3


def test_put__an_old_expected_revision_is_refused(records: SqlRecords) -> None:
    first = records.put(MANAGER, "permit", "p", {"n": 1}, expected_revision=0)
    records.put(MANAGER, "permit", "p", {"n": 2}, expected_revision=first.revision)
    for old in (0, 1, 7):
        with pytest.raises(StateError) as refused:
            records.put(MANAGER, "permit", "p", {"n": 3}, expected_revision=old)
        assert refused.value.code == "engine.record.changed"
    assert len(records.history(MANAGER, "permit", "p")) == 2


def test_get__as_known_at_a_moment(records: SqlRecords) -> None:
    first = records.put(MANAGER, "permit", "p", {"n": 1})
    second = records.put(MANAGER, "permit", "p", {"n": 2})
    assert records.get(MANAGER, "permit", "p", known_at=first.recorded_time) == first
    assert records.get(MANAGER, "permit", "p", known_at=second.recorded_time - timedelta(microseconds=1)) == first
    assert records.get(MANAGER, "permit", "p", known_at=first.recorded_time - timedelta(microseconds=1)) is None
    assert records.find(MANAGER, "permit", known_at=first.recorded_time) == [first]


def test_put__a_clock_that_goes_back_does_not_reorder_the_history(records: SqlRecords, clock: Ticking) -> None:
    first = records.put(MANAGER, "permit", "p", {"n": 1})
    clock.now = START - timedelta(days=1)
    second = records.put(MANAGER, "permit", "p", {"n": 2})
    assert second.recorded_time == first.recorded_time


def test_find__pages_by_id_in_byte_order(records: SqlRecords) -> None:
    ids = ["a", "B", "b", "á", "Z", "z1", "z10", "z2", "đ"]
    for name in ids:
        records.put(MANAGER, "upload", name, {"n": name})
    seen: list[str] = []
    while page := records.find(MANAGER, "upload", after=seen[-1] if seen else None, limit=2):
        seen += [r.id for r in page]
    assert seen == sorted(ids, key=lambda name: name.encode())


def test_find__kinds_do_not_mix(records: SqlRecords) -> None:
    records.put(MANAGER, "upload", "x", {})
    records.put(MANAGER, "permit", "x", {})
    assert [r.kind for r in records.find(MANAGER, "permit")] == ["permit"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from([None, "steel", "plating"]), st.booleans()), max_size=12
    )
)
def test_find__a_scope_reaches_exactly_what_it_sees(
    new_url: Callable[[], str], rows: list[tuple[str, str | None, bool]]
) -> None:
    store = open_records(new_url(), Ticking())
    try:
        latest: dict[str, tuple[str | None, bool]] = {}
        for record_id, firm, public in rows:
            store.put(MANAGER, "k", record_id, {}, firm=firm, public=public)
            latest[record_id] = (firm, public)
        for scope in (MANAGER, STEEL, PLATING, PUBLIC):
            wanted = sorted(i for i, (firm, public) in latest.items() if scope.sees(firm, public=public))
            assert [r.id for r in store.find(scope, "k")] == wanted
            for record_id in "abcd":
                assert (store.get(scope, "k", record_id) is not None) == (record_id in wanted)
                assert all(scope.sees(r.firm, public=r.public) for r in store.history(scope, "k", record_id))
    finally:
        store.close()


def test_put__a_firm_writes_only_its_own_and_the_public_nothing(records: SqlRecords) -> None:
    records.put(STEEL, "declaration", "mine", {"t": 1}, firm="steel")
    for scope, record_id, firm in (
        (STEEL, "x", "plating"),
        (STEEL, "x", None),
        (PLATING, "mine", "plating"),
        (PUBLIC, "x", None),
    ):
        with pytest.raises(NotAllowed):
            records.put(scope, "declaration", record_id, {"t": 2}, firm=firm)
    assert [r.id for r in records.find(MANAGER, "declaration")] == ["mine"]
    assert len(records.history(MANAGER, "declaration", "mine")) == 1


def test_put__published_does_not_mean_writable(records: SqlRecords) -> None:
    records.put(STEEL, "declaration", "open", {"t": 1}, firm="steel", public=True)
    with pytest.raises(NotAllowed):
        records.put(PLATING, "declaration", "open", {"t": 2}, firm="plating")


@pytest.mark.parametrize("content", [{"x": float("nan")}, {"x": float("inf")}, {"x": {1, 2}}, {"x": START}])
def test_put__what_is_not_json_is_refused(records: SqlRecords, content: dict[str, object]) -> None:
    with pytest.raises(InputError) as refused:
        records.put(MANAGER, "permit", "p", content)
    assert refused.value.code == "engine.record.not_json"
    assert records.get(MANAGER, "permit", "p") is None


@pytest.mark.parametrize("record_id", ["", "a\nb", "a\x00b", "x" * 301])
def test_put__an_unusable_id_is_refused(records: SqlRecords, record_id: str) -> None:
    with pytest.raises(InputError):
        records.put(MANAGER, "permit", record_id, {})


def test_put__writers_at_once_lose_and_double_nothing(url: str, records: SqlRecords) -> None:
    stores = [open_records(url, Ticking()) for _ in range(4)]
    errors: list[Exception] = []

    def write(store: SqlRecords, name: int) -> None:
        try:
            for n in range(10):
                store.put(MANAGER, "triage", "t", {"writer": name, "n": n})
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(store, n)) for n, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert errors == []
    history = records.history(MANAGER, "triage", "t")
    assert [r.revision for r in history] == list(range(1, 41))
    assert {(r.content["writer"], r.content["n"]) for r in history} == {(w, n) for w in range(4) for n in range(10)}


def test_put__of_two_editors_of_the_same_revision_one_wins(url: str, records: SqlRecords) -> None:
    base = records.put(MANAGER, "permit", "p", {})
    stores = [open_records(url, Ticking()) for _ in range(4)]
    outcomes: list[str] = []
    gate = threading.Barrier(4)

    def edit(store: SqlRecords) -> None:
        gate.wait()
        try:
            store.put(MANAGER, "permit", "p", {}, expected_revision=base.revision)
            outcomes.append("won")
        except StateError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=edit, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert sorted(outcomes) == ["engine.record.changed"] * 3 + ["won"]


def test_put_many__one_revision_each_all_or_none(records: SqlRecords) -> None:
    records.put(MANAGER, "x", "b", {"n": 0})
    made = records.put_many(MANAGER, "x", [Draft("a", {"n": 1}), Draft("b", {"n": 2}, "steel", expected_revision=1)])
    assert [(r.id, r.revision, r.firm, dict(r.content)) for r in made] == [
        ("a", 1, None, {"n": 1}),
        ("b", 2, "steel", {"n": 2}),
    ]
    found = records.get_many(MANAGER, "x", ["b", "a", "nothing"])
    assert {name: found[name] for name in ("a", "b")} == {r.id: r for r in made}
    assert found["b"] == records.get(MANAGER, "x", "b") == records.history(MANAGER, "x", "b")[-1]
    with pytest.raises(StateError) as caught:
        records.put_many(MANAGER, "x", [Draft("c", {}), Draft("a", {"n": 3}, expected_revision=0)])
    assert caught.value.code == "engine.record.changed"
    assert records.get(MANAGER, "x", "c") is None
    assert records.put_many(MANAGER, "x", []) == []


def test_put_many__a_firm_writes_only_its_own(records: SqlRecords) -> None:
    records.put(MANAGER, "x", "park", {})
    with pytest.raises(NotAllowed):
        records.put_many(STEEL, "x", [Draft("mine", {}, "steel"), Draft("theirs", {}, "plating")])
    with pytest.raises(NotAllowed):
        records.put_many(STEEL, "x", [Draft("mine", {}, "steel"), Draft("park", {}, "steel")])
    assert records.get(MANAGER, "x", "mine") is None
    with pytest.raises(NotAllowed):
        records.put_many(PUBLIC, "x", [Draft("mine", {})])


def test_get_many__more_than_one_query_takes_and_only_what_the_scope_reaches(records: SqlRecords) -> None:
    firms = ("steel", "plating", None)
    names = [f"r{i:04d}" for i in range(1203)]
    records.put_many(MANAGER, "x", [Draft(name, {"i": i}, firms[i % 3]) for i, name in enumerate(names)])
    assert list(records.get_many(MANAGER, "x", names)) == sorted(names)
    assert list(records.get_many(STEEL, "x", names)) == names[::3]
    assert records.get_many(MANAGER, "y", names) == {}


def test_open_records__what_was_put_is_there_after_closing(url: str) -> None:
    first = open_records(url, Ticking())
    put = first.put(MANAGER, "permit", "p", {"n": 1})
    first.close()
    again = open_records(url, Ticking())
    assert again.get(MANAGER, "permit", "p") == put
    again.close()


def test_open_records__processes_that_open_a_new_database_at_once(url: str) -> None:
    stores: list[SqlRecords] = []
    errors: list[Exception] = []

    def open_one() -> None:
        try:
            stores.append(open_records(url, Ticking()))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=open_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert errors == []
    assert len(stores) == 4


@pytest.mark.parametrize("owner", [SqlRecords, SqlAccess])
def test_every_public_method__takes_the_scope_first(owner: type) -> None:
    methods = {n: f for n, f in inspect.getmembers(owner, inspect.isfunction) if not n.startswith("_") and n != "close"}
    assert len(methods) >= 4
    for name, function in methods.items():
        parameter = list(inspect.signature(function).parameters.values())[1]
        assert (parameter.name, parameter.default) == ("scope", inspect.Parameter.empty), name


def _user(**changes: object) -> User:
    fields: dict[str, object] = {
        "id": "minh",
        "name": "Trần Minh",
        "role": Role.FIRM,
        "firms": ("steel",),
        "password_hash": "$argon2id$…",
        "disabled": False,
        "revision": 1,
        "changed_time": START,
    }
    return User(**{**fields, **changes})  # type: ignore[arg-type]


def test_access__only_the_platform_and_managers_reach_it(records: SqlRecords) -> None:
    for scope in (STEEL, PUBLIC, Scope(Role.INSPECTOR, user="i"), Scope(Role.REGULATOR, user="r")):
        with pytest.raises(NotAllowed):
            records.access.users(scope)
        with pytest.raises(NotAllowed):
            records.access.session(scope, "00")


def test_add_user__and_change_and_conflict(records: SqlRecords) -> None:
    access = records.access
    access.add_user(SYSTEM, _user())
    assert access.user(SYSTEM, "minh") == _user()
    with pytest.raises(StateError) as double:
        access.add_user(SYSTEM, _user(name="another"))
    assert double.value.code == "engine.user.exists"
    changed = access.change_user(SYSTEM, _user(disabled=True))
    assert (changed.revision, changed.disabled) == (2, True)
    with pytest.raises(StateError) as late:
        access.change_user(SYSTEM, _user(name="late"))
    assert late.value.code == "engine.user.changed"
    assert access.users(SYSTEM) == [changed]
    assert access.users(SYSTEM, after="minh") == []


def test_session__with_its_user_until_it_ends(records: SqlRecords) -> None:
    access = records.access
    access.add_user(SYSTEM, _user())
    old = StoredSession("0" * 64, "minh", START, START)
    new = StoredSession("1" * 64, "minh", START + timedelta(days=2), START + timedelta(days=2))
    access.add_session(SYSTEM, old, forget_started_before=START)
    assert access.session(SYSTEM, "0" * 64) == (old, _user())
    access.add_session(SYSTEM, new, forget_started_before=START + timedelta(days=1))
    assert access.session(SYSTEM, "0" * 64) is None
    access.touch_session(SYSTEM, "1" * 64, START + timedelta(days=3))
    found = access.session(SYSTEM, "1" * 64)
    assert found is not None
    assert found[0].seen_time == START + timedelta(days=3)
    assert access.end_sessions_of(SYSTEM, "minh") == 1
    assert access.session(SYSTEM, "1" * 64) is None


def test_token__until_it_is_revoked(records: SqlRecords) -> None:
    token = ApiToken("t1", "a" * 64, "logger", Role.FIRM, ("steel",), "lan", START)
    records.access.add_token(SYSTEM, token)
    assert records.access.token(SYSTEM, "a" * 64) == token
    assert records.access.token(SYSTEM, "b" * 64) is None
    assert records.access.revoke_token(SYSTEM, "t1", START) is True
    assert records.access.revoke_token(SYSTEM, "t1", START) is False
    assert records.access.tokens(SYSTEM)[0].revoked_time == START


def test_try_sign_in__stops_the_pair_then_the_address_and_forgets_with_time(records: SqlRecords) -> None:
    def attempt(subject: str, address: str, minute: int) -> datetime | None:
        now = START + timedelta(minutes=minute)
        since = now - timedelta(minutes=15)
        return records.access.try_sign_in(SYSTEM, subject, address, now, since=since, per_pair=3, per_address=5)

    assert [attempt("a", "10.0.0.1", n) for n in range(3)] == [None] * 3
    assert attempt("a", "10.0.0.1", 3) == START
    assert attempt("a", "10.0.0.2", 3) is None
    assert [attempt("b", "10.0.0.1", 4), attempt("c", "10.0.0.1", 5)] == [None, None]
    assert attempt("d", "10.0.0.1", 6) == START
    records.access.forget_attempts(SYSTEM, "a", "10.0.0.1")
    assert attempt("a", "10.0.0.1", 7) is None
    assert attempt("b", "10.0.0.1", 30) is None


def test_try_sign_in__attempts_at_once_are_all_counted(records: SqlRecords) -> None:
    passed: list[bool] = []

    def attempt() -> None:
        since = START - timedelta(minutes=15)
        passed.append(
            records.access.try_sign_in(SYSTEM, "a", "10.0.0.1", START, since=since, per_pair=3, per_address=50) is None
        )

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 3


def test_begin_upload__one_claim_per_key(records: SqlRecords) -> None:
    access = records.access
    long_ago = START - timedelta(days=1)
    upload = Upload("minh", "key-1", "f" * 64, START)
    assert access.begin_upload(SYSTEM, upload, stale_before=long_ago) is None
    assert access.begin_upload(SYSTEM, upload, stale_before=long_ago) == upload
    access.finish_upload(SYSTEM, "minh", "key-1", 201, "{}")
    again = access.begin_upload(SYSTEM, upload, stale_before=long_ago)
    assert again is not None
    assert (again.status, again.answer) == (201, "{}")
    assert access.begin_upload(SYSTEM, Upload("hoa", "key-1", "f" * 64, START), stale_before=long_ago) is None


def test_begin_upload__a_failed_or_dead_request_frees_its_key(records: SqlRecords) -> None:
    access = records.access
    upload = Upload("minh", "key-1", "f" * 64, START)
    access.begin_upload(SYSTEM, upload, stale_before=START)
    access.abandon_upload(SYSTEM, "minh", "key-1")
    assert access.begin_upload(SYSTEM, upload, stale_before=START) is None
    later = START + timedelta(hours=1)
    assert access.begin_upload(SYSTEM, Upload("minh", "key-1", "0" * 64, later), stale_before=later) == upload
    assert access.begin_upload(SYSTEM, Upload("minh", "key-1", "f" * 64, later), stale_before=later) is None


def test_head__is_the_last_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import ecopark.engine.migrations as migrations

    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
