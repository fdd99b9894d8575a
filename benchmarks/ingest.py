"""Durable ingest in batches: ecopark against DuckDB, PostgreSQL COPY, InfluxDB 1.x and Delta on the same rows.

``python -m benchmarks.ingest [--rows 10000000] [--repeats 3] [--write]``

Every peer takes the same batches of 50,000 readings one after the other, and keeps them in its usual way (the table
says whether a batch is synced to the disk before the next one). ecopark is measured twice: to the journal, which is
when a batch is acknowledged, and sustained: while batches come a second thread compacts, and the time runs until
everything is in the lake. Packing into a peer's text format is not counted. Peers that are not installed are left out
and named; deltalake is run from ``.venv-peers``.
"""

from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import threading
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

COMPACT_AT = 3_000_000  # pending readings
SYNCED = {
    "ecopark, to the journal": "every batch",
    "ecopark, sustained with compaction": "every batch",
    "DuckDB, native table": "every batch (commit)",
    "PostgreSQL, COPY": "every batch (commit)",
    "InfluxDB 1.x, line protocol": "every batch (write-ahead log)",
    "Delta, appends": "never",
}


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def to_the_journal(folder: Path, batches: list[pa.Table], sensors: int) -> float:
    with Store.open(folder, clock=lambda: datetime.now(UTC), network=park_data.network(sensors)) as store:
        return timed(lambda: [store.append(batch, source="bench") for batch in batches])


def sustained(folder: Path, batches: list[pa.Table], sensors: int) -> tuple[float, float, float]:
    """Seconds until everything is in the lake, CPU-seconds, and bytes per reading of all files of the version."""
    with Store.open(folder, clock=lambda: datetime.now(UTC), network=park_data.network(sensors)) as store:
        done = threading.Event()

        def compact() -> None:
            while not done.is_set():
                if store.pending_rows >= COMPACT_AT:
                    store.compact()
                else:
                    done.wait(0.02)

        def work() -> None:
            compactor = threading.Thread(target=compact)
            compactor.start()
            for batch in batches:
                store.append(batch, source="bench")
            done.set()
            compactor.join()
            store.compact()

        cpu = time.process_time()
        seconds = timed(work)
        cpu = time.process_time() - cpu
        size = sum(f.bytes for f in store._manifest.files())
    return seconds, cpu, size / sum(len(b) for b in batches)


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


def into_postgres(folder: Path, packed: list[bytes]) -> float | None:
    import psycopg

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


def into_influx(folder: Path, packed: list[bytes]) -> float | None:
    with peers.influx(folder / "influx") as address:
        if address is None:
            return None
        urllib.request.urlopen(f"{address}/query", data=b"q=CREATE DATABASE bench").read()

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
    source = folder / "batches.arrow"
    with pa.OSFile(str(source), "wb") as sink, pa.ipc.new_file(sink, plain(batches[0]).schema) as writer:
        for batch in batches:
            writer.write_table(plain(batch))
    said = peers.run("delta", str(source), str(folder / "delta"))
    return None if said is None else float(said["seconds"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--sensors", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/ingest.md")
    asked = parser.parse_args()
    batches = list(park_data.batches(asked.rows, asked.sensors))
    texts, lines = [csv_of(b) for b in batches], [lines_of(b) for b in batches]
    seconds: dict[str, list[float]] = {label: [] for label in SYNCED}
    cpu, sizes = [], []
    for _ in range(asked.repeats):
        with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as name:
            folder = Path(name)
            folder.chmod(0o755)
            journal, lake, duck, postgres, influx, delta = seconds.values()
            journal.append(to_the_journal(folder / "journal", batches, asked.sensors))
            whole, cpu_s, size = sustained(folder / "park", batches, asked.sensors)
            lake.append(whole)
            cpu.append(cpu_s)
            sizes.append(size)
            duck.append(into_duckdb(folder, batches))
            for spent, found in (
                (postgres, into_postgres(folder, texts)),
                (influx, into_influx(folder, lines)),
                (delta, into_delta(folder, batches)),
            ):
                spent += [] if found is None else [found]
        print({label: [round(s, 2) for s in spent] for label, spent in seconds.items()}, flush=True)
    report(asked.rows, seconds, cpu, sizes, asked.write)


def report(rows: int, seconds: dict[str, list[float]], cpu: list[float], sizes: list[float], write: bool) -> None:
    rates = {label: rows / statistics.median(spent) / 1e6 for label, spent in seconds.items() if spent}
    best = max((rate for label, rate in rates.items() if not label.startswith("ecopark")), default=float("nan"))
    header = ["store", "M readings/s (median)", "slowest to fastest repeat", "times the best peer", "synced"]
    lines = []
    for label, rate in rates.items():
        ends = [rows / s / 1e6 for s in (max(seconds[label]), min(seconds[label]))]
        lines.append([label, f"{rate:.2f}", f"{ends[0]:.2f} to {ends[1]:.2f}", f"{rate / best:.2f}", SYNCED[label]])
    body = tables.markdown(header, lines)
    body += f"\n\n{rows:,} readings in batches of 50,000, {len(sizes)} repeats, all stores in turn in the same run.\n"
    body += f"Sustained ingest costs {statistics.median(cpu) / rows * 1e6:.2f} CPU-seconds per million readings, journal "
    body += (
        f"included: {rows / statistics.median(cpu) / 1e6 * 2:.1f} M readings/s is what two cores can do if both are free.\n"
    )
    body += f"The lake after compaction, roll-ups, ledger and latest values included: {statistics.median(sizes):.2f} bytes "
    body += "per reading."
    absent = [label for label, spent in seconds.items() if not spent]
    if absent:
        body += f"\n\nNot installed here, left out: {', '.join(absent)}."
    tables.show("ingest", "Durable ingest", body, write)


if __name__ == "__main__":
    main()
