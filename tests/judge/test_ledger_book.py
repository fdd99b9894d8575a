"""The ledger: over ten thousand mutated ledgers no attribute unit is used twice, and a mutated history is found out."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ecopark.core.errors import StateError
from ecopark.judge.ledger.audit import audit, double_uses
from ecopark.judge.ledger.book import (
    Ledger,
    cancel,
    expire,
    issue,
    share_out,
    sold_of,
    split,
    transfer,
    usable_for,
)
from ecopark.judge.ledger.records import MODELS, Unit, UnitKind, UnitState, stored_unit

NOW = datetime(2026, 1, 1, tzinfo=UTC)
START = datetime(2025, 3, 1, tzinfo=UTC)
OWNERS = ("steel", "plating", "park", "outside:buyer")


def unit(name: str = "u", **changed: object) -> Unit:
    said = {
        "kind": UnitKind.PV_KWH,
        "origin": "furniture.pv",
        "start": START,
        "end": START + timedelta(days=31),
        "quantity": 1000,
        "unit": "Wh",
        "owner": "steel",
    }
    return Unit(id=name, **{**said, **changed})  # type: ignore[arg-type]


def held(ledger: Ledger, *changed: Unit) -> Ledger:
    return ledger.with_changed(changed)


def refused(code: str, act: object) -> None:
    with pytest.raises(StateError) as told:
        act()  # type: ignore[operator]
    assert told.value.code == f"judge.ledger.{code}"
    assert told.value.render("vi") != told.value.render("en")


def test_issue__the_same_kilowatt_hour_counts_once_as_certificate_and_as_photovoltaic() -> None:
    ledger = Ledger.of(issue(Ledger({}), unit()))
    later = START + timedelta(days=30)
    refused("issued_already", lambda: issue(ledger, unit("v", kind=UnitKind.CERTIFICATE, start=later, end=NOW)))
    assert issue(ledger, unit("w", start=START + timedelta(days=31), end=NOW))
    assert issue(ledger, unit("x", origin="other.pv"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"quantity": 0}, "bad_quantity"),
        ({"quantity": 1.5}, "bad_quantity"),
        ({"unit": "kWh"}, "bad_unit"),
        ({"end": START}, "bad_time"),
        ({"state": UnitState.CANCELLED, "cancelled_for": "c"}, "bad_state"),
        ({"kind": UnitKind.RECYCLED_MASS, "unit": "g"}, "no_model"),
        ({"model": "mass_balance"}, "no_model"),
    ],
)
def test_issue__refuses_with_a_reason(changed: dict[str, object], code: str) -> None:
    refused(code, lambda: issue(Ledger({}), unit(**changed)))


def test_cancel__once_and_by_the_owner_only() -> None:
    ledger = Ledger.of(issue(Ledger({}), unit()))
    refused("not_owner", lambda: cancel(ledger, "u", "plating", "c", NOW))
    refused("no_claim", lambda: cancel(ledger, "u", "steel", " ", NOW))
    used = held(ledger, *cancel(ledger, "u", "steel", "c", NOW))
    refused("used", lambda: cancel(used, "u", "steel", "d", NOW))
    refused("used", lambda: transfer(used, "u", "steel", "plating", NOW))
    refused("used", lambda: split(used, "u", [("a", 500), ("b", 500)], NOW))
    assert [u.id for u in usable_for(used, "c", "steel")] == ["u"]


def test_split__conserves() -> None:
    ledger = Ledger.of(issue(Ledger({}), unit()))
    for parts in ([("a", 500), ("b", 501)], [("a", 1000), ("b", 0)], [("a", 1100), ("b", -100)], []):
        refused("not_all", lambda parts=parts: split(ledger, "u", parts, NOW))
    refused("known", lambda: split(ledger, "u", [("a", 500), ("a", 500)], NOW))
    parts = held(ledger, *split(ledger, "u", [("a", 400), ("b", 600)], NOW))
    refused("is_split", lambda: cancel(parts, "u", "steel", "c", NOW))
    assert sum(p.quantity for p in parts.parts_of("u")) == 1000


def test_transfer__sold_certificates_are_no_longer_the_sellers() -> None:
    ledger = Ledger.of(issue(Ledger({}), unit()))
    sold = held(ledger, *transfer(ledger, "u", "steel", "outside:buyer", NOW))
    assert [u.id for u in sold_of(sold, ["furniture.pv"], "steel")] == ["u"]
    refused("not_owner", lambda: cancel(sold, "u", "steel", "c", NOW))
    refused("not_owner", lambda: cancel(sold, "u", "outside:buyer", "c", NOW))


def test_transfer__never_up_the_ladder_of_models() -> None:
    start = unit(kind=UnitKind.RECYCLED_MASS, unit="g", model="mass_balance")
    ledger = Ledger.of(issue(Ledger({}), start))
    for stricter in MODELS[MODELS.index("mass_balance") + 1 :]:
        refused("moves_up", lambda to=stricter: transfer(ledger, "u", "steel", "plating", NOW, to))
    (down,) = transfer(ledger, "u", "steel", "plating", NOW, "book_and_claim")
    refused("moves_up", lambda: transfer(held(ledger, down), "u", "plating", "steel", NOW, "mass_balance"))


def test_share_out__a_key_of_more_than_one_would_count_twice() -> None:
    saving = unit(kind=UnitKind.SYMBIOSIS_SAVING, unit="gCO2e", quantity=1001, owner="park", origin="slag")
    ledger = Ledger.of(issue(Ledger({}), saving))
    refused("key_too_large", lambda: share_out(ledger, "u", {"steel": 600_000, "plating": 500_000}, "park", NOW))
    refused("bad_key", lambda: share_out(ledger, "u", {"steel": -1}, "park", NOW))
    shared = held(ledger, *share_out(ledger, "u", {"steel": 500_000, "plating": 500_000}, "park", NOW))
    assert {u.owner: u.quantity for u in shared.parts_of("u")} == {"steel": 500, "plating": 500, "park": 1}


def test_expire__credits_run_out() -> None:
    ledger = Ledger.of(issue(Ledger({}), unit(expires=NOW)))
    refused("expired", lambda: cancel(ledger, "u", "steel", "c", NOW))
    assert [u.state for u in expire(ledger, NOW)] == [UnitState.EXPIRED]
    assert expire(ledger, NOW - timedelta(days=1)) == ()


def test_stored_unit__comes_back() -> None:
    made = unit(expires=NOW, parent="w", model=None)
    assert stored_unit("u", made.content()) == made


def test_ten_thousand_mutated_ledgers__no_unit_is_used_twice() -> None:
    """Random, mostly hostile requests: whatever was accepted, no smallest unit is used twice; every refusal has a reason."""
    rng = random.Random(20251122)
    refusals: dict[str, int] = defaultdict(int)
    accepted = 0
    for _ in range(10_000):
        first = unit("n0", origin="a", owner=rng.choice(OWNERS[:3]))
        ledger, history = Ledger.of(issue(Ledger({}), first)), defaultdict(list, {"n0": [first]})
        for _ in range(rng.randint(3, 14)):
            try:
                changed = random_request(rng, ledger)
            except StateError as told:
                refusals[told.code] += 1
                continue
            accepted += 1
            ledger = ledger.with_changed(changed)
            for each in changed:
                history[each.id].append(each)
        assert_each_used_once(ledger)
        assert audit(history) == ()
    assert accepted > 20_000
    assert len(refusals) >= 12, refusals


def test_ten_thousand_mutated_histories__are_found_out() -> None:
    """Stored revisions changed behind the ledger's back: whenever a unit is used twice, the audit says so."""
    rng = random.Random(7)
    used_twice = found = 0
    for _ in range(10_000):
        first = unit("n0", origin="a", owner=rng.choice(OWNERS[:3]))
        ledger, history = Ledger.of(issue(Ledger({}), first)), defaultdict(list, {"n0": [first]})
        for _ in range(rng.randint(3, 9)):
            try:
                changed = random_request(rng, ledger)
            except StateError:
                continue
            ledger = ledger.with_changed(changed)
            for each in changed:
                history[each.id].append(each)
        for name in [u.id for u in ledger.units.values() if u.live and not u.owner.startswith("outside:")][:2]:
            for each in (
                cancel(ledger, name, ledger.units[name].owner, "c5", START) if ledger.units[name].expires is None else ()
            ):
                history[name].append(each)
        mutate(rng, history)
        last = Ledger.of(revisions[-1] for revisions in history.values())
        faults = audit(history)
        if not each_used_once(last):
            used_twice += 1
            assert faults, last
        found += bool(faults)
    assert used_twice > 500
    assert found > 5000


