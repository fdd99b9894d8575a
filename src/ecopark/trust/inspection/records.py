"""What an inspection says: strict parsing of what a phone, an office desk or a paper form gives. Times keep their zone.

The JSON is that of ``docs/design/trust.md``, section 5. What was sent is stored as it was; values in canonical units
stand beside it. # design 4.5
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from ecopark.core.errors import InputError
from ecopark.core.interval import to_utc
from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.units import conversion
from ecopark.trust.inspection.fields import Fields, read_whole

Kind = Literal["meter_reading", "sample", "sensor_check", "seal", "site_visit"]
KINDS: tuple[Kind, ...] = ("meter_reading", "sample", "sensor_check", "seal", "site_visit")
ENTERED = ("phone", "paper", "office")
SEAL_STATES = ("intact", "broken", "missing", "replaced")
CUSTODY_EVENTS = ("taken", "handed_over", "received", "opened")
PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp")
LARGEST_PHOTO = 8 * 1024 * 1024
MOST_PHOTOS = 30
_ADAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Location:
    latitude: float
    longitude: float
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class ManualReading:
    """What a person read or measured. ``uncertainty`` is expanded (k = 2), in ``unit``; None: not stated."""

    datastream: str
    value: float
    unit: str
    uncertainty: float | None
    method: str
    phenomenon_time: datetime


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo by its hash; the bytes come on their own, before or after."""

    sha256: str
    bytes: int
    content_type: str
    taken_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class SealCheck:
    seal: str
    state: str
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class SampleTaken:
    """A bottle. ``composite_minutes``: length of a composite sample that ended at ``taken_at``; 0 is a grab sample."""

    id: str
    matrix: str
    bottle: str
    preservation: str
    taken_at: datetime
    seal: str | None
    composite_minutes: float


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One step of a sample's way. ``temperature_c``: of the sample or its box at that moment; None: not measured."""

    event: str
    at: datetime
    by: str
    to: str | None
    seal: str | None
    temperature_c: float | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """One visit. ``planned`` is the plan item that it answers; ``paper_number`` the number printed on a paper form.

    ``clock_offset_s``: how far the sender's clock stood before the server's when it was sent; None: not compared.
    """

    id: str
    kind: Kind
    place: str
    planned: str | None
    started_at: datetime
    ended_at: datetime
    entered_from: str
    paper_number: str | None
    location: Location | None
    no_location_reason: str | None
    readings: tuple[ManualReading, ...]
    photos: tuple[Photo, ...]
    seals: tuple[SealCheck, ...]
    sample: SampleTaken | None
    custody: tuple[CustodyEvent, ...]
    note: str
    form_version: int
    clock_offset_s: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A meter or monitoring point that can be visited, with what is measured there."""

    id: str
    firm: str | None
    point: bool
    datastreams: tuple[Datastream, ...]


def place_of(network: FlowNetwork, place: str, where: str = "place") -> Place:
    """The place; ``InputError`` trust.inspection.unknown_place if there is none."""
    if place in network.monitoring_points:
        return Place(place, network.monitoring_points[place].firm, True, network.datastreams_of_point(place))
    if place in network.meters:
        return Place(place, network.meters[place].firm, False, network.datastreams_of_meter(place))
    raise InputError("trust.inspection.unknown_place", where=where, place=place)


def read_inspection(content: object) -> Inspection:
    """Read what was sent.

    Raises
    ------
    InputError
        trust.field.* and trust.inspection.*; ``where`` is the field.
    """
    inspection = read_whole(content, _inspection)
    _check_times(inspection)
    if inspection.location is None and inspection.no_location_reason is None:
        raise InputError("trust.inspection.no_location", where="location")
    if (inspection.entered_from == "paper") != (inspection.paper_number is not None):
        raise InputError("trust.inspection.paper_number", where="paper_number")
    if (inspection.kind == "sample") != (inspection.sample is not None):
        raise InputError("trust.inspection.no_sample", where="sample")
    seen = (inspection.readings, inspection.photos, inspection.seals, inspection.sample, inspection.note)
    if not any(seen):
        raise InputError("trust.inspection.nothing", where="readings")
    return inspection


def stored_inspection(content: Mapping[str, object]) -> Inspection:
    """The inspection of a record's content: what was sent, without what was added."""
    return read_inspection({name: value for name, value in content.items() if name not in ADDED})


ADDED = ("sent_sha256", "measured")


def measured_of(inspection: Inspection, network: FlowNetwork) -> list[dict[str, object]]:
    """Readings in the canonical unit of their datastream, as they are stored beside what was sent.

    What the display of a meter shows (kind ``meter_reading``) goes through the device's stated factor, as the device's own
    readings do; what another instrument measured does not.

    Raises
    ------
    InputError
        trust.inspection.unknown_place, trust.inspection.other_place, core.unit.*.
    """
    known = {stream.id: stream for stream in place_of(network, inspection.place).datastreams}
    rows: list[dict[str, object]] = []
    for i, reading in enumerate(inspection.readings):
        where = f"readings[{i}]"
        stream = known.get(reading.datastream)
        if stream is None:
            raise InputError(
                "trust.inspection.other_place",
                where=f"{where}.datastream",
                datastream=reading.datastream,
                place=inspection.place,
            )
        factor, offset = conversion(reading.unit, stream.canonical_unit, f"{where}.unit")
        shown = stream.factor if inspection.kind == "meter_reading" else 1.0
        expanded = reading.uncertainty
        rows.append(
            {
                "datastream": stream.id,
                "value": (reading.value * factor + offset) * shown,
                "unit": stream.canonical_unit,
                "expanded": None if expanded is None else abs(expanded * factor * shown),
                "time": to_utc(reading.phenomenon_time).isoformat(),
                "instrument": "display" if inspection.kind == "meter_reading" else "reference",
            }
        )
    return rows


