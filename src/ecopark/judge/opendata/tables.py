"""The open tables: their schemas, stable within a version of the API. Columns are added at the end, never renamed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from ecopark.core.observations import TIME

VERSION = "1.0.0"
_TEXT, _NUMBER, _COUNT, _YES = pa.string(), pa.float64(), pa.int64(), pa.bool_()


@dataclass(frozen=True)
class OpenTable:
    """``keys``: columns that name a row."""

    name: str
    schema: pa.Schema
    keys: tuple[str, ...]


def _schema(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns])


POINTS = OpenTable(
    "points",
    _schema(
        ("point", _TEXT),
        ("name_vi", _TEXT),
        ("name_en", _TEXT),
        ("medium", _TEXT),
        ("properties", _TEXT),
        ("permit", _TEXT),
    ),
    ("point",),
)
STATUS = OpenTable(
    "status",
    _schema(
        ("point", _TEXT),
        ("property", _TEXT),
        ("state", _TEXT),
        ("reason_vi", _TEXT),
        ("reason_en", _TEXT),
        ("month", TIME),
        ("judged", _COUNT),
        ("exceeded", _COUNT),
        ("not_judged", _COUNT),
        ("exceedances_30_days", _COUNT),
        ("limit", _NUMBER),
        ("limit_low", _NUMBER),
        ("unit", _TEXT),
        ("statistic", _TEXT),
        ("limit_rule", _TEXT),
        ("provisional", _YES),
        ("latest", _NUMBER),
        ("latest_start", TIME),
        ("valid_share", _NUMBER),
        ("origin", _TEXT),
    ),
    ("point", "property", "statistic", "limit_rule"),
)
AVERAGES = OpenTable(
    "averages",
    _schema(
        ("point", _TEXT),
        ("property", _TEXT),
        ("start", TIME),
        ("step_s", pa.int32()),
        ("average", _NUMBER),
        ("unit", _TEXT),
        ("valid_share", _NUMBER),
        ("calibrating", _COUNT),
        ("fault", _COUNT),
        ("origin", _TEXT),
    ),
    ("point", "property", "step_s", "start"),
)
EXCEEDANCES = OpenTable(
    "exceedances",
    _schema(
        ("id", _TEXT),
        ("point", _TEXT),
        ("property", _TEXT),
        ("start", TIME),
        ("end", TIME),
        ("worst", _NUMBER),
        ("worst_time", TIME),
        ("limit", _NUMBER),
        ("unit", _TEXT),
        ("limit_rule", _TEXT),
        ("statistic", _TEXT),
        ("valid_share", _NUMBER),
        ("provisional", _YES),
        ("origin", _TEXT),
    ),
    ("start", "id"),
)
FIGURES = OpenTable(
    "figures",
    _schema(
        ("series", _TEXT),
        ("firm", _TEXT),
        ("step", _TEXT),
        ("start", TIME),
        ("value", _NUMBER),
        ("unit", _TEXT),
        ("low", _NUMBER),
        ("high", _NUMBER),
        ("measured_share", _NUMBER),
        ("complete", _YES),
        ("state", _TEXT),
        ("reason_vi", _TEXT),
        ("reason_en", _TEXT),
        ("origin", _TEXT),
        ("provisional", _YES),
    ),
    ("series", "firm", "step", "start"),
)
CLAIMS = OpenTable(
    "claims",
    _schema(
        ("id", _TEXT),
        ("claimant", _TEXT),
        ("text_vi", _TEXT),
        ("text_en", _TEXT),
        ("state", _TEXT),
        ("verdict", _TEXT),
        ("grade", _TEXT),
        ("value", _NUMBER),
        ("low", _NUMBER),
        ("high", _NUMBER),
        ("unit", _TEXT),
        ("origin", _TEXT),
        ("judged_at", _TEXT),
        ("expires", _TEXT),
    ),
    ("id",),
)
QUALITY = OpenTable(
    "quality",
    _schema(
        ("datastream", _TEXT),
        ("name_vi", _TEXT),
        ("name_en", _TEXT),
        ("property", _TEXT),
        ("month", TIME),
        ("expected", _COUNT),
        ("good", _COUNT),
        ("doubtful", _COUNT),
        ("bad", _COUNT),
        ("missing", _COUNT),
        ("good_share", _NUMBER),
        ("last_seen", TIME),
        ("origin", _TEXT),
    ),
    ("datastream", "month"),
)
OPEN_TABLES: Mapping[str, OpenTable] = {
    table.name: table for table in (POINTS, STATUS, AVERAGES, EXCEEDANCES, FIGURES, CLAIMS, QUALITY)
}
