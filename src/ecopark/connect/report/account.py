"""What a receiver got: a ledger of slots, kept as records, and the account per station and day made from it.

A record of kind ``report_file`` holds one hour of one station for one receiver (id ``RECEIVER|STATION|yyyy-mm-ddTHH``, UTC):
at most twelve slots, so that a revision stays small although slots come one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from ecopark.connect.report.plan import StationPlan, slot_at_or_after, slots
from ecopark.connect.station_account import IN_TIME, STEP
from ecopark.core.interval import Interval
from ecopark.core.records import Draft, RecordsStore
from ecopark.core.scope import Scope

KIND = "report_file"
BREAK_TO_TELL = timedelta(hours=12)  # a longer break is told to the authority

How = Literal["sent", "found", "unmeasured", "replaced"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file that the receiver has.

    Attributes
    ----------
    how
        ``sent`` and measured there; ``found``: it lay there with the same content (an earlier attempt had got through);
        ``unmeasured``: sent, but the receiver does not tell sizes; ``replaced``: sent again by a person's decision.
    attempts
        How often it was tried; ``reason``: code of the last failure before it got through.
    changed
        SHA-256 of what the file would hold now, where kept readings have changed since; the sent one is left as it is.
    """

    sha256: str
    bytes: int
    lines: int
    prepared: datetime
    delivered: datetime
    how: How = "sent"
    attempts: int = 1
    reason: str = ""
    changed: str = ""

    def content(self) -> list[object]:
        return [
            self.sha256,
            self.bytes,
            self.lines,
            self.prepared.isoformat(),
            self.delivered.isoformat(),
            self.how,
            self.attempts,
            self.reason,
            self.changed,
        ]

    @classmethod
    def from_content(cls, content: Sequence[object]) -> Delivery:
        sha256, size, lines, prepared, delivered, how, attempts, reason, changed = content
        return cls(
            str(sha256),
            int(str(size)),
            int(str(lines)),
            datetime.fromisoformat(str(prepared)),
            datetime.fromisoformat(str(delivered)),
            str(how),  # type: ignore[arg-type]
            int(str(attempts)),
            str(reason),
            str(changed),
        )


@dataclass
class Ledger:
    """The deliveries of one receiver, read from the records when asked for and kept in memory."""

    records: RecordsStore
    scope: Scope
    _hours: dict[tuple[str, datetime], dict[datetime, Delivery]] = field(default_factory=dict)
    _touched: dict[tuple[str, datetime], StationPlan] = field(default_factory=dict)

    def get(self, plan: StationPlan, slot: datetime) -> Delivery | None:
        return self._hour(plan, slot).get(slot)

    def enter(self, plan: StationPlan, slot: datetime, delivery: Delivery) -> None:
        """Note a delivery; it is durable after `flush`."""
        self._hour(plan, slot)[slot] = delivery
        self._touched[plan.code, _hour_of(slot)] = plan

    def note_change(self, plan: StationPlan, slot: datetime, sha256: str) -> bool:
        """Note what the file of a delivered slot would hold now (empty: the same again); whether that is news."""
        known = self.get(plan, slot)
        if known is None or known.changed == sha256:
            return False
        self.enter(plan, slot, replace(known, changed=sha256))
        return True

    def flush(self) -> None:
        """Write the hours that were touched, one revision each, in one transaction."""
        drafts = []
        for (code, hour), plan in self._touched.items():
            files = {slot.isoformat(): delivery.content() for slot, delivery in sorted(self._hours[code, hour].items())}
            content = {"receiver": plan.receiver, "station": code, "hour": hour.isoformat(), "files": files}
            drafts.append(Draft(_record_id(plan, hour), content, plan.firm))
        if drafts:
            self.records.put_many(self.scope, KIND, drafts)
            self._touched.clear()

    def load(self, plan: StationPlan, first: datetime, last: datetime) -> None:
        """Read the hours of the slots from ``first`` to ``last`` at once, as far as they are not known."""
        hours = [hour for hour in _hours_between(first, last) if (plan.code, hour) not in self._hours]
        found = self.records.get_many(self.scope, KIND, [_record_id(plan, hour) for hour in hours])
        for hour in hours:
            record = found.get(_record_id(plan, hour))
            files = record.content["files"] if record else {}
            assert isinstance(files, dict)
            self._hours[plan.code, hour] = {
                datetime.fromisoformat(slot): Delivery.from_content(content) for slot, content in files.items()
            }

    def forget_before(self, moment: datetime) -> None:
        """Keep no longer in memory what is not sent any more."""
        for key in [key for key in self._hours if key[1] < _hour_of(moment) and key not in self._touched]:
            del self._hours[key]

    def _hour(self, plan: StationPlan, slot: datetime) -> dict[datetime, Delivery]:
        self.load(plan, slot, slot)
        return self._hours[plan.code, _hour_of(slot)]


