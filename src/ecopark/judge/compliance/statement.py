"""Compliance statement of a month or a year: what was judged, exceeded, not judged and why, by which rules. Pure.

The content is plain JSON. It names the version of the lake and the moment up to which records were read, so that the same
content, and its SHA-256, can be made again. What depends on the moment of reading (overdue) is left out for that reason.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing, message_content
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork, MonitoringPoint
from ecopark.core.terms import Origin
from ecopark.judge.compliance import messages  # noqa: F401  # registers the texts
from ecopark.judge.compliance.events import Event
from ecopark.judge.uncertainty import COVERAGE, LEVEL_90
from ecopark.rules.book import RuleBook

Row = Mapping[str, Any]
KIND = "compliance_statement"
_NO_LIMIT = "rules.limit.no_limit"


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month or year of the park's zone; ``label`` is ``2025-11`` or ``2025``."""

    label: str
    interval: Interval

    @classmethod
    def parse(cls, label: str, zone: ZoneInfo) -> Period:
        """``InputError`` judge.compliance.bad_period for anything but a month or a year."""
        found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", label)
        if found is None or not 1900 <= int(found[1]) <= 2200 or not 1 <= int(found[2] or 1) <= 12:
            raise InputError("judge.compliance.bad_period", where="period", period=label[:20])
        year, month = int(found[1]), int(found[2] or 1)
        first = date(year, month, 1)
        after = date(year + 1, 1, 1) if found[2] is None else date(year + month // 12, month % 12 + 1, 1)
        start, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (first, after))
        return cls(label, Interval(start.astimezone(UTC), end.astimezone(UTC)))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the flow ``limits`` has published of the points of a statement, for its period.

    Attributes
    ----------
    states, bands, exceedances, findings
        Rows of ``limit_states``, ``limit_bands``, ``exceedances`` (that reach into the period) and ``limit_findings``.
    events
        Events by exceedance id that the reader may see, also of exceedances that are gone by now.
    lake_version, known_at
        What they were read from: the version of the lake, and the recorded time of the newest record (ISO 8601, or empty).
    """

    states: Sequence[Row]
    bands: Sequence[Row]
    exceedances: Sequence[Row]
    findings: Sequence[Row]
    events: Mapping[str, Event]
    lake_version: int
    known_at: str


def compliance_statement(
    network: FlowNetwork,
    book: RuleBook,
    points: Sequence[MonitoringPoint],
    period: Period,
    judged: Judged,
    *,
    now: datetime,
    engine_version: str,
    audience: str,
) -> dict[str, Any]:
    """The statement as JSON; figures as ``Figure.content()``, sentences as message ids with parameters.

    Parameters
    ----------
    points
        Those that the reader may see.
    now
        The park's now: a period that is not over yet is said to be incomplete.
    audience
        Whose view it is: ``park``, ``public`` or the firms' ids.
    """
    zone = ZoneInfo(network.park.zone)
    parts = [_point(book, point, period, judged, zone) for point in sorted(points, key=lambda p: p.id)]
    used = sorted({rule["id"]: rule for part in parts for limit in part["limits"] for rule in limit["rules"]}.items())
    content: dict[str, Any] = {
        "kind": KIND,
        "park": network.park.id,
        "audience": audience,
        "period": {
            "label": period.label,
            "start": _local(period.interval.start, zone),
            "end": _local(period.interval.end, zone),
            "complete": period.interval.end <= now,
        },
        "answer": _worst([part["answer"] for part in parts]),
        "totals": _totals(parts),
        "provisional": any(part["provisional"] for part in parts),
        "synthetic": any(part["synthetic"] for part in parts),
        "points": parts,
        "rules": [rule for _, rule in used],
        "versions": {
            "lake": judged.lake_version,
            "rules": book.version,
            "engine": engine_version,
            "records_known_at": judged.known_at,
        },
    }
    return {**content, "sha256": content_sha256(content)}


def content_sha256(content: Mapping[str, Any]) -> str:
    """Hash of a statement's content, its own ``sha256`` left out."""
    said = {key: value for key, value in content.items() if key != "sha256"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _point(book: RuleBook, point: MonitoringPoint, period: Period, judged: Judged, zone: ZoneInfo) -> dict[str, Any]:
    states = [s for s in judged.states if s["monitoring_point"] == point.id]
    bands = {_key(b): b for b in judged.bands if b["monitoring_point"] == point.id}
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for state in states:
        if state["limit"] is not None or state["limit_low"] is not None:
            key = (state["property"], state["statistic"], state["limit_rule"], state["limit"], state["limit_low"])
            groups.setdefault(key, []).append(state)
    ordered = sorted(groups.items(), key=lambda item: tuple(str(part) for part in item[0]))
    limits = [_limit(book, point, rows, bands, judged.lake_version, period, zone) for _, rows in ordered]
    mine = [x for x in judged.exceedances if x["monitoring_point"] == point.id]
    return {
        "id": point.id,
        "name_vi": point.name_vi,
        "name_en": point.name_en,
        "firm": point.firm,
        "medium": point.medium,
        "permit": point.permit,
        "public": point.public,
        "answer": _worst([limit["answer"] for limit in limits]),
        "provisional": any(limit["provisional"] for limit in limits),
        "synthetic": any(state["origin"] == Origin.SYNTHETIC for state in states),
        "limits": limits,
        "exceedances": [_exceedance(x, judged, zone) for x in sorted(mine, key=lambda x: (x["start"], x["id"]))],
        "data_changed": [
            _event(event, zone)
            for _, event in sorted(judged.events.items())
            if event.point == point.id and event.now is None and _within(event.seen["start"], period)
        ],
        "not_judged": _not_judged(states, zone),
        "no_limit": sorted({s["property"] for s in states if s["reason"] == _NO_LIMIT}),
    }


def _limit(
    book: RuleBook,
    point: MonitoringPoint,
    rows: Sequence[Row],
    bands: Mapping[tuple[Any, ...], Row],
    version: int,
    period: Period,
    zone: ZoneInfo,
) -> dict[str, Any]:
    """One limit over the period: counts are sums over its months."""
    first = rows[0]
    found = [bands[_key(row)] for row in rows if _key(row) in bands]
    counts = {name: sum(row[name] or 0 for row in rows) for name in ("judged", "exceeded", "not_judged")}
    origin = _weakest(rows)
    table = Evidence(EvidenceKind.TABLE, f"limit_states/{point.id}", version)
    named = {"start": _local(period.interval.start, zone), "end": _local(period.interval.end, zone)}
    common: dict[str, Any] = {
        **named,
        "standing": Standing.DECLARED if origin is Origin.DECLARED else Standing.MEASURED,
        "origin": origin,
        "boundary": (f"point:{point.id}", f"property:{first['property']}"),
        "evidence": (table, *(Evidence(EvidenceKind.RULE, r) for r in _rule_ids(first))),
        "provisional": any(bool(row["provisional"]) for row in rows),
    }
    return {
        "property": first["property"],
        "limit": first["limit"],
        "limit_low": first["limit_low"],
        "unit": first["unit"],
        "statistic": first["statistic"],
        "rules": [_rule(book, rule_id) for rule_id in _rule_ids(first)],
        "provisional": common["provisional"],
        "answer": "not_due" if _not_due(rows) else _answer(**counts),
        "periods": counts,
        "guarded": _guarded(found, rows),
        "figures": {
            "valid_share": _share("valid_share", _mean_share(found, rows), common).content(),
            "judged_share": _share("judged_share", _ratio(counts["judged"], counts["not_judged"]), common).content(),
            "worst_average": _worst_figure(found, first, common).content(),
        },
        "reasons": _reasons(rows, zone),
    }


def _answer(judged: int, exceeded: int, not_judged: int) -> str:
    """``within`` only if everything that was due could be judged; never from missing data."""
    if exceeded:
        return "exceeded"
    if not judged:
        return "not_judged"
    return "partly_judged" if not_judged else "within"


def _not_due(rows: Sequence[Row]) -> bool:
    """A yearly mean is due once the year is over; until then nothing is missing."""
    return all(row["reason"] == "judge.state.year_incomplete" and not row["judged"] for row in rows)


def _worst(given: Sequence[str]) -> str:
    """The answer of several: one exceeded is enough, and nothing is within while something due is not judged."""
    answers = [answer for answer in given if answer != "not_due"]
    order = ("exceeded", "partly_judged", "not_judged", "within")
    if set(answers) == {"not_judged"}:
        return "not_judged"
    if "not_judged" in answers and "exceeded" not in answers:
        return "partly_judged"
    return next((a for a in order if a in answers), "not_judged")


def _guarded(found: Sequence[Row], rows: Sequence[Row]) -> dict[str, Any] | None:
    """The decision with guard bands; None where the uncertainty of some month is not known."""
    if not found or len(found) < len([r for r in rows if r["judged"]]) or any(b["in_band"] is None for b in found):
        return None
    counts = {name: sum(b[name] for b in found) for name in ("surely_within", "in_band", "surely_exceeded")}
    return {**counts, "sources": sorted({b["source"] for b in found}), "coverage_factor": COVERAGE}


def _mean_share(found: Sequence[Row], rows: Sequence[Row]) -> float | None:
    periods = {_key(r): r["judged"] + r["not_judged"] for r in rows}
    weight = sum(periods[_key(b)] for b in found)
    if not weight:
        return None
    return math.fsum(float(b["valid_share"]) * periods[_key(b)] for b in found) / float(weight)


def _ratio(judged: int, not_judged: int) -> float | None:
    return judged / (judged + not_judged) if judged + not_judged else None


def _share(name: str, share: float | None, common: Mapping[str, Any]) -> Figure:
    percent = None if share is None else round(100 * share, 6)
    return Figure(name=name, value=percent, unit="%", reason=_nothing(percent), **common)


def _worst_figure(found: Sequence[Row], first: Row, common: Mapping[str, Any]) -> Figure:
    """The average nearest to, or farthest beyond, a bound with its 90 % interval."""
    known = [b for b in found if b["worst"] is not None]
    unit = first["unit"]
    if not known:
        return Figure(name="worst_average", value=None, unit=unit, reason=_nothing(None), **common)
    worst = max(known, key=lambda b: _margin(b["worst"], first["limit"], first["limit_low"]))
    value, low, high = worst["worst"], None, None
    if worst["relative"] is not None:
        half = LEVEL_90 * math.hypot(worst["relative"] * value, worst["absolute"])
        low, high = value - half, value + half
    return Figure(name="worst_average", value=value, unit=unit, low=low, high=high, **common)


def _nothing(value: float | None) -> Message | None:
    return Message("figure.nothing_judged") if value is None else None


def _margin(value: float, upper: float | None, lower: float | None) -> float:
    above = -math.inf if upper is None else value - upper
    return max(above, -math.inf if lower is None else lower - value)


def _exceedance(row: Row, judged: Judged, zone: ZoneInfo) -> dict[str, Any]:
    event = judged.events.get(row["id"])
    marks = [f for f in judged.findings if json.loads(f["evidence"]).get("exceedance") == row["id"]]
    return {
        "id": row["id"],
        "property": row["property"],
        "start": _local(row["start"], zone),
        "end": _local(row["end"], zone),
        "worst": row["worst"],
        "worst_time": _local(row["worst_time"], zone),
        "limit": row["limit"],
        "unit": row["unit"],
        "statistic": row["statistic"],
        "valid_share": row["valid_share"],
        "provisional": bool(row["provisional"]),
        "calibration": marks[0]["message_id"].rpartition(".")[2] if marks else None,
        "event": None if event is None else _event(event, zone),
    }


def _event(event: Event, zone: ZoneInfo) -> dict[str, Any]:
    said = event.content
    return {
        "id": event.id,
        "revision": event.revision,
        "property": event.seen["property"],
        "state": event.state.value,
        "behind": event.behind.value,
        "due": None if event.due is None else _local(event.due, zone),
        "cause": said.get("cause") or "",
        "action": said.get("action") or "",
        "answered_by": sorted(event.answered_by),
        "closed_by": said.get("closed_by") or "",
        "closing_note": said.get("closing_note") or "",
        "evidence": list(said.get("evidence") or []),
        "seen": {k: _local(v, zone) if isinstance(v, datetime) else v for k, v in event.seen.items()},
    }


def _not_judged(states: Sequence[Row], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Months in which something was due and could not be judged, with the reason."""
    found = []
    for row in states:
        if (row["not_judged"] or not row["judged"]) and row["reason"] not in (_NO_LIMIT, "judge.state.year_incomplete"):
            found.append(
                {
                    "property": row["property"],
                    "statistic": row["statistic"],
                    "month": _local(row["month"], zone)[:7],
                    "periods": row["not_judged"],
                    "reason": message_content(_message(row)),
                }
            )
    return sorted(found, key=lambda f: (f["property"], f["month"], f["statistic"]))


def _reasons(rows: Sequence[Row], zone: ZoneInfo) -> list[dict[str, Any]]:
    """What a reader must know beside the result, each sentence once with its months."""
    by_text: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["reason"]:
            said = message_content(_message(row))
            key = json.dumps(said, sort_keys=True)
            by_text.setdefault(key, {"message": said, "months": []})["months"].append(_local(row["month"], zone)[:7])
    return [by_text[key] for key in sorted(by_text)]


def _message(row: Row) -> Message:
    return Message(row["reason"] or "judge.state.no_readings", json.loads(row.get("reason_params") or "{}"))


def _rule(book: RuleBook, rule_id: str) -> dict[str, Any]:
    """A rule as it stands in the book; a permit's line is named only."""
    known = book.by_id.get(rule_id)
    if known is None:
        return {"id": rule_id, "document": rule_id, "place": "", "confidence": "", "provisional": None}
    return {
        "id": rule_id,
        "document": known.document,
        "place": known.place,
        "confidence": known.confidence.value,
        "provisional": known.provisional,
    }


def _rule_ids(row: Row) -> list[str]:
    return [part for part in str(row["limit_rule"]).split(" × ") if part]


def _totals(parts: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    limits = [limit for part in parts for limit in part["limits"]]
    shown = [x for part in parts for x in part["exceedances"]]
    events = [x["event"] for x in shown if x["event"] is not None]
    return {
        "points": len(parts),
        "limits": len(limits),
        **{name: sum(limit["periods"][name] for limit in limits) for name in ("judged", "exceeded", "not_judged")},
        "exceedances": len(shown),
        "events_open": sum(event["state"] != "closed" for event in events),
    }


def _weakest(rows: Iterable[Row]) -> Origin | None:
    order = (Origin.MEASURED, Origin.MODELLED, Origin.DECLARED, Origin.SYNTHETIC)
    found = [order.index(Origin(row["origin"])) for row in rows if row["origin"]]
    return order[max(found)] if found else None


def _key(row: Row) -> tuple[Any, ...]:
    return row["monitoring_point"], row["property"], row["month"], row["limit_rule"], row["statistic"]


def _within(moment: datetime, period: Period) -> bool:
    return period.interval.contains(moment.replace(tzinfo=UTC))


def _local(moment: datetime, zone: ZoneInfo) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(zone).isoformat(timespec="seconds")
