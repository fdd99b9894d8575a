"""What the ledger accepts: issue, split, transfer, cancel, expire. The answer is the changed units, or a refusal.

The whole rule: the attribute of an origin in a time is issued once, its quantity is conserved when it is split, and each
smallest unit is cancelled for at most one claim. # design 4.12
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ecopark.core.errors import StateError
from ecopark.judge.ledger.records import (
    LARGEST,
    MODELS,
    OUTSIDE,
    SMALLEST_UNIT,
    Unit,
    UnitKind,
    UnitState,
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All units by id, as they stand. Never changed in place."""

    units: Mapping[str, Unit]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> Ledger:
        return cls({unit.id: unit for unit in units})

    def unit(self, unit_id: str) -> Unit:
        """``StateError`` judge.ledger.no_unit where there is none."""
        if unit_id not in self.units:
            raise StateError("judge.ledger.no_unit", where=unit_id, id=unit_id)
        return self.units[unit_id]

    def with_changed(self, changed: Iterable[Unit]) -> Ledger:
        return Ledger({**self.units, **{unit.id: unit for unit in changed}})

    def parts_of(self, unit_id: str) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units.values() if unit.parent == unit_id)


def issue(ledger: Ledger, unit: Unit) -> tuple[Unit, ...]:
    """Issue a unit for an attribute that nobody has issued yet.

    Raises
    ------
    StateError
        judge.ledger.bad_quantity, .bad_unit, .bad_time, .bad_state, .no_model, .known, .issued_already.
    """
    _check_new(unit)
    if unit.id in ledger.units:
        raise StateError("judge.ledger.known", where=unit.id, id=unit.id)
    if unit.state is not UnitState.ISSUED or unit.parent is not None or unit.cancelled_for is not None:
        raise StateError("judge.ledger.bad_state", where=unit.id, id=unit.id, state=unit.state.value)
    for known in ledger.units.values():
        same = known.parent is None and known.attribute == unit.attribute and known.origin == unit.origin
        if same and known.start < unit.end and unit.start < known.end:
            raise StateError("judge.ledger.issued_already", where=unit.id, origin=unit.origin, id=known.id)
    return (unit,)


def split(ledger: Ledger, unit_id: str, parts: Sequence[tuple[str, int]], now: datetime) -> tuple[Unit, ...]:
    """Split a unit into parts (id, quantity) that together are all of it; ``StateError`` judge.ledger.not_all and others."""
    whole = _usable(ledger, unit_id, now)
    _check_parts(ledger, whole, parts)
    made = tuple(
        replace(whole, id=name, quantity=quantity, parent=whole.id, evidence=whole.evidence) for name, quantity in parts
    )
    return (replace(whole, state=UnitState.SPLIT), *made)


def transfer(ledger: Ledger, unit_id: str, owner: str, to: str, now: datetime, model: str | None = None) -> tuple[Unit, ...]:
    """Hand a unit on. ``model``: the chain-of-custody model under which it goes on, never a stricter one.

    Raises
    ------
    StateError
        judge.ledger.not_owner, .to_itself, .moves_up, and those of units that cannot be used.
    """
    unit = _usable(ledger, unit_id, now)
    _owned(unit, owner)
    if not to or to == owner:
        raise StateError("judge.ledger.to_itself", where=unit_id, id=unit_id)
    if model is not None and model != unit.model:
        if unit.model is None or model not in MODELS or MODELS.index(model) > MODELS.index(unit.model):
            raise StateError("judge.ledger.moves_up", where=unit_id, id=unit_id, now=unit.model or "-", wanted=model)
        unit = replace(unit, model=model)
    return (replace(unit, owner=to, state=UnitState.TRANSFERRED),)


def cancel(ledger: Ledger, unit_id: str, owner: str, claim: str, now: datetime) -> tuple[Unit, ...]:
    """Use a unit for a claim, for good. ``StateError`` judge.ledger.not_owner, .no_claim, .used, .expired, .is_split."""
    unit = _usable(ledger, unit_id, now)
    _owned(unit, owner)
    if not claim.strip():
        raise StateError("judge.ledger.no_claim", where=unit_id, id=unit_id)
    return (replace(unit, state=UnitState.CANCELLED, cancelled_for=claim),)


def expire(ledger: Ledger, now: datetime) -> tuple[Unit, ...]:
    """Live units whose time is over, as expired."""
    over = (u for u in ledger.units.values() if u.live and u.expires is not None and u.expires <= now)
    return tuple(replace(unit, state=UnitState.EXPIRED) for unit in over)


