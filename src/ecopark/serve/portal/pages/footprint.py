"""Electricity and carbon of the platform itself."""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.rendering import known, translate
from ecopark.serve.readmodel.figures import Figure


@dataclass(frozen=True, slots=True)
class FootprintTile:
    label: str
    tint: str
    figure: Figure


def footprint_page(context: Context) -> Page:
    own = context.park.own_footprint(context.lang)
    figures, facts = [], []
    if own is not None:
        figures = [
            FootprintTile("portal.footprint.electricity", "electricity", own.electricity),
            FootprintTile("portal.footprint.carbon", "carbon", own.carbon),
        ]
        for name, value in own.facts.items():
            label = f"portal.footprint.fact_{name}"
            facts.append((translate(context.lang, label) if known(label) else name, value))
    return Page("footprint.html", "portal.nav.footprint", {"figures": figures, "facts": facts})
