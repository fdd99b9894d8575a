"""The number of a claim by its kind, from an open park, and the plain measured amount behind it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow.compute as pc

from ecopark.account.uncertainty import Estimate, total
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.core.units import conversion
from ecopark.judge.claims.records import Claim, Kind
from ecopark.judge.ledger.book import Ledger, usable_for
from ecopark.judge.ledger.records import Unit
from ecopark.serve.claim_scene import WORKER, Scene, generation_meters

ONE_SIDED = 1.6448536269514722  # standard normal, 95 %
_RANK = (Origin.MEASURED, Origin.MODELLED, Origin.DECLARED, Origin.SYNTHETIC)
_AMOUNT_NAMES = {
    "active_energy": "electricity",
    "active_power": "electricity",
    "water_volume": "water",
    "wastewater_volume": "wastewater",
    "wastewater_flow": "wastewater",
    "fuel_mass": "fuel",
    "fuel_energy": "fuel",
}
_RESOURCE = {"energy": "electricity", "water": "water", "wastewater": "wastewater", "waste": "waste"}


@dataclass(frozen=True, slots=True)
class Numbers:
    """What could be found: the claim's figure, the plain amount, why there is no figure, origins of what went in."""

    figure: Figure | None
    measured: Figure | None
    why: Message | None
    origins: tuple[Origin, ...]


def numbers_of(scene: Scene, ledger: Ledger) -> Numbers:
    """The number that the claim is about, with its two-sided 90 % interval."""
    kind = scene.claim.kind
    amount = measured_amount(scene)
    if kind is Kind.ATTRIBUTE:
        return _attribute(scene, ledger)
    if kind is Kind.ABSOLUTE_LIMIT:
        return _limit(scene)
    made = {
        Kind.REDUCTION: _reduction,
        Kind.INTENSITY: _intensity,
        Kind.SHARE: _share,
        Kind.BALANCE: _balance,
    }.get(kind)
    if made is None:
        return Numbers(None, amount, None, _origins([amount]))
    figure, why = made(scene)
    return Numbers(figure, amount, why, _origins([figure, amount]))


def measured_amount(scene: Scene) -> Figure | None:
    """Sum of the amounts of the claim's datastreams; meters' classes as its uncertainty, each meter its own source."""
    own = set(generation_meters(scene.network, scene.claim.firm))
    streams = [s for s in scene.streams if s.meter not in own]
    estimate = _sum(scene, [s.id for s in streams])
    if estimate is None:
        return None
    name = _AMOUNT_NAMES.get(streams[0].observed_property)
    return None if name is None else _figure(scene, name, estimate, _weakest_of(scene))


def _sum(scene: Scene, streams: Sequence[str]) -> Estimate | None:
    table = scene.quantities
    if not table.num_rows:
        return None
    parts = []
    for name in streams:
        mine = table.filter(pc.equal(table["datastream"], name))
        amount = pc.sum(mine["quantity"]).as_py()
        if amount is None:
            continue
        stream = scene.network.datastreams[name]
        share = relative_uncertainty(scene, stream.meter)
        parts.append(Estimate.of(amount, mine["unit"][0].as_py(), {f"meter:{stream.meter}": share}))
    if not parts or len({_kind_of(p.unit) for p in parts}) > 1:
        return None
    return total(parts, parts[0].unit)


def _kind_of(unit: str) -> str:
    for base in ("kWh", "m3", "t"):
        try:
            conversion(unit, base)
        except InputError:
            continue
        return base
    return unit


def relative_uncertainty(scene: Scene, meter: str) -> float:
    """Of a meter's class, rectangular (JCGM 100:2008, 4.3.7); 5 % where no class is on file (its gate fails then)."""
    accuracy = scene.network.meters[meter].accuracy_class_pct
    return (5.0 if accuracy is None else accuracy) / 100 / math.sqrt(3)


def _reduction(scene: Scene) -> tuple[Figure | None, Message | None]:
    """What the verification of the measure says: per cent, or the avoided amount in the claim's unit."""
    measure = scene.claim.baseline.measure if scene.claim.baseline else ""
    record = scene.park.records.get(WORKER, "verification", measure)
    if record is None or record.firm != scene.claim.firm:
        return None, Message("judge.why.no_verification", {"measure": measure})
    said: Mapping[str, Any] = record.content
    figures = said.get("figures") or {}
    wanted = figures.get("percent") if scene.claim.unit == "%" else figures.get("avoided")
    if not wanted:
        return None, Message("judge.why.no_verification", {"measure": measure})
    figure = Figure.of(wanted)
    other = _other_period(scene, figure, measure)
    if other is not None:
        return None, other
    evidence = (*figure.evidence, Evidence(EvidenceKind.RECORD, f"verification/{record.id}", record.revision))
    return replace(figure, evidence=evidence), figure.reason if figure.value is None else None


