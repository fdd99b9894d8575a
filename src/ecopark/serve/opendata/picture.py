"""The badge as a picture, with names and dates as people read them."""

from __future__ import annotations

from datetime import datetime

from ecopark.core.messages import Lang
from ecopark.judge.opendata.badge import Badge, badge_svg
from ecopark.serve.formats import day, moment
from ecopark.serve.park import OpenPark


def svg_of(park: OpenPark, badge: Badge, lang: Lang, host: str) -> str:
    """SVG text; ``host`` is where the badge can be checked, as the reader called it."""
    described = park.network.park
    name = described.name_vi if lang == "vi" else described.name_en or described.name_vi
    return badge_svg(badge, name, lang, until_text(badge, lang), _short(f"{host}/badge/{badge.id}") if host else "")


def _short(address: str, most: int = 52) -> str:
    return address if len(address) <= most else f"{address[: most - 1]}…"


def until_text(badge: Badge, lang: Lang) -> str:
    """The end of what it says; empty where it says nothing that could end."""
    try:
        until = datetime.fromisoformat(badge.until)
    except ValueError:
        return badge.until[:10]
    return day(until, lang) if len(badge.until) <= 10 else moment(until, lang)
