"""Fields of forms A.4 and B.4 (Circular 05/2025) that the register of measures fills: results of resource efficiency.

N is the reporting year of the form; savings are those of N-1, plans reach to N+3. Field numbers, units and sums: public
copies of the ministry's forms, 2026 (``rules``: fields of A.4 and B.4). Each field comes once per standing; ``filled`` makes
the one number that a form has room for and says what it holds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

import ecopark.account.measures.form_messages  # noqa: F401  texts
from ecopark.account.measures.records import Status
from ecopark.account.measures.splits import Entry, Horizon, standing_of
from ecopark.account.measures.totals import STANDINGS, ParkTotals, park_totals
from ecopark.core.figures import Figure, Standing
from ecopark.core.messages import Message

Form = Literal["A.4", "B.4"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: amount of ``AMOUNTS`` that fills it, unit as printed, factor from the amount's unit."""

    code: str
    amount: str
    unit: str
    factor: float = 1.0


def _money(code: str, amount: str) -> Field:
    return Field(code, amount, "million VND", 1e-6)


FIELDS: Mapping[Form, tuple[Field, ...]] = {
    "A.4": (
        Field("1.2.3", "electricity_kwh", "kWh"),
        Field("1.2.5", "electricity_tco2e", "tCO2e"),
        _money("1.2.6", "electricity_vnd"),
        Field("1.3.1", "tco2e", "tCO2e"),
        Field("1.3.2", "water_m3", "m3"),
        _money("1.3.3", "water_vnd"),
        Field("1.3.4", "wastewater_m3", "m3"),
        _money("1.3.5", "wastewater_vnd"),
        Field("1.3.8", "waste_reused_t", "t"),
        _money("1.3.9", "waste_reused_vnd"),
        Field("1.3.10", "waste_recycled_t", "t"),
        _money("1.3.11", "waste_recycled_vnd"),
        Field("1.3.12", "material_t", "t"),
        _money("1.3.13", "material_vnd"),
        Field("1.3.14", "chemical_t", "t"),
        _money("1.3.15", "chemical_vnd"),
    ),
    "B.4": (
        Field("P3.2", "electricity_kwh", "kWh"),
        Field("P3.3", "electricity_tco2e", "tCO2e"),
        _money("P3.4", "electricity_vnd"),
        Field("P3.6", "fuel_gj", "GJ"),
        Field("P3.7", "fuel_tco2e", "tCO2e"),
        _money("P3.8", "fuel_vnd"),
        Field("P3.10", "tco2e", "tCO2e"),
        Field("P3.11", "water_m3", "m3"),
        _money("P3.12", "water_vnd"),
        Field("P3.13", "wastewater_m3", "m3"),
        _money("P3.14", "wastewater_vnd"),
        Field("P3.15", "waste_reused_t", "t"),
        _money("P3.16", "waste_reused_vnd"),
        Field("P3.17", "waste_recycled_t", "t"),
        _money("P3.18", "waste_recycled_vnd"),
        Field("P3.19", "material_t", "t"),
        _money("P3.20", "material_vnd"),
        Field("P3.21", "chemical_t", "t"),
        _money("P3.22", "chemical_vnd"),
    ),
}
# Form A.4, 1.3.16: the sum that the form prints; it leaves fuel out.
COST_SUM: Mapping[str, tuple[str, ...]] = {
    "1.3.16": ("1.2.6", "1.3.3", "1.3.5", "1.3.9", "1.3.11", "1.3.13", "1.3.15"),
}


def recp_totals(
    entries: Sequence[Entry],
    reporting_year: int,
    today: date,
    zone: ZoneInfo,
    *,
    form: Form = "A.4",
    electricity_used_kwh: float | None = None,
    boundary: Sequence[str] = ("park",),
) -> list[Figure]:
    """Figures of the fields of a form, three per field (verified, declared, not provable).

    Parameters
    ----------
    entries
        Measures of the park (A.4) or of one firm (B.4).
    reporting_year
        N: the form of N reports the savings of N-1.
    electricity_used_kwh
        What the park used in N-1, for the saving rate 1.2.4; None where it is not known.

    Returns
    -------
    list of Figure
        ``name`` is ``eip.<form>.<field>`` (``eip.A.4.1.2.3``), ``code_of`` gives form and field back.
    """
    totals = park_totals(entries, Horizon.year(reporting_year - 1, today), zone, boundary)
    figures = [_converted(totals, form, field, standing) for field in FIELDS[form] for standing in STANDINGS]
    if form == "A.4":
        figures += _costs(figures)
        figures += _rates(figures, electricity_used_kwh)
        figures += _counts(entries, reporting_year, boundary)
    return figures


def code_of(figure: Figure) -> tuple[str, str]:
    """Form and field of a figure: ``("A.4", "1.2.3")``."""
    parts = figure.name.removeprefix("eip.").split(".")
    return ".".join(parts[:2]), ".".join(parts[2:])


