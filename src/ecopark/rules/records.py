"""Rules as dated, sourced data: a common header and one frozen type per kind. # design 4.6

Dates are calendar days of Viet Nam. ``valid_to`` is the last day on which the rule applies, as laws print it
("until 31 December 2031"). A rule is repealed by a later row whose value is empty: nothing is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import ClassVar

from ecopark.rules.conditions import Condition


class Confidence(StrEnum):
    """How well the text behind a rule is known. high: read in a copy that quotes the text, or two copies agree."""

    HIGH = "high"
    MEDIUM_HIGH = "medium-high"
    MEDIUM = "medium"
    LOW = "low"


class Statistic(StrEnum):
    """What of a series a limit speaks about; days and hours are those of the park's zone."""

    NOT_STATED = "not_stated"  # the text limits a value and does not say of which averaging period
    MAXIMUM = "maximum"  # every single valid reading
    MEAN_1H = "mean_1h"
    MEAN_8H = "mean_8h"
    MEAN_24H = "mean_24h"
    MEAN_YEAR = "mean_year"


class Band(StrEnum):
    """Time-of-use band of the electricity tariff."""

    PEAK = "peak"
    NORMAL = "normal"
    OFFPEAK = "offpeak"


class Days(StrEnum):
    """Days on which a line of tariff hours applies."""

    MON_SAT = "mon-sat"
    SUN = "sun"
    DAILY = "daily"

    @property
    def weekdays(self) -> tuple[int, ...]:
        """``date.weekday()`` numbers, Monday is 0."""
        return {Days.MON_SAT: tuple(range(6)), Days.SUN: (6,), Days.DAILY: tuple(range(7))}[self]


