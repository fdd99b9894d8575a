"""Durable ingest in batches: ecopark against DuckDB, PostgreSQL COPY, InfluxDB 1.x and Delta on the same rows.

``python -m benchmarks.ingest [--rows 10000000] [--repeats 3] [--write]``

Every peer takes the same batches of 50,000 readings one after the other and makes each durable in its usual way
(DuckDB: one transaction per batch; PostgreSQL: COPY and commit; InfluxDB: line protocol over HTTP; Delta: append, which
does not sync). Peers that are not installed are left out and named.
"""

from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
from benchmarks import park_data, peers, tables

from ecopark.engine.store import Store

COMPACT_EVERY = 80  # batches: four million readings


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ecopark(folder: Path, batches: list[pa.Table], sensors: int) -> tuple[dict[str, float], float]:
    """Seconds to the journal alone, seconds sustained with compaction, and bytes per reading in the lake."""
    network = park_data.network(sensors)
    spent = {"journal": 0.0, "compaction": 0.0}
    with Store.open(folder, clock=lambda: datetime.now(UTC), network=network) as store:
        for at in range(0, len(batches), COMPACT_EVERY):
            part = batches[at : at + COMPACT_EVERY]
            spent["journal"] += timed(lambda part=part: [store.append(b, source="bench") for b in part])
            spent["compaction"] += timed(store.compact)
        manifest = store._manifest
        listed = {f.path for f in manifest.files()} | {f.rollup for f in manifest.files() if f.rollup}
        size = sum((folder / "lake" / path).stat().st_size for path in listed)
    seconds = {"ecopark, to the journal": spent["journal"], "ecopark, with compaction": sum(spent.values())}
    return seconds, size / sum(len(b) for b in batches)


def plain(batch: pa.Table) -> pa.Table:
    return batch.set_column(0, "datastream", batch.column("datastream").cast(pa.string()))


def into_duckdb(folder: Path, batches: list[pa.Table]) -> float:
    with duckdb.connect(str(folder / "peer.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE readings (datastream VARCHAR, phenomenon_time TIMESTAMP, value DOUBLE, "
            "reason UTINYINT, status UTINYINT, result_time TIMESTAMP)"
        )

        def work() -> None:
            for batch in batches:
                connection.register("batch", batch)
                connection.execute("INSERT INTO readings SELECT * FROM batch")
                connection.unregister("batch")

        return timed(work)


def into_postgres(folder: Path, batches: list[pa.Table]) -> float | None:
    import psycopg

    packed = [csv_of(batch) for batch in batches]
    with peers.postgres(folder / "postgres") as address:
        if address is None:
            return None
        with psycopg.connect(address) as connection:
            connection.execute(
                "CREATE TABLE readings (datastream text, phenomenon_time timestamp, value float8, reason int2, status int2)"
            )
            connection.commit()

            def work() -> None:
                for content in packed:
                    with connection.cursor().copy("COPY readings FROM STDIN (FORMAT csv)") as copy:
                        copy.write(content)
                    connection.commit()

            return timed(work)


def csv_of(batch: pa.Table) -> bytes:
    sink = io.BytesIO()
    columns = ["datastream", "phenomenon_time", "value", "reason", "status"]
    pyarrow.csv.write_csv(plain(batch).select(columns), sink, pyarrow.csv.WriteOptions(include_header=False))
    return sink.getvalue()


def into_influx(folder: Path, batches: list[pa.Table]) -> float | None:
    with peers.influx(folder / "influx") as address:
        if address is None:
            return None
        urllib.request.urlopen(f"{address}/query", data=b"q=CREATE DATABASE bench").read()
        packed = [lines_of(batch) for batch in batches]

        def work() -> None:
            for content in packed:
                urllib.request.urlopen(f"{address}/write?db=bench&precision=u", data=content).read()

        return timed(work)


def lines_of(batch: pa.Table) -> bytes:
    names = batch.column("datastream").to_pylist()
    times = batch.column("phenomenon_time").cast(pa.int64()).to_pylist()
    values = batch.column("value").to_pylist()
    return "\n".join(f"r,d={n} v={v} {t}" for n, t, v in zip(names, times, values, strict=True) if v is not None).encode()


def into_delta(folder: Path, batches: list[pa.Table]) -> float | None:
    try:
        import deltalake
    except ImportError:
        return None
    target = str(folder / "delta")
    return timed(lambda: [deltalake.write_deltalake(target, plain(b), mode="append") for b in batches])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--sensors", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/ingest.md")
    asked = parser.parse_args()
    batches = list(park_data.batches(asked.rows, asked.sensors))
    seconds: dict[str, list[float]] = {}
    absent: set[str] = set()
    sizes = []
    for _ in range(asked.repeats):
        with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as name:
            folder = Path(name)
            folder.chmod(0o755)
            ours, size = ecopark(folder / "park", batches, asked.sensors)
            sizes.append(size)
            for label, spent in ours.items():
                seconds.setdefault(label, []).append(spent)
            for label, peer in (
                ("DuckDB, native table", into_duckdb),
                ("PostgreSQL, COPY", into_postgres),
                ("InfluxDB 1.x, line protocol", into_influx),
                ("Delta, appends (not synced)", into_delta),
            ):
                spent_by_peer = peer(folder, batches)
                if spent_by_peer is None:
                    absent.add(label)
                else:
                    seconds.setdefault(label, []).append(spent_by_peer)
    report(asked.rows, seconds, sizes, absent, asked.write)


def report(rows: int, seconds: dict[str, list[float]], sizes: list[float], absent: set[str], write: bool) -> None:
    rates = {label: rows / statistics.median(spent) / 1e6 for label, spent in seconds.items()}
    best = max((rate for label, rate in rates.items() if not label.startswith("ecopark")), default=float("nan"))
    lines = [[label, f"{rate:.2f}", f"{rate / best:.2f}"] for label, rate in rates.items()]
    body = tables.markdown(["store", "M readings/s (median)", "times the best peer"], lines)
    body += f"\n\n{rows:,} readings in batches of 50,000, {len(sizes)} repeats. "
    body += f"Lake after compaction, all files listed: {statistics.median(sizes):.2f} bytes per reading."
    if absent:
        body += f"\n\nNot installed here, left out: {', '.join(sorted(absent))}."
    tables.show("ingest", "Durable ingest", body, write)


if __name__ == "__main__":
    main()
