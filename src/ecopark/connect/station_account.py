"""Which station files were due, came in time, came late, are missing or came twice. # Circular 10/2021: every 5 minutes

A ledger per station keeps, for every file time, when and how often a file came. Its records, kind ``station_file``, hold one
hour of a station (id ``STATION|yyyy-mm-ddTHH``, park time): at most twelve files in a revision, although they come one by
one. Ledgers of earlier versions hold a day (``STATION|yyyy-mm-dd``) and are read as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from ecopark.core.errors import StateError
from ecopark.core.interval import PARK_ZONE, Interval
from ecopark.core.records import Draft, RecordsStore
from ecopark.core.scope import Scope

STEP = timedelta(minutes=5)
IN_TIME = timedelta(minutes=15)  # a file is in time when it came within this of its own time
KIND = "station_file"
_TRIES = 20  # of writers who enter files of the same hour at once, one gets through each time


@dataclass(frozen=True, slots=True)
class Arrival:
    """First arrival of the file of one moment, and how many different files came for that moment.

    ``whole``: every line of that first file was taken, so that the same bytes again bring nothing.
    """

    received: datetime
    files: int = 1
    raw_sha256: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class CameFile:
    """A file of a declared station: its time and when it came (aware), the SHA-256 of its bytes, whose station it is."""

    station: str
    time: datetime
    received: datetime
    raw_sha256: str
    whole: bool = False
    firm: str | None = None


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
            _add(arrivals, time, Arrival(received, 1, digest))
        return self if arrivals == self.arrivals else StationDay(self.station, self.day, arrivals)

    def content(self) -> dict[str, object]:
        """JSON form: one ``[time, received, files, hash, whole]`` per file time, in order."""
        return {"station": self.station, "day": self.day.isoformat(), "files": _files(self.arrivals)}

    @classmethod
    def from_content(cls, content: Mapping[str, object]) -> StationDay:
        return cls(str(content["station"]), date.fromisoformat(str(content["day"])), _arrivals(content))


def _add(arrivals: dict[datetime, Arrival], time: datetime, came: Arrival) -> None:
    known = arrivals.get(time)
    if known is None:
        arrivals[time] = came
    elif known.raw_sha256 != came.raw_sha256:
        arrivals[time] = Arrival(known.received, known.files + came.files, known.raw_sha256, known.whole)
    elif came.whole and not known.whole:
        arrivals[time] = Arrival(known.received, known.files, known.raw_sha256, whole=True)


def _files(arrivals: Mapping[datetime, Arrival]) -> list[list[object]]:
    return [[t.isoformat(), a.received.isoformat(), a.files, a.raw_sha256, a.whole] for t, a in sorted(arrivals.items())]


def _arrivals(content: Mapping[str, object]) -> dict[datetime, Arrival]:
    files = content["files"]
    assert isinstance(files, list)
    return {
        datetime.fromisoformat(t): Arrival(
            datetime.fromisoformat(received), int(count), str(digest), bool(whole and whole[0])
        )
        for t, received, count, digest, *whole in files
    }


@dataclass(frozen=True, slots=True)
class LedgerHours:
    """Hours of the ledger as they were read: record id -> revision and arrivals."""

    zone: ZoneInfo
    known: Mapping[str, tuple[int, Mapping[datetime, Arrival]]]

    @classmethod
    def read(
        cls, records: RecordsStore, scope: Scope, files: Iterable[tuple[str, datetime]], zone: ZoneInfo = PARK_ZONE
    ) -> LedgerHours:
        """The hours to which files (station, time) belong."""
        ids = list(dict.fromkeys(_hour_id(station, time, zone) for station, time in files))
        found = records.get_many(scope, KIND, ids)
        return cls(zone, {name: (r.revision, _arrivals(r.content)) for name, r in found.items()})

    def has_whole(self, station: str, time: datetime, raw_sha256: str) -> bool:
        """Whether a file of this station and time came before with the same bytes and was taken whole."""
        _, arrivals = self.known.get(_hour_id(station, time, self.zone), (0, {}))
        arrival = arrivals.get(time)
        return arrival is not None and arrival.whole and arrival.raw_sha256 == raw_sha256


def enter_files(
    records: RecordsStore,
    scope: Scope,
    files: Sequence[CameFile],
    zone: ZoneInfo = PARK_ZONE,
    hours: LedgerHours | None = None,
) -> None:
    """Note files of stations in the ledger: one revision per station and hour, all in one transaction.

    ``hours``: what was read of them before. If somebody else wrote to one since, they are read again.
    """
    for attempt in range(_TRIES):
        if hours is None:
            hours = LedgerHours.read(records, scope, ((file.station, file.time) for file in files), zone)
        try:
            records.put_many(scope, KIND, _drafts(files, hours))
        except StateError as error:
            if error.code != "engine.record.changed" or attempt == _TRIES - 1:
                raise
            hours = None
        else:
            return


def _drafts(files: Iterable[CameFile], hours: LedgerHours) -> list[Draft]:
    by_hour: dict[str, list[CameFile]] = {}
    for file in files:
        by_hour.setdefault(_hour_id(file.station, file.time, hours.zone), []).append(file)
    drafts = []
    for record_id, came in by_hour.items():
        revision, before = hours.known.get(record_id, (0, {}))
        after = dict(before)
        for file in came:
            _add(after, file.time, Arrival(file.received, 1, file.raw_sha256, file.whole))
        if after != before:
            day = ledger_day(came[0].time, hours.zone).isoformat()
            content = {"station": came[0].station, "day": day, "files": _files(after)}
            drafts.append(Draft(record_id, content, came[0].firm, expected_revision=revision))
    return drafts


def _hour_id(station: str, time: datetime, zone: ZoneInfo) -> str:
    return f"{station}|{time.astimezone(zone):%Y-%m-%dT%H}"


def read_ledger(
    records: RecordsStore, scope: Scope, station: str, interval: Interval, zone: ZoneInfo = PARK_ZONE
) -> list[StationDay]:
    """The ledger of a station for the days that the interval touches, as far as the caller may see it."""
    days = {day: [f"{station}|{day.isoformat()}T{hour:02d}" for hour in range(24)] for day in interval.days(zone)}
    wanted = [name for day, hours in days.items() for name in (StationDay(station, day).id, *hours)]
    found = records.get_many(scope, KIND, wanted)
    ledger = []
    for day, hours in days.items():
        arrivals: dict[datetime, Arrival] = {}
        for name in (StationDay(station, day).id, *hours):
            for time, arrival in _arrivals(found[name].content).items() if name in found else ():
                _add(arrivals, time, arrival)
        if arrivals:
            ledger.append(StationDay(station, day, arrivals))
    return ledger


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
