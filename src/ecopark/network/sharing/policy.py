"""The sharing policy of a park: which aggregates go to which hub, and the rule that protects single firms.

Without a policy nothing is shared but the checkpoints and hash tiles of the log, which are public anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import ecopark.network.sharing.messages  # noqa: F401  texts
from ecopark.core.errors import InputError
from ecopark.network.sharing.disclosure import LEAST_FIRMS, LEAST_P_PERCENT, MOST_SHARE, Rule

Aggregate = Literal["energy", "water", "wastewater", "emissions", "limits", "quality", "footprint"]
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)
BY_FIRM: tuple[Aggregate, ...] = ("energy", "water", "wastewater", "emissions")
"""Aggregates that a firm may allow for itself."""
BY_DAY: tuple[Aggregate, ...] = ("energy", "water", "wastewater")


@dataclass(frozen=True, slots=True)
class HubGrant:
    """What one hub gets.

    Attributes
    ----------
    name
        Name of the hub; its token at the park (role ``hub``) bears the same name.
    share
        Aggregates: totals of the park. A firm's own figures come along only by that firm's consent.
    granularity
        ``day``: days of closed months, too, for what is metered.
    """

    name: str
    share: tuple[Aggregate, ...] = ()
    granularity: Literal["month", "day"] = "month"
    where: str = ""


@dataclass(frozen=True, slots=True)
class SharingPolicy:
    """``settings.sharing`` of park.yaml.

    Attributes
    ----------
    least_firms, largest_share, p_percent
        The disclosure rule; only stricter than the floors of `disclosure`.
    delay_days
        A month is shared this many days after its end: what comes late must not restate it.
    significant_digits
        Values are rounded to so many.
    months
        How many closed months back a publication reaches.
    """

    hubs: tuple[HubGrant, ...] = ()
    least_firms: int = LEAST_FIRMS
    largest_share: float = MOST_SHARE
    p_percent: float = LEAST_P_PERCENT
    delay_days: int = 3
    significant_digits: int = 4
    months: int = 24
    where: str = ""

    @property
    def rule(self) -> Rule:
        return Rule(self.least_firms, self.largest_share, self.p_percent)

    def grant(self, hub: str) -> HubGrant:
        """What a hub gets; nothing for one that is not named."""
        return next((grant for grant in self.hubs if grant.name == hub), HubGrant(hub))

    def content(self, hub: str) -> dict[str, object]:
        """The policy as far as it concerns one hub, as plain data (logged as a hash, shown to that hub)."""
        grant = self.grant(hub)
        return {
            "hub": hub,
            "share": sorted(grant.share),
            "granularity": grant.granularity,
            "least_firms": self.least_firms,
            "largest_share": self.largest_share,
            "p_percent": self.p_percent,
            "delay_days": self.delay_days,
            "significant_digits": self.significant_digits,
            "months": self.months,
        }


def check_policy(policy: SharingPolicy) -> None:
    """Refuse a policy that is weaker than the floors or names a hub twice; ``InputError`` network.sharing.*."""
    floors: Mapping[str, tuple[float, float, bool]] = {
        "least_firms": (policy.least_firms, LEAST_FIRMS, policy.least_firms < LEAST_FIRMS),
        "largest_share": (policy.largest_share, MOST_SHARE, policy.largest_share > MOST_SHARE),
        "p_percent": (policy.p_percent, LEAST_P_PERCENT, policy.p_percent < LEAST_P_PERCENT),
    }
    for field, (value, floor, weak) in floors.items():
        if weak:
            raise InputError("network.sharing.rule_too_weak", where=policy.where, field=field, value=value, floor=floor)
    ranges: Mapping[str, tuple[float, float, float]] = {
        "largest_share": (policy.largest_share, 0.1, MOST_SHARE),
        "delay_days": (policy.delay_days, 0, 366),
        "significant_digits": (policy.significant_digits, 1, 9),
        "months": (policy.months, 1, 120),
    }
    for field, (value, low, high) in ranges.items():
        if not low <= value <= high:
            raise InputError(
                "network.sharing.out_of_range", where=policy.where, field=field, value=value, low=low, high=high
            )
    names = [grant.name for grant in policy.hubs]
    for grant in policy.hubs:
        if names.count(grant.name) > 1:
            raise InputError("network.sharing.hub_twice", where=grant.where, name=grant.name)
