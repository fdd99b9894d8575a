"""The shared table: what leaves the park, one version per publication, and the memory of what left before."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.core.messages import Message
from ecopark.core.observations import TIME
from ecopark.network.sharing.disclosure import Contributions, refusal_of_change, refusal_of_total
from ecopark.network.sharing.figures import Figure, month_of, uncertainty_text
from ecopark.network.sharing.policy import BY_FIRM, Aggregate, SharingPolicy

FORMAT = "ecopark-shared/v1"
PUBLISHED, WITHHELD, MISSING = "published", "withheld", "missing"

SHARED = pa.schema(
    [
        pa.field("series", pa.string(), nullable=False),
        pa.field("firm", pa.string()),  # null: the park's total
        pa.field("step", pa.string(), nullable=False),  # month | day, of the park's zone
        pa.field("start", TIME, nullable=False),
        pa.field("value", pa.float64()),  # null unless published
        pa.field("unit", pa.string(), nullable=False),
        pa.field("uncertainty", pa.string(), nullable=False),  # JSON text: source -> relative standard uncertainty
        pa.field("measured_share", pa.float64()),
        pa.field("complete", pa.bool_()),
        pa.field("firms", pa.int32()),  # how many stand behind a published total
        pa.field("state", pa.string(), nullable=False),  # published | withheld | missing
        pa.field("reason", pa.string()),  # message id
        pa.field("reason_params", pa.string()),  # JSON text
        pa.field("origin", pa.string()),
        pa.field("provisional", pa.bool_(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Consent:
    """A firm allows a hub to see its own figures of some aggregates."""

    firm: str
    hub: str
    aggregates: tuple[Aggregate, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What has left the park of one cell, to any hub.

    Attributes
    ----------
    row
        The total as it was told last; None if it never was.
    versions
        The firms' parts of every version of the total that was told.
    named
        Firms whose own figure was told.
    """

    row: Mapping[str, Any] | None = None
    versions: tuple[Contributions, ...] = ()
    named: frozenset[str] = frozenset()

    def content(self) -> dict[str, object]:
        row = None if self.row is None else {name: value for name, value in self.row.items() if name != "start"}
        return {"row": row, "versions": [dict(v) for v in self.versions], "named": sorted(self.named)}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Told:
        return cls(content["row"], tuple(content["versions"]), frozenset(content["named"]))


@dataclass(frozen=True)
class Decision:
    """What may leave of one cell, the same for every hub (hubs may compare what they have).

    Attributes
    ----------
    total
        Row of the total.
    firms_refusal
        Why no firm's own figure may be told in this cell; None if those of consenting firms may.
    told
        The cell's memory after this.
    """

    figure: Figure
    total: Mapping[str, Any]
    firms_refusal: Message | None = None
    told: Told = Told()


@dataclass(frozen=True)
class Decisions:
    """All cells of the months; ``memory`` by month and cell, as it is to be kept before a publication leaves."""

    cells: Sequence[Decision]
    memory: Mapping[str, Mapping[str, Told]] = field(default_factory=dict)


def decide(
    figures: Iterable[Figure],
    policy: SharingPolicy,
    consents: Sequence[Consent],
    memory: Mapping[str, Mapping[str, Told]],
    park: str,
    zone: ZoneInfo,
) -> Decisions:
    """Apply the disclosure rule to every cell, against all that was told before.

    Days of a month are told only if the month and each of its days pass: otherwise month minus days would tell.
    """
    made = list(figures)
    known = {key: told for cells in memory.values() for key, told in cells.items()}
    allowed = {a: frozenset(c.firm for c in consents if a in c.aggregates) for a in BY_FIRM}
    cells = [_Cell(f, known.get(f.key, Told()), allowed.get(f.aggregate, frozenset()), policy, park) for f in made]
    refused = {cell.figure.key: cell.refusal() for cell in cells}
    together: dict[tuple[str, str], list[Figure]] = {}
    for figure in made:
        together.setdefault((month_of(figure, zone), figure.series), []).append(figure)
    for group in together.values():
        if any(refused[f.key] for f in group if f.step == "month" or f.value is not None):
            days = (f for f in group if f.step == "day" and refused[f.key] is None)
            refused |= {f.key: Message("network.sharing.month_withheld") for f in days}
    decided = [cell.decide(refused[cell.figure.key]) for cell in cells]
    after: dict[str, dict[str, Told]] = {month: dict(told) for month, told in memory.items()}
    for decision in decided:
        if decision.told != Told():
            after.setdefault(month_of(decision.figure, zone), {})[decision.figure.key] = decision.told
    return Decisions(decided, after)


