"""Flags in the words of others: QARTOD, SaQC, the statuses of Circular 10/2021/TT-BTNMT.

QARTOD primary flags 1 pass, 2 not evaluated, 3 suspect, 4 fail, 9 missing: UNESCO-IOC, Ocean Data Standards Vol. 3 (IOC
Manuals and Guides 54, 2013), as used by IOOS, Manual for the Use of Real-Time Oceanographic Data Quality Control Flags,
Version 1.2 (2020). SaQC float flags UNFLAGGED -inf, GOOD 0, DOUBTFUL 25, BAD 255: SaQC 2.9, ``saqc.constants``. Statuses
00 measuring, 01 calibrating, 02 fault: Circular 10/2021/TT-BTNMT, Annex 15.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ecopark.core.terms import DeviceStatus, Flag
from ecopark.trust.checks.registry import BY_BIT, BY_SHORT
from ecopark.trust.history import qartod

Tests = NDArray[np.uint32]

# Test of the QARTOD manuals -> our checks. Tests without a check are in docs/design/quality.md, with the reason.
QARTOD_TESTS: Mapping[str, tuple[str, ...]] = {
    "timing_gap_test": ("clock_order", "future_time", "off_grid", "isolated"),
    "syntax_test": ("placeholder", "zero_for_missing", "calibrating", "device_fault"),
    "gross_range_test": ("physical_bounds", "plausible_range", "unit_mixup"),
    "climatology_test": ("climatology", "low_outlier"),
    "spike_test": ("spike",),
    "rate_of_change_test": ("rate_of_change", "counter_reset", "counter_backward"),
    "flat_line_test": ("flat_line", "repeated_row"),
    "multi_variate_test": (
        "multivariate",
        "outflow_above_inflow",
        "total_n_below_ammonium",
        "cod_below_bod",
        "power_factor_mismatch",
        "submeter_above_parent",
        "submeters_sum",
        "generation_in_dark",
    ),
    "attenuated_signal_test": ("attenuated", "level_shift", "drift", "clock_shift"),
    "neighbor_test": ("neighbour",),
}

SAQC: Mapping[Flag, float] = {Flag.UNFLAGGED: -np.inf, Flag.GOOD: 0.0, Flag.DOUBTFUL: 25.0, Flag.BAD: 255.0}


def qartod_tests(tests: Tests, missing: NDArray[np.bool_], ran: int) -> dict[str, NDArray[np.uint8]]:
    """Return QARTOD's flag of every test of the manuals that we have, for each reading.

    Parameters
    ----------
    tests
        ``FLAGS.tests`` of each reading (0 where there is no row), shape (n,).
    missing
        Readings without a value, shape (n,): 9.
    ran
        Bits of the checks that ran on the datastream: a test none of whose checks ran is 2 (not evaluated).

    Returns
    -------
    flags
        Test name -> flags 1, 2, 3, 4 or 9, shape (n,).
    """
    found = {}
    for name, shorts in QARTOD_TESTS.items():
        checks = [BY_SHORT[short] for short in shorts]
        flags = np.full(len(tests), int(Flag.UNFLAGGED), np.uint8)
        if any(check.mask & ran for check in checks):
            flags[:] = int(Flag.GOOD)
        for check in checks:
            hit = (tests & np.uint32(check.mask)) != 0
            flags[hit] = np.maximum(flags[hit], np.uint8(check.level))
        found[name] = qartod(flags, missing)
    return found


def saqc_flags(flags: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return SaQC's float flags of ours, shape (n,)."""
    translation = np.array([SAQC[flag] for flag in sorted(Flag)])
    return np.asarray(translation[np.searchsorted(np.array(sorted(int(f) for f in Flag)), flags)])


def saqc_history(tests: Tests) -> dict[str, NDArray[np.float64]]:
    """Return SaQC's flag history: one column per check that spoke, NaN where it said nothing, as in its ``History``."""
    columns = {}
    for check in BY_BIT.values():
        hit = (tests & np.uint32(check.mask)) != 0
        if hit.any():
            columns[check.code] = np.where(hit, SAQC[check.level], np.nan)
    return columns


def circular10(status: NDArray[np.uint8], tests: Tests) -> NDArray[np.uint8]:
    """Return the status (0, 1, 2) under which each reading is to be sent, shape (n,).

    The status is the instrument's own word. Our doubts do not change it: a doubted value is sent as measured, its flag is
    told beside it. Only where the instrument said nothing do ``calibrating`` and ``device_fault`` speak for it.
    """
    said = np.full(len(status), int(DeviceStatus.MEASURING), np.uint8)
    for short, state in (("calibrating", DeviceStatus.CALIBRATING), ("device_fault", DeviceStatus.FAULT)):
        said[(tests & np.uint32(BY_SHORT[short].mask)) != 0] = int(state)
    stated = status != int(DeviceStatus.NOT_STATED)
    said[stated] = status[stated]
    return said
