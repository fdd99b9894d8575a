"""All pages with their addresses."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.pages.about import about_page
from ecopark.serve.portal.pages.accounts import accounts_page
from ecopark.serve.portal.pages.believe import believe_page, reading_page
from ecopark.serve.portal.pages.carbon import carbon_page
from ecopark.serve.portal.pages.carbon_path import carbon_path_page
from ecopark.serve.portal.pages.claims import claim_new_page, claim_page, claims_page, ledger_page
from ecopark.serve.portal.pages.compliance import compliance_page, compliance_point_page
from ecopark.serve.portal.pages.datastreams import datastream_page, datastreams_page
from ecopark.serve.portal.pages.duties import duties_page
from ecopark.serve.portal.pages.evidence import evidence_page, log_size
from ecopark.serve.portal.pages.firms import declared_revisions, firms_page, one_firm_page
from ecopark.serve.portal.pages.flows import flows_page
from ecopark.serve.portal.pages.footprint import footprint_page
from ecopark.serve.portal.pages.inspections import inspection_page, inspections_page
from ecopark.serve.portal.pages.measures import (
    measure_edit_page,
    measure_new_page,
    measure_page,
    measures_page,
    projects_page,
)
from ecopark.serve.portal.pages.overview import overview_page
from ecopark.serve.portal.pages.points import acknowledged_revisions, point_page, points_page
from ecopark.serve.portal.pages.products import products_page
from ecopark.serve.portal.pages.quality import quality_page, quarantine_page, triage_revisions
from ecopark.serve.portal.pages.queue import queue_page
from ecopark.serve.portal.pages.reference import (
    calibrations_page,
    comparisons_page,
    investigations_page,
    sample_page,
    samples_page,
)


def _nothing(_context: Context) -> Hashable:
    return None


@dataclass(frozen=True, slots=True)
class PageEntry:
    """An address.

    Attributes
    ----------
    cached
        The page shows nothing but the snapshot and what ``also`` names, so it stays the same while they do.
    also
        What else the page shows: something that changes when that does.
    """

    name: str
    path: str
    build: Callable[..., Page]
    cached: bool = True
    also: Callable[[Context], Hashable] = _nothing


PAGES: tuple[PageEntry, ...] = (
    PageEntry("overview", "/", overview_page, also=log_size),
    PageEntry("flows", "/flows", flows_page),
    PageEntry("firms", "/firms", firms_page),
    PageEntry("firm", "/firms/{firm}", one_firm_page, also=declared_revisions),
    PageEntry("accounts", "/accounts", accounts_page),
    PageEntry("carbon", "/carbon", carbon_page, cached=False),
    PageEntry("products", "/products", products_page, cached=False),
    PageEntry("carbon_path", "/carbon/path", carbon_path_page, cached=False),
    PageEntry("points", "/points", points_page),
    PageEntry("point", "/points/{point}", point_page, also=acknowledged_revisions),
    PageEntry("datastreams", "/datastreams", datastreams_page),
    PageEntry("datastream", "/datastreams/{datastream}", datastream_page),
    PageEntry("compliance", "/compliance", compliance_page, cached=False),
    PageEntry("compliance_point", "/compliance/{point}", compliance_point_page, cached=False),
    PageEntry("duties", "/duties", duties_page, cached=False),
    PageEntry("queue", "/queue", queue_page, also=triage_revisions),
    PageEntry("quality", "/quality", quality_page, also=triage_revisions),
    PageEntry("inspections", "/inspections", inspections_page, cached=False),
    PageEntry("samples", "/inspections/samples", samples_page, cached=False),
    PageEntry("sample", "/inspections/samples/{sample}", sample_page, cached=False),
    PageEntry("comparisons", "/inspections/comparisons", comparisons_page, cached=False),
    PageEntry("calibrations", "/inspections/calibrations", calibrations_page, cached=False),
    PageEntry("investigations", "/inspections/investigations", investigations_page, cached=False),
    PageEntry("inspection", "/inspections/{inspection}", inspection_page, cached=False),
    PageEntry("measures", "/measures", measures_page, cached=False),
    PageEntry("measure_new", "/measures/new", measure_new_page, cached=False),
    PageEntry("measure", "/measures/{measure}", measure_page, cached=False),
    PageEntry("measure_edit", "/measures/{measure}/edit", measure_edit_page, cached=False),
    PageEntry("digital_projects", "/digital-projects", projects_page, cached=False),
    PageEntry("claims", "/claims", claims_page, cached=False),
    PageEntry("claim_new", "/claims/new", claim_new_page, cached=False),
    PageEntry("claim", "/claims/{claim}", claim_page, cached=False),
    PageEntry("ledger", "/ledger", ledger_page, cached=False),
    PageEntry("quarantine", "/quarantine", quarantine_page, cached=False),
    PageEntry("believe", "/believe", believe_page, cached=False),
    PageEntry("reading", "/reading", reading_page, cached=False),
    PageEntry("evidence", "/evidence", evidence_page, also=log_size),
    PageEntry("footprint", "/footprint", footprint_page, cached=False),
    PageEntry("about", "/about", about_page),
)
