"""Settings of the identification; defaults tuned on the development seeds of the park benchmark only."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

HOURS_PER_DAY, HOURS_PER_WEEK = 24, 168


@dataclass(frozen=True, slots=True)
class IdentifySettings:
    """How the identification judges.

    Attributes
    ----------
    baseline_hours
        Length of the commissioning period, taken as normal; faults in it are learnt as normal (trust 4).
    alarms_per_sensor_year
        Park-wide control of false alarms: how many meters per sensor-year may be named by chance.
    window_hours
        How far back an onset is searched.
    margin, margin_share
        A meter is named only if its chi-square beats the best rival by the larger of ``margin`` and this share of it
        (`naming.needed_margin`: more or less by kind and by the own history of the meter).
    material_classes, material_least
        A fault is material when it is larger than so many accuracy classes, and than this share of the flow.
    inflation
        Standard deviation of whitened residuals allowed for what the noise model leaves out, at least 1.
    every_days
        Days from one judgement to the next; the last whole day of the record is always judged.
    """

    baseline_hours: int = 45 * HOURS_PER_DAY
    alarms_per_sensor_year: float = 0.01
    window_hours: int = 28 * HOURS_PER_DAY
    margin: float = 15.0
    margin_share: float = 0.02
    material_classes: float = 3.0
    material_least: float = 0.03
    inflation: float = 1.15
    every_days: int = 1

    def threshold(self, hypotheses: int) -> float:
        """Chi-square that the best of so many hypotheses a day passes at the allowed rate of false alarms."""
        probability = self.alarms_per_sensor_year / 365.0 / max(hypotheses, 1)
        return NormalDist().inv_cdf(1 - probability / 2) ** 2 * self.inflation**2

    def needed_margin(self, statistic: float) -> float:
        return max(self.margin, self.margin_share * statistic)

    def material(self, relative_sd: float) -> float:
        return max(self.material_classes * relative_sd, self.material_least)
