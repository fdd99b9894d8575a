"""Which station files were due, came in time, came late, are missing or came twice. # Circular 10/2021: every 5 minutes

A ledger per station and day (park time) keeps, for every file time, when and how often a file came. It is a record of
kind ``station_file`` with the id ``STATION|yyyy-mm-dd``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from ecopark.core.interval import PARK_ZONE, Interval
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope

STEP = timedelta(minutes=5)
IN_TIME = timedelta(minutes=15)  # a file is in time when it came within this of its own time


@dataclass(frozen=True, slots=True)
class Arrival:
    """First arrival of the file of one moment, and how many different files came for that moment."""

    received: datetime
    files: int = 1
    raw_sha256: str = ""


@dataclass(frozen=True, slots=True)
class StationDay:
    """Ledger of one station and one day: file time (UTC, aware) -> arrival."""

    station: str
    day: date
    arrivals: Mapping[datetime, Arrival] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.station}|{self.day.isoformat()}"

    def with_files(self, files: Iterable[tuple[datetime, datetime, str]]) -> StationDay:
        """The ledger after more files (time, received, SHA-256); the very same file again changes nothing."""
        arrivals = dict(self.arrivals)
        for time, received, digest in files:
            known = arrivals.get(time)
            if known is None:
                arrivals[time] = Arrival(received, 1, digest)
            elif known.raw_sha256 != digest:
                arrivals[time] = Arrival(known.received, known.files + 1, known.raw_sha256)
        return self if arrivals == self.arrivals else StationDay(self.station, self.day, arrivals)

    def content(self) -> dict[str, object]:
        """JSON form: one ``[time, received, files, hash]`` per file time, in order."""
        files = [[t.isoformat(), a.received.isoformat(), a.files, a.raw_sha256] for t, a in sorted(self.arrivals.items())]
        return {"station": self.station, "day": self.day.isoformat(), "files": files}

    @classmethod
    def from_content(cls, content: Mapping[str, object]) -> StationDay:
        files = content["files"]
        assert isinstance(files, list)
        arrivals = {
            datetime.fromisoformat(t): Arrival(datetime.fromisoformat(received), int(count), str(digest))
            for t, received, count, digest in files
        }
        return cls(str(content["station"]), date.fromisoformat(str(content["day"])), arrivals)


def read_ledger(
    records: RecordsStore, scope: Scope, station: str, interval: Interval, zone: ZoneInfo = PARK_ZONE
) -> list[StationDay]:
    """The ledger of a station for the days that the interval touches, as far as the caller may see it."""
    found = [records.get(scope, "station_file", StationDay(station, day).id) for day in interval.days(zone)]
    return [StationDay.from_content(record.content) for record in found if record is not None]


@dataclass(frozen=True, slots=True)
class StationDayAccount:
    """One line of the account: ``due = in_time + late + missing``; ``doubled`` and ``off_grid`` files come on top."""

    station: str
    day: date
    due: int
    in_time: int
    late: int
    missing: int
    doubled: int
    off_grid: int
    longest_gap: timedelta
    first_missing: datetime | None


def account_files(
    ledger: Iterable[StationDay],
    station: str,
    interval: Interval,
    *,
    step: timedelta = STEP,
    in_time: timedelta = IN_TIME,
    zone: ZoneInfo = PARK_ZONE,
) -> tuple[StationDayAccount, ...]:
    """Account the files of a station for every day (park time) that the interval touches, cut to the interval.

    A file is due at every multiple of ``step`` from local midnight; a file within half a step of it counts for it. Moments
    after ``interval.end`` are not due yet: pass the present as the end to leave the rest of today out.
    """
    arrivals: dict[datetime, Arrival] = {}
    for day in ledger:
        if day.station.lower() == station.lower():
            arrivals.update(day.arrivals)
    return tuple(_account_day(station, day, arrivals, interval, step, in_time, zone) for day in interval.days(zone))


def _account_day(
    station: str,
    day: date,
    arrivals: Mapping[datetime, Arrival],
    interval: Interval,
    step: timedelta,
    in_time: timedelta,
    zone: ZoneInfo,
) -> StationDayAccount:
    whole = Interval.of_day(day, zone)
    cut = whole.intersection(interval)
    assert cut is not None  # interval.days gives only days that it touches
    first = -((whole.start - cut.start) // step)  # index of the first multiple of step at or after the cut's start
    slots: dict[datetime, list[tuple[datetime, Arrival]]] = {}
    moment = whole.start + first * step
    while moment < cut.end:
        slots[moment] = []
        moment += step
    off_grid = 0
    for time, arrival in sorted(arrivals.items()):
        if not cut.contains(time) and not cut.contains(time + step / 2):
            continue
        slot = whole.start + round((time - whole.start) / step) * step
        if slot in slots:
            slots[slot].append((time, arrival))
        if slot != time and cut.contains(time):
            off_grid += 1
    on_time = sum(any(a.received - t <= in_time for t, a in found) for found in slots.values())
    came = sum(bool(found) for found in slots.values())
    gap, longest, first_missing = timedelta(0), timedelta(0), None
    for slot, found in slots.items():
        gap = timedelta(0) if found else gap + step
        longest = max(longest, gap)
        if not found and first_missing is None:
            first_missing = slot
    doubled = sum(a.files - 1 for found in slots.values() for _, a in found) + sum(
        max(0, len(f) - 1) for f in slots.values()
    )
    return StationDayAccount(
        station, day, len(slots), on_time, came - on_time, len(slots) - came, doubled, off_grid, longest, first_missing
    )


def ledger_day(time: datetime, zone: ZoneInfo = PARK_ZONE) -> date:
    """Day of the ledger to which a file's time belongs; a naive time is UTC."""
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(zone).date()
