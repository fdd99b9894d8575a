"""What criteria need of an open park: answers, measures, links, limits and facts of a year, within the caller's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.account.measures.recp import FIELDS, Form, filled, recp_totals
from ecopark.account.measures.splits import Entry
from ecopark.account.product.records import FOOTPRINT
from ecopark.account.scope3 import KIND as SCOPE3
from ecopark.core.errors import StateError
from ecopark.core.figures import Evidence, EvidenceKind, Figure
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Carrier, NodeKind, Role
from ecopark.judge.compliance.events import KIND as EVENT
from ecopark.judge.compliance.events import EventState
from ecopark.judge.criteria.answers import ANSWER, PARK, Answer, AnswerBook, answer_of, take_answer
from ecopark.judge.criteria.inputs import Inputs, MeasureFact, PointState
from ecopark.judge.criteria.measured import links_of, wastewater_reuse, year_sums
from ecopark.judge.documents import DOCUMENT
from ecopark.rules.compare import REQUIRED_SHARE
from ecopark.serve.measures import entries_of
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound

WORKER = system_scope("criteria")
LIMITED = ("wastewater", "stack")  # media whose points limits are judged at
_MOST = 100_000


def inputs_of(park: OpenPark, scope: Scope, year: int) -> Inputs:
    """All that a year's assessments rest on, as far as the scope reaches; a firm judges itself alone."""
    zone = ZoneInfo(park.network.park.zone)
    whole = Interval.of_year(year, zone)
    firms = tuple(firm for firm in park.network.firms if scope.sees(firm))
    inputs = Inputs(park.book, year, firms, answers_of(park, scope))
    entries = entries_of(park.records, park.network, scope)
    measured = _measured(park, scope, whole) if scope.sees_all_firms else {}
    return replace(
        inputs,
        measures=tuple(_fact(entry) for entry in entries if entry.measure.firm),
        points=point_states(park, scope, whole),
        form_numbers=_form_numbers(park, scope, entries, firms, year),
        footprints=_footprints(park, scope),
        **measured,
    )


def answers_of(park: OpenPark, scope: Scope) -> AnswerBook:
    """Answers that the scope reaches; evidence whose document was erased no longer counts."""
    answers = [answer_of(record) for record in park.records.find(scope, ANSWER, limit=_MOST)]
    named = {e.id for answer in answers for e in answer.evidence if e.kind is EvidenceKind.DOCUMENT}
    there = park.records.get_many(WORKER, DOCUMENT, sorted(named)) if named else {}
    return AnswerBook.of(_with_evidence(answer, there) for answer in answers)


def put_answer(park: OpenPark, scope: Scope, given: Answer, refs: Sequence[str] = ()) -> Record:
    """As ``judge.criteria.answers.take_answer``; entered in the evidence log on return."""
    return take_answer(park.records, park.book, park.network, scope, given, refs)


def year_now(park: OpenPark) -> int:
    """The reporting year N of now."""
    return day_now(park).year


def day_now(park: OpenPark) -> date:
    return park.now().astimezone(ZoneInfo(park.network.park.zone)).date()


def years_shown(book: AnswerBook, year: int, most: int = 5) -> Sequence[int]:
    """Years with answers up to ``year``, and ``year`` itself: the progress over the years."""
    return [y for y in sorted({*book.years(), year}) if y <= year][-most:]


def subject_of(network: FlowNetwork, scope: Scope, subject: str | None) -> str:
    """Whom to judge: what was asked for if the scope reaches it, otherwise the park or the caller's first firm.

    Raises
    ------
    InputError
        serve.request.not_found alike for a firm that is not there and for another's.
    NotAllowed
        The park as a whole, asked for by a firm.
    """
    known = subjects_of(network, scope)
    if subject is None and known:
        return known[0]
    if subject == PARK:
        scope.require(None, PARK)
    if subject not in known:
        raise NotFound(str(subject))
    return str(subject)


def subjects_of(network: FlowNetwork, scope: Scope) -> Sequence[str]:
    """Whom the caller may judge: the park, where it sees all of it, then its firms."""
    firms = [firm for firm in network.firms if scope.sees(firm)]
    return [PARK, *firms] if scope.sees_all_firms else firms


def may_answer(scope: Scope) -> bool:
    return scope.role in (Role.MANAGER, Role.FIRM)


def point_states(park: OpenPark, scope: Scope, whole: Interval) -> Mapping[str, tuple[PointState, ...]]:
    """Monitoring points with limits, by owner, over the months of the year that are past."""
    rows = _rows(park, scope, "limit_states", whole)
    of_point: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        of_point.setdefault(row["monitoring_point"], []).append(row)
    zone = ZoneInfo(park.network.park.zone)
    months = _months_past(whole, park.now(), zone)
    open_events, version = _open_events(park, scope), park.snapshot().version
    found: dict[str, tuple[PointState, ...]] = {}
    for point in park.network.monitoring_points.values():
        if point.medium in LIMITED and scope.sees(point.firm, public=point.public):
            state = _state(point.id, of_point.get(point.id, []), months, open_events.get(point.id, 0), version)
            owner = point.firm or PARK
            found[owner] = (*found.get(owner, ()), state)
    return found


