"""Parks that lie, vanish and come back: a hub believes nothing that it has not verified, and keeps what it knew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from benchmarks.hub_parks import START, TOKEN, MadePark, MadeParks, made_table

from ecopark.network.national.totals import totals
from ecopark.serve.hub.folder import HubFile, HubPark, HubSettings, keep_secret, token_file
from ecopark.serve.hub.kept import HubStore
from ecopark.serve.hub.visit import States, state_of, visit
from ecopark.trust.log.note import SigningKey

HUB = "so-cong-thuong"


class Hub:
    """Three made parks and a hub that visits them when told."""

    def __init__(self, folder, parks: MadeParks) -> None:
        self.folder, self.served, self.now = folder, parks, START
        self.settings = HubSettings(HUB, every_s=60, timeout_s=10)
        entries = [HubPark(p.id, p.id, parks.url(p.id), (p.vkey,), f"province {p.id}") for p in parks.parks.values()]
        self.file = HubFile(self.settings, tuple(entries))
        for park in entries:
            keep_secret(token_file(folder, park.id), TOKEN)
        self.open()

    def open(self) -> None:
        self.store = HubStore(self.folder, self.file, lambda: self.now)
        kept = self.store.states()
        self.states = States([state_of(self.store, p, HUB, dict(kept.get(p.id) or {})) for p in self.file.parks])

    def again(self) -> None:
        """Stop and start."""
        self.store.keep_states({s.park.id: s.kept() for s in self.states.all()})
        self.store.close()
        self.open()

    def round(self, seconds: float = 60) -> None:
        self.now += timedelta(seconds=seconds)
        for state in self.states.all():
            self.states.put(visit(state, self.store, self.settings, lambda: self.now))

    def status(self, park: str) -> str:
        return self.states.get(park).status(self.now, self.settings.every_s)

    def findings(self, park: str) -> list[str]:
        return [record.content["code"] for record in self.store.findings(park)]

    def electricity(self):
        found = totals([s.numbers(self.now, self.settings.every_s) for s in self.states.all()])
        return next(t for t in found if t.series == "electricity.in")


@pytest.fixture
def hub(tmp_path) -> Iterator[Hub]:
    parks = {}
    for name, value in (("a", 100.0), ("b", 200.0), ("c", 400.0)):
        parks[name] = MadePark(name, HUB)
        parks[name].grow(300)
        parks[name].publish(made_table(value, 2))
    with MadeParks(parks) as served:
        made = Hub(tmp_path, served)
        yield made
        made.store.close()


def test_visit__honest_parks_are_verified_and_added_up(hub):
    hub.round()
    total = hub.electricity()
    assert [hub.status(p) for p in "abc"] == ["current"] * 3
    assert (total.estimate.value, total.counted, total.parks, total.complete) == (700.0, 3, 3, True)
    hub.served.parks["a"].grow(700)
    hub.served.parks["a"].publish(made_table(150.0, 2))
    hub.round()
    assert hub.states.get("a").seen.checkpoint.size == 1002
    assert hub.electricity().estimate.value == 750.0
    assert hub.findings("a") == []


def test_visit__the_uncertainty_of_a_common_factor_does_not_average_away(hub):
    hub.round()
    parts = hub.electricity().estimate.parts
    assert parts["assumed:factor:grid"] == pytest.approx(0.05 * 700)


def test_visit__a_park_that_is_away_stays_in_the_sum_with_its_last_numbers(hub):
    hub.round()
    believed = hub.now
    hub.served.away.add("c")
    hub.round()
    assert hub.status("c") == "late"
    for _ in range(5):
        hub.round()
    total = hub.electricity()
    assert hub.status("c") == "away"
    assert (total.estimate.value, total.counted, total.away) == (700.0, 3, 1)
    numbers = hub.states.get("c").numbers(hub.now, 60)
    assert (numbers.believed_at, numbers.since) == (believed, believed + timedelta(seconds=60))
    hub.served.away.clear()
    hub.round()
    assert (hub.status("c"), hub.electricity().away) == ("current", 0)


def test_visit__a_park_never_reached_is_missing_and_not_zero(hub):
    hub.served.away.add("c")
    hub.round()
    total = hub.electricity()
    assert (total.estimate.value, total.counted, total.parks, total.complete) == (300.0, 2, 3, False)
    assert total.missing["c"].id == "network.national.never_reached"


def test_visit__what_is_withheld_is_missing_and_not_zero(hub):
    hub.served.parks["b"].publish(made_table(state="withheld", months=2))
    hub.round()
    assert hub.electricity().missing["b"].id == "network.national.withheld"
    assert hub.electricity().estimate.value == 500.0


def _tampered_table(body: bytes) -> bytes:
    from base64 import b64encode

    from ecopark.serve.workers.sharing import arrow_stream

    content = json.loads(body)
    content["table"] = b64encode(arrow_stream(made_table(1.0, 2))).decode()
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    ("code", "part", "change"),
    [
        ("content", "publications/", _tampered_table),
        ("inclusion", "publications/", lambda body: body.replace(b'\\"rows\\":10', b'\\"rows\\":11')),
        ("form", "publications/", lambda body: b'{"format": "something else"}'),
        ("form", "publications/", lambda body: b"[" * 100_000),
        ("not_consistent", "tile/", lambda body: bytes([body[0] ^ 1]) + body[1:]),
        ("tile", "tile/", lambda body: body[:-1]),
        ("signature", "checkpoint", lambda body: body.replace(b"\n602\n", b"\n603\n", 1)),
    ],
)
def test_visit__what_was_changed_on_the_way_is_not_believed_and_the_last_good_numbers_stay(hub, code, part, change):
    hub.round()
    park = hub.served.parks["a"]
    park.grow(300)
    park.publish(made_table(111.0, 2))
    park.tamper = lambda path, body: change(body) if path.startswith(part) else body
    hub.round()
    assert (hub.status("a"), hub.findings("a")) == ("not_believed", [code])
    total = hub.electricity()
    assert (total.estimate.value, total.not_believed) == (700.0, 1)
    hub.round()
    assert hub.findings("a") == [code]  # told once
    park.tamper = lambda path, body: body
    hub.round()
    assert (hub.status("a"), hub.electricity().estimate.value) == ("current", 711.0)
    assert hub.findings("a") == [code]  # and it stays


def test_visit__a_log_that_was_rolled_back_is_a_finding_with_both_checkpoints(hub):
    hub.round()
    before = hub.served.parks["a"]
    shorter = MadePark("a", HUB, key=before.key)
    shorter.grow(10)
    shorter.publish(made_table(5.0, 2))
    hub.served.parks["a"] = shorter
    hub.again()  # also after a restart of the hub
    hub.round()
    assert (hub.status("a"), hub.findings("a")) == ("not_believed", ["rolled_back"])
    evidence = hub.store.findings("a")[0].content["evidence"]
    assert "\n301\n" in evidence["seen"]
    assert "\n11\n" in evidence["found"]
    shorter.grow(5)
    hub.round()
    assert hub.findings("a") == ["rolled_back"]
    hub.served.parks["a"] = before
    hub.round()
    assert (hub.status("a"), hub.findings("a")) == ("current", ["rolled_back"])


def test_visit__two_histories_of_one_size_are_equivocation(hub):
    hub.round()
    before = hub.served.parks["b"]
    other = MadePark("b", HUB, key=before.key)
    other.grow(300)
    other.publish(made_table(1.0, 2))
    assert other.log.size == before.log.size
    hub.served.parks["b"] = other
    hub.round()
    assert (hub.status("b"), hub.findings("b")) == ("not_believed", ["equivocation"])
    other.grow(50)  # the other history goes on
    hub.round()
    assert hub.findings("b") == ["equivocation", "not_consistent"]
    assert hub.electricity().estimate.value == 700.0


def test_visit__another_key_is_not_taken_over(hub):
    hub.round()
    other = MadePark("a", HUB, key=SigningKey.generate("ecopark.example/a"))
    other.grow(400)
    other.publish(made_table(1.0, 2))
    hub.served.parks["a"] = other
    hub.round()
    assert (hub.status("a"), hub.findings("a")) == ("not_believed", ["signature"])


def test_visit__a_publication_for_another_hub_is_not_believed(hub):
    hub.served.parks["a"].hub = "somebody else"
    hub.served.parks["a"].publish(made_table(1.0, 2))
    hub.round()
    assert hub.findings("a") == ["other_hub"]


@pytest.mark.parametrize(("unit", "code"), [("m3", "unit"), ("MWh", None)])
def test_visit__units_are_checked_and_converted(hub, unit, code):
    hub.served.parks["a"].publish(made_table(1.0, 2, unit=unit))
    hub.round()
    assert hub.findings("a") == ([code] if code else [])
    assert hub.electricity().estimate.value == (600.0 if code else 1600.0)


def test_visit__the_empty_table_after_a_change_of_policy_takes_the_numbers_away(hub):
    hub.round()
    hub.served.parks["c"].publish(made_table(months=0))
    hub.round()
    total = hub.electricity()
    assert (total.estimate.value, total.missing["c"].id) == (300.0, "network.national.not_shared")


def test_visit__a_wrong_token_is_refused_and_not_a_finding(hub):
    keep_secret(token_file(hub.folder, "a"), "ecopark_other")
    hub.round()
    assert (hub.status("a"), hub.findings("a")) == ("refused", [])
    token_file(hub.folder, "a").unlink()
    hub.round()
    assert hub.status("a") == "new"
    assert hub.states.get("a").trouble.id == "serve.hub.no_token"


def test_state_of__a_restart_knows_what_was_known(hub):
    hub.round()
    hub.served.away.update("abc")
    hub.again()
    assert hub.electricity().estimate.value == 700.0
    assert hub.states.get("a").believed_at == START.astimezone(UTC) + timedelta(seconds=60)
    hub.round()
    assert hub.status("a") == "late"


def test_totals__of_a_province_hold_its_parks_only(hub):
    hub.round()
    numbers = [s.numbers(hub.now, 60) for s in hub.states.all()]
    found = [t for t in totals(numbers, province="province b") if t.series == "electricity.in"]
    assert [(t.start, t.estimate.value, t.parks) for t in found] == [
        (datetime(2025, 1, 1), 200.0, 1),
        (datetime(2025, 2, 1), 200.0, 1),
    ]
