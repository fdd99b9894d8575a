"""Cost of electricity by tariff: the derived table ``energy_costs``, per firm, meter, month, band and price.

Made from the readings themselves, not from hourly sums: a band that begins at 17:30 cuts a quarter-hour series exactly. The
electricity that enters the firm's border over the grid is priced; the park's own purchase under the key ``(park)``.
Amounts are before tax, whole dong per line (rounding: `ecopark.rules.tariff`); `with_vat` adds the tax as a separate figure.

Amounts that span more than an hour (daily series, gaps of a register) are shared out by time: their bands count as modelled.

Where no price is in force (in the pack: before 2025-05-10) the energy stands with a reason and without an amount, never with
the price of another time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from ecopark.account import messages  # noqa: F401  # makes the texts known
from ecopark.account.boundary import Borders
from ecopark.account.lineage import flow_version, microseconds, months_of, naive_utc, reason_columns, weakest, years_of
from ecopark.account.pieces import HOUR, SECOND, Metering, Pieces, cut_at, pieces_of, readings_of, select
from ecopark.account.quantities import look_around
from ecopark.account.resource_lines import PARK
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME
from ecopark.core.terms import Origin
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.records import Band, TariffHours, TariffPrice, TaxRate
from ecopark.rules.tariff import BANDS, DEFAULT_SCHEDULE, Tariff, amount_vnd, split_by_band

CODE = "energy-costs-1"

ENERGY_COSTS = pa.schema(
    [
        pa.field("firm", pa.string()),
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("month", TIME, nullable=False),
        pa.field("band", pa.string()),  # null: no hours in force either
        pa.field("energy_kwh", pa.float64()),
        pa.field("price_vnd_per_kwh", pa.int64()),
        pa.field("amount_vnd", pa.int64()),
        pa.field("rule", pa.string()),
        pa.field("measured_share", pa.float64(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("reason_params", pa.string()),
        pa.field("origin", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class TariffTerms:
    """What a customer's contract says: group, supply voltage (as printed, or kV), and which hours its bills print."""

    group: str
    voltage: str | float
    schedule: str | None = None


@dataclass(frozen=True, slots=True)
class _Customer:
    firm: str | None
    metering: Metering
    terms: TariffTerms | None


def energy_cost_flow(book: RuleBook, network: FlowNetwork, tariffs: Mapping[str, TariffTerms]) -> Flow:
    """Declare the flow observations, flags -> ``energy_costs``; one task per firm, border meter and year.

    ``tariffs``: firm id -> terms, from the park's settings; ``(park)`` for what the park itself buys. A firm without
    terms gets its energy with a reason; the park's purchase is left out when it has none.
    """
    customers = customers_of(network, tariffs)
    rules = (*book.all(TariffPrice), *book.all(TariffHours))
    described = {
        key: [c.firm, asdict(c.metering), asdict(c.terms) if c.terms else None] for key, c in sorted(customers.items())
    }
    return Flow(
        name="energy_costs",
        version=flow_version(CODE, [network.park.zone, described, [rule.content() for rule in rules]]),
        inputs=("observations", "flags"),
        outputs=(OutputTable("energy_costs", ENERGY_COSTS, "firm", "month"),),
        plan=partial(_plan, customers),
        run=partial(_run, RuleBook(rules), customers, ZoneInfo(network.park.zone)),
    )


def customers_of(network: FlowNetwork, tariffs: Mapping[str, TariffTerms]) -> dict[str, _Customer]:
    """Task name ``firm|datastream`` -> who pays for what this meter sees."""
    borders = Borders.of(network)
    found: dict[str, _Customer] = {}
    of_firms = [crossing for crossing in borders.firms if crossing.owner.firm is not None]
    for crossing in (*of_firms, *(borders.park if PARK in tariffs else ())):
        if crossing.resource == "electricity" and crossing.direction == "in" and not crossing.local:
            name = crossing.owner.firm or PARK
            for datastream in crossing.datastreams:
                metering = Metering.of(network.datastreams[datastream])
                if metering is not None:
                    found[f"{name}|{datastream}"] = _Customer(crossing.owner.firm, metering, tariffs.get(name))
    return found


