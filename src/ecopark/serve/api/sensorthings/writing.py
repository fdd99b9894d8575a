"""What SensorThings clients create: observations go to the intake, datastreams are bound or proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ecopark.connect.live.devices import may_send
from ecopark.connect.live.sensorthings import SentDatastream, SentObservation, read_datastream, wire_rows
from ecopark.connect.live.wire import Taken
from ecopark.core.errors import InputError, NotAllowed
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import Datastream
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.core.units import conversion
from ecopark.engine.embedded.view import moment_of
from ecopark.serve.access.devices import DeviceAsk
from ecopark.serve.api.sensorthings.observations import observation_id
from ecopark.serve.api.sensorthings.proposals import PREFIX, Proposal
from ecopark.serve.api.sensorthings.sight import Sight
from ecopark.serve.problems import Refused


def create_observations(
    ask: DeviceAsk, sight: Sight, sent: Sequence[SentObservation], raw: bytes, key: str | None
) -> list[str | Message]:
    """Store observations; per observation its id, or why it was refused.

    What has an id is on the disk, synced. Refused ones wait in quarantine.
    """
    bound = [_bound(sight, one) for one in sent]
    declared = [i for i, one in enumerate(bound) if not one.datastream.startswith(PREFIX)]
    for name in sorted({one.datastream for one in bound if one.datastream.startswith(PREFIX)}):
        sight.proposals.keep(sight.proposed[name], [one for one in bound if one.datastream == name])
    answers: list[str | Message] = [observation_id(one.datastream, one.time_us) for one in bound]
    if declared:
        rows = [bound[i] for i in declared]
        taken = ask.take(wire_rows(rows, ask.source, _units(sight, rows)), key=key, raw=raw)
        for place, message in _refused(sight, taken, rows).items():
            answers[declared[place]] = message
    return answers


def create_datastream(ask: DeviceAsk, sight: Sight, body: object) -> tuple[str, bool]:
    """Bind a name to a declared datastream, or keep a proposal; return the id and whether it is a declared one."""
    given = read_datastream(body)
    declared = _declared(sight, given)
    if declared is None:
        return create_proposal(sight, "Datastreams", given.body), False
    _require_unit(declared, given)
    if ask.device is not None:
        _name_it(ask, given.name, declared)
    return declared.id, True


def create_proposal(sight: Sight, kind: str, body: Mapping[str, Any]) -> str:
    """Keep an entity that the park's description does not hold."""
    return sight.proposals.create(kind, body, sight.catalogue).id


def bind(ask: DeviceAsk, sight: Sight, proposal_id: str, body: Mapping[str, Any], raw: bytes) -> Taken | None:
    """Bind a proposed Datastream to a declared one and hand its observations to the intake.

    Raises
    ------
    InputError
        serve.sta.not_proposed, serve.sta.binding, serve.sta.unit.
    """
    proposal = sight.proposed.get(proposal_id)
    if proposal is None or proposal.kind != "Datastreams" or proposal.datastream is not None:
        raise InputError("serve.sta.not_proposed", where=proposal_id, id=proposal_id[:100])
    properties = body.get("properties")
    wanted = properties.get("datastream") if isinstance(properties, dict) else None
    declared = sight.datastreams.get(str(wanted)) if wanted else None
    if declared is None:
        raise InputError("serve.sta.binding", where="/properties/datastream")
    _require_writable(ask, declared)
    _require_unit(declared, read_datastream(proposal.entity))
    sent = [replace(one, datastream=declared.id) for one in sight.proposals.sent(proposal.id)]
    taken = None
    if sent:
        taken = ask.take(wire_rows(sent, ask.source, _units(sight, sent)), key=f"bind:{proposal.id}", raw=raw)
    sight.proposals.bind(proposal, declared.id)
    _name_for_owner(ask, proposal, declared)
    return taken


def _bound(sight: Sight, sent: SentObservation) -> SentObservation:
    """The observation with the datastream that its link means; ``InputError`` serve.sta.unknown_link."""
    proposal = sight.proposed.get(sent.datastream)
    if proposal is not None and proposal.kind == "Datastreams":
        return sent if proposal.datastream is None else replace(sent, datastream=proposal.datastream)
    if sent.datastream not in sight.datastreams:
        raise InputError("serve.sta.unknown_link", where="/Datastream", kind="Datastreams", id=sent.datastream[:100])
    return sent


