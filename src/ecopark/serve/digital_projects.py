"""Digital projects of an open park with their scores; the platform itself is the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyarrow.compute as pc

from ecopark.account.measures.digital import PLATFORM, PROJECT, DigitalProject, OwnUse, Score, read_project, score
from ecopark.account.measures.splits import Bounds
from ecopark.core.errors import InputError, StateError
from ecopark.core.interval import Interval
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.rules.book import Missing
from ecopark.serve.measures import WORKER, WRITERS, entries_of, new_id, today_of
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound

_MOST = 10_000
_HOURS = 24 * 365.25
_TO_90 = 1.645 / 1.96  # the meter of the platform gives 95 % intervals


@dataclass(frozen=True, slots=True)
class ScoredProject:
    """A project with its score; ``record`` None for the platform as long as nobody has described it."""

    project: DigitalProject
    score: Score
    record: Record | None = None


def put_project(
    park: OpenPark,
    scope: Scope,
    content: Mapping[str, Any],
    project_id: str | None = None,
    *,
    expected_revision: int | None = None,
) -> Record:
    """Write a project: firms their own, the manager all, the platform's own only the manager.

    Raises
    ------
    InputError
        trust.field.*, account.project.two_own, account.measure.unknown.
    """
    scope.require_role("write digital projects", *WRITERS)
    known = park.records.get(WORKER, PROJECT, project_id) if project_id else None
    if known is not None and not scope.sees(known.firm):
        raise NotFound(str(project_id))
    own = next(iter(scope.firms)) if scope.firms and len(scope.firms) == 1 else None
    project = read_project(project_id or new_id("d"), {"firm": own, **content})
    if not scope.sees(project.firm) or (known is not None and known.firm != project.firm):
        raise NotFound(project.firm or project.id)
    _check(park, scope, project)
    return park.records.put(
        scope, PROJECT, project.id, project.content(), firm=project.firm, expected_revision=expected_revision
    )


def _check(park: OpenPark, scope: Scope, project: DigitalProject) -> None:
    if project.firm is not None and project.firm not in park.network.firms:
        raise InputError("account.measure.unknown", where="firm", id=project.firm)
    stream = park.network.datastreams.get(project.own_meter or "")
    if project.own_meter is not None and (stream is None or stream.firm != project.firm):
        raise InputError("account.measure.unknown", where="own_meter", id=project.own_meter)
    for name in project.measures:
        if park.records.get(scope, "measure", name) is None:
            raise InputError("account.measure.unknown", where="measures", id=name)


def scored_projects(park: OpenPark, scope: Scope) -> list[ScoredProject]:
    """The platform first, then the projects that the scope reaches, by name."""
    records = {r.id: r for r in park.records.find(scope, PROJECT, limit=_MOST)}
    projects = {r.id: read_project(r.id, r.content) for r in records.values()}
    platform = projects.pop(PLATFORM, DigitalProject(id=PLATFORM, firm=None, name="ecopark"))
    ordered: Sequence[DigitalProject] = (platform, *sorted(projects.values(), key=lambda p: (p.name, p.id)))
    return [ScoredProject(project, score_of(park, scope, project), records.get(project.id)) for project in ordered]


def scored_project(park: OpenPark, scope: Scope, project_id: str) -> ScoredProject:
    """One project; ``NotFound`` alike if there is none and if the scope does not reach it."""
    for found in scored_projects(park, scope):
        if found.project.id == project_id:
            return found
    raise NotFound(project_id)


def score_of(park: OpenPark, scope: Scope, project: DigitalProject) -> Score:
    """The score of a project now."""
    entries = {entry.measure.id: entry for entry in entries_of(park.records, park.network, scope)}
    today = today_of(park)
    factor = park.book.grid_factor(today.year)
    grid = None if isinstance(factor, Missing) else factor.value / 1000
    return score(project, entries, own_use(park, project), grid, today)


def own_use(park: OpenPark, project: DigitalProject) -> OwnUse | None:
    """What a project uses itself in a year: its meter, what the platform measures of itself, or what is declared."""
    if project.own_meter is not None:
        return _metered(park, project.own_meter)
    if project.own_kwh_per_year is not None:
        return OwnUse(Bounds(project.own_kwh_per_year), "declared")
    return platform_use(park) if project.id == PLATFORM else None


def platform_use(park: OpenPark) -> OwnUse | None:
    """The platform's own electricity at the rate of what was metered so far; None where nothing meters it."""
    measured = park.footprint() if park.footprint is not None else {}
    seconds = float(str(measured.get("elapsed_s", 0.0)))
    if not measured or seconds <= 0:
        return None
    value, low, high = (float(str(measured[name])) for name in ("electricity_kwh", "electricity_low", "electricity_high"))
    low, high = value - (value - low) * _TO_90, value + (high - value) * _TO_90
    return OwnUse(Bounds(value, low, high).times(_HOURS * 3600 / seconds), str(measured["label"]))


def _metered(park: OpenPark, datastream: str) -> OwnUse | None:
    """Mean of the last 365 days times the hours of a year; None without readings."""
    now = park.now()
    try:
        rows = park.snapshot().derived(
            WORKER, "quantities", Interval(now - timedelta(days=365), now), only={"datastream": [datastream]}
        )
    except StateError:
        return None
    known = rows.filter(pc.is_valid(rows["quantity"]))
    seconds = pc.sum(known["measured_s"]).as_py() or 0.0
    if seconds <= 0:
        return None
    kwh = pc.sum(known["quantity"]).as_py()
    return OwnUse(Bounds(kwh * _HOURS * 3600 / seconds), "measured")