def share_out(ledger: Ledger, unit_id: str, key: Mapping[str, int], rest_to: str, now: datetime) -> tuple[Unit, ...]:
    """Split a symbiosis saving between giver and receiver by a signed key, in millionths; the rest to ``rest_to``.

    Raises
    ------
    StateError
        judge.ledger.key_too_large: the shares sum to more than one; .bad_key: a share is negative or the key is empty.
    """
    whole = _usable(ledger, unit_id, now)
    if whole.kind is not UnitKind.SYMBIOSIS_SAVING or not key or any(share < 0 for share in key.values()):
        raise StateError("judge.ledger.bad_key", where=unit_id, id=unit_id)
    if sum(key.values()) > 1_000_000:
        raise StateError("judge.ledger.key_too_large", where=unit_id, id=unit_id, sum=sum(key.values()) / 1e6)
    amounts = {owner: whole.quantity * share // 1_000_000 for owner, share in key.items()}
    amounts[rest_to] = amounts.get(rest_to, 0) + whole.quantity - sum(amounts.values())
    parts = [(f"{unit_id}.{owner}", amount, owner) for owner, amount in amounts.items() if amount > 0]
    _check_parts(ledger, whole, [(name, amount) for name, amount, _ in parts])
    made = (
        replace(whole, id=name, quantity=n, parent=whole.id, owner=owner, state=UnitState.TRANSFERRED)
        for name, n, owner in parts
    )
    return (replace(whole, state=UnitState.SPLIT), *made)


def usable_for(ledger: Ledger, claim: str, owner: str) -> tuple[Unit, ...]:
    """Units that are cancelled for the claim and belong to its owner."""
    return tuple(u for u in ledger.units.values() if u.cancelled_for == claim and u.owner == owner)


def sold_of(ledger: Ledger, origins: Iterable[str], owner: str) -> tuple[Unit, ...]:
    """Units of the origins that now belong to somebody else: their attribute is no longer the owner's to claim."""
    named = frozenset(origins)
    gone = (u for u in ledger.units.values() if u.origin in named and u.owner != owner and u.state is not UnitState.SPLIT)
    return tuple(unit for unit in gone if unit.state is not UnitState.EXPIRED or unit.owner.startswith(OUTSIDE))


def _usable(ledger: Ledger, unit_id: str, now: datetime) -> Unit:
    unit = ledger.unit(unit_id)
    if unit.state is UnitState.CANCELLED:
        raise StateError("judge.ledger.used", where=unit_id, id=unit_id, claim=unit.cancelled_for)
    if unit.state is UnitState.SPLIT:
        raise StateError("judge.ledger.is_split", where=unit_id, id=unit_id)
    if unit.state is UnitState.EXPIRED or (unit.expires is not None and unit.expires <= now):
        raise StateError("judge.ledger.expired", where=unit_id, id=unit_id)
    return unit


def _owned(unit: Unit, owner: str) -> None:
    if unit.owner != owner or owner.startswith(OUTSIDE):
        raise StateError("judge.ledger.not_owner", where=unit.id, id=unit.id)


def _check_parts(ledger: Ledger, whole: Unit, parts: Sequence[tuple[str, int]]) -> None:
    names = [name for name, _ in parts]
    if len(set(names)) != len(names) or any(name in ledger.units or not name for name in names):
        raise StateError("judge.ledger.known", where=whole.id, id=", ".join(names[:5]))
    bad = [q for _, q in parts if isinstance(q, bool) or not isinstance(q, int) or q <= 0]
    if len(parts) < 1 or bad or sum(q for _, q in parts) != whole.quantity:
        raise StateError("judge.ledger.not_all", where=whole.id, id=whole.id, quantity=whole.quantity)


def _check_new(unit: Unit) -> None:
    if isinstance(unit.quantity, bool) or not isinstance(unit.quantity, int) or not 0 < unit.quantity <= LARGEST:
        raise StateError("judge.ledger.bad_quantity", where=unit.id, quantity=unit.quantity)
    if unit.unit not in SMALLEST_UNIT[unit.kind]:
        known = ", ".join(SMALLEST_UNIT[unit.kind])
        raise StateError("judge.ledger.bad_unit", where=unit.id, unit=unit.unit, known=known)
    if unit.end <= unit.start or (unit.expires is not None and unit.expires <= unit.start):
        raise StateError("judge.ledger.bad_time", where=unit.id)
    if not unit.owner or not unit.origin:
        raise StateError("judge.ledger.not_owner", where=unit.id, id=unit.id)
    if (unit.kind is UnitKind.RECYCLED_MASS) != (unit.model is not None) or (unit.model and unit.model not in MODELS):
        raise StateError("judge.ledger.no_model", where=unit.id, known=", ".join(MODELS))