def filled(figures: Sequence[Figure], code: str) -> Figure | None:
    """The one number for a field: verified and declared together, as *declared* as soon as anything declared is in it.

    What is not provable is never in it. The reason says how much is verified, declared, and left out. None: no such field.
    """
    found = {figure.standing: figure for figure in figures if code_of(figure)[1] == code}
    if not found:
        return None
    if Standing.VERIFIED not in found and Standing.DECLARED not in found:
        return next(iter(found.values()))
    known = [f for s in (Standing.VERIFIED, Standing.DECLARED) if (f := found.get(s)) is not None and f.value is not None]
    if not known:
        return next(iter(found.values()))
    if len(known) == 1 and (left := found.get(Standing.NOT_PROVABLE)) is not None and left.value is None:
        return known[0]
    parts = {s.value: f.value or 0.0 for s, f in found.items()}
    note = Message(
        "account.measure.of_which", {s.value: parts.get(s.value, 0.0) for s in STANDINGS} | {"unit": known[0].unit}
    )
    evidence = tuple(dict.fromkeys(part for f in known for part in f.evidence))
    return replace(
        known[-1],
        value=math.fsum(f.value for f in known if f.value is not None),
        low=known[0].low if len(known) == 1 else None,
        high=known[0].high if len(known) == 1 else None,
        evidence=evidence,
        provisional=any(f.provisional for f in known),
        reason=note,
    )


def _converted(totals: ParkTotals, form: Form, field: Field, standing: Standing) -> Figure:
    figure = totals.amounts[field.amount].of(standing)
    value, low, high = (None if end is None else end * field.factor for end in (figure.value, figure.low, figure.high))
    return replace(figure, name=f"eip.{form}.{field.code}", unit=field.unit, value=value, low=low, high=high)


def _costs(figures: Sequence[Figure]) -> list[Figure]:
    """The form's own sum of costs, per standing."""
    made = []
    for code, parts in COST_SUM.items():
        for standing in STANDINGS:
            found = [f for f in figures if f.standing is standing and code_of(f)[1] in parts]
            known = [f for f in found if f.value is not None]
            made.append(_sum(found[0], known, f"eip.A.4.{code}"))
    return made


def _sum(like: Figure, known: Sequence[Figure], name: str) -> Figure:
    if not known:
        return replace(like, name=name, value=None, low=None, high=None, evidence=())
    bounded = all(f.low is not None and f.high is not None for f in known)
    return replace(
        known[0],
        name=name,
        value=math.fsum(f.value for f in known if f.value is not None),
        low=math.fsum(f.low for f in known if f.low is not None) if bounded else None,
        high=math.fsum(f.high for f in known if f.high is not None) if bounded else None,
        evidence=tuple(dict.fromkeys(part for f in known for part in f.evidence)),
        provisional=any(f.provisional for f in known),
    )


def _rates(figures: Sequence[Figure], used_kwh: float | None) -> list[Figure]:
    """1.2.4: electricity saved over what would have been used without (used + saved), per cent."""
    made = []
    for standing in STANDINGS:
        saved = next(f for f in figures if code_of(f)[1] == "1.2.3" and f.standing is standing)
        plain = replace(saved, name="eip.A.4.1.2.4", unit="%", low=None, high=None)
        if saved.value is None:
            made.append(plain)
        elif used_kwh is None or used_kwh + saved.value <= 0:
            made.append(replace(plain, value=None, reason=Message("account.measure.no_use")))
        else:
            made.append(replace(plain, value=100 * saved.value / (used_kwh + saved.value)))
    return made


def _counts(entries: Sequence[Entry], year: int, boundary: Sequence[str]) -> list[Figure]:
    """1.1.1 to 1.1.5: firms and solutions to N-2, in N-1, and firms that plan some to N+3."""
    begun = [e for e in entries if e.measure.status in (Status.INSTALLED, Status.VERIFIED, Status.REJECTED)]
    dated = [(e, e.measure.installed_on.year) for e in begun if e.measure.installed_on]
    until, within = [e for e, on in dated if on <= year - 2], [e for e, on in dated if on == year - 1]
    planned = [
        e
        for e in entries
        if e.measure.status is Status.PLANNED and (e.measure.installed_on is None or e.measure.installed_on.year <= year + 3)
    ]
    made = []
    for code, chosen, firms in (
        ("1.1.1", until, True),
        ("1.1.2", until, False),
        ("1.1.3", within, True),
        ("1.1.4", within, False),
        ("1.1.5", planned, True),
    ):
        for standing in STANDINGS:
            counted = [e for e in chosen if _counted(e) is standing]
            number = len({e.measure.firm for e in counted} - {None} - _better(chosen, standing)) if firms else len(counted)
            made.append(
                Figure(name=f"eip.A.4.{code}", value=float(number), unit="1", standing=standing, boundary=tuple(boundary))
            )
    return made


def _counted(entry: Entry) -> Standing:
    return Standing.DECLARED if entry.measure.status is Status.PLANNED else standing_of(entry)


def _better(entries: Sequence[Entry], than: Standing) -> set[str | None]:
    """Firms that stand in a better column already: each is counted once."""
    return {e.measure.firm for e in entries if STANDINGS.index(_counted(e)) < STANDINGS.index(than)}
