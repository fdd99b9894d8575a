"""What is due: station, five-minute slot, file name and folder at the receiver. # Circular 10/2021, chapter VIII

A slot is a multiple of five minutes; its file holds the newest reading of each parameter in ``(slot - 5 min, slot]``,
nothing averaged, each line with the reading's own time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ecopark.connect.report.receivers import Receiver, SentStation
from ecopark.connect.spelling import unit_spelling
from ecopark.connect.station_account import STEP
from ecopark.connect.stations import file_name
from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.properties import BY_SYMBOL, PROPERTIES
from ecopark.core.units import conversion

KEPT = timedelta(days=60)  # loggers keep so long; what is older is not sent any more
_PLAIN_UNITS = {"°C": "oC", "µg/Nm3": "ug/Nm3"}  # as loggers write them: plain letters
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PlannedParameter:
    """``value * factor + offset`` brings the kept value (canonical unit) to the receiver's ``unit``."""

    symbol: str
    datastream: str
    unit: str
    factor: float
    offset: float


@dataclass(frozen=True, slots=True)
class StationPlan:
    """One station for one receiver. ``code``: file name before the time; ``firm``: whose station it is."""

    receiver: str
    code: str
    monitoring_point: str
    firm: str | None
    parameters: tuple[PlannedParameter, ...]
    folder: str
    since: datetime
    zone: ZoneInfo

    def file_name(self, slot: datetime) -> str:
        return file_name(self.code, slot, self.zone)

    def folder_of(self, slot: datetime) -> str:
        """Folder at the receiver for the file of a slot."""
        local = slot.astimezone(self.zone)
        parts = self.code.split("_", 2)
        places = {
            "province": parts[0],
            "facility": parts[1] if len(parts) > 1 else "",
            "station": parts[-1],
            "code": self.code,
            "yyyy": f"{local:%Y}",
            "MM": f"{local:%m}",
            "dd": f"{local:%d}",
            "HH": f"{local:%H}",
        }
        return self.folder.format_map(places).rstrip("/")

    def first_slot(self, now: datetime) -> datetime:
        """The oldest slot that is still sent."""
        return slot_at_or_after(max(self.since, now - KEPT))


def station_plans(receiver: Receiver, network: FlowNetwork) -> tuple[StationPlan, ...]:
    """The stations of a receiver, resolved.

    Raises
    ------
    InputError
        ``connect.report.*``, ``core.unit.*``: no symbol, a symbol or station twice, a unit of another kind.
    """
    zone = ZoneInfo(network.park.zone)
    since = datetime(receiver.since.year, receiver.since.month, receiver.since.day, tzinfo=zone).astimezone(UTC)
    plans: dict[str, StationPlan] = {}
    for station in receiver.stations:
        point = network.monitoring_points[station.monitoring_point]
        code = station.code or point.station or ""
        if code in plans:
            raise InputError("connect.report.twice", where=station.where, thing=code)
        if "{province}" in receiver.folder or "{facility}" in receiver.folder:
            _require_three_parts(code, station)
        parameters = _parameters(station, network)
        plans[code] = StationPlan(receiver.id, code, point.id, point.firm, parameters, receiver.folder, since, zone)
    return tuple(plans.values())


def _require_three_parts(code: str, station: SentStation) -> None:
    if len([part for part in code.split("_", 2) if part]) < 3:
        raise InputError("connect.report.code_parts", where=station.where, given=code)


def _parameters(station: SentStation, network: FlowNetwork) -> tuple[PlannedParameter, ...]:
    wanted = [(p.datastream, p.symbol, p.unit, p.where) for p in station.parameters]
    if not wanted:
        streams = network.datastreams_of_point(station.monitoring_point)
        order = {symbol: place for place, symbol in enumerate(BY_SYMBOL)}
        streamed = [(d, symbol) for d in streams if (symbol := PROPERTIES[d.observed_property].symbol)]
        wanted = [(d.id, "", "", station.where) for d, symbol in sorted(streamed, key=lambda pair: order[pair[1]])]
    if not wanted:
        raise InputError("connect.report.no_parameters", where=station.where, point=station.monitoring_point)
    found: dict[str, PlannedParameter] = {}
    for datastream, given, unit, where in wanted:
        kept = network.datastreams[datastream]
        symbol = given or PROPERTIES[kept.observed_property].symbol or ""
        if symbol not in BY_SYMBOL:
            known = ", ".join(BY_SYMBOL)
            raise InputError("connect.report.symbol", where=where, datastream=datastream, symbol=symbol, known=known)
        if symbol in found:
            raise InputError("connect.report.twice", where=where, thing=symbol)
        sent = unit or _PLAIN_UNITS.get(kept.canonical_unit, kept.canonical_unit)
        factor, offset = conversion(kept.canonical_unit, unit_spelling(sent), where)
        found[symbol] = PlannedParameter(symbol, datastream, sent, factor, offset)
    return tuple(found.values())


def slot_at_or_after(moment: datetime) -> datetime:
    """The first slot at or after a moment (aware)."""
    return _EPOCH - (_EPOCH - moment) // STEP * STEP


def slots(first: datetime, last: datetime) -> Iterator[datetime]:
    """Slots from ``first`` (a slot) to ``last``, both included, UTC."""
    while first <= last:
        yield first
        first += STEP


def days_of_slots(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Cut ``first`` to ``last`` into pieces of at most one day of the zone, oldest first."""
    if first > last:
        return
    for day in Interval(first, last + timedelta(microseconds=1)).days(zone):
        whole = Interval.of_day(day, zone)
        start, end = max(first, slot_at_or_after(whole.start)), min(last, whole.end - STEP)
        if start <= end:
            yield start, end
