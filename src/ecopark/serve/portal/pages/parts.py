"""What several pages need to print accounts: names of things and categories, reasons, the emission chart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ecopark.core.properties import PROPERTIES
from ecopark.serve.formats import month_short
from ecopark.serve.portal.context import Context
from ecopark.serve.portal.names import thing_name
from ecopark.serve.portal.rendering import known, property_name, translate
from ecopark.serve.readmodel.figures import Figure
from ecopark.serve.readmodel.months import Month


def account_words(context: Context) -> dict[str, Callable[..., str]]:
    """``thing``, ``category`` and ``reason`` for the templates of accounts."""
    return {"thing": thing_of(context), "category": category_of(context), "reason": reason_of(context)}


def thing_of(context: Context) -> Callable[[str | None], str]:
    return lambda thing: thing_name(context.network, thing, context.lang)


def category_of(context: Context) -> Callable[[str], str]:
    """Name of an inventory category; a category that the portal has no word for is printed as it is stored."""

    def category(name: str) -> str:
        plain = re.sub(r"\W+", "_", name.casefold()).strip("_")
        if known(message := f"portal.category.{plain}"):
            return translate(context.lang, message)
        return property_name(context.lang, plain) if plain in PROPERTIES else name.replace("_", " ")

    return category


def reason_of(context: Context) -> Callable[[str], str]:
    """Text of a reason: a message id where there is one, otherwise the words as stored."""

    def reason(text: str) -> str:
        if not text:
            return translate(context.lang, "portal.figure.insufficient")
        return translate(context.lang, text) if known(text) else text

    return reason


def emission_trend(context: Context, trend: tuple[tuple[Month, Mapping[int, Figure]], ...]) -> dict[str, object] | None:
    """Monthly emissions, stacked by scope; None when no month has a value."""
    if not trend:
        return None
    return {
        "unit": "tCO₂e",
        "labels": [month_short(m.year, m.month, context.lang) for m, _ in trend],
        "series": [
            {
                "name": translate(context.lang, "portal.inventory.scope", scope=scope),
                "tint": tint,
                "values": [figures[scope].value for _, figures in trend],
            }
            for scope, tint in ((1, "fuel"), (2, "electricity"))
        ],
    }
