"""The peers' side of ``ingest.py`` and ``queries.py``: ``delta SOURCE TARGET`` and ``polars QUESTIONS``, in their own environment."""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import datetime


def delta(source: str, target: str) -> dict[str, float]:
    """Append every batch of an Arrow file; deltalake does not sync."""
    import deltalake
    import pyarrow as pa

    with pa.ipc.open_file(source) as reader:
        batches = [pa.Table.from_batches([reader.get_batch(i)]) for i in range(reader.num_record_batches)]
    began = time.perf_counter()
    for batch in batches:
        deltalake.write_deltalake(target, batch, mode="append")
    return {"seconds": time.perf_counter() - began}


def polars(asked: str) -> dict[str, tuple[float, int]]:
    """Median milliseconds and rows of each answer; see ``queries.py`` for the questions."""
    import polars as pl

    said = json.loads(asked)
    frame = pl.scan_parquet(said["path"])
    time_of, value, name = pl.col("phenomenon_time"), pl.col("value"), pl.col("datastream")
    start, end = (datetime.fromisoformat(said[n]) for n in ("start", "end"))
    year = frame.filter((time_of >= start) & (time_of < end))
    day = time_of.dt.offset_by("7h").dt.date()
    by_time = value.sort_by(time_of).last()
    queries = {
        "latest": frame.group_by("datastream").agg(time_of.max(), by_time),
        "means": year.filter(name.is_in(said["firm"]))
        .group_by("datastream", time_of.dt.truncate("15m"))
        .agg(value.mean())
        .sort("datastream", "phenomenon_time"),
        "totals": year.filter(name.is_in(said["totals"]))
        .group_by("datastream", day)
        .agg(value.sum())
        .sort("datastream", "phenomenon_time"),
        "above": year.filter(name.is_in(said["no2"]) & (value > said["limit"])).sort("datastream", "phenomenon_time"),
        "plot": year.filter(name == said["one"])
        .group_by(time_of.dt.truncate(said["width"]))
        .agg(value.min().alias("low"), value.max().alias("high"), value.last())
        .sort("phenomenon_time"),
    }
    found = {}
    for question, query in queries.items():
        rows = query.collect().height
        spent = []
        for _ in range(said["repeats"]):
            began = time.perf_counter()
            query.collect()
            spent.append((time.perf_counter() - began) * 1000)
        found[question] = (statistics.median(spent), rows)
    return found


if __name__ == "__main__":
    work, *arguments = sys.argv[1:]
    print(json.dumps({"delta": delta, "polars": polars}[work](*arguments)))
