"""What plantings take up in a period: growth x (trees or crown area) x share alive x time, as a wide range.

    tCO2 = size x growth (t C per size and year) x years within the active growth period x share alive x 44/12

The ends of the range are the products of the ends (lowest growth and lowest survival, highest and highest): wider than 90 %.
Plantings share the growth factor, so their ends add up.

A planting counts only with evidence of the planting and a survival check that is not older than ``CHECK_LASTS`` at the end
of the period. The result is a ``SinkEstimate``: beside an inventory, never in it. # design 4.12, judge 1.1
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from ecopark.account.sinks.records import Planting, SurvivalCheck
from ecopark.account.sinks.survival import Share, survival
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.messages import Message
from ecopark.rules.book import RuleBook
from ecopark.rules.records import SinkFactor

CO2_PER_C = 44 / 12
YEAR_DAYS = 365.25
M2_PER_HA = 10_000.0
# How long a look at the trees says something of them. No text sets it: young trees die within the first years.
CHECK_LASTS = timedelta(days=731)
UNIT = "tCO2 (sink)"  # no unit of the registry: nothing converts it into tCO2e


def _refuse(*_operands: object) -> NoReturn:
    raise TypeError("an uptake of trees is an estimate beside the emissions: it is never added to or taken off an inventory")


@dataclass(frozen=True, slots=True)
class SinkEstimate:
    """Uptake of a period in tCO2, ``low`` … ``high`` at least a 90 % range. It takes part in no arithmetic.

    Attributes
    ----------
    rules
        Ids of the growth factors.
    provisional
        Some factor has not been verified by a person.
    """

    mid_tco2: float
    low_tco2: float
    high_tco2: float
    rules: tuple[str, ...] = ()
    provisional: bool = True

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = __float__ = __iadd__ = __isub__ = to = _refuse

    def content(self) -> dict[str, object]:
        """As JSON; the names say that it is a sink."""
        return {
            "sink_tco2": self.mid_tco2,
            "sink_low_tco2": self.low_tco2,
            "sink_high_tco2": self.high_tco2,
            "unit": UNIT,
            "rules": list(self.rules),
            "provisional": self.provisional,
            "netted": False,
        }


@dataclass(frozen=True, slots=True)
class PlantingUptake:
    """One planting in a period. ``uptake`` None: it does not count, ``reason`` says why and what would make it count."""

    planting: Planting
    check: SurvivalCheck | None
    share: Share | None
    years: float
    uptake: SinkEstimate | None
    reason: Message | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Sinks:
    """All plantings in a period, and the sum of those that count (None where none does)."""

    plantings: tuple[PlantingUptake, ...]
    total: SinkEstimate | None


def estimate(
    plantings: Iterable[Planting],
    checks: Iterable[SurvivalCheck],
    book: RuleBook,
    first: date,
    end: date,
    *,
    self_checked: Callable[[SurvivalCheck], bool] = lambda _check: False,
    revisions: Mapping[str, int] | None = None,
) -> Sinks:
    """Uptake in ``[first, end)``.

    Parameters
    ----------
    self_checked
        Whether a check was recorded by the person who recorded the planting: such a check does not count.
    revisions
        Record id -> revision, for the evidence of the figures.
    """
    found = sorted(checks, key=lambda check: (check.on, check.id))
    rows = tuple(
        _one(planting, [c for c in found if c.planting == planting.id], book, first, end, self_checked, revisions or {})
        for planting in sorted(plantings, key=lambda p: (p.planted_on, p.id))
    )
    return Sinks(rows, total([row.uptake for row in rows if row.uptake is not None]))


def total(parts: Sequence[SinkEstimate]) -> SinkEstimate | None:
    """Sum of uptakes; None of none."""
    if not parts:
        return None
    return SinkEstimate(
        sum(part.mid_tco2 for part in parts),
        sum(part.low_tco2 for part in parts),
        sum(part.high_tco2 for part in parts),
        tuple(sorted({rule for part in parts for rule in part.rules})),
        any(part.provisional for part in parts),
    )


def growing_years(planted_on: date, first: date, end: date, active_years: int) -> float:
    """Years of ``[first, end)`` within the active growth period."""
    last = _years_later(planted_on, active_years)
    days = (min(end, last) - max(first, planted_on)).days
    return max(days, 0) / YEAR_DAYS


def _one(
    planting: Planting,
    checks: Sequence[SurvivalCheck],
    book: RuleBook,
    first: date,
    end: date,
    self_checked: Callable[[SurvivalCheck], bool],
    revisions: Mapping[str, int],
) -> PlantingUptake:
    factors = book.in_force(SinkFactor, end - timedelta(days=1), method=planting.method)
    independent = [check for check in checks if not self_checked(check)]
    check = independent[-1] if independent else None
    years = growing_years(planting.planted_on, first, end, factors[0].active_years) if factors else 0.0
    evidence = _evidence(planting, check, factors, revisions)
    reason = _why_not(planting, checks, check, factors, years, end)
    if reason is not None or check is None:
        return PlantingUptake(planting, check, None, years, None, reason, evidence)
    share = survival(check.sampled, check.alive, planting.trees)
    size = float(planting.trees) if planting.trees is not None else (planting.crown_m2 or 0.0) / M2_PER_HA
    per_growth = size * years * CO2_PER_C
    factor = factors[0]
    uptake = SinkEstimate(
        per_growth * factor.value * share.value,
        per_growth * factor.low * share.low,
        per_growth * factor.high * share.high,
        (factor.id,),
        factor.provisional,
    )
    return PlantingUptake(planting, check, share, years, uptake, None, evidence)


def _why_not(
    planting: Planting,
    checks: Sequence[SurvivalCheck],
    check: SurvivalCheck | None,
    factors: Sequence[SinkFactor],
    years: float,
    end: date,
) -> Message | None:
    if not factors:
        return Message("account.sink.no_factor", {"method": planting.method})
    if planting.planted_on >= end:
        return Message("account.sink.not_yet", {"on": planting.planted_on.isoformat()})
    if years <= 0:
        return Message("account.sink.grown_up", {"years": factors[0].active_years})
    if not planting.evidence:
        return Message("account.sink.no_evidence")
    if check is None:
        return Message("account.sink.self_checked" if checks else "account.sink.no_check")
    if check.on < planting.planted_on:
        return Message("account.sink.checked_before", {"on": check.on.isoformat()})
    if check.on + CHECK_LASTS < end:
        return Message("account.sink.check_old", {"on": check.on.isoformat()})
    return None


def _evidence(
    planting: Planting, check: SurvivalCheck | None, factors: Sequence[SinkFactor], revisions: Mapping[str, int]
) -> tuple[Evidence, ...]:
    found = [Evidence(EvidenceKind.RECORD, f"planting/{planting.id}", revisions.get(planting.id)), *planting.evidence]
    if check is not None:
        found += [Evidence(EvidenceKind.RECORD, f"survival_check/{check.id}", revisions.get(check.id)), *check.evidence]
    return (*found, *(Evidence(EvidenceKind.RULE, factor.id) for factor in factors))


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
