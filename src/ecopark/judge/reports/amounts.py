"""Amounts of a period as figures: months added with the sources of their uncertainty, what is missing said, never filled."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ecopark.account.boundary import crossings
from ecopark.account.carbon import footprint_of
from ecopark.account.lineage import relative_parts, weakest
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.judge.reports.basis import Basis

K_90 = 1.6449  # two-sided 90 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Amount:
    """One month of one series; ``estimate`` None where it is not known or not told, then ``reason`` may say why."""

    month: datetime
    estimate: Estimate | None
    origin: str | None = None
    provisional: bool = False
    complete: bool = True
    reason: Message | None = None


@dataclass(frozen=True)
class Amounts:
    """Series (``electricity.in``, ``emissions.scope1``, …) -> its months, and the table that they come from."""

    basis: Basis
    series: Mapping[str, Sequence[Amount]]
    tables: Mapping[str, str] = field(default_factory=dict)

    def names(self, prefix: str) -> list[str]:
        return sorted(name for name in self.series if name.startswith(prefix))

    def known(self, name: str) -> bool:
        return any(amount.estimate is not None for amount in self.series.get(name, ()))

    def estimate(self, name: str) -> Estimate | None:
        """The sum over all months of the period; None unless each of them is known."""
        by_month = {amount.month: amount for amount in self.series.get(name, ())}
        found = [by_month.get(month) for month in self.basis.months]
        whole = [a.estimate for a in found if a is not None and a.estimate is not None and a.complete]
        return total(whole, whole[0].unit) if whole and len(whole) == len(found) else None

    def figure(self, name: str, unit: str, of: Sequence[str] = ()) -> Figure:
        """The sum of the period in ``unit``; a lower bound with its reason where months are missing."""
        amounts = [amount for series in of or (name,) for amount in self.series.get(series, ())]
        known = [amount for amount in amounts if amount.estimate is not None]
        months = {amount.month for amount in known if amount.complete}
        evidence = tuple(
            Evidence(EvidenceKind.TABLE, table, self.basis.lake_version)
            for table in dict.fromkeys(self.tables.get(series, "") for series in of or (name,))
            if table
        )
        reason = self._reason(amounts, len(months))
        if not known:
            reason = reason or Message("judge.amount.no_data")
            return self._figure(name, None, unit, (), evidence, reason)
        estimate = total((amount.estimate for amount in known if amount.estimate is not None), unit)
        return self._figure(name, estimate, unit, known, evidence, reason)

    def _reason(self, amounts: Sequence[Amount], whole: int) -> Message | None:
        wanted = len(self.basis.months)
        if whole == wanted:
            return None
        withheld = next((amount.reason for amount in amounts if amount.reason is not None), None)
        if withheld is not None and whole == 0:
            return withheld
        return Message("judge.amount.months_missing", {"known": whole, "wanted": wanted}) if whole or amounts else None

    def _figure(
        self,
        name: str,
        estimate: Estimate | None,
        unit: str,
        known: Sequence[Amount],
        evidence: tuple[Evidence, ...],
        reason: Message | None,
    ) -> Figure:
        origin = weakest(amount.origin for amount in known if amount.origin)
        low = high = None
        if estimate is not None and estimate.standard_uncertainty:
            low, high = estimate.interval(K_90)
        sources = estimate.largest_sources(5) if estimate is not None else ()
        return Figure(
            name=name,
            value=estimate.value if estimate is not None else None,
            unit=unit,
            standing=Standing.DECLARED if origin == Origin.DECLARED else Standing.MEASURED,
            low=low,
            high=high,
            origin=Origin(origin) if origin else None,
            start=self.basis.period.start.astimezone(self.basis.zone).isoformat(),
            end=self.basis.period.end.astimezone(self.basis.zone).isoformat(),
            boundary=self.basis.boundary,
            evidence=evidence,
            provisional=any(amount.provisional for amount in known),
            reason=reason,
            contributions=dict(sources),
        )


def amounts_of(basis: Basis) -> Amounts:
    """All series of the period. For everybody: what was let out, as it was let out (rounded; withheld: no value)."""
    if basis.public:
        return _shared(basis)
    series, tables = _lines(basis)
    for name, amounts in _inventory(basis).items():
        series[name], tables[name] = amounts, "inventory_lines"
    for name, amounts in _scope2(basis).items():
        series[name], tables[name] = amounts, "scope2"
    return Amounts(basis, series, tables)


def _lines(basis: Basis) -> tuple[dict[str, Sequence[Amount]], dict[str, str]]:
    """Resources that crossed the border; what only firms declare (waste) is added up over the firms."""
    accuracy = _accuracy(basis)
    own = "park_lines" if basis.firm is None else "resource_lines"
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    tables: dict[str, str] = {}
    for row in basis.rows(own):
        groups.setdefault((_series(row), own), []).append(row)
    if basis.firm is None:
        have = {name for name, _ in groups}
        for row in basis.rows("resource_lines"):
            if _series(row) not in have and row["resource"] in ("waste", "hazardous_waste"):
                groups.setdefault((_series(row), "resource_lines"), []).append(row)
    series: dict[str, Sequence[Amount]] = {}
    for (name, table), rows in groups.items():
        series[name], tables[name] = _months(rows, accuracy.get(name.rpartition(".")[0], {})), table
    return series, tables


def _series(row: Mapping[str, Any]) -> str:
    """Amounts in different units (fuel in t and in GJ) are different series."""
    return f"{row['resource']}.{row['direction']}.{row['unit']}"


def _months(rows: Sequence[Mapping[str, Any]], relative: Mapping[str, float]) -> list[Amount]:
    by_month: dict[datetime, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_month.setdefault(row["month"], []).append(row)
    amounts = []
    for month, lines in sorted(by_month.items()):
        known = [line["quantity"] for line in lines if line["quantity"] is not None]
        estimate = Estimate.of(math.fsum(known), str(lines[0]["unit"]), relative) if known else None
        origin = weakest(line["origin"] for line in lines if line["origin"])
        amounts.append(Amount(month, estimate, origin, complete=len(known) == len(lines)))
    return amounts


def _accuracy(basis: Basis) -> Mapping[str, Mapping[str, float]]:
    """``resource.direction`` -> relative uncertainty of the worst border meter: an upper bound for amounts of one sign."""
    found: dict[str, dict[str, float]] = {}
    for crossing in crossings(basis.network, "park" if basis.firm is None else "firm"):
        if crossing.owner.firm == basis.firm and crossing.sources:
            source, relative = max(crossing.sources, key=lambda part: part[1])
            known = found.setdefault(f"{crossing.resource}.{crossing.direction}", {})
            if not known or relative > max(known.values()):
                found[f"{crossing.resource}.{crossing.direction}"] = {source: relative}
    return found


def _inventory(basis: Basis) -> dict[str, Sequence[Amount]]:
    groups: dict[tuple[str, datetime], list[dict[str, Any]]] = {}
    for row in basis.rows("inventory_lines"):
        month: Any = row["month"]
        for name in (f"emissions.scope{row['scope']}", f"emissions.scope{row['scope']}.{row['category']}"):
            groups.setdefault((name, month), []).append(row)
    series: dict[str, list[Amount]] = {}
    for (name, month), rows in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1])):
        whole = footprint_of(rows)
        known = len(rows) > len(whole.not_computed)
        series.setdefault(name, []).append(
            Amount(month, whole.emission if known else None, whole.origin, whole.provisional, not whole.not_computed)
        )
        if whole.biogenic_tco2 and name.count(".") == 1:
            memo = Amount(month, Estimate(whole.biogenic_tco2, "tCO2e"), whole.origin, whole.provisional)
            series.setdefault("biogenic", []).append(memo)
    return {name: _merged(amounts) if name == "biogenic" else amounts for name, amounts in series.items()}


def _scope2(basis: Basis) -> dict[str, Sequence[Amount]]:
    """``scope2.market`` and ``scope2.hourly``, beside the location-based one of the inventory: three numbers, never one."""
    groups: dict[tuple[str, datetime], list[Mapping[str, Any]]] = {}
    for row in basis.rows("scope2"):
        if row["method"] != "location":
            month: Any = row["month"]
            groups.setdefault((f"scope2.{row['method']}", month), []).append(row)
    series: dict[str, list[Amount]] = {}
    for (name, month), rows in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1])):
        known = [row for row in rows if row["emission_tco2e"] is not None]
        lines = [Estimate.of(r["emission_tco2e"], "tCO2e", relative_parts(r["uncertainty"])) for r in known]
        reason = next((Message(r["reason"], json.loads(r["reason_params"] or "{}")) for r in rows if r["reason"]), None)
        series.setdefault(name, []).append(
            Amount(
                month,
                total(lines, "tCO2e") if lines else None,
                weakest(row["origin"] for row in known if row["origin"]),
                any(row["provisional"] for row in known),
                len(known) == len(rows),
                reason if not known else None,
            )
        )
    return dict(series)


def _merged(amounts: Iterable[Amount]) -> list[Amount]:
    by_month: dict[datetime, list[Amount]] = {}
    for amount in amounts:
        by_month.setdefault(amount.month, []).append(amount)
    return [
        Amount(
            month,
            total((a.estimate for a in group if a.estimate is not None), "tCO2e"),
            weakest(a.origin for a in group if a.origin),
            any(a.provisional for a in group),
        )
        for month, group in sorted(by_month.items())
    ]


def _shared(basis: Basis) -> Amounts:
    """The totals that were published for everybody, by month."""
    series: dict[str, list[Amount]] = {}
    for row in basis.shared.to_pylist() if basis.shared is not None else ():
        if row["firm"] is not None or row["step"] != "month" or row["start"] not in basis.months:
            continue
        estimate, reason = None, None
        if row["value"] is not None:
            estimate = Estimate.of(row["value"], row["unit"] or "1", json.loads(row["uncertainty"]))
        elif row["reason"]:
            reason = Message(row["reason"], json.loads(row["reason_params"] or "{}"))
        name = row["series"] if row["series"].startswith(("emissions.", "limits.")) else f"{row['series']}.{row['unit']}"
        series.setdefault(name, []).append(
            Amount(row["start"], estimate, row["origin"], row["provisional"], bool(row["complete"]), reason)
        )
    return Amounts(basis, series, dict.fromkeys(series, "shared_publication"))