def _hours_between(first: datetime, last: datetime) -> Iterator[datetime]:
    hour = _hour_of(first)
    while hour <= last:
        yield hour
        hour += timedelta(hours=1)


def _hour_of(slot: datetime) -> datetime:
    return slot.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _record_id(plan: StationPlan, hour: datetime) -> str:
    return f"{plan.receiver}|{plan.code}|{hour:%Y-%m-%dT%H}"


@dataclass(frozen=True, slots=True)
class ReportDay:
    """One line of the account: ``due = in_time + late + waiting + missing``.

    ``waiting`` files are written and not delivered, ``missing`` slots have no readings at all. ``changed``: delivered slots
    whose readings were restated since. ``repeated``: delivered after more than one attempt. ``late``: delivered more than
    15 minutes after the slot.
    """

    station: str
    day: date
    due: int
    in_time: int
    late: int
    waiting: int
    missing: int
    repeated: int
    changed: tuple[datetime, ...]
    first_missing: datetime | None

    @property
    def completeness(self) -> float | None:
        """Share of the due files that the receiver has; None before the first is due."""
        return (self.in_time + self.late) / self.due if self.due else None

    def content(self) -> dict[str, object]:
        return {
            "station": self.station,
            "day": self.day.isoformat(),
            "due": self.due,
            "in_time": self.in_time,
            "late": self.late,
            "waiting": self.waiting,
            "missing": self.missing,
            "repeated": self.repeated,
            "completeness": self.completeness,
            "changed": [slot.isoformat() for slot in self.changed],
            "first_missing": self.first_missing.isoformat() if self.first_missing else None,
        }


def account_days(
    plan: StationPlan, ledger: Ledger, waiting: Iterable[datetime], days: Iterable[date], now: datetime
) -> list[ReportDay]:
    """Account a station for days of the park's zone, as far as they are due: after ``since``, up to ``now``."""
    on_the_way = set(waiting)
    accounted = []
    for day in days:
        whole = Interval.of_day(day, plan.zone)
        first, last = slot_at_or_after(max(whole.start, plan.since)), min(whole.end - STEP, now)
        due = list(slots(first, last))
        ledger.load(plan, first, last)
        got = {slot: delivery for slot in due if (delivery := ledger.get(plan, slot)) is not None}
        open_slots = [slot for slot in due if slot not in got]
        missing = [slot for slot in open_slots if slot not in on_the_way]
        in_time = sum(delivery.delivered - slot <= IN_TIME for slot, delivery in got.items())
        accounted.append(
            ReportDay(
                plan.code,
                day,
                len(due),
                in_time,
                len(got) - in_time,
                len(open_slots) - len(missing),
                len(missing),
                sum(delivery.attempts > 1 for delivery in got.values()),
                tuple(slot for slot, delivery in got.items() if delivery.changed),
                missing[0] if missing else None,
            )
        )
    return accounted


def days_back(now: datetime, count: int, plan: StationPlan) -> list[date]:
    """The last ``count`` days of the park's zone, today first."""
    today = now.astimezone(plan.zone).date()
    return [today - timedelta(days=back) for back in range(count)]