def inspection_content(inspection: Inspection) -> dict[str, object]:
    """The JSON of an inspection, every field present."""
    sample = inspection.sample
    return {
        "id": inspection.id,
        "kind": inspection.kind,
        "place": inspection.place,
        "planned": inspection.planned,
        "started_at": inspection.started_at.isoformat(),
        "ended_at": inspection.ended_at.isoformat(),
        "entered_from": inspection.entered_from,
        "paper_number": inspection.paper_number,
        "location": None if inspection.location is None else _plain(inspection.location),
        "no_location_reason": inspection.no_location_reason,
        "readings": [_plain(reading) for reading in inspection.readings],
        "photos": [_plain(photo) for photo in inspection.photos],
        "seals": [_plain(seal) for seal in inspection.seals],
        "sample": None if sample is None else _plain(sample),
        "custody": [_plain(event) for event in inspection.custody],
        "note": inspection.note,
        "form_version": inspection.form_version,
        "clock_offset_s": inspection.clock_offset_s,
    }


def custody_content(event: CustodyEvent) -> dict[str, object]:
    return _plain(event)


def read_custody_event(fields: Fields) -> CustodyEvent:
    return CustodyEvent(
        fields.choice("event", CUSTODY_EVENTS),
        fields.moment("at"),
        fields.text("by"),
        fields.maybe_text("to"),
        fields.maybe_text("seal", 100),
        fields.maybe_number("temperature_c", -60, 100),
    )


def _inspection(fields: Fields) -> Inspection:
    return Inspection(
        id=fields.id("id"),
        kind=cast(Kind, fields.choice("kind", KINDS)),
        place=fields.text("place"),
        planned=fields.maybe_id("planned"),
        started_at=fields.moment("started_at"),
        ended_at=fields.moment("ended_at"),
        entered_from=fields.choice("entered_from", ENTERED),
        paper_number=fields.maybe_id("paper_number"),
        location=fields.maybe_object("location", _location),
        no_location_reason=fields.maybe_text("no_location_reason", 500),
        readings=fields.items("readings", _reading),
        photos=fields.items("photos", _photo, MOST_PHOTOS),
        seals=fields.items("seals", _seal, 50),
        sample=fields.maybe_object("sample", read_sample),
        custody=fields.items("custody", read_custody_event, 50),
        note=fields.maybe_text("note", 4000) or "",
        form_version=fields.whole("form_version", 1, 1000),
        clock_offset_s=fields.maybe_number("clock_offset_s"),
    )


def _location(fields: Fields) -> Location:
    return Location(
        fields.number("latitude", -90, 90), fields.number("longitude", -180, 180), fields.maybe_number("accuracy_m", 0, 1e6)
    )


def _reading(fields: Fields) -> ManualReading:
    return ManualReading(
        datastream=fields.text("datastream"),
        value=fields.number("value"),
        unit=fields.maybe_text("unit", 40) or "",
        uncertainty=fields.maybe_number("uncertainty", 0),
        method=fields.maybe_text("method") or "",
        phenomenon_time=fields.moment("phenomenon_time"),
    )


def _photo(fields: Fields) -> Photo:
    return Photo(
        fields.sha256("sha256"),
        fields.whole("bytes", 1, LARGEST_PHOTO),
        fields.choice("content_type", PHOTO_TYPES),
        fields.maybe_moment("taken_at"),
        fields.maybe_text("note", 500) or "",
    )


def _seal(fields: Fields) -> SealCheck:
    return SealCheck(fields.text("seal", 100), fields.choice("state", SEAL_STATES), fields.maybe_text("replaced_by", 100))


def read_sample(fields: Fields) -> SampleTaken:
    return SampleTaken(
        id=fields.id("id"),
        matrix=fields.text("matrix", 100),
        bottle=fields.maybe_text("bottle", 100) or "",
        preservation=fields.maybe_text("preservation") or "",
        taken_at=fields.moment("taken_at"),
        seal=fields.maybe_text("seal", 100),
        composite_minutes=fields.maybe_number("composite_minutes", 0, 10_080) or 0.0,
    )


def _check_times(inspection: Inspection) -> None:
    started, ended = inspection.started_at, inspection.ended_at
    if ended < started:
        raise InputError("trust.inspection.ends_early", where="ended_at")
    moments = [(f"readings[{i}].phenomenon_time", r.phenomenon_time) for i, r in enumerate(inspection.readings)]
    if inspection.sample is not None:
        moments.append(("sample.taken_at", inspection.sample.taken_at))
    for where, moment in moments:
        if not started - _ADAY <= moment <= ended + _ADAY:
            params = {"started": started.isoformat(), "ended": ended.isoformat()}
            raise InputError("trust.inspection.time_outside", where=where, **params)


def _plain(record: object) -> dict[str, object]:
    """A flat dataclass as JSON; moments as they were given."""
    names = record.__dataclass_fields__  # type: ignore[attr-defined]
    values = {name: getattr(record, name) for name in names}
    return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in values.items()}
