"""The signals: what else looks the same, the cheapest proof, how common such a pattern is and how often it is wrong.

Both rates are measured by ``python -m benchmarks.falsification --part both`` on untouched real series: ``base_rate`` is the
share of 40 series in which the pattern stood although nobody is known to have falsified them; ``wrong_rate`` the share of
findings that would be wrong if one sensor-year in ten were falsified: (false alarms + 1/2) per held-out sensor-year against
the share of injected falsifications found. (The two findings of missing spread were looked at: the analysers stood still for
110 and 26 hours, so they were right.) No result of an inspection has confirmed or refuted any of it yet; where nothing
was measured, that is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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


_SERIES, _YEARS = 40, 22.0  # untouched series of both parts; held-out sensor-years
_TABLE = "docs/benchmarks/falsification.md, 2026-11-22"


def _base(seen: int) -> Rate:
    return Rate(round(seen / _SERIES, 3), f"{_TABLE} ({seen}/{_SERIES})")


def _wrong(false: int, found: float) -> Rate:
    rate = 0.9 * (false + 0.5) / _YEARS
    return Rate(round(rate / (rate + 0.1 * found), 2), _TABLE)


UNCOUNTED = Rate(None, reason="trust.rate.uncounted")  # nobody has counted it: no confirmed case, no inspection result yet


@dataclass(frozen=True, slots=True)
class Signal:
    """``alternatives``, ``proof``: keys of ``trust.alternative.…`` and ``trust.proof.…``.

    ``of_station``: one cause for all instruments of a station, told once.
    """

    alternatives: tuple[str, ...]
    proof: str
    base_rate: Rate = UNCOUNTED
    wrong_rate: Rate = UNCOUNTED
    of_station: bool = False


SIGNALS: Mapping[str, Signal] = {
    "hugs_limit": Signal(("controlled_below_limit", "range_end", "steady_process"), "sample", _base(0), _wrong(0, 0.54)),
    "missing_spread": Signal(("steady_process", "damping", "stuck"), "sample", _base(2), _wrong(0, 0.92), of_station=True),
    "quiet_station": Signal(("steady_process", "damping", "stuck"), "sample", _base(0), _wrong(0, 0.92), of_station=True),
    "odd_digits": Signal(("new_settings", "typed_by_hand", "rounding_on_the_way"), "logger", _base(0), _wrong(0, 0.95)),
    "status_at_exceedance": Signal(
        ("drift_noticed", "fault_makes_value", "fixed_schedule"),
        "calibration_book",
        _base(0),
        _wrong(0, 0.82),
        of_station=True,
    ),
    "copied_days": Signal(("resent_data", "steady_process"), "logger", _base(0), _wrong(0, 1.00), of_station=True),
    "similar_days": Signal(("same_programme", "scaled_neighbour"), "logger", _base(0), _wrong(0, 0.82)),
    "agree_against_balance": Signal(("real_change_other_meter", "leak", "unmetered_branch"), "read_meter"),
    "flow_without_energy": Signal(("gravity_flow", "other_supply", "meter_failed"), "read_meter"),
    "energy_without_flow": Signal(("recirculation", "bypass", "meter_failed"), "read_meter"),
    "shift_after_change": Signal(("repair_was_right", "new_settings", "process_changed"), "sample"),
    "night_pattern": Signal(("shift_change", "season", "meter_failed"), "site", _base(0), _wrong(0, 0.32)),
    "no_response": Signal(
        ("storage_levels_out", "steady_process", "damping"), "sample", _base(0), _wrong(0, 0.92), of_station=True
    ),
    "station_monitor": Signal(("process_changed", "season", "one_sensor_failed"), "sample", _base(1)),
}
