"""The reports: which sections each has. ``content_of`` makes the content of any of them from its basis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.judge.reports.amounts import Amounts, amounts_of
from ecopark.judge.reports.basis import Basis
from ecopark.judge.reports.beside_part import criteria_section, duties_section, savings_section
from ecopark.judge.reports.claims_part import claims_section, measures_section, verified_figures
from ecopark.judge.reports.content import ReportDraft, words
from ecopark.judge.reports.gri import gri_sections
from ecopark.judge.reports.inventory import inventory_sections
from ecopark.judge.reports.limits_part import limits_section
from ecopark.judge.reports.parts import (
    draft_of,
    emissions_entries,
    quality_section,
    resources_section,
    unknown_section,
)
from ecopark.judge.reports.statement_part import statement_sections


def _environment(draft: ReportDraft, basis: Basis, amounts: Amounts) -> None:
    limits_section(draft, basis)
    resources_section(draft, amounts)
    draft.section(words("judge.report.emissions"))
    draft.text(words("judge.report.emissions.lead"))
    draft.figures_table(words("judge.report.emissions.table"), emissions_entries(amounts))
    measures_section(draft, basis)
    savings_section(draft, basis)
    criteria_section(draft, basis)
    claims_section(draft, basis)
    duties_section(draft, basis)
    quality_section(draft, basis)


def _gri(draft: ReportDraft, basis: Basis, amounts: Amounts) -> None:
    gri_sections(draft, amounts, verified_figures(basis))


def _inventory(draft: ReportDraft, basis: Basis, amounts: Amounts) -> None:
    inventory_sections(draft, basis, amounts)
    quality_section(draft, basis)


def _compliance(draft: ReportDraft, basis: Basis, _amounts: Amounts) -> None:
    if basis.statement is None:
        limits_section(draft, basis)
    else:
        statement_sections(draft, basis, basis.statement)
    draft.section(words("judge.report.compliance.method"))
    draft.text(words("judge.report.compliance.method_text"))
    duties_section(draft, basis)
    quality_section(draft, basis)


def _measures(draft: ReportDraft, basis: Basis, _amounts: Amounts) -> None:
    measures_section(draft, basis, alone=True)
    savings_section(draft, basis)
    claims_section(draft, basis)


KINDS: Mapping[str, Callable[[ReportDraft, Basis, Amounts], None]] = {
    "environment": _environment,
    "gri": _gri,
    "inventory": _inventory,
    "compliance": _compliance,
    "measures": _measures,
}
MONTHLY = frozenset({"compliance"})
"""Kinds that may be made of a month; all may be made of a year."""


def content_of(kind: str, basis: Basis) -> dict[str, Any]:
    """The content of a report, without id and codes; equal inputs give equal content.

    Raises
    ------
    InputError
        judge.report.unknown_kind.
    """
    if kind not in KINDS:
        raise InputError("judge.report.unknown_kind", where=kind, kind=kind, known=", ".join(KINDS))
    draft, amounts = draft_of(kind, basis), amounts_of(basis)
    KINDS[kind](draft, basis, amounts)
    unknown_section(draft)
    return draft.content()


def kind_name(kind: str) -> Message:
    """Name of a kind, for lists."""
    return Message(f"judge.report.{kind}.name")
