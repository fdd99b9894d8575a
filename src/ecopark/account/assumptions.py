"""Standard uncertainties where nobody has stated one: wide, in one place, each with its ground. # design 4.9

A source whose uncertainty is assumed is named ``assumed:…`` in every line: readers see what a certificate would mend.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from ecopark.core.network import FlowNetwork

# Limits of error +-a without further knowledge: rectangular distribution, u = a / sqrt(3) (JCGM 100:2008, 4.3.7).
LIMITS_TO_STANDARD = 1 / math.sqrt(3)
# A 95 % interval of +-p: u = p / 1.96 (JCGM 100:2008, 4.3.4).
HALF_95_TO_STANDARD = 1 / 1.96

# No class on file: +-5 % as limits of error, the allowance of Circular 10/2021 for flow instruments.
METER_WITHOUT_CLASS = 0.05 * LIMITS_TO_STANDARD
# Typed by a person from bills or delivery notes: IPCC 2006, Vol. 2, Table 2.15 gives 3-5 % for "other surveys", 5-10 % for
# "extrapolations" in less developed statistical systems; the wider end is taken.
DECLARATION = 0.10 * HALF_95_TO_STANDARD
# Combined-margin grid factor: no uncertainty is published; public factors for the same grid differ far more (475 to
# 681 g/kWh for 2022-2024), partly by method. +-20 % as a 95 % interval is carried and named as assumed.
GRID_FACTOR = 0.20 * HALF_95_TO_STANDARD
# Default fuel factors, 95 % intervals: IPCC 2006, Vol. 2, 2.4.1 and Tables 1.2, 1.4, 2.12: calorific value and CO2 within
# some percent, CH4 50-150 %, N2O an order of magnitude (carried as 100 % to stay linear).
FUEL: Mapping[str, float] = {
    "ncv": 0.05 * HALF_95_TO_STANDARD,
    "CO2": 0.05 * HALF_95_TO_STANDARD,
    "CH4": 1.0 * HALF_95_TO_STANDARD,
    "N2O": 1.0,
}
# A process factor whose text prints no range: IPCC 2006, Vol. 3 gives 1-5 % for carbonates by stoichiometry, tens of percent
# for technologies; 20 % as a 95 % interval is carried and named as assumed.
PROCESS_FACTOR = 0.20 * HALF_95_TO_STANDARD
# Density of a liquid fuel as a delivery note states it: it follows the temperature, some tenths of a percent per 5 K.
DENSITY = 0.02 * HALF_95_TO_STANDARD


def meter_source(network: FlowNetwork, meter: str) -> tuple[str, float]:
    """Return (source id, relative standard uncertainty) of a meter: its accuracy class as limits of error."""
    percent = network.meters[meter].accuracy_class_pct
    if percent is None:
        return f"assumed:meter:{meter}", METER_WITHOUT_CLASS
    return f"meter:{meter}", percent / 100 * LIMITS_TO_STANDARD