def _state(point: str, rows: Sequence[Mapping[str, Any]], months: int, events: int, version: int) -> PointState:
    judged = sum(row["judged"] for row in rows)
    fully: dict[str, set[datetime]] = {row["property"]: set() for row in rows}
    for row in rows:
        whole = row["judged"] + row["not_judged"]
        if row["judged"] and row["judged"] >= REQUIRED_SHARE * whole:
            fully[row["property"]].add(row["month"])
    worst = min((len(seen) for seen in fully.values()), default=0)
    return PointState(
        point,
        judged,
        sum(row["exceeded"] for row in rows),
        max(0, months - worst),
        events,
        synthetic=any(row["origin"] == "synthetic" for row in rows),
        provisional=any(row["provisional"] for row in rows),
        evidence=(Evidence(EvidenceKind.TABLE, f"limit_states/{point}", version),) if rows else (),
    )


def _months_past(whole: Interval, now: datetime, zone: ZoneInfo) -> int:
    """Months of the year that are over; at least one, so that a year that has just begun is not judged on nothing."""
    today = now.astimezone(zone)
    year = whole.start.astimezone(zone).year
    if today.year > year:
        return 12
    return max(1, today.month - 1) if today.year == year else 12


def _open_events(park: OpenPark, scope: Scope) -> Mapping[str, int]:
    """Exceedance events of any time that are not closed, by monitoring point."""
    counted: dict[str, int] = {}
    for record in park.records.find(scope, EVENT, limit=_MOST):
        point, state = record.content.get("monitoring_point"), record.content.get("state")
        if isinstance(point, str) and state != EventState.CLOSED.value:
            counted[point] = counted.get(point, 0) + 1
    return counted


def _measured(park: OpenPark, scope: Scope, whole: Interval) -> Mapping[str, Any]:
    """Links between firms and wastewater that is used again, from the meters on the edges that can show them."""
    network = park.network
    edges = {e.id for e in network.edges.values() if _tells(network, e.source, e.target, e.carrier)}
    streams = sorted(d.id for d in network.datastreams.values() if network.meters[d.meter].edge in edges)
    version = park.snapshot().version
    table = _table(park, scope, "quantities", whole, {"datastream": streams}) if streams else None
    sums = {} if table is None else year_sums(table)
    reuse = wastewater_reuse(network, sums, version, whole.start, whole.end)
    return {"links": links_of(network, sums, version), "figures": {"wastewater_reuse": reuse}}


def _tells(network: FlowNetwork, source: str, target: str, carrier: Carrier) -> bool:
    one, other = network.nodes[source], network.nodes[target]
    between = one.firm is not None and other.firm is not None and one.firm != other.firm
    drain = carrier is Carrier.WASTEWATER and one.kind is NodeKind.FIRM
    return between or drain or (carrier is Carrier.WATER and one.kind is NodeKind.WORKS)


def _fact(entry: Entry) -> MeasureFact:
    measure = entry.measure
    verified = entry.verified is not None and entry.verified.holds
    year = measure.installed_on.year if measure.installed_on else None
    evidence = (*measure.evidence, *(entry.verified.evidence if entry.verified is not None and verified else ()))
    return MeasureFact(measure.id, str(measure.firm), measure.kind, measure.status.value, year, verified, evidence)


def _form_numbers(
    park: OpenPark, scope: Scope, entries: Sequence[Entry], firms: Sequence[str], year: int
) -> Mapping[tuple[str, str], Mapping[str, Figure]]:
    """Numbers of the register for Form A.4 of the park and Form B.4 of each firm; nothing where no measure is entered."""
    zone, today = ZoneInfo(park.network.park.zone), day_now(park)
    wanted: list[tuple[Form, str, list[Entry]]] = [
        ("B.4", firm, [e for e in entries if e.measure.firm == firm]) for firm in firms
    ]
    if scope.sees_all_firms:
        wanted.append(("A.4", PARK, list(entries)))
    made: dict[tuple[str, str], dict[str, Figure]] = {}
    for form, subject, own in wanted:
        if own:
            figures = recp_totals(own, year, today, zone, form=form, boundary=(subject,))
            codes = [field.code for field in FIELDS[form]]
            codes += ["1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5"] if form == "A.4" else []
            found = {code: filled(figures, code) for code in codes}
            made[form, subject] = {code: figure for code, figure in found.items() if figure is not None}
    return made


def _footprints(park: OpenPark, scope: Scope) -> Mapping[str, tuple[Evidence, ...]]:
    found: dict[str, tuple[Evidence, ...]] = {}
    for kind in (FOOTPRINT, SCOPE3):
        for record in park.records.find(scope, kind, limit=_MOST):
            if record.firm is not None:
                shown = Evidence(EvidenceKind.RECORD, f"{kind}/{record.id}", record.revision)
                found[record.firm] = (*found.get(record.firm, ()), shown)
    return found


def _with_evidence(answer: Answer, there: Mapping[str, Record]) -> Answer:
    kept = tuple(e for e in answer.evidence if e.kind is not EvidenceKind.DOCUMENT or e.id in there)
    return answer if kept == answer.evidence else replace(answer, evidence=kept)


def _rows(park: OpenPark, scope: Scope, table: str, whole: Interval) -> Sequence[Mapping[str, Any]]:
    found = _table(park, scope, table, whole, None)
    return [] if found is None else found.to_pylist()


def _table(
    park: OpenPark, scope: Scope, table: str, whole: Interval, only: Mapping[str, Sequence[str]] | None
) -> pa.Table | None:
    """Rows of a derived table; None in a park whose flows have not run yet."""
    try:
        return park.snapshot().derived(scope, table, Interval(whole.start, whole.end.astimezone(UTC)), only=only)
    except StateError:
        return None
