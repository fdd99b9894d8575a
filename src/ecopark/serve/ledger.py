"""The ledger of attribute units of an open park: records ``ledger_entry``, each change a revision in the evidence log.

Only one change is made at a time: what is accepted is checked against the whole ledger as it stands. # design 4.12
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from ecopark.core.errors import NotAllowed, StateError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.interval import to_utc
from ecopark.core.records import Draft, Record
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.judge.claims.actions import CLAIM
from ecopark.judge.claims.reader import texts
from ecopark.judge.ledger import book
from ecopark.judge.ledger.audit import Fault, audit
from ecopark.judge.ledger.book import Ledger
from ecopark.judge.ledger.records import OUTSIDE, Unit, UnitKind, stored_unit
from ecopark.serve.park import OpenPark
from ecopark.trust.inspection.fields import Fields, read_whole

ENTRY = "ledger_entry"
WORKER = system_scope("ledger")
WRITERS = (Role.MANAGER, Role.FIRM)
PARK = "park"
_MOST = 1_000_000
_ONE_AT_A_TIME = threading.Lock()


def ledger_of(park: OpenPark) -> Ledger:
    """The whole ledger as it stands."""
    return Ledger.of(stored_unit(r.id, r.content) for r in park.records.find(WORKER, ENTRY, limit=_MOST))


def audit_of(park: OpenPark) -> tuple[Fault, ...]:
    """Faults of everything that was ever stored, revision by revision."""
    names = [r.id for r in park.records.find(WORKER, ENTRY, limit=_MOST)]
    return audit({name: [stored_unit(r.id, r.content) for r in park.records.history(WORKER, ENTRY, name)] for name in names})


def issue_unit(park: OpenPark, scope: Scope, content: object) -> Record:
    """Issue a unit from what was sent.

    Raises
    ------
    InputError
        trust.field.*: what was sent cannot be read.
    StateError
        judge.ledger.*: refused, with the reason.
    """
    unit = read_whole(content, _unit)
    _require_owner(scope, unit.owner)
    _require_origin(park, scope, unit)
    return _change(park, scope, lambda ledger: book.issue(ledger, unit))[0]


def split_unit(park: OpenPark, scope: Scope, unit_id: str, parts: Sequence[tuple[str, int]]) -> Sequence[Record]:
    """Split a unit into parts (id, quantity) that together are all of it."""
    return _change_own(park, scope, unit_id, lambda ledger: book.split(ledger, unit_id, parts, park.now()))


def share_unit(park: OpenPark, scope: Scope, unit_id: str, key: Mapping[str, int]) -> Sequence[Record]:
    """Share a symbiosis saving out by a signed key (millionths); what the key leaves stays with the park."""
    return _change_own(park, scope, unit_id, lambda ledger: book.share_out(ledger, unit_id, key, PARK, park.now()))


def transfer_unit(park: OpenPark, scope: Scope, unit_id: str, to: str, model: str | None = None) -> Record:
    """Hand a unit on to a firm, the park, or ``outside:…`` (sold)."""

    def handed(ledger: Ledger) -> tuple[Unit, ...]:
        return book.transfer(ledger, unit_id, ledger.unit(unit_id).owner, to, park.now(), model)

    return _change_own(park, scope, unit_id, handed)[0]


def cancel_unit(park: OpenPark, scope: Scope, unit_id: str, claim: str) -> Record:
    """Use a unit for a claim of its owner, for good."""

    def used(ledger: Ledger) -> tuple[Unit, ...]:
        owner = ledger.unit(unit_id).owner
        known = park.records.get(WORKER, CLAIM, claim)
        if known is None or known.content.get("claimant") != owner or known.content.get("state") == "withdrawn":
            raise StateError("judge.ledger.no_claim_known", where=unit_id, claim=claim)
        return book.cancel(ledger, unit_id, owner, claim, park.now())

    return _change_own(park, scope, unit_id, used)[0]


def expire_units(park: OpenPark) -> int:
    """Mark units whose time is over; returns how many."""
    if not park.records.find(WORKER, ENTRY, limit=1):
        return 0
    return len(_change(park, WORKER, lambda ledger: book.expire(ledger, park.now())))


def _change_own(park: OpenPark, scope: Scope, unit_id: str, make: Callable[[Ledger], tuple[Unit, ...]]) -> Sequence[Record]:
    def made(ledger: Ledger) -> tuple[Unit, ...]:
        known = ledger.units.get(unit_id)
        if known is None or not _reaches(scope, known.owner):
            raise StateError("judge.ledger.no_unit", where=unit_id, id=unit_id)  # what is not theirs is not there
        return make(ledger)

    scope.require_role("change the ledger", *WRITERS)
    return _change(park, scope, made)


def _change(park: OpenPark, scope: Scope, make: Callable[[Ledger], tuple[Unit, ...]]) -> Sequence[Record]:
    """Accept a change against the ledger as it stands; all of its units are stored together, or none."""
    with _ONE_AT_A_TIME:
        kept = {r.id: r for r in park.records.find(WORKER, ENTRY, limit=_MOST)}
        ledger = Ledger.of(stored_unit(r.id, r.content) for r in kept.values())
        drafts = []
        for unit in make(ledger):
            known = kept.get(unit.id)
            firm = None if unit.owner == PARK or unit.owner.startswith(OUTSIDE) else unit.owner
            if unit.owner.startswith(OUTSIDE) and known is not None:
                firm = known.firm  # the seller goes on seeing what it sold
            drafts.append(Draft(unit.id, unit.content(), firm, False, known.revision if known else 0))
        writer = scope if all(scope.sees(draft.firm) for draft in drafts) else _on_behalf(scope)
        return park.records.put_many(writer, ENTRY, drafts) if drafts else []


def _on_behalf(scope: Scope) -> Scope:
    """A firm hands a unit to another: the receiver's record is written in the giver's name."""
    return Scope(Role.MANAGER, user=scope.user, firms=None)


def _reaches(scope: Scope, owner: str) -> bool:
    return scope.sees_all_firms or (owner != PARK and scope.sees(owner))


def _require_owner(scope: Scope, owner: str) -> None:
    scope.require_role("change the ledger", *WRITERS)
    if owner.startswith(OUTSIDE) or not _reaches(scope, owner):
        raise NotAllowed("core.scope.not_yours", where="owner", what=owner)


def _require_origin(park: OpenPark, scope: Scope, unit: Unit) -> None:
    """A firm issues for its own meters; what the park does not know as a meter is somebody's registry or measure."""
    meter = park.network.meters.get(unit.origin)
    if meter is not None and not scope.sees_all_firms and meter.firm not in (scope.firms or ()):
        raise NotAllowed("core.scope.not_yours", where="origin", what=unit.origin)


def _unit(fields: Fields) -> Unit:
    start, end = fields.moment("start"), fields.moment("end")
    expires = fields.maybe_moment("expires")
    return Unit(
        id=fields.id("id"),
        kind=UnitKind(fields.choice("kind", [kind.value for kind in UnitKind])),
        origin=fields.text("origin"),
        start=to_utc(start),
        end=to_utc(end),
        quantity=fields.whole("quantity", 1, 10**15),
        unit=fields.text("unit", 20),
        owner=fields.text("owner", 100),
        model=fields.maybe_text("model", 40),
        expires=None if expires is None else to_utc(expires),
        evidence=tuple(Evidence(EvidenceKind.DOCUMENT, d[:32], None, d) for d in texts(fields, "documents", 64)),
    )
