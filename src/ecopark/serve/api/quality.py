"""Quality control for programs: flags in the words of others, versions of the flags, settings proposed and reviewed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import numpy as np
import pyarrow as pa
from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ecopark.core.network import Datastream
from ecopark.core.observations import FLAGS
from ecopark.serve.access import visible
from ecopark.serve.api.asking import Ask, Everyone, Judges, SignedIn
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.formats import JSON, json_rows, table_file, wanted_format
from ecopark.serve.api.kept import record_json
from ecopark.serve.api.network import notice
from ecopark.serve.api.paging import Cursor, next_link, page_of_table
from ecopark.serve.api.readings import End, Start, facts_of
from ecopark.serve.api.times import interval, shown
from ecopark.serve.quality import observed_of, plan_of, review
from ecopark.trust.episodes import moment
from ecopark.trust.exchange import circular10, qartod_tests, saqc_flags, saqc_history
from ecopark.trust.history import qartod, read_note, with_notes
from ecopark.trust.observed import Observed
from ecopark.trust.relations import station_of
from ecopark.trust.review import REVIEW_KIND, Decision
from ecopark.trust.settings import KINDS
from ecopark.trust.translation import flags_of_readings, ran_checks
from ecopark.trust.versions import flag_difference

router = APIRouter(tags=["quality"])

Words = Literal["qartod", "saqc", "circular10"]
Version = Annotated[int | None, Query(ge=0, description="As the flags stood in this version; the newest without it.")]
Rows = Annotated[int, Query(ge=1, le=100_000)]
DatastreamId = Annotated[str, Query(max_length=200, examples=["works.cod"])]


class Decided(BaseModel):
    """One decision of a review."""

    check: str = Field(max_length=60, examples=["plausible_range"])
    choice: Literal["accept", "change", "refuse", "off"]
    parameters: dict[str, Any] | None = Field(default=None, examples=[{"minimum": 0, "maximum": 400}])
    note: str = Field(default="", max_length=2000)


class Review(BaseModel):
    """What a person decided on the proposed settings of a datastream."""

    decisions: list[Decided] = Field(min_length=1, max_length=60)
    expected_revision: int | None = Field(default=None, ge=0, description="The revision that was read; 0: new.")


@router.get("/flags", summary="Flags of every reading in the words of others", responses=A_PAGE)
def flags(
    ask: Everyone,
    datastream: DatastreamId,
    words: Annotated[
        Words, Query(description="QARTOD (1, 2, 3, 4, 9), SaQC (float), Circular 10/2021 (0, 1, 2).")
    ] = "qartod",
    start: Start = None,
    end: End = None,
    version: Version = None,
    cursor: Cursor = None,
    limit: Rows = 1000,
) -> Response:
    """One row per reading, also of the good and of the missing ones. Notes that people made count, in the newest version."""
    stream = visible.datastream(ask.network, ask.scope, datastream)
    kind = wanted_format(ask.request)
    headers = ask.conditional()
    readings = ask.snapshot.observations(ask.scope, [stream.id], interval(start, end, ask.zone))
    cut = page_of_table(readings, ("phenomenon_time",), cursor, limit)
    table = _translated(ask, stream, cut.rows, words, version)
    headers |= next_link(ask.request, cut.next)
    if kind != JSON:
        facts = {**facts_of(ask, stream), "words": words, "version": str(version or ask.snapshot.version)}
        return table_file(table, kind, facts, headers)
    rows = json_rows(_finite(table), ask.zone)
    return JSONResponse({"words": words, "items": rows, "next": cut.next, "notice": notice(ask)}, headers=headers)


@router.get("/flags/versions", summary="Versions of the flags", responses=A_PAGE)
def versions(ask: Everyone, datastream: DatastreamId) -> dict[str, Any]:
    """Each with the version of the checks (code and parameters) that made it; newest first."""
    stream = visible.datastream(ask.network, ask.scope, datastream)
    items = [
        {"version": r.version, "checks": r.flow_version, "rows": r.rows, "published": shown(r.published, ask.zone)}
        for r in ask.snapshot.derived_versions("flags", ask.scope, station_of(ask.network, stream))
    ]
    return {"items": items[::-1], "next": None, "notice": notice(ask)}


@router.get("/flags/difference", summary="What another version of the checks says otherwise", responses=A_PAGE)
def difference(
    ask: Everyone,
    datastream: DatastreamId,
    before: Annotated[int, Query(ge=0, description="A version of the flags.")] = 0,
    after: Version = None,
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Rows = 1000,
) -> Response:
    """Readings doubted anew (``flagged``), ``cleared``, at another level or for other reasons; counts by check on top."""
    stream = visible.datastream(ask.network, ask.scope, datastream)
    kind = wanted_format(ask.request)
    headers = ask.conditional()
    old, new = (_flags_of(ask, stream, start, end, version) for version in (before, after))
    found = flag_difference(old, new)
    cut = page_of_table(found.rows, ("phenomenon_time", "revision"), cursor, limit)
    headers |= next_link(ask.request, cut.next)
    if kind != JSON:
        facts = {**facts_of(ask, stream), "before": str(before), "after": str(after or ask.snapshot.version)}
        return table_file(cut.rows, kind, facts, headers)
    checks = {code: {"added": added, "gone": gone} for code, (added, gone) in found.checks.items()}
    content = {"changes": dict(found.changes), "checks": checks, "items": json_rows(cut.rows, ask.zone)}
    return JSONResponse({**content, "next": cut.next, "notice": notice(ask)}, headers=headers)


@router.get("/datastreams/{datastream_id}/quality", summary="Settings of the checks, and what the history suggests")
def proposal(ask: SignedIn, datastream_id: str) -> dict[str, Any]:
    """Each proposal with the numbers it rests on and the share of the history that it would doubt."""
    stream = visible.datastream(ask.network, ask.scope, datastream_id)
    checks = plan_of(ask.park, stream).checks
    present = {check: getattr(checks, check) for check in KINDS}
    observed = observed_of(ask.park, ask.scope, ask.snapshot, stream)
    kept = ask.park.records.get(ask.scope, REVIEW_KIND, stream.id)
    return {
        "datastream": stream.id,
        "unit": stream.canonical_unit,
        "checks": {check: None if value is None else asdict(value) for check, value in present.items()},
        "history": None if observed is None else _history_json(ask, observed),
        "proposed": [] if observed is None else [_proposed_json(ask, p) for p in observed.proposed],
        "review": None if kept is None else record_json(ask, kept),
    }


@router.post("/datastreams/{datastream_id}/quality", summary="Review proposed settings", status_code=201)
def decide(ask: Judges, datastream_id: str, given: Review) -> dict[str, Any]:
    """Accept, change, refuse or switch off, check by check. The next run uses it and makes a new version of the flags."""
    stream = visible.datastream(ask.network, ask.scope, datastream_id)
    decisions = [Decision(d.check, d.choice, d.parameters, d.note) for d in given.decisions]
    return record_json(ask, review(ask.park, ask.scope, ask.snapshot, stream, decisions, given.expected_revision))


def _flags_of(ask: Ask, stream: Datastream, start: str | None, end: str | None, version: int | None) -> pa.Table:
    span = interval(start, end, ask.zone)
    return ask.snapshot.derived(ask.scope, "flags", span, datastreams=[stream.id], version=version)


def _translated(ask: Ask, stream: Datastream, readings: pa.Table, words: Words, version: int | None) -> pa.Table:
    """The readings with their flags in the words that were asked for."""
    table = FLAGS.empty_table()
    if len(readings):
        table = ask.snapshot.derived(ask.scope, "flags", None, datastreams=[stream.id], version=version)
    coverage = ask.snapshot.derived(ask.scope, "coverage", None, datastreams=[stream.id], version=version)
    found = flags_of_readings(readings, table, coverage)
    flags = found.flags
    if version is None:
        records = ask.park.records.find(ask.scope, "flag_note", limit=100_000)
        notes = [read_note(r) for r in records if r.content.get("datastream") == stream.id]
        flags = with_notes(stream.id, found.times, flags, notes)
    columns: dict[str, Any] = {"phenomenon_time": readings["phenomenon_time"], "value": readings["value"]}
    if words == "qartod":
        columns["qartod"] = qartod(flags, found.missing)
        columns |= qartod_tests(found.tests, found.missing, ran_checks(plan_of(ask.park, stream).checks))
    elif words == "saqc":
        columns["flag"] = saqc_flags(np.where(found.missing, 0, flags).astype(np.uint8))
        columns |= {code: pa.array(c, from_pandas=True) for code, c in saqc_history(found.tests).items()}
    else:
        columns["status"] = circular10(found.status, found.tests)
        columns["flag"] = flags
    return pa.table(columns)


def _finite(table: pa.Table) -> pa.Table:
    """SaQC's "unflagged" is minus infinity, which JSON has no number for: null."""
    for i, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            column = table.column(i).to_numpy()
            table = table.set_column(i, field.name, pa.array(column, mask=~np.isfinite(column)))
    return table


def _history_json(ask: Ask, observed: Observed) -> dict[str, Any]:
    return {
        "readings": observed.readings,
        "first": shown(moment(observed.first), ask.zone),
        "last": shown(moment(observed.last), ask.zone),
        "step_s": observed.step / 1e6,
        "step_share": observed.step_share,
        "resolution": observed.resolution,
        "noise": observed.noise,
        "longest_stand": observed.longest_stand,
    }


def _proposed_json(ask: Ask, proposed: Any) -> dict[str, Any]:
    text = proposed.why.render(ask.lang)
    return {"check": proposed.check, "parameters": proposed.parameters, "share": proposed.share, "evidence": text}
