"""Which datastream a line of a station file belongs to: station code, symbol, and the monitoring point behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecopark.connect.sent import RowError, SentRows
from ecopark.connect.stations import StationFile, StationName
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork, MonitoringPoint
from ecopark.core.properties import PROPERTIES


@dataclass(frozen=True, slots=True)
class Stations:
    """Station code (lower case) -> symbol -> ids of the datastreams with that symbol at that station; and its point."""

    by_code: Mapping[str, Mapping[str, tuple[str, ...]]]
    points: Mapping[str, MonitoringPoint]

    @classmethod
    def of(cls, network: FlowNetwork) -> Stations:
        codes = {p.id: p.station.lower() for p in network.monitoring_points.values() if p.station}
        found: dict[str, dict[str, tuple[str, ...]]] = {code: {} for code in codes.values()}
        for datastream in network.datastreams.values():
            code = codes.get(network.meters[datastream.meter].monitoring_point or "")
            symbol = PROPERTIES[datastream.observed_property].symbol
            if code and symbol:
                found[code][symbol] = (*found[code].get(symbol, ()), datastream.id)
        points = {p.station.lower(): p for p in network.monitoring_points.values() if p.station}
        return cls(found, points)

    def code_of(self, file: StationFile | StationName) -> str | None:
        """Return the station's code as the park declares it (lower case): the whole name or its last part."""
        whole, last = file.code.lower(), file.station.lower()
        return whole if whole in self.by_code else last if last in self.by_code else None

    def point_of(self, file: StationFile | StationName) -> MonitoringPoint | None:
        """The monitoring point whose station sent the file; None for a station that the park does not declare."""
        code = self.code_of(file)
        return None if code is None else self.points[code]


def send_station_file(file: StationFile, stations: Stations, rows: SentRows, *, first_row: int = 0) -> list[RowError]:
    """Add a file's readings to ``rows`` (row numbers counted on from ``first_row``); return what found no datastream."""
    errors = [RowError(file.name, e.row, e.message, value=e.text) for e in file.errors]
    code = stations.code_of(file)
    if code is None:
        known = ", ".join(sorted(stations.by_code)) or "-"
        message = Message("connect.station.unknown", {"station": file.code, "known": known})
        return [*errors, *(RowError(file.name, line.row, message, value=line.symbol) for line in file.lines)]
    symbols, add = stations.by_code[code], rows.add_line
    for line in file.lines:
        ids = symbols.get(line.symbol, ())
        if len(ids) != 1:
            problem = "connect.station.no_datastream" if not ids else "connect.station.two_datastreams"
            params = {"symbol": line.symbol, "station": file.station, "datastreams": ", ".join(ids)}
            errors.append(RowError(file.name, line.row, Message(problem, params), value=line.symbol))
            continue
        add(first_row + line.row, ids[0], line.time, line.value, line.unit or None, line.status, line.reason, file.time)
    return errors
