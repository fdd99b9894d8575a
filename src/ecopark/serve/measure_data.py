"""Series for a measure from an open park: its meters by hour or day, temperature, production, calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.account.measures.records import Measure
from ecopark.account.measures.verification import QUANTITY_OF_PROPERTY
from ecopark.account.savings.calendar import Calendar, vietnam_calendar
from ecopark.account.savings.savings import Meter
from ecopark.account.savings.series import DAY_S, HOUR_S, Role, Series, series_of_quantities
from ecopark.core.errors import StateError
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.terms import Flag, Origin
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.rules.book import RuleBook
from ecopark.serve.measures import WORKER

TEMPERATURE, PRODUCTION = "air_temperature", "product_mass"
LEAST_COVERED = 0.9  # of the steps: a covariate with less would take more readings away than it explains
_ORIGINS = list(Origin)


@dataclass(frozen=True, slots=True)
class Sources:
    """Datastreams behind a measure. ``quantity``: the amount of the register that the meters see."""

    meters: tuple[str, ...]
    quantity: str
    step_s: int
    temperature: tuple[str, ...]  # candidates, the best first
    production: tuple[str, ...]


def sources_of(measure: Measure, network: FlowNetwork) -> Sources | Message:
    """What a measure is verified with; a message where it cannot be."""
    streams = [network.datastreams[name] for name in measure.meters if name in network.datastreams]
    if not streams:
        return Message("account.verification.no_meter")
    quantities = {QUANTITY_OF_PROPERTY.get(s.observed_property, "") for s in streams}
    if len(quantities) > 1 or "" in quantities:
        return Message(
            "account.verification.mixed_units", {"units": ", ".join(sorted(s.observed_property for s in streams))}
        )
    step_s = DAY_S if any((s.step_s or 0) > HOUR_S for s in streams) else HOUR_S
    production = measure.production or tuple(
        s.id for s in network.datastreams.values() if s.observed_property == PRODUCTION and s.firm == measure.firm
    )
    return Sources(
        tuple(s.id for s in streams), quantities.pop(), step_s, _temperatures(measure, network, step_s), production
    )


def _temperatures(measure: Measure, network: FlowNetwork, step_s: int) -> tuple[str, ...]:
    if measure.temperature is not None:
        return (measure.temperature,)
    weather = [
        s
        for s in network.datastreams.values()
        if s.observed_property == TEMPERATURE and s.firm in (None, measure.firm) and (s.step_s or HOUR_S) <= step_s
    ]
    return tuple(s.id for s in sorted(weather, key=lambda s: (not s.public, s.id)))


def series_for(
    snapshot: Snapshot, network: FlowNetwork, sources: Sources, span: Interval, covariates: Sequence[str] | None = None
) -> Series | None:
    """Amounts and covariates of a span; None without any amount.

    Parameters
    ----------
    covariates
        Names of the covariates that a locked baseline uses; None: those of the sources that cover the span.
    """
    rows = _derived(snapshot, sources.meters, span)
    if rows is None or not pc.sum(pc.cast(pc.is_valid(rows["quantity"]), pa.int64())).as_py():
        return None
    zone = ZoneInfo(network.park.zone)
    names = (*sources.production, *sources.temperature) if covariates is None else covariates
    found = {name: (_role(network, name), _unit(network, name), _values(snapshot, network, name, span)) for name in names}
    series = series_of_quantities(
        rows, step_s=sources.step_s, zone=zone, covariates={n: f for n, f in found.items() if f[2].num_rows}
    )
    return series if covariates is not None else _useful(series)


def _useful(series: Series) -> Series:
    """The series with production that covers it, and the one temperature that covers it best."""
    measured = np.isfinite(series.amount)
    share = {n: float(np.isfinite(c.values[measured]).mean()) for n, c in series.covariates.items()}
    temperatures = sorted(series.of_role(Role.TEMPERATURE), key=lambda n: -share[n])
    dropped = [n for n in series.covariates if share[n] < LEAST_COVERED or n in temperatures[1:]]
    return series.without(*dropped)


def _derived(snapshot: Snapshot, names: Sequence[str], span: Interval) -> pa.Table | None:
    try:
        rows = snapshot.derived(WORKER, "quantities", span, only={"datastream": list(names)})
    except StateError:  # the account has not run yet
        return None
    return rows if set(rows["datastream"].to_pylist()) == set(names) else None


def _values(snapshot: Snapshot, network: FlowNetwork, name: str, span: Interval) -> pa.Table:
    """``start`` and ``value`` of a covariate: amounts from the account, other readings as they are unless flagged BAD."""
    amounts = _derived(snapshot, [name], span) if _role(network, name) is Role.PRODUCTION else None
    if amounts is not None:
        return pa.table({"start": amounts["start"], "value": amounts["quantity"]})
    rows = snapshot.observations(WORKER, [name], span)
    bad = snapshot.flags(WORKER, [name], span)
    wrong = bad.filter(pc.equal(bad["flag"], int(Flag.BAD)))["phenomenon_time"]
    kept = rows.filter(pc.invert(pc.is_in(rows["phenomenon_time"], value_set=wrong.combine_chunks())))
    return pa.table({"start": kept["phenomenon_time"], "value": kept["value"]})


def _role(network: FlowNetwork, name: str) -> Role:
    return Role.TEMPERATURE if network.datastreams[name].observed_property == TEMPERATURE else Role.PRODUCTION


def _unit(network: FlowNetwork, name: str) -> str:
    return network.datastreams[name].canonical_unit


def calendar_for(book: RuleBook, span: Interval) -> Calendar:
    """Holidays of Viet Nam as the rules have them, over the years of a span."""
    return vietnam_calendar(book, span.start.date(), span.end.date())


def meter_of(network: FlowNetwork, meters: Sequence[str]) -> Meter:
    """The worst stated accuracy class of the meters; the assumed one where none is stated."""
    classes = [network.meters[_stream(network, name).meter].accuracy_class_pct for name in meters]
    known = [c / 100 for c in classes if c is not None]
    return Meter(max(known)) if len(known) == len(classes) else Meter()


def origin_of(network: FlowNetwork, meters: Sequence[str]) -> Origin:
    """The weakest origin of the meters."""
    return max((_stream(network, name).origin for name in meters), key=_ORIGINS.index)


def option_of(network: FlowNetwork, meters: Sequence[str]) -> str:
    """IPMVP option B where every meter is below another one, C where one sees a whole facility."""
    below = [network.meters[_stream(network, name).meter].parent is not None for name in meters]
    return "B" if all(below) else "C"


def _stream(network: FlowNetwork, name: str) -> Datastream:
    return network.datastreams[name]


def state_of(snapshot: Snapshot, names: Sequence[str]) -> str:
    """A hash that changes when amounts of these datastreams change: the published versions of the account."""
    digest = hashlib.sha256()
    try:
        reports = snapshot.derived_versions("quantities", WORKER)
    except StateError:
        return digest.hexdigest()
    newest: dict[str, str] = {}
    for report in reports:
        if report.task.rpartition("|")[0] in names:
            newest[report.task] = report.content
    for task in sorted(newest):
        digest.update(f"{task} {newest[task]}\n".encode())
    return digest.hexdigest()
