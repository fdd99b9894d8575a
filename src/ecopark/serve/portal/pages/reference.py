"""Samples and laboratory results, comparisons with sensors, calibration register, investigations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ecopark.core.interval import PARK_ZONE
from ecopark.core.messages import Lang, Message
from ecopark.core.properties import PROPERTIES
from ecopark.core.records import Record
from ecopark.serve.formats import unit_text
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.datastreams import local_input
from ecopark.serve.portal.pages.inspections import words
from ecopark.serve.portal.rendering import known, translate
from ecopark.serve.readmodel.inspections import custody_steps
from ecopark.serve.readmodel.reference import (
    StreamComparison,
    comparisons,
    investigations,
    meter_rows,
    own_marks,
    sample_rows,
)
from ecopark.trust.inspection.custody import HoldingTerms
from ecopark.trust.inspection.marks import Mark


@dataclass(frozen=True, slots=True)
class InvestigationRow:
    """An investigation with its sentence and the marks that the reader may see; ``withheld`` are other firms'."""

    record: Record
    text: str
    marks: tuple[Mark, ...]
    withheld: int


def samples_page(context: Context) -> Page:
    data = {"rows": sample_rows(context.park.records, context.scope), **words(context)}
    return Page("samples.html", "portal.inspections.tab_samples", data)


def sample_page(context: Context, sample: str) -> Page:
    found = sample_rows(context.park.records, context.scope, sample)
    if not found:
        raise PageMissing(sample)
    row = found[0]
    custody = row.record.content["custody"]
    assert isinstance(custody, list)
    at_place = context.network.datastreams_of_point(row.sample.place)
    measured = [stream.observed_property for stream in at_place]
    data = {
        "row": row,
        "sample": row.sample,
        "verdict": row.verdict,
        "steps": custody_steps(custody, HoldingTerms().longest_gap),
        "properties": sorted(dict.fromkeys([*measured, *PROPERTIES]), key=lambda p: (p not in measured, p)),
        "units": {name: PROPERTIES[name].unit for name in PROPERTIES},
        "now_input": local_input(context.now),
        "failed": "",
        "typed": {},
        **words(context),
    }
    return Page("sample.html", row.sample.taken.id, data, titled=False)


def comparisons_page(context: Context) -> Page:
    data = {
        "rows": comparisons(context.park.records, context.network, context.scope),
        "verdict": verdict_of(context.lang),
        "message": lambda pair: sentence(context.lang, str(pair["reason"]), pair["reason_params"]),
        **words(context),
    }
    return Page("comparisons.html", "portal.inspections.tab_comparisons", data)


def calibrations_page(context: Context) -> Page:
    today = context.now.astimezone(PARK_ZONE).date()
    data = {
        "rows": meter_rows(context.park.records, context.network, context.scope, today),
        "today": today,
        "now_input": local_input(context.now),
        "failed": "",
        "typed": {},
        **words(context),
    }
    return Page("calibrations.html", "portal.inspections.tab_calibrations", data)


def investigations_page(context: Context) -> Page:
    rows = []
    for record in investigations(context.park.records, context.scope):
        marks, withheld = own_marks(context.network, context.scope, record)
        reason: Any = record.content["reason"]
        text = sentence(context.lang, str(reason["id"]), reason["params"])
        rows.append(InvestigationRow(record, text, marks, withheld))
    data = {
        "rows": rows,
        "table_name": lambda table: _table_name(context.lang, table),
        "now_input": local_input(context.now),
        "failed": "",
        "failed_item": "",
        **words(context),
    }
    return Page("investigations.html", "portal.inspections.tab_investigations", data)


def sentence(lang: Lang, message_id: str, params: Mapping[str, object]) -> str:
    """The sentence of a stored reason; a reason that names another one is written out."""
    written = {name: translate(lang, v) if isinstance(v, str) and known(v) else v for name, v in params.items()}
    return translate(lang, message_id, **written)


def verdict_of(lang: Lang) -> Callable[[StreamComparison], str]:
    """What the pairs of a datastream say together, in plain words."""

    def said(row: StreamComparison) -> str:
        if isinstance(row.figures, Message):
            return sentence(lang, row.figures.id, row.figures.params)
        bias = row.figures.bias
        how = "high" if bias.low > 0 else "low" if bias.high < 0 else "open"
        size = bias.value if how == "open" else abs(bias.value)
        text = translate(
            lang, f"portal.inspections.says_{how}", bias=size, low=bias.low, high=bias.high, unit=unit_text(row.unit, lang)
        )
        return f"{text} {translate(lang, 'portal.inspections.says_grows')}" if row.figures.proportional else text

    return said


def _table_name(lang: Lang, table: str) -> str:
    message = f"portal.inspections.table_{table}"
    return translate(lang, message) if known(message) else table
