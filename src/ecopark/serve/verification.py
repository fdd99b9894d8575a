"""Lock a baseline of a measure, verify the measure with what is known now, and see when that is due again. # judge 4

Whoever asks, the platform reads and computes for itself: a firm decides when, not what comes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

import ecopark
from ecopark.account.cost import TariffTerms
from ecopark.account.measures.baselines import BASELINE, Baseline, check_lock, is_untouched, lock
from ecopark.account.measures.events import EventState
from ecopark.account.measures.picture import picture_of
from ecopark.account.measures.records import MEASURE, Measure, Status, read_measure
from ecopark.account.measures.verification import VERIFICATION
from ecopark.account.measures.worth import Course, carbon_saved, money_saved
from ecopark.account.resource_lines import PARK
from ecopark.account.savings.baseline import Baseline as Model
from ecopark.account.savings.baseline import Event, NotFitted, fit_baseline
from ecopark.account.savings.events import propose_events
from ecopark.account.savings.savings import Asked, Savings, savings
from ecopark.account.savings.series import Series
from ecopark.account.savings.sufficiency import Wanted, sufficiency
from ecopark.connect.settings import PARK as PARK_SETTING
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing, message_content
from ecopark.core.interval import Interval, to_utc
from ecopark.core.messages import Message
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.core.terms import Origin, Role
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.serve.measure_data import (
    Sources,
    calendar_for,
    meter_of,
    option_of,
    origin_of,
    series_for,
    sources_of,
    state_of,
)
from ecopark.serve.measures import (
    WORKER,
    WRITERS,
    Proposal,
    baselines_of,
    events_of,
    keep_proposals,
    measure_record,
    today_of,
)
from ecopark.serve.park import OpenPark

BASELINE_DAYS = 365
NORMAL_DAYS = 360  # the conditions of a baseline of a whole year are the normal year
VERIFIERS = (Role.MANAGER, Role.FIRM, Role.INSPECTOR)
_YEAR = timedelta(days=365.25)


def lock_baseline(
    park: OpenPark,
    scope: Scope,
    measure_id: str,
    *,
    period: Interval | None = None,
    end: datetime | None = None,
    reporting_start: datetime | None = None,
    reason: str = "",
) -> Record:
    """Choose a model on the baseline period and lock it.

    Parameters
    ----------
    period
        Whole days before the measure works; left out: twelve months up to ``end``.
    end
        Left out: the day on which the measure works from, at the latest now.
    reporting_start
        Left out: the day on which the measure works from, otherwise tomorrow.

    Raises
    ------
    StateError
        account.baseline.too_late, .locked: without a reason.
    InputError
        account.verification.*: no meter, no readings; account.savings.*: no model can be made.
    """
    scope.require_role("lock baselines", *WRITERS)
    record = measure_record(park.records, scope, measure_id)
    measure = read_measure(record.id, record.content)
    span, begins = _spans(park, measure, period, end, reporting_start)
    before = baselines_of(park.records, WORKER, measure_id)
    now = park.now()
    check_lock(measure_id, span, begins, now, before=before, reason=reason)
    sources = sources_of(measure, park.network)
    if isinstance(sources, Message):
        raise InputError(sources.id, where="meters", **sources.params)
    series = series_for(park.snapshot(), park.network, sources, span)
    if series is None:
        raise InputError("account.verification.no_readings", where="meters")
    years = Interval(span.start, max(to_utc(begins), now) + 2 * _YEAR)
    accepted = _accepted(park, measure_id, span)
    model = fit_baseline(series, calendar_for(park.book, years), events=accepted)
    if isinstance(model, NotFitted):
        raise InputError(model.reason.id, where="period", **model.reason.params)
    locked = lock(measure_id, model.content(), span, begins, now, meters=sources.meters, before=before, reason=reason)
    return park.records.put(
        scope, BASELINE, measure_id, locked.record_content(), firm=record.firm, expected_revision=len(before)
    )


def _spans(
    park: OpenPark, measure: Measure, period: Interval | None, end: datetime | None, begins: datetime | None
) -> tuple[Interval, datetime]:
    """Baseline period and start of the reporting period, with what was left out filled in."""
    zone = ZoneInfo(park.network.park.zone)
    today = Interval.of_day(today_of(park), zone)
    works = Interval.of_day(measure.installed_on, zone).start if measure.installed_on else today.end
    if period is None:
        last = end or min(works, today.start)
        period = Interval(last - timedelta(days=BASELINE_DAYS), last)
    return period, begins or max(works, period.end)


def verify_measure(park: OpenPark, scope: Scope, measure_id: str) -> Record:
    """Judge a measure with what is known now; the answer is a new revision of its ``verification``.

    Whatever is missing is part of the answer. The status of the measure follows: *verified* while the newest answer is, and
    back to *installed* when it is not any more.
    """
    scope.require_role("verify measures", *VERIFIERS)
    record = measure_record(park.records, scope, measure_id)
    measure, snapshot = read_measure(record.id, record.content), park.snapshot()
    locks = baselines_of(park.records, WORKER, measure_id)
    judged = _judge(park, snapshot, record, measure, locks[-1] if locks else None)
    content = {
        "measure": measure_id,
        "asked_by": scope.user,
        "lake_version": snapshot.version,
        "engine_version": ecopark.__version__,
        "rules_version": park.book.version,
        "inputs_sha256": inputs_sha256(park, snapshot, measure, locks[-1] if locks else None),
        **judged,
    }
    kept = park.records.put(WORKER, VERIFICATION, measure_id, content, firm=record.firm)
    _follow(park, record, measure, judged["standing"] == Standing.VERIFIED.value)
    return kept


def is_due(park: OpenPark, snapshot: Snapshot, record: Record) -> bool:
    """Whether something that the newest verification rests on has changed since; cheap."""
    measure = read_measure(record.id, record.content)
    if measure.status not in (Status.INSTALLED, Status.VERIFIED):
        return False
    locks = baselines_of(park.records, WORKER, record.id)
    if not locks or to_utc(locks[-1].reporting_start) >= park.now():
        return False
    known = park.records.get(WORKER, VERIFICATION, record.id)
    return known is None or known.content.get("inputs_sha256") != inputs_sha256(park, snapshot, measure, locks[-1])


def inputs_sha256(park: OpenPark, snapshot: Snapshot, measure: Measure, baseline: Baseline | None) -> str:
    """Hash of what a verification rests on: amounts, baseline, accepted events, what is said, rules."""
    if baseline is None:
        return ""
    names = (*baseline.meters, *(str(c[0]) for c in baseline.content.get("covariates", ())))
    events = [e for e in events_of(park.records, WORKER, measure.id) if e.state is EventState.ACCEPTED]
    parts = (
        state_of(snapshot, names),
        baseline.sha256,
        *(f"{e.id} {e.start.isoformat()} {e.end}" for e in events),
        repr(sorted(measure.said.items())),
        park.book.version,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Case:
    """All that one judgement needs."""

    park: OpenPark
    record: Record
    measure: Measure
    baseline: Baseline
    model: Model
    sources: Sources
    before: Series
    reporting: Series
    events: tuple[Event, ...]


def _judge(
    park: OpenPark, snapshot: Snapshot, record: Record, measure: Measure, baseline: Baseline | None
) -> Mapping[str, Any]:
    case = _case(park, snapshot, record, measure, baseline)
    if isinstance(case, Message):
        return _nothing(case, baseline)
    claimed = _claimed_percent(case)
    asked = Asked(
        carrier=case.sources.quantity.rpartition("_")[0],
        boundary=_boundary(case),
        evidence=_evidence(case, snapshot),
        origin=origin_of(park.network, case.baseline.meters),
    )
    meter = meter_of(park.network, case.baseline.meters)
    normal = case.before if case.baseline.period.seconds >= NORMAL_DAYS * 86400 else None
    found = savings(case.model, case.reporting, events=case.events, normal=normal, meter=meter, asked=asked)
    enough = sufficiency(case.before, case.model, case.reporting, found)
    said = sufficiency(case.before, case.model, case.reporting, found, claimed_percent=claimed)
    notes = [*enough.notes, *(reason for reason in said.reasons if reason not in enough.reasons)]
    if found.percent.low is None or found.percent.low <= 0:
        enough, notes = said, list(said.notes)  # nothing is proved: the reason names what is said
    keep_proposals(park, record, _proposals(case))
    standing, reason = _standing(case, found.avoided, enough.reasons)
    figures = _figures(case, found, standing)
    return {
        "baseline_sha256": case.baseline.sha256,
        "after_seeing": case.baseline.after_seeing,
        "option": option_of(park.network, case.baseline.meters),
        "quantity": case.sources.quantity,
        "period": {"start": case.reporting.start.isoformat(), "end": case.reporting.end.isoformat()},
        "claimed_percent": claimed,
        "figures": {name: None if figure is None else figure.content() for name, figure in figures.items()},
        "placebo": {"windows": found.placebo.windows, "covered": found.placebo.covered, "level": found.placebo.level},
        "sufficiency": [message_content(m) for m in enough.reasons],
        "notes": [message_content(m) for m in notes],
        "extrapolated_share": found.extrapolated_share,
        "missing": [_missing(wanted) for wanted in enough.missing],
        "events": [event.id for event in case.events],
        "picture": picture_of(case.before, case.reporting, case.model, found),
        "standing": standing.value,
        "reason": message_content(reason),
    }


def _case(
    park: OpenPark, snapshot: Snapshot, record: Record, measure: Measure, baseline: Baseline | None
) -> _Case | Message:
    """What the judgement needs, or why there is none."""
    if baseline is None:
        found = sources_of(measure, park.network)
        return found if isinstance(found, Message) else Message("account.verification.no_baseline")
    if not is_untouched(baseline):
        return Message("account.baseline.altered")
    sources = sources_of(replace(measure, meters=baseline.meters), park.network)
    if isinstance(sources, Message):
        return sources
    model = Model.of(baseline.content)
    sources = replace(sources, step_s=model.step_s)
    if to_utc(baseline.reporting_start) >= park.now():
        return Message("account.verification.no_readings")
    names = [name for name in model.ranges if not name.startswith("event:")]
    before = series_for(snapshot, park.network, sources, baseline.period, names)
    span = Interval(baseline.reporting_start, park.now())
    reporting = series_for(snapshot, park.network, sources, span, names)
    if before is None or reporting is None or not reporting.valid.any():
        return Message("account.verification.no_readings")
    events = tuple(_accepted(park, measure.id, span))
    return _Case(park, record, measure, baseline, model, sources, before, reporting, events)


def _accepted(park: OpenPark, measure_id: str, span: Interval) -> Sequence[Event]:
    """Accepted events that touch a span, in the words of the method."""
    known = events_of(park.records, WORKER, measure_id)
    return [
        Event(e.id, e.start, e.end) for e in known if e.state is EventState.ACCEPTED and e.overlaps(span.start, span.end)
    ]


def _standing(case: _Case, avoided: Figure, reasons: Sequence[Message]) -> tuple[Standing, Message]:
    """Verified only if nothing stands in the way of telling the saving from nothing; what was said beyond it is for the
    totals and for claims. Otherwise not provable, with the first reason.
    """
    if avoided.value is None or avoided.low is None:
        return Standing.NOT_PROVABLE, avoided.reason or Message("account.verification.no_readings")
    if reasons:
        return Standing.NOT_PROVABLE, next(filter(_undecided, reasons), reasons[0])
    if case.baseline.after_seeing:
        return Standing.NOT_PROVABLE, Message("account.baseline.after_seeing")
    if origin_of(case.park.network, case.baseline.meters) is Origin.SYNTHETIC:
        return Standing.NOT_PROVABLE, Message("account.verification.synthetic")
    if avoided.low <= 0:
        return Standing.NOT_PROVABLE, Message("account.verification.within_noise")
    return Standing.VERIFIED, Message("account.verification.verified")


def _undecided(reason: Message) -> bool:
    """Whether the reason is that the interval cannot decide: what a reader must know first."""
    return reason.id in ("account.savings.no_production", "account.savings.claim_excluded", "account.savings.too_wide")


def _figures(case: _Case, found: Savings, standing: Standing) -> dict[str, Figure | None]:
    """Figures of the record; none stands higher than the verification."""
    course = _course(case)
    zone = ZoneInfo(case.park.network.park.zone)
    figures: dict[str, Figure | None] = {
        "avoided": found.avoided,
        "avoided_unadjusted": found.avoided_unadjusted,
        "percent": found.percent,
        "percent_unadjusted": found.percent_unadjusted,
        "normalised": found.normalised,
        "normalised_percent": found.normalised_percent,
        "money": None,
        "carbon": None,
    }
    if case.sources.quantity == "electricity_kwh":
        figures["money"] = money_saved(found.avoided, course, case.park.book, _terms(case), zone)
        figures["carbon"] = carbon_saved(found.avoided, course, case.park.book, zone)
    return {name: None if f is None else replace(f, standing=standing) for name, f in figures.items()}


def _course(case: _Case) -> Course:
    expected = case.model.predict(case.reporting).amount
    return Course(case.reporting.start_us, case.reporting.step_s, np.asarray(expected - case.reporting.amount, np.float64))


def _terms(case: _Case) -> TariffTerms | None:
    groups = case.park.settings.tariff_groups
    given = groups.get(case.measure.firm or PARK_SETTING) or groups.get(PARK)
    return None if given is None else TariffTerms(given.group, given.voltage, given.schedule or None)


def _claimed_percent(case: _Case) -> float | None:
    """What is said, as a share of the expected use of the reporting period; None where nothing is said."""
    said = case.measure.said.get(case.sources.quantity)
    if said is None:
        return None
    expected = case.model.predict(case.reporting).amount
    total = float(np.nansum(expected[case.reporting.valid]))
    judged = timedelta(seconds=float(case.reporting.valid.sum()) * case.reporting.step_s)
    return None if total <= 0 else round(100 * said * (judged / _YEAR) / total, 2)


def _boundary(case: _Case) -> tuple[str, ...]:
    owner = f"firm:{case.measure.firm}" if case.measure.firm else "park"
    return (owner, *(f"meter:{name}" for name in case.baseline.meters))


def _evidence(case: _Case, snapshot: Snapshot) -> tuple[Evidence, ...]:
    return (
        Evidence(EvidenceKind.RECORD, f"{MEASURE}/{case.measure.id}", case.record.revision),
        Evidence(EvidenceKind.RECORD, f"{BASELINE}/{case.measure.id}", None, case.baseline.sha256),
        *(Evidence(EvidenceKind.DATASTREAM, name, snapshot.version) for name in case.baseline.meters),
    )


def _proposals(case: _Case) -> Sequence[Proposal]:
    """What the residuals speak for and nobody has accepted yet."""
    found = propose_events(case.model, case.reporting)
    said = ("kind", "size", "low", "high", "unit", "percent")
    return [
        (p.start, p.end, {**{n: getattr(p, n) for n in said}, "message": message_content(p.message), "evidence": p.evidence})
        for p in found
    ]


def _missing(wanted: Wanted) -> dict[str, Any]:
    """As stored: ``interval_then`` is the worst of the estimate, ``interval_best`` the best; half widths in per cent."""
    best, worst = wanted.interval_then or (None, None)
    return {**wanted.content(), "interval_then": worst, "interval_best": best}


def _nothing(reason: Message, baseline: Baseline | None) -> Mapping[str, Any]:
    """The answer where nothing can be judged."""
    names = (
        "avoided",
        "avoided_unadjusted",
        "percent",
        "percent_unadjusted",
        "normalised",
        "normalised_percent",
        "money",
        "carbon",
    )
    return {
        "baseline_sha256": baseline.sha256 if baseline else None,
        "after_seeing": baseline.after_seeing if baseline else False,
        "option": None,
        "quantity": None,
        "period": None,
        "claimed_percent": None,
        "figures": dict.fromkeys(names),
        "placebo": None,
        "sufficiency": [message_content(reason)],
        "notes": [],
        "extrapolated_share": None,
        "missing": [],
        "events": [],
        "picture": None,
        "standing": Standing.NOT_PROVABLE.value,
        "reason": message_content(reason),
    }


def _follow(park: OpenPark, record: Record, measure: Measure, holds: bool) -> None:
    """Let the status say what the newest verification says."""
    wanted = {Status.INSTALLED: Status.VERIFIED, Status.VERIFIED: Status.INSTALLED}.get(measure.status)
    if wanted is not None and holds == (wanted is Status.VERIFIED):
        content = replace(measure, status=wanted).content()
        park.records.put(WORKER, MEASURE, measure.id, content, firm=record.firm, expected_revision=record.revision)
