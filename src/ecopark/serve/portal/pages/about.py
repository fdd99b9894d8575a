"""Notice, sources and licences, rules in force."""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.terms import Origin
from ecopark.serve.portal.context import Context, Page


@dataclass(frozen=True, slots=True)
class SourceRow:
    text: str
    origin: Origin
    count: int


def about_page(context: Context) -> Page:
    """Sources are told of the datastreams that the reader may see; all of them where the licences ask for attribution.

    A park with a notice is assembled from other people's published data, whose licences (CC BY) want to be named to all.
    """
    of_public_data = bool(context.network.park.notice_en and context.network.park.as_of)
    counts: dict[tuple[str, Origin], int] = {}
    for datastream in context.network.datastreams.values():
        if datastream.source and (of_public_data or context.scope.sees(datastream.firm, public=datastream.public)):
            key = (datastream.source, datastream.origin)
            counts[key] = counts.get(key, 0) + 1
    sources = [SourceRow(text, origin, count) for (text, origin), count in sorted(counts.items())]
    return Page("about.html", "portal.nav.about", {"sources": sources, "rules": context.park.rule_rows(context.lang)})
