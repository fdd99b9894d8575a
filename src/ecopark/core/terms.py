"""The words of the field as closed lists. English and Vietnamese meanings stand in ``docs/terms.md``.

The integer values are stored in files: never renumber, only add.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class DatastreamKind(StrEnum):
    """How the values of a datastream relate to time (words of the field: gauge, amount per interval, register)."""

    MEASUREMENT = "measurement"  # value at (or mean over the interval that starts at) phenomenon_time
    TOTAL = "total"  # amount of the interval that starts at phenomenon_time
    TOTAL_INCREASING = "total_increasing"  # register that only counts up, except at reset or roll-over


class Origin(StrEnum):
    """Where the values come from; shown on every screen and in every export."""

    MEASURED = "measured"
    MODELLED = "modelled"  # by somebody's model, e.g. satellite irradiance
    DECLARED = "declared"  # typed by a person
    SYNTHETIC = "synthetic"  # made by a seeded generator; never feeds a claim


class TimeBasis(StrEnum):
    """How the time of a reading is known."""

    CLOCK = "clock"
    SHIFTED = "shifted"  # real clock, moved by whole weeks (sample park)
    ASSIGNED = "assigned"  # only the order is known; the clock was assigned


class Flag(IntEnum):
    """May this value be used? Order matters: the highest flag wins."""

    UNFLAGGED = 0
    GOOD = 1
    DOUBTFUL = 2
    BAD = 3


class DeviceStatus(IntEnum):
    """State of the instrument as sent with the value (Circular 10/2021: 00, 01, 02)."""

    MEASURING = 0
    CALIBRATING = 1
    FAULT = 2
    NOT_STATED = 255


class MissingReason(IntEnum):
    """Why a value is null. # design 4.4"""

    PRESENT = 0
    NOT_MEASURED = 1  # the source says so (blank cell, null)
    DEVICE_FAULT = 2
    CALIBRATION = 3
    NOT_A_NUMBER = 4  # the source sent NaN or infinity
    BELOW_DETECTION = 5
    NO_ANSWER = 6  # the device was asked and did not answer


class Carrier(StrEnum):
    """What moves along an edge of the flow network."""

    ELECTRICITY = "electricity"
    WATER = "water"
    WASTEWATER = "wastewater"
    FUEL = "fuel"
    HEAT = "heat"
    MATERIAL = "material"
    WASTE = "waste"
    AIR = "air"  # stack emissions and ambient air


class NodeKind(StrEnum):
    GRID = "grid"
    SOURCE = "source"  # river intake, gas pipe
    FEEDER = "feeder"  # bus bar or pipe node without storage
    FIRM = "firm"
    GENERATION = "generation"
    WORKS = "works"  # treatment works
    OUTFALL = "outfall"
    STACK = "stack"
    AMBIENT = "ambient"
    LOSS = "loss"


class Role(StrEnum):
    """Who signs in."""

    MANAGER = "manager"  # park operator and management board
    FIRM = "firm"
    INSPECTOR = "inspector"
    REGULATOR = "regulator"
    HUB = "hub"  # the program of a province, ministry or developer of parks: sees what the sharing policy names, no more
    PUBLIC = "public"
