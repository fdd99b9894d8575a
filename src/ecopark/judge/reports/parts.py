"""Sections that several reports have: what this is and from which data, resources, quality, what is not known."""

from __future__ import annotations

from collections.abc import Sequence

from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.messages import Message, known_messages
from ecopark.judge.reports.amounts import Amounts
from ecopark.judge.reports.basis import Basis
from ecopark.judge.reports.content import ReportDraft, Words, named, words

RESOURCES = (
    ("electricity.in.kWh", "MWh"),
    ("electricity.generated.kWh", "MWh"),
    ("electricity.out.kWh", "MWh"),
    ("water.in.m3", "m3"),
    ("wastewater.out.m3", "m3"),
)


def draft_of(kind: str, basis: Basis) -> ReportDraft:
    """A draft with its title and the section that says what it stands on."""
    title = words(f"judge.report.{kind}.title", period=basis.label)
    draft = ReportDraft(kind, title, basis.subject, basis.facts)
    draft.section(words("judge.report.basis"))
    draft.text(words(f"judge.report.{kind}.lead"), "lead")
    park = basis.network.park
    if park.notice_vi or park.notice_en:
        draft.text(named(park.notice_vi, park.notice_en), "warning")
    facts = basis.facts
    log = facts["log"]
    assert isinstance(log, dict)
    draft.facts_table(
        [
            (words("judge.report.fact.subject"), basis.subject),
            (words("judge.report.fact.period"), basis.label),
            (
                words("judge.report.fact.audience"),
                words("judge.report.for_all" if basis.public else "judge.report.for_park"),
            ),
            (words("judge.report.fact.made"), facts["made_at"]),
            (words("judge.report.fact.as_of"), facts["as_of"]),
            (words("judge.report.fact.lake"), facts["lake_version"]),
            (words("judge.report.fact.rules"), facts["rules_version"]),
            (words("judge.report.fact.engine"), facts["engine_version"]),
            (words("judge.report.fact.log"), f"{log['origin']} · {log['size']} · {log['root']}"),
        ]
    )
    draft.text(words("judge.report.how_to_check"), "note")
    return draft


def resources_section(draft: ReportDraft, amounts: Amounts) -> None:
    """What crossed the border: energy, water, waste."""
    draft.section(words("judge.report.resources"))
    entries: list[tuple[str, Words, Figure]] = []
    for name, unit in RESOURCES:
        if name in amounts.series or name.startswith(("electricity.in", "water.in", "wastewater.out")):
            entries.append((name, series_title(name), amounts.figure(name, unit)))
    for name in [*amounts.names("fuel."), *amounts.names("waste."), *amounts.names("hazardous_waste.")]:
        entries.append((name, series_title(name), amounts.figure(name, name.rpartition(".")[2])))
    draft.figures_table(words("judge.report.resources.table"), entries)


def emissions_entries(amounts: Amounts) -> list[tuple[str, Words, Figure]]:
    """Scopes 1 and 2, each with its categories."""
    entries: list[tuple[str, Words, Figure]] = []
    for scope in ("emissions.scope1", "emissions.scope2"):
        entries.append((scope, words(f"judge.series.{scope}"), amounts.figure(scope, "tCO2e")))
        for name in amounts.names(f"{scope}."):
            entries.append((name, category_title(name), amounts.figure(name, "tCO2e")))
    return entries


def quality_section(draft: ReportDraft, basis: Basis) -> None:
    """How much of what was expected came and could be believed."""
    draft.section(words("judge.report.quality"))
    draft.text(words("judge.report.quality.lead"))
    counts = dict.fromkeys(("expected", "good", "doubtful", "bad", "missing"), 0)
    streams = basis.network.datastreams
    for row in basis.rows("coverage"):
        stream = streams.get(str(row["datastream"]))
        if stream is None or (basis.public and not stream.public) or (basis.firm is not None and stream.firm != basis.firm):
            continue
        for name in counts:
            counts[name] += int(str(row[name] or 0))
    entries = [
        (f"quality.{name}", words(f"judge.report.quality.{name}"), counted(basis, f"quality.{name}", count, "coverage"))
        for name, count in counts.items()
    ]
    if counts["expected"]:
        share = counted(basis, "quality.good_share", 100 * counts["good"] / counts["expected"], "coverage", "%")
        entries.insert(0, ("quality.good_share", words("judge.report.quality.good_share"), share))
    draft.figures_table(words("judge.report.quality.table"), entries)


def unknown_section(draft: ReportDraft) -> None:
    """Everything above that has no value, or a lower bound only, with its reason; and what no log can know."""
    open_ = [entry for entry in draft.figures if entry["reason"] is not None]
    draft.section(words("judge.report.unknown"))
    for entry in open_:
        title, reason = entry["title"], entry["reason"]
        draft.text({lang: f"• {title[lang]}: {reason[lang]}" for lang in title})
    draft.text(words("judge.report.unknown.always"))


def counted(
    basis: Basis,
    name: str,
    value: float | None,
    table: str,
    unit: str = "",
    *,
    reason: Message | None = None,
    provisional: bool = False,
) -> Figure:
    """A count or share out of a table: no interval of its own."""
    return Figure(
        name=name,
        value=None if value is None else float(value),
        unit=unit,
        standing=Standing.MEASURED,
        start=basis.period.start.astimezone(basis.zone).isoformat(),
        end=basis.period.end.astimezone(basis.zone).isoformat(),
        boundary=basis.boundary,
        evidence=(Evidence(EvidenceKind.TABLE, table, basis.lake_version),) if table else (),
        provisional=provisional,
        reason=reason,
    )


def not_available(name: str, unit: str, reason: str, **params: object) -> Figure:
    """A number that a standard asks for and that nobody has, with the reason."""
    return Figure(name=name, value=None, unit=unit, standing=Standing.NOT_PROVABLE, reason=Message(reason, params))


def series_title(name: str) -> Words:
    resource, direction, unit = name.split(".", 2)
    both = words(f"judge.series.{resource}.{direction}")
    return {lang: f"{text} ({unit})" if resource == "fuel" else text for lang, text in both.items()}


def category_title(name: str) -> Words:
    """Name of a category of the inventory; its id where it has none yet."""
    scope, category = name.split(".")[1:3]
    known = f"judge.category.{category}"
    text = words(known) if known in known_messages() else named(category, category)
    return {lang: f"– {said}" for lang, said in text.items()} if scope else text


def sorted_rows(rows: Sequence[dict[str, object]], *keys: str) -> list[dict[str, object]]:
    return sorted(rows, key=lambda row: tuple(str(row[key]) for key in keys))
