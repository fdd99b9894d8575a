"""What is at hand for a claim: plain data, filled by ``serve/claims.py``. None: not at hand, the gate does not pass."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ecopark.core.figures import Evidence, Figure
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.judge.claims.records import Claim, plain
from ecopark.trust.log.entries import canonical_json


@dataclass(frozen=True, slots=True)
class BoundaryEvidence:
    """Is everything inside measured, and does it close?

    Attributes
    ----------
    unmetered
        Ids inside the boundary that no meter covers, or that do not exist.
    closure_z
        Sum of sub-meters against the main meter over its combined standard uncertainty; None: no such check is possible.
    share_of_entity
        Share of the entity's amount inside the boundary, 0..1, as measured; None: not known.
    """

    unmetered: tuple[str, ...] | None = None
    closure_z: float | None = None
    share_of_entity: float | None = None


@dataclass(frozen=True, slots=True)
class CoverageEvidence:
    """Shares of intervals measured and valid, 0..1, by month (``2025-03``) and over the period; longest gap in days."""

    months: Mapping[str, float] | None = None
    period: float | None = None
    longest_gap_days: float | None = None


@dataclass(frozen=True, slots=True)
class QualityEvidence:
    """Share of the amount that is imputed or suspect, and the figure again with the worst case in its place."""

    doubtful_share: float | None = None
    worst_case: Figure | None = None


@dataclass(frozen=True, slots=True)
class CalibrationEvidence:
    """One meter that the figure rests on; ``due`` the last day of its calibration, None: not on file."""

    meter: str
    accuracy_class_pct: float | None = None
    due: date | None = None
    in_date: bool | None = None


@dataclass(frozen=True, slots=True)
class IntegrityEvidence:
    """State of the evidence log and of falsification screening for the datastreams inside the boundary."""

    log_verifies: bool | None = None
    unexplained_edits: int | None = None
    open_suspicions: int | None = None


@dataclass(frozen=True, slots=True)
class AgreementEvidence:
    """Sensor against an independent reading, the worst datastream of the boundary.

    Attributes
    ----------
    pairs, months, months_with_pair
        Number of pairs; months of the period, and how many of them have a pair.
    random_times
        Whether their times were drawn by lot, not chosen by the claimant.
    difference, half_width
        Mean relative difference and ``t * se`` of its one-sided 95 % bound (0.01 is 1 %).
    unexplained_outliers
        Disagreements that nobody has explained.
    independent
        The pairs come from somebody independent of the claimant (inspector, accredited laboratory).
    """

    pairs: int | None = None
    months: int | None = None
    months_with_pair: int | None = None
    random_times: bool | None = None
    difference: float | None = None
    half_width: float | None = None
    unexplained_outliers: int | None = None
    independent: bool | None = None


@dataclass(frozen=True, slots=True)
class MissingCovariate:
    """What a saving's method says is missing (production), and the interval's half-width now and with it."""

    what: str
    interval_now: float | None = None
    interval_then: float | None = None


@dataclass(frozen=True, slots=True)
class BaselineEvidence:
    """The baseline as it was locked.

    ``missing``: what the method needs and does not have; None: nobody has asked the method.
    """

    sha256: str = ""
    locked_at: datetime | None = None
    reporting_start: datetime | None = None
    months: float | None = None
    full_cycle: bool | None = None
    blocked_cv: float | None = None
    bias: float | None = None
    extrapolated_share: float | None = None
    missing: tuple[MissingCovariate, ...] | None = None


@dataclass(frozen=True, slots=True)
class EventEvidence:
    """A non-routine event; ``both_shown``: results with and without it stand side by side."""

    id: str
    dated: bool = False
    evidenced: bool = False
    claimant: str = ""
    accepted_by: str = ""
    both_shown: bool = False


@dataclass(frozen=True, slots=True)
class FactorEvidence:
    """An emission factor that went in."""

    id: str
    year: int | None = None
    method: str = ""
    region: str = ""
    gwp_set: str = ""


@dataclass(frozen=True, slots=True)
class DoubleCounting:
    """What the ledger says of the units that the claim rests on.

    Attributes
    ----------
    unknown, used_elsewhere, sold
        Ids of units that the ledger does not have, that are cancelled for another claim, or that belong to somebody else.
    faults
        Faults that an audit of the whole ledger found.
    """

    unknown: tuple[str, ...] | None = None
    used_elsewhere: tuple[str, ...] | None = None
    sold: tuple[str, ...] | None = None
    faults: int | None = None


@dataclass(frozen=True, slots=True)
class ComplianceEvidence:
    """Discharge limits of the claimant in the period: places that are judged, periods over a limit, and not judged.

    ``places`` empty: the claimant has no discharge point of its own; ``through_park`` says that its wastewater goes to the
    park's works instead, whose outfall is the park's to answer for.
    """

    places: tuple[str, ...] | None = None
    exceeded: int | None = None
    not_judged: int | None = None
    through_park: bool = False


@dataclass(frozen=True, slots=True)
class Netted:
    """One thing that is taken off a saving, in the claim's unit; None: not known."""

    name: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """Everything that a claim is judged on.

    Attributes
    ----------
    figure
        The number that the claim is about, in the claim's unit, before netting; its interval is two-sided 90 %.
    measured
        The plain measured amount behind it: what may be said where the claim may not.
    misstatement
        Known and projected misstatement as a share of the total, 0..1.
    origins
        Origins of everything that went in.
    provisional
        Ids of rules behind it that nobody has verified; empty: all are verified.
    """

    figure: Figure | None = None
    measured: Figure | None = None
    boundary: BoundaryEvidence | None = None
    coverage: CoverageEvidence | None = None
    quality: QualityEvidence | None = None
    calibrations: tuple[CalibrationEvidence, ...] | None = None
    integrity: IntegrityEvidence | None = None
    agreement: AgreementEvidence | None = None
    baseline: BaselineEvidence | None = None
    events: tuple[EventEvidence, ...] | None = None
    factors: tuple[FactorEvidence, ...] | None = None
    double_counting: DoubleCounting | None = None
    compliance: ComplianceEvidence | None = None
    misstatement: float | None = None
    origins: tuple[Origin, ...] | None = None
    provisional: tuple[str, ...] | None = None
    netting: tuple[Netted, ...] | None = None
    sources: tuple[Evidence, ...] = ()
    why_no_figure: Message | None = None

    def content(self) -> dict[str, object]:
        """As JSON: what is hashed, and what a reader of the verdict may ask for."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "why_no_figure"}
        made = plain(_Plain(said))["fields"]
        assert isinstance(made, dict)
        return made


@dataclass(frozen=True, slots=True)
class _Plain:
    fields: Mapping[str, object]


def inputs_sha256(claim: Claim, evidence: EvidenceFile, method_version: str) -> str:
    """Name of everything that a verdict rests on: when it changes, the claim is judged again.

    Numbers count with nine figures: the last digits of a sum depend on the order in which a store reads.
    """
    whole = {"claim": claim.content(), "evidence": _rounded(evidence.content()), "method": method_version}
    return hashlib.sha256(canonical_json(whole)).hexdigest()


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, Mapping):
        return {name: _rounded(part) for name, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value
