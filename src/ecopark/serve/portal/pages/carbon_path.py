"""The path: what the year ends with, what the target allows, what is open, and the trees beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecopark.account.forecast.gap import YearGap
from ecopark.account.forecast.target import NET_ZERO_YEAR, Shape
from ecopark.core.terms import Origin, Role
from ecopark.serve.carbon_path import PathView, path_view, shown_firm
from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.readmodel.figures import Figure

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 640.0, 240.0, 62.0, 26.0
_EVERY = 5


@dataclass(frozen=True, slots=True)
class PathPicture:
    """The three lines as SVG points, with the ticks of both axes."""

    path: str
    as_today: str
    after: str
    years: tuple[tuple[float, int], ...]
    amounts: tuple[tuple[float, float], ...]


def carbon_path_page(context: Context) -> Page:
    return path_page(context, {})


def path_page(context: Context, said: Mapping[str, Any]) -> Page:
    """The page; ``said`` holds what a form could not take (``failed``)."""
    firm = shown_firm(context.scope, context.network, context.query.get("firm"))
    lines = context.snapshot.derived(context.scope, "inventory_lines").to_pylist()
    view = path_view(
        context.park.records, context.park.book, context.network, lines, context.scope, firm, context.now, _year(context)
    )
    row = next((r for r in view.gaps if r.year == view.year), None)
    origin = Origin(view.this.origin) if view.this.origin else None
    expected = Figure(
        view.this.value, "tCO2e", origin, low=view.this.low, high=view.this.high, provisional=view.this.provisional,
        evidence="/accounts#carbon",
    )  # fmt: skip
    return Page(
        "carbon_path.html",
        "portal.nav.carbon_path",
        {
            "view": view,
            "row": row,
            "answer": _answer(view, row),
            "expected": expected,
            "so_far": Figure(view.this.so_far, "tCO2e", origin, evidence="/accounts#carbon"),
            "picture": picture(view.gaps),
            "shown_years": [r for r in view.gaps if r.year == view.year or r.year % _EVERY == 0 or r is view.gaps[-1]],
            "firms": [f for f in context.network.firms.values() if context.scope.sees(f.id)],
            "chooses": context.scope.role is not Role.FIRM,
            "may_write": context.scope.role in (Role.MANAGER, Role.FIRM),
            "may_check": context.scope.role in (Role.MANAGER, Role.FIRM, Role.INSPECTOR),
            "shapes": [shape.value for shape in Shape if shape is not Shape.STEPS],
            "net_zero_year": NET_ZERO_YEAR,
            "done": context.query.get("done", ""),
            "failed": "",
            **account_words(context),
            **said,
        },
    )


def picture(rows: Sequence[YearGap]) -> PathPicture | None:
    """Years to the right, tonnes upwards from zero; None for a single year."""
    if len(rows) < 2:
        return None
    top = max(max(r.path, r.as_today) for r in rows) * 1.08 or 1.0
    first, last = rows[0].year, rows[-1].year

    def x(year: int) -> float:
        return _LEFT + (year - first) / (last - first) * (_WIDTH - _LEFT - 24)

    def y(amount: float) -> float:
        return (_HEIGHT - _BOTTOM) * (1 - amount / top) + 4

    def line(amounts: Sequence[float]) -> str:
        return " ".join(f"{x(r.year):.1f},{y(a):.1f}" for r, a in zip(rows, amounts, strict=True))

    step = next(s for s in (1, 5, 10, 20, 50) if (last - first) / s <= 6)
    years = [r.year for r in rows if (r.year - first) % step == 0]
    return PathPicture(
        line([r.path for r in rows]),
        line([r.as_today for r in rows]),
        line([r.as_today - r.measures for r in rows]),
        tuple((x(year), year) for year in years),
        tuple((y(top * part / 4), top * part / 4) for part in range(4)),
    )


def _answer(view: PathView, row: YearGap | None) -> str:
    """Which sentence stands on top: ``none`` (no forecast), ``no_target``, ``no_base``, ``on_path``,
    ``open`` (the whole interval above the path), ``unclear`` (the path lies within it)."""
    if view.this.value is None:
        return "none"
    if view.target is None:
        return "no_target"
    if row is None:
        return "no_base"
    if view.this.low is not None and view.this.low > row.path:
        return "open"
    return "on_path" if view.this.high is not None and view.this.high <= row.path else "unclear"


def _year(context: Context) -> int | None:
    text = context.query.get("year", "")
    return int(text) if text.isdigit() and 1990 <= int(text) <= 2150 else None
