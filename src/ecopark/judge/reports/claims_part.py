"""Claims with their verdicts, and measures with what was verified of them, as they stand in the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ecopark.account.uncertainty import Estimate, total
from ecopark.core.figures import Figure, Standing, weakest
from ecopark.core.records import Record
from ecopark.core.terms import Origin
from ecopark.judge.reports.amounts import K_90
from ecopark.judge.reports.basis import Basis
from ecopark.judge.reports.content import ReportDraft, Words, named, words

SHOWN_STATES = ("published", "withdrawn", "expired")


def claims_section(draft: ReportDraft, basis: Basis) -> None:
    """Every claim that was published, with its verdict; withdrawn ones stay."""
    verdicts = {record.id: record for record in basis.records.get("verdict", ())}
    claims = [r for r in basis.records.get("claim", ()) if r.content.get("state") in SHOWN_STATES and _about(basis, r)]
    if not claims:
        return
    draft.section(words("judge.report.claims"))
    for record in claims:
        verdict = verdicts.get(record.id)
        said = verdict.content if verdict else {}
        text = claim_text(record, verdict)
        word = words(f"judge.claim.{said.get('verdict', 'not_judged')}")
        state = words(f"judge.claim.state.{record.content.get('state')}")
        draft.text({lang: f"{text[lang]} — {word[lang]} · {state[lang]}" for lang in text}, "lead")
        figure = figure_in(said.get("figure"))
        if figure is not None:
            draft.figures_table(named("", ""), [(f"claim.{record.id}", text, figure)])


def claim_text(claim: Record, verdict: Record | None) -> Words:
    """The sentence of a claim in both languages; what it is about where no verdict has made one yet."""
    said = verdict.content.get("text") if verdict else None
    if isinstance(said, Mapping) and said.get("vi") and said.get("en"):
        return {"vi": str(said["vi"]), "en": str(said["en"])}
    about = f"{claim.content.get('kind', '')} {claim.content.get('metric', '')}".strip()
    return named(about or claim.id, about or claim.id)


def measures_section(draft: ReportDraft, basis: Basis, *, alone: bool = False) -> None:
    """The register of measures: verified savings, and expected ones, which are declared and never added to them."""
    measures = [r for r in basis.records.get("measure", ()) if _about(basis, r)]
    if basis.public:
        measures = [r for r in measures if r.public]
    if not measures and not alone:
        return
    draft.section(words("judge.report.measures"))
    if not measures:
        draft.text(words("judge.report.measures.none"))
        return
    verified = {record.id: record for record in basis.records.get("verification", ())}
    entries: list[tuple[str, Words, Figure]] = []
    for record in measures:
        name = named(str(record.content.get("name", record.id)), str(record.content.get("name", record.id)))
        for what, figure in _figures_of(verified.get(record.id)):
            title = {lang: f"{text}: {words(f'judge.measure.{what}')[lang]}" for lang, text in name.items()}
            entries.append((f"measure.{record.id}.{what}", title, figure))
        entries += _expected(record, name)
    draft.figures_table(words("judge.report.measures.table"), entries)


def verified_figures(basis: Basis) -> Mapping[str, Figure]:
    """Sums of verified savings by what is saved: ``energy`` (kWh), ``emissions`` (tCO2e); nothing where none is verified."""
    found: dict[str, list[Figure]] = {}
    for record in basis.records.get("verification", ()):
        if not _about(basis, record) or (basis.public and not record.public):
            continue
        for what, figure in _figures_of(record):
            if what == "avoided" and figure.standing is Standing.VERIFIED and figure.value is not None:
                found.setdefault({"kWh": "energy", "tCO2e": "emissions"}.get(figure.unit, ""), []).append(figure)
    return {what: _sum(basis, what, figures) for what, figures in found.items() if what}


def _sum(basis: Basis, what: str, figures: list[Figure]) -> Figure:
    """Savings of different meters with independent intervals."""
    parts = []
    for i, figure in enumerate(figures):
        half = (figure.high - figure.low) / 2 / K_90 if figure.low is not None and figure.high is not None else 0.0
        parts.append(Estimate(figure.value or 0.0, figure.unit, {f"verification:{i}": half} if half else {}))
    whole = total(parts, figures[0].unit)
    low, high = whole.interval(K_90) if whole.standard_uncertainty else (None, None)
    origins = [figure.origin for figure in figures if figure.origin]
    return Figure(
        name=f"saved.{what}",
        value=whole.value,
        unit=whole.unit,
        standing=weakest(figure.standing for figure in figures),
        low=low,
        high=high,
        origin=Origin.SYNTHETIC if Origin.SYNTHETIC in origins else origins[0] if origins else None,
        boundary=basis.boundary,
        evidence=tuple(evidence for figure in figures for evidence in figure.evidence),
        provisional=any(figure.provisional for figure in figures),
    )


def _figures_of(record: Record | None) -> Iterator[tuple[str, Figure]]:
    said: Any = record.content.get("figures") if record else None
    for what in ("avoided", "avoided_unadjusted", "normalised", "percent"):
        figure = figure_in(said.get(what)) if isinstance(said, Mapping) else None
        if figure is not None:
            yield what, figure


def _expected(record: Record, name: Words) -> Iterator[tuple[str, Words, Figure]]:
    expected: Any = record.content.get("expected")
    units = {"electricity_kwh": "kWh", "fuel_gj": "GJ", "water_m3": "m3", "wastewater_m3": "m3", "material_t": "t"}
    units |= {"waste_t": "t", "vnd": "VND", "tco2e": "tCO2e"}
    for what, unit in units.items():
        value = expected.get(what) if isinstance(expected, Mapping) else None
        if isinstance(value, int | float):
            figure = Figure(
                name=f"expected.{what}", value=float(value), unit=unit, standing=Standing.DECLARED, origin=Origin.DECLARED
            )
            title = {lang: f"{text}: {words(f'judge.measure.expected.{what}')[lang]}" for lang, text in name.items()}
            yield f"measure.{record.id}.expected.{what}", title, figure


def figure_in(content: object) -> Figure | None:
    """The figure that a record's content says; None where it says none that can be read."""
    if not isinstance(content, Mapping):
        return None
    try:
        return Figure.of(content)
    except (KeyError, TypeError, ValueError):
        return None


def _about(basis: Basis, record: Record) -> bool:
    return basis.firm is None or record.firm == basis.firm
