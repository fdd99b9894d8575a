"""The signals: what else looks the same, the cheapest proof, how common such a thing is and how often the signal is wrong.

Base rates are shares of ordinary series that carry the pattern; wrong rates are false alarms on held-out untouched months.
Both are measured by `benchmarks/falsification.py`; where nobody has counted, that is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SOURCE = "benchmarks/falsification.py"
FRAUD_CASES = (
    "65 publicised Chinese cases up to August 2021, 39 at wastewater stations: 19 analyser tubes in a bottle or bucket, "
    "11 disturbed sampling points, as counted by a press article"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its source, or None with the reason (message id) why it is not known."""

    value: float | None
    source: str = ""
    reason: str = ""

    def content(self) -> dict[str, object]:
        return (
            {"value": self.value, "source": self.source}
            if self.value is not None
            else {"value": None, "reason": self.reason}
        )


UNCOUNTED = Rate(None, reason="trust.rate.uncounted")  # nobody has counted it: no confirmed case, no inspection result yet


@dataclass(frozen=True, slots=True)
class Signal:
    """``alternatives``, ``proof``: keys of ``trust.alternative.…`` and ``trust.proof.…``. ``of_station``: one cause for all
    instruments of a station."""

    alternatives: tuple[str, ...]
    proof: str
    base_rate: Rate = UNCOUNTED
    wrong_rate: Rate = UNCOUNTED
    of_station: bool = False


SIGNALS: Mapping[str, Signal] = {
    "hugs_limit": Signal(("controlled_below_limit", "range_end", "steady_process"), "sample"),
    "missing_spread": Signal(("steady_process", "damping", "stuck"), "sample", of_station=True),
    "quiet_station": Signal(("steady_process", "damping", "stuck"), "sample", of_station=True),
    "odd_digits": Signal(("new_settings", "typed_by_hand", "rounding_on_the_way"), "logger"),
    "status_at_exceedance": Signal(
        ("drift_noticed", "fault_makes_value", "fixed_schedule"), "calibration_book", of_station=True
    ),
    "copied_days": Signal(("resent_data", "steady_process"), "logger", of_station=True),
    "similar_days": Signal(("same_programme", "scaled_neighbour"), "logger"),
    "agree_against_balance": Signal(("real_change_other_meter", "leak", "unmetered_branch"), "read_meter"),
    "flow_without_energy": Signal(("gravity_flow", "other_supply", "meter_failed"), "read_meter"),
    "energy_without_flow": Signal(("recirculation", "bypass", "meter_failed"), "read_meter"),
    "shift_after_change": Signal(("repair_was_right", "new_settings", "process_changed"), "sample"),
    "night_pattern": Signal(("shift_change", "season", "meter_failed"), "site"),
    "no_response": Signal(("storage_levels_out", "steady_process", "damping"), "sample", of_station=True),
    "station_monitor": Signal(("process_changed", "season", "one_sensor_failed"), "sample"),
}
