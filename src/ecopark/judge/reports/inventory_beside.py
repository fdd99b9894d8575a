"""What stands beside scopes 1 and 2 in an inventory report, never added: scope 3 by category, sinks, the base year."""

from __future__ import annotations

from ecopark.account.base_year import Recalculation
from ecopark.account.scope3 import CategoryState, State, lines_of, states
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.judge.reports.amounts import K_90
from ecopark.judge.reports.basis import Basis
from ecopark.judge.reports.content import ReportDraft, Words, named, said, words
from ecopark.judge.reports.parts import counted, not_available

SINK_UNIT = "tCO2"


def scope3_states(basis: Basis) -> tuple[CategoryState, ...]:
    """All 15 categories of the year; those nobody spoke of are not assessed."""
    said = [record for record in basis.records.get("scope3_line", ()) if "category" in record.content]
    return states(lines_of(said), basis.year, basis.firm)


def iso_state(basis: Basis, iso: int) -> str:
    """State of a category of ISO 14064-1 by its categories of scope 3: ``in``, ``partly``, ``not_relevant``, ``out``."""
    of_iso = [state.state for state in scope3_states(basis) if state.iso_category == iso]
    if State.ASSESSED in of_iso:
        return "partly" if State.NOT_ASSESSED in of_iso else "in"
    return "not_relevant" if of_iso and set(of_iso) == {State.NOT_RELEVANT} else "out"


def scope3_total(basis: Basis) -> Figure:
    """Sum of the categories that were assessed, with how many; no value where none was."""
    found = scope3_states(basis)
    assessed = [state for state in found if state.state is State.ASSESSED]
    estimates = [state.emission for state in assessed if state.emission is not None]
    if not estimates:
        return not_available("inventory.scope3", "tCO2e", "judge.inventory.no_scope3")
    open_ = sum(state.state is State.NOT_ASSESSED for state in found)
    reason = Message("judge.inventory.scope3_part", {"assessed": len(assessed), "open": open_}) if open_ else None
    return _declared(basis, "inventory.scope3", total(estimates, "tCO2e"), assessed, reason)


def scope3_section(draft: ReportDraft, basis: Basis) -> None:
    """The 15 categories with their states; figures where they were assessed, reasons where they do not matter."""
    if basis.public:
        return
    draft.section(words("judge.inventory.scope3"))
    draft.text(words("judge.inventory.scope3_text"))
    heads = (("iso", 8), ("category", 40), ("state", 20), ("value", 32))
    rows: list[list[object]] = []
    for found in scope3_states(basis):
        name = words(f"account.scope3.category_{found.category}")
        cell: object = _why(found)
        if found.emission is not None:
            key = f"scope3.{found.category}"
            cell = draft.figure(key, name, _declared(basis, key, found.emission, [found], None))
        rows.append([str(found.category), name, words(f"judge.inventory.scope3.{found.state.value}"), cell])
    draft.table(words("judge.inventory.scope3"), [(words(f"judge.inventory.head.{h}"), w) for h, w in heads], rows)


def _why(found: CategoryState) -> Words:
    reasons = " ".join(line.reason for line in found.lines if line.reason)
    return named(reasons, reasons)


def _declared(basis: Basis, name: str, estimate: Estimate, found: list[CategoryState], reason: Message | None) -> Figure:
    low, high = estimate.interval(K_90) if estimate.standard_uncertainty else (None, None)
    revisions = {record.id: record.revision for record in basis.records.get("scope3_line", ())}
    lines = [line.id for state in found for line in state.lines]
    return Figure(
        name=name,
        value=estimate.value,
        unit="tCO2e",
        standing=Standing.DECLARED,
        low=None if low is None else max(low, 0.0),
        high=high,
        origin=Origin.DECLARED,
        start=basis.period.start.astimezone(basis.zone).isoformat(),
        end=basis.period.end.astimezone(basis.zone).isoformat(),
        boundary=basis.boundary,
        evidence=tuple(Evidence(EvidenceKind.RECORD, f"scope3_line/{line}", revisions.get(line)) for line in lines),
        reason=reason,
    )


def sinks_section(draft: ReportDraft, basis: Basis) -> None:
    """Uptake of trees, in a section of its own: nothing of it is in any sum above."""
    draft.section(words("judge.inventory.sinks"))
    draft.text(words("judge.inventory.sinks_text"))
    sinks = basis.beside.sinks
    rows = sinks.plantings if sinks is not None else ()
    if sinks is None or sinks.total is None:
        reason = next((row.reason for row in rows if row.reason is not None), None)
        missing = not_available("sinks", SINK_UNIT, "judge.inventory.no_sinks")
        if reason is not None:
            missing = Figure(name="sinks", value=None, unit=SINK_UNIT, standing=Standing.NOT_PROVABLE, reason=reason)
        draft.figures_table(words("judge.inventory.sinks"), [("inventory.sinks", words("judge.inventory.sinks"), missing)])
        return
    uptake = sinks.total
    figure = Figure(
        name="sinks",
        value=uptake.mid_tco2,
        unit=SINK_UNIT,
        standing=Standing.DECLARED,
        low=uptake.low_tco2,
        high=uptake.high_tco2,
        origin=Origin.MODELLED,
        start=basis.period.start.astimezone(basis.zone).isoformat(),
        end=basis.period.end.astimezone(basis.zone).isoformat(),
        boundary=basis.boundary,
        evidence=tuple(dict.fromkeys(part for row in rows if row.uptake is not None for part in row.evidence)),
        provisional=uptake.provisional,
    )
    draft.figures_table(words("judge.inventory.sinks"), [("inventory.sinks", words("judge.inventory.sinks"), figure)])
    for row in rows:
        if row.reason is not None:
            why = said(row.reason)
            draft.text({lang: f"• {row.planting.id}: {text}" for lang, text in why.items()}, "note")


def base_year_section(draft: ReportDraft, basis: Basis) -> None:
    """What was first stated of the base year, what it is now, the change by cause, and whether it is to be recalculated."""
    draft.section(words("judge.inventory.base_year"))
    policy, found = basis.beside.policy, basis.beside.base_year
    if policy is None:
        draft.text(words("judge.inventory.base_year_public" if basis.public else "judge.inventory.base_year_text"))
        return
    draft.text(words("judge.inventory.base_year_is", year=policy.year, threshold=f"{100 * policy.threshold:g}"))
    if found is None:
        draft.text(words("judge.inventory.base_year_once", year=policy.year))
        return
    if isinstance(found, Message):
        draft.text(said(found), "warning")
        return
    draft.text(said(found.said), "warning" if found.due else "body")
    changes = _changes(basis, found)
    entries = [(f"base_year.{name}", words(f"judge.inventory.base_year.{name}"), figure) for name, figure in changes]
    draft.figures_table(words("judge.inventory.base_year.changes"), entries)


def _changes(basis: Basis, found: Recalculation) -> list[tuple[str, Figure]]:
    missing = Message("judge.amount.no_data")

    def figure(name: str, value: float | None) -> tuple[str, Figure]:
        reason = missing if value is None else None
        return name, counted(basis, f"base_year.{name}", value, "inventory_lines", "tCO2e", reason=reason)

    causes = [figure(cause, change) for cause, change in found.by_cause.items() if change]
    return [figure("first", found.old), figure("now", found.new), *causes]