def random_request(rng: random.Random, ledger: Ledger) -> tuple[Unit, ...]:
    """Something that somebody may ask for, sensible or not."""
    names = [*ledger.units, "none"]
    name = rng.choice(names)
    owner = ledger.units[name].owner if name in ledger.units and rng.random() < 0.8 else rng.choice(OWNERS)
    what = rng.choice(("issue", "issue", "split", "transfer", "cancel", "cancel", "expire", "share"))
    if what == "issue":
        return issue(ledger, random_unit(rng, names))
    if what == "split":
        whole = ledger.units[name].quantity if name in ledger.units else 100
        cut = rng.randint(-5, whole + 5)
        extra = rng.choice((0, 0, 0, 1, -1))
        return split(ledger, name, [(f"{name}.{rng.randint(0, 2)}", cut), (f"{name}.9", whole - cut + extra)], NOW)
    if what == "transfer":
        return transfer(ledger, name, owner, rng.choice(OWNERS), NOW, rng.choice((None, None, *MODELS)))
    if what == "cancel":
        return cancel(ledger, name, owner, rng.choice(("c1", "c2", "")), NOW)
    if what == "expire":
        return expire(ledger, NOW)
    return share_out(ledger, name, {"steel": rng.randint(0, 700_000), "plating": rng.randint(0, 700_000)}, "park", NOW)


