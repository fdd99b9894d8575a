"""Laboratory results: values with uncertainty, method and accreditation, linked to a sample. Below detection is a state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ecopark.core.errors import InputError
from ecopark.core.properties import find_property
from ecopark.core.units import conversion
from ecopark.trust.inspection.fields import Fields, read_whole

MEASURED, BELOW = "measured", "below_detection"


@dataclass(frozen=True, slots=True)
class LabValue:
    """One property of a sample, in ``unit``.

    Attributes
    ----------
    state
        ``measured``, or ``below_detection``: then ``value`` is None and ``detection_limit`` says below what. Never zero.
    uncertainty
        Expanded by ``coverage`` (k); None: the laboratory does not say.
    """

    property: str
    state: str
    value: float | None
    unit: str
    detection_limit: float | None
    uncertainty: float | None
    coverage: float
    method: str


@dataclass(frozen=True, slots=True)
class LabResult:
    """A report of a laboratory about one sample."""

    id: str
    sample: str
    laboratory: str
    accreditation: str | None
    report_number: str
    received_at: datetime | None
    analysed_at: datetime | None
    reported_at: datetime
    values: tuple[LabValue, ...]
    note: str


def read_lab_result(content: object) -> LabResult:
    """Read what was sent; ``InputError`` trust.field.*, trust.lab.*, core.property.unknown, core.unit.*."""
    result = read_whole(content, _result)
    if not result.values:
        raise InputError("trust.field.missing", where="values", field="values")
    seen: set[str] = set()
    for i, value in enumerate(result.values):
        if value.property in seen:
            raise InputError("trust.lab.twice", where=f"values[{i}].property", property=value.property)
        seen.add(value.property)
    moments = [m for m in (result.received_at, result.analysed_at, result.reported_at) if m is not None]
    if moments != sorted(moments):
        raise InputError("trust.lab.order", where="analysed_at")
    return result


def lab_content(result: LabResult) -> dict[str, object]:
    """The JSON of a laboratory result, every field present."""
    return {
        "id": result.id,
        "sample": result.sample,
        "laboratory": result.laboratory,
        "accreditation": result.accreditation,
        "report_number": result.report_number,
        "received_at": _text(result.received_at),
        "analysed_at": _text(result.analysed_at),
        "reported_at": result.reported_at.isoformat(),
        "values": [
            {
                "property": v.property,
                "state": v.state,
                "value": v.value,
                "unit": v.unit,
                "detection_limit": v.detection_limit,
                "uncertainty": v.uncertainty,
                "coverage": v.coverage,
                "method": v.method,
            }
            for v in result.values
        ],
        "note": result.note,
    }


def stored_lab_result(content: Mapping[str, object]) -> LabResult:
    """The result of a record's content."""
    return read_lab_result({name: value for name, value in content.items() if name != "sent_sha256"})


def canonical(value: LabValue) -> tuple[float | None, float | None, float | None]:
    """Value, detection limit and standard uncertainty in the canonical unit of the property; None: not stated."""
    factor, offset = conversion(value.unit, find_property(value.property).unit)
    measured = None if value.value is None else value.value * factor + offset
    limit = None if value.detection_limit is None else value.detection_limit * factor + offset
    sd = None if value.uncertainty is None else abs(value.uncertainty * factor) / value.coverage
    return measured, limit, sd


def _result(fields: Fields) -> LabResult:
    return LabResult(
        id=fields.id("id"),
        sample=fields.id("sample"),
        laboratory=fields.text("laboratory"),
        accreditation=fields.maybe_text("accreditation", 100),
        report_number=fields.maybe_text("report_number", 100) or "",
        received_at=fields.maybe_moment("received_at"),
        analysed_at=fields.maybe_moment("analysed_at"),
        reported_at=fields.moment("reported_at"),
        values=fields.items("values", _value, 100),
        note=fields.maybe_text("note", 4000) or "",
    )


def _value(fields: Fields) -> LabValue:
    found = LabValue(
        property=fields.text("property", 100),
        state=fields.choice("state", (MEASURED, BELOW)),
        value=fields.maybe_number("value"),
        unit=fields.maybe_text("unit", 40) or "",
        detection_limit=fields.maybe_number("detection_limit", 0),
        uncertainty=fields.maybe_number("uncertainty", 0),
        coverage=fields.maybe_number("coverage", 1, 4) or 2.0,
        method=fields.maybe_text("method") or "",
    )
    conversion(found.unit, find_property(found.property, fields.place("property")).unit, fields.place("unit"))
    if (found.state == MEASURED) != (found.value is not None):
        raise InputError("trust.lab.value_or_state", where=fields.place("value"))
    if found.state == BELOW and found.detection_limit is None:
        raise InputError("trust.lab.limit_needed", where=fields.place("detection_limit"))
    return found


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