def _other_period(scene: Scene, figure: Figure, measure: str) -> Message | None:
    """A saving of other days is not the claim's: both ends must agree within a day."""
    try:
        start, end = (datetime.fromisoformat(text).astimezone(scene.zone) for text in (figure.start, figure.end))
    except ValueError:
        return Message("judge.why.no_verification", {"measure": measure})
    apart = (abs(start - scene.interval.start), abs(end - scene.interval.end))
    if max(apart) <= timedelta(days=1):
        return None
    return Message(
        "judge.why.other_period",
        {"measure": measure, "start": start.date().isoformat(), "end": (end - timedelta(seconds=1)).date().isoformat()},
    )


def _limit(scene: Scene) -> Numbers:
    """The worst average of the period, with the instrument's uncertainty around it: the guard band is its bound."""
    claim = scene.claim
    rows = scene.rows("averages", monitoring_point=list(claim.boundary.points), property=[claim.metric.property])
    known = [row for row in rows.to_pylist() if row["average"] is not None]
    if not known:
        return Numbers(None, None, Message("judge.why.no_rows"), ())
    pick = min if claim.comparator == ">=" else max
    worst = pick(known, key=lambda row: row["average"])
    shares = [relative_uncertainty(scene, stream.meter) for stream in scene.streams]
    estimate = Estimate.of(worst["average"], worst["unit"], {"meter:instrument": max(shares, default=0.05)})
    origin = max((Origin(row["origin"]) for row in known), key=_RANK.index)
    return Numbers(_figure(scene, "worst_average", estimate, origin), None, None, (origin,))


def _intensity(scene: Scene) -> tuple[Figure | None, Message | None]:
    """Amount over output, which the firm's own datastreams of product must show: declared output is no measurement."""
    amount = _sum(scene, scene.stream_ids)
    if amount is None:
        return None, Message("judge.why.no_rows")
    output = _output(scene)
    if output is None or not output[0].value:
        return None, Message("judge.why.no_output")
    per, origin = output
    unit = scene.claim.unit
    ratio = amount.over(per, unit if "/" in unit else f"{amount.unit}/{per.unit}")
    return _figure(scene, "intensity", ratio, max(origin, _weakest_of(scene), key=_RANK.index)), None


def _output(scene: Scene) -> tuple[Estimate, Origin] | None:
    streams = [
        s
        for s in scene.network.datastreams.values()
        if s.firm == scene.claim.firm and s.observed_property in ("product_mass", "production", "material_mass")
    ]
    if not streams:
        return None
    rows = scene.rows("quantities", datastream=[s.id for s in streams])
    parts = []
    for stream in streams:
        mine = rows.filter(pc.equal(rows["datastream"], stream.id))
        amount = pc.sum(mine["quantity"]).as_py()
        if amount is not None:
            share = relative_uncertainty(scene, stream.meter)
            parts.append(Estimate.of(amount, mine["unit"][0].as_py(), {f"meter:{stream.meter}": share}))
    if not parts:
        return None
    return total(parts, parts[0].unit), max((s.origin for s in streams), key=_RANK.index)


def _share(scene: Scene) -> tuple[Figure | None, Message | None]:
    """Part over whole, per cent: own generation of all electricity used, or the boundary's meters of the firm's total."""
    claim = scene.claim
    if claim.metric.quantity == "recycled_content":
        return None, Message("judge.why.no_rows")
    rows = [r for r in _lines(scene, _RESOURCE.get(claim.metric.quantity, "electricity")) if r["quantity"] is not None]
    if not rows:
        return None, Message("judge.why.no_rows")
    renewable = claim.metric.quantity == "renewable_share"
    own = _lines_sum([r for r in rows if r["direction"] == "generated"], "own-generation")
    supply = _lines_sum([r for r in rows if r["direction"] == "in"], "supply")
    part = own if renewable else _sum(scene, scene.stream_ids)
    sides = [each for each in (own if renewable else None, supply) if each is not None]
    whole = total(sides, sides[0].unit) if sides else None
    if whole is None or not whole.value or part is None:
        return None, Message("judge.why.no_rows")
    origin = max((Origin(r["origin"]) for r in rows if r["origin"]), key=_RANK.index, default=Origin.DECLARED)
    return _figure(scene, "share", part.over(whole, "%"), max(origin, _weakest_of(scene), key=_RANK.index)), None


