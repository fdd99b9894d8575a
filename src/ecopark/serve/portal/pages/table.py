"""All pages with their addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ecopark.serve.portal.context import Page
from ecopark.serve.portal.pages.about import about_page
from ecopark.serve.portal.pages.accounts import accounts_page
from ecopark.serve.portal.pages.datastreams import datastream_page, datastreams_page
from ecopark.serve.portal.pages.evidence import evidence_page
from ecopark.serve.portal.pages.firms import firms_page, one_firm_page
from ecopark.serve.portal.pages.flows import flows_page
from ecopark.serve.portal.pages.footprint import footprint_page
from ecopark.serve.portal.pages.overview import overview_page
from ecopark.serve.portal.pages.points import point_page, points_page
from ecopark.serve.portal.pages.quality import quality_page, quarantine_page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """``cached``: the page shows nothing but the snapshot, so it stays the same while the snapshot does."""

    name: str
    path: str
    build: Callable[..., Page]
    cached: bool = True


PAGES: tuple[PageEntry, ...] = (
    PageEntry("overview", "/", overview_page),
    PageEntry("flows", "/flows", flows_page),
    PageEntry("firms", "/firms", firms_page),
    PageEntry("firm", "/firms/{firm}", one_firm_page),
    PageEntry("accounts", "/accounts", accounts_page),
    PageEntry("points", "/points", points_page),
    PageEntry("point", "/points/{point}", point_page),
    PageEntry("datastreams", "/datastreams", datastreams_page),
    PageEntry("datastream", "/datastreams/{datastream}", datastream_page),
    PageEntry("quality", "/quality", quality_page, cached=False),
    PageEntry("quarantine", "/quarantine", quarantine_page, cached=False),
    PageEntry("evidence", "/evidence", evidence_page, cached=False),
    PageEntry("footprint", "/footprint", footprint_page, cached=False),
    PageEntry("about", "/about", about_page),
)
