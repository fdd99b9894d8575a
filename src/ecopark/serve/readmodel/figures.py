"""A figure: a number that says how well it is known. # design 4.4, 4.9, 4.11

``value`` None means insufficient: a page prints the reason, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ecopark.core.terms import Origin

WEAKEST_LAST: tuple[Origin, ...] = (Origin.MEASURED, Origin.MODELLED, Origin.DECLARED, Origin.SYNTHETIC)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with unit, origin, share that was measured and 95 % interval.

    Attributes
    ----------
    origin
        Weakest origin that fed it; None when nothing did.
    measured_share
        Share of the period covered by present, not bad readings (0 to 1); None where it has no meaning.
    low, high
        Ends of the 95 % interval in ``unit``; None where no uncertainty is known.
    provisional
        Rests on a rule that nobody has verified yet.
    reason
        Message id that says why there is no value.
    evidence
        Path of the page where the figure can be followed to its readings.
    """

    value: float | None
    unit: str
    origin: Origin | None = None
    measured_share: float | None = None
    low: float | None = None
    high: float | None = None
    provisional: bool = False
    reason: str = "portal.figure.insufficient"
    evidence: str = ""


def weakest(origins: Iterable[Origin | str | None]) -> Origin | None:
    """The weakest origin (measured < modelled < declared < synthetic); None when there is none."""
    found = [Origin(o) for o in origins if o is not None]
    return max(found, key=WEAKEST_LAST.index) if found else None


def total(figures: Iterable[Figure], unit: str, *, evidence: str = "") -> Figure:
    """Sum of figures of one unit. A part without value lowers the measured share, it does not count as zero silently.

    The share is weighted by value; parts without value count as not measured with the mean size of the others.
    """
    parts = list(figures)
    known = [f for f in parts if f.value is not None]
    if not known:
        return Figure(None, unit, evidence=evidence)
    amount = sum(f.value for f in known if f.value is not None)
    shares = [(abs(f.value or 0.0), f.measured_share) for f in known if f.measured_share is not None]
    weight = sum(w for w, _ in shares)
    share = None
    if shares:
        mean = sum(w * s for w, s in shares) / weight if weight else sum(s for _, s in shares) / len(shares)
        share = mean * len(known) / len(parts)
    return Figure(
        amount,
        unit,
        origin=weakest(f.origin for f in known),
        measured_share=share,
        provisional=any(f.provisional for f in known),
        evidence=evidence,
    )
