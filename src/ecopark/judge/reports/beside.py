"""What other rooms say of a report's subject and period, beside the tables: base year, sinks, criteria, measures, duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecopark.account.base_year import Policy, Recalculation
from ecopark.account.sinks.estimate import Sinks
from ecopark.core.figures import Figure
from ecopark.core.messages import Message
from ecopark.judge.duties.calendar import Deadline


@dataclass(frozen=True, slots=True)
class PackResult:
    """A pack of criteria for the subject and year: how many are met, not met, insufficient; the cheapest next step."""

    pack: str
    counts: Mapping[str, int]
    step: Mapping[str, str] | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Each part is empty where the report does not show it, and in the edition for everybody.

    Attributes
    ----------
    policy, base_year
        None: the park has chosen no base year. ``base_year`` None with a policy: that year was published once only.
    sinks
        Never in a sum with emissions.
    savings
        Fields of form A.4 (park) or B.4 (firm) for the year, ``account.measures.recp``.
    """

    policy: Policy | None = None
    base_year: Recalculation | Message | None = None
    sinks: Sinks | None = None
    savings: Sequence[Figure] = ()
    packs: Sequence[PackResult] = ()
    duties: Sequence[Deadline] = ()