def _units(sight: Sight, sent: Sequence[SentObservation]) -> Mapping[str, str | None]:
    """Clients send in the unit that they are told: the canonical one."""
    units: dict[str, str | None] = {}
    for name in {one.datastream for one in sent}:
        declared = sight.datastreams.get(name)
        same = declared is None or declared.unit == declared.canonical_unit
        units[name] = None if same or declared is None else declared.canonical_unit
    return units


def _refused(sight: Sight, taken: Taken, sent: Sequence[SentObservation]) -> Mapping[int, Message]:
    """Places of the refused observations; the intake names some, what else is missing is looked up."""
    named = {int(fault.where) - 1: fault.message for fault in taken.faults if fault.where.isdigit()}
    if len(named) >= taken.refused or not named:
        return named
    first, last = min(one.time_us for one in sent), max(one.time_us for one in sent)
    seen = sorted({one.datastream for one in sent})
    table = sight.observations(seen, Interval(moment_of(first), moment_of(last + 1)))
    times = table.column("phenomenon_time").cast("int64").to_pylist()
    stored = set(zip(table.column("datastream").to_pylist(), times, strict=True))
    rest = next(iter(named.values()))
    missing = (i for i, one in enumerate(sent) if (one.datastream, one.time_us) not in stored)
    return {**dict.fromkeys(missing, rest), **named}


def _declared(sight: Sight, given: SentDatastream) -> Datastream | None:
    """The declared datastream that is meant: by its id, or by its name where that is the only one of this name."""
    if given.wanted is not None:
        found = sight.datastreams.get(given.wanted)
        if found is None:
            raise InputError(
                "serve.sta.unknown_link", where="/properties/datastream", kind="Datastreams", id=given.wanted[:100]
            )
        return found
    if given.name in sight.datastreams:
        return sight.datastreams[given.name]
    named = [d for d in sight.datastreams.values() if given.name in (d.name_vi, d.name_en)]
    return named[0] if len(named) == 1 else None


def _require_unit(declared: Datastream, given: SentDatastream) -> None:
    """Refuse a unit in which the numbers would mean something else."""
    if given.unit is None or given.unit in (declared.canonical_unit, "1", "-"):
        return
    shown = {"id": declared.id, "unit": declared.canonical_unit, "given": given.unit[:40]}
    try:
        same = conversion(given.unit, declared.canonical_unit) == (1.0, 0.0)
    except InputError:
        same = False
    if not same:
        raise InputError("serve.sta.unit", where="/unitOfMeasurement", **shown)


def _require_writable(ask: DeviceAsk, declared: Datastream) -> None:
    allowed = may_send(ask.device, declared) if ask.device is not None else ask.scope.sees(declared.firm)
    if not allowed:
        raise NotAllowed("serve.sta.not_yours", where=declared.id, id=declared.id)


def _name_it(ask: DeviceAsk, name: str, declared: Datastream) -> None:
    """Let the device's name for it mean the datastream from now on."""
    _require_writable(ask, declared)
    device = ask.device
    assert device is not None
    if name == declared.id or device.names.get(name) == declared.id:
        return
    own = system_scope(f"device:{device.id}")
    if device.firm is not None:
        own = Scope(Role.FIRM, f"device:{device.id}", frozenset({device.firm}))
    ask.request.app.state.park.devices.change(own, replace(device, names={**device.names, name: declared.id}))


def _name_for_owner(ask: DeviceAsk, proposal: Proposal, declared: Datastream) -> None:
    """The device that has proposed it may go on under its own name, if it may write the datastream."""
    devices = ask.request.app.state.park.devices
    owner = devices.get(proposal.source)
    name = proposal.entity.get("name")
    if owner is None or owner.state != "active" or not may_send(owner, declared) or not isinstance(name, str):
        return
    if ask.device is None:
        devices.change(ask.scope, replace(owner, names={**owner.names, name: declared.id}))


def refusal(message: Message, lang: Any) -> Refused:
    """The problem of an observation that waits in quarantine."""
    return Refused(422, "serve.sta.refused", where=message.id, detail=message.render(lang))
