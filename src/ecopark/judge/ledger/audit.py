"""Audit of a whole history of the ledger, whoever wrote it: every way in which a unit could be used twice is a fault.

It knows nothing of how entries are accepted (``book``): it follows stored revisions and checks the invariants themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ecopark.core.messages import Message
from ecopark.judge.ledger.records import ATTRIBUTE, LIVE, MODELS, Unit, UnitState

_AFTER: Mapping[UnitState, frozenset[UnitState]] = {
    UnitState.ISSUED: frozenset({UnitState.TRANSFERRED, UnitState.SPLIT, UnitState.CANCELLED, UnitState.EXPIRED}),
    UnitState.TRANSFERRED: frozenset({UnitState.TRANSFERRED, UnitState.SPLIT, UnitState.CANCELLED, UnitState.EXPIRED}),
    UnitState.SPLIT: frozenset(),
    UnitState.CANCELLED: frozenset(),
    UnitState.EXPIRED: frozenset(),
}
_FIXED = ("kind", "origin", "start", "end", "quantity", "unit", "parent")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which units."""

    code: str
    units: tuple[str, ...]

    @property
    def message(self) -> Message:
        return Message(f"judge.ledger.fault.{self.code}", {"units": ", ".join(self.units)})


def audit(history: Mapping[str, Sequence[Unit]]) -> tuple[Fault, ...]:
    """Faults of a history: by unit its revisions, oldest first."""
    faults: list[Fault] = []
    for name, revisions in history.items():
        faults += _of_life(name, revisions)
    last = {name: revisions[-1] for name, revisions in history.items() if revisions}
    faults += _of_splits(last, history)
    faults += _of_issues(last.values())
    faults += double_uses(last.values())
    return tuple(faults)


def double_uses(units: Iterable[Unit]) -> list[Fault]:
    """More of an attribute of an origin cancelled than was issued at the root, or a unit cancelled without a claim."""
    known = {unit.id: unit for unit in units}
    issued: dict[str, int] = {u.id: u.quantity for u in known.values() if u.parent is None}
    used: dict[str, int] = defaultdict(int)
    faults = []
    for unit in known.values():
        if (unit.state is UnitState.CANCELLED) != (unit.cancelled_for is not None):
            faults.append(Fault("no_claim", (unit.id,)))
        if unit.state is UnitState.CANCELLED:
            used[_root(unit, known)] += unit.quantity
    faults += [Fault("used_twice", (root,)) for root, amount in used.items() if amount > issued.get(root, 0)]
    return faults


def _of_life(name: str, revisions: Sequence[Unit]) -> list[Fault]:
    faults = []
    if (
        not revisions
        or revisions[0].state not in LIVE
        or (revisions[0].parent is None and revisions[0].state is not UnitState.ISSUED)
    ):
        faults.append(Fault("bad_start", (name,)))
    for before, after in pairwise(revisions):
        if after.state not in _AFTER[before.state]:
            faults.append(Fault("bad_step", (name,)))
        if any(getattr(before, field) != getattr(after, field) for field in _FIXED):
            faults.append(Fault("changed", (name,)))
        if before.model != after.model and _stricter(before.model, after.model):
            faults.append(Fault("moved_up", (name,)))
        if before.expires != after.expires:
            faults.append(Fault("changed", (name,)))
    faults += [Fault("bad_quantity", (name,)) for unit in revisions[:1] if unit.quantity <= 0]
    return faults


def _stricter(before: str | None, after: str | None) -> bool:
    if before is None or after is None or before not in MODELS or after not in MODELS:
        return True
    return MODELS.index(after) > MODELS.index(before)


def _of_splits(last: Mapping[str, Unit], history: Mapping[str, Sequence[Unit]]) -> list[Fault]:
    parts: dict[str, list[Unit]] = defaultdict(list)
    for unit in last.values():
        if unit.parent is not None:
            parts[unit.parent].append(unit)
    faults = []
    for parent, children in parts.items():
        names = (parent, *(child.id for child in children))
        whole = last.get(parent)
        if whole is None or whole.state is not UnitState.SPLIT:
            faults.append(Fault("part_of_whole", names))
            continue
        if sum(child.quantity for child in children) != whole.quantity:
            faults.append(Fault("not_conserved", names))
        same = ("kind", "origin", "start", "end", "unit", "expires")
        if any(getattr(child, field) != getattr(whole, field) for child in children for field in same):
            faults.append(Fault("changed", names))
        first_models = [history[child.id][0].model for child in children]
        if any(model != whole.model and _stricter(whole.model, model) for model in first_models):
            faults.append(Fault("moved_up", names))
    split = {unit.id for unit in last.values() if unit.state is UnitState.SPLIT}
    faults += [Fault("not_conserved", (name,)) for name in sorted(split - set(parts))]
    return faults


def _of_issues(units: Iterable[Unit]) -> list[Fault]:
    """Roots of one attribute and origin whose times overlap."""
    roots: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.parent is None:
            roots[(ATTRIBUTE[unit.kind], unit.origin)].append(unit)
    faults = []
    for same in roots.values():
        same.sort(key=lambda u: (u.start, u.end))
        latest = same[0]
        for unit in same[1:]:
            if unit.start < latest.end:
                faults.append(Fault("issued_twice", (latest.id, unit.id)))
            latest = max(latest, unit, key=lambda u: u.end)
    return faults


def _root(unit: Unit, known: Mapping[str, Unit]) -> str:
    seen = {unit.id}
    while unit.parent is not None and unit.parent in known and unit.parent not in seen:
        seen.add(unit.parent)
        unit = known[unit.parent]
    return unit.id if unit.parent is None else f"?{unit.id}"