@dataclass(frozen=True)
class _Cell:
    """One cell with all that bears on it."""

    figure: Figure
    told: Told
    allowed: frozenset[str]
    policy: SharingPolicy
    park: str

    @property
    def named(self) -> frozenset[str]:
        """Firms whose own figure in this cell is known outside, or would be now."""
        return self.told.named | (self.allowed & frozenset(self.figure.firms))

    def refusal(self) -> Message | None:
        return refusal_of_total(self.figure.firms, self.named, self.policy.rule) if self.figure.guarded else None

    def decide(self, refusal: Message | None) -> Decision:
        """What may leave, given why the total may not (its own reason, or another cell of its month)."""
        figure, told = self.figure, self.told
        named = replace(told, named=self.named)
        held = self._held()
        if figure.value is None:
            missing = _row(figure, state=MISSING, reason=Message("network.sharing.no_data"))
            return Decision(figure, missing, held, told if held else named)
        if held is not None:  # whoever is named now would expose others: neither figures of firms nor a new total
            if dict(figure.firms) in told.versions:
                return Decision(figure, self._row(), held, told)
            return self._stands(held, told)
        if refusal is not None:
            return Decision(figure, _row(figure, state=WITHHELD, reason=refusal), None, named)
        if dict(figure.firms) not in told.versions and figure.guarded:
            if refusal_of_change(told.versions, figure.firms, self.named, self.policy.rule) is not None:
                return self._stands(None, named)
            named = replace(named, versions=(*told.versions, dict(figure.firms)))
        row = self._row()
        return Decision(figure, row, None, replace(named, row=row) if figure.guarded else told)

    def _held(self) -> Message | None:
        """Why firms' own figures may not be told: a total that has left cannot be taken back."""
        exposed = any(refusal_of_total(version, self.named, self.policy.rule) for version in self.told.versions)
        return Message("network.sharing.others_exposed") if exposed and self.named else None

    def _stands(self, held: Message | None, told: Told) -> Decision:
        reason = _reason(Message("network.sharing.restatement_held"))
        return Decision(self.figure, {**(told.row or {}), "start": self.figure.start, **reason}, held, told)

    def _row(self) -> Mapping[str, Any]:
        return _published(self.figure, self.policy, self.park)


def shared_table(decisions: Decisions, policy: SharingPolicy, hub: str, consents: Sequence[Consent]) -> pa.Table:
    """The table for one hub: the totals of its aggregates, and the figures of firms that allowed this hub to see them."""
    grant = policy.grant(hub)
    rows: list[Mapping[str, Any]] = []
    for cell in decisions.cells:
        figure = cell.figure
        if figure.aggregate not in grant.share or (figure.step == "day" and grant.granularity != "day"):
            continue
        rows.append(cell.total)
        for consent in consents:
            if consent.hub == hub and figure.aggregate in consent.aggregates and consent.firm in figure.firms:
                rows.append(_of_firm(figure, consent.firm, cell.firms_refusal, policy))
    rows.sort(key=lambda row: (row["series"], row["firm"] or "", row["step"], row["start"]))
    return pa.Table.from_pylist([dict(row) for row in rows], schema=SHARED)


def _of_firm(figure: Figure, firm: str, refusal: Message | None, policy: SharingPolicy) -> Mapping[str, Any]:
    alone = replace(figure, value=figure.firms[firm], uncertainty={}, measured_share=None)
    if refusal is not None:
        return {**_row(alone, state=WITHHELD, reason=refusal), "firm": firm}
    value = rounded(alone.value, policy.significant_digits)
    return {**_row(alone, state=PUBLISHED), "firm": firm, "value": value}


def _published(figure: Figure, policy: SharingPolicy, park: str) -> Mapping[str, Any]:
    """The rounded total; what rounding may have changed is part of its uncertainty."""
    counted = figure.aggregate == "limits"
    value = figure.value if counted else rounded(figure.value, policy.significant_digits)
    parts = dict(figure.uncertainty)
    if value and not counted:
        step = 10.0 ** (math.floor(math.log10(abs(value))) - policy.significant_digits + 1)
        source = f"park:{park}"
        parts[source] = math.hypot(parts.get(source, 0.0), step / math.sqrt(12) / abs(value))
    firms = sum(1 for part in figure.firms.values() if part) if figure.guarded else None
    row = _row(replace(figure, uncertainty=parts), state=PUBLISHED)
    return {**row, "value": value, "firms": firms, "complete": figure.complete}


def _row(figure: Figure, *, state: str, reason: Message | None = None) -> dict[str, Any]:
    """A row without its value; of what is withheld nothing else is told either."""
    open_ = state == PUBLISHED
    return {
        "series": figure.series,
        "firm": None,
        "step": figure.step,
        "start": figure.start,
        "value": None,
        "unit": figure.unit,
        "uncertainty": uncertainty_text({k: float(f"{v:.3g}") for k, v in figure.uncertainty.items()}) if open_ else "{}",
        "measured_share": round(figure.measured_share, 4) if open_ and figure.measured_share is not None else None,
        "complete": None,
        "firms": None,
        "state": state,
        **_reason(reason),
        "origin": figure.origin if open_ else None,
        "provisional": figure.provisional,
    }


def _reason(reason: Message | None) -> dict[str, Any]:
    params = None if reason is None else json.dumps(dict(reason.params), sort_keys=True, ensure_ascii=False)
    return {"reason": None if reason is None else reason.id, "reason_params": params}


def rounded(value: float | None, digits: int) -> float | None:
    """To so many significant digits; None stays None."""
    return None if value is None else float(f"{value:.{digits - 1}e}")
