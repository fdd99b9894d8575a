"""The hub's two pages: all parks with totals, and one park."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment

from ecopark.core.interval import PARK_ZONE
from ecopark.core.messages import LANGS, Lang
from ecopark.network.national.totals import Total
from ecopark.serve import formats
from ecopark.serve.hub.views import HubView, rows_json
from ecopark.serve.hub.visit import ParkState
from ecopark.serve.portal.rendering import TEMPLATES, environment_of, known, property_name, translate
from ecopark.serve.portal.statics import Statics

OWN = Path(__file__).parent / "templates"
BADGES = {
    "current": "good", "late": "doubtful", "away": "missing", "new": "unflagged", "refused": "doubtful",
    "not_believed": "bad",
}  # fmt: skip
"""State of a park -> the portal's mark for it: a shape and a word, never colour alone."""
ROWS = 400


MONTHS = 36


def _by_month(found: Sequence[Total]) -> dict[str, Any]:
    """The newest months that have any figure, each with all its totals; how many months have none."""
    months = [list(group) for _, group in groupby(found, key=lambda total: total.start)]
    told = [month for month in months if any(total.estimate is not None for total in month)]
    return {"months": told[:MONTHS], "empty_months": len(months) - len(told)}


class HubPages:
    """Prints the pages with the portal's styles."""

    def __init__(self, view: HubView) -> None:
        self._view = view
        self.statics = Statics()
        self._environments = {lang: self._environment(lang) for lang in LANGS}

    def front(self, lang: Lang, province: str | None) -> HTMLResponse:
        parks = [park for park in self._view.parks(lang) if province is None or park["province"] == province]
        states = [park["status"] for park in parks]
        return self._page(
            lang,
            "hub_front.html",
            "/",
            parks=parks,
            province=province,
            provinces=self._view.provinces(),
            **_by_month(self._view.totals(province)),
            summary={
                "current": states.count("current"),
                "parks": len(parks),
                "late": sum(state in ("late", "away", "refused", "new") for state in states),
                "doubted": states.count("not_believed"),
            },
        )

    def park(self, lang: Lang, state: ParkState) -> HTMLResponse:
        note = self._view.cosigned_checkpoint(state)
        return self._page(
            lang,
            "hub_park.html",
            f"/parks/{state.park.id}",
            park=self._view.park(state, lang),
            rows=rows_json(state, lang)[:ROWS],
            findings=self._view.findings(state.park.id, lang),
            cosigned=None if note is None else note.decode(),
        )

    def _page(self, lang: Lang, template: str, path: str, **data: Any) -> HTMLResponse:
        text = (
            self._environments[lang]
            .get_template(template)
            .render(hub=self._view.settings, now=self._view.clock(), path=path, **data)
        )
        return HTMLResponse(text, headers={"Content-Language": lang})

    def _environment(self, lang: Lang) -> Environment:
        environment = environment_of(lang, self.statics, (OWN, TEMPLATES))
        environment.globals.update(badges=BADGES)
        environment.filters.update(
            when=lambda text: formats.moment(datetime.fromisoformat(text), lang, True) if text else "–",
            span=partial(period, lang),
            spread=interval,
            series=partial(series_name, lang),
        )
        return environment


def period(lang: Lang, start: datetime | str, step: str, zone: ZoneInfo = PARK_ZONE) -> str:
    """A month or a day of the parks' zone in words."""
    moment = datetime.fromisoformat(start) if isinstance(start, str) else start.replace(tzinfo=UTC)
    local = moment.astimezone(zone)
    return formats.month_text(local.year, local.month, lang) if step == "month" else formats.day(moment, lang)


def series_name(lang: Lang, series: str) -> str:
    """``limits.cod.exceeded`` -> “Limits: COD, periods exceeded”; a word that nobody knows stays as it is."""
    first, *rest = series.split(".")
    name = translate(lang, f"serve.hub.series.{first}") if known(f"serve.hub.series.{first}") else first
    parts = [
        translate(lang, f"serve.hub.part.{part}") if known(f"serve.hub.part.{part}") else property_name(lang, part)
        for part in rest
    ]
    return ": ".join((name, ", ".join(parts))) if any(parts) else name


def interval(total: Total) -> tuple[float, float] | None:
    """The 95 % interval of a total; None where it has no width."""
    if total.estimate is None or not total.estimate.standard_uncertainty:
        return None
    return total.estimate.interval()
