"""Settings of the falsification signals: alarms per sensor-year, and each signal's scores on untouched data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecopark.trust.falsification.agreement import Agreement
from ecopark.trust.falsification.bunching import Bunching
from ecopark.trust.falsification.device_change import DeviceChange
from ecopark.trust.falsification.digits import Digits
from ecopark.trust.falsification.energy_flow import EnergyFlow
from ecopark.trust.falsification.replay import Replay
from ecopark.trust.falsification.response import Response
from ecopark.trust.falsification.spread import Spread
from ecopark.trust.falsification.status_audit import StatusAudit
from ecopark.trust.falsification.tail import Tail
from ecopark.trust.station_monitor.model import MonitorSettings

# Tails of untouched development series, by `python -m benchmarks.falsification --fit`, scales rounded up to 0.5 at least,
# because few series are no proof of a thin tail (similar_days to 1.1: holidays resemble each other). Assumed, because there
# are too few series to measure: odd_digits, agree_against_balance.
TAILS: Mapping[str, Tail] = {
    "hugs_limit": Tail(0.0, 1.5, 0.01),
    "missing_spread": Tail(1.4, 0.5),
    "odd_digits": Tail(2.0, 1.0),
    "similar_days": Tail(2.7, 1.1),
    "night_pattern": Tail(1.9, 0.5),
    "no_response": Tail(1.1, 0.5),
    "energy_flow": Tail(2.1, 0.5),
    "agree_against_balance": Tail(2.5, 1.0),
    "station_monitor": Tail(1.8, 0.6),
}


@dataclass(frozen=True, slots=True)
class FalsificationSettings:
    """Settings.

    Attributes
    ----------
    alarms_per_sensor_year
        False alarms per sensor and year that all signals together may raise; shared evenly among those of `TAILS`.
    tails
        Scores of untouched data by signal.
    """

    alarms_per_sensor_year: float = 0.05
    tails: Mapping[str, Tail] = field(default_factory=lambda: dict(TAILS))
    bunching: Bunching = field(default_factory=Bunching)
    spread: Spread = field(default_factory=Spread)
    digits: Digits = field(default_factory=Digits)
    audit: StatusAudit = field(default_factory=StatusAudit)
    replay: Replay = field(default_factory=Replay)
    response: Response = field(default_factory=Response)
    energy_flow: EnergyFlow = field(default_factory=EnergyFlow)
    device_change: DeviceChange = field(default_factory=DeviceChange)
    agreement: Agreement = field(default_factory=Agreement)
    monitor: MonitorSettings = field(default_factory=MonitorSettings)

    def threshold(self, signal: str, tests_per_year: float) -> float:
        """Return the score that a signal must reach, tested so often a year on one sensor."""
        return self.tails[signal].threshold(tests_per_year, self.alarms_per_sensor_year / len(self.tails))
