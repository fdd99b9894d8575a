"""A small park and a clock that moves only when told: shared by the tests of the engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, Node, Park
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin

START = datetime(2025, 1, 1, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def small_network(per_firm: int = 3) -> FlowNetwork:
    """Firms ``a`` and ``b`` with datastreams ``a.0`` …, ``b.0`` …; the park's own ``park.0``; ``open.0`` is public."""
    return FlowNetwork.of(
        Park("p", "Khu", "Park"),
        firms=[Firm("a", "A", "A"), Firm("b", "B", "B")],
        nodes=[Node("grid", NodeKind.GRID, "Lưới", "Grid"), Node("works", NodeKind.FIRM, "Xưởng", "Works")],
        edges=[Edge("e", Carrier.ELECTRICITY, "grid", "works")],
        meters=[Meter("m", edge="e")],
        datastreams=[
            *(datastream(f"{firm}.{i}", firm) for firm in "ab" for i in range(per_firm)),
            datastream("park.0", None),
            datastream("open.0", "a", public=True),
        ],
    )


def datastream(name: str, firm: str | None, *, public: bool = False) -> Datastream:
    return Datastream(
        id=name,
        meter="m",
        observed_property="active_energy",
        unit="kWh",
        kind=DatastreamKind.TOTAL,
        origin=Origin.SYNTHETIC,
        name_vi=name,
        name_en=name,
        firm=firm,
        step_s=900,
        public=public,
    )


def times(count: int, *, start: datetime = START, step_s: int = 900) -> list[datetime]:
    return [start + timedelta(seconds=step_s * i) for i in range(count)]
