"""Checks of one datastream for the page of their review: in force, proposed from history, decided; versions of the flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

from ecopark.core.network import Datastream
from ecopark.core.records import Record
from ecopark.core.terms import Flag
from ecopark.engine.embedded.runs import DerivedReport
from ecopark.trust.checks.registry import checks_of
from ecopark.trust.observed import Proposed
from ecopark.trust.review import Choice
from ecopark.trust.settings import KINDS, DatastreamChecks, QualitySettings
from ecopark.trust.versions import Difference

MAIN: Mapping[str, tuple[str, ...]] = {
    "physical_bounds": ("minimum", "maximum"),
    "plausible_range": ("minimum", "maximum"),
    "rate_of_change": ("per_hour",),
    "neighbour_spike": ("threshold",),
    "spike": ("sigmas",),
    "flat_line": ("readings",),
    "placeholder": ("readings",),
    "attenuated": ("readings", "least"),
    "climatology": ("seasons", "hours"),
    "level_shift": ("days", "smallest"),
    "neighbour": ("sigmas", "smallest"),
    "drift": ("days", "sigmas", "smallest"),
    "gap": ("microseconds",),
    "off_grid": ("step",),
    "isolated": ("silence", "readings"),
}
"""The parameters of each check that a person needs to see; the others stay as they are."""
TIMES = frozenset({"microseconds", "step", "silence"})  # microseconds
WHOLE = frozenset({"readings", "days", "seasons", "hours", *TIMES})
_FIXED = frozenset({"climatology"})  # its bands are taken or left as a whole
Origin = Literal["declared", "park", "reviewed"]


@dataclass(frozen=True, slots=True)
class Decided:
    """The newest decision on a check: what, why, who, when."""

    choice: Choice
    note: str
    actor: str
    time: datetime


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check. ``in_force`` None: it does not run; ``origin``: where that comes from."""

    check: str
    in_force: Mapping[str, Any] | None
    origin: Origin
    proposed: Proposed | None
    decided: Decided | None

    @property
    def shown(self) -> tuple[str, ...]:
        return MAIN.get(self.check, ())

    @property
    def editable(self) -> tuple[str, ...]:
        """Parameters that a person may type."""
        return () if self.check in _FIXED else self.shown

    @property
    def basis(self) -> Mapping[str, Any]:
        """What a change begins with: the proposal, otherwise what is in force."""
        return (self.proposed and self.proposed.parameters) or self.in_force or {}

    @property
    def choices(self) -> tuple[Choice, ...]:
        found: list[Choice] = ["accept"] if self.proposed and self.proposed.parameters else []
        found += ["change"] if self.editable else []
        found += ["refuse"] if self.proposed or self.origin == "reviewed" else []
        return (*found, "off") if self.in_force is not None else tuple(found)

    @property
    def agrees(self) -> bool:
        """Whether what is proposed is in force already."""
        if not self.in_force or not self.proposed or not self.proposed.parameters:
            return False
        present = {name: list(value) if isinstance(value, tuple) else value for name, value in self.in_force.items()}
        return all(present.get(name) == value for name, value in self.proposed.parameters.items())


def check_rows(
    stream: Datastream,
    checks: DatastreamChecks,
    settings: QualitySettings,
    proposed: Sequence[Proposed],
    reviews: Sequence[Record],
) -> list[CheckRow]:
    """Checks that run, are proposed or were decided; first what can be accepted, then what is withheld, then the others.

    Parameters
    ----------
    settings
        Those of the park's files, without reviews.
    reviews
        Revisions of the datastream's review, oldest first.
    """
    by_check = {p.check: p for p in proposed}
    decisions = _decisions(reviews)
    reviewed: Any = reviews[-1].content.get("checks") if reviews else {}
    park = {**settings.properties.get(stream.observed_property, {}), **settings.datastreams.get(stream.id, {})}
    rows = []
    for check in KINDS:
        present = getattr(checks, check)
        if present is None and check not in by_check and check not in decisions:
            continue
        origin: Origin = "reviewed" if check in (reviewed or {}) else "park" if check in park else "declared"
        in_force = None if present is None else asdict(present)
        rows.append(CheckRow(check, in_force, origin, by_check.get(check), decisions.get(check)))
    return sorted(rows, key=lambda r: 2 if r.proposed is None else 0 if r.proposed.parameters is not None else 1)


def _decisions(reviews: Sequence[Record]) -> dict[str, Decided]:
    found = {}
    for review in reviews:
        told: Any = review.content.get("decisions") or []
        for given in told:
            found[str(given["check"])] = Decided(
                given["choice"], str(given.get("note", "")), review.actor, review.recorded_time
            )
    return found


@dataclass(frozen=True, slots=True)
class ChecksVersion:
    """Publications of flags that one version of the checks made, ``first`` to ``last`` (versions of the data)."""

    checks: str
    first: int
    last: int
    rows: int
    published: datetime


def checks_versions(reports: Sequence[DerivedReport]) -> list[ChecksVersion]:
    """One for each time that the checks changed, oldest first. ``reports`` oldest first."""
    found: list[ChecksVersion] = []
    for r in reports:
        if found and found[-1].checks == r.flow_version:
            found[-1] = ChecksVersion(r.flow_version, found[-1].first, r.version, r.rows, found[-1].published)
        else:
            found.append(ChecksVersion(r.flow_version, r.version, r.version, r.rows, r.published))
    return found


def chosen_pair(
    versions: Sequence[ChecksVersion], before: str | None, after: str | None
) -> tuple[ChecksVersion, ChecksVersion] | None:
    """The two to compare, by their first version; the newest and the one before it without a choice. None: only one."""
    named = {str(v.first): v for v in versions}
    if len(versions) < 2:
        return None
    new = named.get(after or "", versions[-1])
    old = named.get(before or "") or versions[max(0, versions.index(new) - 1)]
    old, new = sorted((old, new), key=lambda v: v.first)
    return None if old == new else (old, new)


@dataclass(frozen=True, slots=True)
class ChangedReading:
    """A reading that two versions judge differently; codes of the checks that doubt it anew, and no longer."""

    time: datetime
    change: str
    before: Flag
    after: Flag
    added: tuple[str, ...]
    gone: tuple[str, ...]


def changed_readings(difference: Difference, most: int) -> list[ChangedReading]:
    """The newest readings that changed."""
    rows: pa.Table = difference.rows.sort_by([("phenomenon_time", "descending")]).slice(0, most)
    return [
        ChangedReading(
            row["phenomenon_time"],
            row["change"],
            Flag(row["flag_before"]),
            Flag(row["flag_after"]),
            tuple(c.code for c in checks_of(row["tests_after"] & ~row["tests_before"])),
            tuple(c.code for c in checks_of(row["tests_before"] & ~row["tests_after"])),
        )
        for row in rows.to_pylist()
    ]
