"""Chain of custody: is a sample still what was taken? Gaps, broken seals, time and warmth; the answer names the reason.

Holding time and temperature come from a rule where one is known (dated, sourced); otherwise from stated settings, and the
answer says which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ecopark.core.messages import Message
from ecopark.trust.inspection.records import CustodyEvent, SampleTaken

GAP = timedelta(hours=4)
BY_SETTING = Message("trust.custody.by_setting")
CLOCKS = timedelta(minutes=5)  # two people's clocks may differ by so much


@dataclass(frozen=True, slots=True)
class HoldingTerms:
    """How long and how warm a sample may be kept; ``source`` says who says so: a rule's source, or that it is a setting.

    Attributes
    ----------
    hours
        From taking to opening in the laboratory, by property; ``default_hours`` for the others.
    warmest_c, coldest_c
        Of the sample or its box on the way, where the temperature is recorded at all. A sample is warm while it is taken.
    """

    hours: Mapping[str, float] = field(default_factory=dict)
    default_hours: float = 24.0
    warmest_c: float = 8.0
    coldest_c: float = 0.0
    longest_gap: timedelta = GAP
    source: str | Message = BY_SETTING


@dataclass(frozen=True, slots=True)
class CustodyVerdict:
    """``intact``: nothing speaks against the sample; ``broken``: something does; ``incomplete``: not yet opened."""

    state: str
    reasons: tuple[Message, ...]
    source: str | Message

    @property
    def intact(self) -> bool:
        return self.state == "intact"


def judge_custody(
    sample: SampleTaken,
    events: Sequence[CustodyEvent],
    terms: HoldingTerms | None = None,
    properties: Sequence[str] = (),
) -> CustodyVerdict:
    """Judge a sample's way from the place to the laboratory.

    Parameters
    ----------
    events
        In the order in which they were recorded; they are judged in the order of their times.
    properties
        What was or will be measured in it: each has its own holding time.
    """
    chosen = terms or HoldingTerms()
    ordered = sorted(events, key=lambda event: event.at)
    broken = [
        *_order(sample, ordered),
        *_hands(ordered, chosen),
        *_seals(sample, ordered),
        *_warmth(ordered, chosen),
        *_holding(sample, ordered, chosen, properties),
    ]
    if broken:
        return CustodyVerdict("broken", tuple(broken), chosen.source)
    names = [event.event for event in ordered]
    missing = [name for name in ("received", "opened") if name not in names]
    if missing:
        waiting = tuple(Message(f"trust.custody.not_{name}", {"sample": sample.id}) for name in missing)
        return CustodyVerdict("incomplete", waiting, chosen.source)
    return CustodyVerdict("intact", (), chosen.source)


def _order(sample: SampleTaken, events: Sequence[CustodyEvent]) -> list[Message]:
    found = []
    names = [event.event for event in events]
    if names[:1] != ["taken"]:
        found.append(Message("trust.custody.no_beginning", {"sample": sample.id}))
    elif abs(events[0].at - sample.taken_at) > CLOCKS:
        params = {"said": events[0].at.isoformat(), "taken": sample.taken_at.isoformat()}
        found.append(Message("trust.custody.other_time", params))
    for name in ("taken", "opened"):
        if names.count(name) > 1:
            found.append(Message("trust.custody.twice", {"event": name}))
    return found


def _hands(events: Sequence[CustodyEvent], terms: HoldingTerms) -> list[Message]:
    """Who hands over or opens had it, who receives was named, nothing is opened on its way, no time is unaccounted for.

    A receipt without a recorded handing over is taken as both, if it comes soon after the step before.
    """
    found: list[Message] = []
    holder: str | None = None
    on_its_way, before = False, None
    for event in events:
        if event.event == "handed_over":
            if holder is not None and not _same(event.by, holder):
                found.append(_other_hands(event, holder))
            holder, on_its_way = event.to, True
        elif event.event == "received":
            if on_its_way and holder is not None and not _same(event.by, holder):
                found.append(_other_hands(event, holder))
            moved = on_its_way or holder is None or not _same(event.by, holder)
            if moved and before is not None and event.at - before > terms.longest_gap:
                found.append(_gap(before, event.at))
            holder, on_its_way = event.to or event.by, False
        elif event.event == "opened":
            if on_its_way:
                found.append(Message("trust.custody.opened_before", {}))
            elif holder is not None and not _same(event.by, holder):
                found.append(_other_hands(event, holder))
        elif event.event == "taken":
            holder = event.to or event.by
        before = event.at
    return found


def _other_hands(event: CustodyEvent, holder: str) -> Message:
    return Message("trust.custody.other_hands", {"by": event.by, "holder": holder, "at": event.at.isoformat()})


def _gap(first: datetime, last: datetime) -> Message:
    hours = round((last - first).total_seconds() / 3600, 1)
    return Message("trust.custody.gap", {"hours": hours, "from": first.isoformat(), "to": last.isoformat()})


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _seals(sample: SampleTaken, events: Sequence[CustodyEvent]) -> list[Message]:
    """The seal on the bottle stays the same until the laboratory opens it."""
    found, on_it = [], sample.seal
    for event in events:
        if event.seal is not None and on_it is not None and event.seal != on_it:
            params = {"seen": event.seal, "expected": on_it, "event": event.event, "at": event.at.isoformat()}
            found.append(Message("trust.custody.other_seal", params))
        if event.event == "opened" and event.seal is None and on_it is not None:
            found.append(Message("trust.custody.seal_not_checked", {"expected": on_it}))
        on_it = event.seal or on_it
    return found


def _warmth(events: Sequence[CustodyEvent], terms: HoldingTerms) -> list[Message]:
    found = []
    for event in events:
        warm = event.temperature_c
        if event.event != "taken" and warm is not None and not terms.coldest_c <= warm <= terms.warmest_c:
            params = {"temperature": warm, "low": terms.coldest_c, "high": terms.warmest_c, "at": event.at.isoformat()}
            found.append(Message("trust.custody.temperature", params))
    return found


def _holding(
    sample: SampleTaken, events: Sequence[CustodyEvent], terms: HoldingTerms, properties: Sequence[str]
) -> list[Message]:
    opened = next((event.at for event in events if event.event == "opened"), None)
    if opened is None:
        return []
    hours = round((opened - sample.taken_at).total_seconds() / 3600, 2)
    limits = {name: terms.hours.get(name, terms.default_hours) for name in properties} or {"": terms.default_hours}
    late = {name: limit for name, limit in limits.items() if hours > limit}
    return [
        Message(
            "trust.custody.held_too_long", {"property": name or "-", "hours": hours, "limit": limit, "source": terms.source}
        )
        for name, limit in late.items()
    ]