class CarbonOrigin(StrEnum):
    FOSSIL = "fossil"
    BIOGENIC = "biogenic"  # its CO2 is reported apart (memo); its CH4 and N2O count


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Header that every rule carries.

    Attributes
    ----------
    id
        Unique, never reused.
    document, place
        Which text, and where in it (article, annex, table). Both are obligatory: without them a rule does not load.
    source
        Where *we* took the number from (which copy was read, by what means). Obligatory.
    valid_from, valid_to
        First and last day of validity; None is open.
    scope
        Conditions on facts of the place that is judged.
    unit
        Unit of the rule's values; empty where a kind has none.
    confidence, verified_by, verified_on
        See ``provisional``.
    supersedes
        Ids of rules that this one replaces.
    """

    kind: ClassVar[str] = ""
    subject: ClassVar[tuple[str, ...]] = ()  # fields that say what is asked; two rules answering the same overlap

    id: str
    document: str
    place: str
    source: str
    confidence: Confidence
    valid_from: date | None = None
    valid_to: date | None = None
    jurisdiction: str = "VN"
    scope: tuple[Condition, ...] = ()
    unit: str = ""
    verified_by: str = ""
    verified_on: date | None = None
    supersedes: tuple[str, ...] = ()
    note: str = ""
    where: str = ""  # pack file and line

    @property
    def provisional(self) -> bool:
        """Printed as "tạm thời" / "provisional" and never fed into a public claim.

        A rule stops being provisional only when its confidence is ``high`` *and* a named person has compared it with
        the official text (``verified_by`` and ``verified_on``).
        """
        return self.confidence is not Confidence.HIGH or not self.verified_by or self.verified_on is None

    def in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def asked(self) -> tuple[object, ...]:
        """What this rule answers: kind and subject."""
        return (self.kind, *(getattr(self, name) for name in self.subject))

    def content(self) -> dict[str, str]:
        """All that the rule says, as text, for hashing and export; the place in the pack file is left out."""
        said = {f.name: _text(getattr(self, f.name)) for f in fields(self) if f.name != "where"}
        return {"kind": self.kind, **said}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(str(part) for part in value)
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Rule):
    """Limit of one property in one medium. Both bounds empty: repealed from ``valid_from`` on.

    ``coefficients`` names the coefficients (Kq, Kf, Kp, Kv) of ``table`` that the text multiplies the value with.
    ``normal_temperature_c`` is the temperature of the text's normal cubic metre (25 °C in QCVN 19:2009).
    ``reference_oxygen_pct`` is the oxygen content at which the text states its limit (7 % for boilers in QCVN 19:2024).
    """

    kind: ClassVar[str] = "limit"
    subject: ClassVar[tuple[str, ...]] = ("medium", "observed_property", "statistic")

    table: str
    medium: str
    observed_property: str
    lower: float | None = None
    upper: float | None = None
    statistic: Statistic = Statistic.NOT_STATED
    coefficients: tuple[str, ...] = ()
    normal_temperature_c: float | None = None
    reference_oxygen_pct: float | None = None

    @property
    def repealed(self) -> bool:
        return self.lower is None and self.upper is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient(Rule):
    """Factor on the limits of ``table``, chosen by facts: Kq by the receiving water, Kf by the discharge flow, …"""

    kind: ClassVar[str] = "coefficient"
    subject: ClassVar[tuple[str, ...]] = ("table", "name")

    table: str
    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSlot(Rule):
    """A text that is in force but whose numbers nobody has entered: answers "not entered", never another table.

    A slot falls silent when a later rule names it in ``supersedes``. ``first``: the text is of its own for this kind of
    place (power stations), so it is asked before the general tables.
    """

    kind: ClassVar[str] = "slot"
    subject: ClassVar[tuple[str, ...]] = ("about",)

    about: str  # medium of limits (wastewater, stack), public_holidays, or national_emission_factors
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor(Rule):
    """Emission factor of one activity for one year of data; ``official`` False: an estimate, never used by default."""

    kind: ClassVar[str] = "emission_factor"
    subject: ClassVar[tuple[str, ...]] = ("activity", "year", "official")

    activity: str  # grid_electricity
    year: int
    value: float
    official: bool = True
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelFactor(Rule):
    """Net calorific value (TJ/Gg) and emissions (kg/TJ) of a fuel burnt in one sector; CH4 and N2O depend on it."""

    kind: ClassVar[str] = "fuel"
    subject: ClassVar[tuple[str, ...]] = ("fuel", "sector", "jurisdiction")

    fuel: str
    sector: str  # manufacturing (stationary) | road | off_road
    name_vi: str
    aliases: tuple[str, ...] = ()
    ncv_tj_per_gg: float | None = None
    co2_kg_per_tj: float
    ch4_kg_per_tj: float
    n2o_kg_per_tj: float
    carbon_origin: CarbonOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFactor(Rule):
    """Mass of a gas per unit of an activity that is no burning of fuel: carbonates, wastewater, leaking equipment.

    Attributes
    ----------
    activity
        ``clinker``, ``wastewater_cod.aerobic``, ``leak.chiller``, … (see the packs).
    gas
        Empty for leaks: ``value`` is then the share of the charge that is lost in a year, whatever the refrigerant.
    guideline
        Year of the text; several may stand side by side and an inventory chooses one.
    low, high
        Range that the text prints, taken as a 95 % interval.
    """

    kind: ClassVar[str] = "process"
    subject: ClassVar[tuple[str, ...]] = ("activity", "gas", "guideline", "jurisdiction")

    activity: str
    gas: str = ""
    guideline: int
    value: float
    low: float | None = None
    high: float | None = None
    name_vi: str = ""
    name_en: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefrigerantBlend(Rule):
    """What a refrigerant of the trade is made of: gases with their share by mass, ``HFC-32=0.5``."""

    kind: ClassVar[str] = "blend"
    subject: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    parts: tuple[str, ...]
    aliases: tuple[str, ...] = ()

    @property
    def shares(self) -> dict[str, float]:
        """Gas -> share by mass."""
        return {gas.strip(): float(share) for gas, _, share in (part.partition("=") for part in self.parts)}


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalWarmingPotential(Rule):
    """Mass of CO2 with the same warming over 100 years as one mass of the gas, by assessment report of the IPCC."""

    kind: ClassVar[str] = "gwp"
    subject: ClassVar[tuple[str, ...]] = ("gas", "report")

    gas: str
    report: str  # AR4 | AR5 | AR6
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffPrice(Rule):
    """Prices of one customer group at one supply voltage, VND/kWh before VAT. # Decision 1279/QD-BCT"""

    kind: ClassVar[str] = "tariff_price"
    subject: ClassVar[tuple[str, ...]] = ("group", "voltage")

    group: str
    voltage: str  # as printed
    voltage_from_kv: float | None = None  # included
    voltage_below_kv: float | None = None
    normal: int
    offpeak: int
    peak: int

    def price(self, band: Band) -> int:
        return {Band.PEAK: self.peak, Band.NORMAL: self.normal, Band.OFFPEAK: self.offpeak}[band]


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffHours(Rule):
    """One line of a time-of-use schedule: minutes of the local day ``[start_minute, end_minute)``."""

    kind: ClassVar[str] = "tariff_hours"
    subject: ClassVar[tuple[str, ...]] = ("schedule", "days", "start_minute")

    schedule: str
    days: Days
    band: Band
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffStructure(Rule):
    """Multipliers on the average price; they have no effect on a bill until a price decision uses them."""

    kind: ClassVar[str] = "tariff_structure"
    subject: ClassVar[tuple[str, ...]] = ("group", "voltage")

    group: str
    voltage: str
    normal_x: float
    offpeak_x: float
    peak_x: float
    average_price: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate(Rule):
    """Tax on a bill, percent of the amount before tax."""

    kind: ClassVar[str] = "tax"
    subject: ClassVar[tuple[str, ...]] = ("tax",)

    tax: str
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSymbol(Rule):
    """Symbol of a parameter in files of automatic stations (Circular 10/2021, Annex 15)."""

    kind: ClassVar[str] = "symbol"
    subject: ClassVar[tuple[str, ...]] = ("symbol", "medium")

    symbol: str
    medium: str
    observed_property: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentTolerance(Rule):
    """What an automatic instrument must hold; the error is given in percent or, for pH, absolutely."""

    kind: ClassVar[str] = "tolerance"
    subject: ClassVar[tuple[str, ...]] = ("medium", "parameter")

    medium: str
    parameter: str
    of_reading_pct: float | None = None
    of_scale_pct: float | None = None
    absolute: float | None = None
    resolution: float | None = None
    max_response_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(Rule):
    """Who is in charge of a subject, by date."""

    kind: ClassVar[str] = "authority"
    subject: ClassVar[tuple[str, ...]] = ("about",)

    about: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday(Rule):
    """A public holiday on which the tariff hours of another kind of day apply."""

    kind: ClassVar[str] = "holiday"
    subject: ClassVar[tuple[str, ...]] = ("day",)

    day: date
    hours_as: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHoliday(Rule):
    """A day off by law, for models of use. It says nothing about tariff hours: that is ``Holiday``.

    ``name`` begins with ``tet`` for the days of the lunar new year. ``worked`` True: a day of the weekend that is worked
    by order, in exchange for a day off.
    """

    kind: ClassVar[str] = "public_holiday"
    subject: ClassVar[tuple[str, ...]] = ("day",)

    day: date
    name: str
    worked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDocument(Rule):
    """A legal text with its dates: the timeline of the regulation."""

    kind: ClassVar[str] = "document"
    subject: ClassVar[tuple[str, ...]] = ("document", "what")

    what: str
    issued: date | None = None
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkFactor(Rule):
    """Carbon that planted trees or crowns add per year while they grow: estimate ``value`` within ``low`` … ``high``.

    ``method``: ``crown_cover`` (t C per hectare of crown and year) or ``per_tree`` (t C per tree and year).
    ``active_years`` is the active growth period: afterwards the method counts nothing more.
    """

    kind: ClassVar[str] = "sink_factor"
    subject: ClassVar[tuple[str, ...]] = ("method",)

    method: str
    value: float
    low: float
    high: float
    active_years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamMarkup(Rule):
    """Mark-up in percent on a default value of embedded emissions, from ``valid_from`` on."""

    kind: ClassVar[str] = "cbam_markup"
    subject: ClassVar[tuple[str, ...]] = ()

    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamGoods(Rule):
    """Which gases count for goods of CN codes that begin with ``cn_prefix``, and whether indirect emissions are priced."""

    kind: ClassVar[str] = "cbam_goods"
    subject: ClassVar[tuple[str, ...]] = ("cn_prefix",)

    cn_prefix: str
    sector: str  # cement | fertiliser | iron_steel | aluminium | hydrogen | electricity
    gases: tuple[str, ...]
    indirect_priced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(Rule):
    """A named person has compared rule ``rule`` with the official text. Kept in the park's own pack folder."""

    kind: ClassVar[str] = "verification"
    subject: ClassVar[tuple[str, ...]] = ("rule",)

    rule: str
    rule_hash: str  # content hash of what was verified: a later change of the row is unverified again
