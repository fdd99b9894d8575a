"""What people say about data: declarations, triage of findings, causes of exceedances, flags by hand.

Each is a record with its author; each revision is an entry of the evidence log (``logged_records``).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from ecopark.account.declarations import put_declaration
from ecopark.core.errors import InputError
from ecopark.core.records import Draft
from ecopark.judge.compliance.actions import answer
from ecopark.serve.access import visible
from ecopark.serve.api.asking import Ask, Judges, Triagers, Writers
from ecopark.serve.api.kept import record_json
from ecopark.serve.api.results import finding_row
from ecopark.serve.api.times import interval, moment, shown
from ecopark.serve.finding_tables import all_findings
from ecopark.serve.problems import NotFound
from ecopark.trust.triage import TRIAGE_KIND, TriageState

LONGEST_SNOOZE = timedelta(days=366)
router = APIRouter(tags=["notes"])

Sentence = Annotated[str, Field(min_length=3, max_length=2000)]
Revision = Annotated[int | None, Field(default=None, ge=0, description="The revision that was read; 0: new.")]
RecordId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")]


class NewDeclaration(BaseModel):
    """An amount that no meter sees. Days are calendar days of the park, both included."""

    firm: str = Field(examples=["steel"])
    id: RecordId | None = Field(default=None, description="Of a declaration that is corrected.")
    expected_revision: Revision = None
    facility: str | None = Field(default=None, examples=["steel.mill"])
    category: str = Field(examples=["fuel"])
    substance: str = Field(default="", max_length=200, examples=["gas/diesel oil"])
    activity: float = Field(examples=[12.5], allow_inf_nan=False)
    unit: str = Field(max_length=40, examples=["t"])
    first_day: str = Field(examples=["2025-03-01"])
    last_day: str = Field(examples=["2025-03-31"])
    evidence: str = Field(min_length=1, max_length=500, examples=["hoá đơn 000123"])
    note: str = Field(default="", max_length=2000)
    equipment: str = Field(default="", max_length=60, examples=["road"], description="See GET /inventory/categories.")
    density_kg_per_l: float | None = Field(default=None, description="Of a liquid fuel that is given by volume.")


class Triage(BaseModel):
    """What somebody made of a finding. A snooze needs ``until``: for how long it, and others of its kind there, wait."""

    state: TriageState = Field(examples=["resolved"])
    note: Sentence = Field(examples=["Công tơ được thay ngày 3/3."])
    until: str | None = Field(default=None, examples=["2026-01-31"], description="Day (included) or moment, with snoozed.")
    whole_case: bool = Field(default=False, description="Also for the other undecided findings of its check there.")
    expected_revision: Revision = None


class Acknowledgement(BaseModel):
    """Why a limit was exceeded, and what is done."""

    cause: Sentence = Field(examples=["Mưa lớn, bể điều hoà quá tải."])
    action: Sentence = Field(examples=["Giảm lưu lượng vào, đo lại sau hai giờ."])
    expected_revision: Revision = None


class FlagNote(BaseModel):
    """A flag set by hand over an interval; raw values stay."""

    datastream: str = Field(examples=["works.outflow"])
    start: str = Field(examples=["2025-03-01T00:00:00+07:00"])
    end: str = Field(examples=["2025-03-01T06:00:00+07:00"])
    flag: Literal["good", "doubtful", "bad"]
    reason: Sentence = Field(examples=["Hiệu chuẩn cảm biến."])


@router.post("/declarations", summary="Declare an amount", status_code=201)
def declare(ask: Writers, given: NewDeclaration) -> dict[str, Any]:
    """A firm declares its own. The same id again is a new revision; nothing is overwritten."""
    if given.firm not in ask.network.firms or not ask.scope.sees(given.firm):
        raise NotFound(given.firm)
    facility = ask.network.facilities.get(given.facility or "")
    if given.facility is not None and (facility is None or facility.firm != given.firm):
        code = "serve.declaration.other_firm"
        raise InputError(code, where="facility", facility=given.facility, firm=given.firm)
    content = given.model_dump(exclude={"firm", "id", "expected_revision"})
    record_id = given.id or secrets.token_hex(8)
    _mine_or_new(ask, "declaration", record_id, given.firm)
    kept = put_declaration(
        ask.park.records, ask.scope, ask.network, given.firm, record_id, content, expected_revision=given.expected_revision
    )
    return record_json(ask, kept)


@router.post("/findings/{finding_id}/triage", summary="Say what a finding turned out to be", status_code=201)
def triage(ask: Triagers, finding_id: str, given: Triage) -> dict[str, Any]:
    """Manager and inspector for all findings, a firm for its own. Dismissals teach the queue: see ``GET /queue``."""
    row = finding_row(ask, finding_id)
    firm = ask.network.datastreams[row["datastream"]].firm
    ask.scope.require(firm, finding_id)
    content = {"state": given.state.value, "note": given.note, "code": row["code"], "datastream": row["datastream"]}
    if (until := _until(ask, given)) is not None:
        content["until"] = until
    others = _undecided_like(ask, row) if given.whole_case else ()
    drafts = [Draft(finding_id, content, firm=firm, expected_revision=given.expected_revision)]
    drafts += [Draft(other, content, firm=firm) for other in others]
    kept = ask.park.records.put_many(ask.scope, TRIAGE_KIND, drafts)
    return record_json(ask, kept[0])


def _until(ask: Ask, given: Triage) -> str | None:
    """When a snooze ends: after the park's now, within ``LONGEST_SNOOZE``."""
    if given.state is not TriageState.SNOOZED:
        if given.until is not None:
            raise InputError("serve.triage.until_without_snooze", where="until")
        return None
    if given.until is None:
        raise InputError("serve.triage.snooze_without_until", where="until")
    now = ask.park.now()
    until = moment(given.until, ask.zone, "until") + timedelta(days=int(len(given.until) == 10))
    if not now < until <= now + LONGEST_SNOOZE:
        raise InputError("serve.triage.until_out_of_range", where="until", text=given.until, days=LONGEST_SNOOZE.days)
    return until.isoformat()


