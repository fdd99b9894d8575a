"""Which datastream a line of a station file belongs to: station code, symbol, and the monitoring point behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecopark.connect.sent import RowError, SentRows
from ecopark.connect.stations import StationFile
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.properties import PROPERTIES


@dataclass(frozen=True, slots=True)
class Stations:
    """Station code (lower case) -> symbol -> ids of the datastreams with that symbol at that station."""

    by_code: Mapping[str, Mapping[str, tuple[str, ...]]]

    @classmethod
    def of(cls, network: FlowNetwork) -> Stations:
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for point in network.monitoring_points.values():
            if not point.station:
                continue
            symbols = found.setdefault(point.station.lower(), {})
            for datastream in network.datastreams_of_point(point.id):
                symbol = PROPERTIES[datastream.observed_property].symbol
                if symbol:
                    symbols[symbol] = (*symbols.get(symbol, ()), datastream.id)
        return cls(found)

    def code_of(self, file: StationFile) -> str | None:
        """Return the station's code as the park declares it (lower case): the whole name or its last part."""
        return next((code for code in (file.code.lower(), file.station.lower()) if code in self.by_code), None)


def send_station_file(file: StationFile, stations: Stations, rows: SentRows, *, first_row: int = 0) -> list[RowError]:
    """Add a file's readings to ``rows`` (row numbers counted on from ``first_row``); return what found no datastream."""
    errors = [RowError(file.name, e.row, e.message, value=e.text) for e in file.errors]
    code = stations.code_of(file)
    if code is None:
        known = ", ".join(sorted(stations.by_code)) or "-"
        message = Message("connect.station.unknown", {"station": file.code, "known": known})
        return [*errors, *(RowError(file.name, line.row, message, value=line.symbol) for line in file.lines)]
    symbols = stations.by_code[code]
    for line in file.lines:
        ids = symbols.get(line.symbol, ())
        if len(ids) != 1:
            problem = "connect.station.no_datastream" if not ids else "connect.station.two_datastreams"
            params = {"symbol": line.symbol, "station": file.station, "datastreams": ", ".join(ids)}
            errors.append(RowError(file.name, line.row, Message(problem, params), value=line.symbol))
            continue
        rows.add(
            first_row + line.row,
            ids[0],
            line.time,
            line.value,
            unit=line.unit or None,
            status=line.status,
            reason=line.reason,
            result_time=file.time,
        )
    return errors