def _lines(scene: Scene, resource: str) -> list[dict[str, Any]]:
    table, firm = ("park_lines", None) if scene.claim.firm is None else ("resource_lines", scene.claim.firm)
    only: Mapping[str, Sequence[str | None]] = {"resource": [resource], **({"firm": [firm]} if firm else {})}
    return list(scene.rows(table, **only).to_pylist())


def _lines_sum(rows: Sequence[Mapping[str, Any]], source: str) -> Estimate | None:
    """Sum of account lines; 1 % standard uncertainty of their metering, one source for all of them (not known apart)."""
    parts = [Estimate.of(row["quantity"], row["unit"], {f"meter:{source}": 0.01}) for row in rows]
    return total(parts, parts[0].unit) if parts else None


def _balance(scene: Scene) -> tuple[Figure | None, Message | None]:
    """Inflow minus outflow over the period; days' errors share their meters, so they add up linearly."""
    claim = scene.claim
    named = list(claim.boundary.processes)
    rows = [r for r in scene.rows("imbalances").to_pylist() if not named or r["balance"] in named]
    rows = [r for r in rows if r["imbalance"] is not None and r["sd"] is not None and _carrier_fits(r["carrier"], claim)]
    rows = [r for r in rows if claim.firm is None or r["firm"] == claim.firm]
    if not rows:
        return None, Message("judge.why.no_rows")
    inflow = math.fsum(r["inflow"] or 0.0 for r in rows)
    value, sd = math.fsum(r["imbalance"] for r in rows), math.fsum(r["sd"] for r in rows)
    unit = rows[0]["unit"]
    if claim.unit == "%":
        if not inflow:
            return None, Message("judge.why.no_rows")
        value, sd, unit = 100 * value / inflow, 100 * sd / inflow, "%"
    return _figure(scene, "balance", Estimate(value, unit, {"meter:balance": sd}), _weakest_of(scene)), None


def _carrier_fits(carrier: str, claim: Claim) -> bool:
    return {"energy": "electricity"}.get(claim.metric.quantity, claim.metric.quantity) in carrier.split("+")


def _attribute(scene: Scene, ledger: Ledger) -> Numbers:
    """What was cancelled for the claim: counted, so its interval has no width."""
    claim = scene.claim
    units = usable_for(ledger, claim.id, claim.claimant)
    if not units:
        return Numbers(None, None, Message("judge.why.nothing_cancelled"), ())
    factor = _in(units[0], claim.unit)
    if factor is None or any(u.unit != units[0].unit for u in units):
        return Numbers(None, None, Message("judge.why.no_rows"), ())
    value = sum(u.quantity for u in units) * factor
    origin = max((origin_of_unit(scene, unit) for unit in units), key=_RANK.index)
    figure = replace(_figure(scene, "attribute", Estimate(value, claim.unit), origin), low=value, high=value)
    return Numbers(figure, None, None, (origin,))


def _in(unit: Unit, wanted: str) -> float | None:
    try:
        return conversion(unit.unit, wanted)[0]
    except InputError:
        return None


def origin_of_unit(scene: Scene, unit: Unit) -> Origin:
    """Of the meter that made it; a unit of another registry counts as measured where a document proves it, else declared."""
    if unit.origin in scene.network.meters:
        streams = scene.network.datastreams_of_meter(unit.origin)
        return max((s.origin for s in streams), key=_RANK.index, default=Origin.DECLARED)
    proved = any(part.kind is EvidenceKind.DOCUMENT for part in unit.evidence)
    return Origin.MEASURED if proved else Origin.DECLARED


def _weakest_of(scene: Scene) -> Origin:
    return max((stream.origin for stream in scene.streams), key=_RANK.index, default=Origin.DECLARED)


def _figure(scene: Scene, name: str, estimate: Estimate, origin: Origin) -> Figure:
    reach = ONE_SIDED * estimate.standard_uncertainty
    start, end = (moment.astimezone(scene.zone) for moment in (scene.interval.start, scene.interval.end))
    return Figure(
        name=name,
        value=estimate.value,
        unit=estimate.unit,
        standing=Standing.MEASURED,
        low=estimate.value - reach,
        high=estimate.value + reach,
        origin=origin,
        start=_iso(start),
        end=_iso(end),
        boundary=scene.claim.boundary.listed,
        evidence=tuple(Evidence(EvidenceKind.DATASTREAM, s) for s in scene.stream_ids),
        contributions=dict(estimate.largest_sources(5)),
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat()


def _origins(figures: Sequence[Figure | None]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(f.origin for f in figures if f is not None and f.origin is not None))
