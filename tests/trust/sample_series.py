"""The sample park as observations, without the store: packaged data, decoded by the datastreams' unit and factor."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ecopark.connect.park_folder import read_park
from ecopark.core.flows import Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import OBSERVATIONS, readings_table
from ecopark.core.units import conversion
from ecopark.serve.sample.assemble import write_sample_park, write_sample_readings
from ecopark.trust.quality import quality_flow

AS_OF = datetime.fromisoformat("2025-12-29T23:59:59+07:00")
EXTENT = Interval(datetime.fromisoformat("2020-01-01T00:00:00+07:00"), AS_OF)


def observations(readings: pa.Table) -> pa.Table:
    """``READINGS`` as the store would give them back: revision 0, taken in after everything."""
    n = readings.num_rows
    columns = {
        **{name: readings[name] for name in ("phenomenon_time", "value", "reason", "status", "result_time")},
        "datastream": readings["datastream"].cast(pa.string()),
        "recorded_time": pa.repeat(pa.scalar(datetime(2030, 1, 1), pa.timestamp("us")), n),
        "revision": pa.repeat(pa.scalar(0, pa.uint16()), n),
        "batch": pa.repeat(pa.scalar(0, pa.int64()), n),
    }
    return pa.table([columns[f.name] for f in OBSERVATIONS], schema=OBSERVATIONS)


@cache
def sample() -> tuple[FlowNetwork, dict[str, pa.Table]]:
    """The network and each datastream's observations (canonical unit, ascending)."""
    with TemporaryDirectory() as folder:
        write_sample_park(Path(folder) / "park")
        network = read_park(Path(folder) / "park")
        tables = [pq.read_table(path) for path in write_sample_readings(Path(folder) / "files", AS_OF)]
    sent = pa.concat_tables(tables)
    found = {}
    for name in sent["datastream"].unique().to_pylist():
        part = sent.filter(pa.compute.equal(sent["datastream"], name)).sort_by("time")
        datastream = network.datastreams[name]
        factor, offset = conversion(datastream.unit, datastream.canonical_unit)
        value = part["value"].to_numpy(zero_copy_only=False) * datastream.factor * factor + offset
        values = pa.array(value, from_pandas=True)
        found[name] = observations(readings_table(name, part["time"].combine_chunks(), values))
    return network, found


def judged(settings=None, network=None, tables=None):
    """Run every task of the quality flow; return flags, coverage and findings, each one table."""
    if network is None:
        network, tables = sample()
    flow = quality_flow(network, settings)
    outputs = {"flags": [], "coverage": [], "findings": []}
    for task in flow.plan(network, EXTENT):
        for name, table in flow.run(task, {"observations": observed(task, tables)}).items():
            outputs[name].append(table)
    return {name: pa.concat_tables(parts) for name, parts in outputs.items()}


def observed(task: Task, tables: dict[str, pa.Table]) -> pa.Table:
    parts = [tables[d] for d in sorted(task.datastreams) if d in tables]
    return pa.concat_tables(parts) if parts else OBSERVATIONS.empty_table()


def data_of(name: str) -> pa.Table:
    """A packaged data set of the sample as it came."""
    with files("ecopark.serve.sample").joinpath("data", name).open("rb") as file:
        return pq.read_table(file)


def microseconds(table: pa.Table, column: str) -> np.ndarray:
    return table[column].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
