"""The cheapest next proof: which reading on site or which added meter would say most for least effort."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from ecopark.core.messages import Message
from ecopark.trust.gross.collusion import TamperIndex, TamperSearch
from ecopark.trust.gross.system import System

READ = "read_meter"
ADD = "add_meter"
_EFFORT = {READ: 1.0, ADD: 20.0}


@dataclass(frozen=True, slots=True)
class NextProof:
    """One step and what it changes.

    Parameters
    ----------
    kind
        `read_meter`: read (or seal) this meter on site, so that it cannot be part of a falsification; `add_meter`: a
        meter of the park on this flow.
    place
        Datastream id, or the flow (edge) for an added meter.
    before, after
        Tamper index of the asked meter without and with the step; `after` None: then no set can falsify it unseen.
    effort
        By the scale that was given.
    """

    measurement: str
    kind: str
    place: str
    before: int
    after: int | None
    effort: float

    def message(self) -> Message:
        sentence = "trust.gross.read_meter" if self.kind == READ else "trust.gross.add_meter"
        return Message(sentence, {"place": self.place, "measurement": self.measurement, "before": self.before})


def standard_effort(kind: str, _place: str) -> float:
    """A reading on site costs 1, a new meter 20."""
    return _EFFORT[kind]


def cheapest_next_proof(
    system: System,
    measurement: str,
    *,
    controlled: Collection[str] = (),
    trusted: Collection[str] = (),
    effort: Callable[[str, str], float] = standard_effort,
) -> NextProof | None:
    """The step of least effort that raises the tamper index of a meter; of equally cheap ones the one that raises it most.

    Parameters
    ----------
    controlled
        Meters in the hands of whoever is asked about: reading them helps only on that day, so they are not proposed. The
        asked meter itself is one of them.
    trusted
        Meters that are beyond doubt already.
    effort
        Of a step `(kind, place)`.

    Returns
    -------
    None where nothing can falsify the meter unseen as it is.
    """
    search = TamperSearch(system, trusted)
    now = search.index(measurement)
    if now.size is None:
        return None
    own = {measurement, *controlled}
    steps = [step for step in _steps(system, search, now) if step[1] not in own]
    raised = []
    for kind, place in steps:
        after = _after(system, measurement, trusted, kind, place)
        if after.size is None or after.size > now.size:
            raised.append(NextProof(measurement, kind, place, now.size, after.size, effort(kind, place)))
    return min(raised, key=lambda p: (p.effort, -(p.after or 10**9), p.place), default=None)


def _steps(system: System, search: TamperSearch, now: TamperIndex) -> list[tuple[str, str]]:
    """Only what the smallest set runs through can raise it: its other meters, and a meter on each flow of its cycle."""
    number = system.measurements.index(now.measurement)
    variable = int(system.selector[number])
    flows = {variable, *(int(system.selector[system.measurements.index(name)]) for name in now.colluders)}
    flows.update(search.graph.cycle(variable) or ())
    readings = [(READ, name) for name in now.colluders if name != now.measurement]
    return readings + [(ADD, system.variables[v]) for v in sorted(flows)]


def _after(system: System, measurement: str, trusted: Collection[str], kind: str, place: str) -> TamperIndex:
    if kind == READ:
        return TamperSearch(system, {*trusted, place}).index(measurement)
    added = f"added:{place}"
    grown = system.with_measurement(place, added)
    return replace(TamperSearch(grown, {*trusted, added}).index(measurement), measurement=measurement)
