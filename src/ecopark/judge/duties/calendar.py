"""The calendar of duties: deadlines from dated rules, with the authority in charge on that day. Pure. # design 4.6"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ecopark.core.messages import Message
from ecopark.judge.duties import messages  # noqa: F401  # registers the texts
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.obligations import Duty
from ecopark.rules.records import Authority

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody on whom duties may fall.

    Attributes
    ----------
    id
        ``firm:<id>``, ``developer``, ``station:<monitoring point>``.
    kind
        ``firm`` | ``developer`` | ``station``, as in ``Duty.bearer``.
    facts
        What is stated of it: ``ghg_listed``, ``allowance``, ``environmental_standing``, ``eip``, ``sector``. See ``FACTS``.
    """

    id: str
    kind: str
    firm: str | None
    facts: Mapping[str, str]


# What can be stated of a bearer, and its words.
FACTS: Mapping[str, tuple[str, ...]] = {
    "ghg_listed": ("yes", "no"),
    "allowance": ("yes", "no"),
    "environmental_standing": ("permit", "registration", "exempt"),
    "eip": ("registered", "certified", "no"),
    "sector": ("industry", "thermal_power", "steel", "cement", "freight", "building", "waste"),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One duty of one bearer, at one date or without one.

    Attributes
    ----------
    state
        ``overdue`` | ``soon`` | ``later`` | ``done``; ``no_date``: no text at hand names a day; ``event``: when it happens;
        ``not_stated``: a fact must be stated before anybody can tell whether it applies (``missing`` names them).
    last_day
        The last safe day: the day before where the text says *before*.
    years
        The years of data that it is about, as ``2025-2026``; empty where it has none.
    authorities
        In charge on that day; a subject that no rule knows stays in ``unknown_receivers``.
    """

    bearer: str
    duty: Duty
    state: str
    last_day: date | None
    years: str
    authorities: tuple[Authority, ...]
    unknown_receivers: tuple[str, ...]
    missing: tuple[str, ...] = ()
    done_by: str = ""

    @property
    def id(self) -> str:
        """Names the done mark: duty, bearer and day (or ``-``)."""
        return done_id(self.duty.duty, self.bearer, self.last_day)

    @property
    def provisional(self) -> bool:
        return self.duty.provisional


def done_id(duty: str, bearer: str, last_day: date | None, year: int | None = None) -> str:
    """Id of the record ``duty_done``; ``year`` for duties without a day."""
    when = last_day.isoformat() if last_day is not None else str(year) if year is not None else "-"
    return f"{duty}|{bearer}|{when}"


def deadlines(
    book: RuleBook,
    bearers: Sequence[Bearer],
    today: date,
    *,
    done: Mapping[str, str] | None = None,
    back: timedelta = timedelta(days=365),
    ahead: timedelta = timedelta(days=550),
) -> list[Deadline]:
    """Every deadline between ``today - back`` and ``today + ahead``, and duties without one; the next to act on first.

    Parameters
    ----------
    done
        Id of a done mark -> who made it.
    """
    marks = done or {}
    found: list[Deadline] = []
    for bearer in bearers:
        for duty in book.all(Duty, bearer=bearer.kind):
            found += _of(book, bearer, duty, today, marks, today - back, today + ahead)
    order = {"overdue": 0, "soon": 1, "not_stated": 2, "later": 3, "no_date": 4, "event": 5, "done": 6}
    return sorted(found, key=lambda d: (order[d.state], d.last_day or date.max, d.duty.duty, d.bearer))


def next_deadline(duty: Duty, from_day: date) -> date | None:
    """The first last safe day on or after a day; None where the text names none, or no further one."""
    return next(iter(_days(duty, from_day, date(from_day.year + 12, 1, 1))), None)


def _of(
    book: RuleBook, bearer: Bearer, duty: Duty, today: date, done: Mapping[str, str], first: date, last: date
) -> Iterator[Deadline]:
    answers = {c.fact: c.holds(bearer.facts) for c in duty.scope}
    if False in answers.values():
        return
    if missing := tuple(sorted(fact for fact, answer in answers.items() if answer is None)):
        if duty.in_force(today):
            day = next_deadline(duty, today)
            yield _deadline(book, bearer, duty, "not_stated", day, day or today, missing=missing)
        return
    if duty.month is None or duty.day is None:
        if duty.in_force(today):
            mark = done_id(duty.duty, bearer.id, None, today.year - 1)
            state = "event" if duty.event else "done" if mark in done else "no_date"
            yield _deadline(book, bearer, duty, state, None, today, done_by=done.get(mark, ""))
        return
    for day in _days(duty, first, last):
        if not duty.in_force(day):
            continue
        mark = done_id(duty.duty, bearer.id, day)
        late, soon = day < today, day - today <= SOON
        state = "done" if mark in done else "overdue" if late else "soon" if soon else "later"
        yield _deadline(book, bearer, duty, state, day, day, done_by=done.get(mark, ""))


def _days(duty: Duty, first: date, last: date) -> Iterator[date]:
    """Last safe days within ``[first, last]``."""
    if duty.month is None or duty.day is None:
        return
    year = duty.first_year if duty.first_year is not None else first.year
    while year <= last.year + 1:
        day = date(year, duty.month, duty.day) - timedelta(days=int(duty.before))
        if first <= day <= last:
            yield day
        if duty.every_years == 0:
            return
        year += duty.every_years


def _deadline(
    book: RuleBook,
    bearer: Bearer,
    duty: Duty,
    state: str,
    last_day: date | None,
    on: date,
    *,
    missing: tuple[str, ...] = (),
    done_by: str = "",
) -> Deadline:
    found = [(about, book.authority(about, on)) for about in duty.receivers]
    return Deadline(
        bearer.id,
        duty,
        state,
        last_day,
        _years(duty, last_day),
        tuple(a for _, a in found if not isinstance(a, Missing)),
        tuple(about for about, a in found if isinstance(a, Missing)),
        missing,
        done_by,
    )


def _years(duty: Duty, last_day: date | None) -> str:
    """A report due on 30 March 2027 about the two years before: ``2025-2026``. A first report may have covered less."""
    if last_day is None or duty.event:
        return ""
    due_year = (last_day + timedelta(days=int(duty.before))).year
    first = due_year - duty.covers_from
    last = first + duty.covers_years - 1
    return str(first) if last == first else f"{first}-{last}"


def before_text(deadline: Deadline) -> Message | None:
    """The day in words: what the text says, and the last safe day; None where there is no day."""
    if deadline.last_day is None:
        return None
    named = deadline.last_day + timedelta(days=int(deadline.duty.before))
    params = {"named": f"{named:%d/%m/%Y}", "last": f"{deadline.last_day:%d/%m/%Y}"}
    if deadline.duty.before:
        return Message("judge.duty.before", params)
    return Message("judge.duty.until", params)