def _undecided_like(ask: Ask, row: Mapping[str, Any]) -> list[str]:
    """Findings of the same check on the same datastream that nobody has decided on."""
    alike = all_findings(ask.snapshot, ask.scope, only={"code": [row["code"]], "datastream": [row["datastream"]]})
    ids = [name for name in alike["id"].to_pylist() if name != row["id"]]
    decided = ask.park.records.get_many(ask.scope, TRIAGE_KIND, ids)
    return [name for name in ids if name not in decided]


@router.post("/exceedances/{exceedance_id}/acknowledge", summary="State cause and action", status_code=201)
def acknowledge(ask: Writers, exceedance_id: str, given: Acknowledgement) -> dict[str, Any]:
    """By the firm whose monitoring point it is, or the manager. It is no admission of a violation."""
    rows = ask.snapshot.derived(ask.scope, "exceedances", only={"id": [exceedance_id]}).to_pylist()
    if not rows:
        raise NotFound(exceedance_id)
    point = visible.monitoring_point(ask.network, ask.scope, rows[0]["monitoring_point"])
    ask.scope.require(point.firm, exceedance_id)
    kept = answer(
        ask.park.records,
        ask.scope,
        rows[0],
        point.firm,
        cause=given.cause,
        action=given.action,
        revision=given.expected_revision,
    )
    return record_json(ask, kept)


@router.post("/flag-notes", summary="Set a flag by hand", status_code=201)
def set_flag(ask: Judges, given: FlagNote) -> dict[str, Any]:
    """Stands beside the flags of the checks, with author and reason; the raw value stays."""
    stream = visible.datastream(ask.network, ask.scope, given.datastream)
    span = interval(given.start, given.end, ask.zone)
    assert span is not None
    content = {
        "datastream": stream.id,
        "start": shown(span.start, ask.zone),
        "end": shown(span.end, ask.zone),
        "flag": given.flag,
        "reason": given.reason,
    }
    kept = ask.park.records.put(ask.scope, "flag_note", secrets.token_hex(8), content, firm=stream.firm)
    return record_json(ask, kept)


def _mine_or_new(ask: Ask, kind: str, record_id: str, firm: str) -> None:
    """An id that stands for another firm's record is answered like an unknown one."""
    found = ask.park.records.get(ask.scope, kind, record_id)
    if found is not None and found.firm != firm:
        raise NotFound(record_id)


mine_or_new = _mine_or_new  # for the routers of other areas
