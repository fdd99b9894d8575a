"""Use cases of sinks: record a planting or a survival check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ecopark.account.sinks.records import PLANTING, SURVIVAL_CHECK, Planting, SurvivalCheck
from ecopark.core.errors import InputError, StateError
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role

WRITERS = (Role.MANAGER, Role.FIRM)
CHECKERS = (Role.MANAGER, Role.INSPECTOR, Role.FIRM)
MOST = 100_000


def record_planting(
    records: RecordsStore, network: FlowNetwork, scope: Scope, record_id: str, given: Mapping[str, object], today: date
) -> Record:
    """Keep a planting; ``InputError`` account.sink.… where it cannot be taken."""
    scope.require_role("record a planting", *WRITERS)
    planting = Planting.of(record_id, given)
    if planting.firm is not None and planting.firm not in network.firms:
        raise InputError("account.sink.unknown_firm", where="firm", firm=planting.firm)
    if not scope.sees(planting.firm):
        raise InputError("account.sink.unknown_firm", where="firm", firm=planting.firm or "")
    if planting.planted_on > today:
        raise InputError("account.sink.future", where="planted_on", on=planting.planted_on.isoformat())
    known = records.get(scope, PLANTING, record_id)
    expected = known.revision if known else None
    return records.put(scope, PLANTING, record_id, planting.content(), firm=planting.firm, expected_revision=expected)


def record_check(records: RecordsStore, scope: Scope, record_id: str, given: Mapping[str, object], today: date) -> Record:
    """Keep a survival check; ``StateError`` account.sink.same_person from who recorded the planting."""
    scope.require_role("record a survival check", *CHECKERS)
    check = SurvivalCheck.of(record_id, given)
    planting = records.get(scope, PLANTING, check.planting)
    if planting is None:
        raise InputError("account.sink.unknown_planting", where="planting", id=check.planting)
    if check.on > today:
        raise InputError("account.sink.future", where="on", on=check.on.isoformat())
    if scope.user in recorders(records, scope, check.planting):
        raise StateError("account.sink.same_person", where=record_id)
    return records.put(scope, SURVIVAL_CHECK, record_id, check.content(), firm=planting.firm)


def recorders(records: RecordsStore, scope: Scope, planting: str) -> frozenset[str]:
    """Who wrote the planting, in any revision."""
    return frozenset(revision.actor for revision in records.history(scope, PLANTING, planting))
