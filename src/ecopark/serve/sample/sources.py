"""The measured data sets of the sample: which column feeds which datastream, and how the clock was moved.

Every series keeps its own order and its faults. Times are moved by whole weeks, so that a Monday stays a Monday, and
nothing later than the park's ``as_of`` is taken over. No value is changed: scaling is the datastream's stated factor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SENT = pa.schema([("datastream", pa.string()), ("time", pa.timestamp("us", tz="UTC")), ("value", pa.float64())])

PARK_OFFSET = timedelta(hours=7)


@dataclass(frozen=True, slots=True)
class SampleSource:
    """One file of ``data/``.

    Attributes
    ----------
    source_utc_offset_h
        Hours that the source's own standard clock is ahead of UTC, for files stored in UTC; 0 where the file holds the
        wall clock itself. That wall clock is then read as park time. The profiles' clock is German winter time: the
        firms' summer time therefore shows as a one-hour clock shift, as it would from a real logger.
    weeks
        Whole weeks by which times are moved.
    """

    file: str
    time_column: str
    weeks: int
    columns: Mapping[str, str]
    source_utc_offset_h: int = 0


SOURCES: tuple[SampleSource, ...] = (
    SampleSource(
        "steel_gwangyang_2018.parquet",
        "interval_start",
        365,  # 2018 -> 2024-12-30 … 2025-12-29
        {
            "usage_kwh": "steel.main.active_energy",
            "lagging_kvarh": "steel.main.reactive_lagging",
            "leading_kvarh": "steel.main.reactive_leading",
            "lagging_pf_pct": "steel.main.power_factor",
        },
    ),
    *(
        SampleSource(f, "time_utc", weeks, {"w_per_mwh_a": f"{firm}.main.active_power"}, source_utc_offset_h=1)
        for f, firm, weeks in (
            ("load_electroplating_2017.parquet", "plating", 418),
            ("load_metal_processing_2018.parquet", "metal", 365),
            ("load_furniture_store_2015.parquet", "furniture", 522),
        )
    ),
    SampleSource(
        "pv_system50_2011_2013.parquet",
        "measured_on",
        626,
        {"ac_power_w": "furniture.pv.active_power"},
        source_utc_offset_h=-7,
    ),
    SampleSource("pv_system50_irradiance.parquet", "time", 626, {"ghi": "pv.site.ghi"}, source_utc_offset_h=-7),
    SampleSource(
        "weather_khanhhoa_2019.parquet",
        "time_local_utc7",
        313,
        {
            "ghi_w_m2": "weather.ghi",
            "temp_c": "weather.temperature",
            "rh_pct": "weather.humidity",
            "pressure_mbar": "weather.pressure",
            "wind_speed_m_s": "weather.wind",
        },
    ),
    SampleSource(
        "wwtp_melbourne_2014_2019.parquet",
        "date",
        339,  # 2014-01-01 … 2019-06-27 -> 2020-07-01 … 2025-12-25; southern winter falls on northern winter
        {
            "avg_inflow": "works.inflow.flow",
            "avg_outflow": "works.outflow.flow",
            "total_grid": "works.main.active_energy",
            "Am": "works.inlet.ammonium",
            "BOD": "works.inlet.bod5",
            "COD": "works.inlet.cod",
            "TN": "works.inlet.total_n",
            "T": "works.weather.temperature",
            "SLP": "works.weather.pressure",
            "H": "works.weather.humidity",
            "PP": "works.weather.rain",
        },
    ),
    SampleSource(
        "gas_turbine_2015.parquet",
        "row",  # no clock in the source: hours are counted back from the park's as_of
        0,
        {
            "TEY": "utility.generator.active_energy",
            "CO": "utility.co",
            "NOX": "utility.nox",
            "AT": "utility.ambient_temperature",
            "AP": "utility.ambient_pressure",
            "AH": "utility.humidity",
            "TIT": "utility.inlet_temperature",
            "TAT": "utility.outlet_temperature",
            "AFDP": "utility.filter_pressure",
        },
    ),
)


def read_source(source: SampleSource, as_of: datetime) -> Iterator[pa.Table]:
    """Yield one ``SENT`` table per datastream: values as in the file, times in UTC after the move, none after ``as_of``."""
    raw = pq.read_table(pa.BufferReader(files(__package__).joinpath("data", source.file).read_bytes()))
    times = _times(source, raw, as_of)
    until = pa.scalar(as_of, pa.timestamp("us", tz="UTC"))
    for column, datastream in source.columns.items():
        names = pa.repeat(pa.scalar(datastream), raw.num_rows)
        table = pa.Table.from_arrays([names, times, raw[column].cast(pa.float64())], schema=SENT)
        yield table.filter(pc.less_equal(table["time"], until))


def _times(source: SampleSource, raw: pa.Table, as_of: datetime) -> pa.Array:
    if source.time_column == "row":
        last_hour = as_of.replace(minute=0, second=0, microsecond=0)
        first = last_hour - timedelta(hours=raw.num_rows - 1)
        return pa.array([first + timedelta(hours=i) for i in range(raw.num_rows)], pa.timestamp("us", tz="UTC"))
    stored = raw[source.time_column].cast(pa.timestamp("us", tz="UTC"))
    moved = timedelta(weeks=source.weeks, hours=source.source_utc_offset_h) - PARK_OFFSET
    return pc.add(stored, pa.scalar(moved, pa.duration("us")))