def _plan(customers: Mapping[str, _Customer], network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    zone = ZoneInfo(network.park.zone)
    tasks = []
    for name, customer in sorted(customers.items()):
        before, after = look_around(customer.metering)
        for year in years_of(interval, zone):
            answers = Interval.of_year(year, zone)
            reads = Interval(answers.start - before, answers.end + after)
            tasks.append(Task(f"{name}|{year}", (customer.metering.datastream,), answers, reads))
    return tasks


def _run(
    book: RuleBook, customers: Mapping[str, _Customer], zone: ZoneInfo, task: Task, tables: Mapping[str, pa.Table]
) -> Mapping[str, pa.Table]:
    customer = customers[task.key.rpartition("|")[0]]
    times, values, valid = readings_of(customer.metering.datastream, tables["observations"], tables["flags"])
    pieces = pieces_of(customer.metering, times, values, valid)
    rows: list[dict[str, object]] = []
    if pieces.start.size:
        for month in months_of(task.answers, zone):
            rows.extend(_rows_of_month(book, customer, pieces, month, zone))
    return {"energy_costs": pa.Table.from_pylist(rows, schema=ENERGY_COSTS)}


def _rows_of_month(
    book: RuleBook, customer: _Customer, pieces: Pieces, month: Interval, zone: ZoneInfo
) -> Iterator[dict[str, object]]:
    for period, answer in _periods(book, customer, month, zone):
        inside = _within(pieces, period)
        if inside.start.size:
            hours = _hours(book, customer, answer, period.start.astimezone(zone).date())
            for band, energy in _energy_by_band(inside, hours, zone).items():
                yield _row(customer, month, band, energy, answer, inside, period)


def _periods(
    book: RuleBook, customer: _Customer, month: Interval, zone: ZoneInfo
) -> Iterator[tuple[Interval, Tariff | Message]]:
    """Parts of a month with one price each; a message says why there is none."""
    if customer.terms is None:
        yield month, Message("account.tariff.not_set", {"firm": customer.firm or PARK})
        return
    first, last = month.start.astimezone(zone).date(), (month.end - timedelta(microseconds=1)).astimezone(zone).date()
    terms = customer.terms
    for begin, end, answer in book.tariff_periods(terms.group, terms.voltage, first, last, schedule=terms.schedule):
        period = Interval(Interval.of_day(begin, zone).start, Interval.of_day(end, zone).end)
        yield period, answer.message if isinstance(answer, Missing) else answer


def _within(pieces: Pieces, period: Interval) -> Pieces:
    first, last = microseconds(period.start), microseconds(period.end)
    touching = select(pieces, (pieces.end > first) & (pieces.start < last))
    cut = cut_at(touching, np.array([first, last], np.int64))
    return select(cut, (cut.start >= first) & (cut.start < last))


def _hours(book: RuleBook, customer: _Customer, answer: Tariff | Message, day: date) -> Sequence[TariffHours]:
    """The hours of the tariff; those of the customer's schedule also where there is no price."""
    if isinstance(answer, Tariff):
        return answer.hours
    schedule = (customer.terms.schedule if customer.terms else None) or DEFAULT_SCHEDULE
    return book.in_force(TariffHours, day, schedule=schedule)


def _energy_by_band(pieces: Pieces, hours: Sequence[TariffHours], zone: ZoneInfo) -> dict[Band | None, float | None]:
    """Energy per band, kWh; None where no valid reading touches the band; one entry without a band if no hours are known."""
    known = select(pieces, pieces.known)
    if not hours:
        return {None: math.fsum(known.amount) if known.start.size else None}
    energy: dict[Band, list[float]] = {band: [] for band in BANDS}
    seconds = np.maximum(np.rint((known.end - known.start) / SECOND), 1).astype(np.int64)
    for step in np.unique(seconds):
        rows = seconds == step
        time_in = split_by_band(known.start[rows], int(step), np.ones(int(rows.sum())), hours, zone)
        for band in BANDS:
            touched = time_in[band] > 0
            energy[band].extend((known.amount[rows] * time_in[band])[touched].tolist())
    return {band: math.fsum(parts) if parts else None for band, parts in energy.items()}


def _row(
    customer: _Customer,
    month: Interval,
    band: Band | None,
    energy: float | None,
    answer: Tariff | Message,
    pieces: Pieces,
    period: Interval,
) -> dict[str, object]:
    price = answer.price if isinstance(answer, Tariff) else None
    per_kwh = price.price(band) if price is not None and band is not None else None
    reason = answer if isinstance(answer, Message) else None
    if reason is None and energy is None:
        reason = Message("account.line.no_data", {"datastreams": customer.metering.datastream})
    guessed = bool(pieces.spread.any() or (pieces.end - pieces.start > HOUR).any())
    origins = (customer.metering.origin, *((Origin.MODELLED,) if guessed else ()))
    return {
        "firm": customer.firm,
        "datastream": customer.metering.datastream,
        "month": naive_utc(month.start),
        "band": band.value if band is not None else None,
        "energy_kwh": energy,
        "price_vnd_per_kwh": per_kwh,
        "amount_vnd": None if energy is None or per_kwh is None else amount_vnd(energy, per_kwh),
        "rule": price.id if price is not None else None,
        "measured_share": min(1.0, float(pieces.covered.sum()) / period.seconds),
        **reason_columns(reason),
        "origin": weakest(origins) if energy is not None else None,
    }


@dataclass(frozen=True, slots=True)
class WithVat:
    """Sum before tax, tax and total in whole dong, with the rule of the tax."""

    net_vnd: int
    vat_vnd: int
    total_vnd: int
    rate: TaxRate


def with_vat(book: RuleBook, amounts_vnd: Iterable[int], on: date) -> WithVat | Missing:
    """Tax on the sum of bill lines, rounded half up once; ``Missing`` where no rate is in force on the day of the bill."""
    rate = book.tax(on)
    if isinstance(rate, Missing):
        return rate
    net = sum(amounts_vnd)
    vat = int((Decimal(net) * Decimal(repr(rate.percent)) / 100).quantize(Decimal(1), ROUND_HALF_UP))
    return WithVat(net, vat, net + vat, rate)
