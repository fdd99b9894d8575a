"""Attribute units of electricity as the scope 2 account uses them, read from records of kind ``ledger_entry``.

Only a **cancelled** unit counts, for its owner, and only once: the ledger sees to that (judge 1.5). A unit of the firm's own
roof stands for energy that never came from the grid: it is not counted against grid electricity a second time. A unit of
the own roof that went to somebody else takes its attribute along: that energy then counts at the grid factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record
from ecopark.core.terms import Carrier, NodeKind
from ecopark.core.units import conversion

KIND = "ledger_entry"
PARK = "park"
GRANULAR_S = 3600  # a unit that spans at most an hour says in which hour it was generated


@dataclass(frozen=True, slots=True)
class Instrument:
    """One unit of electricity.

    Attributes
    ----------
    owner
        Firm, or ``park``.
    origin
        Datastream, meter or node of the park that generated it, or an address outside.
    from_own
        Firm whose generation it is; None: generated outside, or the park's own.
    profile
        Datastreams that measure the generation hour by hour; empty where the origin is not metered here.
    """

    id: str
    owner: str
    origin: str
    interval: Interval
    kwh: float
    cancelled: bool
    from_own: str | None
    profile: tuple[str, ...]

    @property
    def granular(self) -> bool:
        return self.interval.seconds <= GRANULAR_S

    def share_in(self, interval: Interval) -> float:
        part = self.interval.intersection(interval)
        return 0.0 if part is None else part.seconds / self.interval.seconds

    def content(self) -> dict[str, object]:
        """JSON-able, for the version of a flow."""
        return {**asdict(self), "interval": [self.interval.start.isoformat(), self.interval.end.isoformat()]}


def instruments_of(records: Iterable[Record], network: FlowNetwork) -> tuple[Instrument, ...]:
    """Units of electricity among records of kind ``ledger_entry``; other kinds of units, and unreadable ones, are left out.

    A unit that cannot be read is never counted: what is missing lowers the matched share, it does not raise it.
    """
    found = (_instrument(record, network) for record in records)
    return tuple(sorted((unit for unit in found if unit is not None), key=lambda unit: unit.id))


def _instrument(record: Record, network: FlowNetwork) -> Instrument | None:
    content = record.content
    unit = content.get("unit")
    if not isinstance(unit, Mapping) or content.get("state") not in ("transferred", "cancelled", "issued"):
        return None
    try:
        factor, _ = conversion(str(unit["unit"]), "kWh")
        kwh = float(unit["quantity"]) * factor
        interval = Interval(datetime.fromisoformat(str(unit["start"])), datetime.fromisoformat(str(unit["end"])))
    except (InputError, KeyError, ValueError, TypeError):
        return None
    origin = str(unit.get("origin") or "")
    own, profile = _generation(origin, network)
    owner = str(content.get("owner") or record.firm or PARK)
    return Instrument(record.id, owner, origin, interval, kwh, content.get("state") == "cancelled", own, profile)


def _generation(origin: str, network: FlowNetwork) -> tuple[str | None, tuple[str, ...]]:
    """Firm that generates at the origin, and the hourly datastreams of energy there."""
    if origin in network.datastreams:
        edge = network.edge_of(origin)
        firm = network.nodes[edge.source].firm if edge is not None else network.datastreams[origin].firm
        return firm, (origin,)
    if origin in network.meters:
        streams = network.datastreams_of_meter(origin)
        energy = tuple(d.id for d in streams if d.observed_property == "active_energy")[:1]
        power = tuple(d.id for d in streams if d.observed_property == "active_power")[:1]
        return network.meters[origin].firm, energy or power
    node = network.nodes.get(origin)
    if node is None or node.kind is not NodeKind.GENERATION:
        return None, ()
    edges = [e.id for e in network.edges.values() if e.source == origin and e.carrier is Carrier.ELECTRICITY]
    meters = [m.id for m in network.meters.values() if m.edge in edges and m.parent is None]
    return node.firm, tuple(name for meter in meters for name in _generation(meter, network)[1])
