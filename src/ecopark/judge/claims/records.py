"""A claim as data, per the grammar of docs/design/judge.md, section 5. Sentences are made from it, never read into it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from ecopark.core.errors import InputError

State = Literal["draft", "published", "withdrawn", "expired"]
STATES: tuple[State, ...] = ("draft", "published", "withdrawn", "expired")
AUDIENCES = ("public", "regulator", "buyer")
COMPARATORS = (">=", "<=", "=")
QUANTITIES = (
    "energy",
    "ghg",
    "water",
    "wastewater",
    "waste",
    "recycled_content",
    "renewable_share",
    "emission_conc",
)
EMISSION_SCOPES = ("1", "2", "3", "1+2", "1+2+3")


class Kind(StrEnum):
    """What sort of statement it is; it decides which evidence is asked for."""

    ABSOLUTE_LIMIT = "absolute_limit"  # stays below a limit: every average of the period
    REDUCTION = "reduction"  # less than a locked baseline says it would have been
    INTENSITY = "intensity"  # amount per unit of output
    SHARE = "share"  # part of a whole, per cent
    BALANCE = "balance"  # what goes in comes out
    ATTRIBUTE = "attribute"  # rests on cancelled attribute units
    NEUTRALITY = "neutrality"  # blocked


KINDS = tuple(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Metric:
    """What is counted. ``property``: observed property of an emission_conc (cod); ``per``: the denominator's unit."""

    quantity: str
    scope: str | None = None
    gas: str | None = None
    property: str | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Boundary:
    """An explicit list of what the claim is about.

    Attributes
    ----------
    whole_entity
        Said of the whole firm or park; then nothing of it may be left out.
    share_of_entity
        Share of the entity's amount that lies inside, as the claimant says, 0..1; None: not said.
    """

    tenants: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    meters: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    whole_entity: bool = False
    share_of_entity: float | None = None

    @property
    def listed(self) -> tuple[str, ...]:
        return (*self.tenants, *self.sites, *self.meters, *self.points, *self.processes)


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days of the park, half-open."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class BaselineOf:
    """The baseline that a reduction is measured against; ``model`` is the SHA-256 under which it was locked."""

    measure: str
    model: str | None = None
    covariates: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instrument:
    """A certificate, credit or other unit that the claim rests on: its id in the ledger, or in another registry."""

    kind: str
    id: str
    registry: str = ""
    vintage: str = ""


@dataclass(frozen=True, slots=True)
class Netting:
    """What is taken off before a saving is said. The default asks for all of it."""

    ict_operational: bool = True
    ict_embodied: bool = True
    rebound: bool = True
    leakage: bool = True


@dataclass(frozen=True, slots=True)
class Milestone:
    """What shall be reached by a day, in the claim's unit."""

    day: date
    target: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a claim about the future needs: a dated, measurable plan (a document) that somebody independent checks."""

    document: str
    milestones: tuple[Milestone, ...] = ()
    checked_by: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label that the claim carries; ``certificate`` is the document of its certification."""

    name: str
    certified_by: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim.

    Attributes
    ----------
    claimant
        Id of a firm, or ``park``.
    target, unit, tolerance
        What is compared: ``>=``/``<=`` target, or within ``tolerance`` of it (``=``).
    exclusions
        What is left out, in words; printed beside the claim.
    primary
        Chosen as the claimant's main claim of the period before it began: it is then tested alone, first.
    words
        Product name or slogan beside the claim: checked for generic words, never part of the generated sentence.
    """

    id: str
    claimant: str
    audience: str
    kind: Kind
    metric: Metric
    comparator: str
    target: float
    unit: str
    boundary: Boundary
    period: Period
    tolerance: float | None = None
    baseline: BaselineOf | None = None
    method: str = ""
    exclusions: tuple[str, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    netting: Netting = field(default_factory=Netting)
    primary: bool = False
    plan: Plan | None = None
    label: Label | None = None
    words: str = ""

    def __post_init__(self) -> None:
        if not math.isfinite(self.target):
            raise InputError("judge.claim.wrong_kind", where="target", wanted="5.0")
        if self.period.end <= self.period.start:
            raise InputError("judge.claim.ends_early", where="period.end")

    @property
    def firm(self) -> str | None:
        """Whose record it is; None: the park's own."""
        return None if self.claimant == "park" else self.claimant

    def content(self) -> dict[str, object]:
        """As JSON; ``reader.read_claim`` turns it back."""
        return {
            "id": self.id,
            "claimant": self.claimant,
            "audience": self.audience,
            "kind": self.kind.value,
            "metric": plain(self.metric),
            "comparator": self.comparator,
            "target": self.target,
            "tolerance": self.tolerance,
            "unit": self.unit,
            "boundary": plain(self.boundary),
            "period": plain(self.period),
            "baseline": None if self.baseline is None else plain(self.baseline),
            "method": self.method,
            "exclusions": list(self.exclusions),
            "instruments": [plain(each) for each in self.instruments],
            "netting": plain(self.netting),
            "primary": self.primary,
            "plan": None if self.plan is None else plain(self.plan),
            "label": None if self.label is None else plain(self.label),
            "words": self.words,
        }


def plain(record: object) -> dict[str, object]:
    """A dataclass of plain parts as JSON."""
    names: Sequence[str] = list(record.__dataclass_fields__)  # type: ignore[attr-defined]
    return {name: plain_value(getattr(record, name)) for name in names}


def plain_value(value: object) -> object:
    """Days as ISO text, tuples as lists, records as objects."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain_value(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): plain_value(part) for name, part in value.items()}
    if hasattr(value, "content"):
        return value.content()
    return plain(value) if hasattr(value, "__dataclass_fields__") else value
