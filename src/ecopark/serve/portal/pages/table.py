"""All pages with their addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ecopark.serve.portal.context import Page
from ecopark.serve.portal.pages.overview import overview_page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """``cached``: the page shows nothing but the snapshot, so it stays the same while the snapshot does."""

    name: str
    path: str
    build: Callable[..., Page]
    cached: bool = True


PAGES: tuple[PageEntry, ...] = (PageEntry("overview", "/", overview_page),)
