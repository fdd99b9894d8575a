"""Samples and laboratory results, comparisons with sensors, calibration register, investigations."""

from __future__ import annotations

from ecopark.core.interval import PARK_ZONE
from ecopark.core.messages import Message
from ecopark.core.properties import PROPERTIES
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.datastreams import local_input
from ecopark.serve.portal.pages.inspections import words
from ecopark.serve.readmodel.inspections import custody_steps
from ecopark.serve.readmodel.reference import comparisons, investigations, meter_rows, sample_rows
from ecopark.trust.inspection.custody import HoldingTerms


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
    measured = [s.datastream.observed_property for s in _streams(context, row.sample.place)]
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
        "is_message": lambda figures: isinstance(figures, Message),
        "message": lambda pair: Message(str(pair["reason"]), dict(pair["reason_params"])).render(context.lang),
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
    data = {
        "rows": investigations(context.park.records, context.scope),
        "message": lambda reason: Message(str(reason["id"]), dict(reason["params"])).render(context.lang),
        "now_input": local_input(context.now),
        "failed": "",
        "failed_item": "",
        **words(context),
    }
    return Page("investigations.html", "portal.inspections.tab_investigations", data)
