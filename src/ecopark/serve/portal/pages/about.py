"""Notice, sources and licences, rules in force."""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.terms import Origin, TimeBasis
from ecopark.serve.portal.context import Context, Page


@dataclass(frozen=True, slots=True)
class SourceRow:
    text: str
    origin: Origin
    count: int


def about_page(context: Context) -> Page:
    """Sources are told of the datastreams that the reader may see, and of recorded data sets to everybody.

    A series whose clock was moved or assigned is somebody's published data set; its licence wants the attribution shown.
    """
    counts: dict[tuple[str, Origin], int] = {}
    for datastream in context.network.datastreams.values():
        recorded = datastream.time_basis is not TimeBasis.CLOCK
        if datastream.source and (recorded or context.scope.sees(datastream.firm, public=datastream.public)):
            key = (datastream.source, datastream.origin)
            counts[key] = counts.get(key, 0) + 1
    sources = [SourceRow(text, origin, count) for (text, origin), count in sorted(counts.items())]
    return Page("about.html", "portal.nav.about", {"sources": sources, "rules": context.park.rule_rows(context.lang)})
