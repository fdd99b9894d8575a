"""What people measured, as measurements that other engines can use: datastream, time, value, standard uncertainty.

A display read by a person shows what the meter believes: it checks the way from the meter to the platform, not the meter.
``independent`` says so; a balance that looks for a wrong meter takes independent rows only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pyarrow as pa

from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope
from ecopark.trust.inspection.actions import INSPECTION, SAMPLE
from ecopark.trust.inspection.comparison import ASSUMED_REFERENCE
from ecopark.trust.inspection.lab import canonical, stored_lab_result
from ecopark.trust.inspection.samples import LAB_RESULT, stored_sample

INSPECTION_READINGS = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("time", TIME, nullable=False),
        pa.field("value", pa.float64()),  # canonical unit; null: below ``detection_limit``
        pa.field("detection_limit", pa.float64()),
        pa.field("sd", pa.float64()),  # standard uncertainty; null: below detection
        pa.field("sd_assumed", pa.bool_(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("instrument", pa.string(), nullable=False),  # display | reference | laboratory
        pa.field("independent", pa.bool_(), nullable=False),
        pa.field("intact", pa.bool_()),  # chain of custody; null: no sample
        pa.field("source", pa.string(), nullable=False),  # id of the inspection or laboratory result
    ]
)
_MOST = 100_000


def inspection_readings(records: RecordsStore, network: FlowNetwork, scope: Scope) -> pa.Table:
    """Every manual measurement that the scope reaches (``INSPECTION_READINGS``), by datastream and time."""
    rows = [row for visit in records.find(scope, INSPECTION, limit=_MOST) for row in _of_visit(visit)]
    samples = {record.id: record for record in records.find(scope, SAMPLE, limit=_MOST)}
    for result in records.find(scope, LAB_RESULT, limit=_MOST):
        rows.extend(_of_result(result, samples, network))
    rows.sort(key=lambda row: (str(row["datastream"]), row["time"]))
    return pa.Table.from_pylist(rows, schema=INSPECTION_READINGS)


def _of_visit(visit: Record) -> Iterable[dict[str, object]]:
    measured = visit.content.get("measured")
    assert isinstance(measured, list)
    for row in measured:
        expanded = row["expanded"]
        shown = row["instrument"] == "display"
        assumed = expanded is None and not shown
        sd = ASSUMED_REFERENCE * abs(row["value"]) / 2 if assumed else (expanded or 0.0) / 2
        yield {
            "datastream": row["datastream"],
            "time": datetime.fromisoformat(row["time"]).astimezone(UTC).replace(tzinfo=None),
            "value": row["value"],
            "detection_limit": None,
            "sd": sd,
            "sd_assumed": assumed,
            "unit": row["unit"],
            "instrument": row["instrument"],
            "independent": not shown,
            "intact": None,
            "source": visit.id,
        }


def _of_result(record: Record, samples: dict[str, Record], network: FlowNetwork) -> Iterable[dict[str, object]]:
    result = stored_lab_result(record.content)
    known = samples.get(result.sample)
    if known is None:
        return
    sample = stored_sample(known)
    verdict = sample.verdict([value.property for value in result.values])
    for value in result.values:
        for stream in sample.datastreams(network, value.property):
            measured, limit, sd = canonical(value)
            assumed = sd is None and measured is not None
            yield {
                "datastream": stream.id,
                "time": sample.taken.taken_at.astimezone(UTC).replace(tzinfo=None),
                "value": measured,
                "detection_limit": limit,
                "sd": ASSUMED_REFERENCE * abs(measured or 0.0) / 2 if assumed else sd,
                "sd_assumed": assumed,
                "unit": stream.canonical_unit,
                "instrument": "laboratory",
                "independent": True,
                "intact": verdict.intact,
                "source": record.id,
            }
