"""What rests on a datastream: the derived rows that it reaches along the evidence path, as marks of an investigation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ecopark.account.boundary import Borders, Crossing
from ecopark.account.wastewater import inlets
from ecopark.core.errors import StateError
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import system_scope
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.serve.park import OpenPark
from ecopark.trust.inspection.marks import Mark, row_start

WORKER = system_scope("inspections")
PUBLICATION = "shared_publication"
# Where rows come only if something happens, a mark waits for them; elsewhere a table that never had one is not reached.
_EVENTS = ("averages", "exceedances", "limit_states", "limit_bands")
_Reached = tuple[str, dict[str, str | None], tuple[str, ...]]


def marks_for(park: OpenPark, datastream: str, since: datetime | None) -> list[Mark]:
    """Marks on everything that the datastream reaches from ``since`` on (None: from its first reading).

    Tables that no flow of this park makes have none. The balance around a meter marks the edges that meet there: what it
    adjusts beyond them is smaller and named by the balance itself.
    """
    zone, snapshot = ZoneInfo(park.network.park.zone), park.snapshot()
    marks = []
    reached = list(_reached(park.network, datastream))
    for table, key, path in reached:
        start = None if since is None else row_start(table, since, zone)
        rows = _count(snapshot, table, key, start, park.now())
        if rows or (rows == 0 and (table in _EVENTS or _count(snapshot, table, key, None, park.now()))):
            marks.append(Mark(table, key, start, None, rows, path))
    if any(table in ("resource_lines", "park_lines", "exceedances") for table, _, _ in reached):
        marks += _published(park, since, zone)
    return marks


def _reached(network: FlowNetwork, datastream: str) -> Iterator[_Reached]:
    stream = network.datastreams[datastream]
    meter = network.meters[stream.meter]
    if meter.monitoring_point is not None:
        key: dict[str, str | None] = {"monitoring_point": meter.monitoring_point, "property": stream.observed_property}
        yield from ((table, dict(key), (table,)) for table in ("averages", "limit_states", "limit_bands"))
        yield "exceedances", dict(key), ("averages", "exceedances")
    for table in ("quantities", "energy_costs"):
        yield table, {"datastream": datastream}, ("quantities", table)[table == "quantities" :]
    yield from _accounts(network, datastream)
    yield from _balances(network, datastream)


def _accounts(network: FlowNetwork, datastream: str) -> Iterator[_Reached]:
    borders = Borders.of(network)
    firms = [c for c in borders.firms if datastream in c.datastreams and c.owner.firm is not None]
    park = [c for c in borders.park if datastream in c.datastreams]
    for table, seen in (("resource_lines", firms), ("park_lines", park)):
        yield from _distinct((table, _line(c), ("quantities", table)) for c in seen)
    named = [(c.owner.firm, category) for c in firms if (category := _category(c)) is not None]
    if any(c.resource == "electricity" for c in (*firms, *park)):
        named.append((None, "park_remainder"))
    yield from _distinct(
        ("inventory_lines", {"firm": firm, "category": category}, ("quantities", "inventory_lines"))
        for firm, category in named
    )
    for inlet in inlets(network):
        if datastream in inlet.datastreams:
            yield "inventory_lines", {"firm": inlet.owner.firm, "category": "wastewater_treatment"}, ("inventory_lines",)


def _category(crossing: Crossing) -> str | None:
    """Category of the inventory to which the amounts of a crossing go."""
    if crossing.resource == "fuel":
        return "stationary_combustion"
    if crossing.resource != "electricity":
        return None
    if crossing.direction == "generated":
        return "own_generation"
    return "local_supply" if crossing.local else "grid_electricity"


def _line(crossing: Crossing) -> dict[str, str | None]:
    return {"firm": crossing.owner.firm, "resource": crossing.resource, "direction": crossing.direction}


def _distinct(reached: Iterator[_Reached]) -> list[_Reached]:
    return list({(table, *sorted(key.items())): (table, key, path) for table, key, path in reached}.values())


def _balances(network: FlowNetwork, datastream: str) -> Iterator[_Reached]:
    edge = network.edge_of(datastream)
    if edge is None:
        return
    ends = {edge.source, edge.target}
    for node in sorted(ends):
        yield "imbalances", {"balance": node, "carrier": edge.carrier.value}, ("imbalances",)
    for other in network.edges.values():
        if other.carrier is edge.carrier and ends & {other.source, other.target}:
            yield "reconciled", {"edge": other.id}, ("imbalances", "reconciled")


def _count(
    snapshot: Snapshot, table: str, key: Mapping[str, str | None], start: datetime | None, now: datetime
) -> int | None:
    """Rows so far; None where no flow of this park makes the table."""
    span = None if start is None or start >= now else Interval(start, now)
    try:
        rows = snapshot.derived(WORKER, table, span, only={column: [value] for column, value in key.items()})
        return int(rows.num_rows)
    except StateError:
        return None


def _published(park: OpenPark, since: datetime | None, zone: ZoneInfo) -> Sequence[Mark]:
    """Versions of the shared table that went to hubs after the doubt began: their sums may hold these rows."""
    marks = []
    for record in park.records.find(WORKER, PUBLICATION, limit=10_000):
        told = datetime.fromisoformat(str(record.content["time"]))
        if since is None or told >= since:
            start = None if since is None else row_start(PUBLICATION, since, zone)
            marks.append(Mark(PUBLICATION, {"hub": record.id}, start, None, 1, ("resource_lines", PUBLICATION)))
    return marks
