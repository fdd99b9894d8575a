"""What enters the park and stands in no firm's account: the park's own use and the losses of its networks.

The difference of a main meter and the firms' meters makes sense only where all of them measured all the time, from the
beginning of the month to the last reading of any of them: otherwise it is not known, and the reason says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ecopark.account import messages  # noqa: F401  # makes the texts known
from ecopark.account.amounts import MonthlyAmounts
from ecopark.account.boundary import Borders, Crossing
from ecopark.account.lineage import weakest
from ecopark.account.resources import line_of
from ecopark.account.uncertainty import total
from ecopark.core.interval import Interval
from ecopark.core.messages import Message

COMPLETE = 0.99  # share of the time that every meter of the difference must have measured


@dataclass(frozen=True, slots=True)
class Remainder:
    """Amount in minus the firms' amounts; parts are signed, so that they cancel against the firms' own lines."""

    resource: str
    substance: str
    unit: str
    quantity: float | None
    measured_share: float
    origin: str | None
    parts: Mapping[str, float] = field(default_factory=dict)
    why: Message | None = None


def remainders(borders: Borders, amounts: MonthlyAmounts, month: Interval) -> Iterator[Remainder]:
    """One per electricity or fuel that enters the park over meters other than the firms' own."""
    for entering in borders.park:
        if entering.resource in ("electricity", "fuel") and entering.direction == "in":
            taken = [crossing for crossing in borders.firms if _takes_from(crossing, entering)]
            if {place for c in taken for place in _places(c)} != _places(entering):
                yield _remainder(entering, taken, amounts, month)


def _places(crossing: Crossing) -> set[str]:
    return {*crossing.datastreams, *crossing.unmetered}


def _takes_from(crossing: Crossing, entering: Crossing) -> bool:
    same = (crossing.resource, crossing.unit, crossing.substance.casefold())
    inward = crossing.owner.firm is not None and crossing.direction == "in" and not crossing.local
    return inward and same == (entering.resource, entering.unit, entering.substance.casefold())


def _remainder(entering: Crossing, taken: list[Crossing], amounts: MonthlyAmounts, month: Interval) -> Remainder:
    if not entering.datastreams:
        why = Message("account.line.not_metered", {"edges": ", ".join(entering.unmetered)})
        unit = line_of(entering, amounts, month).unit
        return Remainder(entering.resource, entering.substance, unit, None, 0.0, None, why=why)
    last = amounts.known_until([name for crossing in (entering, *taken) for name in crossing.datastreams], month)
    span = Interval(month.start, last or month.end)
    lines = [line_of(crossing, amounts, span) for crossing in (entering, *taken)]
    complete = min(line.measured_share for line in lines)
    share = complete * span.seconds / month.seconds
    origin = weakest(line.origin for line in lines if line.origin)
    estimates = [line.estimate for line in lines if line.estimate is not None]
    if complete < COMPLETE or len(estimates) < len(lines):
        why = Message("account.line.parts_incomplete", {"share": round(100 * complete, 1)})
        return Remainder(entering.resource, entering.substance, entering.unit, None, share, origin, why=why)
    rest = total((estimates[0], *(-firm for firm in estimates[1:])), entering.unit)
    return Remainder(entering.resource, entering.substance, entering.unit, rest.value, share, origin, rest.parts)