def random_unit(rng: random.Random, names: list[str]) -> Unit:
    kind = rng.choice(list(UnitKind))
    start = START + timedelta(days=rng.randint(0, 6) * 10)
    model = rng.choice(MODELS) if kind is UnitKind.RECYCLED_MASS else rng.choice((None, None, None, "mass_balance"))
    return Unit(
        id=rng.choice([f"n{len(names)}", f"n{len(names)}", names[0]]),
        kind=kind,
        origin=rng.choice(("a", "b")),
        start=start,
        end=start + timedelta(days=rng.choice((10, 20, 0))),
        quantity=rng.choice((1, 7, 1000, 0, -3)),
        unit={UnitKind.RECYCLED_MASS: "g", UnitKind.SYMBIOSIS_SAVING: "g"}.get(kind, rng.choice(("Wh", "Wh", "gCO2e"))),
        owner=rng.choice(OWNERS),
        model=model,
        expires=rng.choice((None, None, NOW - timedelta(days=1), NOW + timedelta(days=9))),
    )


def mutate(rng: random.Random, history: dict[str, list[Unit]]) -> None:
    """Change what is stored: a revision repeated, dropped, rewritten, a unit copied under another name."""
    if not history:
        return
    name = rng.choice(sorted(history))
    revisions = history[name]
    what = rng.choice(("again", "quantity", "parent", "copy", "uncancel", "drop", "claim"))
    last = revisions[-1]
    if what == "again":
        revisions.append(replace(last, state=UnitState.CANCELLED, cancelled_for="c9"))
    elif what == "quantity":
        revisions[-1] = replace(last, quantity=last.quantity + rng.randint(1, 50))
    elif what == "parent":
        revisions[:] = [replace(r, parent=None) for r in revisions]
    elif what == "copy":
        history[f"{name}-copy"] = [replace(r, id=f"{name}-copy") for r in revisions]
    elif what == "uncancel":
        revisions.append(replace(last, state=UnitState.ISSUED, cancelled_for=None))
    elif what == "drop":
        if len(revisions) > 1:
            revisions.pop(rng.randrange(len(revisions)))
        else:
            del history[name]
    else:
        revisions[-1] = replace(last, cancelled_for=None if last.cancelled_for else "c9")


def assert_each_used_once(ledger: Ledger) -> None:
    assert each_used_once(ledger)
    assert double_uses(ledger.units.values()) == []


def each_used_once(ledger: Ledger) -> bool:
    """Straight from the meaning, apart from the audit: used amounts never exceed the attribute of an origin and moment.

    Per attribute and origin the time is cut at every start and end. In each piece the cancelled amount of units alive there
    must not exceed what one root issued there, whichever root that is.
    """
    roots: dict[str, Unit] = {}
    for each in ledger.units.values():
        top, seen = each, {each.id}
        while top.parent in ledger.units and top.parent not in seen:
            seen.add(top.parent)
            top = ledger.units[top.parent]
        roots[each.id] = top
    spans: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for each in ledger.units.values():
        if each.state is UnitState.CANCELLED:
            spans[(each.attribute, each.origin)].append(each)
    for used in spans.values():
        for moment in {u.start for u in used}:
            alive = [u for u in used if u.start <= moment < u.end]
            most = max((roots[u.id].quantity for u in alive), default=0)
            if sum(u.quantity for u in alive) > most:
                return False
    return True
